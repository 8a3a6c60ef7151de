/*
 * Groups on screen: the list shows what processes are folded into, or the processes of one group.
 *
 * The list of the session is always the one that is shown; what the other kind had (rows,
 * columns, order, what was typed) waits in a face until it is shown again.
 */
#ifndef CTOP_UI_GROUPS_H
#define CTOP_UI_GROUPS_H

#include "list.h"

struct ui;

/* Which settings are about the rows of a list. */
struct row_settings {
	char **columns, **sort, **filter;
};

/* All that a list of one kind of rows keeps while another is shown. */
struct face {
	struct list list;
	struct view view;
	struct filter *typed;
	char *sort_text;
	struct row_settings texts;
};

struct groups {
	bool shown;	       /* the list is of groups; face has the processes, else the groups */
	bool started;	       /* there is a list of groups */
	struct column by;      /* field NULL: none was chosen yet; argument is malloc'd */
	struct filter *inside; /* the list is of the processes of this group only; NULL */
	bool direct;	       /* inside is no group that was chosen: a service */
	char name[80];	       /* of that group, for the status line; hostile */
	struct face face;
};

/* Shows groups by this key ("user", "env:HOME"); -1 with why when there is none such here. */
int groups_show(struct ui *, const char *key, char *why, size_t len);
/*
 * Shows the processes that this matches, which is taken over, under a name; Esc: all of them again.
 */
void groups_only(struct ui *, struct filter *, const char *name);
/* Shows all processes, each in a row. */
void groups_leave(struct ui *);
/* Shows the processes of the selected group. */
void groups_enter(struct ui *);
void groups_free(struct ui *);

#endif
