#include "meters_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../text.h"

void
line_add(struct line *line, int rank, bool right, enum style style, const char *format, ...)
{
	struct piece *p = &line->pieces[line->count++];
	va_list ap;

	va_start(ap, format);
	vsnprintf(p->text, sizeof(p->text), format, ap);
	va_end(ap);
	p->rank = rank;
	p->right = right;
	p->style = style;
}

static int
piece_cells(const struct piece *p)
{
	return (int)text_cells(p->text, strlen(p->text));
}

static void
drop_least(struct line *line)
{
	int worst = 0;

	for (int i = 1; i < line->count; i++)
		if (line->pieces[i].rank >= line->pieces[worst].rank)
			worst = i;
	line->count--;
	memmove(&line->pieces[worst], &line->pieces[worst + 1],
	    (size_t)(line->count - worst) * sizeof(*line->pieces));
}

static int
line_cells(const struct line *line)
{
	int n = 0;

	for (int i = 0; i < line->count; i++)
		n += piece_cells(&line->pieces[i]) + (i > 0 ? LINE_GAP : 0);
	return n;
}

void
line_draw(struct canvas *c, int y, int x, int cols, struct line *line)
{
	int left = x, right = x + cols;

	while (line->count > 1 && line_cells(line) > cols)
		drop_least(line);
	for (int i = 0; i < line->count; i++)
		if (line->pieces[i].right)
			right -= piece_cells(&line->pieces[i]) + LINE_GAP;
	right += LINE_GAP;
	for (int i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];
		int *at = p->right ? &right : &left;

		if (*at < x)
			*at = x;
		canvas_string(c, y, *at, x + cols - *at, p->style, p->text);
		*at += piece_cells(p) + LINE_GAP;
	}
}
