/*
 * What a user can choose, wherever it was said: command line, config, or keys.
 *
 * Plain values, owned by the struct.  config_read.c and config_write.c go by the
 * table in config_table.c; options.c sets them from the command line; the screen
 * changes them and saves them only when asked to.
 */
#ifndef CTOP_SETTINGS_H
#define CTOP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

/* How the rows of a panel beside the processes are shown; texts as for processes. */
struct panel_settings {
	char *columns, *sort, *filter;
	bool hide_minor; /* virtual interfaces; partitions and what is no disk; other units */
};

struct settings {
	/* may stand in the config */
	double delay;  /* seconds; 0: the mode's default */
	char *columns; /* as -o reads it; NULL: the default */
	char *sort;    /* KEY[:asc|:desc]; NULL */
	char *filter;  /* NULL: none */
	bool tree;
	bool threads; /* -H */
	bool hide_kernel;
	bool hide_threads;
	char *memtype;		 /* "rss" */
	double footprint_budget; /* percent of a CPU, default 5 */
	char *scheme;		 /* colour scheme: "default" */
	char *keys;		 /* "htop" or "vim" */
	char *panels;		 /* as -P on screen */
	struct panel_settings net, disk, service;
	bool mouse;
	bool cpu_average;	/* one meter for all CPUs */
	bool command_path;	/* show paths in the command column */
	bool highlight_changes; /* new and ended rows */
	char **bindings;	/* "KEY ACTION" lines, NULL-terminated */
	/*
	 * The config is there but could not be used: these are defaults, and
	 * config_save refuses until the user has agreed and this was cleared.
	 */
	bool config_broken;
	/* command line only */
	char *group; /* -g: what processes are folded by; NULL: they are not */
	char *group_columns, *group_sort, *group_filter; /* -o, -s and -f with -g; NULL */
	char *user;					 /* -u */
	char *pids;					 /* -p */
	char *root;					 /* --root */
	char *color;					 /* auto always never */
	bool readonly;
	bool stats;
	double patience; /* seconds, default 2 */
};

/* The defaults. */
void settings_init(struct settings *);
void settings_free(struct settings *);
/* Replaces a text that the settings own by a copy; NULL for none. */
void settings_text(char **, const char *);
/* Adds a line to bindings. */
void settings_bind(struct settings *, const char *line);

#endif
