#include "locale.h"

#include <langinfo.h>
#include <locale.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

/* wchar_t is the code point here, whatever the locale. */
_Static_assert(sizeof(wchar_t) >= 4, "wcwidth must take any code point");

static locale_t wide_locale; /* knows widths of all characters; 0: the process's own does */

void
locale_start(void)
{
	setlocale(LC_ALL, "");
	/* numbers are ours: a decimal comma would break JSON, CSV and columns */
	setlocale(LC_NUMERIC, "C");
}

bool
locale_utf8(void)
{
	const char *codeset = nl_langinfo(CODESET);

	return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0;
}

void
locale_widen(void)
{
	static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", NULL};

	for (size_t i = 0; wide_locale == (locale_t)0 && names[i] != NULL; i++)
		wide_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
}

int
locale_cells(uint32_t cp)
{
	locale_t before;
	int cells;

	if (wide_locale == (locale_t)0)
		return wcwidth((wchar_t)cp);
	before = uselocale(wide_locale);
	cells = wcwidth((wchar_t)cp);
	uselocale(before);
	return cells;
}

uint32_t
locale_fold(uint32_t cp)
{
	locale_t locale = wide_locale;

	if (locale != (locale_t)0)
		return (uint32_t)towlower_l((wint_t)towupper_l((wint_t)cp, locale), locale);
	return (uint32_t)towlower((wint_t)towupper((wint_t)cp));
}

bool
locale_in_class(enum char_class class, uint32_t cp)
{
	static const char *const names[CLASS_COUNT] = {"alpha", "digit", "alnum", "upper", "lower",
	    "space", "blank", "punct", "print", "graph", "cntrl", "xdigit"};

	if (wide_locale == (locale_t)0)
		return iswctype((wint_t)cp, wctype(names[class])) != 0;
	return iswctype_l((wint_t)cp, wctype_l(names[class], wide_locale), wide_locale) != 0;
}
