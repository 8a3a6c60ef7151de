/*
 * Help: the keys from the action table, the filter language, the columns.
 */
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static const struct bar_key help_bar[] = {
    {TK_ESCAPE, "Esc", "Back"},
    {0, NULL, NULL},
};

static const char *const filter_help[] = {
    "",
    "Filter (F4) and search (F3)",
    "",
    "  postgres             words match the name and the command line",
    "  uss>100M             KEY OP VALUE on any column; OP is = != > >= < <= ~ !~",
    "  cpu_time>1h          sizes and durations take units",
    "  name~'^ssh|cron'     ~ is an extended regular expression",
    "  env:LANG=C           the environment; env:LANG alone: it is there",
    "  root or (not ssh)    and or not ( ); words side by side mean and",
    "",
    "  F3 or Down in a search goes on to the next match, Up to the one before.",
    "",
    "A fact that is not known: ! denied, stuck or ? (reading it hangs), - there is none.",
    "A sum of a group: + at least so much, for not all is known; a title with * counts",
    "shared pages for each process.",
    "",
    "Columns (chosen in F2, sorted by with F6)",
    NULL,
};

enum { NAME_COLS = 20 };

/* Columns of what the list can show. */
static const struct table *const tables[] = {&process_table, &group_table, &net_table, &disk_table,
    &service_table};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

/* What the system has not is not offered. */
static bool
has_action(const struct ui *ui, const struct action *a)
{
	return action_offered(a) &&
	    (a->inside == INSIDE_NOTHING ||
		inside_offered(collector_driver(ui->collector), a->inside));
}

static bool
has_field(const struct ui *ui, const struct table *table, const struct field *f)
{
	return collector_offers_field(ui->collector, table, f);
}

static size_t
count_lines(const struct ui *ui)
{
	size_t count = 2;

	for (const struct action *a = actions; a->name != NULL; a++)
		count += has_action(ui, a);
	for (const char *const *line = filter_help; *line != NULL; line++)
		count++;
	for (size_t t = 0; t < TABLES; t++, count++)
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++)
			count += has_field(ui, tables[t], f);
	return count;
}

static void
draw_pair(struct ui *ui, int y, struct area area, const char *left, const char *middle,
    const char *right)
{
	int x = area.x + 2 + NAME_COLS;

	canvas_string(&ui->canvas, y, area.x + 2, NAME_COLS - 1, STYLE_METER_LABEL, left);
	x += canvas_string(&ui->canvas, y, x, area.x + area.cols - x, STYLE_TEXT, right) + 1;
	canvas_printf(&ui->canvas, y, x, area.x + area.cols - x, STYLE_DIM, "(%s)", middle);
}

/* One line of the help by number: found by walking the tables, which are short. */
static void
draw_help_line(struct ui *ui, int y, struct area area, size_t number)
{
	char keys[128];

	if (number == 0) {
		canvas_printf(&ui->canvas, y, area.x, area.cols, STYLE_TITLE,
		    "ctop %s: keys (\"bind KEY ACTION\" in the config changes them)", CTOP_VERSION);
		return;
	}
	if (number == 1)
		return;
	number -= 2;
	for (const struct action *a = actions; a->name != NULL; a++)
		if (has_action(ui, a) && number-- == 0) {
			draw_pair(ui, y, area,
			    *bindings_keys(&ui->bindings, a, keys, sizeof(keys)) != '\0'
				? keys
				: "(no key)",
			    a->name, a->help);
			return;
		}
	for (const char *const *line = filter_help; *line != NULL; line++)
		if (number-- == 0) {
			canvas_string(&ui->canvas, y, area.x, area.cols,
			    **line == ' ' ? STYLE_TEXT : STYLE_TITLE, *line);
			return;
		}
	for (size_t t = 0; t < TABLES; t++) {
		if (number-- == 0) {
			canvas_printf(&ui->canvas, y, area.x, area.cols, STYLE_TITLE, "%s",
			    tables[t]->json);
			return;
		}
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++)
			if (has_field(ui, tables[t], f) && number-- == 0) {
				draw_pair(ui, y, area, f->key, unit_info(f->unit)->name, f->help);
				return;
			}
	}
}

static void
help_draw(struct ui *ui, struct area area)
{
	struct scroll *s = &ui->help;

	s->count = count_lines(ui);
	s->page = area.rows > 0 ? (size_t)area.rows : 0;
	scroll_wheel(s, 0);
	for (int i = 0; i < area.rows && s->top + (size_t)i < s->count; i++)
		draw_help_line(ui, area.y + i, area, s->top + (size_t)i);
}

static void
help_key(struct ui *ui, int key)
{
	const struct action *action = bindings_find(&ui->bindings, key);

	if (action != NULL && scroll_text(&ui->help, action->move))
		return;
	if (key == ' ')
		scroll_text(&ui->help, MOVE_PAGE_DOWN);
	else if (key == TK_ESCAPE || key == TK_ENTER || key == 'q' || key == TK_F10 ||
	    (action != NULL && action->run == do_help))
		ui_page(ui, &list_page);
}

static void
help_mouse(struct ui *ui, const struct event *event)
{
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		scroll_wheel(&ui->help, event->button == MOUSE_WHEEL_UP ? -3 : 3);
}

const struct page help_page = {"help", help_draw, help_key, help_mouse, help_bar};

void
do_help(struct ui *ui)
{
	ui->help = (struct scroll){0};
	ui_page(ui, &help_page);
}
