#include <pthread.h>
#include <stdlib.h>

#include "../compat.h"
#include "collector.h"

#define SPARES 1 /* beside the one that is drawn and the one being made */

/*
 * Snapshots that nobody holds any more, with their memory, for the next tick.
 * The pool goes when the collector has closed it and the last snapshot has come
 * back.
 */
struct snapshot_pool {
	pthread_mutex_t lock;
	struct snapshot *spare[SPARES];
	size_t nspare, out;
	bool closed;
};

struct snapshot_pool *
snapshot_pool_open(void)
{
	struct snapshot_pool *pool = xcalloc(1, sizeof(*pool));

	pthread_mutex_init(&pool->lock, NULL);
	return pool;
}

static void
snapshot_destroy(struct snapshot *s)
{
	arena_free(&s->arena);
	free(s->procs);
	free(s);
}

static void
pool_destroy(struct snapshot_pool *pool)
{
	while (pool->nspare > 0)
		snapshot_destroy(pool->spare[--pool->nspare]);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void
snapshot_pool_close(struct snapshot_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->closed = true;
	bool last = pool->out == 0;
	pthread_mutex_unlock(&pool->lock);
	if (last)
		pool_destroy(pool);
}

struct snapshot *
snapshot_new(struct snapshot_pool *pool)
{
	struct snapshot *s = NULL;

	pthread_mutex_lock(&pool->lock);
	pool->out++;
	if (pool->nspare > 0)
		s = pool->spare[--pool->nspare];
	pthread_mutex_unlock(&pool->lock);
	if (s == NULL) {
		s = xcalloc(1, sizeof(*s));
		arena_init(&s->arena);
	}
	s->references = 1;
	s->pool = pool;
	return s;
}

/* Everything but the memory that is used again. */
static void
snapshot_forget(struct snapshot *s)
{
	struct proc *procs = s->procs;
	size_t room = s->room;
	struct arena arena = s->arena;

	inside_unref(s->inside);
	arena_reset(&arena);
	memset(s, 0, sizeof(*s));
	s->procs = procs;
	s->room = room;
	s->arena = arena;
}

const struct snapshot *
snapshot_ref(const struct snapshot *s)
{
	atomic_fetch_add_explicit(&((struct snapshot *)(uintptr_t)s)->references, 1,
	    memory_order_relaxed);
	return s;
}

void
snapshot_unref(const struct snapshot *held)
{
	struct snapshot *s = (struct snapshot *)(uintptr_t)held;

	if (s == NULL || atomic_fetch_sub_explicit(&s->references, 1, memory_order_acq_rel) != 1)
		return;
	struct snapshot_pool *pool = s->pool;
	snapshot_forget(s);
	pthread_mutex_lock(&pool->lock);
	pool->out--;
	bool keep = !pool->closed && pool->nspare < SPARES;
	if (keep)
		pool->spare[pool->nspare++] = s;
	bool last = pool->closed && pool->out == 0;
	pthread_mutex_unlock(&pool->lock);
	if (!keep)
		snapshot_destroy(s);
	if (last)
		pool_destroy(pool);
}

const void *
snapshot_rows(const struct snapshot *s, const struct table *table, size_t *count)
{
	if (table == &net_table) {
		*count = s->nnets;
		return s->nets;
	}
	if (table == &disk_table) {
		*count = s->ndisks;
		return s->disks;
	}
	if (table == &service_table) {
		*count = s->nservices;
		return s->services;
	}
	*count = s->nprocs;
	return s->procs;
}

enum fact
snapshot_known(const struct snapshot *s, const struct table *table)
{
	if (table == &net_table)
		return s->nets_known;
	if (table == &service_table)
		return s->services_known;
	return table == &disk_table ? s->disks_known : s->listed;
}

const char *
snapshot_note(const struct snapshot *s, const struct table *table)
{
	return table == &service_table ? s->services_note : NULL;
}

bool
collector_has(const struct collector *c, const struct table *table)
{
	if (table == &net_table)
		return c->driver->nets != NULL;
	if (table == &service_table)
		return c->driver->services != NULL;
	return table != &disk_table || c->driver->disks != NULL;
}

const struct proc *
snapshot_find(const struct snapshot *s, struct proc_id id)
{
	for (size_t i = 0; i < s->nprocs; i++) {
		if (s->procs[i].id.pid == id.pid && s->procs[i].id.start == id.start)
			return &s->procs[i];
	}
	return NULL;
}
