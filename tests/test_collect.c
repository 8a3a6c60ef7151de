#include <string.h>

#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/suite.h"

#define PROCS 40

static struct fake_proc procs[PROCS];
static struct collector *collector;
static struct demand demand;

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
		    .cpu_ns = (uint64_t)i,
		    .rss = 4096 * (uint64_t)(i + 1),
		    .uss = 1024 * (uint64_t)(PROCS - i),
		    .cmdline = "proc|--flag",
		    .environ = "HOME=/root|N=1",
		};
	}
	fake_set(procs, PROCS);
	collector = collector_open(&fake_driver, NULL, true, err, sizeof(err));
	memset(&demand, 0, sizeof(demand));
	demand.count = SIZE_MAX;
	demand.wait = true;
	demand.patience = 30;
	demand.footprint_budget = 100;
}

static void
teardown(void)
{
	fake_release();
	collector_close(collector);
}

static const struct proc *
row_of(const struct snapshot *s, int64_t pid)
{
	for (size_t i = 0; i < s->nprocs; i++) {
		if (s->procs[i].id.pid == pid)
			return &s->procs[i];
	}
	return NULL;
}

static void
tick_and_forget(void)
{
	snapshot_unref(collector_tick(collector, &demand));
}

/*
 * Ticks until the process is stuck and each other's footprint known: a slow machine may take longer
 * than the demand has patience.
 */
static const struct snapshot *
tick_until_only_stuck(int64_t pid)
{
	for (;;) {
		const struct snapshot *s = collector_tick(collector, &demand);
		bool as_wanted = row_of(s, pid)->known[PG_USS] == FACT_STUCK;
		for (int64_t other = 1; other <= PROCS; other++)
			as_wanted = as_wanted &&
			    (other == pid || row_of(s, other)->known[PG_USS] == FACT_OK);
		if (as_wanted)
			return s;
		snapshot_unref(s);
	}
}

static void
no_source_read_twice(void)
{
	for (int i = 0; i < PROCS; i++) {
		for (int s = 0; s < FAKE_SOURCES; s++)
			ck_assert_uint_le(procs[i].reads[s], 1);
	}
}

START_TEST(every_source_is_read_at_most_once_a_tick)
{
	demand.all = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_USERNAME) | PG_BIT(PG_SWAP) |
	    PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_CMDLINE) | PG_BIT(PG_USS) | PG_BIT(PG_EXE) |
	    PG_BIT(PG_IO_RATES);
	for (int i = 0; i < 3; i++) {
		fake_reset_counts();
		tick_and_forget();
		no_source_read_twice();
		ck_assert_uint_eq(fake_reads(FAKE_STAT), PROCS);
		ck_assert_uint_eq(fake_reads(FAKE_STATUS), PROCS);
	}
}
END_TEST

START_TEST(what_the_list_told_is_not_asked_for)
{
	const struct snapshot *s;

	fake.bulk = true;
	demand.all = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_MEMORY);
	demand.shown = PG_BIT(PG_USERNAME) | PG_BIT(PG_EXE);
	for (int i = 0; i < 3; i++) {
		s = collector_tick(collector, &demand);
		ck_assert_uint_eq(s->nprocs, PROCS);
		ck_assert_uint_eq(fake.stat_reads, 0);
		ck_assert_int_eq(row_of(s, 7)->known[PG_CPU_PERCENT],
		    i == 0 ? FACT_PENDING : FACT_OK);
		ck_assert_int_eq(row_of(s, 7)->known[PG_USERNAME], FACT_OK);
		/* Kept of the process that the list named. */
		ck_assert_uint_eq(fake_reads(FAKE_EXE), PROCS);
		snapshot_unref(s);
	}
	fake_reset_counts();
	procs[6].start = 5000;
	tick_and_forget();
	ck_assert_uint_eq(fake_reads(FAKE_EXE), 1);
}
END_TEST

START_TEST(what_only_shown_rows_need_is_read_for_the_window_and_while_it_moves_around_it)
{
	demand.wait = false;
	demand.all = PG_BIT(PG_CPU_PERCENT);
	demand.shown = PG_BIT(PG_USERNAME) | PG_BIT(PG_SWAP);
	demand.first = 10;
	demand.count = 5;
	tick_and_forget();
	ck_assert_uint_eq(fake_reads(FAKE_OWNER), 15);
	fake_reset_counts();
	const struct snapshot *s = collector_tick(collector, &demand);
	no_source_read_twice();
	ck_assert_uint_eq(fake_reads(FAKE_STAT), PROCS);
	ck_assert_uint_eq(fake_reads(FAKE_OWNER), 5);
	ck_assert_uint_eq(fake_reads(FAKE_STATUS), 5);
	ck_assert_uint_eq(fake_reads(FAKE_IO) + fake_reads(FAKE_CMDLINE) + fake_reads(FAKE_ROLLUP),
	    0);
	ck_assert_int_eq(s->procs[s->order.rows[10]].known[PG_USERNAME], FACT_OK);
	ck_assert_int_eq(s->procs[s->order.rows[39]].known[PG_USERNAME], FACT_UNREAD);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_sort_key_is_read_for_every_row)
{
	ck_assert_int_eq(
	    column_parse("peak_rss", &process_table, &demand.view.sort, (char[100]){0}, 100), 0);
	demand.view.descending = true;
	demand.count = 5;
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(fake_reads(FAKE_STATUS), PROCS);
	ck_assert_int_eq(s->procs[s->order.rows[0]].id.pid, PROCS);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_share_of_cpu_is_pending_first_and_known_then)
{
	demand.all = PG_BIT(PG_CPU_PERCENT);
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_int_eq(row_of(s, 3)->known[PG_CPU_PERCENT], FACT_PENDING);
	snapshot_unref(s);
	procs[2].cpu_ns += UINT64_C(1000000000000);
	s = collector_tick(collector, &demand);
	ck_assert_int_eq(row_of(s, 3)->known[PG_CPU_PERCENT], FACT_OK);
	/* Two CPUs: no process can use more. */
	ck_assert_double_eq(row_of(s, 3)->cpu_percent, 200.0);
	ck_assert_double_eq(row_of(s, 4)->cpu_percent, 0.0);
	snapshot_unref(s);
	procs[2].cpu_ns = 5;
	s = collector_tick(collector, &demand);
	ck_assert_int_eq(row_of(s, 3)->known[PG_CPU_PERCENT], FACT_PENDING);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_reused_pid_inherits_nothing)
{
	demand.all = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_CMDLINE) | PG_BIT(PG_USS);
	tick_and_forget();
	procs[4].start = 999999;
	procs[4].name = "other";
	procs[4].cmdline = "other|new";
	procs[4].uss = 77;
	const struct snapshot *s = collector_tick(collector, &demand);
	const struct proc *row = row_of(s, 5);
	ck_assert_str_eq(row->name, "other");
	ck_assert_mem_eq(row->cmdline.data, "other\0new", 10);
	ck_assert_uint_eq(row->footprint->uss, 77);
	ck_assert(row->fresh);
	ck_assert(row->cpu_percent < 1.0);
	snapshot_unref(s);
}
END_TEST

START_TEST(texts_are_read_once_and_again_after_an_exec)
{
	demand.all = PG_BIT(PG_CMDLINE) | PG_BIT(PG_EXE);
	tick_and_forget();
	tick_and_forget();
	ck_assert_uint_eq(fake_reads(FAKE_CMDLINE), PROCS);
	ck_assert_uint_eq(fake_reads(FAKE_EXE), PROCS);
	procs[6].name = "exec'd";
	procs[6].cmdline = "exec'd|now";
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(fake_reads(FAKE_CMDLINE), PROCS + 1);
	ck_assert_mem_eq(row_of(s, 7)->cmdline.data, "exec'd\0now", 11);
	ck_assert_str_eq(row_of(s, 7)->more->exe, "/bin/exec'd");
	snapshot_unref(s);
}
END_TEST

START_TEST(a_name_the_kernel_cut_is_completed_from_the_command_line)
{
	procs[3].name = "a-very-long-nam";
	procs[3].cmdline = "/usr/bin/a-very-long-name|x";
	demand.all = PG_BIT(PG_NAME) | PG_BIT(PG_CMDLINE);
	for (int i = 0; i < 2; i++) {
		const struct snapshot *s = collector_tick(collector, &demand);
		ck_assert_str_eq(row_of(s, 4)->name, "a-very-long-name");
		snapshot_unref(s);
	}
	ck_assert_uint_eq(procs[3].reads[FAKE_CMDLINE], 1);
}
END_TEST

START_TEST(a_process_that_ends_between_list_and_read_is_no_row)
{
	procs[9].answer[FAKE_STAT] = FACT_GONE;
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->nprocs, PROCS - 1);
	ck_assert_ptr_null(row_of(s, 10));
	snapshot_unref(s);
}
END_TEST

START_TEST(a_process_that_may_not_be_looked_at_is_a_row_of_denials)
{
	procs[9].answer[FAKE_STAT] = FACT_DENIED;
	demand.all = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_USS);
	for (int i = 0; i < 2; i++) {
		const struct snapshot *s = collector_tick(collector, &demand);
		const struct proc *row = row_of(s, 10);
		ck_assert_ptr_nonnull(row);
		ck_assert_int_eq(row->known[PG_NAME], FACT_DENIED);
		ck_assert_int_ne(row->known[PG_USS], FACT_OK);
		ck_assert_int_ne(row->known[PG_CPU_PERCENT], FACT_OK);
		snapshot_unref(s);
	}
}
END_TEST

START_TEST(a_denied_footprint_is_denied_and_counted)
{
	procs[9].answer[FAKE_ROLLUP] = FACT_DENIED;
	procs[8].kernel = true;
	demand.all = PG_BIT(PG_USS);
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_int_eq(row_of(s, 10)->known[PG_USS], FACT_DENIED);
	ck_assert_int_eq(row_of(s, 9)->known[PG_USS], FACT_OK);
	ck_assert_uint_eq(s->coverage[COVERAGE_USS].denied, 1);
	ck_assert_uint_eq(s->coverage[COVERAGE_USS].ok, PROCS - 1);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_footprint_is_of_its_own_tick)
{
	demand.all = PG_BIT(PG_USS);
	tick_and_forget();
	for (int tick = 1; tick <= 3; tick++) {
		procs[4].uss += 4096;
		const struct snapshot *s = collector_tick(collector, &demand);
		ck_assert_int_eq(row_of(s, procs[4].pid)->known[PG_USS], FACT_OK);
		ck_assert_uint_eq(row_of(s, procs[4].pid)->footprint->uss, procs[4].uss);
		snapshot_unref(s);
	}
}
END_TEST

START_TEST(rows_sort_by_what_readers_brought)
{
	column_parse("uss", &process_table, &demand.view.sort, (char[100]){0}, 100);
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_int_eq(s->procs[s->order.rows[0]].id.pid, PROCS);
	ck_assert_int_eq(s->procs[s->order.rows[PROCS - 1]].id.pid, 1);
	snapshot_unref(s);
}
END_TEST

static unsigned
dear_reads(const struct fake_proc *p)
{
	return fake_reads_of(p, FAKE_CMDLINE) + fake_reads_of(p, FAKE_ROLLUP);
}

START_TEST(a_hanging_process_is_stuck_and_nobody_else)
{
	procs[12].hangs = true;
	demand.all = PG_BIT(PG_CMDLINE) | PG_BIT(PG_USS) | PG_BIT(PG_MEMORY);
	demand.patience = 0.3;
	const struct snapshot *s = tick_until_only_stuck(13);
	ck_assert_int_eq(row_of(s, 13)->known[PG_CMDLINE], FACT_STUCK);
	ck_assert_int_eq(row_of(s, 13)->known[PG_MEMORY], FACT_OK);
	snapshot_unref(s);
	/* The reader that has taken the question may not have come to ask it yet. */
	while (dear_reads(&procs[12]) == 0)
		;
	for (int i = 0; i < 3; i++)
		tick_and_forget();
	ck_assert_uint_eq(dear_reads(&procs[12]), 1);
	fake_release();
	/* Batch waited for it once; it comes when it comes. */
	while (s = collector_tick(collector, &demand),
	    row_of(s, 13)->known[PG_CMDLINE] != FACT_OK || row_of(s, 13)->known[PG_USS] != FACT_OK)
		snapshot_unref(s);
	snapshot_unref(s);
}
END_TEST

START_TEST(only_the_pids_asked_for_are_looked_at)
{
	const int64_t pids[] = {4, 9};

	demand.pids = pids;
	demand.npids = 2;
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->nprocs, 2);
	ck_assert_uint_eq(fake_reads(FAKE_STAT), 2);
	snapshot_unref(s);
}
END_TEST

START_TEST(threads_are_rows_of_their_process)
{
	procs[5].threads = 3;
	demand.threads = true;
	const struct snapshot *s = collector_tick(collector, &demand);
	unsigned threads = 0;
	for (size_t i = 0; i < s->nprocs; i++) {
		threads += s->procs[i].thread;
		if (s->procs[i].thread)
			ck_assert_int_eq(s->procs[i].tgid, 6);
	}
	ck_assert_uint_eq(threads, 3);
	snapshot_unref(s);
}
END_TEST

static const struct proc *
thread_of(const struct snapshot *s, int64_t tid)
{
	for (size_t i = 0; i < s->nprocs; i++)
		if (s->procs[i].thread && s->procs[i].id.pid == tid)
			return &s->procs[i];
	for (size_t i = 0; i < s->nthreads; i++)
		if (s->threads[i].id.pid == tid)
			return &s->threads[i];
	return NULL;
}

/* What a thread has used since it started says nothing of the last tick. */
static void
expect_thread(int64_t tid, bool fresh, enum fact known)
{
	struct snapshot *s = collector_tick(collector, &demand);
	const struct proc *row = thread_of(s, tid);

	ck_assert_ptr_nonnull(row);
	ck_assert_int_eq(row->fresh, fresh);
	ck_assert_int_eq(row->known[PG_CPU_PERCENT], known);
	if (known == FACT_OK && !fresh)
		ck_assert_double_eq(row->cpu_percent, 0.0);
	snapshot_unref(s);
}

START_TEST(threads_are_new_only_to_those_who_looked_before)
{
	demand.all = PG_BIT(PG_CPU_PERCENT);
	procs[5].cpu_ns = UINT64_C(1000000000000);
	procs[5].threads = 2;
	tick_and_forget();
	demand.threads = true;
	expect_thread(602, false, FACT_PENDING);
	expect_thread(602, false, FACT_OK);
	procs[5].threads = 3;
	expect_thread(603, true, FACT_OK);
}
END_TEST

START_TEST(so_are_threads_of_the_focus)
{
	demand.all = PG_BIT(PG_CPU_PERCENT);
	procs[7].cpu_ns = UINT64_C(1000000000000);
	procs[7].threads = 2;
	tick_and_forget();
	demand.focus = (struct focus){.id = {8, 1007}, .threads = true};
	expect_thread(802, false, FACT_PENDING);
	expect_thread(802, false, FACT_OK);
	procs[7].threads = 3;
	expect_thread(803, true, FACT_OK);
	/* Nor is what was looked at long ago. */
	demand.focus.threads = false;
	tick_and_forget();
	procs[7].threads = 4;
	tick_and_forget();
	demand.focus.threads = true;
	expect_thread(804, false, FACT_PENDING);
}
END_TEST

START_TEST(an_amendment_reads_only_what_newly_shown_rows_lack)
{
	demand.wait = false;
	demand.shown = PG_BIT(PG_USERNAME);
	demand.count = 3;
	struct snapshot *s = collector_tick(collector, &demand);
	fake_reset_counts();
	demand.serial++;
	demand.first = 20;
	struct snapshot *more = collector_amend(collector, &demand, s);
	ck_assert_ptr_nonnull(more);
	ck_assert_uint_eq(fake_reads(FAKE_STAT), 0);
	ck_assert_uint_eq(fake_reads(FAKE_OWNER), 9);
	ck_assert_uint_eq(more->tick, s->tick);
	ck_assert_uint_eq(more->serial, demand.serial);
	/* The first one is as it was. */
	ck_assert_int_eq(s->procs[s->order.rows[21]].known[PG_USERNAME], FACT_UNREAD);
	ck_assert_int_eq(more->procs[more->order.rows[21]].known[PG_USERNAME], FACT_OK);
	snapshot_unref(s);
	demand.serial++;
	ck_assert_ptr_null(collector_amend(collector, &demand, more));
	snapshot_unref(more);
}
END_TEST

START_TEST(an_amendment_for_a_new_sort_key_reads_it_for_all)
{
	demand.wait = false;
	demand.count = 3;
	struct snapshot *s = collector_tick(collector, &demand);
	demand.serial++;
	column_parse("peak_rss", &process_table, &demand.view.sort, (char[100]){0}, 100);
	demand.view.descending = true;
	struct snapshot *sorted = collector_amend(collector, &demand, s);
	ck_assert_uint_eq(fake_reads(FAKE_STATUS), PROCS);
	ck_assert_uint_eq(fake_reads(FAKE_STAT), PROCS);
	ck_assert_int_eq(sorted->procs[sorted->order.rows[0]].id.pid, PROCS);
	snapshot_unref(s);
	snapshot_unref(sorted);
}
END_TEST

static bool
is_awaited(const struct proc *row, enum proc_group group)
{
	return row->known[group] == FACT_PENDING || row->known[group] == FACT_STUCK;
}

START_TEST(without_waiting_dear_facts_are_pending_until_readers_bring_them)
{
	demand.wait = false;
	procs[1].hangs = true;
	demand.all = PG_BIT(PG_USS);
	demand.shown = PG_BIT(PG_CMDLINE);
	struct snapshot *s = collector_tick(collector, &demand);
	/* Stuck by now on a machine that stood still. */
	ck_assert(is_awaited(row_of(s, 2), PG_USS) && is_awaited(row_of(s, 2), PG_CMDLINE));
	fake_release();
	while (
	    row_of(s, 2)->known[PG_USS] != FACT_OK || row_of(s, 2)->known[PG_CMDLINE] != FACT_OK) {
		struct snapshot *amended = collector_amend(collector, &demand, s);
		if (amended == NULL)
			continue;
		ck_assert_uint_eq(amended->tick, s->tick);
		snapshot_unref(s);
		s = amended;
	}
	snapshot_unref(s);
}
END_TEST

START_TEST(the_focus_has_everything_and_its_threads)
{
	procs[7].threads = 2;
	demand.wait = false;
	demand.count = 1;
	demand.focus = (struct focus){.id = {8, 1007},
	    .groups = PG_BIT(PG_ENVIRON) | PG_BIT(PG_EXE),
	    .threads = true};
	struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_ptr_nonnull(s->focus);
	ck_assert_int_eq(s->focus->known[PG_EXE], FACT_OK);
	while (s->focus->known[PG_ENVIRON] != FACT_OK) {
		struct snapshot *next = collector_amend(collector, &demand, s);
		if (next == NULL)
			continue;
		snapshot_unref(s);
		s = next;
	}
	ck_assert_uint_eq(s->nthreads, 2);
	ck_assert_uint_eq(fake_reads(FAKE_ENVIRON), 1);
	snapshot_unref(s);
}
END_TEST

static const struct group *
group_of(const struct snapshot *s, const char *key)
{
	for (size_t i = 0; i < s->ngroups; i++)
		if (s->groups[i].key != NULL && strcmp(s->groups[i].key, key) == 0)
			return &s->groups[i];
	return NULL;
}

static void
demand_groups(const char *column, uint64_t sums)
{
	demand.group.field = field_find(&process_table, column, strlen(column));
	demand.sums = sums;
	demand.view.hide_threads = true;
}

START_TEST(groups_sum_all_rows_and_read_only_what_is_summed)
{
	for (int i = 0; i < PROCS; i++)
		procs[i].name = i % 2 == 0 ? "even" : "odd";
	demand_groups("name", PG_BIT(PG_USS) | PG_BIT(PG_MEMORY));
	demand.shown = 0;
	demand.count = 0;
	struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->ngroups, 2);
	const struct group *even = group_of(s, "even");
	ck_assert_uint_eq(even->processes, PROCS / 2);
	ck_assert_uint_eq(even->uss, 1024 * (PROCS + 2) * PROCS / 4);
	ck_assert_uint_eq(even->rss, 4096 * PROCS * PROCS / 4);
	ck_assert_uint_eq(even->partial, 0);
	ck_assert_uint_eq(fake_reads(FAKE_ROLLUP), PROCS);
	ck_assert_uint_eq(fake_reads(FAKE_STATUS) + fake_reads(FAKE_IO) + fake_reads(FAKE_EXE) +
		fake_reads(FAKE_ENVIRON),
	    0);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_hanging_process_leaves_a_partial_sum)
{
	procs[3].hangs = true;
	demand.patience = 0.05;
	demand_groups("name", PG_BIT(PG_USS));
	const struct snapshot *s = tick_until_only_stuck(4);
	const struct group *g = group_of(s, "proc");
	ck_assert_ptr_nonnull(g);
	ck_assert_uint_eq(g->processes, PROCS);
	ck_assert_uint_eq(g->partial, PG_BIT(PG_USS));
	ck_assert_str_eq(g->incomplete, "uss 39/40");
	snapshot_unref(s);
}
END_TEST

START_TEST(threads_that_are_rows_count_once_in_groups)
{
	procs[2].threads = 5;
	demand.threads = true;
	demand_groups("name", PG_BIT(PG_THREADS) | PG_BIT(PG_MEMORY));
	demand.view.hide_threads = false;
	struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->nprocs, PROCS + 5);
	ck_assert_uint_eq(group_of(s, "proc")->processes, PROCS);
	ck_assert_uint_eq(group_of(s, "proc")->rss, 4096 * PROCS * (PROCS + 1) / 2);
	ck_assert_uint_eq(group_of(s, "proc")->num_threads, PROCS + 5);
	snapshot_unref(s);
}
END_TEST

START_TEST(an_amendment_folds_by_another_key_though_every_fact_is_there)
{
	char variable[] = "N";

	demand_groups("name", PG_BIT(PG_MEMORY));
	demand.all = PG_BIT(PG_ENVIRON);
	demand.serial = 1;
	struct snapshot *first = collector_tick(collector, &demand);
	demand_groups("env", PG_BIT(PG_MEMORY));
	demand.group.argument = variable;
	demand.serial = 2;
	struct snapshot *second = collector_amend(collector, &demand, first);
	ck_assert_ptr_nonnull(second);
	snapshot_unref(first);
	/* the snapshot keeps its own name of the variable */
	variable[0] = 'X';
	ck_assert_uint_eq(second->ngroups, 1);
	ck_assert_str_eq(second->groups[0].key, "1");
	ck_assert_str_eq(second->group.argument, "N");
	snapshot_unref(second);
}
END_TEST

START_TEST(tasks_are_counted_over_all_processes)
{
	procs[1].status = STATUS_ZOMBIE;
	procs[2].status = STATUS_RUNNING;
	procs[3].threads = 4;
	demand.tasks = true;
	demand.count = 2;
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->system.tasks.total, PROCS);
	ck_assert_uint_eq(s->system.tasks.zombie, 1);
	ck_assert_uint_eq(s->system.tasks.running, 1);
	ck_assert_uint_eq(s->system.tasks.sleeping, PROCS - 2);
	ck_assert_uint_eq(s->system.tasks.threads, PROCS + 4);
	snapshot_unref(s);
}
END_TEST

START_TEST(what_is_held_is_let_go)
{
	demand.all = PG_BIT(PG_USS) | PG_BIT(PG_SWAP);
	tick_and_forget();
	ck_assert_uint_gt(fake.holds, 0);
	ck_assert_uint_eq(fake.holds, fake.drops);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_source_is_read_at_most_once_a_tick,
	    what_the_list_told_is_not_asked_for,
	    what_only_shown_rows_need_is_read_for_the_window_and_while_it_moves_around_it,
	    a_sort_key_is_read_for_every_row,
	    a_share_of_cpu_is_pending_first_and_known_then,
	    a_reused_pid_inherits_nothing,
	    texts_are_read_once_and_again_after_an_exec,
	    a_name_the_kernel_cut_is_completed_from_the_command_line,
	    a_process_that_ends_between_list_and_read_is_no_row,
	    a_process_that_may_not_be_looked_at_is_a_row_of_denials,
	    a_denied_footprint_is_denied_and_counted,
	    a_footprint_is_of_its_own_tick,
	    rows_sort_by_what_readers_brought,
	    a_hanging_process_is_stuck_and_nobody_else,
	    only_the_pids_asked_for_are_looked_at,
	    threads_are_rows_of_their_process,
	    threads_are_new_only_to_those_who_looked_before,
	    so_are_threads_of_the_focus,
	    an_amendment_reads_only_what_newly_shown_rows_lack,
	    an_amendment_for_a_new_sort_key_reads_it_for_all,
	    without_waiting_dear_facts_are_pending_until_readers_bring_them,
	    the_focus_has_everything_and_its_threads,
	    groups_sum_all_rows_and_read_only_what_is_summed,
	    a_hanging_process_leaves_a_partial_sum,
	    threads_that_are_rows_count_once_in_groups,
	    an_amendment_folds_by_another_key_though_every_fact_is_there,
	    tasks_are_counted_over_all_processes,
	    what_is_held_is_let_go,
	    NULL,
	};

	return suite_run("collect", tests, setup, teardown);
}
