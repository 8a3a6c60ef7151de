/*
 * A menu: a box over the left of the screen, lines to choose from.
 *
 * Typing finds a line; Enter chooses, Escape closes.  Lines may be hostile text.
 */
#ifndef CTOP_UI_MENU_H
#define CTOP_UI_MENU_H

#include <stdbool.h>
#include <stdint.h>

#include "canvas.h"
#include "scroll.h"

struct ui;
struct event;

struct menu_item {
	char text[96];
	char find[32]; /* what typing is compared with; "" takes text */
	int64_t value;
	const void *pointer;
	bool fixed; /* information, cannot be chosen */
};

struct menu {
	bool open;
	char title[96];
	struct menu_item *items;
	size_t room;
	struct scroll scroll; /* its count is that of the items */
	char typed[32];
	void (*chosen)(struct ui *, const struct menu_item *);
	void (*cancelled)(struct ui *); /* NULL: nothing to undo */
	void (*refill)(struct ui *);	/* a new snapshot came; NULL */
	uint64_t groups;		/* facts that refill needs of every process */
	struct area area;		/* as last drawn */
};

/* An empty open menu. */
void menu_open(struct ui *, const char *title,
    void (*chosen)(struct ui *, const struct menu_item *));
/* The new last line, zeroed but for its text. */
struct menu_item *menu_add(struct menu *, const char *text);
/* Closes without telling anybody. */
void menu_close(struct ui *);
void menu_free(struct menu *);
void menu_draw(struct ui *, struct area);
void menu_key(struct ui *, int key);
void menu_mouse(struct ui *, const struct event *);

#endif
