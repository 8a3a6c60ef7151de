#include "menu.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

void
menu_open(struct ui *ui, const char *title, void (*chosen)(struct ui *, const struct menu_item *))
{
	struct menu *menu = &ui->menu;

	menu->open = true;
	snprintf(menu->title, sizeof(menu->title), "%s", title);
	menu->scroll = (struct scroll){0};
	menu->typed[0] = '\0';
	menu->chosen = chosen;
	menu->cancelled = NULL;
	menu->refill = NULL;
	menu->groups = 0;
}

struct menu_item *
menu_add(struct menu *menu, const char *text)
{
	struct menu_item *item;

	if (menu->scroll.count == menu->room) {
		menu->room = menu->room > 0 ? menu->room * 2 : 64;
		menu->items = xrealloc(menu->items, menu->room, sizeof(*menu->items));
	}
	item = &menu->items[menu->scroll.count++];
	*item = (struct menu_item){0};
	snprintf(item->text, sizeof(item->text), "%s", text);
	return item;
}

void
menu_close(struct ui *ui)
{
	ui->menu.open = false;
}

void
menu_free(struct menu *menu)
{
	free(menu->items);
	*menu = (struct menu){0};
}

static void
choose(struct ui *ui)
{
	struct menu *menu = &ui->menu;
	struct menu_item item;

	if (menu->scroll.selected >= menu->scroll.count || menu->items[menu->scroll.selected].fixed)
		return;
	item = menu->items[menu->scroll.selected];
	menu_close(ui);
	menu->chosen(ui, &item);
}

static void
cancel(struct ui *ui)
{
	menu_close(ui);
	if (ui->menu.cancelled != NULL)
		ui->menu.cancelled(ui);
}

/* Does the item begin with what was typed, or a later word of it? */
static bool
begins(const struct menu_item *item, const char *typed)
{
	const char *text = item->find[0] != '\0' ? item->find : item->text;
	size_t len = strlen(typed);

	while (*text != '\0') {
		text += strspn(text, " ");
		if (strncasecmp(text, typed, len) == 0)
			return true;
		text += strcspn(text, " ");
	}
	return false;
}

static bool
find_typed(struct menu *menu)
{
	for (size_t i = 0; i < menu->scroll.count; i++)
		if (!menu->items[i].fixed && begins(&menu->items[i], menu->typed)) {
			menu->scroll.selected = i;
			scroll_fit(&menu->scroll);
			return true;
		}
	return false;
}

/* Letters and digits find an item; one that finds nothing starts anew. */
static void
type(struct menu *menu, int key)
{
	size_t len = strlen(menu->typed);
	char letter[2] = {(char)key, '\0'};

	if (len + 2 > sizeof(menu->typed))
		len = 0;
	memcpy(menu->typed + len, letter, sizeof(letter));
	if (find_typed(menu))
		return;
	memcpy(menu->typed, letter, sizeof(letter));
	if (!find_typed(menu))
		menu->typed[0] = '\0';
}

void
menu_key(struct ui *ui, int key)
{
	struct menu *menu = &ui->menu;
	const struct action *action = bindings_find(&ui->bindings, key);

	if (key == TK_ENTER)
		choose(ui);
	else if (key == TK_ESCAPE || key == TK_F10 || key == (TK_CTRL | 'c'))
		cancel(ui);
	else if (key > ' ' && key < 0x7f && isgraph(key))
		type(menu, key);
	else if (action != NULL && scroll_move(&menu->scroll, action->move))
		menu->typed[0] = '\0';
}

void
menu_mouse(struct ui *ui, const struct event *event)
{
	struct menu *menu = &ui->menu;
	struct area area = menu->area;
	size_t at = menu->scroll.top + (size_t)(event->y - area.y);

	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN) {
		scroll_wheel(&menu->scroll, event->button == MOUSE_WHEEL_UP ? -3 : 3);
		return;
	}
	if (!event->press || event->button != MOUSE_LEFT)
		return;
	if (event->x < area.x || event->x >= area.x + area.cols || event->y < area.y ||
	    event->y >= area.y + area.rows) {
		cancel(ui);
		return;
	}
	if (at >= menu->scroll.count)
		return;
	/* The first click only selects: a slip of the hand sends no signal. */
	if (at == menu->scroll.selected)
		choose(ui);
	else
		menu->scroll.selected = at;
}

static int
menu_width(const struct menu *menu)
{
	size_t width = text_cells(menu->title, strlen(menu->title)) + 1;

	for (size_t i = 0; i < menu->scroll.count; i++) {
		size_t cells = text_cells(menu->items[i].text, strlen(menu->items[i].text)) + 2;

		if (cells > width)
			width = cells;
	}
	return width < 16 ? 16 : (int)width;
}

void
menu_draw(struct ui *ui, struct area area)
{
	struct menu *menu = &ui->menu;
	struct canvas *canvas = &ui->canvas;
	int width = menu_width(menu), cols = width < area.cols ? width : area.cols;

	if ((size_t)area.rows > menu->scroll.count + 1)
		area.rows = (int)menu->scroll.count + 1;
	area.cols = cols;
	menu->area = (struct area){area.y + 1, area.x, area.rows - 1, cols};
	menu->scroll.page = area.rows > 1 ? (size_t)area.rows - 1 : 0;
	scroll_fit(&menu->scroll);
	canvas_fill(canvas, area, ' ', STYLE_MENU);
	canvas_fill(canvas, (struct area){area.y, area.x, 1, cols}, ' ', STYLE_MENU_TITLE);
	canvas_string(canvas, area.y, area.x, cols, STYLE_MENU_TITLE, menu->title);
	for (size_t i = 0; i < menu->scroll.page; i++) {
		size_t at = menu->scroll.top + i;
		bool selected = at == menu->scroll.selected;
		enum style style = selected ? STYLE_MENU_SELECTED : STYLE_MENU;
		int y = area.y + 1 + (int)i;

		if (at >= menu->scroll.count)
			break;
		if (selected)
			canvas_fill(canvas, (struct area){y, area.x, 1, cols}, ' ', style);
		canvas_string(canvas, y, area.x + 1, cols - 1, style, menu->items[at].text);
	}
}
