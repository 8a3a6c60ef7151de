/*
 * Panels beside the processes as they are drawn, and the page with all facts of one row.
 */
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static int
draw_word(struct ui *ui, struct area line, int x, enum style style, const char *text)
{
	int room = line.x + line.cols - x;

	if (room < 4)
		return x;
	return x + canvas_string(&ui->canvas, line.y, x, room, style, text) + 1;
}

static void
draw_title(struct ui *ui, const struct side *side, struct area line, bool focus)
{
	const struct list *list = &side->list;
	enum style style = focus ? STYLE_TITLE : STYLE_DIM;
	char text[400];
	size_t total;
	int x;

	canvas_fill(&ui->canvas, line, term_utf8() ? 0x2500 : '-', STYLE_RULE);
	snapshot_rows(ui->snap, side->pane->table, &total);
	snprintf(text, sizeof(text), " %s %zu of %zu ", side->pane->title, list->scroll.count, total);
	x = draw_word(ui, line, line.x + 2, style, text);
	if (side->set->filter != NULL) {
		snprintf(text, sizeof(text), " filter: %s ", side->set->filter);
		x = draw_word(ui, line, x, STYLE_WARNING, text);
	}
	if (side->set->hide_minor && side->pane->minor != NULL) {
		snprintf(text, sizeof(text), " no %s ", side->pane->minor);
		x = draw_word(ui, line, x, STYLE_DIM, text);
	}
	if (side->pane->note != NULL && side->pane->note(ui->snap, text + 1, sizeof(text) - 2)) {
		text[0] = ' ';
		strlcat(text, " ", sizeof(text));
		draw_word(ui, line, x, STYLE_DIM, text);
	}
}

/* Why there is nothing to show. */
static void
draw_empty(struct ui *ui, const struct side *side, struct area area)
{
	enum fact known = snapshot_known(ui->snap, side->pane->table);
	char text[200];

	if (known == FACT_UNREAD)
		snprintf(text, sizeof(text), "looking");
	else if (known != FACT_OK)
		snprintf(text, sizeof(text), "cannot be listed: %s", fact_name(known));
	else if (side->set->filter != NULL)
		snprintf(text, sizeof(text), "nothing matches the filter");
	else
		snprintf(text, sizeof(text), "nothing to show");
	canvas_string(&ui->canvas, area.y + 1, area.x + 1, area.cols - 1, STYLE_WARNING, text);
}

void
side_draw(struct ui *ui, struct side *side, struct area area)
{
	bool focus = focus_side(ui) == side;
	struct area title = {area.y, area.x, 1, area.cols};
	struct area rows = {area.y + 1, area.x, area.rows - 1, area.cols};
	const struct scene scene = {
		.set = ui->set,
		.tags = &side->list.tags,
		.search = focus ? search_words(ui) : NULL,
		.stale_ns = (uint64_t)(ui->demand.delay * 2e9),
		.unicode = term_utf8(),
		.focus = focus,
	};

	side->area = area;
	if (area.rows < 2 || ui->snap == NULL)
		return;
	list_draw(&side->list, &ui->canvas, rows, &scene);
	if (side->list.scroll.count == 0 && rows.rows > 1)
		draw_empty(ui, side, rows);
	draw_title(ui, side, title, focus);
}

static const struct bar_key side_bar[] = {
	{TK_ESCAPE, "Esc", "Back"},
	{0, NULL, NULL},
};

void
side_details_open(struct ui *ui)
{
	struct side *side = focus_side(ui);

	if (side == NULL || list_selected(&side->list) == NULL)
		return;
	ui->side_details = (struct side_details){.side = side, .id = side->list.selected};
	ui_page(ui, &side_page);
}

static const void *
find_row(const struct ui *ui)
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

/* One address in full; returns whether it was on the page. */
static void
draw_address(struct ui *ui, struct area line, const struct netaddr *a)
{
	int x = line.x + 20, end = line.x + line.cols;
	struct canvas *c = &ui->canvas;

	canvas_string(c, line.y, line.x + 2, 16, STYLE_METER_LABEL, addr_family_names[a->family]);
	x += canvas_string(c, line.y, x, end - x, STYLE_TEXT, a->address) + 2;
	if (a->family != ADDR_LINK)
		x += canvas_printf(c, line.y, x, end - x, STYLE_DIM, "/%u netmask %s scope %s",
			 a->prefix, a->netmask, addr_scope_names[a->scope]) + 1;
	if (a->broadcast != NULL)
		x += canvas_printf(c, line.y, x, end - x, STYLE_DIM, "broadcast %s", a->broadcast) + 1;
	if (a->ptp != NULL)
		canvas_printf(c, line.y, x, end - x, STYLE_DIM, "peer %s", a->ptp);
}

/* A fact that is not known, in words. */
static const char *
why(enum fact fact)
{
	return fact == FACT_NONE || fact == FACT_GONE ? "not told" : details_why(fact);
}

static void
draw_fact(struct ui *ui, struct area line, const struct column *column, const void *row)
{
	const struct table *table = ui->side_details.side->pane->table;
	int x = line.x + 20, end = line.x + line.cols;
	struct value value;
	char buf[1024];
	size_t len;

	canvas_string(&ui->canvas, line.y, line.x + 1, 18, STYLE_METER_LABEL, column->field->key);
	field_get(column, table, row, &value);
	if (value.fact != FACT_OK) {
		x += canvas_string(&ui->canvas, line.y, x, end - x, STYLE_DIM,
			 why(value.fact)) + 2;
	} else {
		const char *text = field_text(column, &value, 0, buf, sizeof(buf), &len);
		x += canvas_text(&ui->canvas, line.y, x, end - x, STYLE_TEXT, text, len) + 2;
		if (column->field->unit == UNIT_BYTES && value.u >= 1024)
			x += canvas_printf(&ui->canvas, line.y, x, end - x, STYLE_TEXT, "(%llu)",
				 (unsigned long long)value.u) + 2;
	}
	canvas_string(&ui->canvas, line.y, x, end - x, STYLE_DIM, column->field->help);
}

/* Every fact a line, and every address. */
static void
side_page_draw(struct ui *ui, struct area area)
{
	struct side_details *d = &ui->side_details;
	const struct table *table = d->side->pane->table;
	const void *row = find_row(ui);
	struct area title = {area.y, area.x, 1, area.cols};
	size_t line = 0, naddrs = 0;

	canvas_fill(&ui->canvas, title, ' ', STYLE_HEADER);
	canvas_string(&ui->canvas, area.y, area.x + 1, area.cols - 1, STYLE_HEADER,
	    d->side->pane->title);
	if (row == NULL) {
		canvas_string(&ui->canvas, area.y + 2, area.x + 2, area.cols - 2, STYLE_WARNING,
		    "it is no more");
		return;
	}
	const struct netif *net = table == &net_table ? row : NULL;
	naddrs = net != NULL ? net->naddrs : 0;
	d->scroll.count = naddrs;
	for (const struct field *f = table->fields; f->key != NULL; f++)
		d->scroll.count++;
	d->scroll.page = area.rows > 1 ? (size_t)area.rows - 1 : 0;
	scroll_text(&d->scroll, MOVE_NONE);
	for (const struct field *f = table->fields; f->key != NULL; f++, line++) {
		struct area at = {area.y + 1 + (int)(line - d->scroll.top), area.x, 1, area.cols};

		if (line >= d->scroll.top && line < d->scroll.top + d->scroll.page)
			draw_fact(ui, at, &(struct column){.field = f}, row);
	}
	for (size_t i = 0; i < naddrs; i++, line++) {
		struct area at = {area.y + 1 + (int)(line - d->scroll.top), area.x, 1, area.cols};

		if (line >= d->scroll.top && line < d->scroll.top + d->scroll.page)
			draw_address(ui, at, &net->addrs[i]);
	}
}

static void
side_page_key(struct ui *ui, int key)
{
	const struct action *action = bindings_find(&ui->bindings, key);

	if (key == TK_ESCAPE || key == 'q' || key == TK_ENTER || key == TK_F10)
		ui_page(ui, &list_page);
	else if (action != NULL && !scroll_text(&ui->side_details.scroll, action->move) &&
	    (action->run == do_pause || action->run == do_refresh || action->run == do_redraw))
		action->run(ui);
}

static void
side_page_mouse(struct ui *ui, const struct event *event)
{
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		scroll_text(&ui->side_details.scroll,
		    event->button == MOUSE_WHEEL_UP ? MOVE_UP : MOVE_DOWN);
}

const struct page side_page = {"panel", side_page_draw, side_page_key, side_page_mouse, side_bar};
