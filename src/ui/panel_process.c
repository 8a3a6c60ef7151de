#include "panel.h"

#include "../compat.h"
#include "../text.h"
#include "shorten.h"

static const void *
process_rows(const struct snapshot *snap, size_t *count)
{
	*count = snap->nprocs;
	return snap->procs;
}

static void
process_identify(const void *row, struct proc_id *id)
{
	*id = ((const struct proc *)row)->id;
}

static enum style
process_row_style(const struct scene *scene, const void *row)
{
	const struct proc *p = row;

	if (idset_has(scene->tags, p->id))
		return STYLE_TAGGED;
	if (!scene->set->highlight_changes)
		return STYLE_TEXT;
	return p->fresh ? STYLE_NEW : STYLE_TEXT;
}

static enum style
status_style(enum proc_status status)
{
	switch (status) {
	case STATUS_RUNNING:
		return STYLE_RUNNING;
	case STATUS_DISK_SLEEP:
		return STYLE_DISK_SLEEP;
	case STATUS_ZOMBIE:
	case STATUS_DEAD:
		return STYLE_ZOMBIE;
	case STATUS_STOPPED:
	case STATUS_TRACING_STOP:
		return STYLE_STOPPED;
	default:
		return STYLE_TEXT;
	}
}

static enum style
process_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	const struct proc *p = row;
	uint64_t groups = column->field->groups;

	if (value->fact != FACT_OK)
		return style;
	if ((groups & PG_BIT(PG_STATUS)) != 0)
		return status_style(p->status);
	if ((groups & PG_FOOTPRINT_MASK) != 0 && p->footprint != NULL &&
	    p->known[PG_FOOTPRINT_AGE] == FACT_OK && p->footprint->age_ns > scene->stale_ns)
		return STYLE_DIM;
	if ((groups & PG_BIT(PG_USERNAME)) != 0 && scene->euid_known &&
	    p->known[PG_OWNER] == FACT_OK && p->euid != scene->euid)
		return STYLE_OTHER_USER;
	return style;
}

/* A path of Windows, also where a program of Windows runs on another system. */
static bool
is_drive_path(const char *text, size_t len)
{
	char drive = len >= 3 ? (char)(text[0] | 0x20) : '\0';

	return (drive >= 'a' && drive <= 'z' && text[1] == ':' &&
		   (text[2] == '\\' || text[2] == '/')) ||
	    (len >= 2 && memcmp(text, "\\\\", 2) == 0);
}

static bool
is_path(const char *text, size_t len)
{
	return (len > 0 && text[0] == '/') || is_drive_path(text, len);
}

/* The program's name in a command line: behind the last slash of its path. */
static void
find_base(const char *text, size_t first, struct command *command)
{
	bool drive = is_drive_path(text, first);
	size_t start = 0, end = first, i;

	/* A title that a program gave itself ("nginx: worker") is no path behind the colon. */
	if (!is_path(text, first)) {
		for (i = 0; i < first && text[i] != ' ' && text[i] != ':'; i++)
			;
		end = i;
	}
	for (i = 0; i + 1 < end; i++)
		if (text[i] == '/' || (drive && text[i] == '\\'))
			start = i + 1;
	command->base = start;
	command->base_len = end - start;
}

static size_t
first_argument(const struct blob *blob)
{
	const char *nul = memchr(blob->data, '\0', blob->len);

	return nul != NULL ? (size_t)(nul - blob->data) : blob->len;
}

static bool
process_command(const struct scene *scene, const struct column *column, const void *row, char *buf,
    size_t len, struct command *command)
{
	const struct proc *p = row;
	struct value value;
	size_t first;

	if (column->field->unit != UNIT_ARGS || column->field->groups != PG_BIT(PG_CMDLINE))
		return false;
	*command = (struct command){.style = STYLE_TEXT};
	if (p->thread)
		command->style = STYLE_THREAD;
	else if (p->known[PG_KIND] == FACT_OK && p->kernel)
		command->style = STYLE_KERNEL;
	field_get(column, &process_table, row, &value);
	if (p->thread && p->known[PG_NAME] == FACT_OK) {
		command->text = p->name;
		command->len = strlen(p->name);
		return true;
	}
	command->text = field_text(column, &value, 0, buf, len, &command->len);
	if (value.fact != FACT_OK || value.blob.len == 0)
		return true;
	first = first_argument(&value.blob);
	if (first > command->len)
		first = command->len;
	find_base(command->text, first, command);
	if (!scene->set->command_path && is_path(command->text, first)) {
		command->text += command->base;
		command->len -= command->base;
		command->base = 0;
	}
	return true;
}

/* What the page of details and batch say in full. */
static const char *
process_shorten(const struct column *column, const char *text, size_t *len, char *buf,
    size_t buflen)
{
	const char *key = column->field->key;

	if (strcmp(key, "cgroup") != 0 && strcmp(key, "service") != 0)
		return text;
	*len = shorten_cgroup(text, *len, buf, buflen);
	return buf;
}

static uint64_t
process_groups(const struct columns *columns)
{
	uint64_t shown = columns_groups(columns);
	uint64_t groups = PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_KIND) | PG_BIT(PG_PPID);

	if ((shown & PG_BIT(PG_USERNAME)) != 0)
		groups |= PG_BIT(PG_OWNER);
	if ((shown & PG_FOOTPRINT_MASK) != 0)
		groups |= PG_BIT(PG_FOOTPRINT_AGE);
	return groups;
}

/* What a person misses least at 80 columns. */
static const char *const process_yields[] = {"priority", "pss", "num_threads", "swap", "nice",
    "vms", "memory_percent", "cpu_time", "rss", "status", "username", NULL};

const struct pane process_pane = {
    .name = "process",
    .title = "Processes",
    .table = &process_table,
    .rows = process_rows,
    .identify = process_identify,
    .row_style = process_row_style,
    .cell_style = process_cell_style,
    .command = process_command,
    .shorten = process_shorten,
    .groups = process_groups,
    .yields = process_yields,
};
