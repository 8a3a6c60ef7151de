/*
 * The lines of the details page: from the field table and from the blobs of the process.
 */
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "details.h"

static struct details_line *
add_line(struct details *d)
{
	if (d->scroll.count == d->room) {
		d->room = d->room > 0 ? d->room * 2 : 128;
		d->lines = xrealloc(d->lines, d->room, sizeof(*d->lines));
	}
	d->lines[d->scroll.count] = (struct details_line){.text = ""};
	return &d->lines[d->scroll.count++];
}

static void
add_text(struct details *d, const char *text, size_t len, enum style style)
{
	struct details_line *line = add_line(d);

	line->text = text;
	line->len = len;
	line->style = style;
}

static void
add_wrapped(struct details *d, const char *text, size_t len, int cols, enum style style)
{
	do {
		size_t part = text_fit(text, len, cols > 0 ? (size_t)cols : 1);

		add_text(d, text, part, style);
		text += part;
		len -= part;
	} while (len > 0);
}

const char *
details_why(enum fact fact)
{
	switch (fact) {
	case FACT_DENIED:
		return "denied: needs more privilege";
	case FACT_NONE:
		return "not told for this process";
	case FACT_GONE:
		return "the process has ended";
	case FACT_STUCK:
		return "stuck: the kernel makes us wait, or there is much of it";
	case FACT_OK:
		return "";
	default:
		return "not read yet";
	}
}

const char *
details_missing(const struct details *d, enum fact fact)
{
	if (d->ended && (fact == FACT_UNREAD || fact == FACT_PENDING))
		return "not read before the process ended";
	return details_why(fact);
}

static void
add_why(struct details *d, enum fact fact)
{
	const char *why = details_missing(d, fact);

	add_text(d, why, strlen(why), STYLE_DIM);
}

static bool
is_memory(const struct field *field)
{
	return field->unit == UNIT_BYTES || field->unit == UNIT_BYTE_DELTA;
}

/* The value of a line: as in the list without a bound, bytes also to the last one. */
static void
set_value(struct details *d, struct details_line *line, const struct column *column)
{
	struct value value;
	char buf[1024];
	const char *text;
	size_t len;

	field_get(column, &process_table, d->row, &value);
	if (value.fact != FACT_OK) {
		line->text = details_missing(d, value.fact);
		line->len = strlen(line->text);
		line->style = value.fact == FACT_DENIED ? STYLE_DENIED : STYLE_DIM;
		return;
	}
	text = field_text(column, &value, 0, buf, sizeof(buf), &len);
	if (column->field->unit == UNIT_BYTES && value.kind == VALUE_UINT && value.u >= 1024)
		line->text = arena_printf(&d->arena, "%.*s (%llu)", (int)len, text,
		    (unsigned long long)value.u);
	else
		line->text = arena_copy(&d->arena, text, len);
	line->len = strlen(line->text);
	line->style = STYLE_TEXT;
}

/* Behind the process's namespace: are its interfaces those that the panel has? */
static void
add_interfaces(struct details *d)
{
	const struct proc *row = d->row;
	const struct netif *first = d->kept->nnets > 0 ? d->kept->nets : NULL;
	struct details_line *line;

	if (first == NULL || first->known[NG_NAMESPACE] != FACT_OK ||
	    row->known[PG_NETNS] != FACT_OK || row->more == NULL)
		return;
	line = add_line(d);
	line->label = "";
	if (row->more->netns == first->netns)
		line->text = "Its interfaces are those of the panel";
	else
		line->text = arena_printf(&d->arena,
		    "Its interfaces are others: the panel has those of %llu",
		    (unsigned long long)first->netns);
	line->len = strlen(line->text);
	line->style = row->more->netns == first->netns ? STYLE_DIM : STYLE_WARNING;
}

/* Every fact that this system tells, or only those that are memory, in the table's order. */
static void
build_facts(struct details *d, const struct collector *collector, bool memory)
{
	for (const struct field *f = process_table.fields; f->key != NULL; f++) {
		struct column column = {.field = f};
		struct details_line *line;

		if ((f->flags & (FIELD_ARGUMENT | FIELD_HIDDEN)) != 0 ||
		    (memory && !is_memory(f)) ||
		    !collector_offers_field(collector, &process_table, f))
			continue;
		line = add_line(d);
		line->label = f->key;
		line->help = f->help;
		set_value(d, line, &column);
		if (f->groups == PG_BIT(PG_NETNS))
			add_interfaces(d);
	}
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(((const struct details_line *)a)->text,
	    ((const struct details_line *)b)->text);
}

/* A line for each NUL-terminated piece of a blob. */
static void
add_pieces(struct details *d, const struct blob *blob)
{
	const char *p = blob->data, *end = blob->data + blob->len;

	while (p < end) {
		const char *nul = memchr(p, '\0', (size_t)(end - p));
		size_t len = nul != NULL ? (size_t)(nul - p) : (size_t)(end - p);

		if (len > 0)
			add_text(d, p, len, STYLE_TEXT);
		p += len + 1;
	}
}

/* Long lines are broken after sorting, so that their parts stay together. */
static void
wrap_all(struct details *d, int cols)
{
	size_t count = d->scroll.count;
	struct details_line *whole = xcalloc(count + 1, sizeof(*whole));

	if (count > 0)
		memcpy(whole, d->lines, count * sizeof(*whole));
	d->scroll.count = 0;
	for (size_t i = 0; i < count; i++)
		add_wrapped(d, whole[i].text, whole[i].len, cols, whole[i].style);
	free(whole);
}

static void
build_environ(struct details *d, int cols)
{
	enum fact fact = d->row->known[PG_ENVIRON];

	if (fact != FACT_OK || d->row->more == NULL) {
		add_why(d, fact);
		return;
	}
	add_pieces(d, &d->row->more->environ);
	if (d->scroll.count == 0)
		add_text(d, "empty", 5, STYLE_DIM);
	if (d->sorted)
		qsort(d->lines, d->scroll.count, sizeof(*d->lines), compare_lines);
	wrap_all(d, cols);
}

static void
build_command(struct details *d, int cols)
{
	enum fact fact = d->row->known[PG_CMDLINE];

	if (fact != FACT_OK) {
		add_why(d, fact);
		return;
	}
	add_pieces(d, &d->row->cmdline);
	if (d->scroll.count == 0)
		add_text(d, "no command line", 15, STYLE_DIM);
	wrap_all(d, cols);
}

void
details_build(struct details *d, const struct collector *collector, int cols)
{
	arena_reset(&d->arena);
	d->scroll.count = 0;
	d->built_cols = cols;
	if (d->row == NULL) {
		add_why(d, FACT_UNREAD);
		return;
	}
	switch (d->tab) {
	case DETAILS_FACTS:
		build_facts(d, collector, false);
		break;
	case DETAILS_MEMORY:
		build_facts(d, collector, true);
		break;
	case DETAILS_ENVIRON:
		build_environ(d, cols);
		break;
	case DETAILS_COMMAND:
		build_command(d, cols);
		break;
	default:
		break;
	}
}
