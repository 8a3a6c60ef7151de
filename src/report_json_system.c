/*
 * JSON: the facts of the system; dots in their keys are paths.
 */
#include <string.h>

#include "report_parts.h"

/* What a dot in a key leads into: an array when a number follows. */
static bool
leads_to_array(const char *dot)
{
	return dot[1] >= '0' && dot[1] <= '9';
}

/* How much of two keys is the same path. */
static size_t
shared_path(const char *a, const char *b)
{
	size_t shared = 0;

	for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++)
		if (a[i] == '.')
			shared = i + 1;
	return shared;
}

/* Leaves the objects of one key for those of the next. */
static void
change_path(struct json *j, const char *before, const char *key)
{
	size_t shared = shared_path(before, key);
	const char *dot, *at = key + shared;

	for (size_t i = strlen(before); i > shared; i--)
		if (before[i - 1] == '.')
			json_close(j, leads_to_array(&before[i - 1]) ? ']' : '}');
	while ((dot = strchr(at, '.')) != NULL) {
		json_key_text(j, at, (size_t)(dot - at));
		json_open(j, leads_to_array(dot) ? '[' : '{');
		at = dot + 1;
	}
	if (at == key || !leads_to_array(at - 1))
		json_key(j, at);
}

static void
put_system_missing(struct json *j, const struct system *system)
{
	bool open = false;
	struct value value;

	for (const struct field *f = system_table.fields; f->key != NULL; f++) {
		struct column column = {f, NULL};
		field_get(&column, &system_table, system, &value);
		if (!report_has(system, f) || fact_name(value.fact) == NULL)
			continue;
		if (!open) {
			json_key(j, "missing");
			json_open(j, '{');
			open = true;
		}
		json_key(j, f->key);
		json_string(j, fact_name(value.fact));
	}
	if (open)
		json_close(j, '}');
}

static void
put_cpus(struct json *j, const struct system *system)
{
	struct columns columns;
	char err[128];

	if (columns_parse(&cpu_table, cpu_table.columns, &columns, err, sizeof(err)) != 0)
		return;
	struct rows rows = {&cpu_table, &columns, system->cpus, NULL, NULL, system->ncpus};
	json_rows(j, &rows);
	columns_free(&columns);
}

void
json_system(struct json *j, const struct system *system)
{
	const char *before = "";
	struct value value;

	json_key(j, system_table.json);
	json_open(j, '{');
	for (const struct field *f = system_table.fields; f->key != NULL; f++) {
		struct column column = {f, NULL};
		if (!report_has(system, f))
			continue;
		change_path(j, before, f->key);
		field_get(&column, &system_table, system, &value);
		json_value(j, f, &value);
		before = f->key;
	}
	for (size_t i = strlen(before); i > 0; i--)
		if (before[i - 1] == '.')
			json_close(j, leads_to_array(&before[i - 1]) ? ']' : '}');
	put_cpus(j, system);
	put_system_missing(j, system);
	json_close(j, '}');
}
