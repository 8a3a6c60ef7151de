/*
 * Details of one process: facts, memory, mappings, open files, limits, threads, environment,
 * command line.
 *
 * The collector is asked for them while the page is open (demand.focus).  When the
 * process ends, the page says so and keeps what was known last.
 */
#ifndef CTOP_UI_DETAILS_H
#define CTOP_UI_DETAILS_H

#include "../arena.h"
#include "../collect/collect.h"
#include "canvas.h"
#include "list.h"
#include "scroll.h"

struct ui;
struct event;

enum details_tab {
	DETAILS_FACTS,
	DETAILS_MEMORY,
	DETAILS_MAPPINGS,
	DETAILS_FILES,
	DETAILS_LIMITS,
	DETAILS_THREADS,
	DETAILS_ENVIRON,
	DETAILS_COMMAND,
	DETAILS_TABS
};

/* One line of a tab.  Text is hostile and lives in the details' arena or in the kept snapshot. */
struct details_line {
	const char *label;
	const char *text;
	size_t len;
	const char *help;
	enum style style;
};

/* A page that is a list of what is inside the process. */
struct details_inside {
	struct list list;
	struct view view;
	struct order order;
};

struct details {
	struct proc_id id;
	enum details_tab tab;
	const struct snapshot *kept; /* the last one that has the process */
	const struct proc *row;	     /* in kept */
	bool focused;		     /* kept answers our demand */
	bool ended;
	bool sorted;	      /* environment by name */
	struct scroll scroll; /* of lines; selected is not used */
	struct arena arena;
	struct details_line *lines;
	size_t room;
	struct list threads;
	struct view threads_view;
	struct order threads_order;
	struct details_inside inside[INSIDE_KINDS];
	const struct inside *arranged; /* what the shown page's order is of */
	uint32_t asked;		       /* grows when the user wants what is inside read again */
	int built_cols;		       /* width that the lines were wrapped for; 0: build again */
	int tabs[DETAILS_TABS + 1];    /* where the headings are, for clicks */
	struct area area;
};

void details_open(struct ui *, struct proc_id, enum details_tab);
void details_close(struct ui *);
void details_free(struct details *);
void details_demand(const struct ui *, struct focus *);
void details_snapshot(struct ui *, const struct snapshot *);
/* What a snapshot brought may hold what an open search has not found yet. */
void details_find_again(struct ui *);
void details_draw(struct ui *, struct area);
void details_key(struct ui *, int key);
void details_mouse(struct ui *, const struct event *);

/* details_lines.c: the lines of the tab that is shown, for a width. */
void details_build(struct details *, const struct collector *, int cols);
/* A fact that is not known, in words. */
const char *details_why(enum fact);
/* The same on a page of this process, for which nothing comes any more when it has ended. */
const char *details_missing(const struct details *, enum fact);

/* details_inside.c: pages of what is inside the process: mappings, open files, limits. */
/* Which of them the shown tab is of. */
enum inside_kind details_inside_kind(const struct details *);
/* The page, or NULL: another tab is shown. */
struct details_inside *details_inside(struct details *);
void details_inside_open(struct details *);
void details_inside_close(struct details *);
void details_inside_free(struct details *);
void details_inside_take(struct details *);
void details_inside_draw(struct ui *, struct area);
bool details_inside_key(struct ui *, int key);
void details_inside_click(struct ui *, int y, int x);
/* Selects the next row that has the words in the prompt, from step rows below the selected one. */
void details_inside_find(struct ui *, size_t step);

#endif
