#include "term_common.h"

#include "../compat.h"
#include "../text.h"
#include "term_diff.h"

#define NS_PER_MS UINT64_C(1000000)

struct common common;

static void
load_scheme(int scheme)
{
	common.scheme = scheme;
	for (int i = 0; i < STYLE_COUNT; i++)
		common.looks[i] = theme_look(scheme, common.colors, (enum style)i);
	native_looks();
}

void
common_open(const char *scheme, int colors)
{
	int number = theme_find(scheme);

	memset(&common, 0, sizeof(common));
	common.colors = colors;
	load_scheme(number >= 0 ? number : 0);
}

void
common_close(void)
{
	canvas_free(&common.shown);
}

bool
common_wants_color(enum color_mode mode)
{
	const char *no_color = getenv("NO_COLOR");

	return mode != COLOR_NEVER && (mode != COLOR_AUTO || no_color == NULL || *no_color == '\0');
}

void
common_take_size(int rows, int cols)
{
	common.rows = rows;
	common.cols = cols;
	canvas_resize(&common.shown, rows, cols);
	common.all = true;
}

void
common_size_event(enum event_kind kind, struct event *ev)
{
	ev->kind = kind;
	ev->rows = common.rows;
	ev->cols = common.cols;
}

static void
draw_row(const struct canvas *canvas, int y, int cols,
    void (*write)(const struct cell *row, int y, int start, int end))
{
	const struct cell *row = canvas->cells + (size_t)y * (size_t)canvas->cols;
	struct cell *old = common.shown.cells + (size_t)y * (size_t)common.shown.cols;
	int start, end = 0;

	if (!common.all && memcmp(row, old, (size_t)cols * sizeof(*row)) == 0)
		return;
	while (diff_run(row, old, cols, common.all, &start, &end))
		write(row, y, start, end);
	memcpy(old, row, (size_t)cols * sizeof(*row));
}

void
common_draw(const struct canvas *canvas,
    void (*write)(const struct cell *row, int y, int start, int end))
{
	int rows = canvas->rows < common.rows ? canvas->rows : common.rows;
	int cols = canvas->cols < common.cols ? canvas->cols : common.cols;

	for (int y = 0; y < rows; y++)
		draw_row(canvas, y, cols, write);
	common.all = false;
}

bool
common_cursor(const struct canvas *canvas)
{
	return canvas->cursor_y >= 0 && canvas->cursor_x >= 0 && canvas->cursor_y < common.rows &&
	    canvas->cursor_x < common.cols;
}

/* Rounded up, so that the wait does not end early and spin. */
int
common_wait_ms(bool ripens, uint64_t then, uint64_t deadline, bool forever)
{
	uint64_t now = clock_now(), until = then + ESCAPE_NS, ns;

	if (ripens)
		deadline = forever || until < deadline ? until : deadline;
	else if (forever)
		return -1;
	ns = deadline > now ? deadline - now : 0;
	ns = (ns + NS_PER_MS - 1) / NS_PER_MS;
	return ns < 3600000 ? (int)ns : 3600000;
}

void
term_size(int *rows, int *cols)
{
	*rows = common.rows;
	*cols = common.cols;
}

bool
term_utf8(void)
{
	return text_utf8();
}

bool
term_scheme(const char *name)
{
	int scheme = theme_find(name);

	if (scheme < 0)
		return false;
	load_scheme(scheme);
	term_redraw();
	return true;
}

void
term_redraw(void)
{
	common.all = true;
}

void
term_wait(int64_t timeout_ns, const struct wake *wake, struct event *ev)
{
	uint64_t deadline = clock_now() + (timeout_ns > 0 ? (uint64_t)timeout_ns : 0);

	memset(ev, 0, sizeof(*ev));
	if (native_ready(ev))
		return;
	do {
		memset(ev, 0, sizeof(*ev));
		if (native_wait(deadline, timeout_ns < 0, wake, ev))
			return;
	} while (timeout_ns < 0 || clock_now() < deadline);
	memset(ev, 0, sizeof(*ev));
}
