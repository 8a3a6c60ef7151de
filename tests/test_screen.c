/*
 * The real screen on the real /proc, with processes made for the purpose: what is drawn, the pages
 * over it, settings, sizes and the end.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/screen_known.h"
#include "support/suite.h"

#define KNOWN CTOP_TEST_DIR "/child_known"

/* Where the last thing on a line ends. */
static int
last_cell(int y)
{
	struct vt_cell cell;
	int last = -1;

	for (int x = 0; x < 140; x++) {
		vt_cell(vt, y, x, &cell);
		if (cell.text[0] != '\0' && cell.text[0] != ' ')
			last = x;
	}
	return last;
}

/* Do the four rows below a heading end in the same cell? */
static bool
rows_end_together(struct vt *v, void *data)
{
	int y = row_of(data);
	int last = y >= 0 ? last_cell(y + 1) : -1;
	bool same = last > 0;

	(void)v;
	for (int row = y + 2; same && row <= y + 4; row++)
		same = last_cell(row) == last;
	return same;
}

START_TEST(names_that_hurt_move_nothing)
{
	char pids[100];
	int y, x, other;
	struct vt_cell cell, first;
	char heading[] = " NAME ";

	known_family(pids, sizeof(pids));
	known_screen(pids, "-o", "pid,name,rss", NULL);
	expect("plain");
	expect("[31mred");
	expect("\346\227\245\346\234\254");
	ck_assert_msg(vt_wait_for(vt, rows_end_together, heading), "%s", vt_screen(vt));
	expect_at("plain", &y, &x);
	expect_at("[31mred", &y, &other);
	ck_assert_int_eq(other, x + 1);
	vt_cell(vt, y, other + 4, &cell);
	vt_cell(vt, y, x, &first);
	ck_assert_int_eq(cell.fg, first.fg);
	quit();
}
END_TEST

static void
with_environment(void)
{
	setenv("UIT_KNOWN", "its value", 1);
	setenv("UIT_HOSTILE", "A\033[31mB\nC\377D", 1);
}

START_TEST(details_show_facts_threads_and_environment)
{
	char text[100], pid[16];
	char *const argv[] = {(char *)(uintptr_t)KNOWN, (char[]){"-t"}, (char[]){"3"},
	    (char[]){"-n"}, (char[]){"uitname"}, (char[]){"uitargument"}, NULL};
	struct child *c;

	with_environment();
	c = child_start(argv, text, sizeof(text));
	unsetenv("UIT_KNOWN");
	unsetenv("UIT_HOSTILE");
	snprintf(pid, sizeof(pid), "%d", (int)c->pid);
	known_screen(pid, NULL, NULL, NULL);
	expect("uitargument");
	vt_keys(vt, "\r");
	expect("num_threads               3");
	expect(pid);
	vt_keys(vt, "2");
	expect("uss");
	expect("Unique set size");
	vt_keys(vt, "6");
	expect("TIME");
	expect("and the first one");
	vt_keys(vt, "7");
	vt_keys(vt, "/uit_known");
	expect("UIT_KNOWN=its value");
	vt_keys(vt, "\025uit_hostile");
	expect("UIT_HOSTILE=A");
	expect("[31mB");
	vt_keys(vt, "\r8");
	expect("uitargument");
	vt_keys(vt, "1");
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	expect("has ended");
	expect("num_threads               3");
	escape_from("num_threads");
	expect("Processes");
	quit();
}
END_TEST

START_TEST(columns_are_chosen_and_ordered_on_screen)
{
	int y, pid_x, ppid_x;

	known_three(NULL, NULL);
	vt_key(vt, VTERM_KEY_FUNCTION(2), VTERM_MOD_NONE);
	expect("Columns shown");
	vt_keys(vt, "\t");
	vt_key(vt, VTERM_KEY_DOWN, VTERM_MOD_NONE);
	expect("Process id of the parent");
	vt_keys(vt, "\r");
	escape_from("Columns shown");
	expect_at("PPID", &y, &ppid_x);
	expect_at(" PID", &y, &pid_x);
	ck_assert_int_lt(ppid_x, pid_x);
	vt_keys(vt, "S]");
	escape_from("Columns shown");
	expect("PID    PPID");
	vt_keys(vt, "S");
	expect("Columns shown");
	vt_key(vt, VTERM_KEY_DOWN, VTERM_MOD_NONE);
	vt_key(vt, VTERM_KEY_DEL, VTERM_MOD_NONE);
	escape_from("Columns shown");
	expect_gone("PPID");
	quit();
}
END_TEST

START_TEST(another_scheme_shows_at_once)
{
	struct vt_cell before, after;
	int y, x;

	known_three(NULL, NULL);
	expect_at("Command", &y, &x);
	vt_cell(vt, y, x, &before);
	vt_keys(vt, "S\t\t");
	expect("colour scheme");
	vt_keys(vt, " ");
	expect_gone("Colours             default");
	escape_from("colour scheme");
	expect_at("Command", &y, &x);
	vt_cell(vt, y, x, &after);
	ck_assert(
	    before.fg != after.fg || before.bg != after.bg || before.reverse != after.reverse);
	quit();
}
END_TEST

START_TEST(help_lists_the_keys_and_scrolls)
{
	known_three(NULL, NULL);
	vt_keys(vt, "?");
	expect("F1 h ?");
	vt_key(vt, VTERM_KEY_END, VTERM_MOD_NONE);
	expect_gone("F1 h ?");
	vt_key(vt, VTERM_KEY_HOME, VTERM_MOD_NONE);
	escape_from("F1 h ?");
	expect("uitsmall");
	quit();
}
END_TEST

START_TEST(help_is_whole_in_a_narrow_terminal)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-p", all_pids, NULL};

	small = known_start("1", "uitsmall");
	snprintf(all_pids, sizeof(all_pids), "%d", (int)small);
	vt = vt_start(argv, NULL, 24, 40);
	expect("Processes");
	vt_keys(vt, "?");
	expect("search by name, command line or");
	expect("expression; F3 again: next (search)");
	vt_resize(vt, 24, 80);
	vt_key(vt, VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE);
	expect("fold processes into groups with sums: by user, name,");
	expect("cgroup and more (groups)");
	vt_key(vt, VTERM_KEY_END, VTERM_MOD_NONE);
	expect("What it says it is (text)");
	vt_key(vt, VTERM_KEY_HOME, VTERM_MOD_NONE);
	escape_from("F1 h ?");
	quit();
}
END_TEST

START_TEST(an_unknown_user_is_refused_before_there_is_a_screen)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-u", "no-such-user", NULL};

	vt = vt_start(argv, NULL, 24, 80);
	expect("ctop: -u, --user: no user 'no-such-user'");
	int status = vt_wait_exit(vt);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	ck_assert(!vt_altscreen(vt));
}
END_TEST

START_TEST(the_mouse_selects_sorts_and_presses_keys)
{
	int y, x, status;

	known_three(NULL, NULL);
	expect_at("uitsmall", &y, &x);
	vt_click(vt, y, x);
	expect_selected_pid(small_pid);
	expect_at("VIRT", &y, &x);
	vt_click(vt, y, x);
	expect("sort VIRT");
	vt_mouse(vt, y + 2, 5, 5, true);
	expect("uitsmall");
	expect_at("F1Help", &y, &x);
	vt_click(vt, y, x);
	expect("F1 h ?");
	escape_from("F1 h ?");
	expect_at("F10Quit", &y, &x);
	vt_click(vt, y, x + 4);
	status = vt_wait_exit(vt);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

START_TEST(any_size_shows_processes)
{
	known_three(NULL, NULL);
	vt_resize(vt, 5, 20);
	expect("PID");
	expect_gone("F1Help");
	expect(large_pid);
	vt_resize(vt, 1, 1);
	vt_resize(vt, 60, 200);
	expect("F10Quit");
	expect("uitsmall");
	expect("PRI");
	quit();
}
END_TEST

static char config_home[64], config_file[128], config_env[128];

static void
start_configured(void)
{
	const char *argv[] = {CTOP_BINARY, "-p", all_pids, NULL};
	const char *env[] = {config_env, NULL};

	vt = vt_start(argv, env, 24, 80);
	expect("Processes");
	expect("child_known");
}

START_TEST(settings_are_saved_only_when_asked)
{
	struct stat st;
	char text[2000] = "";
	FILE *f;

	strcpy(config_home, "/tmp/ctop-screen-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(config_home));
	snprintf(config_env, sizeof(config_env), "XDG_CONFIG_HOME=%s", config_home);
	snprintf(config_file, sizeof(config_file), "%s/ctop/ctoprc", config_home);
	small = known_start("1", "uitsmall");
	snprintf(all_pids, sizeof(all_pids), "%d", (int)small);
	start_configured();
	vt_keys(vt, "M");
	expect("sort MEM%");
	quit();
	vt_free(vt);
	ck_assert_int_eq(stat(config_file, &st), -1);
	start_configured();
	vt_keys(vt, "M");
	expect("sort MEM%");
	vt_keys(vt, "W");
	expect("saved to");
	quit();
	ck_assert_int_eq(stat(config_file, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	f = fopen(config_file, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, f), 0);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(text, "memory_percent"));
	vt_free(vt);
	start_configured();
	expect("sort MEM%");
	/* Set-up asks when something was changed. */
	vt_keys(vt, "S\t\t");
	expect("colour scheme");
	vt_keys(vt, " \033");
	expect("Save these settings?");
	vt_keys(vt, "y\r");
	expect("saved to");
	quit();
	unlink(config_file);
	snprintf(config_file, sizeof(config_file), "%s/ctop", config_home);
	rmdir(config_file);
	rmdir(config_home);
}
END_TEST

START_TEST(the_end_of_the_terminal_is_the_end)
{
	int status;

	known_three(NULL, NULL);
	vt_hangup(vt);
	status = vt_wait_exit(vt);
	ck_assert(!WIFSIGNALED(status) || WTERMSIG(status) == SIGHUP);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    names_that_hurt_move_nothing,
	    details_show_facts_threads_and_environment,
	    columns_are_chosen_and_ordered_on_screen,
	    another_scheme_shows_at_once,
	    help_lists_the_keys_and_scrolls,
	    help_is_whole_in_a_narrow_terminal,
	    an_unknown_user_is_refused_before_there_is_a_screen,
	    the_mouse_selects_sorts_and_presses_keys,
	    any_size_shows_processes,
	    settings_are_saved_only_when_asked,
	    the_end_of_the_terminal_is_the_end,
	    NULL,
	};

	return suite_run("screen", tests, NULL, known_teardown);
}
