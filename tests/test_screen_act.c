/*
 * What the screen does to processes, and what it must not do: signals, nice values, following.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/screen_known.h"
#include "support/suite.h"

START_TEST(the_signal_menu_offers_sigterm_and_sends_it)
{
	char told[64];

	known_three(NULL, NULL);
	vt_keys(vt, "/uitmiddle\r");
	expect_gone("Search:");
	vt_keys(vt, "k");
	expect("Signal to");
	expect("15 SIGTERM");
	vt_keys(vt, "\r");
	snprintf(told, sizeof(told), "SIGTERM to %s ", middle_pid);
	expect(told);
	expect_killed(middle, SIGTERM);
	expect_gone("uitmiddle");
	ck_assert_int_eq(kill(small, 0), 0);
	ck_assert_int_eq(kill(large, 0), 0);
	quit();
}
END_TEST

START_TEST(several_are_asked_for_before_they_are_signalled)
{
	known_three(NULL, NULL);
	vt_keys(vt, "/uitsmall\r");
	expect_gone("Search:");
	vt_keys(vt, " ");
	expect("1 tagged");
	vt_keys(vt, "/uitlarge\r");
	expect_gone("Search:");
	vt_keys(vt, " ");
	expect("2 tagged");
	vt_keys(vt, "k");
	expect("Signal to 2 processes");
	vt_keys(vt, "9\r");
	expect("SIGKILL to 2 processes?");
	expect(small_pid);
	/* What is preselected is No. */
	vt_keys(vt, "\r");
	expect_gone("SIGKILL");
	ck_assert_int_eq(waitpid(small, NULL, WNOHANG), 0);
	vt_keys(vt, "k");
	expect("Signal to 2 processes");
	vt_keys(vt, "KILL\r");
	expect("SIGKILL to 2 processes?");
	vt_keys(vt, "y\r");
	expect_killed(small, SIGKILL);
	expect_killed(large, SIGKILL);
	expect_gone("uitsmall");
	ck_assert_int_eq(waitpid(middle, NULL, WNOHANG), 0);
	quit();
}
END_TEST

START_TEST(readonly_touches_nobody)
{
	known_three("--readonly", NULL);
	vt_keys(vt, "k");
	expect("--readonly");
	ck_assert(!vt_find(vt, "Signal to", NULL, NULL));
	quit();
}
END_TEST

static void
become_nobody(void)
{
	if (setgid(65534) != 0 || setuid(65534) != 0)
		_exit(99);
}

/* Not in a container of one user, nor where the build is private. */
static bool
nobody_may_start_it(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		become_nobody();
		_exit(access(CTOP_BINARY, X_OK) == 0 ? 0 : 99);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status == 0;
}

START_TEST(a_refusal_is_told_in_words)
{
	char pid[16];

	if (geteuid() != 0 || !nobody_may_start_it()) {
		fprintf(stderr, "skipped: root has to start %s as nobody\n", CTOP_BINARY);
		return;
	}
	snprintf(pid, sizeof(pid), "%d", (int)known_start("1", "uitroot"));
	known_screen(pid, NULL, NULL, become_nobody);
	expect("uitroot");
	vt_key(vt, VTERM_KEY_FUNCTION(7), VTERM_MOD_NONE);
	expect("ermission denied");
	/* And its footprint is refused, never 0. */
	expect("!");
	quit();
}
END_TEST

START_TEST(nice_is_set_by_value)
{
	char asks[64];

	/* What the tests run with is what their children have. */
	snprintf(asks, sizeof(asks), "Nice (-20 to 19): %d", getpriority(PRIO_PROCESS, 0));
	known_three(NULL, NULL);
	vt_keys(vt, "/uitsmall\r");
	expect_gone("Search:");
	vt_keys(vt, "r");
	expect(asks);
	vt_keys(vt, "\0257\r");
	expect("nice 7 for");
	expect(" 27   7 ");
	vt_keys(vt, "r");
	expect("Nice (-20 to 19): 7");
	vt_keys(vt, "\02577\r");
	expect("nice is a number from -20 to 19");
	vt_key(vt, VTERM_KEY_FUNCTION(8), VTERM_MOD_NONE);
	expect("nice +1 for");
	expect(" 28   8 ");
	vt_keys(vt, "r");
	escape_from("Nice (-20 to 19): 8");
	quit();
}
END_TEST

START_TEST(pause_and_follow_are_told)
{
	known_three(NULL, NULL);
	vt_keys(vt, "Z");
	expect("paused");
	vt_keys(vt, "ZF");
	expect("follow");
	expect_gone("paused");
	kill(large, SIGKILL);
	expect_killed(large, SIGKILL);
	expect("ended");
	expect_gone("follow");
	quit();
}
END_TEST

START_TEST(pasted_text_never_acts)
{
	known_three(NULL, NULL);
	vt_paste(vt, "qk\r\r9y\r");
	vt_keys(vt, "?");
	escape_from("F1 h ?");
	expect("uitsmall");
	ck_assert_int_eq(waitpid(large, NULL, WNOHANG), 0);
	vt_keys(vt, "\\");
	expect("Filter:");
	vt_paste(vt, "uitlarge\n");
	expect("Filter: uitlarge");
	expect("1 match");
	escape_from("Filter: uitlarge");
	expect("uitsmall");
	quit();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    the_signal_menu_offers_sigterm_and_sends_it,
	    several_are_asked_for_before_they_are_signalled,
	    readonly_touches_nobody,
	    a_refusal_is_told_in_words,
	    nice_is_set_by_value,
	    pause_and_follow_are_told,
	    pasted_text_never_acts,
	    NULL,
	};

	return suite_run("screen_act", tests, NULL, known_teardown);
}
