/*
 * Extended regular expressions, as POSIX has them: the C library's where it has any, else ours.
 */
#ifndef CTOP_COMPAT_PATTERN_H
#define CTOP_COMPAT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/*
 * Compiles; NULL with one line in why.  Without case a letter is the other one, too.  What would
 * cost unbounded memory is refused.
 */
struct pattern *pattern_new(const char *text, bool without_case, char *why, size_t len);
/* Is it somewhere in the text?  Any number of threads may ask at once. */
bool pattern_matches(const struct pattern *, const char *text);
void pattern_free(struct pattern *);
/* For those who implement it: why a pattern is not even looked at; NULL: it is. */
const char *pattern_refused(const char *text);

#endif
