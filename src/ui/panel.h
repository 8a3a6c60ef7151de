/*
 * Panels: the kinds of rows that a list can show, one const row each.
 *
 * A panel says where its rows are in a snapshot and how they differ from the
 * plain look that their units give them.  The list does everything else.
 */
#ifndef CTOP_UI_PANEL_H
#define CTOP_UI_PANEL_H

#include "../collect/collect.h"
#include "../settings.h"
#include "canvas.h"
#include "idset.h"

/* What drawing depends on beside the rows; filled once for a frame. */
struct scene {
	const struct settings *set;
	const struct idset *tags;
	const char *search; /* plain words being searched, to be marked; NULL */
	uint64_t stale_ns;  /* footprints older than this are dim */
	uint32_t euid;	    /* of this ctop */
	bool euid_known;
	bool unicode; /* lines may be drawn with box characters */
	bool focus;   /* keys go to this list */
	bool old;     /* the rows were told long ago */
};

/* Text of the last column: what is drawn behind the branches of a tree. */
struct command {
	const char *text; /* hostile */
	size_t len;
	size_t base, base_len; /* the part that is the program's name */
	enum style style;
};

struct fact_lines;

struct pane {
	const char *name; /* as -P and the config know it */
	const char *title;
	const struct table *table;
	const void *(*rows)(const struct snapshot *, size_t *count);
	void (*identify)(const void *row, struct proc_id *);
	/* STYLE_TEXT: nothing special */
	enum style (*row_style)(const struct scene *, const void *row);
	/* another style for a cell, or the one given */
	enum style (*cell_style)(const struct scene *, const struct column *, const void *row,
	    const struct value *, enum style);
	/* false: the column is drawn like any other */
	bool (*command)(const struct scene *, const struct column *, const void *row, char *buf,
	    size_t len, struct command *);
	/* a cell's text made shorter in buf, or the text itself; NULL: never */
	const char *(*shorten)(const struct column *, const char *text, size_t *len, char *buf,
	    size_t buflen);
	/* groups that identify, styles and command look at beside the columns' own */
	uint64_t (*groups)(const struct columns *);
	/* keys of columns that give way on a narrow screen, the first first; ends with NULL */
	const char *const *yields;
	bool last_yields; /* the last column is one of those */
	int last_least; /* cells that the last column gets before others give way; 0: as for processes */
	const char *minor; /* what the table calls minor, in words; NULL: nothing */
	/* what the title says of all rows; false: nothing.  NULL: never anything */
	bool (*note)(const struct snapshot *, char *buf, size_t len);
	/* were the rows told too long ago to be trusted?  NULL: never */
	bool (*old)(const struct snapshot *);
	/* why there are no rows at all, or NULL; NULL: what the fact says */
	const char *(*empty)(const struct snapshot *);
	/*
	 * A panel that is no list of rows: draws its text from the line `top` on and returns how
	 * many lines there are in this width; with canvas NULL it only counts.  All members but
	 * name and title are NULL then.
	 */
	size_t (*text)(const struct snapshot *, struct canvas *, struct area, size_t top);
	int useful_cols; /* that it needs to be of use beside another; 0: half of 80 */
	/* What the page of one row says behind its facts; NULL: nothing. */
	void (*more)(struct fact_lines *, const void *row);
};

extern const struct pane process_pane, net_pane, disk_pane, service_pane, system_pane;
/*
 * Not panels of their own: one takes the place of the processes, the others are pages of the
 * details.
 */
extern const struct pane group_pane, mapping_pane, open_pane, limit_pane;

#endif
