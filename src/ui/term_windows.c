/*
 * The terminal on Windows: the console.
 *
 * A console that understands escape sequences (all since 2016, unless it is told to be an old
 * one) is drawn on with these, in 256 colours, on its alternate screen.  Any other gets cells
 * of 16 colours in a screen buffer of our own.  Which it is, is tried out.
 */
#include "term.h"

#include <stdatomic.h>
#include <stdio.h>
#include <windows.h>

#include "../compat.h"
#include "../text.h"
#include "term_ansi.h"
#include "term_cells.h"
#include "term_common.h"
#include "term_windows_end.h"
#include "term_windows_input.h"

enum { WRITE_MAX = 8192 }; /* units of UTF-16 in a call */

static const char enter_text[] = "\033[?1049h\033[?2004h\033[?7l\033[?25l";
static const wchar_t leave_text[] = L"\033[0m\033[?2004l\033[?7h\033[?25h\033[?1049l";

static struct {
	bool open;
	HANDLE in, out;
	HANDLE screen; /* what is drawn on: out, or the buffer of our own */
	DWORD in_before, out_before;
	uint16_t normal; /* attributes of the console's text */
	bool sequences;	 /* it understands them */
	bool utf8_before;
	atomic_bool armed; /* there is something to give back */
	uint16_t attributes[STYLE_COUNT];
	bool resized;
	int cursor_y, cursor_x; /* as shown; -1 hidden, -2 not known */
	struct ansi ansi;
	wchar_t *wide; /* of ansi's text */
	size_t wide_room;
	struct console_cell *row; /* as many as a row has */
	CHAR_INFO *cells;
} term;

static HANDLE
open_console(const wchar_t *name)
{
	return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
	    NULL, OPEN_EXISTING, 0, NULL);
}

static HANDLE
make_screen(void)
{
	return CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, CONSOLE_TEXTMODE_BUFFER, NULL);
}

/* Some consoles take the mode and ignore it: only a cursor that moved tells. */
static bool
understands_sequences(HANDLE buffer)
{
	static const wchar_t move[] = L"\033[1;4H";
	CONSOLE_SCREEN_BUFFER_INFO info;
	DWORD done;

	return SetConsoleMode(buffer,
		   ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) &&
	    WriteConsoleW(buffer, move, (DWORD)wcslen(move), &done, NULL) &&
	    GetConsoleScreenBufferInfo(buffer, &info) && info.dwCursorPosition.X == 3 &&
	    info.dwCursorPosition.Y == 0;
}

static void
close_handles(void)
{
	HANDLE handles[] = {term.screen != term.out ? term.screen : NULL, term.out, term.in};

	for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++)
		if (handles[i] != NULL && handles[i] != INVALID_HANDLE_VALUE)
			CloseHandle(handles[i]);
}

static int
find_console(char *err, size_t errlen)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	if (!compat_on_terminal()) {
		snprintf(err, errlen, "standard output is not a console (--batch needs none)");
		return -1;
	}
	term.in = open_console(L"CONIN$");
	term.out = open_console(L"CONOUT$");
	term.screen = make_screen();
	if (!GetConsoleMode(term.in, &term.in_before) ||
	    !GetConsoleMode(term.out, &term.out_before) ||
	    !GetConsoleScreenBufferInfo(term.out, &info) || term.screen == INVALID_HANDLE_VALUE) {
		snprintf(err, errlen, "cannot take the console over: error %lu", GetLastError());
		close_handles();
		return -1;
	}
	term.normal = info.wAttributes;
	term.sequences = understands_sequences(term.screen);
	if (term.sequences) {
		CloseHandle(term.screen);
		term.screen = term.out;
	}
	return 0;
}

/* Gives the console back, from any thread or handler, once. */
static void
give_back(void)
{
	DWORD done;

	if (!atomic_exchange(&term.armed, false))
		return;
	if (term.sequences) {
		WriteConsoleW(term.out, leave_text, (DWORD)wcslen(leave_text), &done, NULL);
		SetConsoleMode(term.out, term.out_before);
	} else {
		SetConsoleActiveScreenBuffer(term.out);
	}
	SetConsoleMode(term.in, term.in_before);
}

static void
write_wide(const wchar_t *text, size_t len)
{
	while (len > 0) {
		DWORD n = (DWORD)(len < WRITE_MAX ? len : WRITE_MAX), done;

		/* Both halves of a character together. */
		if (n < len && IS_HIGH_SURROGATE(text[n - 1]))
			n--;
		if (!WriteConsoleW(term.out, text, n, &done, NULL))
			return;
		text += n;
		len -= n;
	}
}

/* Writes what ansi gathered. */
static void
flush(void)
{
	int n;

	if (term.ansi.len == 0)
		return;
	/* UTF-16 has no more units than UTF-8 has bytes. */
	if (term.wide_room < term.ansi.len) {
		term.wide_room = term.ansi.len;
		term.wide = xrealloc(term.wide, term.wide_room, sizeof(*term.wide));
	}
	n = MultiByteToWideChar(CP_UTF8, 0, term.ansi.text, (int)term.ansi.len, term.wide,
	    (int)term.wide_room);
	write_wide(term.wide, (size_t)n);
}

static void
measure(int *rows, int *cols)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	*rows = 24;
	*cols = 80;
	if (!GetConsoleScreenBufferInfo(term.screen, &info))
		return;
	*rows = info.srWindow.Bottom - info.srWindow.Top + 1;
	*cols = info.srWindow.Right - info.srWindow.Left + 1;
	console_origin(info.srWindow.Top, info.srWindow.Left);
}

static void
take_size(void)
{
	int rows, cols;

	measure(&rows, &cols);
	/* A buffer larger than the window would scroll. */
	if (!term.sequences)
		SetConsoleScreenBufferSize(term.screen, (COORD){(SHORT)cols, (SHORT)rows});
	common_take_size(rows, cols);
	term.row = xrealloc(term.row, (size_t)cols, sizeof(*term.row));
	term.cells = xrealloc(term.cells, (size_t)cols, sizeof(*term.cells));
	term.resized = false;
}

static void
check_size(void)
{
	int rows, cols;

	measure(&rows, &cols);
	term.resized = rows != common.rows || cols != common.cols;
}

static void
enter(bool mouse)
{
	INPUT_RECORD unused;
	DWORD mode = ENABLE_WINDOW_INPUT | ENABLE_EXTENDED_FLAGS, n;

	/* Quick edit takes the mouse away to select text. */
	mode |= mouse ? ENABLE_MOUSE_INPUT : term.in_before & ENABLE_QUICK_EDIT_MODE;
	atomic_store(&term.armed, true);
	SetConsoleMode(term.in, mode);
	/* Wine on a Unix terminal reads no key before somebody has asked for one. */
	PeekConsoleInputW(term.in, &unused, 1, &n);
	if (term.sequences) {
		SetConsoleMode(term.out,
		    ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT |
			ENABLE_VIRTUAL_TERMINAL_PROCESSING);
		ansi_begin(&term.ansi);
		ansi_string(&term.ansi, enter_text);
		flush();
	} else {
		SetConsoleActiveScreenBuffer(term.screen);
	}
	take_size();
}

void
native_looks(void)
{
	for (int i = 0; i < STYLE_COUNT; i++)
		term.attributes[i] = cells_attributes(common.looks[i], term.normal);
}

static int
choose_colors(enum color_mode mode)
{
	if (!common_wants_color(mode))
		return 0;
	return term.sequences ? 256 : 16;
}

int
term_open(const struct term_options *options, char *err, size_t errlen)
{
	memset(&term, 0, sizeof(term));
	if (find_console(err, errlen) != 0)
		return -1;
	if (end_open(give_back) != 0) {
		snprintf(err, errlen, "cannot take the console over: error %lu", GetLastError());
		close_handles();
		return -1;
	}
	die_hook = give_back;
	term.utf8_before = text_utf8();
	text_force_utf8(true);
	common_open(options->scheme, choose_colors(options->color));
	console_open(term.in, !term.sequences);
	term.cursor_y = -2;
	enter(options->mouse);
	term.open = true;
	return 0;
}

void
term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	give_back();
	end_close();
	die_hook = NULL;
	text_force_utf8(term.utf8_before);
	close_handles();
	console_close();
	ansi_free(&term.ansi);
	common_close();
	free(term.wide);
	free(term.row);
	free(term.cells);
}

static void
write_cells(const struct cell *row, int y, int start, int end)
{
	SMALL_RECT where = {(SHORT)start, (SHORT)y, (SHORT)(end - 1), (SHORT)y};
	COORD size = {(SHORT)(end - start), 1}, from = {0, 0};

	cells_row(row, start, end, term.attributes, term.row);
	for (int i = 0; i < end - start; i++) {
		term.cells[i].Char.UnicodeChar = term.row[i].unit;
		term.cells[i].Attributes = term.row[i].attributes;
	}
	WriteConsoleOutputW(term.screen, term.cells, size, from, &where);
}

static void
write_run(const struct cell *row, int y, int start, int end)
{
	if (term.sequences)
		ansi_row(&term.ansi, row, y, start, end, common.looks);
	else
		write_cells(row, y, start, end);
}

/* Drawing by sequences moves the cursor, cells do not. */
static void
place_cursor(const struct canvas *canvas)
{
	bool visible = common_cursor(canvas);
	int y = visible ? canvas->cursor_y : -1, x = visible ? canvas->cursor_x : -1;
	bool same = y == term.cursor_y && x == term.cursor_x;
	CONSOLE_CURSOR_INFO info = {25, visible};

	term.cursor_y = y;
	term.cursor_x = x;
	if (term.sequences) {
		if (!same || (visible && term.ansi.len > 0))
			ansi_cursor(&term.ansi, y, x);
		return;
	}
	if (same)
		return;
	if (visible)
		SetConsoleCursorPosition(term.screen, (COORD){(SHORT)x, (SHORT)y});
	SetConsoleCursorInfo(term.screen, &info);
}

void
term_draw(const struct canvas *canvas)
{
	/* Not every change of the window is told. */
	check_size();
	ansi_begin(&term.ansi);
	if (common.all && term.sequences)
		ansi_string(&term.ansi, "\033[0m\033[2J\033[?25l");
	if (common.all)
		term.cursor_y = -2;
	common_draw(canvas, write_run);
	place_cursor(canvas);
	flush();
}

void
term_suspend(void)
{
}

bool
term_suspends(void)
{
	return false;
}

static bool
quit_event(struct event *ev)
{
	ev->signo = end_take();
	if (ev->signo == 0)
		return false;
	ev->kind = EVENT_QUIT;
	return true;
}

static bool
resize_event(struct event *ev)
{
	if (!term.resized)
		return false;
	take_size();
	common_size_event(EVENT_RESIZE, ev);
	return true;
}

/* What is decoded already. */
bool
native_ready(struct event *ev)
{
	return quit_event(ev) || resize_event(ev) || console_event(false, ev);
}

/* Told to end goes first, then keys, so that a flood of keys cannot keep the program alive. */
bool
native_wait(uint64_t deadline, bool forever, const struct wake *wake, struct event *ev)
{
	HANDLE handles[] = {(HANDLE)end_native(), term.in,
	    wake != NULL ? (HANDLE)wake_native(wake) : NULL};
	DWORD woken = WaitForMultipleObjects(wake != NULL ? 3 : 2, handles, FALSE,
	    console_wait_ms(deadline, forever));
	bool input = woken != WAIT_TIMEOUT && WaitForSingleObject(term.in, 0) == WAIT_OBJECT_0;
	bool size = false;

	if (quit_event(ev))
		return true;
	if (woken == WAIT_FAILED || (input && !console_read(&size))) {
		ev->kind = EVENT_HANGUP;
		return true;
	}
	if (size)
		check_size();
	if (resize_event(ev) || console_event(!input, ev))
		return true;
	if (wake != NULL && WaitForSingleObject(handles[2], 0) == WAIT_OBJECT_0) {
		ev->kind = EVENT_WAKE;
		return true;
	}
	return false;
}

void
term_die_by(int signo)
{
	(void)signo;
	term_close();
	end_now();
}
