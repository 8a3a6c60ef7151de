/*
 * Texts of lines "key: number [kB]", which /proc has many of.
 */
#ifndef CTOP_OS_LINUX_KEYS_H
#define CTOP_OS_LINUX_KEYS_H

#include "scan.h"

struct key {
	const char *name;
	size_t len;
};
#define KEY(text)                                                                                  \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

/*
 * Splits "key: value"; value starts behind the blanks.  False: no colon.
 */
static inline bool
key_split(struct span line, struct span *key, struct scan *value)
{
	const char *colon = memchr(line.data, ':', line.len);

	if (colon == NULL)
		return false;
	key->data = line.data;
	key->len = (size_t)(colon - line.data);
	value->p = colon + 1;
	/* The newline ends a number, so it belongs to the value. */
	value->end = line.data + line.len + 1;
	scan_blanks(value);
	return true;
}

/*
 * The index of the key among n, or n.  Lines come in the table's order nearly
 * always, so the search starts where the last one ended.
 */
static inline unsigned
key_find(const struct key *keys, unsigned n, struct span name, unsigned *cursor)
{
	for (unsigned i = 0, k = *cursor; i < n; i++, k++) {
		if (k >= n)
			k -= n;
		if (keys[k].len == name.len && memcmp(keys[k].name, name.data, name.len) == 0) {
			*cursor = k + 1;
			return k;
		}
	}
	return n;
}

/*
 * The next line whose key is among n: its index, with its value; n at the end.  A last
 * line without its newline was cut off and does not count.
 */
static inline unsigned
key_next(struct scan *s, const struct key *keys, unsigned n, unsigned *cursor, struct scan *value)
{
	struct span line, name;

	while (scan_line(s, &line) && line.data + line.len < s->end) {
		if (!key_split(line, &name, value))
			continue;
		unsigned key = key_find(keys, n, name, cursor);
		if (key < n)
			return key;
	}
	return n;
}

/* A number, in bytes when "kB" follows. */
static inline bool
key_bytes(struct scan *s, uint64_t *value)
{
	if (!scan_u64(s, value))
		return false;
	scan_blanks(s);
	if (s->end - s->p >= 2 && s->p[0] == 'k' && s->p[1] == 'B') {
		if (*value > UINT64_MAX / 1024)
			return false;
		*value *= 1024;
	}
	return true;
}

#endif
