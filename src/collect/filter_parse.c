#include "filter_parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../compat.h"
#include "../text.h"

struct node *
filter_fail(struct parser *p, struct word w, const char *format, ...)
{
	char text[sizeof(p->error->text)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	p->error->at = (size_t)(w.at - p->text);
	p->error->length = w.len;
	/* It quotes what somebody typed or wrote into a file. */
	text_printable(text, strlen(text), SIZE_MAX, p->error->text, sizeof(p->error->text));
	return NULL;
}

struct node *
filter_node(struct parser *p, enum node_kind kind)
{
	struct node *n = arena_zero(&p->filter->arena, sizeof(*n));

	n->kind = kind;
	return n;
}

/* Control characters too: the config writes them as blanks, and must mean the same. */
static bool
space(char c)
{
	return c != '\0' && (unsigned char)c <= ' ';
}

static size_t
operator_at(const char *s, enum filter_op *op)
{
	static const struct {
		char text[3];
		enum filter_op op;
	} operators[] = {
	    /* longer ones first */
	    {"!=", OP_NE},
	    {"!~", OP_UNLIKE},
	    {">=", OP_GE},
	    {"<=", OP_LE},
	    {"=", OP_EQ},
	    {">", OP_GT},
	    {"<", OP_LT},
	    {"~", OP_MATCH},
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t len = strlen(operators[i].text);

		if (strncmp(s, operators[i].text, len) == 0) {
			*op = operators[i].op;
			return len;
		}
	}
	return 0;
}

/* A quoted word at p->s: to the closing quote; a backslash keeps a quote from closing. */
static bool
scan_quoted(struct parser *p, struct word *w)
{
	char quote = *p->s;

	w->at = p->s++;
	while (*p->s != '\0' && *p->s != quote)
		p->s += *p->s == '\\' && p->s[1] != '\0' ? 2 : 1;
	w->quoted = true;
	if (*p->s == '\0') {
		w->len = (size_t)(p->s - w->at);
		filter_fail(p, *w, "the quote %c is never closed", quote);
		return false;
	}
	p->s++;
	w->len = (size_t)(p->s - w->at);
	return true;
}

static bool
scan_word(struct parser *p, struct word *w)
{
	enum filter_op op;

	*w = (struct word){.at = p->s};
	if (*p->s == '"' || *p->s == '\'')
		return scan_quoted(p, w);
	while (*p->s != '\0' && !space(*p->s) && *p->s != '(' && *p->s != ')' &&
	    operator_at(p->s, &op) == 0)
		p->s++;
	w->len = (size_t)(p->s - w->at);
	return true;
}

/* The value behind an operator: parentheses in it (a regular expression's) belong to it. */
static bool
scan_value(struct parser *p, struct word *w)
{
	size_t open = 0;

	*w = (struct word){.at = p->s};
	if (*p->s == '"' || *p->s == '\'')
		return scan_quoted(p, w);
	for (; *p->s != '\0' && !space(*p->s); p->s++) {
		if (*p->s == '\\' && p->s[1] != '\0')
			p->s++;
		else if (*p->s == '(')
			open++;
		else if (*p->s == ')' && open-- == 0)
			break;
	}
	w->len = (size_t)(p->s - w->at);
	return true;
}

static void
skip_space(struct parser *p)
{
	while (space(*p->s))
		p->s++;
}

static bool
keyword(struct word w, const char *name)
{
	return !w.quoted && w.len == strlen(name) && strncasecmp(w.at, name, w.len) == 0;
}

/* The keyword that comes next, left where it is. */
static bool
next_is(struct parser *p, const char *name, struct word *w)
{
	const char *from = p->s;
	bool is;

	skip_space(p);
	is = *p->s != '"' && *p->s != '\'' && scan_word(p, w) && keyword(*w, name);
	if (!is)
		p->s = from;
	return is;
}

static bool
at_end(struct parser *p)
{
	struct word w;
	const char *from = p->s;

	skip_space(p);
	if (*p->s == '\0' || *p->s == ')')
		return true;
	bool or = next_is(p, "or", &w);
	p->s = from;
	return or ;
}

static struct node *parse_or(struct parser *);

static struct node *
parse_group(struct parser *p)
{
	struct word open = {.at = p->s, .len = 1};
	struct node *n;

	p->s++;
	skip_space(p);
	if (*p->s == ')')
		return filter_fail(p, open, "there is nothing between the parentheses");
	if (*p->s == '\0')
		return filter_fail(p, open, "'(' is never closed");
	n = parse_or(p);
	if (n == NULL)
		return NULL;
	skip_space(p);
	if (*p->s != ')')
		return filter_fail(p, open, "'(' is never closed");
	p->s++;
	return n;
}

static struct node *
parse_test_or_word(struct parser *p)
{
	struct word key, sign, value;
	const char *after;
	enum filter_op op;

	if (*p->s == ')')
		return filter_fail(p, (struct word){.at = p->s, .len = 1}, "')' closes nothing");
	if (!scan_word(p, &key))
		return NULL;
	after = p->s;
	skip_space(p);
	sign = (struct word){.at = p->s, .len = operator_at(p->s, &op)};
	if (sign.len == 0) {
		p->s = after;
		if (keyword(key, "and") || keyword(key, "or"))
			return filter_fail(p, key, "there is nothing before '%.*s'", (int)key.len,
			    key.at);
		return filter_word(p, key);
	}
	if (key.len == 0 || key.quoted)
		return filter_fail(p, sign, "there is no column before '%.*s'", (int)sign.len,
		    sign.at);
	p->s += sign.len;
	if (*p->s != '\0' && strchr("=<>~", *p->s) != NULL) {
		sign.len++;
		return filter_fail(p, sign, "'%.*s' is no operator: there are = != > >= < <= ~ !~",
		    (int)sign.len, sign.at);
	}
	skip_space(p);
	if (!scan_value(p, &value))
		return NULL;
	if (value.len == 0)
		return filter_fail(p, sign, "the value after '%.*s' is missing", (int)sign.len,
		    sign.at);
	return filter_test(p, key, sign, op, value);
}

static struct node *
parse_not(struct parser *p)
{
	struct word w;
	struct node *n, *inner;

	skip_space(p);
	if (p->depth == FILTER_DEPTH) {
		w = (struct word){.at = p->s, .len = 1};
		return filter_fail(p, w, "more than %d parentheses and nots within each other",
		    FILTER_DEPTH);
	}
	p->depth++;
	if (next_is(p, "not", &w)) {
		if (at_end(p))
			return filter_fail(p, w, "there is nothing after 'not'");
		inner = parse_not(p);
		n = inner == NULL ? NULL : filter_negate(p, inner);
	} else
		n = *p->s == '(' ? parse_group(p) : parse_test_or_word(p);
	p->depth--;
	return n;
}

/* One or more operands, told apart by more(); a single one is itself. */
static struct node *
parse_and(struct parser *p)
{
	struct node *first = parse_not(p), *last = first, *both;
	struct word w;

	if (first == NULL)
		return NULL;
	while (!at_end(p)) {
		if (next_is(p, "and", &w) && at_end(p))
			return filter_fail(p, w, "there is nothing after 'and'");
		last->next = parse_not(p);
		if (last->next == NULL)
			return NULL;
		last = last->next;
	}
	if (first == last)
		return first;
	both = filter_node(p, NODE_AND);
	both->child = first;
	return both;
}

static struct node *
parse_or(struct parser *p)
{
	struct node *first = parse_and(p), *last = first, *either;
	struct word w;

	if (first == NULL)
		return NULL;
	while (next_is(p, "or", &w)) {
		if (at_end(p))
			return filter_fail(p, w, "there is nothing after 'or'");
		last->next = parse_and(p);
		if (last->next == NULL)
			return NULL;
		last = last->next;
	}
	if (first == last)
		return first;
	either = filter_node(p, NODE_OR);
	either->child = first;
	return either;
}

static bool
parse_all(struct parser *p)
{
	struct word w;

	if (strlen(p->text) > FILTER_TEXT) {
		w = (struct word){.at = p->text + FILTER_TEXT, .len = 1};
		filter_fail(p, w, "the filter is longer than %d bytes", FILTER_TEXT);
		return false;
	}
	skip_space(p);
	if (*p->s == '\0')
		return true;
	p->filter->root = parse_or(p);
	if (p->filter->root == NULL)
		return false;
	skip_space(p);
	if (*p->s == '\0')
		return true;
	w = (struct word){.at = p->s, .len = 1};
	filter_fail(p, w, "')' closes nothing");
	return false;
}

struct filter *
filter_parse(const struct table *table, const char *text, struct filter_error *error)
{
	struct filter *f = xcalloc(1, sizeof(*f));
	struct parser p = {.table = table, .filter = f, .text = text, .s = text, .error = error};

	atomic_init(&f->references, 1);
	arena_init(&f->arena);
	f->table = table;
	memset(error, 0, sizeof(*error));
	if (!parse_all(&p)) {
		filter_unref(f);
		return NULL;
	}
	return f;
}
