/*
 * Mappings of the process in focus: read when somebody looks, renewed while they do.
 *
 * A reading costs the kernel a walk over the whole address space, line by line: a
 * process with tens of thousands of mappings is read the less often the longer it takes.
 */
#include "collector.h"

#define MAPS_AGE_NS UINT64_C(3000000000)
#define MAPS_COST_SHARE 20 /* a reading costs at most one part in so many of the time */

void
focus_maps_forget(struct collector *c)
{
	mappings_unref(c->maps.last);
	c->maps = (struct focus_maps){.flying = false};
}

void
focus_maps_take(struct collector *c, struct proc_id id, const struct mappings *mappings,
    enum fact known, uint64_t cost_ns, uint64_t now)
{
	struct focus_maps *maps = &c->maps;

	/* Nobody looks at that process any more. */
	if (!id_equal(&maps->id, &id))
		return;
	maps->flying = false;
	if (mappings == NULL)
		return;
	maps->known = known;
	maps->cost_ns = cost_ns;
	maps->read_ns = now;
	mappings_unref(maps->last);
	maps->last = known == FACT_OK ? mappings_ref(mappings) : NULL;
}

static bool
is_due(const struct focus_maps *maps, uint32_t asked, uint64_t now)
{
	uint64_t pause = maps->cost_ns * MAPS_COST_SHARE;

	if (maps->flying)
		return false;
	if (maps->known == FACT_UNREAD || maps->asked != asked)
		return true;
	return maps->read_ns + (pause > MAPS_AGE_NS ? pause : MAPS_AGE_NS) <= now;
}

void
focus_maps_read(struct pass *p, const struct proc *row, struct kept *kept)
{
	struct collector *c = p->c;
	struct focus_maps *maps = &c->maps;
	uint32_t asked = p->d->focus.mappings;
	struct snapshot *s = p->s;

	s->mappings_known = FACT_NONE;
	if (c->driver->mappings == NULL || row->thread || !proc_has_memory(row))
		return;
	if (!id_equal(&maps->id, &row->id)) {
		focus_maps_forget(c);
		maps->id = row->id;
	}
	if (is_due(maps, asked, p->now) && dear_ask_mappings(c, kept, row)) {
		maps->flying = true;
		maps->asked = asked;
	}
	s->mappings_known = maps->known;
	if (maps->known == FACT_UNREAD)
		s->mappings_known = kept->stuck ? FACT_STUCK : FACT_PENDING;
	if (maps->last != NULL)
		s->mappings = mappings_ref(maps->last);
}
