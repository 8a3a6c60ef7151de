/*
 * Standard output and standard error on a console, which takes UTF-16 and whole characters only,
 * while streams write bytes, one at a time if they are not buffered.
 */
#ifndef CTOP_COMPAT_CONSOLE_OUT_WINDOWS_H
#define CTOP_COMPAT_CONSOLE_OUT_WINDOWS_H

#include <stdbool.h>

/* What of the two is a console is a pipe from here on, from which a thread writes to it. */
void console_out_open(void);
/* Waits until all that was written is shown; then nothing can be written any more. */
void console_out_close(void);
/* Was standard output a console?  Its cells in a row; 0: it was none. */
bool console_out_is_there(void);
unsigned console_out_width(void);

#endif
