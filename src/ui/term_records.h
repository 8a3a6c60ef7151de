/*
 * What the Windows console reports of keys and the mouse, as the bytes of a Unix terminal.
 *
 * term_events.c decodes those, so that a key means the same everywhere, also one that
 * came as a sequence of characters (over a network, or from Wine on a terminal).  Pure: the
 * records are structs of our own, filled from INPUT_RECORD with the same numbers.
 */
#ifndef CTOP_UI_TERM_RECORDS_H
#define CTOP_UI_TERM_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum record_kind { RECORD_KEY, RECORD_MOUSE, RECORD_OTHER };

/* dwControlKeyState */
enum record_state {
	STATE_ALT = 0x3,
	STATE_RIGHT_ALT = 0x1,
	STATE_CTRL = 0xc,
	STATE_LEFT_CTRL = 0x8,
	STATE_SHIFT = 0x10,
	STATE_ENHANCED = 0x100,
};

/*
 * dwEventFlags of the mouse; dwButtonState is a bit per button, the wheel's turn in its upper half.
 */
enum record_mouse { MOUSE_MOVES = 1, MOUSE_TWICE = 2, MOUSE_TURNS = 4 };

struct record {
	enum record_kind kind;
	uint32_t state;
	/* RECORD_KEY */
	bool down;
	uint16_t repeat, key, unit; /* key: a virtual key; unit: of UTF-16, 0 none */
	/* RECORD_MOUSE */
	int y, x;
	uint32_t buttons, flags;
};

enum { RECORD_ROOM = 24 }; /* bytes that one record becomes, at most */

/* What is known from one record to the next; starts as zeros. */
struct records {
	/*
	 * Not a console of Windows itself: arrows do not say that they are not those of
	 * the number pad, and the Escape key may be the start of a sequence.
	 */
	bool foreign;
	int top, left;	  /* where the window lies in the console's buffer */
	bool pasting;	  /* a paste was begun that records_quiet ends */
	uint16_t high;	  /* first half of a surrogate pair */
	uint32_t buttons; /* that are down */
};

/*
 * Puts what n records mean into bytes, of which there is room for RECORD_ROOM each; returns how
 * many.  They are what the console had at once: so much text that nobody can have
 * typed it becomes a paste.  marked: bytes before were inside the marks of a paste.
 */
size_t records_bytes(struct records *, const struct record *, size_t n, bool marked,
    unsigned char *bytes);
/* Nothing more came for a moment: ends a paste.  Room for RECORD_ROOM bytes; returns how many. */
size_t records_quiet(struct records *, unsigned char *bytes);

#endif
