/*
 * What a process has mapped: one row for each file, however often it is mapped.
 *
 * A reader fills one of these; from then on it is immutable and counted by
 * references, so that 60,000 rows go from snapshot to snapshot without being copied.
 */
#ifndef CTOP_COLLECT_MAPPINGS_H
#define CTOP_COLLECT_MAPPINGS_H

#include <stdatomic.h>

#include "../arena.h"
#include "../os/os.h"

struct mappings {
	_Atomic int references;
	struct mapping *rows; /* in the order of their addresses */
	size_t count;
	uint64_t read_ns; /* monotonic, when they were read */
	struct arena arena;
};

/* Empty; the caller owns one reference. */
struct mappings *mappings_new(void);
/* Fills an empty one.  Calls what may wait: in a reader. */
enum fact mappings_read(struct mappings *, const struct driver *, struct held *);
const struct mappings *mappings_ref(const struct mappings *);
void mappings_unref(const struct mappings *); /* NULL is fine */

#endif
