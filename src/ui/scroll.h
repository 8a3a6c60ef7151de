/*
 * Scrolling: which of many lines are on screen, and which one is selected.
 *
 * Plain arithmetic, the same for the list, menus, set-up, help and details.
 */
#ifndef CTOP_UI_SCROLL_H
#define CTOP_UI_SCROLL_H

#include <stdbool.h>
#include <stddef.h>

/* What a movement key asks for. */
enum move {
	MOVE_NONE,
	MOVE_UP,
	MOVE_DOWN,
	MOVE_PAGE_UP,
	MOVE_PAGE_DOWN,
	MOVE_HALF_UP,
	MOVE_HALF_DOWN,
	MOVE_HOME,
	MOVE_END,
	MOVE_LEFT,
	MOVE_RIGHT,
};

struct scroll {
	size_t count;	 /* lines there are */
	size_t page;	 /* lines on screen */
	size_t selected; /* less than count unless that is 0 */
	size_t top;	 /* the first line on screen */
};

/* After count or page changed: everything in bounds and the selected line on screen. */
void scroll_fit(struct scroll *);
/* Moves the selection; false for moves that are not up or down. */
bool scroll_move(struct scroll *, enum move);
/* Moves the window of a text without a selection; false as above. */
bool scroll_text(struct scroll *, enum move);
/* The wheel over such a text. */
void scroll_lines(struct scroll *, int lines);
/* The wheel: moves the window by some lines, the selection stays on screen. */
void scroll_wheel(struct scroll *, int lines);

#endif
