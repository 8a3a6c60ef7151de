/*
 * "Did you mean": the known word that is nearest to one that is not known.
 *
 * Start with nearest_init, offer every word that would have been right, and ask
 * for the best.  Nothing is allocated; words offered must outlive the struct.
 */
#ifndef CTOP_NEAREST_H
#define CTOP_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;
	size_t len;
	const char *best;
	size_t distance;
};

void nearest_init(struct nearest *, const char *word, size_t len);
void nearest_offer(struct nearest *, const char *candidate);
/* NULL when nothing offered is near enough to be what was meant. */
const char *nearest_best(const struct nearest *);
/* Appends "; did you mean 'BEST'?" to the text in buf when there is one. */
void nearest_append(const struct nearest *, char *buf, size_t len);

#endif
