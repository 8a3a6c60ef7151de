/* Any text is a filter or a mistake that can be explained; whatever is a filter can be matched. */
#include <stdlib.h>
#include <string.h>

#include "../../src/collect/filter.h"
#include "../../src/compat.h"
#include "fuzz.h"

static void
match_rows(const struct filter *f)
{
	static const char args[] = "/usr/bin/postgres\0-D\0data";
	static struct proc_more more = {.exe = "/usr/bin/postgres",
	    .cwd = "/",
	    .environ = {"HOME=/root\0A=b", 14}};
	static struct proc_footprint footprint;
	struct proc p = {.id = {1, 2},
	    .name = "postgres",
	    .username = "root",
	    .more = &more,
	    .footprint = &footprint,
	    .cmdline = {args, sizeof(args) - 1}};

	for (int fact = FACT_UNREAD; fact < FACT_COUNT; fact++) {
		memset(p.known, fact, sizeof(p.known));
		filter_match(f, &p);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	char shown[600];
	struct filter_error error;
	struct filter *f = filter_parse(&process_table, text, &error);

	if (f == NULL) {
		/* the word must lie in the text, or the caret cannot stand under it */
		if (error.text[0] == '\0' || error.at + error.length > strlen(text) + 1)
			abort();
		filter_explain(text, &error, shown, sizeof(shown));
	} else
		match_rows(f);
	filter_unref(f);
	free(text);
	return 0;
}
