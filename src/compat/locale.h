/*
 * What the system's locale says of characters.
 */
#ifndef CTOP_COMPAT_LOCALE_H
#define CTOP_COMPAT_LOCALE_H

#include <stdbool.h>
#include <stdint.h>

/* Takes the user's locale, but numbers stay C's. */
void locale_start(void);
/* Does the user's terminal take UTF-8? */
bool locale_utf8(void);
/* From here on every character is known, also where the user's locale knows ASCII only. */
void locale_widen(void);
/* Cells that a character takes, as wcwidth says: -1 when it is not printable. */
int locale_cells(uint32_t cp);
/* A letter without its case. */
uint32_t locale_fold(uint32_t cp);
/* What C calls them; names of regular expressions. */
enum char_class {
	CLASS_ALPHA,
	CLASS_DIGIT,
	CLASS_ALNUM,
	CLASS_UPPER,
	CLASS_LOWER,
	CLASS_SPACE,
	CLASS_BLANK,
	CLASS_PUNCT,
	CLASS_PRINT,
	CLASS_GRAPH,
	CLASS_CNTRL,
	CLASS_XDIGIT,
	CLASS_COUNT,
};
/* Is a character beyond ASCII in the class? */
bool locale_in_class(enum char_class, uint32_t cp);

#endif
