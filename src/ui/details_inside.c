/*
 * What is inside a process, page by page: mappings, open files, limits.  Each is a list that can
 * be sorted by any of its columns.
 */
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

static const struct pane *const panes_of[INSIDE_KINDS] = {
    [INSIDE_MAPPINGS] = &mapping_pane,
    [INSIDE_OPENED] = &open_pane,
    [INSIDE_LIMITS] = &limit_pane,
};

enum inside_kind
details_inside_kind(const struct details *d)
{
	switch (d->tab) {
	case DETAILS_MAPPINGS:
		return INSIDE_MAPPINGS;
	case DETAILS_FILES:
		return INSIDE_OPENED;
	case DETAILS_LIMITS:
		return INSIDE_LIMITS;
	default:
		return INSIDE_NOTHING;
	}
}

struct details_inside *
details_inside(struct details *d)
{
	enum inside_kind kind = details_inside_kind(d);

	return kind != INSIDE_NOTHING ? &d->inside[kind] : NULL;
}

void
details_inside_open(struct details *d)
{
	struct columns columns;
	char err[200];

	for (int kind = INSIDE_NOTHING + 1; kind < INSIDE_KINDS; kind++) {
		struct details_inside *page = &d->inside[kind];
		const struct table *table = panes_of[kind]->table;

		if (page->list.columns.count > 0)
			continue;
		list_init(&page->list, panes_of[kind]);
		if (columns_parse(table, table->columns, &columns, err, sizeof(err)) != 0)
			die("%s", err);
		list_columns(&page->list, &columns);
		page->view.sort.field = field_find(table, table->sort, strlen(table->sort));
		page->view.descending = unit_info(page->view.sort.field->unit)->descends;
		page->list.sort = &page->view.sort;
		page->list.descending = page->view.descending;
	}
}

void
details_inside_close(struct details *d)
{
	d->arranged = NULL;
	for (int kind = 0; kind < INSIDE_KINDS; kind++) {
		struct list *list = &d->inside[kind].list;

		list->order = NULL;
		list->scroll = (struct scroll){0};
		list->selected = (struct proc_id){0};
		list->home = true;
	}
}

void
details_inside_free(struct details *d)
{
	for (int kind = 0; kind < INSIDE_KINDS; kind++)
		list_free(&d->inside[kind].list);
}

/* What is known of it, or NULL: nothing yet, or of another page. */
static const struct inside *
inside_of(const struct details *d)
{
	const struct snapshot *snap = d->kept;

	return snap != NULL && snap->inside_kind == details_inside_kind(d) ? snap->inside : NULL;
}

void
details_inside_take(struct details *d)
{
	struct details_inside *page = details_inside(d);
	const struct inside *inside;

	if (page == NULL)
		return;
	inside = inside_of(d);
	/* One reading goes from snapshot to snapshot: 100,000 rows are arranged once. */
	if (inside != NULL && inside == d->arranged)
		return;
	d->arranged = inside;
	arena_reset(&d->arena);
	d->scroll.count = 0;
	const void *rows = inside != NULL ? inside->rows : NULL;
	size_t count = inside != NULL ? inside->count : 0;
	view_build(&page->view, page->list.pane->table, rows, count, &d->arena, &page->order);
	list_rows(&page->list, rows, count, &page->order);
}

static void
sort_by(struct details *d, struct details_inside *page, size_t column, bool descending)
{
	page->view.sort = page->list.columns.items[column];
	page->view.descending = descending;
	page->list.descending = descending;
	d->arranged = NULL;
	details_inside_take(d);
}

static size_t
sorted_column(const struct details_inside *page)
{
	size_t i = 0;

	while (page->list.columns.items[i].field != page->view.sort.field)
		i++;
	return i;
}

static bool
falls(const struct details_inside *page, size_t column)
{
	return unit_info(page->list.columns.items[column].field->unit)->descends;
}

/* What all rows come to, where it can be added up. */
static void
mapping_totals(const struct inside *in, char *buf, size_t len)
{
	const struct mapping *rows = in->rows;
	uint64_t uss = 0, pss = 0, rss = 0, count = 0;
	char a[16], b[16], c[16];

	for (size_t i = 0; i < in->count; i++) {
		uss += rows[i].uss;
		pss += rows[i].pss;
		rss += rows[i].rss;
		count += rows[i].count;
	}
	format_bytes(a, sizeof(a), 0, (double)uss);
	format_bytes(b, sizeof(b), 0, (double)pss);
	format_bytes(c, sizeof(c), 0, (double)rss);
	snprintf(buf, len, "%llu mappings of %zu files   USS %s  PSS %s  RSS %s",
	    (unsigned long long)count, in->count, a, b, c);
}

static void
open_totals(const struct inside *in, char *buf, size_t len)
{
	const struct open_file *rows = in->rows;
	size_t files = 0, sockets = 0, deleted = 0;
	int n;

	for (size_t i = 0; i < in->count; i++) {
		files += rows[i].kind == OPEN_FILE;
		sockets += rows[i].kind == OPEN_SOCKET;
		deleted += rows[i].deleted;
	}
	n = snprintf(buf, len, "%zu open   %zu files  %zu sockets", in->count, files, sockets);
	if (deleted > 0 && n > 0 && (size_t)n < len)
		snprintf(buf + n, len - (size_t)n, "  %zu deleted", deleted);
}

/* The selected descriptor in full, for what a narrow screen has no room for. */
static void
draw_selected(struct ui *ui, const struct details_inside *page, struct area line)
{
	const struct open_file *file = list_selected(&page->list);
	int x = 0;

	if (file == NULL || file->known != FACT_OK || file->name == NULL)
		return;
	if (file->lock != NULL)
		x = canvas_printf(&ui->canvas, line.y, line.x, line.cols, STYLE_TEXT, "lock: %s   ",
		    file->lock);
	canvas_string(&ui->canvas, line.y, line.x + x, line.cols - x, STYLE_TEXT, file->name);
}

/* What the page comes to, and how old it is. */
static void
draw_totals(struct ui *ui, const struct inside *in, struct area line)
{
	const struct details *d = &ui->details;
	uint64_t age = d->kept->clock_ns > in->read_ns ? d->kept->clock_ns - in->read_ns : 0;
	char text[160];

	if (in->kind == INSIDE_MAPPINGS)
		mapping_totals(in, text, sizeof(text));
	else if (in->kind == INSIDE_OPENED)
		open_totals(in, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%zu limits", in->count);
	canvas_printf(&ui->canvas, line.y, line.x, line.cols, STYLE_DIM, "%s   read %llu s ago%s",
	    text, (unsigned long long)(age / UINT64_C(1000000000)),
	    d->ended ? "" : "   m: read again");
}

/* How a control group made its processes wait, in words. */
static void
draw_throttle(struct ui *ui, const struct throttle_row *row, struct area line)
{
	const struct throttle *t = &row->throttle;
	char now[64];
	bool throttled = row->since && row->throttled_periods > 0;

	if (!row->since)
		snprintf(now, sizeof(now), "throttled for");
	else if (!throttled)
		snprintf(now, sizeof(now), "not throttled in the last interval");
	else
		snprintf(now, sizeof(now), "throttled %.0f%% of the last interval",
		    row->periods > 0 ? 100 * (double)row->throttled_periods / (double)row->periods
				     : 100.0);
	canvas_printf(&ui->canvas, line.y, line.x, line.cols,
	    throttled ? STYLE_WARNING : STYLE_TEXT, "%s%s %llu of %llu periods in all: %s", now,
	    row->since ? "," : "", (unsigned long long)t->throttled_periods,
	    (unsigned long long)t->periods, t->where);
}

/* Returns how many lines it took: half of the page at most. */
static int
draw_throttles(struct ui *ui, const struct inside *in, struct area area)
{
	int lines = 0;

	for (size_t i = 0; i < in->nthrottles && lines < area.rows / 2; i++, lines++)
		draw_throttle(ui, &in->throttles[i],
		    (struct area){area.y + lines, area.x, 1, area.cols});
	return lines;
}

void
details_inside_draw(struct ui *ui, struct area area)
{
	struct details *d = &ui->details;
	struct details_inside *page = details_inside(d);
	const struct inside *in = inside_of(d);
	struct scene scene = {
	    .set = ui->set,
	    .tags = &page->list.tags,
	    .stale_ns = UINT64_MAX,
	    .unicode = term_utf8(),
	    .focus = true,
	};

	if (page->list.order == NULL || in == NULL) {
		bool told = d->kept != NULL && d->kept->inside_kind == details_inside_kind(d);
		canvas_string(&ui->canvas, area.y, area.x, area.cols, STYLE_DIM,
		    details_missing(d, told ? d->kept->inside_known : FACT_UNREAD));
		return;
	}
	if (area.rows > 1) {
		area.rows--;
		draw_totals(ui, in, (struct area){area.y + area.rows, area.x, 1, area.cols});
	}
	if (in->kind == INSIDE_OPENED && area.rows > 2) {
		area.rows--;
		draw_selected(ui, page, (struct area){area.y + area.rows, area.x, 1, area.cols});
	}
	int lines = draw_throttles(ui, in, area);
	area.y += lines;
	area.rows -= lines;
	list_draw(&page->list, &ui->canvas, area, &scene);
}

/* Has any of the texts of a row the words? */
static bool
row_has(const struct list *list, const void *row, const char *words, size_t wordslen)
{
	for (size_t i = 0; i < list->columns.count; i++) {
		const struct column *column = &list->columns.items[i];
		struct value value;
		char buf[64];
		size_t len;

		field_get(column, list->pane->table, row, &value);
		if (value.fact != FACT_OK)
			continue;
		const char *text = field_text(column, &value, 0, buf, sizeof(buf), &len);
		if (text_find(text, len, words, wordslen) >= 0)
			return true;
	}
	return false;
}

void
details_inside_find(struct ui *ui, size_t step)
{
	struct list *list = &details_inside(&ui->details)->list;
	struct prompt *p = &ui->prompt;
	size_t count = list->scroll.count;

	p->note[0] = '\0';
	for (size_t i = 0; i < count && p->len > 0; i++) {
		size_t at = (list->scroll.selected + step + i) % count;

		if (row_has(list, list_row(list, at), p->text, p->len)) {
			list_select(list, at);
			return;
		}
	}
	if (p->len > 0)
		snprintf(p->note, sizeof(p->note), "nothing found");
}

bool
details_inside_key(struct ui *ui, int key)
{
	struct details *d = &ui->details;
	struct details_inside *page = details_inside(d);
	size_t column = sorted_column(page), count = page->list.columns.count;

	if (key == 's') {
		column = (column + 1) % count;
		sort_by(d, page, column, falls(page, column));
	} else if (key == 'S') {
		column = (column + count - 1) % count;
		sort_by(d, page, column, falls(page, column));
	} else if (key == 'I')
		sort_by(d, page, column, !page->view.descending);
	else if (key == 'm')
		d->asked++;
	else
		return false;
	return true;
}

void
details_inside_click(struct ui *ui, int y, int x)
{
	struct details *d = &ui->details;
	struct details_inside *page = details_inside(d);
	int column = list_column_at(&page->list, x);
	size_t row = list_row_at(&page->list, y);

	if (y == page->list.area.y && column >= 0) {
		bool same = (size_t)column == sorted_column(page);
		sort_by(d, page, (size_t)column,
		    same ? !page->view.descending : falls(page, (size_t)column));
	} else if (row != SIZE_MAX)
		list_select(&page->list, row);
}
