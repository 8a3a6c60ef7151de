#include "meters_bars.h"

#include <stdio.h>
#include <string.h>

#include "../collect/field.h"
#include "../text.h"

enum { BAR_COLS = 16, COLUMNS_MOST = 4, LABEL_COLS = 5, SEGMENTS = 8 };

struct segment {
	double share; /* of the whole, 0 to 1 */
	char ch;
	enum style style;
};

struct bar {
	char label[12];
	char text[40];
	bool dim; /* nothing to measure: an offline CPU */
	struct segment segments[SEGMENTS];
	int count;
};

/* NaN and what a sick system counts are nothing. */
static double
sane(double share)
{
	return share > 0 ? share < 1 ? share : 1 : 0;
}

static void
add(struct bar *b, double share, char ch, enum style style)
{
	b->segments[b->count++] = (struct segment){sane(share), ch, style};
}

/* Label, then [||||##   text]; the text wins over the bar. */
static void
draw_bar(struct canvas *c, int y, int x, int cols, const struct bar *b)
{
	int label = (int)strlen(b->label) + 1, width = cols - label - 2, filled = 0;
	char text[48];
	double sum = 0;

	canvas_string(c, y, x, cols, STYLE_METER_LABEL, b->label);
	if (width < 4) { /* no room for a bar */
		canvas_string(c, y, x + label, cols - label, STYLE_METER_TEXT, b->text);
		return;
	}
	canvas_string(c, y, x + label, 1, STYLE_METER_FRAME, "[");
	canvas_string(c, y, x + cols - 1, 1, STYLE_METER_FRAME, "]");
	for (int i = 0; i < b->count; i++) {
		int end;

		sum += b->segments[i].share;
		end = (int)(sane(sum) * width + 0.5);
		canvas_fill(c, (struct area){y, x + label + 1 + filled, 1, end - filled},
		    (uint32_t)b->segments[i].ch, b->segments[i].style);
		filled = end;
	}
	/* A space, so that bar and number do not run into each other. */
	snprintf(text, sizeof(text), " %s", b->text);
	canvas_right(c, y, x + label + 1, width, b->dim ? STYLE_DIM : STYLE_METER_TEXT,
	    (int)strlen(text) > width ? b->text : text,
	    (int)strlen(text) > width ? strlen(b->text) : strlen(text));
}

static void
percent_bar(struct bar *b, enum fact known, const struct cpu_percent *p)
{
	if (known != FACT_OK) {
		snprintf(b->text, sizeof(b->text), "%s", known == FACT_PENDING ? "..." : "-");
		return;
	}
	add(b, p->nice / 100, '-', STYLE_BAR_NICE);
	add(b, p->user / 100, '|', STYLE_BAR_USER);
	add(b, p->system / 100, '#', STYLE_BAR_SYSTEM);
	add(b, (p->irq + p->softirq) / 100, '!', STYLE_BAR_IRQ);
	add(b, (p->steal + p->guest) / 100, '*', STYLE_BAR_STEAL);
	add(b, p->iowait / 100, ':', STYLE_BAR_IOWAIT);
	snprintf(b->text, sizeof(b->text), "%.1f%%", sane(p->total / 100) * 100);
}

static enum fact
cpu_known(const struct system *s)
{
	return s->known[SG_CPU] == FACT_OK ? (enum fact)s->known_rate : (enum fact)s->known[SG_CPU];
}

static void
draw_average(struct canvas *c, struct area a, const struct system *s, const char *label)
{
	struct bar b = {.count = 0};

	snprintf(b.label, sizeof(b.label), "%s", label);
	percent_bar(&b, cpu_known(s), &s->cpu_percent);
	draw_bar(c, a.y, a.x, a.cols, &b);
}

void
bars_cpu_average(struct canvas *c, struct area a, const struct system *s)
{
	draw_average(c, a, s, "CPU");
}

static void
draw_cpu(struct canvas *c, int y, int x, int cols, const struct cpu *cpu)
{
	struct bar b = {.dim = !cpu->online};

	if (cpu->number < 100)
		snprintf(b.label, sizeof(b.label), "%s%u", cpu->number < 10 ? "CPU" : "CP",
		    cpu->number);
	else
		snprintf(b.label, sizeof(b.label), "%4u", cpu->number);
	if (!cpu->online)
		snprintf(b.text, sizeof(b.text), "offline");
	else
		percent_bar(&b,
		    cpu->known == FACT_OK ? (enum fact)cpu->known_rate : (enum fact)cpu->known,
		    &cpu->percent);
	draw_bar(c, y, x, cols, &b);
}

/* One cell that tells how busy a CPU is. */
static void
draw_level(struct canvas *c, int y, int x, const struct cpu *cpu)
{
	static const char digits[] = "_123456789";
	bool known = cpu->online && cpu->known == FACT_OK && cpu->known_rate == FACT_OK;
	double share = known ? sane(cpu->percent.total / 100) : 0;
	uint32_t ch =
	    text_utf8() ? 0x2581 + (uint32_t)(share * 7.99) : (uint32_t)digits[(int)(share * 9.99)];
	enum style style = share > 0.75 ? STYLE_HOT : share > 0.05 ? STYLE_BAR_USER : STYLE_DIM;

	if (!known)
		ch = cpu->online ? '-' : 'x';
	canvas_fill(c, (struct area){y, x, 1, 1}, ch, known ? style : STYLE_DIM);
}

/* The average, and below it a cell for each CPU as far as they fit. */
static void
cpu_strip(struct canvas *c, struct area a, const struct system *s)
{
	size_t room, shown = s->ncpus;
	char more[32] = "";

	draw_average(c, a, s, "CPU "); /* as wide as the numbers below it */
	if (a.rows < 2 || a.cols <= LABEL_COLS)
		return;
	room = (size_t)(a.rows - 1) * (size_t)(a.cols - LABEL_COLS);
	if (shown > room) {
		snprintf(more, sizeof(more), " +%zu more", s->ncpus);
		if (room <= strlen(more))
			return;
		shown = room - strlen(more);
		snprintf(more, sizeof(more), " +%zu more", s->ncpus - shown);
	}
	for (size_t i = 0; i < shown; i++) {
		int y = a.y + 1 + (int)(i / (size_t)(a.cols - LABEL_COLS));
		int x = (int)(i % (size_t)(a.cols - LABEL_COLS));

		if (x == 0)
			canvas_printf(c, y, a.x, LABEL_COLS - 1, STYLE_METER_LABEL, "%u",
			    s->cpus[i].number);
		draw_level(c, y, a.x + LABEL_COLS + x, &s->cpus[i]);
	}
	if (*more != '\0')
		canvas_right(c, a.y + a.rows - 1, a.x, a.cols, STYLE_DIM, more, strlen(more));
}

static size_t
columns_most(int cols)
{
	int n = (cols + 1) / (BAR_COLS + 1);

	return n < 1 ? 1 : n > COLUMNS_MOST ? COLUMNS_MOST : (size_t)n;
}

int
bars_cpu_rows(size_t ncpus, int cols, int most)
{
	/* Short lists read better in fewer columns than would fit. */
	size_t columns = ncpus <= 8 && columns_most(cols) > 2 ? 2 : columns_most(cols);
	size_t rows = (ncpus + columns - 1) / columns, strip;

	if (rows > (size_t)most && ncpus > columns_most(cols) * (size_t)most) {
		strip = cols > LABEL_COLS ? (size_t)(cols - LABEL_COLS) : 1;
		rows = 1 + (ncpus + strip - 1) / strip;
	}
	return rows < (size_t)most ? (int)rows : most;
}

void
bars_cpus(struct canvas *c, struct area a, const struct system *s, bool average)
{
	size_t rows = a.rows > 0 ? (size_t)a.rows : 0;
	size_t columns;

	if (rows == 0)
		return;
	if (average || s->ncpus == 0 || cpu_known(s) == FACT_NONE) {
		bars_cpu_average(c, a, s);
		return;
	}
	columns = (s->ncpus + rows - 1) / rows;
	if (columns > columns_most(a.cols)) {
		cpu_strip(c, a, s);
		return;
	}
	/* Numbers run down, as people read lists of CPUs. */
	rows = (s->ncpus + columns - 1) / columns;
	for (size_t i = 0; i < s->ncpus; i++) {
		size_t column = i / rows;
		int x = (int)((size_t)(a.cols + 1) * column / columns);
		int next = (int)((size_t)(a.cols + 1) * (column + 1) / columns);

		draw_cpu(c, a.y + (int)(i % rows), a.x + x, next - x - 1, &s->cpus[i]);
	}
}

static const char *
mark(uint8_t known)
{
	return known == FACT_PENDING ? "..." : "-";
}

static void
amount(char *buf, size_t len, uint64_t bytes)
{
	if (bytes == MEMORY_UNKNOWN)
		snprintf(buf, len, "-");
	else
		format_bytes(buf, len, 0, (double)bytes);
}

static void
amounts(char *buf, size_t len, uint64_t used, uint64_t total)
{
	char a[16], b[16];

	amount(a, sizeof(a), used);
	amount(b, sizeof(b), total);
	snprintf(buf, len, "%s/%s", a, b);
}

void
bars_memory_text(const struct system *s, char *buf, size_t len)
{
	const struct memory *m = &s->memory;

	if (s->known[SG_MEMORY] != FACT_OK || m->total == 0 || m->total == MEMORY_UNKNOWN)
		snprintf(buf, len, "%s", mark(s->known[SG_MEMORY]));
	else
		amounts(buf, len, m->used, m->total);
}

void
bars_cpu_text(const struct system *s, char *buf, size_t len)
{
	struct bar b = {.count = 0};

	percent_bar(&b, cpu_known(s), &s->cpu_percent);
	snprintf(buf, len, "%s", b.text);
}

/* What a system does not tell takes no part of the bar. */
static double
bytes_or_none(uint64_t bytes)
{
	return bytes == MEMORY_UNKNOWN ? 0 : (double)bytes;
}

void
bars_memory(struct canvas *c, struct area a, const struct system *s)
{
	const struct memory *m = &s->memory;
	struct bar b = {.label = "Mem"};
	double total = bytes_or_none(m->total), used = bytes_or_none(m->used);
	double shared = bytes_or_none(m->shared), cached = bytes_or_none(m->cached);

	bars_memory_text(s, b.text, sizeof(b.text));
	if (s->known[SG_MEMORY] == FACT_OK && total > 0) {
		/* Shared pages are counted as used, and as cached: shown once. */
		if (shared > used)
			shared = used;
		add(&b, (used - shared) / total, '|', STYLE_BAR_USED);
		add(&b, shared / total, '#', STYLE_BAR_SHARED);
		add(&b, bytes_or_none(m->buffers) / total, '*', STYLE_BAR_BUFFERS);
		add(&b, (cached - shared) / total, ':', STYLE_BAR_CACHE);
	}
	draw_bar(c, a.y, a.x, a.cols, &b);
}

void
bars_swap(struct canvas *c, struct area a, const struct system *s)
{
	struct bar b = {.label = "Swp"};

	if (s->known[SG_SWAP] != FACT_OK) {
		snprintf(b.text, sizeof(b.text), "%s", mark(s->known[SG_SWAP]));
	} else if (s->swap.total == 0) {
		snprintf(b.text, sizeof(b.text), "none");
		b.dim = true;
	} else {
		amounts(b.text, sizeof(b.text), s->swap.used, s->swap.total);
		add(&b, bytes_or_none(s->swap.used) / bytes_or_none(s->swap.total), '|',
		    STYLE_BAR_SWAP);
	}
	draw_bar(c, a.y, a.x, a.cols, &b);
}
