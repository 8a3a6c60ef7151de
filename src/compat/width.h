/*
 * How many cells a character takes, for systems whose C library has no wcwidth.
 */
#ifndef CTOP_COMPAT_WIDTH_H
#define CTOP_COMPAT_WIDTH_H

#include <stdint.h>

/* 0, 1 or 2; -1: not printable, or none that is known. */
int width_of(uint32_t cp);

#endif
