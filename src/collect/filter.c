#include "filter_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../compat.h"
#include "../text.h"

static struct filter *
filter_new(const struct table *table)
{
	struct filter *f = xcalloc(1, sizeof(*f));

	atomic_init(&f->references, 1);
	arena_init(&f->arena);
	f->table = table;
	return f;
}

/* A filter of one test, which is not parsed from a text. */
static struct filter *
filter_one(const struct table *table, enum node_kind kind, const struct column *column,
    enum fact fact, const char *text)
{
	struct filter *f = filter_new(table);
	struct node *n = arena_zero(&f->arena, sizeof(*n));

	n->kind = kind;
	n->column = *column;
	if (column->argument != NULL)
		n->column.argument = arena_dup(&f->arena, column->argument);
	n->fact = fact;
	n->text = text != NULL ? arena_dup(&f->arena, text) : NULL;
	n->len = text != NULL ? strlen(text) : 0;
	f->root = n;
	f->groups = column->field->groups;
	f->baseline = (column->field->flags & FIELD_BASELINE) != 0;
	return f;
}

struct filter *
filter_same(const struct table *table, const struct column *column, enum fact fact,
    const char *text)
{
	return filter_one(table, NODE_SAME, column, fact, text);
}

struct filter *
filter_below(const struct table *table, const struct column *column, const char *path)
{
	return filter_one(table, NODE_BELOW, column, FACT_OK, path);
}

struct filter *
filter_and(struct filter *a, struct filter *b)
{
	struct filter *f;

	if (a == NULL || b == NULL)
		return filter_ref(a != NULL ? a : b);
	f = filter_new(a->table);
	f->both[0] = filter_ref(a);
	f->both[1] = filter_ref(b);
	f->groups = a->groups | b->groups;
	f->baseline = a->baseline || b->baseline;
	return f;
}

struct filter *
filter_ref(struct filter *f)
{
	if (f != NULL)
		atomic_fetch_add_explicit(&f->references, 1, memory_order_relaxed);
	return f;
}

void
filter_unref(struct filter *f)
{
	if (f == NULL || atomic_fetch_sub_explicit(&f->references, 1, memory_order_acq_rel) != 1)
		return;
	for (struct compiled_regex *r = f->regexes; r != NULL; r = r->next)
		pattern_free(r->pattern);
	filter_unref(f->both[0]);
	filter_unref(f->both[1]);
	arena_free(&f->arena);
	free(f);
}

uint64_t
filter_groups(const struct filter *f)
{
	return f == NULL ? 0 : f->groups;
}

bool
filter_needs_baseline(const struct filter *f)
{
	return f != NULL && f->baseline;
}

/* Cells of an expression shown to a person; what is longer is cut around the word. */
#define EXPLAIN_CELLS  76
#define EXPLAIN_BEFORE 40

void
filter_explain(const char *text, const struct filter_error *error, char *buf, size_t len)
{
	size_t all = strlen(text), at = error->at < all ? error->at : all, from = 0, to;
	char shown[EXPLAIN_CELLS * 4 * 3 + 1];
	size_t before, carets;

	if (at > EXPLAIN_CELLS - 16)
		from = at - EXPLAIN_BEFORE;
	/* not in the middle of a character */
	while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80)
		from--;
	text_printable(text + from, all - from, EXPLAIN_CELLS, shown, sizeof(shown));
	before = text_cells(text + from, at - from);
	to = error->length < all - at ? error->length : all - at;
	carets = text_cells(text + at, to);
	if (before + carets > EXPLAIN_CELLS)
		carets = before < EXPLAIN_CELLS ? EXPLAIN_CELLS - before : 1;
	if (carets == 0)
		carets = 1;
	char line[EXPLAIN_CELLS + 2];
	memset(line, '^', sizeof(line));
	line[carets < sizeof(line) ? carets : sizeof(line) - 1] = '\0';
	snprintf(buf, len, "%s\n  %s\n  %*s%s", error->text, shown, (int)before, "", line);
}
