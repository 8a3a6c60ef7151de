/*
 * Actions: everything a key can do, one const row each.
 *
 * Help, bindings and the function bar are printed from the table.  The config
 * binds other keys by the action's name: "bind KEY ACTION".
 */
#ifndef CTOP_UI_ACTIONS_H
#define CTOP_UI_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../collect/inside.h"
#include "scroll.h"

struct ui;

struct action {
	const char *name;
	const char *keys;  /* of the htop set, separated by blanks, as key_parse reads them */
	const char *vim;   /* of the vim set; NULL: the same */
	const char *label; /* in the function bar when an F key is bound to it; NULL */
	const char *help;
	enum move move;		  /* for actions that only move: works on every page */
	void (*run)(struct ui *); /* NULL for moves */
	bool any;    /* also while a panel beside the processes has the focus; as moves are */
	bool acts;   /* touches processes: refused with --readonly */
	bool single; /* is about single processes: not for groups of them */
	bool (*offered)(void); /* does this system have it?  NULL: every one does */
	bool rows;	       /* is about the rows of a list: not for panels that are a text */
	enum inside_kind
	    inside; /* what of a process it shows: not for systems that do not tell it */
};
extern const struct action actions[]; /* ends with a NULL name */
bool action_offered(const struct action *);

/* Which key means which action. */
struct binding {
	int key;
	const struct action *action;
};
struct bindings {
	struct binding *items;
	size_t count, room;
};

/*
 * The keys of a set ("htop" or "vim"), then the user's lines "KEY ACTION", which
 * win ("none" as action unbinds).  0, or -1 with err naming the first line that
 * is wrong; the others apply.
 */
int bindings_init(struct bindings *, const char *set, char *const *lines, char *err, size_t errlen);
void bindings_free(struct bindings *);
/* NULL: the key means nothing. */
const struct action *bindings_find(const struct bindings *, int key);
/* "F1 h ?": the keys of an action in the caller's buffer; returns buf. */
const char *bindings_keys(const struct bindings *, const struct action *, char *buf, size_t len);
const struct action *action_find(const char *name);
/* Is "bind KEY ACTION" one that bindings_init takes?  0, or -1 with why; for the config. */
int actions_check_binding(const char *key, const char *action, char *why, size_t len);

/* What the rows of the table run; act_*.c. */
void do_help(struct ui *);
void do_stats(struct ui *);
void do_setup(struct ui *);
void do_search(struct ui *);
void do_filter(struct ui *);
void do_find_pid(struct ui *, int digit);
void do_tree(struct ui *);
void do_fold(struct ui *);
void do_unfold(struct ui *);
void do_fold_all(struct ui *);
void do_sort_menu(struct ui *);
void do_sort_cpu(struct ui *);
void do_sort_memory(struct ui *);
void do_sort_time(struct ui *);
void do_sort_pid(struct ui *);
void do_sort_uss(struct ui *);
void do_invert(struct ui *);
void do_groups(struct ui *);
void do_back(struct ui *);
void do_nice_down(struct ui *);
void do_nice_up(struct ui *);
void do_renice(struct ui *);
void do_signal_menu(struct ui *);
void do_quit(struct ui *);
void do_user_menu(struct ui *);
void do_hide_threads(struct ui *);
void do_hide_kernel(struct ui *);
void do_path(struct ui *);
void do_tag(struct ui *);
void do_tag_tree(struct ui *);
void do_untag(struct ui *);
void do_follow(struct ui *);
void do_pause(struct ui *);
void do_refresh(struct ui *);
void do_mark(struct ui *);
void do_measure(struct ui *);
void do_redraw(struct ui *);
void do_suspend(struct ui *);
void do_save(struct ui *);
void do_details(struct ui *);
void do_environment(struct ui *);
void do_command(struct ui *);
void do_files(struct ui *);
void do_net(struct ui *);
void do_disk(struct ui *);
void do_service(struct ui *);
void do_system(struct ui *);
void do_jump(struct ui *);
void do_only(struct ui *);
void do_next_panel(struct ui *);
void do_previous_panel(struct ui *);
void do_hide_minor(struct ui *);

#endif
