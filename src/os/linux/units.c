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

static void
free_files(struct units *units)
{
	for (size_t i = 0; i < units->nfiles; i++) {
		free(units->files[i].path);
		free(units->files[i].state);
	}
	free(units->files);
}

void
units_free(struct units *units)
{
	for (size_t i = 0; i < units->count; i++)
		unit_free(&units->items[i]);
	free(units->items);
	free_files(units);
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

void
units_add_file(struct units *units, const char *path, const char *state)
{
	const char *slash = strrchr(path, '/');

	if (units->nfiles == units->files_room) {
		units->files_room = units->files_room > 0 ? units->files_room * 2 : 256;
		units->files =
		    xrealloc(units->files, units->files_room, sizeof(*units->files));
	}
	struct unit_file *f = &units->files[units->nfiles++];
	f->path = xstrdup(path);
	f->state = xstrdup(state);
	f->name = slash != NULL ? f->path + (slash - path) + 1 : f->path;
}

static int
compare_units(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->name, ((const struct unit *)b)->name);
}

static int
compare_files(const void *a, const void *b)
{
	return strcmp(((const struct unit_file *)a)->name, ((const struct unit_file *)b)->name);
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
	if (units->nfiles > 1)
		qsort(units->files, units->nfiles, sizeof(*units->files), compare_files);
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
		u->stale = u->service;
		if (at == old->count || strcmp(old->items[at].name, u->name) != 0)
			continue;
		u->stale = u->service && (old->items[at].stale || !same_state(u, &old->items[at]));
		u->details = old->items[at].details;
		old->items[at].details = (struct unit_details){0};
	}
	if (units->files == NULL) {
		units->files = old->files;
		units->nfiles = old->nfiles;
		units->files_room = old->files_room;
		old->files = NULL;
		old->nfiles = 0;
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

const struct unit_file *
units_find_file(const struct units *units, const char *name)
{
	const struct unit_file key = {.name = name};

	return units->nfiles == 0
	    ? NULL
	    : bsearch(&key, units->files, units->nfiles, sizeof(key), compare_files);
}

const char *
unit_kind(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
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

static const char *
copy(struct arena *a, const char *text)
{
	return text != NULL && *text != '\0' ? arena_dup(a, text) : NULL;
}

static void
fill_details(const struct unit *u, struct service *row, struct arena *a)
{
	static const uint64_t groups = VG_BIT(VG_USERNAME) | VG_BIT(VG_PID) | VG_BIT(VG_BINPATH) |
	    VG_BIT(VG_SINCE) | VG_BIT(VG_CGROUP);
	const struct unit_details *d = &u->details;
	enum fact fact = u->service ? d->known ? FACT_OK : d->why : FACT_NONE;

	for (uint64_t rest = groups; rest != 0; rest &= rest - 1)
		row->known[lowest_group(rest)] = (uint8_t)fact;
	if (fact != FACT_OK)
		return;
	/* systemd says nothing for what it runs as itself. */
	row->username = d->user != NULL && *d->user != '\0' ? arena_dup(a, d->user) : "root";
	row->pid = d->main_pid;
	row->binpath = copy(a, d->command);
	row->since = unit_since(u);
	row->cgroup = copy(a, d->cgroup);
}

void
unit_row(const struct units *units, const struct unit *u, struct service *row, struct arena *a)
{
	const struct unit_file *file = units_find_file(units, u->name);
	const struct unit_details *d = &u->details;

	row->name = arena_dup(a, u->name);
	row->display_name = row->description = copy(a, u->description);
	row->kind = copy(a, unit_kind(u->name));
	row->status = copy(a, u->active);
	row->sub_state = copy(a, u->sub);
	row->state = (uint8_t)unit_state(u->active);
	/* An instance of a template has no file of its own, and what is generated no state in the list. */
	row->start_type = copy(a, file != NULL ? file->state : d->file_state);
	row->unit_file = copy(a, d->fragment != NULL ? d->fragment : file != NULL ? file->path : NULL);
	row->known[VG_SERVICE] = row->known[VG_KIND] = row->known[VG_STATUS] =
	    row->known[VG_DESCRIPTION] = row->known[VG_START_TYPE] =
		row->known[VG_UNIT_FILE] = FACT_OK;
	fill_details(u, row, a);
}
