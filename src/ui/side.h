/*
 * Panels that stand beside or below the processes: interfaces, disks.
 *
 * Each has a list, columns, order, filter and scroll of its own.  One list has
 * the focus; keys that are about any list go to it.
 */
#ifndef CTOP_UI_SIDE_H
#define CTOP_UI_SIDE_H

#include "../arena.h"
#include "../choices.h"
#include "list.h"

struct ui;
struct event;

struct side {
	const struct pane *pane;
	enum panel panel;
	struct panel_settings *set; /* in the settings */
	bool open;
	struct list list;
	struct view view;	    /* its filter is owned here */
	char *sort_text;	    /* owns view.sort.argument */
	struct arena arena;	    /* of order */
	struct order order;
	struct area area;	    /* as last drawn, with its title; rows 0: not drawn */
};

enum { SIDES = 2 };

/* One row's facts, all of them: what Enter opens. */
struct side_details {
	struct side *side;
	struct proc_id id;
	struct scroll scroll;
	struct area area;
};

void sides_init(struct ui *);
void sides_free(struct ui *);
/* A new snapshot: rows in order again. */
void sides_snapshot(struct ui *);
/* Groups that the open panels need of a table; 0 when none is open. */
uint64_t sides_groups(const struct ui *, const struct table *);
/* Opens or closes; the settings know it, too. */
void side_toggle(struct ui *, enum panel);
void side_rebuild(struct ui *, struct side *);
void sides_focus(struct ui *, int direction);
/* The open panel drawn at y and x, or NULL. */
struct side *side_at(struct ui *, int y, int x);
void side_draw(struct ui *, struct side *, struct area);
void side_mouse(struct ui *, struct side *, const struct event *);
void side_details_open(struct ui *);

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
