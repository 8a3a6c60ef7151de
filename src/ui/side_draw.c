/*
 * Panels beside the processes as they are drawn.
 */
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

static int
draw_word(struct ui *ui, struct area line, int x, enum style style, const char *text)
{
	int room = line.x + line.cols - x;

	if (room < 4)
		return x;
	return x + canvas_string(&ui->canvas, line.y, x, room, style, text) + 1;
}

/* Half a number would be another one: without room for all of it, a note ends before a comma. */
static void
draw_note(struct ui *ui, struct area line, int x, enum style style, char *note)
{
	int room = line.x + line.cols - x;
	char *comma;

	while (
	    text_cells(note, strlen(note)) > (size_t)room && (comma = strrchr(note, ',')) != NULL)
		strlcpy(comma, " ", 2);
	draw_word(ui, line, x, style, note);
}

static void
draw_title(struct ui *ui, const struct side *side, struct area line, bool focus, bool old)
{
	const struct list *list = &side->list;
	enum style style = focus ? STYLE_TITLE : STYLE_DIM;
	char text[400];
	size_t total;
	int x;

	canvas_fill(&ui->canvas, line, term_utf8() ? 0x2500 : '-', STYLE_RULE);
	if (side->pane->text != NULL) {
		snprintf(text, sizeof(text), " %s ", side->pane->title);
		draw_word(ui, line, line.x + 2, style, text);
		return;
	}
	snapshot_rows(ui->snap, side->pane->table, &total);
	snprintf(text, sizeof(text), " %s %zu of %zu ", side->pane->title, list->scroll.count,
	    total);
	x = draw_word(ui, line, line.x + 2, style, text);
	if (side->set->filter != NULL) {
		snprintf(text, sizeof(text), " filter: %s ", side->set->filter);
		x = draw_word(ui, line, x, STYLE_WARNING, text);
	}
	/* Not where there are none. */
	if (side->set->hide_minor && side->pane->minor != NULL && list->scroll.count < total) {
		snprintf(text, sizeof(text), " no %s ", side->pane->minor);
		x = draw_word(ui, line, x, STYLE_DIM, text);
	}
	if (side->pane->note != NULL && side->pane->note(ui->snap, text + 1, sizeof(text) - 2)) {
		text[0] = ' ';
		strlcat(text, " ", sizeof(text));
		draw_note(ui, line, x, old ? STYLE_WARNING : STYLE_DIM, text);
	}
}

/* Why there is nothing to show. */
static void
draw_empty(struct ui *ui, const struct side *side, struct area area)
{
	enum fact known = snapshot_known(ui->snap, side->pane->table);
	char text[200];

	if (side->pane->empty != NULL && side->pane->empty(ui->snap) != NULL)
		snprintf(text, sizeof(text), "%s", side->pane->empty(ui->snap));
	else if (known == FACT_UNREAD || known == FACT_PENDING)
		snprintf(text, sizeof(text), "looking");
	else if (known != FACT_OK)
		snprintf(text, sizeof(text), "cannot be listed: %s", fact_name(known));
	else if (side->set->filter != NULL)
		snprintf(text, sizeof(text), "nothing matches the filter");
	else
		snprintf(text, sizeof(text), "nothing to show");
	canvas_string(&ui->canvas, area.y + 1, area.x + 1, area.cols - 1, STYLE_WARNING, text);
}

/* The text from where it is scrolled to. */
static void
draw_text(struct ui *ui, struct side *side, struct area area)
{
	struct scroll *scroll = &side->list.scroll;

	scroll->page = (size_t)area.rows;
	scroll->count = side->pane->text(ui->snap, NULL, area, 0);
	scroll_lines(scroll, 0);
	side->pane->text(ui->snap, &ui->canvas, area, scroll->top);
}

int
side_rows_wanted(const struct ui *ui, const struct side *side, int cols)
{
	if (side->pane->text == NULL)
		return (int)side->list.scroll.count + 2;
	return (int)side->pane->text(ui->snap, NULL, (struct area){0, 0, 0, cols}, 0) + 1;
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
	    .old = side->pane->old != NULL && ui->snap != NULL && side->pane->old(ui->snap),
	};

	side->area = area;
	if (area.rows < 2 || ui->snap == NULL)
		return;
	if (side->pane->text != NULL) {
		draw_text(ui, side, rows);
		draw_title(ui, side, title, focus, scene.old);
		return;
	}
	list_draw(&side->list, &ui->canvas, rows, &scene);
	if (side->list.scroll.count == 0 && rows.rows > 1)
		draw_empty(ui, side, rows);
	draw_title(ui, side, title, focus, scene.old);
}
