#include "compat.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

void (*die_hook)(void);

noreturn void
die(const char *format, ...)
{
	va_list ap;

	if (die_hook != NULL)
		die_hook();
	fputs("ctop: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	/* Other threads may sit in the kernel: exit without waiting for them. */
	_Exit(1);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	if (p == NULL)
		die("out of memory (%zu bytes)", n);
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		die("out of memory (%zu * %zu bytes)", count, size);
	return p;
}

void *
xrealloc(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		die("out of memory (%zu * %zu bytes)", count, size);
	p = realloc(old, count * size > 0 ? count * size : 1);
	if (p == NULL)
		die("out of memory (%zu * %zu bytes)", count, size);
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xstrndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void
compat_ignore_broken_pipes(void)
{
	signal(SIGPIPE, SIG_IGN);
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

static uint64_t
clock_read(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * UINT64_C(1000000000) + (uint64_t)ts.tv_nsec;
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
