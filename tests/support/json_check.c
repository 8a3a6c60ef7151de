#include "json_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/compat.h"

#define DEPTH_MAX 32
#define KEYS_MAX  256

struct reader {
	const char *start, *p, *end;
	const char *fault;
	unsigned depth;
	const char *wanted; /* path that is left to find; NULL: only checking */
	char *found;
};

static void read_value(struct reader *, const char *path);

static void
fail(struct reader *r, const char *why)
{
	if (r->fault == NULL)
		r->fault = why;
	r->end = r->p;
}

static bool
peek(const struct reader *r, char c)
{
	return r->p < r->end && *r->p == c;
}

static void
expect(struct reader *r, char c, const char *why)
{
	if (peek(r, c))
		r->p++;
	else
		fail(r, why);
}

static void
put(char *buf, size_t *len, uint32_t cp)
{
	if (cp < 0x80) {
		buf[(*len)++] = (char)cp;
		return;
	}
	int more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
	buf[(*len)++] = (char)(lead[more] | cp >> (6 * more));
	while (more-- > 0)
		buf[(*len)++] = (char)(0x80 | (cp >> (6 * more) & 0x3F));
}

static uint32_t
read_hex(struct reader *r)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++, r->p++) {
		static const char digits[] = "0123456789abcdef";
		const char *at =
		    r->p < r->end && *r->p != '\0' ? strchr(digits, *r->p | 0x20) : NULL;
		if (at == NULL) {
			fail(r, "bad \\u escape");
			return 0;
		}
		unit = unit << 4 | (uint32_t)(at - digits);
	}
	return unit;
}

static uint32_t
read_escape(struct reader *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = r->p < r->end ? *r->p++ : '\0';
	const char *at = c != '\0' ? strchr(from, c) : NULL;
	uint32_t unit, low;

	if (at != NULL)
		return (unsigned char)to[at - from];
	if (c != 'u') {
		fail(r, "bad escape");
		return 0;
	}
	unit = read_hex(r);
	if (unit >= 0xDC00 && unit <= 0xDFFF)
		fail(r, "lone low surrogate");
	if (unit < 0xD800 || unit > 0xDBFF)
		return unit;
	expect(r, '\\', "lone high surrogate");
	expect(r, 'u', "lone high surrogate");
	low = read_hex(r);
	if (low < 0xDC00 || low > 0xDFFF)
		fail(r, "lone high surrogate");
	return 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
}

static uint32_t
read_utf8(struct reader *r)
{
	unsigned char c = (unsigned char)*r->p++;
	int more = c < 0x80	     ? 0
	    : c >= 0xC2 && c < 0xE0  ? 1
	    : (c & 0xF0) == 0xE0     ? 2
	    : c >= 0xF0 && c <= 0xF4 ? 3
				     : -1;
	uint32_t cp = more <= 0 ? c : c & (0x3FU >> more);

	if (c < 0x20)
		fail(r, "raw control character");
	if (more < 0)
		fail(r, "not UTF-8");
	for (; more > 0; more--) {
		if (r->p >= r->end || ((unsigned char)*r->p & 0xC0) != 0x80) {
			fail(r, "not UTF-8");
			return 0;
		}
		cp = cp << 6 | ((unsigned char)*r->p++ & 0x3F);
	}
	if ((cp >= 0xD800 && cp <= 0xDFFF) || cp > 0x10FFFF || (c == 0xE0 && cp < 0x800) ||
	    (c == 0xF0 && cp < 0x10000))
		fail(r, "not UTF-8");
	if (cp >= 0x7F && cp < 0xA0)
		fail(r, "raw control character");
	return cp;
}

/* The string decoded, malloc'd; its length may include NULs. */
static char *
read_string(struct reader *r, size_t *len)
{
	char *buf = malloc((size_t)(r->end - r->p) + 8);

	*len = 0;
	expect(r, '"', "no string");
	while (r->p < r->end && *r->p != '"') {
		uint32_t cp;
		if (*r->p == '\\') {
			r->p++;
			cp = read_escape(r);
		} else {
			cp = read_utf8(r);
		}
		put(buf, len, cp);
	}
	expect(r, '"', "unfinished string");
	buf[*len] = '\0';
	return buf;
}

static void
read_digits(struct reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	if (r->p == from)
		fail(r, "no digit");
}

static void
read_number(struct reader *r)
{
	if (peek(r, '-'))
		r->p++;
	if (peek(r, '0'))
		r->p++;
	else
		read_digits(r);
	if (peek(r, '.')) {
		r->p++;
		read_digits(r);
	}
	if (peek(r, 'e') || peek(r, 'E')) {
		r->p++;
		if (peek(r, '+') || peek(r, '-'))
			r->p++;
		read_digits(r);
	}
}

/* The rest of the path when its first word is this one, "" at its end; else NULL. */
static const char *
step(const char *path, const char *word, size_t len)
{
	if (path == NULL || strncmp(path, word, len) != 0 ||
	    (path[len] != '.' && path[len] != '\0'))
		return NULL;
	return path[len] == '.' ? path + len + 1 : path + len;
}

static void
read_object(struct reader *r, const char *path)
{
	char *keys[KEYS_MAX];
	size_t lens[KEYS_MAX], count = 0;

	r->p++;
	while (!peek(r, '}') && r->fault == NULL) {
		if (count > 0)
			expect(r, ',', "no comma");
		if (count == KEYS_MAX) {
			fail(r, "more keys than this checker takes");
			break;
		}
		keys[count] = read_string(r, &lens[count]);
		for (size_t i = 0; i < count; i++)
			if (lens[i] == lens[count] && memcmp(keys[i], keys[count], lens[i]) == 0)
				fail(r, "a key twice");
		expect(r, ':', "no colon");
		read_value(r, step(path, keys[count], lens[count]));
		count++;
	}
	expect(r, '}', "unfinished object");
	while (count > 0)
		free(keys[--count]);
}

static void
read_array(struct reader *r, const char *path)
{
	char index[24];

	r->p++;
	for (size_t i = 0; !peek(r, ']') && r->fault == NULL; i++) {
		int len = snprintf(index, sizeof(index), "%zu", i);
		if (i > 0)
			expect(r, ',', "no comma");
		read_value(r, step(path, index, (size_t)len));
	}
	expect(r, ']', "unfinished array");
}

static void
read_word(struct reader *r)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < 3; i++) {
		size_t len = strlen(words[i]);
		if ((size_t)(r->end - r->p) >= len && memcmp(r->p, words[i], len) == 0) {
			r->p += len;
			return;
		}
	}
	read_number(r);
}

static void
read_value(struct reader *r, const char *path)
{
	const char *from = r->p;
	char *text = NULL;
	size_t len;

	if (++r->depth > DEPTH_MAX)
		fail(r, "too deep");
	if (peek(r, '{'))
		read_object(r, path);
	else if (peek(r, '['))
		read_array(r, path);
	else if (peek(r, '"'))
		text = read_string(r, &len);
	else
		read_word(r);
	r->depth--;
	if (path != NULL && *path == '\0' && r->found == NULL && r->fault == NULL) {
		r->found = text != NULL ? text : xstrndup(from, (size_t)(r->p - from));
		return;
	}
	free(text);
}

const char *
json_fault(const char *text, size_t len)
{
	static char message[160];
	struct reader r = {text, text, text + len, NULL, 0, NULL, NULL};

	read_value(&r, NULL);
	if (r.fault == NULL && peek(&r, '\n'))
		r.p++;
	if (r.fault == NULL && r.p != r.end)
		fail(&r, "something behind the document");
	if (r.fault == NULL)
		return NULL;
	snprintf(message, sizeof(message), "%s at byte %zu", r.fault, (size_t)(r.p - text));
	return message;
}

char *
json_at(const char *text, const char *path)
{
	struct reader r = {text, text, text + strlen(text), NULL, 0, path, NULL};

	read_value(&r, path);
	return r.found;
}
