/*
 * The command line: one const table of options; --help, the man page's list and
 * the shell completions are printed from it or compared with it by a test.
 */
#ifndef CTOP_OPTIONS_H
#define CTOP_OPTIONS_H

#include <stdio.h>

#include "config.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV };

enum mode { MODE_SCREEN, MODE_BATCH, MODE_HELP, MODE_VERSION, MODE_LIST_COLUMNS };

struct options {
	enum mode mode;
	enum format format;
	bool format_given;
	long iterations; /* 0: for ever; MODE_BATCH: default 1 */
	long limit;	 /* rows; 0: all */
	char *config;	 /* --config FILE; NULL: the usual place */
	bool no_config;
	/*
	 * The config was read, but a key in it is not known or has a bad value.  On screen that is a
	 * notice; in batch main ends with *warning and exit 2.
	 */
	bool config_bad;
	/*
	 * -P as it was given, as bits 1 << enum panel; 0: not given.  The config's panels are the
	 * screen's.
	 */
	unsigned panels;
	/* What -o, -s and -f are about: the one panel that -P names, else the processes. */
	enum panel subject;
	struct settings set;
};

struct option_row {
	char letter;	      /* 0: none */
	const char *name;     /* long name */
	const char *argument; /* "SECONDS"; NULL: takes none */
	const char *group;    /* heading of --help above this row; NULL: as before */
	const char *help;     /* one sentence, no full stop */
	/* 0, or -1 with err naming the word */
	int (*apply)(struct options *, const char *value, char *err, size_t errlen);
};
extern const struct option_row option_table[]; /* ends with a NULL name */

/*
 * Parses argv in two passes, so that the config file named there is read first
 * and options win over it.  0, or -1 with one line in err: exit 2.  A broken config
 * is no failure here: *warning is the line to show ("" when there is none), defaults
 * apply.  MODE_SCREEN means that nothing asked for batch; whether standard output is
 * a terminal is for main to see.  Options are freed also after -1.
 */
int options_parse(int argc, char *const argv[], struct options *, char *err, size_t errlen,
    char *warning, size_t warnlen);
void options_free(struct options *);
void options_help(FILE *);

#endif
