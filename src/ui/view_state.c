/*
 * Sort, filter, columns and rows of the list.
 */
#include <stdio.h>

#include "../choices.h"
#include "../compat.h"
#include "session.h"

void
state_rebuild(struct ui *ui)
{
	const struct pane *pane = ui->list.pane;
	const void *rows;
	size_t count;

	ui->unsent = true;
	ui->dirty = true;
	ui->view.folded = ui->folds.ids;
	ui->view.nfolded = ui->folds.count;
	ui->view.tree = ui->set->tree;
	ui->view.hide_kernel = ui->set->hide_kernel;
	ui->view.hide_threads = !ui->set->threads || ui->set->hide_threads;
	ui->view.pids = ui->pids;
	ui->view.npids = ui->npids;
	if (ui->snap == NULL)
		return;
	rows = pane->rows(ui->snap, &count);
	arena_reset(&ui->order_arena);
	view_build(&ui->view, pane->table, rows, count, &ui->order_arena, &ui->order);
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
	if (snap->serial == ui->demand.serial && !ui->unsent && !ui->groups.shown) {
		rows = ui->list.pane->rows(snap, &count);
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
	char buf[256], text[300];
	const char *key = column_key(column, buf, sizeof(buf));
	char *owned = column->argument != NULL ? xstrdup(column->argument) : NULL;

	if (!collector_offers_field(ui->collector, ui->list.pane->table, column->field)) {
		ui_error(ui, "%s: this system does not tell", key);
		free(owned);
		return -1;
	}
	ui->view.sort = (struct column){column->field, owned};
	ui->view.descending = descending;
	free(ui->sort_text);
	ui->sort_text = owned;
	snprintf(text, sizeof(text), "%s:%s", key, descending ? "desc" : "asc");
	settings_text(ui->texts.sort, text);
	ui->list.sort = &ui->view.sort;
	ui->list.descending = descending;
	state_rebuild(ui);
	return 0;
}

/*
 * What was said before the screen opened has been checked; a default that a system lacks has not.
 */
static void
sort_from_settings(struct ui *ui)
{
	const struct table *table = ui->list.pane->table;
	const char *text = *ui->texts.sort != NULL ? *ui->texts.sort : table->sort;
	struct column column;
	bool descending;
	char err[200];

	if (sort_parse(table, text, &column, &descending, err, sizeof(err)) != 0) {
		ui_error(ui, "%s", err);
		return;
	}
	state_sort(ui, &column, descending);
	free((void *)(uintptr_t)column.argument);
}

static void
combine(struct view *view, struct filter *typed, struct filter *user, struct filter *group)
{
	struct filter *both = filter_and(typed, user), *all = filter_and(both, group);

	filter_unref(both);
	filter_unref(view->filter);
	view->filter = all;
}

void
state_combine(struct ui *ui)
{
	struct groups *g = &ui->groups;

	if (g->shown) {
		/*
		 * A user chooses whose processes are folded; what is typed, which groups are seen.
		 */
		combine(&ui->view, ui->typed, NULL, NULL);
		combine(&g->face.view, g->face.typed, ui->user, NULL);
	} else {
		combine(&ui->view, ui->typed, ui->user, g->inside);
	}
	state_rebuild(ui);
}

int
state_filter(struct ui *ui, const char *text, struct filter_error *error)
{
	struct filter *filter = NULL;

	if (text != NULL && text[strspn(text, " ")] != '\0') {
		filter = filter_parse(ui->list.pane->table, text, error);
		if (filter == NULL)
			return -1;
	}
	filter_unref(ui->typed);
	ui->typed = filter;
	if (text != *ui->texts.filter)
		settings_text(ui->texts.filter, filter != NULL ? text : NULL);
	state_combine(ui);
	return 0;
}

int
state_user(struct ui *ui, const char *user, char *err, size_t errlen)
{
	struct filter *filter = NULL;

	if (user != NULL) {
		filter = user_filter(ui->collector, user, err, errlen);
		if (filter == NULL)
			return -1;
	}
	filter_unref(ui->user);
	ui->user = filter;
	if (user != ui->set->user)
		settings_text(&ui->set->user, user);
	state_combine(ui);
	return 0;
}

/* Leaves out columns of groups that this system has not. */
static void
drop_unknown(struct ui *ui, struct columns *columns)
{
	size_t kept = 0;

	for (size_t i = 0; i < columns->count; i++)
		if (collector_offers_field(ui->collector, ui->list.pane->table,
			columns->items[i].field))
			columns->items[kept++] = columns->items[i];
	columns->count = kept;
}

int
state_columns(struct ui *ui, char *err, size_t errlen)
{
	const struct table *table = ui->list.pane->table;
	const char *text = *ui->texts.columns != NULL ? *ui->texts.columns : table->columns;
	struct columns columns;

	if (columns_parse(table, text, &columns, err, errlen) != 0)
		return -1;
	drop_unknown(ui, &columns);
	list_columns(&ui->list, &columns);
	ui->dirty = true;
	return 0;
}

void
state_rows(struct ui *ui)
{
	struct filter_error error;
	char err[300];

	if (state_columns(ui, err, sizeof(err)) != 0) {
		ui_error(ui, "%s", err);
		settings_text(ui->texts.columns, NULL);
		state_columns(ui, err, sizeof(err));
	}
	sort_from_settings(ui);
	if (state_filter(ui, *ui->texts.filter, &error) != 0)
		ui_error(ui, "%s", error.text);
}

void
state_init(struct ui *ui)
{
	struct settings *set = ui->set;
	char err[300];

	list_init(&ui->list, &process_pane);
	ui->texts = (struct row_settings){&set->columns, &set->sort, &set->filter};
	arena_init(&ui->order_arena);
	state_rows(ui);
	if (state_user(ui, set->user, err, sizeof(err)) != 0 ||
	    (set->pids != NULL &&
		pids_parse(set->pids, &ui->pids, &ui->npids, err, sizeof(err)) != 0) ||
	    (set->group != NULL && groups_show(ui, set->group, err, sizeof(err)) != 0))
		ui_error(ui, "%s", err);
}

void
state_free(struct ui *ui)
{
	groups_free(ui);
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
