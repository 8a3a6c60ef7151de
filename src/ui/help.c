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

/* What stands between the keys and the columns; without a name: a paragraph. */
static const struct {
	const char *name, *text;
} between[] = {
    {NULL, ""},
    {NULL, "Filter (F4) and search (F3)"},
    {NULL, ""},
    {"postgres", "words match the name and the command line"},
    {"uss>100M", "KEY OP VALUE on any column; OP is = != > >= < <= ~ !~"},
    {"cpu_time>1h", "sizes and durations take units"},
    {"name~'^ssh|cron'", "~ is an extended regular expression"},
    {"env:LANG=C", "the environment; env:LANG alone: it is there"},
    {"root or (not ssh)", "and or not ( ); words side by side mean and"},
    {"F3 or Down", "in a search goes on to the next match, Up to the one before"},
    {NULL, ""},
    {NULL, "In place of a value that is not known"},
    {NULL, ""},
    {"-", "there is none, or this system does not tell"},
    {"!", "denied: it needs more privilege"},
    {"... or ~", "not known yet"},
    {"stuck or ?", "reading it hangs"},
    {"+", "behind a sum of a group: at least so much, for not all is known"},
    {"*", "behind the title of a sum: counts shared pages for each process"},
    {NULL, ""},
    {NULL, "Columns (chosen in F2, sorted by with F6)"},
};
enum { BETWEEN = sizeof(between) / sizeof(between[0]) };

enum {
	NAME_COLS = 20,
	NARROW_COLS = 44, /* below it a name has a line of its own */
};

/* A line of the help before it is broken; a paragraph has no name. */
struct entry {
	char name[128];
	char text[256];
	enum style style;
};

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

static bool
paragraph(struct entry *e, enum style style, const char *text)
{
	e->style = style;
	e->name[0] = '\0';
	strlcpy(e->text, text, sizeof(e->text));
	return true;
}

static bool
explained(struct entry *e, const char *name, const char *text, const char *word)
{
	e->style = STYLE_TEXT;
	strlcpy(e->name, name, sizeof(e->name));
	if (word != NULL)
		snprintf(e->text, sizeof(e->text), "%s (%s)", text, word);
	else
		strlcpy(e->text, text, sizeof(e->text));
	return true;
}

static bool
key_entry(const struct ui *ui, const struct action *a, struct entry *e)
{
	char keys[sizeof(e->name)];

	bindings_keys(&ui->bindings, a, keys, sizeof(keys));
	return explained(e, *keys != '\0' ? keys : "(no key)", a->help, a->name);
}

/* One entry by number, found by walking the tables, which are short; false: there are no more. */
static bool
entry_at(const struct ui *ui, size_t number, struct entry *e)
{
	if (number == 0)
		return paragraph(e, STYLE_TITLE,
		    "ctop " CTOP_VERSION ": keys (\"bind KEY ACTION\" in the config changes them)");
	if (number == 1)
		return paragraph(e, STYLE_TEXT, "");
	number -= 2;
	for (const struct action *a = actions; a->name != NULL; a++)
		if (has_action(ui, a) && number-- == 0)
			return key_entry(ui, a, e);
	if (number < BETWEEN)
		return between[number].name == NULL
		    ? paragraph(e, STYLE_TITLE, between[number].text)
		    : explained(e, between[number].name, between[number].text, NULL);
	number -= BETWEEN;
	for (size_t t = 0; t < TABLES; t++) {
		if (number-- == 0)
			return paragraph(e, STYLE_TITLE, tables[t]->json);
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++)
			if (has_field(ui, tables[t], f) && number-- == 0)
				return explained(e, f->key, f->help, unit_info(f->unit)->name);
	}
	return false;
}

/* Draws the lines from skip on, and returns how many the entry has in all. */
static int
draw_entry(struct canvas *canvas, struct area area, int skip, const struct entry *e)
{
	bool narrow = area.cols < NARROW_COLS;
	int indent = narrow ? 4 : 2 + NAME_COLS, own = narrow ? 1 : 0;
	struct area text = {area.y, area.x + indent, area.rows, area.cols - indent};

	if (e->name[0] == '\0')
		return canvas_words(canvas, area, skip, e->style, e->text);
	if (canvas != NULL && skip == 0)
		canvas_string(canvas, area.y, area.x + 2, narrow ? area.cols - 2 : NAME_COLS - 1,
		    STYLE_METER_LABEL, e->name);
	if (skip < own) {
		text.y++;
		text.rows--;
	}
	return own + canvas_words(canvas, text, skip > own ? skip - own : 0, e->style, e->text);
}

static void
help_draw(struct ui *ui, struct area area)
{
	struct scroll *s = &ui->help;
	struct entry e;
	size_t line = 0;

	for (s->count = 0; entry_at(ui, line, &e); line++)
		s->count += (size_t)draw_entry(NULL, area, 0, &e);
	s->page = area.rows > 0 ? (size_t)area.rows : 0;
	scroll_lines(s, 0);
	line = 0;
	for (size_t number = 0; line < s->top + s->page && entry_at(ui, number, &e); number++) {
		size_t lines = (size_t)draw_entry(NULL, area, 0, &e);

		if (line + lines > s->top) {
			int y = line > s->top ? (int)(line - s->top) : 0;
			struct area rest = {area.y + y, area.x, area.rows - y, area.cols};

			draw_entry(&ui->canvas, rest, line < s->top ? (int)(s->top - line) : 0, &e);
		}
		line += lines;
	}
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
		scroll_lines(&ui->help, event->button == MOUSE_WHEEL_UP ? -3 : 3);
}

const struct page help_page = {"help", help_draw, help_key, help_mouse, help_bar};

void
do_help(struct ui *ui)
{
	ui->help = (struct scroll){0};
	ui_page(ui, &help_page);
}
