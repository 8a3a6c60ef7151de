/*
 * Every fact that ctop knows, as plain structs in portable units.
 *
 * Units: bytes, nanoseconds, counts, percent; text is the bytes the system
 * gave, NUL terminated, in an arena of whoever owns the row.  Nothing here is
 * printable yet: text from processes is hostile until canvas or report made it
 * safe.
 *
 * A *group* is the smallest set of facts that every system delivers together
 * or not at all.  Groups are the unit of demand (bits of a mask), of reading
 * and of failure: every row carries one enum fact per group, and a fact may be
 * looked at only when its group says FACT_OK.
 */
#ifndef CTOP_OS_FACTS_H
#define CTOP_OS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a group of facts.  Zero is "nobody asked". */
enum fact {
	FACT_UNREAD,  /* not asked for in this tick */
	FACT_OK,      /* known */
	FACT_PENDING, /* not yet: a rate on its first tick, a reader on its way, a try that failed */
	FACT_NONE,    /* this system, or this kind of process, does not tell */
	FACT_DENIED,  /* we may not know */
	FACT_GONE,    /* the process ended while we looked */
	FACT_STUCK,   /* the kernel would have made us wait */
	FACT_COUNT
};

/*
 * A process, or a thread shown as a row: only the pair identifies it.  start
 * is on the system's own scale (Linux: nanoseconds since boot), so that it
 * does not move with the wall clock.
 */
struct proc_id {
	int64_t pid;
	uint64_t start;
};

/* Bytes with their length; NULs inside separate arguments or variables. */
struct blob {
	const char *data; /* data[len] is NUL as well */
	size_t len;
};

/* Numbers of the last ticks, the newest last. */
struct series {
	const double *items;
	size_t count;
};

#include "facts_proc.h"
#include "facts_inside.h"
#include "facts_system.h"
#include "facts_net.h"
#include "facts_disk.h"
#include "facts_service.h"

#endif
