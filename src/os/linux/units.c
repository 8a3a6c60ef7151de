#include "units.h"

#include <stdlib.h>

#include "../../compat.h"

void
unit_details_free(struct unit_details *d)
{
	free(d->fragment);
	free(d->file_state);
	free(d->user);
	free(d->cgroup);
	free(d->command);
	*d = (struct unit_details){0};
}

static void
unit_free(struct unit *u)
{
	free(u->name);
	free(u->path);
	free(u->description);
	free(u->load);
	free(u->active);
	free(u->sub);
	unit_details_free(&u->details);
}

void
units_free(struct units *units)
{
	for (size_t i = 0; i < units->count; i++)
		unit_free(&units->items[i]);
	free(units->items);
	*units = (struct units){0};
}

struct unit *
units_add(struct units *units)
{
	if (units->count == units->room) {
		units->room = units->room > 0 ? units->room * 2 : 128;
		units->items = xrealloc(units->items, units->room, sizeof(*units->items));
	}
	struct unit *u = &units->items[units->count++];
	*u = (struct unit){.stale = UNIT_ALL};
	return u;
}

static int
compare_units(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->name, ((const struct unit *)b)->name);
}

/* Somebody's After= names it, that is all. */
static bool
is_only_named(const struct unit *u)
{
	return strcmp(u->load, "not-found") == 0 && strcmp(u->active, "inactive") == 0;
}

void
units_settle(struct units *units)
{
	size_t kept = 0;

	for (size_t i = 0; i < units->count; i++) {
		if (is_only_named(&units->items[i]))
			unit_free(&units->items[i]);
		else
			units->items[kept++] = units->items[i];
	}
	units->count = kept;
	if (kept > 1)
		qsort(units->items, kept, sizeof(*units->items), compare_units);
}

/* What is not the same any more, now that the list shows it to be another. */
static unsigned
changes(const struct unit *a, const struct unit *b)
{
	if (strcmp(a->path, b->path) != 0 || strcmp(a->load, b->load) != 0 ||
	    strcmp(a->description, b->description) != 0)
		return UNIT_ALL;
	if (strcmp(a->active, b->active) != 0 || strcmp(a->sub, b->sub) != 0)
		return UNIT_MOVES;
	return 0;
}

void
units_take_over(struct units *units, struct units *old)
{
	size_t at = 0;

	for (size_t i = 0; i < units->count; i++) {
		struct unit *u = &units->items[i];

		while (at < old->count && strcmp(old->items[at].name, u->name) < 0)
			at++;
		if (at == old->count || strcmp(old->items[at].name, u->name) != 0)
			continue;
		u->stale = old->items[at].stale | changes(u, &old->items[at]);
		u->details = old->items[at].details;
		old->items[at].details = (struct unit_details){0};
	}
	units_free(old);
}

void
units_remove(struct units *units, struct unit *u)
{
	struct unit *end = units->items + units->count--;

	unit_free(u);
	memmove(u, u + 1, (size_t)(end - (u + 1)) * sizeof(*u));
}

struct unit *
units_find(const struct units *units, const char *name)
{
	const struct unit key = {.name = (char *)(uintptr_t)name};

	return units->count == 0
	    ? NULL
	    : bsearch(&key, units->items, units->count, sizeof(key), compare_units);
}

struct unit *
units_find_path(const struct units *units, const char *path)
{
	for (size_t i = 0; i < units->count; i++)
		if (strcmp(units->items[i].path, path) == 0)
			return &units->items[i];
	return NULL;
}

const char *
unit_kind(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
}

void
unit_classify(struct unit *u)
{
	static const char *const starters[] = {"timer", "socket", "path"};
	const char *kind = unit_kind(u->name);

	u->service = kind != NULL && strcmp(kind, "service") == 0;
	u->detailed = u->service;
	for (size_t i = 0; kind != NULL && i < sizeof(starters) / sizeof(starters[0]); i++)
		u->detailed |= strcmp(kind, starters[i]) == 0;
}
