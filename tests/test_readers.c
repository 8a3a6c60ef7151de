/* The pool of readers: every job comes back once, and no stuck one holds up another. */
#include <check.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#include "../src/collect/readers.h"
#include "../src/compat.h"
#include "support/suite.h"

#define FOREVER UINT64_MAX
#define MSEC	UINT64_C(1000000)

/* A job that notes its turn; with a gate it hangs there until let through. */
struct task {
	struct job job; /* first: a struct job * is a struct task * */
	sem_t *gate, *entered;
	int turn, runs;
	bool signals_blocked;
	pthread_t thread;
};

static _Atomic int turns;

/* Windows has none that go to threads. */
static bool
signals_blocked(void)
{
#ifdef _WIN32
	return true;
#else
	sigset_t blocked;

	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	return sigismember(&blocked, SIGINT) == 1 && sigismember(&blocked, SIGWINCH) == 1 &&
	    sigismember(&blocked, SIGTERM) == 1;
#endif
}

static void
task_run(struct job *job)
{
	struct task *task = (struct task *)job;

	task->runs++;
	task->turn = ++turns;
	task->thread = pthread_self();
	task->signals_blocked = signals_blocked();
	if (task->entered != NULL)
		sem_post(task->entered);
	while (task->gate != NULL && sem_wait(task->gate) == -1)
		;
}

/* The tasks as a list, ready to be submitted. */
static struct job *
chain(struct task *tasks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		tasks[i].job.run = task_run;
		tasks[i].job.next = i + 1 < count ? &tasks[i + 1].job : NULL;
	}
	return &tasks[0].job;
}

static void
hang(struct task *tasks, size_t count, sem_t *gate, sem_t *entered)
{
	for (size_t i = 0; i < count; i++)
		tasks[i] = (struct task){.gate = gate, .entered = entered};
}

static size_t
list_length(const struct job *job)
{
	size_t n = 0;

	for (; job != NULL; job = job->next)
		n++;
	return n;
}

static struct readers_counts
counts(struct readers *pool)
{
	struct readers_counts c;

	readers_count(pool, &c);
	return c;
}

static struct readers *
pool_of(unsigned workers, unsigned bound, uint64_t deadline_ns)
{
	struct readers_options options = {.workers = workers,
	    .bound = bound,
	    .deadline_ns = deadline_ns};

	return readers_open(&options);
}

static void
wait_entered(sem_t *entered, size_t count)
{
	while (count > 0)
		if (sem_wait(entered) == 0)
			count--;
}

/* Collects newly stuck jobs until `count` of them were told. */
static void
wait_overdue(struct readers *pool, struct job **jobs, size_t count)
{
	size_t n = 0;

	while (n < count) {
		n += readers_overdue(pool, jobs + n, count - n);
		if (n < count)
			readers_wait(pool, counts(pool).finished + 1, clock_now() + MSEC);
	}
}

START_TEST(a_pool_without_a_job_has_no_thread)
{
	struct readers *pool = pool_of(0, 0, 0);

	ck_assert_uint_eq(counts(pool).threads, 0);
	ck_assert_ptr_null(readers_finished(pool));
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 0);
	ck_assert_uint_eq(readers_wait(pool, 1, FOREVER), 0);
	ck_assert(readers_submit(pool, NULL, JOB_REST));
	ck_assert_uint_eq(counts(pool).threads, 0);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(every_job_runs_once_and_comes_back_once)
{
	static struct task tasks[1000];
	struct readers *pool = pool_of(2, 8, FOREVER);
	struct readers_counts c;

	ck_assert(readers_submit(pool, chain(tasks, 1000), JOB_REST));
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 1000);
	ck_assert_uint_eq(list_length(readers_finished(pool)), 1000);
	ck_assert_ptr_null(readers_finished(pool));
	for (size_t i = 0; i < 1000; i++) {
		ck_assert_int_eq(tasks[i].runs, 1);
		ck_assert(tasks[i].signals_blocked);
		ck_assert(!pthread_equal(tasks[i].thread, pthread_self()));
	}
	c = counts(pool);
	ck_assert_uint_eq(c.jobs, 1000);
	ck_assert_uint_le(c.threads, 2);
#ifndef _WIN32 /* whose clock of this ticks every 16 ms */
	ck_assert_uint_gt(c.cpu_ns, 0);
#endif
	ck_assert_uint_eq(c.queued + c.busy + c.stuck + c.finished, 0);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(one_job_starts_one_thread)
{
	struct task task = {.runs = 0};
	struct readers *pool = pool_of(2, 8, FOREVER);

	for (int i = 1; i <= 20; i++) {
		ck_assert(readers_submit(pool, chain(&task, 1), JOB_REST));
		ck_assert_uint_eq(readers_wait(pool, 1, FOREVER), 1);
		ck_assert_ptr_eq(readers_finished(pool), &task.job);
		ck_assert_int_eq(task.runs, i);
	}
	ck_assert_uint_eq(counts(pool).threads, 1);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(what_was_asked_first_is_read_first_and_then_in_order)
{
	struct task hold, rest[3] = {0}, shown[3] = {0}, asked[2] = {0};
	struct readers *pool = pool_of(1, 1, FOREVER);
	sem_t gate, entered;

	turns = 0;
	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&hold, 1, &gate, &entered);
	readers_submit(pool, chain(&hold, 1), JOB_REST);
	wait_entered(&entered, 1);
	readers_submit(pool, chain(rest, 3), JOB_REST);
	readers_submit(pool, chain(shown, 3), JOB_SHOWN);
	readers_submit(pool, chain(asked, 2), JOB_ASKED);
	sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 9);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(asked[i].turn, 2 + i);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(shown[i].turn, 4 + i);
		ck_assert_int_eq(rest[i].turn, 7 + i);
	}
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(jobs_no_reader_has_taken_can_be_withdrawn)
{
	struct task hold, queued[5] = {0}, first = {0};
	struct readers *pool = pool_of(1, 1, FOREVER);
	struct job *list;
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&hold, 1, &gate, &entered);
	readers_submit(pool, chain(&hold, 1), JOB_REST);
	wait_entered(&entered, 1);
	readers_submit(pool, chain(queued, 5), JOB_REST);
	readers_submit(pool, chain(&first, 1), JOB_ASKED);
	list = readers_withdraw(pool);
	ck_assert_ptr_eq(list, &first.job);
	ck_assert_ptr_eq(list->next, &queued[0].job);
	ck_assert_uint_eq(list_length(list), 6);
	ck_assert_uint_eq(counts(pool).queued, 0);
	sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 1);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(queued[i].runs, 0);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(a_job_past_its_deadline_is_told_stuck_once_and_others_go_on)
{
	static struct task others[100];
	struct task hung[2];
	struct job *stuck[8];
	struct readers *pool = pool_of(2, 8, 5 * MSEC);
	size_t late = 0;
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(hung, 2, &gate, &entered);
	readers_submit(pool, chain(hung, 2), JOB_REST);
	wait_entered(&entered, 2);
	/* Queued behind both: runs when they were replaced. */
	readers_submit(pool, chain(others, 100), JOB_REST);
	ck_assert_uint_eq(readers_wait(pool, 100, FOREVER), 100);
	ck_assert_uint_eq(list_length(readers_finished(pool)), 100);
	for (int i = 0; i < 100; i++)
		late += others[i].job.late; /* the machine stood still */
	/* One replacement may have done them all before the other job's time was up. */
	wait_overdue(pool, stuck, 2);
	ck_assert(stuck[0] != stuck[1]);
	ck_assert(stuck[0] == &hung[0].job || stuck[0] == &hung[1].job);
	ck_assert_uint_eq(readers_overdue(pool, stuck, 8), 0);
	ck_assert_uint_eq(counts(pool).stuck, 2);
	/* All that is not stuck is done: READERS_ALL does not wait for the others. */
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 0);
	sem_post(&gate);
	sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, 2, FOREVER), 2);
	for (struct job *job = readers_finished(pool); job != NULL; job = job->next) {
		ck_assert(job->late);
		ck_assert_uint_ge(job->elapsed_ns, 5 * MSEC);
	}
	ck_assert_uint_eq(counts(pool).late, late + 2);
	ck_assert(readers_close(pool));
}
END_TEST

/* A new reader takes its first job when the owner sleeps already. */
START_TEST(a_job_taken_while_the_owner_sleeps_becomes_stuck_all_the_same)
{
	struct task hung[4];
	struct job *stuck[4];
	struct readers *pool = pool_of(1, 4, 5 * MSEC);
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(hung, 4, &gate, &entered);
	readers_submit(pool, chain(hung, 4), JOB_REST);
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, FOREVER), 0);
	ck_assert_uint_eq(readers_overdue(pool, stuck, 4), 4);
	for (int i = 0; i < 4; i++)
		sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, 4, FOREVER), 4);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(a_late_job_may_be_submitted_again_and_is_not_late_then)
{
	struct task task;
	struct job *stuck[1];
	struct readers *pool = pool_of(1, 4, 5 * MSEC);
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&task, 1, &gate, &entered);
	readers_submit(pool, chain(&task, 1), JOB_REST);
	wait_overdue(pool, stuck, 1);
	sem_post(&gate);
	readers_wait(pool, 1, FOREVER);
	ck_assert(readers_finished(pool)->late);
	ck_assert(readers_close(pool));
	/* Where there is no deadline it cannot be missed, however slow this machine is. */
	pool = pool_of(1, 4, FOREVER);
	task.gate = NULL;
	readers_submit(pool, chain(&task, 1), JOB_REST);
	ck_assert_uint_eq(readers_wait(pool, 1, FOREVER), 1);
	ck_assert_int_eq(task.runs, 2);
	ck_assert(!task.job.late);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(thirty_two_stuck_at_once_leave_the_rest_running_and_then_surplus_readers_end)
{
	static struct task others[500];
	struct task hung[32];
	struct job *stuck[32];
	struct readers *pool = pool_of(2, 64, 5 * MSEC);
	struct readers_counts c;
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(hung, 32, &gate, &entered);
	readers_submit(pool, chain(hung, 32), JOB_SHOWN);
	wait_overdue(pool, stuck, 32);
	ck_assert_uint_eq(counts(pool).stuck, 32);
	readers_submit(pool, chain(others, 500), JOB_REST);
	ck_assert_uint_eq(readers_wait(pool, 500, FOREVER), 500);
	readers_finished(pool);
	for (int i = 0; i < 32; i++)
		sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, 32, FOREVER), 32);
	readers_finished(pool);
	/*
	 * Work until all who are to leave have come by; where the machine stands still others are
	 * stuck in turn.
	 */
	do {
		readers_submit(pool, chain(others, 500), JOB_REST);
		ck_assert_uint_eq(readers_wait(pool, 500, FOREVER), 500);
		readers_finished(pool);
		c = counts(pool);
	} while (c.stuck > 0 || c.threads > 2);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(when_all_threads_are_stuck_nothing_more_is_taken_until_one_returns)
{
	struct task hung[4], more = {0};
	struct job *stuck[4];
	struct readers *pool = pool_of(2, 4, 5 * MSEC);
	sem_t gate, entered;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(hung, 4, &gate, &entered);
	ck_assert(readers_submit(pool, chain(hung, 4), JOB_REST));
	wait_overdue(pool, stuck, 4);
	ck_assert_uint_eq(counts(pool).threads, 4);
	ck_assert(!readers_submit(pool, chain(&more, 1), JOB_ASKED));
	ck_assert_uint_eq(counts(pool).queued, 0);
	sem_post(&gate);
	ck_assert_uint_eq(readers_wait(pool, 1, FOREVER), 1);
	ck_assert(readers_submit(pool, chain(&more, 1), JOB_ASKED));
	ck_assert_uint_eq(readers_wait(pool, 2, FOREVER), 2);
	ck_assert_int_eq(more.runs, 1);
	for (int i = 0; i < 3; i++)
		sem_post(&gate);
	readers_wait(pool, 5, FOREVER);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(the_wait_ends_when_its_time_is_up)
{
	struct task hung;
	struct readers *pool = pool_of(1, 1, FOREVER);
	sem_t gate, entered;
	uint64_t until;

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&hung, 1, &gate, &entered);
	readers_submit(pool, chain(&hung, 1), JOB_REST);
	wait_entered(&entered, 1);
	until = clock_now() + 20 * MSEC;
	ck_assert_uint_eq(readers_wait(pool, READERS_ALL, until), 0);
	ck_assert_uint_ge(clock_now(), until);
	ck_assert_uint_eq(counts(pool).stuck, 0);
	sem_post(&gate);
	ck_assert(readers_close(pool));
	ck_assert_int_eq(hung.runs, 1);
}
END_TEST

START_TEST(close_leaves_a_stuck_reader_behind_and_says_so)
{
	static struct task hung, queued; /* they outlive the pool */
	static sem_t gate, entered;
	struct job *stuck[1];
	struct readers *pool = pool_of(1, 1, 5 * MSEC);

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&hung, 1, &gate, &entered);
	readers_submit(pool, chain(&hung, 1), JOB_REST);
	readers_submit(pool, chain(&queued, 1), JOB_REST);
	wait_overdue(pool, stuck, 1);
	ck_assert(!readers_close(pool));
	ck_assert_int_eq(queued.runs, 0);
	/* It returns into a pool that was closed, and frees it. */
	sem_post(&gate);
}
END_TEST

START_TEST(close_does_not_wait_for_one_that_hangs_only_now)
{
	static struct task hung;
	static sem_t gate, entered;
	struct readers *pool = pool_of(2, 4, 5 * MSEC);

	sem_init(&gate, 0, 0);
	sem_init(&entered, 0, 0);
	hang(&hung, 1, &gate, &entered);
	readers_submit(pool, chain(&hung, 1), JOB_REST);
	wait_entered(&entered, 1);
	ck_assert(!readers_close(pool));
	sem_post(&gate);
}
END_TEST

static void
count_wake(void *argument)
{
	_Atomic int *wakes = argument;

	++*wakes;
}

START_TEST(wake_is_called_when_the_finished_list_begins_to_fill)
{
	static struct task tasks[50];
	_Atomic int wakes = 0;
	struct readers_options options = {.workers = 2,
	    .wake = count_wake,
	    .wake_argument = &wakes};
	struct readers *pool = readers_open(&options);

	for (int round = 1; round <= 3; round++) {
		readers_submit(pool, chain(tasks, 50), JOB_REST);
		ck_assert_uint_eq(readers_wait(pool, 50, FOREVER), 50);
		ck_assert_int_eq(wakes, round);
		readers_finished(pool);
	}
	ck_assert(readers_close(pool));
}
END_TEST

/*
 * Rounds of quick and slow jobs, taken back and given out again, with a deadline they often miss.
 */
START_TEST(no_job_is_lost_under_stress)
{
	enum { TASKS = 64, TOTAL = 20000 };
	static struct task tasks[TASKS];
	struct readers *pool = pool_of(3, 16, 50000);
	struct job *stuck[16], *job, *next;
	size_t out = 0, submitted = 0, returned = 0, told = 0;
	struct job *idle = chain(tasks, TASKS);
	int runs = 0;

	while (returned < TOTAL) {
		while (idle != NULL && submitted < TOTAL) {
			job = idle;
			next = job->next;
			job->next = NULL;
			if (!readers_submit(pool, job,
				(enum job_priority)(submitted % JOB_PRIORITIES))) {
				job->next = next;
				break;
			}
			idle = next;
			submitted++;
			out++;
		}
		told += readers_overdue(pool, stuck, 16);
		readers_wait(pool, 1 + submitted % 7, clock_now() + MSEC);
		if (submitted % 11 == 0)
			for (job = readers_withdraw(pool); job != NULL; job = next) {
				next = job->next;
				job->next = idle;
				idle = job;
				submitted--;
				out--;
			}
		for (job = readers_finished(pool); job != NULL; job = next) {
			next = job->next;
			job->next = idle;
			idle = job;
			returned++;
			out--;
		}
	}
	ck_assert_uint_eq(out, 0);
	ck_assert_uint_eq(counts(pool).jobs, TOTAL);
	ck_assert_uint_le(told, counts(pool).overdue);
	ck_assert(readers_close(pool));
	for (int i = 0; i < TASKS; i++)
		runs += tasks[i].runs;
	ck_assert_int_eq(runs, TOTAL);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_pool_without_a_job_has_no_thread,
	    every_job_runs_once_and_comes_back_once,
	    one_job_starts_one_thread,
	    what_was_asked_first_is_read_first_and_then_in_order,
	    jobs_no_reader_has_taken_can_be_withdrawn,
	    a_job_past_its_deadline_is_told_stuck_once_and_others_go_on,
	    a_job_taken_while_the_owner_sleeps_becomes_stuck_all_the_same,
	    a_late_job_may_be_submitted_again_and_is_not_late_then,
	    when_all_threads_are_stuck_nothing_more_is_taken_until_one_returns,
	    the_wait_ends_when_its_time_is_up,
	    close_leaves_a_stuck_reader_behind_and_says_so,
	    close_does_not_wait_for_one_that_hangs_only_now,
	    wake_is_called_when_the_finished_list_begins_to_fill,
	    no_job_is_lost_under_stress,
	    thirty_two_stuck_at_once_leave_the_rest_running_and_then_surplus_readers_end,
	    NULL,
	};

	return suite_run("readers", tests, NULL, NULL);
}
