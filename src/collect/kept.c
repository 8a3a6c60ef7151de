#include "kept.h"

#include "../arena.h"
#include "../compat.h"

#define BUCKETS_MIN  1024
#define SLAB_RECORDS 128

struct kept_slab {
	struct kept_slab *next;
	struct kept records[SLAB_RECORDS];
};

/* Which text a group is. */
static const struct {
	enum proc_group group;
	enum kept_text_kind kind;
} kept_texts[] = {
    {PG_CMDLINE, KEPT_CMDLINE},
    {PG_EXE, KEPT_EXE},
    {PG_ENVIRON, KEPT_ENVIRON},
};

_Static_assert(PG_FOOTPRINT_MASK >> PG_USS == (UINT64_C(1) << FOOTPRINT_GROUPS) - 1,
    "the groups of a footprint follow each other");

void
kept_init(struct kept_table *table)
{
	memset(table, 0, sizeof(*table));
	table->size = BUCKETS_MIN;
	table->buckets = xcalloc(table->size, sizeof(*table->buckets));
}

static void
kept_clear(struct kept *k)
{
	for (size_t i = 0; i < KEPT_TEXTS; i++)
		free(k->text[i].data);
	free(k->footprint);
}

void
kept_free(struct kept_table *table)
{
	for (size_t i = 0; i < table->size; i++) {
		for (struct kept *k = table->buckets[i]; k != NULL; k = k->next)
			kept_clear(k);
	}
	free(table->buckets);
	while (table->slabs != NULL) {
		struct kept_slab *next = table->slabs->next;
		free(table->slabs);
		table->slabs = next;
	}
	memset(table, 0, sizeof(*table));
}

/* Pids are dense and mostly ascend: their low bits are the best hash there is. */
static size_t
kept_bucket(const struct kept_table *table, int64_t pid)
{
	return (size_t)pid & (table->size - 1);
}

static void
kept_grow(struct kept_table *table)
{
	struct kept **old = table->buckets;
	size_t old_size = table->size;

	table->size *= 2;
	table->buckets = xcalloc(table->size, sizeof(*table->buckets));
	for (size_t i = 0; i < old_size; i++) {
		struct kept *k = old[i], *next;
		for (; k != NULL; k = next) {
			next = k->next;
			size_t b = kept_bucket(table, k->id.pid);
			k->next = table->buckets[b];
			table->buckets[b] = k;
		}
	}
	free(old);
}

static struct kept *
kept_new(struct kept_table *table)
{
	if (table->unused == NULL) {
		struct kept_slab *slab = xmalloc(sizeof(*slab));
		slab->next = table->slabs;
		table->slabs = slab;
		for (size_t i = 0; i < SLAB_RECORDS; i++) {
			slab->records[i].next = table->unused;
			table->unused = &slab->records[i];
		}
	}
	struct kept *k = table->unused;
	table->unused = k->next;
	memset(k, 0, sizeof(*k));
	return k;
}

struct kept *
kept_find(const struct kept_table *table, struct proc_id id)
{
	struct kept *k = table->buckets[kept_bucket(table, id.pid)];

	while (k != NULL && (k->id.pid != id.pid || k->id.start != id.start))
		k = k->next;
	return k;
}

struct kept *
kept_find_pid(const struct kept_table *table, int64_t pid)
{
	struct kept *k = table->buckets[kept_bucket(table, pid)];

	while (k != NULL && k->id.pid != pid)
		k = k->next;
	return k;
}

struct kept *
kept_get(struct kept_table *table, struct proc_id id, uint64_t tick)
{
	struct kept *k = kept_find(table, id);

	if (k != NULL)
		return k;
	if (table->count >= table->size)
		kept_grow(table);
	k = kept_new(table);
	k->id = id;
	k->born_tick = tick;
	size_t b = kept_bucket(table, id.pid);
	k->next = table->buckets[b];
	table->buckets[b] = k;
	table->count++;
	return k;
}

struct kept_footprint *
kept_footprint(struct kept *k)
{
	if (k->footprint == NULL)
		k->footprint = xcalloc(1, sizeof(*k->footprint));
	return k->footprint;
}

void
kept_expire(struct kept_table *table, uint64_t tick, void (*ended)(void *, struct kept *),
    void *context)
{
	for (size_t i = 0; i < table->size; i++) {
		struct kept **link = &table->buckets[i], *k;
		while ((k = *link) != NULL) {
			if (k->tick == tick || (k->thread && k->tick + 1 == tick) ||
			    k->job != NULL) {
				link = &k->next;
				continue;
			}
			if (ended != NULL)
				ended(context, k);
			*link = k->next;
			kept_clear(k);
			k->next = table->unused;
			table->unused = k;
			table->count--;
		}
	}
}

/* Takes a text; true when it is not what it was. */
static bool
text_store(struct kept_text *text, enum fact known, const char *data, size_t len, uint64_t now)
{
	bool same = text->known == known && known != FACT_OK;

	text->read_ns = now;
	/* A try that failed says nothing: what was known before stays. */
	if (known == FACT_PENDING && text->known != FACT_UNREAD)
		return false;
	if (known == FACT_OK && text->data != NULL && text->len == len &&
	    memcmp(text->data, data, len) == 0) {
		same = text->known == known;
		text->known = (uint8_t)known;
		return !same;
	}
	text->known = (uint8_t)known;
	free(text->data);
	text->data = NULL;
	text->len = 0;
	if (known != FACT_OK)
		return !same;
	text->data = xmalloc(len + 1);
	if (len > 0)
		memcpy(text->data, data, len);
	text->data[len] = '\0';
	text->len = (uint32_t)len;
	return true;
}

static struct blob
row_text(const struct proc *row, enum kept_text_kind kind)
{
	struct blob text = {"", 0};

	if (kind == KEPT_CMDLINE) {
		text = row->cmdline;
	} else if (kind == KEPT_ENVIRON) {
		text = row->more->environ;
	} else {
		text.data = row->more->exe;
		text.len = strlen(text.data);
	}
	return text;
}

static bool
footprint_store(struct kept_footprint *footprint, const struct proc *row, uint64_t groups)
{
	bool changed = false;

	if (row->known[PG_USS] == FACT_PENDING && footprint->known[0] != FACT_UNREAD)
		return false;
	for (uint64_t rest = groups; rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		changed |= footprint->known[g - PG_USS] != row->known[g];
		footprint->known[g - PG_USS] = row->known[g];
	}
	if (row->footprint != NULL) {
		changed |= memcmp(&footprint->facts, row->footprint, sizeof(footprint->facts)) != 0;
		footprint->facts = *row->footprint;
	}
	return changed;
}

bool
kept_store(struct kept *k, const struct proc *row, uint64_t groups, uint64_t now)
{
	bool changed = false;

	for (size_t i = 0; i < sizeof(kept_texts) / sizeof(kept_texts[0]); i++) {
		enum proc_group g = kept_texts[i].group;
		if ((groups & PG_BIT(g)) == 0 || row->known[g] == FACT_UNREAD)
			continue;
		struct blob text = {"", 0};
		if (row->known[g] == FACT_OK)
			text = row_text(row, kept_texts[i].kind);
		changed |= text_store(&k->text[kept_texts[i].kind], row->known[g], text.data,
		    text.len, now);
	}
	if ((groups & PG_FOOTPRINT_MASK) != 0)
		changed |= footprint_store(kept_footprint(k), row, groups & PG_FOOTPRINT_MASK);
	/* What is kept elsewhere, a user's name, is news. */
	return changed || (groups & ~(KEPT_TEXT_MASK | PG_FOOTPRINT_MASK)) != 0;
}

void
kept_check_exec(struct kept *k, const struct proc *row)
{
	if (row->known[PG_NAME] != FACT_OK ||
	    (k->image == row->image && strncmp(k->comm, row->name, sizeof(k->comm) - 1) == 0))
		return;
	k->image = row->image;
	strlcpy(k->comm, row->name, sizeof(k->comm));
	for (size_t i = 0; i < KEPT_TEXTS; i++)
		k->text[i].known = FACT_UNREAD;
}

static void
text_load(const struct kept_text *text, enum kept_text_kind kind, struct proc *row,
    struct arena *arena)
{
	const char *copy = arena_copy(arena, text->data, text->len);

	if (kind == KEPT_CMDLINE)
		row->cmdline = (struct blob){copy, text->len};
	else if (kind == KEPT_ENVIRON)
		row->more->environ = (struct blob){copy, text->len};
	else
		row->more->exe = copy;
}

static uint64_t
footprint_load(const struct kept *k, struct proc *row, uint64_t groups, struct arena *arena)
{
	const struct kept_footprint *kept = k->footprint;
	uint64_t missing = 0;

	if (kept == NULL)
		return groups;
	for (uint64_t rest = groups; rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		if (kept->known[g - PG_USS] == FACT_UNREAD)
			missing |= PG_BIT(g);
		row->known[g] = kept->known[g - PG_USS];
	}
	proc_need_blocks(row, PG_FOOTPRINT_MASK, arena);
	*row->footprint = kept->facts;
	return missing;
}

uint64_t
kept_tried(const struct kept *k, uint64_t groups, uint64_t since)
{
	uint64_t tried = 0;

	for (size_t i = 0; i < sizeof(kept_texts) / sizeof(kept_texts[0]); i++) {
		const struct kept_text *text = &k->text[kept_texts[i].kind];
		if (text->known == FACT_PENDING && text->read_ns >= since)
			tried |= PG_BIT(kept_texts[i].group);
	}
	return groups & tried;
}

uint64_t
kept_load(const struct kept *k, struct proc *row, uint64_t groups, struct arena *arena)
{
	uint64_t missing = groups & ~(KEPT_TEXT_MASK | PG_FOOTPRINT_MASK);

	proc_need_blocks(row, groups & KEPT_TEXT_MASK, arena);
	for (size_t i = 0; i < sizeof(kept_texts) / sizeof(kept_texts[0]); i++) {
		enum proc_group g = kept_texts[i].group;
		const struct kept_text *text = &k->text[kept_texts[i].kind];
		if ((groups & PG_BIT(g)) == 0)
			continue;
		row->known[g] = text->known;
		if (text->known == FACT_UNREAD || text->known == FACT_PENDING)
			missing |= PG_BIT(g);
		else if (text->known == FACT_OK)
			text_load(text, kept_texts[i].kind, row, arena);
	}
	if ((groups & PG_FOOTPRINT_MASK) != 0)
		missing |= footprint_load(k, row, groups & PG_FOOTPRINT_MASK, arena);
	return missing;
}
