#include "ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "../compat.h"
#include "session.h"

enum { BATCH_MAX = 64 }; /* events answered before a frame is drawn whatever comes */

/* How long an ending waits for a tick under way. */
#define STOP_PATIENCE_NS UINT64_C(500000000)

static void
set_message(struct ui *ui, bool error, const char *format, va_list args)
{
	vsnprintf(ui->message, sizeof(ui->message), format, args);
	ui->message_error = error;
	ui->dirty = true;
}

void
ui_message(struct ui *ui, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_message(ui, false, format, args);
	va_end(args);
}

void
ui_error(struct ui *ui, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_message(ui, true, format, args);
	va_end(args);
}

void
ui_page(struct ui *ui, const struct page *page)
{
	ui->page = page;
	ui->dirty = true;
}

void
keys_apply(struct ui *ui)
{
	char err[200];

	bindings_free(&ui->bindings);
	if (bindings_init(&ui->bindings, ui->set->keys, ui->set->bindings, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
}

/* The last column moves by a quarter of the screen, as htop's does by a few cells. */
static void
shift(struct ui *ui, int direction)
{
	struct list *list = focus_list(ui);

	list->shift += direction * 8;
	if (list->shift < 0)
		list->shift = 0;
	if (list->shift > 4000)
		list->shift = 4000;
}

static void
list_key(struct ui *ui, int key)
{
	const struct action *action = bindings_find(&ui->bindings, key);
	struct side *side = focus_side(ui);

	if (action == NULL) {
		if (key >= '0' && key <= '9' && ui->focus == 0 && !ui->groups.shown)
			do_find_pid(ui, key);
		return;
	}
	if (action->run != NULL && !action->any && ui->focus > 0)
		ui_message(ui, "%s: this is about processes (Tab goes back to them)", action->name);
	else if (action->acts && ui->set->readonly)
		ui_error(ui, "%s: refused, ctop runs with --readonly", action->name);
	else if (ui->groups.shown && (action->acts || action->single))
		ui_message(ui, "%s is for processes: Enter shows those of the group", action->name);
	else if (side != NULL && side->pane->text != NULL && action->rows)
		ui_message(ui, "%s: this is about lists (Tab goes on to the next)", action->name);
	else if (action->run != NULL)
		action->run(ui);
	else if (side != NULL && side->pane->text != NULL)
		scroll_text(&side->list.scroll, action->move);
	else if (action->move == MOVE_LEFT || action->move == MOVE_RIGHT)
		shift(ui, action->move == MOVE_LEFT ? -1 : 1);
	else
		list_move(focus_list(ui), action->move);
}

/* A click on the heading of the sorted column turns it round. */
static void
click_header(struct ui *ui, int x)
{
	int column = list_column_at(&ui->list, x);
	const struct column *clicked;

	if (column < 0)
		return;
	clicked = &ui->list.columns.items[column];
	if (ui->view.sort.field == clicked->field && clicked->argument == NULL)
		do_invert(ui);
	else
		state_sort(ui, clicked, state_default_direction(clicked));
}

static void
list_mouse(struct ui *ui, const struct event *event)
{
	struct side *side = side_at(ui, event->y, event->x);
	size_t at = list_row_at(&ui->list, event->y);

	if (side != NULL) {
		side_mouse(ui, side, event);
		return;
	}
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN) {
		list_wheel(&ui->list, event->button == MOUSE_WHEEL_UP ? -3 : 3);
		return;
	}
	if (!event->press || event->button != MOUSE_LEFT)
		return;
	ui->focus = 0;
	if (event->y == ui->list.area.y) {
		click_header(ui, event->x);
		return;
	}
	if (at == SIZE_MAX)
		return;
	list_select(&ui->list, at);
	if (event->twice)
		do_details(ui);
}

static void
list_page_draw(struct ui *ui, struct area area)
{
	frame_list(ui, area);
}

const struct page list_page = {"list", list_page_draw, list_key, list_mouse, NULL};

void
ui_key(struct ui *ui, int key)
{
	ui->message[0] = '\0';
	/* Whoever goes on does not wait any more. */
	ui->jump.kind = JUMP_NONE;
	if (ui->prompt.open)
		prompt_key(ui, key);
	else if (ui->menu.open)
		menu_key(ui, key);
	else
		ui->page->key(ui, key);
}

static void
on_mouse(struct ui *ui, const struct event *event)
{
	int key =
	    event->press && event->button == MOUSE_LEFT ? frame_bar_at(ui, event->y, event->x) : 0;

	if (event->press)
		ui->message[0] = '\0';
	if (key != 0)
		ui_key(ui, key);
	else if (ui->menu.open)
		menu_mouse(ui, event);
	else if (!ui->prompt.open)
		ui->page->mouse(ui, event);
}

static void
on_resize(struct ui *ui)
{
	int rows, cols;

	term_size(&rows, &cols);
	if (rows != ui->canvas.rows || cols != ui->canvas.cols)
		canvas_resize(&ui->canvas, rows, cols);
}

/* Who runs this ctop, from its own row: what others own is drawn differently. */
static void
find_self(struct ui *ui)
{
	int64_t self = (int64_t)getpid();

	for (size_t i = 0; !ui->euid_known && i < ui->snap->nprocs; i++) {
		const struct proc *p = &ui->snap->procs[i];

		if (p->id.pid == self && p->known[PG_OWNER] == FACT_OK) {
			ui->euid = p->euid;
			ui->euid_known = true;
		}
	}
}

static void
on_snapshot(struct ui *ui)
{
	const struct snapshot *snap = live_take(ui->live);

	if (snap == NULL)
		return;
	state_snapshot(ui, snap);
	sides_snapshot(ui);
	if (ui->set->root == NULL)
		find_self(ui);
	if (ui->page == &details_page) {
		details_snapshot(ui, snap);
		details_find_again(ui);
	}
	if (ui->menu.open && ui->menu.refill != NULL)
		ui->menu.refill(ui);
	search_again(ui);
	jump_settle(ui);
	if (ui->iterations > 0 && snap->tick >= (uint64_t)ui->iterations)
		ui->quit = true;
}

static void
on_event(struct ui *ui, const struct event *event)
{
	ui->dirty = ui->dirty || event->kind != EVENT_NONE;
	switch (event->kind) {
	case EVENT_KEY:
		ui_key(ui, event->key);
		break;
	case EVENT_PASTE:
		/* Only a line that is being typed takes it; what is pasted never acts. */
		if (ui->prompt.open)
			prompt_paste(ui, event->paste, event->paste_len);
		break;
	case EVENT_MOUSE:
		on_mouse(ui, event);
		break;
	case EVENT_RESIZE:
	case EVENT_RESUME:
		on_resize(ui);
		break;
	case EVENT_WAKE:
		on_snapshot(ui);
		break;
	case EVENT_QUIT:
		ui->signo = event->signo;
		ui->quit = true;
		break;
	case EVENT_HANGUP:
		ui->quit = true;
		break;
	case EVENT_NONE:
		break;
	}
}

static void
loop(struct ui *ui)
{
	struct event event;

	while (!ui->quit) {
		if (ui->dirty)
			frame_draw(ui);
		ui->dirty = false;
		demand_update(ui);
		term_wait(-1, ui->wake, &event);
		on_event(ui, &event);
		for (int i = 0; i < BATCH_MAX && !ui->quit; i++) {
			term_wait(0, ui->wake, &event);
			if (event.kind == EVENT_NONE)
				break;
			on_event(ui, &event);
		}
	}
}

static void
session_free(struct ui *ui)
{
	targets_close(ui);
	details_free(&ui->details);
	setup_free(&ui->setup);
	menu_free(&ui->menu);
	bindings_free(&ui->bindings);
	filter_unref(ui->search);
	free(ui->search_text);
	side_details_free(&ui->side_details);
	free(ui->members);
	sides_free(ui);
	free(ui->described);
	state_free(ui);
	canvas_free(&ui->canvas);
}

static bool
start(struct ui *ui, const struct ui_options *options)
{
	int rows, cols;

	term_size(&rows, &cols);
	canvas_init(&ui->canvas, rows, cols);
	ui->page = &list_page;
	ui->dirty = true;
	state_init(ui);
	sides_init(ui);
	keys_apply(ui);
	if (ui->set->stats)
		do_stats(ui);
	if (options->notice != NULL)
		ui_error(ui, "%s", options->notice);
	demand_update(ui);
	ui->live = live_start(ui->collector, &ui->demand, &ui->wake);
	return ui->live != NULL;
}

static enum color_mode
color_mode(const char *text)
{
	if (text != NULL && strcmp(text, "always") == 0)
		return COLOR_ALWAYS;
	return text != NULL && strcmp(text, "never") == 0 ? COLOR_NEVER : COLOR_AUTO;
}

int
ui_run(struct collector *collector, const struct ui_options *options)
{
	struct settings *set = options->settings;
	struct term_options term = {set->scheme, color_mode(set->color), set->mouse};
	struct ui ui = {
	    .collector = collector,
	    .set = set,
	    .config = options->config,
	    .iterations = options->iterations,
	};
	char err[300];

	if (term_open(&term, err, sizeof(err)) != 0) {
		fprintf(stderr, "ctop: %s\n", err);
		return 1;
	}
	if (!start(&ui, options)) {
		term_close();
		fprintf(stderr, "ctop: cannot start a thread\n");
		session_free(&ui);
		return 1;
	}
	loop(&ui);
	term_close();
	/* A thread that sits in the kernel still uses the collector: it ends with the process. */
	if (!live_stop(ui.live, clock_now() + STOP_PATIENCE_NS)) {
		if (ui.signo != 0)
			term_die_by(ui.signo);
		fflush(NULL);
		_exit(0);
	}
	session_free(&ui);
	if (ui.signo != 0)
		term_die_by(ui.signo);
	return 0;
}
