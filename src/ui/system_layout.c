#include "system_layout.h"

#include <string.h>

enum { GAP = 2, COLUMNS_MAX = 4 };

static int
columns_in(int cols, int least, int bound)
{
	int n = (cols + GAP) / (least + GAP);

	return n < 1 ? 1 : n > bound ? bound : n;
}

/* Each part goes to the column that is shortest so far; returns the lines of the longest. */
static int
place_parts(const struct system_wish *w, struct system_layout *out)
{
	int n = columns_in(w->cols, SYSTEM_PART_COLS, COLUMNS_MAX);
	int cols = (w->cols - (n - 1) * GAP) / n, height[COLUMNS_MAX] = {0}, most = 0;

	for (int i = 0; i < SYSTEM_PARTS; i++) {
		int at = 0;

		if (w->lines[i] == 0)
			continue;
		for (int k = 1; k < n; k++)
			if (height[k] < height[at])
				at = k;
		out->part[i] = (struct area){height[at], at * (cols + GAP), w->lines[i], cols};
		height[at] += w->lines[i];
		if (height[at] > most)
			most = height[at];
	}
	return most;
}

/* A few CPUs stay below each other. */
static int
cpu_columns(const struct system_wish *w)
{
	int n = columns_in(w->cols, SYSTEM_CPU_COLS, SYSTEM_CPU_COLUMNS);

	return w->cpus < 8 ? 1 : n;
}

void
system_layout(const struct system_wish *w, struct system_layout *out)
{
	int n = cpu_columns(w), left = w->cpus, y;

	memset(out, 0, sizeof(*out));
	if (w->cols <= 0)
		return;
	y = place_parts(w, out);
	out->lines = y;
	for (int i = 0; i < n && left > 0; i++) {
		int rows = (left + n - i - 1) / (n - i), cols = (w->cols - (n - 1) * GAP) / n;

		out->cpus[i] = (struct area){y, i * (cols + GAP), rows + 1, cols};
		left -= rows;
		if (i == 0)
			out->lines += rows + 1;
	}
}
