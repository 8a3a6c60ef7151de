/*
 * Processes that hang whoever reads them: tests/children/hang.c, started and
 * let go from a test.  Whatever becomes of the test, they let go by themselves: at
 * the end of their input, and after a minute.
 */
#ifndef CTOP_TESTS_HANG_H
#define CTOP_TESTS_HANG_H

#include <stdbool.h>
#include <sys/types.h>

struct hang {
	pid_t pid;
	int input, output; /* its standard input and output */
};

/*
 * Starts one; mode is "lock" or "args".  program is the path of child_hang.  False when
 * this machine cannot have it (no /dev/fuse, no namespaces): why is what it said.
 */
bool hang_start(struct hang *, const char *program, const char *mode, char *why, size_t len);
/* Lets go of the lock; returns when it is free.  The process stays. */
bool hang_release(struct hang *);
/* Ends the process, released or not, and waits for it. */
void hang_end(struct hang *);

#endif
