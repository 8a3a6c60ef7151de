#include "hang.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A line of its output, without the newline; false at the end. */
static bool
read_line(int fd, char *line, size_t len)
{
	size_t n = 0;
	char c;

	while (read(fd, &c, 1) == 1) {
		if (c == '\n') {
			line[n] = '\0';
			return true;
		}
		if (n + 1 < len)
			line[n++] = c;
	}
	line[n] = '\0';
	return false;
}

static bool
wait_for_line(int fd, const char *wanted, char *last, size_t len)
{
	while (read_line(fd, last, len))
		if (strcmp(last, wanted) == 0)
			return true;
	return false;
}

bool
hang_start(struct hang *hang, const char *program, const char *mode, char *why, size_t len)
{
	char line[256] = "cannot start", last[256];
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) == -1)
		return false;
	if (pipe2(out, O_CLOEXEC) == -1) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	hang->pid = fork();
	if (hang->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(program, program, mode, "600", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	hang->input = in[1];
	hang->output = out[0];
	/* Ends with "hung", or with the reason why not. */
	while (read_line(hang->output, last, sizeof(last))) {
		if (strcmp(last, "hung") == 0)
			return true;
		memcpy(line, last, sizeof(line));
	}
	snprintf(why, len, "%s", line);
	hang_end(hang);
	return false;
}

bool
hang_release(struct hang *hang)
{
	char line[256];

	kill(hang->pid, SIGUSR1);
	return wait_for_line(hang->output, "released", line, sizeof(line));
}

void
hang_end(struct hang *hang)
{
	if (hang->pid <= 0)
		return;
	/* Its main thread never hangs: it sees its input end, lets go and leaves. */
	close(hang->input);
	waitpid(hang->pid, NULL, 0);
	close(hang->output);
	hang->pid = 0;
}
