#include "ere_code.h"

#include <string.h>

#include "../compat.h"

#define REPEAT_MAX 0x7FFF /* what POSIX calls RE_DUP_MAX */
#define DEPTH_MAX  200

static const char invalid[] = "Invalid preceding regular expression";
static const char bad_interval[] = "Invalid content of \\{\\}";
static const char too_big[] = "Regular expression too big";

struct parser {
	struct ere *e;
	const char *p, *end;
	const char *why; /* the first error */
	int depth;
};

static void
fail(struct parser *s, const char *why)
{
	if (s->why == NULL)
		s->why = why;
}

/* Room for n instructions at a place; what is behind it moves as a block. */
static struct ere_code *
make_room(struct parser *s, size_t at, size_t n)
{
	struct ere *e = s->e;

	if (e->count + n > ERE_CODE_MAX) {
		fail(s, too_big);
		return NULL;
	}
	if (e->count + n > e->room) {
		e->room = (e->count + n) * 2;
		e->code = xrealloc(e->code, e->room, sizeof(*e->code));
	}
	memmove(&e->code[at + n], &e->code[at], (e->count - at) * sizeof(*e->code));
	memset(&e->code[at], 0, n * sizeof(*e->code));
	e->count += n;
	return &e->code[at];
}

static void
emit(struct parser *s, struct ere_code code)
{
	struct ere_code *to = make_room(s, s->e->count, 1);

	if (to != NULL)
		*to = code;
}

/* block?  */
static void
make_optional(struct parser *s, size_t at)
{
	int32_t len = (int32_t)(s->e->count - at);
	struct ere_code *c = make_room(s, at, 1);

	if (c != NULL)
		*c = (struct ere_code){.op = ERE_SPLIT, .a = 1, .b = len + 1};
}

/* block+ */
static void
make_repeated(struct parser *s, size_t at)
{
	emit(s, (struct ere_code){.op = ERE_SPLIT, .a = -(int32_t)(s->e->count - at), .b = 1});
}

static void
make_copy(struct parser *s, const struct ere_code *block, size_t len)
{
	struct ere_code *to = make_room(s, s->e->count, len);

	if (to != NULL && len > 0)
		memcpy(to, block, len * sizeof(*block));
}

/* block{least,most}; most -1: no bound. */
static void
make_interval(struct parser *s, size_t at, int least, int most)
{
	struct ere *e = s->e;
	size_t len = e->count - at;
	struct ere_code *block = xmalloc(len * sizeof(*block));
	int copies = most < 0 ? (least > 0 ? least : 1) : most;

	if (len > 0)
		memcpy(block, &e->code[at], len * sizeof(*block));
	e->count = at;
	for (int i = 0; i < copies && len > 0 && s->why == NULL; i++) {
		size_t here = e->count;

		make_copy(s, block, len);
		if (s->why == NULL && most < 0 && i == copies - 1)
			make_repeated(s, here);
		if (s->why == NULL && i >= least)
			make_optional(s, here);
	}
	free(block);
}

/* What glibc calls fetch_number: -1 nothing, -2 no number or the end. */
static int
read_number(struct parser *s)
{
	int n = -1;

	for (; s->p < s->end && *s->p != '}' && *s->p != ','; s->p++) {
		if (*s->p < '0' || *s->p > '9' || n == -2)
			n = -2;
		else
			n = n == -1 ? *s->p - '0' : n * 10 + (*s->p - '0');
		if (n > REPEAT_MAX)
			n = REPEAT_MAX + 1;
	}
	return s->p == s->end ? -2 : n;
}

static void
parse_interval(struct parser *s, size_t at)
{
	int least, most;

	s->p++;
	least = most = read_number(s);
	if (least == -1) {
		if (*s->p != ',') {
			fail(s, bad_interval);
			return;
		}
		least = 0;
	}
	if (least != -2 && *s->p == ',') {
		s->p++;
		most = read_number(s);
	}
	if (least == -2 || most == -2)
		fail(s, s->p == s->end ? "Unmatched \\{" : bad_interval);
	else if ((most != -1 && least > most) || *s->p != '}')
		fail(s, bad_interval);
	else if ((most == -1 ? least : most) > REPEAT_MAX)
		fail(s, too_big);
	if (s->why != NULL)
		return;
	s->p++;
	make_interval(s, at, least, most);
}

static void
parse_repeats(struct parser *s, size_t at)
{
	while (s->why == NULL && s->p < s->end) {
		switch (*s->p) {
		case '*':
			make_repeated(s, at);
			if (s->why == NULL)
				make_optional(s, at);
			break;
		case '+':
			make_repeated(s, at);
			break;
		case '?':
			make_optional(s, at);
			break;
		case '{':
			parse_interval(s, at);
			continue;
		default:
			return;
		}
		s->p++;
	}
}

static void
emit_class(struct parser *s, enum char_class class, bool underscore, bool is)
{
	struct ere_set *set = ere_set_add(s->e);

	ere_set_class(s->e, set, class, true);
	if (underscore)
		ere_set_range(set, '_', '_');
	set->negated = !is;
	emit(s, (struct ere_code){.op = ERE_SET, .a = (int32_t)s->e->nsets - 1});
}

/* A character after a backslash that is more than itself.  An anchor is not repeated. */
static bool
parse_escape(struct parser *s, bool *anchor)
{
	static const struct {
		char letter;
		enum ere_op op;
	} anchors[] = {{'`', ERE_BEGIN}, {'\'', ERE_END}, {'b', ERE_EDGE}, {'B', ERE_NO_EDGE},
	    {'<', ERE_WORD_BEGIN}, {'>', ERE_WORD_END}};
	char letter = s->p[1];

	switch (letter) {
	case 'w':
	case 'W':
		emit_class(s, CLASS_ALNUM, true, letter == 'w');
		s->p += 2;
		return true;
	case 's':
	case 'S':
		emit_class(s, CLASS_SPACE, false, letter == 's');
		s->p += 2;
		return true;
	default:
		break;
	}
	for (size_t i = 0; i < sizeof(anchors) / sizeof(anchors[0]); i++) {
		if (letter == anchors[i].letter) {
			emit(s, (struct ere_code){.op = anchors[i].op});
			s->p += 2;
			*anchor = true;
			return true;
		}
	}
	return false;
}

static void parse_alternatives(struct parser *);

static void
parse_group(struct parser *s)
{
	s->p++;
	if (++s->depth > DEPTH_MAX) {
		fail(s, too_big);
		return;
	}
	parse_alternatives(s);
	s->depth--;
	if (s->why == NULL && (s->p == s->end || *s->p != ')'))
		fail(s, "Unmatched ( or \\(");
	else
		s->p++;
}

static void
parse_set(struct parser *s)
{
	size_t at = s->e->nsets;

	ere_set_add(s->e);
	s->p++;
	const char *why = ere_bracket(s->e, &s->p, s->end, &s->e->sets[at]);
	if (why != NULL)
		fail(s, why);
	emit(s, (struct ere_code){.op = ERE_SET, .a = (int32_t)at});
}

/* One item without what repeats it.  True: an anchor. */
static bool
parse_item(struct parser *s)
{
	bool anchor = false;

	switch (*s->p) {
	case '*':
	case '+':
	case '?':
	case '{':
		fail(s, invalid);
		return false;
	case '^':
	case '$':
		emit(s, (struct ere_code){.op = *s->p == '^' ? ERE_BEGIN : ERE_END});
		s->p++;
		return true;
	case '.':
		emit(s, (struct ere_code){.op = ERE_ANY});
		s->p++;
		return false;
	case '(':
		parse_group(s);
		return false;
	case '[':
		parse_set(s);
		return false;
	case '\\':
		if (s->end - s->p == 1) {
			fail(s, "Trailing backslash");
			return false;
		}
		if (parse_escape(s, &anchor))
			return anchor;
		if (s->p[1] >= '1' && s->p[1] <= '9') {
			fail(s, "back-references are not supported");
			return false;
		}
		s->p++;
		break;
	default:
		break;
	}
	uint32_t cp = ere_next(s->e, &s->p, s->end);
	emit(s, (struct ere_code){.op = ERE_CHAR, .cp = cp});
	return false;
}

static void
parse_branch(struct parser *s)
{
	/* A parenthesis that closes nothing is itself. */
	while (s->why == NULL && s->p < s->end && *s->p != '|' && !(*s->p == ')' && s->depth > 0)) {
		size_t at = s->e->count;

		if (!parse_item(s) && s->why == NULL)
			parse_repeats(s, at);
	}
}

static void
parse_alternatives(struct parser *s)
{
	size_t at = s->e->count;

	parse_branch(s);
	while (s->why == NULL && s->p < s->end && *s->p == '|') {
		int32_t len = (int32_t)(s->e->count - at);
		struct ere_code *split = make_room(s, at, 1);
		size_t jump = s->e->count;

		s->p++;
		if (split == NULL)
			return;
		*split = (struct ere_code){.op = ERE_SPLIT, .a = 1, .b = len + 2};
		emit(s, (struct ere_code){.op = ERE_JUMP});
		parse_branch(s);
		if (s->why == NULL)
			s->e->code[jump].a = (int32_t)(s->e->count - jump);
	}
}

const char *
ere_parse(struct ere *e, const char *pattern)
{
	struct parser s = {.e = e, .p = pattern, .end = pattern + strlen(pattern)};

	parse_alternatives(&s);
	if (s.why == NULL)
		emit(&s, (struct ere_code){.op = ERE_FOUND});
	return s.why;
}
