#include "decode_limits.h"

#include "../../arena.h"

/* A name and two values, padded to these widths, and a unit. */
#define NAME_COLUMNS 26

/* No machine has so much: v1 writes "no limit" as the most pages that there can be. */
#define BOUND_MAX (UINT64_C(1) << 62)

static bool
whole_number(struct span word, uint64_t *value)
{
	uint64_t v = 0;

	if (word.len == 0)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		unsigned digit = (unsigned)((unsigned char)word.data[i] - '0');

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

/* A value in the unit the kernel has it in. */
static bool
limit_value(struct scan *s, uint64_t scale, uint64_t *value)
{
	struct span word;

	if (!scan_word(s, &word))
		return false;
	if (span_is(word, "unlimited")) {
		*value = LIMIT_NONE;
		return true;
	}
	if (!whole_number(word, value))
		return false;
	*value = *value > (LIMIT_NONE - 1) / scale ? LIMIT_NONE : *value * scale;
	return true;
}

/* The unit comes last, so it is looked for first. */
static uint64_t
limit_unit(struct span line, struct limit *l)
{
	const char *end = line.data + line.len;

	while (end > line.data && end[-1] == ' ')
		end--;
	struct span text = {line.data, (size_t)(end - line.data)};
	static const struct {
		const char *name;
		uint8_t unit;
		uint64_t scale;
	} units[] = {
	    {" bytes", LIMIT_BYTES, 1},
	    {" seconds", LIMIT_NS, UINT64_C(1000000000)},
	    {" us", LIMIT_NS, 1000},
	};
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t n = strlen(units[i].name);
		if (text.len > n && memcmp(end - n, units[i].name, n) == 0) {
			l->unit = units[i].unit;
			return units[i].scale;
		}
	}
	l->unit = LIMIT_COUNT;
	return 1;
}

bool
decode_limit(struct span line, struct limit *l, struct arena *arena)
{
	struct scan s = {line.data, line.data + line.len};
	struct span name = {line.data + 4, 0};

	*l = (struct limit){.known = FACT_OK, .used = LIMIT_NONE};
	if (line.len <= NAME_COLUMNS || !span_starts(line, "Max "))
		return false;
	name.len = NAME_COLUMNS - 4;
	while (name.len > 0 && name.data[name.len - 1] == ' ')
		name.len--;
	uint64_t scale = limit_unit(line, l);
	s.p += NAME_COLUMNS;
	if (name.len == 0 || memchr(name.data, '\0', name.len) != NULL ||
	    !limit_value(&s, scale, &l->soft) || !limit_value(&s, scale, &l->hard))
		return false;
	l->name = arena_copy(arena, name.data, name.len);
	return true;
}

void
decode_limits_used(const char *buf, size_t len, struct limits_used *u)
{
	struct scan s = {buf, buf + len};
	struct span line;
	struct {
		const char *key;
		uint64_t *value, scale;
	} keys[] = {
	    {"VmSize:", &u->address_space, 1024},
	    {"VmLck:", &u->locked, 1024},
	    {"VmRSS:", &u->resident, 1024},
	    {"VmData:", &u->data, 1024},
	    {"VmStk:", &u->stack, 1024},
	    {"SigQ:", &u->signals, 1},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		*keys[i].value = LIMIT_NONE;
	while (scan_line(&s, &line)) {
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			if (!span_starts(line, keys[i].key))
				continue;
			size_t n = strlen(keys[i].key);
			struct scan value = {line.data + n, line.data + line.len};
			uint64_t number;
			if (scan_next_u64(&value, &number) && number < LIMIT_NONE / keys[i].scale)
				*keys[i].value = number * keys[i].scale;
		}
	}
}

static bool
has_word(struct span list, const char *word)
{
	struct scan s = {list.data, list.data + list.len};

	while (s.p < s.end) {
		const char *comma = memchr(s.p, ',', (size_t)(s.end - s.p));
		const char *end = comma != NULL ? comma : s.end;
		if (span_is((struct span){s.p, (size_t)(end - s.p)}, word))
			return true;
		s.p = comma != NULL ? comma + 1 : s.end;
	}
	return false;
}

bool
decode_cgroup_path(const char *buf, size_t len, const char *controller, struct span *path)
{
	struct scan s = {buf, buf + len};
	struct span line;

	while (scan_line(&s, &line)) {
		const char *end = line.data + line.len;
		const char *one = memchr(line.data, ':', line.len);
		const char *two =
		    one != NULL ? memchr(one + 1, ':', (size_t)(end - one - 1)) : NULL;

		if (two == NULL || end == buf + len || end - two < 2 || two[1] != '/')
			continue;
		struct span controllers = {one + 1, (size_t)(two - one - 1)};
		bool unified = controllers.len == 0 && one - line.data == 1 && line.data[0] == '0';
		if (controller == NULL ? !unified : !has_word(controllers, controller))
			continue;
		*path = (struct span){two + 1, (size_t)(end - two - 1)};
		return true;
	}
	return false;
}

bool
decode_bound(const char *buf, size_t len, uint64_t *value)
{
	struct scan s = {buf, buf + len};
	struct span word;

	if (!scan_word(&s, &word) || s.p == s.end)
		return false;
	if (span_is(word, "max") || span_is(word, "-1"))
		*value = LIMIT_NONE;
	else if (!whole_number(word, value))
		return false;
	if (*value >= BOUND_MAX)
		*value = LIMIT_NONE;
	return true;
}

uint64_t
quota_percent(uint64_t quota, uint64_t period)
{
	if (quota == LIMIT_NONE || period == 0 || quota > UINT64_MAX / 100)
		return LIMIT_NONE;
	/* Less than one percent is not none. */
	return (quota * 100 + period - 1) / period;
}

bool
decode_cpu_max(const char *buf, size_t len, uint64_t *percent)
{
	struct scan s = {buf, buf + len};
	struct span quota, period;
	uint64_t q = LIMIT_NONE, p;

	if (!scan_word(&s, &quota) || !scan_word(&s, &period) || s.p == s.end ||
	    (!span_is(quota, "max") && !whole_number(quota, &q)) || !whole_number(period, &p))
		return false;
	*percent = quota_percent(q, p);
	return true;
}

bool
decode_throttle(const char *buf, size_t len, struct throttle *t)
{
	struct scan s = {buf, buf + len};
	struct span line, key;
	unsigned has = 0;

	while (scan_line(&s, &line)) {
		struct scan l = {line.data, line.data + line.len + 1};
		uint64_t n;

		/* Cut off: the number may be longer. */
		if (line.data + line.len == buf + len)
			break;
		if (!scan_word(&l, &key) || !scan_next_u64(&l, &n))
			continue;
		if (span_is(key, "nr_periods")) {
			t->periods = n;
			has |= 1;
		} else if (span_is(key, "nr_throttled")) {
			t->throttled_periods = n;
			has |= 2;
		} else if (span_is(key, "throttled_usec") && n <= UINT64_MAX / 1000) {
			t->throttled_ns = n * 1000;
			has |= 4;
		} else if (span_is(key, "throttled_time")) {
			t->throttled_ns = n;
			has |= 4;
		}
	}
	return has == 7;
}
