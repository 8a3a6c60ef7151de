/*
 * What may be said: the words and values that the command line and the config
 * have in common, each checked by one function wherever it was said.
 *
 * Each check returns 0, or -1 with one line in why that names the word that is
 * wrong and, when one is near, the word that was probably meant.
 */
#ifndef CTOP_CHOICES_H
#define CTOP_CHOICES_H

#include "collect/collect.h"
#include "settings.h"

/* One row per panel of -P.  A panel to come is one row more. */
enum panel { PANEL_PROCESS, PANEL_NET, PANEL_DISK, PANEL_SERVICE, PANEL_SYSTEM, PANEL_COUNT };
struct panel_row {
	const char *name, *help;
	const struct table *table; /* of its rows; NULL: none to choose from */
};
extern const struct panel_row panel_table[]; /* by enum panel, ends with a NULL name */

/* End with NULL. */
extern const char *const format_names[]; /* by enum format */
extern const char *const color_names[];	 /* auto always never */
extern const char *const keys_names[];	 /* htop vim */

typedef int choice_check(const char *value, char *why, size_t len);

/* Index of the word in names; -1 with why: "no FORMAT 'jsn'; did you mean 'json'?". */
int choice_of(const char *what, const char *const *names, const char *word, char *why, size_t len);

choice_check choice_columns, choice_sort, choice_filter, choice_group, choice_panels,
    choice_memtype, choice_color, choice_keys, choice_pids, choice_some;
/* The same for the other panels. */
choice_check choice_net_columns, choice_net_sort, choice_net_filter;
choice_check choice_disk_columns, choice_disk_sort, choice_disk_filter;
choice_check choice_service_columns, choice_service_sort, choice_service_filter;

/* How the rows of a panel are shown; NULL: it has none of its own. */
struct panel_settings *panel_settings(struct settings *, enum panel);

/* What -o, -s and -f say of a panel: where it is kept, and which rows it is about. */
struct panel_choice {
	char **columns, **sort, **filter;
	const struct table *table;
};
/* Panels without rows to choose from have the processes', or with -g the groups'. */
void panel_choice(struct settings *, enum panel, struct panel_choice *);

/* The same for columns, sort and filter of any table: those above are for processes. */
int table_columns(const struct table *, const char *value, char *why, size_t len);
int table_sort(const struct table *, const char *value, char *why, size_t len);
int table_filter(const struct table *, const char *value, char *why, size_t len);

/* The parsed forms, for who needs more than a check.  What they allocate is freed by the caller. */

/* KEY[:asc|:desc]; column->argument is malloc'd or NULL. */
int sort_parse(const struct table *, const char *, struct column *, bool *descending, char *why,
    size_t len);
/* "user" or "env:NAME": the column that processes are folded by; argument as above. */
int group_parse(const char *, struct column *, char *why, size_t len);
/* "12,34": malloc'd, ascending, without duplicates. */
int pids_parse(const char *, int64_t **, size_t *count, char *why, size_t len);
/*
 * choices_user.c: the filter for -u, processes whose effective user has this name or number.  NULL
 * with why: nobody is called so.  Where users have no numbers, DOMAIN\name or a name of any domain.
 */
struct filter *user_filter(const struct collector *, const char *user, char *why, size_t len);
/* "process,system" as bits 1 << enum panel. */
int panels_parse(const char *, unsigned *bits, char *why, size_t len);
/* The one panel among bits; PANEL_COUNT: there are several, or none. */
enum panel panels_single(unsigned bits);
/* The enum of a name that choice_memtype has let pass. */
enum memtype memtype_of(const char *);

#endif
