/*
 * Actions on the list: sort, tree, what is hidden, tags.
 */
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static void
sort_by(struct ui *ui, const char *key)
{
	struct column column = {
	    .field = field_find(ui->list.pane->table, key, strlen(key)),
	};

	if (column.field == NULL)
		ui_message(ui, "%s have no %s", ui->list.pane->title, key);
	else
		state_sort(ui, &column, state_default_direction(&column));
}

void
do_sort_cpu(struct ui *ui)
{
	sort_by(ui, "cpu_percent");
}

void
do_sort_memory(struct ui *ui)
{
	sort_by(ui, "memory_percent");
}

void
do_sort_time(struct ui *ui)
{
	sort_by(ui, "cpu_time");
}

void
do_sort_pid(struct ui *ui)
{
	sort_by(ui, "pid");
}

void
do_sort_uss(struct ui *ui)
{
	sort_by(ui, "uss");
}

void
do_invert(struct ui *ui)
{
	struct column column = focus_view(ui)->sort;
	char *copy = column.argument != NULL ? xstrdup(column.argument) : NULL;

	column.argument = copy;
	focus_sort(ui, &column, !focus_view(ui)->descending);
	free(copy);
}

static void
sort_chosen(struct ui *ui, const struct menu_item *item)
{
	struct column column = {.field = item->pointer};
	const char *argument = strchr(item->find, ':');

	if (argument != NULL)
		column.argument = argument + 1;
	focus_sort(ui, &column, state_default_direction(&column));
}

static void
add_sort_item(struct ui *ui, const struct column *column)
{
	char key[32];
	struct menu_item *item = menu_add(&ui->menu, column->field->title);

	snprintf(item->text, sizeof(item->text), "%-10s %s", column_title(column),
	    column_key(column, key, sizeof(key)));
	snprintf(item->find, sizeof(item->find), "%s", column_key(column, key, sizeof(key)));
	item->pointer = column->field;
	if (focus_view(ui)->sort.field == column->field)
		ui->menu.scroll.selected = ui->menu.scroll.count - 1;
}

static bool
is_shown(const struct list *list, const struct field *field)
{
	for (size_t i = 0; i < list->columns.count; i++)
		if (list->columns.items[i].field == field)
			return true;
	return false;
}

/* What is on screen first, then everything else. */
void
do_sort_menu(struct ui *ui)
{
	const struct list *list = focus_list(ui);

	menu_open(ui, "Sort by", sort_chosen);
	for (size_t i = 0; i < list->columns.count; i++)
		add_sort_item(ui, &list->columns.items[i]);
	for (const struct field *f = list->pane->table->fields; f->key != NULL; f++)
		if (!is_shown(list, f) && (f->flags & (FIELD_ARGUMENT | FIELD_HIDDEN)) == 0 &&
		    focus_offers(ui, f))
			add_sort_item(ui, &(struct column){.field = f});
}

void
do_tree(struct ui *ui)
{
	ui->set->tree = !ui->set->tree;
	state_rebuild(ui);
}

static void
fold(struct ui *ui, bool folded)
{
	if (!ui->set->tree) {
		ui_message(ui, "folding is for the tree (F5)");
		return;
	}
	if (id_is_none(&ui->list.selected))
		return;
	/* fold_all turns the meaning of the set round. */
	if (folded != ui->view.fold_all)
		idset_add(&ui->folds, ui->list.selected);
	else
		idset_remove(&ui->folds, ui->list.selected);
	ui->list.home = false;
	state_rebuild(ui);
}

void
do_fold(struct ui *ui)
{
	fold(ui, true);
}

void
do_unfold(struct ui *ui)
{
	fold(ui, false);
}

void
do_fold_all(struct ui *ui)
{
	if (!ui->set->tree) {
		ui_message(ui, "folding is for the tree (F5)");
		return;
	}
	ui->view.fold_all = !ui->view.fold_all;
	idset_clear(&ui->folds);
	state_rebuild(ui);
}

void
do_hide_threads(struct ui *ui)
{
	bool shown = ui->set->threads && !ui->set->hide_threads;

	ui->set->threads = true;
	ui->set->hide_threads = shown;
	ui_message(ui, shown ? "threads are hidden" : "threads are shown");
	state_rebuild(ui);
}

void
do_hide_kernel(struct ui *ui)
{
	ui->set->hide_kernel = !ui->set->hide_kernel;
	ui_message(ui,
	    ui->set->hide_kernel ? "kernel threads are hidden" : "kernel threads are shown");
	state_rebuild(ui);
}

void
do_path(struct ui *ui)
{
	ui->set->command_path = !ui->set->command_path;
}

void
do_tag(struct ui *ui)
{
	struct list *list = &ui->list;

	if (list_selected(list) == NULL)
		return;
	list_tag(list, list->scroll.selected, !idset_has(&list->tags, list->selected));
	list_move(list, MOVE_DOWN);
}

/* Is its parent in the family? */
static bool
is_child(const struct idset *family, const struct proc *p)
{
	return !p->thread && p->known[PG_PPID] == FACT_OK && p->ppid != 0 &&
	    idset_has(family, (struct proc_id){.pid = p->ppid});
}

void
do_tag_tree(struct ui *ui)
{
	struct list *list = &ui->list;
	const struct snapshot *snap = ui->snap;
	struct idset family = {0}; /* pids, start 0 */
	bool grew = true;

	if (list_selected(list) == NULL || snap == NULL)
		return;
	idset_add(&family, (struct proc_id){.pid = list->selected.pid});
	idset_add(&list->tags, list->selected);
	while (grew) {
		grew = false;
		for (size_t i = 0; i < snap->nprocs; i++) {
			const struct proc *p = &snap->procs[i];

			if (!is_child(&family, p) ||
			    idset_has(&family, (struct proc_id){.pid = p->id.pid}))
				continue;
			idset_add(&family, (struct proc_id){.pid = p->id.pid});
			idset_add(&list->tags, p->id);
			grew = true;
		}
	}
	idset_free(&family);
}

void
do_untag(struct ui *ui)
{
	idset_clear(&ui->list.tags);
}

void
do_follow(struct ui *ui)
{
	struct list *list = &ui->list;

	if (id_is_none(&list->selected))
		return;
	list->follow = !list->follow;
	list->home = false;
}
