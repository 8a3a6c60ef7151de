/*
 * Regular expressions of our own: what is refused, and how much one may cost.  What they match is
 * compared with the C library's in test_ere_glibc.c.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/compat/ere.h"
#include "../src/compat/locale.h"
#include "../src/compat/pattern.h"
#include "support/suite.h"

static bool
matches(const char *pattern, const char *text, bool without_case)
{
	const char *why;
	struct ere *e = ere_new(pattern, without_case, &why);

	ck_assert_msg(e != NULL, "'%s': %s", pattern, why);
	locale_widen();
	bool found = ere_matches(e, text);
	ere_free(e);
	return found;
}

START_TEST(patterns_match_as_posix_says)
{
	static const struct {
		const char *pattern, *text;
		bool exact, without_case; /* does it match with case, and without? */
	} table[] = {
	    {"", "", true, true},
	    {"^$", "", true, true},
	    {"^$", "a", false, false},
	    {"^(ssh|sftp)d?$", "sshd", true, true},
	    {"^(ssh|sftp)d?$", "sshdd", false, false},
	    {"a.c", "xABCx", false, true},
	    {"[0-9]{2,3}", "a1b22", true, true},
	    {"^[0-9]{2,3}$", "1234", false, false},
	    {"a{0}b", "b", true, true},
	    {"(a*)*b", "aaab", true, true},
	    {"(a|b|)+c", "c", true, true},
	    {"[]x]", "]", true, true},
	    {"[^]x]", "]x", false, false},
	    {"[a-]", "-", true, true},
	    {"[[:digit:]]+$", "x12", true, true},
	    {"[[:upper:]]", "a", false, true},
	    {"\\.exe$", "a.exe", true, true},
	    {"\\.exe$", "aexe", false, false},
	    {"\\bfoo\\b", "a foo b", true, true},
	    {"\\bfoo\\b", "afoob", false, false},
	    {"\\<b", "ab b", true, true},
	    {"a)", "a)", true, true},
	    {"x|^a", "ba", false, false},
	    {"a|b$|^c", "cb", true, true},
	    {"(^a|b)c", "xbc", true, true},
	    {".", "\xFF", true, true},
	    {"^..$", "\xC3\xA9", true, true},
	    {"^.$|\xC3\xA9", "\xC3\xA9", true, true},
	    {"\xC3\x89", "\xC3\xA9", false, true},
	    {"^[\xC3\xA0-\xC3\xBF]+$", "\xC3\xA9\xC3\xA8", true, true},
	    {"^[^a]$|\xC3\xA9\xC3\xA9", "\xE6\xBC\xA2", true, true},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		ck_assert_msg(matches(table[i].pattern, table[i].text, false) == table[i].exact,
		    "'%s' on '%s'", table[i].pattern, table[i].text);
		ck_assert_msg(matches(table[i].pattern, table[i].text, true) ==
			table[i].without_case,
		    "'%s' on '%s' without case", table[i].pattern, table[i].text);
	}
}
END_TEST

START_TEST(what_is_no_pattern_is_refused_in_the_words_of_regerror)
{
	static const struct {
		const char *pattern, *why;
	} table[] = {
	    {"(a", "Unmatched ( or \\("},
	    {"[a", "Unmatched [, [^, [:, [., or [="},
	    {"a\\", "Trailing backslash"},
	    {"*a", "Invalid preceding regular expression"},
	    {"a|*", "Invalid preceding regular expression"},
	    {"^*", "Invalid preceding regular expression"},
	    {"a{2,1}", "Invalid content of \\{\\}"},
	    {"a{1", "Unmatched \\{"},
	    {"a{x}", "Invalid content of \\{\\}"},
	    {"[z-a]", "Invalid range end"},
	    {"[[:foo:]]", "Invalid character class name"},
	    {"[[.foo.]]", "Invalid collation character"},
	    {"a{40000}", "Regular expression too big"},
	    {"(a)\\1", "back-references are not supported"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *why = "";

		ck_assert_ptr_null(ere_new(table[i].pattern, false, &why));
		ck_assert_msg(strcmp(why, table[i].why) == 0, "'%s': %s", table[i].pattern, why);
	}
}
END_TEST

/* One that goes back takes the age of the universe for these. */
START_TEST(no_pattern_makes_a_text_dear)
{
	static const char *const patterns[] = {"(a*)*b", "(a|a)*b", "(a|aa)+$b", "a?{20}a{20}b",
	    "(((a*)*)*)*c", "(.*)(.*)(.*)(.*)(.*)b"};
	char text[4001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		ck_assert(!matches(patterns[i], text, false));
}
END_TEST

START_TEST(what_would_ask_for_gigabytes_is_refused)
{
	const char *why;
	char text[100], deep[2001] = "";

	ck_assert_ptr_null(ere_new("((a{999}){999}){999}", false, &why));
	ck_assert_str_eq(why, "Regular expression too big");
	memset(deep, '(', sizeof(deep) - 1);
	ck_assert_ptr_null(ere_new(deep, false, &why));
	ck_assert_ptr_null(pattern_new("((a{99}){99}){99}", false, text, sizeof(text)));
	ck_assert_str_eq(text, "repeats too much");
	ck_assert_ptr_null(pattern_new("(a)\\1", false, text, sizeof(text)));
	ck_assert_str_eq(text, "back-references are not supported");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    patterns_match_as_posix_says,
	    what_is_no_pattern_is_refused_in_the_words_of_regerror,
	    no_pattern_makes_a_text_dear,
	    what_would_ask_for_gigabytes_is_refused,
	    NULL,
	};

	return suite_run("ere", tests, NULL, NULL);
}
