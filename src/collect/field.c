#include "field.h"

#include <math.h>
#include <string.h>

#include "../text.h"

static const struct unit_info units[UNIT_COUNT_OF_UNITS] = {
    [UNIT_TEXT] = {"text", false, false, true},
    [UNIT_ARGS] = {"arguments", false, false, true},
    [UNIT_ENVIRON] = {"variables", false, false, true},
    [UNIT_NAMED] = {"word", false, false, false},
    [UNIT_ID] = {"id", true, false, false},
    [UNIT_NUMBER] = {"number", true, true, false},
    [UNIT_COUNT] = {"count", true, true, false},
    [UNIT_RATE] = {"per second", true, true, false},
    [UNIT_BYTES] = {"bytes", true, true, false},
    [UNIT_BYTE_DELTA] = {"bytes, signed", true, true, false},
    [UNIT_BYTE_RATE] = {"bytes per second", true, true, false},
    [UNIT_PERCENT] = {"percent", true, true, false},
    [UNIT_DURATION] = {"seconds", true, true, false},
    [UNIT_TIME] = {"Unix time", true, true, false},
    [UNIT_BOOL] = {"true or false", false, true, false},
    [UNIT_LIST] = {"list", false, false, true},
    [UNIT_ADDRESSES] = {"addresses", false, false, true},
    [UNIT_MEGABITS] = {"Mbit/s", true, true, false},
    [UNIT_HISTORY] = {"history", false, true, false},
};

const char *const system_names[] = {"linux", "windows", "macos", "freebsd", "openbsd", "netbsd",
    "sunos", NULL};

bool
field_is_of(const struct field *field, const char *system)
{
	unsigned bit = 0;

	while (system_names[bit] != NULL && strcmp(system_names[bit], system) != 0)
		bit++;
	return system_names[bit] == NULL || field->systems == 0 || (field->systems >> bit & 1) != 0;
}

const struct unit_info *
unit_info(enum unit unit)
{
	return &units[unit];
}

const char *
fact_mark(enum fact fact)
{
	static const char *const marks[FACT_COUNT] = {
	    [FACT_UNREAD] = "-",
	    [FACT_OK] = "",
	    [FACT_PENDING] = "~",
	    [FACT_NONE] = "-",
	    [FACT_DENIED] = "!",
	    [FACT_GONE] = "-",
	    [FACT_STUCK] = "?",
	};
	return marks[fact];
}

const char *
fact_name(enum fact fact)
{
	static const char *const names[FACT_COUNT] = {
	    [FACT_PENDING] = "pending",
	    [FACT_NONE] = "unsupported",
	    [FACT_DENIED] = "denied",
	    [FACT_GONE] = "gone",
	    [FACT_STUCK] = "stuck",
	};
	return names[fact];
}

/* Which of two reasons for not knowing says more to a person. */
static int
fact_weight(enum fact fact)
{
	static const uint8_t weights[FACT_COUNT] = {
	    [FACT_OK] = 0,
	    [FACT_UNREAD] = 1,
	    [FACT_PENDING] = 2,
	    [FACT_NONE] = 3,
	    [FACT_GONE] = 4,
	    [FACT_STUCK] = 5,
	    [FACT_DENIED] = 6,
	};
	return weights[fact];
}

enum fact
fact_worse(enum fact a, enum fact b)
{
	return fact_weight(b) > fact_weight(a) ? b : a;
}

static enum fact
worst_fact(const struct table *table, const void *row, uint64_t groups)
{
	const uint8_t *known = (const uint8_t *)row + table->known_offset;
	enum fact worst = FACT_OK;

	for (unsigned g = 0; groups != 0; g++, groups >>= 1) {
		if ((groups & 1) == 0)
			continue;
		worst = fact_worse(worst, (enum fact)known[g]);
	}
	return worst;
}

/* The struct that holds the member: the row, or what it points to. */
static const char *
member_base(const struct field *field, const void *row)
{
	const char *base = row;

	if (field->via != 0)
		memcpy(&base, base + field->via - 1, sizeof(base));
	return base;
}

static void
member_get(const struct field *field, const char *at, struct value *value)
{
	switch (field->member) {
	case MEMBER_I32:
		value->kind = VALUE_INT;
		value->i = *(const int32_t *)(const void *)at;
		break;
	case MEMBER_I64:
		value->kind = VALUE_INT;
		value->i = *(const int64_t *)(const void *)at;
		break;
	case MEMBER_U8:
		value->kind = VALUE_UINT;
		value->u = *(const uint8_t *)at;
		break;
	case MEMBER_U32:
		value->kind = VALUE_UINT;
		value->u = *(const uint32_t *)(const void *)at;
		break;
	case MEMBER_U64:
		value->kind = VALUE_UINT;
		value->u = *(const uint64_t *)(const void *)at;
		break;
	case MEMBER_BOOL:
		value->kind = VALUE_UINT;
		value->u = *(const bool *)at ? 1 : 0;
		break;
	case MEMBER_REAL:
		value->kind = VALUE_REAL;
		value->real = *(const double *)(const void *)at;
		break;
	case MEMBER_TEXT:
		value->kind = VALUE_TEXT;
		value->text = *(const char *const *)(const void *)at;
		break;
	case MEMBER_BLOB:
		value->kind = VALUE_BLOB;
		value->blob = *(const struct blob *)(const void *)at;
		break;
	case MEMBER_NONE:
		value->fact = FACT_NONE;
		break;
	}
}

/* What readers of a value may rely on: no NULL text, no nan, a number that has a name or is one. */
static void
value_settle(const struct field *field, struct value *value)
{
	if (value->kind == VALUE_TEXT && value->text == NULL) {
		value->none = true;
		value->text = "";
	}
	if (value->kind == VALUE_BLOB && value->blob.data == NULL)
		value->blob = (struct blob){"", 0};
	if (value->kind == VALUE_REAL && !isfinite(value->real))
		value->fact = FACT_NONE;
	bool counts =
	    field->unit == UNIT_BYTES || field->unit == UNIT_DURATION || field->unit == UNIT_COUNT;
	if (counts && value->kind == VALUE_UINT && value->u == NOT_TOLD)
		value->fact = FACT_NONE;
	if (field->unit == UNIT_NAMED)
		for (uint64_t n = 0; n <= value->u; n++)
			if (field->names[n] == NULL) {
				value->fact = FACT_NONE;
				break;
			}
}

static bool
is_partial(const struct table *table, const void *row, uint64_t groups)
{
	uint64_t partial;

	if (table->partial_offset == 0)
		return false;
	memcpy(&partial, (const char *)row + table->partial_offset - 1, sizeof(partial));
	return (partial & groups) != 0;
}

void
field_get(const struct column *column, const struct table *table, const void *row,
    struct value *value)
{
	const struct field *field = column->field;
	const char *base;

	memset(value, 0, sizeof(*value));
	if (field->instead != NULL)
		value->instead = field->instead(row);
	value->fact = worst_fact(table, row, field->groups);
	if (value->fact != FACT_OK)
		return;
	value->partial = is_partial(table, row, field->groups);
	if (field->get != NULL) {
		field->get(column, row, value);
	} else {
		base = member_base(field, row);
		if (base == NULL) {
			value->fact = FACT_UNREAD;
			return;
		}
		member_get(field, base + field->offset, value);
	}
	if (value->fact == FACT_OK)
		value_settle(field, value);
}

double
value_number(const struct value *value)
{
	if (value->fact != FACT_OK)
		return NAN;
	switch (value->kind) {
	case VALUE_INT:
		return (double)value->i;
	case VALUE_UINT:
		return (double)value->u;
	case VALUE_REAL:
		return value->real;
	case VALUE_SERIES:
		return value->series.count > 0 ? value->series.items[value->series.count - 1] : 0;
	case VALUE_TEXT:
	case VALUE_BLOB:
		break;
	}
	return NAN;
}

static int
blob_compare(const struct blob *a, const struct blob *b)
{
	size_t shorter = a->len < b->len ? a->len : b->len;
	int order = shorter > 0 ? memcmp(a->data, b->data, shorter) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a->len > b->len) - (a->len < b->len);
}

static int
text_compare(const struct value *a, const struct value *b)
{
	int order;

	/* "none" after every text that is there */
	if (a->none != b->none)
		return a->none ? 1 : -1;
	order = strcmp(a->text, b->text);
	return (order > 0) - (order < 0);
}

int
value_compare(const struct column *column, const struct value *a, const struct value *b)
{
	(void)column; /* values of one column are of one kind */
	if (a->fact != FACT_OK || b->fact != FACT_OK)
		return (a->fact != FACT_OK) - (b->fact != FACT_OK);
	switch (a->kind) {
	case VALUE_INT:
		return (a->i > b->i) - (a->i < b->i);
	case VALUE_UINT:
		return (a->u > b->u) - (a->u < b->u);
	case VALUE_REAL:
		return (a->real > b->real) - (a->real < b->real);
	case VALUE_TEXT:
		return text_compare(a, b);
	case VALUE_BLOB:
		return blob_compare(&a->blob, &b->blob);
	case VALUE_SERIES:
		return (value_number(a) > value_number(b)) - (value_number(a) < value_number(b));
	}
	return 0;
}

static unsigned
digits(const struct value *value)
{
	uint64_t n = value->u;
	unsigned cells = 1;

	if (value->kind == VALUE_INT && value->i < 0) {
		cells = 2;
		n = (uint64_t)0 - (uint64_t)value->i;
	}
	for (; n >= 10; n /= 10)
		cells++;
	return cells;
}

/* Cells that a value wants where the column may be wider than it is at first. */
static unsigned
wanted_cells(const struct field *field, const struct value *value)
{
	unsigned most = field->width + field->width / 2U;
	size_t cells;

	if (field->unit == UNIT_ID)
		return digits(value);
	if (value->kind != VALUE_TEXT)
		return 0;
	cells = text_cells(value->text, strlen(value->text));
	return cells < most ? (unsigned)cells : most;
}

unsigned
field_width(const struct column *column, const struct table *table, const void *rows,
    const uint32_t *order, size_t count)
{
	const struct field *field = column->field;
	unsigned width = field->width;
	struct value value;

	if ((field->unit != UNIT_ID && (field->flags & FIELD_GROWS) == 0) || width == 0)
		return width;
	for (size_t i = 0; i < count; i++) {
		size_t index = order != NULL ? order[i] : i;
		field_get(column, table, (const char *)rows + index * table->row_size, &value);
		if (value.fact == FACT_OK && wanted_cells(field, &value) > width)
			width = wanted_cells(field, &value);
	}
	return width;
}
