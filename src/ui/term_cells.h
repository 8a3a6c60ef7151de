/*
 * Rows of the canvas as cells of a console that has sixteen colours and no escape sequences.
 *
 * Pure: the cells and attributes are those of CHAR_INFO.
 */
#ifndef CTOP_UI_TERM_CELLS_H
#define CTOP_UI_TERM_CELLS_H

#include "theme.h"

struct console_cell {
	uint16_t unit; /* of UTF-16 */
	uint16_t attributes;
};

/* A look on a console whose text has the attributes normal. */
uint16_t cells_attributes(struct look, uint16_t normal);
/*
 * The cells from start to before end of a row.  What such a cell cannot hold (characters beyond
 * the 16-bit plane, marks) is replaced or left out, never half a character.
 */
void cells_row(const struct cell *row, int start, int end, const uint16_t attributes[STYLE_COUNT],
    struct console_cell *out);

#endif
