#include "side.h"

#include <stdio.h>

#include "../compat.h"
#include "session.h"

struct side *
focus_side(struct ui *ui)
{
	return ui->focus > 0 ? &ui->sides[ui->focus - 1] : NULL;
}

struct list *
focus_list(struct ui *ui)
{
	return ui->focus > 0 ? &ui->sides[ui->focus - 1].list : &ui->list;
}

struct view *
focus_view(struct ui *ui)
{
	return ui->focus > 0 ? &ui->sides[ui->focus - 1].view : &ui->view;
}

enum panel
focus_panel(const struct ui *ui)
{
	return ui->focus > 0 ? ui->sides[ui->focus - 1].panel : PANEL_PROCESS;
}

bool
focus_offers(struct ui *ui, const struct field *field)
{
	return collector_offers_field(ui->collector, focus_list(ui)->pane->table, field);
}

void
side_rebuild(struct ui *ui, struct side *side)
{
	const struct table *table = side->pane->table;
	size_t count;

	ui->dirty = true;
	if (ui->snap == NULL || !side->open || side->pane->text != NULL)
		return;
	side->view.hide_minor = side->set->hide_minor;
	const void *rows = snapshot_rows(ui->snap, table, &count);
	arena_reset(&side->arena);
	view_build(&side->view, table, rows, count, &side->arena, &side->order);
	list_rows(&side->list, rows, count, &side->order);
}

static int
side_sort(struct ui *ui, struct side *side, const struct column *column, bool descending)
{
	char buf[256], text[300];
	const char *key = column_key(column, buf, sizeof(buf));
	char *owned = column->argument != NULL ? xstrdup(column->argument) : NULL;

	snprintf(text, sizeof(text), "%s:%s", key, descending ? "desc" : "asc");
	settings_text(&side->set->sort, text);
	free(side->sort_text);
	side->sort_text = owned;
	side->view.sort = (struct column){column->field, owned};
	side->view.descending = descending;
	side->list.sort = &side->view.sort;
	side->list.descending = descending;
	side_rebuild(ui, side);
	return 0;
}

static int
side_filter(struct ui *ui, struct side *side, const char *text, struct filter_error *error)
{
	struct filter *filter = NULL;

	if (text != NULL && text[strspn(text, " ")] != '\0') {
		filter = filter_parse(side->pane->table, text, error);
		if (filter == NULL)
			return -1;
	}
	filter_unref(side->view.filter);
	side->view.filter = filter;
	if (text != side->set->filter)
		settings_text(&side->set->filter, filter != NULL ? text : NULL);
	side_rebuild(ui, side);
	return 0;
}

static int
side_columns(struct ui *ui, struct side *side, char *err, size_t errlen)
{
	const struct table *table = side->pane->table;
	struct columns columns;

	if (columns_parse_here(ui->collector, table, side->set->columns, &columns, err, errlen) !=
	    0)
		return -1;
	list_columns(&side->list, &columns);
	ui->dirty = true;
	return 0;
}

int
focus_sort(struct ui *ui, const struct column *column, bool descending)
{
	struct side *side = focus_side(ui);

	return side != NULL ? side_sort(ui, side, column, descending)
			    : state_sort(ui, column, descending);
}

int
focus_filter(struct ui *ui, const char *text, struct filter_error *error)
{
	struct side *side = focus_side(ui);

	return side != NULL ? side_filter(ui, side, text, error) : state_filter(ui, text, error);
}

const char *
focus_filter_text(struct ui *ui)
{
	struct side *side = focus_side(ui);

	return side != NULL ? side->set->filter : *ui->texts.filter;
}

char **
focus_columns_text(struct ui *ui)
{
	struct side *side = focus_side(ui);

	return side != NULL ? &side->set->columns : ui->texts.columns;
}

int
focus_columns(struct ui *ui, char *err, size_t errlen)
{
	struct side *side = focus_side(ui);

	return side != NULL ? side_columns(ui, side, err, errlen) : state_columns(ui, err, errlen);
}

/* What was said on the command line or in the config has been checked there. */
static void
side_init(struct ui *ui, struct side *side)
{
	const struct table *table = side->pane->table;
	struct filter_error error;
	struct column column;
	bool descending;
	char err[300];

	arena_init(&side->arena);
	if (side->pane->text != NULL)
		return;
	list_init(&side->list, side->pane);
	if (side_columns(ui, side, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
	if (sort_parse(table, side->set->sort != NULL ? side->set->sort : table->sort, &column,
		&descending, err, sizeof(err)) == 0) {
		side_sort(ui, side, &column, descending);
		free((void *)(uintptr_t)column.argument);
	} else {
		ui_error(ui, "%s", err);
	}
	if (side_filter(ui, side, side->set->filter, &error) != 0)
		ui_error(ui, "%s", error.text);
}

/* Has this system such a thing at all? */
static bool
offered(const struct ui *ui, const struct side *side)
{
	return side->pane->table == NULL || collector_has(ui->collector, side->pane->table);
}

void
sides_init(struct ui *ui)
{
	unsigned open = 0;
	char err[200];

	if (ui->set->panels != NULL && panels_parse(ui->set->panels, &open, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
	for (size_t i = 0; i < SIDES; i++) {
		const struct side_kind *kind = &side_kinds[i];
		struct side *side = &ui->sides[i];

		*side = (struct side){.pane = kind->pane,
		    .panel = kind->panel,
		    .set = panel_settings(ui->set, kind->panel)};
		side->open = (open & 1U << side->panel) != 0 && offered(ui, side);
		side_init(ui, side);
	}
}

void
sides_free(struct ui *ui)
{
	for (size_t i = 0; i < SIDES; i++) {
		struct side *side = &ui->sides[i];

		if (side->pane->text == NULL)
			list_free(&side->list);
		filter_unref(side->view.filter);
		free(side->sort_text);
		arena_free(&side->arena);
	}
}

void
sides_snapshot(struct ui *ui)
{
	for (size_t i = 0; i < SIDES; i++)
		side_rebuild(ui, &ui->sides[i]);
}

uint64_t
sides_groups(const struct ui *ui, const struct table *table)
{
	const struct side *detailed = side_details_side(ui);
	uint64_t groups = 0;

	for (size_t i = 0; i < SIDES; i++) {
		const struct side *side = &ui->sides[i];

		if (side->pane->table != table || !side->open)
			continue;
		groups |= columns_groups(&side->list.columns) | view_groups(&side->view) |
		    side->pane->groups(&side->list.columns);
		if (ui->focus == i + 1 && ui->prompt.open)
			groups |= ui->prompt.groups;
	}
	if (detailed != NULL && detailed->pane->table == table)
		for (const struct field *f = table->fields; f->key != NULL; f++)
			groups |= f->groups;
	return groups;
}

bool
sides_need_events(const struct ui *ui)
{
	const struct side *detailed = side_details_side(ui);
	bool needed = detailed != NULL && detailed->panel == PANEL_SYSTEM;

	for (size_t i = 0; i < SIDES; i++)
		needed = needed || (ui->sides[i].open && ui->sides[i].panel == PANEL_SYSTEM);
	return needed;
}

/* The open ones become the setting; the processes are always there. */
static void
store_panels(struct ui *ui)
{
	char text[64] = "process";

	for (size_t i = 0; i < SIDES; i++)
		if (ui->sides[i].open) {
			size_t used = strlen(text);
			snprintf(text + used, sizeof(text) - used, ",%s", ui->sides[i].pane->name);
		}
	settings_text(&ui->set->panels, text);
}

void
side_toggle(struct ui *ui, enum panel panel)
{
	for (size_t i = 0; i < SIDES; i++) {
		struct side *side = &ui->sides[i];

		if (side->panel != panel)
			continue;
		if (!offered(ui, side)) {
			ui_error(ui, "this system does not tell about its %s",
			    panel_table[panel].help);
			return;
		}
		side->open = side->fresh = !side->open;
		side->area = (struct area){0};
		if (!side->open && ui->focus == i + 1)
			ui->focus = 0;
		side_rebuild(ui, side);
	}
	store_panels(ui);
}

struct side *
side_of(struct ui *ui, enum panel panel)
{
	for (size_t i = 0; i < SIDES; i++)
		if (ui->sides[i].panel == panel)
			return &ui->sides[i];
	return NULL;
}

bool
side_select(struct ui *ui, struct side *side, struct proc_id id)
{
	struct filter_error error;

	for (int step = 0; step < 3; step++) {
		/* First other units are shown, then what the filter hides. */
		if (step == 1)
			side->set->hide_minor = false;
		if (step == 2)
			side_filter(ui, side, NULL, &error);
		side_rebuild(ui, side);
		size_t at = list_find(&side->list, id);
		if (at != SIZE_MAX) {
			list_select(&side->list, at);
			return true;
		}
	}
	return false;
}

void
sides_focus(struct ui *ui, int direction)
{
	size_t at = ui->focus;

	/* What had no room cannot have the focus. */
	for (size_t i = 0; i <= SIDES; i++) {
		at = (at + (size_t)(SIDES + 1 + direction)) % (SIDES + 1);
		if (at == 0 || (ui->sides[at - 1].open && ui->sides[at - 1].area.rows > 0))
			break;
	}
	ui->focus = at;
	ui->dirty = true;
}

struct side *
side_at(struct ui *ui, int y, int x)
{
	for (size_t i = 0; i < SIDES; i++) {
		struct side *side = &ui->sides[i];
		struct area a = side->area;

		if (side->open && y >= a.y && y < a.y + a.rows && x >= a.x && x < a.x + a.cols)
			return side;
	}
	return NULL;
}

void
side_move(struct side *side, enum move move)
{
	if (side->pane->text != NULL)
		scroll_text(&side->list.scroll, move);
	else
		list_move(&side->list, move);
}

void
side_mouse(struct ui *ui, struct side *side, const struct event *event)
{
	struct list *list = &side->list;
	size_t at = side->pane->text == NULL ? list_row_at(list, event->y) : SIZE_MAX;

	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN) {
		int lines = event->button == MOUSE_WHEEL_UP ? -3 : 3;

		if (side->pane->text != NULL)
			scroll_lines(&list->scroll, lines);
		else
			list_wheel(list, lines);
		return;
	}
	if (!event->press || event->button != MOUSE_LEFT)
		return;
	ui->focus = (size_t)(side - ui->sides) + 1;
	if (side->pane->text != NULL) {
		if (event->twice)
			side_details_open(ui);
		return;
	}
	if (event->y == list->area.y) {
		int column = list_column_at(list, event->x);
		const struct column *clicked = column >= 0 ? &list->columns.items[column] : NULL;

		if (clicked != NULL)
			side_sort(ui, side, clicked,
			    clicked->field == side->view.sort.field
				? !side->view.descending
				: state_default_direction(clicked));
		return;
	}
	if (at == SIZE_MAX)
		return;
	list_select(list, at);
	if (event->twice)
		side_details_open(ui);
}
