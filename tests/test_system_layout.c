#include <check.h>
#include <stdlib.h>

#include "../src/ui/system_layout.h"
#include "support/suite.h"

enum { AREAS = SYSTEM_PARTS + SYSTEM_CPU_COLUMNS };

static const struct system_wish usual = {.lines = {4, 6, 11, 6, 6}, .cpus = 3};

static struct system_layout
compute(int cols, int cpus)
{
	struct system_wish w = usual;
	struct system_layout l;

	w.cols = cols;
	w.cpus = cpus;
	system_layout(&w, &l);
	return l;
}

static const struct area *
area_of(const struct system_layout *l, int i)
{
	return i < SYSTEM_PARTS ? &l->part[i] : &l->cpus[i - SYSTEM_PARTS];
}

static bool
overlap(const struct area *a, const struct area *b)
{
	return a->y < b->y + b->rows && b->y < a->y + a->rows && a->x < b->x + b->cols &&
	    b->x < a->x + a->cols;
}

START_TEST(parts_lie_within_the_width_and_never_overlap)
{
	static const int cpus[] = {1, 2, 3, 9, 257, 4097};

	for (int cols = 1; cols <= 400; cols++)
		for (size_t k = 0; k < sizeof(cpus) / sizeof(cpus[0]); k++) {
			struct system_layout l = compute(cols, cpus[k]);

			for (int i = 0; i < AREAS; i++) {
				const struct area *a = area_of(&l, i);

				ck_assert_int_ge(a->x, 0);
				ck_assert_int_le(a->x + a->cols, cols);
				ck_assert_int_le(a->y + a->rows, l.lines);
				for (int j = 0; j < i; j++)
					ck_assert(!overlap(a, area_of(&l, j)));
			}
		}
}
END_TEST

START_TEST(every_line_has_its_place)
{
	for (int cols = 1; cols <= 400; cols++) {
		struct system_layout l = compute(cols, 257);
		int rows = 0;

		for (int i = 0; i < SYSTEM_PARTS; i++)
			ck_assert_int_eq(l.part[i].rows, usual.lines[i]);
		for (int i = 0; i < SYSTEM_CPU_COLUMNS; i++)
			rows += l.cpus[i].rows > 0 ? l.cpus[i].rows - 1 : 0;
		ck_assert_int_eq(rows, 257);
	}
}
END_TEST

START_TEST(a_common_terminal_shows_all_of_two_cpus_at_once)
{
	struct system_layout l = compute(80, 3);

	/* A page of 24 lines has a title and the function bar. */
	ck_assert_int_le(l.lines, 22);
	ck_assert_int_eq(l.part[SYSTEM_EVENTS].y, 0);
	ck_assert_int_gt(l.part[SYSTEM_PRESSURE].x, l.part[SYSTEM_EVENTS].x);
}
END_TEST

START_TEST(a_narrow_panel_has_one_column)
{
	struct system_layout l = compute(39, 3);

	for (int i = 0; i < SYSTEM_PARTS; i++)
		ck_assert_int_eq(l.part[i].x, 0);
	ck_assert_int_eq(l.lines, 4 + 6 + 11 + 6 + 6 + 4);
}
END_TEST

START_TEST(many_cpus_stand_side_by_side_where_there_is_room)
{
	struct system_layout l = compute(160, 257);

	ck_assert_int_gt(l.cpus[1].x, 75);
	ck_assert_int_eq(l.cpus[0].y, l.cpus[1].y);
	ck_assert_int_eq(l.cpus[0].rows, 130);
	ck_assert_int_eq(l.cpus[1].rows, 129);
	/* A few stay below each other. */
	ck_assert_int_eq(compute(160, 3).cpus[1].rows, 0);
}
END_TEST

START_TEST(what_a_system_has_not_takes_no_room)
{
	struct system_wish w = usual;
	struct system_layout l;

	w.cols = 39;
	w.lines[SYSTEM_PRESSURE] = 0;
	system_layout(&w, &l);
	ck_assert_int_eq(l.part[SYSTEM_PRESSURE].rows, 0);
	ck_assert_int_eq(l.part[SYSTEM_MEMORY].y, 4);
	w.cols = 0;
	system_layout(&w, &l);
	ck_assert_int_eq(l.lines, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {parts_lie_within_the_width_and_never_overlap,
	    every_line_has_its_place, a_common_terminal_shows_all_of_two_cpus_at_once,
	    a_narrow_panel_has_one_column, many_cpus_stand_side_by_side_where_there_is_room,
	    what_a_system_has_not_takes_no_room, NULL};

	return suite_run("system_layout", tests, NULL, NULL);
}
