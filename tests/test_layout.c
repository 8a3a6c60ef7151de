#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/ui/layout.h"
#include "support/suite.h"

enum { AREAS = 6 + LAYOUT_PANELS };

static void
areas_of(const struct layout *l, struct area *out)
{
	out[0] = l->header;
	out[1] = l->coverage;
	out[2] = l->title;
	out[3] = l->list;
	out[4] = l->status;
	out[5] = l->bar;
	for (int i = 0; i < LAYOUT_PANELS; i++)
		out[6 + i] = l->panel[i];
}

static bool
empty(struct area a)
{
	return a.rows == 0 || a.cols == 0;
}

static bool
overlap(struct area a, struct area b)
{
	return a.y < b.y + b.rows && b.y < a.y + a.rows && a.x < b.x + b.cols && b.x < a.x + a.cols;
}

static void
check_one(const struct layout_wish *w)
{
	struct layout l;
	struct area a[AREAS];
	char what[120];

	layout_compute(w, &l);
	areas_of(&l, a);
	snprintf(what, sizeof(what), "%dx%d meters %d panels %d", w->rows, w->cols, w->meters,
	    w->panels);
	for (int i = 0; i < AREAS; i++) {
		if (a[i].rows < 0 || a[i].cols < 0)
			ck_abort_msg("%s: area %d is negative", what, i);
		if (empty(a[i]))
			continue;
		if (a[i].y < 0 || a[i].x < 0 || a[i].y + a[i].rows > w->rows ||
		    a[i].x + a[i].cols > w->cols)
			ck_abort_msg("%s: area %d sticks out", what, i);
		for (int j = 0; j < i; j++)
			if (!empty(a[j]) && overlap(a[i], a[j]))
				ck_abort_msg("%s: areas %d and %d overlap", what, j, i);
	}
	if (empty(l.list))
		ck_abort_msg("%s: no list", what);
	if (w->rows >= 3 && (l.list.rows < 2 || empty(l.status)))
		ck_abort_msg("%s: list of %d rows, status %d", what, l.list.rows, l.status.rows);
	for (int i = w->panels; i < LAYOUT_PANELS; i++)
		if (!empty(l.panel[i]))
			ck_abort_msg("%s: a panel that is not open", what);
	for (int i = 1; i < LAYOUT_PANELS; i++)
		if (!empty(l.panel[i]) && empty(l.panel[i - 1]))
			ck_abort_msg("%s: a later panel without the earlier", what);
}

START_TEST(areas_never_overlap_or_stick_out_at_any_size)
{
	static const int meters[] = {0, 1, 4, 6, 20};

	for (int rows = 1; rows <= 120; rows++) {
		for (int cols = 1; cols <= 300; cols++) {
			for (int i = 0; i < 5 * (LAYOUT_PANELS + 1); i++) {
				struct layout_wish w = {.rows = rows,
				    .cols = cols,
				    .bar = i % 2 == 0,
				    .coverage = i % 3 == 0,
				    .meters = meters[i % 5],
				    .panels = i / 5,
				    .panel_cols = {50, 0, 60, 30},
				    .panel_rows = {5, 0, 12, 40}};

				check_one(&w);
			}
		}
	}
}
END_TEST

START_TEST(every_row_of_the_screen_is_used)
{
	for (int rows = 1; rows <= 120; rows++) {
		for (int cols = 1; cols <= 300; cols += 7) {
			for (int panels = 0; panels <= LAYOUT_PANELS; panels++) {
				struct layout_wish w = {.rows = rows,
				    .cols = cols,
				    .bar = true,
				    .meters = 4,
				    .panels = panels,
				    .panel_rows = {6, 6, 6, 6}};
				struct layout l;
				struct area a[AREAS];
				int cells = 0;

				layout_compute(&w, &l);
				areas_of(&l, a);
				for (int i = 0; i < AREAS; i++)
					cells += a[i].rows * a[i].cols;
				/* But for the gaps between panels. */
				if (cells < rows * cols - rows * LAYOUT_PANELS)
					ck_abort_msg("%dx%d: %d of %d cells", rows, cols, cells,
					    rows * cols);
			}
		}
	}
}
END_TEST

START_TEST(a_common_terminal_shows_meters_list_status_and_bar)
{
	struct layout_wish w = {.rows = 24, .cols = 80, .meters = 5, .bar = true, .coverage = true};
	struct layout l;

	layout_compute(&w, &l);
	ck_assert_int_eq(l.header.rows, 5);
	ck_assert_int_eq(l.coverage.rows, 1);
	ck_assert_int_eq(l.title.rows, 1);
	ck_assert_int_eq(l.list.rows, 15);
	ck_assert_int_eq(l.status.y, 22);
	ck_assert_int_eq(l.bar.y, 23);
}
END_TEST

START_TEST(the_smallest_terminal_shows_a_list_and_a_status_line)
{
	struct layout_wish w = {.rows = 5, .cols = 20, .meters = 5, .bar = true, .panels = 4};
	struct layout l;

	layout_compute(&w, &l);
	ck_assert_int_ge(l.list.rows, 3);
	ck_assert_int_eq(l.status.rows, 1);
	ck_assert_int_eq(l.header.rows, 1);
	ck_assert_int_eq(l.bar.rows, 0);
	ck_assert_int_eq(l.panel[0].rows, 0);
}
END_TEST

START_TEST(panels_go_below_on_narrow_and_beside_on_wide_screens)
{
	struct layout_wish w = {.rows = 40,
	    .cols = 100,
	    .meters = 4,
	    .bar = true,
	    .panels = 2,
	    .panel_cols = {45, 45}};
	struct layout l;

	layout_compute(&w, &l);
	ck_assert_int_gt(l.panel[0].y, l.list.y);
	ck_assert_int_eq(l.panel[0].y, l.panel[1].y); /* two share a line */
	ck_assert_int_eq(l.list.cols, 100);
	w.cols = 200;
	w.rows = 60;
	layout_compute(&w, &l);
	ck_assert_int_gt(l.panel[0].x, l.list.cols);
	ck_assert_int_eq(l.panel[0].x, l.panel[1].x); /* one above the other */
	ck_assert_int_ge(l.list.cols, 90);
}
END_TEST

START_TEST(panels_are_rather_narrow_than_not_there)
{
	struct layout_wish w = {.rows = 24,
	    .cols = 80,
	    .meters = 5,
	    .bar = true,
	    .panels = 4,
	    .panel_cols = {39, 39, 60, 39},
	    .coverage = true};
	struct layout l;

	layout_compute(&w, &l);
	for (int i = 0; i < 4; i++)
		ck_assert_int_ge(l.panel[i].rows, 3);
	ck_assert_int_eq(l.panel[2].y, l.panel[3].y);
	ck_assert_int_ge(l.list.rows, 6);
	/* With room for lines of their own they have what they need. */
	w.rows = 40;
	layout_compute(&w, &l);
	ck_assert_int_eq(l.panel[2].cols, 80);
	ck_assert_int_gt(l.panel[3].y, l.panel[2].y);
}
END_TEST

START_TEST(what_does_not_fit_goes_in_the_stated_order)
{
	bool bar = true, panel = true;
	int header = 9;

	/* Nothing comes back as the screen gets smaller. */
	for (int rows = 60; rows >= 1; rows--) {
		struct layout_wish w = {.rows = rows,
		    .cols = 80,
		    .meters = 9,
		    .bar = true,
		    .panels = 1,
		    .panel_rows = {5}};
		struct layout l;

		layout_compute(&w, &l);
		ck_assert_int_le(l.header.rows, header);
		ck_assert(bar || l.bar.rows == 0);
		ck_assert(panel || l.panel[0].rows == 0);
		header = l.header.rows;
		bar = l.bar.rows > 0;
		panel = l.panel[0].rows > 0;
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    areas_never_overlap_or_stick_out_at_any_size,
	    every_row_of_the_screen_is_used,
	    a_common_terminal_shows_meters_list_status_and_bar,
	    the_smallest_terminal_shows_a_list_and_a_status_line,
	    panels_go_below_on_narrow_and_beside_on_wide_screens,
	    panels_are_rather_narrow_than_not_there,
	    what_does_not_fit_goes_in_the_stated_order,
	    NULL,
	};

	return suite_run("layout", tests, NULL, NULL);
}
