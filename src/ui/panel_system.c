/*
 * The system: what the header says, in full.  No list: its text scrolls.
 */
#include <stdio.h>

#include "../compat.h"
#include "panel.h"
#include "system_layout.h"

enum { VALUES = 4, LINES_MAX = 12, LABEL = 13, DURATION = 9, CPU_LABEL = 4, CPU_CELL = 7 };

/* A line of a part: facts of the system by key. */
struct system_line {
	const char *label;
	const char *keys[VALUES];  /* NULL: no more */
	const char *words[VALUES]; /* behind them, in parts without columns; NULL: none */
};

/*
 * A part.  Its values stand in columns that its heading names, the first of which may be a fact;
 * without a width for columns they follow each other.
 */
struct system_text {
	const char *title;
	const char *key;		     /* in the heading above the first column; NULL */
	const char *heads[VALUES];	     /* NULL: none */
	int cells;			     /* of a column; 0: there are none */
	struct system_line lines[LINES_MAX]; /* ends with a NULL label */
};

/* clang-format off: a table */
#define MEMORY(m)                                                                                  \
	{                                                                                          \
#m, {"virtual_memory." #m },                                                       \
		{                                                                                  \
			NULL                                                                       \
		}                                                                                  \
	}
#define EVENT(name, m)                                                                             \
	{                                                                                          \
		name, {m "_rate", m},                                                              \
		{                                                                                  \
			NULL                                                                       \
		}                                                                                  \
	}
#define STALL(name, path)                                                                          \
	{                                                                                          \
		name,                                                                              \
		    {"pressure." path ".avg10", "pressure." path ".avg60",                         \
			"pressure." path ".avg300", "pressure." path ".total"},                    \
		{                                                                                  \
			NULL                                                                       \
		}                                                                                  \
	}

static const struct system_text texts[SYSTEM_PARTS] = {
    [SYSTEM_EVENTS] = {"Events", NULL, {"per second", "since boot"}, 12,
	{EVENT("switches", "ctx_switches"), EVENT("interrupts", "interrupts"),
	    EVENT("forks", "forks")}},
    [SYSTEM_PRESSURE] = {"Pressure", NULL, {"10 s", "60 s", "300 s", "in all"}, 6,
	{STALL("cpu some", "cpu.some"), STALL("memory some", "memory.some"),
	    STALL("memory full", "memory.full"), STALL("io some", "io.some"),
	    STALL("io full", "io.full")}},
    [SYSTEM_MEMORY] = {"Memory", "virtual_memory.total", {NULL}, 11,
	{MEMORY(available), MEMORY(used), MEMORY(percent), MEMORY(free), MEMORY(active),
	    MEMORY(inactive), MEMORY(buffers), MEMORY(cached), MEMORY(shared), MEMORY(slab)}},
    [SYSTEM_SWAP] = {"Swap", "swap_memory.total", {NULL, "per second"}, 11,
	{{"used", {"swap_memory.used"}, {NULL}}, {"percent", {"swap_memory.percent"}, {NULL}},
	    {"free", {"swap_memory.free"}, {NULL}},
	    {"swapped in", {"swap_memory.sin", "swap_memory.sin_rate"}, {NULL}},
	    {"swapped out", {"swap_memory.sout", "swap_memory.sout_rate"}, {NULL}}}},
    [SYSTEM_STATE] = {"System", NULL, {NULL}, 0,
	{{"load", {"load_average.1", "load_average.5", "load_average.15"}, {NULL}},
	    {"up", {"uptime"}, {NULL}}, {"since", {"boot_time"}, {NULL}},
	    {"processes", {"tasks.total", "tasks.running", "tasks.zombie"},
		{NULL, "running", "zombie"}},
	    {"threads", {"tasks.threads", "cpu_count"}, {NULL, "CPUs online"}}}},
};
/* clang-format on */

/* Draws lines of which a window is on the canvas. */
struct pen {
	struct canvas *canvas;
	const struct system *system;
	struct area area; /* the window */
	int top;	  /* the first line in it */
};

/* Text in at most width cells, on the left or against the right; returns the cells used. */
static int
put(const struct pen *pen, int y, int x, int width, bool right, enum style style, const char *text,
    size_t len)
{
	if (width > pen->area.cols - x)
		width = pen->area.cols - x;
	if (width <= 0)
		return 0;
	if (y < pen->top || y - pen->top >= pen->area.rows)
		return width;
	y += pen->area.y - pen->top;
	x += pen->area.x;
	return right ? canvas_right(pen->canvas, y, x, width, style, text, len)
		     : canvas_text(pen->canvas, y, x, width, style, text, len);
}

static int
put_string(const struct pen *pen, int y, int x, int width, bool right, enum style style,
    const char *text)
{
	return put(pen, y, x, width, right, style, text, strlen(text));
}

static struct column
column_of(const char *key)
{
	return (struct column){.field = field_find(&system_table, key, strlen(key))};
}

static bool
has(const struct system *system, const char *key)
{
	struct column column = column_of(key);
	struct value value;

	field_get(&column, &system_table, system, &value);
	return value.fact != FACT_NONE;
}

/* A stall that takes a tenth of the time is what a person looks for. */
static enum style
style_of(const struct field *field, const struct value *value)
{
	double number = value_number(value);

	if (value->fact != FACT_OK)
		return value->fact == FACT_DENIED ? STYLE_DENIED : STYLE_DIM;
	if (field->unit != UNIT_PERCENT)
		return STYLE_TEXT;
	if (strncmp(field->key, "pressure.", 9) == 0)
		return number >= 10 ? STYLE_HOT : number > 0 ? STYLE_TEXT : STYLE_DIM;
	return number >= 90 ? STYLE_HOT : STYLE_TEXT;
}

/* A fact against the right of so many cells, or on the left of the room when they are 0. */
static int
put_fact(const struct pen *pen, int y, int x, int cells, int room, const char *key)
{
	struct column column = column_of(key);
	struct value value;
	char buf[80];
	size_t len;

	field_get(&column, &system_table, pen->system, &value);
	/* A cell between two columns stays blank. */
	const char *text = field_text(&column, &value, cells > 0 ? (unsigned)cells - 1 : 0, buf,
	    sizeof(buf), &len);
	return put(pen, y, x, cells > 0 ? cells : room, cells > 0, style_of(column.field, &value),
	    text, len);
}

/* Lines that a part has here, its heading included. */
static int
part_lines(const struct system *system, const struct system_text *t)
{
	int count = 0;

	for (const struct system_line *line = t->lines; line->label != NULL; line++)
		count += has(system, line->keys[0]);
	return count > 0 ? count + 1 : 0;
}

/* Cells of a column of a part: the fourth is for durations. */
static int
cells_of(const struct system_text *t, int column, int left)
{
	int cells = column == VALUES - 1 ? DURATION : t->cells;

	return cells > left ? left : cells;
}

static void
draw_heading(const struct pen *pen, struct area a, const struct system_text *t)
{
	int x = a.x + LABEL, end = a.x + a.cols;

	put_string(pen, a.y, a.x, a.cols, false, STYLE_TITLE, t->title);
	for (int i = 0; i < VALUES && x < end; i++) {
		int cells = cells_of(t, i, end - x);

		if (i == 0 && t->key != NULL)
			put_fact(pen, a.y, x, cells, cells, t->key);
		else if (t->heads[i] != NULL)
			put_string(pen, a.y, x, cells, true, STYLE_DIM, t->heads[i]);
		x += cells;
	}
}

static void
draw_values(const struct pen *pen, struct area a, int y, const struct system_text *t,
    const struct system_line *line)
{
	int x = a.x + LABEL, end = a.x + a.cols;

	put_string(pen, y, a.x + 1, LABEL - 1, false, STYLE_METER_LABEL, line->label);
	for (int i = 0; i < VALUES && line->keys[i] != NULL && x < end; i++) {
		int cells = t->cells > 0 ? cells_of(t, i, end - x) : 0;
		int used = put_fact(pen, y, x, cells, end - x, line->keys[i]);

		x += cells > 0 ? cells : used + 1;
		if (line->words[i] != NULL)
			x += put_string(pen, y, x, end - x, false, STYLE_DIM, line->words[i]) + 1;
	}
}

static void
draw_part(const struct pen *pen, struct area a, const struct system_text *t)
{
	int y = a.y + 1;

	if (a.rows == 0)
		return;
	draw_heading(pen, a, t);
	for (const struct system_line *line = t->lines; line->label != NULL; line++)
		if (has(pen->system, line->keys[0]))
			draw_values(pen, a, y++, t, line);
}

/* Percentages of a CPU: those that a narrow panel can do without come last. */
static const struct {
	const char *title, *key; /* of the table of CPUs; that of the system has them in paths */
} kinds[] = {
    {"CPU%", "percent"},
    {"USER%", "user"},
    {"SYS%", "system"},
    {"WAIT%", "iowait"},
    {"IDLE%", "idle"},
    {"NICE%", "nice"},
    {"IRQ%", "irq"},
    {"SIRQ%", "softirq"},
    {"STEAL%", "steal"},
    {"GUEST%", "guest"},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* A percentage of all CPUs as the system's table has it. */
static struct column
share_of_all(int kind)
{
	char key[64];

	snprintf(key, sizeof(key), "%s%s", kind == 0 ? "cpu_" : "cpu_times_percent.",
	    kinds[kind].key);
	return column_of(key);
}

/* Those that this system tells and the width has room for; returns how many. */
static int
choose_kinds(const struct system *system, int cols, int *chosen)
{
	int room = (cols - CPU_LABEL) / CPU_CELL, count = 0;

	for (int i = 0; i < KINDS && count < room; i++) {
		struct column column = share_of_all(i);
		struct value value;

		field_get(&column, &system_table, system, &value);
		if (value.fact != FACT_NONE)
			chosen[count++] = i;
	}
	return count;
}

static void
draw_share(const struct pen *pen, int y, int x, const struct column *column,
    const struct table *table, const void *row)
{
	char buf[32];
	struct value value;
	size_t len;

	field_get(column, table, row, &value);
	const char *text = field_text(column, &value, CPU_CELL - 1, buf, sizeof(buf), &len);
	bool none = value.fact != FACT_OK || value_number(&value) < 0.05;
	bool busy =
	    !none && value_number(&value) >= 50 && strstr(column->field->key, "idle") == NULL;
	put(pen, y, x, CPU_CELL, true, none ? STYLE_DIM : busy ? STYLE_HOT : STYLE_TEXT, text, len);
}

/* A column of CPUs from the line with this number on; line 0 is that of all of them. */
static void
draw_cpus(const struct pen *pen, struct area a, size_t line)
{
	const struct system *s = pen->system;
	int chosen[KINDS], count = choose_kinds(s, a.cols, chosen);
	char number[16];

	if (a.rows == 0)
		return;
	put_string(pen, a.y, a.x, CPU_LABEL, false, STYLE_TITLE, "CPU");
	for (int i = 0; i < count; i++)
		put_string(pen, a.y, a.x + CPU_LABEL + i * CPU_CELL, CPU_CELL, true, STYLE_DIM,
		    kinds[chosen[i]].title);
	for (int y = a.y + 1; y < a.y + a.rows; y++, line++) {
		const struct cpu *cpu = line > 0 ? &s->cpus[line - 1] : NULL;

		/* Hundreds of CPUs may be below the window. */
		if (y < pen->top || y - pen->top >= pen->area.rows)
			continue;
		snprintf(number, sizeof(number), "%u", cpu != NULL ? cpu->number : 0);
		put_string(pen, y, a.x, CPU_LABEL, cpu != NULL, STYLE_METER_LABEL,
		    cpu != NULL ? number : "all");
		for (int i = 0; i < count; i++) {
			const char *key = kinds[chosen[i]].key;
			struct column of_all = share_of_all(chosen[i]);
			struct column of_one = {.field = field_find(&cpu_table, key, strlen(key))};

			draw_share(pen, y, a.x + CPU_LABEL + i * CPU_CELL,
			    cpu != NULL ? &of_one : &of_all,
			    cpu != NULL ? &cpu_table : &system_table,
			    cpu != NULL ? (const void *)cpu : (const void *)s);
		}
	}
}

static size_t
system_text(const struct snapshot *snap, struct canvas *canvas, struct area area, size_t top)
{
	const struct system *s = &snap->system;
	struct pen pen = {canvas, s, area, (int)top};
	struct system_wish wish = {.cols = area.cols, .cpus = (int)s->ncpus + 1};
	struct system_layout layout;
	size_t line = 0;

	for (int i = 0; i < SYSTEM_PARTS; i++)
		wish.lines[i] = part_lines(s, &texts[i]);
	system_layout(&wish, &layout);
	if (canvas == NULL)
		return (size_t)layout.lines;
	for (int i = 0; i < SYSTEM_PARTS; i++)
		draw_part(&pen, layout.part[i], &texts[i]);
	for (int i = 0; i < SYSTEM_CPU_COLUMNS; i++) {
		draw_cpus(&pen, layout.cpus[i], line);
		line += layout.cpus[i].rows > 0 ? (size_t)layout.cpus[i].rows - 1 : 0;
	}
	return (size_t)layout.lines;
}

const struct pane system_pane = {
    .name = "system",
    .title = "System",
    .text = system_text,
};
