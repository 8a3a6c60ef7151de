/*
 * Ends from outside while the console is ours: Ctrl-C and Ctrl-Break from another program, the
 * window closed, the user logging off, and faults.
 */
#ifndef CTOP_UI_TERM_WINDOWS_END_H
#define CTOP_UI_TERM_WINDOWS_END_H

#include <stdint.h>
#include <stdnoreturn.h>

/* give_back may be called by any thread, at any moment.  0, or -1. */
int end_open(void (*give_back)(void));
void end_close(void);
/* The handle of an event that is set when the program is told to end. */
intptr_t end_native(void);
/* What it was told by, as a signal; 0: nothing.  Who takes it ends within a second. */
int end_take(void);
/* Ends the program as the system would have. */
noreturn void end_now(void);

#endif
