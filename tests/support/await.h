/*
 * Waiting as term_wait does, for tests that have no terminal.
 */
#ifndef CTOP_TESTS_AWAIT_H
#define CTOP_TESTS_AWAIT_H

#include "../../src/thread.h"

/* Until it is woken. */
void await(const struct wake *);
/* Is it woken now? */
bool woken(const struct wake *);

#endif
