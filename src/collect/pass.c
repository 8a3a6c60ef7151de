#include <stdlib.h>

#include "../compat.h"
#include "collector.h"
#include "rows.h"

/* Identity and what every pass needs to know of a row, in one source wherever there is one. */
#define IDENTITY (PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_KIND))

/* What tells the footprint schedule that a process has changed. */
#define SIGNS (PG_BIT(PG_CPU) | PG_BIT(PG_FAULTS) | PG_BIT(PG_MEMORY) | PG_BIT(PG_PPID))

/* Readings that are back so soon are in the tick's own picture, not in an amendment of it. */
#define GRACE_NS UINT64_C(4000000)

/*
 * While the window moves, rows are read this far around it, so that the next page is known
 * when it comes.  While it rests nobody pays for that.
 */
#define PAGES_AROUND 1

/* With what these groups are derived from, and without what is not for sources to tell. */
static uint64_t
pass_groups(const struct pass *p, uint64_t groups)
{
	groups |= derive_needs(groups, p->d->memtype);
	if ((groups & PG_FOOTPRINT_MASK) != 0)
		groups |= SIGNS | PG_BIT(PG_STATUS);
	return p->names ? groups & ~PG_BIT(PG_SERVICE) : groups;
}

bool
pass_wants_footprints(const struct pass *p)
{
	uint64_t wanted = p->d->all | p->d->shown | p->all | p->shown;

	if (p->d->focus.id.pid != 0)
		wanted |= p->d->focus.groups;
	return (wanted & PG_FOOTPRINT_MASK) != 0;
}

void
pass_begin(struct pass *p, struct collector *c, const struct demand *d, struct snapshot *s)
{
	memset(p, 0, sizeof(*p));
	p->c = c;
	p->d = d;
	p->s = s;
	p->now = clock_now();
	p->all = d->all | view_groups(&d->view) | IDENTITY;
	if (d->group.field != NULL)
		p->all |= d->group.field->groups | d->sums;
	if (d->tasks)
		p->all |= PG_BIT(PG_STATUS) | PG_BIT(PG_THREADS);
	p->all |= services_begin(p, p->all | d->shown | d->focus.groups);
	if (pass_wants_footprints(p))
		p->all |= SIGNS | PG_BIT(PG_STATUS);
	p->all = pass_groups(p, p->all);
	p->shown = pass_groups(p, d->shown) & ~p->all;
	p->list.arena = &s->arena;
	p->list.rows = s->procs;
	p->list.room = s->room;
}

bool
pass_wants_pid(const struct demand *d, int64_t pid)
{
	if (d->pids == NULL)
		return true;
	for (size_t i = 0; i < d->npids; i++) {
		if (d->pids[i] == pid)
			return true;
	}
	return false;
}

/* Drops rows that nobody asked for before anything is read of them. */
static void
keep_wanted_pids(struct pass *p)
{
	size_t kept = 0;

	if (p->d->pids == NULL || p->joins)
		return;
	for (size_t i = 0; i < p->list.count; i++) {
		if (pass_wants_pid(p->d, p->list.rows[i].id.pid))
			p->list.rows[kept++] = p->list.rows[i];
	}
	p->list.count = kept;
}

/*
 * Was it on screen in the tick before?  Then it will most likely be again: one batch for both
 * demands.
 */
static bool
likely_shown(const struct pass *p, int64_t pid)
{
	if (p->d->count == SIZE_MAX)
		return true;
	const struct kept *kept = kept_find_pid(&p->c->kept, pid);
	return kept != NULL && kept->shown_tick != 0 && kept->shown_tick + 1 >= p->c->tick;
}

/* Appends the threads of a process that was just read. */
static void
list_threads(struct pass *p, size_t index)
{
	struct collector *c = p->c;
	struct proc process = p->list.rows[index];
	struct held held;

	if (c->driver->threads == NULL || process.thread ||
	    (process.known[PG_THREADS] == FACT_OK && process.num_threads < 2) ||
	    c->driver->hold(c->machine, &process, &held) != FACT_OK)
		return;
	c->driver->threads(&held, p->all, &p->list);
	c->driver->drop(&held);
}

static void
read_new_rows(struct pass *p)
{
	size_t kept = 0;

	p->knew_threads = p->c->threads_tick + 1 == p->c->tick;
	for (size_t i = 0; i < p->list.count; i++) {
		struct proc *row = &p->list.rows[i];
		bool shown = likely_shown(p, row->id.pid);
		pass_row_read(p, row, kept, shown ? p->all | p->shown : p->all,
		    shown ? JOB_SHOWN : JOB_NEEDED, true);
		/* It ended between the list and the read: there was no such process. */
		if (row->known[PG_START] == FACT_GONE)
			continue;
		if (kept != i)
			p->list.rows[kept] = *row;
		kept++;
		if (p->d->threads)
			list_threads(p, kept - 1);
	}
	if (p->d->threads)
		p->c->threads_tick = p->c->tick;
	p->list.count = kept;
}

void
pass_read_all(struct pass *p)
{
	struct collector *c = p->c;

	p->listed = p->s->clock_ns;
	if (p->amends) {
		for (size_t i = 0; i < p->list.count; i++)
			pass_row_complete(p, &p->list.rows[i], i, p->all, JOB_NEEDED);
		return;
	}
	p->s->listed = c->driver->list(c->machine, p->all | p->shown, &p->list);
	p->listed = clock_now();
	keep_wanted_pids(p);
	read_new_rows(p);
}

void
pass_await(struct pass *p)
{
	if (!p->d->wait || p->c->flying == 0)
		return;
	dear_wait(p->c, p->d->patience);
	for (size_t i = 0; i < p->list.count; i++) {
		uint64_t awaits = pass_row_awaits(&p->list.rows[i], p->all | p->shown);
		if (awaits != 0 && p->c->of_row[i] != NULL)
			pass_row_reload(p, i, awaits);
	}
}

void
pass_grace(struct pass *p)
{
	struct collector *c = p->c;

	if (p->d->wait || !collector_waits(c))
		return;
	readers_wait(c->readers, READERS_ALL, clock_now() + GRACE_NS);
	dear_take(c, clock_now());
	for (size_t i = 0; c->arrived && i < p->list.count; i++) {
		uint64_t brought = pass_row_brought(p, i);
		if (brought != 0)
			pass_row_reload(p, i, brought);
	}
}

static void
read_shown_row(struct pass *p, uint32_t index, uint64_t groups, bool shown)
{
	struct kept *kept = p->c->of_row[index];

	if (kept != NULL && shown)
		kept->shown_tick = p->c->tick;
	pass_row_complete(p, &p->s->procs[index], index, groups, JOB_SHOWN);
}

static void
find_pinned(struct pass *p)
{
	for (size_t i = 0; i < p->d->npinned; i++) {
		const struct kept *kept = kept_find(&p->c->kept, p->d->pinned[i]);
		if (kept != NULL && kept->tick == p->c->tick && kept->index < p->s->nprocs)
			read_shown_row(p, kept->index, p->all | p->shown, true);
	}
}

void
pass_read_shown(struct pass *p)
{
	const struct order *order = &p->s->order;
	const struct demand *d = p->d;
	size_t first = 0, end = order->count, around = 0;

	if (d->count != SIZE_MAX) {
		if (!d->wait && d->first != p->c->window)
			around = d->count * PAGES_AROUND;
		p->c->window = d->first;
		first = d->first > around ? d->first - around : 0;
		end = d->first + d->count + around;
		if (end > order->count)
			end = order->count;
	}
	for (size_t i = first; i < end; i++) {
		bool inside = i >= d->first && i - d->first < d->count;
		read_shown_row(p, order->rows[i], p->all | p->shown, inside);
	}
	find_pinned(p);
}

static void
read_focus_threads(struct pass *p, const struct proc *process)
{
	struct collector *c = p->c;
	struct snapshot *s = p->s;
	struct proc_list list = {.arena = &s->arena};
	struct held held;
	size_t kept = 0;

	s->threads_known = FACT_NONE;
	if (c->driver->threads == NULL)
		return;
	s->threads_known = c->driver->hold(c->machine, process, &held);
	if (s->threads_known != FACT_OK)
		return;
	s->threads_known = c->driver->threads(&held, p->all, &list);
	c->driver->drop(&held);
	p->knew_threads =
	    id_equal(&c->focus_threads, &process->id) && c->focus_threads_tick + 1 == c->tick;
	c->focus_threads = process->id;
	c->focus_threads_tick = c->tick;
	for (size_t i = 0; i < list.count; i++) {
		struct proc *row = &list.rows[i];
		/* Threads are remembered behind all rows. */
		pass_row_read(p, row, s->nprocs + 1,
		    p->all | PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_CPU), JOB_ASKED, true);
		if (row->known[PG_START] != FACT_GONE)
			list.rows[kept++] = *row;
	}
	s->threads = arena_alloc(&s->arena, kept * sizeof(*s->threads));
	if (kept > 0)
		memcpy(s->threads, list.rows, kept * sizeof(*s->threads));
	s->nthreads = kept;
	free(list.rows);
}

void
pass_read_focus(struct pass *p)
{
	const struct focus *focus = &p->d->focus;
	struct snapshot *s = p->s;

	if (focus->inside == INSIDE_NOTHING)
		focus_forget(p->c);
	if (focus->id.pid == 0)
		return;
	struct kept *kept = kept_find(&p->c->kept, focus->id);
	if (kept == NULL || kept->tick != p->c->tick || kept->index >= s->nprocs)
		return;
	read_shown_row(p, kept->index, p->all | p->shown | pass_groups(p, focus->groups), true);
	s->focus = &s->procs[kept->index];
	/* An amendment keeps the threads of its tick: rates need a whole interval. */
	if (focus->threads && !s->focus->thread && s->threads_known == FACT_UNREAD)
		read_focus_threads(p, s->focus);
	if (focus->inside != INSIDE_NOTHING)
		focus_read(p, s->focus, kept);
}
