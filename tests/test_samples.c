#include <check.h>

#include "../src/collect/samples.h"
#include "../src/compat.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

static struct samples samples;

static void
setup(void)
{
	samples = (struct samples){0};
}

static void
teardown(void)
{
	samples_free(&samples);
}

static struct sample *
look(struct proc_id id, uint64_t in, uint64_t out, uint64_t now)
{
	const uint64_t counters[] = {in, out};
	struct sample *s = samples_get(&samples, id);

	sample_take(s, counters, 2, now);
	return s;
}

START_TEST(a_rate_is_the_difference_over_the_time_between)
{
	struct proc_id id = sample_id(1, "eth0");

	ck_assert_uint_eq(look(id, 1000, 5, SECOND)->elapsed, 0);
	struct sample *s = look(id, 3000, 5, 3 * SECOND);
	ck_assert_uint_eq(s->elapsed, 2 * SECOND);
	ck_assert_double_eq(sample_rate(s, 0), 1000);
	ck_assert_double_eq(sample_rate(s, 1), 0);
}
END_TEST

START_TEST(counters_that_restart_give_no_rate_until_the_next_look)
{
	struct proc_id id = sample_id(1, "eth0");

	look(id, UINT64_MAX - 5, 9, SECOND);
	ck_assert_uint_eq(look(id, 7, 9, 2 * SECOND)->elapsed, 0);
	struct sample *s = look(id, 107, 9, 3 * SECOND);
	ck_assert_double_eq(sample_rate(s, 0), 100);
	/* One that went back is enough: the other is of the new one, too. */
	ck_assert_uint_eq(look(id, 5000, 8, 4 * SECOND)->elapsed, 0);
}
END_TEST

START_TEST(another_number_or_name_is_another_thing)
{
	look(sample_id(1, "eth0"), 1000000, 0, SECOND);
	ck_assert_uint_eq(look(sample_id(2, "eth0"), 2000000, 0, 2 * SECOND)->elapsed, 0);
	ck_assert_uint_eq(look(sample_id(1, "wan0"), 2000000, 0, 2 * SECOND)->elapsed, 0);
	ck_assert_uint_eq(samples.count, 3);
}
END_TEST

START_TEST(looks_too_close_to_each_other_leave_the_rate_as_it_is)
{
	struct proc_id id = sample_id(1, "eth0");

	look(id, 0, 0, SECOND);
	look(id, 500, 0, 2 * SECOND);
	struct sample *s = look(id, 100000, 0, 2 * SECOND + SAMPLE_LEAST_NS / 2);
	ck_assert_double_eq(sample_rate(s, 0), 500);
	s = look(id, 100500, 0, 3 * SECOND);
	ck_assert_double_eq(sample_rate(s, 0), 100000);
	/* A clock that stands still is no division by zero. */
	ck_assert_double_eq(sample_rate(look(id, 200000, 0, 3 * SECOND), 0), 100000);
}
END_TEST

START_TEST(what_was_not_seen_is_forgotten)
{
	for (uint64_t i = 1; i <= 1000; i++)
		look(sample_id(i, "veth"), i, i, SECOND);
	samples_begin(&samples);
	for (uint64_t i = 1000; i > 0; i -= 2)
		ck_assert_uint_eq(look(sample_id(i, "veth"), i, i, 2 * SECOND)->elapsed, SECOND);
	samples_end(&samples);
	ck_assert_uint_eq(samples.count, 500);
	ck_assert_uint_eq(look(sample_id(1, "veth"), 9, 9, 3 * SECOND)->elapsed, 0);
	ck_assert_uint_eq(look(sample_id(2, "veth"), 9, 9, 3 * SECOND)->elapsed, SECOND);
}
END_TEST

START_TEST(the_history_keeps_the_newest)
{
	struct sample *s = samples_get(&samples, sample_id(1, "x"));
	struct arena arena;

	arena_init(&arena);
	ck_assert_uint_eq(sample_series(s, &arena).count, 0);
	for (int i = 0; i < SAMPLE_HISTORY + 5; i++)
		sample_push(s, i);
	struct series series = sample_series(s, &arena);
	ck_assert_uint_eq(series.count, SAMPLE_HISTORY);
	ck_assert_double_eq(series.items[0], 5);
	ck_assert_double_eq(series.items[SAMPLE_HISTORY - 1], SAMPLE_HISTORY + 4);
	arena_free(&arena);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {a_rate_is_the_difference_over_the_time_between,
	    counters_that_restart_give_no_rate_until_the_next_look,
	    another_number_or_name_is_another_thing,
	    looks_too_close_to_each_other_leave_the_rate_as_it_is, what_was_not_seen_is_forgotten,
	    the_history_keeps_the_newest, NULL};

	return suite_run("samples", tests, setup, teardown);
}
