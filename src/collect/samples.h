/*
 * Counters kept between two looks, for rows that are not processes: interfaces
 * and disks, by identity.
 *
 * Counters may restart, wrap, or belong to another thing of the same name: then
 * there is no difference to the look before, never a negative or absurd one.
 */
#ifndef CTOP_COLLECT_SAMPLES_H
#define CTOP_COLLECT_SAMPLES_H

#include "../arena.h"
#include "../os/os.h"

enum { SAMPLE_COUNTERS = 10, SAMPLE_HISTORY = 32 };

/* Two looks closer than this do not make a rate: what was known stays. */
#define SAMPLE_LEAST_NS UINT64_C(50000000)

struct sample {
	struct proc_id id;
	bool seen;
	uint64_t at;	  /* of the last look; 0: none yet */
	uint64_t elapsed; /* between the last two; 0: there is no difference */
	uint64_t counters[SAMPLE_COUNTERS];
	uint64_t delta[SAMPLE_COUNTERS];
	double history[SAMPLE_HISTORY]; /* the newest last */
	size_t nhistory;
};

struct samples {
	struct sample *items;
	size_t count, room, hint;
};

/* Who a row is: its number (not 0) and its name. */
struct proc_id sample_id(uint64_t number, const char *name);

/* Every row of a look is got between begin and end; what was not got is forgotten. */
void samples_begin(struct samples *);
/* Valid until the next call. */
struct sample *samples_get(struct samples *, struct proc_id);
void samples_end(struct samples *);
void samples_free(struct samples *);

/* Takes a look.  True: it is a new one, with which elapsed and delta have changed. */
bool sample_take(struct sample *, const uint64_t *counters, size_t count, uint64_t now);
/* Difference of a counter per second; elapsed is not 0. */
double sample_rate(const struct sample *, size_t counter);
/* Adds to the history. */
void sample_push(struct sample *, double);
/* The history, copied. */
struct series sample_series(const struct sample *, struct arena *);
struct series series_copy(struct series, struct arena *);

#endif
