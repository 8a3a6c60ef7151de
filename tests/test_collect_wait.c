/*
 * What a tick waits for, and what that does to rates: with a fake machine.
 */
#include <check.h>
#include <string.h>

#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "support/await.h"
#include "support/fake.h"
#include "support/suite.h"

/* More than batch asks readers for at once, and some of them hang. */
enum { PROCS = 600, EVERY = 80, HUNG = (PROCS + EVERY - 1) / EVERY };
#define MSEC UINT64_C(1000000)

static struct fake_proc procs[PROCS];
static struct collector *collector;
static struct demand demand;

static void
open_collector(void)
{
	char err[100];

	collector = collector_open(&fake_driver, NULL, false, err, sizeof(err));
}

static void
setup(void)
{
	memset(procs, 0, sizeof(procs));
	for (int i = 0; i < PROCS; i++)
		procs[i] = (struct fake_proc){.pid = i + 1,
		    .start = 1000,
		    .name = "proc",
		    .rss = 4096,
		    .uss = 1024,
		    .cmdline = "proc"};
	fake_set(procs, PROCS);
	open_collector();
	demand = (struct demand){.count = SIZE_MAX,
	    .wait = true,
	    .patience = 3,
	    .footprint_budget = 100};
}

static void
teardown(void)
{
	fake_release();
	if (collector != NULL)
		collector_close(collector);
}

static const struct proc *
row_of(const struct snapshot *s, int64_t pid)
{
	const struct proc *row = snapshot_find(s, (struct proc_id){pid, 1000});

	ck_assert_ptr_nonnull(row);
	return row;
}

/* Is nobody's footprint missing but of those that hang? */
static bool
only_hung_are_stuck(const struct snapshot *s)
{
	for (int i = 0; i < PROCS; i++)
		if (row_of(s, i + 1)->known[PG_USS] != (i % EVERY == 0 ? FACT_STUCK : FACT_OK))
			return false;
	return true;
}

START_TEST(patience_is_for_all_that_hang_together)
{
	bool together = false;

	demand.all = PG_BIT(PG_USS);
	/* A machine that stands still takes more of anybody's time: not again and again. */
	for (int tries = 0; tries < 5 && !together; tries++) {
		fake_release();
		collector_close(collector);
		for (int i = 0; i < PROCS; i += EVERY)
			procs[i].hangs = true;
		open_collector();
		uint64_t start = clock_now();
		const struct snapshot *s = collector_tick(collector, &demand);
		/* Each costs a deadline; were it patience, a reader's each, it would be this. */
		together = clock_now() - start < HUNG / 2 * 3000 * MSEC && only_hung_are_stuck(s);
		snapshot_unref(s);
	}
	ck_assert(together);
}
END_TEST

static void
wake_owner(void *wake)
{
	wake_up(wake);
}

START_TEST(a_process_that_was_held_for_a_reader_is_let_go_once)
{
	struct wake *arrived = wake_open();

	fake.keeps = true;
	procs[7].hangs = true;
	demand.all = PG_BIT(PG_USS);
	demand.patience = 0;
	/* Until nobody else is on the way: the first to come back wakes, and nobody after it. */
	for (bool alone = false; !alone;) {
		const struct snapshot *s = collector_tick(collector, &demand);
		alone = true;
		for (int i = 0; i < PROCS; i++)
			alone = alone && (i == 7 || row_of(s, i + 1)->known[PG_USS] == FACT_OK);
		snapshot_unref(s);
	}
	collector_on_arrival(collector, wake_owner, arrived);
	fake_release();
	/* It has come back, and nobody takes it. */
	await(arrived);
	collector_close(collector);
	collector = NULL;
	ck_assert_uint_eq(fake.holds, fake.drops);
	wake_close(arrived);
}
END_TEST

/* Percent of a CPU that so much is at least, and at most, in that time. */
static double
share(uint64_t cpu_ns, uint64_t span_ns)
{
	return (double)cpu_ns * 100 / (double)span_ns;
}

static void
pause_for(uint64_t span_ns)
{
	sleep_until(clock_now() + span_ns);
}

START_TEST(a_rate_is_over_the_time_between_the_readings_though_the_tick_waited)
{
	const uint64_t used = 10 * MSEC, deadline = 100 * MSEC;

	demand.all = PG_BIT(PG_CPU_PERCENT);
	snapshot_unref(collector_tick(collector, &demand));
	uint64_t before = clock_now();
	pause_for(50 * MSEC);
	/* Before the last is looked at, the first has to be given up. */
	procs[0].hangs = true;
	procs[PROCS - 1].cpu_ns += used;
	demand.all |= PG_BIT(PG_USS);
	demand.patience = 0;
	struct snapshot *s = collector_tick(collector, &demand);
	const struct proc *row = row_of(s, PROCS);
	ck_assert_int_eq(row->known[PG_CPU_PERCENT], FACT_OK);
	ck_assert_double_gt(row->cpu_percent, 0);
	ck_assert_double_le(row->cpu_percent, share(used, s->clock_ns + deadline - before));
	snapshot_unref(s);
}
END_TEST

START_TEST(a_rate_that_is_asked_for_between_ticks_is_over_the_time_since_the_tick)
{
	const uint64_t used = 10 * MSEC;

	demand.wait = false;
	demand.serial = 1;
	struct snapshot *first = collector_tick(collector, &demand);
	uint64_t before = clock_now();
	pause_for(200 * MSEC);
	demand.shown = PG_BIT(PG_CPU_PERCENT);
	demand.serial = 2;
	struct snapshot *amended = collector_amend(collector, &demand, first);
	ck_assert_ptr_nonnull(amended);
	ck_assert_int_eq(row_of(amended, 1)->known[PG_CPU_PERCENT], FACT_PENDING);
	procs[0].cpu_ns += used;
	struct snapshot *second = collector_tick(collector, &demand);
	const struct proc *row = row_of(second, 1);
	ck_assert_int_eq(row->known[PG_CPU_PERCENT], FACT_OK);
	ck_assert_double_gt(row->cpu_percent, 0);
	ck_assert_double_le(row->cpu_percent, share(used, second->clock_ns - before));
	snapshot_unref(first);
	snapshot_unref(amended);
	snapshot_unref(second);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    patience_is_for_all_that_hang_together,
	    a_process_that_was_held_for_a_reader_is_let_go_once,
	    a_rate_is_over_the_time_between_the_readings_though_the_tick_waited,
	    a_rate_that_is_asked_for_between_ticks_is_over_the_time_since_the_tick,
	    NULL,
	};

	return suite_run("collect_wait", tests, setup, teardown);
}
