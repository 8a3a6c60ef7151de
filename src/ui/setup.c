#include "setup.h"

#include <stdio.h>

#include "../compat.h"
#include "../config.h"
#include "session.h"

static const char *const list_titles[SETUP_LISTS] = {"Columns shown", "More columns", "Settings"};

enum {
	TALL_ROWS = 16,	    /* from here on what is selected is explained in two lines */
	SETTINGS_COLS = 34, /* the settings and their values */
};

static const struct bar_key setup_bar[] = {
    {TK_ENTER, "Enter", "Add/Change"},
    {TK_DELETE, "Del", "Remove"},
    {'[', "[", "Up"},
    {']', "]", "Down"},
    {TK_TAB, "Tab", "Next"},
    {TK_ESCAPE, "Esc", "Done"},
    {0, NULL, NULL},
};

void
setup_free(struct setup *s)
{
	free(s->available);
	*s = (struct setup){0};
}

static bool
is_shown(struct ui *ui, const struct field *field)
{
	for (size_t i = 0; i < focus_list(ui)->columns.count; i++)
		if (focus_list(ui)->columns.items[i].field == field)
			return true;
	return false;
}

static void
count_lists(struct ui *ui)
{
	struct setup *s = &ui->setup;
	size_t fields = 0, rows = 0;

	for (const struct field *f = focus_list(ui)->pane->table->fields; f->key != NULL; f++)
		fields++;
	while (setup_rows[rows].label != NULL)
		rows++;
	s->available = xrealloc(s->available, fields + 1, sizeof(*s->available));
	s->navailable = 0;
	for (const struct field *f = focus_list(ui)->pane->table->fields; f->key != NULL; f++)
		if (!is_shown(ui, f) && (f->flags & (FIELD_ARGUMENT | FIELD_HIDDEN)) == 0 &&
		    focus_offers(ui, f))
			s->available[s->navailable++] = f;
	s->scroll[SETUP_SHOWN].count = focus_list(ui)->columns.count;
	s->scroll[SETUP_AVAILABLE].count = s->navailable;
	s->scroll[SETUP_SETTINGS].count = rows;
	for (int i = 0; i < SETUP_LISTS; i++)
		scroll_fit(&s->scroll[i]);
}

void
do_setup(struct ui *ui)
{
	bool changed = ui->setup.changed;

	/* A text has no columns to choose. */
	if (ui->focus > 0 && focus_side(ui)->pane->text != NULL)
		ui->focus = 0;
	setup_free(&ui->setup);
	ui->setup.changed = changed;
	count_lists(ui);
	ui_page(ui, &setup_page);
}

/* The columns as they are in the list become the setting. */
static void
store_columns(struct ui *ui, struct columns *columns)
{
	char text[4096], err[200];

	columns_print(columns, text, sizeof(text));
	columns_free(columns);
	settings_text(focus_columns_text(ui), text);
	if (focus_columns(ui, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
	ui->setup.changed = true;
	count_lists(ui);
}

static void
move_column(struct ui *ui, int direction)
{
	struct scroll *s = &ui->setup.scroll[SETUP_SHOWN];
	size_t from = s->selected, to = direction < 0 ? from - 1 : from + 1;
	struct columns columns;
	struct column moved;

	if (from >= s->count || to >= s->count ||
	    columns_copy(&focus_list(ui)->columns, &columns) != 0)
		return;
	moved = columns.items[from];
	columns.items[from] = columns.items[to];
	columns.items[to] = moved;
	s->selected = to;
	store_columns(ui, &columns);
}

static void
remove_column(struct ui *ui)
{
	size_t at = ui->setup.scroll[SETUP_SHOWN].selected;
	struct columns columns;

	if (focus_list(ui)->columns.count <= 1) {
		ui_message(ui, "the last column stays");
		return;
	}
	if (at >= focus_list(ui)->columns.count ||
	    columns_copy(&focus_list(ui)->columns, &columns) != 0)
		return;
	memmove(columns.items + at, columns.items + at + 1,
	    (columns.count - at - 1) * sizeof(*columns.items));
	columns.count--;
	store_columns(ui, &columns);
}

/* A new column goes before the one selected on the left. */
static void
add_column(struct ui *ui)
{
	struct setup *s = &ui->setup;
	size_t at = s->scroll[SETUP_AVAILABLE].selected, to = s->scroll[SETUP_SHOWN].selected;
	struct columns columns;

	if (at >= s->navailable || columns_copy(&focus_list(ui)->columns, &columns) != 0)
		return;
	columns.items = xrealloc(columns.items, columns.count + 1, sizeof(*columns.items));
	memmove(columns.items + to + 1, columns.items + to,
	    (columns.count - to) * sizeof(*columns.items));
	columns.items[to] = (struct column){.field = s->available[at]};
	columns.count++;
	store_columns(ui, &columns);
}

static void
change_setting(struct ui *ui, int direction)
{
	const struct setup_row *row = &setup_rows[ui->setup.scroll[SETUP_SETTINGS].selected];

	if (row->label == NULL)
		return;
	row->change(ui, direction);
	ui->setup.changed = true;
	ui->dirty = true;
}

static void
save_answered(struct ui *ui, const struct menu_item *item)
{
	if (item->value != 0)
		do_save(ui);
	ui_page(ui, &list_page);
}

static void
leave(struct ui *ui)
{
	struct menu_item *yes;
	char text[96];

	if (!ui->setup.changed || ui->config == NULL) {
		ui_page(ui, &list_page);
		return;
	}
	menu_open(ui, "Save these settings?", save_answered);
	menu_add(&ui->menu, "No, only for this session");
	snprintf(text, sizeof(text), "Yes, to %s", ui->config);
	yes = menu_add(&ui->menu, text);
	yes->value = 1;
	snprintf(yes->find, sizeof(yes->find), "Yes");
}

static void
choose(struct ui *ui, int direction)
{
	switch (ui->setup.focus) {
	case SETUP_SHOWN:
		if (direction < 0)
			remove_column(ui);
		break;
	case SETUP_AVAILABLE:
		add_column(ui);
		break;
	default:
		change_setting(ui, direction);
	}
}

static void
focus_by(struct ui *ui, int direction)
{
	ui->setup.focus =
	    (enum setup_list)(((int)ui->setup.focus + direction + SETUP_LISTS) % SETUP_LISTS);
}

static void
setup_key(struct ui *ui, int key)
{
	struct setup *s = &ui->setup;
	const struct action *action = bindings_find(&ui->bindings, key);
	enum move move = action != NULL ? action->move : MOVE_NONE;
	bool shown = s->focus == SETUP_SHOWN;

	if (key == TK_ESCAPE || key == 'q' || key == TK_F10)
		leave(ui);
	else if (key == TK_TAB || (move == MOVE_RIGHT && s->focus != SETUP_SETTINGS))
		focus_by(ui, 1);
	else if (key == TK_BACKTAB || (move == MOVE_LEFT && s->focus != SETUP_SETTINGS))
		focus_by(ui, -1);
	else if (key == TK_ENTER || key == ' ' || move == MOVE_RIGHT)
		choose(ui, 1);
	else if (move == MOVE_LEFT)
		choose(ui, -1);
	else if (shown && (key == '[' || key == TK_F7))
		move_column(ui, -1);
	else if (shown && (key == ']' || key == TK_F8))
		move_column(ui, 1);
	else if (shown && (key == TK_DELETE || key == TK_BACKSPACE || key == '-'))
		remove_column(ui);
	else if (!scroll_move(&s->scroll[s->focus], move) && action != NULL &&
	    (action->run == do_save || action->run == do_redraw))
		action->run(ui);
}

static void
draw_item(struct ui *ui, enum setup_list which, size_t at, int y, struct area area,
    enum style style)
{
	char text[160], value[64];

	switch (which) {
	case SETUP_SHOWN: {
		const struct column *column = &focus_list(ui)->columns.items[at];

		snprintf(text, sizeof(text), "%s", column_key(column, value, sizeof(value)));
		break;
	}
	case SETUP_AVAILABLE:
		snprintf(text, sizeof(text), "%s", ui->setup.available[at]->key);
		break;
	default:
		setup_rows[at].show(ui, value, sizeof(value));
		snprintf(text, sizeof(text), "%-19s %s", setup_rows[at].label, value);
	}
	canvas_string(&ui->canvas, y, area.x + 1, area.cols - 1, style, text);
}

static void
draw_setup_list(struct ui *ui, enum setup_list which, struct area area)
{
	struct setup *s = &ui->setup;
	struct scroll *scroll = &s->scroll[which];
	bool focus = s->focus == which;
	struct area title = {area.y, area.x, 1, area.cols};

	canvas_fill(&ui->canvas, title, ' ', focus ? STYLE_MENU_TITLE : STYLE_HEADER);
	canvas_string(&ui->canvas, area.y, area.x + 1, area.cols - 1,
	    focus ? STYLE_MENU_TITLE : STYLE_HEADER, list_titles[which]);
	area.y++;
	area.rows--;
	s->area[which] = area;
	scroll->page = area.rows > 0 ? (size_t)area.rows : 0;
	scroll_fit(scroll);
	for (size_t i = 0; i < scroll->page && scroll->top + i < scroll->count; i++) {
		bool selected = scroll->top + i == scroll->selected;
		int y = area.y + (int)i;
		enum style style = STYLE_TEXT;

		if (selected)
			style = focus ? STYLE_SELECTED : STYLE_SELECTED_IDLE;
		if (selected)
			canvas_fill(&ui->canvas, (struct area){y, area.x, 1, area.cols}, ' ',
			    style);
		draw_item(ui, which, scroll->top + i, y, area, style);
	}
}

/* What the selected line means. */
static const char *
help_of(struct ui *ui)
{
	const struct setup *s = &ui->setup;
	size_t at = s->scroll[s->focus].selected;

	if (at >= s->scroll[s->focus].count)
		return "";
	switch (s->focus) {
	case SETUP_SHOWN:
		return focus_list(ui)->columns.items[at].field->help;
	case SETUP_AVAILABLE:
		return s->available[at]->help;
	default:
		return setup_rows[at].help;
	}
}

static void
setup_draw(struct ui *ui, struct area area)
{
	struct setup *s = &ui->setup;
	int help = area.rows < TALL_ROWS ? 1 : 2;
	int wide = (area.cols - SETTINGS_COLS - 2) / 2;
	struct area part = {area.y, area.x, area.rows - help, area.cols};

	for (int i = 0; i < SETUP_LISTS; i++)
		s->area[i] = (struct area){0};
	if (area.cols < 72) {
		draw_setup_list(ui, s->focus, part);
	} else {
		part.cols = wide < 22 ? 22 : wide > 26 ? 26 : wide;
		for (int i = 0; i < SETUP_LISTS; i++) {
			if (i + 1 == SETUP_LISTS)
				part.cols = area.x + area.cols - part.x;
			draw_setup_list(ui, (enum setup_list)i, part);
			part.x += part.cols + 1;
		}
	}
	canvas_words(&ui->canvas, (struct area){area.y + area.rows - help, area.x, help, area.cols},
	    0, STYLE_DIM, help_of(ui));
}

static void
setup_mouse(struct ui *ui, const struct event *event)
{
	struct setup *s = &ui->setup;

	for (int i = 0; i < SETUP_LISTS; i++) {
		struct area a = s->area[i];
		size_t at = s->scroll[i].top + (size_t)(event->y - a.y);

		if (event->y < a.y || event->y >= a.y + a.rows || event->x < a.x ||
		    event->x >= a.x + a.cols)
			continue;
		if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN) {
			scroll_wheel(&s->scroll[i], event->button == MOUSE_WHEEL_UP ? -3 : 3);
			return;
		}
		if (!event->press || at >= s->scroll[i].count)
			return;
		/* A click on what is selected already is Enter. */
		if ((int)s->focus == i && s->scroll[i].selected == at)
			choose(ui, 1);
		s->focus = (enum setup_list)i;
		if (at < s->scroll[i].count)
			s->scroll[i].selected = at;
		return;
	}
}

const struct page setup_page = {"setup", setup_draw, setup_key, setup_mouse, setup_bar};
