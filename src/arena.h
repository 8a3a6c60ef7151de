/*
 * Arena: memory that is given back all at once.
 *
 * A tick fills an arena; the snapshot owns it and frees it whole.  Memory comes
 * in chunks that double up to 1 MiB; arena_reset keeps the chunks, so that a
 * steady state asks malloc for nothing.  No function fails: out of memory ends
 * in die() (compat.h), which restores the terminal first.  Not thread safe; an
 * arena belongs to one thread at a time.
 */
#ifndef CTOP_ARENA_H
#define CTOP_ARENA_H

#include <stddef.h>

#include "compat/format.h"

struct arena_chunk;
struct arena {
	struct arena_chunk *chunks; /* the one in use first */
	size_t used;		    /* of the first chunk */
	size_t total;		    /* bytes handed out, for --stats and tests */
};

/* An empty arena; costs nothing until something is allocated. */
void arena_init(struct arena *);
/* Gives everything back to the system. */
void arena_free(struct arena *);
/* Forgets everything, keeps the memory for the next use. */
void arena_reset(struct arena *);
/* n bytes aligned for any type, not zeroed. */
void *arena_alloc(struct arena *, size_t n);
/* n bytes, zeroed. */
void *arena_zero(struct arena *, size_t n);
/* n items of size, zeroed; dies on overflow. */
void *arena_array(struct arena *, size_t n, size_t size);
/* Copy of len bytes with a NUL behind them. */
char *arena_copy(struct arena *, const void *, size_t len);
/* Copy of a string. */
char *arena_dup(struct arena *, const char *);
/* printf into the arena. */
char *arena_printf(struct arena *, const char *, ...) PRINTF_LIKE(2, 3);

#endif
