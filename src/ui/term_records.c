#include "term_records.h"

#include <stdio.h>
#include <string.h>

#include "../text.h"

/* More than a person types between two looks at the keyboard. */
enum { BURST = 16 };

/* Virtual keys. */
enum {
	VK_BACK = 0x08,
	VK_TAB = 0x09,
	VK_RETURN = 0x0d,
	VK_SHIFT = 0x10,
	VK_MENU = 0x12,
	VK_ESCAPE = 0x1b,
	VK_SPACE = 0x20,
	VK_PAD_0 = 0x60,
	VK_PAD_9 = 0x69,
};

/* Keys that are no characters: CSI 1 ; modifiers letter, or CSI number ; modifiers ~. */
static const struct special {
	uint16_t key;
	char letter;
	int number;
	bool pad; /* one of the number pad's as well */
} specials[] = {
    {0x21, '~', 5, true},
    {0x22, '~', 6, true},
    {0x23, 'F', 1, true},
    {0x24, 'H', 1, true},
    {0x25, 'D', 1, true},
    {0x26, 'A', 1, true},
    {0x27, 'C', 1, true},
    {0x28, 'B', 1, true},
    {0x2d, '~', 2, true},
    {0x2e, '~', 3, true},
    {0x70, 'P', 1, false},
    {0x71, 'Q', 1, false},
    {0x72, 'R', 1, false},
    {0x73, 'S', 1, false},
    {0x74, '~', 15, false},
    {0x75, '~', 17, false},
    {0x76, '~', 18, false},
    {0x77, '~', 19, false},
    {0x78, '~', 20, false},
    {0x79, '~', 21, false},
    {0x7a, '~', 23, false},
    {0x7b, '~', 24, false},
};

static const char paste_start[] = "\033[200~", paste_end[] = "\033[201~";

struct bytes {
	unsigned char *at;
	size_t len, room;
};

/* All of it or nothing. */
static void
put(struct bytes *out, const char *s, size_t len)
{
	if (len > out->room - out->len)
		return;
	memcpy(out->at + out->len, s, len);
	out->len += len;
}

/* As often as the key was repeated, as far as that fits. */
static void
put_repeated(struct bytes *out, const struct record *r, const char *s, size_t len)
{
	size_t room = RECORD_ROOM / len, n = r->repeat > 1 ? r->repeat : 1;

	for (size_t i = 0; i < n && i < room; i++)
		put(out, s, len);
}

static bool
is_alt(const struct record *r)
{
	return (r->state & STATE_ALT) != 0;
}

static bool
is_ctrl(const struct record *r)
{
	return (r->state & STATE_CTRL) != 0;
}

/* xterm's number for Shift, Alt and Ctrl. */
static int
modifiers(const struct record *r)
{
	return 1 + ((r->state & STATE_SHIFT) != 0 ? 1 : 0) + (is_alt(r) ? 2 : 0) +
	    (is_ctrl(r) ? 4 : 0);
}

static const struct special *
find_special(uint16_t key)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (specials[i].key == key)
			return &specials[i];
	return NULL;
}

/* A digit of a character's number, typed on the number pad with Alt held. */
static bool
composes(const struct records *rs, const struct record *r, const struct special *special)
{
	if (!is_alt(r) || is_ctrl(r))
		return false;
	if (r->key >= VK_PAD_0 && r->key <= VK_PAD_9)
		return true;
	return special != NULL && special->pad && !rs->foreign && (r->state & STATE_ENHANCED) == 0;
}

/* Keys without a character. */
static void
put_special(struct records *rs, const struct record *r, struct bytes *out)
{
	const struct special *special = find_special(r->key);
	char text[RECORD_ROOM];
	int n = 0;

	if (composes(rs, r, special))
		return;
	if (special != NULL) {
		n = snprintf(text, sizeof(text), "\033[%d;%d%c", special->number, modifiers(r),
		    special->letter);
	} else if (is_ctrl(r) && (r->key == '2' || r->key == VK_SPACE)) {
		text[n++] = '\0'; /* where Ctrl-@ is, which Ctrl with space makes as well */
	} else if (is_ctrl(r) && r->key >= 'A' && r->key <= 'Z') {
		n = snprintf(text, sizeof(text), "\033[%d;%du", r->key + ('a' - 'A'), modifiers(r));
	}
	if (n > 0)
		put_repeated(out, r, text, (size_t)n);
}

/* A character of UTF-16 as UTF-8; 0 while half of it is missing. */
static size_t
encode(struct records *rs, uint16_t unit, char text[4])
{
	uint16_t high = rs->high;

	rs->high = 0;
	if (unit >= 0xd800 && unit < 0xdc00) {
		rs->high = unit;
		return 0;
	}
	if (unit < 0xdc00 || unit >= 0xe000)
		return text_encode(unit, text);
	if (high == 0)
		return 0;
	return text_encode(0x10000U + ((high - 0xd800U) << 10) + (unit - 0xdc00U), text);
}

/* Escape, which the Windows console tells from the start of a sequence by what comes with it. */
static void
put_escape(const struct records *rs, const struct record *r, bool sequence, struct bytes *out)
{
	if (rs->foreign || sequence)
		put(out, "\033", 1);
	else
		put_repeated(out, r, "\033[27u", 5);
}

/* A key with a character.  AltGr is reported as Ctrl and Alt: what it makes is plain. */
static void
put_character(struct records *rs, const struct record *r, bool sequence, struct bytes *out)
{
	bool control = r->unit < 0x20 || r->unit == 0x7f;
	char text[1 + 4];
	size_t n = 0;

	if (r->key == VK_ESCAPE || r->unit == 0x1b) {
		put_escape(rs, r, sequence, out);
		return;
	}
	if (r->key == VK_TAB && (r->state & STATE_SHIFT) != 0) {
		put_repeated(out, r, "\033[Z", 3);
		return;
	}
	if (r->key == VK_SPACE && is_ctrl(r) && !is_alt(r)) {
		put(out, "", 1);
		return;
	}
	if (is_alt(r) && (control || !is_ctrl(r)))
		text[n++] = 0x1b;
	n += encode(rs, r->unit, text + n);
	if (rs->high == 0 && n > 0)
		put_repeated(out, r, text, n);
}

/*
 * Does the console say that a character was made?  Of numbers typed with Alt, when Alt is released.
 */
static bool
makes_character(const struct record *r)
{
	return r->kind == RECORD_KEY && r->unit != 0 && (r->down || r->key == VK_MENU);
}

static bool
is_modifier(const struct record *r)
{
	return r->key >= VK_SHIFT && r->key <= VK_MENU;
}

/* What a paste holds: never what could end it, or be a key. */
static void
put_pasted(struct records *rs, const struct record *r, struct bytes *out)
{
	char text[4];
	size_t n;

	if (r->unit < 0x20 && r->unit != '\r' && r->unit != '\n' && r->unit != '\t')
		return;
	n = encode(rs, r->unit, text);
	if (n > 0)
		put(out, text, n);
}

static void
put_key(struct records *rs, const struct record *r, bool sequence, struct bytes *out)
{
	bool character = makes_character(r);

	/* Until it is quiet there are no keys, whatever the text may hold. */
	if (rs->pasting) {
		if (character)
			put_pasted(rs, r, out);
		return;
	}
	if (!character && (!r->down || is_modifier(r)))
		return;
	if (!r->down && r->key == VK_MENU) {
		struct record made = {.kind = RECORD_KEY, .unit = r->unit};

		put_character(rs, &made, false, out);
	} else if (character || r->key == VK_ESCAPE) {
		put_character(rs, r, sequence, out);
	} else {
		put_special(rs, r, out);
	}
}

/* SGR's numbers for the console's bits of buttons. */
static void
put_mouse(struct records *rs, const struct record *r, struct bytes *out)
{
	static const struct {
		uint32_t bit;
		int button;
	} buttons[] = {{1, 0}, {4, 1}, {2, 2}};
	uint32_t changed = (r->buttons ^ rs->buttons) & 7;
	int y = r->y - rs->top + 1, x = r->x - rs->left + 1;
	char text[48];
	int n;

	if (y < 1 || x < 1)
		return;
	if (r->flags == MOUSE_TURNS) {
		/* A signed number in the upper half. */
		n = snprintf(text, sizeof(text), "\033[<%d;%d;%dM",
		    (r->buttons & 0x80000000U) != 0 ? 65 : 64, x, y);
		put(out, text, (size_t)n);
		return;
	}
	if (r->flags != 0 && r->flags != MOUSE_MOVES && r->flags != MOUSE_TWICE)
		return;
	rs->buttons = r->buttons & 7;
	for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++) {
		if ((changed & buttons[i].bit) == 0)
			continue;
		n = snprintf(text, sizeof(text), "\033[<%d;%d;%d%c", buttons[i].button, x, y,
		    (r->buttons & buttons[i].bit) != 0 ? 'M' : 'm');
		put(out, text, (size_t)n);
	}
}

/* The first character that these make; 0: none. */
static uint16_t
first_unit(const struct record *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (makes_character(&r[i]))
			return r[i].unit;
	return 0;
}

/* Does Escape here start a sequence that came as characters? */
static bool
starts_sequence(const struct record *r, size_t n)
{
	uint16_t next = first_unit(r + 1, n - 1);

	return next == '[' || next == 'O';
}

/* Might it, for all that is known?  Behind other text the rest may come with the next records. */
static bool
may_start_sequence(const struct record *r, size_t n, size_t i)
{
	if (starts_sequence(r + i, n - i))
		return true;
	return first_unit(r, i) != 0 && first_unit(r + i + 1, n - i - 1) == 0;
}

/* Is it text that was pasted?  A key held down is not, and marks of a paste need none of ours. */
static bool
is_burst(const struct record *r, size_t n)
{
	uint16_t first = 0;
	bool differs = false;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (makes_character(&r[i])) {
			if (count == 0 && r[i].unit == 0x1b && starts_sequence(r + i, n - i))
				return false;
			first = first == 0 ? r[i].unit : first;
			differs = differs || r[i].unit != first;
			count++;
		} else if (r[i].kind == RECORD_KEY && r[i].down && !is_modifier(&r[i])) {
			break;
		}
	}
	return count >= BURST && differs;
}

size_t
records_bytes(struct records *rs, const struct record *r, size_t n, bool marked,
    unsigned char *bytes)
{
	struct bytes out = {.at = bytes, .room = n * RECORD_ROOM};

	if (!rs->pasting && !marked && is_burst(r, n)) {
		rs->pasting = true;
		put(&out, paste_start, strlen(paste_start));
	}
	for (size_t i = 0; i < n; i++) {
		if (r[i].kind == RECORD_KEY)
			put_key(rs, &r[i], marked || may_start_sequence(r, n, i), &out);
		else if (r[i].kind == RECORD_MOUSE)
			put_mouse(rs, &r[i], &out);
	}
	return out.len;
}

size_t
records_quiet(struct records *rs, unsigned char *bytes)
{
	if (!rs->pasting)
		return 0;
	rs->pasting = false;
	memcpy(bytes, paste_end, strlen(paste_end));
	return strlen(paste_end);
}
