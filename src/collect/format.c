/*
 * Values as a person reads them: sizes, times, marks.
 */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../compat.h"
#include "../text.h"
#include "field.h"

#define NS_PER_S  UINT64_C(1000000000)
#define CELL_ROOM 64 /* no number takes more */

/* Is the text in buf short enough?  0 cells: no bound. */
static bool
fits(const char *buf, unsigned width)
{
	return width == 0 || strlen(buf) <= width;
}

/*
 * amount scaled by base into the first unit where it has few digits and fits.
 * Small numbers get a decimal where a step of one would be coarse.
 */
static void
format_scaled(char *buf, size_t len, unsigned width, double amount, double base, bool bytes)
{
	static const char suffixes[] = " KMGTPEZY";
	const double limit = base - 0.5; /* what rounds to a whole next unit */
	const char *sign = amount < 0 ? "-" : "";
	size_t unit = 0;

	amount = fabs(amount);
	for (;; unit++, amount /= base) {
		bool last = suffixes[unit + 1] == '\0';
		bool decimal = unit >= 3 ? amount < 99.95 : amount < 9.95;
		char suffix[2] = {unit > 0 ? suffixes[unit] : '\0', '\0'};
		if (amount >= limit && !last)
			continue;
		if (unit == 0 || (unit == 1 && bytes))
			decimal = false;
		snprintf(buf, len, "%s%.*f%s", sign, decimal ? 1 : 0, amount, suffix);
		if (fits(buf, width))
			return;
		if (decimal) {
			snprintf(buf, len, "%s%.0f%s", sign, amount, suffix);
			if (fits(buf, width))
				return;
		}
		if (last)
			return;
	}
}

void
format_bytes(char *buf, size_t len, unsigned width, double bytes)
{
	format_scaled(buf, len, width, isfinite(bytes) ? bytes : 0, 1024, true);
}

/* Whole numbers as they are; in thousands only when they do not fit. */
static void
format_count(char *buf, size_t len, unsigned width, const struct value *value)
{
	if (value->kind == VALUE_INT)
		snprintf(buf, len, "%" PRId64, value->i);
	else
		snprintf(buf, len, "%" PRIu64, value->u);
	if (!fits(buf, width))
		format_scaled(buf, len, width, value_number(value), 1000, false);
}

static void
format_rate(char *buf, size_t len, unsigned width, double rate)
{
	int decimals = rate == 0 || rate >= 99.95 ? 0 : rate >= 9.995 ? 1 : 2;

	snprintf(buf, len, "%.*f", decimals, rate);
	if (!fits(buf, width))
		format_scaled(buf, len, width, rate, 1000, false);
}

static void
format_percent(char *buf, size_t len, unsigned width, double percent)
{
	snprintf(buf, len, "%.1f", percent);
	if (!fits(buf, width))
		snprintf(buf, len, "%.0f", percent);
	if (!fits(buf, width))
		format_scaled(buf, len, width, percent, 1000, false);
}

void
format_duration(char *buf, size_t len, unsigned width, uint64_t ns)
{
	uint64_t s = ns / NS_PER_S, hundredths = ns % NS_PER_S / 10000000;
	uint64_t m = s / 60, h = s / 3600, d = s / 86400;

	if (h == 0) {
		snprintf(buf, len, "%" PRIu64 ":%02" PRIu64 ".%02" PRIu64, m, s % 60, hundredths);
		if (fits(buf, width))
			return;
		snprintf(buf, len, "%" PRIu64 ":%02" PRIu64, m, s % 60);
		if (fits(buf, width))
			return;
		snprintf(buf, len, "%" PRIu64 "m", m);
		return;
	}
	if (d == 0) {
		snprintf(buf, len, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, h, m % 60, s % 60);
		if (fits(buf, width))
			return;
		snprintf(buf, len, "%" PRIu64 "h%02" PRIu64, h, m % 60);
		if (!fits(buf, width))
			snprintf(buf, len, "%" PRIu64 "h", h);
		return;
	}
	snprintf(buf, len, "%" PRIu64 "d%02" PRIu64 ":%02" PRIu64, d, h % 24, m % 60);
	if (!fits(buf, width))
		snprintf(buf, len, "%" PRIu64 "d%02" PRIu64, d, h % 24);
	if (!fits(buf, width))
		snprintf(buf, len, "%" PRIu64 "d", d);
}

/* Local time, as much of it as fits. */
static void
format_time(char *buf, size_t len, unsigned width, uint64_t ns)
{
	static const char *const formats[] = {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m-%d %H:%M",
	    "%Y-%m-%d", "%m-%d", NULL};
	time_t seconds = (time_t)(ns / NS_PER_S);
	struct tm tm;

	buf[0] = '\0';
	if (localtime_r(&seconds, &tm) == NULL)
		return;
	for (size_t i = 0; formats[i] != NULL; i++)
		if (strftime(buf, len, formats[i], &tm) > 0 && fits(buf, width))
			return;
}

static void
format_delta(char *buf, size_t len, unsigned width, double bytes)
{
	if (bytes <= 0) {
		format_bytes(buf, len, width, bytes);
		return;
	}
	buf[0] = '+';
	format_bytes(buf + 1, len - 1, width > 1 ? width - 1 : width, bytes);
}

static void
format_named(const struct field *field, const struct value *value, char *buf)
{
	if (field->letters != NULL)
		snprintf(buf, CELL_ROOM, "%c", field->letters[value->u]);
	else
		snprintf(buf, CELL_ROOM, "%s", field->names[value->u]);
}

/* A number in a buffer of CELL_ROOM. */
static void
format_number(const struct field *field, const struct value *value, unsigned width, char *buf)
{
	switch (field->unit) {
	case UNIT_NAMED:
		format_named(field, value, buf);
		break;
	case UNIT_ID:
		format_count(buf, CELL_ROOM, 0, value);
		break;
	case UNIT_RATE:
		format_rate(buf, CELL_ROOM, width, value_number(value));
		break;
	case UNIT_BYTES:
	case UNIT_BYTE_RATE:
		format_bytes(buf, CELL_ROOM, width, value_number(value));
		break;
	case UNIT_BYTE_DELTA:
		format_delta(buf, CELL_ROOM, width, value_number(value));
		break;
	case UNIT_PERCENT:
		format_percent(buf, CELL_ROOM, width, value_number(value));
		break;
	case UNIT_DURATION:
		format_duration(buf, CELL_ROOM, width, value->u);
		break;
	case UNIT_MEGABITS:
		format_scaled(buf, CELL_ROOM, width, value_number(value) * 1e6, 1000, false);
		break;
	case UNIT_TIME:
		format_time(buf, CELL_ROOM, width, value->u);
		break;
	case UNIT_BOOL:
		snprintf(buf, CELL_ROOM, "%s", value->u != 0 ? "yes" : "no");
		break;
	default:
		format_count(buf, CELL_ROOM, width, value);
		break;
	}
}

/* Arguments or variables with blanks between them, as far as buf reaches. */
static size_t
join_blob(const struct blob *blob, char *buf, size_t buflen)
{
	size_t len = blob->len;

	if (len > 0 && blob->data[len - 1] == '\0')
		len--; /* ends the last one */
	if (len > buflen - 1)
		len = buflen - 1;
	memcpy(buf, blob->data, len);
	buf[len] = '\0';
	for (char *nul = buf; (nul = memchr(nul, '\0', len - (size_t)(nul - buf))) != NULL;)
		*nul = ' ';
	return len;
}

/* A bar for each number, as many of the last as fit; the tallest is the largest there is. */
static size_t
draw_series(const struct series *s, unsigned width, char *buf, size_t buflen)
{
	static const char *const bars[] = {"\u2581", "\u2582", "\u2583", "\u2584", "\u2585",
	    "\u2586", "\u2587", "\u2588"};
	static const char ascii[] = "_.:-=+*#";
	size_t first = width > 0 && s->count > width ? s->count - width : 0, used = 0;
	double most = 0;

	for (size_t i = first; i < s->count; i++)
		if (s->items[i] > most)
			most = s->items[i];
	for (size_t i = first; i < s->count && used + 4 < buflen; i++) {
		size_t height =
		    most > 0 && s->items[i] > 0 ? (size_t)(s->items[i] / most * 7.999) : 0;

		if (text_utf8()) {
			memcpy(buf + used, bars[height], 3);
			used += 3;
		} else {
			buf[used++] = ascii[height];
		}
	}
	buf[used] = '\0';
	return used;
}

/* Text that a row shows where the value itself would show nothing: [name]. */
static const char *
instead_text(const struct value *value, char *buf, size_t buflen, size_t *len)
{
	int n = snprintf(buf, buflen, "[%s]", value->instead);

	*len = n < 0 ? 0 : (size_t)n < buflen ? (size_t)n : buflen - 1;
	return buf;
}

static const char *
put(const char *text, char *buf, size_t buflen, size_t *len)
{
	snprintf(buf, buflen, "%s", text);
	*len = strlen(buf);
	return buf;
}

const char *
field_text(const struct column *column, const struct value *value, unsigned width, char *buf,
    size_t buflen, size_t *len)
{
	const struct field *field = column->field;
	char number[CELL_ROOM];

	*len = 0;
	if (buflen == 0)
		return "";
	if (value->fact != FACT_OK && value->instead != NULL)
		return instead_text(value, buf, buflen, len);
	if (value->fact == FACT_PENDING && (width == 0 || width >= 3))
		return put("...", buf, buflen, len);
	if (value->fact == FACT_STUCK && (width == 0 || width >= 5))
		return put("stuck", buf, buflen, len);
	if (value->fact != FACT_OK)
		return put(fact_mark(value->fact), buf, buflen, len);
	if (value->none)
		return put("-", buf, buflen, len);
	switch (value->kind) {
	case VALUE_TEXT:
		*len = strlen(value->text);
		return value->text;
	case VALUE_BLOB:
		*len = join_blob(&value->blob, buf, buflen);
		if (strspn(buf, " ") == *len && value->instead != NULL)
			return instead_text(value, buf, buflen, len);
		return buf;
	case VALUE_SERIES:
		*len = draw_series(&value->series, width, buf, buflen);
		return buf;
	default:
		if (value->partial && width > 1)
			width--;
		format_number(field, value, width, number);
		if (value->partial)
			strlcat(number, "+", sizeof(number));
		return put(number, buf, buflen, len);
	}
}
