/*
 * Numbers, texts, command lines and times as Windows writes them.
 */
#include <string.h>

#include "../../arena.h"
#include "../../text.h"
#include "decode.h"

uint16_t
load_u16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t
load_u32(const unsigned char *p)
{
	return load_u16(p) | (uint32_t)load_u16(p + 2) << 16;
}

uint64_t
load_u64(const unsigned char *p)
{
	return load_u32(p) | (uint64_t)load_u32(p + 4) << 32;
}

uint64_t
decode_filetime(uint64_t ticks)
{
	if (ticks < WINDOWS_EPOCH || ticks - WINDOWS_EPOCH > UINT64_MAX / WINDOWS_TICK)
		return 0;
	return (ticks - WINDOWS_EPOCH) * WINDOWS_TICK;
}

uint64_t
decode_duration(uint64_t ticks)
{
	return ticks > UINT64_MAX / WINDOWS_TICK ? UINT64_MAX : ticks * WINDOWS_TICK;
}

struct wide
wide_until_nul(struct wide w)
{
	size_t n = 0;

	while (n < w.units && load_u16(w.data + n * 2) != 0)
		n++;
	w.units = n;
	return w;
}

static bool
is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool
is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

struct blob
decode_wide(struct wide w, struct arena *arena)
{
	/* A unit alone is at most three bytes; two that go together are four. */
	char *text = arena_alloc(arena, w.units * 3 + 1);
	struct blob blob = {text, 0};

	for (size_t i = 0; i < w.units; i++) {
		uint32_t cp = load_u16(w.data + i * 2);
		uint32_t low = i + 1 < w.units ? load_u16(w.data + (i + 1) * 2) : 0;

		if (is_high(cp) && is_low(low)) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (is_high(cp) || is_low(cp)) {
			cp = TEXT_BAD;
		}
		if (cp == 0)
			text[blob.len++] = '\0';
		else
			blob.len += text_encode(cp, text + blob.len);
	}
	text[blob.len] = '\0';
	return blob;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * The program: up to the next quote if it starts with one, else up to a blank; nothing is escaped.
 */
static const char *
first_argument(const char *p, const char *end, char **out)
{
	bool quoted = p < end && *p == '"';

	if (quoted)
		p++;
	while (p < end && (quoted ? *p != '"' : !is_blank(*p)))
		*(*out)++ = *p++;
	if (quoted && p < end)
		p++;
	*(*out)++ = '\0';
	return p;
}

/*
 * Backslashes count only before a quote: pairs are one each, an odd one makes the quote a letter.
 */
static const char *
backslashes(const char *p, const char *end, char **out)
{
	size_t n = 0;

	for (; p < end && *p == '\\'; p++)
		n++;
	bool quote = p < end && *p == '"';
	for (size_t i = quote ? n / 2 : n; i > 0; i--)
		*(*out)++ = '\\';
	if (quote && n % 2 != 0)
		*(*out)++ = *p++;
	return p;
}

static const char *
next_argument(const char *p, const char *end, char **out)
{
	bool quoted = false;

	while (p < end && (quoted || !is_blank(*p))) {
		if (*p == '\\') {
			p = backslashes(p, end, out);
		} else if (*p != '"') {
			*(*out)++ = *p++;
		} else if (quoted && p + 1 < end && p[1] == '"') {
			/* Two within quotes are one letter, and the quotes end. */
			*(*out)++ = '"';
			p += 2;
			quoted = false;
		} else {
			quoted = !quoted;
			p++;
		}
	}
	*(*out)++ = '\0';
	return p;
}

struct blob
decode_arguments(struct blob line, struct arena *arena)
{
	/* Each argument but the last had a blank, where its NUL goes. */
	char *text = arena_alloc(arena, line.len + 2), *out = text;
	const char *p = line.data, *end = line.data + line.len;

	if (line.len > 0)
		p = first_argument(p, end, &out);
	for (;;) {
		while (p < end && is_blank(*p))
			p++;
		if (p >= end)
			break;
		p = next_argument(p, end, &out);
	}
	*out = '\0';
	return (struct blob){text, (size_t)(out - text)};
}
