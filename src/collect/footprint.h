/*
 * The footprint engine's schedule: which processes to read now.
 *
 * Reading a footprint walks the page tables of another process, so it is done
 * for a reason or not at all.  This module knows reasons, costs and ages and
 * decides; it reads nothing, has no clock and starts no thread.  The collector keeps
 * a struct footprint_state in its record of each process that has an address space
 * (no kernel threads, no zombies) and calls, in every tick and in this order:
 *
 *	footprint_see	 every process, with the cheap facts of this tick;
 *			 true: it has become another program: call footprint_exec
 *	footprint_born	 each process seen for the first time, after all were seen
 *	footprint_end	 each process that is no longer there, before its record goes
 *	footprint_plan	 with those whose footprint somebody wants
 *
 * and for each reading that the plan chose exactly one of footprint_done or
 * footprint_withdraw, in between, if it hangs, footprint_stuck.
 *
 * Invariants:
 * - No reason, no reading.  Reasons: never read; changed since (CPU time, faults or
 *   rss moved since the reading began); a relative forked, ended or became another
 *   program; older than FOOTPRINT_MAX_AGE_NS; asked for by the user.
 * - A process in flight or stuck is not chosen.
 * - Budget: CPU time of readings over any stretch of time stays within `percent` of it,
 *   plus a credit of at most two ticks, plus the overdraft of one reading in each of
 *   the two accounts, plus what readings cost beyond their estimate: the last cost, or at
 *   first a guess by rss.  An overdraft is a debt that later ticks pay back first.
 * - Three quarters of the budget go by rank (shown, needed, rest), a quarter goes to who
 *   has waited longest whatever the rank: nobody starves, and what is left of one part
 *   serves the other.  Within a rank and a kind of reason the oldest comes first: when the
 *   budget cannot cover all, ages grow evenly.
 * - Readings with no reason but age have a small budget inside that one: FOOTPRINT_AGE_SHARE
 *   percent of what the tick itself cost, or FOOTPRINT_AGE_FLOOR of a CPU if
 *   that is more, and never more of them in a tick than make one round in
 *   FOOTPRINT_MAX_AGE_NS.  So idle processes cost next to nothing, and their ages tell.
 * - The first plan may borrow FOOTPRINT_START_NS of budget for processes never read.
 *
 * Relatives.  Pages are shared by fork and unshared by exec and exit.  A *family* are
 * processes that came from each other by fork without exec: a new process joins its
 * parent's when both run the same image, and leaves it by becoming another program; being
 * handed to another parent changes nothing.  A fork, exec or exit in a family is a reason
 * for the parent at once, for orphans too, and for all others when such events since their
 * reading add up to an eighth of the family: one more among 500 workers moves nobody's
 * figures.  Costs O(1) per event and process.
 */
#ifndef CTOP_COLLECT_FOOTPRINT_H
#define CTOP_COLLECT_FOOTPRINT_H

#include "../os/facts.h"

struct coverage; /* collect.h */

#define FOOTPRINT_MAX_AGE_NS	UINT64_C(10000000000)
#define FOOTPRINT_DENIED_AGE_NS UINT64_C(60000000000) /* a refusal is asked again this late */
#define FOOTPRINT_AGE_SHARE	8		      /* percent of the tick's own cost */
#define FOOTPRINT_AGE_FLOOR	5		      /* of 10,000 parts of a CPU */
#define FOOTPRINT_START_NS	UINT64_C(4000000000)  /* this long's budget may be borrowed */
#define FOOTPRINT_PRIOR_NS	UINT64_C(15000)	      /* a process never read: this, and */
#define FOOTPRINT_PRIOR_GIB_NS	UINT64_C(3000000)     /* this per GiB of rss */

enum footprint_reason {
	FOOTPRINT_ASKED = 1 << 0,
	FOOTPRINT_NEVER = 1 << 1,
	FOOTPRINT_CHANGED = 1 << 2,
	FOOTPRINT_RELATIVE = 1 << 3,
	FOOTPRINT_STALE = 1 << 4,
};
#define FOOTPRINT_REASONS 5

/* Who wants it; the smaller the sooner. */
enum footprint_rank { FOOTPRINT_SHOWN, FOOTPRINT_NEEDED, FOOTPRINT_REST };

/* What the tick saw of a process without asking anything dear. */
struct footprint_facts {
	uint64_t cpu_ns, faults, rss; /* 0 where not known, always or never */
	uint64_t image;		      /* a sign of exec: a hash of name and owner, say */
	int64_t ppid;		      /* only compared */
};

/* Kept per process; all zero is a process nobody has seen.  Only this module writes it. */
struct footprint_state {
	struct footprint_facts now;  /* of the last tick */
	struct footprint_facts then; /* when the last reading began */
	uint64_t first_ns;	     /* first seen */
	uint64_t read_ns;	     /* last reading; 0: never */
	uint64_t cost_ns;	     /* of the last reading */
	uint64_t planned_ns;	     /* the estimate that was debited */
	uint64_t uss, uss_before;    /* of the last good reading and the one before */
	uint64_t uss_mark;
	uint32_t readings; /* good ones */
	uint32_t family;   /* 0: none; else index into footprint.families */
	uint32_t events;   /* of the family, when the last reading began */
	uint8_t reasons;   /* that came up by themselves: ASKED CHANGED RELATIVE */
	uint8_t planned;   /* reasons of the reading in flight */
	uint8_t account;   /* that pays for it: footprint_plan.c's */
	uint8_t known;	   /* enum fact of the footprint: UNREAD until the first reading */
	bool seen, marked, in_flight, stuck;
};

/* A process somebody wants; plan sorts an array of these. */
struct footprint_want {
	struct footprint_state *state;
	enum footprint_rank rank;
	uint32_t index; /* the caller's: which row */
};

struct footprint_tick {
	uint64_t now_ns;       /* monotonic */
	uint64_t interval_ns;  /* since the tick before; 0 on the first */
	uint64_t tick_cost_ns; /* CPU time the last tick cost, readings not counted */
	double percent;	       /* of one CPU; 0: only what was asked for */
	bool unlimited;	       /* batch: read all that has a reason, now */
};

struct footprint_stats {
	uint64_t readings;		       /* chosen so far */
	uint64_t by_reason[FOOTPRINT_REASONS]; /* of these, by the strongest reason */
	uint64_t cpu_ns;		       /* spent so far */
	uint64_t waiting;		       /* had a reason in the last plan, were not chosen */
};

struct footprint_family;
struct footprint_slot;
struct footprint_entry;

struct footprint {
	int64_t ranked_ns, fair_ns, age_ns; /* the accounts; below 0: debt */
	bool started;			    /* the first plan was made */
	struct footprint_stats stats;
	struct footprint_family *families; /* [0] is not used; family.h */
	uint32_t nfamilies, family_room, free_family;
	struct footprint_slot *slots;	 /* plan's, */
	struct footprint_entry *entries; /* kept from tick to tick */
	size_t slot_room;
};

/* All zero is a valid empty schedule; close frees what it grew. */
void footprint_close(struct footprint *);

/* What this tick saw.  True when the image is another one: call footprint_exec. */
bool footprint_see(struct footprint_state *, const struct footprint_facts *, uint64_t now_ns);
/* parent: the state of the process with pid facts.ppid, NULL if none is kept. */
void footprint_born(struct footprint *, struct footprint_state *, struct footprint_state *parent);
void footprint_exec(struct footprint *, struct footprint_state *, struct footprint_state *parent);
void footprint_end(struct footprint *, struct footprint_state *, struct footprint_state *parent);
/* The user wants it now. */
void footprint_ask(struct footprint_state *);

/*
 * Chooses.  Sorts wants so that the chosen come first, in the order they should be
 * read, and returns how many; they are in flight from here on.
 */
size_t footprint_plan(struct footprint *, const struct footprint_tick *, struct footprint_want *,
    size_t count);

/* A chosen reading has returned: what it found (uss only if FACT_OK), what CPU time it took. */
void footprint_done(struct footprint *, struct footprint_state *, enum fact, uint64_t uss,
    uint64_t cost_ns, uint64_t now_ns);
/* A chosen reading was not begun after all: its reasons and its money come back. */
void footprint_withdraw(struct footprint *, struct footprint_state *);
/* A chosen reading does not return: no other is chosen until footprint_done. */
void footprint_stuck(struct footprint *, struct footprint_state *);

/* What a row may say: OK, or why not (PENDING before the first reading). */
enum fact footprint_known(const struct footprint_state *);
/* Since the last reading; since first seen if there was none. */
uint64_t footprint_age(const struct footprint_state *, uint64_t now_ns);
/* Sets the mark: here and now, or at the next reading if there was none yet. */
void footprint_mark(struct footprint_state *);
/* USS against the reading before: PENDING until there are two. */
enum fact footprint_delta(const struct footprint_state *, int64_t *);
/* USS against the mark; until one was set, against the first reading. */
enum fact footprint_since_mark(const struct footprint_state *, int64_t *);

/* Counts one process into a coverage line; bytes and age count only if OK. */
void coverage_count(struct coverage *, enum fact, uint64_t bytes, uint64_t age_ns);

#endif
