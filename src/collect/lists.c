/* How the lists of the seam grow: rows in the arena, each zeroed. */
#include <string.h>

#include "../arena.h"
#include "../os/os.h"

enum { FIRST_ROOM = 16 };

/* Room for one more row; the rows as they are then. */
static void *
grown(void *rows, size_t count, size_t *room, size_t size, struct arena *arena)
{
	if (count < *room)
		return rows;
	*room = *room > 0 ? *room * 2 : FIRST_ROOM;
	void *more = arena_array(arena, *room, size);
	if (count > 0)
		memcpy(more, rows, count * size);
	return more;
}

#define DEFINE_ADD(list, row)                                                                      \
	struct row *list##_add(struct list *l)                                                     \
	{                                                                                          \
		l->rows = grown(l->rows, l->count, &l->room, sizeof(*l->rows), l->arena);          \
		memset(&l->rows[l->count], 0, sizeof(*l->rows));                                   \
		return &l->rows[l->count++];                                                       \
	}

DEFINE_ADD(net_list, netif)
DEFINE_ADD(disk_list, disk)
DEFINE_ADD(service_list, service)
DEFINE_ADD(open_list, open_file)
DEFINE_ADD(limit_list, limit)

struct throttle *
limit_list_throttle(struct limit_list *l)
{
	l->throttles =
	    grown(l->throttles, l->nthrottles, &l->throttles_room, sizeof(*l->throttles), l->arena);
	memset(&l->throttles[l->nthrottles], 0, sizeof(*l->throttles));
	return &l->throttles[l->nthrottles++];
}
