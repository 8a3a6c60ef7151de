#include "family.h"

#include "../compat.h"

/* Events in proportion to the members that make all of them worth reading again. */
#define EVENTS_SHARE 8

struct footprint_family {
	uint32_t up;	   /* itself: a root; else where it was merged into, or the next free one */
	uint32_t pointers; /* states and nodes that point here */
	uint32_t members;  /* of a root */
	uint32_t events;   /* of a root; wraps */
};

static uint32_t
node_new(struct footprint *fp)
{
	uint32_t i = fp->free_family;

	if (i != 0) {
		fp->free_family = fp->families[i].up;
	} else {
		/* Number 0 means none. */
		i = fp->nfamilies == 0 ? 1 : fp->nfamilies;
		if (i >= fp->family_room) {
			fp->family_room = fp->family_room == 0 ? 64 : fp->family_room * 2;
			fp->families =
			    xrealloc(fp->families, fp->family_room, sizeof(*fp->families));
		}
		fp->nfamilies = i + 1;
	}
	fp->families[i] = (struct footprint_family){.up = i};
	return i;
}

static void
node_drop(struct footprint *fp, uint32_t i)
{
	uint32_t up;

	while (--fp->families[i].pointers == 0) {
		up = fp->families[i].up;
		fp->families[i].up = fp->free_family;
		fp->free_family = i;
		if (up == i)
			break;
		i = up;
	}
}

/* The root of a member's family; the member points at it from here on. */
static struct footprint_family *
family_of(struct footprint *fp, struct footprint_state *state)
{
	uint32_t root = state->family, before = state->family;

	while (fp->families[root].up != root)
		root = fp->families[root].up;
	if (root != before) {
		state->family = root;
		fp->families[root].pointers++;
		node_drop(fp, before);
		/* Families are merged before their members' first reading. */
		state->events = fp->families[root].events;
	}
	return &fp->families[root];
}

static void
family_enter(struct footprint *fp, struct footprint_state *state, uint32_t root)
{
	state->family = root;
	fp->families[root].pointers++;
	fp->families[root].members++;
	state->events = fp->families[root].events;
}

void
family_join(struct footprint *fp, struct footprint_state *child, struct footprint_state *parent)
{
	struct footprint_family *ours, *theirs;

	if (parent->family == 0)
		family_enter(fp, parent, node_new(fp));
	theirs = family_of(fp, parent);
	if (child->family == 0) {
		family_enter(fp, child, parent->family);
		return;
	}
	ours = family_of(fp, child);
	if (ours == theirs)
		return;
	ours->up = parent->family;
	theirs->pointers++;
	theirs->members += ours->members;
}

void
family_leave(struct footprint *fp, struct footprint_state *state)
{
	if (state->family == 0)
		return;
	family_of(fp, state)->members--;
	node_drop(fp, state->family);
	state->family = 0;
}

void
family_event(struct footprint *fp, struct footprint_state *state)
{
	if (state->family != 0)
		family_of(fp, state)->events++;
}

bool
family_same(struct footprint *fp, struct footprint_state *a, struct footprint_state *b)
{
	return a->family != 0 && b->family != 0 && family_of(fp, a) == family_of(fp, b);
}

bool
family_due(struct footprint *fp, struct footprint_state *state)
{
	const struct footprint_family *family;
	uint32_t events;

	if (state->family == 0)
		return false;
	family = family_of(fp, state);
	events = family->events - state->events;
	return events != 0 && events >= family->members / EVENTS_SHARE;
}

void
family_read(struct footprint *fp, struct footprint_state *state)
{
	if (state->family != 0)
		state->events = family_of(fp, state)->events;
}
