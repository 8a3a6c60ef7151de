#include "samples.h"

#include "../compat.h"
#include "../hash.h"

struct proc_id
sample_id(uint64_t number, const char *name)
{
	return (struct proc_id){.pid = (int64_t)number, .start = hash_string(HASH_START, name)};
}

void
samples_begin(struct samples *s)
{
	s->hint = 0;
	for (size_t i = 0; i < s->count; i++)
		s->items[i].seen = false;
}

static struct sample *
samples_find(struct samples *s, struct proc_id id)
{
	/* A system lists what it has in the same order every time. */
	for (size_t i = 0; i < s->count; i++) {
		size_t at = (s->hint + i) % s->count;

		if (s->items[at].id.pid == id.pid && s->items[at].id.start == id.start) {
			s->hint = at + 1;
			return &s->items[at];
		}
	}
	return NULL;
}

struct sample *
samples_get(struct samples *s, struct proc_id id)
{
	struct sample *found = samples_find(s, id);

	if (found == NULL) {
		if (s->count == s->room) {
			s->room = s->room > 0 ? s->room * 2 : 16;
			s->items = xrealloc(s->items, s->room, sizeof(*s->items));
		}
		found = &s->items[s->count++];
		*found = (struct sample){.id = id};
	}
	found->seen = true;
	return found;
}

void
samples_end(struct samples *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->items[i].seen)
			continue;
		if (kept != i)
			s->items[kept] = s->items[i];
		kept++;
	}
	s->count = kept;
}

void
samples_free(struct samples *s)
{
	free(s->items);
	*s = (struct samples){0};
}

bool
sample_take(struct sample *s, const uint64_t *counters, size_t count, uint64_t now)
{
	bool known = s->at != 0;

	if (known && now < s->at + SAMPLE_LEAST_NS)
		return false;
	for (size_t i = 0; i < count; i++) {
		/* One that went back says that all of them began anew. */
		known = known && counters[i] >= s->counters[i];
		s->delta[i] = counters[i] - s->counters[i];
		s->counters[i] = counters[i];
	}
	s->elapsed = known ? now - s->at : 0;
	s->at = now;
	return true;
}

double
sample_rate(const struct sample *s, size_t counter)
{
	return (double)s->delta[counter] * 1e9 / (double)s->elapsed;
}

void
sample_push(struct sample *s, double value)
{
	if (s->nhistory == SAMPLE_HISTORY) {
		memmove(s->history, s->history + 1, (SAMPLE_HISTORY - 1) * sizeof(*s->history));
		s->nhistory--;
	}
	s->history[s->nhistory++] = value;
}

struct series
sample_series(const struct sample *s, struct arena *arena)
{
	return series_copy((struct series){s->history, s->nhistory}, arena);
}

struct series
series_copy(struct series from, struct arena *arena)
{
	double *items;

	if (from.count == 0)
		return (struct series){0};
	items = arena_array(arena, from.count, sizeof(*items));
	memcpy(items, from.items, from.count * sizeof(*items));
	return (struct series){items, from.count};
}
