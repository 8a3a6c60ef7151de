#include "panel.h"

#include "../compat.h"

static const void *
disk_rows(const struct snapshot *snap, size_t *count)
{
	return snapshot_rows(snap, &disk_table, count);
}

static void
disk_identify(const void *row, struct proc_id *id)
{
	*id = ((const struct disk *)row)->id;
}

static enum style
disk_row_style(const struct scene *scene, const void *row)
{
	(void)scene;
	(void)row;
	return STYLE_TEXT;
}

/* How old what a server no longer tells may be before it is dim. */
#define SPACE_STALE_NS UINT64_C(15000000000)

static enum style
disk_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	const struct disk *disk = row;

	(void)scene;
	if (value->fact == FACT_OK && (column->field->groups & DG_BIT(DG_SPACE)) != 0 &&
	    disk->space_age_ns > SPACE_STALE_NS)
		return STYLE_DIM;
	/* Half full is nothing to worry about. */
	if (value->fact == FACT_OK && strcmp(column->field->key, "percent") == 0)
		return disk->space.percent >= 90 ? STYLE_HOT : STYLE_TEXT;
	return style;
}

static uint64_t
disk_groups(const struct columns *columns)
{
	uint64_t groups = DG_BIT(DG_DISK);

	if ((columns_groups(columns) & DG_BIT(DG_SPACE)) != 0)
		groups |= DG_BIT(DG_SPACE_AGE);
	return groups;
}

static const char *const disk_yields[] = {"read_merged_count", "write_merged_count", "read_time",
    "write_time", "busy_time", "read_count", "write_count", "read_bytes", "write_bytes", "fstype",
    "queue", "history", "free", "wait", "total", "used", "percent", NULL};

const struct pane disk_pane = {
    .name = "disk",
    .title = "Disks",
    .table = &disk_table,
    .rows = disk_rows,
    .identify = disk_identify,
    .row_style = disk_row_style,
    .cell_style = disk_cell_style,
    .groups = disk_groups,
    .yields = disk_yields,
    .last_least = 8,
    .minor = "partitions",
};
