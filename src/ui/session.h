/*
 * The session: everything the interactive screen knows.  Private to src/ui.
 *
 * One thread owns it.  Keys change it, frame.c draws it, demand.c tells the
 * collector what it needs.  What is on screen is a page (the list, details,
 * set-up, help), above it perhaps a menu, above that perhaps a line being typed;
 * keys go to the topmost.
 */
#ifndef CTOP_UI_SESSION_H
#define CTOP_UI_SESSION_H

#include "../arena.h"
#include "../collect/act.h"
#include "../collect/live.h"
#include "../compat/format.h"
#include "actions.h"
#include "details.h"
#include "groups.h"
#include "list.h"
#include "menu.h"
#include "prompt.h"
#include "setup.h"
#include "side.h"
#include "term.h"
#include "ui.h"

enum {
	MESSAGE_SIZE = 512,
	BAR_MAX = 16,
};

/* A label of the function bar and the key that a click on it stands for. */
struct bar_key {
	int key;
	const char *name; /* "F1" */
	const char *label;
};

struct page {
	const char *name;
	void (*draw)(struct ui *, struct area);
	void (*key)(struct ui *, int key);
	void (*mouse)(struct ui *, const struct event *);
	const struct bar_key *bar; /* ends with key 0; NULL: from the action table */
};
extern const struct page list_page, details_page, setup_page, help_page, stats_page, side_page,
    service_page;

/* Processes opened for acting on, before the question is asked. */
struct target_info {
	char name[48]; /* "12 bash"; hostile */
	int nice;      /* it has now */
	bool nice_known;
};
struct targets {
	struct act_target *items;
	struct target_info *info; /* by item */
	size_t count;
	/* what is to be done to them */
	int signo; /* 0: renice */
	char signal[24];
	int nice;
	bool relative; /* nice is to be added */
};

/* A wish that waits for what was not known yet: the service of a process. */
enum jump_kind { JUMP_NONE, JUMP_TO_SERVICE, JUMP_ONLY_SERVICE };
struct jump {
	enum jump_kind kind;
	struct proc_id id; /* of the process */
};

struct bar_click {
	int from, to, key;
};

struct ui {
	struct collector *collector;
	struct live *live;
	struct wake *wake; /* of live */
	struct settings *set;
	const char *config;
	long iterations;

	const struct snapshot *snap;
	struct list list;
	struct view view;	   /* its filter is view_filter */
	struct row_settings texts; /* what the settings say of this list */
	struct groups groups;
	struct idset folds;
	struct filter *typed;	  /* of the settings' filter; NULL: none */
	struct filter *user;	  /* of settings.user */
	char *sort_text;	  /* owns view.sort.argument */
	struct arena order_arena; /* of order */
	struct side sides[SIDES];
	size_t focus; /* 0: the processes have it, else sides[focus - 1] */
	struct side_details side_details;
	struct jump jump;
	struct order order; /* built here while the collector has not answered */

	struct demand demand; /* as last sent */
	bool sent;	      /* one was */
	struct proc_id pinned;
	struct proc_id
	    *members; /* pinned instead: the processes of the service whose page is open */
	size_t nmembers;
	int64_t *pids; /* settings.pids */
	size_t npids;
	bool paused;
	uint32_t mark, ask; /* grow with each wish: see struct demand */
	struct proc_id ask_id;
	bool unsent; /* the view changed since */

	const struct page *page;
	struct menu menu;
	struct prompt prompt;
	struct filter *search; /* what F3 looks for */
	char *search_text;
	size_t search_from; /* where the selection was when the search began */
	struct details details;
	struct setup setup;
	struct scroll help;
	struct scroll stats;
	char *described; /* what the driver found at run time; of the stats page */
	struct targets targets;
	struct bindings bindings;

	struct canvas canvas;
	struct bar_click bar[BAR_MAX];
	size_t nbar;
	int bar_y;
	char message[MESSAGE_SIZE]; /* until the next key */
	bool message_error;
	uint32_t euid;
	bool euid_known;
	bool dirty; /* the frame is not what it should be */
	bool quit;
	int signo; /* the signal that ended the session */
};

/* ui.c */
void ui_message(struct ui *, const char *, ...) PRINTF_LIKE(2, 3);
void ui_error(struct ui *, const char *, ...) PRINTF_LIKE(2, 3);
void ui_page(struct ui *, const struct page *);
/* The topmost of prompt, menu and page gets the key. */
void ui_key(struct ui *, int key);

/* view_state.c: sort, filter and columns; each answers at once on the snapshot there is. */
void state_init(struct ui *);
void state_free(struct ui *);
/* Orders the rows again. */
void state_rebuild(struct ui *);
/* Columns, sort and filter of the list as its settings say; what is wrong there is told. */
void state_rows(struct ui *);
/* Filters anew by what was typed, the user and the group that apply to the rows shown. */
void state_combine(struct ui *);
/* A new snapshot; takes the reference. */
void state_snapshot(struct ui *, const struct snapshot *);
/* -1 with a message on the screen when there is no such column. */
int state_sort(struct ui *, const struct column *, bool descending);
bool state_default_direction(const struct column *);
/* NULL or "" takes the filter away; the error is for the caller to show. */
int state_filter(struct ui *, const char *text, struct filter_error *);
int state_user(struct ui *, const char *user, char *err, size_t errlen);
/* Takes over what the settings say of columns; what this system lacks is left out. */
int state_columns(struct ui *, char *err, size_t errlen);

/* demand.c: tells the collector what the screen needs now, when that changed. */
void demand_build(struct ui *, struct demand *);
void demand_update(struct ui *);

/* frame.c */
/* The list with what stands above it. */
void frame_list(struct ui *, struct area);
void frame_draw(struct ui *);
/* A click on the function bar becomes its key; 0: none there. */
int frame_bar_at(const struct ui *, int y, int x);

/* act_*.c: what the actions in the table do beyond a line */
/* Opens the tagged processes or else the selected one; false with a message when none could be. */
bool targets_open(struct ui *);
void targets_close(struct ui *);
/* Does it to one; asks first for several. */
void targets_act(struct ui *);
/* A new snapshot may tell which service a process belongs to. */
void jump_settle(struct ui *);
/* A new snapshot may hold what an open search has not found yet. */
void search_again(struct ui *);
/* The words being searched when they are plain ones, else NULL. */
const char *search_words(const struct ui *);
/* Bindings anew from the settings; a wrong line is told. */
void keys_apply(struct ui *);

#endif
