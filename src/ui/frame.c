/*
 * A frame: header, page, menu, prompt and function bar on one canvas.
 */
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "layout.h"
#include "meters.h"
#include "session.h"

enum {
	PANEL_COLS = 39, /* two side by side on 80 columns; what a panel needs that says nothing */
	BAR_COLS = 120,	 /* from here on the bar has room for panels' keys */
};

/* Draws a word with blanks around it; returns where the next one goes. */
static int
draw_word(struct ui *ui, struct area line, int x, enum style style, const char *text)
{
	int room = line.x + line.cols - x;

	if (room < 4)
		return x;
	return x + canvas_string(&ui->canvas, line.y, x, room, style, text) + 1;
}

/* The rule above the list: what it is, how many, by what it is sorted. */
static void
draw_title(struct ui *ui, struct area line)
{
	const struct list *list = &ui->list;
	const char *arrow = ui->view.descending ? "v" : "^";
	char text[400], by[100] = "", key[80];
	size_t total = 0;
	int x = line.x + 2;

	canvas_fill(&ui->canvas, line, term_utf8() ? 0x2500 : '-', STYLE_RULE);
	if (ui->snap != NULL)
		list->pane->rows(ui->snap, &total);
	if (ui->groups.shown)
		snprintf(by, sizeof(by), " by %s",
		    group_key_text(&ui->groups.by, key, sizeof(key)));
	snprintf(text, sizeof(text), " %s%s %zu of %zu ", list->pane->title, by, list->scroll.count,
	    total);
	x = draw_word(ui, line, x, ui->focus == 0 ? STYLE_TITLE : STYLE_DIM, text);
	if (term_utf8())
		arrow = ui->view.descending ? "\xe2\x96\xbd" : "\xe2\x96\xb3";
	if (ui->view.sort.field != NULL) {
		snprintf(text, sizeof(text), " sort %s%s ", column_title(&ui->view.sort), arrow);
		x = draw_word(ui, line, x, STYLE_TITLE, text);
	}
	if (list->hidden > 0) {
		snprintf(text, sizeof(text), " %zu column%s no room ", list->hidden,
		    list->hidden == 1 ? " has" : "s have");
		draw_word(ui, line, x, STYLE_DIM, text);
	}
}

/* What narrows or holds the list. */
static void
draw_state(struct ui *ui, struct area line)
{
	const struct list *list = &ui->list;
	char text[400];
	int x = line.x;

	if (ui->paused)
		x = draw_word(ui, line, x, STYLE_WARNING, "paused");
	if (list->follow)
		x = draw_word(ui, line, x, STYLE_WARNING, "follow");
	if (list->tags.count > 0) {
		snprintf(text, sizeof(text), "%zu tagged", list->tags.count);
		x = draw_word(ui, line, x, STYLE_TAGGED, text);
	}
	if (ui->groups.inside != NULL) {
		snprintf(text, sizeof(text), "%s (Esc: all%s)", ui->groups.name,
		    ui->groups.direct ? "" : " groups");
		x = draw_word(ui, line, x, STYLE_WARNING, text);
	}
	if (ui->set->user != NULL) {
		snprintf(text, sizeof(text), "user: %s", ui->set->user);
		x = draw_word(ui, line, x, STYLE_STATUS, text);
	}
	if (ui->groups.shown && ui->set->filter != NULL) {
		snprintf(text, sizeof(text), "processes: %s", ui->set->filter);
		x = draw_word(ui, line, x, STYLE_STATUS, text);
	}
	if (*ui->texts.filter != NULL) {
		snprintf(text, sizeof(text), "filter: %s", *ui->texts.filter);
		x = draw_word(ui, line, x, STYLE_STATUS, text);
	}
	if (ui->groups.shown)
		draw_word(ui, line, x, STYLE_DIM,
		    "* counts shared pages for each process  + at least: not all is known");
}

/* Why there is nothing in the list. */
static void
draw_empty(struct ui *ui, struct area area)
{
	const struct snapshot *snap = ui->snap;
	char text[400];

	if (snap == NULL)
		snprintf(text, sizeof(text), "Looking at the processes");
	else if (snap->listed != FACT_OK)
		snprintf(text, sizeof(text), "Processes cannot be listed: %s",
		    fact_name(snap->listed) != NULL ? fact_name(snap->listed) : "not read");
	else if (ui->groups.shown && snap->group.field == NULL)
		snprintf(text, sizeof(text), "Adding up");
	else if (*ui->texts.filter != NULL)
		snprintf(text, sizeof(text), "No %s matches the filter: %s",
		    ui->groups.shown ? "group" : "process", *ui->texts.filter);
	else if (ui->set->user != NULL)
		snprintf(text, sizeof(text), "No process of user %s", ui->set->user);
	else
		snprintf(text, sizeof(text), "No processes to show");
	canvas_string(&ui->canvas, area.y + 2, area.x + 2, area.cols - 2, STYLE_WARNING, text);
}

void
frame_list(struct ui *ui, struct area area)
{
	struct scene scene = {
	    .set = ui->set,
	    .tags = &ui->list.tags,
	    .search = search_words(ui),
	    .stale_ns = (uint64_t)(ui->demand.delay * 2e9),
	    .euid = ui->euid,
	    .euid_known = ui->euid_known,
	    .unicode = term_utf8(),
	    .focus = ui->focus == 0,
	};

	list_draw(&ui->list, &ui->canvas, area, &scene);
	if (ui->list.scroll.count == 0)
		draw_empty(ui, area);
}

/* The function bar of the list: F1 to F10 as they are bound now. */
static size_t
list_bar(const struct ui *ui, struct bar_key *keys)
{
	static const char *const names[] = {"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9",
	    "F10"};
	size_t count = 0;

	for (int i = 0; i < 10; i++) {
		const struct action *action = bindings_find(&ui->bindings, TK_F1 + i);

		if (action == NULL || action->label == NULL)
			continue;
		if (ui->groups.shown && (action->acts || action->single))
			continue;
		if (action->acts && (ui->set->readonly || act_signals(ui->collector) == NULL))
			continue;
		keys[count++] = (struct bar_key){TK_F1 + i, names[i], action->label};
	}
	static const char *const letters[] = {"n", "d", "s", "y"};
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		const struct action *action = bindings_find(&ui->bindings, letters[i][0]);

		if (ui->canvas.cols >= BAR_COLS && action != NULL && action->label != NULL)
			keys[count++] = (struct bar_key){letters[i][0], letters[i], action->label};
	}
	return count;
}

static size_t
page_bar(const struct ui *ui, struct bar_key *keys)
{
	size_t count = 0;

	if (ui->page->bar == NULL)
		return list_bar(ui, keys);
	while (count < BAR_MAX && ui->page->bar[count].key != 0) {
		keys[count] = ui->page->bar[count];
		count++;
	}
	return count;
}

static void
draw_bar(struct ui *ui, struct area line)
{
	struct bar_key keys[BAR_MAX];
	size_t count = page_bar(ui, keys);
	int pad = 0, used = 0, x = line.x;

	for (size_t i = 0; i < count; i++)
		used += (int)(strlen(keys[i].name) + strlen(keys[i].label));
	if (count > 0 && line.cols > used)
		pad = (line.cols - used) / (int)count;
	if (pad > 4)
		pad = 4;
	canvas_fill(&ui->canvas, line, ' ', STYLE_KEY_LABEL);
	ui->bar_y = line.y;
	for (size_t i = 0; i < count && x < line.x + line.cols; i++) {
		int from = x, room = line.x + line.cols - x;

		x += canvas_string(&ui->canvas, line.y, x, room, STYLE_KEY, keys[i].name);
		room = line.x + line.cols - x;
		x += canvas_string(&ui->canvas, line.y, x, room, STYLE_KEY_LABEL, keys[i].label);
		x += pad;
		ui->bar[ui->nbar++] = (struct bar_click){from, x, keys[i].key};
	}
}

int
frame_bar_at(const struct ui *ui, int y, int x)
{
	if (y != ui->bar_y || ui->prompt.open || ui->menu.open)
		return 0;
	for (size_t i = 0; i < ui->nbar; i++)
		if (x >= ui->bar[i].from && x < ui->bar[i].to)
			return ui->bar[i].key;
	return 0;
}

static void
draw_message(struct ui *ui, struct area line)
{
	enum style style = ui->message_error ? STYLE_ERROR : STYLE_STATUS;

	canvas_fill(&ui->canvas, line, ' ', style);
	canvas_string(&ui->canvas, line.y, line.x, line.cols, style, ui->message);
}

/* What the open panels would like; returns how many there are. */
static int
wish_panels(struct ui *ui, struct layout_wish *wish, struct side **open)
{
	int count = 0;

	for (size_t i = 0; i < SIDES && ui->snap != NULL; i++) {
		struct side *side = &ui->sides[i];

		if (!side->open)
			continue;
		wish->panel_cols[count] =
		    side->pane->useful_cols > 0 ? side->pane->useful_cols : PANEL_COLS;
		wish->panel_rows[count] = side_rows_wanted(ui, side, wish->cols);
		open[count++] = side;
	}
	return count;
}

/* A key that opens a panel which then is not there would look broken. */
static void
tell_hidden(struct ui *ui, struct side *side)
{
	if (side->fresh && side->area.rows == 0)
		ui_message(ui, "%s: open, but this screen has no room for it", side->pane->title);
	side->fresh = false;
}

/* The list with all that stands around it; returns where menus may go. */
static struct area
draw_list_page(struct ui *ui, struct layout *l)
{
	const struct snapshot *snap = ui->snap;
	struct canvas *canvas = &ui->canvas;
	bool average = ui->set->cpu_average;
	struct layout_wish wish = {
	    .rows = canvas->rows,
	    .cols = canvas->cols,
	    .meters = snap != NULL ? meters_height(snap, canvas->cols, canvas->rows, average) : 0,
	    .coverage = snap != NULL && meters_coverage_wanted(snap),
	    .bar = true,
	};
	struct side *open[LAYOUT_PANELS];

	wish.panels = wish_panels(ui, &wish, open);
	layout_compute(&wish, l);
	if (l->header.rows > 0)
		meters_draw(canvas, l->header, snap, average);
	if (l->coverage.rows > 0)
		meters_coverage(canvas, l->coverage, snap);
	ui->page->draw(ui, l->list);
	for (int i = 0; i < wish.panels; i++) {
		side_draw(ui, open[i], l->panel[i]);
		tell_hidden(ui, open[i]);
	}
	/* What has no room any more loses the focus. */
	if (ui->focus > 0 && focus_side(ui)->area.rows == 0)
		ui->focus = 0;
	if (l->title.rows > 0)
		draw_title(ui, l->title);
	if (l->status.rows > 0)
		draw_state(ui, l->status);
	return l->list;
}

/* Other pages take everything but the bar. */
static struct area
draw_other_page(struct ui *ui, struct layout *l)
{
	struct area page = {0, 0, ui->canvas.rows - 1, ui->canvas.cols};

	*l = (struct layout){.bar = {ui->canvas.rows - 1, 0, 1, ui->canvas.cols}};
	if (page.rows < 1) {
		page.rows = ui->canvas.rows;
		l->bar.rows = 0;
	}
	/* A line being typed must not cover the line that it finds. */
	if (ui->prompt.open && page.rows > 1)
		page.rows--;
	ui->page->draw(ui, page);
	return page;
}

void
frame_draw(struct ui *ui)
{
	struct canvas *canvas = &ui->canvas;
	struct area bottom = {canvas->rows - 1, 0, 1, canvas->cols}, page;
	struct layout l;

	canvas_clear(canvas);
	canvas->cursor_y = canvas->cursor_x = -1;
	page = ui->page == &list_page ? draw_list_page(ui, &l) : draw_other_page(ui, &l);
	if (ui->menu.open)
		menu_draw(ui, page);
	ui->nbar = 0;
	if (l.bar.rows > 0)
		draw_bar(ui, l.bar);
	/* The status line, or the last line of whatever page is open. */
	if (l.status.rows == 0)
		l.status = bottom;
	if (ui->message[0] != '\0')
		draw_message(ui, l.status);
	/* The line below it is for what is wrong with it. */
	if (ui->prompt.open)
		prompt_draw(ui,
		    (struct area){canvas->rows > 2 ? canvas->rows - 2 : 0, 0, 2, canvas->cols});
	term_draw(canvas);
}
