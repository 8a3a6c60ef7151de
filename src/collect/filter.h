/*
 * The filter language: one expression for the screen, batch, config and every
 * panel.
 *
 *	expr   = or;  or = and { "or" and };  and = not { ["and"] not }
 *	not    = "not" not | "(" expr ")" | test | word
 *	test   = KEY OP VALUE | env:NAME [OP VALUE];  OP is = != > >= < <= ~ !~
 *
 * Words (also "quoted words") match name and command line, case-insensitively (on tables without
 * them: every text column).  Sizes and durations take units (100M, 1.5GiB, 90s, 1h30m, 2d).  ~ is
 * an extended regular expression.  Logic has three values: a test of a fact that is not known is
 * neither true nor false, and neither is its negation; such rows do not match.
 *
 * A filter is immutable once parsed, may be matched by several threads at once
 * and is shared by reference counting.
 */
#ifndef CTOP_COLLECT_FILTER_H
#define CTOP_COLLECT_FILTER_H

#include "field.h"

struct filter;

struct filter_error {
	size_t at, length; /* the word in the text, bytes */
	char text[200];	   /* one line without the text: "no column 'usss'; did you mean 'uss'?" */
};

/* The compiled text, or NULL with *error filled.  Empty text matches everything. */
struct filter *filter_parse(const struct table *, const char *text, struct filter_error *);
/*
 * Rows whose column of text is just so: this text (NULL: known to have none), or not known
 * for this reason.  No expression can be misread whatever the text is.
 */
struct filter *filter_same(const struct table *, const struct column *, enum fact,
    const char *text);
/* Rows whose column has this path or one below it: "/a" has "/a" and "/a/b", not "/ab". */
struct filter *filter_below(const struct table *, const struct column *, const char *path);
/* Both must match; either may be NULL.  Takes a reference of each. */
struct filter *filter_and(struct filter *, struct filter *);
struct filter *filter_ref(struct filter *);
void filter_unref(struct filter *); /* NULL is fine */
/* Groups that matching looks at. */
uint64_t filter_groups(const struct filter *);
/* Whether a column that needs a baseline (a rate) is tested. */
bool filter_needs_baseline(const struct filter *);
/* Does the row match?  NULL matches. */
bool filter_match(const struct filter *, const void *row);
/*
 * Two or three lines for people: the message, the text, and a caret under the
 * word.  The text is made printable.
 */
void filter_explain(const char *text, const struct filter_error *, char *buf, size_t len);

#endif
