/*
 * Inside batch mode: what the options say, as a report and a demand.
 */
#ifndef CTOP_BATCH_CHOOSE_H
#define CTOP_BATCH_CHOOSE_H

#include "options.h"
#include "report.h"

struct batch {
	struct collector *collector;
	const struct options *options;
	struct report report;
	struct demand demand;
	/* -g: what is asked of the groups, and how they are printed */
	struct view group_view;
	struct order groups;
	struct arena arena; /* of groups */
	int64_t *pids;
	bool baseline;
	unsigned missing; /* lists of which it was told that there are none */
	int written;	  /* errno of the output; 0: fine */
	char unsure[300]; /* what was told last of rows that the filter could not judge */
};

/*
 * Of a batch that has its collector and options.  0, or the exit status with a line on standard
 * error.
 */
int batch_choose(struct batch *);
/* Frees what was chosen, also after a failure. */
void batch_forget(struct batch *);

#endif
