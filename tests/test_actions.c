/*
 * The action table and bindings.
 */
#include <string.h>

#include "../src/ui/actions.h"
#include "../src/ui/term.h"
#include "support/suite.h"

START_TEST(every_action_has_a_name_of_its_own_and_help)
{
	for (const struct action *a = actions; a->name != NULL; a++) {
		ck_assert_msg(action_find(a->name) == a, "two actions '%s'", a->name);
		ck_assert_msg(a->help != NULL && strlen(a->help) > 1, "%s", a->name);
		ck_assert_msg((a->run != NULL) != (a->move != MOVE_NONE), "%s", a->name);
	}
}
END_TEST

/* Calls for each key of a set; the set's words must all be keys. */
static void
each_key(bool vim, void (*f)(const struct action *, int key))
{
	for (const struct action *a = actions; a->name != NULL; a++) {
		const char *words = vim && a->vim != NULL ? a->vim : a->keys;

		while (*words != '\0') {
			size_t len = strcspn(words, " ");
			char word[32];

			ck_assert_uint_lt(len, sizeof(word));
			memcpy(word, words, len);
			word[len] = '\0';
			ck_assert_msg(key_parse(word) >= 0, "%s: '%s' is no key", a->name, word);
			f(a, key_parse(word));
			words += len;
			words += strspn(words, " ");
		}
	}
}

static const struct action *owner[256];
static int owned[256];
static size_t nowned;

static void
collide(const struct action *a, int key)
{
	for (size_t i = 0; i < nowned; i++)
		ck_assert_msg(owned[i] != key, "%s and %s have the same key", owner[i]->name,
		    a->name);
	ck_assert_uint_lt(nowned, 256);
	owned[nowned] = key;
	owner[nowned++] = a;
}

START_TEST(no_key_of_a_set_means_two_things)
{
	for (int vim = 0; vim < 2; vim++) {
		nowned = 0;
		each_key(vim == 1, collide);
		ck_assert_uint_gt(nowned, 40);
	}
}
END_TEST

START_TEST(digits_stay_free_for_finding_a_pid)
{
	struct bindings b;
	char err[100];

	for (int vim = 0; vim < 2; vim++) {
		ck_assert_int_eq(
		    bindings_init(&b, vim == 1 ? "vim" : "htop", NULL, err, sizeof(err)), 0);
		for (int key = '0'; key <= '9'; key++)
			ck_assert_ptr_null(bindings_find(&b, key));
		bindings_free(&b);
	}
}
END_TEST

static const char *
bound_to(const char *set, char *const *lines, const char *key)
{
	static char name[64];
	struct bindings b;
	char err[200];
	const struct action *action;

	bindings_init(&b, set, lines, err, sizeof(err));
	action = bindings_find(&b, key_parse(key));
	name[0] = '\0';
	if (action != NULL)
		strcpy(name, action->name);
	bindings_free(&b);
	return name;
}

START_TEST(the_vim_set_moves_with_letters_and_kills_with_x)
{
	ck_assert_str_eq(bound_to("vim", NULL, "j"), "down");
	ck_assert_str_eq(bound_to("vim", NULL, "k"), "up");
	ck_assert_str_eq(bound_to("vim", NULL, "g"), "home");
	ck_assert_str_eq(bound_to("vim", NULL, "G"), "end");
	ck_assert_str_eq(bound_to("vim", NULL, "ctrl-u"), "half-up");
	ck_assert_str_eq(bound_to("vim", NULL, "alt-u"), "untag-all");
	ck_assert_str_eq(bound_to("vim", NULL, "x"), "signal-menu");
	ck_assert_str_eq(bound_to("htop", NULL, "k"), "signal-menu");
	ck_assert_str_eq(bound_to("htop", NULL, "ctrl-u"), "untag-all");
	ck_assert_str_eq(bound_to("htop", NULL, "j"), "");
}
END_TEST

START_TEST(what_the_user_binds_wins)
{
	char l0[] = "k details", l1[] = "X quit", l2[] = "q none";
	char *const lines[] = {l0, l1, l2, NULL};

	ck_assert_str_eq(bound_to("htop", lines, "k"), "details");
	ck_assert_str_eq(bound_to("htop", lines, "X"), "quit");
	ck_assert_str_eq(bound_to("htop", lines, "q"), "");
	ck_assert_str_eq(bound_to("htop", lines, "F10"), "quit");
}
END_TEST

START_TEST(a_wrong_binding_is_named_and_the_others_apply)
{
	char l0[] = "X quti", l1[] = "Y quit";
	char *const lines[] = {l0, l1, NULL};
	struct bindings b;
	char err[200];

	ck_assert_int_eq(bindings_init(&b, "htop", lines, err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "quti"));
	ck_assert_ptr_nonnull(strstr(err, "quit"));
	ck_assert_ptr_null(bindings_find(&b, 'X'));
	ck_assert_str_eq(bindings_find(&b, 'Y')->name, "quit");
	bindings_free(&b);
	ck_assert_int_eq(actions_check_binding("F99", "quit", err, sizeof(err)), -1);
	ck_assert_ptr_nonnull(strstr(err, "F99"));
	ck_assert_int_eq(actions_check_binding("F9", "quit", err, sizeof(err)), 0);
}
END_TEST

START_TEST(keys_are_listed_as_they_are_bound)
{
	char l0[] = "X details";
	char *const lines[] = {l0, NULL};
	struct bindings b;
	char err[200], keys[100], small[4];

	ck_assert_int_eq(bindings_init(&b, "htop", lines, err, sizeof(err)), 0);
	ck_assert_str_eq(bindings_keys(&b, action_find("details"), keys, sizeof(keys)),
	    "enter i X");
	bindings_keys(&b, action_find("details"), small, sizeof(small));
	ck_assert_uint_lt(strlen(small), sizeof(small));
	bindings_free(&b);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_action_has_a_name_of_its_own_and_help,
	    no_key_of_a_set_means_two_things,
	    digits_stay_free_for_finding_a_pid,
	    the_vim_set_moves_with_letters_and_kills_with_x,
	    what_the_user_binds_wins,
	    a_wrong_binding_is_named_and_the_others_apply,
	    keys_are_listed_as_they_are_bound,
	    NULL,
	};

	return suite_run("actions", tests, NULL, NULL);
}
