/*
 * Inside the collector: what its files share and nobody else includes.
 *
 * A *pass* is one tick, or one amendment of a tick, while it is made.  pass.c
 * says which rows are read for what, pass_row.c reads one of them, dear_plan.c says whose
 * footprint is due, dear.c sends readers and takes what they bring, collect.c puts the
 * steps in order.
 */
#ifndef CTOP_COLLECT_COLLECTOR_H
#define CTOP_COLLECT_COLLECTOR_H

#include <pthread.h>

#include "collect.h"
#include "derive.h"
#include "kept.h"
#include "mounts.h"
#include "nets.h"
#include "oneshot.h"
#include "readers.h"
#include "samples.h"
#include "services.h"

struct dear_job;

/* What is inside the process in focus, as it was read last. */
struct focus_reading {
	struct proc_id id;
	enum inside_kind kind;
	const struct inside *last; /* NULL: never read, or not told */
	enum fact known;	   /* of the last reading; FACT_UNREAD: there was none */
	uint64_t read_ns, cost_ns;
	uint32_t asked; /* demand's number when it was asked for */
	bool flying;
};

struct collector {
	const struct driver *driver;
	struct machine *machine;
	struct snapshot_pool *snapshots;
	struct kept_table kept;
	struct kept **of_row; /* by row of the last tick; NULL: not known by start */
	size_t of_row_room;
	struct derive_system system;
	struct source_stats *stats;
	bool timed;
	struct samples nets, disks;
	struct nets net_list;
	struct mounts mounts;
	struct services services;
	uint64_t prompt;	/* groups that sources which never wait offer */
	uint64_t texts;		/* groups kept until exec */
	uint64_t tick, tick_at; /* number and monotonic time of the last tick */
	uint64_t tick_cost_ns;
	uint64_t threads_tick; /* the last that listed all threads */
	struct proc_id focus_threads;
	uint64_t focus_threads_tick; /* the last that listed those of this process */
	size_t window;		     /* where it began last */
	uint32_t mark, ask;
	/* dear.c */
	struct readers *readers;
	struct footprint footprint;
	struct footprint_want *wants;
	size_t nwants, wants_room;
	struct dear_job *made, *spare; /* all jobs; those to use again */
	struct job *queued[JOB_PRIORITIES], **tail[JOB_PRIORITIES];
	size_t flying, stuck; /* jobs under way; of them, overdue */
	size_t hopeless;      /* of them, those that batch has waited for in vain */
	uint32_t given_up;    /* how often it did */
	uint64_t vain_since;  /* since when this tick has waited in vain; 0: it has not */
	bool arrived;	      /* something new since the last snapshot */
	struct focus_reading focus;
	pthread_mutex_t wake_lock; /* readers call wake */
	void (*wake)(void *);
	void *wake_argument;
};

struct pass {
	struct collector *c;
	const struct demand *d;
	struct snapshot *s;
	struct proc_list list;
	struct derive_context derive;
	uint64_t all, shown; /* closed under what deriving needs */
	uint64_t services;   /* groups of services, the same */
	uint64_t summed;     /* groups of processes that they sum */
	bool joins;	     /* they need all processes for that */
	bool names;	     /* they tell which processes belong to them */
	bool knew_threads;   /* the threads that are read now were listed in the tick before */
	uint64_t now;
	uint64_t listed; /* when what the list tells of rows was read */
	bool amends;
	bool changed; /* an amendment found something new */
};

/* snapshot.c */
struct snapshot_pool *snapshot_pool_open(void);
void snapshot_pool_close(struct snapshot_pool *);
struct snapshot *snapshot_new(struct snapshot_pool *);

/* pass.c */
/* Does anybody look at footprints: in the rows or of the process in focus? */
bool pass_wants_footprints(const struct pass *);
/* Is it one of those that the demand is about?  Services make a pass read the others as well. */
bool pass_wants_pid(const struct demand *, int64_t pid);
void pass_begin(struct pass *, struct collector *, const struct demand *, struct snapshot *);
/* Reads what every row needs, in listed order; rows that ended meanwhile go. */
void pass_read_all(struct pass *);
/* Batch: waits for readers and takes what they brought into the rows. */
void pass_await(struct pass *);
/* Live: gives readers a moment, and takes what they brought into the rows. */
void pass_grace(struct pass *);
/* Reads what the window, the pinned rows and the focus need on top. */
void pass_read_shown(struct pass *);
/* The focused process and its threads. */
void pass_read_focus(struct pass *);

/* pass_row.c */
/*
 * Reads groups of one row in one batch: what the driver can answer promptly, then
 * what is kept, then (through readers) the rest.  first: the row has no record yet.
 */
void pass_row_read(struct pass *, struct proc *, size_t index, uint64_t want, enum job_priority,
    bool first);
/*
 * Makes an already listed row have these groups.  What readers are on their way
 * with is looked up again; only what nobody had asked for is news.
 */
void pass_row_complete(struct pass *, struct proc *, size_t index, uint64_t groups,
    enum job_priority);
/* Of these groups, those that readers have been or are to be asked for. */
uint64_t pass_row_awaits(const struct proc *, uint64_t groups);
/* What readers have brought for a row since it was read, of what it was asked for. */
uint64_t pass_row_brought(const struct pass *, size_t index);
/* Reads groups of a row anew from what is kept, and what is derived from them. */
void pass_row_reload(struct pass *, size_t index, uint64_t groups);

/* dear.c */
void dear_open(struct collector *);
/* Wakes the owner of the collector; what readers call. */
void dear_wake(void *collector);
/* False: a reader is stuck, and what it touches must not be freed. */
bool dear_close(struct collector *);
/* Takes what readers brought and notes what is overdue; returns how many became stuck. */
size_t dear_take(struct collector *, uint64_t now);
/* Could it be asked for?  A job that is with a reader cannot bring more, and there is a bound. */
bool dear_takes(const struct collector *, const struct kept *);
/*
 * Wants these groups of a process read; nothing happens when that is under way.  A batch of
 * reads that is given goes on in the reader where it can: the process stays pinned.
 */
void dear_ask(struct collector *, struct kept *, const struct proc *, uint64_t groups,
    enum job_priority, struct oneshot *);
void dear_costs(const struct collector *, struct costs *);
/* Hands the asked ones to the readers. */
void dear_submit(struct collector *);
/*
 * Waits for all that is under way: for what answers as long as that takes, for what is stuck
 * until nothing of that came for `patience` seconds of this tick, and once for each job.
 */
void dear_wait(struct collector *, double patience);
/* Batch: waits until another job can be asked for. */
void dear_make_room(struct pass *);
/* A job of its own for what is inside; false: the process has another one under way, try later. */
bool dear_ask_inside(struct collector *, struct kept *, const struct proc *, enum inside_kind);

/* dear_plan.c */
/* Footprints: notes what the tick saw, and (not in batch) asks for those whose turn it is. */
void dear_see(struct collector *, const struct pass *);
void dear_plan(struct collector *, struct pass *);
/* Batch: is there a reason to read the footprint now?  Then it has to be asked for. */
bool dear_is_due(struct pass *, const struct proc *, struct kept *);

/* coverage.c */
/* Counts what is known of the dear facts that were asked for. */
void pass_cover(struct pass *);

/* focus.c */
/*
 * Gives the snapshot what is known of what is inside the focused process, and asks for more when it
 * is time.
 */
void focus_read(struct pass *, const struct proc *, struct kept *);
/* A reader brought it, or why not; NULL: it was not begun. */
void focus_take(struct collector *, struct proc_id, struct inside *, enum fact, uint64_t cost_ns,
    uint64_t now);
void focus_forget(struct collector *);

#endif
