/*
 * The page with everything about one row of a panel, or with the whole text of one that is a text.
 */
#include "../compat.h"
#include "session.h"

static const struct bar_key side_bar[] = {
    {TK_ESCAPE, "Esc", "Back"},
    {0, NULL, NULL},
};

static const struct bar_key service_bar[] = {
    {TK_ESCAPE, "Esc", "Back"},
    {'J', "J", "Main process"},
    {'o', "o", "Only its processes"},
    {0, NULL, NULL},
};

static void side_page_draw(struct ui *, struct area);

struct side *
side_details_side(const struct ui *ui)
{
	return ui->page->draw == side_page_draw ? ui->side_details.side : NULL;
}

void
side_details_open(struct ui *ui)
{
	struct side_details *d = &ui->side_details;
	struct side *side = focus_side(ui);

	if (side == NULL || (side->pane->text == NULL && list_selected(&side->list) == NULL))
		return;
	d->side = side;
	d->id = side->list.selected;
	d->scroll = (struct scroll){0};
	ui_page(ui, side->panel == PANEL_SERVICE ? &service_page : &side_page);
}

void
side_details_free(struct side_details *d)
{
	fact_lines_free(&d->lines);
	arena_free(&d->arena);
}

const void *
side_details_row(const struct ui *ui)
{
	const struct side_details *d = &ui->side_details;
	const struct table *table = d->side->pane->table;
	struct proc_id id;
	size_t count;

	if (ui->snap == NULL)
		return NULL;
	const char *rows = snapshot_rows(ui->snap, table, &count);
	for (size_t i = 0; i < count; i++) {
		d->side->pane->identify(rows + i * table->row_size, &id);
		if (id_equal(&id, &d->id))
			return rows + i * table->row_size;
	}
	return NULL;
}

/* Every fact, and what the panel has to say beside. */
static void
build(struct ui *ui, const void *row, int cols)
{
	struct side_details *d = &ui->side_details;
	const struct pane *pane = d->side->pane;
	struct fact_lines *l = &d->lines;

	arena_reset(&d->arena);
	l->count = 0;
	l->cols = cols;
	l->arena = &d->arena;
	l->snap = ui->snap;
	l->driver = collector_driver(ui->collector);
	for (const struct field *f = pane->table->fields; f->key != NULL; f++)
		if (collector_offers_field(ui->collector, pane->table, f))
			fact_lines_field(l, pane->table, f, row);
	if (pane->more != NULL)
		pane->more(l, row);
}

static void
draw_text(struct ui *ui, struct area area)
{
	struct side_details *d = &ui->side_details;
	const struct pane *pane = d->side->pane;

	if (ui->snap == NULL)
		return;
	d->scroll.count = pane->text(ui->snap, NULL, area, 0);
	scroll_lines(&d->scroll, 0);
	pane->text(ui->snap, &ui->canvas, area, d->scroll.top);
}

/* What the page is about: the panel, and the name of the row. */
static void
draw_heading(struct ui *ui, struct area line)
{
	const struct table *table = ui->side_details.side->pane->table;
	const void *row = table != NULL ? side_details_row(ui) : NULL;
	int x = line.x + 1;
	struct column name;
	struct value value;
	char buf[300];
	size_t len;

	x += canvas_string(&ui->canvas, line.y, x, line.cols - 1, STYLE_HEADER,
	    ui->side_details.side->pane->title);
	if (row == NULL)
		return;
	name = (struct column){.field = field_find(table, "name", 4)};
	field_get(&name, table, row, &value);
	const char *text = field_text(&name, &value, 0, buf, sizeof(buf), &len);
	canvas_text(&ui->canvas, line.y, x + 2, line.x + line.cols - x - 2, STYLE_HEADER_SORT, text,
	    len);
}

static void
side_page_draw(struct ui *ui, struct area area)
{
	struct side_details *d = &ui->side_details;
	struct area title = {area.y, area.x, 1, area.cols};
	const void *row;

	canvas_fill(&ui->canvas, title, ' ', STYLE_HEADER);
	draw_heading(ui, title);
	area.y++;
	area.rows--;
	d->scroll.page = area.rows > 0 ? (size_t)area.rows : 0;
	if (d->side->pane->text != NULL) {
		draw_text(ui, area);
		return;
	}
	row = side_details_row(ui);
	if (row == NULL) {
		canvas_string(&ui->canvas, area.y + 1, area.x + 2, area.cols - 2, STYLE_WARNING,
		    "it is no more");
		return;
	}
	build(ui, row, area.cols);
	d->scroll.count = d->lines.count;
	scroll_lines(&d->scroll, 0);
	fact_lines_draw(&d->lines, &ui->canvas, area, d->scroll.top);
}

static void
side_page_key(struct ui *ui, int key)
{
	const struct action *action = bindings_find(&ui->bindings, key);

	if (key == TK_ESCAPE || key == 'q' || key == TK_ENTER || key == TK_F10)
		ui_page(ui, &list_page);
	else if (action != NULL && !scroll_text(&ui->side_details.scroll, action->move) &&
	    (action->run == do_pause || action->run == do_refresh || action->run == do_redraw ||
		action->run == do_jump || action->run == do_only))
		action->run(ui);
}

static void
side_page_mouse(struct ui *ui, const struct event *event)
{
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		scroll_lines(&ui->side_details.scroll, event->button == MOUSE_WHEEL_UP ? -3 : 3);
}

const struct page side_page = {"panel", side_page_draw, side_page_key, side_page_mouse, side_bar};
const struct page service_page = {"service", side_page_draw, side_page_key, side_page_mouse,
    service_bar};
