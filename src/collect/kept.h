/*
 * What the collector keeps of a process between ticks, by {pid, start}.
 *
 * One record per live process: the sample before, for rates; the texts that last
 * until exec; the last footprint and its schedule.  Records live in the collector
 * and belong to the thread that ticks; snapshots get copies.
 */
#ifndef CTOP_COLLECT_KEPT_H
#define CTOP_COLLECT_KEPT_H

#include "../os/os.h"
#include "footprint.h"

/* A text that lasts until exec. */
struct kept_text {
	uint64_t read_ns; /* when; 0: never */
	char *data;	  /* NULL unless known */
	uint32_t len;
	uint8_t known; /* enum fact; FACT_UNREAD: never read */
};

enum kept_text_kind { KEPT_CMDLINE, KEPT_EXE, KEPT_ENVIRON, KEPT_TEXTS };

/* The counters of one tick that rates are made of; _ns 0: not sampled. */
struct kept_sample {
	uint64_t cpu_ns, cpu_at;
	uint64_t minor_faults, major_faults, faults_at;
	uint64_t read_bytes, write_bytes, io_at;
	uint64_t other_bytes, other_at;
	uint64_t row_at; /* when this tick's row was read first */
};

#define FOOTPRINT_GROUPS (PG_KSM - PG_USS + 1)

/* The footprint as it was read last; only for processes that were asked for it. */
struct kept_footprint {
	struct footprint_state state;
	struct proc_footprint facts;
	uint8_t known[FOOTPRINT_GROUPS]; /* enum fact of PG_USS to PG_KSM */
};

struct dear_job;
struct kept {
	struct kept *next; /* in its bucket, or of the free list */
	struct proc_id id;
	uint64_t tick;	       /* last seen in */
	uint64_t shown_tick;   /* last shown in */
	uint64_t born_tick;    /* first seen in */
	uint64_t brought_tick; /* a reader last brought something new in */
	uint64_t due_tick;     /* batch: whether its footprint is due was last decided in */
	struct kept_sample sample;
	struct kept_text text[KEPT_TEXTS];
	char comm[16];			  /* when the texts were read: another one means exec, */
	uint64_t image;			  /* and so does this */
	struct kept_footprint *footprint; /* NULL until wanted */
	struct dear_job *job;		  /* on its way to or with a reader; NULL */
	uint64_t job_groups;		  /* that it will bring */
	bool flying;			  /* the job is with the readers */
	bool stuck;			  /* and they did not return in time */
	bool thread;			  /* not of a process */
	uint32_t index;			  /* of its row in the tick `tick` */
};

struct kept_table {
	struct kept **buckets;
	size_t size, count; /* size is a power of two */
	struct kept *unused;
	struct kept_slab *slabs;
};

void kept_init(struct kept_table *);
void kept_free(struct kept_table *);
/* The record, or NULL. */
struct kept *kept_find(const struct kept_table *, struct proc_id);
/* A record with this pid, whenever it started, or NULL. */
struct kept *kept_find_pid(const struct kept_table *, int64_t pid);
/* The record, made if there was none: then born_tick is `tick`. */
struct kept *kept_get(struct kept_table *, struct proc_id, uint64_t tick);
/* The record's footprint, made when there was none. */
struct kept_footprint *kept_footprint(struct kept *);
/*
 * Forgets processes that were not seen in `tick`, but for those a reader still
 * works on.  Threads stay for one more: those of the process in focus are read after this.
 * ended, when not NULL, is called for each before it goes.
 */
void kept_expire(struct kept_table *, uint64_t tick, void (*ended)(void *, struct kept *), void *);

/* Groups that kept texts stand for, among those a driver calls static. */
#define KEPT_TEXT_MASK (PG_BIT(PG_CMDLINE) | PG_BIT(PG_EXE) | PG_BIT(PG_ENVIRON))

/* Takes the groups' texts and footprint from a row that was just read; true: something is new. */
bool kept_store(struct kept *, const struct proc *, uint64_t groups, uint64_t now);
/* Forgets texts that an exec made wrong: the row's name is not what it was. */
void kept_check_exec(struct kept *, const struct proc *);
/* Of these groups, texts that could not be read when they were tried since then. */
uint64_t kept_tried(const struct kept *, uint64_t groups, uint64_t since);
/* Copies what is kept of these groups into the row; returns those that are not kept. */
uint64_t kept_load(const struct kept *, struct proc *, uint64_t groups, struct arena *);

#endif
