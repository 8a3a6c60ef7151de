#include "list.h"

#include <stdio.h>

#include "../compat.h"
#include "../text.h"

enum {
	CELL_TEXT = 1024,
	COMMAND_TEXT = 8192,
};

static const char *
arrow(const struct scene *scene, bool descending)
{
	if (scene->unicode)
		return descending ? "\xe2\x96\xbd" : "\xe2\x96\xb3";
	return descending ? "v" : "^";
}

static void
draw_header(const struct list *list, struct canvas *canvas, struct area area,
    const struct scene *scene)
{
	canvas_fill(canvas, (struct area){area.y, area.x, 1, area.cols}, ' ', STYLE_HEADER);
	for (size_t i = 0; i < list->ncells; i++) {
		const struct list_cell *cell = &list->cells[i];
		const struct column *column = &list->columns.items[cell->column];
		const char *title = column_title(column);
		bool sorted = list_is_sort(list, column);
		enum style style = sorted ? STYLE_HEADER_SORT : STYLE_HEADER;
		int x = area.x + cell->x, used = cell->width;

		/*
		 * The arrow stands behind the title: in the column where it has room, else in the
		 * gap between columns.
		 */
		if (unit_info(column->field->unit)->right) {
			used -= sorted && (int)text_cells(title, strlen(title)) < used;
			canvas_right(canvas, area.y, x, used, style, title, strlen(title));
		} else {
			used = canvas_string(canvas, area.y, x, cell->width, style, title);
		}
		if (sorted)
			canvas_string(canvas, area.y, x + used, 1, style,
			    arrow(scene, list->descending));
	}
}

static enum style
magnitude(double bytes)
{
	if (bytes < 1024.0 * 1024)
		return STYLE_SMALL;
	if (bytes < 1024.0 * 1024 * 100)
		return STYLE_TEXT;
	return bytes < 1024.0 * 1024 * 1024 ? STYLE_MEGA : STYLE_GIGA;
}

static enum style
unit_style(enum unit unit, const struct value *value)
{
	double number = value_number(value);

	switch (unit) {
	case UNIT_BYTES:
	case UNIT_BYTE_RATE:
		return number > 0 ? magnitude(number) : STYLE_DIM;
	case UNIT_PERCENT:
		if (number >= 50)
			return STYLE_HOT;
		return number >= 0.05 ? STYLE_TEXT : STYLE_DIM;
	default:
		return STYLE_TEXT;
	}
}

static enum style
fact_style(enum fact fact)
{
	switch (fact) {
	case FACT_DENIED:
		return STYLE_DENIED;
	case FACT_STUCK:
		return STYLE_STUCK;
	default:
		return STYLE_DIM;
	}
}

/* Lines of the tree before a name; deep trees show their innermost branches. */
static int
draw_branches(struct canvas *canvas, int y, int x, int width, const struct branch *branch,
    bool unicode)
{
	static const char *const ascii[] = {"  ", "| ", "|-", "`-"};
	static const char *const boxes[] = {"  ", "\xe2\x94\x82 ", "\xe2\x94\x9c\xe2\x94\x80",
	    "\xe2\x94\x94\xe2\x94\x80"};
	const char *const *lines = unicode ? boxes : ascii;
	int depth = branch->depth, room = width / 4, used = 0;

	for (int d = depth > room ? depth - room + 1 : 1; d <= depth; d++) {
		int kind = branch->last ? 3 : 2;

		if (d < depth)
			kind = d < 64 && (branch->rails >> d & 1) != 0 ? 1 : 0;
		used += canvas_string(canvas, y, x + used, width - used, STYLE_TREE, lines[kind]);
	}
	if (branch->children && branch->folded)
		used += canvas_string(canvas, y, x + used, width - used, STYLE_TREE, "[+]");
	if (depth > 0 || (branch->children && branch->folded))
		used += canvas_string(canvas, y, x + used, width - used, STYLE_TREE, " ");
	return used;
}

/* Bytes that the first cells of a text take; never within a character. */
static size_t
skip_cells(const char *text, size_t len, int cells)
{
	const char *p = text, *end = text + len;

	while (p < end && cells > 0) {
		uint32_t ch = text_decode(&p, end);

		switch (text_classify(ch)) {
		case TEXT_PLAIN:
			cells -= text_width(ch);
			break;
		case TEXT_UNSAFE:
			cells--;
			break;
		case TEXT_COMBINING:
			break;
		}
	}
	return (size_t)(p - text);
}

static void
mark_match(struct canvas *canvas, int y, int x, int width, const struct scene *scene,
    const char *text, size_t len)
{
	ptrdiff_t at;
	int from, cells;

	if (scene->search == NULL)
		return;
	at = text_find(text, len, scene->search, strlen(scene->search));
	if (at < 0)
		return;
	from = (int)text_cells(text, (size_t)at);
	cells = (int)text_cells(text + at, strlen(scene->search));
	if (from + cells <= width)
		canvas_style(canvas, (struct area){y, x + from, 1, cells}, STYLE_MATCH);
}

/* Draws a command: plain, then the program's name, then plain again. */
static void
draw_command(const struct list *list, struct canvas *canvas, int y, int x, int width,
    const struct scene *scene, const struct command *command, enum style row_style)
{
	size_t skip = skip_cells(command->text, command->len, list->shift);
	size_t at[] = {0, command->base, command->base + command->base_len, command->len};
	enum style plain = row_style != STYLE_TEXT ? row_style : command->style;
	enum style styles[] = {plain, plain == STYLE_TEXT ? STYLE_BASENAME : plain, plain};
	int used = 0;

	for (int part = 0; part < 3; part++) {
		size_t from = at[part] < skip ? skip : at[part];

		if (from < at[part + 1])
			used += canvas_text(canvas, y, x + used, width - used, styles[part],
			    command->text + from, at[part + 1] - from);
	}
	mark_match(canvas, y, x, width, scene, command->text + skip, command->len - skip);
}

static void
draw_last(const struct list *list, struct canvas *canvas, int y, const struct list_cell *cell,
    const struct scene *scene, size_t position, enum style row_style)
{
	const struct column *column = &list->columns.items[cell->column];
	const void *row = list_row(list, position);
	int x = list->area.x + cell->x, width = cell->width, used = 0;
	size_t room = (size_t)(list->shift + width + 1) * 8;
	char buf[COMMAND_TEXT];
	struct command command = {.style = row_style};
	struct value value;

	if (list->order->branch != NULL) {
		used = draw_branches(canvas, y, x, width, &list->order->branch[position],
		    scene->unicode);
		x += used;
		width -= used;
	}
	if (room > sizeof(buf))
		room = sizeof(buf);
	if (list->pane->command == NULL ||
	    !list->pane->command(scene, column, row, buf, room, &command)) {
		field_get(column, list->pane->table, row, &value);
		command.text = field_text(column, &value, 0, buf, room, &command.len);
	}
	draw_command(list, canvas, y, x, width, scene, &command, row_style);
}

static void
draw_cell(const struct list *list, struct canvas *canvas, int y, const struct list_cell *cell,
    const struct scene *scene, const void *row, enum style row_style)
{
	const struct column *column = &list->columns.items[cell->column];
	bool right = unit_info(column->field->unit)->right;
	int x = list->area.x + cell->x;
	char buf[CELL_TEXT], brief[CELL_TEXT];
	struct value value;
	enum style style;
	const char *text;
	size_t len;

	field_get(column, list->pane->table, row, &value);
	style = value.fact == FACT_OK ? unit_style(column->field->unit, &value)
				      : fact_style(value.fact);
	style = list->pane->cell_style(scene, column, row, &value, style);
	text = field_text(column, &value, (unsigned)cell->width, buf, sizeof(buf), &len);
	if (list->pane->shorten != NULL && value.fact == FACT_OK)
		text = list->pane->shorten(column, text, &len, brief, sizeof(brief));
	if (row_style != STYLE_TEXT)
		style = row_style;
	if (right)
		canvas_right(canvas, y, x, cell->width, style, text, len);
	else
		canvas_text(canvas, y, x, cell->width, style, text, len);
}

static void
draw_row(const struct list *list, struct canvas *canvas, int y, size_t position,
    const struct scene *scene)
{
	const void *row = list_row(list, position);
	enum style style = list->pane->row_style(scene, row);

	for (size_t i = 0; i < list->ncells; i++) {
		if (list_is_last(list, list->cells[i].column))
			draw_last(list, canvas, y, &list->cells[i], scene, position, style);
		else
			draw_cell(list, canvas, y, &list->cells[i], scene, row, style);
	}
	if (position != list->scroll.selected)
		return;
	style = !scene->focus ? STYLE_SELECTED_IDLE : STYLE_SELECTED;
	if (scene->focus && list->follow)
		style = STYLE_FOLLOWED;
	canvas_style(canvas, (struct area){y, list->area.x, 1, list->area.cols}, style);
}

void
list_draw(struct list *list, struct canvas *canvas, struct area area, const struct scene *scene)
{
	list->area = area;
	list_layout(list, area.cols);
	list->scroll.page = area.rows > 1 ? (size_t)area.rows - 1 : 0;
	scroll_fit(&list->scroll);
	if (area.rows < 1)
		return;
	draw_header(list, canvas, area, scene);
	for (size_t i = 0; i < list->scroll.page; i++) {
		size_t position = list->scroll.top + i;

		if (position >= list->scroll.count)
			break;
		draw_row(list, canvas, area.y + 1 + (int)i, position, scene);
	}
}

int
list_column_at(const struct list *list, int x)
{
	for (size_t i = 0; i < list->ncells; i++) {
		int from = list->area.x + list->cells[i].x;

		/* A click on the gap or the arrow in it means the column before it. */
		if (x >= from && x < from + list->cells[i].width + 1)
			return (int)list->cells[i].column;
	}
	return -1;
}

size_t
list_row_at(const struct list *list, int y)
{
	int line = y - list->area.y - 1;

	if (line < 0 || (size_t)line >= list->scroll.page ||
	    list->scroll.top + (size_t)line >= list->scroll.count)
		return SIZE_MAX;
	return list->scroll.top + (size_t)line;
}
