#include "arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "compat.h"

/* Small at first: hundreds of jobs have an arena, and most hold one command line. */
#define CHUNK_MIN ((size_t)1000)
#define CHUNK_MAX ((size_t)1024 * 1024)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	alignas(max_align_t) char data[];
};

void
arena_init(struct arena *a)
{
	memset(a, 0, sizeof(*a));
}

void
arena_free(struct arena *a)
{
	struct arena_chunk *c = a->chunks;

	while (c != NULL) {
		struct arena_chunk *next = c->next;
		free(c);
		c = next;
	}
	arena_init(a);
}

void
arena_reset(struct arena *a)
{
	struct arena_chunk *biggest = a->chunks, *c;

	if (biggest == NULL)
		return;
	/*
	 * Chunks grow, so the last one is the biggest; the others are folded
	 * into one of the size that was needed, so that a steady state has a single chunk.
	 */
	if (biggest->next == NULL) {
		a->used = 0;
		a->total = 0;
		return;
	}
	size_t need = 0;
	for (c = a->chunks; c != NULL; c = c->next)
		need += c->size;
	arena_free(a);
	c = xmalloc(sizeof(*c) + need);
	c->next = NULL;
	c->size = need;
	a->chunks = c;
}

static void
arena_grow(struct arena *a, size_t n)
{
	size_t size = a->chunks == NULL ? CHUNK_MIN : a->chunks->size * 2;

	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	if (size < n)
		size = n;
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		die("out of memory (%zu bytes)", n);
	struct arena_chunk *c = xmalloc(sizeof(*c) + size);
	c->size = size;
	c->next = a->chunks;
	a->chunks = c;
	a->used = 0;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);

	if (n > SIZE_MAX - align)
		die("out of memory (%zu bytes)", n);
	n = (n + align - 1) / align * align;
	if (a->chunks == NULL || a->chunks->size - a->used < n)
		arena_grow(a, n);
	void *p = a->chunks->data + a->used;
	a->used += n;
	a->total += n;
	return p;
}

void *
arena_zero(struct arena *a, size_t n)
{
	return memset(arena_alloc(a, n), 0, n);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		die("out of memory (%zu * %zu bytes)", n, size);
	return arena_zero(a, n * size);
}

char *
arena_copy(struct arena *a, const void *data, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	if (len > 0)
		memcpy(p, data, len);
	p[len] = '\0';
	return p;
}

char *
arena_dup(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return p;
}
