/*
 * Where the parts of the system panel go: as many columns of parts as the width has room
 * for, below them the CPUs.
 *
 * A pure function of the width and of how many lines each part has.  Parts lie within the
 * width and never overlap; the whole may be higher than any screen, for it scrolls.
 */
#ifndef CTOP_UI_SYSTEM_LAYOUT_H
#define CTOP_UI_SYSTEM_LAYOUT_H

#include "canvas.h"

/* In the order in which they are placed: first what the header of the screen does not say. */
enum system_part {
	SYSTEM_EVENTS,
	SYSTEM_PRESSURE,
	SYSTEM_MEMORY,
	SYSTEM_SWAP,
	SYSTEM_STATE,
	SYSTEM_PARTS
};

enum {
	SYSTEM_PART_COLS = 38, /* of a part at least, where the width has so many */
	SYSTEM_CPU_COLS = 75,  /* of a CPU with all its percentages */
	SYSTEM_CPU_COLUMNS = 4,
};

struct system_wish {
	int cols;
	int lines[SYSTEM_PARTS]; /* heading included; 0: the system has no such thing */
	int cpus;		 /* lines that CPUs take beside headings */
};

struct system_layout {
	struct area part[SYSTEM_PARTS];
	struct area cpus[SYSTEM_CPU_COLUMNS]; /* each with a heading; the first full ones */
	int lines;			      /* of all */
};

void system_layout(const struct system_wish *, struct system_layout *);

#endif
