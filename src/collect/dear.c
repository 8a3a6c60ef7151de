/*
 * The dear facts of a pass: what only readers may ask.
 *
 * Texts are asked for when they are missing; footprints when dear_plan.c says so.  Both
 * wishes for one process travel in one job.
 */
#include <stdlib.h>

#include "../compat.h"
#include "collector.h"

/*
 * Jobs under way at once.  The schedule chooses once a tick, so that this bounds how many
 * footprints a tick can renew; a job that only brings a footprint takes half a kilobyte.
 */
#define FLYING_MAX 2048
/* Batch asks as it goes: enough to keep readers busy, few enough to hold their processes. */
#define FLYING_BATCH 256
/* An arena that grew beyond this for one huge environment is not kept. */
#define ARENA_KEEP ((size_t)64 * 1024)

struct dear_job {
	struct job job; /* first: the pool hands this back */
	struct collector *c;
	struct kept *kept;
	struct proc row;
	struct proc_footprint footprint_facts; /* the row's */
	struct arena arena;
	struct held held; /* the process, pinned by the tick already */
	bool pinned;
	uint64_t groups;
	bool footprint;	       /* chosen by the schedule */
	uint32_t given_up;     /* the collector's count when it was asked */
	struct inside *inside; /* to be filled; NULL: not asked for */
	enum fact inside_known;
	struct dear_job *next_spare, *next_made;
};

static struct dear_job *
job_of(struct job *job)
{
	return (struct dear_job *)(void *)job;
}

/* In a reader: nothing but the driver, the job's own row and arena. */
static void
dear_run(struct job *job)
{
	struct dear_job *j = job_of(job);
	const struct collector *c = j->c;
	struct oneshot o;

	enum fact held = FACT_OK;

	if (j->pinned) {
		oneshot_adopt(&o, c->driver, &j->held, &j->row, &j->arena);
		/* This lets go of it, whether anybody takes the job or not. */
		j->pinned = false;
	} else {
		held = oneshot_open(&o, c->driver, c->machine, &j->row, &j->arena, NULL);
	}
	o.stats = c->timed ? c->stats : NULL;
	oneshot_read(&o, j->groups, ONESHOT_BLOCKS);
	if (j->inside != NULL)
		j->inside_known =
		    held == FACT_OK ? inside_read(j->inside, c->driver, &o.held) : held;
	oneshot_close(&o);
}

void
dear_wake(void *argument)
{
	struct collector *c = argument;

	pthread_mutex_lock(&c->wake_lock);
	if (c->wake != NULL)
		c->wake(c->wake_argument);
	pthread_mutex_unlock(&c->wake_lock);
}

void
collector_on_arrival(struct collector *c, void (*wake)(void *), void *argument)
{
	pthread_mutex_lock(&c->wake_lock);
	c->wake_argument = argument;
	c->wake = wake;
	pthread_mutex_unlock(&c->wake_lock);
}

void
dear_open(struct collector *c)
{
	const struct readers_options options = {.wake = dear_wake, .wake_argument = c};

	pthread_mutex_init(&c->wake_lock, NULL);
	c->readers = readers_open(&options);
	for (size_t i = 0; i < JOB_PRIORITIES; i++)
		c->tail[i] = &c->queued[i];
}

bool
dear_close(struct collector *c)
{
	if (!readers_close(c->readers))
		return false;
	/* Wherever they were: queued, brought back and not looked at, to be used again. */
	while (c->made != NULL) {
		struct dear_job *j = c->made;
		c->made = j->next_made;
		if (j->pinned)
			c->driver->drop(&j->held);
		inside_unref(j->inside);
		arena_free(&j->arena);
		free(j);
	}
	focus_forget(c);
	pthread_mutex_destroy(&c->wake_lock);
	footprint_close(&c->footprint);
	free(c->wants);
	return true;
}

static struct dear_job *
job_new(struct collector *c, struct kept *kept, const struct proc *row)
{
	struct dear_job *j = c->spare;

	if (j != NULL) {
		c->spare = j->next_spare;
	} else {
		j = xcalloc(1, sizeof(*j));
		j->next_made = c->made;
		c->made = j;
	}
	if (j->arena.total > ARENA_KEEP)
		arena_free(&j->arena);
	arena_reset(&j->arena);
	memset(&j->job, 0, sizeof(j->job));
	memset(&j->row, 0, sizeof(j->row));
	j->job.run = dear_run;
	j->c = c;
	j->kept = kept;
	j->groups = 0;
	j->footprint = false;
	j->pinned = false;
	memset(&j->footprint_facts, 0, sizeof(j->footprint_facts));
	j->row.footprint = &j->footprint_facts;
	j->given_up = c->given_up;
	j->row.id = row->id;
	j->row.tgid = row->tgid;
	j->row.thread = row->thread;
	j->row.kernel = row->kernel;
	/* These tell whether it has an address space. */
	j->row.status = row->status;
	j->row.known[PG_STATUS] = row->known[PG_STATUS];
	j->row.num_threads = row->num_threads;
	j->row.known[PG_THREADS] = row->known[PG_THREADS];
	j->row.euid = row->euid;
	j->row.known[PG_OWNER] = row->known[PG_OWNER];
	return j;
}

bool
dear_takes(const struct collector *c, const struct kept *kept)
{
	return !kept->flying && (kept->job != NULL || c->flying < FLYING_MAX);
}

void
dear_ask(struct collector *c, struct kept *kept, const struct proc *row, uint64_t groups,
    enum job_priority priority, struct oneshot *batch)
{
	struct dear_job *j = kept->job;

	/* What comes back makes room, and is looked at: it is asked for again then. */
	if (!dear_takes(c, kept))
		return;
	if (j == NULL) {
		c->flying++;
		j = job_new(c, kept, row);
		kept->job = j;
		j->job.next = NULL;
		*c->tail[priority] = &j->job;
		c->tail[priority] = &j->job.next;
	}
	if (batch != NULL && !j->pinned)
		j->pinned = oneshot_release(batch, &j->held);
	j->footprint |= (groups & PG_FOOTPRINT_MASK) != 0;
	j->groups |= groups;
	kept->job_groups = j->groups;
}

bool
dear_ask_inside(struct collector *c, struct kept *kept, const struct proc *row,
    enum inside_kind kind)
{
	/* What a footprint costs must not be mixed with this. */
	if (kept->job != NULL)
		return false;
	dear_ask(c, kept, row, 0, JOB_ASKED, NULL);
	if (kept->job == NULL)
		return false;
	kept->job->inside = inside_new(kind);
	return true;
}

/* The job was not begun, or has been: its place is free again. */
static void
job_done(struct collector *c, struct dear_job *j)
{
	struct kept *kept = j->kept;

	kept->job = NULL;
	kept->job_groups = 0;
	kept->flying = false;
	c->stuck -= kept->stuck;
	kept->stuck = false;
	c->flying--;
	inside_unref(j->inside);
	j->inside = NULL;
	c->hopeless -= j->given_up != c->given_up;
	j->next_spare = c->spare;
	c->spare = j;
}

static void
list_refused(struct collector *c, struct job *list)
{
	struct job *next;

	for (; list != NULL; list = next) {
		struct dear_job *j = job_of(list);
		next = list->next;
		if (j->footprint)
			footprint_withdraw(&c->footprint, &j->kept->footprint->state);
		if (j->pinned)
			c->driver->drop(&j->held);
		j->pinned = false;
		if (j->inside != NULL)
			focus_take(c, j->row.id, NULL, FACT_UNREAD, 0, 0);
		job_done(c, j);
	}
}

void
dear_submit(struct collector *c)
{
	for (size_t i = 0; i < JOB_PRIORITIES; i++) {
		struct job *list = c->queued[i];
		if (list == NULL)
			continue;
		c->queued[i] = NULL;
		c->tail[i] = &c->queued[i];
		for (struct job *job = list; job != NULL; job = job->next)
			job_of(job)->kept->flying = true;
		if (!readers_submit(c->readers, list, (enum job_priority)i))
			list_refused(c, list);
	}
}

static void
job_take(struct collector *c, struct dear_job *j, uint64_t now)
{
	struct kept *kept = j->kept;

	/* A reading that found what was known is no reason to draw again; its age can wait. */
	bool news = kept_store(kept, &j->row, j->groups, now);
	if (news)
		kept->brought_tick = c->tick;
	c->arrived |= news || kept->stuck || j->inside != NULL;
	if (j->job.late)
		c->vain_since = now;
	if (j->footprint)
		footprint_done(&c->footprint, &kept->footprint->state, j->row.known[PG_USS],
		    j->row.known[PG_USS] == FACT_OK ? j->row.footprint->uss : 0, j->job.cost_ns,
		    now);
	if (j->inside != NULL)
		focus_take(c, j->row.id, j->inside, j->inside_known, j->job.cost_ns, now);
	job_done(c, j);
}

size_t
dear_take(struct collector *c, uint64_t now)
{
	struct job *overdue[READERS_BOUND];
	struct job *list, *next;
	size_t n, total = 0;

	for (list = readers_finished(c->readers); list != NULL; list = next) {
		next = list->next;
		job_take(c, job_of(list), now);
	}
	while ((n = readers_overdue(c->readers, overdue, READERS_BOUND)) > 0) {
		for (size_t i = 0; i < n; i++) {
			struct dear_job *j = job_of(overdue[i]);
			j->kept->stuck = true;
			c->stuck++;
			if (j->footprint)
				footprint_stuck(&c->footprint, &j->kept->footprint->state);
		}
		c->arrived = true;
		total += n;
	}
	return total;
}

/* Nobody waits for what is under way now again; it may come back all the same. */
static void
give_up(struct collector *c)
{
	c->given_up++;
	c->hopeless = c->flying;
}

/*
 * Everything that was asked has come back but for what is stuck: who answers is waited for,
 * however many they are, and nobody takes longer than the deadline.
 */
static void
await_answers(struct collector *c)
{
	const uint64_t start = clock_now();

	dear_submit(c);
	readers_wait(c->readers, READERS_ALL, UINT64_MAX);
	if (dear_take(c, clock_now()) > 0 && c->vain_since == 0)
		c->vain_since = start;
}

void
dear_wait(struct collector *c, double patience)
{
	const uint64_t span = patience > 0 ? (uint64_t)(patience * 1e9) : 0;

	await_answers(c);
	while (c->flying > c->hopeless) {
		/* What is stuck by the deadline of the screen may only be slow. */
		uint64_t since = c->vain_since != 0 ? c->vain_since : clock_now();
		if (readers_wait(c->readers, 1, since + span) > 0)
			await_answers(c);
		else
			give_up(c);
	}
}

bool
collector_waits(const struct collector *c)
{
	return c->flying > c->stuck || mounts_waiting(&c->mounts) || services_waiting(&c->services);
}

void
dear_make_room(struct pass *p)
{
	if (p->d->wait && p->c->flying - p->c->stuck >= FLYING_BATCH)
		await_answers(p->c);
}

void
dear_costs(const struct collector *c, struct costs *costs)
{
	struct readers_counts counts;

	readers_count(c->readers, &counts);
	costs->tick_ns = c->tick_cost_ns;
	costs->readers_ns = counts.cpu_ns;
	costs->readers = counts.threads;
	costs->stuck = counts.stuck;
	costs->jobs = c->flying;
	costs->footprints = c->footprint.stats.readings;
	costs->footprints_waiting = c->footprint.stats.waiting;
}
