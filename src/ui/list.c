#include "list.h"

#include "../compat.h"

void
list_init(struct list *list, const struct pane *pane)
{
	*list = (struct list){.pane = pane, .home = true};
}

void
list_free(struct list *list)
{
	columns_free(&list->columns);
	idset_free(&list->tags);
	free(list->cells);
	free(list->widths);
	*list = (struct list){0};
}

void
list_columns(struct list *list, struct columns *columns)
{
	columns_free(&list->columns);
	list->columns = *columns;
	*columns = (struct columns){0};
	list->cells = xrealloc(list->cells, list->columns.count + 1, sizeof(*list->cells));
	free(list->widths);
	list->widths = xcalloc(list->columns.count + 1, sizeof(*list->widths));
	list->ncells = 0;
}

const void *
list_row(const struct list *list, size_t position)
{
	if (list->order == NULL || position >= list->order->count)
		return NULL;
	return (const char *)list->rows +
	    (size_t)list->order->rows[position] * list->pane->table->row_size;
}

const void *
list_selected(const struct list *list)
{
	return list_row(list, list->scroll.selected);
}

static void
identify(const struct list *list, size_t position, struct proc_id *id)
{
	const void *row = list_row(list, position);

	*id = (struct proc_id){0};
	if (row != NULL)
		list->pane->identify(row, id);
}

size_t
list_find(const struct list *list, struct proc_id wanted)
{
	struct proc_id id;

	for (size_t i = 0; i < list->scroll.count; i++) {
		identify(list, i, &id);
		if (id.pid == wanted.pid && id.start == wanted.start)
			return i;
	}
	return SIZE_MAX;
}

/* Follow: the selected row keeps the line of the screen that it had. */
static void
keep_line(struct list *list, size_t position)
{
	size_t line = list->scroll.selected - list->scroll.top;

	list->scroll.top = position > line ? position - line : 0;
}

void
list_rows(struct list *list, const void *rows, size_t nrows, const struct order *order)
{
	size_t at = SIZE_MAX;

	list->rows = rows;
	list->nrows = nrows;
	list->order = order;
	list->scroll.count = order->count;
	if (list->home && !list->follow)
		at = 0;
	else if (!id_is_none(&list->selected))
		at = list_find(list, list->selected);
	if (at != SIZE_MAX) {
		if (list->follow)
			keep_line(list, at);
		list->scroll.selected = at;
	}
	scroll_fit(&list->scroll);
	/* A followed process that the filter hides for now is not forgotten. */
	if (at != SIZE_MAX || !list->follow)
		identify(list, list->scroll.selected, &list->selected);
}

void
list_select(struct list *list, size_t position)
{
	list->scroll.selected = position;
	scroll_fit(&list->scroll);
	identify(list, list->scroll.selected, &list->selected);
	list->home = false;
	list->follow = false;
}

bool
list_move(struct list *list, enum move move)
{
	if (!scroll_move(&list->scroll, move))
		return false;
	list_select(list, list->scroll.selected);
	list->home = move == MOVE_HOME;
	return true;
}

void
list_wheel(struct list *list, int lines)
{
	size_t selected = list->scroll.selected;

	scroll_wheel(&list->scroll, lines);
	if (list->scroll.selected != selected)
		list_select(list, list->scroll.selected);
}

void
list_tag(struct list *list, size_t position, bool tagged)
{
	struct proc_id id;

	identify(list, position, &id);
	if (id_is_none(&id))
		return;
	if (tagged)
		idset_add(&list->tags, id);
	else
		idset_remove(&list->tags, id);
}

void
list_prune(struct list *list)
{
	struct idset alive = {0};
	struct proc_id id;

	if (list->tags.count == 0)
		return;
	for (size_t i = 0; i < list->nrows; i++) {
		list->pane->identify((const char *)list->rows + i * list->pane->table->row_size,
		    &id);
		if (idset_has(&list->tags, id))
			idset_add(&alive, id);
	}
	idset_free(&list->tags);
	list->tags = alive;
}
