/* Readers against processes that really hang whoever reads them. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "../src/collect/readers.h"
#include "../src/compat.h"
#include "support/hang.h"
#include "support/suite.h"

#define PROGRAM CTOP_TEST_DIR "/child_hang"
#define MANY	32

struct reading {
	struct job job; /* first */
	char path[64];
	ssize_t bytes;
};

static void
reading_run(struct job *job)
{
	struct reading *r = (struct reading *)job;
	char buf[1024];
	int fd = open(r->path, O_RDONLY | O_CLOEXEC);

	r->bytes = fd == -1 ? -1 : read(fd, buf, sizeof(buf));
	if (fd != -1)
		close(fd);
}

static struct job *
reading(struct reading *r, pid_t pid, const char *file)
{
	*r = (struct reading){.job = {.run = reading_run}};
	snprintf(r->path, sizeof(r->path), "/proc/%d/%s", (int)pid, file);
	return &r->job;
}

/* False, and says so, where the machine has no FUSE or no namespaces. */
static bool
start(struct hang *hang, const char *mode)
{
	char why[256] = "";

	if (hang_start(hang, PROGRAM, mode, why, sizeof(why)))
		return true;
	fprintf(stderr, "skipped: %s\n", why);
	return false;
}

static void
wait_stuck(struct readers *pool, struct job **jobs, size_t count)
{
	for (size_t n = 0; n < count;) {
		readers_wait(pool, READERS_ALL, clock_now() + 20000000);
		n += readers_overdue(pool, jobs + n, count - n);
	}
}

START_TEST(a_held_mmap_lock_makes_a_reading_stuck_and_release_brings_the_value)
{
	static const char *const waiting[] = {"smaps_rollup", "cmdline", "environ"};
	static const char *const answering[] = {"stat", "statm", "status", "io", "comm"};
	struct readers *pool = readers_open(&(struct readers_options){.workers = 2});
	struct reading stuck[3], quick[5];
	struct job *jobs[3];
	struct hang hang;

	if (!start(&hang, "lock"))
		return;
	for (size_t i = 0; i < 3; i++)
		readers_submit(pool, reading(&stuck[i], hang.pid, waiting[i]), JOB_REST);
	wait_stuck(pool, jobs, 3);
	for (size_t i = 0; i < 5; i++)
		readers_submit(pool, reading(&quick[i], hang.pid, answering[i]), JOB_REST);
	ck_assert_uint_eq(readers_wait(pool, 5, UINT64_MAX), 5);
	readers_finished(pool);
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_gt(quick[i].bytes, 0);
	ck_assert(hang_release(&hang));
	ck_assert_uint_eq(readers_wait(pool, 3, UINT64_MAX), 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert(stuck[i].job.late);
		ck_assert_int_gt(stuck[i].bytes, 0);
		/* It slept; it did not spin. */
		ck_assert_uint_lt(stuck[i].job.cost_ns, stuck[i].job.elapsed_ns / 2);
	}
	hang_end(&hang);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(thirty_two_hung_processes_leave_a_healthy_one_readable)
{
	struct readers *pool = readers_open(&(struct readers_options){.deadline_ns = 20000000});
	struct reading stuck[MANY], own;
	struct job *jobs[MANY];
	struct hang hang[MANY];

	for (size_t i = 0; i < MANY; i++) {
		if (!start(&hang[i], "lock")) {
			ck_assert_uint_eq(i, 0);
			return;
		}
		readers_submit(pool, reading(&stuck[i], hang[i].pid, "smaps_rollup"), JOB_REST);
	}
	wait_stuck(pool, jobs, MANY);
	readers_submit(pool, reading(&own, getpid(), "smaps_rollup"), JOB_SHOWN);
	ck_assert_uint_eq(readers_wait(pool, 1, UINT64_MAX), 1);
	ck_assert_ptr_eq(readers_finished(pool), &own.job);
	ck_assert_int_gt(own.bytes, 0);
	for (size_t i = 0; i < MANY; i++)
		hang_end(&hang[i]);
	ck_assert_uint_eq(readers_wait(pool, MANY, UINT64_MAX), MANY);
	ck_assert(readers_close(pool));
}
END_TEST

START_TEST(a_killed_hung_process_lets_its_reader_go)
{
	struct readers *pool = readers_open(&(struct readers_options){.deadline_ns = 20000000});
	struct reading stuck;
	struct job *jobs[1];
	struct hang hang;

	if (!start(&hang, "lock"))
		return;
	readers_submit(pool, reading(&stuck, hang.pid, "smaps_rollup"), JOB_REST);
	wait_stuck(pool, jobs, 1);
	kill(hang.pid, SIGKILL);
	ck_assert_uint_eq(readers_wait(pool, 1, UINT64_MAX), 1);
	hang_end(&hang);
	ck_assert(readers_close(pool));
}
END_TEST

/* Kernels that wait here are older than those that do not; none may wait after release. */
START_TEST(arguments_nobody_serves_are_stuck_or_empty)
{
	struct readers *pool = readers_open(&(struct readers_options){.deadline_ns = 20000000});
	struct reading r;
	struct job *jobs[1];
	struct hang hang;

	if (!start(&hang, "args"))
		return;
	readers_submit(pool, reading(&r, hang.pid, "cmdline"), JOB_REST);
	/* What was stuck a moment ago may have been slow only, and come back. */
	if (readers_wait(pool, READERS_ALL, UINT64_MAX) == 1 ||
	    readers_overdue(pool, jobs, 1) == 0) {
		ck_assert_uint_eq(readers_wait(pool, 1, UINT64_MAX), 1);
		ck_assert_int_le(r.bytes, 0);
	}
	ck_assert(hang_release(&hang));
	ck_assert_uint_eq(readers_wait(pool, 1, UINT64_MAX), 1);
	hang_end(&hang);
	ck_assert(readers_close(pool));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_held_mmap_lock_makes_a_reading_stuck_and_release_brings_the_value,
	    thirty_two_hung_processes_leave_a_healthy_one_readable,
	    a_killed_hung_process_lets_its_reader_go,
	    arguments_nobody_serves_are_stuck_or_empty,
	    NULL,
	};

	return suite_run("hang", tests, NULL, NULL);
}
