/*
 * The collector in a thread of its own.
 *
 * The screen hands over demand and takes snapshots; both calls return at once
 * whatever the system does.  A new demand that wants more than the last snapshot
 * has is answered with an amended one without waiting for the next tick.
 */
#ifndef CTOP_COLLECT_LIVE_H
#define CTOP_COLLECT_LIVE_H

#include "../thread.h"
#include "collect.h"

struct live;

/* Starts ticking.  *wake, its own, is woken when there is a new snapshot.  NULL with errno. */
struct live *live_start(struct collector *, const struct demand *, struct wake **wake);
/* Copies the demand and wakes the thread if it asks for more. */
void live_demand(struct live *, const struct demand *);
/* A tick now. */
void live_refresh(struct live *);
/* The newest snapshot nobody took yet, owned by the caller, or NULL.  Clears wake. */
const struct snapshot *live_take(struct live *);
/*
 * Ends the thread, and waits for a tick under way until then (UINT64_MAX: as long as it takes).  A
 * thread that sits in the kernel is left behind, and then the collector must not be closed: false.
 */
bool live_stop(struct live *, uint64_t until_ns);

#endif
