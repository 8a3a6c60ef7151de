#include "mappings.h"

#include <stdlib.h>

#include "../compat.h"

#define SLOTS_MIN 256

struct mappings *
mappings_new(void)
{
	struct mappings *m = xcalloc(1, sizeof(*m));

	m->references = 1;
	arena_init(&m->arena);
	return m;
}

enum fact
mappings_read(struct mappings *m, const struct driver *driver, struct held *held)
{
	/* Who owns the process chooses the paths: they shall not choose the slots. */
	struct mapping_list list = {.arena = &m->arena, .seed = clock_now()};
	enum fact known = driver->mappings(held, &list);

	free(list.slots);
	m->rows = list.rows;
	m->count = known == FACT_OK ? list.count : 0;
	m->read_ns = clock_now();
	return known;
}

const struct mappings *
mappings_ref(const struct mappings *m)
{
	atomic_fetch_add_explicit(&((struct mappings *)(uintptr_t)m)->references, 1,
	    memory_order_relaxed);
	return m;
}

void
mappings_unref(const struct mappings *held)
{
	struct mappings *m = (struct mappings *)(uintptr_t)held;

	if (m == NULL ||
	    atomic_fetch_sub_explicit(&m->references, 1, memory_order_acq_rel) != 1)
		return;
	arena_free(&m->arena);
	free(m->rows);
	free(m);
}

static size_t
slot_of(const struct mapping_list *list, const char *path, size_t len)
{
	uint64_t hash = UINT64_C(14695981039346656037) ^ list->seed;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)path[i]) * UINT64_C(1099511628211);
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
