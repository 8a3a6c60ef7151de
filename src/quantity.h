/*
 * Numbers with units as people write them: 100M, 1.5GiB, 1h30m, 5%, 2026-01-31.
 *
 * All of len must be the quantity; units may be in either case.  Each returns
 * false, *out untouched, for anything else: also for nan, inf, hexadecimal and
 * what would not be finite.  The decimal sign is always a point, whatever the
 * locale says.
 */
#ifndef CTOP_QUANTITY_H
#define CTOP_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

/* A plain number, with a sign if any: -5, 3.25. */
bool quantity_number(const char *, size_t len, double *out);
/* Bytes: K M G T P E (KB, KiB) are powers of 1024; fractions and a sign are fine. */
bool quantity_size(const char *, size_t len, double *out);
/* How many: k M G T are powers of 1000. */
bool quantity_count(const char *, size_t len, double *out);
/* A number with or without %. */
bool quantity_percent(const char *, size_t len, double *out);
/* Seconds: ns us ms s m h d w, put together (1h30m); a plain number is seconds. */
bool quantity_duration(const char *, size_t len, double *out);
/*
 * A point in time, seconds since the epoch: Unix time, or local time as
 * YYYY-MM-DD[(T| )HH:MM[:SS]].  *span is how much time was named: a day, a minute, a
 * second; 0 for Unix time.
 */
bool quantity_time(const char *, size_t len, double *out, double *span);

#endif
