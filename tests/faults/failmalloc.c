/*
 * Fails one allocation: preloaded, with FAILMALLOC=n in the environment, the
 * n-th call of malloc, calloc, realloc, or a relative returns NULL with ENOMEM.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static long fail_at = -1;
static atomic_long calls;

/* What dlsym itself asks for while the real functions are looked up. */
static _Alignas(max_align_t) char early[4096];
static size_t early_used;

static void
find(void *function, const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, sizeof(symbol));
}

static void
start(void)
{
	const char *n;

	if (real_free != NULL)
		return;
	find(&real_malloc, "malloc");
	find(&real_calloc, "calloc");
	find(&real_realloc, "realloc");
	find(&real_free, "free");
	n = getenv("FAILMALLOC");
	fail_at = n != NULL ? strtol(n, NULL, 10) : -1;
}

static int
fails(void)
{
	if (atomic_fetch_add(&calls, 1) + 1 != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

static int
is_early(const void *p)
{
	return (const char *)p >= early && (const char *)p < early + sizeof(early);
}

void *
malloc(size_t n)
{
	start();
	return fails() ? NULL : real_malloc(n);
}

void *
calloc(size_t count, size_t size)
{
	static int looking;

	if (real_free == NULL && looking) {
		size_t n = (count * size + 15) / 16 * 16;

		if (n > sizeof(early) - early_used)
			return NULL;
		early_used += n;
		return early + early_used - n;
	}
	looking = 1;
	start();
	looking = 0;
	return fails() ? NULL : real_calloc(count, size);
}

void *
realloc(void *p, size_t n)
{
	start();
	return fails() ? NULL : real_realloc(p, n);
}

void
free(void *p)
{
	if (p == NULL || is_early(p))
		return;
	start();
	real_free(p);
}
