/*
 * What differs between systems about threads, behind thread.h.
 */
#include <check.h>

#include "../src/compat.h"
#include "../src/thread.h"
#include "support/await.h"
#include "support/suite.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond;
static struct wake *wake;
static bool done;

START_TEST(a_wake_holds_until_it_is_cleared)
{
	wake = wake_open();
	ck_assert_ptr_nonnull(wake);
	ck_assert(!woken(wake));
	/* More often than a pipe holds bytes. */
	for (int i = 0; i < 100000; i++)
		wake_up(wake);
	ck_assert(woken(wake));
	ck_assert(woken(wake));
	wake_clear(wake);
	ck_assert(!woken(wake));
	wake_up(wake);
	ck_assert(woken(wake));
	wake_close(wake);
}
END_TEST

static void *
wakes(void *argument)
{
	wake_up(argument);
	return NULL;
}

START_TEST(another_thread_wakes_one_that_waits)
{
	pthread_t thread;

	wake = wake_open();
	ck_assert_int_eq(thread_start(&thread, 0, wakes, wake), 0);
	await(wake);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	wake_close(wake);
}
END_TEST

START_TEST(a_wait_ends_when_the_clock_says_so)
{
	uint64_t until = clock_now() + 30000000;

	ck_assert_int_eq(thread_cond_init(&cond), 0);
	pthread_mutex_lock(&lock);
	while (thread_wait(&cond, &lock, until))
		;
	ck_assert_uint_ge(clock_now(), until);
	/* A time that has passed is no time to wait. */
	ck_assert(!thread_wait(&cond, &lock, 0));
	pthread_mutex_unlock(&lock);
	pthread_cond_destroy(&cond);
}
END_TEST

static void *
signals(void *argument)
{
	(void)argument;
	pthread_mutex_lock(&lock);
	done = true;
	pthread_cond_signal(&cond);
	pthread_mutex_unlock(&lock);
	return NULL;
}

START_TEST(a_signal_ends_a_wait_that_has_no_end)
{
	pthread_t thread;

	done = false;
	ck_assert_int_eq(thread_cond_init(&cond), 0);
	pthread_mutex_lock(&lock);
	/* A stack smaller than the system allows is one it does allow. */
	ck_assert_int_eq(thread_start(&thread, 4096, signals, NULL), 0);
	while (!done)
		ck_assert(thread_wait(&cond, &lock, UINT64_MAX));
	pthread_mutex_unlock(&lock);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	pthread_cond_destroy(&cond);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_wake_holds_until_it_is_cleared,
	    another_thread_wakes_one_that_waits,
	    a_wait_ends_when_the_clock_says_so,
	    a_signal_ends_a_wait_that_has_no_end,
	    NULL,
	};

	return suite_run("thread", tests, NULL, NULL);
}
