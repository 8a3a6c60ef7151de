/*
 * Batch mode: ticks, printed.
 *
 * The same collector as the screen's, without the thread.
 */
#ifndef CTOP_BATCH_H
#define CTOP_BATCH_H

#include "options.h"

/*
 * Prints the iterations asked for to standard output.  Returns the exit status: 0 done, also
 * when nobody reads any more; 1 with a line on standard error; 2 for a user nobody knows.
 */
int batch_run(struct collector *, const struct options *);

#endif
