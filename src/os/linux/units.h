/*
 * What systemd has told of its units, and what that makes of a service's row.
 *
 * Nothing here talks to anybody: services_bus.c fills it.  All texts are hostile.
 */
#ifndef CTOP_OS_LINUX_UNITS_H
#define CTOP_OS_LINUX_UNITS_H

#include "../os.h"

/* What only systemd's answer to GetAll tells of a unit.  Texts are malloc'd; NULL: none. */
struct unit_details {
	enum fact known; /* FACT_UNREAD: not asked yet */
	char *fragment, *file_state, *user, *cgroup, *command;
	uint32_t main_pid;
	/* of the last change, us since the epoch; 0: never */
	uint64_t active_enter, active_exit, inactive_enter, inactive_exit;
};

struct unit {
	char *name, *path, *description, *load, *active, *sub;
	bool service;
	bool detailed; /* a service, or what starts one: worth asking about */
	bool stale;    /* details have to be asked for */
	struct unit_details details;
};

/* Sorted by name. */
struct units {
	struct unit *items;
	size_t count, room;
};

void units_free(struct units *);
/* An item that is zeroed, to be filled and sorted. */
struct unit *units_add(struct units *);
/* Sorts what was added and forgets units without a file that never ran. */
void units_settle(struct units *);
/*
 * Takes over the details that were known, for those that have not changed since; all are freed
 * of what they keep in `old`, which is empty then.
 */
void units_take_over(struct units *, struct units *old);
/* NULL: there is none. */
struct unit *units_find(const struct units *, const char *name);
struct unit *units_find_path(const struct units *, const char *path);
void unit_details_free(struct unit_details *);

/* Says what kind it is, by its name. */
void unit_classify(struct unit *);
/* "service" of "a.service"; NULL: a name without one. */
const char *unit_kind(const char *name);
/* When it came into the state it is in, ns since the epoch. */
uint64_t unit_since(const struct unit *);
enum service_state unit_state(const char *active);
/* A command as one line; words that are empty or have blanks in them stand in quotes.  malloc'd. */
char *unit_command(const char *path, char *const *words, size_t count);
/* A file of a control group that is one number; cpu.stat's usage_usec.  False: it is not. */
bool unit_number(const char *, size_t, uint64_t *);
bool unit_cpu_us(const char *, size_t, uint64_t *);
/* Fills the row but for what its control group uses. */
void unit_row(const struct unit *, struct service *, struct arena *);

#endif
