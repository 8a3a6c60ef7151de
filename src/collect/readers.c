#include "readers.h"

#include "../compat.h"
#include "../thread.h"

enum reader_state {
	READER_NONE,  /* the slot is free */
	READER_LIVE,  /* a thread runs */
	READER_ENDED, /* it is about to be gone: to be joined */
};

struct reader {
	struct readers *pool;
	pthread_t thread;
	enum reader_state state;
	struct job *job;     /* that it runs; NULL: it waits for one */
	uint64_t started_ns; /* when it took the job */
	bool stuck;	     /* past the deadline */
	bool told;	     /* readers_overdue said so */
};

/* Jobs, first in first out. */
struct job_list {
	struct job *head, **tail;
};

struct readers {
	pthread_mutex_t lock;
	pthread_cond_t work;	 /* readers: there is a job, or the end */
	pthread_cond_t progress; /* the owner, while it waits */
	struct readers_options options;
	struct job_list queue[JOB_PRIORITIES];
	struct job_list finished;
	size_t waited; /* the owner sleeps until this many are finished; 0: it does not */
	bool closing;
	struct readers_counts counts;
	struct reader reader[]; /* options.bound */
};

static void
list_init(struct job_list *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

static void
list_append(struct job_list *list, struct job *job)
{
	job->next = NULL;
	*list->tail = job;
	list->tail = &job->next;
}

static struct job *
list_take(struct job_list *list)
{
	struct job *job = list->head;

	list->head = job->next;
	if (list->head == NULL)
		list->tail = &list->head;
	return job;
}

/* All of it, and the list is empty. */
static struct job *
list_take_all(struct job_list *list)
{
	struct job *head = list->head;

	list_init(list);
	return head;
}

struct readers *
readers_open(const struct readers_options *options)
{
	unsigned workers = options->workers ? options->workers : READERS_WORKERS;
	unsigned bound = options->bound ? options->bound : READERS_BOUND;
	struct readers *pool;

	if (bound < workers)
		bound = workers;
	pool = xcalloc(1, sizeof(*pool) + bound * sizeof(pool->reader[0]));
	pool->options = *options;
	pool->options.workers = workers;
	pool->options.bound = bound;
	if (pool->options.deadline_ns == 0)
		pool->options.deadline_ns = READERS_DEADLINE_NS;
	/* Added to a time it must not wrap. */
	if (pool->options.deadline_ns > UINT64_MAX / 2)
		pool->options.deadline_ns = UINT64_MAX / 2;
	for (size_t i = 0; i < JOB_PRIORITIES; i++)
		list_init(&pool->queue[i]);
	list_init(&pool->finished);
	if (pthread_mutex_init(&pool->lock, NULL) != 0 ||
	    pthread_cond_init(&pool->work, NULL) != 0 || thread_cond_init(&pool->progress) != 0)
		die("cannot make reader threads");
	return pool;
}

static void
pool_free(struct readers *pool)
{
	pthread_cond_destroy(&pool->progress);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

/*
 * The readers.  Everything below here is called with the lock held, but for
 * the job itself.
 */

/* Nothing that is not stuck is queued or running: READERS_ALL has them all. */
static bool
pool_quiet(const struct readers *pool)
{
	const struct readers_counts *c = &pool->counts;

	return c->busy == 0 && (c->queued == 0 || c->stuck == c->threads);
}

static bool
wait_is_over(const struct readers *pool, size_t count)
{
	const struct readers_counts *c = &pool->counts;

	if (count == READERS_ALL)
		return pool_quiet(pool);
	return c->finished >= count || (c->queued == 0 && c->busy == 0 && c->stuck == 0);
}

static struct job *
reader_next(struct readers *pool)
{
	for (size_t i = 0; i < JOB_PRIORITIES; i++)
		if (pool->queue[i].head != NULL) {
			pool->counts.queued--;
			return list_take(&pool->queue[i]);
		}
	return NULL;
}

/* The job has returned: gives it back, and the reader may take another. */
static void
reader_hand_in(struct reader *reader, uint64_t now, uint64_t cost)
{
	struct readers *pool = reader->pool;
	struct readers_counts *c = &pool->counts;
	struct job *job = reader->job;

	job->cost_ns = cost;
	job->elapsed_ns = now - reader->started_ns;
	job->late = reader->stuck;
	if (reader->stuck) {
		c->stuck--;
		c->late++;
	} else
		c->busy--;
	c->jobs++;
	c->cpu_ns += cost;
	c->real_ns += job->elapsed_ns;
	reader->job = NULL;
	reader->stuck = reader->told = false;
	list_append(&pool->finished, job);
	if (c->finished++ == 0 && pool->options.wake != NULL && !pool->closing)
		pool->options.wake(pool->options.wake_argument);
}

/* Waits for a job; *slept tells if it had to.  NULL: this reader is not needed any more. */
static struct job *
reader_take(struct reader *reader, bool *slept)
{
	struct readers *pool = reader->pool;
	const struct readers_counts *c = &pool->counts;
	struct job *job = NULL;

	*slept = false;
	while (!pool->closing && c->threads - c->stuck <= pool->options.workers &&
	    (job = reader_next(pool)) == NULL) {
		*slept = true;
		pthread_cond_wait(&pool->work, &pool->lock);
	}
	return job;
}

/* The thread ends; returns whether it is the last that knows the pool. */
static bool
reader_leave(struct reader *reader)
{
	struct readers *pool = reader->pool;
	bool last;

	pool->counts.threads--;
	/* A reader that close left behind is detached: nobody joins it. */
	last = pool->closing && reader->state == READER_NONE && pool->counts.threads == 0;
	if (reader->state == READER_LIVE)
		reader->state = READER_ENDED;
	pthread_cond_signal(&pool->progress);
	return last;
}

static void *
reader_main(void *argument)
{
	struct reader *reader = argument;
	struct readers *pool = reader->pool;
	uint64_t now = clock_now(), cpu = clock_thread_cpu(), cpu_before;
	bool slept, last;

	pthread_mutex_lock(&pool->lock);
	while ((reader->job = reader_take(reader, &slept)) != NULL) {
		/*
		 * The clock of CPU time is a system call: between jobs in a row it is
		 * read once, and what the pool costs is in the cost of the jobs.
		 */
		if (slept) {
			now = clock_now();
			cpu = clock_thread_cpu();
		}
		pool->counts.busy++;
		reader->started_ns = now;
		pthread_mutex_unlock(&pool->lock);
		reader->job->run(reader->job);
		cpu_before = cpu;
		cpu = clock_thread_cpu();
		now = clock_now();
		pthread_mutex_lock(&pool->lock);
		reader_hand_in(reader, now, cpu - cpu_before);
		if (pool->waited != 0 && wait_is_over(pool, pool->waited))
			pthread_cond_signal(&pool->progress);
	}
	last = reader_leave(reader);
	pthread_mutex_unlock(&pool->lock);
	if (last)
		pool_free(pool);
	return NULL;
}

/* One more reader, if a slot and a thread can be had. */
static bool
pool_grow(struct readers *pool)
{
	for (unsigned i = 0; i < pool->options.bound; i++) {
		struct reader *reader = &pool->reader[i];

		if (reader->state == READER_LIVE)
			continue;
		/* It holds nothing and waits for nothing: this returns at once. */
		if (reader->state == READER_ENDED)
			pthread_join(reader->thread, NULL);
		*reader = (struct reader){.pool = pool};
		if (thread_start(&reader->thread, READERS_STACK, reader_main, reader) != 0)
			return false;
		reader->state = READER_LIVE;
		pool->counts.threads++;
		return true;
	}
	return false;
}

/* As many readers as there is work for. */
static void
pool_staff(struct readers *pool)
{
	const struct readers_counts *c = &pool->counts;

	/* A reader that is neither stuck nor busy will take one, also if it only just starts. */
	while (c->queued > c->threads - c->stuck - c->busy &&
	    c->threads - c->stuck < pool->options.workers)
		if (!pool_grow(pool))
			break;
}

/*
 * Marks what is past its deadline and replaces its reader.  Returns when to look
 * again; UINT64_MAX: nothing can be overdue by then.
 */
static uint64_t
pool_mark(struct readers *pool, uint64_t now)
{
	uint64_t next = UINT64_MAX;

	for (unsigned i = 0; pool->counts.busy > 0 && i < pool->options.bound; i++) {
		struct reader *reader = &pool->reader[i];
		uint64_t due = reader->started_ns + pool->options.deadline_ns;

		if (reader->state != READER_LIVE || reader->job == NULL || reader->stuck)
			continue;
		if (now < due) {
			if (due < next)
				next = due;
			continue;
		}
		reader->stuck = true;
		pool->counts.busy--;
		pool->counts.stuck++;
		pool->counts.overdue++;
	}
	pool_staff(pool);
	/* A reader that takes a job while the owner sleeps does not tell. */
	if (pool->counts.queued > 0 && now + pool->options.deadline_ns < next)
		next = now + pool->options.deadline_ns;
	return next;
}

/*
 * The owner's calls.
 */

bool
readers_submit(struct readers *pool, struct job *list, enum job_priority priority)
{
	struct job_list *queue = &pool->queue[priority];
	size_t count = 0;
	bool taken;

	if (list == NULL)
		return true;
	pthread_mutex_lock(&pool->lock);
	pool_mark(pool, clock_now());
	/* One that is not stuck must be there, or come. */
	taken = pool->counts.threads > pool->counts.stuck || pool_grow(pool);
	if (taken) {
		for (struct job *job = list, *next; job != NULL; job = next) {
			next = job->next;
			job->late = false;
			list_append(queue, job);
			count++;
		}
		pool->counts.queued += count;
		pool_staff(pool);
		if (count == 1)
			pthread_cond_signal(&pool->work);
		else
			pthread_cond_broadcast(&pool->work);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

struct job *
readers_finished(struct readers *pool)
{
	struct job *list;

	pthread_mutex_lock(&pool->lock);
	list = list_take_all(&pool->finished);
	pool->counts.finished = 0;
	pthread_mutex_unlock(&pool->lock);
	return list;
}

struct job *
readers_withdraw(struct readers *pool)
{
	struct job_list all;
	struct job *job;

	list_init(&all);
	pthread_mutex_lock(&pool->lock);
	while ((job = reader_next(pool)) != NULL)
		list_append(&all, job);
	pthread_mutex_unlock(&pool->lock);
	return all.head;
}

size_t
readers_overdue(struct readers *pool, struct job **jobs, size_t room)
{
	size_t count = 0;

	pthread_mutex_lock(&pool->lock);
	pool_mark(pool, clock_now());
	for (unsigned i = 0; i < pool->options.bound && count < room; i++) {
		struct reader *reader = &pool->reader[i];

		if (reader->stuck && !reader->told) {
			reader->told = true;
			jobs[count++] = reader->job;
		}
	}
	pthread_mutex_unlock(&pool->lock);
	return count;
}

size_t
readers_wait(struct readers *pool, size_t count, uint64_t until_ns)
{
	uint64_t now, next;
	size_t finished;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		now = clock_now();
		next = pool_mark(pool, now);
		if (now >= until_ns || wait_is_over(pool, count))
			break;
		pool->waited = count;
		thread_wait(&pool->progress, &pool->lock, next < until_ns ? next : until_ns);
		pool->waited = 0;
	}
	finished = pool->counts.finished;
	pthread_mutex_unlock(&pool->lock);
	return finished;
}

void
readers_count(struct readers *pool, struct readers_counts *counts)
{
	pthread_mutex_lock(&pool->lock);
	*counts = pool->counts;
	pthread_mutex_unlock(&pool->lock);
}

bool
readers_close(struct readers *pool)
{
	struct readers_counts *c = &pool->counts;
	unsigned left = 0;

	pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	for (size_t i = 0; i < JOB_PRIORITIES; i++)
		list_init(&pool->queue[i]);
	c->queued = 0;
	pthread_cond_broadcast(&pool->work);
	while (c->threads > c->stuck) {
		uint64_t next = pool_mark(pool, clock_now());

		if (c->threads > c->stuck)
			thread_wait(&pool->progress, &pool->lock, next);
	}
	for (unsigned i = 0; i < pool->options.bound; i++) {
		struct reader *reader = &pool->reader[i];

		if (reader->state == READER_ENDED)
			pthread_join(reader->thread, NULL);
		else if (reader->state == READER_LIVE) {
			pthread_detach(reader->thread);
			left++;
		}
		reader->state = READER_NONE;
	}
	pthread_mutex_unlock(&pool->lock);
	if (left == 0)
		pool_free(pool);
	return left == 0;
}
