/*
 * Mappings of one process as rows of a list: a tab of the details, which knows where the rows are.
 */
#include "panel.h"

/* The selection follows its path; two of one hash share it for a reading at most. */
static void
mapping_identify(const void *row, struct proc_id *id)
{
	const struct mapping *m = row;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *p = m->path; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
	*id = (struct proc_id){.pid = 1 + (int64_t)(hash >> 33), .start = hash};
}

static enum style
mapping_row_style(const struct scene *scene, const void *row)
{
	(void)scene;
	(void)row;
	return STYLE_TEXT;
}

static enum style
mapping_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	(void)scene;
	(void)column;
	(void)row;
	(void)value;
	return style;
}

static const char *const mapping_yields[] = {"shared_clean", "private_clean", "shared_dirty",
    "private_dirty", "size", "count", "permissions", "swap", "rss", NULL};

const struct pane mapping_pane = {
	.name = "mapping",
	.title = "Mappings",
	.table = &mapping_table,
	.identify = mapping_identify,
	.row_style = mapping_row_style,
	.cell_style = mapping_cell_style,
	.yields = mapping_yields,
};
