#include "list.h"

#include "../compat.h"

enum {
	LAST_MIN = 20, /* cells that the last column gets before others give way */
	LAST_FLOOR = 8,
};

bool
list_is_last(const struct list *list, size_t column)
{
	return column + 1 == list->columns.count && list->columns.items[column].field->width == 0;
}

static int
column_width(const struct list *list, size_t column)
{
	const struct order *order = list->order;
	size_t top = list->scroll.top, shown = 0;
	unsigned width = 0;

	if (order != NULL && top < order->count)
		shown =
		    order->count - top < list->scroll.page ? order->count - top : list->scroll.page;
	width = field_width(&list->columns.items[column], list->pane->table, list->rows,
	    shown > 0 ? order->rows + top : NULL, shown);
	if (width == 0)
		return list->pane->last_least > 0 ? list->pane->last_least : LAST_MIN;
	if (width > list->widths[column])
		list->widths[column] = width;
	return (int)list->widths[column];
}

bool
list_is_sort(const struct list *list, const struct column *column)
{
	const struct column *sort = list->sort;

	if (sort == NULL || sort->field != column->field)
		return false;
	if (sort->argument == NULL || column->argument == NULL)
		return sort->argument == column->argument;
	return strcmp(sort->argument, column->argument) == 0;
}

/* May the column be left out on a narrow screen? */
static bool
may_yield(const struct list *list, size_t column)
{
	return column > 0 && (column + 1 < list->columns.count || list->pane->last_yields) &&
	    !list_is_sort(list, &list->columns.items[column]);
}

static size_t
drop(struct list *list, size_t at)
{
	memmove(list->cells + at, list->cells + at + 1,
	    (list->ncells - at - 1) * sizeof(*list->cells));
	list->ncells--;
	list->hidden++;
	return list->ncells;
}

/* Leaves out the next column to give way; false when none may. */
static bool
yield_column(struct list *list)
{
	const char *const *key = list->pane->yields;

	for (; key != NULL && *key != NULL; key++)
		for (size_t i = 0; i < list->ncells; i++) {
			size_t column = list->cells[i].column;

			if (may_yield(list, column) &&
			    strcmp(list->columns.items[column].field->key, *key) == 0) {
				drop(list, i);
				return true;
			}
		}
	for (size_t i = list->ncells; i-- > 0;)
		if (may_yield(list, list->cells[i].column)) {
			drop(list, i);
			return true;
		}
	return false;
}

static int
total_width(const struct list *list)
{
	int width = 0;

	for (size_t i = 0; i < list->ncells; i++)
		width += list->cells[i].width + 1;
	return width;
}

void
list_layout(struct list *list, int cols)
{
	int x = 0;

	list->ncells = 0;
	list->hidden = 0;
	for (size_t i = 0; i < list->columns.count; i++)
		list->cells[list->ncells++] =
		    (struct list_cell){.column = i, .width = column_width(list, i)};
	while (list->ncells > 2 && total_width(list) > cols + 1)
		if (!yield_column(list))
			break;
	for (size_t i = 0; i < list->ncells; i++) {
		struct list_cell *cell = &list->cells[i];

		cell->x = x;
		if (list_is_last(list, cell->column))
			cell->width = cols - x > LAST_FLOOR ? cols - x : LAST_FLOOR;
		x += cell->width + 1;
	}
}
