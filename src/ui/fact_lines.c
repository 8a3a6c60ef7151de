#include "fact_lines.h"

#include "../compat.h"
#include "../text.h"
#include "details.h"

static struct fact_line *
add(struct fact_lines *l)
{
	if (l->count == l->room) {
		l->room = l->room > 0 ? l->room * 2 : 64;
		l->items = xrealloc(l->items, l->room, sizeof(*l->items));
	}
	l->items[l->count] = (struct fact_line){.text = ""};
	return &l->items[l->count++];
}

void
fact_lines_add(struct fact_lines *l, const char *label, const char *text, size_t len,
    enum style style, const char *note)
{
	int room = l->cols - FACT_LABEL;

	do {
		size_t part = text_fit(text, len, room > 1 ? (size_t)room : 1);
		struct fact_line *line = add(l);

		*line = (struct fact_line){.label = label,
		    .text = text,
		    .len = part,
		    .style = style,
		    .note = note};
		/* What goes on has neither. */
		label = NULL;
		note = NULL;
		text += part;
		len -= part;
	} while (len > 0);
}

void
fact_lines_whole(struct fact_lines *l, const char *text, enum style style)
{
	struct fact_line *line = add(l);

	line->text = text;
	line->len = strlen(text);
	line->style = style;
	line->whole = true;
}

/* A fact of what is no process that is not known, in words. */
static const char *
why(enum fact fact)
{
	return fact == FACT_NONE || fact == FACT_GONE ? "not told" : details_why(fact);
}

void
fact_lines_field(struct fact_lines *l, const struct table *table, const struct field *field,
    const void *row)
{
	struct column column = {.field = field};
	struct value value;
	char buf[1024];
	size_t len;

	field_get(&column, table, row, &value);
	if (value.fact != FACT_OK) {
		fact_lines_add(l, field->key, why(value.fact), strlen(why(value.fact)),
		    value.fact == FACT_DENIED ? STYLE_DENIED : STYLE_DIM, field->help);
		return;
	}
	const char *text = field_text(&column, &value, 0, buf, sizeof(buf), &len);
	if (field->unit == UNIT_BYTES && value.u >= 1024)
		text = arena_printf(l->arena, "%.*s (%llu)", (int)len, text,
		    (unsigned long long)value.u);
	else
		text = arena_copy(l->arena, text, len);
	fact_lines_add(l, field->key, text, strlen(text), STYLE_TEXT, field->help);
}

static void
draw(const struct fact_line *line, struct canvas *canvas, struct area at)
{
	int x = at.x, end = at.x + at.cols;

	if (line->whole) {
		canvas_fill(canvas, at, ' ', line->style);
		canvas_text(canvas, at.y, at.x + 1, at.cols - 1, line->style, line->text,
		    line->len);
		return;
	}
	if (line->label != NULL)
		canvas_string(canvas, at.y, at.x + 1, FACT_LABEL - 2, STYLE_METER_LABEL,
		    line->label);
	x += FACT_LABEL;
	x += canvas_text(canvas, at.y, x, end - x, line->style, line->text, line->len) + 2;
	if (x < at.x + FACT_LABEL + FACT_VALUE)
		x = at.x + FACT_LABEL + FACT_VALUE;
	if (line->note != NULL)
		canvas_string(canvas, at.y, x, end - x, STYLE_DIM, line->note);
}

void
fact_lines_draw(const struct fact_lines *l, struct canvas *canvas, struct area area, size_t top)
{
	for (int i = 0; i < area.rows && top + (size_t)i < l->count; i++)
		draw(&l->items[top + (size_t)i], canvas,
		    (struct area){area.y + i, area.x, 1, area.cols});
}

void
fact_lines_free(struct fact_lines *l)
{
	free(l->items);
	*l = (struct fact_lines){0};
}
