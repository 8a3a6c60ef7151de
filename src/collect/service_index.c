#include "service_index.h"

#include <string.h>

#include "../arena.h"
#include "../hash.h"

const struct service_sum service_sums[SERVICE_SUMS] = {
    {VG_CPU_PERCENT, PG_CPU_PERCENT},
    {VG_THREADS, PG_THREADS},
    {VG_RSS, PG_MEMORY},
    {VG_USS, PG_USS},
    {VG_PSS, PG_PSS},
};

/* What a service is looked up by. */
enum way { BY_PID, BY_NAME, BY_CGROUP, WAYS };

/*
 * Chains of rows by hash.  next of a row is at [way * count + row].  Rows are put in from the last
 * to the first: chains are in their order.
 */
struct service_index {
	const struct service *rows;
	size_t count;
	uint32_t *slots, *next;
	size_t nslots;	 /* of each way; a power of two */
	uint32_t *found; /* of the process asked for last */
	uint32_t *mark;	 /* by row: when it was found last */
	uint32_t asked;
};

static uint64_t
hash_text(const char *text, size_t len)
{
	uint64_t hash = hash_bytes(HASH_START, text, len);

	return hash ^ hash >> 32;
}

static uint64_t
hash_pid(int64_t pid)
{
	uint64_t hash = (uint64_t)pid * UINT64_C(0x9e3779b97f4a7c15);

	return hash ^ hash >> 32;
}

static void
put(struct service_index *x, enum way way, size_t row, uint64_t hash)
{
	uint32_t *slot = &x->slots[(size_t)way * x->nslots + (hash & (x->nslots - 1))];

	x->next[(size_t)way * x->count + row] = *slot;
	*slot = (uint32_t)row;
}

/* The root is everybody's. */
static bool
has_cgroup(const struct service *row)
{
	return row->known[VG_CGROUP] == FACT_OK && row->cgroup != NULL && strlen(row->cgroup) > 1;
}

static bool
has_pid(const struct service *row)
{
	return row->known[VG_PID] == FACT_OK && row->pid != 0;
}

struct service_index *
service_index_make(const struct service *rows, size_t count, struct arena *arena)
{
	struct service_index *x = arena_zero(arena, sizeof(*x));

	x->rows = rows;
	x->count = count;
	for (x->nslots = 16; x->nslots < count;)
		x->nslots *= 2;
	x->slots = arena_alloc(arena, WAYS * x->nslots * sizeof(*x->slots));
	memset(x->slots, 0xFF, WAYS * x->nslots * sizeof(*x->slots));
	x->next = arena_array(arena, WAYS * count, sizeof(*x->next));
	x->found = arena_array(arena, count, sizeof(*x->found));
	x->mark = arena_array(arena, count, sizeof(*x->mark));
	for (size_t i = count; i-- > 0;) {
		const struct service *row = &rows[i];

		put(x, BY_NAME, i, hash_text(row->name, strlen(row->name)));
		if (has_pid(row))
			put(x, BY_PID, i, hash_pid(row->pid));
		if (has_cgroup(row))
			put(x, BY_CGROUP, i, hash_text(row->cgroup, strlen(row->cgroup)));
	}
	return x;
}

static uint32_t
first(const struct service_index *x, enum way way, uint64_t hash)
{
	return x->slots[(size_t)way * x->nslots + (hash & (x->nslots - 1))];
}

static uint32_t
after(const struct service_index *x, enum way way, uint32_t at)
{
	return x->next[(size_t)way * x->count + at];
}

uint32_t
service_index_pid(const struct service_index *x, int64_t pid)
{
	uint32_t at = first(x, BY_PID, hash_pid(pid));

	while (at != SERVICE_NONE && x->rows[at].pid != pid)
		at = after(x, BY_PID, at);
	return at;
}

uint32_t
service_index_next(const struct service_index *x, uint32_t at)
{
	int64_t pid = x->rows[at].pid;

	do
		at = after(x, BY_PID, at);
	while (at != SERVICE_NONE && x->rows[at].pid != pid);
	return at;
}

static void
note(struct service_index *x, uint32_t at, uint32_t *count)
{
	if (x->mark[at] == x->asked)
		return;
	x->mark[at] = x->asked;
	x->found[(*count)++] = at;
}

static void
find_text(struct service_index *x, enum way way, const char *text, size_t len, uint32_t *count)
{
	uint32_t at = first(x, way, hash_text(text, len));

	for (; at != SERVICE_NONE; at = after(x, way, at)) {
		const char *have = way == BY_NAME ? x->rows[at].name : x->rows[at].cgroup;
		if (strncmp(have, text, len) == 0 && have[len] == '\0')
			note(x, at, count);
	}
}

uint32_t *
service_index_of(struct service_index *x, const struct proc *row, uint32_t *count)
{
	const struct proc_more *more = row->more;

	*count = 0;
	x->asked++;
	for (uint32_t at = service_index_pid(x, row->tgid); at != SERVICE_NONE;
	     at = service_index_next(x, at))
		note(x, at, count);
	if (more != NULL && row->known[PG_SERVICE] == FACT_OK && more->service != NULL)
		find_text(x, BY_NAME, more->service, strlen(more->service), count);
	if (more == NULL || row->known[PG_CGROUP] != FACT_OK || more->cgroup == NULL)
		return x->found;
	/* Its group, and each that is above it. */
	for (size_t len = strlen(more->cgroup); len > 1; len--)
		if (more->cgroup[len] == '\0' || more->cgroup[len] == '/')
			find_text(x, BY_CGROUP, more->cgroup, len, count);
	return x->found;
}
