/*
 * JSON: one document per iteration, on one line.
 */
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "report_parts.h"
#include "text.h"

static void
put_arguments(struct json *j, const struct blob *blob)
{
	const char *p = blob->data, *end = p + blob->len, *piece;
	size_t len;

	json_open(j, '[');
	while (blob_next(&p, end, &piece, &len))
		json_text(j, piece, len);
	json_close(j, ']');
}

/* NAME=VALUE; the order in which they were found decides between two of a name. */
struct variable {
	const char *text;
	size_t name_len, len;
};

/* As the names will be read back: bytes that are not UTF-8 are alike then. */
static int
variable_compare(const void *a, const void *b)
{
	const struct variable *va = a, *vb = b;
	const char *pa = va->text, *pb = vb->text;
	const char *enda = pa + va->name_len, *endb = pb + vb->name_len;

	while (pa < enda && pb < endb) {
		uint32_t ca = text_decode(&pa, enda), cb = text_decode(&pb, endb);
		if (ca != cb)
			return ca < cb ? -1 : 1;
	}
	return (pa < enda) - (pb < endb);
}

static int
variable_order(const void *a, const void *b)
{
	const struct variable *va = a, *vb = b;
	int order = variable_compare(a, b);

	return order != 0 ? order : (va->text > vb->text) - (va->text < vb->text);
}

static size_t
split_environ(const struct blob *blob, struct variable *list)
{
	const char *p = blob->data, *end = p + blob->len, *piece, *equals;
	size_t count = 0, len;

	while (blob_next(&p, end, &piece, &len)) {
		equals = memchr(piece, '=', len);
		if (equals == NULL || equals == piece)
			continue; /* no variable, whatever it is */
		if (list != NULL)
			list[count] = (struct variable){piece, (size_t)(equals - piece), len};
		count++;
	}
	return count;
}

/* Of two variables with one name the first is told, as getenv tells it. */
static void
put_environ(struct json *j, const struct blob *blob)
{
	size_t count = split_environ(blob, NULL);
	struct variable *list = xcalloc(count, sizeof(*list));

	split_environ(blob, list);
	qsort(list, count, sizeof(*list), variable_order);
	json_open(j, '{');
	for (size_t i = 0; i < count; i++) {
		const struct variable *v = &list[i];
		if (i > 0 && variable_compare(&list[i - 1], v) == 0)
			continue;
		json_key_text(j, v->text, v->name_len);
		json_text(j, v->text + v->name_len + 1, v->len - v->name_len - 1);
	}
	json_close(j, '}');
	free(list);
}

static void
put_text_or_null(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	if (text != NULL)
		json_string(j, text);
	else
		json_null(j);
}

/* As psutil's snicaddr, and what a mask does not say. */
static void
put_addresses(struct json *j, const struct netaddr *addrs, size_t count)
{
	json_open(j, '[');
	for (size_t i = 0; i < count; i++) {
		const struct netaddr *a = &addrs[i];

		json_open(j, '{');
		json_key(j, "family");
		json_string(j, addr_family_names[a->family]);
		put_text_or_null(j, "address", a->address);
		put_text_or_null(j, "netmask", a->netmask);
		put_text_or_null(j, "broadcast", a->broadcast);
		put_text_or_null(j, "ptp", a->ptp);
		if (a->family != ADDR_LINK) {
			json_key(j, "prefix");
			json_uint(j, a->prefix);
			json_key(j, "scope");
			json_string(j, addr_scope_names[a->scope]);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void
put_series(struct json *j, const struct series *s)
{
	json_open(j, '[');
	for (size_t i = 0; i < s->count; i++)
		json_real(j, s->items[i]);
	json_close(j, ']');
}

static void
put_number(struct json *j, const struct value *value)
{
	if (value->kind == VALUE_INT)
		json_int(j, value->i);
	else if (value->kind == VALUE_UINT)
		json_uint(j, value->u);
	else
		json_real(j, value->real);
}

static void
put_value(struct json *j, const struct field *field, const struct value *value)
{
	if (value->fact != FACT_OK || value->none) {
		json_null(j);
		return;
	}
	switch (field->unit) {
	case UNIT_TEXT:
		json_string(j, value->text);
		break;
	case UNIT_ARGS:
	case UNIT_LIST:
		put_arguments(j, &value->blob);
		break;
	case UNIT_ENVIRON:
		put_environ(j, &value->blob);
		break;
	case UNIT_ADDRESSES:
		put_addresses(j, value->addrs, value->naddrs);
		break;
	case UNIT_HISTORY:
		put_series(j, &value->series);
		break;
	case UNIT_NAMED:
		json_string(j, field->names[value->u]);
		break;
	case UNIT_BOOL:
		json_bool(j, value->u != 0);
		break;
	case UNIT_DURATION:
	case UNIT_TIME:
		json_seconds(j, value->u);
		break;
	default:
		put_number(j, value);
		break;
	}
}

static void
put_column_key(struct json *j, const struct column *column)
{
	char key[256], *whole;

	if (column->argument == NULL || strlen(column->argument) < sizeof(key) / 2) {
		json_key(j, column_key(column, key, sizeof(key)));
		return;
	}
	size_t len = strlen(column->field->key) + strlen(column->argument) + 2;
	whole = xmalloc(len);
	json_key(j, column_key(column, whole, len));
	free(whole);
}

/* "missing": {"uss": "denied"} for what has a reason. */
static void
put_missing(struct json *j, const struct columns *columns, const uint8_t *facts)
{
	bool open = false;

	for (size_t i = 0; i < columns->count; i++) {
		const char *reason = fact_name((enum fact)facts[i]);
		if (reason == NULL)
			continue;
		if (!open) {
			json_key(j, "missing");
			json_open(j, '{');
			open = true;
		}
		put_column_key(j, &columns->items[i]);
		json_string(j, reason);
	}
	if (open)
		json_close(j, '}');
}

static void
put_counts(struct json *j, const uint32_t counts[FACT_COUNT])
{
	json_key(j, "ok");
	json_uint(j, counts[FACT_OK]);
	for (int fact = 0; fact < FACT_COUNT; fact++) {
		const char *name = fact == FACT_UNREAD ? "unread" : fact_name((enum fact)fact);

		if (counts[fact] == 0 || name == NULL)
			continue;
		json_key(j, name);
		json_uint(j, counts[fact]);
	}
}

/* "coverage": {"uss": {"ok": 5, "denied": 3}} for sums that are not of all. */
static void
put_row_coverage(struct json *j, const struct rows *rows, const void *row)
{
	uint32_t counts[FACT_COUNT];
	bool open = false;

	for (size_t i = 0; i < rows->columns->count; i++) {
		const struct field *f = rows->columns->items[i].field;
		uint64_t all = 0;

		if ((f->flags & FIELD_SUMS) == 0)
			continue;
		rows->table->tally(row, f, counts);
		for (int fact = 0; fact < FACT_COUNT; fact++)
			all += counts[fact];
		if (all == counts[FACT_OK])
			continue;
		if (!open) {
			json_key(j, "coverage");
			json_open(j, '{');
			open = true;
		}
		json_key(j, f->key);
		json_open(j, '{');
		put_counts(j, counts);
		json_close(j, '}');
	}
	if (open)
		json_close(j, '}');
}

void
json_rows(struct json *j, const struct rows *rows)
{
	const struct columns *columns = rows->columns;
	uint8_t *facts = xcalloc(columns->count, 1);
	struct value value;

	json_key(j, rows->table->json);
	json_open(j, '[');
	for (size_t at = 0; at < rows->count && j->out->error == 0; at++) {
		json_open(j, '{');
		for (size_t i = 0; i < columns->count; i++) {
			rows_get(rows, at, i, &value);
			facts[i] = (uint8_t)value.fact;
			put_column_key(j, &columns->items[i]);
			put_value(j, columns->items[i].field, &value);
		}
		put_missing(j, columns, facts);
		if (rows->table->tally != NULL)
			put_row_coverage(j, rows, rows_at(rows, at));
		json_close(j, '}');
	}
	json_close(j, ']');
	free(facts);
}

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

static void
put_system(struct json *j, const struct system *system)
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
		put_value(j, f, &value);
		before = f->key;
	}
	for (size_t i = strlen(before); i > 0; i--)
		if (before[i - 1] == '.')
			json_close(j, leads_to_array(&before[i - 1]) ? ']' : '}');
	put_cpus(j, system);
	put_system_missing(j, system);
	json_close(j, '}');
}

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
		put_system(&j, &s->system);
	if (r->processes)
		put_processes(&j, r, s);
	for (size_t i = 0; i < REPORT_LISTS; i++)
		if (r->lists[i].table != NULL)
			put_list(&j, r, &r->lists[i], s);
	put_missing_panels(&j, r, s);
	json_close(&j, '}');
	writer_char(&out, '\n');
	return writer_end(&out);
}
