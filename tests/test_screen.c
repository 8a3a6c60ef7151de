/*
 * The real screen on the real /proc, with processes made for the purpose.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"
#include "support/vt.h"

#define KNOWN CTOP_TEST_DIR "/child_known"
#define HOSTILE CTOP_TEST_DIR "/child_hostile"

enum { CHILDREN = 8 };

static struct child {
	pid_t pid;
	int in, out;
} children[CHILDREN];
static size_t nchildren;
static struct vt *vt;

/* Starts a program of ours; its output up to "ready" goes into text. */
static struct child *
start_child(char *const argv[], char *text, size_t len)
{
	struct child *c = &children[nchildren++];
	size_t used = 0;
	int in[2], out[2];

	ck_assert_uint_le(nchildren, CHILDREN);
	ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	c->pid = fork();
	ck_assert_int_ge(c->pid, 0);
	if (c->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];
	text[0] = '\0';
	while (strstr(text, "ready\n") == NULL && used + 1 < len) {
		ssize_t n = read(c->out, text + used, len - used - 1);

		ck_assert_msg(n > 0, "%s did not start", argv[0]);
		used += (size_t)n;
		text[used] = '\0';
	}
	return c;
}

static pid_t
start_known(const char *mib, const char *argument)
{
	char text[100];
	char *const argv[] = {(char *)(uintptr_t)KNOWN, (char[]){"-m"}, (char *)(uintptr_t)mib,
	    (char *)(uintptr_t)argument, NULL};

	return start_child(argv, text, sizeof(text))->pid;
}

static void
teardown(void)
{
	if (vt != NULL)
		vt_free(vt);
	vt = NULL;
	for (size_t i = 0; i < nchildren; i++) {
		close(children[i].in);
		close(children[i].out);
		kill(children[i].pid, SIGKILL);
		waitpid(children[i].pid, NULL, 0);
	}
	nchildren = 0;
}

static void
expect(const char *text)
{
	ck_assert_msg(vt_wait_text(vt, text), "no '%s' in:\n%s", text, vt_screen(vt));
}

static void
expect_gone(const char *text)
{
	ck_assert_msg(vt_wait_gone(vt, text), "still '%s' in:\n%s", text, vt_screen(vt));
}

/* Where a text is once it is there: a frame may arrive in pieces. */
static void
find(const char *text, int *y, int *x)
{
	expect(text);
	ck_assert(vt_find(vt, text, y, x));
}

/* Escape ends what shows the text.  Only then is it known not to be taken for Alt with the next key. */
static void
escape_from(const char *text)
{
	expect(text);
	vt_keys(vt, "\033");
	expect_gone(text);
}

/* The screen on these processes alone, in the order of their memory, the largest first. */
static void
start_ctop(const char *pids, const char *option, const char *value, void (*before)(void))
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-s", "rss", "-p", pids,
	    option, value, NULL};

	vt = vt_start_with(argv, NULL, 24, 140, before);
	expect("Processes");
}

static void
start_grouped(const char *pids)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-p", pids, "-g", "name", NULL};

	vt = vt_start_with(argv, NULL, 24, 80, NULL);
	expect("Groups by name");
}

static char small_pid[16], middle_pid[16], large_pid[16], all_pids[64];
static pid_t small, middle, large;

static void
three(const char *option, const char *value)
{
	small = start_known("1", "uitsmall");
	middle = start_known("20", "uitmiddle");
	large = start_known("60", "uitlarge");
	snprintf(small_pid, sizeof(small_pid), "%d", (int)small);
	snprintf(middle_pid, sizeof(middle_pid), "%d", (int)middle);
	snprintf(large_pid, sizeof(large_pid), "%d", (int)large);
	snprintf(all_pids, sizeof(all_pids), "%s,%s,%s", small_pid, middle_pid, large_pid);
	start_ctop(all_pids, option, value, NULL);
	/* Searches look at command lines, which readers bring. */
	expect("uitsmall");
	expect("uitmiddle");
	expect("uitlarge");
}

static int
row_of(const char *text)
{
	int y = -1;

	vt_find(vt, text, &y, NULL);
	return y;
}

struct pair {
	const char *first, *second;
};

static bool
in_order(struct vt *v, void *data)
{
	const struct pair *pair = data;

	(void)v;
	return row_of(pair->first) >= 0 && row_of(pair->first) < row_of(pair->second);
}

static void
expect_order(const char *first, const char *second)
{
	struct pair pair = {first, second};

	ck_assert_msg(vt_wait_for(vt, in_order, &pair), "not %s before %s:\n%s", first, second,
	    vt_screen(vt));
}

/* Which process is selected: the signal menu names it. */
static void
expect_selected(const char *pid)
{
	char title[64];

	snprintf(title, sizeof(title), "Signal to %s ", pid);
	vt_key(vt, VTERM_KEY_FUNCTION(9), VTERM_MOD_NONE);
	expect(title);
	escape_from("Signal to");
}

static void
quit(void)
{
	int status;

	vt_keys(vt, "q");
	status = vt_wait_exit(vt);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x:\n%s", status,
	    vt_screen(vt));
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
}

START_TEST(keys_sort_and_the_heading_tells)
{
	three(NULL, NULL);
	expect("sort RSS");
	expect_order("uitlarge", "uitmiddle");
	vt_keys(vt, "I");
	expect_order("uitsmall", "uitmiddle");
	vt_keys(vt, "N");
	expect("sort PID");
	expect_order(small < large ? "uitsmall" : "uitlarge", small < large ? "uitlarge" : "uitsmall");
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
	three(NULL, NULL);
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

	three(NULL, NULL);
	vt_keys(vt, "\\uit usss>1");
	expect("no column 'usss'");
	find("usss>1", &y, &x);
	find("^^^^", &caret_y, &caret_x);
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
	three(NULL, NULL);
	vt_keys(vt, "/uitsm");
	expect("Search: uitsm");
	vt_keys(vt, "\r");
	expect_gone("Search:");
	expect_selected(small_pid);
	vt_keys(vt, "/uitlarge");
	escape_from("Search: uitlarge");
	expect_selected(small_pid);
	vt_keys(vt, "/child_known");
	expect("Search: child_known");
	vt_key(vt, VTERM_KEY_FUNCTION(3), VTERM_MOD_NONE);
	vt_keys(vt, "\r");
	expect_gone("Search:");
	expect_selected(large_pid);
	vt_keys(vt, "/uitnothing");
	expect("nothing matches");
	escape_from("Search:");
	quit();
}
END_TEST

START_TEST(digits_find_a_pid)
{
	three(NULL, NULL);
	vt_keys(vt, middle_pid);
	expect("PID:");
	vt_keys(vt, "\r");
	expect_gone("PID:");
	expect_selected(middle_pid);
	quit();
}
END_TEST

static void
expect_killed(pid_t pid, int signo)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == signo);
	for (size_t i = 0; i < nchildren; i++)
		if (children[i].pid == pid) {
			close(children[i].in);
			close(children[i].out);
			children[i] = children[--nchildren];
			break;
		}
}

START_TEST(the_signal_menu_offers_sigterm_and_sends_it)
{
	char told[64];

	three(NULL, NULL);
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
	three(NULL, NULL);
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
	three("--readonly", NULL);
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

START_TEST(a_refusal_is_told_in_words)
{
	char pid[16];

	if (geteuid() != 0)
		return;
	snprintf(pid, sizeof(pid), "%d", (int)start_known("1", "uitroot"));
	start_ctop(pid, NULL, NULL, become_nobody);
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
	three(NULL, NULL);
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

/* A parent with children of hostile names; their pids, the parent's first. */
static void
start_family(char *pids, size_t len)
{
	char text[200];
	char *const argv[] = {(char *)(uintptr_t)HOSTILE, (char[]){"\033[31mred"},
	    (char[]){"\346\227\245\346\234\254"}, (char[]){"plain"}, NULL};
	struct child *c = start_child(argv, text, sizeof(text));
	size_t used = (size_t)snprintf(pids, len, "%d", (int)c->pid);

	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		if (strcmp(line, "ready") != 0)
			used += (size_t)snprintf(pids + used, len - used, ",%s", line);
}

START_TEST(a_tree_folds_and_unfolds)
{
	char pids[100];

	start_family(pids, sizeof(pids));
	start_ctop(pids, "-o", "pid,name,cmdline", NULL);
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

	start_family(pids, sizeof(pids));
	start_ctop(pids, "-o", "pid,name,rss", NULL);
	expect("plain");
	expect("[31mred");
	expect("\346\227\245\346\234\254");
	ck_assert_msg(vt_wait_for(vt, rows_end_together, heading), "%s", vt_screen(vt));
	find("plain", &y, &x);
	find("[31mred", &y, &other);
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
	c = start_child(argv, text, sizeof(text));
	unsetenv("UIT_KNOWN");
	unsetenv("UIT_HOSTILE");
	snprintf(pid, sizeof(pid), "%d", (int)c->pid);
	start_ctop(pid, NULL, NULL, NULL);
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

	three(NULL, NULL);
	vt_key(vt, VTERM_KEY_FUNCTION(2), VTERM_MOD_NONE);
	expect("Columns shown");
	vt_keys(vt, "\t");
	vt_key(vt, VTERM_KEY_DOWN, VTERM_MOD_NONE);
	expect("Process id of the parent");
	vt_keys(vt, "\r");
	escape_from("Columns shown");
	find("PPID", &y, &ppid_x);
	find(" PID", &y, &pid_x);
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

	three(NULL, NULL);
	find("Command", &y, &x);
	vt_cell(vt, y, x, &before);
	vt_keys(vt, "S\t\t");
	expect("colour scheme");
	vt_keys(vt, " ");
	expect_gone("Colours              default");
	escape_from("colour scheme");
	find("Command", &y, &x);
	vt_cell(vt, y, x, &after);
	ck_assert(before.fg != after.fg || before.bg != after.bg || before.reverse != after.reverse);
	quit();
}
END_TEST

START_TEST(pause_and_follow_are_told)
{
	three(NULL, NULL);
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

START_TEST(help_lists_the_keys_and_scrolls)
{
	three(NULL, NULL);
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

START_TEST(the_mouse_selects_sorts_and_presses_keys)
{
	int y, x, status;

	three(NULL, NULL);
	find("uitsmall", &y, &x);
	vt_click(vt, y, x);
	expect_selected(small_pid);
	find("VIRT", &y, &x);
	vt_click(vt, y, x);
	expect("sort VIRT");
	vt_mouse(vt, y + 2, 5, 5, true);
	expect("uitsmall");
	find("F1Help", &y, &x);
	vt_click(vt, y, x);
	expect("F1 h ?");
	escape_from("F1 h ?");
	find("F10Quit", &y, &x);
	vt_click(vt, y, x + 4);
	status = vt_wait_exit(vt);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

START_TEST(any_size_shows_processes)
{
	three(NULL, NULL);
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

START_TEST(pasted_text_never_acts)
{
	three(NULL, NULL);
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
	small = start_known("1", "uitsmall");
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

START_TEST(a_user_is_chosen_from_those_there_are)
{
	three(NULL, NULL);
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

START_TEST(processes_fold_into_groups_and_a_group_opens)
{
	three(NULL, NULL);
	start_known("5", "uitafter"); /* not among the pids asked for */
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
	three(NULL, NULL);
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

START_TEST(the_option_group_opens_with_groups_at_any_size)
{
	static const int sizes[][2] = {{24, 80}, {5, 20}, {40, 200}, {24, 80}};
	char pids[16];

	snprintf(pids, sizeof(pids), "%d", (int)start_known("20", "uitmiddle"));
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

START_TEST(the_end_of_the_terminal_is_the_end)
{
	int status;

	three(NULL, NULL);
	vt_hangup(vt);
	status = vt_wait_exit(vt);
	ck_assert(!WIFSIGNALED(status) || WTERMSIG(status) == SIGHUP);
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
		the_signal_menu_offers_sigterm_and_sends_it,
		several_are_asked_for_before_they_are_signalled,
		readonly_touches_nobody,
		a_refusal_is_told_in_words,
		nice_is_set_by_value,
		a_tree_folds_and_unfolds,
		names_that_hurt_move_nothing,
		details_show_facts_threads_and_environment,
		columns_are_chosen_and_ordered_on_screen,
		another_scheme_shows_at_once,
		pause_and_follow_are_told,
		help_lists_the_keys_and_scrolls,
		the_mouse_selects_sorts_and_presses_keys,
		any_size_shows_processes,
		pasted_text_never_acts,
		settings_are_saved_only_when_asked,
		a_user_is_chosen_from_those_there_are,
		processes_fold_into_groups_and_a_group_opens,
		a_filter_of_groups_and_one_of_processes_are_apart,
		the_option_group_opens_with_groups_at_any_size,
		the_end_of_the_terminal_is_the_end,
		NULL,
	};

	return suite_run("screen", tests, NULL, teardown);
}
