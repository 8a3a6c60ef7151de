#include "panel.h"

#include <stdio.h>

#include "../compat.h"
#include "fact_lines.h"
#include "shorten.h"

/* What is older than this, and than two ticks, has not been told for a while. */
#define OLD_NS UINT64_C(5000000000)

static const void *
service_rows(const struct snapshot *snap, size_t *count)
{
	return snapshot_rows(snap, &service_table, count);
}

static void
service_identify(const void *row, struct proc_id *id)
{
	*id = ((const struct service *)row)->id;
}

static bool
service_old(const struct snapshot *snap)
{
	return snap->services_known == FACT_OK && snap->services_age_ns > OLD_NS &&
	    snap->services_age_ns > 2 * snap->interval_ns;
}

/* What does not run is there, but does nothing; nobody knows about what was told long ago. */
static enum style
service_row_style(const struct scene *scene, const void *row)
{
	const struct service *service = row;
	bool stopped =
	    service->known[VG_STATUS] == FACT_OK && service->state == SERVICE_STATE_STOPPED;

	return scene->old || stopped ? STYLE_DIM : STYLE_TEXT;
}

static enum style
state_style(const struct service *service)
{
	switch (service->state) {
	case SERVICE_STATE_RUNS:
		return STYLE_RUNNING;
	case SERVICE_STATE_CHANGES:
	case SERVICE_STATE_PAUSED:
		return STYLE_STOPPED;
	case SERVICE_STATE_FAILED:
		return STYLE_ERROR;
	default:
		return STYLE_TEXT;
	}
}

static enum style
service_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	(void)scene;
	if (value->fact == FACT_OK && column->field->groups == VG_BIT(VG_STATUS))
		return state_style(row);
	return style;
}

/* The page of the service has them in full. */
static const char *
service_shorten(const struct column *column, const char *text, size_t *len, char *buf,
    size_t buflen)
{
	const char *key = column->field->key;

	if (strcmp(key, "cgroup") != 0 && strcmp(key, "name") != 0)
		return text;
	*len = shorten_cgroup(text, *len, buf, buflen);
	return buf;
}

static uint64_t
service_groups(const struct columns *columns)
{
	(void)columns;
	return VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND) | VG_BIT(VG_STATUS) | VG_BIT(VG_PID) |
	    VG_BIT(VG_CGROUP);
}

static bool
service_note(const struct snapshot *snap, char *buf, size_t len)
{
	if (!service_old(snap))
		return false;
	snprintf(buf, len, "no answer for %llu s",
	    (unsigned long long)(snap->services_age_ns / UINT64_C(1000000000)));
	return true;
}

static const char *
service_empty(const struct snapshot *snap)
{
	return snap->services_known != FACT_OK ? snap->services_note : NULL;
}

enum { PID_CELLS = 8, CPU_CELLS = 7, BYTES_CELLS = 7 };

static void
add_cell(char *line, size_t size, const struct proc *p, const char *key, int cells)
{
	struct column column = {.field = field_find(&process_table, key, strlen(key))};
	size_t used = strlen(line), len;
	struct value value;
	char buf[64];

	field_get(&column, &process_table, p, &value);
	const char *text = field_text(&column, &value, (unsigned)cells - 1, buf, sizeof(buf), &len);
	snprintf(line + used, size - used, "%*.*s", cells, (int)len, text);
}

static void
add_process(struct fact_lines *l, const struct proc *p)
{
	struct column command = {.field = field_find(&process_table, "cmdline", 7)};
	struct value value;
	char line[80] = "", buf[1024];
	size_t len;

	add_cell(line, sizeof(line), p, "pid", PID_CELLS);
	add_cell(line, sizeof(line), p, "cpu_percent", CPU_CELLS);
	add_cell(line, sizeof(line), p, "uss", BYTES_CELLS);
	add_cell(line, sizeof(line), p, "pss", BYTES_CELLS);
	field_get(&command, &process_table, p, &value);
	const char *text = field_text(&command, &value, 0, buf, sizeof(buf), &len);
	fact_lines_whole(l, arena_printf(l->arena, "%s  %.*s", line, (int)len, text), STYLE_TEXT);
}

static void
add_processes(struct fact_lines *l, const struct service *service)
{
	const struct snapshot *s = l->snap;
	bool any = false;

	for (size_t i = 0; i < s->nprocs; i++) {
		if (s->procs[i].thread || !service_holds(service, &s->procs[i]))
			continue;
		if (!any) {
			fact_lines_whole(l, "", STYLE_TEXT);
			fact_lines_whole(l,
			    arena_printf(l->arena, "%*s%*s%*s%*s  %s", PID_CELLS, "PID", CPU_CELLS,
				"CPU%", BYTES_CELLS, "USS", BYTES_CELLS, "PSS", "Command"),
			    STYLE_HEADER);
		}
		any = true;
		add_process(l, &s->procs[i]);
	}
}

/* The name as one word of a shell's; NULL when quotes cannot make it one. */
static const char *
quote(struct arena *arena, const char *name, char mark)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._:-";

	if (*name != '\0' && *name != '-' && name[strspn(name, plain)] == '\0')
		return name;
	if (strchr(name, mark) != NULL)
		return NULL;
	return arena_printf(arena, "%c%s%c", mark, name, mark);
}

/* ctop only looks; who wants to act finds here what to type. */
static void
add_commands(struct fact_lines *l, const struct service *service)
{
	const struct service_commands *c = l->driver->service_commands;
	const char *name = c != NULL ? quote(l->arena, service->name, c->quote) : NULL;

	if (name == NULL)
		return;
	fact_lines_whole(l, "", STYLE_TEXT);
	fact_lines_whole(l, "To act on it, type:", STYLE_HEADER);
	for (const struct service_command *i = c->commands; i->what != NULL; i++) {
		const char *text = arena_printf(l->arena, "%s %s", i->words, name);

		fact_lines_add(l, i->what, text, strlen(text), STYLE_TEXT, NULL);
	}
}

static void
service_more(struct fact_lines *l, const void *row)
{
	add_processes(l, row);
	add_commands(l, row);
}

static const char *const service_yields[] = {"description", "incomplete", "unit_file", "binpath",
    "cgroup", "display_name", "since", "cpu_time", "kind", "username", "num_threads", "memory",
    "num_procs", "pss", "rss", "sub_state", "start_type", "pid", "cpu_percent", "uss", NULL};

const struct pane service_pane = {
    .name = "service",
    .title = "Services",
    .table = &service_table,
    .rows = service_rows,
    .identify = service_identify,
    .row_style = service_row_style,
    .cell_style = service_cell_style,
    .shorten = service_shorten,
    .groups = service_groups,
    .yields = service_yields,
    .last_least = 16,
    .last_yields = true,
    .useful_cols = 60,
    .minor = "other units",
    .note = service_note,
    .old = service_old,
    .empty = service_empty,
    .more = service_more,
};
