/*
 * The collector: ticks, and what a tick yields.
 *
 * Demand goes up: which groups are needed for every row (sort, filter, tree,
 * totals), which only for rows that are shown, and which window of the view is shown.  A
 * snapshot comes down: immutable, counted by references, freed whole when nobody
 * holds it.  Batch calls collector_tick itself; the screen has live.h call it in
 * a thread of its own.
 */
#ifndef CTOP_COLLECT_COLLECT_H
#define CTOP_COLLECT_COLLECT_H

#include <stdatomic.h>
#include <stdio.h>

#include "../arena.h"
#include "../os/os.h"
#include "group.h"
#include "inside.h"
#include "view.h"

/* Which fact memory_percent is of: --memtype. */
enum memtype { MEMTYPE_RSS, MEMTYPE_USS, MEMTYPE_PSS, MEMTYPE_SWAP, MEMTYPE_VMS, MEMTYPE_COUNT };
extern const char *const memtype_names[]; /* ends with NULL */

/* How much is known of one dear group among the processes that were asked. */
struct coverage {
	const char *name; /* of the field: "uss" */
	uint32_t ok, denied, stuck, pending, gone, none;
	uint64_t oldest_ns;
	uint64_t sum; /* bytes, over those known */
};

enum { COVERAGE_USS, COVERAGE_PSS, COVERAGE_ENVIRON, COVERAGE_COUNT };

/* A request for everything about one process: the details view. */
struct focus {
	struct proc_id id; /* pid 0: none */
	uint64_t groups;
	bool threads;		 /* its threads as rows of snapshot->threads */
	enum inside_kind inside; /* what is inside it; renewed while somebody looks */
	uint32_t asked;		 /* another number: read that anew now */
};

struct demand {
	uint64_t serial;      /* the asker's; copied to the snapshot that answers it */
	uint64_t all, shown;  /* groups beside those the view needs */
	uint64_t nets, disks; /* NG_BIT, DG_BIT that some panel or meter shows; 0: not looked at */
	uint64_t services;    /* VG_BIT that some panel shows; 0: not looked at */
	unsigned system;      /* SG_BIT */
	struct view view;
	struct column group; /* fold the rows of the view by this; field NULL: do not */
	uint64_t sums;	     /* groups of facts to sum for each group: read of all rows */
	size_t first, count; /* the window of the view that is shown; count SIZE_MAX: all rows */
	const struct proc_id *pinned; /* rows to treat as shown wherever they are */
	size_t npinned;
	/*
	 * Only these processes are seen; NULL: all.  Others are looked at for sums of services
	 * alone.
	 */
	const int64_t *pids;
	size_t npids;
	struct focus focus;
	bool threads; /* threads are rows */
	bool tasks;   /* count system.tasks: needs a status of every process */
	enum memtype memtype;
	double delay;		 /* seconds between ticks; live.h */
	bool paused;		 /* no ticks; live.h */
	double footprint_budget; /* percent of one CPU for dear readings; 0: only on request */
	bool wait;		 /* batch: the tick waits for readers and reads all it needs */
	double patience;	 /* seconds that takes at most */
	uint32_t mark;		 /* changes when the user sets a new mark for uss_since_mark */
	uint32_t ask;		 /* changes when the user wants ask_id's footprint read now */
	struct proc_id ask_id;
};

/* What the collector itself costs. */
struct costs {
	uint64_t tick_ns;	     /* CPU time of the tick before, readers not counted */
	uint64_t readers_ns;	     /* CPU time of readers so far */
	uint64_t footprints;	     /* footprints chosen to be read so far */
	uint64_t footprints_waiting; /* with a reason in this tick, but not chosen */
	unsigned readers, stuck;     /* threads; of them, in a call that does not answer */
	size_t jobs;		     /* under way */
};

struct snapshot {
	_Atomic int references;
	uint64_t serial;      /* of the demand it answers */
	uint64_t tick;	      /* 1 for the first */
	uint64_t time_ns;     /* wall clock, for display */
	uint64_t clock_ns;    /* monotonic */
	uint64_t interval_ns; /* since the tick before; 0 on the first */
	enum fact listed;     /* FACT_OK, or why there are no processes */
	struct system system;
	struct proc *procs;
	size_t nprocs;
	struct order order;   /* the demanded view of procs */
	struct column group;  /* what the groups have in common; field NULL: none were asked for */
	struct group *groups; /* the rows of the view, folded: sorted by key */
	size_t ngroups;
	struct coverage coverage[COVERAGE_COUNT];
	struct netif *nets;
	size_t nnets;
	uint64_t nets_asked;  /* groups */
	enum fact nets_known; /* FACT_OK, or why there are none */
	uint64_t
	    nets_age_ns; /* of a list that stands in for one that is late; 0: it is this tick's */
	struct disk *disks;
	size_t ndisks;
	uint64_t disks_asked;
	enum fact disks_known;
	struct service *services;
	size_t nservices;
	uint64_t services_asked;
	enum fact services_known;
	const char *services_note; /* what was found instead; NULL: nothing to say */
	uint64_t services_age_ns;  /* since they were told */
	struct traffic traffic;	   /* when rates were asked for */
	struct costs costs;
	const struct proc *focus; /* the focused process; NULL: gone or none asked */
	struct proc *threads;	  /* its threads */
	size_t nthreads;
	enum fact threads_known;
	enum inside_kind inside_kind; /* what was asked for of the focused process */
	const struct inside *inside;  /* of that kind, shared between snapshots; or NULL */
	enum fact inside_known;
	size_t room; /* of procs, which are reused */
	struct snapshot_pool *pool;
	struct arena arena;
};

/* What one source cost so far: --stats.  Readers count, too. */
struct source_stats {
	const char *name;
	_Atomic uint64_t reads, failures, time_ns;
};

struct collector;

/*
 * Opens the machine.  NULL with one line in err.  stats: time every read.
 */
struct collector *collector_open(const struct driver *, const struct open_options *, bool stats,
    char *err, size_t errlen);
void collector_close(struct collector *);
const struct driver *collector_driver(const struct collector *);
struct machine *collector_machine(const struct collector *);

/* One tick.  The caller owns one reference. */
struct snapshot *collector_tick(struct collector *, const struct demand *);
/*
 * A snapshot of the same tick that answers a new demand, or that has what readers brought
 * meanwhile: what was read stays, only what newly shown rows lack is read.  NULL when there is
 * nothing new.
 */
struct snapshot *collector_amend(struct collector *, const struct demand *,
    const struct snapshot *);
/* Is a reader on its way whose return would be worth an amendment?  Then look again soon. */
bool collector_waits(const struct collector *);
/* Called by readers when something arrived: must only wake the owner up. */
void collector_on_arrival(struct collector *, void (*wake)(void *), void *argument);
/* Demand is plain values and borrowed pointers; a copy owns what it points to. */
void demand_copy(struct demand *, const struct demand *);
void demand_free(struct demand *);
const struct snapshot *snapshot_ref(const struct snapshot *);
void snapshot_unref(const struct snapshot *); /* NULL is fine */
/* The row with this identity, or NULL. */
const struct proc *snapshot_find(const struct snapshot *, struct proc_id);

/* Costs per source, ended by a NULL name; valid until the next call. */
const struct source_stats *collector_stats(struct collector *);

/* Is this process one of the service's?  Groups that say so were demanded with any of services. */
bool service_holds(const struct service *, const struct proc *);

/* The snapshot's rows of a table: processes, interfaces, disks, services. */
const void *snapshot_rows(const struct snapshot *, const struct table *, size_t *count);
/* FACT_OK, or why it has none. */
enum fact snapshot_known(const struct snapshot *, const struct table *);
/* What was found in their place, one line; NULL: nothing to say. */
const char *snapshot_note(const struct snapshot *, const struct table *);
/* Has this system such rows at all? */
bool collector_has(const struct collector *, const struct table *);
/*
 * What the driver found at run time and what is missing to see all, as lines;
 * malloc'd, NULL when there is nothing to say.
 */
char *collector_describe(const struct collector *);

/* Can this group be had here at all?  Columns of other groups are not offered. */
bool collector_offers(const struct collector *, uint64_t groups);
/* The same of a column, which may be of some systems only. */
bool collector_offers_field(const struct collector *, const struct table *, const struct field *);

#endif
