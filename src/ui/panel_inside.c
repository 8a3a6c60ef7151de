/*
 * Open files and limits of one process as rows of a list: tabs of the details, which know where
 * the rows are.
 */
#include "panel.h"

/* The selection follows its number. */
static void
open_identify(const void *row, struct proc_id *id)
{
	const struct open_file *file = row;

	*id = (struct proc_id){.pid = 1 + file->number};
}

static enum style
open_row_style(const struct scene *scene, const void *row)
{
	const struct open_file *file = row;

	(void)scene;
	return file->deleted ? STYLE_WARNING : STYLE_TEXT;
}

static enum style
as_it_is(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	(void)scene;
	(void)column;
	(void)row;
	(void)value;
	return style;
}

static void
limit_identify(const void *row, struct proc_id *id)
{
	const struct limit_row *l = row;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *p = l->limit.name; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
	*id = (struct proc_id){.pid = 1 + (int64_t)(hash >> 33), .start = hash};
}

/* Nine parts of ten of a limit are much. */
static enum style
limit_row_style(const struct scene *scene, const void *row)
{
	const struct limit_row *l = row;

	(void)scene;
	return l->share >= 90 ? STYLE_WARNING : STYLE_TEXT;
}

static const char *const open_yields[] = {"lock", "position", "access", "state", "protocol", NULL};
static const char *const limit_yields[] = {"hard", NULL};

const struct pane open_pane = {
	.name = "open",
	.title = "Files",
	.table = &open_table,
	.identify = open_identify,
	.row_style = open_row_style,
	.cell_style = as_it_is,
	.yields = open_yields,
	.last_least = 24,
};

const struct pane limit_pane = {
	.name = "limit",
	.title = "Limits",
	.table = &limit_table,
	.identify = limit_identify,
	.row_style = limit_row_style,
	.cell_style = as_it_is,
	.yields = limit_yields,
	.last_least = 8,
};
