#include "shorten.h"

#include <stdbool.h>
#include <string.h>

enum { ID_DIGITS = 32, ID_KEPT = 12 }; /* what counts as a long id; how much of it is shown */

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of a long id here, hexadecimal digits that '-' or '_' may part; 0: there is none. */
static size_t
id_length(const char *p, const char *end)
{
	size_t digits = 0, len = 0;

	for (const char *c = p; c < end; c++) {
		if (is_digit(*c)) {
			digits++;
			len = (size_t)(c - p) + 1;
		} else if ((*c != '-' && *c != '_') || digits == 0) {
			break;
		}
	}
	return digits >= ID_DIGITS ? len : 0;
}

struct out {
	char *buf;
	size_t used, room;
};

static void
put(struct out *out, const char *text, size_t len)
{
	if (len > out->room - out->used)
		len = out->room - out->used;
	memcpy(out->buf + out->used, text, len);
	out->used += len;
}

static void
put_part(struct out *out, const char *p, const char *end)
{
	char before = '/';

	while (p < end) {
		/* Within a word a digit is a letter. */
		size_t id = is_word(before) ? 0 : id_length(p, end);

		put(out, p, id > ID_KEPT ? ID_KEPT : 1);
		p += id > 0 ? id : 1;
		before = p[-1];
	}
}

static bool
is_slice(const char *p, const char *end)
{
	static const char suffix[] = ".slice";
	size_t n = sizeof(suffix) - 1;

	return (size_t)(end - p) >= n && memcmp(end - n, suffix, n) == 0;
}

size_t
shorten_cgroup(const char *path, size_t len, char *buf, size_t buflen)
{
	struct out out = {buf, 0, buflen};
	const char *p = path, *end = path + len;
	bool whole = true;

	while (p < end) {
		const char *part = p + (*p == '/');
		const char *slash = memchr(part, '/', (size_t)(end - part));

		p = slash != NULL ? slash : end;
		if (slash != NULL && is_slice(part, slash)) {
			whole = false;
			continue;
		}
		if (whole || out.used > 0)
			put(&out, "/", part > path || *path == '/' ? 1 : 0);
		put_part(&out, part, p);
	}
	return out.used;
}
