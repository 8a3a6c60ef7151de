#include "thread.h"

#include <errno.h>
#include <time.h>
#include <windows.h>

#include "compat.h"

#define NS_PER_MS  UINT64_C(1000000)
#define LONGEST_NS (UINT64_C(3600000) * NS_PER_MS)

/* An event that stays set until it is cleared. */
struct wake {
	HANDLE event;
};

int
thread_start(pthread_t *thread, size_t stack, void *(*run)(void *), void *argument)
{
	pthread_attr_t attr;
	int error = pthread_attr_init(&attr);

	if (error != 0)
		return error;
	if (stack != 0)
		error = pthread_attr_setstacksize(&attr, stack);
	if (error == 0)
		error = pthread_create(thread, &attr, run, argument);
	pthread_attr_destroy(&attr);
	return error;
}

int
thread_cond_init(pthread_cond_t *cond)
{
	return pthread_cond_init(cond, NULL);
}

/*
 * The conditions of mingw-w64 know the wall clock and spans of time; the latter follow
 * a clock that nobody sets.  Spans are cut to milliseconds there, so they are rounded up here.
 */
bool
thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, uint64_t until_ns)
{
	uint64_t now = clock_now(), span = until_ns > now ? until_ns - now : 0;
	struct timespec ts;

	if (span > LONGEST_NS)
		span = LONGEST_NS;
	span = (span + NS_PER_MS - 1) / NS_PER_MS;
	ts.tv_sec = (time_t)(span / 1000);
	ts.tv_nsec = (long)(span % 1000 * NS_PER_MS);
	pthread_cond_timedwait_relative_np(cond, lock, &ts);
	return clock_now() < until_ns;
}

struct wake *
wake_open(void)
{
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
	struct wake *wake;

	if (event == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	wake = xmalloc(sizeof(*wake));
	wake->event = event;
	return wake;
}

void
wake_close(struct wake *wake)
{
	CloseHandle(wake->event);
	free(wake);
}

void
wake_up(struct wake *wake)
{
	SetEvent(wake->event);
}

void
wake_clear(struct wake *wake)
{
	ResetEvent(wake->event);
}

intptr_t
wake_native(const struct wake *wake)
{
	return (intptr_t)wake->event;
}
