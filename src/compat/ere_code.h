/*
 * What the files of ere share: the program that a pattern becomes.
 *
 * Jumps are relative, so that the code of an item is repeated and moved as a block.
 */
#ifndef CTOP_COMPAT_ERE_CODE_H
#define CTOP_COMPAT_ERE_CODE_H

#include <stdint.h>

#include "ere.h"
#include "locale.h"

/* Instructions; a pattern that needs more is refused. */
#define ERE_CODE_MAX 32768

enum ere_op {
	ERE_CHAR,  /* this character */
	ERE_ANY,   /* any one */
	ERE_SET,   /* one of a set */
	ERE_SPLIT, /* goes on at a and at b */
	ERE_JUMP,  /* goes on at a */
	ERE_BEGIN,
	ERE_END, /* of the text */
	ERE_EDGE,
	ERE_NO_EDGE, /* of a word */
	ERE_WORD_BEGIN,
	ERE_WORD_END,
	ERE_FOUND,
};

struct ere_code {
	enum ere_op op;
	int32_t a, b; /* relative; a of ERE_SET: its index */
	uint32_t cp;
};

struct ere_range {
	uint32_t first, last;
};

/* A bracket expression. */
struct ere_set {
	uint32_t low[8];	  /* a bit for each character below 256 */
	struct ere_range *ranges; /* above that */
	size_t nranges;
	unsigned classes;    /* bits of enum char_class, for characters above that */
	unsigned no_classes; /* the same, of those that are not in the class: \W, \S */
	bool negated;
};

struct ere {
	struct ere_code *code;
	size_t count, room;
	struct ere_set *sets;
	size_t nsets;
	bool fold, bytes;
	bool first[256]; /* may a match that is not empty begin with this byte? */
	bool anywhere;	 /* a match may be empty, or begin otherwise: look at every character */
};

/* A letter as it is compared: the same for both cases when case does not matter. */
uint32_t ere_fold(const struct ere *, uint32_t cp);
bool ere_in_class(const struct ere *, enum char_class, uint32_t cp);
bool ere_set_has(const struct ere *, const struct ere_set *, uint32_t cp);
/* A new set without anything in it, and what is put into one. */
struct ere_set *ere_set_add(struct ere *);
void ere_set_range(struct ere_set *, uint32_t first, uint32_t last);
void ere_set_class(struct ere *, struct ere_set *, enum char_class, bool is);
/* The next character of a pattern or text, folded. */
uint32_t ere_next(const struct ere *, const char **p, const char *end);

/* A bracket expression whose "[" is before *p; moves past its "]".  NULL, or why not. */
const char *ere_bracket(struct ere *, const char **p, const char *end, struct ere_set *);
/* Fills in code and sets.  NULL, or why not. */
const char *ere_parse(struct ere *, const char *pattern);

#endif
