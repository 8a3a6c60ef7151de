/*
 * Threads: how they start, how one waits for another by the monotonic clock, and
 * how it wakes the one that waits for the terminal.
 *
 * Mutexes and conditions are POSIX's on every system; what differs between systems is here.
 */
#ifndef CTOP_THREAD_H
#define CTOP_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A thread that no signal goes to: those are for the one that owns the screen.  stack: bytes
 * at least, 0 as the system has it.  0, or an error number.
 */
int thread_start(pthread_t *, size_t stack, void *(*run)(void *), void *argument);

/* A condition for thread_wait; 0, or an error number. */
int thread_cond_init(pthread_cond_t *);
/* Waits until signalled or until clock_now reads until_ns, whichever is first; false: it does. */
bool thread_wait(pthread_cond_t *, pthread_mutex_t *, uint64_t until_ns);

/* Something that term_wait waits for besides the terminal: one thread waits, any may wake it. */
struct wake;
struct wake *wake_open(void); /* NULL with errno */
void wake_close(struct wake *);
void wake_up(struct wake *);
/* Not woken any more. */
void wake_clear(struct wake *);
/*
 * What the system's own waiting takes: a descriptor that becomes readable, or the handle of an
 * event.
 */
intptr_t wake_native(const struct wake *);

#endif
