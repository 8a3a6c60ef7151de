/*
 * A scrolling list over the rows of one panel: columns, order, selection, tags.
 *
 * The selection follows its process: after every new order it is where {pid,
 * start} is now, or stays at its position when that has ended.  As long as nobody
 * moved away from the first row, the selection stays on the first row instead.
 * Only rows and columns on screen are formatted, without allocating.
 */
#ifndef CTOP_UI_LIST_H
#define CTOP_UI_LIST_H

#include "panel.h"
#include "scroll.h"

/* Where a column was drawn. */
struct list_cell {
	size_t column; /* in columns */
	int x, width;
};

struct list {
	const struct pane *pane;
	struct columns columns;
	const struct column *sort; /* what the header marks; field NULL: nothing */
	bool descending;
	struct scroll scroll;
	struct proc_id selected; /* pid 0: none yet */
	bool home;		 /* nobody left the first row */
	bool follow;		 /* the selection keeps its line on the screen */
	struct idset tags;
	int shift; /* cells that the last column is moved to the left */
	/* what is shown; belongs to the snapshot or the session */
	const void *rows;
	size_t nrows;
	const struct order *order;
	unsigned *widths; /* by column, the most it ever took: what jumps is hard to read */
	/* the last drawing */
	struct list_cell *cells;
	size_t ncells, hidden; /* hidden: columns that had no room */
	struct area area;      /* the header and below it the rows */
};

void list_init(struct list *, const struct pane *);
void list_free(struct list *);
/* Takes the columns over. */
void list_columns(struct list *, struct columns *);
/* New rows or a new order of them; both must outlive the next call. */
void list_rows(struct list *, const void *rows, size_t nrows, const struct order *);
/* The row at a position of the order, NULL behind the end. */
const void *list_row(const struct list *, size_t position);
const void *list_selected(const struct list *);
bool list_move(struct list *, enum move);
void list_wheel(struct list *, int lines);
void list_select(struct list *, size_t position);
/* Position of a process, or SIZE_MAX. */
size_t list_find(const struct list *, struct proc_id);
void list_tag(struct list *, size_t position, bool);
/* Tags of processes that are no more are dropped. */
void list_prune(struct list *);

/* list_layout.c */
/* Where each column goes in so many cells. */
void list_layout(struct list *, int cols);
/* Does the column take what is left of the line? */
bool list_is_last(const struct list *, size_t column);
/* Are the rows in its order? */
bool list_is_sort(const struct list *, const struct column *);

/* list_draw.c */
void list_draw(struct list *, struct canvas *, struct area, const struct scene *);
/* Index of the column whose heading is at x, or -1. */
int list_column_at(const struct list *, int x);
/* Position of the row drawn at line y, or SIZE_MAX. */
size_t list_row_at(const struct list *, int y);

#endif
