#include "../compat.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)

/*
 * What is opened next would take the number of a standard stream that is closed, and be written to
 * in its place.
 */
static void
fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

void
compat_start(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fill_standard_streams();
	signal(SIGPIPE, SIG_IGN);
}

void
compat_end(void)
{
}

bool
compat_on_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

unsigned
compat_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1)
		return 0;
	return size.ws_col;
}

/*
 * All of it, or as much as was taken, with errno: never -1, which glibc would add to its
 * counts as if it were a length and then read past the bytes it was given.
 */
static int
write_whole(void *cookie, const char *bytes, int len)
{
	int done = 0;

	(void)cookie;
	while (done < len) {
		ssize_t n = write(STDOUT_FILENO, bytes + done, (size_t)(len - done));
		if (n == -1 && errno != EINTR)
			break;
		if (n > 0)
			done += (int)n;
	}
	return done;
}

FILE *
compat_output(void)
{
	FILE *out = fwopen(NULL, write_whole);

	if (out == NULL)
		die("standard output: %s", strerror(errno));
	return out;
}

bool
compat_nobody_reads(int error)
{
	/* EBADF: it was closed before we started. */
	return error == EPIPE || error == EBADF;
}

static uint64_t
clock_read(clockid_t id)
{
	struct timespec ts = {0, 0};

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

uint64_t
clock_now(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

uint64_t
clock_wall(void)
{
	return clock_read(CLOCK_REALTIME);
}

uint64_t
clock_cpu(void)
{
	return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t
clock_thread_cpu(void)
{
	return clock_read(CLOCK_THREAD_CPUTIME_ID);
}

void
sleep_until(uint64_t until)
{
	const struct timespec ts = {(time_t)(until / NS_PER_S), (long)(until % NS_PER_S)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

FILE *
text_stream_open(struct text_stream *s)
{
	s->file = open_memstream(&s->text, &s->len);
	if (s->file == NULL)
		die("out of memory");
	return s->file;
}

char *
text_stream_close(struct text_stream *s, size_t *len)
{
	if (fclose(s->file) != 0)
		die("out of memory");
	*len = s->len;
	return s->text;
}
