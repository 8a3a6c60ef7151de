/*
 * JSON: values, and rows of any table with what is missing in each.
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

void
json_value(struct json *j, const struct field *field, const struct value *value)
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
			json_value(j, columns->items[i].field, &value);
		}
		put_missing(j, columns, facts);
		if (rows->table->tally != NULL)
			put_row_coverage(j, rows, rows_at(rows, at));
		json_close(j, '}');
	}
	json_close(j, ']');
	free(facts);
}
