#include "meters.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../compat.h"
#include "../text.h"
#include "meters_bars.h"
#include "meters_line.h"

enum {
	HALVES_COLS = 60, /* from here on memory stands beside the CPUs */
	WIDE_COLS = 130,  /* from here on the first line holds tasks and load as well */
};

static const char *
known_mark(uint8_t known)
{
	return known == FACT_PENDING ? "..." : "-";
}

static void
load_piece(struct line *line, int rank, bool right, const struct system *s)
{
	if (s->known[SG_LOAD] == FACT_NONE)
		return; /* not every system has such a thing */
	if (s->known[SG_LOAD] != FACT_OK)
		line_add(line, rank, right, STYLE_METER_TEXT, "load %s",
		    known_mark(s->known[SG_LOAD]));
	else
		line_add(line, rank, right, STYLE_METER_TEXT, "load %.2f %.2f %.2f", s->load[0],
		    s->load[1], s->load[2]);
}

static void
task_pieces(struct line *line, int rank, bool right, const struct system *s)
{
	const struct tasks *t = &s->tasks;

	if (s->known_tasks != FACT_OK) {
		line_add(line, rank, right, STYLE_METER_TEXT, "tasks %s",
		    known_mark(s->known_tasks));
		return;
	}
	line_add(line, rank, right, STYLE_METER_TEXT, "%u task%s", t->total,
	    t->total == 1 ? "" : "s");
	line_add(line, rank + 1, right, t->running > 0 ? STYLE_RUNNING : STYLE_METER_TEXT, "%u run",
	    t->running);
	if (t->stopped > 0)
		line_add(line, rank + 2, right, STYLE_STOPPED, "%u stopped", t->stopped);
	if (t->zombie > 0)
		line_add(line, rank + 2, right, STYLE_ZOMBIE, "%u zombie", t->zombie);
	if (t->threads > 0)
		line_add(line, rank + 3, right, STYLE_METER_TEXT, "%llu thread%s",
		    (unsigned long long)t->threads, t->threads == 1 ? "" : "s");
}

static void
clock_piece(struct line *line, int rank, uint64_t time_ns)
{
	time_t seconds = (time_t)(time_ns / UINT64_C(1000000000));
	struct tm tm;
	char text[16];

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(text, sizeof(text), "%H:%M:%S", &tm) == 0)
		return;
	line_add(line, rank, true, STYLE_METER_TEXT, "%s", text);
}

static void
uptime_piece(struct line *line, int rank, const struct system *s)
{
	unsigned long long minutes = s->uptime_ns / UINT64_C(60000000000);

	if (s->known[SG_BOOT] != FACT_OK)
		line_add(line, rank, false, STYLE_METER_TEXT, "up %s",
		    known_mark(s->known[SG_BOOT]));
	else if (minutes >= 24 * 60)
		line_add(line, rank, false, STYLE_METER_TEXT, "up %llud %02llu:%02llu",
		    minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
	else
		line_add(line, rank, false, STYLE_METER_TEXT, "up %02llu:%02llu", minutes / 60,
		    minutes % 60);
}

static void
draw_title(struct canvas *c, struct area a, const struct snapshot *snap)
{
	const struct system *s = &snap->system;
	struct line line = {.count = 0};

	line_add(&line, 0, false, STYLE_TITLE, "ctop");
	if (s->known[SG_HOST] == FACT_OK && s->hostname != NULL)
		line_add(&line, 2, false, STYLE_BOLD, "%s", s->hostname);
	if (s->known[SG_HOST] == FACT_OK && s->release != NULL)
		line_add(&line, 9, false, STYLE_DIM, "%s", s->release);
	uptime_piece(&line, 3, s);
	if (a.cols >= WIDE_COLS) {
		load_piece(&line, 4, true, s);
		task_pieces(&line, 5, true, s);
	}
	clock_piece(&line, 1, snap->time_ns);
	line_draw(c, a.y, a.x, a.cols, &line);
}

static void
draw_tasks(struct canvas *c, int y, const struct area *a, const struct system *s)
{
	struct line line = {.count = 0};

	task_pieces(&line, 1, false, s);
	load_piece(&line, 0, true, s);
	line_draw(c, y, a->x, a->cols, &line);
}

/* The whole header in one row. */
static void
draw_compact(struct canvas *c, struct area a, const struct system *s)
{
	struct line line = {.count = 0};
	char text[40];

	bars_cpu_text(s, text, sizeof(text));
	line_add(&line, 0, false, STYLE_METER_TEXT, "CPU %s", text);
	bars_memory_text(s, text, sizeof(text));
	line_add(&line, 1, false, STYLE_METER_TEXT, "Mem %s", text);
	load_piece(&line, 2, false, s);
	task_pieces(&line, 3, true, s);
	line_draw(c, a.y, a.x, a.cols, &line);
}

/* How a width is shared: CPUs get more the more columns they need. */
static int
cpu_cols(const struct system *s, int cols, int rows, bool average)
{
	size_t per_column = rows > 0 ? (size_t)rows : 1;
	size_t columns = average ? 1 : (s->ncpus + per_column - 1) / per_column;

	if (columns <= 1)
		return cols / 2;
	return columns == 2 ? cols * 11 / 20 : cols * 3 / 5;
}

static void
draw_halves(struct canvas *c, struct area a, const struct system *s, bool average)
{
	int left = cpu_cols(s, a.cols, a.rows, average);
	struct area right = {a.y, a.x + left + LINE_GAP, 1, a.cols - left - LINE_GAP};

	bars_cpus(c, (struct area){a.y, a.x, a.rows, left}, s, average);
	bars_memory(c, right, s);
	right.y++;
	if (a.rows > 1)
		bars_swap(c, right, s);
}

static void
draw_stacked(struct canvas *c, struct area a, const struct system *s)
{
	void (*const bars[])(struct canvas *, struct area,
	    const struct system *) = {bars_cpu_average, bars_memory, bars_swap};

	for (int i = 0; i < 3 && i < a.rows; i++)
		bars[i](c, (struct area){a.y + i, a.x, 1, a.cols}, s);
}

/* Is there a line of its own for tasks and load? */
static bool
has_task_line(int rows, int cols)
{
	return cols < WIDE_COLS && rows >= 4;
}

int
meters_height(const struct snapshot *snap, int cols, int rows, bool average)
{
	const struct system *s = &snap->system;
	int most = rows / 4 > 2 ? rows / 4 : 2, bars = 2;

	if (cols < HALVES_COLS)
		return 5;
	if (!average)
		bars = bars_cpu_rows(s->ncpus, cols * (s->ncpus > 4 ? 6 : 5) / 10, most);
	if (bars < 2) /* memory and swap */
		bars = 2;
	return 1 + bars + (cols < WIDE_COLS);
}

void
meters_draw(struct canvas *c, struct area a, const struct snapshot *snap, bool average)
{
	const struct system *s = &snap->system;
	bool tasks = has_task_line(a.rows, a.cols);
	struct area bars = {a.y + 1, a.x, a.rows - 1 - tasks, a.cols};

	if (a.rows <= 0 || a.cols <= 0)
		return;
	if (a.rows == 1) {
		draw_compact(c, a, s);
		return;
	}
	draw_title(c, a, snap);
	if (a.cols >= HALVES_COLS)
		draw_halves(c, bars, s, average);
	else
		draw_stacked(c, bars, s);
	if (tasks)
		draw_tasks(c, a.y + a.rows - 1, &a, s);
}

static bool
coverage_known(const struct coverage *k)
{
	return k->ok + k->denied + k->stuck + k->pending > 0;
}

bool
meters_coverage_wanted(const struct snapshot *snap)
{
	return coverage_known(&snap->coverage[COVERAGE_USS]) ||
	    coverage_known(&snap->coverage[COVERAGE_PSS]) ||
	    coverage_known(&snap->coverage[COVERAGE_ENVIRON]) ||
	    snap->system.known[SG_PRESSURE] == FACT_OK || snap->traffic.known_net == FACT_OK ||
	    snap->traffic.known_disk == FACT_OK;
}

static void
coverage_text(const char *name, const struct coverage *k, char *buf, size_t len)
{
	const char *dot = text_utf8() ? "\u00b7" : "|";
	size_t n = 0;
	int w = snprintf(buf, len, "%s %u of %u", name, k->ok,
	    k->ok + k->denied + k->stuck + k->pending);
	const struct {
		uint32_t count;
		const char *name;
	} parts[] = {{k->denied, "denied"}, {k->stuck, "stuck"}, {k->pending, "pending"}};

	for (size_t i = 0; w >= 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
		n += (size_t)w;
		w = 0;
		if (n < len && parts[i].count > 0)
			w = snprintf(buf + n, len - n, " %s %u %s", dot, parts[i].count,
			    parts[i].name);
	}
	n += (size_t)w;
	if (n < len && k->oldest_ns >= UINT64_C(1000000000))
		snprintf(buf + n, len - n, " %s oldest %llu s", dot,
		    (unsigned long long)(k->oldest_ns / UINT64_C(1000000000)));
}

/* Bytes per second: of the network in and out, of disks read and written. */
static void
traffic_pieces(struct line *line, const struct traffic *t)
{
	char in[16], out[16];

	if (t->known_net == FACT_OK) {
		format_bytes(in, sizeof(in), 5, t->recv);
		format_bytes(out, sizeof(out), 5, t->sent);
		line_add(line, 4, true, STYLE_METER_TEXT,
		    text_utf8() ? "Net \u2193%s/s \u2191%s/s" : "Net v %s/s ^ %s/s", in, out);
	}
	if (t->known_disk == FACT_OK) {
		format_bytes(in, sizeof(in), 5, t->read);
		format_bytes(out, sizeof(out), 5, t->written);
		line_add(line, 5, true, STYLE_METER_TEXT, "Disk r %s/s w %s/s", in, out);
	}
}

static void
stall_piece(struct line *line, int rank, const char *name, const struct stall *stall)
{
	if (stall->known)
		line_add(line, rank, true, stall->avg10 >= 10 ? STYLE_HOT : STYLE_METER_TEXT,
		    "%s %.1f", name, stall->avg10);
}

/* What the known ones come to; how many that are is told of USS, or here. */
static void
sum_piece(struct line *line, int rank, const char *name, const struct coverage *k,
    const struct coverage *told)
{
	char bytes[16], known[32] = "";

	if (k->ok == 0)
		return;
	format_bytes(bytes, sizeof(bytes), 0, (double)k->sum);
	if (k != told && k->ok != told->ok)
		snprintf(known, sizeof(known), " in %u", k->ok);
	line_add(line, rank, false, STYLE_METER_TEXT, "%s %s%s", name, bytes, known);
}

/* The footprints in words, then in sums; the environments when somebody looks into them. */
static void
coverage_pieces(struct line *line, const struct coverage *coverage)
{
	const struct coverage *uss = &coverage[COVERAGE_USS], *pss = &coverage[COVERAGE_PSS];
	const struct coverage *told = coverage_known(uss) ? uss : pss;
	char text[160];

	if (coverage_known(told)) {
		coverage_text(told == uss ? "USS" : "PSS", told, text, sizeof(text));
		line_add(line, 0, false, STYLE_DIM, "%s", text);
		sum_piece(line, 4, "sum of USS", uss, told);
		sum_piece(line, 4, uss->ok > 0 ? "of PSS" : "sum of PSS", pss, told);
	}
	if (coverage_known(&coverage[COVERAGE_ENVIRON])) {
		coverage_text("ENV", &coverage[COVERAGE_ENVIRON], text, sizeof(text));
		line_add(line, 0, false, STYLE_DIM, "%s", text);
	}
}

void
meters_coverage(struct canvas *c, struct area a, const struct snapshot *snap)
{
	const struct pressure *p = &snap->system.pressure;
	struct line line = {.count = 0};

	if (a.rows <= 0 || a.cols <= 0)
		return;
	coverage_pieces(&line, snap->coverage);
	traffic_pieces(&line, &snap->traffic);
	if (snap->system.known[SG_PRESSURE] == FACT_OK) {
		line_add(&line, 1, true, STYLE_DIM, "PSI"); /* goes after its last number */
		stall_piece(&line, 3, "cpu", &p->cpu_some);
		stall_piece(&line, 2, "mem", &p->memory_some);
		stall_piece(&line, 1, "io", &p->io_some);
	}
	line_draw(c, a.y, a.x, a.cols, &line);
}
