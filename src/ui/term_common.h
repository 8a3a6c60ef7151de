/*
 * What the terminals of all systems have in common: a size, colours, and what is shown.
 *
 * term_common.c has those calls of term.h that need no more; the others, and what is declared
 * last here, are in the file of the system.
 */
#ifndef CTOP_UI_TERM_COMMON_H
#define CTOP_UI_TERM_COMMON_H

#include "term.h"
#include "theme.h"

#define ESCAPE_NS UINT64_C(25000000) /* how long ESC may be the start of something */

extern struct common {
	int rows, cols;
	int scheme, colors;
	struct look looks[STYLE_COUNT];
	bool all;	     /* the next draw writes everything */
	struct canvas shown; /* as many cells as the terminal has */
} common;

/* Begins anew, with that scheme in so many colours (0: attributes only). */
void common_open(const char *scheme, int colors);
void common_close(void);
/* What people want, by the option and by NO_COLOR. */
bool common_wants_color(enum color_mode);
void common_take_size(int rows, int cols);
/* An event that tells the size. */
void common_size_event(enum event_kind, struct event *);
/* Writes what is not shown yet: cells from start to before end of a row. */
void common_draw(const struct canvas *,
    void (*write)(const struct cell *row, int y, int start, int end));
/* Has the canvas a cursor that this terminal can show? */
bool common_cursor(const struct canvas *);

/*
 * Milliseconds to wait for more, -1: for ever.  ripens: what came last, then, is brought to its
 * end by time alone.
 */
int common_wait_ms(bool ripens, uint64_t then, uint64_t deadline, bool forever);

/* The system's own: makes what it writes of the looks. */
void native_looks(void);
/* An event that is there without waiting. */
bool native_ready(struct event *);
/* Waits once, and may end early without an event. */
bool native_wait(uint64_t deadline, bool forever, const struct wake *, struct event *);

#endif
