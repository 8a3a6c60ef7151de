/*
 * The canvas: a grid of cells that the screen is drawn into.
 *
 * The only way for text to the terminal.  canvas_text makes every text printable
 * (text.h), so that hostile bytes can move nothing.  Cells hold a style, not a
 * colour; the scheme (theme.c) turns styles into colours when the terminal draws.
 * Drawing outside the canvas is cut, never an error.
 */
#ifndef CTOP_UI_CANVAS_H
#define CTOP_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../compat/format.h"

/* What a cell means.  One row per style and scheme in theme.c. */
enum style {
	STYLE_TEXT,
	STYLE_DIM, /* old values, marks for the unknown */
	STYLE_BOLD,
	STYLE_TITLE,	     /* name of the program, headings */
	STYLE_HEADER,	     /* the row of column titles */
	STYLE_HEADER_SORT,   /* the title of the sorted column */
	STYLE_SELECTED,	     /* the selected row */
	STYLE_SELECTED_IDLE, /* the same in a panel without the focus */
	STYLE_FOLLOWED,
	STYLE_TAGGED,
	STYLE_MATCH,   /* what the search found */
	STYLE_NEW,     /* a row that has just come */
	STYLE_ENDED,   /* a row that has just gone */
	STYLE_RUNNING, /* states */
	STYLE_DISK_SLEEP,
	STYLE_ZOMBIE,
	STYLE_STOPPED,
	STYLE_KERNEL,	/* kernel threads' names */
	STYLE_THREAD,	/* threads' names */
	STYLE_BASENAME, /* the program's name in a command line */
	STYLE_TREE,	/* branches */
	STYLE_OTHER_USER,
	STYLE_SMALL, /* sizes by magnitude */
	STYLE_MEGA,
	STYLE_GIGA,
	STYLE_HOT, /* high percentages */
	STYLE_DENIED,
	STYLE_STUCK,
	STYLE_METER_LABEL,
	STYLE_METER_FRAME,
	STYLE_METER_TEXT,
	STYLE_BAR_USER,
	STYLE_BAR_NICE,
	STYLE_BAR_SYSTEM,
	STYLE_BAR_IRQ,
	STYLE_BAR_IOWAIT,
	STYLE_BAR_STEAL,
	STYLE_BAR_USED,
	STYLE_BAR_SHARED,
	STYLE_BAR_BUFFERS,
	STYLE_BAR_CACHE,
	STYLE_BAR_SWAP,
	STYLE_RULE, /* lines between panels */
	STYLE_KEY,  /* F1 in the function bar */
	STYLE_KEY_LABEL,
	STYLE_STATUS, /* the status line */
	STYLE_ERROR,
	STYLE_WARNING,
	STYLE_MENU, /* boxes over the screen */
	STYLE_MENU_SELECTED,
	STYLE_MENU_TITLE,
	STYLE_INPUT, /* a line being typed */
	STYLE_COUNT
};

struct cell {
	uint32_t ch;	  /* 0: right half of a wide character */
	uint32_t mark[2]; /* combining characters on it; 0 none */
	uint8_t style;	  /* enum style */
};

struct canvas {
	int rows, cols;
	struct cell *cells;	/* rows * cols */
	int cursor_y, cursor_x; /* -1: hidden */
};

/* A part of a canvas: what a panel may draw into. */
struct area {
	int y, x, rows, cols;
};

/* rows and cols may be 0. */
void canvas_init(struct canvas *, int rows, int cols);
void canvas_free(struct canvas *);
/* New size; contents are cleared. */
void canvas_resize(struct canvas *, int rows, int cols);
void canvas_clear(struct canvas *);
struct cell *canvas_at(struct canvas *, int y, int x); /* NULL outside */
/* Fills cells with a character of width 1. */
void canvas_fill(struct canvas *, struct area, uint32_t ch, enum style);
/* Sets the style of cells, text kept. */
void canvas_style(struct canvas *, struct area, enum style);
/*
 * Draws at most width cells of hostile text at y, x; returns the cells used.
 * A wide character that would stick out is left out.
 */
int canvas_text(struct canvas *, int y, int x, int width, enum style, const char *, size_t len);
/* The same for a C string of ours. */
int canvas_string(struct canvas *, int y, int x, int width, enum style, const char *);
/* printf; text through %s is made printable as well. */
int canvas_printf(struct canvas *, int y, int x, int width, enum style, const char *, ...)
    PRINTF_LIKE(6, 7);
/*
 * The words of a text of ours in as many lines as they need, of which those from skip on are drawn
 * into the area.  Returns how many there are in all; canvas NULL: that is all.
 */
int canvas_words(struct canvas *, struct area, int skip, enum style, const char *);
/* Text against the right edge of width cells, cut on the left never, on the right when it must. */
int canvas_right(struct canvas *, int y, int x, int width, enum style, const char *, size_t len);

#endif
