/*
 * Text from anywhere, made safe.
 *
 * Everything another process can choose is hostile bytes.  This module decodes
 * it one code point at a time, never fails and never reads past the end: what is not
 * valid UTF-8 (also overlong forms, surrogates, truncated sequences) is U+FFFD,
 * one per bad byte.  What would move the cursor, reorder or hide text (C0, C1, bidi
 * controls, zero-width and format characters) is never passed on.
 */
#ifndef CTOP_TEXT_H
#define CTOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TEXT_BAD 0xFFFDU

/* Decodes the code point at *p (p < end) and moves *p past it. */
uint32_t text_decode(const char **p, const char *end);
/* Writes cp as UTF-8 into buf (4 bytes at most); returns the length. */
size_t text_encode(uint32_t cp, char *buf);

enum text_class {
	TEXT_PLAIN,	/* width 1 or 2: text_width */
	TEXT_COMBINING, /* width 0, belongs to the character before it */
	TEXT_UNSAFE,	/* must not reach a terminal: shown as a replacement of width 1 */
};
enum text_class text_classify(uint32_t cp);
/* Cells of a plain character: 1 or 2. */
int text_width(uint32_t cp);
/* Can this process's locale show more than ASCII?  Set by text_init (which calls setlocale). */
void text_init(void);
bool text_utf8(void);
void text_force_utf8(bool); /* for tests and --format output, which is always UTF-8 */

/* Cells that a text takes once made printable. */
size_t text_cells(const char *, size_t len);
/* Bytes at the start of the text that take at most so many cells, but a character at least. */
size_t text_fit(const char *, size_t len, size_t cells);
/*
 * Writes the printable form of at most len bytes into buf (always terminated),
 * stopping before more than max_cells cells (SIZE_MAX: no bound).  Unsafe characters
 * become '?' or U+FFFD; newline and tab a space.  Returns the cells written; never cuts a
 * character.
 */
size_t text_printable(const char *, size_t len, size_t max_cells, char *buf, size_t buflen);
/* The same straight into a stream. */
size_t text_print(FILE *, const char *, size_t len, size_t max_cells);
/* Offset of needle in haystack, letters compared without case (simple folding), or -1. */
ptrdiff_t text_find(const char *haystack, size_t hlen, const char *needle, size_t nlen);

#endif
