/*
 * The panel of services, its page and the jumps between services and processes, on the real
 * screen: a captured machine and services that tests/programs/services.c tells.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/screen.h"
#include "support/suite.h"

#define FIXTURE CTOP_SOURCE_DIR "/tests/fixtures/modern"
#define PROGRAM CTOP_TEST_DIR "/program_services"

static void
start_mode(const char *mode, int rows, int cols, const char *option, const char *value)
{
	const char *argv[] = {PROGRAM, "--no-config", "-d", "0.3", "--root", FIXTURE, option, value,
	    NULL};
	const char *env[] = {mode, NULL};

	vt = vt_start(argv, mode != NULL ? env : NULL, rows, cols);
	ck_assert_msg(vt_wait_text(vt, "postgres: checkpointer"), "%s", vt_screen(vt));
}

static void
start(int rows, int cols, const char *option, const char *value)
{
	start_mode(NULL, rows, cols, option, value);
}

/*
 * Keys, then what they make the screen say: keys that come together may be answered in one frame.
 */
static void
press(const char *keys, const char *then)
{
	vt_keys(vt, keys);
	expect(then);
}

struct style_wanted {
	const char *text;
	bool bold, reverse;
	int bg; /* -2: any but the default */
};

static bool
has_style(struct vt *v, void *data)
{
	const struct style_wanted *w = data;
	struct vt_cell cell;
	int y, x;

	if (!vt_find(v, w->text, &y, &x))
		return false;
	vt_cell(v, y, x, &cell);
	return cell.bold == w->bold && cell.reverse == w->reverse &&
	    (w->bg == -2 ? cell.bg != -1 : cell.bg == w->bg);
}

/* Is the row that has this text the selected one of the list with the focus? */
static bool
is_selected(struct vt *v, void *data)
{
	struct vt_cell cell, other;
	int y, x, rows, cols;

	vt_size(v, &rows, &cols);
	if (!vt_find(v, data, &y, &x))
		return false;
	vt_cell(v, y, x, &cell);
	vt_cell(v, y + 1 < rows ? y + 1 : y - 1, x, &other);
	return cell.bg == 24 && other.bg != 24;
}

static void
expect_selected(const char *text)
{
	char copy[100];

	snprintf(copy, sizeof(copy), "%s", text);
	ck_assert_msg(vt_wait_for(vt, is_selected, copy), "'%s' is not selected:\n%s", text,
	    vt_screen(vt));
}

START_TEST(s_opens_and_closes_the_services)
{
	start(24, 80, NULL, NULL);
	press("s", "Services 5 of 8");
	expect("no other units");
	/* The columns that matter have room on 80 cells. */
	expect("NAME");
	expect("STATUS     SUB       START         PID     USS   CPU%");
	expect("postgresql.service         active     running   enabled       812    793M");
	expect("broken.service             failed     failed    enabled         -");
	expect("elsewhere.service");
	expect("Processes 7 of 7");
	vt_keys(vt, "s");
	expect_gone("Services");
	quit();
}
END_TEST

START_TEST(the_option_opens_them_too_and_other_units_are_shown_by_a_key)
{
	start(30, 132, "-P", "service");
	expect("Services 5 of 8");
	ck_assert(!vt_find(vt, "session-3.scope", NULL, NULL));
	press("\tv", "Services 8 of 8");
	expect("session-3.scope");
	expect("dev-disk\\x2done.device");
	expect("other units are shown");
	press("v", "Services 5 of 8");
	quit();
}
END_TEST

START_TEST(services_are_sorted_filtered_and_searched_while_they_have_the_focus)
{
	start(30, 80, "-P", "service");
	expect("Services 5 of 8");
	press("\t\\status=active\r", "Services 2 of 8");
	expect("filter: status=active");
	expect_gone("broken.service");
	expect("Processes 7 of 7");
	press("\\", "Filter:");
	vt_keys(vt, "\033");
	expect("Services 5 of 8");
	vt_keys(vt, "/stopped\r");
	expect_selected("stopped.service");
	/* Tab gives the focus back; the panel stays as it is. */
	press("\tN", "sort PID");
	expect("Services 5 of 8");
	quit();
}
END_TEST

START_TEST(a_failed_service_stands_out_with_colours_and_without)
{
	struct style_wanted colours = {"failed", true, false, -2},
			    plain = {"failed", true, true, -1};
	const char *argv[] = {PROGRAM, "--no-config", "-d", "0.3", "--root", FIXTURE, "-P",
	    "service", "--color", "never", NULL};

	start(24, 80, "-P", "service");
	/* The selected row has a look of its own. */
	expect("Services 5 of 8");
	vt_keys(vt, "\t\033[F");
	ck_assert_msg(vt_wait_for(vt, has_style, &colours), "%s", vt_screen(vt));
	quit();
	vt_free(vt);
	vt = vt_start(argv, NULL, 24, 80);
	expect("Services 5 of 8");
	vt_keys(vt, "\t\033[F");
	ck_assert_msg(vt_wait_for(vt, has_style, &plain), "%s", vt_screen(vt));
	quit();
}
END_TEST

START_TEST(where_there_is_no_service_manager_the_panel_says_what_there_is)
{
	start_mode("CTOP_TEST_SERVICES=none", 24, 80, "-P", "service");
	expect("Services 0 of 0");
	expect(" no service manager: pid 1 is tini");
	quit();
	vt_free(vt);
	/* So does a jump. */
	start_mode("CTOP_TEST_SERVICES=none", 24, 80, NULL, NULL);
	press("J", "no service manager: pid 1 is tini");
	quit();
}
END_TEST

START_TEST(services_of_a_manager_that_does_not_answer_any_more_are_marked_as_old)
{
	start_mode("CTOP_TEST_SERVICES=hang", 24, 80, "-P", "service");
	expect("Services 5 of 8");
	vt_keys(vt, "\t\033[F");
	expect("no answer for 6 s");
	expect("postgresql.service");
	/* What runs is not told as if it were so now: its status has lost its colour. */
	ck_assert(vt_wait_for(vt, has_style, &(struct style_wanted){"failed", false, false, -1}));
	quit();
}
END_TEST

START_TEST(a_key_goes_from_a_process_to_its_service)
{
	start(24, 80, NULL, NULL);
	press("/postgres\r", "Processes");
	press("J", "812 belongs to postgresql.service");
	expect_selected("postgresql.service");
	/* Its unit is a scope: that is shown as well. */
	press("\t/sudo\r", "Processes");
	press("J", "1501 belongs to session-3.scope");
	expect("Services 8 of 8");
	expect_selected("session-3.scope");
	press("\t/kthreadd\r", "Processes");
	press("J", "2 belongs to no service");
	quit();
}
END_TEST

START_TEST(the_jump_takes_away_what_hides_the_service)
{
	start(24, 80, "-P", "service");
	press("\t\\broken\r", "Services 1 of 8");
	press("\t/postgres\r", "Processes");
	press("J", "812 belongs to postgresql.service");
	expect_selected("postgresql.service");
	expect_gone("filter: broken");
	quit();
}
END_TEST

START_TEST(a_key_goes_from_a_service_to_its_main_process)
{
	start(24, 80, "-P", "service");
	expect("Services 5 of 8");
	press("\t/postgresql\r", "Services");
	press("J", "812 is the main process of postgresql.service");
	expect_selected("812 postgres");
	press("\t/broken\r", "Services");
	press("J", "broken.service has no main process");
	press("/elsewhere\r", "Services");
	press("J", "elsewhere.service: its main process 4711 is none of those");
	quit();
}
END_TEST

START_TEST(the_jump_takes_away_what_hides_the_process)
{
	start(24, 80, "-P", "service");
	expect("Services 5 of 8");
	press("\\bash\r", "filter: bash");
	expect_gone("postgres: checkpointer");
	press("\t/postgresql\r", "Services");
	press("J", "(the filter was taken away)");
	expect_selected("812 postgres");
	/* In a folded tree the branch is opened. */
	press("t*", "[+]");
	press("\tJ", "812 is the main process");
	expect_selected("812 postgres");
	quit();
}
END_TEST

START_TEST(a_key_shows_only_the_processes_of_a_service_and_escape_all_of_them)
{
	start(24, 80, NULL, NULL);
	press("/sudo\r", "Processes");
	press("o", "Processes 2 of 7");
	expect("session-3.scope (Esc: all)");
	expect("-bash");
	expect_gone("postgres: checkpointer");
	press("\033", "Processes 7 of 7");
	/* The same from the service, with its whole control group. */
	press("s", "Services 5 of 8");
	press("\t/pods\r", "Services");
	press("o", "Processes 1 of 7");
	expect("java -jar app.jar");
	press("\033", "Processes 7 of 7");
	/* A service that has none says so. */
	press("\t/broken\r", "Services");
	press("o", "broken.service has no processes");
	quit();
}
END_TEST

START_TEST(without_a_service_manager_only_the_control_group_counts)
{
	start_mode("CTOP_TEST_SERVICES=none", 24, 80, NULL, NULL);
	press("/sudo\r", "Processes");
	press("o", "Processes 2 of 7");
	expect("these are in the control group of 1501");
	quit();
}
END_TEST

START_TEST(enter_shows_everything_of_a_service_its_processes_and_what_to_type)
{
	start(50, 80, "-P", "service");
	expect("Services 5 of 8");
	press("\t/postgresql\r\r", "Services  postgresql.service");
	expect("username          postgres");
	/* A long command is wrapped, not cut. */
	expect("binpath           /usr/lib/postgresql/17/bin/postgres");
	expect("log_destination=stderr");
	expect("PID   CPU%    USS    PSS  Command");
	expect("812    0.0   793M");
	expect("postgres: checkpointer");
	expect("systemctl status postgresql.service");
	expect("systemctl start postgresql.service");
	expect("systemctl stop postgresql.service");
	expect("systemctl restart postgresql.service");
	/* From here, too. */
	press("J", "812 is the main process of postgresql.service");
	expect("Processes 7 of 7");
	quit();
}
END_TEST

START_TEST(a_name_that_a_shell_would_change_is_quoted)
{
	start(50, 80, "-P", "service");
	press("\tv", "Services 8 of 8");
	press("/x2done\r\r", "Services  dev-disk");
	expect("systemctl status 'dev-disk\\x2done.device'");
	expect_gone("Processes");
	press("\033", "Processes");
	quit();
}
END_TEST

START_TEST(hostile_texts_of_a_service_do_nothing)
{
	start(40, 132, "-P", "service");
	expect("Always fails\xef\xbf\xbd[31m");
	press("\t/broken\r\r", "Services  broken.service");
	expect("Always fails\xef\xbf\xbd[31m");
	expect_gone("Processes");
	press("\033", "Processes");
	quit();
}
END_TEST

START_TEST(all_four_panels_share_a_small_screen_and_keep_their_state)
{
	static const int sizes[][2] = {{5, 20}, {40, 132}, {60, 200}, {3, 10}, {24, 80}};

	start(24, 80, "-P", "net,disk,service,system");
	expect("Interfaces");
	expect("Disks");
	expect("Services");
	expect("System");
	expect("postgres: checkpointer");
	/* The focus goes round: to the services, which are filtered, and back. */
	press("\t\t\t\\status=failed\r", "Services 1 of 8");
	press("\t\t", "Services 1 of 8");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		vt_pump(vt, 300);
	}
	expect("Services 1 of 8");
	expect("Interfaces");
	expect("System");
	expect("postgres: checkpointer");
	quit();
}
END_TEST

START_TEST(the_list_shows_control_groups_short_and_the_details_in_full)
{
	start(40, 132, "-o", "pid,cgroup,runtime,cmdline");
	expect("docker-4f5e6d7c8b9a.scope");
	expect("812 docker-4f5e6d7c8b9a.scope        docker");
	press("/postgres\r\r", "Facts");
	press("/cgroup\r",
	    "/system.slice/"
	    "docker-4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899a.scope");
	expect_gone("Processes");
	press("\033", "Processes");
	quit();
}
END_TEST

START_TEST(processes_are_folded_by_what_runs_their_container)
{
	const char *argv[] = {PROGRAM, "--no-config", "-d", "0.3", "--root", FIXTURE, "-g",
	    "runtime", NULL};

	vt = vt_start(argv, NULL, 24, 80);
	expect("by runtime 3 of 3");
	expect("containerd");
	expect("docker");
	quit();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {s_opens_and_closes_the_services,
	    the_option_opens_them_too_and_other_units_are_shown_by_a_key,
	    services_are_sorted_filtered_and_searched_while_they_have_the_focus,
	    a_failed_service_stands_out_with_colours_and_without,
	    where_there_is_no_service_manager_the_panel_says_what_there_is,
	    services_of_a_manager_that_does_not_answer_any_more_are_marked_as_old,
	    a_key_goes_from_a_process_to_its_service, the_jump_takes_away_what_hides_the_service,
	    a_key_goes_from_a_service_to_its_main_process,
	    the_jump_takes_away_what_hides_the_process,
	    a_key_shows_only_the_processes_of_a_service_and_escape_all_of_them,
	    without_a_service_manager_only_the_control_group_counts,
	    enter_shows_everything_of_a_service_its_processes_and_what_to_type,
	    a_name_that_a_shell_would_change_is_quoted, hostile_texts_of_a_service_do_nothing,
	    all_four_panels_share_a_small_screen_and_keep_their_state,
	    the_list_shows_control_groups_short_and_the_details_in_full,
	    processes_are_folded_by_what_runs_their_container, NULL};

	return suite_run("screen_services", tests, NULL, screen_end);
}
