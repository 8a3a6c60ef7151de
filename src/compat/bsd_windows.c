#include "../compat.h"

size_t
strlcpy(char *to, const char *from, size_t room)
{
	size_t len = strlen(from);

	if (room > 0) {
		size_t n = len < room ? len : room - 1;

		memcpy(to, from, n);
		to[n] = '\0';
	}
	return len;
}

size_t
strlcat(char *to, const char *from, size_t room)
{
	size_t used = strnlen(to, room);

	return used + (used < room ? strlcpy(to + used, from, room - used) : strlen(from));
}

void *
memmem(const void *haystack, size_t hlen, const void *needle, size_t nlen)
{
	const unsigned char *p = haystack, *end = p + hlen;

	if (nlen == 0)
		return (void *)(uintptr_t)haystack;
	for (; (size_t)(end - p) >= nlen; p++) {
		p = memchr(p, *(const unsigned char *)needle, (size_t)(end - p) - nlen + 1);
		if (p == NULL)
			return NULL;
		if (memcmp(p, needle, nlen) == 0)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}
