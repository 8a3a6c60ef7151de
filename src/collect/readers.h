/*
 * Reader threads: a place for every call that may not answer.
 *
 * A job is one such call.  It is embedded in a struct of its owner, who fills
 * `run` and whatever run works on, submits it, and has it back from
 * readers_finished.  In between the job and all that run touches belong to the
 * pool: the owner neither looks at them nor frees them, however long that is.
 *
 * Invariants:
 * - A job that was submitted comes back exactly once: from readers_finished, or
 *   from readers_withdraw if no reader had taken it.
 * - A job that runs longer than the deadline is *stuck*: readers_overdue tells so
 *   once.  Nothing can interrupt it.  Its reader is left alone and another one
 *   takes its place, up to `bound` threads in all.  When it does return it
 *   comes back as any other, with `late` set.
 * - Readers that are not stuck are never more than `workers`; a pool
 *   that was given no job has no thread.
 * - No call waits for a job but readers_wait, and that no longer than it is told.
 * - A deadline is noticed by the owner's own calls: readers_wait sleeps no longer than
 *   the next one can be away, readers_submit and readers_overdue look.
 *
 * All calls come from one thread at a time, the owner's; run, and nothing else, runs in
 * a reader, with all signals blocked and a stack of READERS_STACK bytes: no
 * large arrays there.
 */
#ifndef CTOP_COLLECT_READERS_H
#define CTOP_COLLECT_READERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define READERS_STACK	    (128 * 1024)
#define READERS_WORKERS	    2
#define READERS_BOUND	    64
#define READERS_DEADLINE_NS UINT64_C(100000000)

/* What is asked first is read first; within one of these, in order of submission. */
enum job_priority { JOB_ASKED, JOB_SHOWN, JOB_NEEDED, JOB_REST, JOB_PRIORITIES };

struct job {
	void (*run)(struct job *);
	struct job *next;    /* of the list it is submitted in, or comes back in */
	uint64_t cost_ns;    /* CPU time of the reader while it ran */
	uint64_t elapsed_ns; /* time it took */
	bool late;	     /* it was stuck, and returned after all */
};

struct readers;

struct readers_options {
	unsigned workers;     /* 0: READERS_WORKERS */
	unsigned bound;	      /* 0: READERS_BOUND; never less than workers */
	uint64_t deadline_ns; /* 0: READERS_DEADLINE_NS */
	/*
	 * Called by a reader when the list of finished jobs is no longer empty; NULL: nobody
	 * has to know.  Called under the pool's lock: it must not wait and
	 * not call the pool (write to an eventfd).  Never called after readers_close.
	 */
	void (*wake)(void *);
	void *wake_argument;
};

struct readers_counts {
	unsigned threads;	  /* readers alive, stuck ones too */
	unsigned stuck;		  /* of them, in a call that has not answered */
	unsigned busy;		  /* of them, in a call that is within its deadline */
	size_t queued;		  /* jobs no reader has taken yet */
	size_t finished;	  /* jobs done that wait for readers_finished */
	uint64_t jobs, late;	  /* so far: returned, and returned after being stuck */
	uint64_t overdue;	  /* so far: marked stuck */
	uint64_t cpu_ns, real_ns; /* so far: in jobs that returned */
};

/* An empty pool.  Starts no thread. */
struct readers *readers_open(const struct readers_options *);

/*
 * Hands in a list of jobs (next; NULL ends it) of one priority, under one lock and with one
 * wake.  False, and nothing was taken, when there is no reader that could run
 * them: all `bound` are stuck, or no thread can be had.
 */
bool readers_submit(struct readers *, struct job *list, enum job_priority);

/* The jobs that are done, in the order they were; NULL: none. */
struct job *readers_finished(struct readers *);

/* Takes back the jobs that no reader has taken, in the order they would have run. */
struct job *readers_withdraw(struct readers *);

/*
 * Jobs that became stuck since the last call, at most `room`; starts the readers that
 * replace theirs.  The jobs still belong to the pool: only their address may be used.
 */
size_t readers_overdue(struct readers *, struct job **, size_t room);

/*
 * Waits until `count` finished jobs wait to be taken, nothing is on its
 * way any more, or the monotonic clock (clock_now) reads until_ns.  With READERS_ALL:
 * until everything that is not stuck has finished.  Deadlines pass meanwhile
 * and readers are replaced: call readers_overdue after it.  Returns how many are finished.
 */
#define READERS_ALL SIZE_MAX
size_t readers_wait(struct readers *, size_t count, uint64_t until_ns);

void readers_count(struct readers *, struct readers_counts *);

/*
 * Ends the pool.  Jobs not taken by a reader are dropped; readers that are idle or within
 * their deadline are waited for; stuck ones are left where they are.
 * True: all ended, everything of the owner may be freed.  False: readers are left behind, and
 * with them the jobs they run and what those touch must stay in memory until the
 * process ends; the pool itself goes when the last of them returns.
 */
bool readers_close(struct readers *);

#endif
