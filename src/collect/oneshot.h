/*
 * Oneshot: a batch of reads of one process, in which every source is asked at
 * most once and feeds every fact it holds.
 *
 * oneshot_open pins the process of a row; oneshot_read makes the wanted groups
 * known; oneshot_close lets go.  A group that is known (also known to be denied
 * or gone) is never asked again for the same row, so that a row may be opened
 * several times in a tick as more is wanted.  Generic over drivers.
 *
 * A row belongs to one thread at a time.
 */
#ifndef CTOP_COLLECT_ONESHOT_H
#define CTOP_COLLECT_ONESHOT_H

#include "../os/os.h"
#include "collect.h"

/* Which sources a batch may ask. */
enum oneshot_mode {
	ONESHOT_PROMPT = 1 << 0, /* those that never wait: the thread that ticks */
	ONESHOT_BLOCKS = 1 << 1, /* those that may: readers */
	ONESHOT_ALL = ONESHOT_PROMPT | ONESHOT_BLOCKS,
};

struct oneshot {
	const struct driver *driver;
	struct held held;
	struct proc *row;
	struct arena *arena;
	struct source_stats *stats; /* by source; NULL: not timed */
	bool open;
};

/* FACT_OK, or gone or denied: then every wanted group of the row will say so. */
enum fact oneshot_open(struct oneshot *, const struct driver *, struct machine *, struct proc *,
    struct arena *, struct source_stats *);
/*
 * Makes the wanted groups known as far as sources of this mode can.  Returns the
 * groups for which a source of the other mode has to be asked; they stay FACT_UNREAD.
 */
uint64_t oneshot_read(struct oneshot *, uint64_t want, enum oneshot_mode);
void oneshot_close(struct oneshot *);
/*
 * Lets a batch go on elsewhere, in another thread: the hold is the caller's, who adopts it or
 * drops it.  False: it cannot last, open anew.
 */
bool oneshot_release(struct oneshot *, struct held *);
void oneshot_adopt(struct oneshot *, const struct driver *, const struct held *, struct proc *,
    struct arena *);

/* Has it an address space?  Kernel threads and zombies have none. */
bool proc_has_memory(const struct proc *);
#define FACT_BIT(fact) (1U << (fact))
/* Of these groups, those of which one of these facts (FACT_BIT) is known. */
uint64_t proc_groups_in(const struct proc *, uint64_t groups, unsigned facts);
/* A copy of a row and all it points to. */
void proc_copy(struct proc *, const struct proc *, struct arena *);
/* The same of the system; tasks are counted anew. */
void system_copy(struct system *, const struct system *, struct arena *);

/* Every group that some source of the mode, or (prompt) the list, fills. */
uint64_t oneshot_offers(const struct driver *, enum oneshot_mode);
/*
 * Groups whose only sources keep until exec (SOURCE_STATIC), or walk the address space
 * (SOURCE_DEAR).
 */
uint64_t oneshot_groups(const struct driver *, unsigned source_flag);

#endif
