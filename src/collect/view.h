/*
 * A view: which rows of a snapshot are seen, and in which order.
 *
 * view_build is a pure function of a snapshot's rows and a view; the collector calls it to
 * know which rows will be on screen, the screen calls it to answer a key at once
 * without waiting for the next tick.
 */
#ifndef CTOP_COLLECT_VIEW_H
#define CTOP_COLLECT_VIEW_H

#include "filter.h"

struct arena;

struct view {
	struct filter *filter; /* NULL: all */
	struct column sort;    /* field NULL: as listed */
	bool descending;
	bool tree;
	bool hide_kernel;	      /* kernel threads */
	bool hide_minor;	      /* what the table calls so: virtual interfaces, partitions */
	bool hide_threads;	      /* threads that are rows */
	const struct proc_id *folded; /* tree: whose children are hidden; sorted by id_compare */
	size_t nfolded;
	bool fold_all;	     /* folded names those that are open instead */
	const int64_t *pids; /* only these processes, and their threads; NULL: all */
	size_t npids;
};

/* What the tree column draws before a name. */
struct branch {
	uint64_t rails; /* bit d: a line passes at depth d */
	uint16_t depth;
	bool last;     /* last child of its parent */
	bool children; /* has some */
	bool folded;
};

struct order {
	uint32_t *rows;	       /* indices into the rows, as they are shown */
	struct branch *branch; /* by position; NULL unless tree */
	size_t count;
};

/* -1, 0, 1 by pid, then start. */
int id_compare(const struct proc_id *, const struct proc_id *);
bool id_equal(const struct proc_id *, const struct proc_id *);
/* Nobody: all zero.  A process of Windows may be number 0, but it has a start. */
bool id_is_none(const struct proc_id *);

/*
 * Filters, sorts (stable, ties by pid; rows whose value is not known come
 * last) or arranges as a tree.  In a tree, parents of rows that match stay, too.  Memory comes from
 * the arena.
 */
void view_build(const struct view *, const struct table *, const void *rows, size_t count,
    struct arena *, struct order *);
/* Groups that filter, sort and tree look at in every row. */
uint64_t view_groups(const struct view *);

#endif
