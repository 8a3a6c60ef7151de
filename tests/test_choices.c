/* What an option's value becomes. */
#include <string.h>

#include "../src/choices.h"
#include "support/fake.h"
#include "support/suite.h"

/* The fake's users have no numbers. */
static struct collector *collector;
static struct proc row;

static void
setup(void)
{
	char err[100];

	fake_set(NULL, 0);
	collector = collector_open(&fake_driver, NULL, false, err, sizeof(err));
	memset(&row, 0, sizeof(row));
	row.known[PG_USERNAME] = FACT_OK;
}

static void
teardown(void)
{
	collector_close(collector);
}

static bool
is_of(const char *username, const char *user)
{
	char why[200] = "";
	struct filter *filter = user_filter(collector, user, why, sizeof(why));
	bool match;

	ck_assert_msg(filter != NULL, "%s: %s", user, why);
	row.username = username;
	match = filter_match(filter, &row);
	filter_unref(filter);
	return match;
}

START_TEST(a_user_without_a_number_is_found_by_name_in_any_domain)
{
	ck_assert(is_of("VM\\Anna", "anna"));
	ck_assert(is_of("VM\\Anna", "ANNA"));
	ck_assert(is_of("Anna", "anna"));
	ck_assert(!is_of("VM\\Joanna", "anna"));
	ck_assert(!is_of("VM\\Annabel", "anna"));
	ck_assert(!is_of("ANNA\\bob", "anna"));
}
END_TEST

START_TEST(a_domain_that_is_told_counts)
{
	ck_assert(is_of("VM\\Anna", "vm\\anna"));
	ck_assert(!is_of("OTHER\\Anna", "vm\\anna"));
	ck_assert(!is_of("XVM\\Anna", "vm\\anna"));
	ck_assert(is_of("NT AUTHORITY\\SYSTEM", "nt authority\\system"));
}
END_TEST

START_TEST(no_letter_of_a_user_is_an_operator)
{
	ck_assert(is_of("VM\\a.b+(c)$[d]", "A.B+(C)$[D]"));
	ck_assert(!is_of("VM\\axb", "a.b"));
	ck_assert(is_of("VM\\o'neil and", "o'neil and"));
	ck_assert(is_of("S-1-5-21-7", "S-1-5-21-7"));
	ck_assert(is_of("VM\\123", "123"));
}
END_TEST

START_TEST(what_is_no_name_is_refused)
{
	char why[200], name[400];

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	ck_assert(user_filter(collector, "", why, sizeof(why)) == NULL);
	ck_assert(user_filter(collector, "a\"b", why, sizeof(why)) == NULL);
	ck_assert_str_eq(why, "no user 'a\"b'");
	ck_assert(user_filter(collector, name, why, sizeof(why)) == NULL);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_user_without_a_number_is_found_by_name_in_any_domain,
	    a_domain_that_is_told_counts,
	    no_letter_of_a_user_is_an_operator,
	    what_is_no_name_is_refused,
	    NULL,
	};

	return suite_run("choices", tests, setup, teardown);
}
