/*
 * Which processes the screen shows, and in what order: sorting, filters, searches, users, the tree
 * and groups.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/screen.h"
#include "support/screen_known.h"
#include "support/suite.h"

START_TEST(keys_sort_and_the_heading_tells)
{
	known_three(NULL, NULL);
	expect("sort RSS");
	expect_order("uitlarge", "uitmiddle");
	vt_keys(vt, "I");
	expect_order("uitsmall", "uitmiddle");
	vt_keys(vt, "N");
	expect("sort PID");
	expect_order(small < large ? "uitsmall" : "uitlarge",
	    small < large ? "uitlarge" : "uitsmall");
	vt_keys(vt, "U");
	expect("sort USS");
	expect_order("uitlarge", "uitmiddle");
	vt_keys(vt, ".");
	expect("Sort by");
	vt_keys(vt, "memory_p\r");
	expect("sort MEM%");
	expect_order("uitmiddle", "uitsmall");
	quit();
}
END_TEST

START_TEST(a_filter_narrows_while_it_is_typed)
{
	known_three(NULL, NULL);
	vt_keys(vt, "\\uitla");
	expect("1 match");
	expect_gone("uitsmall");
	vt_keys(vt, "rge\r");
	expect("filter: uitlarge");
	vt_keys(vt, "\\");
	escape_from("Filter: uitlarge");
	expect("uitsmall");
	vt_keys(vt, "\\rss>10M\r");
	expect("filter: rss>10M");
	expect_gone("uitsmall");
	expect("uitmiddle");
	vt_keys(vt, "\\\025nobodyisnamedso\r");
	expect("No process matches the filter: nobodyisnamedso");
	quit();
}
END_TEST

START_TEST(an_error_in_a_filter_stands_under_its_word)
{
	int y, x, caret_y, caret_x;

	known_three(NULL, NULL);
	vt_keys(vt, "\\uit usss>1");
	expect("no column 'usss'");
	expect_at("usss>1", &y, &x);
	expect_at("^^^^", &caret_y, &caret_x);
	ck_assert_int_eq(caret_y, y + 1);
	ck_assert_int_eq(caret_x, x);
	/* Enter does not take what is wrong. */
	vt_keys(vt, "\r");
	escape_from("no column 'usss'");
	quit();
}
END_TEST

START_TEST(a_search_selects_and_escape_goes_back)
{
	known_three(NULL, NULL);
	vt_keys(vt, "/uitsm");
	expect("Search: uitsm");
	vt_keys(vt, "\r");
	expect_gone("Search:");
	expect_selected_pid(small_pid);
	vt_keys(vt, "/uitlarge");
	escape_from("Search: uitlarge");
	expect_selected_pid(small_pid);
	vt_keys(vt, "/child_known");
	expect("Search: child_known");
	vt_key(vt, VTERM_KEY_FUNCTION(3), VTERM_MOD_NONE);
	vt_keys(vt, "\r");
	expect_gone("Search:");
	expect_selected_pid(large_pid);
	vt_keys(vt, "/uitnothing");
	expect("nothing matches");
	escape_from("Search:");
	quit();
}
END_TEST

START_TEST(digits_find_a_pid)
{
	known_three(NULL, NULL);
	vt_keys(vt, middle_pid);
	expect("PID:");
	vt_keys(vt, "\r");
	expect_gone("PID:");
	expect_selected_pid(middle_pid);
	quit();
}
END_TEST

START_TEST(a_user_is_chosen_from_those_there_are)
{
	known_three(NULL, NULL);
	vt_keys(vt, "u");
	expect("All users");
	vt_key(vt, VTERM_KEY_DOWN, VTERM_MOD_NONE);
	vt_keys(vt, "\r");
	expect("user: ");
	expect("3 of 3");
	vt_keys(vt, "u");
	escape_from("All users");
	vt_keys(vt, "u");
	expect("All users");
	vt_key(vt, VTERM_KEY_HOME, VTERM_MOD_NONE);
	vt_keys(vt, "\r");
	expect_gone("user: ");
	quit();
}
END_TEST

START_TEST(a_tree_folds_and_unfolds)
{
	char pids[100];

	known_family(pids, sizeof(pids));
	known_screen(pids, "-o", "pid,name,cmdline", NULL);
	expect("4 of 4");
	vt_keys(vt, "t");
	expect("\342\224\234\342\224\200");
	expect("\342\224\224\342\224\200");
	vt_keys(vt, "-");
	expect("[+]");
	expect("1 of 4");
	vt_keys(vt, "+");
	expect("4 of 4");
	expect_gone("[+]");
	vt_keys(vt, "*");
	expect("1 of 4");
	vt_keys(vt, "*");
	expect("4 of 4");
	vt_keys(vt, "t");
	expect_gone("\342\224\234\342\224\200");
	/* Tagging with children takes the family. */
	vt_keys(vt, strchr(pids, ',') != NULL ? strtok(pids, ",") : pids);
	vt_keys(vt, "\rc");
	expect("4 tagged");
	vt_keys(vt, "\025");
	expect_gone("tagged");
	quit();
}
END_TEST

START_TEST(processes_fold_into_groups_and_a_group_opens)
{
	known_three(NULL, NULL);
	known_start("5", "uitafter"); /* not among the pids asked for */
	vt_keys(vt, "G");
	expect("Fold processes by");
	vt_keys(vt, "name\r");
	expect("Groups by name 1 of 1");
	expect("RSS*");
	expect("  3 ");
	expect("child_known");
	expect_gone("uitsmall");
	vt_keys(vt, "k");
	expect("signal-menu is for processes");
	vt_keys(vt, "U");
	expect("sort USS");
	vt_keys(vt, "N");
	expect("Groups have no pid");
	vt_keys(vt, "\r");
	expect("Processes 3 of 3");
	expect("name child_known (Esc: all groups)");
	expect("uitsmall");
	/* the list of processes has kept its own order */
	expect("sort RSS");
	vt_keys(vt, "\033");
	expect("Groups by name 1 of 1");
	expect("sort USS");
	vt_keys(vt, "\033");
	expect("Processes 3 of 3");
	expect_gone("Esc: all groups");
	quit();
}
END_TEST

START_TEST(a_filter_of_groups_and_one_of_processes_are_apart)
{
	known_three(NULL, NULL);
	vt_keys(vt, "\\rss>18M\r");
	expect("Processes 2 of 3");
	vt_keys(vt, "G");
	expect("Fold processes by");
	vt_keys(vt, "env\r");
	expect("Variable:");
	vt_keys(vt, "NOT_SET_HERE\r");
	expect("Groups by env:NOT_SET_HERE 1 of 1");
	expect("processes: rss>18M");
	expect("    2 ");
	vt_keys(vt, "\\processes>2\r");
	expect("No group matches the filter: processes>2");
	vt_keys(vt, "\033");
	expect("Processes 2 of 3");
	expect("filter: rss>18M");
	quit();
}
END_TEST

static void
start_grouped(const char *pids)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-p", pids, "-g", "name",
	    NULL};

	vt = vt_start_with(argv, NULL, 24, 80, NULL);
	expect("Groups by name");
}

START_TEST(the_option_group_opens_with_groups_at_any_size)
{
	static const int sizes[][2] = {{24, 80}, {5, 20}, {40, 200}, {24, 80}};
	char pids[16];

	snprintf(pids, sizeof(pids), "%d", (int)known_start("20", "uitmiddle"));
	start_grouped(pids);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		expect(sizes[i][1] < 80 ? "child_" : "child_known");
	}
	expect("PROCS");
	expect("GROUP");
	expect("PSS");
	expect("+ at least: not all is known");
	quit();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    keys_sort_and_the_heading_tells,
	    a_filter_narrows_while_it_is_typed,
	    an_error_in_a_filter_stands_under_its_word,
	    a_search_selects_and_escape_goes_back,
	    digits_find_a_pid,
	    a_user_is_chosen_from_those_there_are,
	    a_tree_folds_and_unfolds,
	    processes_fold_into_groups_and_a_group_opens,
	    a_filter_of_groups_and_one_of_processes_are_apart,
	    the_option_group_opens_with_groups_at_any_size,
	    NULL,
	};

	return suite_run("screen_order", tests, NULL, known_teardown);
}
