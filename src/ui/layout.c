#include "layout.h"

#include <string.h>

enum {
	LIST_LEAST = 2,	   /* column titles and a process */
	LIST_FAIR = 6,	   /* below that, nothing else may take rows from it */
	PANEL_LEAST = 4,   /* a title, column titles, two rows */
	SIDE_COLS = 90,	   /* what the process list needs to keep beside a panel */
	SIDE_ROWS = 16,	   /* and how tall it must be for that to look right */
	PANEL_COLS = 40,   /* a panel that did not say what it needs */
	PANEL_NARROW = 39, /* what a panel has to do with where there is no room for all of them */
};

static int
least(int a, int b)
{
	return a < b ? a : b;
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

static int
panel_cols(const struct layout_wish *w, int i)
{
	return w->panel_cols[i] > 0 ? w->panel_cols[i] : PANEL_COLS;
}

/* How many panels fit next to each other in so many columns, each at most as wide as told. */
static int
fit_in_row(const struct layout_wish *w, int first, int count, int cols, int bound)
{
	int used = 0, n = 0;

	while (first + n < count) {
		used += least(panel_cols(w, first + n), bound) + (n > 0); /* a gap between */
		if (n > 0 && used > cols)
			break;
		n++;
	}
	return n;
}

/* Panels in one line below the list, each a share of the width. */
static void
place_line(struct layout *out, int first, int n, struct area a)
{
	int x = a.x, left = a.cols;

	for (int i = 0; i < n; i++) {
		int cols = (left - (n - i - 1)) / (n - i);

		out->panel[first + i] = (struct area){a.y, x, a.rows, cols};
		x += cols + 1;
		left -= cols + 1;
	}
}

/* Rows that the tallest of a line of panels could use. */
static int
line_wish(const struct layout_wish *w, int first, int n, int room)
{
	int rows = 0;

	for (int i = first; i < first + n; i++)
		rows = most(rows, w->panel_rows[i] > 0 ? w->panel_rows[i] : room / 2);
	return most(rows, PANEL_LEAST);
}

/* Panels in lines: which is the first of each, and how many stand in it.  Returns the lines. */
static int
split(const struct layout_wish *w, int count, int cols, int bound, int *first, int *number)
{
	int lines = 0;

	for (int i = 0; i < count; i += number[lines++]) {
		first[lines] = i;
		number[lines] = fit_in_row(w, i, count, cols, bound);
	}
	return lines;
}

/* Can so many lines of panels be shown without taking from the list what it needs? */
static bool
have_room(int lines, int rows)
{
	return lines * PANEL_LEAST <= rows / 2 && rows - lines * PANEL_LEAST >= LIST_FAIR;
}

/*
 * Below the list, in as many lines as the width asks for, filled from the first panel on.
 * Lines that leave the list less than its share are not shown.  Returns the rows taken.
 */
static int
place_below(const struct layout_wish *w, int count, struct area a, struct layout *out)
{
	int first[LAYOUT_PANELS], number[LAYOUT_PANELS], rows[LAYOUT_PANELS];
	int lines = split(w, count, a.cols, a.cols, first, number), taken = 0;
	int room = a.rows / 2, bottom = a.y + a.rows;

	/* Rather narrow than not at all. */
	if (!have_room(lines, a.rows))
		lines = split(w, count, a.cols, PANEL_NARROW, first, number);
	while (lines > 0 && !have_room(lines, a.rows))
		lines--;
	for (int i = 0; i < lines; i++) {
		int share = (room - taken) / (lines - i);

		rows[i] = least(line_wish(w, first[i], number[i], a.rows), share);
		taken += rows[i];
	}
	for (int i = 0, y = bottom - taken; i < lines; y += rows[i++])
		place_line(out, first[i], number[i], (struct area){y, a.x, rows[i], a.cols});
	return taken;
}

/* On a screen wide enough: a column of panels at the right.  Returns the columns taken. */
static int
place_beside(const struct layout_wish *w, int count, struct area a, struct layout *out)
{
	int cols = 0, shown, y = a.y, left = a.rows;

	for (int i = 0; i < count; i++)
		cols = most(cols, panel_cols(w, i));
	if (count == 0 || a.rows < SIDE_ROWS || a.cols < SIDE_COLS + 1 + cols)
		return 0;
	cols = least(most(cols, a.cols / 3), a.cols - SIDE_COLS - 1);
	shown = least(count, a.rows / PANEL_LEAST);
	for (int i = 0; i < shown; i++) {
		int rows = left / (shown - i);

		/* The last takes what is left: no hole at the bottom. */
		if (i < shown - 1 && w->panel_rows[i] > 0)
			rows = least(rows, most(w->panel_rows[i], PANEL_LEAST));
		out->panel[i] = (struct area){y, a.x + a.cols - cols, rows, cols};
		y += rows;
		left -= rows;
	}
	return cols + 1;
}

/* Everything between the header and the status line. */
static void
place_middle(const struct layout_wish *w, struct area a, struct layout *out)
{
	int count = least(most(w->panels, 0), LAYOUT_PANELS), title = 0;

	a.cols -= place_beside(w, count, a, out);
	if (a.cols == w->cols)
		a.rows -= place_below(w, count, a, out);
	/* A rule above the list is for screens that have rows to spare. */
	if (a.rows >= LIST_FAIR) {
		title = 1;
		out->title = (struct area){a.y, a.x, 1, a.cols};
	}
	out->list = (struct area){a.y + title, a.x, a.rows - title, a.cols};
}

void
layout_compute(const struct layout_wish *w, struct layout *out)
{
	int rows = most(w->rows, 0), cols = most(w->cols, 0);
	int y = 0, left = rows, header = 0, coverage = 0, status = 0, bar = 0;

	memset(out, 0, sizeof(*out));
	if (rows == 0 || cols == 0)
		return;
	/* What must be there first, then what may be. */
	left -= least(left, LIST_LEAST);
	if (left > 0) {
		status = 1;
		left--;
	}
	/* The first line of the header says what machine this is; the rest waits for the bar. */
	if (w->meters > 0 && left > 0) {
		header = 1;
		left--;
	}
	if (w->bar && left > LIST_FAIR - LIST_LEAST) {
		bar = 1;
		left--;
	}
	/* Meters never take more than a third of the screen, nor what makes the list fair. */
	while (header > 0 && header < w->meters && header < most(rows / 3, 1) &&
	    left > LIST_FAIR - LIST_LEAST) {
		header++;
		left--;
	}
	if (w->coverage && left > LIST_FAIR - LIST_LEAST) {
		coverage = 1;
		left--;
	}
	out->header = (struct area){y, 0, header, cols};
	y += header;
	out->coverage = (struct area){y, 0, coverage, cols};
	y += coverage;
	out->status = (struct area){rows - bar - status, 0, status, cols};
	out->bar = (struct area){rows - bar, 0, bar, cols};
	place_middle(w, (struct area){y, 0, rows - bar - status - y, cols}, out);
}
