#include "filter_parse.h"

#include <string.h>

#include "../nearest.h"
#include "../quantity.h"

/* How a message quotes a word: "%.*s" with QUOTE(w). */
#define QUOTE_MAX 48
#define QUOTE(w)  (int)((w).len < QUOTE_MAX ? (w).len : QUOTE_MAX), (w).at

/* What a value of each unit may be compared with, and how it is read. */
static const struct operand {
	enum { BY_TEXT, BY_NAME, BY_TRUTH, BY_NUMBER } by;
	const char *expected;
	bool (*read)(const char *, size_t, double *);
	double scale;	 /* from what read yields to the field's unit */
	bool per_second; /* "/s" may follow */
} operands[UNIT_COUNT_OF_UNITS] = {
    [UNIT_TEXT] = {.by = BY_TEXT},
    [UNIT_ARGS] = {.by = BY_TEXT},
    [UNIT_ENVIRON] = {.by = BY_TEXT},
    [UNIT_NAMED] = {.by = BY_NAME},
    [UNIT_BOOL] = {.by = BY_TRUTH},
    [UNIT_LIST] = {.by = BY_TEXT},
    [UNIT_ADDRESSES] = {.by = BY_TEXT},
    [UNIT_MEGABITS] = {BY_NUMBER, "a number of Mbit/s such as 1000", quantity_count, 1, false},
    [UNIT_HISTORY] = {BY_NUMBER, "a size per second such as 1M", quantity_size, 1, true},
    [UNIT_ID] = {BY_NUMBER, "a number", quantity_number, 1, false},
    [UNIT_NUMBER] = {BY_NUMBER, "a number", quantity_number, 1, false},
    [UNIT_COUNT] = {BY_NUMBER, "a number such as 5 or 10k", quantity_count, 1, false},
    [UNIT_RATE] = {BY_NUMBER, "a number per second such as 5 or 10k", quantity_count, 1, true},
    [UNIT_BYTES] = {BY_NUMBER, "a size such as 100M", quantity_size, 1, false},
    [UNIT_BYTE_DELTA] = {BY_NUMBER, "a size such as 100M", quantity_size, 1, false},
    [UNIT_BYTE_RATE] = {BY_NUMBER, "a size per second such as 1M", quantity_size, 1, true},
    [UNIT_PERCENT] = {BY_NUMBER, "a percentage such as 5", quantity_percent, 1, false},
    [UNIT_DURATION] = {BY_NUMBER, "a duration such as 90s or 1h30m", quantity_duration, 1e9, false},
    [UNIT_TIME] = {BY_NUMBER, "a time such as 2026-01-31T12:00 or Unix time", NULL, 1e9, false},
};

struct node *
filter_negate(struct parser *p, struct node *inner)
{
	struct node *n = filter_node(p, NODE_NOT);

	n->child = inner;
	return n;
}

/* What the word means without its quotes; a regular expression keeps its backslashes. */
static char *
content(struct parser *p, struct word w, bool regex, size_t *len)
{
	char *out, *end;

	if (!w.quoted) {
		*len = w.len;
		return arena_copy(&p->filter->arena, w.at, w.len);
	}
	out = end = arena_copy(&p->filter->arena, w.at + 1, w.len - 2);
	for (size_t i = 0; i < w.len - 2; i++) {
		const char *c = w.at + 1 + i;

		if (*c == '\\' && (c[1] == *w.at || (c[1] == '\\' && !regex)))
			c++, i++;
		else if (*c == '\\' && i + 1 < w.len - 2) {
			*end++ = *c++;
			i++;
		}
		*end++ = *c;
	}
	*end = '\0';
	*len = (size_t)(end - out);
	return out;
}

static void
needs(struct parser *p, const struct field *field)
{
	p->filter->groups |= field->groups;
	if ((field->flags & FIELD_BASELINE) != 0)
		p->filter->baseline = true;
}

/* The column that key names, or false with the error filled. */
static bool
find_column(struct parser *p, struct word key, struct column *column)
{
	const char *colon = memchr(key.at, ':', key.len);
	struct word name = key;

	if (colon != NULL)
		name.len = (size_t)(colon - key.at);
	column->field = field_find(p->table, name.at, name.len);
	column->argument = NULL;
	if (column->field == NULL) {
		const char *best = field_nearest(p->table, name.at, name.len);
		filter_fail(p, name, "no column '%.*s'%s%s%s", QUOTE(name),
		    best != NULL ? "; did you mean '" : "", best != NULL ? best : "",
		    best != NULL ? "'?" : "");
		return false;
	}
	bool takes = (column->field->flags & FIELD_ARGUMENT) != 0;
	if (takes && (colon == NULL || name.len + 1 == key.len)) {
		filter_fail(p, key, "'%.*s' needs a name, as in %s:NAME", QUOTE(key),
		    column->field->key);
		return false;
	}
	if (!takes && colon != NULL) {
		filter_fail(p, key, "column '%s' takes no ':NAME'", column->field->key);
		return false;
	}
	if (takes)
		column->argument = arena_copy(&p->filter->arena, colon + 1, key.len - name.len - 1);
	needs(p, column->field);
	return true;
}

static void
add_word_column(struct parser *p, const struct field *field)
{
	p->filter->words[p->filter->nwords++] = (struct column){.field = field};
	needs(p, field);
}

/* Where words are looked for: name and command line, else whatever is text. */
static void
find_word_columns(struct parser *p)
{
	const struct field *name = field_find(p->table, "name", 4);
	const struct field *cmdline = field_find(p->table, "cmdline", 7);
	size_t count = 0;

	if (p->filter->words != NULL)
		return;
	while (p->table->fields[count].key != NULL)
		count++;
	p->filter->words = arena_array(&p->filter->arena, count + 1, sizeof(struct column));
	if (name != NULL && cmdline != NULL) {
		add_word_column(p, name);
		add_word_column(p, cmdline);
		return;
	}
	for (const struct field *f = p->table->fields; f->key != NULL; f++)
		if ((f->unit == UNIT_TEXT || f->unit == UNIT_ARGS || f->unit == UNIT_LIST ||
			f->unit == UNIT_ADDRESSES) &&
		    (f->flags & (FIELD_ARGUMENT | FIELD_HIDDEN)) == 0)
			add_word_column(p, f);
}

struct node *
filter_word(struct parser *p, struct word w)
{
	const char *colon = w.quoted ? NULL : memchr(w.at, ':', w.len);
	struct node *n;

	if (colon != NULL) {
		const struct field *f = field_find(p->table, w.at, (size_t)(colon - w.at));

		if (f != NULL && (f->flags & FIELD_ARGUMENT) != 0) {
			n = filter_node(p, NODE_PRESENT);
			return find_column(p, w, &n->column) ? n : NULL;
		}
	}
	n = filter_node(p, NODE_WORD);
	n->text = content(p, w, false, &n->len);
	if (n->len == 0)
		return filter_fail(p, w, "an empty word is in everything");
	find_word_columns(p);
	return n;
}

static struct node *
regex_test(struct parser *p, struct node *n, struct word value)
{
	struct compiled_regex *r = arena_zero(&p->filter->arena, sizeof(*r));
	char why[100];
	size_t len;

	n->kind = NODE_REGEX;
	r->pattern = filter_regex(content(p, value, true, &len), why, sizeof(why));
	if (r->pattern == NULL)
		return filter_fail(p, value, "bad regular expression '%.*s': %s", QUOTE(value),
		    why);
	n->pattern = r->pattern;
	r->next = p->filter->regexes;
	p->filter->regexes = r;
	return n;
}

/* username=1000 means the number, too: an owner may have no name, or a name of digits. */
static struct node *
or_number(struct parser *p, struct node *text)
{
	const struct field *euid = field_find(p->table, "euid", 4);
	struct node *number, *either;
	double uid;

	if (strcmp(text->column.field->key, "username") != 0 || euid == NULL ||
	    strspn(text->text, "0123456789") != text->len ||
	    !quantity_number(text->text, text->len, &uid))
		return text;
	number = filter_node(p, NODE_NUMBER);
	number->op = OP_EQ;
	number->number = uid;
	number->column.field = euid;
	needs(p, euid);
	either = filter_node(p, NODE_OR);
	either->child = text;
	text->next = number;
	return either;
}

static bool
letter_is(const struct field *field, size_t i, struct word w, bool any_case)
{
	if (field->letters == NULL || w.len != 1)
		return false;
	char have = field->letters[i];
	char upper = w.at[0] >= 'a' && w.at[0] <= 'z' ? (char)(w.at[0] - 'a' + 'A') : w.at[0];
	return have == (any_case ? upper : w.at[0]);
}

/* The number that has this name; -1: none.  T and t are two states, but z can only be Z. */
static int
find_name(const struct field *field, struct word w)
{
	for (int any_case = 0; any_case < 2; any_case++)
		for (size_t i = 0; field->names[i] != NULL; i++)
			if (letter_is(field, i, w, any_case != 0))
				return (int)i;
	for (size_t i = 0; field->names[i] != NULL; i++)
		if (strlen(field->names[i]) == w.len &&
		    strncasecmp(field->names[i], w.at, w.len) == 0)
			return (int)i;
	return -1;
}

static struct node *
name_test(struct parser *p, struct node *n, struct word value)
{
	const struct field *field = n->column.field;
	struct nearest near;
	struct word w = value;
	size_t len;
	int number;

	w.at = content(p, value, false, &len);
	w.len = len;
	number = find_name(field, w);
	n->kind = NODE_NUMBER;
	n->op = OP_EQ;
	n->number = number;
	if (number >= 0)
		return n;
	nearest_init(&near, w.at, w.len);
	for (size_t i = 0; field->names[i] != NULL; i++)
		nearest_offer(&near, field->names[i]);
	const char *best = nearest_best(&near);
	return filter_fail(p, value, "'%.*s' is no %s%s%s%s", QUOTE(value), field->key,
	    best != NULL ? "; did you mean '" : "", best != NULL ? best : "",
	    best != NULL ? "'?" : "");
}

static struct node *
truth_test(struct parser *p, struct node *n, struct word value)
{
	static const struct {
		const char *name;
		double number;
	} truths[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {"on", 1}, {"off", 0},
	    {"1", 1}, {"0", 0}};
	size_t len;
	const char *text = content(p, value, false, &len);

	n->kind = NODE_NUMBER;
	n->op = OP_EQ;
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		if (strcasecmp(text, truths[i].name) == 0) {
			n->number = truths[i].number;
			return n;
		}
	}
	return filter_fail(p, value, "'%.*s' is neither yes nor no", QUOTE(value));
}

static struct node *
number_test(struct parser *p, struct node *n, enum filter_op op, struct word value)
{
	const struct operand *o = &operands[n->column.field->unit];
	size_t len;
	const char *text = content(p, value, false, &len);
	bool good;

	n->kind = NODE_NUMBER;
	n->op = op;
	if (o->per_second && len > 2 && strcasecmp(text + len - 2, "/s") == 0)
		len -= 2;
	if (o->read != NULL)
		good = o->read(text, len, &n->number);
	else
		good = quantity_time(text, len, &n->number, &n->span);
	if (good) {
		n->number *= o->scale;
		n->span *= o->scale;
		return n;
	}
	size_t digits = strspn(text, "+-.0123456789");
	if (o->read != NULL && digits > 0 && digits < len && !value.quoted) {
		struct word unit = {.at = value.at + digits, .len = len - digits};
		return filter_fail(p, unit, "unknown unit '%.*s': %s wants %s", QUOTE(unit),
		    n->column.field->key, o->expected);
	}
	return filter_fail(p, value, "%s wants %s, not '%.*s'", n->column.field->key, o->expected,
	    QUOTE(value));
}

/* Can a column of this kind be tested so? */
static bool
allowed(struct parser *p, const struct field *field, struct word sign, enum filter_op op)
{
	const struct operand *o = &operands[field->unit];
	bool order = op == OP_GT || op == OP_GE || op == OP_LT || op == OP_LE;
	bool regex = op == OP_MATCH || op == OP_UNLIKE;

	if (order && o->by != BY_NUMBER)
		filter_fail(p, sign, "%s has no order: '%.*s' is for numbers", field->key,
		    (int)sign.len, sign.at);
	else if (regex && (o->by == BY_NUMBER || o->by == BY_TRUTH))
		filter_fail(p, sign, "%s is no text: '%.*s' is for texts", field->key,
		    (int)sign.len, sign.at);
	else
		return true;
	return false;
}

struct node *
filter_test(struct parser *p, struct word key, struct word sign, enum filter_op op,
    struct word value)
{
	struct node *n = filter_node(p, NODE_EQUAL);
	bool negative = op == OP_NE || op == OP_UNLIKE;

	if (!find_column(p, key, &n->column) || !allowed(p, n->column.field, sign, op))
		return NULL;
	const struct operand *o = &operands[n->column.field->unit];
	if (op == OP_MATCH || op == OP_UNLIKE)
		n = regex_test(p, n, value);
	else if (o->by == BY_NAME)
		n = name_test(p, n, value);
	else if (o->by == BY_TRUTH)
		n = truth_test(p, n, value);
	else if (o->by == BY_NUMBER)
		n = number_test(p, n, op == OP_NE ? OP_EQ : op, value);
	else {
		n->text = content(p, value, false, &n->len);
		n = or_number(p, n);
	}
	return n != NULL && negative ? filter_negate(p, n) : n;
}
