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

#include "scroll.h"

struct ui;

struct action {
	const char *name;
	const char *keys; /* of the htop set, separated by blanks, as key_parse reads them */
	const char *vim;  /* of the vim set; NULL: the same */
	const char *label; /* in the function bar when an F key is bound to it; NULL */
	const char *help;
	enum move move;	  /* for actions that only move: works on every page */
	void (*run)(struct ui *); /* NULL for moves */
	bool acts;	  /* touches processes: refused with --readonly */
};
extern const struct action actions[]; /* ends with a NULL name */

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
int bindings_init(struct bindings *, const char *set, char *const *lines, char *err,
    size_t errlen);
void bindings_free(struct bindings *);
/* NULL: the key means nothing. */
const struct action *bindings_find(const struct bindings *, int key);
/* "F1 h ?": the keys of an action in the caller's buffer; returns buf. */
const char *bindings_keys(const struct bindings *, const struct action *, char *buf, size_t len);
const struct action *action_find(const char *name);
/* Is "bind KEY ACTION" one that bindings_init takes?  0, or -1 with why; for the config. */
int actions_check_binding(const char *key, const char *action, char *why, size_t len);

/* What the rows of the table run; act_*.c. */
void act_help(struct ui *);
void act_setup(struct ui *);
void act_search(struct ui *);
void act_filter(struct ui *);
void act_find_pid(struct ui *, int digit);
void act_tree(struct ui *);
void act_fold(struct ui *);
void act_unfold(struct ui *);
void act_fold_all(struct ui *);
void act_sort_menu(struct ui *);
void act_sort_cpu(struct ui *);
void act_sort_memory(struct ui *);
void act_sort_time(struct ui *);
void act_sort_pid(struct ui *);
void act_sort_uss(struct ui *);
void act_invert(struct ui *);
void act_nice_down(struct ui *);
void act_nice_up(struct ui *);
void act_renice(struct ui *);
void act_signal_menu(struct ui *);
void act_quit(struct ui *);
void act_user_menu(struct ui *);
void act_hide_threads(struct ui *);
void act_hide_kernel(struct ui *);
void act_path(struct ui *);
void act_tag(struct ui *);
void act_tag_tree(struct ui *);
void act_untag(struct ui *);
void act_follow(struct ui *);
void act_pause(struct ui *);
void act_refresh(struct ui *);
void act_redraw(struct ui *);
void act_suspend(struct ui *);
void act_save(struct ui *);
void act_details(struct ui *);
void act_environment(struct ui *);
void act_command(struct ui *);

#endif
