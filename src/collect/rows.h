/*
 * Rows that are not processes: interfaces and disks, read in a pass and copied
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

#endif
