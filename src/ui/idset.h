/*
 * A set of processes by {pid, start}: tags, folds.
 *
 * Sorted by id_compare, without duplicates, so that it can be handed to
 * struct view as it is.
 */
#ifndef CTOP_UI_IDSET_H
#define CTOP_UI_IDSET_H

#include "../collect/view.h"

struct idset {
	struct proc_id *ids;
	size_t count, room;
};

void idset_free(struct idset *);
void idset_clear(struct idset *);
bool idset_has(const struct idset *, struct proc_id);
void idset_add(struct idset *, struct proc_id);
void idset_remove(struct idset *, struct proc_id);

#endif
