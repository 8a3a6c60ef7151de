/*
 * What changed in a row of the screen.
 */
#ifndef CTOP_UI_TERM_DIFF_H
#define CTOP_UI_TERM_DIFF_H

#include "canvas.h"

/*
 * The first run of cells at or behind *end that is not what the terminal shows (old), or with
 * all any: from *start to before *end.  Wide characters go whole, what they were and
 * what they are.  false: nothing more changed.  *end starts as 0.
 */
bool diff_run(const struct cell *row, const struct cell *old, int cols, bool all, int *start,
    int *end);

#endif
