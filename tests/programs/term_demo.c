/*
 * A screen that shows what the terminal said: for the tests of the terminal.
 *
 * Row 0 shows the last event, row 1 how many came, the rest texts that the tests look at.
 * Keys: n draws a hundred frames in which nothing changes, then one that says so;
 * z suspends, s faults, a aborts, d dies, l takes the next scheme, q ends.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "../../src/compat.h"
#include "../../src/text.h"
#include "../../src/ui/term.h"

static struct canvas canvas;
static char said[200] = "ready";
static long events, quiet;

static void
draw(void)
{
	int rows, cols;

	term_size(&rows, &cols);
	if (rows != canvas.rows || cols != canvas.cols)
		canvas_resize(&canvas, rows, cols);
	canvas_clear(&canvas);
	canvas_printf(&canvas, 0, 0, cols, STYLE_TITLE, "event: %s.", said);
	canvas_printf(&canvas, 1, 0, cols, STYLE_TEXT,
	    "events: %ld quiet: %ld size: %dx%d. pid: %ld.", events, quiet, rows, cols,
	    (long)getpid());
	canvas_string(&canvas, 2, 0, cols, STYLE_SELECTED,
	    "wide: \u6f22\u5b57|e\u0301|\u05e9\u05dc\u05d5\u05dd|");
	canvas_string(&canvas, 3, 0, cols, STYLE_DENIED, "lines: \u2502\u2500\u2588\u25bc\u2191|");
	canvas_string(&canvas, 4, 0, cols, STYLE_TEXT, "bad: \033[2J\033]0;x\a\x9b\xff|");
	canvas_string(&canvas, rows - 1, cols - 1, 1, STYLE_STATUS, "#");
	term_draw(&canvas);
}

static void
say(const struct event *ev)
{
	static const char *const buttons[] = {"left", "middle", "right", "up", "down"};
	char name[32];

	events++;
	switch (ev->kind) {
	case EVENT_KEY:
		snprintf(said, sizeof(said), "key %s", key_text(ev->key, name, sizeof(name)));
		break;
	case EVENT_PASTE:
		snprintf(said, sizeof(said), "paste %zu %.*s", ev->paste_len,
		    ev->paste_len < 40 ? (int)ev->paste_len : 40, ev->paste);
		break;
	case EVENT_MOUSE:
		snprintf(said, sizeof(said), "mouse %s %s%s %d %d", buttons[ev->button],
		    ev->press ? "press" : "release", ev->twice ? " twice" : "", ev->y, ev->x);
		break;
	case EVENT_RESIZE:
		snprintf(said, sizeof(said), "resize %d %d", ev->rows, ev->cols);
		break;
	case EVENT_RESUME:
		snprintf(said, sizeof(said), "resume");
		break;
	default:
		snprintf(said, sizeof(said), "kind %d", (int)ev->kind);
	}
}

/* Where no system puts anything. */
static void
fault(void)
{
	volatile uintptr_t nowhere = 8;

	*(volatile int *)nowhere = 0;
}

static void
act(int key)
{
	static int scheme;

	switch (key) {
	case 'n':
		for (int i = 0; i < 100; i++)
			term_draw(&canvas);
		quiet++;
		break;
	case 'z':
		term_suspend();
		break;
	case 's':
		fault();
		break;
	case 'a':
		abort();
	case 'd':
		die("the demo was told to");
	case 'l':
		scheme++;
		if (theme_names[scheme] == NULL)
			scheme = 0;
		term_scheme(theme_names[scheme]);
		break;
	}
}

int
main(int argc, char **argv)
{
	struct term_options options = {.scheme = argc > 1 ? argv[1] : "default", .mouse = true};
	char err[200] = "";
	struct event ev;

	text_init();
	if (term_open(&options, err, sizeof(err)) != 0) {
		fprintf(stderr, "demo: %s\n", err);
		return 1;
	}
	for (;;) {
		draw();
		term_wait(-1, NULL, &ev);
		say(&ev);
		if (ev.kind == EVENT_QUIT)
			term_die_by(ev.signo);
		if (ev.kind == EVENT_HANGUP || (ev.kind == EVENT_KEY && ev.key == 'q'))
			break;
		if (ev.kind == EVENT_KEY)
			act(ev.key);
	}
	term_close();
	canvas_free(&canvas);
	return ev.kind == EVENT_HANGUP ? 3 : 0;
}
