/*
 * The panel of the system on the real screen: over a captured machine, over one of many CPUs made
 * from it, and over this one, whose counters move.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/suite.h"

#define FIXTURE CTOP_SOURCE_DIR "/tests/fixtures/modern"

static char root[200];

static void
teardown(void)
{
	char command[300];

	screen_end();
	if (root[0] != '\0') {
		snprintf(command, sizeof(command), "rm -rf %s", root);
		ck_assert_int_eq(system(command), 0);
		root[0] = '\0';
	}
}

static void
start(const char *dir, int rows, int cols, const char *option, const char *value)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "--root",
	    dir != NULL ? dir : FIXTURE, option, value, NULL};

	vt = vt_start(argv, NULL, rows, cols);
	ck_assert_msg(vt_wait_text(vt, "postgres: checkpointer"), "%s", vt_screen(vt));
}

/* A copy of the captured machine that a test may change. */
static void
copy_fixture(void)
{
	char command[600];

	snprintf(root, sizeof(root), "/tmp/ctop-system-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(command, sizeof(command), "cp -r %s/. %s", FIXTURE, root);
	ck_assert_int_eq(system(command), 0);
}

static FILE *
rewrite(const char *name)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	unlink(path);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	return f;
}

START_TEST(y_opens_and_closes_the_system)
{
	start(NULL, 24, 80, NULL, NULL);
	ck_assert(!vt_find(vt, "Events", NULL, NULL));
	vt_keys(vt, "y");
	expect("Events         per second  since boot");
	expect("switches               0      310080");
	expect("postgres: checkpointer");
	vt_keys(vt, "y");
	expect_gone("Events");
	quit();
}
END_TEST

START_TEST(enter_shows_all_of_it_on_a_common_terminal)
{
	start(NULL, 24, 80, "-P", "system");
	expect("Events");
	vt_keys(vt, "\t\r");
	expect_gone("postgres: checkpointer");
	expect("interrupts             0      145817");
	expect("forks                  0        7340");
	expect("io some        1.2   0.3   0.1");
	expect("Memory             23.5G");
	for (size_t i = 0; i < 8; i++)
		expect((const char *[]){"available", "inactive", "buffers", "cached", "shared",
		    "slab", "active", "percent"}[i]);
	expect("Swap                2.0G per second");
	expect("swapped in         100K          0");
	expect("swapped out        200K          0");
	expect("load        0.42 0.37 0.30");
	expect("up          3d04:12");
	expect("since       2023-11-14");
	expect("processes   7 1 running 1 zombie");
	expect("threads     9 3 CPUs online");
	expect("CPU    CPU%  USER%   SYS%  WAIT%  IDLE%  NICE%   IRQ%  SIRQ% STEAL% GUEST%");
	expect("all ");
	vt_keys(vt, "\033");
	expect("postgres: checkpointer");
	quit();
}
END_TEST

START_TEST(hundreds_of_cpus_are_reached_by_scrolling)
{
	copy_fixture();
	FILE *f = rewrite("proc/stat");
	fprintf(f, "cpu 1 2 3 4 5 6 7 8 9 10\n");
	for (int i = 0; i < 256; i++)
		fprintf(f, "cpu%d 1 2 3 4 5 6 7 8 9 10\n", i);
	fprintf(f, "intr 5\nctxt 6\nbtime 1700000000\nprocesses 7\n");
	fclose(f);
	f = rewrite("sys/devices/system/cpu/possible");
	fprintf(f, "0-255\n");
	fclose(f);
	start(root, 24, 80, "-P", "system");
	expect("Events");
	vt_keys(vt, "\t\r");
	expect("CPU    CPU%");
	ck_assert(!vt_find(vt, " 255 ", NULL, NULL));
	vt_keys(vt, "\033[F");
	expect(" 255 ");
	expect_gone("Events");
	vt_keys(vt, "\033[H");
	expect("Events");
	/* So it is in the panel. */
	vt_keys(vt, "\033");
	expect("postgres: checkpointer");
	vt_keys(vt, "\033[F");
	expect(" 255 ");
	expect("postgres: checkpointer");
	quit();
}
END_TEST

static bool
is_hot(struct vt *v, void *data)
{
	struct vt_cell cell, calm;
	int y, x;

	(void)data;
	if (!vt_find(v, " 45.0 ", &y, &x))
		return false;
	vt_cell(v, y, x + 1, &cell);
	vt_cell(v, y, x + 8, &calm);
	return cell.bold && !calm.bold;
}

START_TEST(a_stall_stands_out)
{
	copy_fixture();
	FILE *f = rewrite("proc/pressure/io");
	fprintf(f,
	    "some avg10=45.00 avg60=1.00 avg300=0.50 total=3285729\n"
	    "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
	fclose(f);
	start(root, 24, 80, "-P", "system");
	expect("io some       45.0   1.0   0.5");
	ck_assert_msg(vt_wait_for(vt, is_hot, NULL), "%s", vt_screen(vt));
	quit();
}
END_TEST

START_TEST(a_kernel_without_pressure_has_no_lines_of_it)
{
	copy_fixture();
	char command[300];
	snprintf(command, sizeof(command), "rm -r %s/proc/pressure", root);
	ck_assert_int_eq(system(command), 0);
	start(root, 24, 80, "-P", "system");
	expect("Events");
	expect("Memory");
	ck_assert(!vt_find(vt, "Pressure", NULL, NULL));
	quit();
}
END_TEST

/* The number behind the word is more than nothing. */
static bool
moves(struct vt *v, void *data)
{
	int y, x;

	if (!vt_find(v, data, &y, &x))
		return false;
	const char *at = strstr(vt_row(v, y), data);
	return at != NULL && strtod(at + strlen(data), NULL) > 0;
}

START_TEST(this_machine_switches_contexts_and_has_its_cpus_in_use)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-P", "system", NULL};
	char switches[] = "switches", all[] = "all   ";

	vt = vt_start(argv, NULL, 24, 80);
	expect("Events");
	ck_assert_msg(vt_wait_for(vt, moves, switches), "%s", vt_screen(vt));
	vt_keys(vt, "\t\r\033[F");
	ck_assert_msg(vt_wait_for(vt, moves, all), "%s", vt_screen(vt));
	vt_keys(vt, "\033");
	expect("Processes");
	quit();
}
END_TEST

START_TEST(keys_about_lists_say_so_and_setup_is_about_the_processes)
{
	start(NULL, 24, 80, "-P", "system");
	expect("Events");
	vt_keys(vt, "\t/");
	expect("search: this is about lists");
	vt_keys(vt, ">");
	expect("sort-menu: this is about lists");
	vt_keys(vt, "k");
	expect("signal-menu: this is about processes");
	vt_keys(vt, "S");
	expect("More columns");
	expect("username");
	expect_gone("Events");
	vt_keys(vt, "\033");
	expect("Events");
	quit();
}
END_TEST

static bool
both_shown(struct vt *v, void *data)
{
	(void)data;
	return vt_find(v, "Events", NULL, NULL) && vt_find(v, "Processes", NULL, NULL);
}

START_TEST(any_size_is_survived)
{
	static const int sizes[][2] = {{5, 20}, {1, 1}, {3, 200}, {60, 200}, {12, 40}, {24, 80}};

	start(NULL, 24, 80, "-P", "system");
	expect("Events");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		vt_pump(vt, 300);
	}
	ck_assert_msg(vt_wait_for(vt, both_shown, NULL), "%s", vt_screen(vt));
	vt_keys(vt, "\t\r");
	expect("slab");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		vt_pump(vt, 300);
	}
	expect("slab");
	vt_keys(vt, "\033");
	expect("Processes");
	quit();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {y_opens_and_closes_the_system,
	    enter_shows_all_of_it_on_a_common_terminal, hundreds_of_cpus_are_reached_by_scrolling,
	    a_stall_stands_out, a_kernel_without_pressure_has_no_lines_of_it,
	    this_machine_switches_contexts_and_has_its_cpus_in_use,
	    keys_about_lists_say_so_and_setup_is_about_the_processes, any_size_is_survived, NULL};

	return suite_run("screen_system", tests, NULL, teardown);
}
