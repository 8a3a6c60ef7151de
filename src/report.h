/*
 * Reports: a snapshot as a table, JSON or CSV, printed row by row.
 *
 * Nothing is collected in memory on the way out; nothing that a process can
 * choose is written unescaped.
 */
#ifndef CTOP_REPORT_H
#define CTOP_REPORT_H

#include <stdio.h>

#include "collect/collect.h"
#include "options.h"

enum { REPORT_LISTS = 3 };

/* Rows of a panel beside the processes, as they are to be printed. */
struct report_list {
	const struct table *table; /* NULL: not asked for */
	struct columns columns;
	struct view view;
};

struct report {
	FILE *out;
	enum format format;
	struct columns columns; /* of the rows: processes or groups */
	const struct order
	    *groups;  /* of the snapshot's groups: print them instead of processes; NULL */
	size_t limit; /* rows; 0: all */
	bool processes, system;			/* panels asked for */
	struct report_list lists[REPORT_LISTS]; /* and these: interfaces, disks, services */
	bool color;				/* table: may use colours */
	unsigned width; /* cells of the terminal; 0: not a terminal, do not cut */
	const char *version, *platform;
	size_t printed; /* iterations so far; report_snapshot counts */
};

/*
 * One iteration.  0, or -1 with errno when the stream refuses (EPIPE: nobody reads).
 * JSON names the host, so SG_HOST should have been asked for.
 */
int report_snapshot(struct report *, const struct snapshot *);
/* --list-columns: key, unit, help and systems of every column of every panel. */
int report_columns(FILE *, enum format);
/* --stats of a batch run, to the stream given. */
int report_stats(FILE *, enum format, const struct source_stats *, uint64_t cpu_ns,
    uint64_t elapsed_ns);

#endif
