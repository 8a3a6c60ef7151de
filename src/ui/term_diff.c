#include "term_diff.h"

static bool
cell_equal(const struct cell *a, const struct cell *b)
{
	return a->ch == b->ch && a->style == b->style && a->mark[0] == b->mark[0] &&
	    a->mark[1] == b->mark[1];
}

bool
diff_run(const struct cell *row, const struct cell *old, int cols, bool all, int *start, int *end)
{
	int x = *end;

	while (x < cols && !all && cell_equal(&row[x], &old[x]))
		x++;
	if (x >= cols)
		return false;
	*start = x;
	while (*start > 0 && (row[*start].ch == 0 || old[*start].ch == 0))
		--*start;
	while (
	    x < cols && (all || !cell_equal(&row[x], &old[x]) || row[x].ch == 0 || old[x].ch == 0))
		x++;
	*end = x;
	return true;
}
