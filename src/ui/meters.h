/*
 * The header: what machine this is and how it does, from a snapshot.
 *
 * Everything is drawn into the area given, however small; what is not known is
 * "-", what is not known yet "...".  A segment of a bar is told by its
 * character as well as by its colour.
 */
#ifndef CTOP_UI_METERS_H
#define CTOP_UI_METERS_H

#include "../collect/collect.h"
#include "canvas.h"

/* Rows that the header wants on a screen of this size.  average: one bar for all CPUs. */
int meters_height(const struct snapshot *, int cols, int rows, bool average);
/* A single row becomes a line of numbers. */
void meters_draw(struct canvas *, struct area, const struct snapshot *, bool average);
/* Is there something to say about coverage or pressure? */
bool meters_coverage_wanted(const struct snapshot *);
/* One row: how much of the footprint is known, and the pressure. */
void meters_coverage(struct canvas *, struct area, const struct snapshot *);

#endif
