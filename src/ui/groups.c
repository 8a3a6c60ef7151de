#include "groups.h"

#include <stdio.h>

#include "../choices.h"
#include "../compat.h"
#include "session.h"

/* The list on screen and the one that waits change places. */
static void
swap_faces(struct ui *ui)
{
	struct face *face = &ui->groups.face;
	const struct face shown = {ui->list, ui->view, ui->typed, ui->sort_text, ui->texts};

	ui->list = face->list;
	ui->view = face->view;
	ui->typed = face->typed;
	ui->sort_text = face->sort_text;
	ui->texts = face->texts;
	*face = shown;
	ui->groups.shown = !ui->groups.shown;
	/* Rows of the other kind are in the snapshot, if at all: state_rebuild looks. */
	ui->list.rows = NULL;
	ui->list.nrows = 0;
	ui->list.order = NULL;
	ui->list.scroll.count = 0;
}

static void
make_face(struct ui *ui)
{
	struct groups *g = &ui->groups;
	struct settings *set = ui->set;

	g->started = true;
	list_init(&g->face.list, &group_pane);
	g->face.texts =
	    (struct row_settings){&set->group_columns, &set->group_sort, &set->group_filter};
	swap_faces(ui);
	state_rows(ui);
}

static void
leave_group(struct ui *ui)
{
	filter_unref(ui->groups.inside);
	ui->groups.inside = NULL;
}

int
groups_show(struct ui *ui, const char *key, char *why, size_t len)
{
	struct groups *g = &ui->groups;
	struct column by = {NULL, NULL};

	if (group_parse(key, &by, why, len) != 0)
		return -1;
	if (!collector_offers(ui->collector, by.field->groups)) {
		snprintf(why, len, "%.60s: this system does not tell", key);
		free((void *)(uintptr_t)by.argument);
		return -1;
	}
	free((void *)(uintptr_t)g->by.argument);
	g->by = by;
	leave_group(ui);
	g->direct = false;
	if (!g->started)
		make_face(ui);
	else if (!g->shown)
		swap_faces(ui);
	ui->list.home = true;
	state_combine(ui);
	return 0;
}

void
groups_enter(struct ui *ui)
{
	const struct group *group = list_selected(&ui->list);
	const struct snapshot *snap = ui->snap;
	struct groups *g = &ui->groups;
	const char *reason;
	char key[64];

	if (group == NULL || snap->group.field == NULL)
		return;
	reason = fact_name((enum fact)group->key_known);
	snprintf(g->name, sizeof(g->name), "%s %s", group_key_text(&snap->group, key, sizeof(key)),
	    group->key != NULL	 ? group->key
		: reason != NULL ? reason
				 : "none");
	leave_group(ui);
	g->direct = false;
	g->inside =
	    filter_same(&process_table, &snap->group, (enum fact)group->key_known, group->key);
	swap_faces(ui);
	ui->list.home = true;
	state_combine(ui);
}

void
do_back(struct ui *ui)
{
	struct groups *g = &ui->groups;

	if (!g->shown && g->inside == NULL)
		return;
	leave_group(ui);
	if (!g->direct)
		swap_faces(ui);
	g->direct = false;
	state_combine(ui);
}

void
groups_leave(struct ui *ui)
{
	struct groups *g = &ui->groups;

	leave_group(ui);
	g->direct = false;
	if (g->shown)
		swap_faces(ui);
	state_combine(ui);
}

void
groups_only(struct ui *ui, struct filter *filter, const char *name)
{
	struct groups *g = &ui->groups;

	groups_leave(ui);
	g->inside = filter;
	g->direct = true;
	snprintf(g->name, sizeof(g->name), "%s", name);
	ui->list.home = true;
	state_combine(ui);
}

static void
variable_done(struct ui *ui, bool keep)
{
	char key[PROMPT_MAX + 8], why[200];

	if (!keep || ui->prompt.len == 0)
		return;
	snprintf(key, sizeof(key), "env:%s", ui->prompt.text);
	if (groups_show(ui, key, why, sizeof(why)) != 0)
		ui_error(ui, "%s", why);
}

static void
variable_changed(struct ui *ui)
{
	ui->prompt.note[0] = '\0';
}

static void
key_chosen(struct ui *ui, const struct menu_item *item)
{
	const struct group_key *key = item->pointer;
	const struct field *field;
	char why[200];

	if (key == NULL) {
		groups_leave(ui);
		return;
	}
	field = field_find(&process_table, key->column, strlen(key->column));
	if ((field->flags & FIELD_ARGUMENT) != 0)
		prompt_open(ui, "Variable:", NULL, variable_changed, variable_done);
	else if (groups_show(ui, key->name, why, sizeof(why)) != 0)
		ui_error(ui, "%s", why);
}

void
do_groups(struct ui *ui)
{
	char text[96];

	menu_open(ui, "Fold processes by", key_chosen);
	for (const struct group_key *key = group_keys; key->name != NULL; key++) {
		const struct field *field =
		    field_find(&process_table, key->column, strlen(key->column));
		struct menu_item *item;

		if (!collector_offers(ui->collector, field->groups))
			continue;
		snprintf(text, sizeof(text), "%-10s %s", key->name, key->help);
		item = menu_add(&ui->menu, text);
		item->pointer = key;
		if (ui->groups.by.field == field)
			ui->menu.scroll.selected = ui->menu.scroll.count - 1;
	}
	menu_add(&ui->menu, "nothing    processes, each in a row");
}

void
groups_free(struct ui *ui)
{
	struct groups *g = &ui->groups;

	leave_group(ui);
	free((void *)(uintptr_t)g->by.argument);
	if (!g->started)
		return;
	list_free(&g->face.list);
	filter_unref(g->face.view.filter);
	filter_unref(g->face.typed);
	free(g->face.sort_text);
}
