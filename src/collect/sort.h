/*
 * Sorting rows by a column, as the column's unit says.
 *
 * Stable: rows that are equal stay in the order they came in (by pid, as the
 * system lists them).  Rows whose value is not known come last, whatever the direction.
 */
#ifndef CTOP_COLLECT_SORT_H
#define CTOP_COLLECT_SORT_H

#include "../arena.h"
#include "field.h"

/* Sorts indices into rows; scratch memory comes from the arena. */
void sort_rows(const struct table *, const void *rows, const struct column *, bool descending,
    uint32_t *indices, size_t count, struct arena *);

#endif
