/*
 * What systemd has told of its units, and what that makes of a service's row.
 *
 * Nothing here talks to anybody: services_read.c fills it.  All texts are hostile.
 */
#ifndef CTOP_OS_LINUX_UNITS_H
#define CTOP_OS_LINUX_UNITS_H

#include "../os.h"

/* What a unit is asked for, one by one. */
enum unit_property {
	UNIT_MAIN_PID,
	UNIT_CGROUP,
	UNIT_USER,
	UNIT_COMMAND,
	UNIT_FRAGMENT,
	UNIT_ACTIVE_ENTER,
	UNIT_ACTIVE_EXIT,
	UNIT_INACTIVE_ENTER,
	UNIT_INACTIVE_EXIT,
	UNIT_FILE_STATE,
	UNIT_PROPERTIES
};

#define UNIT_BIT(p) (1U << (p))
#define UNIT_ALL    (UNIT_BIT(UNIT_PROPERTIES) - 1)
/* Properties that may be others when its state is another. */
#define UNIT_MOVES                                                                                 \
	(UNIT_BIT(UNIT_MAIN_PID) | UNIT_BIT(UNIT_CGROUP) | UNIT_BIT(UNIT_ACTIVE_ENTER) |           \
	    UNIT_BIT(UNIT_ACTIVE_EXIT) | UNIT_BIT(UNIT_INACTIVE_ENTER) |                           \
	    UNIT_BIT(UNIT_INACTIVE_EXIT))

/* What was told of them.  Texts are malloc'd; NULL: none. */
struct unit_details {
	uint8_t known[UNIT_PROPERTIES]; /* enum fact; FACT_UNREAD: nothing was told yet */
	char *fragment, *file_state, *user, *cgroup, *command;
	uint32_t main_pid;
	uint64_t
	    stamps[UNIT_INACTIVE_EXIT - UNIT_ACTIVE_ENTER + 1]; /* us since the epoch; 0: never */
};

struct unit {
	char *name, *path, *description, *load, *active, *sub;
	bool service;
	bool detailed;	/* a service, or what starts one: worth asking about */
	unsigned stale; /* UNIT_BIT of what has to be asked for before it is told */
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
void units_remove(struct units *, struct unit *);
/*
 * Takes over the details that were known from `old`, which is freed and empty then; those that may
 * have changed are stale.
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
/* UNIT_BIT of what has to be asked for these groups (VG_BIT). */
unsigned unit_asks(const struct unit *, uint64_t want);
/* UNIT_BIT of what is asked of it before what is asked of any in the next round. */
enum { UNIT_ROUNDS = 3 };
unsigned unit_round(const struct unit *, unsigned round);
/* When it came into the state it is in, ns since the epoch. */
uint64_t unit_since(const struct unit *);
enum service_state unit_state(const char *active);
/* A command as one line; words that are empty or have blanks in them stand in quotes.  malloc'd. */
char *unit_command(const char *path, char *const *words, size_t count);
/* A file of a control group that is one number; cpu.stat's usage_usec.  False: it is not. */
bool unit_number(const char *, size_t, uint64_t *);
bool unit_cpu_us(const char *, size_t, uint64_t *);
/*
 * Fills the row but for what its control group uses; wanted groups that were not asked yet are
 * pending.
 */
void unit_row(const struct unit *, uint64_t want, struct service *, struct arena *);

#endif
