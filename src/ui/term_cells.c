#include "term_cells.h"

#include "../text.h"

enum { BRIGHT = 8, LEADING = 0x100, TRAILING = 0x200, UNDERSCORE = 0x8000, NO_WIDTH = 0x200b };

/* The console counts blue, green, red from the lowest bit, terminals the other way round. */
static unsigned
console_color(int ansi)
{
	unsigned c = (unsigned)ansi & 7;

	return (c & 2) | (c & 1) << 2 | (c & 4) >> 2 | ((unsigned)ansi & BRIGHT);
}

/* Is text on this colour easier to read when it is brighter? */
static bool
is_dark(unsigned background)
{
	return (background & BRIGHT) == 0 && background != 7;
}

uint16_t
cells_attributes(struct look look, uint16_t normal)
{
	unsigned fg = look.fg >= 0 ? console_color(look.fg) : normal & 0xfU;
	unsigned bg = look.bg >= 0 ? console_color(look.bg) : normal >> 4 & 0xfU;

	if ((look.attributes & LOOK_DIM) != 0)
		fg = bg == BRIGHT ? fg & 7 : BRIGHT;
	if ((look.attributes & LOOK_BOLD) != 0 && is_dark(bg) && fg != 0)
		fg |= BRIGHT;
	if ((look.attributes & LOOK_REVERSE) != 0) {
		unsigned swap = fg;

		fg = bg;
		bg = swap;
	}
	return (
	    uint16_t)(fg | bg << 4 | ((look.attributes & LOOK_UNDERLINE) != 0 ? UNDERSCORE : 0));
}

static uint16_t
unit_of(uint32_t ch)
{
	if (ch < 0x20)
		return ' ';
	return (uint16_t)(ch < 0x10000 ? ch : TEXT_BAD);
}

void
cells_row(const struct cell *row, int start, int end, const uint16_t attributes[STYLE_COUNT],
    struct console_cell *out)
{
	for (int x = start; x < end; x++) {
		const struct cell *cell = &row[x];
		uint16_t attribute =
		    attributes[cell->style < STYLE_COUNT ? cell->style : STYLE_TEXT];
		bool wide = x + 1 < end && row[x + 1].ch == 0;

		*out++ = (struct console_cell){unit_of(cell->ch), attribute};
		if (!wide)
			continue;
		x++;
		if (cell->ch >= 0x10000) {
			/* Its replacement is narrow. */
			*out++ = (struct console_cell){' ', attribute};
			continue;
		}
		out[-1].attributes |= LEADING;
		/*
		 * The console draws both halves from the first.  Wine on a Unix terminal sends
		 * every cell: there the second must take no room, for the first took both.
		 */
		*out++ = (struct console_cell){NO_WIDTH, (uint16_t)(attribute | TRAILING)};
	}
}
