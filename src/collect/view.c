#include "view.h"

#include <stdlib.h>

#include "../arena.h"
#include "sort.h"
#include "tree.h"

int
id_compare(const struct proc_id *a, const struct proc_id *b)
{
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return 0;
}

bool
id_equal(const struct proc_id *a, const struct proc_id *b)
{
	return a->pid == b->pid && a->start == b->start;
}

bool
id_is_none(const struct proc_id *id)
{
	return id->pid == 0 && id->start == 0;
}

static bool
is_processes(const struct table *table)
{
	return table == &process_table;
}

static bool
is_among(const int64_t *pids, size_t count, int64_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

static bool
view_hides(const struct view *view, const struct proc *row)
{
	return (view->hide_kernel && row->kernel) || (view->hide_threads && row->thread) ||
	    (view->pids != NULL && !is_among(view->pids, view->npids, row->tgid));
}

/* Rows of lesser kinds, unless the filter is about kinds itself. */
static bool
hides_minor(const struct view *view, const struct table *table)
{
	return view->hide_minor && table->minor != NULL &&
	    (filter_groups(view->filter) & table->minor_groups) == 0;
}

uint64_t
view_groups(const struct view *view)
{
	uint64_t groups = filter_groups(view->filter);

	if (view->sort.field != NULL)
		groups |= view->sort.field->groups;
	if (view->hide_kernel)
		groups |= PG_BIT(PG_KIND);
	if (view->tree)
		groups |= PG_BIT(PG_PPID) | PG_BIT(PG_START);
	return groups;
}

void
view_build(const struct view *view, const struct table *table, const void *rows, size_t count,
    struct arena *arena, struct order *order)
{
	bool tree = view->tree && is_processes(table);
	bool major = hides_minor(view, table);
	bool *match = tree ? arena_array(arena, count, sizeof(*match)) : NULL;

	order->rows = arena_alloc(arena, count * sizeof(*order->rows));
	order->branch = NULL;
	order->count = 0;
	for (size_t i = 0; i < count; i++) {
		const void *row = (const char *)rows + table->row_size * i;
		if (is_processes(table) && view_hides(view, row))
			continue;
		if (major && table->minor(row))
			continue;
		bool matches = filter_match(view->filter, row);
		/* A tree also needs those that only lead to a match. */
		if (tree)
			match[i] = matches;
		else if (!matches)
			continue;
		order->rows[order->count++] = (uint32_t)i;
	}
	if (view->sort.field != NULL && order->count > 1)
		sort_rows(table, rows, &view->sort, view->descending, order->rows, order->count,
		    arena);
	if (tree)
		tree_arrange(view, rows, count, match, arena, order);
}
