#include <stdint.h>
#include <stdio.h>

#include "compat.h"
#include "config.h"
#include "quantity.h"

struct config_hooks config_hooks;

static int
choice_scheme(const char *value, char *why, size_t len)
{
	if (config_hooks.schemes == NULL)
		return 0;
	return choice_of("colour scheme", config_hooks.schemes, value, why, len) < 0 ? -1 : 0;
}

/* clang-format off */
#define KIND(m)                                                                                    \
	_Generic(((struct settings *)0)->m, bool: SETTING_BOOL, double: SETTING_NUMBER,            \
	    char *: SETTING_TEXT)
#define ROW(k, m) .key = (k), .kind = KIND(m), .offset = offsetof(struct settings, m)

const struct setting_row setting_table[] = {
	{ROW("delay", delay), .low = 0.1, .high = 86400,
	    .help = "seconds between ticks"},
	{ROW("columns", columns), .check = choice_columns,
	    .help = "columns of the process list, as -o takes them"},
	{ROW("sort", sort), .check = choice_sort,
	    .help = "sort key, as -s takes it"},
	{ROW("filter", filter), .check = choice_filter,
	    .help = "filter to start with"},
	{ROW("tree", tree),
	    .help = "arrange processes as a tree"},
	{ROW("threads", threads),
	    .help = "show threads as rows"},
	{ROW("hide_kernel", hide_kernel),
	    .help = "hide kernel threads"},
	{ROW("hide_threads", hide_threads),
	    .help = "hide threads of processes"},
	{ROW("memtype", memtype), .check = choice_memtype, .must = true,
	    .help = "what memory_percent is of: rss uss pss swap vms"},
	{ROW("footprint_budget", footprint_budget), .low = 0, .high = 10000,
	    .help = "percent of a CPU that reading uss and pss may take; 0: only when asked"},
	{ROW("scheme", scheme), .check = choice_scheme, .must = true,
	    .help = "colour scheme: default light high-contrast solarized monochrome"},
	{ROW("keys", keys), .check = choice_keys, .must = true,
	    .help = "set of keys: htop or vim"},
	{ROW("panels", panels), .check = choice_panels,
	    .help = "panels that are open, as -P takes them"},
	{ROW("net_columns", net.columns), .check = choice_net_columns,
	    .help = "columns of the interfaces"},
	{ROW("net_sort", net.sort), .check = choice_net_sort,
	    .help = "sort key of the interfaces"},
	{ROW("net_filter", net.filter), .check = choice_net_filter,
	    .help = "filter of the interfaces"},
	{ROW("hide_virtual", net.hide_minor),
	    .help = "hide interfaces without a device behind them"},
	{ROW("disk_columns", disk.columns), .check = choice_disk_columns,
	    .help = "columns of the disks"},
	{ROW("disk_sort", disk.sort), .check = choice_disk_sort,
	    .help = "sort key of the disks"},
	{ROW("disk_filter", disk.filter), .check = choice_disk_filter,
	    .help = "filter of the disks"},
	{ROW("hide_partitions", disk.hide_minor),
	    .help = "hide partitions, loop and ram devices, and file systems that are on no disk"},
	{ROW("service_columns", service.columns), .check = choice_service_columns,
	    .help = "columns of the services"},
	{ROW("service_sort", service.sort), .check = choice_service_sort,
	    .help = "sort key of the services"},
	{ROW("service_filter", service.filter), .check = choice_service_filter,
	    .help = "filter of the services"},
	{ROW("hide_units", service.hide_minor),
	    .help = "hide units of systemd that are no services, unless a filter is about their kind"},
	{ROW("mouse", mouse),
	    .help = "use the mouse"},
	{ROW("cpu_average", cpu_average),
	    .help = "one meter for all CPUs"},
	{ROW("command_path", command_path),
	    .help = "show paths of programs in the command column"},
	{ROW("highlight_changes", highlight_changes),
	    .help = "highlight processes that are new or have ended"},
	{.key = NULL},
};
/* clang-format on */

const struct setting_row *
setting_find(const char *key, size_t len)
{
	for (const struct setting_row *r = setting_table; r->key != NULL; r++)
		if (strlen(r->key) == len && strncmp(r->key, key, len) == 0)
			return r;
	return NULL;
}

void *
setting_value(const struct setting_row *row, struct settings *s)
{
	return (char *)s + row->offset;
}

static int
parse_bool(const char *value, bool *out)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(value, words[i]) == 0) {
			*out = i % 2 == 1;
			return 0;
		}
	}
	return -1;
}

static int
parse(const struct setting_row *row, const char *value, bool *yes, double *number, char *why,
    size_t len)
{
	switch (row->kind) {
	case SETTING_BOOL:
		if (parse_bool(value, yes) == 0)
			return 0;
		snprintf(why, len, "'%.60s' is neither yes nor no", value);
		return -1;
	case SETTING_NUMBER:
		if (quantity_number(value, strlen(value), number) && *number >= row->low &&
		    *number <= row->high)
			return 0;
		snprintf(why, len, "'%.60s' is no number from %g to %g", value, row->low,
		    row->high);
		return -1;
	default:
		return (*value == '\0' && !row->must) || row->check == NULL
		    ? 0
		    : row->check(value, why, len);
	}
}

int
setting_check(const struct setting_row *row, const char *value, char *why, size_t len)
{
	bool yes;
	double number;

	return parse(row, value, &yes, &number, why, len);
}

int
setting_set(const struct setting_row *row, struct settings *s, const char *value, char *why,
    size_t len)
{
	void *to = setting_value(row, s);
	bool yes = false;
	double number = 0;

	if (parse(row, value, &yes, &number, why, len) == -1)
		return -1;
	if (row->kind == SETTING_BOOL)
		*(bool *)to = yes;
	else if (row->kind == SETTING_NUMBER)
		*(double *)to = number;
	else if (*value == '\0')
		settings_text(to, NULL);
	else
		settings_text(to, value);
	return 0;
}

/* Without the locale's decimal sign, and short: 1.5, 100, 0.25. */
static void
print_number(double n, char *buf, size_t len)
{
	long long milli = (long long)(n * 1000 + 0.5);
	char part[8];

	snprintf(part, sizeof(part), ".%03d", (int)(milli % 1000));
	for (size_t i = 4; i > 0 && (part[i - 1] == '0' || part[i - 1] == '.'); i--)
		part[i - 1] = '\0';
	snprintf(buf, len, "%lld%s", milli / 1000, part);
}

char *
setting_print(const struct setting_row *row, const struct settings *s)
{
	const void *from = (const char *)s + row->offset;
	const char *text;
	char number[32], *copy;
	double n;

	switch (row->kind) {
	case SETTING_BOOL:
		return xstrdup(*(const bool *)from ? "yes" : "no");
	case SETTING_NUMBER:
		n = *(const double *)from;
		if (!(n >= row->low && n <= row->high))
			return NULL;
		print_number(n, number, sizeof(number));
		return xstrdup(number);
	default:
		text = *(char *const *)from;
		if (text == NULL)
			return row->must ? NULL : xstrdup("");
		/* a line is a line */
		copy = xstrdup(text);
		for (char *c = copy; *c != '\0'; c++)
			if ((unsigned char)*c < ' ')
				*c = ' ';
		return copy;
	}
}
