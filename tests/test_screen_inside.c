/*
 * What a process has open and what limits it, on the real screen: a process made for the purpose
 * and a captured one.
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/suite.h"

#define OPEN	CTOP_TEST_DIR "/child_open"
#define FIXTURE CTOP_SOURCE_DIR "/tests/fixtures/inside"

static pid_t child;
static int input;
static char directory[] = "/tmp/in-XXXXXX", pid[16];

static void
setup(void)
{
	vt = NULL;
	child = 0;
	strcpy(directory, "/tmp/in-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void
remove_directory(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	ck_assert_int_eq(system(command), 0);
}

static void
teardown(void)
{
	if (vt != NULL)
		vt_free(vt);
	if (child != 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(input);
	}
	remove_directory();
}

/* Starts child_open and waits until it is ready; what it said is in said. */
static void
start_child(const char *many, char *said, size_t room)
{
	int in[2], out[2];
	size_t len = 0;
	ssize_t n;

	ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct rlimit files;
		getrlimit(RLIMIT_NOFILE, &files);
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(OPEN, OPEN, directory, many, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	input = in[1];
	while (len + 1 < room && (n = read(out[0], said + len, room - len - 1)) > 0) {
		len += (size_t)n;
		said[len] = '\0';
		if (strstr(said, "ready\n") != NULL)
			break;
	}
	close(out[0]);
	ck_assert_msg(strstr(said, "ready\n") != NULL, "'%s'", said);
	snprintf(pid, sizeof(pid), "%d", (int)child);
}

/* The number behind a word that the child said: its descriptor, or the port after that. */
static int
said_number(const char *said, const char *what, bool port)
{
	char line[40];
	int fd = -1, number = -1;

	snprintf(line, sizeof(line), "%s ", what);
	const char *at = strstr(said, line);
	ck_assert_msg(at != NULL, "no %s in %s", what, said);
	ck_assert_int_ge(sscanf(at + strlen(line), "%d %d", &fd, &number), port ? 2 : 1);
	return port ? number : fd;
}

/* With what it has from the test: numbers without a gap. */
static long
count_descriptors(void)
{
	char path[40];
	long count = 0;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	DIR *dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void
start_ctop(int rows, int cols, const char *option, const char *value)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", option, value, NULL};

	vt = vt_start(argv, NULL, rows, cols);
}

static void
leave(void)
{
	int status;

	vt_keys(vt, "\033");
	expect("Processes");
	vt_keys(vt, "q");
	status = vt_wait_exit(vt);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Is the selected descriptor the one with this text in the line below the list? */
static void
find_and_expect(const char *words, const char *text)
{
	vt_keys(vt, "/");
	expect("Find:");
	vt_keys(vt, words);
	vt_keys(vt, "\r");
	expect_gone("Find:");
	expect(text);
}

START_TEST(l_opens_what_the_process_has_open_at_80_by_24)
{
	char said[4000], text[100];

	start_child(NULL, said, sizeof(said));
	start_ctop(24, 80, "-p", pid);
	expect("child_open");
	vt_keys(vt, "l");
	expect("FD\xe2\x96\xb3");
	expect("KIND");
	expect("STATE");
	expect("/written");
	expect("pipe:[");
	snprintf(text, sizeof(text), "%5d file      -w-    5000",
	    said_number(said, "write", false));
	expect(text);
	snprintf(text, sizeof(text), "%5d file      r--    1234", said_number(said, "read", false));
	expect(text);
	snprintf(text, sizeof(text), "%5d file      -wa     100",
	    said_number(said, "append", false));
	expect(text);
	/* Nothing that a name holds reaches the terminal. */
	expect("line\xef\xbf\xbd[2J");
	find_and_expect("posix", "lock: posix write 0-99, posix read 200-end");
	find_and_expect("flock write", "lock: flock write");
	snprintf(text, sizeof(text), "127.0.0.1:%d -> ", said_number(said, "tcp_listen", true));
	find_and_expect(text, text);
	snprintf(text, sizeof(text), "[::1]:%d", said_number(said, "tcp6_listen", true));
	find_and_expect(text, "tcp6     listen");
	find_and_expect("eventfd", "count 31");
	expect(" deleted   read");
	leave();
}
END_TEST

static bool
sockets_come_first(struct vt *v, void *unused)
{
	int sockets, files;

	(void)unused;
	return vt_find(v, " socket ", &sockets, NULL) && vt_find(v, " file ", &files, NULL) &&
	    sockets < files;
}

START_TEST(files_sort_by_any_column_and_are_read_again)
{
	char said[4000];

	start_child(NULL, said, sizeof(said));
	start_ctop(60, 120, "-p", pid);
	expect("child_open");
	vt_keys(vt, "l");
	expect("FD\xe2\x96\xb3");
	vt_keys(vt, "s");
	expect("KIND\xe2\x96\xb3");
	vt_keys(vt, "I");
	expect("KIND\xe2\x96\xbd");
	/* Kinds in the order of the table: sockets before files now. */
	ck_assert_msg(vt_wait_for(vt, sockets_come_first, NULL), "%s", vt_screen(vt));
	vt_keys(vt, "m");
	expect("read 0 s ago");
	leave();
}
END_TEST

START_TEST(pages_that_were_not_read_in_time_say_so)
{
	char said[4000] = "";

	start_child(NULL, said, sizeof(said));
	start_ctop(24, 80, "-p", pid);
	expect(pid);
	vt_keys(vt, "\r");
	expect("Process id;");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(input);
	child = 0;
	expect("has ended");
	vt_keys(vt, "\t\t\t");
	expect("not read before the process ended");
	leave();
}
END_TEST

START_TEST(as_many_descriptors_as_the_machine_allows_scroll)
{
	struct rlimit files;
	char said[200], many[24], text[40];

	getrlimit(RLIMIT_NOFILE, &files);
	long count = files.rlim_max < 100100 ? (long)files.rlim_max - 100 : 100000;
	snprintf(many, sizeof(many), "%ld", count);
	start_child(many, said, sizeof(said));
	start_ctop(24, 80, "-p", pid);
	expect("child_open");
	vt_keys(vt, "l");
	expect("/dev/null");
	long open = count_descriptors();
	ck_assert_int_gt(open, count);
	snprintf(text, sizeof(text), "%ld open", open);
	expect(text);
	vt_key(vt, VTERM_KEY_END, VTERM_MOD_NONE);
	snprintf(text, sizeof(text), "%ld device", open - 1);
	expect(text);
	/* Other pages do not wait for it. */
	vt_keys(vt, "1");
	expect("rt_priority");
	leave();
}
END_TEST

START_TEST(limits_of_a_captured_process_say_who_sets_them_and_how_it_is_throttled)
{
	start_ctop(24, 80, "--root", FIXTURE);
	expect("web");
	vt_keys(vt, "/web\r");
	vt_keys(vt, "\r5");
	expect("250 of 1000 periods in all: /app.slice");
	expect("USED%\xe2\x96\xbd");
	expect("open files            10        4096      10        100.0 the process itself");
	expect("pids.max              100       100       95         95.0 /app.slice/web.servi");
	expect("memory.max            100M      100M      86M        85.8 /app.slice");
	/* Read again: the counters have not moved. */
	vt_keys(vt, "m");
	expect("not throttled in the last interval, 250 of 1000");
	leave();
}
END_TEST

START_TEST(a_process_of_another_network_namespace_is_recognised)
{
	start_ctop(24, 100, "--root", FIXTURE);
	expect("web");
	vt_keys(vt, "\\netns!=4026531840\r");
	/* Not before it was read which namespace each is in. */
	expect("Processes 1 of 2");
	expect("web");
	vt_keys(vt, "\r");
	expect("Environment");
	find_and_expect("netns", "netns                     4026532500");
	leave();
}
END_TEST

int
main(void)
{
	const TTest *const all[] = {
	    l_opens_what_the_process_has_open_at_80_by_24,
	    files_sort_by_any_column_and_are_read_again,
	    pages_that_were_not_read_in_time_say_so,
	    as_many_descriptors_as_the_machine_allows_scroll,
	    limits_of_a_captured_process_say_who_sets_them_and_how_it_is_throttled,
	    a_process_of_another_network_namespace_is_recognised,
	    NULL,
	};

	return suite_run("screen_inside", all, setup, teardown);
}
