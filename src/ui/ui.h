/*
 * The screen: an interactive session from the first frame to the last.
 *
 * ui_run owns the terminal while it runs.  It draws snapshots, answers keys
 * within a frame and never asks the system anything itself (live.h and act.h do).
 */
#ifndef CTOP_UI_UI_H
#define CTOP_UI_UI_H

#include "../collect/collect.h"
#include "../settings.h"

struct ui_options {
	struct settings *settings; /* changed by keys; saved only when asked */
	const char *config;	   /* where W saves; NULL: nowhere */
	const char *notice;	   /* shown first: a broken config; NULL */
	long iterations;	   /* end after so many ticks; 0: never */
};

/* Returns the exit status. */
int ui_run(struct collector *, const struct ui_options *);

#endif
