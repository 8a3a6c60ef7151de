#include "units.h"

#include <stdlib.h>

#include "../../arena.h"
#include "../../compat.h"
#include "scan.h"

#define NS_PER_US UINT64_C(1000)

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
	*u = (struct unit){0};
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

static bool
same_state(const struct unit *a, const struct unit *b)
{
	return strcmp(a->path, b->path) == 0 && strcmp(a->load, b->load) == 0 &&
	    strcmp(a->active, b->active) == 0 && strcmp(a->sub, b->sub) == 0 &&
	    strcmp(a->description, b->description) == 0;
}

void
units_take_over(struct units *units, struct units *old)
{
	size_t at = 0;

	for (size_t i = 0; i < units->count; i++) {
		struct unit *u = &units->items[i];

		while (at < old->count && strcmp(old->items[at].name, u->name) < 0)
			at++;
		u->stale = u->detailed;
		if (at == old->count || strcmp(old->items[at].name, u->name) != 0)
			continue;
		u->stale = u->detailed && (old->items[at].stale || !same_state(u, &old->items[at]));
		u->details = old->items[at].details;
		old->items[at].details = (struct unit_details){0};
	}
	units_free(old);
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

uint64_t
unit_since(const struct unit *u)
{
	const struct unit_details *d = &u->details;
	uint64_t us = d->active_exit;

	/* As systemctl status chooses. */
	if (strcmp(u->active, "active") == 0 || strcmp(u->active, "reloading") == 0)
		us = d->active_enter;
	else if (strcmp(u->active, "inactive") == 0 || strcmp(u->active, "failed") == 0)
		us = d->inactive_enter;
	else if (strcmp(u->active, "activating") == 0)
		us = d->inactive_exit;
	return us < UINT64_MAX / NS_PER_US ? us * NS_PER_US : 0;
}

enum service_state
unit_state(const char *active)
{
	static const struct {
		const char *word;
		enum service_state state;
	} words[] = {
		{"active", SERVICE_STATE_RUNS},
		{"reloading", SERVICE_STATE_CHANGES},
		{"refreshing", SERVICE_STATE_CHANGES},
		{"activating", SERVICE_STATE_CHANGES},
		{"deactivating", SERVICE_STATE_CHANGES},
		{"maintenance", SERVICE_STATE_CHANGES},
		{"inactive", SERVICE_STATE_STOPPED},
		{"failed", SERVICE_STATE_FAILED},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, active) == 0)
			return words[i].state;
	return SERVICE_STATE_UNKNOWN;
}

static size_t
put_word(char *to, const char *word, bool first)
{
	size_t len = strlen(word), used = 0;
	bool quotes = len == 0 || strpbrk(word, " \t\n") != NULL;

	if (!first)
		to[used++] = ' ';
	if (quotes)
		to[used++] = '"';
	memcpy(to + used, word, len);
	used += len;
	if (quotes)
		to[used++] = '"';
	return used;
}

char *
unit_command(const char *path, char *const *words, size_t count)
{
	const size_t extra = sizeof(" \"\"");
	size_t size = strlen(path) + extra, used;
	char *line;

	/* The first word is what it calls itself. */
	for (size_t i = 1; i < count; i++)
		size += strlen(words[i]) + extra;
	line = xmalloc(size);
	used = put_word(line, path, true);
	for (size_t i = 1; i < count; i++)
		used += put_word(line + used, words[i], false);
	line[used] = '\0';
	return line;
}

bool
unit_number(const char *text, size_t len, uint64_t *number)
{
	struct scan s = { text, text + len };

	return scan_next_u64(&s, number);
}

bool
unit_cpu_us(const char *text, size_t len, uint64_t *us)
{
	static const char key[] = "usage_usec ";
	struct scan s = { text, text + len };
	struct span line;

	while (scan_line(&s, &line))
		if (span_starts(line, key))
			return unit_number(line.data + sizeof(key) - 1,
			    len - (size_t)(line.data - text) - (sizeof(key) - 1), us);
	return false;
}

static void
set_facts(struct service *row, uint64_t groups, enum fact fact)
{
	for (; groups != 0; groups &= groups - 1)
		row->known[lowest_group(groups)] = (uint8_t)fact;
}

static const char *
copy(struct arena *a, const char *text)
{
	return text != NULL && *text != '\0' ? arena_dup(a, text) : NULL;
}

static void
fill_details(const struct unit *u, struct service *row, struct arena *a)
{
	const uint64_t file = VG_BIT(VG_START_TYPE) | VG_BIT(VG_UNIT_FILE) | VG_BIT(VG_SINCE);
	const uint64_t process =
	    VG_BIT(VG_USERNAME) | VG_BIT(VG_PID) | VG_BIT(VG_BINPATH) | VG_BIT(VG_CGROUP);
	const struct unit_details *d = &u->details;
	enum fact fact = d->known == FACT_UNREAD ? FACT_PENDING : d->known;

	set_facts(row, file, u->detailed ? fact : FACT_NONE);
	set_facts(row, process, u->service ? fact : FACT_NONE);
	if (fact != FACT_OK)
		return;
	row->start_type = copy(a, d->file_state);
	row->unit_file = copy(a, d->fragment);
	row->since = unit_since(u);
	if (!u->service)
		return;
	/* systemd says nothing for what it runs as itself. */
	row->username = d->user != NULL && *d->user != '\0' ? arena_dup(a, d->user) : "root";
	row->pid = d->main_pid;
	row->binpath = copy(a, d->command);
	row->cgroup = copy(a, d->cgroup);
}

void
unit_row(const struct unit *u, struct service *row, struct arena *a)
{
	row->name = arena_dup(a, u->name);
	row->display_name = row->description = copy(a, u->description);
	row->kind = copy(a, unit_kind(u->name));
	row->status = copy(a, u->active);
	row->sub_state = copy(a, u->sub);
	row->state = (uint8_t)unit_state(u->active);
	set_facts(row,
	    VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND) | VG_BIT(VG_STATUS) | VG_BIT(VG_DESCRIPTION),
	    FACT_OK);
	fill_details(u, row, a);
}
