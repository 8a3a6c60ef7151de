/*
 * What is inside the process in focus: read by readers, when somebody looks.
 */
#include <stdio.h>
#include <string.h>

#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/suite.h"

enum { FIRST = 10, SECOND = 11, KERNEL = 12, PROCS = 3 };

/* Mappings are not read again before they are as old as this. */
#define LEAST_AGE_NS UINT64_C(3000000000)

static struct fake_proc procs[PROCS];
static struct collector *collector;
static struct demand demand;
static struct snapshot *last;

static void
setup(void)
{
	char err[100];

	procs[0] = (struct fake_proc){.pid = FIRST, .start = 1, .name = "first", .uss = 100};
	procs[1] = (struct fake_proc){.pid = SECOND, .start = 2, .name = "second", .uss = 200};
	procs[2] = (struct fake_proc){.pid = KERNEL, .start = 3, .name = "k", .kernel = true};
	fake_set(procs, PROCS);
	collector = collector_open(&fake_driver, NULL, true, err, sizeof(err));
	demand = (struct demand){.serial = 1, .footprint_budget = 5};
}

static void
teardown(void)
{
	snapshot_unref(last);
	last = NULL;
	fake_release();
	collector_close(collector);
}

static void
keep(struct snapshot *s)
{
	if (s == NULL)
		return;
	snapshot_unref(last);
	last = s;
}

static void
look_into(int64_t pid, uint64_t start, enum inside_kind kind, uint32_t asked)
{
	demand.focus = (struct focus){.id = {pid, start}, .inside = kind, .asked = asked};
	demand.serial++;
}

/* asked 0: nobody looks */
static void
look_at(int64_t pid, uint64_t start, uint32_t asked)
{
	look_into(pid, start, asked > 0 ? INSIDE_MAPPINGS : INSIDE_NOTHING, asked);
}

/* On its way; stuck by now on a machine that stood still. */
static bool
is_awaited(void)
{
	return last->inside_known == FACT_PENDING || last->inside_known == FACT_STUCK;
}

/* Amends until the snapshot says this of what is inside. */
static void
wait_for(enum fact known)
{
	while (last->inside_known != known)
		keep(collector_amend(collector, &demand, last));
}

/* What a page shows of a row, as text. */
static const char *
cell(const struct table *table, size_t row, const char *key)
{
	static char buf[100];
	struct column column = {.field = field_find(table, key, strlen(key))};
	struct value value;
	size_t len;

	field_get(&column, table, (const char *)last->inside->rows + row * table->row_size, &value);
	const char *text = field_text(&column, &value, 0, buf, sizeof(buf), &len);
	if (text != buf)
		snprintf(buf, sizeof(buf), "%.*s", (int)len, text);
	return buf;
}

static const struct mapping *
row_of(const char *path)
{
	const struct mapping *rows = last->inside->rows;

	for (size_t i = 0; i < last->inside->count; i++)
		if (strcmp(rows[i].path, path) == 0)
			return &rows[i];
	ck_abort_msg("no '%s'", path);
	return NULL;
}

START_TEST(nobody_looks_nothing_is_read)
{
	keep(collector_tick(collector, &demand));
	look_at(FIRST, 1, 0);
	keep(collector_tick(collector, &demand));
	ck_assert_ptr_null(last->inside);
	ck_assert_uint_eq(procs[0].mapping_reads, 0);
}
END_TEST

START_TEST(a_reader_brings_them_and_the_tick_does_not_wait)
{
	look_at(FIRST, 1, 1);
	procs[0].hangs = true;
	keep(collector_tick(collector, &demand));
	ck_assert(is_awaited());
	ck_assert_ptr_null(last->inside);
	wait_for(FACT_STUCK);
	fake_release();
	wait_for(FACT_OK);
	ck_assert_uint_eq(last->inside->count, 2);
	ck_assert_uint_eq(row_of("/lib/a")->count, 2);
	ck_assert_uint_eq(row_of("/lib/a")->uss, 2);
	ck_assert_uint_eq(row_of("[heap]")->uss, 100);
	ck_assert_uint_eq(procs[0].mapping_reads, 1);
	ck_assert_uint_eq(procs[1].mapping_reads, 0);
}
END_TEST

START_TEST(they_are_not_read_again_before_their_time_unless_asked)
{
	const uint64_t began = clock_now();

	look_at(FIRST, 1, 1);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	const struct inside *before = inside_ref(last->inside);
	for (int i = 0; i < 5; i++)
		keep(collector_tick(collector, &demand));
	if (clock_now() - began >= LEAST_AGE_NS) {
		/* The machine stood still, and their time has come. */
		inside_unref(before);
		return;
	}
	ck_assert_ptr_eq(last->inside, before);
	ck_assert_uint_eq(procs[0].mapping_reads, 1);
	procs[0].uss = 150;
	look_at(FIRST, 1, 2);
	while (last->inside == before)
		keep(collector_amend(collector, &demand, last));
	ck_assert_uint_eq(row_of("[heap]")->uss, 150);
	/* What somebody else still shows is as it was. */
	ck_assert_uint_eq(((const struct mapping *)before->rows)[1].uss, 100);
	inside_unref(before);
}
END_TEST

START_TEST(a_refusal_is_told_and_another_process_is_another_reading)
{
	procs[0].inside = FACT_DENIED;
	look_at(FIRST, 1, 1);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_DENIED);
	ck_assert_ptr_null(last->inside);
	look_at(SECOND, 2, 1);
	keep(collector_tick(collector, &demand));
	ck_assert(is_awaited());
	wait_for(FACT_OK);
	ck_assert_uint_eq(row_of("[heap]")->uss, 200);
	look_at(SECOND, 2, 0);
	keep(collector_tick(collector, &demand));
	ck_assert_ptr_null(last->inside);
}
END_TEST

START_TEST(what_has_no_memory_is_not_asked)
{
	look_at(KERNEL, 3, 1);
	keep(collector_tick(collector, &demand));
	ck_assert_int_eq(last->inside_known, FACT_NONE);
	ck_assert_uint_eq(procs[2].mapping_reads, 0);
}
END_TEST

START_TEST(what_is_open_has_a_name_and_columns)
{
	look_into(FIRST, 1, INSIDE_OPENED, 0);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	ck_assert_uint_eq(last->inside->count, 2);
	ck_assert_str_eq(cell(&open_table, 0, "name"), "/a");
	ck_assert_str_eq(cell(&open_table, 0, "position"), "5");
	ck_assert_str_eq(cell(&open_table, 0, "access"), "r--");
	ck_assert_str_eq(cell(&open_table, 0, "state"), "-");
	ck_assert_str_eq(cell(&open_table, 1, "kind"), "socket");
	ck_assert_str_eq(cell(&open_table, 1, "position"), "-");
	ck_assert_str_eq(cell(&open_table, 1, "name"), "1.2.3.4:5 -> 6.7.8.9:10");
	ck_assert_uint_eq(procs[0].mapping_reads, 0);
}
END_TEST

START_TEST(a_look_at_something_else_is_another_reading)
{
	look_into(FIRST, 1, INSIDE_OPENED, 0);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	look_into(FIRST, 1, INSIDE_LIMITS, 0);
	keep(collector_amend(collector, &demand, last));
	ck_assert_int_eq(last->inside_kind, INSIDE_LIMITS);
	ck_assert_ptr_null(last->inside);
	wait_for(FACT_OK);
	ck_assert_int_eq(last->inside->kind, INSIDE_LIMITS);
	ck_assert_uint_eq(procs[0].open_reads, 1);
	ck_assert_uint_eq(procs[0].limit_reads, 1);
}
END_TEST

START_TEST(what_was_asked_for_before_does_not_pass_for_what_is_asked_now)
{
	procs[0].hangs = true;
	look_into(FIRST, 1, INSIDE_OPENED, 0);
	keep(collector_tick(collector, &demand));
	look_into(FIRST, 1, INSIDE_LIMITS, 0);
	keep(collector_tick(collector, &demand));
	ck_assert_int_ne(last->inside_known, FACT_OK);
	fake_release();
	/* One job at a time: the second is made when the first is back. */
	while (last->inside_known != FACT_OK)
		keep(collector_tick(collector, &demand));
	ck_assert_int_eq(last->inside->kind, INSIDE_LIMITS);
	ck_assert_uint_eq(procs[0].open_reads, 1);
}
END_TEST

START_TEST(denied_is_denied_and_no_empty_list)
{
	procs[0].inside = FACT_DENIED;
	look_into(FIRST, 1, INSIDE_OPENED, 0);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_DENIED);
	ck_assert_ptr_null(last->inside);
}
END_TEST

START_TEST(limits_are_read_as_a_person_reads_them)
{
	look_into(FIRST, 1, INSIDE_LIMITS, 0);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	ck_assert_str_eq(cell(&limit_table, 0, "limit"), "memory.max");
	ck_assert_str_eq(cell(&limit_table, 0, "soft"), "4K");
	ck_assert_str_eq(cell(&limit_table, 0, "used"), "1K");
	ck_assert_str_eq(cell(&limit_table, 0, "share"), "25.0");
	ck_assert_str_eq(cell(&limit_table, 0, "where"), "/a");
	ck_assert_uint_eq(last->inside->nthrottles, 0);
}
END_TEST

START_TEST(throttling_is_told_since_the_reading_before)
{
	const struct throttle_row *row;

	procs[0].throttle = (struct throttle){.known = FACT_OK,
	    .where = "/a",
	    .periods = 100,
	    .throttled_periods = 25,
	    .throttled_ns = 7};
	look_into(FIRST, 1, INSIDE_LIMITS, 1);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	ck_assert_uint_eq(last->inside->nthrottles, 1);
	row = last->inside->throttles;
	ck_assert(!row->since);
	ck_assert_uint_eq(row->throttle.periods, 100);
	const struct inside *before = inside_ref(last->inside);
	look_into(FIRST, 1, INSIDE_LIMITS, 2);
	while (last->inside == before)
		keep(collector_amend(collector, &demand, last));
	row = last->inside->throttles;
	ck_assert(row->since);
	ck_assert_uint_eq(row->throttle.periods, 200);
	ck_assert_uint_eq(row->periods, 100);
	ck_assert_uint_eq(row->throttled_periods, 25);
	ck_assert_uint_eq(row->throttled_ns, 7);
	ck_assert_uint_gt(row->span_ns, 0);
	inside_unref(before);
	/* The group was made anew: its counters begin again. */
	procs[0].throttle.periods = 1;
	before = inside_ref(last->inside);
	look_into(FIRST, 1, INSIDE_LIMITS, 3);
	while (last->inside == before)
		keep(collector_amend(collector, &demand, last));
	ck_assert(!last->inside->throttles->since);
	inside_unref(before);
}
END_TEST

int
main(void)
{
	const TTest *const all[] = {
	    nobody_looks_nothing_is_read,
	    a_reader_brings_them_and_the_tick_does_not_wait,
	    they_are_not_read_again_before_their_time_unless_asked,
	    a_refusal_is_told_and_another_process_is_another_reading,
	    what_has_no_memory_is_not_asked,
	    what_is_open_has_a_name_and_columns,
	    a_look_at_something_else_is_another_reading,
	    what_was_asked_for_before_does_not_pass_for_what_is_asked_now,
	    denied_is_denied_and_no_empty_list,
	    limits_are_read_as_a_person_reads_them,
	    throttling_is_told_since_the_reading_before,
	    NULL,
	};

	return suite_run("inside", all, setup, teardown);
}
