#include "details.h"

#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

static const char *const tab_names[DETAILS_TABS] = {"Facts", "Memory", "Mappings", "Files",
    "Limits", "Threads", "Environment", "Command"};

static const struct bar_key details_bar[] = {
    {TK_ESCAPE, "Esc", "Back"},
    {TK_TAB, "Tab", "Next"},
    {'/', "/", "Find"},
    {'s', "s", "Sort"},
    {0, NULL, NULL},
};
const struct page details_page = {"details", details_draw, details_key, details_mouse, details_bar};

enum { LABEL_COLS = 26, VALUE_COLS = 22 };

static void
open_threads(struct details *d)
{
	struct columns columns;
	char err[200];

	list_init(&d->threads, &process_pane);
	if (columns_parse(&process_table,
		"pid,status,priority,nice,cpu_percent,cpu_time,cpu_num,name", &columns, err,
		sizeof(err)) == 0)
		list_columns(&d->threads, &columns);
	d->threads_view = (struct view){
	    .sort = {.field = field_find(&process_table, "cpu_percent", 11)},
	    .descending = true,
	};
	d->threads.sort = &d->threads_view.sort;
	d->threads.descending = true;
}

void
details_open(struct ui *ui, struct proc_id id, enum details_tab tab)
{
	struct details *d = &ui->details;

	details_close(ui);
	d->id = id;
	d->tab = tab;
	if (d->threads.columns.count == 0)
		open_threads(d);
	details_inside_open(d);
	if (ui->snap != NULL)
		details_snapshot(ui, ui->snap);
	ui_page(ui, &details_page);
}

void
details_close(struct ui *ui)
{
	struct details *d = &ui->details;

	snapshot_unref(d->kept);
	d->kept = NULL;
	d->row = NULL;
	d->focused = false;
	d->ended = false;
	d->scroll = (struct scroll){0};
	d->built_cols = 0;
	d->threads.order = NULL;
	d->threads.scroll = (struct scroll){0};
	idset_clear(&d->threads.tags);
	details_inside_close(d);
}

void
details_free(struct details *d)
{
	snapshot_unref(d->kept);
	arena_free(&d->arena);
	free(d->lines);
	list_free(&d->threads);
	details_inside_free(d);
	*d = (struct details){0};
}

/* Everything but the environment, which is read only when it is looked at. */
void
details_demand(const struct ui *ui, struct focus *focus)
{
	const struct details *d = &ui->details;

	focus->id = d->id;
	focus->threads = d->tab == DETAILS_THREADS;
	focus->inside = details_inside_kind(d);
	focus->asked = d->asked;
	focus->groups = d->tab == DETAILS_ENVIRON ? PG_BIT(PG_ENVIRON) : 0;
	if (d->tab == DETAILS_COMMAND)
		focus->groups |= PG_BIT(PG_CMDLINE);
	if (d->tab == DETAILS_THREADS)
		focus->groups |= columns_groups(&d->threads.columns);
	if (d->tab != DETAILS_FACTS && d->tab != DETAILS_MEMORY)
		return;
	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		if ((f->flags & (FIELD_ARGUMENT | FIELD_HIDDEN)) == 0 &&
		    collector_offers_field(ui->collector, &process_table, f))
			focus->groups |= f->groups;
}

static void
take_threads(struct details *d)
{
	const struct snapshot *snap = d->kept;

	/* Its order lives as long as the lines do. */
	if (d->tab != DETAILS_THREADS || snap == NULL)
		return;
	arena_reset(&d->arena);
	d->scroll.count = 0;
	view_build(&d->threads_view, &process_table, snap->threads, snap->nthreads, &d->arena,
	    &d->threads_order);
	list_rows(&d->threads, snap->threads, snap->nthreads, &d->threads_order);
}

void
details_snapshot(struct ui *ui, const struct snapshot *snap)
{
	struct details *d = &ui->details;
	bool answers = snap->serial == ui->demand.serial && ui->page == &details_page &&
	    id_equal(&ui->demand.focus.id, &d->id);
	const struct proc *row = NULL;

	if (d->ended)
		return;
	if (snap->focus != NULL && id_equal(&snap->focus->id, &d->id))
		row = snap->focus;
	else if (!d->focused)
		row = snapshot_find(snap, d->id);
	if (answers && row == NULL)
		d->ended = true;
	if (row == NULL || d->ended)
		return;
	d->focused = row == snap->focus;
	snapshot_ref(snap);
	snapshot_unref(d->kept);
	d->kept = snap;
	d->row = row;
	d->built_cols = 0;
	take_threads(d);
	details_inside_take(d);
}

/* What the system has not is not offered. */
static bool
offers_tab(const struct ui *ui, int tab)
{
	const struct details of = {.tab = (enum details_tab)tab};
	enum inside_kind kind = details_inside_kind(&of);

	return kind == INSIDE_NOTHING || inside_offered(collector_driver(ui->collector), kind);
}

/* The tab, or the next one in the direction of step. */
static void
show_tab(struct ui *ui, int tab, int step)
{
	struct details *d = &ui->details;

	tab = (tab + DETAILS_TABS) % DETAILS_TABS;
	while (!offers_tab(ui, tab))
		tab = (tab + step + DETAILS_TABS) % DETAILS_TABS;
	d->tab = (enum details_tab)tab;
	d->scroll = (struct scroll){0};
	d->built_cols = 0;
	d->arranged = NULL;
	take_threads(d);
	details_inside_take(d);
}

static int
draw_title(struct ui *ui, struct area area)
{
	struct details *d = &ui->details;
	struct canvas *canvas = &ui->canvas;
	int x = area.x;

	canvas_fill(canvas, (struct area){area.y, area.x, 1, area.cols}, ' ', STYLE_HEADER);
	x += canvas_printf(canvas, area.y, x, area.cols, STYLE_HEADER, "%lld %s",
	    (long long)d->id.pid,
	    d->row != NULL && d->row->known[PG_NAME] == FACT_OK ? d->row->name : "");
	if (d->ended)
		canvas_string(canvas, area.y, x + 1, area.cols - (x - area.x), STYLE_WARNING,
		    "has ended; these are the last facts");
	x = area.x;
	for (int i = 0; i < DETAILS_TABS; i++) {
		d->tabs[i] = x;
		if (!offers_tab(ui, i))
			continue;
		x += canvas_printf(canvas, area.y + 1, x, area.x + area.cols - x,
		    i == (int)d->tab ? STYLE_MENU_SELECTED : STYLE_TEXT, " %s ", tab_names[i]);
	}
	d->tabs[DETAILS_TABS] = x;
	return 2;
}

static void
draw_line(struct ui *ui, int y, struct area area, const struct details_line *line)
{
	struct canvas *canvas = &ui->canvas;
	int label = area.cols < 3 * LABEL_COLS ? area.cols / 2 : LABEL_COLS;
	int value = area.x + label, help = value + VALUE_COLS;
	int used;

	if (line->label == NULL) {
		canvas_text(canvas, y, area.x, area.cols, line->style, line->text, line->len);
		return;
	}
	canvas_string(canvas, y, area.x, label - 1, STYLE_METER_LABEL, line->label);
	used = canvas_text(canvas, y, value, area.x + area.cols - value, line->style, line->text,
	    line->len);
	if (value + used + 2 > help)
		help = value + used + 2;
	if (line->help != NULL && help < area.x + area.cols)
		canvas_string(canvas, y, help, area.x + area.cols - help, STYLE_DIM, line->help);
}

static void
draw_threads(struct ui *ui, struct area area)
{
	struct details *d = &ui->details;
	struct scene scene = {
	    .set = ui->set,
	    .tags = &d->threads.tags,
	    .stale_ns = UINT64_MAX,
	    .unicode = term_utf8(),
	    .focus = true,
	};

	if (area.rows > 1 && !d->ended) {
		area.rows--;
		canvas_printf(&ui->canvas, area.y + area.rows, area.x, area.cols, STYLE_DIM,
		    "and the first one, %lld, which goes by the name of the process",
		    (long long)d->id.pid);
	}
	if (d->threads.order != NULL && d->kept != NULL && d->kept->threads_known == FACT_OK) {
		list_draw(&d->threads, &ui->canvas, area, &scene);
		return;
	}
	canvas_string(&ui->canvas, area.y, area.x, area.cols, STYLE_DIM,
	    details_missing(d, d->kept != NULL ? d->kept->threads_known : FACT_UNREAD));
}

void
details_draw(struct ui *ui, struct area area)
{
	struct details *d = &ui->details;
	int head = draw_title(ui, area);

	area.y += head;
	area.rows -= head;
	d->area = area;
	if (area.rows <= 0)
		return;
	if (d->tab == DETAILS_THREADS) {
		draw_threads(ui, area);
		return;
	}
	if (details_inside(d) != NULL) {
		details_inside_draw(ui, area);
		return;
	}
	if (d->built_cols != area.cols)
		details_build(d, ui->collector, area.cols);
	d->scroll.page = (size_t)area.rows;
	scroll_wheel(&d->scroll, 0);
	for (int i = 0; i < area.rows; i++) {
		size_t at = d->scroll.top + (size_t)i;

		if (at < d->scroll.count)
			draw_line(ui, area.y + i, area, &d->lines[at]);
	}
}

static bool
line_has(const struct details_line *line, const char *what, size_t len)
{
	return (line->label != NULL &&
		   text_find(line->label, strlen(line->label), what, len) >= 0) ||
	    text_find(line->text, line->len, what, len) >= 0;
}

/* The next line below (or from) the top of the screen that has the words goes to the top. */
static void
find_line(struct ui *ui, size_t from)
{
	struct details *d = &ui->details;
	struct prompt *p = &ui->prompt;

	p->note[0] = '\0';
	/* The lines may still be those of a snapshot that is no more. */
	if (d->built_cols != d->area.cols)
		details_build(d, ui->collector, d->area.cols);
	for (size_t i = 0; i < d->scroll.count && p->len > 0; i++) {
		size_t at = (from + i) % d->scroll.count;

		if (line_has(&d->lines[at], p->text, p->len)) {
			d->scroll.top = at;
			return;
		}
	}
	if (p->len > 0)
		snprintf(p->note, sizeof(p->note), "nothing found");
}

static void
find_changed(struct ui *ui)
{
	if (details_inside(&ui->details) != NULL)
		details_inside_find(ui, 0);
	else
		find_line(ui, ui->details.scroll.top);
}

void
details_find_again(struct ui *ui)
{
	const struct prompt *p = &ui->prompt;

	if (p->open && p->changed == find_changed && p->note[0] != '\0')
		find_changed(ui);
}

static bool
find_key(struct ui *ui, int key)
{
	if (key != TK_F3 && key != TK_DOWN)
		return false;
	if (details_inside(&ui->details) != NULL)
		details_inside_find(ui, 1);
	else
		find_line(ui, ui->details.scroll.top + 1);
	return true;
}

static void
find_done(struct ui *ui, bool keep)
{
	(void)ui;
	(void)keep;
}

void
details_key(struct ui *ui, int key)
{
	struct details *d = &ui->details;
	struct details_inside *page = details_inside(d);
	const struct action *action = bindings_find(&ui->bindings, key);
	enum move move = action != NULL ? action->move : MOVE_NONE;

	if (key == TK_ESCAPE || key == 'q' || key == TK_F10) {
		details_close(ui);
		ui_page(ui, &list_page);
	} else if (key == TK_TAB || move == MOVE_RIGHT)
		show_tab(ui, (int)d->tab + 1, 1);
	else if (key == TK_BACKTAB || move == MOVE_LEFT)
		show_tab(ui, (int)d->tab - 1, -1);
	else if (key >= '1' && key < '1' + DETAILS_TABS)
		show_tab(ui, key - '1', 1);
	else if ((key == '/' || key == TK_F3) && d->tab != DETAILS_THREADS) {
		prompt_open(ui, "Find:", NULL, find_changed, find_done);
		ui->prompt.key = find_key;
	} else if (key == 's' && d->tab == DETAILS_ENVIRON) {
		d->sorted = !d->sorted;
		d->built_cols = 0;
	} else if (action != NULL && action->run == do_files)
		show_tab(ui, DETAILS_FILES, 1);
	else if (page != NULL && details_inside_key(ui, key))
		;
	else if (page != NULL && page->list.order != NULL && move != MOVE_NONE)
		list_move(&page->list, move);
	else if (d->tab == DETAILS_THREADS && d->threads.order != NULL)
		list_move(&d->threads, move);
	else if (!scroll_text(&d->scroll, move) && action != NULL &&
	    (action->run == do_redraw || action->run == do_measure || action->run == do_jump ||
		action->run == do_only))
		action->run(ui);
}

void
details_mouse(struct ui *ui, const struct event *event)
{
	struct details *d = &ui->details;
	int lines = event->button == MOUSE_WHEEL_UP ? -3 : 3;

	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN) {
		if (d->tab == DETAILS_THREADS)
			list_wheel(&d->threads, lines);
		else if (details_inside(d) != NULL)
			list_wheel(&details_inside(d)->list, lines);
		else
			scroll_wheel(&d->scroll, lines);
		return;
	}
	if (event->press && event->y >= d->area.y && details_inside(d) != NULL)
		details_inside_click(ui, event->y, event->x);
	if (!event->press || event->y != d->area.y - 1)
		return;
	for (int i = 0; i < DETAILS_TABS; i++)
		if (event->x >= d->tabs[i] && event->x < d->tabs[i + 1])
			show_tab(ui, i, 1);
}
