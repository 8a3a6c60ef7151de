/*
 * The terminal on Unix: curses writes, term_tty_posix.c has the device.
 *
 * Curses never reads and never waits: it would do so by the wall clock, and would take
 * SIGWINCH and the keys from us.  What was drawn last is kept, so that a frame in
 * which nothing changed costs one comparison per row and curses is not called.
 */
#include "term.h"

#include <curses.h>
#include <term.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

#include "../compat.h"
#include "../text.h"
#include "term_common.h"
#include "term_glyphs.h"
#include "term_signals.h"
#include "term_tty_posix.h"

static struct {
	bool open;
	SCREEN *screen;
	attr_t attributes[STYLE_COUNT];
	bool mouse, ansi;
	bool resume;
	cchar_t *run; /* as many cells as a row has */
} term;

/* A string of the terminal's description; NULL when it has none. */
static const char *
capability(const char *name)
{
	const char *s = tigetstr(name);

	return s == NULL || s == (const char *)-1 ? NULL : s;
}

/* Appends a sequence without its padding marks, $<5>, which only tputs understands. */
static void
append(char *buf, size_t room, const char *sequence)
{
	size_t at = strlen(buf);

	for (const char *s = sequence; s != NULL && *s != '\0' && at + 1 < room; s++) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>') != NULL) {
			s = strchr(s, '>');
			continue;
		}
		buf[at++] = *s;
	}
	buf[at] = '\0';
}

/* What curses does not switch by itself; on or off. */
static void
append_modes(char *buf, size_t room, bool on)
{
	append(buf, room, capability(on ? "smkx" : "rmkx"));
	if (!term.ansi)
		return;
	append(buf, room, on ? "\033[?2004h" : "\033[?2004l");
	if (term.mouse)
		append(buf, room, on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l");
}

static void
prepare_restore(void)
{
	char text[256] = "";

	append_modes(text, sizeof(text), false);
	append(text, sizeof(text), capability("sgr0"));
	append(text, sizeof(text), capability("op"));
	append(text, sizeof(text), capability("cnorm"));
	append(text, sizeof(text), capability("rmcup"));
	append(text, sizeof(text), "\r\n");
	signals_prepare(STDOUT_FILENO, tty_modes(), text, strlen(text));
}

/* Curses counts attributes and colour pairs; pair n + 1 is style n. */
void
native_looks(void)
{
	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct look *look = &common.looks[i];
		attr_t a = A_NORMAL;

		if ((look->attributes & LOOK_BOLD) != 0)
			a |= A_BOLD;
		if ((look->attributes & LOOK_DIM) != 0)
			a |= A_DIM;
		if ((look->attributes & LOOK_REVERSE) != 0)
			a |= A_REVERSE;
		if ((look->attributes & LOOK_UNDERLINE) != 0)
			a |= A_UNDERLINE;
		term.attributes[i] = a;
		if (common.colors > 0)
			init_pair((short)(i + 1), (short)look->fg, (short)look->bg);
	}
}

static int
choose_colors(enum color_mode mode)
{
	if (!common_wants_color(mode) || !has_colors() || start_color() == ERR || COLORS < 8 ||
	    COLOR_PAIRS <= STYLE_COUNT)
		return 0;
	use_default_colors();
	return COLORS;
}

static void
bind_keys(void)
{
	static const struct {
		const char *capability;
		int key;
	} keys[] = {
	    {"kcuu1", TK_UP},
	    {"kcud1", TK_DOWN},
	    {"kcub1", TK_LEFT},
	    {"kcuf1", TK_RIGHT},
	    {"khome", TK_HOME},
	    {"kend", TK_END},
	    {"kpp", TK_PAGE_UP},
	    {"knp", TK_PAGE_DOWN},
	    {"kich1", TK_INSERT},
	    {"kdch1", TK_DELETE},
	    {"kbs", TK_BACKSPACE},
	    {"kent", TK_ENTER},
	    {"kcbt", TK_BACKTAB},
	    {"kf1", TK_F1},
	    {"kf2", TK_F2},
	    {"kf3", TK_F3},
	    {"kf4", TK_F4},
	    {"kf5", TK_F5},
	    {"kf6", TK_F6},
	    {"kf7", TK_F7},
	    {"kf8", TK_F8},
	    {"kf9", TK_F9},
	    {"kf10", TK_F10},
	    {"kf11", TK_F11},
	    {"kf12", TK_F12},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		tty_bind(capability(keys[i].capability), keys[i].key);
}

/* Is this a terminal that a screen can be drawn on? */
static int
check_type(char *err, size_t errlen)
{
	const char *type = getenv("TERM");
	char shown[64];
	int status = 0;

	if (type == NULL || *type == '\0') {
		snprintf(err, errlen,
		    "TERM is not set: what can this terminal do? "
		    "(xterm-256color is a good guess; --batch needs none)");
		return -1;
	}
	text_printable(type, strlen(type), 40, shown, sizeof(shown));
	if (setupterm(NULL, STDOUT_FILENO, &status) == ERR) {
		snprintf(err, errlen, "TERM=%s: %s (--batch needs none)", shown,
		    status < 0 ? "no descriptions of terminals are installed"
			       : "no such type of terminal is known here");
		return -1;
	}
	status = capability("cup") == NULL ? -1 : 0;
	term.ansi = status == 0 && strncmp(capability("cup"), "\033[", 2) == 0;
	del_curterm(cur_term);
	if (status < 0)
		snprintf(err, errlen,
		    "TERM=%s: this type of terminal cannot move its cursor "
		    "(--batch needs none)",
		    shown);
	return status;
}

static void
take_size(void)
{
	int rows, cols;

	tty_measure(&rows, &cols);
	resizeterm(rows, cols);
	common_take_size(rows, cols);
	term.run = xrealloc(term.run, (size_t)cols, sizeof(*term.run));
}

/* Takes the terminal, the first time or again. */
static void
enter(void)
{
	char modes[128] = "";

	tty_raw(true);
	def_prog_mode();
	signals_arm(true);
	append_modes(modes, sizeof(modes), true);
	tty_write(modes);
	take_size();
}

static void
leave(void)
{
	char modes[128] = "";

	signals_writing(true);
	append_modes(modes, sizeof(modes), false);
	tty_write(modes);
	curs_set(1);
	endwin();
	tty_raw(false);
	signals_writing(false);
	signals_arm(false);
}

int
term_open(const struct term_options *options, char *err, size_t errlen)
{
	memset(&term, 0, sizeof(term));
	term.mouse = options->mouse;
	if (tty_open(err, errlen) != 0)
		return -1;
	if (check_type(err, errlen) != 0) {
		tty_close();
		return -1;
	}
	if (!tty_prepare() || signals_open() != 0 ||
	    (term.screen = newterm(NULL, stdout, stdin)) == NULL) {
		snprintf(err, errlen, "cannot take the terminal over: %s", strerror(errno));
		signals_close();
		tty_close();
		return -1;
	}
	prepare_restore();
	signals_arm(true);
	die_hook = signals_restore;
	common_open(options->scheme, choose_colors(options->color));
	leaveok(stdscr, TRUE);
	bind_keys();
	enter();
	term.open = true;
	return 0;
}

void
term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	leave();
	delscreen(term.screen);
	signals_close();
	die_hook = NULL;
	common_close();
	free(term.run);
	term.run = NULL;
	tty_close();
}

/* As curses wants a cell; width: the cells that the canvas gives the character. */
static void
to_curses(const struct cell *cell, int width, cchar_t *out)
{
	wchar_t text[4] = {L' '};
	int style = cell->style < STYLE_COUNT ? cell->style : STYLE_TEXT;

	glyph_text(cell, width, text);
	setcchar(out, text, term.attributes[style], (short)(common.colors > 0 ? style + 1 : 0),
	    NULL);
}

/* Gives curses the cells from x to end of a row. */
static void
draw_run(const struct cell *row, int y, int x, int end)
{
	int n = 0;

	for (int i = x; i < end; i++) {
		bool wide = i + 1 < end && row[i + 1].ch == 0;

		to_curses(&row[i], wide ? 2 : 1, &term.run[n++]);
		/* A character that had to be replaced by a narrow one still takes both cells. */
		if (wide && !glyph_fits(row[i].ch, 2)) {
			struct cell gap = {.ch = ' ', .style = row[i].style};

			to_curses(&gap, 1, &term.run[n++]);
		}
		i += wide;
	}
	mvadd_wchnstr(y, x, term.run, n);
}

static void
place_cursor(const struct canvas *canvas)
{
	bool visible = common_cursor(canvas);

	leaveok(stdscr, !visible);
	if (visible)
		move(canvas->cursor_y, canvas->cursor_x);
	curs_set(visible);
}

void
term_draw(const struct canvas *canvas)
{
	if (common.all) {
		clearok(curscr, TRUE);
		erase();
	}
	common_draw(canvas, draw_run);
	signals_writing(true);
	place_cursor(canvas);
	refresh();
	signals_writing(false);
}

static void
suspend(bool job)
{
	leave();
	signals_stop(job);
	enter();
	term.resume = true;
}

void
term_suspend(void)
{
	suspend(true);
}

bool
term_suspends(void)
{
	return true;
}

/* Takes the signals that came; true when one is an event. */
static bool
signal_event(struct event *ev)
{
	bool resized = false;
	int signo;

	while ((signo = signals_take()) != 0) {
		switch (signo) {
		case SIGWINCH:
			resized = true;
			break;
		case SIGTSTP:
			suspend(false);
			break;
		case SIGCONT:
			/* Stopped without being asked first: the shell has changed the modes. */
			if (!term.resume)
				enter();
			term.resume = true;
			break;
		default:
			ev->kind = EVENT_QUIT;
			ev->signo = signo;
			return true;
		}
	}
	if (term.resume) {
		term.resume = false;
		common_size_event(EVENT_RESUME, ev);
		return true;
	}
	if (!resized)
		return false;
	/* The same size as before may have been another one in between: cells were lost then. */
	take_size();
	common_size_event(EVENT_RESIZE, ev);
	return true;
}

/* Keys that mean the same in every program. */
static void
own_key(struct event *ev)
{
	switch (ev->key) {
	case TK_CTRL | 'c':
	case TK_CTRL | '\\':
		ev->kind = EVENT_QUIT;
		ev->signo = ev->key == (TK_CTRL | 'c') ? SIGINT : SIGQUIT;
		break;
	case TK_CTRL | 'z':
		term_suspend();
		signal_event(ev);
		break;
	}
}

static bool
input_event(bool quiet, struct event *ev)
{
	if (!tty_event(quiet, ev))
		return false;
	if (ev->kind == EVENT_KEY)
		own_key(ev);
	return true;
}

/* What is decoded already waits for signals, which never wait. */
bool
native_ready(struct event *ev)
{
	return signal_event(ev) || input_event(false, ev);
}

/* Signals go first, then keys, so that a flood of keys cannot keep the program alive. */
bool
native_wait(uint64_t deadline, bool forever, const struct wake *wake, struct event *ev)
{
	struct pollfd fds[] = {{.fd = signals_fd(), .events = POLLIN},
	    {.fd = tty_fd(), .events = POLLIN},
	    {.fd = wake != NULL ? (int)wake_native(wake) : -1, .events = POLLIN}};

	if (poll(fds, 3, tty_wait_ms(deadline, forever)) < 0)
		return false; /* a signal: it is in the pipe now */
	if ((fds[0].revents & POLLIN) != 0 && signal_event(ev))
		return true;
	if ((fds[1].revents & POLLIN) != 0 && !tty_read()) {
		ev->kind = EVENT_HANGUP;
		return true;
	}
	if ((fds[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
		ev->kind = EVENT_HANGUP;
		return true;
	}
	if (input_event((fds[1].revents & POLLIN) == 0, ev))
		return true;
	if (fds[2].revents != 0) {
		ev->kind = EVENT_WAKE;
		return true;
	}
	return false;
}

void
term_die_by(int signo)
{
	term_close();
	signals_die(signo);
}
