/*
 * The panels of interfaces and disks on the real screen, over a captured machine.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/suite.h"

#define FIXTURE CTOP_SOURCE_DIR "/tests/fixtures/modern"

static void
start(int rows, int cols, const char *option, const char *value)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "--root", FIXTURE, option,
	    value, NULL};

	vt = vt_start(argv, NULL, rows, cols);
	ck_assert_msg(vt_wait_text(vt, "Processes"), "%s", vt_screen(vt));
}

static int
line_of(const char *text)
{
	int y = -1;

	ck_assert_msg(vt_find(vt, text, &y, NULL), "no '%s' in:\n%s", text, vt_screen(vt));
	return y;
}

START_TEST(n_and_d_open_and_close_panels)
{
	start(24, 80, NULL, NULL);
	ck_assert(!vt_find(vt, "Interfaces", NULL, NULL));
	vt_keys(vt, "n");
	expect("Interfaces 4 of 4");
	expect("wlan0");
	vt_keys(vt, "d");
	expect("Disks");
	expect("sda1");
	/* Side by side below the processes, which keep their place. */
	ck_assert_int_eq(line_of("Interfaces"), line_of("Disks"));
	ck_assert_int_lt(line_of("Processes"), line_of("Interfaces"));
	expect("postgres");
	vt_keys(vt, "n");
	expect_gone("Interfaces");
	expect("Disks");
	vt_keys(vt, "d");
	expect_gone("Disks");
	quit();
}
END_TEST

START_TEST(panels_stand_beside_the_list_where_there_is_room)
{
	start(40, 200, "-P", "net,disk");
	expect("Interfaces 4 of 4");
	expect("Disks");
	ck_assert_int_eq(line_of("Interfaces"), line_of("Processes"));
	ck_assert_int_gt(line_of("Disks"), line_of("Interfaces"));
	quit();
}
END_TEST

START_TEST(tab_moves_the_focus_and_each_panel_keeps_its_own_sort_and_filter)
{
	start(30, 160, "-P", "net,disk");
	expect("Interfaces 4 of 4");
	vt_keys(vt, "\t\\flags=running\r");
	expect("Interfaces 2 of 4");
	expect("filter: flags=running");
	expect_gone("wlan0");
	expect("postgres");
	vt_keys(vt, "\t\\kind=disk\r");
	expect("Disks 2 of");
	expect("Interfaces 2 of 4");
	vt_keys(vt, "I");
	expect_order("sda ", "cciss");
	vt_keys(vt, "\t");
	vt_keys(vt, "N");
	expect("sort PID");
	/* The disks are as they were. */
	expect_order("sda ", "cciss");
	quit();
}
END_TEST

START_TEST(keys_about_processes_say_so_while_a_panel_has_the_focus)
{
	start(30, 160, "-P", "net");
	expect("Interfaces 4 of 4");
	vt_keys(vt, "\tk");
	expect("signal-menu: this is about processes");
	vt_keys(vt, "\tv");
	expect("this is for the panels");
	quit();
}
END_TEST

START_TEST(virtual_interfaces_and_partitions_are_hidden_by_a_key)
{
	start(30, 160, "-P", "net,disk");
	expect("br0");
	expect("sda1");
	vt_keys(vt, "\tv");
	expect("Interfaces 2 of 4");
	expect_gone("br0");
	expect("no virtual ones");
	vt_keys(vt, "\tv");
	expect_gone("sda1");
	expect("nas.exampl");
	vt_keys(vt, "v");
	expect("sda1");
	quit();
}
END_TEST

START_TEST(enter_shows_every_address_of_an_interface)
{
	start(50, 120, "-P", "net");
	expect("Interfaces 4 of 4");
	vt_keys(vt, "\t/eth0\r\r");
	expect("AF_INET6");
	expect("2001:db8::4");
	expect("netmask ffff:ffff:ffff:ffff::");
	expect("scope link");
	expect("02:00:00:00:00:01");
	expect("broadcast ff:ff:ff:ff:ff:ff");
	vt_keys(vt, "\033");
	expect("Processes");
	quit();
}
END_TEST

START_TEST(columns_of_a_panel_are_chosen_while_it_has_the_focus)
{
	start(30, 160, "-P", "net");
	expect("Interfaces 4 of 4");
	vt_keys(vt, "\tS");
	expect("More columns");
	expect("recv_rate");
	/* The first of the others goes before the first that is shown. */
	vt_keys(vt, "\t\r\033");
	expect("INDEX");
	expect("PID");
	quit();
}
END_TEST

START_TEST(a_click_gives_the_focus_and_selects)
{
	int y, x;

	start(30, 160, "-P", "net");
	expect("Interfaces 4 of 4");
	expect_at("wlan0", &y, &x);
	vt_click(vt, y, x);
	vt_keys(vt, "\r");
	expect("dormant");
	vt_keys(vt, "\033");
	expect_gone("dormant");
	expect("Processes");
	expect_at("NAME", &y, &x);
	vt_click(vt, y, x + 1);
	expect_order("wlan0", "eth0");
	quit();
}
END_TEST

START_TEST(open_panels_and_their_settings_are_saved_when_asked)
{
	char dir[] = "/tmp/ctop-panels-XXXXXX", path[100], text[4000];
	const char *argv[] = {CTOP_BINARY, "--config", path, "-d", "0.3", "--root", FIXTURE, NULL};

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/ctoprc", dir);
	vt = vt_start(argv, NULL, 30, 160);
	expect("Processes");
	vt_keys(vt, "n");
	expect("Interfaces 4 of 4");
	vt_keys(vt, "\tv");
	expect("Interfaces 2 of 4");
	vt_keys(vt, "W");
	expect("saved to");
	quit();
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	ck_assert_ptr_nonnull(strstr(text, "panels = process,net\n"));
	ck_assert_ptr_nonnull(strstr(text, "hide_virtual = yes\n"));
	vt_free(vt);
	vt = vt_start(argv, NULL, 30, 160);
	expect("Interfaces 2 of 4");
	quit();
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(the_number_of_the_namespace_is_in_the_title_whole)
{
	const char *argv[] = {CTOP_BINARY, "--no-config", "-d", "0.3", "-P", "net,disk", NULL};
	char link[64] = "", note[80];
	unsigned long long number;

	ck_assert_int_gt(readlink("/proc/self/ns/net", link, sizeof(link) - 1), 0);
	ck_assert_int_eq(sscanf(link, "net:[%llu]", &number), 1);
	/* Room for the number, not for whose it is. */
	vt = vt_start(argv, NULL, 24, 100);
	snprintf(note, sizeof(note), "netns %llu ", number);
	expect(note);
	quit();
}
END_TEST

START_TEST(a_panel_without_room_says_so_and_cannot_have_the_focus)
{
	start(10, 60, NULL, NULL);
	vt_keys(vt, "n");
	expect("Interfaces: open, but this screen has no room");
	vt_keys(vt, "\tv");
	expect("this is for the panels of interfaces");
	vt_resize(vt, 24, 80);
	expect("Interfaces 4 of 4");
	quit();
}
END_TEST

START_TEST(any_size_is_survived_with_panels_open)
{
	static const int sizes[][2] = {{5, 20}, {1, 1}, {10, 40}, {24, 80}, {12, 300}, {60, 30},
	    {24, 80}};

	start(24, 80, "-P", "net,disk");
	expect("Interfaces");
	vt_keys(vt, "\t");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		vt_pump(vt, 300);
	}
	expect("Interfaces");
	expect("Disks");
	expect("postgres");
	quit();
}
END_TEST

/* The program may see none of the sizes between; the terminal has lost cells all the same. */
START_TEST(a_size_that_is_back_before_it_was_seen_is_drawn_anew)
{
	start(24, 80, "-P", "net,disk");
	for (int i = 0; i < 20; i++) {
		expect("Interfaces");
		expect("Disks");
		expect("postgres");
		vt_resize(vt, 5, 20);
		vt_resize(vt, 24, 80);
	}
	expect("postgres");
	quit();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {n_and_d_open_and_close_panels,
	    panels_stand_beside_the_list_where_there_is_room,
	    tab_moves_the_focus_and_each_panel_keeps_its_own_sort_and_filter,
	    keys_about_processes_say_so_while_a_panel_has_the_focus,
	    virtual_interfaces_and_partitions_are_hidden_by_a_key,
	    enter_shows_every_address_of_an_interface,
	    columns_of_a_panel_are_chosen_while_it_has_the_focus,
	    a_click_gives_the_focus_and_selects,
	    open_panels_and_their_settings_are_saved_when_asked,
	    the_number_of_the_namespace_is_in_the_title_whole,
	    a_panel_without_room_says_so_and_cannot_have_the_focus,
	    any_size_is_survived_with_panels_open,
	    a_size_that_is_back_before_it_was_seen_is_drawn_anew, NULL};

	return suite_run("screen_panels", tests, NULL, screen_end);
}
