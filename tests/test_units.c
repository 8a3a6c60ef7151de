/*
 * What systemd tells of units, and the rows it makes.  All of it is hostile text.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/compat.h"
#include "../src/os/linux/units.h"
#include "support/suite.h"

static struct units units;
static struct arena arena;

static void
setup(void)
{
	memset(&units, 0, sizeof(units));
	arena_init(&arena);
}

static void
teardown(void)
{
	units_free(&units);
	arena_free(&arena);
}

static struct unit *
add(struct units *to, const char *name, const char *load, const char *active)
{
	struct unit *u = units_add(to);
	char path[200];

	snprintf(path, sizeof(path), "/unit/%s", name);
	u->name = xstrdup(name);
	u->path = xstrdup(path);
	u->description = xstrdup("");
	u->load = xstrdup(load);
	u->active = xstrdup(active);
	u->sub = xstrdup("running");
	unit_classify(u);
	return u;
}

/* words are separated by |; "" is one that is empty, NULL none. */
static void
expect_command(const char *line, const char *path, const char *words)
{
	char *list[16], *copy = xstrdup(words != NULL ? words : ""), *rest = copy;
	size_t count = 0;

	while (words != NULL && rest != NULL)
		list[count++] = strsep(&rest, "|");
	char *got = unit_command(path, list, count);
	ck_assert_str_eq(got, line);
	free(got);
	free(copy);
}

START_TEST(a_command_is_its_program_and_words_with_quotes_where_blanks_would_deceive)
{
	expect_command("/bin/sh -c \"a b\" \"\" \"tab\there\" \" x", "/bin/sh",
	    "sh|-c|a b||tab\there|\"|x");
	expect_command("/bin/sh", "/bin/sh", "sh");
	expect_command("/bin/sh", "/bin/sh", NULL);
	expect_command("\"\"", "", NULL);
	expect_command("\"/opt/a b/run\"", "/opt/a b/run", NULL);
}
END_TEST

START_TEST(a_kind_is_what_stands_behind_the_last_dot)
{
	ck_assert_str_eq(unit_kind("a.service"), "service");
	ck_assert_str_eq(unit_kind("a.b@c.d.timer"), "timer");
	ck_assert_ptr_null(unit_kind("nothing"));
	ck_assert_ptr_null(unit_kind("a."));
	ck_assert_ptr_null(unit_kind(""));
}
END_TEST

START_TEST(since_is_when_it_came_into_the_state_it_is_in)
{
	static const struct {
		const char *active;
		uint64_t ns;
	} expected[] = {{"active", 1000}, {"reloading", 1000}, {"deactivating", 2000},
	    {"inactive", 3000}, {"failed", 3000}, {"activating", 4000}};
	struct unit *u = add(&units, "a.service", "loaded", "active");

	for (size_t i = 0; i < 4; i++)
		u->details.stamps[i] = i + 1;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		free(u->active);
		u->active = xstrdup(expected[i].active);
		ck_assert_uint_eq(unit_since(u), expected[i].ns);
	}
	/* More than nanoseconds can say is nothing that happened. */
	u->details.stamps[UNIT_INACTIVE_EXIT - UNIT_ACTIVE_ENTER] = UINT64_MAX;
	ck_assert_uint_eq(unit_since(u), 0);
}
END_TEST

START_TEST(units_that_are_only_named_somewhere_are_not_there)
{
	add(&units, "z.service", "loaded", "inactive");
	add(&units, "named.service", "not-found", "inactive");
	add(&units, "deleted.service", "not-found", "active");
	add(&units, "a.service", "loaded", "failed");
	units_settle(&units);
	ck_assert_uint_eq(units.count, 3);
	ck_assert_str_eq(units.items[0].name, "a.service");
	ck_assert_str_eq(units.items[2].name, "z.service");
	ck_assert_ptr_eq(units_find(&units, "deleted.service"), &units.items[1]);
	ck_assert_ptr_null(units_find(&units, "named.service"));
	ck_assert_ptr_eq(units_find_path(&units, "/unit/z.service"), &units.items[2]);
	ck_assert_ptr_null(units_find_path(&units, "/unit/"));
}
END_TEST

/* As if all of it had been asked and told. */
static void
tell(struct unit *u, enum fact fact)
{
	memset(u->details.known, (int)fact, sizeof(u->details.known));
	u->stale = 0;
}

START_TEST(details_are_kept_and_asked_for_again_when_the_list_shows_a_change)
{
	struct units next = {0}, third = {0};

	add(&units, "same.service", "loaded", "active");
	add(&units, "changed.service", "loaded", "active");
	add(&units, "edited.service", "loaded", "active");
	add(&units, "gone.service", "loaded", "active");
	units_settle(&units);
	for (size_t i = 0; i < units.count; i++) {
		tell(&units.items[i], FACT_OK);
		units.items[i].details.main_pid = (uint32_t)i + 1;
	}
	add(&next, "same.service", "loaded", "active");
	add(&next, "changed.service", "loaded", "failed");
	add(&next, "edited.service", "bad-setting", "active");
	add(&next, "new.service", "loaded", "active");
	units_settle(&next);
	units_take_over(&next, &units);
	ck_assert_uint_eq(units.count, 0);
	ck_assert_uint_eq(units_find(&next, "same.service")->stale, 0);
	ck_assert_uint_eq(units_find(&next, "same.service")->details.main_pid, 4);
	/* What it is may be told still, until the answer comes. */
	ck_assert_uint_eq(units_find(&next, "changed.service")->stale, UNIT_MOVES);
	ck_assert_uint_eq(units_find(&next, "changed.service")->details.main_pid, 1);
	ck_assert_uint_eq(units_find(&next, "edited.service")->stale, UNIT_ALL);
	ck_assert_uint_eq(units_find(&next, "new.service")->stale, UNIT_ALL);
	ck_assert_int_eq(units_find(&next, "new.service")->details.known[UNIT_USER], FACT_UNREAD);
	/* What was stale and not asked for yet still is. */
	add(&third, "changed.service", "loaded", "failed");
	units_take_over(&third, &next);
	ck_assert_uint_eq(third.items[0].stale, UNIT_MOVES);
	units_free(&third);
}
END_TEST

START_TEST(a_unit_that_is_removed_leaves_the_others)
{
	add(&units, "a.service", "loaded", "active");
	add(&units, "b.service", "loaded", "active");
	add(&units, "c.service", "loaded", "active");
	units_settle(&units);
	units_remove(&units, units_find(&units, "a.service"));
	ck_assert_uint_eq(units.count, 2);
	ck_assert_str_eq(units_find(&units, "c.service")->name, "c.service");
	units_remove(&units, units_find(&units, "c.service"));
	ck_assert_uint_eq(units.count, 1);
	ck_assert_str_eq(units.items[0].name, "b.service");
}
END_TEST

START_TEST(only_what_is_wanted_and_makes_sense_is_asked)
{
	const uint64_t all = (VG_BIT(VG_COUNT) - 1);
	struct unit *u = add(&units, "a.service", "loaded", "active");

	ck_assert_uint_eq(unit_asks(u, 0), 0);
	ck_assert_uint_eq(unit_asks(u, VG_BIT(VG_STATUS) | VG_BIT(VG_DESCRIPTION)), 0);
	ck_assert_uint_eq(unit_asks(u, VG_BIT(VG_PID)), UNIT_BIT(UNIT_MAIN_PID));
	ck_assert_uint_eq(unit_asks(u, VG_BIT(VG_MEMORY) | VG_BIT(VG_CPU_TIME)),
	    UNIT_BIT(UNIT_CGROUP));
	/* Of four times the one that its state began with. */
	ck_assert_uint_eq(unit_asks(u, VG_BIT(VG_SINCE)), UNIT_BIT(UNIT_ACTIVE_ENTER));
	u->stale = UNIT_BIT(UNIT_USER);
	ck_assert_uint_eq(unit_asks(u, all), UNIT_BIT(UNIT_USER));
	/* What is inactive has no process, and no control group for one. */
	u = add(&units, "b.service", "loaded", "inactive");
	ck_assert_uint_eq(unit_asks(u, all),
	    UNIT_BIT(UNIT_USER) | UNIT_BIT(UNIT_COMMAND) | UNIT_BIT(UNIT_FRAGMENT) |
		UNIT_BIT(UNIT_FILE_STATE) | UNIT_BIT(UNIT_INACTIVE_ENTER));
	u = add(&units, "c.timer", "loaded", "active");
	ck_assert_uint_eq(unit_asks(u, all),
	    UNIT_BIT(UNIT_FRAGMENT) | UNIT_BIT(UNIT_FILE_STATE) | UNIT_BIT(UNIT_ACTIVE_ENTER));
	u = add(&units, "d.mount", "loaded", "active");
	ck_assert_uint_eq(unit_asks(u, all), 0);
}
END_TEST

static struct service
row_of(struct unit *u)
{
	struct service row = {0};

	unit_row(u, VG_BIT(VG_COUNT) - 1, &row, &arena);
	return row;
}

START_TEST(a_row_is_what_systemctl_shows)
{
	struct unit *u = add(&units, "a.service", "loaded", "active");

	tell(u, FACT_OK);
	u->details.main_pid = 7;
	u->details.user = xstrdup("");
	u->details.cgroup = xstrdup("/system.slice/a.service");
	u->details.command = xstrdup("/bin/a");
	u->details.fragment = xstrdup("/lib/a.service");
	u->details.file_state = xstrdup("static");
	u->details.stamps[0] = 5;
	struct service row = row_of(u);
	ck_assert_str_eq(row.name, "a.service");
	ck_assert_str_eq(row.kind, "service");
	ck_assert_str_eq(row.status, "active");
	ck_assert_str_eq(row.sub_state, "running");
	ck_assert_int_eq(row.state, SERVICE_STATE_RUNS);
	ck_assert_int_eq(row.pid, 7);
	ck_assert_str_eq(row.cgroup, "/system.slice/a.service");
	ck_assert_str_eq(row.binpath, "/bin/a");
	ck_assert_str_eq(row.unit_file, "/lib/a.service");
	ck_assert_str_eq(row.start_type, "static");
	ck_assert_uint_eq(row.since, 5000);
	/* systemd names no user for what runs as root, and no description is none. */
	ck_assert_str_eq(row.username, "root");
	ck_assert_ptr_null(row.description);
	/* What ended has neither, whatever was told of it before. */
	free(u->active);
	u->active = xstrdup("inactive");
	row = row_of(u);
	ck_assert(row.known[VG_PID] == FACT_OK && row.pid == 0);
	ck_assert(row.known[VG_CGROUP] == FACT_OK && row.cgroup == NULL);
}
END_TEST

START_TEST(details_are_pending_or_denied_and_other_kinds_have_none)
{
	struct unit *u = add(&units, "a.service", "loaded", "failed");
	struct service row = {0};

	ck_assert_int_eq(row_of(u).known[VG_PID], FACT_PENDING);
	unit_row(u, VG_BIT(VG_STATUS), &row, &arena);
	ck_assert_int_eq(row.known[VG_PID], FACT_UNREAD);
	tell(u, FACT_DENIED);
	row = row_of(u);
	ck_assert_int_eq(row.known[VG_PID], FACT_DENIED);
	ck_assert_int_eq(row.known[VG_USERNAME], FACT_DENIED);
	ck_assert_int_eq(row.known[VG_CGROUP], FACT_DENIED);
	ck_assert_int_eq(row.known[VG_STATUS], FACT_OK);
	ck_assert_int_eq(row.state, SERVICE_STATE_FAILED);
	u = add(&units, "b.timer", "loaded", "active");
	tell(u, FACT_OK);
	u->details.file_state = xstrdup("enabled");
	row = row_of(u);
	ck_assert_int_eq(row.known[VG_PID], FACT_NONE);
	ck_assert_int_eq(row.known[VG_STATUS], FACT_OK);
	ck_assert_str_eq(row.kind, "timer");
	ck_assert_str_eq(row.start_type, "enabled");
	row = row_of(add(&units, "c.mount", "loaded", "active"));
	ck_assert_int_eq(row.known[VG_START_TYPE], FACT_NONE);
}
END_TEST

START_TEST(words_that_systemd_may_learn_yet_are_shown_as_they_are)
{
	struct service row = row_of(add(&units, "a.service", "loaded", "pondering"));

	ck_assert_str_eq(row.status, "pondering");
	ck_assert_int_eq(row.state, SERVICE_STATE_UNKNOWN);
}
END_TEST

static bool
cpu_of(const char *text, uint64_t *us)
{
	return unit_cpu_us(text, strlen(text), us);
}

START_TEST(files_of_control_groups_are_numbers_or_nothing)
{
	uint64_t n = 0;

	ck_assert(unit_number("4096\n", 5, &n) && n == 4096);
	ck_assert(!unit_number("max\n", 4, &n));
	ck_assert(!unit_number("", 0, &n));
	/* Cut off in the middle of the number. */
	ck_assert(!unit_number("409", 3, &n));
	ck_assert(cpu_of("usage_usec 1571\nuser_usec 1\n", &n) && n == 1571);
	ck_assert(cpu_of("nr_periods 0\nusage_usec 2\n", &n) && n == 2);
	ck_assert(!cpu_of("usage_usec 15", &n));
	ck_assert(!cpu_of("usage_usec \nuser_usec 7\n", &n));
	ck_assert(!cpu_of("user_usec 7\n", &n));
	ck_assert(!cpu_of("", &n));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_command_is_its_program_and_words_with_quotes_where_blanks_would_deceive,
	    a_kind_is_what_stands_behind_the_last_dot,
	    since_is_when_it_came_into_the_state_it_is_in,
	    units_that_are_only_named_somewhere_are_not_there,
	    details_are_kept_and_asked_for_again_when_the_list_shows_a_change,
	    a_unit_that_is_removed_leaves_the_others, only_what_is_wanted_and_makes_sense_is_asked,
	    a_row_is_what_systemctl_shows, details_are_pending_or_denied_and_other_kinds_have_none,
	    words_that_systemd_may_learn_yet_are_shown_as_they_are,
	    files_of_control_groups_are_numbers_or_nothing, NULL};

	return suite_run("units", tests, setup, teardown);
}
