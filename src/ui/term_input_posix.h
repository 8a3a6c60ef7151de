/*
 * What comes from a Unix terminal: its bytes read, and the events that they make.
 */
#ifndef CTOP_UI_TERM_INPUT_POSIX_H
#define CTOP_UI_TERM_INPUT_POSIX_H

#include "term.h"

/* Standard input, or /dev/tty where that is no terminal.  -1 with one line in err. */
int tty_open(char *err, size_t errlen);
void tty_close(void);
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
