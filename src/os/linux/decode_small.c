#include "decode.h"

#include <stdio.h>

#define NS_PER_SECOND UINT64_C(1000000000)

/* "12.34": as hundredths and such, so that no locale has a say. */
static bool
scan_fraction(struct scan *s, double *value)
{
	uint64_t whole, fraction = 0, scale = 1;

	if (!scan_u64(s, &whole))
		return false;
	if (*s->p == '.') {
		const char *digits = ++s->p;
		if (!scan_u64(s, &fraction) || s->p - digits > 9)
			return false;
		for (; digits < s->p; digits++)
			scale *= 10;
	}
	*value = (double)whole + (double)fraction / (double)scale;
	return true;
}

bool
decode_loadavg(const char *buf, size_t len, double load[3])
{
	struct scan s = {buf, buf + len};

	for (int i = 0; i < 3; i++) {
		scan_blanks(&s);
		if (!scan_fraction(&s, &load[i]))
			return false;
	}
	return true;
}

bool
decode_uptime(const char *buf, size_t len, uint64_t *ns)
{
	struct scan s = {buf, buf + len};
	uint64_t seconds, hundredths = 0;

	if (!scan_u64(&s, &seconds) || seconds >= UINT64_MAX / NS_PER_SECOND)
		return false;
	if (*s.p == '.') {
		const char *digits = ++s.p;
		if (!scan_u64(&s, &hundredths) || s.p - digits != 2)
			return false;
	}
	*ns = seconds * NS_PER_SECOND + hundredths * (NS_PER_SECOND / 100);
	return true;
}

static bool
scan_literal(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	scan_blanks(s);
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

static bool
scan_percent(struct scan *s, const char *word, double *value)
{
	return scan_literal(s, word) && scan_fraction(s, value) && *value <= 100;
}

static bool
stall_line(struct scan s, struct stall *stall)
{
	uint64_t us;

	if (!scan_percent(&s, "avg10=", &stall->avg10) ||
	    !scan_percent(&s, "avg60=", &stall->avg60) ||
	    !scan_percent(&s, "avg300=", &stall->avg300) || !scan_literal(&s, "total=") ||
	    !scan_u64(&s, &us) || us > UINT64_MAX / 1000)
		return false;
	stall->total_ns = us * 1000;
	return true;
}

bool
decode_pressure(const char *buf, size_t len, struct stall *some, struct stall *full)
{
	struct scan s = {buf, buf + len};
	struct span line;

	*some = (struct stall){0};
	*full = (struct stall){0};
	while (scan_line(&s, &line) && line.data + line.len < buf + len) {
		struct scan rest = {line.data, line.data + line.len + 1};
		struct stall stall = {.known = true};

		if (scan_literal(&rest, "some ") && stall_line(rest, &stall))
			*some = stall;
		else if (scan_literal(&rest, "full ") && stall_line(rest, &stall))
			*full = stall;
	}
	return some->known || full->known;
}

/* The next word of a line. */
static struct span
line_word(struct scan *s)
{
	const char *start;

	scan_blanks(s);
	for (start = s->p; s->p < s->end && *s->p != ' ' && *s->p != '\t';)
		s->p++;
	return (struct span){start, (size_t)(s->p - start)};
}

/* The number in a word, which is not followed by anything. */
static bool
word_number(struct scan *s, uint32_t max, uint32_t *value)
{
	uint64_t v = 0;
	const char *start = s->p;

	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9' && v <= max; s->p++)
		v = v * 10 + (uint64_t)(*s->p - '0');
	*value = (uint32_t)v;
	return s->p > start && v <= max;
}

/* "pty_slave /dev/pts 136 0-1048575 pty:slave" */
static bool
tty_driver_line(struct span line, struct tty_driver *d)
{
	struct scan s = {line.data, line.data + line.len};
	struct span node, range;

	line_word(&s);
	node = line_word(&s);
	scan_blanks(&s);
	if (!span_starts(node, "/dev/") || node.len - 5 >= sizeof(d->name) - 1 ||
	    !word_number(&s, 0xfff, &d->major))
		return false;
	range = line_word(&s);
	s = (struct scan){range.data, range.data + range.len};
	if (!word_number(&s, 0xfffff, &d->first))
		return false;
	d->last = d->first;
	d->numbered = s.p < s.end && *s.p == '-';
	s.p += d->numbered;
	if (d->numbered && !word_number(&s, 0xfffff, &d->last))
		return false;
	memset(d->name, 0, sizeof(d->name));
	memcpy(d->name, node.data + 5, node.len - 5);
	if (strcmp(d->name, "pts") == 0)
		memcpy(d->name, "pts/", 5);
	/* Consoles count from tty1 = minor 1; every other driver from its first minor. */
	d->base = strcmp(d->name, "tty") == 0 && d->major == 4 ? d->first : 0;
	return true;
}

size_t
decode_tty_drivers(const char *buf, size_t len, struct tty_driver *drivers, size_t room)
{
	struct scan s = {buf, buf + len};
	struct span line;
	size_t n = 0;

	while (n < room && scan_line(&s, &line))
		if (tty_driver_line(line, &drivers[n]))
			n++;
	return n;
}

void
tty_name(const struct tty_driver *drivers, size_t n, uint32_t tty, char *buf, size_t len)
{
	uint32_t major = tty >> 8 & 0xfff, minor = (tty & 0xff) | (tty >> 12 & 0xfff00);

	for (size_t i = 0; i < n; i++) {
		const struct tty_driver *d = &drivers[i];

		if (d->major != major || minor < d->first || minor > d->last)
			continue;
		if (d->numbered)
			snprintf(buf, len, "%s%u", d->name, minor - d->first + d->base);
		else
			snprintf(buf, len, "%s", d->name);
		return;
	}
	snprintf(buf, len, "%u:%u", major, minor);
}
