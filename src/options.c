#include "options.h"

#include <limits.h>
#include <stdio.h>

#include "compat.h"
#include "nearest.h"
#include "text.h"

/* An option as it was given. */
struct given {
	const struct option_row *row;
	const char *value;
};

struct given_list {
	struct given *items;
	size_t count;
};

static void
add(struct given_list *list, const struct option_row *row, const char *value)
{
	list->items = xrealloc(list->items, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = (struct given){row, value};
}

static const struct option_row *
find_letter(char letter)
{
	for (const struct option_row *r = option_table; r->name != NULL; r++)
		if (r->letter != 0 && r->letter == letter)
			return r;
	return NULL;
}

static const struct option_row *
find_long(const char *name, size_t len)
{
	for (const struct option_row *r = option_table; r->name != NULL; r++)
		if (strlen(r->name) == len && strncmp(r->name, name, len) == 0)
			return r;
	return NULL;
}

static int
unknown_long(const char *name, size_t len, char *err, size_t errlen)
{
	struct nearest near;
	const char *best = NULL;

	/* the start of a name is a better hint than a name with a mistake in it */
	nearest_init(&near, name, len);
	for (const struct option_row *r = option_table; r->name != NULL; r++) {
		nearest_offer(&near, r->name);
		if (best == NULL && len > 1 && strncmp(r->name, name, len) == 0)
			best = r->name;
	}
	if (best == NULL)
		best = nearest_best(&near);
	snprintf(err, errlen, "no option '--%.*s'%s%s%s", len < 60 ? (int)len : 60, name,
	    best != NULL ? "; did you mean '--" : "; --help lists them", best != NULL ? best : "",
	    best != NULL ? "'?" : "");
	return -1;
}

/* --name, --name=value, --name value; argv[*i] is the word. */
static int
collect_long(char *const argv[], int *i, struct given_list *list, char *err, size_t errlen)
{
	const char *name = argv[*i] + 2, *sign = strchr(name, '=');
	size_t len = sign != NULL ? (size_t)(sign - name) : strlen(name);
	const struct option_row *row = find_long(name, len);
	const char *value = sign != NULL ? sign + 1 : NULL;

	if (row == NULL)
		return unknown_long(name, len, err, errlen);
	if (row->argument == NULL && value != NULL) {
		snprintf(err, errlen, "option '--%s' takes no value, but '%.60s' was given",
		    row->name, value);
		return -1;
	}
	if (row->argument != NULL && value == NULL) {
		if (argv[*i + 1] == NULL) {
			snprintf(err, errlen, "option '--%s' needs %s", row->name, row->argument);
			return -1;
		}
		value = argv[++*i];
	}
	add(list, row, value);
	return 0;
}

/* -bn2, -n 2, -n2. */
static int
collect_letters(char *const argv[], int *i, struct given_list *list, char *err, size_t errlen)
{
	for (const char *p = argv[*i] + 1; *p != '\0'; p++) {
		const struct option_row *row = find_letter(*p);
		const char *value = NULL;

		if (row == NULL) {
			const char *after = p;

			text_decode(&after, p + strlen(p));
			snprintf(err, errlen, "no option '-%.*s'; --help lists them",
			    (int)(after - p), p);
			return -1;
		}
		if (row->argument != NULL) {
			value = p[1] != '\0' ? p + 1 : argv[*i + 1];
			if (value == NULL) {
				snprintf(err, errlen, "option '-%c' needs %s", row->letter,
				    row->argument);
				return -1;
			}
			*i += p[1] == '\0';
			add(list, row, value);
			return 0;
		}
		add(list, row, NULL);
	}
	return 0;
}

static int
collect_all(int argc, char *const argv[], struct given_list *list, char *err, size_t errlen)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *word = argv[i];
		int rc = 0;

		if (word[0] != '-' || word[1] == '\0' || strcmp(word, "--") == 0)
			break;
		rc = word[1] == '-' ? collect_long(argv, &i, list, err, errlen)
				    : collect_letters(argv, &i, list, err, errlen);
		if (rc == -1)
			return -1;
	}
	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	if (i >= argc)
		return 0;
	snprintf(err, errlen, "'%.60s' is no option; to look for a process: --filter %.60s",
	    argv[i], argv[i]);
	return -1;
}

static int
apply_one(const struct given *g, struct options *o, char *err, size_t errlen)
{
	char why[400];

	if (g->row->apply(o, g->value, why, sizeof(why)) == 0)
		return 0;
	if (g->row->letter != 0)
		snprintf(err, errlen, "-%c, --%s: %s", g->row->letter, g->row->name, why);
	else
		snprintf(err, errlen, "--%s: %s", g->row->name, why);
	return -1;
}

/* The first pass: where the config is, and whether one is wanted at all. */
static bool
config_wanted(const struct given_list *list, const char **file)
{
	bool wanted = true;

	*file = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const char *name = list->items[i].row->name;

		if (strcmp(name, "config") == 0)
			*file = list->items[i].value;
		else if (strcmp(name, "no-config") == 0 || strcmp(name, "help") == 0 ||
		    strcmp(name, "version") == 0 || strcmp(name, "list-columns") == 0)
			wanted = false;
	}
	return wanted;
}

static void
load_config(const struct given_list *list, struct options *o, char *warning, size_t warnlen)
{
	char usual[PATH_MAX];
	const char *file;
	enum config_result result;

	if (!config_wanted(list, &file))
		return;
	if (file != NULL && *file == '\0')
		return; /* the second pass says what is wrong */
	if (file == NULL) {
		if (config_path(usual, sizeof(usual)) == -1)
			return;
		result = config_load(usual, &o->set, warning, warnlen);
	} else {
		result = config_load(file, &o->set, warning, warnlen);
		if (result == CONFIG_ABSENT)
			snprintf(warning, warnlen, "%.500s: no such file yet", file);
	}
	o->config_bad = result == CONFIG_BAD || result == CONFIG_UNKNOWN;
}

/* Rows of two kinds have no heading in common. */
static int
check_csv(const struct options *o, char *err, size_t errlen)
{
	if (o->format != FORMAT_CSV || o->panels == 0 || panels_single(o->panels) != PANEL_COUNT)
		return 0;
	snprintf(err, errlen, "--format csv: prints one panel, and -P names several: '%.60s'",
	    o->set.panels);
	return -1;
}

/* What would have no effect is a mistake. */
static int
check_subject(const struct options *o, const struct given_list *list, char *err, size_t errlen)
{
	enum panel single = panels_single(o->panels);

	if (o->mode != MODE_BATCH || o->panels == 0 || (o->panels & 1U << PANEL_PROCESS) != 0 ||
	    (single != PANEL_COUNT && single != PANEL_SYSTEM))
		return 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct option_row *row = list->items[i].row;
		bool columns = strcmp(row->name, "columns") == 0;

		if (columns ? strcmp(list->items[i].value, "all") == 0
			    : strcmp(row->name, "sort") != 0 && strcmp(row->name, "filter") != 0)
			continue;
		snprintf(err, errlen,
		    "-%c, --%s: is about the rows of one panel, and -P names '%.60s'", row->letter,
		    row->name, o->set.panels);
		return -1;
	}
	return 0;
}

/* Panel before group before all others. */
static unsigned
turn_of(const struct option_row *row)
{
	if (strcmp(row->name, "panel") == 0)
		return 0;
	return strcmp(row->name, "group") == 0 ? 1 : 2;
}

int
options_parse(int argc, char *const argv[], struct options *o, char *err, size_t errlen,
    char *warning, size_t warnlen)
{
	struct given_list list = {NULL, 0};
	char message[1024];
	int rc;

	memset(o, 0, sizeof(*o));
	settings_init(&o->set);
	if (warnlen > 0)
		warning[0] = '\0';
	rc = collect_all(argc, argv, &list, message, sizeof(message));
	if (rc == 0)
		load_config(&list, o, warning, warnlen);
	/* What -o, -s and -f name depends on -P and -g, wherever these stand. */
	for (unsigned turn = 0; turn < 3; turn++)
		for (size_t i = 0; rc == 0 && i < list.count; i++)
			if (turn_of(list.items[i].row) == turn)
				rc = apply_one(&list.items[i], o, message, sizeof(message));
	if (rc == 0)
		rc = check_csv(o, message, sizeof(message));
	if (rc == 0)
		rc = check_subject(o, &list, message, sizeof(message));
	free(list.items);
	if (rc == -1)
		text_printable(message, strlen(message), SIZE_MAX, err, errlen);
	else if (o->mode == MODE_BATCH && o->iterations == 0)
		o->iterations = 1;
	return rc;
}

void
options_free(struct options *o)
{
	free(o->config);
	settings_free(&o->set);
	memset(o, 0, sizeof(*o));
}
