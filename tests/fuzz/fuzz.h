/*
 * What every fuzz target begins with.
 */
#ifndef CTOP_FUZZ_H
#define CTOP_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* The target; 0. */
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What does not hold is a finding. */
static inline void
require(bool holds)
{
	if (!holds)
		abort();
}

#endif
