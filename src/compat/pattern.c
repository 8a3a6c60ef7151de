#include "pattern.h"

/*
 * The operand of + and {m,n} is copied as often as it says, by glibc and by ours, so that a few
 * characters such as ((a{99}){99}){99} ask for gigabytes.  The copies are counted before
 * anybody sees the pattern.
 */
#define COST_MAX   4096.0
#define GROUPS_MAX 32

struct meter {
	double sum[GROUPS_MAX + 1];  /* of each open group */
	double last[GROUPS_MAX + 1]; /* of its last item */
	size_t depth;
};

static void
item(struct meter *m, double cost)
{
	m->sum[m->depth] += cost;
	m->last[m->depth] = cost;
}

static void
repeat(struct meter *m, double times)
{
	double *last = &m->last[m->depth];

	m->sum[m->depth] += *last * (times - 1);
	*last *= times;
}

/* Past a bracket expression that starts at p. */
static const char *
skip_bracket(const char *p)
{
	p++;
	if (*p == '^')
		p++;
	if (*p == ']')
		p++;
	while (*p != '\0' && *p != ']') {
		if (*p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=')) {
			char kind = p[1];

			for (p += 2; *p != '\0' && !(*p == kind && p[1] == ']'); p++)
				;
			if (*p != '\0')
				p++;
		}
		if (*p != '\0')
			p++;
	}
	return *p == ']' ? p + 1 : p;
}

/* The larger bound of {m,n} at p, or 1 when it is none. */
static double
interval(const char *p)
{
	double bound = 0, most = 1;

	for (p++; *p != '\0' && *p != '}'; p++) {
		if (*p >= '0' && *p <= '9')
			bound = bound * 10 + (*p - '0');
		else
			bound = 0;
		if (bound > most)
			most = bound;
	}
	return most;
}

const char *
pattern_refused(const char *p)
{
	struct meter m = {.depth = 0};

	while (*p != '\0') {
		switch (*p) {
		case '\\':
			if (p[1] >= '1' && p[1] <= '9')
				return "back-references are not supported";
			item(&m, 1);
			p += p[1] != '\0' ? 2 : 1;
			continue;
		case '[':
			item(&m, 1);
			p = skip_bracket(p);
			continue;
		case '(':
			if (m.depth == GROUPS_MAX)
				return "too many parentheses within each other";
			m.depth++;
			m.sum[m.depth] = m.last[m.depth] = 0;
			break;
		case ')':
			if (m.depth > 0) {
				m.depth--;
				item(&m, m.sum[m.depth + 1] + 1);
			}
			break;
		case '+':
			repeat(&m, 2);
			break;
		case '{':
			repeat(&m, interval(p));
			break;
		default:
			item(&m, 1);
		}
		if (m.sum[m.depth] > COST_MAX)
			return "repeats too much";
		p++;
	}
	return NULL;
}
