/*
 * Windows's own text: UTF-16 outside, UTF-8 inside.  What is no valid text becomes U+FFFD.
 */
#ifndef CTOP_COMPAT_WIDE_H
#define CTOP_COMPAT_WIDE_H

#include <stddef.h>
#include <wchar.h>

/* malloc'd, NUL terminated. */
char *wide_to_utf8(const wchar_t *);
wchar_t *wide_from_utf8(const char *);
/* What a Windows error code means, in one line of UTF-8 without a full stop, in buf. */
const char *wide_error(unsigned long code, char *buf, size_t len);
/* A variable of the environment, malloc'd; NULL: there is none. */
char *wide_getenv(const wchar_t *name);

#endif
