/*
 * Signals while the terminal is ours.
 *
 * A signal handler only writes the signal's number into a pipe, which term_wait
 * polls; signals that were ignored when the program started stay ignored.  Faults (SIGSEGV and
 * its kin) give the terminal back with what is safe in a handler, then do what they did before.
 */
#ifndef CTOP_UI_TERM_SIGNALS_H
#define CTOP_UI_TERM_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>
#include <termios.h>

/* Installs the handlers; 0, or -1 with errno. */
int signals_open(void);
/* Puts back what was there. */
void signals_close(void);
/* Becomes readable when a signal came. */
int signals_fd(void);
/* The next signal that came, or 0.  Never waits. */
int signals_take(void);
/* How to give the terminal back in a hurry: modes, then a text of escape sequences. */
void signals_prepare(int fd, const struct termios *, const char *text, size_t len);
/* Is there something to give back?  Off while the terminal is not ours. */
void signals_arm(bool);
/* Gives the terminal back, from any thread or handler, once; then it is disarmed. */
void signals_restore(void);
/*
 * Around writing to the terminal: one that takes no output any more cannot
 * keep the program alive for longer than a second after it was told to end.
 */
void signals_writing(bool);
/* What SIGTSTP does by default, to us or to all of our job; returns when the program goes on. */
void signals_stop(bool job);
/* Ends the program by a signal. */
noreturn void signals_die(int signo);

#endif
