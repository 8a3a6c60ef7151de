/*
 * What a unit is worth being asked for, and the row that what was told makes.
 */
#include <stdlib.h>

#include "../../arena.h"
#include "../../compat.h"
#include "scan.h"
#include "units.h"

#define NS_PER_US UINT64_C(1000)

/* As systemctl status chooses. */
static enum unit_property
since_property(const struct unit *u)
{
	if (strcmp(u->active, "active") == 0 || strcmp(u->active, "reloading") == 0)
		return UNIT_ACTIVE_ENTER;
	if (strcmp(u->active, "inactive") == 0 || strcmp(u->active, "failed") == 0)
		return UNIT_INACTIVE_ENTER;
	if (strcmp(u->active, "activating") == 0)
		return UNIT_INACTIVE_EXIT;
	return UNIT_ACTIVE_EXIT;
}

uint64_t
unit_since(const struct unit *u)
{
	uint64_t us = u->details.stamps[since_property(u) - UNIT_ACTIVE_ENTER];

	return us < UINT64_MAX / NS_PER_US ? us * NS_PER_US : 0;
}

/* It has neither processes nor a control group for any. */
static bool
is_inactive(const struct unit *u)
{
	return strcmp(u->active, "inactive") == 0;
}

/* The property that a group of facts is made of; UNIT_PROPERTIES: there is none, of such a unit. */
static enum unit_property
property_of(const struct unit *u, enum service_group group)
{
	switch (group) {
	case VG_START_TYPE:
		return u->detailed ? UNIT_FILE_STATE : UNIT_PROPERTIES;
	case VG_UNIT_FILE:
		return u->detailed ? UNIT_FRAGMENT : UNIT_PROPERTIES;
	case VG_SINCE:
		return u->detailed ? since_property(u) : UNIT_PROPERTIES;
	case VG_USERNAME:
		return u->service ? UNIT_USER : UNIT_PROPERTIES;
	case VG_BINPATH:
		return u->service ? UNIT_COMMAND : UNIT_PROPERTIES;
	case VG_PID:
		return u->service && !is_inactive(u) ? UNIT_MAIN_PID : UNIT_PROPERTIES;
	case VG_CGROUP:
	case VG_MEMORY:
	case VG_CPU_TIME:
		return u->service && !is_inactive(u) ? UNIT_CGROUP : UNIT_PROPERTIES;
	default:
		return UNIT_PROPERTIES;
	}
}

unsigned
unit_asks(const struct unit *u, uint64_t want)
{
	unsigned asks = 0;

	for (uint64_t rest = want; rest != 0; rest &= rest - 1) {
		enum unit_property p = property_of(u, (enum service_group)lowest_group(rest));

		if (p != UNIT_PROPERTIES)
			asks |= UNIT_BIT(p);
	}
	return asks & u->stale;
}

/*
 * Whether a unit is enabled is what systemd looks through all its directories for, for milliseconds
 * the first time: that comes last, and services before the rest.
 */
unsigned
unit_round(const struct unit *u, unsigned round)
{
	switch (round) {
	case 0:
		return UNIT_ALL & ~UNIT_BIT(UNIT_FILE_STATE);
	case 1:
		return u->service ? UNIT_BIT(UNIT_FILE_STATE) : 0;
	default:
		return UNIT_BIT(UNIT_FILE_STATE);
	}
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
	struct scan s = {text, text + len};

	return scan_next_u64(&s, number);
}

bool
unit_cpu_us(const char *text, size_t len, uint64_t *us)
{
	static const char key[] = "usage_usec ";
	struct scan s = {text, text + len};
	struct span line;

	while (scan_line(&s, &line))
		if (span_starts(line, key))
			return unit_number(line.data + sizeof(key) - 1,
			    len - (size_t)(line.data - text) - (sizeof(key) - 1), us);
	return false;
}

/* What a service that does nothing does not have is known; other kinds of units never have it. */
static enum fact
fact_of(const struct unit *u, enum service_group group, bool wanted)
{
	enum unit_property p = property_of(u, group);

	if (p == UNIT_PROPERTIES)
		return u->service ? FACT_OK : FACT_NONE;
	if (u->details.known[p] == FACT_UNREAD && wanted)
		return FACT_PENDING;
	return (enum fact)u->details.known[p];
}

static const char *
copy(struct arena *a, const char *text)
{
	return text != NULL && *text != '\0' ? arena_dup(a, text) : NULL;
}

static void
fill_details(const struct unit *u, struct service *row, struct arena *a)
{
	const struct unit_details *d = &u->details;

	if (row->known[VG_START_TYPE] == FACT_OK)
		row->start_type = copy(a, d->file_state);
	if (row->known[VG_UNIT_FILE] == FACT_OK)
		row->unit_file = copy(a, d->fragment);
	if (row->known[VG_SINCE] == FACT_OK)
		row->since = unit_since(u);
	/* systemd says nothing for what it runs as itself. */
	if (row->known[VG_USERNAME] == FACT_OK)
		row->username =
		    d->user != NULL && *d->user != '\0' ? arena_dup(a, d->user) : "root";
	if (row->known[VG_BINPATH] == FACT_OK)
		row->binpath = copy(a, d->command);
	if (is_inactive(u))
		return;
	if (row->known[VG_PID] == FACT_OK)
		row->pid = d->main_pid;
	if (row->known[VG_CGROUP] == FACT_OK)
		row->cgroup = copy(a, d->cgroup);
}

void
unit_row(const struct unit *u, uint64_t want, struct service *row, struct arena *a)
{
	static const uint64_t listed =
	    VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND) | VG_BIT(VG_STATUS) | VG_BIT(VG_DESCRIPTION);

	row->name = arena_dup(a, u->name);
	row->display_name = row->description = copy(a, u->description);
	row->kind = copy(a, unit_kind(u->name));
	row->status = copy(a, u->active);
	row->sub_state = copy(a, u->sub);
	row->state = (uint8_t)unit_state(u->active);
	for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
		row->known[g] = (uint8_t)((listed & VG_BIT(g)) != 0
			? FACT_OK
			: fact_of(u, (enum service_group)g, (want & VG_BIT(g)) != 0));
	fill_details(u, row, a);
}
