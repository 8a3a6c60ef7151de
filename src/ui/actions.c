#include "actions.h"

#include <stdio.h>

#include "../compat.h"
#include "../nearest.h"
#include "term.h"

const struct action actions[] = {
    {"help", "F1 h ?", "F1 ?", "Help", "this help", .run = do_help, .any = true},
    {"setup", "F2 S", NULL, "Setup", "columns, colours and other settings", .run = do_setup,
	.any = true},
    {"search", "F3 /", NULL, "Search", "search by name, command line or expression; F3 again: next",
	.run = do_search, .any = true, .rows = true},
    {"filter", "F4 \\", NULL, "Filter", "show only what an expression matches", .run = do_filter,
	.any = true, .rows = true},
    {"tree", "F5 t", NULL, "Tree", "tree of parents and children", .run = do_tree, .single = true},
    {"sort-menu", "F6 > < , .", NULL, "Sort", "choose the column to sort by", .run = do_sort_menu,
	.any = true, .rows = true},
    {"nice-down", "F7 ]", NULL, "Nice-", "more priority: nice less one", .run = do_nice_down,
	.acts = true},
    {"nice-up", "F8 [", NULL, "Nice+", "less priority: nice plus one", .run = do_nice_up,
	.acts = true},
    {"renice", "r", NULL, NULL, "set nice to a value", .run = do_renice, .acts = true},
    {"signal-menu", "F9 k", "F9 x", "Signal", "send a signal to the selected or tagged processes",
	.run = do_signal_menu, .acts = true},
    {"quit", "F10 q ctrl-c", NULL, "Quit", "quit", .run = do_quit, .any = true},

    {"up", "up alt-k", "up k alt-k", NULL, "up", .move = MOVE_UP},
    {"down", "down alt-j", "down j alt-j", NULL, "down", .move = MOVE_DOWN},
    {"left", "left alt-h", "left h alt-h", NULL, "scroll the last column to the left",
	.move = MOVE_LEFT},
    {"right", "right alt-l", "right l alt-l", NULL, "scroll the last column to the right",
	.move = MOVE_RIGHT},
    {"page-up", "pageup ctrl-b", NULL, NULL, "a page up", .move = MOVE_PAGE_UP},
    {"page-down", "pagedown ctrl-f", NULL, NULL, "a page down", .move = MOVE_PAGE_DOWN},
    {"half-up", "", "ctrl-u", NULL, "half a page up", .move = MOVE_HALF_UP},
    {"half-down", "", "ctrl-d", NULL, "half a page down", .move = MOVE_HALF_DOWN},
    {"home", "home", "home g", NULL, "to the first line, and stay there", .move = MOVE_HOME},
    {"end", "end", "end G", NULL, "to the last line", .move = MOVE_END},

    {"sort-cpu", "P", NULL, NULL, "sort by share of CPU", .run = do_sort_cpu},
    {"sort-memory", "M", NULL, NULL, "sort by share of memory", .run = do_sort_memory},
    {"sort-time", "T", NULL, NULL, "sort by CPU time", .run = do_sort_time},
    {"sort-pid", "N", NULL, NULL, "sort by pid", .run = do_sort_pid},
    {"sort-uss", "U", NULL, NULL, "sort by memory that only the process has (USS)",
	.run = do_sort_uss},
    {"invert", "I", NULL, NULL, "sort the other way round", .run = do_invert, .any = true,
	.rows = true},

    {"groups", "G ctrl-g", "ctrl-g", NULL,
	"fold processes into groups with sums: by user, name, cgroup and more", .run = do_groups},
    {"back", "esc", NULL, NULL, "from the processes of a group to the groups, from there to all",
	.run = do_back},
    {"user-menu", "u", NULL, NULL, "show the processes of one user", .run = do_user_menu},
    {"threads", "H", NULL, NULL, "show or hide threads", .run = do_hide_threads, .single = true},
    {"kernel-threads", "K", NULL, NULL, "show or hide kernel threads", .run = do_hide_kernel},
    {"path", "p", NULL, NULL, "show or hide the path of programs", .run = do_path, .single = true},
    {"unfold", "+ =", NULL, NULL, "tree: show the children", .run = do_unfold, .single = true},
    {"fold", "-", NULL, NULL, "tree: hide the children", .run = do_fold, .single = true},
    {"fold-all", "*", NULL, NULL, "tree: hide or show all children", .run = do_fold_all,
	.single = true},

    {"tag", "space", NULL, NULL, "tag or untag the process", .run = do_tag, .single = true},
    {"tag-children", "c", NULL, NULL, "tag the process and all its descendants", .run = do_tag_tree,
	.single = true},
    {"untag-all", "ctrl-u", "alt-u", NULL, "forget all tags", .run = do_untag, .single = true},
    {"follow", "F", NULL, NULL, "keep the process on its line of the screen", .run = do_follow,
	.single = true},

    {"details", "enter i", NULL, NULL,
	"all that is known of the process; of a group: its processes", .run = do_details,
	.any = true},
    {"environment", "e", NULL, NULL, "environment of the process", .run = do_environment,
	.single = true},
    {"files", "l", "L", NULL, "what the process has open: files and sockets", .run = do_files,
	.single = true, .inside = INSIDE_OPENED},
    {"command", "w", NULL, NULL, "whole command line of the process", .run = do_command,
	.single = true},

    {"net", "n", NULL, "Net", "show or hide the network interfaces", .run = do_net, .any = true},
    {"disk", "d", NULL, "Disks", "show or hide the disks", .run = do_disk, .any = true},
    {"service", "s", NULL, "Services", "show or hide the services", .run = do_service, .any = true},
    {"system", "y", NULL, "System",
	"show or hide the system: memory, swap, events, pressure, each CPU", .run = do_system,
	.any = true},
    {"jump", "J", NULL, NULL, "from a process to its service, from a service to its main process",
	.run = do_jump, .any = true},
    {"only-service", "o", NULL, NULL, "show only the processes of the service; Esc shows all again",
	.run = do_only, .any = true},
    {"next-panel", "tab", NULL, NULL, "go on to the next panel", .run = do_next_panel, .any = true},
    {"previous-panel", "backtab", NULL, NULL, "go back to the panel before",
	.run = do_previous_panel, .any = true},
    {"hide-minor", "v", NULL, NULL,
	"show or hide virtual interfaces, partitions and what is no disk, units that are no "
	"services",
	.run = do_hide_minor, .any = true, .rows = true},

    {"stats", "ctrl-t", NULL, NULL, "what ctop itself costs", .run = do_stats, .any = true},

    {"pause", "Z", NULL, NULL, "pause or go on", .run = do_pause, .any = true},
    {"refresh", "ctrl-r", NULL, NULL, "look again now", .run = do_refresh, .any = true},
    {"measure", "m", NULL, NULL, "read USS, PSS and their kin of the process now",
	.run = do_measure},
    {"mark", "b", NULL, NULL, "begin anew: uss_since_mark counts from now", .run = do_mark},
    {"redraw", "ctrl-l", NULL, NULL, "draw the screen again", .run = do_redraw, .any = true},
    {"suspend", "ctrl-z", NULL, NULL, "stop ctop and go back to the shell", .run = do_suspend,
	.any = true, .offered = term_suspends},
    {"save", "W", NULL, NULL, "save the settings", .run = do_save, .any = true},
    {.name = NULL},
};

const struct action *
action_find(const char *name)
{
	for (const struct action *a = actions; a->name != NULL; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

bool
action_offered(const struct action *a)
{
	return a->offered == NULL || a->offered();
}

static void
bind(struct bindings *b, int key, const struct action *action)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].key == key) {
			b->items[i].action = action;
			return;
		}
	if (b->count == b->room) {
		b->room = b->room > 0 ? b->room * 2 : 128;
		b->items = xrealloc(b->items, b->room, sizeof(*b->items));
	}
	b->items[b->count++] = (struct binding){key, action};
}

/* Binds the words of a table row. */
static void
bind_words(struct bindings *b, const char *words, const struct action *action)
{
	char word[32];

	while (*words != '\0') {
		size_t len = strcspn(words, " ");
		int key;

		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		key = key_parse(word);
		if (key >= 0)
			bind(b, key, action);
		words += len;
		words += strspn(words, " ");
	}
}

int
actions_check_binding(const char *key, const char *action, char *why, size_t len)
{
	struct nearest near;

	if (key_parse(key) < 0) {
		snprintf(why, len, "no key '%.30s'", key);
		return -1;
	}
	if (action_find(action) != NULL || strcmp(action, "none") == 0)
		return 0;
	snprintf(why, len, "no action '%.60s'", action);
	nearest_init(&near, action, strlen(action));
	for (const struct action *a = actions; a->name != NULL; a++)
		nearest_offer(&near, a->name);
	nearest_append(&near, why, len);
	return -1;
}

static int
bind_line(struct bindings *b, const char *line, char *err, size_t errlen)
{
	size_t len = strcspn(line, " \t");
	const char *name = line + len + strspn(line + len, " \t");
	char word[32];

	snprintf(word, sizeof(word), "%.*s", (int)len, line);
	if (actions_check_binding(word, name, err, errlen) != 0)
		return -1;
	bind(b, key_parse(word), action_find(name));
	return 0;
}

int
bindings_init(struct bindings *b, const char *set, char *const *lines, char *err, size_t errlen)
{
	bool vim = set != NULL && strcmp(set, "vim") == 0;
	char ignored[8];
	int result = 0;

	*b = (struct bindings){0};
	for (const struct action *a = actions; a->name != NULL; a++)
		if (action_offered(a))
			bind_words(b, vim && a->vim != NULL ? a->vim : a->keys, a);
	for (; lines != NULL && *lines != NULL; lines++) {
		if (result == 0)
			result = bind_line(b, *lines, err, errlen);
		else
			bind_line(b, *lines, ignored, sizeof(ignored));
	}
	return result;
}

void
bindings_free(struct bindings *b)
{
	free(b->items);
	*b = (struct bindings){0};
}

const struct action *
bindings_find(const struct bindings *b, int key)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].key == key)
			return b->items[i].action;
	return NULL;
}

const char *
bindings_keys(const struct bindings *b, const struct action *action, char *buf, size_t len)
{
	char name[32];
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < b->count && used < len; i++) {
		int n;

		if (b->items[i].action != action)
			continue;
		n = snprintf(buf + used, len - used, "%s%s", used > 0 ? " " : "",
		    key_text(b->items[i].key, name, sizeof(name)));
		used += n > 0 ? (size_t)n : 0;
	}
	return buf;
}
