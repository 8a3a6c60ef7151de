/*
 * A line of facts: what does not fit goes, the highest rank first.
 */
#ifndef CTOP_UI_METERS_LINE_H
#define CTOP_UI_METERS_LINE_H

#include "../compat.h"
#include "canvas.h"

enum { LINE_PIECES = 12, LINE_GAP = 2 };

struct piece {
	char text[160];
	enum style style;
	int rank;
	bool right;
};

struct line {
	struct piece pieces[LINE_PIECES];
	int count;
};

/* Appends a fact, to the right end of the line or to what is at its left. */
void line_add(struct line *, int rank, bool right, enum style, const char *, ...) PRINTF_LIKE(5, 6);
void line_draw(struct canvas *, int y, int x, int cols, struct line *);

#endif
