#include "filter_node.h"

#include <stdio.h>
#include <string.h>

#define PATTERN_MAX 4096

static bool
has_capital(const char *p)
{
	for (; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++; /* \W and the like are no letters */
		else if (*p >= 'A' && *p <= 'Z')
			return true;
	}
	return false;
}

struct pattern *
filter_regex(const char *text, char *why, size_t len)
{
	if (strlen(text) > PATTERN_MAX) {
		snprintf(why, len, "too long");
		return NULL;
	}
	return pattern_new(text, !has_capital(text), why, len);
}
