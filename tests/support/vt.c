#include "vt.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "../../src/compat.h"

enum { ROWS_KEPT = 8, POLL_MS = 50 };

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int master;
	pid_t pid;
	bool reaped;
	int status;
	int rows, cols;
	struct termios before;
	bool altscreen, cursor_visible;
	int mouse_mode;
	char *log; /* all that was written */
	size_t logged, log_room;
	char *text[ROWS_KEPT]; /* what vt_row gave */
	unsigned next_text;
	char *whole;
};

static int
on_property(VTermProp property, VTermValue *value, void *data)
{
	struct vt *vt = data;

	switch (property) {
	case VTERM_PROP_ALTSCREEN:
		vt->altscreen = value->boolean;
		break;
	case VTERM_PROP_CURSORVISIBLE:
		vt->cursor_visible = value->boolean;
		break;
	case VTERM_PROP_MOUSE:
		vt->mouse_mode = value->number;
		break;
	default:
		break;
	}
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void
on_output(const char *bytes, size_t len, void *data)
{
	vt_bytes(data, bytes, len);
}

static void
child_environment(const char *const env[])
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	for (size_t i = 0; env != NULL && env[i] != NULL; i++) {
		const char *equals = strchr(env[i], '=');
		char *name;

		if (equals == NULL) {
			unsetenv(env[i]);
			continue;
		}
		name = strndup(env[i], (size_t)(equals - env[i]));
		setenv(name, equals + 1, 1);
		free(name);
	}
}

struct vt *
vt_start(const char *const argv[], const char *const env[], int rows, int cols)
{
	return vt_start_with(argv, env, rows, cols, NULL);
}

struct vt *
vt_start_with(const char *const argv[], const char *const env[], int rows, int cols,
    void (*before)(void))
{
	struct vt *vt = calloc(1, sizeof(*vt));
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	int slave;

	ck_assert_ptr_nonnull(vt);
	vt->rows = rows;
	vt->cols = cols;
	vt->cursor_visible = true;
	ck_assert_msg(openpty(&vt->master, &slave, NULL, NULL, &size) == 0, "no pty: %s",
	    strerror(errno));
	tcgetattr(slave, &vt->before);
	vt->pid = fork();
	ck_assert_int_ge(vt->pid, 0);
	if (vt->pid == 0) {
		close(vt->master);
		login_tty(slave);
		child_environment(env);
		if (before != NULL)
			before();
		execvp(argv[0], (char *const *)argv);
		fprintf(stderr, "exec %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	close(slave);
	fcntl(vt->master, F_SETFL, fcntl(vt->master, F_GETFL) | O_NONBLOCK);
	fcntl(vt->master, F_SETFD, FD_CLOEXEC);
	vt->term = vterm_new(rows, cols);
	vterm_set_utf8(vt->term, 1);
	vterm_output_set_callback(vt->term, on_output, vt);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_reset(vt->screen, 1);
	return vt;
}

static void
reap(struct vt *vt, int flags)
{
	if (!vt->reaped && waitpid(vt->pid, &vt->status, flags) == vt->pid)
		vt->reaped = true;
}

void
vt_free(struct vt *vt)
{
	if (vt == NULL)
		return;
	if (vt->master >= 0)
		close(vt->master);
	if (!vt->reaped)
		kill(vt->pid, SIGKILL);
	reap(vt, 0);
	vterm_free(vt->term);
	for (size_t i = 0; i < ROWS_KEPT; i++)
		free(vt->text[i]);
	free(vt->whole);
	free(vt->log);
	free(vt);
}

pid_t
vt_pid(const struct vt *vt)
{
	return vt->pid;
}

/* Takes what is there without waiting; false: nothing. */
static bool
take(struct vt *vt)
{
	char buf[65536];
	ssize_t n = vt->master < 0 ? -1 : read(vt->master, buf, sizeof(buf));

	if (n <= 0)
		return false;
	if (vt->logged + (size_t)n > vt->log_room) {
		vt->log_room = (vt->logged + (size_t)n) * 2;
		vt->log = realloc(vt->log, vt->log_room);
		ck_assert_ptr_nonnull(vt->log);
	}
	memcpy(vt->log + vt->logged, buf, (size_t)n);
	vt->logged += (size_t)n;
	vterm_input_write(vt->term, buf, (size_t)n);
	return true;
}

bool
vt_pump(struct vt *vt, int ms)
{
	struct pollfd fd = {.fd = vt->master, .events = POLLIN};

	if (vt->master < 0) {
		poll(NULL, 0, ms);
		return false;
	}
	if (poll(&fd, 1, ms) <= 0)
		return false;
	if (take(vt))
		return true;
	if ((fd.revents & POLLHUP) != 0) /* nobody holds the other side: do not spin */
		poll(NULL, 0, ms < 10 ? ms : 10);
	return false;
}

void
vt_bytes(struct vt *vt, const char *bytes, size_t len)
{
	int quiet = 0;

	while (len > 0 && vt->master >= 0) {
		ssize_t n = write(vt->master, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			quiet = 0;
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return; /* ended: the test will see that */
		/* It may be writing itself, and read on only when that is taken. */
		if (!vt_pump(vt, POLL_MS))
			quiet += POLL_MS;
		ck_assert_msg(quiet < VT_PATIENCE_MS, "the program does not read its keys");
	}
}

void
vt_keys(struct vt *vt, const char *keys)
{
	vt_bytes(vt, keys, strlen(keys));
}

void
vt_key(struct vt *vt, VTermKey key, VTermModifier modifier)
{
	vterm_keyboard_key(vt->term, key, modifier);
}

void
vt_paste(struct vt *vt, const char *text)
{
	vterm_keyboard_start_paste(vt->term);
	vt_keys(vt, text);
	vterm_keyboard_end_paste(vt->term);
}

void
vt_mouse(struct vt *vt, int y, int x, int button, bool press)
{
	vterm_mouse_move(vt->term, y, x, VTERM_MOD_NONE);
	vterm_mouse_button(vt->term, button, press, VTERM_MOD_NONE);
}

void
vt_click(struct vt *vt, int y, int x)
{
	vt_mouse(vt, y, x, 1, true);
	vt_mouse(vt, y, x, 1, false);
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	/* What was written for the old size is drawn at the old size. */
	while (take(vt))
		;
	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->term, rows, cols);
	ioctl(vt->master, TIOCSWINSZ, &size);
}

void
vt_hangup(struct vt *vt)
{
	close(vt->master);
	vt->master = -1;
}

bool
vt_wait_for(struct vt *vt, bool (*holds)(struct vt *, void *), void *data)
{
	const uint64_t end = clock_now() + VT_PATIENCE_NS;

	/* A program that never stops drawing is not quiet: the clock is the last resort. */
	for (int quiet = 0; quiet < VT_PATIENCE_MS && clock_now() < end;) {
		if (holds(vt, data))
			return true;
		if (vt_pump(vt, POLL_MS)) {
			quiet = 0;
			continue;
		}
		quiet += POLL_MS;
		reap(vt, WNOHANG);
		if (vt->reaped && !vt_pump(vt, 0))
			return holds(vt, data);
	}
	return false;
}

static bool
is_there(struct vt *vt, void *text)
{
	return vt_find(vt, text, NULL, NULL);
}

static bool
is_gone(struct vt *vt, void *text)
{
	return !vt_find(vt, text, NULL, NULL);
}

bool
vt_wait_text(struct vt *vt, const char *text)
{
	return vt_wait_for(vt, is_there, (char *)(uintptr_t)text);
}

bool
vt_wait_gone(struct vt *vt, const char *text)
{
	return vt_wait_for(vt, is_gone, (char *)(uintptr_t)text);
}

int
vt_wait_exit(struct vt *vt)
{
	const uint64_t end = clock_now() + VT_PATIENCE_NS;

	for (int quiet = 0; !vt->reaped && quiet < VT_PATIENCE_MS && clock_now() < end;) {
		quiet = vt_pump(vt, POLL_MS) ? 0 : quiet + POLL_MS;
		reap(vt, WNOHANG);
	}
	ck_assert_msg(vt->reaped, "the program does not end");
	while (take(vt))
		;
	return vt->status;
}

/* UTF-8 of a cell; returns its length. */
static size_t
cell_text(const VTermScreenCell *cell, char *buf)
{
	size_t n = 0;

	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++) {
		uint32_t c = cell->chars[i];

		if (c == (uint32_t)-1)
			break;
		if (c < 0x80) {
			buf[n++] = (char)c;
		} else if (c < 0x800) {
			buf[n++] = (char)(0xc0 | c >> 6);
			buf[n++] = (char)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			buf[n++] = (char)(0xe0 | c >> 12);
			buf[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			buf[n++] = (char)(0x80 | (c & 0x3f));
		} else {
			buf[n++] = (char)(0xf0 | c >> 18);
			buf[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			buf[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			buf[n++] = (char)(0x80 | (c & 0x3f));
		}
	}
	buf[n] = '\0';
	return n;
}

/* Writes a row; returns its length without the spaces at its end. */
static size_t
row_text(struct vt *vt, int y, char *out)
{
	size_t n = 0, end = 0;

	for (int x = 0; x < vt->cols;) {
		VTermScreenCell cell;
		char text[32];
		size_t len;

		vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell);
		len = cell_text(&cell, text);
		memcpy(out + n, len > 0 ? text : " ", len > 0 ? len : 1);
		n += len > 0 ? len : 1;
		if (len > 0 && strcmp(text, " ") != 0)
			end = n;
		x += cell.width > 0 ? cell.width : 1;
	}
	out[end] = '\0';
	return end;
}

static char *
row_room(const struct vt *vt, int rows)
{
	char *p = malloc((size_t)rows * ((size_t)vt->cols * 32 + 2) + 1);

	ck_assert_ptr_nonnull(p);
	return p;
}

const char *
vt_row(struct vt *vt, int y)
{
	char **slot = &vt->text[vt->next_text++ % ROWS_KEPT];

	free(*slot);
	*slot = row_room(vt, 1);
	row_text(vt, y, *slot);
	return *slot;
}

const char *
vt_screen(struct vt *vt)
{
	size_t n = 0;

	free(vt->whole);
	vt->whole = row_room(vt, vt->rows);
	for (int y = 0; y < vt->rows; y++) {
		n += row_text(vt, y, vt->whole + n);
		vt->whole[n++] = '\n';
	}
	vt->whole[n] = '\0';
	return vt->whole;
}

static int
color(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	if (VTERM_COLOR_IS_INDEXED(c))
		return c->indexed.idx;
	return 0x1000000 | c->rgb.red << 16 | c->rgb.green << 8 | c->rgb.blue;
}

void
vt_cell(struct vt *vt, int y, int x, struct vt_cell *out)
{
	VTermScreenCell cell;

	memset(out, 0, sizeof(*out));
	if (!vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell))
		return;
	if (cell_text(&cell, out->text) == 0 && cell.chars[0] == 0)
		strcpy(out->text, " ");
	out->width = cell.width;
	out->bold = cell.attrs.bold;
	out->underline = cell.attrs.underline != 0;
	out->reverse = cell.attrs.reverse;
	out->fg = color(&cell.fg);
	out->bg = color(&cell.bg);
}

/* The cell where a byte of a row's text lies. */
static int
column_of(struct vt *vt, int y, size_t offset)
{
	size_t n = 0;
	int x = 0;

	while (x < vt->cols && n < offset) {
		VTermScreenCell cell;
		char text[32];
		size_t len;

		vterm_screen_get_cell(vt->screen, (VTermPos){.row = y, .col = x}, &cell);
		len = cell_text(&cell, text);
		n += len > 0 ? len : 1;
		x += cell.width > 0 ? cell.width : 1;
	}
	return x;
}

bool
vt_find(struct vt *vt, const char *text, int *y, int *x)
{
	for (int row = 0; row < vt->rows; row++) {
		const char *line = vt_row(vt, row), *found = strstr(line, text);

		if (found == NULL)
			continue;
		if (y != NULL)
			*y = row;
		if (x != NULL)
			*x = column_of(vt, row, (size_t)(found - line));
		return true;
	}
	return false;
}

void
vt_cursor(struct vt *vt, int *y, int *x, bool *visible)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &at);
	*y = at.row;
	*x = at.col;
	*visible = vt->cursor_visible;
}

bool
vt_altscreen(const struct vt *vt)
{
	return vt->altscreen;
}

int
vt_mouse_mode(const struct vt *vt)
{
	return vt->mouse_mode;
}

void
vt_size(const struct vt *vt, int *rows, int *cols)
{
	*rows = vt->rows;
	*cols = vt->cols;
}

size_t
vt_bytes_received(const struct vt *vt)
{
	return vt->logged;
}

const char *
vt_received(const struct vt *vt, size_t from, size_t *len)
{
	*len = from < vt->logged ? vt->logged - from : 0;
	return vt->log + (from < vt->logged ? from : vt->logged);
}

void
vt_modes(const struct vt *vt, struct termios *modes)
{
	memset(modes, 0, sizeof(*modes));
	tcgetattr(vt->master, modes);
}

const struct termios *
vt_modes_before(const struct vt *vt)
{
	return &vt->before;
}

bool
vt_modes_restored(const struct vt *vt)
{
	struct termios now;

	vt_modes(vt, &now);
	return now.c_iflag == vt->before.c_iflag && now.c_oflag == vt->before.c_oflag &&
	    now.c_cflag == vt->before.c_cflag && now.c_lflag == vt->before.c_lflag &&
	    memcmp(now.c_cc, vt->before.c_cc, sizeof(now.c_cc)) == 0;
}
