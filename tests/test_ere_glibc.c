/*
 * Our regular expressions against the C library's, on patterns made of the parts that matter.
 */
#include <locale.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../src/compat/ere.h"
#include "../src/compat/locale.h"
#include "support/suite.h"

enum { ROUNDS = 40000, TEXTS = 12 };

static uint64_t state = 88172645463325252;

static unsigned
roll(unsigned sides)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % sides;
}

/* No newline: glibc's '$' within a pattern takes what is behind one for the end. */
static const char *const parts[] = {"a", "b", "A", "c", "-", "]", "_", " ", ".", "^", "$", "*", "+",
    "?", "|", "(", ")", "{2}", "{1,2}", "{,2}", "{2,}", "{0}", "{", "}", "[ab]", "[^a]", "[a-c]",
    "[]a]", "[^]b]", "[a-]", "[-a]", "[[:alpha:]]", "[^[:space:]]", "[[:upper:]b]", "[[=a=]]",
    "[[.a.]-c]", "[c-a]", "[[:foo:]]", "[a", "[[:alpha:]", "\\.", "\\w", "\\W", "\\s", "\\S", "\\b",
    "\\B", "\\<", "\\>", "\\`", "\\'", "()", "(a|b)*", "(ab)", "\\(", "{,}", "{3,1}", "{x}"};
static const char *const letters[] = {"a", "b", "c", "A", "B", "_", " ", "-", ".", "]", "1",
    "\xC3\xA9", "\xFF", "{", ")"};

static void
make(char *buf, size_t room, const char *const *from, size_t count, unsigned most)
{
	unsigned n = roll(most + 1);

	*buf = '\0';
	for (unsigned i = 0; i < n; i++)
		strncat(buf, from[roll((unsigned)count)], room - strlen(buf) - 1);
}

static void
compare(const char *pattern, bool without_case)
{
	regex_t regex;
	char theirs[100], text[200];
	const char *ours;
	int flags = REG_EXTENDED | REG_NOSUB | (without_case ? REG_ICASE : 0);
	int rc = regcomp(&regex, pattern, flags);
	struct ere *e = ere_new(pattern, without_case, &ours);

	if (rc != 0) {
		regerror(rc, NULL, theirs, sizeof(theirs));
		ck_assert_msg(e == NULL, "'%s': '%s' there, taken here", pattern, theirs);
		ck_assert_msg(strcmp(theirs, ours) == 0, "'%s': '%s' there, '%s' here", pattern,
		    theirs, ours);
		return;
	}
	ck_assert_msg(e != NULL, "'%s': taken there, '%s' here", pattern, ours);
	for (int i = 0; i < TEXTS; i++) {
		make(text, sizeof(text), letters, sizeof(letters) / sizeof(letters[0]), 10);
		bool found = regexec(&regex, text, 0, NULL, 0) == 0;
		ck_assert_msg(ere_matches(e, text) == found, "'%s'%s on '%s': %d there", pattern,
		    without_case ? " without case" : "", text, found);
	}
	ere_free(e);
	regfree(&regex);
}

START_TEST(patterns_in_ascii_match_what_the_c_library_matches_by_bytes)
{
	char pattern[200];

	setlocale(LC_ALL, "C");
	for (int i = 0; i < ROUNDS; i++) {
		make(pattern, sizeof(pattern), parts, sizeof(parts) / sizeof(parts[0]), 6);
		/* Only at the end: glibc forgets about case behind one. */
		if (i % 50 == 0)
			strncat(pattern, "\\", sizeof(pattern) - strlen(pattern) - 1);
		compare(pattern, i % 2 == 0);
	}
}
END_TEST

/* Characters beyond ASCII: texts are valid, as glibc's '.' takes no byte that is no character. */
START_TEST(other_patterns_match_by_characters)
{
	static const struct {
		const char *pattern, *text;
	} table[] = {{"^é$", "é"}, {"^.é$", "éé"}, {"^[é-ü]+$", "éíü"}, {"^[^é]$", "ä"},
	    {"^[^é]$", "é"}, {"É", "é"}, {"^[À-Ý]$", "é"}, {"é{2}", "éé"}, {"^[[:alpha:]]é$", "äé"},
	    {"\\wé", "äé"}, {"^é.$", "é漢"}, {"[漢字]", "字"}, {"\\bé", "a é"}, {"é\\b", "éa"},
	    {"^[[:space:]é]$", "é"}, {"(é|ü)*x", "éüx"}, {"ж", "Ж"}, {"^\\W+é", "—é"}};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL && setlocale(LC_ALL, "en_US.UTF-8") == NULL)
		return;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (int without_case = 0; without_case < 2; without_case++) {
			const char *why;
			regex_t regex;
			int flags = REG_EXTENDED | REG_NOSUB | (without_case ? REG_ICASE : 0);

			/* In C.UTF-8 glibc has no ranges of these. */
			if (regcomp(&regex, table[i].pattern, flags) != 0)
				continue;
			struct ere *e = ere_new(table[i].pattern, without_case, &why);
			ck_assert_ptr_nonnull(e);
			bool found = regexec(&regex, table[i].text, 0, NULL, 0) == 0;
			ck_assert_msg(ere_matches(e, table[i].text) == found,
			    "'%s' on '%s' %d: %d there", table[i].pattern, table[i].text,
			    without_case, found);
			ere_free(e);
			regfree(&regex);
		}
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    patterns_in_ascii_match_what_the_c_library_matches_by_bytes,
	    other_patterns_match_by_characters,
	    NULL,
	};

	return suite_run("ere_glibc", tests, NULL, NULL);
}
