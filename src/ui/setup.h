/*
 * Set-up: the columns shown, those there are, and the other settings.
 *
 * Every change applies at once; the file is written only when asked for.
 */
#ifndef CTOP_UI_SETUP_H
#define CTOP_UI_SETUP_H

#include <stdbool.h>

#include "../collect/field.h"
#include "canvas.h"
#include "scroll.h"

struct ui;
struct event;

enum setup_list { SETUP_SHOWN, SETUP_AVAILABLE, SETUP_SETTINGS, SETUP_LISTS };

struct setup {
	enum setup_list focus;
	struct scroll scroll[SETUP_LISTS];
	struct area area[SETUP_LISTS];	/* as last drawn; cols 0: not drawn */
	const struct field **available; /* fields that are not shown, in the table's order */
	size_t navailable;
	bool changed; /* since the last saving */
};

void setup_free(struct setup *);

/* setup_rows.c: the settings that are no columns, one row each. */
struct setup_row {
	const char *label;
	const char *help;
	/* the value for people */
	void (*show)(const struct ui *, char *buf, size_t len);
	void (*change)(struct ui *, int direction);
};
extern const struct setup_row setup_rows[]; /* ends with a NULL label */

#endif
