/*
 * A driver opened for a test, and its sources called by name.
 */
#ifndef CTOP_TESTS_LINUX_DRIVER_H
#define CTOP_TESTS_LINUX_DRIVER_H

#include <check.h>

#include "../../src/arena.h"
#include "../../src/os/os.h"

struct probe {
	struct machine *machine;
	struct arena arena;
	struct proc_list list;
};

/* root NULL: this machine. */
struct probe probe_open(const char *root);
void probe_close(struct probe *);
/* A row of the pid that lives as long as the probe; nothing is known of it. */
struct proc *probe_row(struct probe *, int64_t pid);
/* The row of the list with this pid, or NULL. */
struct proc *probe_find(struct probe *, int64_t pid);
/* Asks one source in a hold of its own. */
enum fact probe_try(struct probe *, struct proc *, const char *source);
/* Asks sources, named with blanks between, in one hold; each must answer. */
void probe_read(struct probe *, struct proc *, const char *sources);
/* Runs the tests; the value for main. */
int probe_main(const char *suite, const TTest *const *tests, size_t ntests);

#endif
