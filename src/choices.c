#include "choices.h"

#include <stdio.h>

#include "compat.h"
#include "nearest.h"

const struct panel_row panel_table[] = {
    [PANEL_PROCESS] = {"process", "processes, or threads with -H", &process_table},
    [PANEL_NET] = {"net", "network interfaces", &net_table},
    [PANEL_DISK] = {"disk", "disks and mounted file systems", &disk_table},
    [PANEL_SERVICE] = {"service", "services: systemd's units, Windows services", &service_table},
    [PANEL_SYSTEM] = {"system", "CPUs, memory, swap, load and tasks", NULL},
    [PANEL_COUNT] = {NULL, NULL, NULL},
};

const char *const format_names[] = {"table", "json", "csv", NULL};
const char *const color_names[] = {"auto", "always", "never", NULL};
const char *const keys_names[] = {"htop", "vim", NULL};

int
choice_of(const char *what, const char *const *names, const char *word, char *why, size_t len)
{
	struct nearest near;

	nearest_init(&near, word, strlen(word));
	for (int i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], word) == 0)
			return i;
		nearest_offer(&near, names[i]);
	}
	snprintf(why, len, "no %s '%.60s'", what, word);
	if (nearest_best(&near) != NULL) {
		nearest_append(&near, why, len);
		return -1;
	}
	/* Few enough to be listed. */
	for (int i = 0; names[i] != NULL; i++) {
		size_t used = strlen(why);
		snprintf(why + used, len - used, "%s%s", i == 0 ? ": there is " : ", ", names[i]);
	}
	return -1;
}

int
choice_some(const char *value, char *why, size_t len)
{
	if (*value != '\0')
		return 0;
	snprintf(why, len, "'' names nothing");
	return -1;
}

int
table_columns(const struct table *table, const char *value, char *why, size_t len)
{
	struct columns columns;

	if (columns_parse(table, value, &columns, why, len) == -1)
		return -1;
	columns_free(&columns);
	return 0;
}

int
table_filter(const struct table *table, const char *value, char *why, size_t len)
{
	struct filter_error error;
	struct filter *f = filter_parse(table, value, &error);

	if (f == NULL) {
		snprintf(why, len, "%s (at character %zu)", error.text, error.at + 1);
		return -1;
	}
	filter_unref(f);
	return 0;
}

#define CHECK(name, check, table)                                                                  \
	int choice_##name(const char *value, char *why, size_t len)                                \
	{                                                                                          \
		return check(&table, value, why, len);                                             \
	}

CHECK(columns, table_columns, process_table)
CHECK(sort, table_sort, process_table)
CHECK(filter, table_filter, process_table)
CHECK(net_columns, table_columns, net_table)
CHECK(net_sort, table_sort, net_table)
CHECK(net_filter, table_filter, net_table)
CHECK(disk_columns, table_columns, disk_table)
CHECK(disk_sort, table_sort, disk_table)
CHECK(disk_filter, table_filter, disk_table)
CHECK(service_columns, table_columns, service_table)
CHECK(service_sort, table_sort, service_table)
CHECK(service_filter, table_filter, service_table)

struct panel_settings *
panel_settings(struct settings *set, enum panel panel)
{
	switch (panel) {
	case PANEL_NET:
		return &set->net;
	case PANEL_DISK:
		return &set->disk;
	case PANEL_SERVICE:
		return &set->service;
	default:
		return NULL;
	}
}

void
panel_choice(struct settings *set, enum panel panel, struct panel_choice *out)
{
	struct panel_settings *own = panel_settings(set, panel);

	if (own != NULL)
		*out = (struct panel_choice){&own->columns, &own->sort, &own->filter,
		    panel_table[panel].table};
	else if (set->group != NULL)
		*out = (struct panel_choice){&set->group_columns, &set->group_sort,
		    &set->group_filter, &group_table};
	else
		*out =
		    (struct panel_choice){&set->columns, &set->sort, &set->filter, &process_table};
}

int
choice_memtype(const char *value, char *why, size_t len)
{
	return choice_of("kind of memory", memtype_names, value, why, len) < 0 ? -1 : 0;
}

enum memtype
memtype_of(const char *name)
{
	char why[1];
	int i = choice_of("", memtype_names, name, why, sizeof(why));

	return i < 0 ? MEMTYPE_RSS : (enum memtype)i;
}

int
choice_color(const char *value, char *why, size_t len)
{
	return choice_of("use of colour", color_names, value, why, len) < 0 ? -1 : 0;
}

int
choice_keys(const char *value, char *why, size_t len)
{
	return choice_of("set of keys", keys_names, value, why, len) < 0 ? -1 : 0;
}

/* The direction that text ends with: 1 desc, 0 asc, -1 none; *keep is the length before it. */
static int
direction_at_end(const char *text, size_t *keep)
{
	static const char *const suffixes[] = {":asc", ":desc"};
	size_t len = strlen(text);

	*keep = len;
	for (int i = 0; i < 2; i++) {
		size_t n = strlen(suffixes[i]);
		if (len > n && strcmp(text + len - n, suffixes[i]) == 0) {
			*keep = len - n;
			return i;
		}
	}
	return -1;
}

int
sort_parse(const struct table *table, const char *text, struct column *column, bool *descending,
    char *why, size_t len)
{
	size_t colon = strcspn(text, ":"), keep;
	const struct field *field = field_find(table, text, colon);
	bool argument = field != NULL && (field->flags & FIELD_ARGUMENT) != 0;
	int direction = -1;

	/* env:desc is the variable "desc"; env:HOME:desc has a direction. */
	keep = strlen(text);
	if (!argument || strchr(text + colon + (text[colon] == ':'), ':') != NULL)
		direction = direction_at_end(text, &keep);
	if (field != NULL && !argument && text[colon] == ':' && direction == -1) {
		snprintf(why, len, "'%.60s' is no direction: there is asc, desc", text + colon + 1);
		return -1;
	}
	char *key = xstrndup(text, keep);
	int rc = column_parse(key, table, column, why, len);
	free(key);
	if (rc == -1)
		return -1;
	*descending =
	    unit_info(column->field->unit)->descends && (column->field->flags & FIELD_ASCENDS) == 0;
	if (direction != -1)
		*descending = direction == 1;
	return 0;
}

int
table_sort(const struct table *table, const char *value, char *why, size_t len)
{
	struct column column = {NULL, NULL};
	bool descending;

	if (sort_parse(table, value, &column, &descending, why, len) == -1)
		return -1;
	free((void *)(uintptr_t)column.argument);
	return 0;
}

int
group_parse(const char *text, struct column *column, char *why, size_t len)
{
	const char *names[GROUP_KEYS_MAX + 1], *argument = strchr(text, ':');
	size_t count = 0, column_len;
	char *word = xstrndup(text, strcspn(text, ":"));

	while (count < GROUP_KEYS_MAX && group_keys[count].name != NULL) {
		names[count] = group_keys[count].name;
		count++;
	}
	names[count] = NULL;
	int key = choice_of("group", names, word, why, len);
	free(word);
	if (key < 0)
		return -1;
	/* The rest is checked as that of a column. */
	column_len = strlen(group_keys[key].column) + strlen(text) + 1;
	word = xmalloc(column_len);
	snprintf(word, column_len, "%s%s", group_keys[key].column,
	    argument != NULL ? argument : "");
	int rc = column_parse(word, &process_table, column, why, len);
	free(word);
	return rc;
}

int
choice_group(const char *value, char *why, size_t len)
{
	struct column column = {NULL, NULL};

	if (group_parse(value, &column, why, len) == -1)
		return -1;
	free((void *)(uintptr_t)column.argument);
	return 0;
}

static int
compare_pids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* A pid of n bytes; -1 when it is none. */
static int64_t
pid_of(const char *text, size_t n)
{
	int64_t pid = 0;

	if (n == 0 || n > 10)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		pid = pid * 10 + (text[i] - '0');
	}
	return pid > 0 && pid <= INT32_MAX ? pid : -1;
}

int
pids_parse(const char *text, int64_t **out, size_t *count, char *why, size_t len)
{
	int64_t *pids = NULL;
	size_t n = 0, kept = 0;

	for (const char *p = text;; p++) {
		size_t word = strcspn(p, ",");
		int64_t pid = pid_of(p, word);

		if (pid == -1) {
			snprintf(why, len, "'%.*s' is no process id", word < 60 ? (int)word : 60,
			    p);
			free(pids);
			return -1;
		}
		/* doubles when n is a power of two */
		if ((n & (n - 1)) == 0)
			pids = xrealloc(pids, n == 0 ? 1 : n * 2, sizeof(*pids));
		pids[n++] = pid;
		p += word;
		if (*p == '\0')
			break;
	}
	qsort(pids, n, sizeof(*pids), compare_pids);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || pids[i] != pids[i - 1])
			pids[kept++] = pids[i];
	*out = pids;
	*count = kept;
	return 0;
}

int
choice_pids(const char *value, char *why, size_t len)
{
	int64_t *pids;
	size_t count;

	if (pids_parse(value, &pids, &count, why, len) == -1)
		return -1;
	free(pids);
	return 0;
}

int
panels_parse(const char *text, unsigned *bits, char *why, size_t len)
{
	const char *names[PANEL_COUNT + 1];
	unsigned all = 0;

	for (size_t i = 0; i <= PANEL_COUNT; i++)
		names[i] = panel_table[i].name;
	for (const char *p = text;; p++) {
		size_t n = strcspn(p, ",");
		char *word = xstrndup(p, n);
		int panel = choice_of("panel", names, word, why, len);

		free(word);
		if (panel < 0)
			return -1;
		all |= 1U << panel;
		p += n;
		if (*p == '\0')
			break;
	}
	*bits = all;
	return 0;
}

enum panel
panels_single(unsigned bits)
{
	for (int i = 0; i < PANEL_COUNT; i++)
		if (bits == 1U << i)
			return (enum panel)i;
	return PANEL_COUNT;
}

int
choice_panels(const char *value, char *why, size_t len)
{
	unsigned bits;

	return panels_parse(value, &bits, why, len);
}
