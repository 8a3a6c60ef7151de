/*
 * What the Windows console reports, down to the events that it means: records as
 * consoles were seen to send them, or as its documentation says.
 */
#include <stdio.h>
#include <string.h>

#include "../src/ui/term_events.h"
#include "../src/ui/term_records.h"
#include "support/suite.h"

/* Windows's own consoles set it for arrows and their neighbours. */
#define GREY  STATE_ENHANCED
#define ALT   2
#define CTRL  8
#define SHIFT STATE_SHIFT

static struct records state;
static struct input input;
static char seen[4000];
static uint64_t now;

static void
setup(void)
{
	memset(&state, 0, sizeof(state));
	input_init(&input);
	seen[0] = '\0';
	now = 1;
}

static void
teardown(void)
{
	input_free(&input);
}

static struct record
key(uint16_t code, uint16_t unit, uint32_t modifiers)
{
	return (struct record){.kind = RECORD_KEY,
	    .down = true,
	    .repeat = 1,
	    .key = code,
	    .unit = unit,
	    .state = modifiers};
}

static struct record
key_up(uint16_t code, uint16_t unit, uint32_t modifiers)
{
	struct record r = key(code, unit, modifiers);

	r.down = false;
	return r;
}

static struct record
mouse(int y, int x, uint32_t buttons, uint32_t flags)
{
	return (struct record){.kind = RECORD_MOUSE,
	    .y = y,
	    .x = x,
	    .buttons = buttons,
	    .flags = flags};
}

/* One word for each event. */
static void
describe(const struct event *ev)
{
	size_t n = strlen(seen);
	char name[32];

	if (ev->kind == EVENT_KEY)
		snprintf(seen + n, sizeof(seen) - n, "%s ", key_text(ev->key, name, sizeof(name)));
	else if (ev->kind == EVENT_PASTE)
		snprintf(seen + n, sizeof(seen) - n, "paste(%.*s) ", (int)ev->paste_len, ev->paste);
	else
		snprintf(seen + n, sizeof(seen) - n, "mouse%d%s%s(%d,%d) ", (int)ev->button,
		    ev->press ? "" : "up", ev->twice ? "twice" : "", ev->y, ev->x);
}

static void
take_events(bool final)
{
	struct event ev;

	while (input_next(&input, final, now, &ev))
		describe(&ev);
}

/* As the console gives them, all at once. */
static void
give(const struct record *records, size_t n)
{
	size_t room;
	unsigned char *space = input_space(&input, &room);

	ck_assert_uint_ge(room, n * RECORD_ROOM);
	input_added(&input,
	    records_bytes(&state, records, n, input.pasting && !state.pasting, space));
	take_events(false);
}

/* Nothing more comes for a while. */
static void
quiet(void)
{
	size_t room;
	unsigned char *space = input_space(&input, &room);

	input_added(&input, records_quiet(&state, space));
	take_events(true);
}

static void
expect(const char *events)
{
	ck_assert_msg(strcmp(seen, events) == 0, "'%s', not '%s'", seen, events);
	seen[0] = '\0';
}

/* A text as the console has it when it is typed or pasted: down and up for each character. */
static size_t
spell(struct record *out, const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		out[n++] = key(0, (uint16_t)*text, 0);
		out[n++] = key_up(0, (uint16_t)*text, 0);
	}
	return n;
}

static void
give_text(const char *text)
{
	struct record records[160];

	ck_assert_uint_lt(strlen(text), 80);
	give(records, spell(records, text));
}

static const struct {
	uint16_t code, unit;
	uint32_t modifiers;
	const char *event;
} keys[] = {
    {0x41, 'a', 0, "a "},
    {0x41, 'A', SHIFT, "A "},
    {0xbf, '?', SHIFT, "? "},
    {0xdc, '\\', 0, "\\ "},
    {0x20, ' ', 0, "space "},
    {0x0d, '\r', 0, "enter "},
    {0x08, '\b', 0, "backspace "},
    {0x08, 0x7f, CTRL, "backspace "},
    {0x09, '\t', 0, "tab "},
    {0x09, '\t', SHIFT, "backtab "},
    {0x26, 0, GREY, "up "},
    {0x28, 0, GREY, "down "},
    {0x25, 0, GREY, "left "},
    {0x27, 0, GREY, "right "},
    {0x27, 0, GREY | CTRL, "ctrl-right "},
    {0x26, 0, GREY | ALT, "alt-up "},
    {0x21, 0, GREY, "pgup "},
    {0x22, 0, GREY, "pgdn "},
    {0x24, 0, GREY, "home "},
    {0x23, 0, GREY, "end "},
    {0x2d, 0, GREY, "ins "},
    {0x2e, 0, GREY, "del "},
    {0x26, 0, 0, "up "},
    {0x70, 0, 0, "F1 "},
    {0x73, 0, 0, "F4 "},
    {0x74, 0, 0, "F5 "},
    {0x79, 0, 0, "F10 "},
    {0x7b, 0, ALT, "alt-F12 "},
    {0x71, 0, CTRL, "ctrl-F2 "},
    {0x4c, 0x0c, CTRL, "ctrl-l "},
    {0x43, 0x03, CTRL, "ctrl-c "},
    {0x5a, 0x1a, 4, "ctrl-z "},
    {0x48, 'h', ALT, "alt-h "},
    {0x48, 'H', ALT | SHIFT, "alt-H "},
    {0x48, 'h', 1, "alt-h "},
    {0x20, ' ', CTRL, "ctrl-space "},
    {0x32, 0, CTRL | SHIFT, "ctrl-space "},
    {0x4b, 0, CTRL | ALT, "ctrl-alt-k "},
    {0x1b, 0x1b, 0, "esc "},
    {0, 0xe9, 0, "\xc3\xa9 "},
    /* AltGr with q is @ on a German keyboard. */
    {0x51, '@', CTRL | 1, "@ "},
    /* Keys that mean nothing here: Shift, Windows, Caps Lock, F13, and one that has no number. */
    {0x10, 0, SHIFT, ""},
    {0x5b, 0, 0, ""},
    {0x14, 0, 0, ""},
    {0x7c, 0, 0, ""},
    {0, 0, 0, ""},
};

START_TEST(every_key_has_its_name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct record pair[] = {key(keys[i].code, keys[i].unit, keys[i].modifiers),
		    key_up(keys[i].code, keys[i].unit, keys[i].modifiers)};

		give(pair, 2);
		expect(keys[i].event);
		ck_assert(!input_waits(&input));
	}
}
END_TEST

START_TEST(characters_beyond_the_first_plane_come_in_halves)
{
	struct record halves[] = {key(0, 0xd83d, 0), key_up(0, 0xd83d, 0), key(0, 0xde00, 0),
	    key_up(0, 0xde00, 0)};
	struct record broken[] = {key(0, 0xde00, 0), key(0, 0xd83d, 0), key('X', 'x', 0),
	    key(0, 0xde00, 0), key(0, 0xd83d, 0)};

	give(halves, 4);
	give(halves, 1);
	give(halves + 2, 1);
	expect("\xf0\x9f\x98\x80 \xf0\x9f\x98\x80 ");
	give(broken, 5);
	give(halves + 2, 1);
	expect("x \xf0\x9f\x98\x80 ");
}
END_TEST

START_TEST(a_key_held_down_is_as_many_keys)
{
	struct record held = key(0x28, 0, GREY);

	held.repeat = 3;
	give(&held, 1);
	expect("down down down ");
	/* What does not fit is lost, not written beyond the room. */
	held.repeat = 60000;
	give(&held, 1);
	expect("down down down down ");
	held = key('J', 'j', 0);
	held.repeat = 0;
	give(&held, 1);
	expect("j ");
	/* However often: a key held down is not a paste. */
	for (int i = 0; i < 40; i++)
		give_text("jjjjjjjjjjjjjjjjjjjjjjjj");
	ck_assert_uint_eq(strlen(seen), (size_t)40 * 24 * 2);
}
END_TEST

START_TEST(numbers_on_the_pad_with_alt_make_one_character)
{
	struct record typed[] = {key(0x12, 0, ALT), key(0x60, 0, ALT), key_up(0x60, 0, ALT),
	    /* with Num Lock off they are arrows, but not grey ones */
	    key(0x26, 0, ALT), key_up(0x26, 0, ALT), key_up(0x12, 0xe9, 0)};

	give(typed, 6);
	expect("\xc3\xa9 ");
}
END_TEST

START_TEST(sequences_that_come_as_characters_are_keys)
{
	struct record up[] = {key(0x1b, 0x1b, 0), key_up(0x1b, 0x1b, 0), key(0xdb, '[', 0),
	    key(0x41, 'A', SHIFT)};
	struct record unknown[] = {key(0x12, 0, ALT), key(0xdb, '[', ALT), key_up(0x12, 0, 0),
	    key('9', '9', 0), key('9', '9', 0), key(0xc0, '~', SHIFT), key('X', 'x', 0)};

	give(up, 4);
	expect("up ");
	give(unknown, 7);
	expect("x ");
	/* Where Escape says nothing of what follows, time tells. */
	state.foreign = true;
	for (size_t i = 0; i < 4; i++)
		give(&up[i], 1);
	expect("up ");
	give(up, 1);
	expect("");
	quiet();
	expect("esc ");
	/* Wine has no character with Escape. */
	up[0].unit = 0;
	give(up, 1);
	quiet();
	expect("esc ");
	/* There arrows do not say that they are grey. */
	up[0] = key(0x26, 0, ALT);
	give(up, 1);
	expect("alt-up ");
}
END_TEST

START_TEST(escape_needs_no_waiting_on_windows_itself)
{
	struct record quick[] = {key(0x1b, 0x1b, 0), key_up(0x1b, 0x1b, 0), key('X', 'x', 0)};

	give(quick, 3);
	expect("esc x ");
	ck_assert(!input_waits(&input));
}
END_TEST

START_TEST(much_text_at_once_is_a_paste)
{
	give_text("kill 9 everything\r");
	give_text("more");
	expect("");
	quiet();
	expect("paste(kill 9 everything\rmore) ");
	/* What a person has typed while nobody looked is not. */
	give_text("hello world");
	quiet();
	expect("h e l l o space w o r l d ");
}
END_TEST

START_TEST(a_paste_cannot_end_itself)
{
	struct record tail[] = {key(0x1b, 0x1b, 0), key(0xdb, '[', 0), key('2', '2', 0),
	    key('0', '0', 0), key('1', '1', 0), key(0xc0, '~', SHIFT), key('K', 'k', 0),
	    key(0x43, 3, CTRL), key(0x26, 0, GREY), key(0x0d, '\r', 0)};

	give_text("some text that is pasted ");
	give(tail, 10);
	quiet();
	expect("paste(some text that is pasted [201~k\r) ");
	give(tail, 1);
	expect("esc ");
}
END_TEST

START_TEST(the_marks_of_a_paste_are_known)
{
	struct record marked[160];
	size_t n = spell(marked, "\033[200~pasted with its marks around it\033[201~x");

	/* Wherever the console's answer was cut. */
	for (size_t cut = 0; cut <= n; cut++) {
		give(marked, cut);
		give(marked + cut, n - cut);
		quiet();
		if (cut == 0 || cut >= 12) /* not inside of the first mark */
			expect("paste(pasted with its marks around it) x ");
		else
			ck_assert_msg(strstr(seen, "paste(") != NULL &&
				strstr(seen, " p a s t") == NULL,
			    "%zu: '%s'", cut, seen);
		seen[0] = '\0';
	}
}
END_TEST

START_TEST(the_mouse_clicks_double_clicks_and_turns)
{
	struct record click[] = {mouse(5, 7, 1, 0), mouse(5, 7, 0, 0), mouse(5, 7, 1, MOUSE_TWICE),
	    mouse(5, 7, 0, 0)};
	struct record others[] = {mouse(1, 2, 2, 0), mouse(1, 3, 2, MOUSE_MOVES), mouse(1, 3, 0, 0),
	    mouse(1, 2, 4, 0), mouse(1, 2, 0, 0)};
	struct record wheel[] = {mouse(3, 4, 0x00780000, MOUSE_TURNS),
	    mouse(3, 4, 0xff880000, MOUSE_TURNS), mouse(3, 4, 0x00780000, 8)};
	struct record moving[] = {mouse(3, 4, 0, MOUSE_MOVES), mouse(3, 5, 0, MOUSE_MOVES)};
	struct record outside = mouse(1, 1, 1, 0);

	give(click, 4);
	expect("mouse0(5,7) mouse0up(5,7) mouse0twice(5,7) mouse0up(5,7) ");
	give(others, 5);
	expect("mouse2(1,2) mouse2up(1,3) mouse1(1,2) mouse1up(1,2) ");
	give(wheel, 3);
	expect("mouse3(3,4) mouse4(3,4) ");
	give(moving, 2);
	expect("");
	/* The window lies somewhere in a longer buffer. */
	state.top = 3;
	state.left = 1;
	give(click, 2);
	expect("mouse0(2,6) mouse0up(2,6) ");
	give(&outside, 1);
	expect("");
}
END_TEST

/* A small generator: the same records on every machine. */
static uint32_t
next_random(void)
{
	static uint32_t x = 2463534242U;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

START_TEST(whatever_comes_the_room_is_enough)
{
	for (int round = 0; round < 20000; round++) {
		unsigned char bytes[8 * RECORD_ROOM + 16];
		struct record r[8];
		size_t n = next_random() % 8 + 1;

		memset(bytes, 0x55, sizeof(bytes));
		for (size_t i = 0; i < n; i++)
			r[i] = (struct record){.kind = (enum record_kind)(next_random() % 3),
			    .state = next_random() & 0x1ff,
			    .down = next_random() % 2 != 0,
			    .repeat = (uint16_t)(next_random() % 9 == 0 ? 65535 : 1),
			    .key = (uint16_t)(next_random() & 0xff),
			    .unit = (uint16_t)(next_random() % 3 == 0 ? next_random() : 0),
			    .y = (int)(next_random() & 0xffff) - 32768,
			    .x = (int)(next_random() & 0xffff) - 32768,
			    .buttons = next_random(),
			    .flags = next_random() % 10};
		ck_assert_uint_le(records_bytes(&state, r, n, next_random() % 4 == 0, bytes),
		    n * RECORD_ROOM);
		for (size_t i = n * RECORD_ROOM; i < sizeof(bytes); i++)
			if (bytes[i] != 0x55)
				ck_abort_msg("byte %zu behind the room of %zu", i, n);
		if (next_random() % 5 == 0)
			records_quiet(&state, bytes);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_key_has_its_name,
	    characters_beyond_the_first_plane_come_in_halves,
	    a_key_held_down_is_as_many_keys,
	    numbers_on_the_pad_with_alt_make_one_character,
	    sequences_that_come_as_characters_are_keys,
	    escape_needs_no_waiting_on_windows_itself,
	    much_text_at_once_is_a_paste,
	    a_paste_cannot_end_itself,
	    the_marks_of_a_paste_are_known,
	    the_mouse_clicks_double_clicks_and_turns,
	    whatever_comes_the_room_is_enough,
	    NULL,
	};

	return suite_run("term_records", tests, setup, teardown);
}
