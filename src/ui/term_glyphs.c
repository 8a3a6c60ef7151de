#include "term_glyphs.h"

#include "../compat/locale.h"
#include "../text.h"

static const struct {
	uint32_t first, last;
	char ascii;
} ascii[] = {
    {0xA0, 0xA0, ' '},
    {0xAB, 0xAB, '<'},
    {0xB0, 0xB0, 'o'},
    {0xB7, 0xB7, '|'},
    {0xBB, 0xBB, '>'},
    {0x2010, 0x2015, '-'},
    {0x2018, 0x2019, '\''},
    {0x201C, 0x201D, '"'},
    {0x2022, 0x2022, '*'},
    {0x2026, 0x2026, '.'},
    {0x2190, 0x2190, '<'},
    {0x2191, 0x2191, '^'},
    {0x2192, 0x2192, '>'},
    {0x2193, 0x2193, 'v'},
    {0x2212, 0x2212, '-'},
    {0x2500, 0x2501, '-'},
    {0x2502, 0x2503, '|'},
    {0x2504, 0x2505, '-'},
    {0x2506, 0x2507, '|'},
    {0x2508, 0x2509, '-'},
    {0x250A, 0x250B, '|'},
    {0x250C, 0x2513, '+'},
    {0x2514, 0x2517, '`'},
    {0x2518, 0x251B, '+'},
    {0x251C, 0x254B, '+'},
    {0x254C, 0x254D, '-'},
    {0x254E, 0x254F, '|'},
    {0x2550, 0x2550, '='},
    {0x2551, 0x2551, '|'},
    {0x2552, 0x2570, '+'},
    {0x2571, 0x2571, '/'},
    {0x2572, 0x2572, '\\'},
    {0x2573, 0x2573, 'x'},
    {0x2574, 0x2574, '-'},
    {0x2575, 0x2575, '|'},
    {0x2576, 0x2576, '-'},
    {0x2577, 0x2577, '|'},
    {0x2578, 0x2578, '-'},
    {0x2579, 0x2579, '|'},
    {0x257A, 0x257A, '-'},
    {0x257B, 0x257B, '|'},
    {0x2580, 0x259F, '#'},
    {0x25A0, 0x25A0, '#'},
    {0x25B2, 0x25B5, '^'},
    {0x25B6, 0x25BB, '>'},
    {0x25BC, 0x25BF, 'v'},
    {0x25C0, 0x25C5, '<'},
    {0x25CF, 0x25CF, '*'},
    {0x2713, 0x2714, 'x'},
    {0x2800, 0x28FF, ':'},
};

char
glyph_ascii(uint32_t ch)
{
	if (ch >= 0x20 && ch < 0x7f)
		return (char)ch;
	for (size_t i = 0; i < sizeof(ascii) / sizeof(ascii[0]); i++)
		if (ch >= ascii[i].first && ch <= ascii[i].last)
			return ascii[i].ascii;
	return '?';
}

bool
glyph_fits(uint32_t ch, int width)
{
	if (ch >= 0x20 && ch < 0x7f)
		return width == 1;
	return text_utf8() && locale_cells(ch) == width;
}

void
glyph_text(const struct cell *cell, int width, wchar_t text[4])
{
	uint32_t ch = cell->ch != 0 ? cell->ch : ' ';
	size_t n = 0;

	if (glyph_fits(ch, width))
		text[n++] = (wchar_t)ch;
	else if (text_utf8())
		text[n++] = locale_cells(TEXT_BAD) == 1 ? (wchar_t)TEXT_BAD : L'?';
	else
		text[n++] = (wchar_t)glyph_ascii(ch);
	for (size_t i = 0; i < 2 && text_utf8(); i++)
		if (cell->mark[i] != 0 && locale_cells(cell->mark[i]) == 0)
			text[n++] = (wchar_t)cell->mark[i];
	text[n] = L'\0';
}
