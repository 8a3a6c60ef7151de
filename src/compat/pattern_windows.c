#include "pattern.h"

#include <stdio.h>

#include "ere.h"

/* One is the other: no struct of ours is between them. */
static const struct ere *
ere_of(const struct pattern *p)
{
	return (const struct ere *)p;
}

struct pattern *
pattern_new(const char *text, bool without_case, char *why, size_t len)
{
	const char *refused = pattern_refused(text);
	struct ere *e = refused == NULL ? ere_new(text, without_case, &refused) : NULL;

	if (e == NULL)
		snprintf(why, len, "%s", refused);
	return (struct pattern *)e;
}

bool
pattern_matches(const struct pattern *p, const char *text)
{
	return ere_matches(ere_of(p), text);
}

void
pattern_free(struct pattern *p)
{
	ere_free((struct ere *)p);
}
