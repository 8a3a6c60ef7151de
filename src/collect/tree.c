#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include "../arena.h"

#define NOBODY	  UINT32_MAX
#define DEPTH_MAX 63 /* bits of branch.rails */

/* The forest as lists: each node knows its first child and its next sibling. */
struct node {
	uint32_t parent, child, last_child, next;
	bool keep, seen;
};

struct forest {
	const struct view *view;
	const struct proc *rows;
	struct node *nodes; /* by row */
	uint32_t *slots;    /* pid to row, open addressing */
	size_t mask;
	struct order *out;
};

static size_t
slot_of(const struct forest *f, int64_t pid)
{
	size_t i = (size_t)((uint64_t)pid * UINT64_C(0x9E3779B97F4A7C15) >> 20) & f->mask;

	while (f->slots[i] != NOBODY && f->rows[f->slots[i]].id.pid != pid)
		i = (i + 1) & f->mask;
	return i;
}

/*
 * Nobody is younger than his child: some systems go on telling the pid of a parent that has ended.
 */
static bool
may_be_parent(const struct proc *parent, const struct proc *child)
{
	return parent->known[PG_START] != FACT_OK || child->known[PG_START] != FACT_OK ||
	    parent->id.start <= child->id.start;
}

static uint32_t
parent_of(const struct forest *f, uint32_t row)
{
	const struct proc *p = &f->rows[row];
	int64_t pid = p->thread ? p->tgid : p->known[PG_PPID] == FACT_OK ? p->ppid : 0;
	uint32_t parent = pid > 0 ? f->slots[slot_of(f, pid)] : NOBODY;

	if (parent == NOBODY || parent == row)
		return NOBODY;
	return may_be_parent(&f->rows[parent], p) ? parent : NOBODY;
}

static bool
is_folded(const struct view *view, const struct proc *row)
{
	const struct proc_id *named = NULL;

	if (view->nfolded > 0)
		named = bsearch(&row->id, view->folded, view->nfolded, sizeof(*view->folded),
		    (int (*)(const void *, const void *))id_compare);
	return (named != NULL) != view->fold_all;
}

static void
forest_plant(struct forest *f, const struct order *sorted, size_t count, struct arena *arena)
{
	size_t size = 16;

	while (size < 2 * count)
		size *= 2;
	f->mask = size - 1;
	f->slots = arena_alloc(arena, size * sizeof(*f->slots));
	memset(f->slots, 0xff, size * sizeof(*f->slots));
	f->nodes = arena_alloc(arena, count * sizeof(*f->nodes));
	for (size_t i = 0; i < sorted->count; i++) {
		uint32_t row = sorted->rows[i];
		f->nodes[row] = (struct node){NOBODY, NOBODY, NOBODY, NOBODY, false, false};
		f->slots[slot_of(f, f->rows[row].id.pid)] = row;
	}
	for (size_t i = 0; i < sorted->count; i++) {
		uint32_t row = sorted->rows[i], parent = parent_of(f, row);
		f->nodes[row].parent = parent;
		if (parent == NOBODY)
			continue;
		struct node *p = &f->nodes[parent];
		if (p->child == NOBODY)
			p->child = row;
		else
			f->nodes[p->last_child].next = row;
		p->last_child = row;
	}
}

/* Matches stay, and everything on their way to the root. */
static void
forest_keep(struct forest *f, const struct order *sorted, const bool *match)
{
	for (size_t i = 0; i < sorted->count; i++) {
		uint32_t row = sorted->rows[i];
		if (!match[row])
			continue;
		while (row != NOBODY && !f->nodes[row].keep) {
			f->nodes[row].keep = true;
			row = f->nodes[row].parent;
		}
	}
}

/* The next node at or after this one that stays. */
static uint32_t
next_kept(const struct forest *f, uint32_t row)
{
	while (row != NOBODY && (!f->nodes[row].keep || f->nodes[row].seen))
		row = f->nodes[row].next;
	return row;
}

static void
put(struct forest *f, uint32_t row, uint16_t depth, uint64_t rails, bool last)
{
	struct branch *b = &f->out->branch[f->out->count];

	b->depth = depth;
	b->rails = rails;
	b->last = last;
	b->children = next_kept(f, f->nodes[row].child) != NOBODY;
	b->folded = b->children && is_folded(f->view, &f->rows[row]);
	f->out->rows[f->out->count++] = row;
	f->nodes[row].seen = true;
}

/* Marks all below a folded row as seen, without showing them. */
static void
skip_below(struct forest *f, uint32_t top)
{
	uint32_t row = next_kept(f, f->nodes[top].child);

	while (row != NOBODY) {
		f->nodes[row].seen = true;
		uint32_t next = next_kept(f, f->nodes[row].child);
		while (next == NOBODY && row != top) {
			next = next_kept(f, f->nodes[row].next);
			if (next == NOBODY)
				row = f->nodes[row].parent;
		}
		row = next;
	}
}

/*
 * Walks down from a root without recursion (chains can be thousands deep),
 * going back up through the parents.
 */
static void
walk(struct forest *f, uint32_t root)
{
	uint32_t row = root;
	uint16_t depth = 0;
	uint64_t rails = 0;

	put(f, root, 0, 0, true);
	for (;;) {
		const struct branch *b = &f->out->branch[f->out->count - 1];
		uint32_t next = NOBODY;
		if (b->folded)
			skip_below(f, row);
		else
			next = next_kept(f, f->nodes[row].child);
		if (next != NOBODY) {
			depth++;
		} else {
			while (row != root && next == NOBODY) {
				next = next_kept(f, f->nodes[row].next);
				if (next == NOBODY) {
					row = f->nodes[row].parent;
					depth--;
				}
			}
			if (next == NOBODY)
				return;
		}
		row = next;
		bool last = next_kept(f, f->nodes[row].next) == NOBODY;
		uint64_t bit = depth <= DEPTH_MAX ? UINT64_C(1) << depth : 0;
		rails = last ? rails & ~bit : rails | bit;
		put(f, row, depth, rails, last);
	}
}

void
tree_arrange(const struct view *view, const struct proc *rows, size_t count, const bool *match,
    struct arena *arena, struct order *order)
{
	struct order sorted = *order;
	struct forest f = {.view = view, .rows = rows, .out = order};

	order->rows = arena_alloc(arena, count * sizeof(*order->rows));
	order->branch = arena_alloc(arena, count * sizeof(*order->branch));
	order->count = 0;
	if (sorted.count == 0)
		return;
	forest_plant(&f, &sorted, count, arena);
	forest_keep(&f, &sorted, match);
	for (size_t i = 0; i < sorted.count; i++) {
		uint32_t row = sorted.rows[i];
		if (f.nodes[row].parent == NOBODY && f.nodes[row].keep)
			walk(&f, row);
	}
	/* Whoever is left is on a cycle. */
	for (size_t i = 0; i < sorted.count; i++) {
		uint32_t row = sorted.rows[i];
		if (f.nodes[row].keep && !f.nodes[row].seen)
			walk(&f, row);
	}
}
