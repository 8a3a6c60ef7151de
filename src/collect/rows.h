/*
 * Rows that are not processes: interfaces, disks and services, read in a pass and copied
 * into its amendments.
 */
#ifndef CTOP_COLLECT_ROWS_H
#define CTOP_COLLECT_ROWS_H

#include "collector.h"

/* Groups that deriving these needs to be read, and these. */
uint64_t nets_needs(uint64_t want);
uint64_t disks_needs(uint64_t want);

/* Reads what the demand asks for into the pass's snapshot. */
void nets_read(struct pass *);
void disks_read(struct pass *);
/* The same for an amendment: copies what the old one has, reads when more is asked for now. */
void nets_amend(struct pass *, const struct snapshot *old);
void disks_amend(struct pass *, const struct snapshot *old);

/*
 * Services: what the demand and these groups of processes want of them is noted in the pass.
 * Returns the groups of processes that joining both needs.
 */
uint64_t services_begin(struct pass *, uint64_t groups);
/* Groups of processes that only services tell on this system. */
uint64_t services_offer(const struct collector *);
/* Asks, for a tick (NULL) or for an amendment of an old one. */
void services_read(struct pass *, const struct snapshot *old);
/*
 * Puts what was told last into the snapshot; batch waits for it.  Names processes where that is for
 * services to tell.
 */
void services_list(struct pass *);
/* Sums, when the processes are read. */
void services_join(struct pass *);

#endif
