/*
 * Extended regular expressions in time proportional to text and pattern.
 *
 * For systems whose C library has none; the dialect is glibc's with its GNU operators, without
 * back-references, and so are the errors.  Nothing but whether it matches is told.  A pattern in
 * ASCII is matched byte by byte, another by characters of UTF-8.
 */
#ifndef CTOP_COMPAT_ERE_H
#define CTOP_COMPAT_ERE_H

#include <stdbool.h>
#include <stddef.h>

struct ere;

/* Compiles; NULL with the reason, which is a constant. */
struct ere *ere_new(const char *pattern, bool without_case, const char **why);
/* Is it somewhere in the text?  Changes nothing in it: for any number of threads. */
bool ere_matches(const struct ere *, const char *text);
void ere_free(struct ere *);

#endif
