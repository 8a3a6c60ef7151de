#include "idset.h"

#include "../compat.h"

void
idset_free(struct idset *set)
{
	free(set->ids);
	*set = (struct idset){0};
}

void
idset_clear(struct idset *set)
{
	set->count = 0;
}

/* Where the id is or would be. */
static size_t
find(const struct idset *set, struct proc_id id, bool *found)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = id_compare(&set->ids[middle], &id);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = false;
	return low;
}

bool
idset_has(const struct idset *set, struct proc_id id)
{
	bool found;

	find(set, id, &found);
	return found;
}

void
idset_add(struct idset *set, struct proc_id id)
{
	bool found;
	size_t at = find(set, id, &found);

	if (found)
		return;
	if (set->count == set->room) {
		set->room = set->room > 0 ? set->room * 2 : 16;
		set->ids = xrealloc(set->ids, set->room, sizeof(*set->ids));
	}
	memmove(set->ids + at + 1, set->ids + at, (set->count - at) * sizeof(*set->ids));
	set->ids[at] = id;
	set->count++;
}

void
idset_remove(struct idset *set, struct proc_id id)
{
	bool found;
	size_t at = find(set, id, &found);

	if (!found)
		return;
	set->count--;
	memmove(set->ids + at, set->ids + at + 1, (set->count - at) * sizeof(*set->ids));
}
