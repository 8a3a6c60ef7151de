/*
 * Panels that stand beside or below the processes: interfaces, disks, the system.
 *
 * Each has a list, columns, order, filter and scroll of its own, or a text that scrolls.  One
 * of them or the processes have the focus; keys that are about any list go to it.
 */
#ifndef CTOP_UI_SIDE_H
#define CTOP_UI_SIDE_H

#include "../arena.h"
#include "../choices.h"
#include "fact_lines.h"
#include "list.h"

struct ui;
struct event;

/* A panel there is, one row each in panels.c; in the order in which they are placed. */
struct side_kind {
	const struct pane *pane;
	enum panel panel;
};

struct side {
	const struct pane *pane;
	enum panel panel;
	struct panel_settings *set; /* in the settings; NULL: the panel is a text */
	bool open;
	bool fresh;	    /* opened since the last frame */
	struct list list;   /* of a text only the scroll is used */
	struct view view;   /* its filter is owned here */
	char *sort_text;    /* owns view.sort.argument */
	struct arena arena; /* of order */
	struct order order;
	struct area area; /* as last drawn, with its title; rows 0: not drawn */
};

enum { SIDES = 4 };
extern const struct side_kind side_kinds[SIDES];

/* One row's facts, all of them, or the whole text: what Enter opens. */
struct side_details {
	struct side *side;
	struct proc_id id;
	struct scroll scroll;
	struct arena arena;
	struct fact_lines lines;
};

void sides_init(struct ui *);
void sides_free(struct ui *);
/* A new snapshot: rows in order again. */
void sides_snapshot(struct ui *);
/* Groups that the open panels need of a table; 0 when none is open. */
uint64_t sides_groups(const struct ui *, const struct table *);
/* Is the panel of the system open? */
bool sides_need_events(const struct ui *);
/* Opens or closes; the settings know it, too. */
void side_toggle(struct ui *, enum panel);
void side_rebuild(struct ui *, struct side *);
void sides_focus(struct ui *, int direction);
struct side *side_of(struct ui *, enum panel);
/* Selects the row; what hides it is taken away.  False: there is none. */
bool side_select(struct ui *, struct side *, struct proc_id);
/* The open panel drawn at y and x, or NULL. */
struct side *side_at(struct ui *, int y, int x);
/* Rows that it could use with so many columns, its title included. */
int side_rows_wanted(const struct ui *, const struct side *, int cols);
void side_draw(struct ui *, struct side *, struct area);
void side_mouse(struct ui *, struct side *, const struct event *);
/* A key that moves. */
void side_move(struct side *, enum move);

/* side_page.c */
void side_details_open(struct ui *);
void side_details_free(struct side_details *);
/* The row that the page shows; NULL: it is no more. */
const void *side_details_row(const struct ui *);
/* The side whose row or text the page shows; NULL: another page is open. */
struct side *side_details_side(const struct ui *);

/* What has the focus: NULL is the processes. */
struct side *focus_side(struct ui *);
struct list *focus_list(struct ui *);
struct view *focus_view(struct ui *);
enum panel focus_panel(const struct ui *);
/* Can a column be had here? */
bool focus_offers(struct ui *, const struct field *);
/* As state_sort, state_filter and state_columns, of whatever has the focus. */
int focus_sort(struct ui *, const struct column *, bool descending);
int focus_filter(struct ui *, const char *text, struct filter_error *);
const char *focus_filter_text(struct ui *);
/* Where the setting of its columns is. */
char **focus_columns_text(struct ui *);
int focus_columns(struct ui *, char *err, size_t errlen);

#endif
