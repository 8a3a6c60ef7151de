/*
 * How full file systems are.
 *
 * A dead server makes the question wait for ever, so only readers ask it, each
 * mount point once at a time and seldom.  What was learnt is kept with its age
 * and goes on being shown while a later question is not answered.
 */
#ifndef CTOP_COLLECT_MOUNTS_H
#define CTOP_COLLECT_MOUNTS_H

#include "../os/os.h"
#include "readers.h"

/* An answer is good for this long. */
#define MOUNT_AGE_NS UINT64_C(5000000000)

struct mounts {
	const struct driver *driver;
	struct machine *machine;
	struct readers *readers; /* NULL until something is asked */
	struct readers_options options;
	struct mount **items;
	size_t count, room;
	size_t flying, stuck; /* questions under way; of them, overdue */
	size_t hopeless;      /* of them, those that were waited for in vain */
};

/* wake: called by readers when an answer came. */
void mounts_open(struct mounts *, const struct driver *, struct machine *, void (*wake)(void *),
    void *argument);
/* False: a reader is stuck; the machine must not be freed. */
bool mounts_close(struct mounts *);
/*
 * Fills DG_SPACE and DG_SPACE_AGE of rows that are mounted from what is known, and asks
 * for what is not known or too old.
 */
void mounts_fill(struct mounts *, struct disk *rows, size_t count, uint64_t now);
/* Takes answers and notes what is overdue; true: something new. */
bool mounts_take(struct mounts *, uint64_t now);
/* Waits for answers as long as one comes every `patience` seconds; for each once. */
void mounts_wait(struct mounts *, double patience);
/* Is an answer on its way that somebody should look for soon? */
bool mounts_waiting(const struct mounts *);

#endif
