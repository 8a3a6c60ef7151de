#include "thread.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "compat.h"

#define NS_PER_S UINT64_C(1000000000)

struct wake {
	int ends[2];
};

int
thread_start(pthread_t *thread, size_t stack, void *(*run)(void *), void *argument)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int error = pthread_attr_init(&attr);

	if (error != 0)
		return error;
	if (stack != 0 && stack < (size_t)PTHREAD_STACK_MIN)
		stack = (size_t)PTHREAD_STACK_MIN;
	if (stack != 0)
		error = pthread_attr_setstacksize(&attr, stack);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (error == 0)
		error = pthread_create(thread, &attr, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return error;
}

int
thread_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	int error = pthread_condattr_init(&attr);

	if (error != 0)
		return error;
	error = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	if (error == 0)
		error = pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
	return error;
}

bool
thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, uint64_t until_ns)
{
	struct timespec ts = {(time_t)(until_ns / NS_PER_S), (long)(until_ns % NS_PER_S)};

	/* Past what time_t is sure to hold is for ever. */
	if (until_ns / NS_PER_S > INT32_MAX)
		pthread_cond_wait(cond, lock);
	else
		pthread_cond_timedwait(cond, lock, &ts);
	return clock_now() < until_ns;
}

struct wake *
wake_open(void)
{
	struct wake *wake;
	int ends[2];

	if (pipe(ends) == -1)
		return NULL;
	wake = xmalloc(sizeof(*wake));
	for (int i = 0; i < 2; i++) {
		wake->ends[i] = ends[i];
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	return wake;
}

void
wake_close(struct wake *wake)
{
	close(wake->ends[0]);
	close(wake->ends[1]);
	free(wake);
}

void
wake_up(struct wake *wake)
{
	/* A full pipe wakes as well as a fuller one. */
	ssize_t n = write(wake->ends[1], "", 1);
	(void)n;
}

void
wake_clear(struct wake *wake)
{
	char drain[64];
	ssize_t n;

	do
		n = read(wake->ends[0], drain, sizeof(drain));
	while (n == (ssize_t)sizeof(drain));
}

intptr_t
wake_native(const struct wake *wake)
{
	return wake->ends[0];
}
