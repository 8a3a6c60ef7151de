/*
 * Families of processes: those that came from each other by fork without exec,
 * and so share pages.  Part of the footprint schedule; see footprint.h.
 *
 * A family counts what happened in it; a member remembers the count at its last
 * reading.  So an event costs the same in a family of two and of 500.
 *
 * Families are a union-find forest: at the first tick a child may be met before
 * its parent's own parent is known.  Each node counts who points at it and
 * is used again when nobody does.
 */
#ifndef CTOP_COLLECT_FAMILY_H
#define CTOP_COLLECT_FAMILY_H

#include "footprint.h"

/* Makes the child a member of its parent's family, which begins with them if need be. */
void family_join(struct footprint *, struct footprint_state *child, struct footprint_state *parent);
void family_leave(struct footprint *, struct footprint_state *);
/* A fork, exec or exit among the members.  A process without family has no one to tell. */
void family_event(struct footprint *, struct footprint_state *);
bool family_same(struct footprint *, struct footprint_state *, struct footprint_state *);
/* Has enough happened since the member's last reading to move its figures? */
bool family_due(struct footprint *, struct footprint_state *);
/* The member is read: what happened before is known now. */
void family_read(struct footprint *, struct footprint_state *);

#endif
