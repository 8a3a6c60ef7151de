#include "quantity.h"

#include <math.h>
#include <string.h>
#include <time.h>

struct multiple {
	const char *suffix;
	double factor;
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
same(const char *text, size_t len, const char *suffix)
{
	if (strlen(suffix) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(text[i]) != lower(suffix[i]))
			return false;
	return true;
}

/*
 * The number at the start of text without its sign; returns the bytes it takes, 0 for
 * none.  Not strtod: that reads the decimal sign from the locale, and takes nan,
 * inf and hexadecimal.
 */
static size_t
scan(const char *text, size_t len, double *out)
{
	double whole = 0, part = 0, scale = 1;
	size_t i = 0, digits = 0;

	for (; i < len && digit(text[i]); i++, digits++)
		whole = whole * 10 + (text[i] - '0');
	if (i < len && text[i] == '.') {
		for (i++; i < len && digit(text[i]); i++, digits++) {
			/* digits past the precision of a double change nothing */
			if (scale < 1e17) {
				part = part * 10 + (text[i] - '0');
				scale *= 10;
			}
		}
	}
	if (digits == 0 || !isfinite(whole))
		return 0;
	*out = whole + part / scale;
	return i;
}

static bool
with_multiple(const char *text, size_t len, const struct multiple *table, double *out)
{
	double n, sign = 1;
	size_t used;

	if (len > 0 && (text[0] == '-' || text[0] == '+')) {
		sign = text[0] == '-' ? -1 : 1;
		text++;
		len--;
	}
	used = scan(text, len, &n);
	if (used == 0)
		return false;
	for (; table->suffix != NULL; table++) {
		if (!same(text + used, len - used, table->suffix))
			continue;
		n *= sign * table->factor;
		if (!isfinite(n))
			return false;
		*out = n;
		return true;
	}
	return false;
}

bool
quantity_number(const char *text, size_t len, double *out)
{
	static const struct multiple plain[] = {{"", 1}, {NULL, 0}};

	return with_multiple(text, len, plain, out);
}

bool
quantity_size(const char *text, size_t len, double *out)
{
	static const struct multiple sizes[] = {
	    {"", 1},
	    {"B", 1},
	    {"K", 0x1p10},
	    {"KB", 0x1p10},
	    {"KiB", 0x1p10},
	    {"M", 0x1p20},
	    {"MB", 0x1p20},
	    {"MiB", 0x1p20},
	    {"G", 0x1p30},
	    {"GB", 0x1p30},
	    {"GiB", 0x1p30},
	    {"T", 0x1p40},
	    {"TB", 0x1p40},
	    {"TiB", 0x1p40},
	    {"P", 0x1p50},
	    {"PB", 0x1p50},
	    {"PiB", 0x1p50},
	    {"E", 0x1p60},
	    {"EB", 0x1p60},
	    {"EiB", 0x1p60},
	    {NULL, 0},
	};

	return with_multiple(text, len, sizes, out);
}

bool
quantity_count(const char *text, size_t len, double *out)
{
	static const struct multiple thousands[] = {
	    {"", 1},
	    {"k", 1e3},
	    {"M", 1e6},
	    {"G", 1e9},
	    {"T", 1e12},
	    {NULL, 0},
	};

	return with_multiple(text, len, thousands, out);
}

bool
quantity_percent(const char *text, size_t len, double *out)
{
	static const struct multiple percent[] = {{"", 1}, {"%", 1}, {NULL, 0}};

	return with_multiple(text, len, percent, out);
}

static double
seconds_in(const char *text, size_t len)
{
	static const struct multiple units[] = {
	    {"ns", 1e-9},
	    {"us", 1e-6},
	    {"ms", 1e-3},
	    {"s", 1},
	    {"sec", 1},
	    {"m", 60},
	    {"min", 60},
	    {"h", 3600},
	    {"d", 86400},
	    {"w", 7 * 86400},
	    {NULL, 0},
	};

	for (size_t i = 0; units[i].suffix != NULL; i++)
		if (same(text, len, units[i].suffix))
			return units[i].factor;
	return 0;
}

bool
quantity_duration(const char *text, size_t len, double *out)
{
	double sum = 0, n, factor;
	size_t used, unit;

	if (quantity_number(text, len, &n)) {
		if (n < 0)
			return false;
		*out = n;
		return true;
	}
	if (len == 0)
		return false;
	while (len > 0) {
		used = scan(text, len, &n);
		if (used == 0)
			return false;
		for (unit = used; unit < len && !digit(text[unit]) && text[unit] != '.'; unit++)
			;
		factor = seconds_in(text + used, unit - used);
		if (factor <= 0)
			return false;
		sum += n * factor;
		text += unit;
		len -= unit;
	}
	if (!isfinite(sum))
		return false;
	*out = sum;
	return true;
}

/* Exactly n digits at *p, moved past; -1 when they are not there. */
static int
digits(const char **p, const char *end, int n)
{
	int value = 0;

	if (end - *p < n)
		return -1;
	for (int i = 0; i < n; i++, (*p)++) {
		if (!digit(**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool
separator(const char **p, const char *end, const char *set)
{
	if (*p == end || **p == '\0' || strchr(set, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

bool
quantity_time(const char *text, size_t len, double *out, double *span)
{
	const char *p = text, *end = text + len;
	struct tm tm = {.tm_isdst = -1}, copy;
	double named = 86400;
	time_t t;

	if (quantity_number(text, len, out)) {
		*span = 0;
		return true;
	}
	int year = digits(&p, end, 4);
	int month = separator(&p, end, "-") ? digits(&p, end, 2) : -1;
	int day = separator(&p, end, "-") ? digits(&p, end, 2) : -1;
	int hour = 0, minute = 0, second = 0;
	if (p < end) {
		hour = separator(&p, end, "T ") ? digits(&p, end, 2) : -1;
		minute = separator(&p, end, ":") ? digits(&p, end, 2) : -1;
		named = 60;
	}
	if (p < end) {
		second = separator(&p, end, ":") ? digits(&p, end, 2) : -1;
		named = 1;
	}
	if (p != end || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 ||
	    hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	copy = tm;
	t = mktime(&tm);
	/* mktime turns the 31st of a short month into a day of the next. */
	if (t == (time_t)-1 || tm.tm_mon != copy.tm_mon || tm.tm_mday != copy.tm_mday)
		return false;
	*out = (double)t;
	*span = named;
	return true;
}
