#include "canvas.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "term_glyphs.h"

static const struct cell blank = {.ch = ' ', .style = STYLE_TEXT};

/* The part of an area that lies on the canvas. */
static struct area
clip(const struct canvas *c, struct area a)
{
	if (a.y < 0) {
		a.rows = a.rows < -a.y ? 0 : a.rows + a.y;
		a.y = 0;
	}
	if (a.x < 0) {
		a.cols = a.cols < -a.x ? 0 : a.cols + a.x;
		a.x = 0;
	}
	if (a.y >= c->rows || a.x >= c->cols || a.rows < 0 || a.cols < 0)
		return (struct area){0, 0, 0, 0};
	if (a.rows > c->rows - a.y)
		a.rows = c->rows - a.y;
	if (a.cols > c->cols - a.x)
		a.cols = c->cols - a.x;
	return a;
}

void
canvas_init(struct canvas *c, int rows, int cols)
{
	memset(c, 0, sizeof(*c));
	canvas_resize(c, rows, cols);
}

void
canvas_free(struct canvas *c)
{
	free(c->cells);
	memset(c, 0, sizeof(*c));
}

void
canvas_resize(struct canvas *c, int rows, int cols)
{
	c->rows = rows > 0 ? rows : 0;
	c->cols = cols > 0 ? cols : 0;
	free(c->cells);
	/* Zeroed once, so that padding compares equal. */
	c->cells = xcalloc((size_t)c->rows * (size_t)c->cols, sizeof(*c->cells));
	canvas_clear(c);
}

void
canvas_clear(struct canvas *c)
{
	size_t n = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < n; i++)
		c->cells[i] = blank;
	c->cursor_y = c->cursor_x = -1;
}

struct cell *
canvas_at(struct canvas *c, int y, int x)
{
	if (y < 0 || x < 0 || y >= c->rows || x >= c->cols)
		return NULL;
	return &c->cells[(size_t)y * (size_t)c->cols + (size_t)x];
}

/* Half of a wide character must not stay when the other half is drawn over. */
static void
split_wide(struct canvas *c, int y, int x)
{
	struct cell *here = canvas_at(c, y, x), *left, *right;

	if (here->ch == 0 && (left = canvas_at(c, y, x - 1)) != NULL) {
		left->ch = ' ';
		left->mark[0] = left->mark[1] = 0;
	}
	if (here->ch != 0 && (right = canvas_at(c, y, x + 1)) != NULL && right->ch == 0)
		right->ch = ' ';
}

static void
put(struct canvas *c, int y, int x, uint32_t ch, int width, enum style style)
{
	for (int i = 0; i < width; i++) {
		struct cell *cell;

		split_wide(c, y, x + i);
		cell = canvas_at(c, y, x + i);
		cell->ch = i == 0 ? ch : 0;
		cell->mark[0] = cell->mark[1] = 0;
		cell->style = (uint8_t)style;
	}
}

void
canvas_fill(struct canvas *c, struct area area, uint32_t ch, enum style style)
{
	struct area a = clip(c, area);

	for (int y = a.y; y < a.y + a.rows; y++)
		for (int x = a.x; x < a.x + a.cols; x++)
			put(c, y, x, ch, 1, style);
}

void
canvas_style(struct canvas *c, struct area area, enum style style)
{
	struct area a = clip(c, area);

	for (int y = a.y; y < a.y + a.rows; y++)
		for (int x = a.x; x < a.x + a.cols; x++)
			canvas_at(c, y, x)->style = (uint8_t)style;
}

/*
 * The next thing to draw: its code point as it may be shown, and its width; 0
 * means that it is a mark on the character before it.
 */
static uint32_t
next_visible(const char **text, const char *end, int *width)
{
	uint32_t ch = text_decode(text, end);

	*width = 1;
	switch (text_classify(ch)) {
	case TEXT_PLAIN:
		*width = text_width(ch);
		return ch;
	case TEXT_COMBINING:
		*width = 0;
		return ch;
	case TEXT_UNSAFE:
		break;
	}
	if (ch == '\n' || ch == '\t' || ch == '\r')
		return ' ';
	return text_utf8() ? TEXT_BAD : (uint32_t)glyph_ascii(ch);
}

static void
add_mark(struct cell *cell, uint32_t mark)
{
	if (cell->mark[0] == 0)
		cell->mark[0] = mark;
	else if (cell->mark[1] == 0)
		cell->mark[1] = mark;
}

int
canvas_text(struct canvas *c, int y, int x, int width, enum style style, const char *text,
    size_t len)
{
	const char *end = text + len;
	struct cell *last = NULL;
	int used = 0, w;

	if (y < 0 || y >= c->rows || x >= c->cols)
		return 0;
	if (x < INT_MAX / 2 && width > c->cols - x)
		width = c->cols - x;
	while (text < end) {
		uint32_t ch = next_visible(&text, end, &w);

		/* A mark without a character would land on somebody else's. */
		if (w == 0) {
			if (last != NULL)
				add_mark(last, ch);
			continue;
		}
		if (w > width - used)
			break;
		last = NULL;
		if (x + used >= 0) {
			put(c, y, x + used, ch, w, style);
			last = canvas_at(c, y, x + used);
		}
		used += w;
	}
	return used;
}

int
canvas_string(struct canvas *c, int y, int x, int width, enum style style, const char *text)
{
	return canvas_text(c, y, x, width, style, text, strlen(text));
}

/* Bytes of a text that make one line: whole words where a word has room. */
static size_t
words_fit(const char *text, size_t len, size_t cells)
{
	size_t fit = text_fit(text, len, cells), end = fit;

	if (fit == len)
		return len;
	while (end > 0 && text[end] != ' ')
		end--;
	return end > 0 ? end : fit;
}

int
canvas_words(struct canvas *c, struct area area, int skip, enum style style, const char *text)
{
	size_t len = strlen(text), cells = area.cols > 0 ? (size_t)area.cols : 1;
	int lines = 0;

	do {
		size_t line = words_fit(text, len, cells);
		int y = lines++ - skip;

		if (c != NULL && y >= 0 && y < area.rows)
			canvas_text(c, area.y + y, area.x, area.cols, style, text, line);
		/* The blank at which it was broken is in no line. */
		line += text[line] == ' ';
		text += line;
		len -= line;
	} while (len > 0);
	return lines;
}

int
canvas_printf(struct canvas *c, int y, int x, int width, enum style style, const char *format, ...)
{
	char buf[4096]; /* more cells than a terminal has in a row */
	va_list ap;

	va_start(ap, format);
	vsnprintf(buf, sizeof(buf), format, ap);
	va_end(ap);
	return canvas_text(c, y, x, width, style, buf, strlen(buf));
}

/* Cells of the text, or more than max as soon as that is certain. */
static int
cells_upto(const char *text, size_t len, int max)
{
	const char *end = text + len;
	int n = 0, w;

	while (text < end && n <= max) {
		next_visible(&text, end, &w);
		n += w;
	}
	return n;
}

int
canvas_right(struct canvas *c, int y, int x, int width, enum style style, const char *text,
    size_t len)
{
	int n = cells_upto(text, len, width);

	if (n < width) {
		x += width - n;
		width = n;
	}
	return canvas_text(c, y, x, width, style, text, len);
}
