#include "json.h"

#include <math.h>
#include <string.h>

#include "text.h"

void
json_init(struct json *j, struct writer *out)
{
	j->out = out;
	j->comma = false;
}

/* Before every value and key. */
static void
next(struct json *j)
{
	if (j->comma)
		writer_char(j->out, ',');
	j->comma = true;
}

void
json_open(struct json *j, char bracket)
{
	next(j);
	writer_char(j->out, bracket);
	j->comma = false;
}

void
json_close(struct json *j, char bracket)
{
	writer_char(j->out, bracket);
	j->comma = true;
}

static void
put_unit(struct writer *out, uint32_t unit)
{
	static const char hex[] = "0123456789abcdef";
	char escape[6] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15],
	    hex[unit & 15]};

	writer_bytes(out, escape, sizeof(escape));
}

static void
put_escape(struct writer *out, uint32_t cp)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *known = cp < 0x80 && cp != 0 ? strchr(from, (int)cp) : NULL;

	if (known != NULL) {
		writer_char(out, '\\');
		writer_char(out, to[known - from]);
	} else if (cp >= 0x10000) {
		put_unit(out, 0xD800 + ((cp - 0x10000) >> 10));
		put_unit(out, 0xDC00 + ((cp - 0x10000) & 0x3FF));
	} else {
		put_unit(out, cp);
	}
}

/* How many bytes from p on stand for themselves. */
static size_t
plain_run(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && *at >= 0x20 && *at < 0x7F && *at != '"' && *at != '\\')
		at++;
	return (size_t)(at - p);
}

static void
put_string(struct writer *out, const char *p, size_t len)
{
	const char *end = p + len;

	writer_char(out, '"');
	while (p < end) {
		char bytes[4];
		size_t run = plain_run(p, end);
		writer_bytes(out, p, run);
		p += run;
		if (p == end)
			break;
		uint32_t cp = text_decode(&p, end);
		if (cp == '"' || cp == '\\' || text_classify(cp) == TEXT_UNSAFE)
			put_escape(out, cp);
		else
			writer_bytes(out, bytes, text_encode(cp, bytes));
	}
	writer_char(out, '"');
}

void
json_text(struct json *j, const char *text, size_t len)
{
	next(j);
	put_string(j->out, text, len);
}

void
json_string(struct json *j, const char *text)
{
	json_text(j, text, strlen(text));
}

void
json_key_text(struct json *j, const char *key, size_t len)
{
	json_text(j, key, len);
	writer_char(j->out, ':');
	j->comma = false;
}

void
json_key(struct json *j, const char *key)
{
	json_key_text(j, key, strlen(key));
}

void
json_uint(struct json *j, uint64_t n)
{
	next(j);
	writer_uint(j->out, n);
}

void
json_int(struct json *j, int64_t n)
{
	next(j);
	writer_int(j->out, n);
}

void
json_real(struct json *j, double number)
{
	if (!isfinite(number)) {
		json_null(j);
		return;
	}
	next(j);
	writer_real(j->out, number);
}

void
json_seconds(struct json *j, uint64_t ns)
{
	next(j);
	writer_seconds(j->out, ns);
}

void
json_bool(struct json *j, bool truth)
{
	next(j);
	writer_text(j->out, truth ? "true" : "false");
}

void
json_null(struct json *j)
{
	next(j);
	writer_text(j->out, "null");
}
