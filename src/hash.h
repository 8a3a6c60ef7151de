/*
 * FNV-1a: for tables within one run, and for telling texts apart.  Whoever chooses the bytes can
 * make them collide: a table of such keys starts with a seed.
 */
#ifndef CTOP_HASH_H
#define CTOP_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(14695981039346656037)

/* The hash so far, HASH_START at first, with these bytes in it. */
uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t len);
uint64_t hash_string(uint64_t hash, const char *s);

#endif
