/*
 * The config file: $XDG_CONFIG_HOME/ctop/ctoprc, else ~/.config/ctop/ctoprc; on Windows
 * %APPDATA%\ctop\ctoprc.
 *
 * Lines are "key = value", "bind KEY ACTION", or comments (#).  A key that is not known is told
 * of, for it may be a slip; as it may be a newer version's, the others apply and saving keeps it.
 * So it does comments and the order of lines.  Written only by config_save: atomically (temporary in the same
 * directory, fsync, rename), mode 0600, never through a symlink to, and never over, a
 * file of another owner (compat/file.h; on Windows access is what the folder gives).
 */
#ifndef CTOP_CONFIG_H
#define CTOP_CONFIG_H

#include "choices.h"
#include "settings.h"

#define CONFIG_MAX ((size_t)1024 * 1024) /* a longer file is no config */

enum setting_kind { SETTING_BOOL, SETTING_NUMBER, SETTING_TEXT };

/* One row per key.  The man page and this table are compared by a test. */
struct setting_row {
	const char *key;
	enum setting_kind kind;
	size_t offset; /* in struct settings */
	const char *help;
	double low, high;    /* SETTING_NUMBER */
	choice_check *check; /* SETTING_TEXT */
	bool must;	     /* SETTING_TEXT: there is no doing without; else empty is none */
};
extern const struct setting_row setting_table[]; /* ends with a NULL key */

/*
 * What only the screen can check.  main fills it in before options_parse, so that a
 * bad key, action or scheme is reported with file and line; what is NULL passes.
 */
struct config_hooks {
	int (*bind)(const char *key, const char *action, char *why, size_t len);
	const char *const *schemes; /* ends with NULL */
};
extern struct config_hooks config_hooks;

const struct setting_row *setting_find(const char *key, size_t len);
/* Sets from text as the config has it; 0, or -1 with why and nothing set. */
int setting_set(const struct setting_row *, struct settings *, const char *value, char *why,
    size_t len);
/* The same check without setting anything. */
int setting_check(const struct setting_row *, const char *value, char *why, size_t len);
/* The value as the config has it, malloc'd; NULL: one that no config can have (delay 0). */
char *setting_print(const struct setting_row *, const struct settings *);
/* The value's room in the settings. */
void *setting_value(const struct setting_row *, struct settings *);

enum config_result {
	CONFIG_READ,
	CONFIG_ABSENT,
	CONFIG_UNREADABLE, /* cannot be opened, or is no text of lines as above */
	CONFIG_BAD,	   /* is a config, but a known key has a bad value: a user's mistake */
	CONFIG_UNKNOWN,	   /* read, but for a key that is not known: err says which */
};

/*
 * Where the config is, from the environment; -1 when there is nowhere (no HOME, relative XDG path).
 */
int config_path(char *buf, size_t len);
/*
 * Reads into settings.  Unreadable or bad: err is one line "FILE:LINE: word: why",
 * settings are as they were before but for config_broken, which is set.
 */
enum config_result config_load(const char *path, struct settings *, char *err, size_t errlen);
/* 0, or -1 with one line in err; the old file is then intact and no temporary is left. */
int config_save(const char *path, const struct settings *, char *err, size_t errlen);

/* Shared by reading and writing. */

enum line_kind { LINE_OTHER, LINE_SETTING, LINE_BIND, LINE_MALFORMED };
struct config_line {
	const char *at; /* the whole line without its end */
	size_t len;
	enum line_kind kind;
	const char *key; /* LINE_SETTING: the key; LINE_BIND: the key and what follows */
	size_t keylen;
	const char *value; /* LINE_SETTING; LINE_BIND: the action */
	size_t valuelen;
};
/* The line at *p, which moves past it; false at the end. */
bool config_next(const char **p, const char *end, struct config_line *);
/*
 * The whole file in memory, malloc'd, with a NUL behind it.  CONFIG_READ, CONFIG_ABSENT
 * or CONFIG_UNREADABLE with err.
 */
enum config_result config_slurp(const char *path, char **text, size_t *len, char *err,
    size_t errlen);

#endif
