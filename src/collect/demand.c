#include "../compat.h"
#include "collect.h"

static void *
copy_array(const void *items, size_t count, size_t size)
{
	if (items == NULL || count == 0)
		return NULL;
	return memcpy(xcalloc(count, size), items, count * size);
}

void
demand_copy(struct demand *to, const struct demand *from)
{
	*to = *from;
	to->view.filter = filter_ref(from->view.filter);
	if (from->view.sort.argument != NULL)
		to->view.sort.argument = xstrdup(from->view.sort.argument);
	if (from->group.argument != NULL)
		to->group.argument = xstrdup(from->group.argument);
	to->view.folded =
	    copy_array(from->view.folded, from->view.nfolded, sizeof(*from->view.folded));
	to->pinned = copy_array(from->pinned, from->npinned, sizeof(*from->pinned));
	/* An empty list of pids still means: none. */
	if (from->pids != NULL)
		to->pids = memcpy(xcalloc(from->npids, sizeof(*from->pids)), from->pids,
		    from->npids * sizeof(*from->pids));
}

void
demand_free(struct demand *d)
{
	filter_unref(d->view.filter);
	free((void *)(uintptr_t)d->view.sort.argument);
	free((void *)(uintptr_t)d->group.argument);
	free((void *)(uintptr_t)d->view.folded);
	free((void *)(uintptr_t)d->pinned);
	free((void *)(uintptr_t)d->pids);
	memset(d, 0, sizeof(*d));
}
