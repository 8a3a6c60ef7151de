#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../src/text.h"
#include "../src/ui/canvas.h"
#include "support/suite.h"

static struct canvas c;

static void
setup(void)
{
	text_force_utf8(true);
	canvas_init(&c, 3, 10);
}

static void
teardown(void)
{
	canvas_free(&c);
}

/* A row as text; the right half of a wide character is '>'. */
static const char *
row(int y)
{
	static char buf[512];
	size_t n = 0;

	for (int x = 0; x < c.cols; x++) {
		struct cell *cell = canvas_at(&c, y, x);

		n += text_encode(cell->ch != 0 ? cell->ch : '>', buf + n);
		for (int i = 0; i < 2; i++)
			if (cell->mark[i] != 0)
				n += text_encode(cell->mark[i], buf + n);
	}
	buf[n] = '\0';
	return buf;
}

START_TEST(text_stays_within_its_width)
{
	ck_assert_int_eq(canvas_string(&c, 0, 1, 4, STYLE_TEXT, "abcdefgh"), 4);
	ck_assert_str_eq(row(0), " abcd     ");
	ck_assert_int_eq(canvas_string(&c, 0, 8, 100, STYLE_TEXT, "xyz"), 2);
	ck_assert_str_eq(row(0), " abcd   xy");
	ck_assert_int_eq(canvas_string(&c, 0, 0, 0, STYLE_TEXT, "x"), 0);
	ck_assert_int_eq(canvas_string(&c, 0, 0, -5, STYLE_TEXT, "x"), 0);
}
END_TEST

START_TEST(words_go_on_in_the_next_line_and_lines_can_be_skipped)
{
	const struct area area = {0, 1, 3, 8};
	const char *text = "one two three abcdefghijk";

	ck_assert_int_eq(canvas_words(NULL, area, 0, STYLE_TEXT, text), 4);
	ck_assert_int_eq(canvas_words(&c, area, 0, STYLE_TEXT, text), 4);
	ck_assert_str_eq(row(0), " one two  ");
	ck_assert_str_eq(row(1), " three    ");
	ck_assert_str_eq(row(2), " abcdefgh ");
	canvas_clear(&c);
	ck_assert_int_eq(canvas_words(&c, area, 2, STYLE_TEXT, text), 4);
	ck_assert_str_eq(row(0), " abcdefgh ");
	ck_assert_str_eq(row(1), " ijk      ");
	ck_assert_int_eq(canvas_words(NULL, area, 0, STYLE_TEXT, ""), 1);
	ck_assert_int_eq(canvas_words(NULL, (struct area){0, 0, 1, -4}, 0, STYLE_TEXT, "ab"), 2);
}
END_TEST

START_TEST(drawing_outside_is_cut)
{
	canvas_string(&c, -1, 0, 10, STYLE_TEXT, "no");
	canvas_string(&c, 3, 0, 10, STYLE_TEXT, "no");
	canvas_string(&c, 0, 10, 10, STYLE_TEXT, "no");
	ck_assert_str_eq(row(0), "          ");
	canvas_string(&c, 0, -2, 10, STYLE_TEXT, "abcd");
	ck_assert_str_eq(row(0), "cd        ");
	canvas_fill(&c, (struct area){-5, -5, 7, 7}, '#', STYLE_TEXT);
	ck_assert_str_eq(row(1), "##        ");
	ck_assert_str_eq(row(2), "          ");
	canvas_fill(&c, (struct area){2, 8, 100, 100}, '#', STYLE_TEXT);
	ck_assert_str_eq(row(2), "        ##");
	canvas_fill(&c, (struct area){0, 0, -1, 5}, '#', STYLE_TEXT);
	canvas_style(&c, (struct area){-9, -9, 100, 100}, STYLE_BOLD);
	ck_assert_uint_eq(canvas_at(&c, 2, 9)->style, STYLE_BOLD);
	ck_assert_ptr_null(canvas_at(&c, 0, 10));
	ck_assert_ptr_null(canvas_at(&c, -1, 0));
}
END_TEST

START_TEST(a_wide_character_takes_two_cells_or_none)
{
	ck_assert_int_eq(canvas_string(&c, 0, 0, 10, STYLE_TEXT, "\u6f22\u5b57"), 4);
	ck_assert_str_eq(row(0), "\u6f22>\u5b57>      ");
	ck_assert_int_eq(canvas_string(&c, 1, 0, 3, STYLE_TEXT, "\u6f22\u5b57"), 2);
	ck_assert_str_eq(row(1), "\u6f22>        ");
	ck_assert_int_eq(canvas_string(&c, 2, 9, 10, STYLE_TEXT, "\u6f22"), 0);
	ck_assert_str_eq(row(2), "          ");
}
END_TEST

START_TEST(half_of_a_wide_character_never_stays)
{
	canvas_string(&c, 0, 0, 10, STYLE_TEXT, "\u6f22\u5b57");
	canvas_string(&c, 0, 1, 1, STYLE_TEXT, "x");
	ck_assert_str_eq(row(0), " x\u5b57>      ");
	canvas_string(&c, 0, 2, 1, STYLE_TEXT, "y");
	ck_assert_str_eq(row(0), " xy       ");
	canvas_string(&c, 1, 0, 10, STYLE_TEXT, "\u6f22\u5b57");
	canvas_string(&c, 1, 1, 10, STYLE_TEXT, "\u5b57");
	ck_assert_str_eq(row(1), " \u5b57>       ");
	canvas_fill(&c, (struct area){1, 2, 1, 1}, '-', STYLE_TEXT);
	ck_assert_str_eq(row(1), "  -       ");
}
END_TEST

START_TEST(marks_stay_on_their_own_character)
{
	canvas_string(&c, 0, 0, 10, STYLE_TEXT, "|e\u0301\u0323\u0308x");
	ck_assert_str_eq(row(0), "|e\u0301\u0323x       ");
	/* A text that begins with one does not reach what stands before it. */
	canvas_string(&c, 0, 1, 5, STYLE_TEXT, "\u0301y");
	ck_assert_uint_eq(canvas_at(&c, 0, 0)->mark[0], 0);
	ck_assert_uint_eq(canvas_at(&c, 0, 1)->ch, 'y');
}
END_TEST

START_TEST(nothing_unprintable_becomes_a_cell)
{
	static const char evil[] = "\033[2J\a\x9b\xff\0\u202e\u200b\n\t\x7f\xc2\x85";

	ck_assert_int_le(canvas_text(&c, 0, 0, 10, STYLE_TEXT, evil, sizeof(evil) - 1), 10);
	canvas_resize(&c, 1, 40);
	canvas_text(&c, 0, 0, 40, STYLE_TEXT, evil, sizeof(evil) - 1);
	for (int x = 0; x < 40; x++) {
		uint32_t ch = canvas_at(&c, 0, x)->ch;

		ck_assert_msg(ch >= 0x20 && !(ch >= 0x7f && ch < 0xa0) && ch != 0x202e &&
			ch != 0x200b,
		    "U+%04X", ch);
	}
}
END_TEST

START_TEST(right_aligned_text_ends_at_the_edge)
{
	ck_assert_int_eq(canvas_right(&c, 0, 2, 5, STYLE_TEXT, "ab", 2), 2);
	ck_assert_str_eq(row(0), "     ab   ");
	canvas_right(&c, 1, 2, 5, STYLE_TEXT, "abcdefgh", 8);
	ck_assert_str_eq(row(1), "  abcde   ");
	canvas_right(&c, 2, 0, 5, STYLE_TEXT, "\u6f22", 3);
	ck_assert_str_eq(row(2), "   \u6f22>     ");
}
END_TEST

START_TEST(a_huge_text_is_looked_at_only_as_far_as_it_shows)
{
	size_t n = (size_t)64 << 20;
	char *huge = malloc(n);

	/* Seconds of decoding if all of it was. */
	memset(huge, 'x', n);
	for (int i = 0; i < 2000; i++) {
		ck_assert_int_eq(canvas_text(&c, 0, 0, 10, STYLE_TEXT, huge, n), 10);
		ck_assert_int_eq(canvas_right(&c, 0, 0, 10, STYLE_TEXT, huge, n), 10);
	}
	free(huge);
}
END_TEST

START_TEST(lines_become_ascii_without_utf8)
{
	text_force_utf8(false);
	canvas_string(&c, 0, 0, 10, STYLE_TEXT, "\u2502\u2514\u2500x\u25bc\u00e9");
	ck_assert_str_eq(row(0), "|`-xv?    ");
	text_force_utf8(true);
}
END_TEST

START_TEST(resizing_clears_and_any_size_is_allowed)
{
	canvas_string(&c, 0, 0, 10, STYLE_TEXT, "abc");
	c.cursor_x = c.cursor_y = 1;
	canvas_resize(&c, 0, 0);
	canvas_string(&c, 0, 0, 10, STYLE_TEXT, "abc");
	canvas_fill(&c, (struct area){0, 0, 5, 5}, '#', STYLE_TEXT);
	canvas_resize(&c, -1, 5);
	ck_assert_int_eq(c.rows, 0);
	canvas_resize(&c, 2, 4);
	ck_assert_str_eq(row(1), "    ");
	ck_assert_int_eq(c.cursor_y, -1);
	canvas_printf(&c, 1, 0, 4, STYLE_BOLD, "%d\033%s", 7, "ab");
	ck_assert_str_eq(row(1),
	    "7\ufffd"
	    "ab");
	ck_assert_uint_eq(canvas_at(&c, 1, 3)->style, STYLE_BOLD);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    text_stays_within_its_width,
	    words_go_on_in_the_next_line_and_lines_can_be_skipped,
	    drawing_outside_is_cut,
	    a_wide_character_takes_two_cells_or_none,
	    half_of_a_wide_character_never_stays,
	    marks_stay_on_their_own_character,
	    nothing_unprintable_becomes_a_cell,
	    right_aligned_text_ends_at_the_edge,
	    a_huge_text_is_looked_at_only_as_far_as_it_shows,
	    lines_become_ascii_without_utf8,
	    resizing_clears_and_any_size_is_allowed,
	    NULL,
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	text_init();
	return suite_run("canvas", tests, setup, teardown);
}
