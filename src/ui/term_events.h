/*
 * What a terminal sends, as events.
 *
 * A pure decoder: bytes go in, events come out; it never reads, waits or looks
 * at a clock.  Every sequence that it does not know is swallowed whole, so that
 * no part of one is ever taken for a key.  What is pasted (between the marks of
 * bracketed paste) comes as one event, up to PASTE_MAX bytes of it.
 */
#ifndef CTOP_UI_TERM_EVENTS_H
#define CTOP_UI_TERM_EVENTS_H

#include "term.h"

enum { INPUT_MAX = 4096, PASTE_MAX = 1 << 20, INPUT_KEYS = 64 };

struct input_key {
	char sequence[16];
	int key;
};

struct input {
	unsigned char bytes[INPUT_MAX];
	size_t count;
	bool pasting;
	char *paste;
	size_t paste_len, paste_room;
	struct input_key keys[INPUT_KEYS]; /* what the terminal's description adds */
	size_t nkeys;
	/* the last press, to know a double click */
	int click_y, click_x, click_button;
	uint64_t click_ns;
};

void input_init(struct input *);
void input_free(struct input *);
/* A key as the terminal's description spells it; ignored when NULL, empty or too long. */
void input_bind(struct input *, const char *sequence, int key);
/* Where to put what was read, and how much fits. */
unsigned char *input_space(struct input *, size_t *room);
void input_added(struct input *, size_t n);
/* Are there bytes that wait for more? */
bool input_waits(const struct input *);
/*
 * The next event, or false when more bytes are needed.  final: none came in
 * time, so ESC is the escape key.  now_ns is for double clicks.
 */
bool input_next(struct input *, bool final, uint64_t now_ns, struct event *);

#endif
