/*
 * A terminal for tests: a program on a pty, its output drawn by libvterm.
 *
 * Nothing here measures time.  Waiting is for something to appear; the bound
 * (VT_PATIENCE_MS without a byte, VT_PATIENCE_NS in all) only ends tests of programs that hang, and
 * is generous enough for sanitizers, valgrind and a busy machine.
 */
#ifndef CTOP_TESTS_VT_H
#define CTOP_TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#define VT_PATIENCE_MS 60000		      /* without a byte */
#define VT_PATIENCE_NS UINT64_C(180000000000) /* in all */

struct vt;

struct vt_cell {
	char text[32]; /* UTF-8 with its combining marks; "" for the right half of a wide one */
	int width;
	bool bold, underline, reverse;
	int fg, bg; /* palette number, -1 the default, or 0x1000000 + RGB */
};

/*
 * Starts argv (found by PATH) with TERM=xterm-256color and LC_ALL=C.UTF-8.  env (may be NULL) ends
 * with NULL; "NAME=VALUE" sets, "NAME" unsets.  before (may be NULL) runs in the child before
 * exec.  Fails the test when there is no pty.
 */
struct vt *vt_start(const char *const argv[], const char *const env[], int rows, int cols);
struct vt *vt_start_with(const char *const argv[], const char *const env[], int rows, int cols,
    void (*before)(void));
/* Ends the program if it still runs, and frees everything. */
void vt_free(struct vt *);
pid_t vt_pid(const struct vt *);

/* Bytes as if typed. */
void vt_keys(struct vt *, const char *);
void vt_bytes(struct vt *, const char *, size_t len);
/* What a real terminal would send, which depends on the modes that the program set. */
void vt_key(struct vt *, VTermKey, VTermModifier);
void vt_paste(struct vt *, const char *);
/* button: 1 left, 2 middle, 3 right, 4 wheel up, 5 wheel down. */
void vt_mouse(struct vt *, int y, int x, int button, bool press);
void vt_click(struct vt *, int y, int x);
void vt_resize(struct vt *, int rows, int cols);
/* The terminal goes away, as when its window is closed. */
void vt_hangup(struct vt *);

/* Takes what the program wrote; waits at most ms for it.  false: nothing came, or it has ended. */
bool vt_pump(struct vt *, int ms);
/* Until the text is on the screen; false when the program ended or went quiet without it. */
bool vt_wait_text(struct vt *, const char *text);
/* Until the text is no longer on the screen. */
bool vt_wait_gone(struct vt *, const char *text);
/* Until the condition holds. */
bool vt_wait_for(struct vt *, bool (*holds)(struct vt *, void *), void *data);
/* Until the program ended; its wait status. */
int vt_wait_exit(struct vt *);

/* A row as UTF-8 without spaces at its end; valid until the eighth next call. */
const char *vt_row(struct vt *, int y);
/*
 * The whole screen, rows ended by newlines; valid until the next call.  For messages of failed
 * tests.
 */
const char *vt_screen(struct vt *);
void vt_cell(struct vt *, int y, int x, struct vt_cell *);
/* Where a text is (any row; x in cells); false: nowhere.  y and x may be NULL. */
bool vt_find(struct vt *, const char *text, int *y, int *x);
void vt_cursor(struct vt *, int *y, int *x, bool *visible);
bool vt_altscreen(const struct vt *);
int vt_mouse_mode(const struct vt *); /* 0: off */
void vt_size(const struct vt *, int *rows, int *cols);

/* How many bytes the program wrote so far. */
size_t vt_bytes_received(const struct vt *);
/* The bytes themselves, from an offset; *len is how many there are. */
const char *vt_received(const struct vt *, size_t from, size_t *len);
/* The terminal's modes now, and as they were before the program started. */
void vt_modes(const struct vt *, struct termios *);
const struct termios *vt_modes_before(const struct vt *);
bool vt_modes_restored(const struct vt *);

#endif
