/*
 * Sort, filter, columns and rows of the list.
 */
#include <ctype.h>
#include <stdio.h>

#include "../compat.h"
#include "session.h"

void
state_text(char **setting, const char *text)
{
	char *copy = text != NULL ? xstrdup(text) : NULL;

	free(*setting);
	*setting = copy;
}

void
state_rebuild(struct ui *ui)
{
	const struct panel *panel = ui->list.panel;
	const void *rows;
	size_t count;

	ui->unsent = true;
	ui->dirty = true;
	ui->view.folded = ui->folds.ids;
	ui->view.nfolded = ui->folds.count;
	ui->view.tree = ui->set->tree;
	ui->view.hide_kernel = ui->set->hide_kernel;
	ui->view.hide_threads = !ui->set->threads || ui->set->hide_threads;
	if (ui->snap == NULL)
		return;
	rows = panel->rows(ui->snap, &count);
	arena_reset(&ui->order_arena);
	view_build(&ui->view, panel->table, rows, count, &ui->order_arena, &ui->order);
	list_rows(&ui->list, rows, count, &ui->order);
}

void
state_snapshot(struct ui *ui, const struct snapshot *snap)
{
	const struct snapshot *old = ui->snap;
	bool followed = ui->list.follow;
	const void *rows;
	size_t count;

	ui->snap = snap;
	ui->dirty = true;
	if (snap->serial == ui->demand.serial && !ui->unsent) {
		rows = ui->list.panel->rows(snap, &count);
		list_rows(&ui->list, rows, count, &snap->order);
	} else {
		bool unsent = ui->unsent;

		state_rebuild(ui);
		ui->unsent = unsent;
	}
	list_prune(&ui->list);
	if (followed && snapshot_find(snap, ui->list.selected) == NULL) {
		ui_message(ui, "pid %lld ended", (long long)ui->list.selected.pid);
		ui->list.follow = false;
	}
	snapshot_unref(old);
}

bool
state_default_direction(const struct column *column)
{
	return unit_info(column->field->unit)->descends &&
	    (column->field->flags & FIELD_ASCENDS) == 0;
}

int
state_sort(struct ui *ui, const struct column *column, bool descending)
{
	char key[256], text[300];
	char *owned = column->argument != NULL ? xstrdup(column->argument) : NULL;

	column_key(column, key, sizeof(key));
	if (!collector_offers(ui->collector, column->field->groups)) {
		ui_error(ui, "%s: this system does not tell", key);
		free(owned);
		return -1;
	}
	ui->view.sort = (struct column){column->field, owned};
	ui->view.descending = descending;
	free(ui->sort_text);
	ui->sort_text = owned;
	snprintf(text, sizeof(text), "%s:%s", key, descending ? "desc" : "asc");
	state_text(&ui->set->sort, text);
	ui->list.sort = &ui->view.sort;
	ui->list.descending = descending;
	state_rebuild(ui);
	return 0;
}

/* "KEY[:asc|:desc]"; what a broken one would mean is the default. */
static void
sort_from_settings(struct ui *ui)
{
	const struct table *table = ui->list.panel->table;
	char text[256], err[200];
	const char *colon;
	struct column column;
	int direction = 0;

	snprintf(text, sizeof(text), "%s", ui->set->sort != NULL ? ui->set->sort : table->sort);
	colon = strrchr(text, ':');
	if (colon != NULL && strcmp(colon, ":asc") == 0)
		direction = 1;
	else if (colon != NULL && strcmp(colon, ":desc") == 0)
		direction = -1;
	if (direction != 0)
		text[colon - text] = '\0';
	if (column_parse(text, table, &column, err, sizeof(err)) != 0) {
		ui_error(ui, "%s", err);
		if (column_parse(table->sort, table, &column, err, sizeof(err)) != 0)
			return;
		direction = 0;
	}
	state_sort(ui, &column, direction != 0 ? direction < 0 : state_default_direction(&column));
	free((void *)(uintptr_t)column.argument);
}

static void
combine_filters(struct ui *ui)
{
	filter_unref(ui->view.filter);
	ui->view.filter = NULL;
	if (ui->typed != NULL || ui->user != NULL)
		ui->view.filter = filter_and(ui->typed, ui->user);
	state_rebuild(ui);
}

static int
replace_filter(struct ui *ui, struct filter **slot, const char *text, struct filter_error *error)
{
	struct filter *filter = NULL;

	if (text != NULL && text[strspn(text, " ")] != '\0') {
		filter = filter_parse(ui->list.panel->table, text, error);
		if (filter == NULL)
			return -1;
	}
	filter_unref(*slot);
	*slot = filter;
	combine_filters(ui);
	return 0;
}

int
state_filter(struct ui *ui, const char *text, struct filter_error *error)
{
	if (replace_filter(ui, &ui->typed, text, error) != 0)
		return -1;
	state_text(&ui->set->filter, ui->typed != NULL ? text : NULL);
	return 0;
}

/* -u NAME|UID as an expression. */
int
state_user(struct ui *ui, const char *user, struct filter_error *error)
{
	char text[300];

	if (user == NULL || *user == '\0')
		text[0] = '\0';
	else if (user[strspn(user, "0123456789")] == '\0')
		snprintf(text, sizeof(text), "euid=%s", user);
	else
		snprintf(text, sizeof(text), "username=\"%s\"", user);
	if (replace_filter(ui, &ui->user, text, error) != 0)
		return -1;
	state_text(&ui->set->user, text[0] != '\0' ? user : NULL);
	return 0;
}

/* Leaves out columns of groups that this system has not. */
static void
drop_unknown(struct ui *ui, struct columns *columns)
{
	size_t kept = 0;

	for (size_t i = 0; i < columns->count; i++)
		if (collector_offers(ui->collector, columns->items[i].field->groups))
			columns->items[kept++] = columns->items[i];
	columns->count = kept;
}

int
state_columns(struct ui *ui, char *err, size_t errlen)
{
	const struct table *table = ui->list.panel->table;
	const char *text = ui->set->columns != NULL ? ui->set->columns : table->columns;
	struct columns columns;

	if (columns_parse(table, text, &columns, err, errlen) != 0)
		return -1;
	drop_unknown(ui, &columns);
	list_columns(&ui->list, &columns);
	ui->dirty = true;
	return 0;
}

static void
pids_from_settings(struct ui *ui)
{
	const char *p = ui->set->pids;
	size_t room = 1;

	if (p == NULL || *p == '\0')
		return;
	for (const char *c = p; *c != '\0'; c++)
		room += *c == ',';
	ui->pids = xcalloc(room, sizeof(*ui->pids));
	while (*p != '\0' && ui->npids < room) {
		char *end;
		long long pid = strtoll(p, &end, 10);

		if (end != p)
			ui->pids[ui->npids++] = pid;
		p = end + strcspn(end, ",");
		p += strspn(p, ",");
	}
}

void
state_init(struct ui *ui)
{
	struct filter_error error;
	char err[300];

	list_init(&ui->list, &process_panel);
	arena_init(&ui->order_arena);
	if (state_columns(ui, err, sizeof(err)) != 0) {
		ui_error(ui, "%s", err);
		state_text(&ui->set->columns, NULL);
		state_columns(ui, err, sizeof(err));
	}
	sort_from_settings(ui);
	if (replace_filter(ui, &ui->typed, ui->set->filter, &error) != 0 ||
	    state_user(ui, ui->set->user, &error) != 0)
		ui_error(ui, "%s", error.text);
	pids_from_settings(ui);
}

void
state_free(struct ui *ui)
{
	list_free(&ui->list);
	filter_unref(ui->view.filter);
	filter_unref(ui->typed);
	filter_unref(ui->user);
	idset_free(&ui->folds);
	free(ui->sort_text);
	free(ui->pids);
	arena_free(&ui->order_arena);
	snapshot_unref(ui->snap);
}
