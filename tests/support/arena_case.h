/*
 * The fixture of tests that need memory alone: an arena for each.
 */
#ifndef CTOP_TESTS_ARENA_CASE_H
#define CTOP_TESTS_ARENA_CASE_H

#include "../../src/arena.h"

static struct arena arena;

static inline void
arena_case_open(void)
{
	arena_init(&arena);
}

static inline void
arena_case_close(void)
{
	arena_free(&arena);
}

#endif
