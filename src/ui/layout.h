/*
 * Layout: where on the screen everything goes.
 *
 * A pure function of the size and of what is open.  Areas lie inside the
 * screen and never overlap; one that has no rows is not shown.  What does not
 * fit is left out in this order: open panels (the last first), the rule above
 * the list, the coverage line, the meters line by line, the function bar, the
 * first line of the header, the status line.  The list has at least two rows
 * (its column titles and one process) from three rows on.  Meters never take
 * more than a third of the screen, panels below the list never more than half
 * of what is left.  On a screen wide enough panels stand beside the list.
 */
#ifndef CTOP_UI_LAYOUT_H
#define CTOP_UI_LAYOUT_H

#include "canvas.h"

enum { LAYOUT_PANELS = 4 };

struct layout_wish {
	int rows, cols;
	int meters;    /* rows that the header wants: meters_height */
	bool coverage; /* is there something to say about coverage? */
	int panels;    /* open ones, at most LAYOUT_PANELS */
	int panel_rows
	    [LAYOUT_PANELS]; /* that each could use, title included; 0: half of the room */
	int panel_cols
	    [LAYOUT_PANELS]; /* that each needs to be useful beside another, if it can be had */
	bool bar;	     /* the function bar is wanted */
};

struct layout {
	struct area header;
	struct area coverage;
	struct area title;		  /* the rule above the list */
	struct area list;		  /* column titles and rows */
	struct area panel[LAYOUT_PANELS]; /* each with its title */
	struct area status;		  /* one line: messages, prompts, the filter */
	struct area bar;		  /* F1Help F2Setup ... */
};

void layout_compute(const struct layout_wish *, struct layout *);

#endif
