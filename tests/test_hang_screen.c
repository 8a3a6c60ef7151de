/*
 * The real screen while processes hang whoever reads them.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/hang.h"
#include "support/suite.h"
#include "support/vt.h"

#define PROGRAM CTOP_TEST_DIR "/child_hang"
/* A process that sleeps, beside those that hang. */
#define HEALTHY CTOP_TEST_DIR "/child_known"

/*
 * More than there may be readers; the screen, the collector, who lists interfaces, a sanitizer's.
 */
enum { HANGS = 70, READERS = 64, OTHER_THREADS = 4 };

static struct hang hangs[HANGS];
static size_t nhangs;
static pid_t healthy;
static int healthy_input;
static struct vt *vt;

static void
teardown(void)
{
	if (vt != NULL)
		vt_free(vt);
	vt = NULL;
	if (healthy > 0) {
		close(healthy_input);
		kill(healthy, SIGKILL);
		waitpid(healthy, NULL, 0);
	}
	healthy = 0;
	for (size_t i = 0; i < nhangs; i++)
		hang_end(&hangs[i]);
	nhangs = 0;
}

/* False, and says so, where the machine has no FUSE or no namespaces. */
static bool
start_hangs(size_t count, const char *mode)
{
	char why[256] = "";

	while (nhangs < count) {
		if (!hang_start(&hangs[nhangs], PROGRAM, mode, why, sizeof(why))) {
			fprintf(stderr, "skipped: %s\n", why);
			ck_assert_uint_eq(nhangs, 0);
			return false;
		}
		nhangs++;
	}
	return true;
}

static void
start_healthy(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	healthy = fork();
	ck_assert_int_ge(healthy, 0);
	if (healthy == 0) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
		close(ends[1]);
		if (freopen("/dev/null", "w", stdout) == NULL)
			_exit(127);
		execl(HEALTHY, HEALTHY, "-n", "healthy", "-m", "8", "argument", (char *)NULL);
		_exit(127);
	}
	close(ends[0]);
	healthy_input = ends[1];
}

static void
expect(const char *text)
{
	ck_assert_msg(vt_wait_text(vt, text), "no '%s' in:\n%.3000s", text, vt_screen(vt));
}

static void
expect_gone(const char *text)
{
	ck_assert_msg(vt_wait_gone(vt, text), "still '%s' in:\n%.3000s", text, vt_screen(vt));
}

/* The screen on the hung ones and the healthy one. */
static void
start_ctop(void)
{
	static char pids[HANGS * 12];
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.1", "-s", "pid:asc", "-p", pids,
	    "-o", "pid,rss,uss,status,cpu_percent,cmdline", NULL};
	/* The search for leaks would wait for threads that sit in the kernel. */
	static const char *const env[] = {"ASAN_OPTIONS=detect_leaks=0", NULL};
	size_t n = 0;

	for (size_t i = 0; i < nhangs; i++)
		n += (size_t)snprintf(pids + n, sizeof(pids) - n, "%d,", (int)hangs[i].pid);
	snprintf(pids + n, sizeof(pids) - n, "%d", (int)healthy);
	vt = vt_start(argv, env, 90, 120);
}

struct row {
	pid_t pid;
	const char *has, *lacks;
};

static bool
is_row(struct vt *v, void *data)
{
	const struct row *row = data;
	char pid[16];
	int y;

	snprintf(pid, sizeof(pid), " %d ", (int)row->pid);
	if (!vt_find(v, pid, &y, NULL))
		return false;
	const char *text = vt_row(v, y);
	return strstr(text, row->has) != NULL && strstr(text, row->lacks) == NULL;
}

/* Waits for it: the row and what else tells of the same arrive in pieces of one frame. */
static void
expect_row(pid_t pid, const char *has, const char *lacks)
{
	struct row row = {pid, has, lacks};

	ck_assert_msg(vt_wait_for(vt, is_row, &row), "row of %d with '%s' and no '%s' in:\n%.3000s",
	    (int)pid, has, lacks, vt_screen(vt));
}

START_TEST(a_hung_process_is_stuck_and_everything_else_goes_on)
{
	if (!start_hangs(1, "lock"))
		return;
	start_healthy();
	start_ctop();
	expect("stuck");
	expect("argument");
	expect_row(hangs[0].pid, "stuck", "argument");
	expect_row(hangs[0].pid, "[child_hang]", "argument");
	expect_row(healthy, "argument", "stuck");
	expect("1 stuck"); /* of the coverage */
	/* Other rows are as they are now, and keys are answered. */
	kill(healthy, SIGSTOP);
	expect(" T ");
	vt_keys(vt, "?");
	expect("EscBack");
	vt_keys(vt, "\033");
	expect("F10Quit");
	kill(healthy, SIGCONT);
	expect_gone(" T ");
	ck_assert(hang_release(&hangs[0]));
	expect_gone("stuck");
	expect("child_hang lock 600");
	vt_keys(vt, "q");
	ck_assert_int_eq(vt_wait_exit(vt), 0);
	ck_assert(vt_modes_restored(vt));
}
END_TEST

START_TEST(details_of_a_hung_process_open_and_say_so)
{
	if (!start_hangs(1, "lock"))
		return;
	start_healthy();
	start_ctop();
	expect("stuck");
	vt_keys(vt, "\r7");
	expect("stuck: the kernel");
	vt_keys(vt, "1");
	expect("num_threads               2");
	vt_keys(vt, "\033");
	expect("Processes");
	vt_keys(vt, "q");
	ck_assert_int_eq(vt_wait_exit(vt), 0);
}
END_TEST

/* Is a process still held?  Then nothing that has ended meanwhile waited for it. */
static void
still_hung(struct hang *hang)
{
	ck_assert_int_eq(waitpid(hang->pid, NULL, WNOHANG), 0);
	ck_assert(hang_release(hang));
}

START_TEST(many_hung_processes_leave_the_screen_alive)
{
	if (!start_hangs(32, "lock"))
		return;
	start_healthy();
	start_ctop();
	expect("32 stuck");
	expect("argument");
	expect_row(healthy, "argument", "stuck");
	expect_row(healthy, "argument", "...");
	vt_keys(vt, "q");
	ck_assert_int_eq(vt_wait_exit(vt), 0);
	ck_assert(vt_modes_restored(vt));
	still_hung(&hangs[31]);
}
END_TEST

static unsigned
threads_of(pid_t pid)
{
	char path[64], line[256];
	unsigned count = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Threads: %u", &count) == 1)
			break;
	fclose(f);
	return count;
}

static bool
threads_are_bounded(struct vt *v, void *data)
{
	(void)data;
	return threads_of(vt_pid(v)) <= READERS + OTHER_THREADS;
}

START_TEST(readers_are_bounded_and_the_screen_lives_when_all_are_taken)
{
	if (!start_hangs(HANGS, "lock"))
		return;
	start_healthy();
	start_ctop();
	expect("64 stuck");
	/* One that was replaced may be on its way out yet. */
	ck_assert_msg(vt_wait_for(vt, threads_are_bounded, NULL), "%u threads",
	    threads_of(vt_pid(vt)));
	kill(healthy, SIGSTOP);
	expect(" T ");
	/* Some return: their places are for those who wait. */
	for (size_t i = 0; i < 10; i++)
		ck_assert(hang_release(&hangs[i]));
	expect("child_hang lock 600");
	kill(vt_pid(vt), SIGTERM);
	int status = vt_wait_exit(vt);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert(vt_modes_restored(vt));
	still_hung(&hangs[HANGS - 1]);
}
END_TEST

static void
end_by(int signo)
{
	if (!start_hangs(1, "lock"))
		return;
	start_healthy();
	start_ctop();
	expect("stuck");
	kill(vt_pid(vt), signo);
	int status = vt_wait_exit(vt);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == signo);
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
	still_hung(&hangs[0]);
}

START_TEST(sigterm_does_not_wait_for_a_hung_reader)
{
	end_by(SIGTERM);
}
END_TEST

START_TEST(sighup_does_not_wait_for_a_hung_reader)
{
	end_by(SIGHUP);
}
END_TEST

START_TEST(arguments_nobody_serves_leave_the_name)
{
	if (!start_hangs(1, "args"))
		return;
	start_healthy();
	start_ctop();
	expect("argument");
	expect("[child_hang]");
	vt_keys(vt, "q");
	ck_assert_int_eq(vt_wait_exit(vt), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_hung_process_is_stuck_and_everything_else_goes_on,
	    details_of_a_hung_process_open_and_say_so,
	    many_hung_processes_leave_the_screen_alive,
	    readers_are_bounded_and_the_screen_lives_when_all_are_taken,
	    sigterm_does_not_wait_for_a_hung_reader,
	    sighup_does_not_wait_for_a_hung_reader,
	    arguments_nobody_serves_leave_the_name,
	    NULL,
	};

	return suite_run("hang_screen", tests, NULL, teardown);
}
