#include "ere_code.h"

#include <string.h>

#include "../compat.h"

/* Patterns of so many instructions are matched without asking for memory. */
#define SMALL 256

/* Instructions that wait for the next character. */
struct threads {
	uint16_t *at;
	size_t count;
};

/* One run over a text. */
struct run {
	const struct ere *e;
	const char *text, *p, *end; /* p: what comes next */
	struct threads now, next;
	uint16_t *stack;
	uint32_t *seen; /* by instruction: the step in which it was added last */
	uint32_t step;
	bool word_before;
};

static bool
is_word(const struct ere *e, uint32_t cp)
{
	return cp == '_' || ere_in_class(e, CLASS_ALNUM, cp);
}

static bool
word_after(const struct run *r)
{
	const char *p = r->p;

	return p < r->end && is_word(r->e, ere_next(r->e, &p, r->end));
}

static bool
holds(const struct run *r, enum ere_op op)
{
	switch (op) {
	case ERE_BEGIN:
		return r->p == r->text;
	case ERE_END:
		return r->p == r->end;
	case ERE_EDGE:
		return r->word_before != word_after(r);
	case ERE_NO_EDGE:
		return r->word_before == word_after(r);
	case ERE_WORD_BEGIN:
		return !r->word_before && word_after(r);
	default:
		return r->word_before && !word_after(r);
	}
}

/* Adds what is reached from an instruction without a character; true: a match. */
static bool
add(struct run *r, struct threads *to, size_t start)
{
	size_t depth = 0;

	if (r->seen[start] == r->step)
		return false;
	r->seen[start] = r->step;
	r->stack[depth++] = (uint16_t)start;
	while (depth > 0) {
		size_t at = r->stack[--depth], ways[2], n = 0;
		const struct ere_code *c = &r->e->code[at];

		switch (c->op) {
		case ERE_FOUND:
			return true;
		case ERE_CHAR:
		case ERE_ANY:
		case ERE_SET:
			to->at[to->count++] = (uint16_t)at;
			break;
		case ERE_SPLIT:
			ways[n++] = (size_t)((ptrdiff_t)at + c->b);
			ways[n++] = (size_t)((ptrdiff_t)at + c->a);
			break;
		case ERE_JUMP:
			ways[n++] = (size_t)((ptrdiff_t)at + c->a);
			break;
		default:
			if (holds(r, c->op))
				ways[n++] = at + 1;
		}
		for (size_t i = 0; i < n; i++) {
			if (r->seen[ways[i]] != r->step) {
				r->seen[ways[i]] = r->step;
				r->stack[depth++] = (uint16_t)ways[i];
			}
		}
	}
	return false;
}

static bool
takes(const struct ere *e, const struct ere_code *c, uint32_t cp)
{
	switch (c->op) {
	case ERE_CHAR:
		return c->cp == cp;
	case ERE_ANY:
		return true;
	default:
		return ere_set_has(e, &e->sets[c->a], cp);
	}
}

/* One character further; true: a match. */
static bool
step(struct run *r)
{
	uint32_t cp = ere_next(r->e, &r->p, r->end);
	struct threads swap = r->now;

	r->word_before = is_word(r->e, cp);
	r->step++;
	r->next.count = 0;
	for (size_t i = 0; i < r->now.count; i++)
		if (takes(r->e, &r->e->code[r->now.at[i]], cp) &&
		    add(r, &r->next, r->now.at[i] + 1U))
			return true;
	r->now = r->next;
	r->next = swap;
	return false;
}

static bool
search(struct run *r)
{
	const struct ere *e = r->e;

	for (;;) {
		/* Nothing under way: on to where something can begin. */
		if (r->now.count == 0 && !e->anywhere) {
			const char *from = r->p;

			while (r->p < r->end && !e->first[(unsigned char)*r->p])
				r->p++;
			if (r->p == r->end)
				return false;
			if (r->p != from)
				r->step++;
		}
		if (add(r, &r->now, 0))
			return true;
		if (r->p == r->end)
			return false;
		if (step(r))
			return true;
	}
}

bool
ere_matches(const struct ere *e, const char *text)
{
	uint16_t small[3 * SMALL], *lists = small;
	uint32_t small_seen[SMALL], *seen = small_seen;

	if (e->count > SMALL) {
		lists = xcalloc(3 * e->count, sizeof(*lists));
		seen = xmalloc(e->count * sizeof(*seen));
	}
	memset(seen, 0, e->count * sizeof(*seen));
	struct run r = {
	    .e = e,
	    .text = text,
	    .p = text,
	    .end = text + strlen(text),
	    .now = {lists, 0},
	    .next = {lists + e->count, 0},
	    .stack = lists + 2 * e->count,
	    .seen = seen,
	    .step = 1,
	};
	bool found = search(&r);
	if (lists != small) {
		free(lists);
		free(seen);
	}
	return found;
}

/* Which bytes a match can begin with. */
static void
find_first(struct ere *e)
{
	bool *seen = xcalloc(e->count, sizeof(*seen));
	size_t *stack = xcalloc(e->count + 1, sizeof(*stack)), depth = 0;

	stack[depth++] = 0;
	seen[0] = true;
	while (depth > 0 && !e->anywhere) {
		size_t at = stack[--depth];
		const struct ere_code *c = &e->code[at];
		ptrdiff_t ways[2] = {0, 0};

		if (c->op == ERE_SPLIT || c->op == ERE_JUMP) {
			ways[0] = c->a;
			ways[1] = c->op == ERE_SPLIT ? c->b : c->a;
		} else if (c->op == ERE_CHAR || c->op == ERE_ANY || c->op == ERE_SET) {
			/* Beyond ASCII a character begins with another byte. */
			for (uint32_t b = 0; b < 256; b++)
				if ((b >= 0x80 && !e->bytes) || takes(e, c, ere_fold(e, b)))
					e->first[b] = true;
		} else {
			e->anywhere = true;
		}
		for (size_t i = 0; i < 2; i++) {
			size_t to = (size_t)((ptrdiff_t)at + ways[i]);

			if (!seen[to]) {
				seen[to] = true;
				stack[depth++] = to;
			}
		}
	}
	free(seen);
	free(stack);
}

struct ere *
ere_new(const char *pattern, bool without_case, const char **why)
{
	struct ere *e = xcalloc(1, sizeof(*e));

	e->fold = without_case;
	e->bytes = true;
	for (const char *p = pattern; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80)
			e->bytes = false;
	*why = ere_parse(e, pattern);
	if (*why != NULL) {
		ere_free(e);
		return NULL;
	}
	find_first(e);
	return e;
}

void
ere_free(struct ere *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->nsets; i++)
		free(e->sets[i].ranges);
	free(e->sets);
	free(e->code);
	free(e);
}
