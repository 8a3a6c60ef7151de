/*
 * Schemes and the names of keys.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../src/text.h"
#include "../src/ui/theme.h"
#include "support/suite.h"

static const int depths[] = {0, 8, 16, 88, 256};

START_TEST(the_promised_schemes_exist_and_the_default_is_first)
{
	static const char *const promised[] = {"default", "monochrome", "light", "high-contrast"};

	ck_assert_str_eq(theme_names[0], "default");
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_ge(theme_find(promised[i]), 0);
	ck_assert_int_eq(theme_find("no-such"), -1);
	ck_assert_str_eq(theme_names[theme_monochrome()], "monochrome");
}
END_TEST

START_TEST(colours_are_within_what_the_terminal_has)
{
	for (int scheme = 0; theme_names[scheme] != NULL; scheme++) {
		for (size_t d = 0; d < sizeof(depths) / sizeof(depths[0]); d++) {
			for (int s = 0; s < STYLE_COUNT; s++) {
				struct look look = theme_look(scheme, depths[d], (enum style)s);
				int most = depths[d] >= 256 ? 256 : depths[d] >= 8 ? 8 : 0;

				ck_assert_int_ge(look.fg, -1);
				ck_assert_int_lt(look.fg, most > 0 ? most : 1);
				ck_assert_int_lt(look.bg, most > 0 ? most : 1);
				if (most == 0)
					ck_assert(look.fg == -1 && look.bg == -1);
				ck_assert_msg(look.fg == -1 || look.fg != look.bg,
				    "%s: style %d cannot be read", theme_names[scheme], s);
			}
		}
	}
}
END_TEST

/* Two styles that a user must be able to tell apart look different. */
static void
differ(int scheme, int depth, enum style a, enum style b)
{
	struct look x = theme_look(scheme, depth, a), y = theme_look(scheme, depth, b);

	ck_assert_msg(x.fg != y.fg || x.bg != y.bg || x.attributes != y.attributes,
	    "%s, %d colours: styles %d and %d look the same", theme_names[scheme], depth, (int)a,
	    (int)b);
}

START_TEST(what_must_be_told_apart_looks_different_in_every_scheme)
{
	static const enum style bands[] = {STYLE_TEXT, STYLE_SELECTED, STYLE_SELECTED_IDLE,
	    STYLE_FOLLOWED, STYLE_HEADER, STYLE_HEADER_SORT};

	for (int scheme = 0; theme_names[scheme] != NULL; scheme++) {
		for (size_t d = 0; d < sizeof(depths) / sizeof(depths[0]); d++) {
			for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++)
				for (size_t j = 0; j < i; j++)
					differ(scheme, depths[d], bands[i], bands[j]);
			differ(scheme, depths[d], STYLE_TEXT, STYLE_TAGGED);
			differ(scheme, depths[d], STYLE_TEXT, STYLE_DENIED);
			differ(scheme, depths[d], STYLE_TEXT, STYLE_STUCK);
			differ(scheme, depths[d], STYLE_DENIED, STYLE_STUCK);
			differ(scheme, depths[d], STYLE_TEXT, STYLE_MATCH);
			differ(scheme, depths[d], STYLE_TEXT, STYLE_HOT);
			differ(scheme, depths[d], STYLE_MENU, STYLE_MENU_SELECTED);
			differ(scheme, depths[d], STYLE_STATUS, STYLE_ERROR);
			differ(scheme, depths[d], STYLE_KEY, STYLE_KEY_LABEL);
		}
	}
}
END_TEST

START_TEST(the_default_scheme_keeps_the_terminals_background)
{
	for (int d = 8; d <= 256; d *= 2)
		ck_assert_int_eq(theme_look(0, d, STYLE_TEXT).bg, -1);
}
END_TEST

START_TEST(a_key_is_read_as_it_is_written)
{
	static const int keys[] = {'a', 'Z', '/', '\\', '-', ' ', 0xe9, 0x6f22, TK_UP, TK_F1,
	    TK_F10, TK_F12, TK_PAGE_DOWN, TK_BACKTAB, TK_ESCAPE, TK_CTRL | 'l', TK_ALT | 'h',
	    TK_ALT | 'H', TK_CTRL | TK_ALT | 'x', TK_CTRL | TK_RIGHT, TK_ALT | TK_F4, TK_CTRL | ' ',
	    TK_CTRL | '-', TK_CTRL | '\\'};
	char name[32];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		key_text(keys[i], name, sizeof(name));
		ck_assert_msg(key_parse(name) == keys[i], "'%s'", name);
	}
	for (int key = TK_UP; key < TK_LAST; key++)
		ck_assert_int_eq(key_parse(key_text(key, name, sizeof(name))), key);
}
END_TEST

START_TEST(names_of_keys_are_as_documented)
{
	char name[32];

	ck_assert_str_eq(key_text(TK_F5, name, sizeof(name)), "F5");
	ck_assert_str_eq(key_text(TK_CTRL | 'l', name, sizeof(name)), "ctrl-l");
	ck_assert_str_eq(key_text(TK_ALT | 'h', name, sizeof(name)), "alt-h");
	ck_assert_str_eq(key_text(' ', name, sizeof(name)), "space");
	ck_assert_str_eq(key_text(TK_PAGE_DOWN, name, sizeof(name)), "pgdn");
	ck_assert_int_eq(key_parse("f5"), TK_F5);
	ck_assert_int_eq(key_parse("CTRL-L"), TK_CTRL | 'l');
	ck_assert_int_eq(key_parse("PageDown"), TK_PAGE_DOWN);
}
END_TEST

START_TEST(what_is_no_key_is_refused)
{
	static const char *const wrong[] = {"", "F13", "F0", "ab", "ctrl-", "alt-ctrl-", "ctrl-foo",
	    "\033", "\xff", "\xc3", "super-x"};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(key_parse(wrong[i]) == -1, "'%s'", wrong[i]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    the_promised_schemes_exist_and_the_default_is_first,
	    colours_are_within_what_the_terminal_has,
	    what_must_be_told_apart_looks_different_in_every_scheme,
	    the_default_scheme_keeps_the_terminals_background,
	    a_key_is_read_as_it_is_written,
	    names_of_keys_are_as_documented,
	    what_is_no_key_is_refused,
	    NULL,
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	text_init();
	return suite_run("theme", tests, NULL, NULL);
}
