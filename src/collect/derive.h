/*
 * Derived facts: pure functions of two samples.
 *
 * Counters may go backwards, wrap or restart; a rate is then not known for one
 * tick, never negative or absurd.  Percentages stay within their range.
 */
#ifndef CTOP_COLLECT_DERIVE_H
#define CTOP_COLLECT_DERIVE_H

#include "collect.h"
#include "kept.h"

/* What rows of a tick are derived with. */
struct derive_context {
	uint64_t began;	       /* monotonic: the tick; ages are as of then */
	uint64_t now;	       /* when the row's counters were read, */
	uint64_t earlier;      /* but for these groups, which the row had already */
	uint64_t interval;     /* since the tick before; 0 on the first */
	uint64_t wall;	       /* ns since the epoch */
	uint64_t memory_total; /* bytes; 0: not known */
	enum memtype memtype;
	size_t cpus; /* that a process can keep busy */
};

/* Groups that deriving these needs to be read. */
uint64_t derive_needs(uint64_t want, enum memtype);
/* The groups that are derived: no source has them. */
#define DERIVED_GROUPS (~(PG_BIT(PG_CPU_PERCENT) - 1) & ~PG_BIT(PG_SERVICE))
/*
 * Fills the derived groups among those wanted from the row and what is kept, and
 * keeps the row as the next sample.  Rates that are there already stay.
 */
void derive_row(const struct derive_context *, uint64_t want, struct proc *, struct kept *,
    struct arena *);
/* A name cut by the kernel becomes the longer base name of the first argument. */
void derive_name(struct proc *, struct arena *);

/* What is kept of the system between ticks. */
struct derive_system {
	struct cpu_times total;
	struct cpu_times *cpus;
	bool *seen;
	size_t ncpus;
	bool sampled;
	/* counters and when they were read; 0: never */
	uint64_t swap_at, sin, sout;
	uint64_t events_at, ctx_switches, interrupts, forks;
};
/*
 * Percentages and rates of what was read in this tick, which is at now_ns by the monotonic clock.
 */
void derive_system(struct derive_system *, uint64_t now_ns, struct system *);
void derive_system_free(struct derive_system *);
/* Shares of the time between two samples; false when there is none or it ran backwards. */
bool derive_cpu_percent(const struct cpu_times *before, const struct cpu_times *now,
    struct cpu_percent *);
/* (now - before) / seconds; false when the counter went backwards or no time passed. */
bool derive_rate(uint64_t before, uint64_t now, uint64_t elapsed_ns, double *rate);

#endif
