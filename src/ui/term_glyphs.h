/*
 * What can be shown of a character, on this terminal.
 *
 * The canvas decides how many cells a character takes, the C library what curses believes;
 * where the two differ, or the locale is not UTF-8, a replacement of the right width is shown.
 */
#ifndef CTOP_UI_TERM_GLYPHS_H
#define CTOP_UI_TERM_GLYPHS_H

#include <wchar.h>

#include "canvas.h"

/* Can the character itself be shown in so many cells? */
bool glyph_fits(uint32_t ch, int width);
/* The cell's text for curses: at most three characters and the end. */
void glyph_text(const struct cell *, int width, wchar_t text[4]);
/* Lines, blocks and arrows in ASCII; '?' for everything else. */
char glyph_ascii(uint32_t ch);

#endif
