/*
 * Whose footprint is read next: what the tick saw of each process goes into footprint.h's
 * schedule, and those that it chooses become jobs of dear.c.
 */
#include "../compat.h"
#include "../hash.h"
#include "collector.h"

/* A sign of exec and of set-uid: what the process runs, and as whom. */
static uint64_t
image_of(const struct proc *row)
{
	const uint64_t start = HASH_START ^ row->image;

	if (row->known[PG_NAME] != FACT_OK)
		return start;
	return hash_bytes(start, row->name, strnlen(row->name, 15));
}

static bool
has_footprint(const struct proc *row)
{
	return !row->thread && proc_has_memory(row);
}

static struct footprint_state *
state_of_pid(const struct collector *c, int64_t pid)
{
	struct kept *kept = pid > 0 ? kept_find_pid(&c->kept, pid) : NULL;

	return kept != NULL && kept->footprint != NULL ? &kept->footprint->state : NULL;
}

static void
want_add(struct collector *c, struct footprint_state *state, enum footprint_rank rank,
    uint32_t index)
{
	if (c->nwants == c->wants_room) {
		c->wants_room = c->wants_room == 0 ? 256 : c->wants_room * 2;
		c->wants = xrealloc(c->wants, c->wants_room, sizeof(*c->wants));
	}
	c->wants[c->nwants++] = (struct footprint_want){state, rank, index};
}

static void
see_row(struct collector *c, const struct pass *p, const struct proc *row, struct kept *kept)
{
	struct footprint_state *state = &kept_footprint(kept)->state;
	const struct footprint_facts facts = {
	    .cpu_ns = row->cpu_user_ns + row->cpu_system_ns,
	    .faults = row->minor_faults + row->major_faults,
	    .rss = row->rss,
	    .image = image_of(row),
	    .ppid = row->ppid,
	};

	if (footprint_see(state, &facts, p->now))
		footprint_exec(&c->footprint, state, state_of_pid(c, row->ppid));
	if (p->d->mark != c->mark)
		footprint_mark(state);
	if (p->d->ask != c->ask && id_equal(&row->id, &p->d->ask_id))
		footprint_ask(state);
}

static enum footprint_rank
rank_of(const struct pass *p, const struct kept *kept)
{
	if (p->d->count == SIZE_MAX || kept->shown_tick + 1 >= p->c->tick)
		return FOOTPRINT_SHOWN;
	return ((p->d->all | p->summed) & PG_FOOTPRINT_MASK) != 0 ? FOOTPRINT_NEEDED
								  : FOOTPRINT_REST;
}

/* The footprint of every process, or of the one in focus alone. */
static bool
is_wanted(const struct pass *p, const struct proc *row)
{
	return has_footprint(row) &&
	    (((p->all | p->shown) & PG_FOOTPRINT_MASK) != 0 || id_equal(&row->id, &p->d->focus.id));
}

void
dear_see(struct collector *c, const struct pass *p)
{
	const struct proc_list *list = &p->list;

	c->nwants = 0;
	if (!pass_wants_footprints(p))
		return;
	for (size_t i = 0; i < list->count; i++) {
		if (c->of_row[i] != NULL && is_wanted(p, &list->rows[i]))
			see_row(c, p, &list->rows[i], c->of_row[i]);
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct proc *row = &list->rows[i];
		struct kept *kept = c->of_row[i];
		if (kept == NULL || !is_wanted(p, row))
			continue;
		struct footprint_state *state = &kept->footprint->state;
		if (kept->born_tick == c->tick)
			footprint_born(&c->footprint, state, state_of_pid(c, row->ppid));
		want_add(c, state, rank_of(p, kept), (uint32_t)i);
	}
}

static void
fill_tick(const struct pass *p, struct footprint_tick *tick)
{
	tick->now_ns = p->now;
	tick->interval_ns = p->s->interval_ns;
	tick->tick_cost_ns = p->c->tick_cost_ns;
	tick->percent = p->d->footprint_budget;
	tick->unlimited = p->d->wait;
}

bool
dear_is_due(struct pass *p, const struct proc *row, struct kept *kept)
{
	struct collector *c = p->c;
	struct footprint_tick tick;

	if (kept->due_tick == c->tick || !has_footprint(row) || kept->flying)
		return false;
	kept->due_tick = c->tick;
	see_row(c, p, row, kept);
	/* What is printed is printed once: it is read for that. */
	footprint_ask(&kept->footprint->state);
	struct footprint_want want = {&kept->footprint->state, FOOTPRINT_SHOWN, 0};
	fill_tick(p, &tick);
	return footprint_plan(&c->footprint, &tick, &want, 1) == 1;
}

void
dear_plan(struct collector *c, struct pass *p)
{
	struct footprint_tick tick;

	c->mark = p->d->mark;
	c->ask = p->d->ask;
	if (c->nwants == 0)
		return;
	fill_tick(p, &tick);
	size_t chosen = footprint_plan(&c->footprint, &tick, c->wants, c->nwants);
	for (size_t i = 0; i < chosen; i++) {
		const struct footprint_want *want = &c->wants[i];
		struct proc *row = &p->list.rows[want->index];
		struct kept *kept = c->of_row[want->index];
		dear_make_room(p);
		if (!dear_takes(c, kept)) {
			footprint_withdraw(&c->footprint, want->state);
			continue;
		}
		dear_ask(c, kept, row, PG_FOOTPRINT_MASK,
		    want->rank == FOOTPRINT_SHOWN ? JOB_SHOWN : JOB_NEEDED, NULL);
		/* In batch the row waits for it: what it has was read before its relative ended. */
		if (p->d->wait)
			proc_set_facts(row, (p->all | p->shown) & PG_FOOTPRINT_MASK, FACT_PENDING);
	}
}
