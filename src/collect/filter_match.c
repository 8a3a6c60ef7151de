#include "filter_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../compat.h"
#include "../text.h"

/*
 * Three-valued logic: a test of a fact that is not known is neither true nor
 * false.  Ordered so that AND is the minimum and OR the maximum.
 */
enum truth { FALSE, UNKNOWN, TRUE };

/* What a column has to offer to a test of text. */
struct subject {
	enum truth known; /* FALSE: known to have none, as an environment without the variable */
	const char *data;
	size_t len;
};

static const char *
name_of(const struct field *field, const struct value *v)
{
	uint64_t wanted = v->kind == VALUE_INT ? (uint64_t)v->i : v->u;

	for (uint64_t i = 0; field->names[i] != NULL; i++)
		if (i == wanted)
			return field->names[i];
	return "";
}

static struct subject
subject_of(const struct filter *f, const struct column *c, const void *row)
{
	struct subject s = {UNKNOWN, "", 0};
	struct value v;

	field_get(c, f->table, row, &v);
	if (v.fact != FACT_OK)
		return s;
	s.known = v.none ? FALSE : TRUE;
	if (v.none)
		return s;
	if (v.kind == VALUE_BLOB) {
		s.data = v.blob.data != NULL ? v.blob.data : "";
		s.len = v.blob.data != NULL ? v.blob.len : 0;
		/* the NUL behind the last argument separates nothing */
		while (s.len > 0 && s.data[s.len - 1] == '\0')
			s.len--;
	} else {
		s.data = v.kind == VALUE_TEXT ? v.text : name_of(c->field, &v);
		s.len = strlen(s.data);
	}
	return s;
}

static char
spaced(char c)
{
	return c == '\0' ? ' ' : c;
}

static bool
equal(const struct subject *s, const struct node *n)
{
	if (s->len != n->len)
		return false;
	for (size_t i = 0; i < s->len; i++)
		if (spaced(s->data[i]) != n->text[i])
			return false;
	return true;
}

/* Is one of the words this?  An address also without its prefix length. */
static bool
one_is_equal(const struct subject *s, const struct node *n)
{
	for (size_t at = 0; at < s->len;) {
		size_t len = strnlen(s->data + at, s->len - at);
		const char *slash = memchr(s->data + at, '/', len);
		size_t bare = slash != NULL ? (size_t)(slash - (s->data + at)) : len;

		if ((n->len == len || n->len == bare) && memcmp(s->data + at, n->text, n->len) == 0)
			return true;
		at += len + 1;
	}
	return false;
}

/* Is it all of the text, or one of the names in it? */
static bool
name_is_equal(const struct subject *s, const struct node *n)
{
	const char *at = s->data, *end = s->data + s->len, *comma;

	if (equal(s, n))
		return true;
	for (; at <= end; at = comma + 2) {
		comma = strstr(at, ", ");
		if (comma == NULL)
			comma = end;
		if ((size_t)(comma - at) == n->len && memcmp(at, n->text, n->len) == 0)
			return true;
	}
	return false;
}

/* A bounded copy with arguments joined by spaces; room when it fits, else malloc. */
static char *
joined(const struct subject *s, size_t len, char *room, size_t roomlen)
{
	char *copy = len < roomlen ? room : xmalloc(len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = spaced(s->data[i]);
	copy[len] = '\0';
	return copy;
}

static bool
matches(const struct subject *s, const struct pattern *pattern)
{
	char room[1024];
	size_t len = s->len < FILTER_LOOK_REGEX ? s->len : FILTER_LOOK_REGEX;
	bool joins = s->len != len || memchr(s->data, '\0', s->len) != NULL;
	char *copy = joins ? joined(s, len, room, sizeof(room)) : NULL;
	/* data[len] is NUL for text and blobs alike, unless trailing NULs were taken off */
	bool found = pattern_matches(pattern, joins ? copy : s->data);

	if (copy != room)
		free(copy);
	return found;
}

static bool
contains(const struct subject *s, const struct node *n)
{
	char room[1024];
	size_t len = s->len < FILTER_LOOK ? s->len : FILTER_LOOK;
	bool found;

	/* Only a word with a space in it can lie across two arguments. */
	if (memchr(n->text, ' ', n->len) == NULL || memchr(s->data, '\0', len) == NULL)
		return text_find(s->data, len, n->text, n->len) >= 0;
	char *copy = joined(s, len, room, sizeof(room));
	found = text_find(copy, len, n->text, n->len) >= 0;
	if (copy != room)
		free(copy);
	return found;
}

static enum truth
truth(bool b)
{
	return b ? TRUE : FALSE;
}

static enum truth
match_word(const struct filter *f, const struct node *n, const void *row)
{
	enum truth result = FALSE;

	for (size_t i = 0; i < f->nwords; i++) {
		struct value v;
		struct subject s = subject_of(f, &f->words[i], row);

		if (s.known == TRUE && contains(&s, n))
			return TRUE;
		if (s.known != UNKNOWN)
			continue;
		/* What has no such text (a kernel thread's command line) does not have the word. */
		field_get(&f->words[i], f->table, row, &v);
		if (v.fact != FACT_NONE)
			result = UNKNOWN;
	}
	return result;
}

static enum truth
match_text(const struct filter *f, const struct node *n, const void *row)
{
	struct subject s = subject_of(f, &n->column, row);

	if (s.known != TRUE)
		return s.known;
	if (n->kind == NODE_PRESENT)
		return TRUE;
	if (n->kind == NODE_REGEX)
		return truth(matches(&s, n->pattern));
	const struct field *field = n->column.field;
	if (field->unit == UNIT_LIST || field->unit == UNIT_ADDRESSES)
		return truth(one_is_equal(&s, n));
	return truth((field->flags & FIELD_SEVERAL) != 0 ? name_is_equal(&s, n) : equal(&s, n));
}

static enum truth
match_number(const struct filter *f, const struct node *n, const void *row)
{
	struct value v;
	double x, low = n->number, high = n->number + n->span;

	field_get(&n->column, f->table, row, &v);
	if (v.fact != FACT_OK)
		return UNKNOWN;
	x = value_number(&v);
	if (x != x)
		return UNKNOWN;
	/* With a span (a day, a minute) low <= equal < high. */
	bool below = x<low, above = n->span> 0 ? x >= high : x > low;
	/* What a partial sum lacks can only add to it, unless there are negative parts. */
	if (v.partial && (!above || v.kind == VALUE_INT))
		return UNKNOWN;
	switch (n->op) {
	case OP_GT:
		return truth(above);
	case OP_GE:
		return truth(!below);
	case OP_LT:
		return truth(below);
	case OP_LE:
		return truth(!above);
	default:
		return truth(!below && !above);
	}
}

/* The same value, the same reason for having none, or the same for not knowing. */
static enum truth
match_below(const struct filter *f, const struct node *n, const void *row)
{
	struct subject s = subject_of(f, &n->column, row);

	if (s.known != TRUE)
		return s.known;
	/* A path that ends in its slash is above all that begins with it. */
	return s.len >= n->len && memcmp(s.data, n->text, n->len) == 0 &&
		(s.len == n->len || s.data[n->len] == '/' ||
		    (n->len > 0 && n->text[n->len - 1] == '/'))
	    ? TRUE
	    : FALSE;
}

static enum truth
match_same(const struct filter *f, const struct node *n, const void *row)
{
	struct value v;

	field_get(&n->column, f->table, row, &v);
	if (v.fact != n->fact)
		return FALSE;
	if (v.fact != FACT_OK || v.none || n->text == NULL)
		return truth(v.fact != FACT_OK || v.none == (n->text == NULL));
	if (v.kind == VALUE_UINT) {
		/* An id, as a group has it. */
		char id[24];
		snprintf(id, sizeof(id), "%llu", (unsigned long long)v.u);
		return truth(strcmp(id, n->text) == 0);
	}
	return truth(strcmp(v.text, n->text) == 0);
}

static enum truth
match(const struct filter *f, const struct node *n, const void *row)
{
	enum truth result = n->kind == NODE_AND ? TRUE : FALSE;

	switch (n->kind) {
	case NODE_AND:
		for (n = n->child; n != NULL && result != FALSE; n = n->next) {
			enum truth one = match(f, n, row);
			result = one < result ? one : result;
		}
		return result;
	case NODE_OR:
		for (n = n->child; n != NULL && result != TRUE; n = n->next) {
			enum truth one = match(f, n, row);
			result = one > result ? one : result;
		}
		return result;
	case NODE_NOT:
		return (enum truth)(TRUE - match(f, n->child, row));
	case NODE_WORD:
		return match_word(f, n, row);
	case NODE_NUMBER:
		return match_number(f, n, row);
	case NODE_BELOW:
		return match_below(f, n, row);
	case NODE_SAME:
		return match_same(f, n, row);
	default:
		return match_text(f, n, row);
	}
}

bool
filter_match(const struct filter *f, const void *row)
{
	if (f == NULL)
		return true;
	if (f->both[0] != NULL)
		return filter_match(f->both[0], row) && filter_match(f->both[1], row);
	return f->root == NULL || match(f, f->root, row) == TRUE;
}
