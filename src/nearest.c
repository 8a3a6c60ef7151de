#include "nearest.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 40 /* longer words are no typing mistake of ours */

static size_t
min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * Damerau-Levenshtein distance with letters alike in either case: one for a
 * letter missing, added, replaced, or swapped with its neighbour.
 */
static size_t
distance(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= blen; j++)
		last[j] = j;
	for (size_t i = 1; i <= alen; i++) {
		now[0] = i;
		for (size_t j = 1; j <= blen; j++) {
			char x = lower(a[i - 1]), y = lower(b[j - 1]);

			now[j] = min3(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y &&
			    before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		size_t *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[blen];
}

void
nearest_init(struct nearest *n, const char *word, size_t len)
{
	n->word = word;
	n->len = len;
	n->best = NULL;
	/* A third of the letters may be wrong, and at most three. */
	n->distance = len / 3 + 1 < 3 ? len / 3 + 1 : 3;
	if (len <= 1)
		n->distance = 0;
}

void
nearest_offer(struct nearest *n, const char *candidate)
{
	size_t clen = strlen(candidate), d;

	if (n->len > WORD_MAX || clen > WORD_MAX || n->distance == 0)
		return;
	d = distance(n->word, n->len, candidate, clen);
	if (d < n->distance || (d == n->distance && n->best == NULL)) {
		n->best = candidate;
		n->distance = d;
	}
}

const char *
nearest_best(const struct nearest *n)
{
	return n->best;
}

void
nearest_append(const struct nearest *n, char *buf, size_t len)
{
	size_t used = strlen(buf);

	if (n->best != NULL && used < len)
		snprintf(buf + used, len - used, "; did you mean '%s'?", n->best);
}
