/*
 * A Unix terminal as a device: its modes and size, and the events that its bytes make.
 * Standard output is the terminal.
 */
#ifndef CTOP_UI_TERM_TTY_POSIX_H
#define CTOP_UI_TERM_TTY_POSIX_H

#include <termios.h>

#include "term.h"

/*
 * Keys come from standard input, or /dev/tty where that is no terminal.  -1 with one line in err.
 */
int tty_open(char *err, size_t errlen);
void tty_close(void);
/* Notes the modes that it has; false with errno. */
bool tty_prepare(void);
const struct termios *tty_modes(void);
/* Our modes, or those that it had. */
void tty_raw(bool);
void tty_measure(int *rows, int *cols);
void tty_write(const char *);

/* Where keys come from. */
int tty_fd(void);
/* What the terminal sends for a key; NULL: nothing. */
void tty_bind(const char *sequence, int key);
/* Reads what there is; false: the terminal is gone. */
bool tty_read(void);
/* The next event; quiet: the terminal was asked and had nothing more. */
bool tty_event(bool quiet, struct event *);
/* Milliseconds to poll for more, at most until the deadline; -1: for ever. */
int tty_wait_ms(uint64_t deadline, bool forever);

#endif
