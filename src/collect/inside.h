/*
 * What is inside one process: what it has mapped, what it has open, what limits it.
 *
 * A reader fills one of these; the collector completes it, and from then on it is immutable
 * and counted by references, so that 100,000 rows go from snapshot to snapshot without being
 * copied.
 */
#ifndef CTOP_COLLECT_INSIDE_H
#define CTOP_COLLECT_INSIDE_H

#include <stdatomic.h>

#include "../arena.h"
#include "../os/os.h"

/* Which of them; one at a time is looked at. */
enum inside_kind { INSIDE_NOTHING, INSIDE_MAPPINGS, INSIDE_OPENED, INSIDE_LIMITS, INSIDE_KINDS };

/* A limit, and its numbers as a person reads them. */
struct limit_row {
	struct limit limit;
	const char *soft, *hard, *used; /* used NULL: not known */
	const char *where;		/* hostile: the control group; or the process itself */
	double share; /* percent of the limit that is used; NaN: not known, or no limit */
};

/* A control group's throttling, also since the reading before. */
struct throttle_row {
	struct throttle throttle;
	bool since;			     /* there was one */
	uint64_t periods, throttled_periods; /* since then */
	uint64_t throttled_ns, span_ns;
};

struct inside {
	_Atomic int references;
	enum inside_kind kind;
	void *
	    rows; /* struct mapping in the order of addresses, struct open_file, struct limit_row */
	size_t count;
	struct throttle_row *throttles; /* with limits */
	size_t nthrottles;
	uint64_t read_ns; /* monotonic, when they were read */
	struct arena arena;
};

/* Empty; the caller owns one reference. */
struct inside *inside_new(enum inside_kind);
/* Does this system tell? */
bool inside_offered(const struct driver *, enum inside_kind);
/* Fills an empty one.  Calls what may wait: in a reader. */
enum fact inside_read(struct inside *, const struct driver *, struct held *);
/* Completes one that nobody else has yet with what has changed since another. */
void inside_compare(struct inside *, const struct inside *before);
const struct inside *inside_ref(const struct inside *);
void inside_unref(const struct inside *); /* NULL is fine */

#endif
