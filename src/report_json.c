/*
 * JSON: one document per iteration, on one line.
 */
#include <string.h>

#include "report_parts.h"

static void
put_one_coverage(struct json *j, const struct coverage *c, bool sums)
{
	json_key(j, c->name);
	json_open(j, '{');
	const struct {
		const char *key;
		uint32_t count;
	} counts[] = {{"ok", c->ok}, {"denied", c->denied}, {"stuck", c->stuck},
	    {"pending", c->pending}, {"gone", c->gone}, {"unsupported", c->none}};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		json_key(j, counts[i].key);
		json_uint(j, counts[i].count);
	}
	json_key(j, "oldest");
	json_seconds(j, c->oldest_ns);
	if (sums) {
		json_key(j, "sum");
		json_uint(j, c->sum);
	}
	json_close(j, '}');
}

/* How much is known of the dear facts that columns, sort or filter look at. */
static void
put_coverage(struct json *j, const struct snapshot *s)
{
	bool open = false;

	for (size_t i = 0; i < COVERAGE_COUNT; i++) {
		const struct coverage *c = &s->coverage[i];
		const struct field *f =
		    c->name != NULL ? field_find(&process_table, c->name, strlen(c->name)) : NULL;
		if (f == NULL)
			continue;
		if (!open) {
			json_key(j, "coverage");
			json_open(j, '{');
			open = true;
		}
		put_one_coverage(j, c, (f->flags & FIELD_SUMS) != 0);
	}
	if (open)
		json_close(j, '}');
}

static void
put_head(struct json *j, const struct report *r, const struct snapshot *s)
{
	json_key(j, "ctop");
	json_string(j, r->version);
	json_key(j, "platform");
	json_string(j, r->platform);
	json_key(j, "host");
	if (s->system.known[SG_HOST] == FACT_OK && s->system.hostname != NULL)
		json_string(j, s->system.hostname);
	else
		json_null(j);
	json_key(j, "time");
	json_seconds(j, s->time_ns);
	json_key(j, "interval");
	if (s->interval_ns != 0)
		json_seconds(j, s->interval_ns);
	else
		json_null(j); /* nothing came before */
}

/* The rows; null when they could not be had. */
static void
put_rows(struct json *j, const struct rows *rows, const struct snapshot *s)
{
	if (snapshot_known(s, rows->table) == FACT_OK) {
		json_rows(j, rows);
		return;
	}
	json_key(j, rows->table->json);
	json_null(j);
}

/* What the groups are by, and which sums are to be taken with care. */
static void
put_grouping(struct json *j, const struct report *r, const struct snapshot *s)
{
	char key[256];

	json_key(j, "group");
	json_open(j, '{');
	json_key(j, "by");
	json_string(j, group_key_text(&s->group, key, sizeof(key)));
	json_key(j, "overcounts");
	json_open(j, '[');
	for (size_t i = 0; i < r->columns.count; i++)
		if ((r->columns.items[i].field->flags & FIELD_OVERCOUNTS) != 0)
			json_string(j, r->columns.items[i].field->key);
	json_close(j, ']');
	json_close(j, '}');
}

static void
put_processes(struct json *j, const struct report *r, const struct snapshot *s)
{
	struct rows rows = report_processes(r, s);

	put_coverage(j, s);
	if (r->groups != NULL)
		put_grouping(j, r, s);
	put_rows(j, &rows, s);
}

static void
put_list(struct json *j, const struct report *r, const struct report_list *l,
    const struct snapshot *s)
{
	struct arena arena;

	arena_init(&arena);
	struct rows rows = report_list_rows(r, l, s, &arena);
	put_rows(j, &rows, s);
	arena_free(&arena);
}

/* Panels that have no rows to show, and why. */
static void
put_missing_panels(struct json *j, const struct report *r, const struct snapshot *s)
{
	const struct table *tables[REPORT_LISTS + 1] = {
	    r->processes ? report_processes(r, s).table : NULL};
	bool open = false;

	for (size_t i = 0; i < REPORT_LISTS; i++)
		tables[i + 1] = r->lists[i].table;
	for (size_t i = 0; i <= REPORT_LISTS; i++) {
		const char *why =
		    tables[i] != NULL ? fact_name(snapshot_known(s, tables[i])) : NULL;
		if (why == NULL)
			continue;
		if (!open) {
			json_key(j, "missing");
			json_open(j, '{');
			open = true;
		}
		json_key(j, tables[i]->json);
		json_string(j, why);
	}
	if (open)
		json_close(j, '}');
}

/* "notes": {"services": "..."}: what was found in the place of rows. */
static void
put_notes(struct json *j, const struct report *r, const struct snapshot *s)
{
	bool open = false;

	for (size_t i = 0; i < REPORT_LISTS; i++) {
		const struct table *table = r->lists[i].table;
		const char *note = table != NULL ? snapshot_note(s, table) : NULL;

		if (note == NULL)
			continue;
		if (!open) {
			json_key(j, "notes");
			json_open(j, '{');
			open = true;
		}
		json_key(j, table->json);
		json_string(j, note);
	}
	if (open)
		json_close(j, '}');
}

int
report_json(const struct report *r, const struct snapshot *s)
{
	struct writer out;
	struct json j;

	writer_init(&out, r->out);
	json_init(&j, &out);
	json_open(&j, '{');
	put_head(&j, r, s);
	if (r->system)
		json_system(&j, &s->system);
	if (r->processes)
		put_processes(&j, r, s);
	for (size_t i = 0; i < REPORT_LISTS; i++)
		if (r->lists[i].table != NULL)
			put_list(&j, r, &r->lists[i], s);
	put_missing_panels(&j, r, s);
	put_notes(&j, r, s);
	json_close(&j, '}');
	writer_char(&out, '\n');
	return writer_end(&out);
}
