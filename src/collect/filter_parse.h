/*
 * Between the grammar (filter_parse.c) and what its words mean (filter_terms.c).
 */
#ifndef CTOP_COLLECT_FILTER_PARSE_H
#define CTOP_COLLECT_FILTER_PARSE_H

#include "../compat/format.h"
#include "filter_node.h"

/* A word of the text, its quotes included. */
struct word {
	const char *at;
	size_t len;
	bool quoted;
};

struct parser {
	const struct table *table;
	struct filter *filter;
	const char *text;
	const char *s; /* what comes next */
	unsigned depth;
	struct filter_error *error;
};

/* Fills the error, pointing at the word; returns NULL. */
struct node *filter_fail(struct parser *, struct word, const char *, ...) PRINTF_LIKE(3, 4);
struct node *filter_node(struct parser *, enum node_kind);
struct node *filter_negate(struct parser *, struct node *);

/* A word on its own, or env:NAME. */
struct node *filter_word(struct parser *, struct word);
/* KEY OP VALUE. */
struct node *filter_test(struct parser *, struct word key, struct word sign, enum filter_op,
    struct word value);

#endif
