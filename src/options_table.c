#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "compat.h"
#include "options.h"
#include "quantity.h"

/* What apply functions have in common: a text that passes its check is kept. */
static int
take(char **to, choice_check *check, const char *value, char *err, size_t errlen)
{
	if (check != NULL && check(value, err, errlen) == -1)
		return -1;
	settings_text(to, value);
	return 0;
}

static int
whole(const char *value, long low, long *out, char *err, size_t errlen)
{
	char *end;

	errno = 0;
	long n = strtol(value, &end, 10);
	if (*value < '0' || *value > '9' || *end != '\0' || errno != 0 || n < low) {
		snprintf(err, errlen, "'%.60s' is no whole number from %ld", value, low);
		return -1;
	}
	*out = n;
	return 0;
}

static int
real(const char *value, double low, double high, double *out, char *err, size_t errlen)
{
	double n;

	if (!quantity_number(value, strlen(value), &n) || n < low || n > high) {
		snprintf(err, errlen, "'%.60s' is no number from %g to %g", value, low, high);
		return -1;
	}
	*out = n;
	return 0;
}

/* One that sets a flag, or a mode. */
#define FLAG(name, what)                                                                           \
	static int apply_##name(struct options *o, const char *value, char *err, size_t errlen)    \
	{                                                                                          \
		(void)value, (void)err, (void)errlen;                                              \
		what;                                                                              \
		return 0;                                                                          \
	}
/* One that keeps a text. */
#define TEXT(name, to, check)                                                                      \
	static int apply_##name(struct options *o, const char *value, char *err, size_t errlen)    \
	{                                                                                          \
		return take(&o->to, check, value, err, errlen);                                    \
	}
#define REAL(name, to, low, high)                                                                  \
	static int apply_##name(struct options *o, const char *value, char *err, size_t errlen)    \
	{                                                                                          \
		return real(value, low, high, &o->to, err, errlen);                                \
	}
#define WHOLE(name, to, low)                                                                       \
	static int apply_##name(struct options *o, const char *value, char *err, size_t errlen)    \
	{                                                                                          \
		return whole(value, low, &o->to, err, errlen);                                     \
	}

/* Help wins over version, that over lists, those over batch, in any order. */
static void
mode(struct options *o, enum mode wanted)
{
	static const int rank[] = {[MODE_SCREEN] = 0,
	    [MODE_BATCH] = 1,
	    [MODE_LIST_COLUMNS] = 2,
	    [MODE_VERSION] = 3,
	    [MODE_HELP] = 4};

	if (rank[wanted] > rank[o->mode])
		o->mode = wanted;
}

FLAG(batch, mode(o, MODE_BATCH))
FLAG(tree, o->set.tree = true)
FLAG(threads, o->set.threads = true)
FLAG(no_config, o->no_config = true)
FLAG(readonly, o->set.readonly = true)
FLAG(stats, o->set.stats = true)
FLAG(list_columns, mode(o, MODE_LIST_COLUMNS))
FLAG(help, mode(o, MODE_HELP))
FLAG(version, mode(o, MODE_VERSION))
FLAG(json, (o->format = FORMAT_JSON, o->format_given = true, mode(o, MODE_BATCH)))
TEXT(group, set.group, choice_group)
TEXT(user, set.user, choice_some)
TEXT(pid, set.pids, choice_pids)
TEXT(memtype, set.memtype, choice_memtype)
TEXT(root, set.root, choice_some)
TEXT(config, config, choice_some)
TEXT(color, set.color, choice_color)
WHOLE(iterations, iterations, 1)
WHOLE(limit, limit, 1)
REAL(delay, set.delay, 0.1, 86400)
REAL(budget, set.footprint_budget, 0, 10000)
REAL(patience, set.patience, 0, 86400)

static int
apply_panel(struct options *o, const char *value, char *err, size_t errlen)
{
	if (panels_parse(value, &o->panels, err, errlen) == -1)
		return -1;
	o->subject = panels_single(o->panels);
	if (o->subject == PANEL_COUNT)
		o->subject = PANEL_PROCESS;
	settings_text(&o->set.panels, value);
	return 0;
}

/*
 * One that is about the rows of the panel, or of groups; -P and -g are applied before all others.
 */
#define ROWS(name)                                                                                 \
	static int apply_##name(struct options *o, const char *value, char *err, size_t errlen)    \
	{                                                                                          \
		struct panel_choice c;                                                             \
                                                                                                   \
		panel_choice(&o->set, o->subject, &c);                                             \
		if (table_##name(c.table, value, err, errlen) == -1)                               \
			return -1;                                                                 \
		settings_text(c.name, value);                                                      \
		return 0;                                                                          \
	}
ROWS(sort)
ROWS(filter)

/*
 * All columns can be had of several panels at once: there is no other word that all of them know.
 */
static int
apply_columns(struct options *o, const char *value, char *err, size_t errlen)
{
	struct panel_choice c;

	panel_choice(&o->set, o->subject, &c);
	if (table_columns(c.table, value, err, errlen) == -1)
		return -1;
	settings_text(c.columns, value);
	for (int panel = 0; panel < PANEL_COUNT && strcmp(value, "all") == 0; panel++)
		if ((o->panels & 1U << panel) != 0 && panel != PANEL_PROCESS &&
		    panel != PANEL_SYSTEM) {
			panel_choice(&o->set, (enum panel)panel, &c);
			settings_text(c.columns, value);
		}
	return 0;
}

static int
apply_format(struct options *o, const char *value, char *err, size_t errlen)
{
	int format = choice_of("format", format_names, value, err, errlen);

	if (format < 0)
		return -1;
	o->format = (enum format)format;
	o->format_given = true;
	mode(o, MODE_BATCH);
	return 0;
}

/* clang-format off */
const struct option_row option_table[] = {
	{'b', "batch", NULL, "What to print and when",
	    "Print instead of drawing", apply_batch},
	{'n', "iterations", "N", NULL,
	    "Stop after N ticks (default in batch: 1)", apply_iterations},
	{'d', "delay", "SECONDS", NULL,
	    "Time between ticks, from 0.1 (default 1.5 on screen, 1 in batch)", apply_delay},
	{0, "format", "FORMAT", NULL,
	    "Print as table, json or csv", apply_format},
	{'J', "json", NULL, NULL,
	    "The same as --format json", apply_json},
	{'P', "panel", "NAME[,NAME]", NULL,
	    "Panels to open, or in batch to print: process, net, disk, service, system; of one alone, -o, -s and "
	    "-f are about its rows", apply_panel},

	{'o', "columns", "KEY[,KEY]", "Which processes and columns",
	    "Columns to show; +KEY adds to and -KEY takes from the defaults; env:NAME shows a "
	    "variable; all is all; --list-columns lists them", apply_columns},
	{'s', "sort", "KEY[:asc|:desc]", NULL,
	    "Sort by a column (default cpu_percent); numbers descend unless told otherwise",
	    apply_sort},
	{'f', "filter", "EXPR", NULL,
	    "Only processes that match, such as 'uss>100M and not username=root'; a word is looked "
	    "for in name and command line", apply_filter},
	{'g', "group", "KEY", NULL,
	    "Fold processes into groups with sums, by user, name, cgroup, service, container, runtime, netns or env:NAME; "
	    "columns, sort and filter are then those of groups", apply_group},
	{'u', "user", "NAME|UID", NULL,
	    "Only processes of this effective user", apply_user},
	{'p', "pid", "PID[,PID]", NULL,
	    "Only these processes", apply_pid},
	{'t', "tree", NULL, NULL,
	    "Arrange processes as a tree", apply_tree},
	{'H', "threads", NULL, NULL,
	    "Show threads as rows", apply_threads},
	{'l', "limit", "ROWS", NULL,
	    "Print at most so many rows", apply_limit},

	{0, "memtype", "KIND", "How to measure",
	    "What memory_percent is of: rss (default), uss, pss, swap, vms", apply_memtype},
	{0, "footprint-budget", "PCT", NULL,
	    "Percent of one CPU that reading uss, pss and their kin may take (default 5; 0: only "
	    "when asked)", apply_budget},
	{0, "patience", "SECONDS", NULL,
	    "How long batch waits for processes that do not answer (default 2)", apply_patience},
	{0, "root", "DIR", NULL,
	    "Read the machine below DIR (DIR/proc, DIR/sys), such as a capture", apply_root},

	{0, "config", "FILE", "Everything else",
	    "Read and save this config file", apply_config},
	{0, "no-config", NULL, NULL,
	    "Read no config file", apply_no_config},
	{0, "color", "WHEN", NULL,
	    "Use colours: auto (default), always, never; NO_COLOR is honoured", apply_color},
	{0, "readonly", NULL, NULL,
	    "Allow no signals and no renice", apply_readonly},
	{0, "list-columns", NULL, NULL,
	    "List every column: key, unit, help, systems (with -J as JSON)", apply_list_columns},
	{0, "stats", NULL, NULL,
	    "Show what ctop itself cost, per source: reads, failures, time", apply_stats},
	{'h', "help", NULL, NULL,
	    "Show this help", apply_help},
	{'V', "version", NULL, NULL,
	    "Show version, system and what was found at run time", apply_version},
	{0, NULL, NULL, NULL, NULL, NULL},
};
/* clang-format on */
