/*
 * How long a person waits: a program on a pty, its output drawn by libvterm.
 *
 *	bench_keytime first TEXT -- command ...
 *		ms from starting the command until TEXT is on the screen
 *	bench_keytime key COUNT TEXT -- command ...
 *		waits for TEXT, then presses Down and Up in turn; a key is answered when the
 *		selected row (the background of any row) has changed: "p50 p99 max missed" in ms
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { ROWS = 40, COLS = 120, PATIENCE_MS = 10000, SETTLE_MS = 3000 };

struct screen {
	VTerm *term;
	VTermScreen *cells;
	int master;
	pid_t pid;
	uint64_t started;
};

static uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * UINT64_C(1000000000) + (uint64_t)ts.tv_nsec;
}

/* Takes what is there, waiting at most so long; false: nothing came. */
static bool
pump(struct screen *s, int ms)
{
	struct pollfd in = {.fd = s->master, .events = POLLIN};
	char buf[65536];
	ssize_t n;

	if (poll(&in, 1, ms) <= 0)
		return false;
	if ((n = read(s->master, buf, sizeof(buf))) <= 0) {
		fprintf(stderr, "bench_keytime: the program has ended\n");
		exit(1);
	}
	vterm_input_write(s->term, buf, (size_t)n);
	return true;
}

static bool
on_screen(struct screen *s, const char *text)
{
	char line[COLS * 4 + 1];

	for (int row = 0; row < ROWS; row++) {
		VTermRect rect = {row, row + 1, 0, COLS};
		size_t n = vterm_screen_get_text(s->cells, line, sizeof(line) - 1, rect);

		line[n] = '\0';
		if (strstr(line, text) != NULL)
			return true;
	}
	return false;
}

static void
wait_text(struct screen *s, const char *text)
{
	while (!on_screen(s, text)) {
		if (!pump(s, PATIENCE_MS)) {
			fprintf(stderr, "bench_keytime: '%s' does not appear\n", text);
			kill(s->pid, SIGKILL);
			exit(1);
		}
	}
}

/* What is marked in each row: its backgrounds, as a hash. */
static void
backgrounds(struct screen *s, uint32_t marks[ROWS])
{
	for (int row = 0; row < ROWS; row++) {
		uint32_t hash = 2166136261U;

		for (int col = 0; col < COLS; col++) {
			VTermScreenCell cell;
			VTermPos at = {.row = row, .col = col};
			uint32_t mark;

			vterm_screen_get_cell(s->cells, at, &cell);
			vterm_screen_convert_color_to_rgb(s->cells, &cell.bg);
			mark = (uint32_t)cell.bg.rgb.red << 16 | (uint32_t)cell.bg.rgb.green << 8 |
			    cell.bg.rgb.blue;
			mark = mark << 1 | (cell.attrs.reverse ? 1U : 0U);
			hash = (hash ^ mark) * 16777619U;
		}
		marks[row] = hash;
	}
}

/* ns until some row's background changes; 0: it did not. */
static uint64_t
press(struct screen *s, const char *key)
{
	uint32_t before[ROWS], after[ROWS];
	uint64_t sent;

	while (pump(s, 0))
		;
	backgrounds(s, before);
	sent = now_ns();
	if (write(s->master, key, strlen(key)) == -1)
		return 0;
	while (now_ns() - sent < (uint64_t)PATIENCE_MS * 1000000) {
		if (!pump(s, 1000))
			continue;
		backgrounds(s, after);
		if (memcmp(before, after, sizeof(before)) != 0)
			return now_ns() - sent;
	}
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
press_keys(struct screen *s, size_t count)
{
	uint64_t *times = calloc(count, sizeof(*times));
	size_t answered = 0, missed = 0;
	uint64_t settled = now_ns() + (uint64_t)SETTLE_MS * 1000000;

	if (times == NULL)
		exit(1);
	while (now_ns() < settled)
		pump(s, 100);
	for (size_t i = 0; i < count; i++) {
		uint64_t took = press(s, i % 2 == 0 ? "\033OB" : "\033OA");
		/* Pauses of many lengths, so that keys meet every moment of a tick. */
		uint64_t next = now_ns() + (20 + i * 7919 % 61) * 1000000;

		if (took > 0)
			times[answered++] = took;
		else
			missed++;
		while (now_ns() < next)
			pump(s, 5);
	}
	qsort(times, answered, sizeof(*times), compare);
	if (answered == 0) {
		fprintf(stderr, "bench_keytime: no key was answered\n");
		exit(1);
	}
	printf("%.2f %.2f %.2f %zu\n", (double)times[answered / 2] / 1e6,
	    (double)times[answered * 99 / 100] / 1e6, (double)times[answered - 1] / 1e6, missed);
	free(times);
}

static void
start(struct screen *s, char *const command[])
{
	struct winsize size = {.ws_row = ROWS, .ws_col = COLS};

	s->term = vterm_new(ROWS, COLS);
	vterm_set_utf8(s->term, 1);
	s->cells = vterm_obtain_screen(s->term);
	vterm_screen_enable_altscreen(s->cells, 1);
	vterm_screen_reset(s->cells, 1);
	s->started = now_ns();
	s->pid = forkpty(&s->master, NULL, NULL, &size);
	if (s->pid == -1) {
		perror("bench_keytime: forkpty");
		exit(1);
	}
	if (s->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
}

int
main(int argc, char *argv[])
{
	struct screen s;
	int command = 1;

	while (command < argc && strcmp(argv[command], "--") != 0)
		command++;
	if (command + 1 >= argc || command < 3) {
		fprintf(stderr, "usage: bench_keytime first TEXT|key COUNT TEXT -- command ...\n");
		return 2;
	}
	start(&s, &argv[command + 1]);
	wait_text(&s, argv[command - 1]);
	if (strcmp(argv[1], "first") == 0)
		printf("%.2f\n", (double)(now_ns() - s.started) / 1e6);
	else
		press_keys(&s, (size_t)strtoul(argv[2], NULL, 10));
	kill(s.pid, SIGKILL);
	waitpid(s.pid, NULL, 0);
	vterm_free(s.term);
	return 0;
}
