/*
 * Mappings of the process in focus: read by readers, when somebody looks.
 */
#include <string.h>

#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/suite.h"

enum { FIRST = 10, SECOND = 11, KERNEL = 12, PROCS = 3 };

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
look_at(int64_t pid, uint64_t start, uint32_t asked)
{
	demand.focus = (struct focus){.id = {pid, start}, .mappings = asked};
	demand.serial++;
}

/* Amends until the snapshot says this of the mappings. */
static void
wait_for(enum fact known)
{
	while (last->mappings_known != known)
		keep(collector_amend(collector, &demand, last));
}

static const struct mapping *
row_of(const char *path)
{
	for (size_t i = 0; i < last->mappings->count; i++)
		if (strcmp(last->mappings->rows[i].path, path) == 0)
			return &last->mappings->rows[i];
	ck_abort_msg("no '%s'", path);
	return NULL;
}

START_TEST(nobody_looks_nothing_is_read)
{
	keep(collector_tick(collector, &demand));
	look_at(FIRST, 1, 0);
	keep(collector_tick(collector, &demand));
	ck_assert_ptr_null(last->mappings);
	ck_assert_uint_eq(procs[0].mapping_reads, 0);
}
END_TEST

START_TEST(a_reader_brings_them_and_the_tick_does_not_wait)
{
	look_at(FIRST, 1, 1);
	procs[0].hangs = true;
	keep(collector_tick(collector, &demand));
	ck_assert_int_eq(last->mappings_known, FACT_PENDING);
	ck_assert_ptr_null(last->mappings);
	wait_for(FACT_STUCK);
	fake_release();
	wait_for(FACT_OK);
	ck_assert_uint_eq(last->mappings->count, 2);
	ck_assert_uint_eq(row_of("/lib/a")->count, 2);
	ck_assert_uint_eq(row_of("/lib/a")->uss, 2);
	ck_assert_uint_eq(row_of("[heap]")->uss, 100);
	ck_assert_uint_eq(procs[0].mapping_reads, 1);
	ck_assert_uint_eq(procs[1].mapping_reads, 0);
}
END_TEST

START_TEST(they_are_not_read_again_before_their_time_unless_asked)
{
	look_at(FIRST, 1, 1);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_OK);
	const struct mappings *before = mappings_ref(last->mappings);
	for (int i = 0; i < 5; i++)
		keep(collector_tick(collector, &demand));
	ck_assert_ptr_eq(last->mappings, before);
	ck_assert_uint_eq(procs[0].mapping_reads, 1);
	procs[0].uss = 150;
	look_at(FIRST, 1, 2);
	while (last->mappings == before)
		keep(collector_amend(collector, &demand, last));
	ck_assert_uint_eq(row_of("[heap]")->uss, 150);
	/* What somebody else still shows is as it was. */
	ck_assert_uint_eq(before->rows[1].uss, 100);
	mappings_unref(before);
}
END_TEST

START_TEST(a_refusal_is_told_and_another_process_is_another_reading)
{
	procs[0].mappings = FACT_DENIED;
	look_at(FIRST, 1, 1);
	keep(collector_tick(collector, &demand));
	wait_for(FACT_DENIED);
	ck_assert_ptr_null(last->mappings);
	look_at(SECOND, 2, 1);
	keep(collector_tick(collector, &demand));
	ck_assert_int_eq(last->mappings_known, FACT_PENDING);
	wait_for(FACT_OK);
	ck_assert_uint_eq(row_of("[heap]")->uss, 200);
	look_at(SECOND, 2, 0);
	keep(collector_tick(collector, &demand));
	ck_assert_ptr_null(last->mappings);
}
END_TEST

START_TEST(what_has_no_memory_is_not_asked)
{
	look_at(KERNEL, 3, 1);
	keep(collector_tick(collector, &demand));
	ck_assert_int_eq(last->mappings_known, FACT_NONE);
	ck_assert_uint_eq(procs[2].mapping_reads, 0);
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
		NULL,
	};

	return suite_run("mappings", all, setup, teardown);
}
