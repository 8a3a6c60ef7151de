#include "report.h"

#include <string.h>

#include "report_parts.h"

const void *
rows_at(const struct rows *rows, size_t at)
{
	size_t index = rows->order != NULL ? rows->order[at] : at;

	return (const char *)rows->data + index * rows->table->row_size;
}

void
rows_get(const struct rows *rows, size_t at, size_t column, struct value *value)
{
	field_get(&rows->columns->items[column], rows->table, rows_at(rows, at), value);
}

struct rows
report_processes(const struct report *r, const struct snapshot *s)
{
	struct rows rows = {&process_table, &r->columns, s->procs, s->order.rows, s->order.branch,
	    s->order.count};

	if (r->groups != NULL)
		rows = (struct rows){&group_table, &r->columns, s->groups, r->groups->rows, NULL,
		    r->groups->count};
	if (r->limit > 0 && rows.count > r->limit)
		rows.count = r->limit;
	return rows;
}

struct rows
report_list_rows(const struct report *r, const struct report_list *l, const struct snapshot *s,
    struct arena *arena)
{
	struct order order;
	size_t count;
	const void *data = snapshot_rows(s, l->table, &count);

	view_build(&l->view, l->table, data, count, arena, &order);
	struct rows rows = {l->table, &l->columns, data, order.rows, NULL, order.count};
	if (r->limit > 0 && rows.count > r->limit)
		rows.count = r->limit;
	return rows;
}

unsigned
report_panels(const struct report *r)
{
	unsigned count = (unsigned)r->processes + (unsigned)r->system;

	for (size_t i = 0; i < REPORT_LISTS; i++)
		count += r->lists[i].table != NULL;
	return count;
}

bool
report_has(const struct system *system, const struct field *field)
{
	return field->groups != SG_BIT(SG_PRESSURE) || system->known[SG_PRESSURE] != FACT_NONE;
}

bool
blob_next(const char **p, const char *end, const char **piece, size_t *len)
{
	if (*p >= end)
		return false;
	*piece = *p;
	*len = strnlen(*p, (size_t)(end - *p));
	*p += *len + 1;
	return true;
}

int
report_snapshot(struct report *r, const struct snapshot *s)
{
	int result;

	switch (r->format) {
	case FORMAT_JSON:
		result = report_json(r, s);
		break;
	case FORMAT_CSV:
		result = report_csv(r, s);
		break;
	default:
		result = report_table(r, s);
		break;
	}
	r->printed++;
	return result;
}
