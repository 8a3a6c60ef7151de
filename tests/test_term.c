/*
 * The terminal, as a user and a hostile world meet it: term_demo on a pty.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/vt.h"

#define DEMO CTOP_TEST_DIR "/program_term_demo"

/* The sanitizers' own handlers would turn a fault into an exit. */
static const char *const plain[] = {
    "ASAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0",
    "UBSAN_OPTIONS=handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0", NULL};

static struct vt *
demo(const char *const env[], int rows, int cols)
{
	static const char *const argv[] = {DEMO, NULL};

	return vt_start(argv, env != NULL ? env : plain, rows, cols);
}

static void
expect(struct vt *vt, const char *text)
{
	ck_assert_msg(vt_wait_text(vt, text), "no '%s' in:\n%s", text, vt_screen(vt));
}

/* The last cell is drawn last: then the frame is whole. */
static void
expect_ready(struct vt *vt)
{
	expect(vt, "event: ready.");
	expect(vt, "#");
}

static struct vt *
ready_demo(void)
{
	struct vt *vt = demo(NULL, 24, 80);

	expect_ready(vt);
	return vt;
}

static void
expect_exit(struct vt *vt, int status)
{
	int got = vt_wait_exit(vt);

	ck_assert_msg(WIFEXITED(got) && WEXITSTATUS(got) == status, "status %x:\n%s", got,
	    vt_screen(vt));
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
	ck_assert_int_eq(vt_mouse_mode(vt), 0);
}

static void
no_core(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
}

START_TEST(every_key_arrives_under_its_name)
{
	static const struct {
		const char *bytes, *name;
	} keys[] = {
	    {"b", "b"},
	    {" ", "space"},
	    {"\r", "enter"},
	    {"\t", "tab"},
	    {"\x7f", "backspace"},
	    {"\033", "esc"},
	    {"\x0c", "ctrl-l"},
	    {"\033h", "alt-h"},
	    {"\033H", "alt-H"},
	    {"\033OA", "up"},
	    {"\033[A", "up"},
	    {"\033[B", "down"},
	    {"\033[C", "right"},
	    {"\033[D", "left"},
	    {"\033OH", "home"},
	    {"\033[4~", "end"},
	    {"\033[F", "end"},
	    {"\033[5~", "pgup"},
	    {"\033[6~", "pgdn"},
	    {"\033[2~", "ins"},
	    {"\033[3~", "del"},
	    {"\033[Z", "backtab"},
	    {"\033OP", "F1"},
	    {"\033[15~", "F5"},
	    {"\033[21~", "F10"},
	    {"\033[24~", "F12"},
	    {"\033[[B", "F2"},
	    {"\033[1;5C", "ctrl-right"},
	    {"\033[1;3A", "alt-up"},
	    {"\xc3\xa9", "\xc3\xa9"},
	    {"\xe6\xbc\xa2", "\xe6\xbc\xa2"},
	    {"/", "/"},
	    {"\\", "\\"},
	};
	struct vt *vt = ready_demo();

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char text[64];

		vt_keys(vt, keys[i].bytes);
		snprintf(text, sizeof(text), "events: %zu quiet", i + 1);
		expect(vt, text);
		snprintf(text, sizeof(text), "event: key %s.", keys[i].name);
		expect(vt, text);
	}
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	vt_free(vt);
}
END_TEST

START_TEST(keys_that_a_real_terminal_sends_arrive)
{
	struct vt *vt = ready_demo();

	vt_key(vt, VTERM_KEY_UP, VTERM_MOD_NONE);
	expect(vt, "event: key up.");
	vt_key(vt, VTERM_KEY_FUNCTION(6), VTERM_MOD_NONE);
	expect(vt, "event: key F6.");
	vt_key(vt, VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE);
	expect(vt, "event: key pgdn.");
	vt_free(vt);
}
END_TEST

START_TEST(sequences_nobody_knows_are_swallowed_whole)
{
	struct vt *vt = ready_demo();

	vt_keys(vt,
	    "\033[?62;1;6c\033]11;rgb:0000/0000/0000\033\\\033[99~\033P1$r0m\033\\"
	    "\033[I\xff\x80\xc0\xaf\xed\xa0\x80\xc2\x9b"
	    "b");
	expect(vt, "event: key b.");
	expect(vt, "events: 1 ");
	vt_free(vt);
}
END_TEST

START_TEST(a_paste_is_one_event_and_no_key)
{
	struct vt *vt = ready_demo();
	char big[20001];

	vt_paste(vt, "qk9\033[A\x03\x1a rm -r");
	expect(vt, "event: paste 14 ");
	expect(vt, "events: 1 ");
	memset(big, 'q', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	vt_paste(vt, big);
	expect(vt, "event: paste 20000 qqqq");
	expect(vt, "events: 2 ");
	vt_keys(vt, "x");
	expect(vt, "event: key x.");
	vt_free(vt);
}
END_TEST

START_TEST(the_mouse_clicks_double_clicks_and_scrolls)
{
	struct vt *vt = ready_demo();

	vt_mouse(vt, 4, 9, 1, true);
	expect(vt, "event: mouse left press 4 9.");
	vt_mouse(vt, 4, 9, 1, false);
	expect(vt, "event: mouse left release 4 9.");
	vt_click(vt, 7, 3);
	expect(vt, "event: mouse left release 7 3.");
	vt_keys(vt, "\033[<0;6;6M\033[<0;6;6m\033[<0;6;6M");
	expect(vt, "event: mouse left press twice 5 5.");
	vt_mouse(vt, 2, 2, 4, true);
	expect(vt, "event: mouse up press 2 2.");
	vt_mouse(vt, 2, 2, 5, true);
	expect(vt, "event: mouse down press 2 2.");
	vt_keys(vt, "\033[<2;200;150M");
	expect(vt, "event: mouse right press 149 199.");
	vt_free(vt);
}
END_TEST

START_TEST(wide_combining_and_right_to_left_text_keeps_its_cells)
{
	struct vt *vt = ready_demo();
	struct vt_cell cell;

	vt_cell(vt, 2, 6, &cell);
	ck_assert_str_eq(cell.text, "\xe6\xbc\xa2");
	ck_assert_int_eq(cell.width, 2);
	vt_cell(vt, 2, 10, &cell);
	ck_assert_str_eq(cell.text, "|");
	vt_cell(vt, 2, 11, &cell);
	ck_assert_str_eq(cell.text, "e\xcc\x81");
	vt_cell(vt, 2, 12, &cell);
	ck_assert_str_eq(cell.text, "|");
	vt_cell(vt, 2, 13, &cell);
	ck_assert_str_eq(cell.text, "\xd7\xa9");
	vt_cell(vt, 2, 17, &cell);
	ck_assert_str_eq(cell.text, "|");
	vt_free(vt);
}
END_TEST

START_TEST(hostile_bytes_move_nothing)
{
	struct vt *vt = ready_demo();
	struct vt_cell cell;

	/* ESC, '[2J', ESC, ']0;x', BEL, C1, an invalid byte: one cell each. */
	vt_cell(vt, 4, 6, &cell);
	ck_assert_str_eq(cell.text, "[");
	vt_cell(vt, 4, 17, &cell);
	ck_assert_str_eq(cell.text, "|");
	expect_ready(vt);
	vt_free(vt);
}
END_TEST

START_TEST(the_last_cell_can_be_drawn_and_scrolls_nothing)
{
	struct vt *vt = ready_demo();
	struct vt_cell cell;

	vt_cell(vt, 23, 79, &cell);
	ck_assert_str_eq(cell.text, "#");
	ck_assert_str_eq(vt_row(vt, 0), "event: ready.");
	vt_free(vt);
}
END_TEST

START_TEST(frames_in_which_nothing_changed_write_nothing)
{
	struct vt *vt = ready_demo();
	size_t before, hundred;

	vt_keys(vt, "x");
	expect(vt, "events: 1 ");
	before = vt_bytes_received(vt);
	vt_keys(vt, "n");
	expect(vt, "events: 2 quiet: 1 ");
	hundred = vt_bytes_received(vt) - before;
	/* One frame that tells of the key: a hundred that write a byte each would be more. */
	ck_assert_msg(hundred < 100, "%zu bytes", hundred);
	vt_free(vt);
}
END_TEST

START_TEST(resizes_are_followed_however_many)
{
	struct vt *vt = ready_demo();

	for (int i = 0; i < 60; i++) {
		vt_resize(vt, 5 + i % 30, 20 + i * 2);
		if (i % 10 == 0)
			vt_pump(vt, 1);
	}
	vt_resize(vt, 30, 100);
	expect(vt, "size: 30x100.");
	vt_resize(vt, 1, 1);
	vt_resize(vt, 200, 500);
	expect(vt, "size: 200x500.");
	vt_resize(vt, 24, 80);
	expect(vt, "size: 24x80.");
	vt_keys(vt, "x");
	expect(vt, "event: key x.");
	vt_free(vt);
}
END_TEST

START_TEST(one_cell_is_enough_to_run_and_leave)
{
	struct vt *vt = demo(NULL, 1, 1);

	expect(vt, "#");
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	vt_free(vt);
	vt = demo(NULL, 200, 500);
	expect(vt, "size: 200x500.");
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	vt_free(vt);
}
END_TEST

static const int deadly[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE};

START_TEST(a_signal_that_ends_it_restores_the_terminal_and_is_its_status)
{
	static const char *const argv[] = {DEMO, NULL};
	struct vt *vt = vt_start_with(argv, plain, 24, 80, no_core);
	int status;

	expect_ready(vt);
	ck_assert(vt_altscreen(vt));
	ck_assert(!vt_modes_restored(vt));
	kill(vt_pid(vt), deadly[_i]);
	status = vt_wait_exit(vt);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == deadly[_i], "status %x", status);
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
	ck_assert_int_eq(vt_mouse_mode(vt), 0);
	vt_free(vt);
}
END_TEST

START_TEST(a_fault_abort_and_die_restore_the_terminal)
{
	static const char *const argv[] = {DEMO, NULL};
	struct vt *vt = vt_start_with(argv, plain, 24, 80, no_core);
	int status;

	expect_ready(vt);
	vt_keys(vt, _i == 0 ? "s" : _i == 1 ? "a" : "d");
	status = vt_wait_exit(vt);
	if (_i < 2)
		ck_assert_int_eq(WTERMSIG(status), _i == 0 ? SIGSEGV : SIGABRT);
	else
		ck_assert_int_eq(WEXITSTATUS(status), 1);
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
	if (_i == 2)
		ck_assert(vt_find(vt, "ctop: the demo was told to", NULL, NULL));
	vt_free(vt);
}
END_TEST

START_TEST(ctrl_c_ends_it)
{
	struct vt *vt = ready_demo();
	int status;

	vt_keys(vt, "\x03");
	status = vt_wait_exit(vt);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	ck_assert(vt_modes_restored(vt));
	vt_free(vt);
}
END_TEST

static void
ignore_hangup(void)
{
	signal(SIGHUP, SIG_IGN);
}

START_TEST(a_terminal_that_is_gone_ends_it_at_once)
{
	static const char *const argv[] = {DEMO, NULL};
	struct vt *vt = vt_start_with(argv, plain, 24, 80, _i == 0 ? NULL : ignore_hangup);
	int status;

	expect_ready(vt);
	vt_hangup(vt);
	status = vt_wait_exit(vt);
	if (_i == 0) /* whichever is seen first */
		ck_assert((WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP) ||
		    WEXITSTATUS(status) == 3);
	else
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	vt_free(vt);
}
END_TEST

static struct vt *
shell(void)
{
	static const char *const argv[] = {"sh", "-i", NULL};
	static const char *const env[] = {"PS1=ready$ ", "ENV", NULL};
	struct vt *vt = vt_start(argv, env, 24, 80);

	expect(vt, "ready$");
	return vt;
}

/* Once the shell is back, what does the terminal look like? */
static void
shell_has_its_terminal(struct vt *vt, const char *word)
{
	char text[160];

	expect(vt, "ready$");
	ck_assert(!vt_altscreen(vt));
	ck_assert_int_eq(vt_mouse_mode(vt), 0);
	/* What is typed does not contain what is awaited. */
	snprintf(text, sizeof(text),
	    "stty -a | grep -q -w -e -icanon -e -echo -e -icrnl; echo %s=$?.\n", word);
	vt_keys(vt, text);
	snprintf(text, sizeof(text), "%s=1.", word);
	expect(vt, text);
}

START_TEST(ctrl_z_gives_the_terminal_back_and_fg_takes_it_again)
{
	struct vt *vt = shell();

	vt_keys(vt, DEMO "\n");
	expect_ready(vt);
	ck_assert(vt_altscreen(vt));
	vt_keys(vt, _i == 0 ? "\x1a" : "z");
	expect(vt, "Stopped");
	shell_has_its_terminal(vt, "stopped");
	ck_assert(!vt_find(vt, "event:", NULL, NULL));
	vt_keys(vt, "fg\n");
	expect(vt, "event: resume.");
	ck_assert(vt_altscreen(vt));
	vt_keys(vt, "x");
	expect(vt, "event: key x.");
	vt_keys(vt, "q");
	shell_has_its_terminal(vt, "ended");
	vt_free(vt);
}
END_TEST

START_TEST(a_stop_from_outside_is_survived)
{
	struct vt *vt = shell();

	int y, x;

	vt_keys(vt, DEMO "\n");
	expect_ready(vt);
	ck_assert(vt_find(vt, "pid: ", &y, &x));
	kill((pid_t)atol(strstr(vt_row(vt, y), "pid: ") + 5), _i == 0 ? SIGSTOP : SIGTSTP);
	expect(vt, "Stopped");
	vt_keys(vt, "fg\n");
	expect(vt, "event: resume.");
	vt_keys(vt, "x");
	expect(vt, "event: key x.");
	vt_free(vt);
}
END_TEST

START_TEST(a_terminal_type_that_cannot_do_it_is_named)
{
	static const struct {
		const char *env, *says;
	} types[] = {{"TERM", "TERM is not set"}, {"TERM=", "TERM is not set"},
	    {"TERM=no-such-thing", "TERM=no-such-thing: no such type"},
	    {"TERM=dumb", "TERM=dumb: this type of terminal cannot"},
	    {"TERM=a\033[2Jb", "no such type"}};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *env[] = {types[i].env, plain[0], NULL};
		struct vt *vt = demo(env, 24, 100);

		expect(vt, types[i].says);
		expect_exit(vt, 1);
		vt_free(vt);
	}
}
END_TEST

START_TEST(an_old_terminal_works_without_colours)
{
	const char *env[] = {"TERM=vt100", plain[0], NULL};
	struct vt *vt = demo(env, 24, 80);
	struct vt_cell cell;

	expect_ready(vt);
	vt_cell(vt, 2, 0, &cell);
	ck_assert(cell.reverse);
	ck_assert_int_eq(cell.fg, -1);
	vt_keys(vt, "\033OB");
	expect(vt, "event: key down.");
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	vt_free(vt);
}
END_TEST

START_TEST(colours_are_as_many_as_the_terminal_has)
{
	static const char *const many[] = {"TERM=xterm-256color", NULL};
	static const char *const few[] = {"TERM=xterm", NULL};
	static const char *const none[] = {"TERM=xterm-256color", "NO_COLOR=1", NULL};
	struct vt_cell cell;
	struct vt *vt = demo(many, 24, 80);

	expect_ready(vt);
	vt_cell(vt, 2, 0, &cell);
	ck_assert_int_eq(cell.bg, 24);
	vt_cell(vt, 1, 0, &cell);
	ck_assert_int_eq(cell.bg, -1);
	vt_keys(vt, "l");
	expect(vt, "event: key l.");
	expect(vt, "#");
	vt_cell(vt, 2, 0, &cell);
	ck_assert_int_eq(cell.bg, 25);
	vt_free(vt);
	vt = demo(few, 24, 80);
	expect_ready(vt);
	vt_cell(vt, 2, 0, &cell);
	ck_assert_int_eq(cell.bg, 6);
	vt_free(vt);
	vt = demo(none, 24, 80);
	expect_ready(vt);
	vt_cell(vt, 2, 0, &cell);
	ck_assert_int_eq(cell.bg, -1);
	ck_assert(cell.reverse);
	vt_free(vt);
}
END_TEST

START_TEST(without_utf8_lines_and_blocks_are_ascii)
{
	const char *env[] = {"LC_ALL=C", plain[0], NULL};
	struct vt *vt = demo(env, 24, 80);
	size_t len;
	const char *bytes;

	expect(vt, "lines: |-#v^|");
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	bytes = vt_received(vt, 0, &len);
	for (size_t i = 0; i < len; i++)
		ck_assert_uint_lt((unsigned char)bytes[i], 0x80);
	vt_free(vt);
}
END_TEST

START_TEST(keys_come_from_the_terminal_when_standard_input_does_not)
{
	static const char *const closed[] = {"sh", "-c", DEMO " <&-", NULL};
	static const char *const null[] = {"sh", "-c", DEMO " </dev/null", NULL};
	struct vt *vt = vt_start(_i == 0 ? closed : null, plain, 24, 80);

	expect_ready(vt);
	vt_keys(vt, "x");
	expect(vt, "event: key x.");
	vt_keys(vt, "q");
	expect_exit(vt, 0);
	vt_free(vt);
}
END_TEST

START_TEST(a_terminal_that_takes_nothing_does_not_keep_it_from_ending)
{
	static const char *const argv[] = {DEMO, NULL};
	struct vt *vt = vt_start_with(argv, plain, 200, 500, no_core);
	siginfo_t ended;
	int status;

	expect_ready(vt);
	/* Every resume draws the whole screen: more than the pty holds, and nobody reads it. */
	for (int i = 0; i < 20; i++) {
		kill(vt_pid(vt), SIGCONT);
		usleep(1000);
	}
	kill(vt_pid(vt), SIGTERM);
	ck_assert_int_eq(waitid(P_PID, (id_t)vt_pid(vt), &ended, WEXITED | WNOWAIT), 0);
	status = vt_wait_exit(vt);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert(vt_modes_restored(vt));
	vt_free(vt);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("term");
	TCase *tc = tcase_create("term");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 300); /* a safety net; vt.h gives up first */
	tcase_add_test(tc, every_key_arrives_under_its_name);
	tcase_add_test(tc, keys_that_a_real_terminal_sends_arrive);
	tcase_add_test(tc, sequences_nobody_knows_are_swallowed_whole);
	tcase_add_test(tc, a_paste_is_one_event_and_no_key);
	tcase_add_test(tc, the_mouse_clicks_double_clicks_and_scrolls);
	tcase_add_test(tc, wide_combining_and_right_to_left_text_keeps_its_cells);
	tcase_add_test(tc, hostile_bytes_move_nothing);
	tcase_add_test(tc, the_last_cell_can_be_drawn_and_scrolls_nothing);
	tcase_add_test(tc, frames_in_which_nothing_changed_write_nothing);
	tcase_add_test(tc, resizes_are_followed_however_many);
	tcase_add_test(tc, one_cell_is_enough_to_run_and_leave);
	tcase_add_loop_test(tc, a_signal_that_ends_it_restores_the_terminal_and_is_its_status, 0,
	    (int)(sizeof(deadly) / sizeof(deadly[0])));
	tcase_add_loop_test(tc, a_fault_abort_and_die_restore_the_terminal, 0, 3);
	tcase_add_test(tc, ctrl_c_ends_it);
	tcase_add_loop_test(tc, a_terminal_that_is_gone_ends_it_at_once, 0, 2);
	tcase_add_loop_test(tc, ctrl_z_gives_the_terminal_back_and_fg_takes_it_again, 0, 2);
	tcase_add_loop_test(tc, a_stop_from_outside_is_survived, 0, 2);
	tcase_add_test(tc, a_terminal_type_that_cannot_do_it_is_named);
	tcase_add_test(tc, an_old_terminal_works_without_colours);
	tcase_add_test(tc, colours_are_as_many_as_the_terminal_has);
	tcase_add_test(tc, without_utf8_lines_and_blocks_are_ascii);
	tcase_add_loop_test(tc, keys_come_from_the_terminal_when_standard_input_does_not, 0, 2);
	tcase_add_test(tc, a_terminal_that_takes_nothing_does_not_keep_it_from_ending);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
