/*
 * Rows of the canvas as escape sequences that every terminal since xterm understands.
 *
 * Pure: text goes into a buffer.  Nothing is believed of the terminal's widths: behind a
 * character that it might draw wider or narrower than the canvas says, the cursor is
 * placed again.
 */
#ifndef CTOP_UI_TERM_ANSI_H
#define CTOP_UI_TERM_ANSI_H

#include "theme.h"

struct ansi {
	char *text; /* UTF-8 */
	size_t len, room;
	int y, x;  /* where the cursor is; y -1: not known */
	int style; /* that the terminal draws in; -1: not known */
};

void ansi_free(struct ansi *);
/* Empties the text; what the terminal does is not known any more. */
void ansi_begin(struct ansi *);
void ansi_string(struct ansi *, const char *);
/* The cells from start to before end of row y. */
void ansi_row(struct ansi *, const struct cell *row, int y, int start, int end,
    const struct look looks[STYLE_COUNT]);
/* Shows the cursor there, or hides it when y is -1. */
void ansi_cursor(struct ansi *, int y, int x);

#endif
