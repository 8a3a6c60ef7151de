/*
 * Walking over a kernel text without ever leaving it.
 *
 * A number is digits that fit 64 bits and are followed by something: text cut off
 * in the middle of a number never passes for a smaller one.
 */
#ifndef CTOP_OS_LINUX_SCAN_H
#define CTOP_OS_LINUX_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct scan {
	const char *p, *end;
};

/* A piece of somebody else's text. */
struct span {
	const char *data;
	size_t len;
};

static inline void
scan_blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
}

/* The number at the cursor, which is left behind it. */
static inline bool
scan_u64(struct scan *s, uint64_t *value)
{
	const char *p = s->p;
	/* Nineteen digits fit whatever they are; this is the hottest loop of all. */
	const char *safe = s->end - p > 19 ? p + 19 : s->end;
	unsigned digit = 10;
	uint64_t v = 0;

	for (; p < safe && (digit = (unsigned)((unsigned char)*p - '0')) <= 9; p++)
		v = v * 10 + digit;
	if (digit <= 9)
		for (; p < s->end && (digit = (unsigned)((unsigned char)*p - '0')) <= 9; p++) {
			if (v > UINT64_MAX / 10 || v * 10 > UINT64_MAX - digit)
				return false;
			v = v * 10 + digit;
		}
	if (p == s->p || p == s->end)
		return false;
	s->p = p;
	*value = v;
	return true;
}

/* The same with blanks before it. */
static inline bool
scan_next_u64(struct scan *s, uint64_t *value)
{
	scan_blanks(s);
	return scan_u64(s, value);
}

/* A number with a sign, in the range of int64_t. */
static inline bool
scan_i64(struct scan *s, int64_t *value)
{
	bool negative = s->p < s->end && *s->p == '-';
	uint64_t v;

	s->p += negative;
	if (!scan_u64(s, &v) || v > (uint64_t)INT64_MAX)
		return false;
	*value = negative ? -(int64_t)v : (int64_t)v;
	return true;
}

/* The line at the cursor, without its newline; false at the end. */
static inline bool
scan_line(struct scan *s, struct span *line)
{
	if (s->p >= s->end)
		return false;
	const char *eol = memchr(s->p, '\n', (size_t)(s->end - s->p));
	line->data = s->p;
	line->len = (size_t)((eol == NULL ? s->end : eol) - s->p);
	s->p = eol == NULL ? s->end : eol + 1;
	return true;
}

/* The next word, not empty; blanks and newlines end it. */
static inline bool
scan_word(struct scan *s, struct span *word)
{
	scan_blanks(s);
	word->data = s->p;
	while (s->p < s->end && *s->p != ' ' && *s->p != '\t' && *s->p != '\n')
		s->p++;
	word->len = (size_t)(s->p - word->data);
	return word->len > 0;
}

static inline bool
span_is(struct span a, const char *text)
{
	size_t n = strlen(text);

	return a.len == n && memcmp(a.data, text, n) == 0;
}

static inline bool
span_starts(struct span a, const char *text)
{
	size_t n = strlen(text);

	return a.len >= n && memcmp(a.data, text, n) == 0;
}

#endif
