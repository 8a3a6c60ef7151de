/*
 * The terminal: shows canvases, yields events.
 *
 * The Unix implementation (term_curses.c) is the only file that includes curses; Windows has its
 * own. term_draw writes only what differs from what the terminal shows.  Time in term_wait is
 * monotonic.  The terminal is left as it was found by term_close, by die() and by every signal that
 * ends the program; the exit status then tells the signal.
 */
#ifndef CTOP_UI_TERM_H
#define CTOP_UI_TERM_H

#include "../thread.h"
#include "canvas.h"

/* Keys are Unicode code points, or these; with KEY_ALT or KEY_CTRL added. */
enum {
	KEY_FIRST_SPECIAL = 0x200000,
	TK_UP = KEY_FIRST_SPECIAL,
	TK_DOWN,
	TK_LEFT,
	TK_RIGHT,
	TK_HOME,
	TK_END,
	TK_PAGE_UP,
	TK_PAGE_DOWN,
	TK_INSERT,
	TK_DELETE,
	TK_BACKSPACE,
	TK_ENTER,
	TK_TAB,
	TK_BACKTAB,
	TK_ESCAPE,
	TK_F1,
	TK_F2,
	TK_F3,
	TK_F4,
	TK_F5,
	TK_F6,
	TK_F7,
	TK_F8,
	TK_F9,
	TK_F10,
	TK_F11,
	TK_F12,
	TK_LAST,
	TK_ALT = 1 << 24,
	TK_CTRL = 1 << 25, /* with the small letter: TK_CTRL | 'l' */
};

enum event_kind {
	EVENT_NONE,   /* the time is up */
	EVENT_KEY,    /* key */
	EVENT_PASTE,  /* text pasted (bracketed paste): never a command */
	EVENT_MOUSE,  /* y, x, button, press */
	EVENT_RESIZE, /* rows, cols */
	EVENT_WAKE,   /* the wake given was woken */
	EVENT_RESUME, /* back from suspension: draw everything */
	EVENT_HANGUP, /* the terminal is gone: end */
	EVENT_QUIT,   /* SIGTERM, SIGINT, SIGHUP, SIGQUIT: end, signo */
};

enum mouse_button { MOUSE_LEFT, MOUSE_MIDDLE, MOUSE_RIGHT, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct event {
	enum event_kind kind;
	int key;
	int y, x;
	enum mouse_button button;
	bool press, twice; /* a double click */
	int rows, cols;
	int signo;
	const char *paste; /* valid until the next wait */
	size_t paste_len;
};

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct term_options {
	const char *scheme; /* a name of theme_names */
	enum color_mode color;
	bool mouse;
};

/* Takes the terminal over.  -1 with one line in err when there is none that can be used. */
int term_open(const struct term_options *, char *err, size_t errlen);
void term_close(void);
void term_size(int *rows, int *cols);
/* Shows the canvas. */
void term_draw(const struct canvas *);
/* Forgets what the terminal shows: the next draw writes everything. */
void term_redraw(void);
/*
 * Waits for an event, at most timeout_ns (-1: for ever) by the monotonic clock; wake may be NULL.
 */
void term_wait(int64_t timeout_ns, const struct wake *, struct event *);
/*
 * Stops like Ctrl-Z: gives the terminal back, stops, takes it again.  The next event is
 * EVENT_RESUME.
 */
void term_suspend(void);
/* Does this system have that? */
bool term_suspends(void);
/* Another scheme; false: no such name. */
bool term_scheme(const char *);
/* Can line and block characters be drawn? */
bool term_utf8(void);
/* Ends the program by the signal that EVENT_QUIT named, so that the status tells. */
void term_die_by(int signo);

/* theme.c: schemes, the default first, ends with NULL. */
extern const char *const theme_names[];
/* "F5", "ctrl-l", "alt-h", "space", "a": names of keys as help and config write them. */
const char *key_text(int key, char *buf, size_t len);
int key_parse(const char *); /* -1: no such key */

#endif
