/* A pattern, NUL, a text: what is a pattern matches in parentheses what it matches without. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/compat.h"
#include "../../src/compat/ere.h"
#include "fuzz.h"

static void
match(const char *pattern, const char *text, bool without_case)
{
	const char *why = NULL;
	struct ere *e = ere_new(pattern, without_case, &why), *grouped;
	size_t room = strlen(pattern) + 3;
	char *group;

	if (e == NULL) {
		if (why == NULL || why[0] == '\0')
			abort();
		return;
	}
	bool found = ere_matches(e, text);
	/* A parenthesis that closes nothing would close this one. */
	if (strchr(pattern, ')') == NULL) {
		group = xmalloc(room);
		snprintf(group, room, "(%s)", pattern);
		grouped = ere_new(group, without_case, &why);
		if (grouped != NULL && ere_matches(grouped, text) != found)
			abort();
		ere_free(grouped);
		free(group);
	}
	ere_free(e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *pattern = xstrndup((const char *)data, size);
	size_t len = strlen(pattern);
	char *text =
	    len < size ? xstrndup((const char *)data + len + 1, size - len - 1) : xstrdup("");

	match(pattern, text, false);
	match(pattern, text, true);
	free(pattern);
	free(text);
	return 0;
}
