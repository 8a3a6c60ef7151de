#include "group.h"

#include <stdio.h>
#include <string.h>

#include "../arena.h"
#include "../hash.h"
#include "../os/os.h"
#include "sort.h"

/* One more is one more row, as long as it is a column of text or of ids. */
const struct group_key group_keys[] = {
    {"user", "username", "effective user"},
    {"name", "name", "name of the program"},
    {"cgroup", "cgroup", "control group"},
    {"service", "service", "service they belong to"},
    {"container", "container", "container they run in"},
    {"runtime", "runtime", "what runs their container"},
    {"netns", "netns", "network namespace they live in"},
    {"env", "env", "value of a variable of the environment"},
    {NULL, NULL, NULL},
};

const char *
group_key_text(const struct column *by, char *buf, size_t len)
{
	const struct group_key *key = group_keys;

	while (key->name != NULL && strcmp(key->column, by->field->key) != 0)
		key++;
	if (by->argument != NULL || key->name == NULL)
		return column_key(by, buf, len);
	return key->name;
}

/* A column of processes and where its sum goes. */
struct summand {
	struct column from;
	const struct field *to;
};

/* Everything that is the same for all groups of a fold. */
struct fold {
	uint64_t sums;
	size_t nsums; /* bits of sums */
	struct summand *summands;
	size_t nsummands;
	struct arena *arena;
};

static size_t
count_bits(uint64_t set)
{
	size_t count = 0;

	for (; set != 0; set &= set - 1)
		count++;
	return count;
}

static void
find_summands(struct fold *f)
{
	size_t fields = 0;

	for (const struct field *to = group_table.fields; to->key != NULL; to++)
		fields++;
	f->summands = arena_array(f->arena, fields, sizeof(*f->summands));
	for (const struct field *to = group_table.fields; to->key != NULL; to++) {
		if ((to->flags & FIELD_SUMS) == 0 || to->groups == 0 ||
		    (to->groups & ~f->sums) != 0)
			continue;
		const struct field *from = field_find(&process_table, to->key, strlen(to->key));
		f->summands[f->nsummands++] = (struct summand){{from, NULL}, to};
	}
}

/* At least this much: a sum that does not fit stays at the end of its range. */
static uint64_t
add_unsigned(uint64_t a, uint64_t b)
{
	const uint64_t most = MEMORY_UNKNOWN - 1;

	return a > most || b > most - a ? most : a + b;
}

static int64_t
add_signed(int64_t a, int64_t b)
{
	if (b > 0 && a > INT64_MAX - b)
		return INT64_MAX;
	if (b < 0 && a < INT64_MIN - b)
		return INT64_MIN;
	return a + b;
}

static void
add_value(struct group *g, const struct field *to, const struct value *value)
{
	void *at = (char *)g + to->offset;

	if (to->member == MEMBER_REAL)
		*(double *)at += value->real;
	else if (to->member == MEMBER_I64)
		*(int64_t *)at = add_signed(*(int64_t *)at, value->i);
	else
		*(uint64_t *)at = add_unsigned(*(uint64_t *)at, value->u);
}

void
fold_add(const struct fold *f, struct group *g, const struct proc *p)
{
	struct tally *tallies = g->tallies;
	struct value value;

	g->processes++;
	for (uint64_t rest = f->sums; rest != 0; rest &= rest - 1)
		tallies++->of[p->known[lowest_group(rest)]]++;
	for (size_t i = 0; i < f->nsummands; i++) {
		field_get(&f->summands[i].from, &process_table, p, &value);
		if (value.fact == FACT_OK)
			add_value(g, f->summands[i].to, &value);
	}
}

/* Processes that may have more than the sum says. */
static uint32_t
left_out(const struct tally *t)
{
	uint32_t count = 0;

	for (int fact = 0; fact < FACT_COUNT; fact++)
		if (fact != FACT_OK && fact != FACT_NONE)
			count += t->of[fact];
	return count;
}

static enum fact
fact_of(const struct tally *t)
{
	enum fact gravest = FACT_OK;

	for (int fact = 0; fact < FACT_COUNT && t->of[FACT_OK] == 0; fact++)
		if (t->of[fact] > 0)
			gravest = fact_worse(gravest, (enum fact)fact);
	return gravest;
}

/* The column that stands for all of its group of facts: the first of the table. */
static const char *
sum_name(const struct fold *f, unsigned group)
{
	for (size_t i = 0; i < f->nsummands; i++)
		if (f->summands[i].to->groups == PG_BIT(group))
			return f->summands[i].to->key;
	return NULL;
}

void
fold_end(const struct fold *f, struct group *g, uint64_t told)
{
	const struct tally *t = g->tallies;

	for (uint64_t rest = f->sums; rest != 0; rest &= rest - 1, t++) {
		unsigned group = lowest_group(rest);
		const char *name = sum_name(f, group);

		g->known[group] = (uint8_t)fact_of(t);
		if (left_out(t) == 0 || (told >> group & 1) == 0)
			continue;
		if (t->of[FACT_OK] > 0)
			g->partial |= PG_BIT(group);
		if (name != NULL)
			g->incomplete = arena_printf(f->arena, "%s%s%s %u/%llu",
			    g->incomplete != NULL ? g->incomplete : "",
			    g->incomplete != NULL ? " " : "", name, t->of[FACT_OK],
			    (unsigned long long)g->processes);
	}
}

static uint64_t
hash_key(const char *key, enum fact known)
{
	const uint64_t start = HASH_START + known;

	return key != NULL ? hash_string(start, key) : ~start;
}

struct fold *
fold_open(uint64_t sums, struct arena *arena)
{
	struct fold *f = arena_zero(arena, sizeof(*f));

	f->sums = sums;
	f->nsums = count_bits(sums);
	f->arena = arena;
	find_summands(f);
	return f;
}

void
fold_begin(const struct fold *f, struct group *g)
{
	g->summed = f->sums;
	g->tallies = arena_array(f->arena, f->nsums, sizeof(*g->tallies));
}

void
group_tally(const struct group *g, unsigned group, uint32_t counts[FACT_COUNT])
{
	const struct tally *t = g->tallies;

	memset(counts, 0, FACT_COUNT * sizeof(*counts));
	for (uint64_t rest = g->summed; rest != 0; rest &= rest - 1, t++)
		if (lowest_group(rest) == group)
			memcpy(counts, t->of, sizeof(t->of));
}

static void
begin_group(const struct fold *f, struct group *g, const struct value *key)
{
	fold_begin(f, g);
	g->key_known = (uint8_t)key->fact;
	if (key->fact == FACT_OK && !key->none)
		g->key = key->text;
	g->hash = hash_key(g->key, key->fact);
}

static bool
same_key(const struct value *a, const struct value *b)
{
	return a->none == b->none && strcmp(a->text, b->text) == 0;
}

/* The processes among the rows, and which group each belongs to: numbers in the order of keys. */
struct members {
	uint32_t *rows, *group;
	struct value *keys; /* by group */
	size_t count, ngroups;
};

static void
find_members(const struct column *by, const struct proc *rows, const uint32_t *order, size_t count,
    struct arena *arena, struct members *m)
{
	m->rows = arena_array(arena, count, sizeof(*m->rows));
	for (size_t i = 0; i < count; i++) {
		uint32_t at = order != NULL ? order[i] : (uint32_t)i;

		if (!rows[at].thread)
			m->rows[m->count++] = at;
	}
	if (m->count > 1)
		sort_rows(&process_table, rows, by, false, m->rows, m->count, arena);
}

/* What a process is folded by; an id as text. */
static void
key_get(const struct column *by, const struct proc *p, struct value *key, struct arena *arena)
{
	field_get(by, &process_table, p, key);
	if (key->fact != FACT_OK || key->kind != VALUE_UINT)
		return;
	key->text = arena_printf(arena, "%llu", (unsigned long long)key->u);
	key->kind = VALUE_TEXT;
}

/* Equal keys stand together; the unknown come last, as they came. */
static void
number_groups(const struct column *by, const struct proc *rows, struct arena *arena,
    struct members *m)
{
	size_t unknown[FACT_COUNT] = {0}; /* number of the group plus 1 */

	m->group = arena_array(arena, m->count, sizeof(*m->group));
	m->keys = arena_array(arena, m->count, sizeof(*m->keys));
	for (size_t i = 0; i < m->count; i++) {
		struct value key;
		size_t number = m->ngroups;

		key_get(by, &rows[m->rows[i]], &key, arena);
		if (key.fact != FACT_OK && unknown[key.fact] > 0)
			number = unknown[key.fact] - 1;
		else if (key.fact == FACT_OK && number > 0 && same_key(&m->keys[number - 1], &key))
			number--;
		else
			m->keys[m->ngroups++] = key;
		if (key.fact != FACT_OK)
			unknown[key.fact] = number + 1;
		m->group[i] = (uint32_t)number;
	}
}

struct group *
group_fold(const struct column *by, uint64_t sums, const struct proc *rows, const uint32_t *order,
    size_t count, struct arena *arena, size_t *ngroups)
{
	const struct fold *f = fold_open(sums, arena);
	struct members m = {0};

	find_members(by, rows, order, count, arena, &m);
	number_groups(by, rows, arena, &m);
	struct group *groups = arena_array(arena, m.ngroups, sizeof(*groups));
	for (size_t i = 0; i < m.ngroups; i++)
		begin_group(f, &groups[i], &m.keys[i]);
	for (size_t i = 0; i < m.count; i++)
		fold_add(f, &groups[m.group[i]], &rows[m.rows[i]]);
	for (size_t i = 0; i < m.ngroups; i++)
		fold_end(f, &groups[i], sums);
	*ngroups = m.ngroups;
	return groups;
}
