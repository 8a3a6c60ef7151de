#include "config.h"

#include <stdio.h>
#include <string.h>

#include "compat/file.h"
#include "text.h"

int
config_path(char *buf, size_t len)
{
	return file_config_path(buf, len, "ctop", "ctoprc");
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The part of [from, to) between blanks. */
static const char *
trim(const char *from, const char *to, size_t *len)
{
	while (from < to && blank(*from))
		from++;
	while (to > from && blank(to[-1]))
		to--;
	*len = (size_t)(to - from);
	return from;
}

static size_t
word_length(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && !blank(*p))
		p++;
	return (size_t)(p - from);
}

/* A key: letters, digits, and _ - . that a newer version may want. */
static bool
is_key(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') ||
			(p[i] >= '0' && p[i] <= '9') || p[i] == '_' || p[i] == '-' || p[i] == '.'))
			return false;
	return len > 0;
}

static void
read_line(struct config_line *line)
{
	size_t len, word;
	const char *p = trim(line->at, line->at + line->len, &len), *end = p + len;
	const char *sign = memchr(p, '=', len);

	line->kind = LINE_MALFORMED;
	line->key = p;
	line->keylen = word = word_length(p, end);
	if (len == 0 || *p == '#') {
		line->kind = LINE_OTHER;
	} else if (word == 4 && strncmp(p, "bind", 4) == 0 &&
	    word_length(trim(p + 4, end, &len), end) > 0 && *trim(p + 4, end, &len) != '=') {
		line->key = trim(p + 4, end, &len);
		line->keylen = word_length(line->key, end);
		line->value = trim(line->key + line->keylen, end, &line->valuelen);
		line->kind = line->valuelen > 0 ? LINE_BIND : LINE_MALFORMED;
	} else if (sign != NULL) {
		line->key = trim(p, sign, &line->keylen);
		line->value = trim(sign + 1, end, &line->valuelen);
		if (is_key(line->key, line->keylen))
			line->kind = LINE_SETTING;
	}
}

bool
config_next(const char **p, const char *end, struct config_line *line)
{
	const char *newline;

	if (*p >= end)
		return false;
	memset(line, 0, sizeof(*line));
	newline = memchr(*p, '\n', (size_t)(end - *p));
	line->at = *p;
	line->len = (size_t)((newline != NULL ? newline : end) - *p);
	*p = newline != NULL ? newline + 1 : end;
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	read_line(line);
	return true;
}

enum config_result
config_slurp(const char *path, char **text, size_t *len, char *err, size_t errlen)
{
	switch (file_read(path, CONFIG_MAX, text, len, err, errlen)) {
	case FILE_READ:
		return CONFIG_READ;
	case FILE_ABSENT:
		return CONFIG_ABSENT;
	default:
		return CONFIG_UNREADABLE;
	}
}
