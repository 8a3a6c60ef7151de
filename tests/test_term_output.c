/*
 * How a canvas gets to a screen that is not curses's: what changed, as sequences and as cells.
 */
#include <stdio.h>
#include <string.h>

#include "../src/text.h"
#include "../src/ui/term_ansi.h"
#include "../src/ui/term_cells.h"
#include "../src/ui/term_diff.h"
#include "support/suite.h"

enum { ROWS = 6, COLS = 24, NORMAL = 0x07 };

/*
 * A screen that understands what ansi writes, and nothing else; some characters are narrower there.
 */
static struct {
	uint32_t ch[ROWS][COLS];
	int y, x, style[ROWS][COLS], current;
	bool cursor;
	uint32_t narrow;
} screen;

static struct look looks[STYLE_COUNT];
static struct ansi ansi;
static struct canvas canvas, shown;

static void
setup(void)
{
	text_init();
	text_force_utf8(true);
	memset(&screen, 0, sizeof(screen));
	/* A colour of its own for each style tells it on the screen. */
	for (int i = 0; i < STYLE_COUNT; i++)
		looks[i] = (struct look){100 + i, -1, 0};
	canvas_init(&canvas, ROWS, COLS);
	canvas_init(&shown, ROWS, COLS);
	ansi_begin(&ansi);
}

static void
teardown(void)
{
	canvas_free(&canvas);
	canvas_free(&shown);
	ansi_free(&ansi);
}

static void
put(uint32_t ch)
{
	int width = text_classify(ch) == TEXT_COMBINING ? 0
	    : ch == screen.narrow			? 1
							: text_width(ch);

	if (ch < 0x20 || text_classify(ch) == TEXT_UNSAFE)
		ck_abort_msg("U+%04X", (unsigned)ch);
	for (int i = 0; i < width; i++) {
		if (screen.x >= COLS)
			ck_abort_msg("beyond the edge in row %d", screen.y);
		screen.ch[screen.y][screen.x] = i == 0 ? ch : 0;
		screen.style[screen.y][screen.x] = screen.current;
		screen.x++;
	}
}

/* CSI numbers letter. */
static const char *
control(const char *s)
{
	int number[8] = {0}, n = 0;
	bool private = *s == '?';

	for (s += private; *s == ';' || (*s >= '0' && *s <= '9'); s++) {
		if (*s == ';')
			n = n < 7 ? n + 1 : 7;
		else
			number[n] = number[n] * 10 + *s - '0';
	}
	if (private && number[0] == 25) {
		screen.cursor = *s == 'h';
	} else if (*s == 'H') {
		if (number[0] < 1 || number[0] > ROWS || number[1] < 1 || number[1] > COLS)
			ck_abort_msg("to row %d, column %d", number[0], number[1]);
		screen.y = number[0] - 1;
		screen.x = number[1] - 1;
	} else {
		if (*s != 'm' || number[0] != 0 || number[1] != 38 || number[2] != 5)
			ck_abort_msg("CSI ... %c", *s);
		screen.current = number[3] - 100;
	}
	return s + 1;
}

static void
play(void)
{
	const char *s = ansi.text, *end = s + ansi.len;

	while (s < end) {
		if (*s == 033 && s[1] == '[')
			s = control(s + 2);
		else
			put(text_decode(&s, end));
	}
	/* The next frame finds nothing known. */
	ansi_begin(&ansi);
}

static void
draw(bool all)
{
	for (int y = 0; y < ROWS; y++) {
		const struct cell *row = canvas_at(&canvas, y, 0);
		int start, end = 0;

		while (diff_run(row, canvas_at(&shown, y, 0), COLS, all, &start, &end)) {
			if (start >= end || end > COLS)
				ck_abort_msg("from %d to %d", start, end);
			ansi_row(&ansi, row, y, start, end, looks);
		}
		memcpy(canvas_at(&shown, y, 0), row, COLS * sizeof(*row));
	}
	play();
}

static void
expect_canvas(void)
{
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLS; x++) {
			const struct cell *cell = canvas_at(&canvas, y, x);
			uint32_t ch = cell->ch;

			/* Where a wide character came out narrow there is nothing beside it. */
			if (ch == 0 && screen.narrow != 0 &&
			    canvas_at(&canvas, y, x - 1)->ch == screen.narrow)
				ch = ' ';
			/* An assertion for each cell would take longer than all the rest. */
			if (screen.ch[y][x] != ch)
				ck_abort_msg("row %d column %d: U+%04X, not U+%04X", y, x,
				    (unsigned)screen.ch[y][x], (unsigned)ch);
			/* Both halves look like the first. */
			if (cell->ch == 0)
				cell--;
			if (screen.style[y][x] != cell->style)
				ck_abort_msg("row %d column %d: style %d, not %d", y, x,
				    screen.style[y][x], cell->style);
		}
}

static uint32_t
next_random(void)
{
	static uint32_t x = 88172645U;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void
scribble(void)
{
	static const char *const texts[] = {"abc", "\xe6\xbc\xa2\xe5\xad\x97",
	    "\xe2\x94\x80\xe2\x96\x88", "e\xcc\x81x", "\xf0\x9f\x98\x80", " ",
	    "\xe2\x80\xa6\xe2\x86\x93"};
	const char *text = texts[next_random() % 7];
	struct area one = {(int)(next_random() % ROWS), (int)(next_random() % COLS), 1, 1};

	canvas_style(&canvas, one, (enum style)(next_random() % STYLE_COUNT));
	canvas_text(&canvas, (int)(next_random() % ROWS), (int)(next_random() % COLS), COLS,
	    (enum style)(next_random() % STYLE_COUNT), text, strlen(text));
}

static void
scribble_and_compare(void)
{
	draw(true);
	expect_canvas();
	for (int frame = 0; frame < 3000; frame++) {
		for (uint32_t n = next_random() % 6; n > 0; n--)
			scribble();
		draw(next_random() % 50 == 0);
		expect_canvas();
	}
}

START_TEST(a_screen_that_got_every_change_shows_the_canvas)
{
	scribble_and_compare();
}
END_TEST

START_TEST(one_that_draws_a_wide_character_narrow_does_not_go_out_of_step)
{
	screen.narrow = 0x6f22;
	scribble_and_compare();
}
END_TEST

START_TEST(only_what_changed_is_written)
{
	draw(true);
	draw(false);
	ck_assert_uint_eq(ansi.len, 0);
	canvas_string(&canvas, 2, 5, COLS, STYLE_TEXT, "x");
	ansi_row(&ansi, canvas_at(&canvas, 2, 0), 2, 5, 6, looks);
	ck_assert_str_eq(ansi.text, "\033[3;6H\033[0;38;5;100mx");
}
END_TEST

START_TEST(looks_become_sequences)
{
	static const struct {
		struct look look;
		const char *text;
	} cases[] = {
	    {{-1, -1, 0}, "\033[1;1H\033[0mx"},
	    {{1, 4, LOOK_BOLD | LOOK_REVERSE}, "\033[1;1H\033[0;1;7;31;44mx"},
	    {{9, 15, LOOK_DIM}, "\033[1;1H\033[0;2;91;107mx"},
	    {{231, 24, LOOK_UNDERLINE}, "\033[1;1H\033[0;4;38;5;231;48;5;24mx"},
	};

	canvas_string(&canvas, 0, 0, COLS, STYLE_TEXT, "x");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		looks[STYLE_TEXT] = cases[i].look;
		ansi_begin(&ansi);
		ansi_row(&ansi, canvas_at(&canvas, 0, 0), 0, 0, 1, looks);
		ck_assert_str_eq(ansi.text, cases[i].text);
	}
	ansi_begin(&ansi);
	ansi_cursor(&ansi, 3, 4);
	ansi_cursor(&ansi, -1, 0);
	ck_assert_str_eq(ansi.text, "\033[4;5H\033[?25h\033[?25l");
}
END_TEST

START_TEST(looks_become_attributes)
{
	static const struct {
		struct look look;
		uint16_t normal, attributes;
	} cases[] = {
	    {{-1, -1, 0}, 0x07, 0x07},
	    {{-1, -1, LOOK_BOLD}, 0x07, 0x0f},
	    {{-1, -1, LOOK_DIM}, 0x07, 0x08},
	    {{-1, -1, LOOK_REVERSE}, 0x07, 0x70},
	    {{-1, -1, LOOK_UNDERLINE}, 0x07, 0x8007},
	    /* red, blue and yellow: the bits are the other way round */
	    {{1, -1, 0}, 0x07, 0x04},
	    {{4, -1, 0}, 0x07, 0x01},
	    {{3, 4, 0}, 0x07, 0x16},
	    {{9, -1, 0}, 0x07, 0x0c},
	    /* black on white stays so: brighter would be harder to read */
	    {{-1, -1, 0}, 0xf0, 0xf0},
	    {{-1, -1, LOOK_BOLD}, 0xf0, 0xf0},
	    {{1, -1, LOOK_BOLD}, 0xf0, 0xf4},
	    {{-1, -1, LOOK_DIM}, 0xf0, 0xf8},
	    {{0, 6, LOOK_BOLD}, 0x07, 0x30},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(cells_attributes(cases[i].look, cases[i].normal) ==
			cases[i].attributes,
		    "case %zu: %04x", i, cells_attributes(cases[i].look, cases[i].normal));
}
END_TEST

START_TEST(no_style_is_invisible_on_a_console)
{
	static const uint16_t normals[] = {0x07, 0xf0, 0x1e, 0x70};

	for (int scheme = 0; theme_names[scheme] != NULL; scheme++)
		for (size_t n = 0; n < sizeof(normals) / sizeof(normals[0]); n++)
			for (int style = 0; style < STYLE_COUNT; style++) {
				/* Without colours nothing depends on what the console's are. */
				struct look look = theme_look(scheme, 0, (enum style)style);
				uint16_t a = cells_attributes(look, normals[n]);

				ck_assert_msg((a & 0xf) != (a >> 4 & 0xf),
				    "%s, style %d on %02x: %04x", theme_names[scheme], style,
				    normals[n], a);
				/*
				 * Colours are made for a dark screen, or with light for a light
				 * one.
				 */
				look = theme_look(scheme, 16, (enum style)style);
				a = cells_attributes(look, 0x07);
				ck_assert_msg((a & 0xf) != (a >> 4 & 0xf), "%s, style %d: %04x",
				    theme_names[scheme], style, a);
			}
}
END_TEST

START_TEST(cells_never_hold_half_a_character)
{
	static const char text[] = "a\xe6\xbc\xa2\xf0\x9f\x98\x80"
				   "e\xcc\x81\xe2\x94\x80";
	static const struct console_cell expected[] = {{'a', 7}, {0x6f22, 0x107}, {0x200b, 0x207},
	    {TEXT_BAD, 7}, {' ', 7}, {'e', 7}, {0x2500, 7}, {' ', 7}};
	struct console_cell cells[COLS];
	uint16_t attributes[STYLE_COUNT];

	for (int i = 0; i < STYLE_COUNT; i++)
		attributes[i] = NORMAL;
	canvas_string(&canvas, 0, 0, COLS, STYLE_TEXT, text);
	cells_row(canvas_at(&canvas, 0, 0), 0, 8, attributes, cells);
	for (size_t i = 0; i < 8; i++)
		ck_assert_msg(cells[i].unit == expected[i].unit &&
			cells[i].attributes == expected[i].attributes,
		    "cell %zu: U+%04X %04x", i, cells[i].unit, cells[i].attributes);
	/* From the middle of a row. */
	cells_row(canvas_at(&canvas, 0, 0), 1, 3, attributes, cells);
	ck_assert_uint_eq(cells[0].unit, 0x6f22);
	ck_assert_uint_eq(cells[1].attributes, 0x207);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_screen_that_got_every_change_shows_the_canvas,
	    one_that_draws_a_wide_character_narrow_does_not_go_out_of_step,
	    only_what_changed_is_written,
	    looks_become_sequences,
	    looks_become_attributes,
	    no_style_is_invisible_on_a_console,
	    cells_never_hold_half_a_character,
	    NULL,
	};

	return suite_run("term_output", tests, setup, teardown);
}
