/*
 * Mappings, open files and limits of one process as rows of a list: tabs of the details, which
 * know where the rows are.
 */
#include "../hash.h"
#include "panel.h"

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

/* The selection follows a text; two of one hash share it for a reading at most. */
static struct proc_id
id_of_text(const char *text)
{
	uint64_t hash = hash_string(HASH_START, text);

	return (struct proc_id){.pid = 1 + (int64_t)(hash >> 33), .start = hash};
}

static void
mapping_identify(const void *row, struct proc_id *id)
{
	const struct mapping *m = row;

	*id = id_of_text(m->path);
}

static enum style
mapping_row_style(const struct scene *scene, const void *row)
{
	(void)scene;
	(void)row;
	return STYLE_TEXT;
}

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

static void
limit_identify(const void *row, struct proc_id *id)
{
	const struct limit_row *l = row;

	*id = id_of_text(l->limit.name);
}

/* Nine parts of ten of a limit are much. */
static enum style
limit_row_style(const struct scene *scene, const void *row)
{
	const struct limit_row *l = row;

	(void)scene;
	return l->share >= 90 ? STYLE_WARNING : STYLE_TEXT;
}

static const char *const mapping_yields[] = {"shared_clean", "private_clean", "shared_dirty",
    "private_dirty", "size", "count", "permissions", "swap", "rss", NULL};
static const char *const open_yields[] = {"lock", "position", "access", "state", "protocol", NULL};
static const char *const limit_yields[] = {"hard", NULL};

const struct pane mapping_pane = {
    .name = "mapping",
    .title = "Mappings",
    .table = &mapping_table,
    .identify = mapping_identify,
    .row_style = mapping_row_style,
    .cell_style = as_it_is,
    .yields = mapping_yields,
};

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
