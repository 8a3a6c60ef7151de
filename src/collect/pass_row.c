/*
 * One row of a pass: read from the driver, from what is kept, and through readers.
 */
#include "../compat.h"
#include "collector.h"

/* A command line that is on screen is renewed this often: programs rewrite theirs. */
#define TEXT_AGE_NS UINT64_C(5000000000)
/* What could not be read for want of something is not tried again before. */
#define RETRY_NS UINT64_C(1000000000)

/* What rates are made of. */
#define COUNTERS (PG_BIT(PG_CPU) | PG_BIT(PG_FAULTS) | PG_BIT(PG_IO_BYTES) | PG_BIT(PG_IO_OTHER))

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
		kept->thread = row->thread;
		kept->sample.row_at = p->derive.now;
		/* A thread that nobody looked for before may be as old as its process. */
		row->fresh = kept->born_tick == p->c->tick && p->c->tick > 1 &&
		    (!row->thread || p->knew_threads);
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
	/*
	 * All of them wait for the same lock.  A text stays true meanwhile, a footprint does not.
	 */
	if (kept->stuck)
		missing |= groups & kept->job_groups & PG_FOOTPRINT_MASK;
	proc_set_facts(row, missing, kept->stuck ? FACT_STUCK : FACT_PENDING);
	return ask;
}

/* Of a process that is not identified nothing is kept, derived or left to readers. */
static void
tell_why_unread(struct proc *row, uint64_t want)
{
	proc_set_facts(row, proc_groups_in(row, want, FACT_BIT(FACT_UNREAD)),
	    (enum fact)row->known[PG_START]);
}

void
pass_row_read(struct pass *p, struct proc *row, size_t index, uint64_t want,
    enum job_priority priority, bool first)
{
	struct collector *c = p->c;
	struct kept *kept = first ? NULL : c->of_row[index];
	struct oneshot o;

	uint64_t texts = want & c->texts;
	uint64_t unread = proc_groups_in(row, COUNTERS, FACT_BIT(FACT_UNREAD));
	oneshot_open(&o, c->driver, c->machine, row, &p->s->arena, c->timed ? c->stats : NULL);
	uint64_t left = oneshot_read(&o, want & ~texts & ~DERIVED_GROUPS, ONESHOT_PROMPT);
	p->derive.now = (want & COUNTERS & unread) != 0 ? clock_now() : p->listed;
	p->derive.earlier = first ? 0 : COUNTERS & ~unread;
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
	else
		tell_why_unread(row, want);
	derive_name(row, &p->s->arena);
}

void
pass_row_complete(struct pass *p, struct proc *row, size_t index, uint64_t groups,
    enum job_priority priority)
{
	uint64_t lacks = row_lacks(row, groups);

	for (uint64_t rest = lacks; rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		p->changed |= row->known[g] == FACT_UNREAD;
		row->known[g] = FACT_UNREAD;
	}
	if (lacks != 0)
		pass_row_read(p, row, index, lacks, priority, false);
}

uint64_t
pass_row_awaits(const struct proc *row, uint64_t groups)
{
	return proc_groups_in(row, groups & ~DERIVED_GROUPS,
	    FACT_BIT(FACT_PENDING) | FACT_BIT(FACT_STUCK));
}

void
pass_row_reload(struct pass *p, size_t index, uint64_t groups)
{
	const uint64_t anew = (p->all | p->shown) &
	    (PG_BIT(PG_MEMORY_PERCENT) | (PG_FOOTPRINT_BLOCK & DERIVED_GROUPS));
	struct proc *row = &p->list.rows[index];

	proc_set_facts(row, groups, FACT_UNREAD);
	pass_row_read(p, row, index, groups | anew, JOB_SHOWN, false);
}

uint64_t
pass_row_brought(const struct pass *p, size_t index)
{
	const struct proc *row = &p->list.rows[index];
	const struct kept *kept = p->c->of_row[index];
	const uint64_t asked = (p->all | p->shown) & (KEPT_TEXT_MASK | PG_FOOTPRINT_MASK);

	if (kept == NULL || kept->brought_tick != p->c->tick)
		return 0;
	return asked & ~proc_groups_in(row, asked, FACT_BIT(FACT_UNREAD));
}
