/*
 * The mappings of a process: a list that can be sorted by any of its columns.
 */
#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

void
details_maps_open(struct details *d)
{
	struct columns columns;
	char err[200];
	const char *sort = mapping_table.sort;

	list_init(&d->maps, &mapping_pane);
	if (columns_parse(&mapping_table, mapping_table.columns, &columns, err, sizeof(err)) != 0)
		die("%s", err);
	list_columns(&d->maps, &columns);
	d->maps_view = (struct view){
		.sort = {.field = field_find(&mapping_table, sort, strlen(sort))},
		.descending = true,
	};
	d->maps.sort = &d->maps_view.sort;
	d->maps.descending = true;
}

void
details_maps_take(struct details *d)
{
	const struct snapshot *snap = d->kept;
	size_t count;

	if (d->tab != DETAILS_MAPPINGS || snap == NULL)
		return;
	arena_reset(&d->arena);
	d->scroll.count = 0;
	const void *rows = mapping_pane.rows(snap, &count);
	view_build(&d->maps_view, &mapping_table, rows, count, &d->arena, &d->maps_order);
	list_rows(&d->maps, rows, count, &d->maps_order);
}

static void
sort_by(struct details *d, size_t column, bool descending)
{
	d->maps_view.sort = d->maps.columns.items[column];
	d->maps_view.descending = descending;
	d->maps.descending = descending;
	details_maps_take(d);
}

static size_t
sorted_column(const struct details *d)
{
	size_t i = 0;

	while (d->maps.columns.items[i].field != d->maps_view.sort.field)
		i++;
	return i;
}

static bool
falls(const struct details *d, size_t column)
{
	return unit_info(d->maps.columns.items[column].field->unit)->descends;
}

/* What all rows come to, where it can be added up, and how old it is. */
static void
draw_totals(struct ui *ui, struct area line)
{
	const struct details *d = &ui->details;
	const struct mappings *m = d->kept->mappings;
	uint64_t uss = 0, pss = 0, rss = 0, count = 0, age;
	char a[16], b[16], c[16];

	for (size_t i = 0; i < m->count; i++) {
		uss += m->rows[i].uss;
		pss += m->rows[i].pss;
		rss += m->rows[i].rss;
		count += m->rows[i].count;
	}
	format_bytes(a, sizeof(a), 0, (double)uss);
	format_bytes(b, sizeof(b), 0, (double)pss);
	format_bytes(c, sizeof(c), 0, (double)rss);
	age = d->kept->clock_ns > m->read_ns ? d->kept->clock_ns - m->read_ns : 0;
	canvas_printf(&ui->canvas, line.y, line.x, line.cols, STYLE_DIM,
	    "%llu mappings of %zu files   USS %s  PSS %s  RSS %s   read %llu s ago%s",
	    (unsigned long long)count, m->count, a, b, c,
	    (unsigned long long)(age / UINT64_C(1000000000)),
	    d->ended ? "" : "   m: read again");
}

void
details_maps_draw(struct ui *ui, struct area area)
{
	struct details *d = &ui->details;
	struct scene scene = {
		.set = ui->set,
		.tags = &d->maps.tags,
		.stale_ns = UINT64_MAX,
		.unicode = term_utf8(),
		.focus = true,
	};

	if (d->maps.order == NULL || d->kept == NULL || d->kept->mappings == NULL) {
		const char *why =
		    details_why(d->kept != NULL ? d->kept->mappings_known : FACT_UNREAD);
		canvas_string(&ui->canvas, area.y, area.x, area.cols, STYLE_DIM, why);
		return;
	}
	if (area.rows > 1) {
		area.rows--;
		draw_totals(ui, (struct area){area.y + area.rows, area.x, 1, area.cols});
	}
	list_draw(&d->maps, &ui->canvas, area, &scene);
}

void
details_maps_find(struct ui *ui, size_t step)
{
	struct list *list = &ui->details.maps;
	struct prompt *p = &ui->prompt;
	size_t count = list->scroll.count;

	p->note[0] = '\0';
	for (size_t i = 0; i < count && p->len > 0; i++) {
		size_t at = (list->scroll.selected + step + i) % count;
		const struct mapping *m = list_row(list, at);

		if (text_find(m->path, strlen(m->path), p->text, p->len) >= 0) {
			list_select(list, at);
			return;
		}
	}
	if (p->len > 0)
		snprintf(p->note, sizeof(p->note), "nothing found");
}

bool
details_maps_key(struct ui *ui, int key)
{
	struct details *d = &ui->details;
	size_t column = sorted_column(d), count = d->maps.columns.count;

	if (key == 's') {
		column = (column + 1) % count;
		sort_by(d, column, falls(d, column));
	} else if (key == 'S') {
		column = (column + count - 1) % count;
		sort_by(d, column, falls(d, column));
	} else if (key == 'I')
		sort_by(d, column, !d->maps_view.descending);
	else if (key == 'm')
		d->maps_asked++;
	else
		return false;
	return true;
}

void
details_maps_click(struct ui *ui, int y, int x)
{
	struct details *d = &ui->details;
	int column = list_column_at(&d->maps, x);
	size_t row = list_row_at(&d->maps, y);

	if (y == d->maps.area.y && column >= 0) {
		bool same = (size_t)column == sorted_column(d);
		sort_by(d, (size_t)column,
		    same ? !d->maps_view.descending : falls(d, (size_t)column));
	} else if (row != SIZE_MAX)
		list_select(&d->maps, row);
}
