/*
 * What ctop itself costs: --stats on screen.
 */
#include <inttypes.h>
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static const struct bar_key stats_bar[] = {
    {TK_ESCAPE, "Esc", "Back"},
    {0, NULL, NULL},
};

/* Draws line after line of which only a window is on screen. */
struct pen {
	struct ui *ui;
	struct area area;
	size_t line;
};

static void
put(struct pen *pen, enum style style, const char *text)
{
	const struct scroll *s = &pen->ui->stats;
	size_t line = pen->line++;

	if (line >= s->top && line - s->top < (size_t)pen->area.rows)
		canvas_string(&pen->ui->canvas, pen->area.y + (int)(line - s->top), pen->area.x + 1,
		    pen->area.cols - 1, style, text);
}

static void
put_costs(struct pen *pen)
{
	const struct snapshot *snap = pen->ui->snap;
	char line[200];

	put(pen, STYLE_TITLE, "What ctop itself costs");
	put(pen, STYLE_TEXT, "");
	snprintf(line, sizeof(line), "CPU time so far      %9.3f s", (double)clock_cpu() / 1e9);
	put(pen, STYLE_TEXT, line);
	if (snap == NULL)
		return;
	const struct costs *c = &snap->costs;
	snprintf(line, sizeof(line), "of that, readers     %9.3f s", (double)c->readers_ns / 1e9);
	put(pen, STYLE_TEXT, line);
	snprintf(line, sizeof(line), "the last tick        %9.3f ms for %zu rows",
	    (double)c->tick_ns / 1e6, snap->nprocs);
	put(pen, STYLE_TEXT, line);
	snprintf(line, sizeof(line), "reader threads       %5u, %u stuck; %zu readings under way",
	    c->readers, c->stuck, c->jobs);
	put(pen, STYLE_TEXT, line);
	snprintf(line, sizeof(line),
	    "footprints           %5" PRIu64 " read, %" PRIu64 " waiting for budget", c->footprints,
	    c->footprints_waiting);
	put(pen, STYLE_TEXT, line);
	put(pen, STYLE_TEXT, "");
}

static void
put_sources(struct pen *pen)
{
	char line[160];

	if (!pen->ui->set->stats) {
		put(pen, STYLE_DIM, "Started with --stats, ctop also times every source it reads.");
		return;
	}
	snprintf(line, sizeof(line), "%-14s %10s %10s %10s %10s", "SOURCE", "READS", "FAILURES",
	    "TIME ms", "us/read");
	put(pen, STYLE_HEADER, line);
	for (const struct source_stats *s = collector_stats(pen->ui->collector); s->name != NULL;
	     s++) {
		uint64_t reads = s->reads, time = s->time_ns;
		snprintf(line, sizeof(line), "%-14s %10" PRIu64 " %10" PRIu64 " %10.1f %10.1f",
		    s->name, reads, s->failures, (double)time / 1e6,
		    reads > 0 ? (double)time / (double)reads / 1e3 : 0);
		put(pen, STYLE_TEXT, line);
	}
}

/* What the driver found when it opened the machine, and what is missing to see all. */
static void
put_described(struct pen *pen)
{
	const char *text = pen->ui->described;

	if (text == NULL)
		return;
	put(pen, STYLE_TEXT, "");
	while (*text != '\0') {
		char line[300];
		size_t len = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		put(pen, STYLE_TEXT, line);
		text += len + (text[len] == '\n');
	}
}

static void
stats_draw(struct ui *ui, struct area area)
{
	struct pen pen = {ui, area, 0};
	struct scroll *s = &ui->stats;

	s->page = area.rows > 0 ? (size_t)area.rows : 0;
	put_costs(&pen);
	put_sources(&pen);
	put_described(&pen);
	s->count = pen.line;
}

static void
stats_key(struct ui *ui, int key)
{
	const struct action *action = bindings_find(&ui->bindings, key);

	if (action != NULL && scroll_text(&ui->stats, action->move))
		return;
	if (key == TK_ESCAPE || key == TK_ENTER || key == 'q' || key == TK_F10 ||
	    (action != NULL && action->run == do_stats))
		ui_page(ui, &list_page);
}

static void
stats_mouse(struct ui *ui, const struct event *event)
{
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		scroll_wheel(&ui->stats, event->button == MOUSE_WHEEL_UP ? -3 : 3);
}

const struct page stats_page = {"stats", stats_draw, stats_key, stats_mouse, stats_bar};

void
do_stats(struct ui *ui)
{
	ui->stats = (struct scroll){0};
	if (ui->described == NULL)
		ui->described = collector_describe(ui->collector);
	ui_page(ui, &stats_page);
}
