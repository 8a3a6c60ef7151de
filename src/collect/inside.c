#include "inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../compat.h"
#include "field.h"

struct inside *
inside_new(enum inside_kind kind)
{
	struct inside *in = xcalloc(1, sizeof(*in));

	in->references = 1;
	in->kind = kind;
	arena_init(&in->arena);
	return in;
}

bool
inside_offered(const struct driver *driver, enum inside_kind kind)
{
	switch (kind) {
	case INSIDE_MAPPINGS:
		return driver->mappings != NULL;
	case INSIDE_OPENED:
		return driver->opened != NULL;
	case INSIDE_LIMITS:
		return driver->limits != NULL;
	default:
		return false;
	}
}

static enum fact
read_mappings(struct inside *in, const struct driver *driver, struct held *held)
{
	/* Who owns the process chooses the paths: they shall not choose the slots. */
	struct mapping_list list = {.arena = &in->arena, .seed = clock_now()};
	enum fact known = driver->mappings(held, &list);

	free(list.slots);
	in->rows = list.rows;
	in->count = list.count;
	return known;
}

/* What lsof has in its last column. */
static const char *
name_of(const struct open_file *file, struct arena *arena)
{
	if (file->local != NULL && file->remote != NULL)
		return arena_printf(arena, "%s -> %s", file->local, file->remote);
	if (file->local != NULL)
		return file->local;
	if (file->remote != NULL)
		return arena_printf(arena, "-> %s", file->remote);
	return file->target;
}

static enum fact
read_opened(struct inside *in, const struct driver *driver, struct held *held)
{
	struct open_list list = {.arena = &in->arena};
	enum fact known = driver->opened(held, &list);

	for (size_t i = 0; i < list.count; i++)
		list.rows[i].name = name_of(&list.rows[i], &in->arena);
	in->rows = list.rows;
	in->count = list.count;
	return known;
}

static const char *
limit_text(const struct limit *l, uint64_t value, struct arena *arena)
{
	char text[32];

	if (value == LIMIT_NONE)
		return "unlimited";
	switch (l->unit) {
	case LIMIT_BYTES:
		format_bytes(text, sizeof(text), 0, (double)value);
		break;
	case LIMIT_NS:
		format_duration(text, sizeof(text), 0, value);
		break;
	case LIMIT_PERCENT:
		snprintf(text, sizeof(text), "%llu%%", (unsigned long long)value);
		break;
	default:
		snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
		break;
	}
	return arena_dup(arena, text);
}

static enum fact
read_limits(struct inside *in, const struct driver *driver, struct held *held)
{
	struct limit_list list = {.arena = &in->arena};
	enum fact known = driver->limits(held, &list);
	struct limit_row *rows = arena_array(&in->arena, list.count, sizeof(*rows));

	for (size_t i = 0; i < list.count; i++) {
		const struct limit *l = &list.rows[i];
		struct limit_row *row = &rows[i];

		row->limit = *l;
		row->soft = limit_text(l, l->soft, &in->arena);
		row->hard = limit_text(l, l->hard, &in->arena);
		row->used = l->used != LIMIT_NONE ? limit_text(l, l->used, &in->arena) : NULL;
		row->where = l->where != NULL ? l->where : "the process itself";
		row->share = (double)NAN;
		if (l->used != LIMIT_NONE && l->soft != LIMIT_NONE && l->soft > 0)
			row->share = 100 * (double)l->used / (double)l->soft;
	}
	in->rows = rows;
	in->count = list.count;
	in->throttles = arena_array(&in->arena, list.nthrottles, sizeof(*in->throttles));
	in->nthrottles = list.nthrottles;
	for (size_t i = 0; i < list.nthrottles; i++)
		in->throttles[i].throttle = list.throttles[i];
	return known;
}

enum fact
inside_read(struct inside *in, const struct driver *driver, struct held *held)
{
	enum fact known = FACT_NONE;

	if (in->kind == INSIDE_MAPPINGS)
		known = read_mappings(in, driver, held);
	else if (in->kind == INSIDE_OPENED)
		known = read_opened(in, driver, held);
	else if (in->kind == INSIDE_LIMITS)
		known = read_limits(in, driver, held);
	if (known != FACT_OK)
		in->count = in->nthrottles = 0;
	in->read_ns = clock_now();
	return known;
}

/*
 * Counters of another group of the same name begin anew: then nothing is known of the time between.
 */
static void
throttle_since(struct throttle_row *row, const struct throttle *before, uint64_t span_ns)
{
	const struct throttle *now = &row->throttle;

	if (now->periods < before->periods || now->throttled_periods < before->throttled_periods ||
	    now->throttled_ns < before->throttled_ns)
		return;
	row->since = true;
	row->periods = now->periods - before->periods;
	row->throttled_periods = now->throttled_periods - before->throttled_periods;
	row->throttled_ns = now->throttled_ns - before->throttled_ns;
	row->span_ns = span_ns;
}

void
inside_compare(struct inside *in, const struct inside *before)
{
	if (before == NULL || before->kind != in->kind)
		return;
	for (size_t i = 0; i < in->nthrottles; i++) {
		struct throttle_row *row = &in->throttles[i];
		for (size_t k = 0; k < before->nthrottles; k++)
			if (strcmp(row->throttle.where, before->throttles[k].throttle.where) == 0)
				throttle_since(row, &before->throttles[k].throttle,
				    in->read_ns - before->read_ns);
	}
}

const struct inside *
inside_ref(const struct inside *in)
{
	atomic_fetch_add_explicit(&((struct inside *)(uintptr_t)in)->references, 1,
	    memory_order_relaxed);
	return in;
}

void
inside_unref(const struct inside *held)
{
	struct inside *in = (struct inside *)(uintptr_t)held;

	if (in == NULL || atomic_fetch_sub_explicit(&in->references, 1, memory_order_acq_rel) != 1)
		return;
	/* Mappings grow on the heap, everything else lives in the arena. */
	if (in->kind == INSIDE_MAPPINGS)
		free(in->rows);
	arena_free(&in->arena);
	free(in);
}
