/*
 * What a filter is inside: a tree of nodes that filter_parse.c builds and
 * filter_match.c walks.  Nothing in it changes after parsing.
 */
#ifndef CTOP_COLLECT_FILTER_NODE_H
#define CTOP_COLLECT_FILTER_NODE_H

#include <stdatomic.h>

#include "../arena.h"
#include "../compat/pattern.h"
#include "filter.h"

/* Parentheses and nots within each other; the parser and the matcher recurse. */
#define FILTER_DEPTH 64
/* Bytes of an expression. */
#define FILTER_TEXT 16384
/* Bytes of a value that words look at: a command line may be megabytes. */
#define FILTER_LOOK ((size_t)64 * 1024)
/* The same for regular expressions: the C library's matcher may take the square of it. */
#define FILTER_LOOK_REGEX ((size_t)8 * 1024)

enum node_kind {
	NODE_AND,     /* children */
	NODE_OR,      /* children */
	NODE_NOT,     /* one child */
	NODE_WORD,    /* text in one of the filter's word columns */
	NODE_EQUAL,   /* the column's text is exactly this */
	NODE_REGEX,   /* the column's text matches */
	NODE_NUMBER,  /* the column's number against number */
	NODE_PRESENT, /* the column has a value: env:NAME */
	NODE_SAME,    /* the column's fact and text are these: filter_same */
	NODE_BELOW,   /* the column's text is this path or one below it: filter_below */
};

enum filter_op { OP_EQ, OP_NE, OP_GT, OP_GE, OP_LT, OP_LE, OP_MATCH, OP_UNLIKE, OP_COUNT };

struct node {
	enum node_kind kind;
	enum filter_op op;  /* NODE_NUMBER; never NE: that is NOT over EQ */
	struct node *child; /* the first */
	struct node *next;  /* sibling */
	struct column column;
	const char *text; /* NODE_WORD, NODE_EQUAL; NODE_SAME: NULL for none */
	size_t len;
	enum fact fact;	     /* NODE_SAME */
	double number, span; /* values in [number, number + span) are equal; span 0: just number */
	const struct pattern *pattern;
};

struct compiled_regex {
	struct pattern *pattern;
	struct compiled_regex *next;
};

struct filter {
	_Atomic int references;
	const struct table *table;
	struct arena arena;
	struct node *root;    /* NULL: everything matches */
	struct column *words; /* where words are looked for */
	size_t nwords;
	struct compiled_regex *regexes;
	uint64_t groups;
	bool baseline;
	struct filter *both[2]; /* filter_and: no root, but these */
};

/*
 * Compiles an extended regular expression; without a capital letter in it case does not
 * matter.  NULL with why.
 */
struct pattern *filter_regex(const char *, char *why, size_t len);

#endif
