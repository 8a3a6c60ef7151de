/* What is kept of a process between its readings.  What to read: footprint_plan.c. */
#include "footprint.h"

#include "../compat.h"
#include "collect.h"
#include "family.h"

void
footprint_close(struct footprint *fp)
{
	free(fp->families);
	free(fp->slots);
	free(fp->entries);
	*fp = (struct footprint){.started = false};
}

bool
footprint_see(struct footprint_state *state, const struct footprint_facts *facts, uint64_t now_ns)
{
	struct footprint_facts before = state->now;

	state->now = *facts;
	if (!state->seen) {
		state->seen = true;
		state->first_ns = now_ns;
		return false;
	}
	/* Its parent has ended: pages they shared may be its own now. */
	if (before.ppid != facts->ppid && state->family != 0)
		state->reasons |= FOOTPRINT_RELATIVE;
	return before.image != facts->image;
}

/* Something happened to the process that its relatives feel. */
static void
tell_relatives(struct footprint *fp, struct footprint_state *state, struct footprint_state *parent)
{
	family_event(fp, state);
	if (parent != NULL && family_same(fp, state, parent))
		parent->reasons |= FOOTPRINT_RELATIVE;
}

void
footprint_born(struct footprint *fp, struct footprint_state *state, struct footprint_state *parent)
{
	/* Another image: it has been through exec, and shares nothing of its parent's any more. */
	if (parent == NULL || parent->now.image != state->now.image)
		return;
	family_join(fp, state, parent);
	tell_relatives(fp, state, parent);
}

void
footprint_exec(struct footprint *fp, struct footprint_state *state, struct footprint_state *parent)
{
	tell_relatives(fp, state, parent);
	family_leave(fp, state);
	state->reasons |= FOOTPRINT_CHANGED;
	/* What was refused of one program may be told of another. */
	if (state->known != FACT_OK)
		state->known = FACT_UNREAD;
}

void
footprint_end(struct footprint *fp, struct footprint_state *state, struct footprint_state *parent)
{
	tell_relatives(fp, state, parent);
	family_leave(fp, state);
}

void
footprint_ask(struct footprint_state *state)
{
	state->reasons |= FOOTPRINT_ASKED;
}

enum fact
footprint_known(const struct footprint_state *state)
{
	if (state->stuck)
		return FACT_STUCK;
	return state->known == FACT_UNREAD ? FACT_PENDING : (enum fact)state->known;
}

uint64_t
footprint_age(const struct footprint_state *state, uint64_t now_ns)
{
	uint64_t since = state->read_ns != 0 ? state->read_ns : state->first_ns;

	return now_ns > since ? now_ns - since : 0;
}

void
footprint_mark(struct footprint_state *state)
{
	state->marked = state->readings > 0;
	state->uss_mark = state->uss;
}

enum fact
footprint_delta(const struct footprint_state *state, int64_t *delta)
{
	enum fact known = footprint_known(state);

	if (known == FACT_OK && state->readings < 2)
		known = FACT_PENDING;
	if (known == FACT_OK)
		*delta = (int64_t)(state->uss - state->uss_before);
	return known;
}

enum fact
footprint_since_mark(const struct footprint_state *state, int64_t *delta)
{
	enum fact known = footprint_known(state);

	if (known == FACT_OK && !state->marked)
		known = FACT_PENDING;
	if (known == FACT_OK)
		*delta = (int64_t)(state->uss - state->uss_mark);
	return known;
}

void
coverage_count(struct coverage *coverage, enum fact known, uint64_t bytes, uint64_t age_ns)
{
	switch (known) {
	case FACT_OK:
		coverage->ok++;
		coverage->sum += bytes;
		if (age_ns > coverage->oldest_ns)
			coverage->oldest_ns = age_ns;
		break;
	case FACT_PENDING:
		coverage->pending++;
		break;
	case FACT_DENIED:
		coverage->denied++;
		break;
	case FACT_STUCK:
		coverage->stuck++;
		break;
	case FACT_GONE:
		coverage->gone++;
		break;
	case FACT_NONE:
		coverage->none++;
		break;
	case FACT_UNREAD: /* nobody asked: no part of what could be covered */
	case FACT_COUNT:
		break;
	}
}
