/*
 * The table for people: a heading, columns aligned by the cells that text takes,
 * human units, printable text.
 *
 * Column widths come from a first pass over the values, so that the second can print row
 * by row.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "report_parts.h"
#include "text.h"

#define TEXT_CELLS  64	 /* longer text pushes what is right of it instead of widening all rows */
#define TTY_CELLS   32	 /* on a terminal, where it is cut */
#define MEASURE_MAX 4096 /* bytes; longer text is wide, whatever is in it */
#define DEPTH_CELLS 24	 /* levels of a tree that are drawn */
#define CELL_ROOM   256	 /* for what is no text, and for the beginning of what is */

struct layout {
	unsigned width; /* cells; of the last one when it is text: 0 */
	bool right;
};

/* A line that ends at the edge of the terminal. */
struct line {
	FILE *out;
	size_t room;
};

/* Room for arguments joined: as much as the longest needs that is not cut. */
struct scratch {
	char *buf;
	size_t len;
};

static size_t
line_text(struct line *line, const char *text, size_t len, size_t max)
{
	size_t cells = text_print(line->out, text, len, max < line->room ? max : line->room);

	line->room -= cells;
	return cells;
}

static void
line_spaces(struct line *line, size_t count)
{
	for (; count > 0 && line->room > 0; count--, line->room--)
		putc(' ', line->out);
}

/* The column that a tree is drawn in: the one that takes what is left, or the last text. */
static size_t
tree_column(const struct columns *columns)
{
	size_t found = columns->count - 1;

	for (size_t i = 0; i < columns->count; i++) {
		const struct field *f = columns->items[i].field;
		if (unit_info(f->unit)->text &&
		    (f->width == 0 || columns->items[found].field->width != 0))
			found = i;
	}
	return found;
}

static size_t
branch_cells(const struct branch *b)
{
	return 3 * (size_t)(b->depth < DEPTH_CELLS ? b->depth : DEPTH_CELLS);
}

static void
put_branch(struct line *line, const struct branch *b)
{
	static const char *const ascii[] = {"|  ", "   ", "|- ", "`- "};
	static const char *const lines[] = {"│  ", "   ", "├─ ", "└─ "};
	const char *const *parts = text_utf8() ? lines : ascii;
	unsigned drawn = b->depth < DEPTH_CELLS ? b->depth : DEPTH_CELLS;

	for (unsigned d = 1; d <= drawn; d++) {
		const char *part = parts[(b->rails >> d & 1) != 0 ? 0 : 1];
		if (d == drawn)
			part = parts[b->last ? 3 : 2];
		line_text(line, part, strlen(part), SIZE_MAX);
	}
}

/* The text of a cell; of arguments as much as is going to be seen. */
static const char *
cell_text(const struct rows *rows, size_t at, size_t i, unsigned width, struct scratch *scratch,
    size_t enough, size_t *len)
{
	struct value value;

	rows_get(rows, at, i, &value);
	if (value.fact == FACT_OK && value.kind == VALUE_BLOB) {
		size_t need = value.blob.len < enough ? value.blob.len + 1 : enough;
		if (need > scratch->len) {
			scratch->buf = xrealloc(scratch->buf, need, 1);
			scratch->len = need;
		}
	}
	return field_text(&rows->columns->items[i], &value, width, scratch->buf, scratch->len, len);
}

static size_t
text_width_of(const struct rows *rows, size_t i, size_t most, bool tree, struct scratch *scratch)
{
	size_t widest = 0;

	for (size_t at = 0; at < rows->count && widest < most; at++) {
		size_t len, cells;
		const char *text = cell_text(rows, at, i, 0, scratch, MEASURE_MAX + 1, &len);
		cells = len >= MEASURE_MAX ? most : text_cells(text, len);
		if (tree)
			cells += branch_cells(&rows->branch[at]);
		if (cells > widest)
			widest = cells;
	}
	return widest < most ? widest : most;
}

static void
measure(const struct report *r, const struct rows *rows, size_t tree, struct layout *layouts,
    struct scratch *scratch)
{
	const struct columns *columns = rows->columns;

	for (size_t i = 0; i < columns->count; i++) {
		const struct column *c = &columns->items[i];
		const char *title = column_title(c);
		size_t width = text_cells(title, strlen(title)), needed;
		struct layout *l = &layouts[i];

		l->right = unit_info(c->field->unit)->right;
		if (!unit_info(c->field->unit)->text)
			needed = field_width(c, rows->table, rows->data, rows->order, rows->count);
		else if (i + 1 < columns->count)
			needed = text_width_of(rows, i, r->width != 0 ? TTY_CELLS : TEXT_CELLS,
			    i == tree, scratch);
		else
			needed = width = 0;
		l->width = (unsigned)(needed > width ? needed : width);
	}
}

/* One cell, and the space before it. */
static void
put_cell(struct line *line, const struct layout *l, bool first, bool last, const char *text,
    size_t len, size_t prefix, bool cut)
{
	size_t cells;

	if (!first)
		line_spaces(line, 1);
	if (l->right) {
		cells = text_cells(text, len);
		line_spaces(line, cells < l->width ? l->width - cells : 0);
		line_text(line, text, len, SIZE_MAX);
		return;
	}
	cells = prefix +
	    line_text(line, text, len,
		cut && l->width != 0 ? (l->width > prefix ? l->width - prefix : 0) : SIZE_MAX);
	if (!last)
		line_spaces(line, cells < l->width ? l->width - cells : 0);
}

static void
put_heading(const struct report *r, const struct columns *columns, const struct layout *layouts)
{
	struct line line = {r->out, r->width != 0 ? r->width : SIZE_MAX};

	if (r->color)
		fputs("\033[1m", r->out);
	for (size_t i = 0; i < columns->count; i++) {
		const char *title = column_title(&columns->items[i]);
		put_cell(&line, &layouts[i], i == 0, i + 1 == columns->count, title, strlen(title),
		    0, r->width != 0);
	}
	if (r->color)
		fputs("\033[0m", r->out);
	putc('\n', r->out);
}

static void
put_row(const struct report *r, const struct rows *rows, size_t at, size_t tree,
    const struct layout *layouts, struct scratch *scratch)
{
	struct line line = {r->out, r->width != 0 ? r->width : SIZE_MAX};
	/* on a terminal no cell shows more than its width, four bytes a cell and marks */
	size_t enough = r->width != 0 ? (size_t)r->width * 16 + 1 : SIZE_MAX;
	size_t count = rows->columns->count, len;

	for (size_t i = 0; i < count; i++) {
		unsigned width = layouts[i].right ? layouts[i].width : 0;
		const char *text = cell_text(rows, at, i, width, scratch, enough, &len);
		size_t prefix = 0;
		if (i == tree) {
			if (i > 0)
				line_spaces(&line, 1);
			put_branch(&line, &rows->branch[at]);
			prefix = branch_cells(&rows->branch[at]);
		}
		put_cell(&line, &layouts[i], i == 0 || i == tree, i + 1 == count, text, len, prefix,
		    r->width != 0);
	}
	putc('\n', r->out);
}

void
table_rows(const struct report *r, const struct rows *rows)
{
	size_t tree = rows->branch != NULL ? tree_column(rows->columns) : rows->columns->count;
	struct layout *layouts = xcalloc(rows->columns->count, sizeof(*layouts));
	struct scratch scratch = {xmalloc(CELL_ROOM), CELL_ROOM};

	measure(r, rows, tree, layouts, &scratch);
	put_heading(r, rows->columns, layouts);
	for (size_t at = 0; at < rows->count && !ferror(r->out); at++)
		put_row(r, rows, at, tree, layouts, &scratch);
	free(layouts);
	free(scratch.buf);
}

/* The length of the path that a key begins with. */
static size_t
path_length(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot != NULL ? (size_t)(dot - key) : 0;
}

/* A person is not shown what this system never tells. */
static bool
has_fact(const struct report *r, const struct system *system, const struct field *f)
{
	return report_has(system, f) && field_is_of(f, r->platform);
}

static void
put_fact(struct line *line, const struct system *system, const struct field *field)
{
	struct column column = {field, NULL};
	char buf[CELL_ROOM];
	struct value value;
	size_t len;

	field_get(&column, &system_table, system, &value);
	const char *text = field_text(&column, &value, 0, buf, sizeof(buf), &len);
	line_spaces(line, 2);
	line_text(line, field->title, strlen(field->title), SIZE_MAX);
	line_spaces(line, 1);
	line_text(line, text, len, SIZE_MAX);
}

/* Facts with one path on a line: "swap_memory  total 2.0G  used 98M". */
static void
put_system_line(const struct report *r, const struct system *system, const struct field **next,
    size_t label)
{
	struct line line = {r->out, r->width != 0 ? r->width : SIZE_MAX};
	const char *key = (*next)->key;
	size_t path = path_length(key);

	size_t used = path > 0 ? line_text(&line, key, path, SIZE_MAX)
			       : line_text(&line, "system", 6, SIZE_MAX);
	line_spaces(&line, label - used);
	do {
		if (has_fact(r, system, *next))
			put_fact(&line, system, *next);
		++*next;
	} while ((*next)->key != NULL && path_length((*next)->key) == path &&
	    strncmp((*next)->key, key, path) == 0);
	putc('\n', r->out);
}

static void
put_cpus(const struct report *r, const struct system *system)
{
	struct columns columns;
	size_t kept = 0;
	char err[128];

	if (columns_parse(&cpu_table, cpu_table.columns, &columns, err, sizeof(err)) != 0)
		return;
	for (size_t i = 0; i < columns.count; i++)
		if (field_is_of(columns.items[i].field, r->platform))
			columns.items[kept++] = columns.items[i];
	columns.count = kept;
	struct rows rows = {&cpu_table, &columns, system->cpus, NULL, NULL, system->ncpus};
	table_rows(r, &rows);
	columns_free(&columns);
}

static void
put_system(const struct report *r, const struct system *system)
{
	const struct field *next = system_table.fields;
	size_t label = 0;

	for (const struct field *f = next; f->key != NULL; f++)
		if (path_length(f->key) > label)
			label = path_length(f->key);
	while (next->key != NULL) {
		if (has_fact(r, system, next))
			put_system_line(r, system, &next, label);
		else
			next++;
	}
	putc('\n', r->out);
	put_cpus(r, system);
}

/* What follows is of this table; said only when several are printed. */
static void
put_title(const struct report *r, const struct table *table, bool first)
{
	if (report_panels(r) > 1)
		fprintf(r->out, "%s-- %s --\n", first ? "" : "\n", table->json);
}

static void
put_list(const struct report *r, const struct report_list *l, const struct snapshot *s)
{
	struct arena arena;

	arena_init(&arena);
	struct rows rows = report_list_rows(r, l, s, &arena);
	table_rows(r, &rows);
	arena_free(&arena);
}

int
report_table(const struct report *r, const struct snapshot *s)
{
	struct rows rows = report_processes(r, s);
	bool first = true;

	errno = 0;
	if (r->printed > 0)
		putc('\n', r->out);
	if (r->system) {
		put_title(r, &system_table, first);
		put_system(r, &s->system);
		first = false;
	}
	if (r->processes) {
		put_title(r, rows.table, first);
		table_rows(r, &rows);
		first = false;
	}
	for (size_t i = 0; i < REPORT_LISTS; i++) {
		if (r->lists[i].table == NULL)
			continue;
		put_title(r, r->lists[i].table, first);
		put_list(r, &r->lists[i], s);
		first = false;
	}
	if (ferror(r->out) || fflush(r->out) != 0) {
		if (errno == 0)
			errno = EIO;
		return -1;
	}
	return 0;
}
