#include <stdlib.h>

#include "../compat.h"
#include "collector.h"
#include "rows.h"

/* Identity and what every pass needs to know of a row, in one source wherever there is one. */
#define IDENTITY (PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_KIND))

/* What tells the footprint schedule that a process has changed. */
#define SIGNS (PG_BIT(PG_CPU) | PG_BIT(PG_FAULTS) | PG_BIT(PG_MEMORY) | PG_BIT(PG_PPID))

/* A command line that is on screen is renewed this often: programs rewrite theirs. */
#define TEXT_AGE_NS UINT64_C(5000000000)
/* What could not be read for want of something is not tried again before. */
#define RETRY_NS UINT64_C(1000000000)

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

/* Of these groups, those that the row does not have, for good or ill. */
static uint64_t
row_lacks(const struct proc *row, uint64_t groups)
{
	/* What readers are on their way with is lacking; a rate that needs another tick is not. */
	const unsigned lacking =
	    FACT_BIT(FACT_UNREAD) | FACT_BIT(FACT_PENDING) | FACT_BIT(FACT_STUCK);

	return proc_groups_in(row, groups & DERIVED_GROUPS, FACT_BIT(FACT_UNREAD)) |
	    proc_groups_in(row, groups & ~DERIVED_GROUPS, lacking);
}

static void
remember_row(struct pass *p, size_t index, struct kept *kept)
{
	struct collector *c = p->c;

	if (index >= c->of_row_room) {
		c->of_row_room = index + index / 2 + 256;
		c->of_row = xrealloc(c->of_row, c->of_row_room, sizeof(*c->of_row));
	}
	c->of_row[index] = kept;
}

/* The record of a row that has just been identified; NULL when it could not be. */
static struct kept *
row_kept(struct pass *p, struct proc *row, size_t index)
{
	struct kept *kept = NULL;

	if (row->known[PG_START] == FACT_OK) {
		kept = kept_get(&p->c->kept, row->id, p->c->tick);
		kept->tick = p->c->tick;
		kept->index = (uint32_t)index;
		row->fresh = kept->born_tick == p->c->tick && p->c->tick > 1;
		kept_check_exec(kept, row);
	}
	remember_row(p, index, kept);
	return kept;
}

/* Texts that last until exec: from the record, else read here when that never waits. */
static void
read_texts(struct pass *p, struct oneshot *o, struct kept *kept, uint64_t groups)
{
	uint64_t prompt = groups & p->c->prompt;

	if (kept != NULL)
		prompt = kept_load(kept, o->row, prompt, o->arena);
	if (prompt == 0)
		return;
	oneshot_read(o, prompt, ONESHOT_PROMPT);
	if (kept != NULL)
		kept_store(kept, o->row, prompt, p->now);
}

/*
 * Copies what readers have brought before into the row.  Returns what they
 * have to be asked for: texts that are missing or old, and in batch, where all is
 * read at once, the footprint.
 */
static uint64_t
load_dear(struct pass *p, struct proc *row, struct kept *kept, uint64_t groups,
    enum job_priority priority)
{
	uint64_t missing = kept_load(kept, row, groups, &p->s->arena);
	uint64_t ask = missing & ~PG_FOOTPRINT_MASK;

	if (p->now > RETRY_NS)
		ask &= ~kept_tried(kept, ask, p->now - RETRY_NS);
	if (priority == JOB_SHOWN && proc_has_memory(row) && (groups & PG_BIT(PG_CMDLINE)) != 0 &&
	    kept->text[KEPT_CMDLINE].read_ns + TEXT_AGE_NS < p->now)
		ask |= PG_BIT(PG_CMDLINE);
	if (p->d->wait && (groups & PG_FOOTPRINT_MASK) != 0 && dear_is_due(p, row, kept)) {
		ask |= PG_FOOTPRINT_MASK;
		/* The row waits for it: what it has is of the tick before. */
		missing |= groups & PG_FOOTPRINT_MASK;
	}
	/* All of them wait for the same lock.  A text stays true meanwhile, a footprint does not. */
	if (kept->stuck)
		missing |= groups & kept->job_groups & PG_FOOTPRINT_MASK;
	proc_set_facts(row, missing, kept->stuck ? FACT_STUCK : FACT_PENDING);
	return ask;
}

/*
 * Reads groups of one row in one batch: what the driver can answer promptly, then
 * what is kept, then (through readers) the rest.  first: the row has no record yet.
 */
static void
read_row(struct pass *p, struct proc *row, size_t index, uint64_t want, enum job_priority priority,
    bool first)
{
	struct collector *c = p->c;
	struct kept *kept = first ? NULL : c->of_row[index];
	struct oneshot o;

	uint64_t texts = want & c->texts;
	oneshot_open(&o, c->driver, c->machine, row, &p->s->arena, c->timed ? c->stats : NULL);
	uint64_t left = oneshot_read(&o, want & ~texts & ~DERIVED_GROUPS, ONESHOT_PROMPT);
	if (first)
		kept = row_kept(p, row, index);
	if (row->known[PG_START] != FACT_GONE && row->known[PG_START] != FACT_DENIED) {
		if (!proc_has_memory(row))
			oneshot_read(&o, texts, ONESHOT_PROMPT);
		texts = row_lacks(row, texts);
		read_texts(p, &o, kept, texts);
		left |= texts & ~c->prompt;
	}
	uint64_t ask = kept != NULL && left != 0 ? load_dear(p, row, kept, left, priority) : 0;
	if (ask != 0) {
		dear_make_room(p);
		dear_ask(c, kept, row, ask, priority, p->d->wait ? &o : NULL);
	}
	oneshot_close(&o);
	if (kept != NULL)
		derive_row(&p->derive, want, row, kept, &p->s->arena);
	derive_name(row, &p->s->arena);
}

static bool
is_wanted_pid(const struct demand *d, int64_t pid)
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
		if (is_wanted_pid(p->d, p->list.rows[i].id.pid))
			p->list.rows[kept++] = p->list.rows[i];
	}
	p->list.count = kept;
}

/* Was it on screen in the tick before?  Then it will most likely be again: one batch for both demands. */
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

	for (size_t i = 0; i < p->list.count; i++) {
		struct proc *row = &p->list.rows[i];
		bool shown = likely_shown(p, row->id.pid);
		read_row(p, row, kept, shown ? p->all | p->shown : p->all,
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
	p->list.count = kept;
}

/*
 * Makes an already listed row have these groups.  What readers are on their way
 * with is looked up again; only what nobody had asked for is news.
 */
static void
complete_row(struct pass *p, struct proc *row, size_t index, uint64_t groups,
    enum job_priority priority)
{
	uint64_t lacks = row_lacks(row, groups);

	for (uint64_t rest = lacks; rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		p->changed |= row->known[g] == FACT_UNREAD;
		row->known[g] = FACT_UNREAD;
	}
	if (lacks != 0)
		read_row(p, row, index, lacks, priority, false);
}

void
pass_read_all(struct pass *p)
{
	struct collector *c = p->c;

	if (p->amends) {
		for (size_t i = 0; i < p->list.count; i++)
			complete_row(p, &p->list.rows[i], i, p->all, JOB_NEEDED);
		return;
	}
	p->s->listed = c->driver->list(c->machine, p->all | p->shown, &p->list);
	keep_wanted_pids(p);
	read_new_rows(p);
}

/* Of these groups, those that readers have been or are to be asked for. */
static uint64_t
row_awaits(const struct proc *row, uint64_t groups)
{
	return proc_groups_in(row, groups & ~DERIVED_GROUPS,
	    FACT_BIT(FACT_PENDING) | FACT_BIT(FACT_STUCK));
}

/* Reads groups of a row anew from what is kept, and what is derived from them. */
static void
reload_row(struct pass *p, size_t index, uint64_t groups)
{
	const uint64_t anew = (p->all | p->shown) &
	    (PG_BIT(PG_MEMORY_PERCENT) | (PG_FOOTPRINT_BLOCK & DERIVED_GROUPS));
	struct proc *row = &p->list.rows[index];

	proc_set_facts(row, groups, FACT_UNREAD);
	read_row(p, row, index, groups | anew, JOB_SHOWN, false);
}

void
pass_await(struct pass *p)
{
	if (!p->d->wait || p->c->flying == 0)
		return;
	dear_wait(p->c, p->d->patience);
	for (size_t i = 0; i < p->list.count; i++) {
		uint64_t awaits = row_awaits(&p->list.rows[i], p->all | p->shown);
		if (awaits != 0 && p->c->of_row[i] != NULL)
			reload_row(p, i, awaits);
	}
}

/* What readers have brought for a row since it was read, of what it was asked for. */
static uint64_t
row_brought(const struct pass *p, size_t index)
{
	const struct proc *row = &p->list.rows[index];
	const struct kept *kept = p->c->of_row[index];
	const uint64_t asked = (p->all | p->shown) & (KEPT_TEXT_MASK | PG_FOOTPRINT_MASK);

	if (kept == NULL || kept->brought_tick != p->c->tick)
		return 0;
	return asked & ~proc_groups_in(row, asked, FACT_BIT(FACT_UNREAD));
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
		uint64_t brought = row_brought(p, i);
		if (brought != 0)
			reload_row(p, i, brought);
	}
}

static void
read_shown_row(struct pass *p, uint32_t index, uint64_t groups, bool shown)
{
	struct kept *kept = p->c->of_row[index];

	if (kept != NULL && shown)
		kept->shown_tick = p->c->tick;
	complete_row(p, &p->s->procs[index], index, groups, JOB_SHOWN);
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
	for (size_t i = 0; i < list.count; i++) {
		struct proc *row = &list.rows[i];
		/* Threads are remembered behind all rows. */
		read_row(p, row, s->nprocs + 1, p->all | PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_CPU),
		    JOB_ASKED, true);
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
