#include <check.h>
#include <stdlib.h>
#include <locale.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/text.h"
#include "support/suite.h"

static void
utf8_on(void)
{
	setlocale(LC_ALL, "C");
	text_force_utf8(true);
}

static uint32_t
decode(const char *bytes, size_t len, size_t *used)
{
	const char *p = bytes;
	uint32_t cp = text_decode(&p, bytes + len);

	*used = (size_t)(p - bytes);
	return cp;
}

START_TEST(every_code_point_survives_encode_and_decode)
{
	char buf[4];
	size_t used;

	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		size_t len = text_encode(cp, buf);
		/* One check for both: check writes each down, and there are a million. */
		uint32_t got = decode(buf, len, &used);
		if (got != cp || used != len)
			ck_abort_msg("U+%04X: U+%04X of %zu bytes, not %zu", cp, got, used, len);
	}
}
END_TEST

START_TEST(bad_bytes_are_one_replacement_each_and_never_read_past_the_end)
{
	static const char *const bad[] = {"\x80", "\xBF", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF",
	    "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",
	    "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xE4\xBD", "\xF0\x9F\x98",
	    "\xC3"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t len = strlen(bad[i]), count = 0;
		char *exact = malloc(len); /* without a NUL: a read past it is found */
		const char *p = exact;
		memcpy(exact, bad[i], len);
		for (; p < exact + len; count++)
			ck_assert_uint_eq(text_decode(&p, exact + len), TEXT_BAD);
		ck_assert_uint_eq(count, len);
		free(exact);
	}
}
END_TEST

START_TEST(a_good_character_after_a_truncated_one_is_kept)
{
	char buf[32];

	ck_assert_uint_eq(text_printable("\xE4\xBD"
					 "A",
			      3, SIZE_MAX, buf, sizeof(buf)),
	    3);
	ck_assert_str_eq(buf,
	    "\uFFFD\uFFFD"
	    "A");
}
END_TEST

START_TEST(what_moves_hides_or_reorders_is_unsafe)
{
	static const uint32_t unsafe[] = {0, 7, 8, '\t', '\n', '\r', 0x1B, 0x7F, 0x80, 0x9B, 0x9F,
	    0xAD, 0x34F, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A,
	    0x202E, 0x2060, 0x2066, 0x2069, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFE, 0xFFFF, 0xFDD0, 0xE000,
	    0xF8FF, 0x378, 0x1FFFE, 0xE0001, 0xE0041, 0xF0000, 0x10FFFF, 0x115F, 0x3164};

	for (size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
		ck_assert_msg(text_classify(unsafe[i]) == TEXT_UNSAFE, "U+%04X", unsafe[i]);
}
END_TEST

START_TEST(letters_of_all_scripts_have_their_widths)
{
	ck_assert_int_eq(text_classify('a'), TEXT_PLAIN);
	ck_assert_int_eq(text_width('a'), 1);
	ck_assert_int_eq(text_classify(0xE9), TEXT_PLAIN);
	ck_assert_int_eq(text_classify(0x5D0), TEXT_PLAIN);
	ck_assert_int_eq(text_width(0x5D0), 1);
	ck_assert_int_eq(text_classify(0x6F22), TEXT_PLAIN);
	ck_assert_int_eq(text_width(0x6F22), 2);
	ck_assert_int_eq(text_width(0xFF21), 2);
	ck_assert_int_eq(text_width(0x1F469), 2);
	ck_assert_int_eq(text_classify(0x301), TEXT_COMBINING);
	ck_assert_int_eq(text_classify(TEXT_BAD), TEXT_PLAIN);
	ck_assert_int_eq(text_width(TEXT_BAD), 1);
}
END_TEST

START_TEST(without_utf8_everything_else_than_ascii_is_a_question_mark)
{
	char buf[32];

	setlocale(LC_ALL, "C");
	text_force_utf8(false);
	ck_assert_int_eq(text_classify(0xE9), TEXT_UNSAFE);
	ck_assert_uint_eq(text_printable("a\xC3\xA9\xE6\xBC\xA2\xFF\x1B", 8, SIZE_MAX, buf, 32), 5);
	ck_assert_str_eq(buf, "a????");
}
END_TEST

static void
check_printable(const char *text, size_t max, const char *expected, size_t cells)
{
	char buf[64];

	ck_assert_uint_eq(text_printable(text, strlen(text), max, buf, sizeof(buf)), cells);
	ck_assert_str_eq(buf, expected);
}

START_TEST(printable_text_holds_no_control_and_fits_its_cells)
{
	check_printable("plain", SIZE_MAX, "plain", 5);
	check_printable("a\tb\nc", SIZE_MAX, "a b c", 5);
	check_printable("\x1B[2J", SIZE_MAX, "\uFFFD[2J", 4);
	check_printable("\xC2\x9B"
			"31m",
	    SIZE_MAX,
	    "\uFFFD"
	    "31m",
	    4);
	check_printable("\u202Eabc", SIZE_MAX,
	    "\uFFFD"
	    "abc",
	    4);
	check_printable("abcdef", 3, "abc", 3);
	check_printable("abcdef", 0, "", 0);
	check_printable("漢字", 3, "漢", 2);
	check_printable("a漢", 2, "a", 1);
	check_printable("e\u0301x", 1, "e\u0301", 1);
}
END_TEST

START_TEST(a_mark_never_lands_on_what_is_before_the_text)
{
	check_printable("\u0301a", SIZE_MAX,
	    "\uFFFD"
	    "a",
	    2);
}
END_TEST

START_TEST(marks_do_not_pile_up)
{
	check_printable("e\u0301\u0302\u0303\u0304x", SIZE_MAX, "e\u0301\u0302x", 2);
}
END_TEST

START_TEST(a_small_buffer_never_cuts_a_character)
{
	char buf[4];

	ck_assert_uint_eq(text_printable("aéé", 5, SIZE_MAX, buf, 4), 2);
	ck_assert_str_eq(buf, "aé");
	ck_assert_uint_eq(text_printable("abcdef", 6, SIZE_MAX, buf, 4), 3);
	ck_assert_str_eq(buf, "abc");
	ck_assert_uint_eq(text_printable("abc", 3, SIZE_MAX, buf, 1), 0);
	ck_assert_str_eq(buf, "");
}
END_TEST

START_TEST(cells_are_those_that_printing_takes)
{
	static const char *const texts[] = {"", "abc", "漢字 x", "e\u0301\u0301\u0301",
	    "\x1B[0m\xFF", "\u0301", "👩\u200D👧"};
	char buf[128];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		size_t len = strlen(texts[i]);
		ck_assert_uint_eq(text_cells(texts[i], len),
		    text_printable(texts[i], len, SIZE_MAX, buf, sizeof(buf)));
	}
}
END_TEST

START_TEST(what_fits_never_cuts_a_character_and_is_never_nothing)
{
	static const struct {
		const char *text;
		size_t cells, bytes;
	} cases[] = {{"abc", 2, 2}, {"abc", 9, 3}, {"", 3, 0}, {"漢字", 3, 3}, {"漢字", 1, 3},
	    {"e\u0301x", 1, 3}, {"\x1B[0m", 2, 2}, {"\xFF\xFF", 1, 1}, {"abc", 0, 1}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(text_fit(cases[i].text, strlen(cases[i].text), cases[i].cells),
		    cases[i].bytes);
}
END_TEST

START_TEST(streams_get_the_same_as_buffers)
{
	static const char text[] = "a漢\x1B\xFF\tz";
	struct text_stream stream;
	char buf[64], *out;
	size_t size;
	FILE *file = text_stream_open(&stream);

	text_printable(text, strlen(text), 5, buf, sizeof(buf));
	ck_assert_uint_eq(text_print(file, text, strlen(text), 5), 5);
	out = text_stream_close(&stream, &size);
	ck_assert_str_eq(out, buf);
	free(out);
}
END_TEST

static ptrdiff_t
find(const char *haystack, const char *needle)
{
	return text_find(haystack, strlen(haystack), needle, strlen(needle));
}

START_TEST(finding_does_not_mind_case)
{
	ck_assert_int_eq(find("Firefox", "FOX"), 4);
	ck_assert_int_eq(find("aab", "ab"), 1);
	ck_assert_int_eq(find("abc", ""), 0);
	ck_assert_int_eq(find("abc", "abcd"), -1);
	ck_assert_int_eq(find("", "a"), -1);
	ck_assert_int_eq(find("GRÜN", "rün"), 1);
	ck_assert_int_eq(find("ΣΟΦΙΑ", "σοφ"), 0);
	ck_assert_int_eq(find("x\xFF"
			      "A",
			     "a"),
	    2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    what_fits_never_cuts_a_character_and_is_never_nothing,
	    every_code_point_survives_encode_and_decode,
	    bad_bytes_are_one_replacement_each_and_never_read_past_the_end,
	    a_good_character_after_a_truncated_one_is_kept,
	    what_moves_hides_or_reorders_is_unsafe,
	    letters_of_all_scripts_have_their_widths,
	    without_utf8_everything_else_than_ascii_is_a_question_mark,
	    printable_text_holds_no_control_and_fits_its_cells,
	    a_mark_never_lands_on_what_is_before_the_text,
	    marks_do_not_pile_up,
	    a_small_buffer_never_cuts_a_character,
	    cells_are_those_that_printing_takes,
	    streams_get_the_same_as_buffers,
	    finding_does_not_mind_case,
	    NULL,
	};

	return suite_run("text", tests, utf8_on, NULL);
}
