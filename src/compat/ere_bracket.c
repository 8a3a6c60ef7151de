#include "ere_code.h"

#include <string.h>

#include "../compat.h"
#include "../text.h"

/* Longer names of classes and characters there are not. */
#define NAME_MAX_LEN 32

static const char unmatched[] = "Unmatched [, [^, [:, [., or [=";
static const char bad_range[] = "Invalid range end";

uint32_t
ere_fold(const struct ere *e, uint32_t cp)
{
	if (!e->fold)
		return cp;
	if (cp >= 0x80 && !e->bytes)
		cp = locale_fold(cp);
	return cp >= 'a' && cp <= 'z' ? cp - ('a' - 'A') : cp;
}

static bool
ascii_in_class(enum char_class class, uint32_t cp)
{
	bool upper = cp >= 'A' && cp <= 'Z', lower = cp >= 'a' && cp <= 'z';
	bool digit = cp >= '0' && cp <= '9', graph = cp > ' ' && cp < 0x7F;

	switch (class) {
	case CLASS_ALPHA:
		return upper || lower;
	case CLASS_DIGIT:
		return digit;
	case CLASS_ALNUM:
		return upper || lower || digit;
	case CLASS_UPPER:
		return upper;
	case CLASS_LOWER:
		return lower;
	case CLASS_SPACE:
		return cp == ' ' || (cp >= '\t' && cp <= '\r');
	case CLASS_BLANK:
		return cp == ' ' || cp == '\t';
	case CLASS_PUNCT:
		return graph && !upper && !lower && !digit;
	case CLASS_PRINT:
		return graph || cp == ' ';
	case CLASS_GRAPH:
		return graph;
	case CLASS_CNTRL:
		return cp < ' ' || cp == 0x7F;
	default:
		return digit || (cp >= 'A' && cp <= 'F') || (cp >= 'a' && cp <= 'f');
	}
}

bool
ere_in_class(const struct ere *e, enum char_class class, uint32_t cp)
{
	if (cp < 0x80)
		return ascii_in_class(class, cp);
	return !e->bytes && locale_in_class(class, cp);
}

struct ere_set *
ere_set_add(struct ere *e)
{
	e->sets = xrealloc(e->sets, e->nsets + 1, sizeof(*e->sets));
	struct ere_set *set = &e->sets[e->nsets++];
	memset(set, 0, sizeof(*set));
	return set;
}

void
ere_set_range(struct ere_set *set, uint32_t first, uint32_t last)
{
	for (uint32_t cp = first; cp <= last && cp < 256; cp++)
		set->low[cp / 32] |= UINT32_C(1) << cp % 32;
	if (last < 256)
		return;
	set->ranges = xrealloc(set->ranges, set->nranges + 1, sizeof(*set->ranges));
	set->ranges[set->nranges++] = (struct ere_range){first < 256 ? 256 : first, last};
}

void
ere_set_class(struct ere *e, struct ere_set *set, enum char_class class, bool is)
{
	/* Without case these two are the same. */
	if (e->fold && (class == CLASS_UPPER || class == CLASS_LOWER))
		class = CLASS_ALPHA;
	for (uint32_t cp = 0; cp < 256; cp++)
		if (ere_in_class(e, class, cp) == is)
			ere_set_range(set, cp, cp);
	if (is)
		set->classes |= 1U << class;
	else
		set->no_classes |= 1U << class;
}

static bool
in_classes(const struct ere *e, const struct ere_set *set, uint32_t cp)
{
	for (unsigned c = 0; c < CLASS_COUNT; c++) {
		if ((set->classes & 1U << c) != 0 && ere_in_class(e, c, cp))
			return true;
		if ((set->no_classes & 1U << c) != 0 && !ere_in_class(e, c, cp))
			return true;
	}
	return false;
}

bool
ere_set_has(const struct ere *e, const struct ere_set *set, uint32_t cp)
{
	bool in = false;

	if (cp < 256)
		return ((set->low[cp / 32] >> cp % 32 & 1) != 0) != set->negated;
	for (size_t i = 0; i < set->nranges && !in; i++)
		in = cp >= set->ranges[i].first && cp <= set->ranges[i].last;
	return (in || in_classes(e, set, cp)) != set->negated;
}

uint32_t
ere_next(const struct ere *e, const char **p, const char *end)
{
	uint32_t cp = e->bytes ? (unsigned char)*(*p)++ : text_decode(p, end);

	return ere_fold(e, cp);
}

/* Which part of a bracket expression is at p. */
enum token {
	TOKEN_CHAR,
	TOKEN_CLASS,
	TOKEN_EQUAL,
	TOKEN_NAME,
	TOKEN_HYPHEN,
	TOKEN_CLOSE,
	TOKEN_END
};

static enum token
peek(const char *p, const char *end)
{
	if (p == end)
		return TOKEN_END;
	if (*p == ']')
		return TOKEN_CLOSE;
	/* Three in a row stand for one that is no range. */
	if (*p == '-')
		return end - p > 2 && p[1] == '-' && p[2] == '-' ? TOKEN_CHAR : TOKEN_HYPHEN;
	if (*p == '[' && end - p > 1) {
		switch (p[1]) {
		case ':':
			return TOKEN_CLASS;
		case '=':
			return TOKEN_EQUAL;
		case '.':
			return TOKEN_NAME;
		default:
			break;
		}
	}
	return TOKEN_CHAR;
}

/* What is between "[:" and ":]"; *p moves past it. */
static const char *
read_name(const char **p, const char *end, const char **name, size_t *len)
{
	const char kind = (*p)[1];

	*name = *p + 2;
	for (const char *q = *name; end - q > 1 && q - *name < NAME_MAX_LEN; q++) {
		if (*q == kind && q[1] == ']') {
			*len = (size_t)(q - *name);
			*p = q + 2;
			return NULL;
		}
	}
	return unmatched;
}

static const char *
add_class(struct ere *e, struct ere_set *set, const char *name, size_t len)
{
	static const char *const names[CLASS_COUNT] = {"alpha", "digit", "alnum", "upper", "lower",
	    "space", "blank", "punct", "print", "graph", "cntrl", "xdigit"};

	for (unsigned c = 0; c < CLASS_COUNT; c++) {
		if (strlen(names[c]) == len && memcmp(names[c], name, len) == 0) {
			ere_set_class(e, set, c, true);
			return NULL;
		}
	}
	return "Invalid character class name";
}

/* One end of a range, or what stands alone: *kind says which of them is a character, *cp. */
static const char *
element(struct ere *e, const char **p, const char *end, struct ere_set *set, bool hyphen,
    enum token *kind, uint32_t *cp)
{
	const char *name, *why;
	size_t len;

	*kind = peek(*p, end);
	switch (*kind) {
	case TOKEN_END:
		return unmatched;
	case TOKEN_CLASS:
	case TOKEN_EQUAL:
	case TOKEN_NAME:
		why = read_name(p, end, &name, &len);
		if (why != NULL)
			return why;
		if (*kind == TOKEN_CLASS)
			return add_class(e, set, name, len);
		if (len == 0)
			return "Invalid collation character";
		*cp = ere_next(e, &name, name + len);
		if (*name != (*kind == TOKEN_EQUAL ? '=' : '.') || name[1] != ']')
			return "Invalid collation character";
		return NULL;
	case TOKEN_HYPHEN:
		/* Before the end it is itself, elsewhere it was meant as something else. */
		if (!hyphen && peek(*p + 1, end) != TOKEN_CLOSE)
			return bad_range;
		break;
	default:
		if (**p == '-')
			*p += 2;
	}
	*cp = ere_next(e, p, end);
	return NULL;
}

static const char *
range_or_one(struct ere *e, const char **p, const char *end, struct ere_set *set, bool first)
{
	enum token from_kind, to_kind;
	uint32_t from = 0, to;
	const char *why = element(e, p, end, set, first, &from_kind, &from);

	if (why != NULL || from_kind == TOKEN_CLASS)
		return why;
	to = from;
	if (from_kind != TOKEN_EQUAL && peek(*p, end) == TOKEN_HYPHEN) {
		enum token after = peek(*p + 1, end);

		if (after == TOKEN_END)
			return unmatched;
		if (after != TOKEN_CLOSE) {
			++*p;
			why = element(e, p, end, set, true, &to_kind, &to);
			if (why != NULL)
				return why;
			if (to_kind == TOKEN_CLASS || to_kind == TOKEN_EQUAL || to < from)
				return bad_range;
		}
	}
	ere_set_range(set, from, to);
	return NULL;
}

const char *
ere_bracket(struct ere *e, const char **p, const char *end, struct ere_set *set)
{
	bool first = true;
	const char *why;

	set->negated = *p < end && **p == '^';
	if (set->negated)
		++*p;
	if (*p == end)
		return unmatched;
	for (;;) {
		enum token next = peek(*p, end);

		if (next == TOKEN_END)
			return unmatched;
		if (next == TOKEN_CLOSE && !first)
			break;
		why = range_or_one(e, p, end, set, first);
		if (why != NULL)
			return why;
		first = false;
	}
	++*p;
	return NULL;
}
