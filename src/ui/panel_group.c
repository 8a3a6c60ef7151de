#include "panel.h"

/* Groups are told apart by a number that no process can have; nothing may act on it. */
enum { GROUP_ID = INT32_MAX };

static const void *
group_rows(const struct snapshot *snap, size_t *count)
{
	*count = snap->ngroups;
	return snap->groups;
}

static void
group_identify(const void *row, struct proc_id *id)
{
	*id = (struct proc_id){GROUP_ID, ((const struct group *)row)->hash};
}

static enum style
group_row_style(const struct scene *scene, const void *row)
{
	(void)scene, (void)row;
	return STYLE_TEXT;
}

static enum style
group_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	(void)scene, (void)column, (void)row, (void)value;
	return style;
}

static uint64_t
group_groups(const struct columns *columns)
{
	(void)columns;
	return 0;
}

static const char *const group_yields[] = {"incomplete", "num_threads", "swap", "cpu_time",
    "memory_percent", "write_rate", "read_rate", "rss", "pss", NULL};

const struct pane group_pane = {
    .name = "group",
    .title = "Groups",
    .table = &group_table,
    .rows = group_rows,
    .identify = group_identify,
    .row_style = group_row_style,
    .cell_style = group_cell_style,
    .groups = group_groups,
    .yields = group_yields,
};
