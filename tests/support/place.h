/*
 * A folder of a test's own.
 */
#ifndef CTOP_TESTS_PLACE_H
#define CTOP_TESTS_PLACE_H

#include <stddef.h>

/* Makes it; its path, at most room bytes with the end. */
void place_make(char *path, size_t room);
/* Removes it with everything in it. */
void place_remove(const char *path);
/* How many files are in it. */
int place_count(const char *path);

#endif
