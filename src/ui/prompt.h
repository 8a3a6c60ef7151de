/*
 * A line being typed at the bottom of the screen, with what is wrong with it
 * below it.  The only place where pasted text goes.
 */
#ifndef CTOP_UI_PROMPT_H
#define CTOP_UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas.h"

struct ui;

enum { PROMPT_MAX = 1000 };

struct prompt {
	bool open;
	const char *label;
	char text[PROMPT_MAX + 1]; /* valid UTF-8 without control characters */
	size_t len, cursor;	   /* bytes */
	char note[240];		   /* what is wrong, or how many match */
	size_t bad_at, bad_len;	   /* the word that is wrong; bad_len 0: none */
	void (*changed)(struct ui *);
	void (*done)(struct ui *, bool keep); /* Enter or Escape; the prompt is closed */
	bool (*key)(struct ui *, int key);    /* looked at first; NULL */
	uint64_t groups;		      /* facts that it looks at in every row */
};

/* An open prompt with this text in it. */
void prompt_open(struct ui *, const char *label, const char *text, void (*changed)(struct ui *),
    void (*done)(struct ui *, bool keep));
void prompt_key(struct ui *, int key);
void prompt_paste(struct ui *, const char *, size_t len);
void prompt_draw(struct ui *, struct area);

#endif
