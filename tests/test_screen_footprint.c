/*
 * Mappings, readings on request, marks and titles on the real screen.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"
#include "support/vt.h"

#define MEMORY CTOP_TEST_DIR "/child_memory"
#define TITLE  CTOP_TEST_DIR "/child_title"

static struct {
	pid_t pid;
	FILE *in, *out;
} child;
static struct vt *vt;
static char pid[16];

static void
setup(void)
{
	child.pid = 0;
	vt = NULL;
}

static void
teardown(void)
{
	if (vt != NULL)
		vt_free(vt);
	if (child.pid == 0)
		return;
	kill(child.pid, SIGKILL);
	waitpid(child.pid, NULL, 0);
	fclose(child.in);
	fclose(child.out);
}

static void
start_child(const char *program, const char *a, const char *b)
{
	int in[2], out[2];

	ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	child.pid = fork();
	ck_assert_int_ge(child.pid, 0);
	if (child.pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(program, program, a, b, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	child.in = fdopen(in[1], "w");
	child.out = fdopen(out[0], "r");
	snprintf(pid, sizeof(pid), "%d", (int)child.pid);
}

/* A line of its output has this. */
static void
answers(const char *words)
{
	char line[200];

	ck_assert_msg(fgets(line, sizeof(line), child.out) != NULL, "no '%s'", words);
	ck_assert_msg(strstr(line, words) != NULL, "'%s' is no '%s'", line, words);
}

static void
say(const char *command, const char *answer)
{
	fprintf(child.in, "%s\n", command);
	fflush(child.in);
	answers(answer);
}

static void
start_ctop(const char *columns, const char *option, const char *value)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-p", pid, "-o", columns,
	    option, value, NULL};

	vt = vt_start(argv, NULL, 40, 150);
	ck_assert_msg(vt_wait_text(vt, "Processes"), "%s", vt_screen(vt));
}

static void
expect(const char *text)
{
	ck_assert_msg(vt_wait_text(vt, text), "no '%s' in:\n%s", text, vt_screen(vt));
}

static void
expect_gone(const char *text)
{
	ck_assert_msg(vt_wait_gone(vt, text), "still '%s' in:\n%s", text, vt_screen(vt));
}

/* The line of the screen that has the text; fails the test when there is none. */
static const char *
line_with(const char *text)
{
	int y;

	ck_assert_msg(vt_find(vt, text, &y, NULL), "no '%s' in:\n%s", text, vt_screen(vt));
	return vt_row(vt, y);
}

static bool
is_line(struct vt *v, void *data)
{
	const char *const *texts = data;
	int y;

	return vt_find(v, texts[0], &y, NULL) && strstr(vt_row(v, y), texts[1]) != NULL;
}

/* Two texts in one line: it may be drawn after what else tells of the same. */
static void
expect_line(const char *first, const char *second)
{
	const char *texts[] = {first, second};

	ck_assert_msg(vt_wait_for(vt, is_line, texts), "no '%s' with '%s' in:\n%s", first, second,
	    vt_screen(vt));
}

START_TEST(mappings_are_shown_by_file_and_sorted)
{
	start_child(MEMORY, "private", "65536");
	answers("done");
	start_ctop("pid,uss,cmdline", NULL, NULL);
	expect("child_memory");
	vt_keys(vt, "\r");
	expect("num_threads");
	vt_keys(vt, "3");
	expect("[stack]");
	expect("[anon]");
	expect("child_memory");
	/* The largest first; 64 MiB of it are its own. */
	const char *anon = line_with("[anon]");
	ck_assert_int_ge(atoi(anon), 64);
	expect("mappings of");
	say("private 131072", "done");
	vt_keys(vt, "m");
	/* 192 MiB and what the program itself has; a sanitizer adds some. */
	expect("USS 19");
	/* By path: the last column but one step back from uss. */
	vt_keys(vt, "S");
	expect("Path\xe2\x96\xb3");
	vt_keys(vt, "s");
	expect("USS\xe2\x96\xbd");
	vt_keys(vt, "/[stack");
	expect("Find:");
	vt_keys(vt, "\r");
	kill(child.pid, SIGKILL);
	waitpid(child.pid, NULL, 0);
	expect("has ended");
	expect("[stack]");
}
END_TEST

START_TEST(a_key_reads_one_footprint_when_none_is_read_by_itself)
{
	start_child(MEMORY, "private", "102400");
	answers("done");
	start_ctop("pid,uss,cmdline", "--footprint-budget", "0");
	expect("1 pending");
	vt_keys(vt, "m");
	expect(" 10");
	expect("USS 1 of 1");
	expect_line("child_memory private", " 10");
}
END_TEST

START_TEST(growth_counts_from_the_mark)
{
	start_child(MEMORY, "private", "4");
	answers("done");
	start_ctop("pid,uss_since_mark,cmdline", NULL, NULL);
	expect("USS 1 of 1");
	say("private 20480", "done");
	expect("+20M");
	vt_keys(vt, "b");
	expect("marked");
	expect_gone("+20M");
	say("private 30720", "done");
	expect("+30M");
}
END_TEST

START_TEST(a_title_that_a_process_gives_itself_is_seen)
{
	start_child(TITLE, "with-much-room-for-a-title-in-its-arguments", NULL);
	answers("ready");
	start_ctop("pid,cmdline", NULL, NULL);
	expect("with-much-room");
	say("worker: idle", "done");
	expect("worker: idle");
	say("worker: busy with 7", "done");
	expect("worker: busy with 7");
}
END_TEST

int
main(void)
{
	const TTest *const all[] = {
	    mappings_are_shown_by_file_and_sorted,
	    a_key_reads_one_footprint_when_none_is_read_by_itself,
	    growth_counts_from_the_mark,
	    a_title_that_a_process_gives_itself_is_seen,
	    NULL,
	};

	return suite_run("screen, footprints", all, setup, teardown);
}
