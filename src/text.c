#include "text.h"

#include <string.h>

#include "compat/locale.h"

#define MARKS_MAX                                                                                  \
	2 /* combining characters kept on one base, as many as a cell of the canvas has  \
		     */

static bool utf8; /* may more than ASCII be shown? */

/*
 * Characters that have a width for the C library and still are no plain text: they
 * format, reorder, stand for nothing visible, or are drawn differently by every terminal.
 */
static const struct {
	uint32_t first, last;
} unsafe_ranges[] = {
    {0x0000, 0x001F},	/* C0 */
    {0x007F, 0x009F},	/* DEL, C1 */
    {0x00AD, 0x00AD},	/* soft hyphen */
    {0x034F, 0x034F},	/* grapheme joiner */
    {0x0600, 0x0605},	/* Arabic number signs, which enclose what follows */
    {0x061C, 0x061C},	/* Arabic letter mark */
    {0x06DD, 0x06DD},	/* end of ayah */
    {0x070F, 0x070F},	/* Syriac abbreviation mark */
    {0x0890, 0x0891},	/* Arabic pound and piastre marks */
    {0x08E2, 0x08E2},	/* disputed end of ayah */
    {0x115F, 0x1160},	/* Hangul fillers: invisible */
    {0x17B4, 0x17B5},	/* Khmer inherent vowels: invisible */
    {0x180B, 0x180F},	/* Mongolian variation selectors, vowel separator */
    {0x200B, 0x200F},	/* zero width space, joiners, direction marks */
    {0x2028, 0x202E},	/* line and paragraph separators, bidi embeddings and overrides */
    {0x2060, 0x206F},	/* word joiner, invisible operators, bidi isolates */
    {0x3164, 0x3164},	/* Hangul filler */
    {0xD800, 0xF8FF},	/* surrogates, private use */
    {0xFDD0, 0xFDEF},	/* noncharacters */
    {0xFE00, 0xFE0F},	/* variation selectors: terminals disagree about the width after them */
    {0xFEFF, 0xFEFF},	/* byte order mark */
    {0xFFA0, 0xFFA0},	/* halfwidth Hangul filler */
    {0xFFF0, 0xFFFB},	/* unassigned, interlinear annotation */
    {0xFFFE, 0xFFFF},	/* noncharacters */
    {0x110BD, 0x110BD}, /* Kaithi number signs */
    {0x110CD, 0x110CD}, {0x13430, 0x1345F}, /* hieroglyph format controls */
    {0x1BCA0, 0x1BCA3},			    /* shorthand format controls */
    {0x1D159, 0x1D159},			    /* null notehead: invisible */
    {0x1D173, 0x1D17A},			    /* musical format controls */
    {0xE0000, 0xFFFFFFFF},		    /* tags, selectors, private use, beyond Unicode */
};

void
text_init(void)
{
	locale_start();
	utf8 = locale_utf8();
}

bool
text_utf8(void)
{
	return utf8;
}

void
text_force_utf8(bool on)
{
	if (on && !locale_utf8())
		locale_widen();
	utf8 = on;
}

static bool
is_continuation(const char *p)
{
	return ((unsigned char)*p & 0xC0) == 0x80;
}

uint32_t
text_decode(const char **p, const char *end)
{
	const char *s = *p;
	uint32_t cp = (unsigned char)*s, least;
	int more;

	*p = s + 1; /* past the bad byte, unless it turns out to be good */
	if (cp < 0x80)
		return cp;
	if (cp < 0xC2 || cp > 0xF4)
		return TEXT_BAD;
	more = cp < 0xE0 ? 1 : cp < 0xF0 ? 2 : 3;
	least = cp < 0xE0 ? 0x80 : cp < 0xF0 ? 0x800 : 0x10000;
	cp &= 0x3FU >> more;
	if (end - s <= more)
		return TEXT_BAD;
	for (int i = 1; i <= more; i++) {
		if (!is_continuation(s + i))
			return TEXT_BAD;
		cp = cp << 6 | ((unsigned char)s[i] & 0x3F);
	}
	if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return TEXT_BAD;
	*p = s + more + 1;
	return cp;
}

size_t
text_encode(uint32_t cp, char *buf)
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = TEXT_BAD;
	if (cp < 0x80) {
		buf[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		buf[0] = (char)(0xC0 | cp >> 6);
		buf[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		buf[0] = (char)(0xE0 | cp >> 12);
		buf[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		buf[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	buf[0] = (char)(0xF0 | cp >> 18);
	buf[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	buf[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	buf[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

static bool
in_unsafe_range(uint32_t cp)
{
	size_t low = 0, high = sizeof(unsafe_ranges) / sizeof(unsafe_ranges[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (cp > unsafe_ranges[middle].last)
			low = middle + 1;
		else if (cp < unsafe_ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

enum text_class
text_classify(uint32_t cp)
{
	int cells;

	if (cp < 0x80)
		return cp >= 0x20 && cp != 0x7F ? TEXT_PLAIN : TEXT_UNSAFE;
	if (!utf8)
		return TEXT_UNSAFE;
	if (cp == TEXT_BAD)
		return TEXT_PLAIN;
	/* the last two of every plane are noncharacters */
	if (in_unsafe_range(cp) || (cp & 0xFFFE) == 0xFFFE)
		return TEXT_UNSAFE;
	cells = locale_cells(cp);
	if (cells < 0)
		return TEXT_UNSAFE;
	return cells == 0 ? TEXT_COMBINING : TEXT_PLAIN;
}

int
text_width(uint32_t cp)
{
	if (cp < 0x300 || cp == TEXT_BAD)
		return 1;
	return locale_cells(cp) == 2 ? 2 : 1;
}

/* Where printable text goes: a buffer or a stream; neither: it is only measured. */
struct sink {
	char *buf;
	size_t room, used;
	FILE *out;
};

/* All of the bytes or none: a character is never cut. */
static bool
sink_put(struct sink *sink, const char *bytes, size_t len)
{
	if (sink->out != NULL)
		fwrite(bytes, 1, len, sink->out);
	if (sink->buf == NULL)
		return true;
	if (sink->room - sink->used < len)
		return false;
	memcpy(sink->buf + sink->used, bytes, len);
	sink->used += len;
	return true;
}

/* How many bytes at p, at most max, are printable ASCII, one cell each. */
static size_t
plain_run(const char *p, size_t max)
{
	size_t n = 0;

	while (n < max && p[n] >= 0x20 && p[n] < 0x7F)
		n++;
	return n;
}

static size_t
put_run(struct sink *sink, const char *p, size_t len)
{
	if (sink->buf != NULL && sink->room - sink->used < len)
		len = sink->room - sink->used;
	sink_put(sink, p, len);
	return len;
}

/* The character that stands for cp on a screen, and its class. */
static uint32_t
presentable(uint32_t cp, bool base, enum text_class *class)
{
	*class = text_classify(cp);
	/* a mark without a base would go onto whatever is before the text */
	if (*class == TEXT_PLAIN || (*class == TEXT_COMBINING && base))
		return cp;
	*class = TEXT_PLAIN;
	if (cp == '\n' || cp == '\t')
		return ' ';
	return utf8 ? TEXT_BAD : '?';
}

static size_t
print_to(struct sink *sink, const char *p, size_t len, size_t max_cells)
{
	const char *end = p + len;
	size_t cells = 0, marks = 0;

	while (p < end) {
		size_t room = max_cells - cells, left = (size_t)(end - p);
		size_t run = plain_run(p, left < room ? left : room);
		if (run > 0) {
			size_t done = put_run(sink, p, run);
			p += done;
			cells += done;
			marks = 0;
			if (done < run)
				break;
			continue;
		}
		enum text_class class;
		char bytes[4];
		uint32_t cp = presentable(text_decode(&p, end), cells > 0, &class);
		if (class == TEXT_COMBINING && marks++ >= MARKS_MAX)
			continue;
		size_t width = class == TEXT_COMBINING ? 0 : (size_t)text_width(cp);
		if (width > max_cells - cells || !sink_put(sink, bytes, text_encode(cp, bytes)))
			break;
		cells += width;
		if (width > 0)
			marks = 0;
	}
	return cells;
}

size_t
text_cells(const char *text, size_t len)
{
	struct sink sink = {NULL, 0, 0, NULL};

	return print_to(&sink, text, len, SIZE_MAX);
}

size_t
text_fit(const char *text, size_t len, size_t cells)
{
	const char *p = text, *end = text + len;
	size_t used = 0;

	while (p < end) {
		const char *next = p;
		uint32_t ch = text_decode(&next, end);
		enum text_class class = text_classify(ch);

		used += class == TEXT_PLAIN ? (size_t)text_width(ch) : class == TEXT_UNSAFE;
		if (used > cells && p > text)
			break;
		p = next;
	}
	return (size_t)(p - text);
}

size_t
text_printable(const char *text, size_t len, size_t max_cells, char *buf, size_t buflen)
{
	struct sink sink = {buf, buflen - 1, 0, NULL};
	size_t cells;

	if (buflen == 0)
		return 0;
	cells = print_to(&sink, text, len, max_cells);
	buf[sink.used] = '\0';
	return cells;
}

size_t
text_print(FILE *out, const char *text, size_t len, size_t max_cells)
{
	struct sink sink = {NULL, 0, 0, out};

	return print_to(&sink, text, len, max_cells);
}

static uint32_t
fold(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
	return locale_fold(cp);
}

/* Does the text at p begin with the needle? */
static bool
begins_with(const char *p, const char *end, const char *needle, const char *needle_end)
{
	while (needle < needle_end) {
		if (p >= end ||
		    fold(text_decode(&p, end)) != fold(text_decode(&needle, needle_end)))
			return false;
	}
	return true;
}

ptrdiff_t
text_find(const char *haystack, size_t hlen, const char *needle, size_t nlen)
{
	const char *end = haystack + hlen, *needle_end = needle + nlen, *first = needle;
	uint32_t wanted;

	if (nlen == 0)
		return 0;
	wanted = fold(text_decode(&first, needle_end));
	for (const char *p = haystack; p < end;) {
		const char *at = p;
		if (fold(text_decode(&p, end)) == wanted && begins_with(p, end, first, needle_end))
			return at - haystack;
	}
	return -1;
}
