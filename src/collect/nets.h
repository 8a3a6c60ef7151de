/*
 * The list of interfaces, as it was told last.
 *
 * On Linux a list waits for the lock that everything holds which changes an interface, of any
 * network namespace: when many are deleted, for tens of seconds.  One reader of its own
 * asks, therefore, and whoever ticks waits for it only so long; then the last
 * list stands in, with its age, until the reader is back.
 */
#ifndef CTOP_COLLECT_NETS_H
#define CTOP_COLLECT_NETS_H

#include "../arena.h"
#include "../os/os.h"
#include "readers.h"

/* How long the screen's tick waits for a list: some thousands of interfaces take less. */
#define NETS_GRACE_NS UINT64_C(50000000)

/* A list, as it was told at a time. */
struct nets_list {
	struct net_list list;
	struct arena arena;
	uint64_t want; /* groups it was asked for */
	uint64_t at;   /* when; 0: never */
	enum fact known;
};

/* A question on its way; it belongs to the reader while it flies. */
struct nets_job {
	struct job job;
	const struct nets *owner;
	struct nets_list answer;
};

struct nets {
	const struct driver *driver; /* it has nets */
	struct machine *machine;
	struct readers *readers; /* NULL until something is asked */
	struct nets_job job;
	bool flying;
	bool late; /* it was waited for in vain */
	struct nets_list last;
};

void nets_open(struct nets *, const struct driver *, struct machine *);
/* False: the reader is stuck; the machine must not be freed. */
bool nets_close(struct nets *);
/*
 * Asks for these groups, and waits for at most so long, unless that was in vain before.
 * True: `last` is an answer that was not there before.
 */
bool nets_ask(struct nets *, uint64_t want, uint64_t patience_ns);

#endif
