/*
 * What comes from the console: its records read, and the events that they make.
 */
#ifndef CTOP_UI_TERM_WINDOWS_INPUT_H
#define CTOP_UI_TERM_WINDOWS_INPUT_H

#include <windows.h>

#include "term.h"

/* foreign: not a console of Windows itself, see term_records.h. */
void console_open(HANDLE in, bool foreign);
void console_close(void);
/* Where the window lies in the console's buffer. */
void console_origin(int top, int left);
/* Reads what there is; false: the console is gone.  *size: the buffer's size has changed. */
bool console_read(bool *size);
/* The next event; quiet: the console was asked and had nothing more. */
bool console_event(bool quiet, struct event *);
/* How long to wait for more, at most until the deadline. */
DWORD console_wait_ms(uint64_t deadline, bool forever);

#endif
