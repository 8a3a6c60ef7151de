/*
 * Bars of the header: CPUs, memory, swap.
 */
#ifndef CTOP_UI_METERS_BARS_H
#define CTOP_UI_METERS_BARS_H

#include "../os/facts.h"
#include "canvas.h"

/* Rows that the CPUs want in so many columns of the screen, at most as many as given. */
int bars_cpu_rows(size_t ncpus, int cols, int most);
/* Bars of all CPUs in an area; when they do not fit, their average and a cell for each. */
void bars_cpus(struct canvas *, struct area, const struct system *, bool average);
/* One row each: y, x and cols of the area count. */
void bars_cpu_average(struct canvas *, struct area, const struct system *);
void bars_memory(struct canvas *, struct area, const struct system *);
void bars_swap(struct canvas *, struct area, const struct system *);
/* "11.2G/23.5G", or the marks for what is not known. */
void bars_memory_text(const struct system *, char *buf, size_t len);
/* "41.2%", or a mark. */
void bars_cpu_text(const struct system *, char *buf, size_t len);

#endif
