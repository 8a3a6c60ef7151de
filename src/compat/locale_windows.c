#include "locale.h"

#include <locale.h>
#include <windows.h>

#include "width.h"

/* A code point as UTF-16, and its units. */
static int
encode(uint32_t cp, wchar_t units[2])
{
	if (cp < 0x10000) {
		units[0] = (wchar_t)cp;
		return 1;
	}
	units[0] = (wchar_t)(0xD7C0 + (cp >> 10));
	units[1] = (wchar_t)(0xDC00 + (cp & 0x3FF));
	return 2;
}

static uint32_t
map(uint32_t cp, DWORD how)
{
	wchar_t from[2], to[4];
	int n =
	    LCMapStringEx(LOCALE_NAME_INVARIANT, how, from, encode(cp, from), to, 4, NULL, NULL, 0);

	/* What becomes several characters is no simple case. */
	if (n == 1 && (to[0] & 0xF800) != 0xD800)
		return to[0];
	if (n == 2 && (to[0] & 0xFC00) == 0xD800 && (to[1] & 0xFC00) == 0xDC00)
		return 0x10000 + (((uint32_t)to[0] & 0x3FF) << 10) + ((uint32_t)to[1] & 0x3FF);
	return cp;
}

/* The user's locale is about numbers, dates and code pages: of these ctop has its own. */
void
locale_start(void)
{
}

/* Consoles are given UTF-8, see compat_start. */
bool
locale_utf8(void)
{
	return true;
}

void
locale_widen(void)
{
}

int
locale_cells(uint32_t cp)
{
	return width_of(cp);
}

uint32_t
locale_fold(uint32_t cp)
{
	return map(map(cp, LCMAP_UPPERCASE), LCMAP_LOWERCASE);
}

bool
locale_in_class(enum char_class class, uint32_t cp)
{
	static const WORD masks[CLASS_COUNT] = {
	    [CLASS_ALPHA] = C1_ALPHA,
	    [CLASS_ALNUM] = C1_ALPHA | C1_DIGIT,
	    [CLASS_UPPER] = C1_UPPER,
	    [CLASS_LOWER] = C1_LOWER,
	    [CLASS_SPACE] = C1_SPACE,
	    [CLASS_BLANK] = C1_BLANK,
	    [CLASS_PUNCT] = C1_PUNCT,
	    [CLASS_PRINT] = C1_ALPHA | C1_DIGIT | C1_PUNCT | C1_BLANK,
	    [CLASS_GRAPH] = C1_ALPHA | C1_DIGIT | C1_PUNCT,
	    [CLASS_CNTRL] = C1_CNTRL,
	};
	wchar_t units[2];
	WORD types[2];
	int n = encode(cp, units);

	/* Of a pair Windows knows only that it is one: what has a width is a letter. */
	if (n == 2)
		return (masks[class] & C1_ALPHA) != 0 && width_of(cp) > 0;
	return GetStringTypeW(CT_CTYPE1, units, n, types) && (types[0] & masks[class]) != 0;
}
