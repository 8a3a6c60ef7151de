/*
 * CSV as RFC 4180 has it, with lines that end in a newline.
 *
 * Numbers are raw.  Text reads back as it was, with two exceptions that keep files and
 * terminals safe: bytes that are not UTF-8 become U+FFFD, and a control character
 * other than newline and tab is written as \uXXXX.  So that this can be told from text that
 * only looks like it, backslashes right before a "u" or before such an
 * escape are doubled; all others stay single.
 */
#include <string.h>

#include "report_parts.h"
#include "text.h"

/* The text of one cell on its way out. */
struct cell {
	struct writer *out;
	bool terminal;
	size_t backslashes; /* not written yet: what follows decides */
};

static bool
needs_quotes(const char *text, size_t len)
{
	/* what a spreadsheet takes for a formula is at least marked as text */
	if (len == 0 || strchr("=+-@ \t", text[0]) != NULL || text[len - 1] == ' ')
		return true;
	for (size_t i = 0; i < len; i++)
		if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
			return true;
	return false;
}

static bool
must_escape(uint32_t cp, bool terminal)
{
	if (terminal)
		return text_classify(cp) == TEXT_UNSAFE;
	return (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7F && cp < 0xA0);
}

static void
put_backslashes(struct cell *cell, size_t times)
{
	for (size_t n = cell->backslashes * times; n > 0; n--)
		writer_char(cell->out, '\\');
	cell->backslashes = 0;
}

static void
put_unit(struct cell *cell, uint32_t unit)
{
	char escape[8];

	snprintf(escape, sizeof(escape), "\\u%04x", unit & 0xFFFF);
	writer_text(cell->out, escape);
}

static void
put_character(struct cell *cell, uint32_t cp)
{
	char bytes[4];

	if (cp == '\\') {
		cell->backslashes++;
	} else if (must_escape(cp, cell->terminal)) {
		put_backslashes(cell, 2);
		if (cp >= 0x10000) {
			put_unit(cell, 0xD800 + ((cp - 0x10000) >> 10));
			cp = 0xDC00 + ((cp - 0x10000) & 0x3FF);
		}
		put_unit(cell, cp);
	} else {
		put_backslashes(cell, cp == 'u' ? 2 : 1);
		if (cp == '"')
			writer_char(cell->out, '"');
		writer_bytes(cell->out, bytes, text_encode(cp, bytes));
	}
}

/* One cell; what stands between the pieces of a blob replaces its NULs. */
static void
put_cell(struct writer *out, const char *p, size_t len, bool terminal, char between)
{
	struct cell cell = {out, terminal, 0};
	const char *end = p + len;
	bool quotes = needs_quotes(p, len) || between == '\n';

	if (quotes)
		writer_char(out, '"');
	while (p < end) {
		uint32_t cp = text_decode(&p, end);
		put_character(&cell, cp == 0 ? (unsigned char)between : cp);
	}
	put_backslashes(&cell, 1);
	if (quotes)
		writer_char(out, '"');
}

void
csv_text(struct writer *out, const char *text, size_t len, bool terminal)
{
	put_cell(out, text, len, terminal, '\0');
}

static void
put_blob(struct writer *out, const struct blob *blob, bool terminal, char between)
{
	size_t len = blob->len;

	if (len > 0 && blob->data[len - 1] == '\0')
		len--; /* ends the last piece */
	put_cell(out, blob->data, len, terminal, between);
}

/* The oldest first, with blanks between. */
static void
put_series(struct writer *out, const struct series *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (i > 0)
			writer_char(out, ' ');
		writer_real(out, s->items[i]);
	}
}

static void
put_number(struct writer *out, const struct value *value)
{
	if (value->kind == VALUE_INT)
		writer_int(out, value->i);
	else if (value->kind == VALUE_UINT)
		writer_uint(out, value->u);
	else
		writer_real(out, value->real);
}

/* Nothing at all for what is not known; empty text is "". */
static void
put_value(struct writer *out, const struct field *field, const struct value *value, bool terminal)
{
	if (value->fact != FACT_OK || value->none)
		return;
	switch (field->unit) {
	case UNIT_TEXT:
		csv_text(out, value->text, strlen(value->text), terminal);
		break;
	case UNIT_ARGS:
	case UNIT_LIST:
	case UNIT_ADDRESSES:
		put_blob(out, &value->blob, terminal, ' ');
		break;
	case UNIT_ENVIRON:
		put_blob(out, &value->blob, terminal, '\n');
		break;
	case UNIT_HISTORY:
		put_series(out, &value->series);
		break;
	case UNIT_NAMED:
		writer_text(out, field->names[value->u]);
		break;
	case UNIT_BOOL:
		writer_text(out, value->u != 0 ? "true" : "false");
		break;
	case UNIT_DURATION:
	case UNIT_TIME:
		writer_seconds(out, value->u);
		break;
	default:
		put_number(out, value);
		break;
	}
}

static void
put_header(struct writer *out, const struct columns *columns, bool terminal)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *c = &columns->items[i];
		if (i > 0)
			writer_char(out, ',');
		if (c->argument == NULL) {
			writer_text(out, c->field->key);
			continue;
		}
		/* quoted as a whole whatever the argument is */
		struct cell cell = {out, terminal, 0};
		const char *p = c->argument, *end = p + strlen(p);
		writer_char(out, '"');
		writer_text(out, c->field->key);
		writer_char(out, ':');
		while (p < end)
			put_character(&cell, text_decode(&p, end));
		put_backslashes(&cell, 1);
		writer_char(out, '"');
	}
	writer_char(out, '\n');
}

void
csv_rows(struct writer *out, const struct rows *rows, bool header, bool terminal)
{
	const struct columns *columns = rows->columns;
	struct value value;

	if (header)
		put_header(out, columns, terminal);
	for (size_t at = 0; at < rows->count && out->error == 0; at++) {
		for (size_t i = 0; i < columns->count; i++) {
			if (i > 0)
				writer_char(out, ',');
			rows_get(rows, at, i, &value);
			put_value(out, columns->items[i].field, &value, terminal);
		}
		/* a lone empty cell would be no line at all to most readers */
		if (columns->count == 1 && (value.fact != FACT_OK || value.none))
			writer_text(out, "\"\"");
		writer_char(out, '\n');
	}
}

static void
put_cpus(struct writer *out, const struct system *system)
{
	struct value value;

	for (size_t at = 0; at < system->ncpus; at++)
		for (const struct field *f = cpu_table.fields; f->key != NULL; f++) {
			struct column column = {f, NULL};
			field_get(&column, &cpu_table, &system->cpus[at], &value);
			writer_text(out, "cpus.");
			writer_uint(out, at);
			writer_char(out, '.');
			writer_text(out, f->key);
			writer_char(out, ',');
			put_value(out, f, &value, false);
			writer_char(out, '\n');
		}
}

/* Key and value, a line each; keys are the paths of JSON. */
static void
put_system(struct writer *out, const struct system *system, bool header)
{
	struct value value;

	if (header)
		writer_text(out, "key,value\n");
	for (const struct field *f = system_table.fields; f->key != NULL; f++) {
		struct column column = {f, NULL};
		if (!report_has(system, f))
			continue;
		field_get(&column, &system_table, system, &value);
		writer_text(out, f->key);
		writer_char(out, ',');
		put_value(out, f, &value, false);
		writer_char(out, '\n');
	}
	put_cpus(out, system);
}

static void
put_list(struct writer *out, const struct report *r, const struct report_list *l,
    const struct snapshot *s)
{
	struct arena arena;

	arena_init(&arena);
	struct rows rows = report_list_rows(r, l, s, &arena);
	csv_rows(out, &rows, r->printed == 0, r->width != 0);
	arena_free(&arena);
}

/* One panel: its table, behind an empty line when it is not the first. */
int
report_csv(const struct report *r, const struct snapshot *s)
{
	bool header = r->printed == 0;
	struct rows rows = report_processes(r, s);
	struct writer out;

	writer_init(&out, r->out);
	if (!header)
		writer_char(&out, '\n');
	if (r->system)
		put_system(&out, &s->system, header);
	if (r->processes)
		csv_rows(&out, &rows, header, r->width != 0);
	for (size_t i = 0; i < REPORT_LISTS; i++)
		if (r->lists[i].table != NULL)
			put_list(&out, r, &r->lists[i], s);
	return writer_end(&out);
}
