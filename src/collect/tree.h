/*
 * Arranging processes as a tree.
 */
#ifndef CTOP_COLLECT_TREE_H
#define CTOP_COLLECT_TREE_H

#include "view.h"

/*
 * Rearranges an order that is sorted already: children follow their parents,
 * siblings keep the order they are in, threads belong to their process.  Rows that neither
 * match nor lead to a match go; folded parents hide what is below them.  Cycles, which two reads of
 * a changing system can show, are cut.
 */
void tree_arrange(const struct view *, const struct proc *rows, size_t count, const bool *match,
    struct arena *, struct order *);

#endif
