/*
 * The collector in its thread, on the fake machine: what the screen asks for at any moment.
 * Worth most under the thread sanitizer.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../src/collect/live.h"
#include "../src/compat.h"
#include "support/await.h"
#include "support/fake.h"
#include "support/suite.h"

#define PROCS 60

static struct fake_proc procs[PROCS];
static struct collector *collector;
static struct live *live;
static struct demand demand;
static const struct snapshot *newest;
static struct wake *wake;

static void
setup(void)
{
	char err[100];

	memset(procs, 0, sizeof(procs));
	for (int i = 0; i < PROCS; i++) {
		procs[i] = (struct fake_proc){
		    .pid = i + 1,
		    .start = 1000 + (uint64_t)i,
		    .ppid = i > 0 ? 1 : 0,
		    .name = "proc",
		    .rss = 4096 * (uint64_t)(i + 1),
		    .uss = 1024 * (uint64_t)(i + 1),
		    .cmdline = "proc|--flag",
		    .environ = "HOME=/root|N=1",
		};
	}
	fake_set(procs, PROCS);
	collector = collector_open(&fake_driver, NULL, true, err, sizeof(err));
	demand = (struct demand){
	    .serial = 1,
	    .all = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_USS) | PG_BIT(PG_MEMORY),
	    .shown = PG_BIT(PG_CMDLINE) | PG_BIT(PG_USERNAME),
	    .count = 10,
	    .delay = 0.1,
	    .footprint_budget = 100,
	    .tasks = true,
	};
	newest = NULL;
	live = NULL;
}

static void
start(void)
{
	live = live_start(collector, &demand, &wake);
	ck_assert_ptr_nonnull(live);
}

/* Ends the thread, however slow this machine is: the collector can be closed then. */
static void
stop(void)
{
	if (live != NULL)
		ck_assert(live_stop(live, UINT64_MAX));
	live = NULL;
}

static void
teardown(void)
{
	fake_release();
	stop();
	snapshot_unref(newest);
	collector_close(collector);
}

/* The next snapshot; holds the one before no longer. */
static void
next(void)
{
	const struct snapshot *s = NULL;

	while (s == NULL) {
		await(wake);
		s = live_take(live);
	}
	snapshot_unref(newest);
	newest = s;
}

static const struct proc *
row_of(int64_t pid)
{
	for (size_t i = 0; i < newest->nprocs; i++)
		if (newest->procs[i].id.pid == pid)
			return &newest->procs[i];
	return NULL;
}

static void
wait_fact(int64_t pid, enum proc_group group, enum fact fact)
{
	do
		next();
	while (row_of(pid) == NULL || row_of(pid)->known[group] != fact);
}

START_TEST(snapshots_come_without_asking_and_tell_more_as_readers_return)
{
	start();
	next();
	ck_assert_uint_eq(newest->nprocs, PROCS);
	ck_assert_uint_eq(newest->serial, 1);
	for (int64_t pid = 1; pid <= PROCS; pid++)
		while (row_of(pid)->known[PG_USS] != FACT_OK)
			next();
	ck_assert_uint_eq(row_of(PROCS)->footprint->uss, 1024 * PROCS);
}
END_TEST

START_TEST(a_new_demand_is_answered_before_the_next_tick)
{
	demand.delay = 3600;
	start();
	next();
	demand.serial = 2;
	demand.all |= PG_BIT(PG_PEAK_RSS);
	live_demand(live, &demand);
	while (newest->serial != 2)
		next();
	ck_assert_int_eq(row_of(7)->known[PG_PEAK_RSS], FACT_OK);
	ck_assert_uint_le(newest->tick, 2);
}
END_TEST

START_TEST(a_refresh_ticks_now_also_when_paused)
{
	demand.delay = 3600;
	demand.paused = true;
	start();
	next();
	uint64_t tick = newest->tick;
	live_refresh(live);
	while (newest->tick == tick)
		next();
	ck_assert_uint_eq(newest->tick, tick + 1);
}
END_TEST

START_TEST(what_hangs_is_stuck_and_comes_back)
{
	procs[4].hangs = true;
	start();
	wait_fact(5, PG_USS, FACT_STUCK);
	ck_assert_int_eq(row_of(5)->known[PG_MEMORY], FACT_OK);
	wait_fact(6, PG_USS, FACT_OK);
	fake_release();
	wait_fact(5, PG_USS, FACT_OK);
	ck_assert_uint_eq(row_of(5)->footprint->uss, 1024 * 5);
}
END_TEST

START_TEST(a_paused_screen_still_sees_what_hangs_and_what_returns)
{
	procs[4].hangs = true;
	demand.paused = true;
	start();
	wait_fact(5, PG_USS, FACT_STUCK);
	fake_release();
	wait_fact(5, PG_USS, FACT_OK);
	ck_assert_uint_eq(newest->tick, 1);
}
END_TEST

START_TEST(a_command_line_once_known_stays_while_its_process_hangs)
{
	procs[4].uss = 0;
	demand.count = SIZE_MAX;
	start();
	wait_fact(5, PG_CMDLINE, FACT_OK);
	fake_hang(&procs[4]);
	demand.serial++;
	demand.ask++;
	demand.ask_id = row_of(5)->id;
	live_demand(live, &demand);
	live_refresh(live);
	wait_fact(5, PG_USS, FACT_STUCK);
	ck_assert_int_eq(row_of(5)->known[PG_CMDLINE], FACT_OK);
	/* What was never read waits for the same lock. */
	demand.serial++;
	demand.all |= PG_BIT(PG_ENVIRON);
	live_demand(live, &demand);
	wait_fact(5, PG_ENVIRON, FACT_STUCK);
}
END_TEST

START_TEST(a_held_snapshot_stays_as_it_is)
{
	start();
	next();
	const struct snapshot *held = snapshot_ref(newest);
	size_t count = held->nprocs;
	fake_end(&procs[9]);
	while (newest->nprocs == PROCS)
		next();
	ck_assert_uint_eq(held->nprocs, count);
	for (size_t i = 0; i < held->nprocs; i++)
		ck_assert_str_eq(held->procs[i].name, "proc");
	snapshot_unref(held);
}
END_TEST

/* A stop may find the thread anywhere: before its first tick, ticking, amending, asleep. */
START_TEST(it_stops_at_any_moment)
{
	for (unsigned i = 0; i < 60; i++) {
		start();
		for (unsigned n = 0; n < i % 5; n++) {
			demand.serial++;
			demand.first = n;
			demand.paused = n == 3;
			live_demand(live, &demand);
			if (n % 2 == 1)
				live_refresh(live);
			if (i % 3 == 0)
				next();
		}
		stop();
	}
}
END_TEST

START_TEST(it_stops_while_readers_hang)
{
	for (int i = 0; i < 8; i++)
		procs[i].hangs = true;
	start();
	wait_fact(5, PG_USS, FACT_STUCK);
	stop();
	fake_release();
}
END_TEST

START_TEST(a_storm_of_demands_ends_in_the_last_one)
{
	start();
	for (unsigned i = 0; i < 2000; i++) {
		demand.serial++;
		demand.first = i % PROCS;
		demand.view.descending = i % 2;
		live_demand(live, &demand);
		if (i % 16 == 0)
			live_refresh(live);
		if (i % 8 == 0) {
			snapshot_unref(newest);
			newest = live_take(live);
		}
	}
	do
		next();
	while (newest->serial != demand.serial);
	ck_assert_uint_eq(newest->order.count, PROCS);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    snapshots_come_without_asking_and_tell_more_as_readers_return,
	    a_new_demand_is_answered_before_the_next_tick,
	    a_refresh_ticks_now_also_when_paused,
	    what_hangs_is_stuck_and_comes_back,
	    a_paused_screen_still_sees_what_hangs_and_what_returns,
	    a_command_line_once_known_stays_while_its_process_hangs,
	    a_held_snapshot_stays_as_it_is,
	    it_stops_at_any_moment,
	    it_stops_while_readers_hang,
	    a_storm_of_demands_ends_in_the_last_one,
	    NULL,
	};

	return suite_run("live", tests, setup, teardown);
}
