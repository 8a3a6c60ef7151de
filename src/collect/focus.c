/*
 * What is inside the process in focus: read when somebody looks, renewed while they do.
 *
 * A reading may cost much (a walk over the whole address space, 100,000 descriptors): it is
 * made the less often the longer it takes.
 */
#include "collector.h"

#define COST_SHARE 20 /* a reading costs at most one part in so many of the time */

/* How old a reading may be: mappings change slowly, throttling is told of the last interval. */
static const uint64_t ages[INSIDE_KINDS] = {
    [INSIDE_MAPPINGS] = UINT64_C(3000000000),
    [INSIDE_OPENED] = UINT64_C(2000000000),
    [INSIDE_LIMITS] = UINT64_C(1000000000),
};

void
focus_forget(struct collector *c)
{
	inside_unref(c->focus.last);
	c->focus = (struct focus_reading){.flying = false};
}

void
focus_take(struct collector *c, struct proc_id id, struct inside *inside, enum fact known,
    uint64_t cost_ns, uint64_t now)
{
	struct focus_reading *f = &c->focus;

	/* Nobody looks at that process, or at that, any more. */
	if (!id_equal(&f->id, &id) || (inside != NULL && inside->kind != f->kind))
		return;
	f->flying = false;
	if (inside == NULL)
		return;
	f->known = known;
	f->cost_ns = cost_ns;
	f->read_ns = now;
	if (known == FACT_OK)
		inside_compare(inside, f->last);
	inside_unref(f->last);
	f->last = known == FACT_OK ? inside_ref(inside) : NULL;
}

static bool
is_due(const struct focus_reading *f, uint32_t asked, uint64_t now)
{
	uint64_t pause = f->cost_ns * COST_SHARE;

	if (f->flying)
		return false;
	if (f->known == FACT_UNREAD || f->asked != asked)
		return true;
	return f->read_ns + (pause > ages[f->kind] ? pause : ages[f->kind]) <= now;
}

/* A thread shares what its process has mapped; what has no memory has mapped nothing. */
static bool
may_have(const struct proc *row, enum inside_kind kind)
{
	return kind != INSIDE_MAPPINGS || (!row->thread && proc_has_memory(row));
}

void
focus_read(struct pass *p, const struct proc *row, struct kept *kept)
{
	struct collector *c = p->c;
	struct focus_reading *f = &c->focus;
	const struct focus *wanted = &p->d->focus;
	struct snapshot *s = p->s;

	s->inside_kind = wanted->inside;
	s->inside_known = FACT_NONE;
	if (!inside_offered(c->driver, wanted->inside) || !may_have(row, wanted->inside))
		return;
	if (!id_equal(&f->id, &row->id) || f->kind != wanted->inside) {
		focus_forget(c);
		f->id = row->id;
		f->kind = wanted->inside;
	}
	if (is_due(f, wanted->asked, p->now) && dear_ask_inside(c, kept, row, f->kind)) {
		f->flying = true;
		f->asked = wanted->asked;
	}
	s->inside_known = f->known;
	if (f->known == FACT_UNREAD)
		s->inside_known = kept->stuck ? FACT_STUCK : FACT_PENDING;
	if (f->last != NULL)
		s->inside = inside_ref(f->last);
}
