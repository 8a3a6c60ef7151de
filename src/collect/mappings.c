/* Mappings of one process, added up by path. */
#include <stdlib.h>

#include "../arena.h"
#include "../compat.h"
#include "../hash.h"
#include "../os/os.h"

#define SLOTS_MIN 256

static size_t
slot_of(const struct mapping_list *list, const char *path, size_t len)
{
	uint64_t hash = hash_bytes(HASH_START ^ list->seed, path, len);

	return (size_t)(hash ^ hash >> 32) & (list->nslots - 1);
}

static void
grow_slots(struct mapping_list *list)
{
	list->nslots = list->nslots == 0 ? SLOTS_MIN : list->nslots * 2;
	free(list->slots);
	list->slots = xcalloc(list->nslots, sizeof(*list->slots));
	for (size_t i = 0; i < list->count; i++) {
		const char *path = list->rows[i].path;
		size_t slot = slot_of(list, path, strlen(path));
		while (list->slots[slot] != 0)
			slot = (slot + 1) & (list->nslots - 1);
		list->slots[slot] = (uint32_t)i + 1;
	}
}

static bool
is_path(const struct mapping *row, const char *path, size_t len)
{
	return strncmp(row->path, path, len) == 0 && row->path[len] == '\0';
}

struct mapping *
mapping_list_get(struct mapping_list *list, const char *path, size_t len)
{
	/* A path ends where a reader of text would end it. */
	len = strnlen(path, len);
	if (2 * list->count >= list->nslots)
		grow_slots(list);
	size_t slot = slot_of(list, path, len);
	for (; list->slots[slot] != 0; slot = (slot + 1) & (list->nslots - 1)) {
		struct mapping *row = &list->rows[list->slots[slot] - 1];
		if (is_path(row, path, len))
			return row;
	}
	if (list->count == list->room) {
		list->room = list->room == 0 ? SLOTS_MIN / 2 : list->room * 2;
		list->rows = xrealloc(list->rows, list->room, sizeof(*list->rows));
	}
	struct mapping *row = &list->rows[list->count++];
	memset(row, 0, sizeof(*row));
	row->path = arena_copy(list->arena, path, len);
	list->slots[slot] = (uint32_t)list->count;
	return row;
}
