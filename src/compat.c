#include "compat.h"

#include <stdarg.h>

void (*die_hook)(void);

noreturn void
die(const char *format, ...)
{
	va_list ap;

	if (die_hook != NULL)
		die_hook();
	fputs("ctop: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	compat_end();
	/* Other threads may sit in the kernel: exit without waiting for them. */
	_Exit(1);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	if (p == NULL)
		die("out of memory (%zu bytes)", n);
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		die("out of memory (%zu * %zu bytes)", count, size);
	return p;
}

void *
xrealloc(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		die("out of memory (%zu * %zu bytes)", count, size);
	p = realloc(old, count * size > 0 ? count * size : 1);
	if (p == NULL)
		die("out of memory (%zu * %zu bytes)", count, size);
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xstrndup(const char *s, size_t max)
{
	size_t n = strnlen(s, max);
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}
