/*
 * The signals of a Unix, by number, for a menu.
 */
#ifndef CTOP_OS_POSIX_SIGNALS_H
#define CTOP_OS_POSIX_SIGNALS_H

#include "../os.h"

extern const struct signal_name posix_signals[]; /* ends with a NULL name */

#endif
