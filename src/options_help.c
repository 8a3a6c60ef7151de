#include <stdio.h>
#include <string.h>

#include "options.h"

#define HELP_WIDTH  80
#define HELP_INDENT 30

/* Words from the column at on, continued below each other at HELP_INDENT. */
static void
print_wrapped(FILE *out, const char *text, size_t at)
{
	for (bool first = true; *text != '\0'; first = false) {
		size_t word = strcspn(text, " ");

		if (!first && at + 1 + word > HELP_WIDTH - 1) {
			fprintf(out, "\n%*s", HELP_INDENT, "");
			at = HELP_INDENT;
		} else if (!first) {
			putc(' ', out);
			at++;
		}
		fwrite(text, 1, word, out);
		at += word;
		text += word;
		text += strspn(text, " ");
	}
	putc('\n', out);
}

static void
print_option(FILE *out, const struct option_row *row)
{
	char names[80];
	char letter[5] = "    ";

	if (row->letter != 0)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	int n = snprintf(names, sizeof(names), "  %s--%s%s%s", letter, row->name,
	    row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
	fputs(names, out);
	if (n + 2 > HELP_INDENT) {
		putc('\n', out);
		n = 0;
	}
	fprintf(out, "%*s", HELP_INDENT - n, "");
	print_wrapped(out, row->help, HELP_INDENT);
}

void
options_help(FILE *out)
{
	fputs("Usage: ctop [options]\n"
	      "A process monitor that tells the truth about memory; on a terminal it draws,\n"
	      "otherwise it prints once.\n",
	    out);
	for (const struct option_row *r = option_table; r->name != NULL; r++) {
		if (r->group != NULL)
			fprintf(out, "\n%s:\n", r->group);
		print_option(out, r);
	}
	fputs("\nFilters: words, KEY OP VALUE with = != > >= < <= ~ !~, and or not ( ), as in\n"
	      "  ctop -f 'name~^post and (uss>100M or cpu_time>1h)'\n"
	      "Exit status: 0 done, 1 could not do it, 2 bad usage or bad config.\n"
	      "The manual, ctop(1), has the rest: columns, filters, keys, config.\n",
	    out);
}
