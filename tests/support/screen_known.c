#include "screen_known.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "screen.h"

#define KNOWN	CTOP_TEST_DIR "/child_known"
#define HOSTILE CTOP_TEST_DIR "/child_hostile"

enum { CHILDREN = 8 };

static struct child children[CHILDREN];
static size_t nchildren;

char small_pid[16], middle_pid[16], large_pid[16], all_pids[64];
pid_t small, middle, large;

struct child *
child_start(char *const argv[], char *text, size_t len)
{
	struct child *c = &children[nchildren++];
	size_t used = 0;
	int in[2], out[2];

	ck_assert_uint_le(nchildren, CHILDREN);
	ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	c->pid = fork();
	ck_assert_int_ge(c->pid, 0);
	if (c->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];
	text[0] = '\0';
	while (strstr(text, "ready\n") == NULL && used + 1 < len) {
		ssize_t n = read(c->out, text + used, len - used - 1);

		ck_assert_msg(n > 0, "%s did not start", argv[0]);
		used += (size_t)n;
		text[used] = '\0';
	}
	return c;
}

pid_t
known_start(const char *mib, const char *argument)
{
	char text[100];
	char *const argv[] = {(char *)(uintptr_t)KNOWN, (char[]){"-m"}, (char *)(uintptr_t)mib,
	    (char *)(uintptr_t)argument, NULL};

	return child_start(argv, text, sizeof(text))->pid;
}

void
known_family(char *pids, size_t len)
{
	char text[200];
	char *const argv[] = {(char *)(uintptr_t)HOSTILE, (char[]){"\033[31mred"},
	    (char[]){"\346\227\245\346\234\254"}, (char[]){"plain"}, NULL};
	struct child *c = child_start(argv, text, sizeof(text));
	size_t used = (size_t)snprintf(pids, len, "%d", (int)c->pid);

	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		if (strcmp(line, "ready") != 0)
			used += (size_t)snprintf(pids + used, len - used, ",%s", line);
}

void
known_screen(const char *pids, const char *option, const char *value, void (*before)(void))
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-s", "rss", "-p", pids,
	    option, value, NULL};

	vt = vt_start_with(argv, NULL, 24, 140, before);
	expect("Processes");
}

void
known_three(const char *option, const char *value)
{
	small = known_start("1", "uitsmall");
	middle = known_start("20", "uitmiddle");
	large = known_start("60", "uitlarge");
	snprintf(small_pid, sizeof(small_pid), "%d", (int)small);
	snprintf(middle_pid, sizeof(middle_pid), "%d", (int)middle);
	snprintf(large_pid, sizeof(large_pid), "%d", (int)large);
	snprintf(all_pids, sizeof(all_pids), "%s,%s,%s", small_pid, middle_pid, large_pid);
	known_screen(all_pids, option, value, NULL);
	/* Searches look at command lines, which readers bring. */
	expect("uitsmall");
	expect("uitmiddle");
	expect("uitlarge");
}

void
expect_selected_pid(const char *pid)
{
	char title[64];

	snprintf(title, sizeof(title), "Signal to %s ", pid);
	vt_key(vt, VTERM_KEY_FUNCTION(9), VTERM_MOD_NONE);
	expect(title);
	escape_from("Signal to");
}

void
expect_killed(pid_t pid, int signo)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == signo);
	for (size_t i = 0; i < nchildren; i++)
		if (children[i].pid == pid) {
			close(children[i].in);
			close(children[i].out);
			children[i] = children[--nchildren];
			break;
		}
}

void
known_teardown(void)
{
	screen_end();
	for (size_t i = 0; i < nchildren; i++) {
		close(children[i].in);
		close(children[i].out);
		kill(children[i].pid, SIGKILL);
		waitpid(children[i].pid, NULL, 0);
	}
	nchildren = 0;
}
