/*
 * Colour schemes: what a style looks like.
 *
 * A scheme is one table in theme.c with a row per style, for terminals of 256
 * colours, of 8, and of none.  Numbers are the terminal's palette; -1 is its
 * own default colour.
 */
#ifndef CTOP_UI_THEME_H
#define CTOP_UI_THEME_H

#include "term.h" /* theme_names */

enum look_attributes { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_REVERSE = 4, LOOK_UNDERLINE = 8 };

struct look {
	int fg, bg;
	unsigned attributes; /* enum look_attributes */
};

/* The scheme's number, or -1. */
int theme_find(const char *name);
/* The scheme without colours, for terminals that have none and people who want none. */
int theme_monochrome(void);
/* How the style looks where there are so many colours (0: attributes only). */
struct look theme_look(int scheme, int colors, enum style);

#endif
