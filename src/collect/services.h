/*
 * What manages the services, and what it told last.
 *
 * Its calls may wait, so that one reader of its own makes them: each tick that wants services
 * sends it once.  What is told in parts is shown so, a part with each tick, which leaves the
 * manager time for its own work; batch waits for all of them.  Whatever comes back late leaves
 * the last list standing, with its age.  When nothing answers the watch is opened anew, not more
 * often than every few seconds.
 */
#ifndef CTOP_COLLECT_SERVICES_H
#define CTOP_COLLECT_SERVICES_H

#include "../arena.h"
#include "../os/os.h"
#include "readers.h"
#include "samples.h"

/* A watch that could not be opened is not tried again before. */
#define SERVICES_RETRY_NS UINT64_C(3000000000)

/* A watch that nobody has asked for so long is closed. */
#define SERVICES_REST_NS UINT64_C(10000000000)

enum { SERVICES_NOTE = 200 };

/* A list, as it was told at a time. */
struct services_list {
	struct service_list list;
	struct arena arena;
	uint64_t want; /* groups it was asked for */
	uint64_t at;   /* when; 0: never */
};

/* A question on its way; it belongs to the reader while it flies. */
struct services_job {
	struct job job;
	struct services *owner;
	struct service_watch *watch; /* NULL: to be opened */
	struct services_list answer;
	enum fact answered;
	char note[SERVICES_NOTE]; /* why there is no watch */
};

struct services {
	const struct driver *driver;
	struct machine *machine;
	struct readers *readers; /* NULL until something is asked */
	struct readers_options options;
	struct services_job job;
	bool flying, stuck;
	bool late;		   /* it was waited for in vain */
	struct services_list last; /* the newest good one, with rates */
	enum fact known;	   /* of the last answer; FACT_PENDING: there was none */
	char note[SERVICES_NOTE];  /* of it, when that was no list */
	uint64_t failed_at;	   /* when there was none the last time; 0: that went well */
	uint64_t tick, asked_at;   /* asked last for this one, then */
	struct samples samples;
};

/* wake: called by the reader when an answer came. */
void services_open(struct services *, const struct driver *, struct machine *, void (*wake)(void *),
    void *argument);
/* False: the reader is stuck; the machine must not be freed. */
bool services_close(struct services *);
/* Asks for these groups, once for each tick, unless the last list has them and is younger than age. */
void services_ask(struct services *, uint64_t want, uint64_t tick, uint64_t now, uint64_t age);
/* Nobody wants services in this tick. */
void services_rest(struct services *, uint64_t now);
/* Takes an answer and notes when it is overdue; true: something new. */
bool services_take(struct services *, uint64_t now);
/* Waits as long as some of the answer comes every `patience` seconds; in vain only once. */
void services_wait(struct services *, double patience);
/* Gives it a moment, and takes what came. */
void services_grace(struct services *, uint64_t span);
/* Is an answer on its way that somebody should look for soon? */
bool services_waiting(const struct services *);
/* FACT_OK: there is a list.  Else why not, and perhaps a note. */
enum fact services_known(const struct services *);

#endif
