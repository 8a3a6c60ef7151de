#include "sort.h"

#include <string.h>

struct item {
	uint64_t key; /* orders numbers; of a text the number of its value */
	uint32_t row;
};

/* A number as an unsigned one that orders the same way. */
static uint64_t
order_key(const struct value *value)
{
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t bits;
	double real;

	switch (value->kind) {
	case VALUE_INT:
		return (uint64_t)value->i ^ sign;
	case VALUE_REAL:
	case VALUE_SERIES:
		real = value_number(value);
		memcpy(&bits, &real, sizeof(bits));
		return (bits & sign) != 0 ? ~bits : bits | sign;
	default:
		return value->u;
	}
}

/*
 * Radix sort from the lowest byte up.  Most keys of a column share most of their
 * bytes (pids, sizes, percentages): those passes are skipped, and what is left beats
 * comparing by far.
 */
static void
sort_numbers(struct item *items, struct item *scratch, size_t count)
{
	uint64_t all = 0, any = 0;

	for (size_t i = 0; i < count; i++)
		any |= items[i].key ^ items[0].key;
	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t start[257] = {0};

		if ((any >> shift & 0xff) == 0)
			continue;
		for (size_t i = 0; i < count; i++)
			start[(items[i].key >> shift & 0xff) + 1]++;
		for (size_t b = 1; b < 257; b++)
			start[b] += start[b - 1];
		for (size_t i = 0; i < count; i++)
			scratch[start[items[i].key >> shift & 0xff]++] = items[i];
		struct item *swap = items;
		items = scratch;
		scratch = swap;
		all++;
	}
	/* After an odd number of passes the result is in the other half. */
	if ((all & 1) != 0)
		memcpy(scratch, items, count * sizeof(*items));
}

struct texts {
	const struct column *column;
	const struct value *values;
	bool descending;
};

static bool
text_in_order(const struct texts *t, const struct item *a, const struct item *b)
{
	int order = value_compare(t->column, &t->values[a->key], &t->values[b->key]);

	return t->descending ? order >= 0 : order <= 0;
}

static void
merge(const struct texts *t, const struct item *from, size_t left, size_t middle, size_t right,
    struct item *to)
{
	size_t a = left, b = middle;

	for (size_t i = left; i < right; i++) {
		if (b >= right || (a < middle && text_in_order(t, &from[a], &from[b])))
			to[i] = from[a++];
		else
			to[i] = from[b++];
	}
}

static void
sort_texts(const struct texts *t, struct item *items, struct item *scratch, size_t count)
{
	struct item *from = items, *to = scratch;

	for (size_t width = 1; width < count; width *= 2) {
		for (size_t left = 0; left < count; left += 2 * width) {
			size_t middle = left + width < count ? left + width : count;
			size_t right = left + 2 * width < count ? left + 2 * width : count;
			merge(t, from, left, middle, right, to);
		}
		struct item *swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
}

void
sort_rows(const struct table *table, const void *rows, const struct column *column, bool descending,
    uint32_t *indices, size_t count, struct arena *arena)
{
	bool text = unit_info(column->field->unit)->text;
	struct item *items = arena_alloc(arena, 2 * count * sizeof(*items));
	uint32_t *missing = arena_alloc(arena, count * sizeof(*missing));
	struct value *values = text ? arena_alloc(arena, count * sizeof(*values)) : NULL;
	size_t known = 0, unknown = 0;

	for (size_t i = 0; i < count; i++) {
		const char *row = (const char *)rows + table->row_size * indices[i];
		struct value value;
		field_get(column, table, row, &value);
		if (value.fact != FACT_OK) {
			missing[unknown++] = indices[i];
			continue;
		}
		items[known].row = indices[i];
		items[known].key = text ? known : order_key(&value);
		if (descending && !text)
			items[known].key = ~items[known].key;
		if (text)
			values[known] = value;
		known++;
	}
	if (text)
		sort_texts(&(struct texts){column, values, descending}, items, items + count,
		    known);
	else
		sort_numbers(items, items + count, known);
	for (size_t i = 0; i < known; i++)
		indices[i] = items[i].row;
	if (unknown > 0)
		memcpy(indices + known, missing, unknown * sizeof(*missing));
}
