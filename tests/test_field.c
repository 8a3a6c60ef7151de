#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/collect/field.h"
#include "support/suite.h"

static struct proc_more more;
static struct proc_footprint footprint;
static struct proc row;

#define SECOND UINT64_C(1000000000)

static void
fill(void)
{
	setenv("TZ", "UTC", 1);
	memset(&more, 0, sizeof(more));
	memset(&footprint, 0, sizeof(footprint));
	memset(&row, 0, sizeof(row));
	memset(row.known, FACT_OK, sizeof(row.known));
	row.more = &more;
	row.footprint = &footprint;
	row.id.pid = 4194304;
	row.name = "bash";
	row.username = "ann";
	row.cmdline = (struct blob){"/bin/bash\0-c\0true\0", 18};
	more.environ = (struct blob){"PATH=/bin\0HOME=/root\0PATH=/later\0EMPTY=\0odd\0", 44};
	row.status = STATUS_DISK_SLEEP;
	row.cpu_user_ns = 60 * SECOND;
	row.cpu_system_ns = 701 * SECOND + 220000000;
	row.cpu_percent = 12.345;
	row.rss = UINT64_C(812) << 20;
	row.nice = -5;
	footprint.uss = UINT64_C(4) << 10;
	footprint.uss_delta = -(INT64_C(3) << 20);
	more.oom_score_adj = -1000;
	row.policy = POLICY_FIFO;
}

static struct column
column(const char *text)
{
	struct column c;
	char err[200] = "";

	ck_assert_msg(column_parse(text, &process_table, &c, err, sizeof(err)) == 0, "%s", err);
	return c;
}

static struct value
get(const char *text)
{
	struct column c = column(text);
	struct value value;

	field_get(&c, &process_table, &row, &value);
	free((void *)(uintptr_t)c.argument);
	return value;
}

static const char *
show(const char *text, unsigned width)
{
	static char buf[256], copy[256];
	struct column c = column(text);
	struct value value;
	size_t len;

	field_get(&c, &process_table, &row, &value);
	const char *shown = field_text(&c, &value, width, buf, sizeof(buf), &len);
	snprintf(copy, sizeof(copy), "%.*s", (int)len, shown);
	free((void *)(uintptr_t)c.argument);
	return copy;
}

static void
check_row(const struct table *table, const struct field *f)
{
	static const uint64_t all = PG_COUNT == 64 ? UINT64_MAX : PG_BIT(PG_COUNT) - 1;

	ck_assert_msg(field_find(table, f->key, strlen(f->key)) == f, "%s twice", f->key);
	ck_assert_msg(strspn(f->key, "abcdefghijklmnopqrstuvwxyz0123456789_.") == strlen(f->key),
	    "%s", f->key);
	ck_assert_msg(f->help != NULL && strlen(f->help) > 2, "%s has no help", f->key);
	ck_assert_msg(f->help[strlen(f->help) - 1] != '.', "%s: full stop", f->key);
	ck_assert_msg(f->title != NULL &&
		(f->width == 0 || strlen(f->title) <= f->width || table == &system_table),
	    "%s: title does not fit", f->key);
	ck_assert_msg(f->systems != 0 && (f->systems & ~ON_ALL) == 0, "%s: systems", f->key);
	ck_assert_msg((f->groups & ~all) == 0, "%s: groups", f->key);
	ck_assert_msg((f->member == MEMBER_NONE) == (f->get != NULL), "%s: getter", f->key);
	ck_assert_msg((f->unit == UNIT_NAMED) == (f->names != NULL), "%s: names", f->key);
	ck_assert_msg(f->via == 0 || f->groups != 0, "%s: a block without a group", f->key);
}

START_TEST(every_row_of_every_table_is_complete)
{
	const struct table *const tables[] = {&process_table, &group_table, &system_table,
	    &cpu_table};

	for (size_t t = 0; t < 4; t++)
		for (const struct field *f = tables[t]->fields; f->key != NULL; f++)
			check_row(tables[t], f);
}
END_TEST

START_TEST(the_unit_of_a_row_agrees_with_its_member)
{
	for (const struct field *f = process_table.fields; f->key != NULL; f++) {
		struct column c = {f, "PATH"};
		struct value value;
		field_get(&c, &process_table, &row, &value);
		ck_assert_msg(value.fact == FACT_OK, "%s", f->key);
		bool text = f->unit == UNIT_TEXT,
		     blob = f->unit == UNIT_ARGS || f->unit == UNIT_ENVIRON;
		ck_assert_msg((value.kind == VALUE_TEXT) == text, "%s", f->key);
		ck_assert_msg((value.kind == VALUE_BLOB) == blob, "%s", f->key);
		if (f->unit == UNIT_PERCENT || f->unit == UNIT_RATE || f->unit == UNIT_BYTE_RATE)
			ck_assert_msg(value.kind == VALUE_REAL, "%s", f->key);
		if (f->unit == UNIT_BYTES || f->unit == UNIT_DURATION || f->unit == UNIT_TIME)
			ck_assert_msg(value.kind == VALUE_UINT, "%s", f->key);
	}
}
END_TEST

START_TEST(rates_and_only_they_need_a_baseline)
{
	const uint64_t rates = PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_FAULT_RATES) |
	    PG_BIT(PG_IO_RATES) | PG_BIT(PG_IO_OTHER_RATE);

	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		ck_assert_msg(((f->flags & FIELD_BASELINE) != 0) == ((f->groups & rates) != 0),
		    "%s", f->key);
}
END_TEST

START_TEST(every_group_but_the_unused_has_a_column)
{
	uint64_t covered = PG_BIT(PG_KIND) | PG_BIT(PG_SERVICE);

	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		covered |= f->groups;
	for (unsigned g = 0; g < PG_COUNT; g++)
		ck_assert_msg((covered & PG_BIT(g)) != 0, "group %u", g);
}
END_TEST

START_TEST(values_come_from_the_row_and_what_it_points_to)
{
	ck_assert_int_eq(get("pid").i, 4194304);
	ck_assert_int_eq(get("nice").i, -5);
	ck_assert_uint_eq(get("rss").u, UINT64_C(812) << 20);
	ck_assert_uint_eq(get("uss").u, 4096);
	ck_assert_int_eq(get("oom_score_adj").i, -1000);
	ck_assert_uint_eq(get("cpu_time").u, 761 * SECOND + 220000000);
	ck_assert_str_eq(get("name").text, "bash");
	row.footprint = NULL;
	ck_assert_int_eq(get("uss").fact, FACT_UNREAD);
}
END_TEST

START_TEST(a_value_is_never_more_known_than_its_group)
{
	static const enum fact facts[] = {FACT_UNREAD, FACT_PENDING, FACT_NONE, FACT_DENIED,
	    FACT_GONE, FACT_STUCK};

	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		for (size_t i = 0; i < 6 && f->groups != 0; i++) {
			struct column c = {f, "PATH"};
			struct value value;
			memset(row.known, (int)facts[i], sizeof(row.known));
			field_get(&c, &process_table, &row, &value);
			ck_assert_msg(value.fact == facts[i], "%s", f->key);
			ck_assert(isnan(value_number(&value)));
		}
}
END_TEST

START_TEST(what_is_not_finite_or_has_no_name_is_not_known)
{
	row.cpu_percent = NAN;
	ck_assert_int_eq(get("cpu_percent").fact, FACT_NONE);
	row.cpu_percent = HUGE_VAL;
	ck_assert_int_eq(get("cpu_percent").fact, FACT_NONE);
	row.status = 200;
	ck_assert_int_eq(get("status").fact, FACT_NONE);
	row.rss = MEMORY_UNKNOWN;
	ck_assert_int_eq(get("rss").fact, FACT_NONE);
}
END_TEST

START_TEST(cells_show_what_a_person_reads)
{
	ck_assert_str_eq(show("rss", 6), "812M");
	ck_assert_str_eq(show("status", 1), "D");
	ck_assert_str_eq(show("policy", 8), "fifo");
	ck_assert_str_eq(show("cpu_percent", 5), "12.3");
	ck_assert_str_eq(show("cpu_time", 9), "12:41.22");
	ck_assert_str_eq(show("cmdline", 0), "/bin/bash -c true");
	ck_assert_str_eq(show("uss_delta", 6), "-3.0M");
	ck_assert_str_eq(show("terminal", 8), "-");
	ck_assert_str_eq(show("pid", 5), "4194304");
	row.create_time = 1790000000 * SECOND;
	ck_assert_str_eq(show("create_time", 16), "2026-09-21 14:13");
	footprint.uss_delta = 5 << 20;
	ck_assert_str_eq(show("uss_delta", 6), "+5.0M");
}
END_TEST

START_TEST(what_is_not_known_shows_its_mark)
{
	static const struct {
		enum fact fact;
		const char *wide, *narrow, *name;
	} marks[] = {{FACT_UNREAD, "-", "-", NULL}, {FACT_PENDING, "...", "~", "pending"},
	    {FACT_NONE, "-", "-", "unsupported"}, {FACT_DENIED, "!", "!", "denied"},
	    {FACT_GONE, "-", "-", "gone"}, {FACT_STUCK, "stuck", "?", "stuck"}};

	for (size_t i = 0; i < 6; i++) {
		row.known[PG_USS] = (uint8_t)marks[i].fact;
		ck_assert_str_eq(show("uss", 6), marks[i].wide);
		ck_assert_str_eq(show("uss", 1), marks[i].narrow);
		ck_assert_str_eq(fact_mark(marks[i].fact), marks[i].narrow);
		ck_assert_pstr_eq(fact_name(marks[i].fact), marks[i].name);
	}
	ck_assert_str_eq(fact_mark(FACT_OK), "");
	ck_assert_ptr_null(fact_name(FACT_OK));
}
END_TEST

START_TEST(a_command_that_is_empty_or_not_known_shows_the_name)
{
	row.cmdline = (struct blob){NULL, 0};
	ck_assert_str_eq(show("cmdline", 0), "[bash]");
	ck_assert_int_eq(get("cmdline").fact, FACT_OK);
	row.cmdline = (struct blob){"\0\0\0", 3}; /* wiped */
	ck_assert_str_eq(show("cmdline", 0), "[bash]");
	row.known[PG_CMDLINE] = FACT_DENIED;
	ck_assert_str_eq(show("cmdline", 0), "[bash]");
	row.known[PG_NAME] = FACT_UNREAD;
	ck_assert_str_eq(show("cmdline", 0), "!");
}
END_TEST

START_TEST(a_variable_is_found_as_getenv_finds_it)
{
	ck_assert_str_eq(get("env:PATH").text, "/bin");
	ck_assert_str_eq(get("env:HOME").text, "/root");
	ck_assert_str_eq(get("env:EMPTY").text, "");
	ck_assert(!get("env:EMPTY").none);
	ck_assert(get("env:HOM").none);
	ck_assert(get("env:odd").none);
	ck_assert_int_eq(get("env:odd").fact, FACT_OK);
	more.environ = (struct blob){NULL, 0};
	ck_assert(get("env:PATH").none);
}
END_TEST

static void
check_bytes(double bytes, unsigned width, const char *expected)
{
	char buf[64];

	format_bytes(buf, sizeof(buf), width, bytes);
	ck_assert_str_eq(buf, expected);
}

START_TEST(sizes_are_short_and_fit)
{
	char buf[64];

	check_bytes(0, 0, "0");
	check_bytes(512, 6, "512");
	check_bytes(1023, 6, "1023");
	check_bytes(1024, 6, "1K");
	check_bytes(4096, 6, "4K");
	check_bytes(1023.6 * 1024, 6, "1.0M");
	check_bytes(3.1 * 1048576, 6, "3.1M");
	check_bytes(812.0 * 1048576, 6, "812M");
	check_bytes(1.1 * 1073741824, 6, "1.1G");
	check_bytes(12.3 * 1099511627776.0, 6, "12.3T");
	check_bytes(1000.0 * 1048576, 4, "1.0G");
	check_bytes(-3.0 * 1048576, 6, "-3.0M");
	check_bytes(18446744073709551615.0, 6, "16.0E");
	check_bytes(NAN, 6, "0");
	for (double n = 1; n < 1e20; n *= 1.37)
		for (unsigned width = 4; width < 9; width++) {
			format_bytes(buf, sizeof(buf), width, n);
			ck_assert_msg(strlen(buf) <= width, "%s in %u", buf, width);
		}
}
END_TEST

static void
check_duration(uint64_t seconds, unsigned width, const char *expected)
{
	char buf[64];

	format_duration(buf, sizeof(buf), width, seconds * SECOND + 990000000);
	ck_assert_str_eq(buf, expected);
}

START_TEST(durations_are_short_and_fit)
{
	char buf[64];

	check_duration(0, 9, "0:00.99");
	check_duration(41, 9, "0:41.99");
	check_duration(761, 9, "12:41.99");
	check_duration(761, 5, "12:41");
	check_duration(3600, 9, "1:00:00");
	check_duration(86399, 9, "23:59:59");
	check_duration(86399, 6, "23h59");
	check_duration(86400 + 4 * 3600 + 12 * 60, 9, "1d04:12");
	check_duration(86400 * 400, 9, "400d00:00");
	check_duration(86400 * 4000, 9, "4000d00");
	for (uint64_t n = 1; n < UINT64_MAX / 3; n *= 3)
		for (unsigned width = 6; width < 12; width++) {
			format_duration(buf, sizeof(buf), width, n);
			ck_assert_msg(strlen(buf) <= width, "%s in %u", buf, width);
		}
}
END_TEST

START_TEST(values_compare_as_their_unit_says_and_the_unknown_come_last)
{
	struct column c = column("rss"), t = column("terminal");
	struct value small = {.kind = VALUE_UINT, .fact = FACT_OK, .u = UINT64_C(1) << 60};
	struct value large = small, unknown = {.fact = FACT_DENIED}, none, text;

	large.u++; /* a double could not tell them apart */
	ck_assert_int_eq(value_compare(&c, &small, &large), -1);
	ck_assert_int_eq(value_compare(&c, &large, &small), 1);
	ck_assert_int_eq(value_compare(&c, &small, &small), 0);
	ck_assert_int_eq(value_compare(&c, &unknown, &small), 1);
	ck_assert_int_eq(value_compare(&c, &small, &unknown), -1);
	ck_assert_int_eq(value_compare(&c, &unknown, &unknown), 0);
	field_get(&t, &process_table, &row, &none);
	row.terminal_name = "pts/3";
	field_get(&t, &process_table, &row, &text);
	ck_assert_int_eq(value_compare(&t, &text, &none), -1);
	ck_assert_int_eq(value_compare(&t, &none, &unknown), -1);
}
END_TEST

static void
check_list(const char *text, const char *expected)
{
	struct columns list, copy;
	char err[200] = "", buf[4096];

	ck_assert_msg(columns_parse(&process_table, text, &list, err, sizeof(err)) == 0, "%s", err);
	columns_copy(&list, &copy);
	columns_free(&list);
	columns_print(&copy, buf, sizeof(buf));
	columns_free(&copy);
	ck_assert_str_eq(buf, expected);
}

static void
check_bad(const char *text, const char *expected)
{
	struct columns list;
	char err[200] = "";

	ck_assert_int_eq(columns_parse(&process_table, text, &list, err, sizeof(err)), -1);
	ck_assert_str_eq(err, expected);
	ck_assert_uint_eq(list.count, 0);
}

START_TEST(lists_of_columns_are_read_as_people_write_them)
{
	check_list("pid,name", "pid,name");
	check_list(" pid , env:HOME ", "pid,env:HOME");
	check_list("pid,pid,env:A,env:B,env:A", "pid,env:A,env:B");
	check_list("+swap", process_table.columns);
	check_list("-uss,-pss,-swap,-vms,-priority,-nice,-num_threads",
	    "pid,username,rss,status,cpu_percent,memory_percent,cpu_time,cmdline");
	check_list("-uss,-pss,-swap,-vms,-priority,-nice,-num_threads,+ppid,env:A",
	    "pid,username,rss,status,cpu_percent,memory_percent,cpu_time,ppid,env:A,cmdline");
}
END_TEST

START_TEST(all_is_every_column_but_the_environment)
{
	struct columns list;
	char err[200];
	size_t count = 0;

	ck_assert_int_eq(columns_parse(&process_table, "all", &list, err, sizeof(err)), 0);
	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		count++;
	ck_assert_uint_eq(list.count, count - 2); /* environ and env:NAME */
	ck_assert((columns_groups(&list) & PG_BIT(PG_ENVIRON)) == 0);
	ck_assert(columns_need_baseline(&list));
	columns_free(&list);
	ck_assert_int_eq(columns_parse(&process_table, "cmdline", &list, err, sizeof(err)), 0);
	ck_assert_uint_eq(columns_groups(&list), PG_BIT(PG_CMDLINE) | PG_BIT(PG_NAME));
	ck_assert(!columns_need_baseline(&list));
	columns_free(&list);
}
END_TEST

START_TEST(a_word_that_is_no_column_is_named)
{
	check_bad("pid,usss", "no column 'usss'; did you mean 'uss'?");
	check_bad("zzzzzzzzz", "no column 'zzzzzzzzz'; --list-columns lists them");
	check_bad("-usss", "no column 'usss'; did you mean 'uss'?");
	check_bad("pid,,name", "a column's name is missing");
	check_bad("", "a column's name is missing");
	check_bad("env", "column 'env' needs a name, as in 'env:PATH'");
	check_bad("env:A=B", "column 'env' needs a name, as in 'env:PATH'");
	check_bad("pid:x", "column 'pid' takes nothing after a colon");
}
END_TEST

START_TEST(a_short_buffer_gets_whole_columns)
{
	struct columns list;
	char err[200], buf[10];

	ck_assert_int_eq(columns_parse(&process_table, "pid,name,rss", &list, err, sizeof(err)), 0);
	columns_print(&list, buf, sizeof(buf));
	ck_assert_str_eq(buf, "pid,name");
	columns_free(&list);
}
END_TEST

START_TEST(an_id_column_is_as_wide_as_its_longest_id)
{
	struct proc rows[2];
	const uint32_t first[] = {0};
	struct column c = column("uid"), size = column("rss");

	rows[0] = rows[1] = row;
	struct proc_more big = more;
	big.uid = UINT32_MAX;
	rows[1].more = &big;
	ck_assert_uint_eq(field_width(&c, &process_table, rows, NULL, 2), 10);
	ck_assert_uint_eq(field_width(&c, &process_table, rows, first, 1), 6);
	ck_assert_uint_eq(field_width(&size, &process_table, rows, NULL, 2), 6);
}
END_TEST

START_TEST(names_that_differ_at_their_ends_have_room_for_these)
{
	char err[100];
	struct column name;
	struct disk rows[2] = {{.name = "PhysicalDrive0"}, {.name = "a name longer than any"}};

	rows[0].known[DG_DISK] = rows[1].known[DG_DISK] = FACT_OK;
	ck_assert_int_eq(column_parse("name", &disk_table, &name, err, sizeof(err)), 0);
	ck_assert_uint_eq(field_width(&name, &disk_table, rows, NULL, 0), 10);
	ck_assert_uint_eq(field_width(&name, &disk_table, rows, NULL, 1), 14);
	ck_assert_uint_eq(field_width(&name, &disk_table, rows, NULL, 2), 15);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_row_of_every_table_is_complete,
	    the_unit_of_a_row_agrees_with_its_member,
	    rates_and_only_they_need_a_baseline,
	    every_group_but_the_unused_has_a_column,
	    values_come_from_the_row_and_what_it_points_to,
	    a_value_is_never_more_known_than_its_group,
	    what_is_not_finite_or_has_no_name_is_not_known,
	    cells_show_what_a_person_reads,
	    what_is_not_known_shows_its_mark,
	    a_command_that_is_empty_or_not_known_shows_the_name,
	    a_variable_is_found_as_getenv_finds_it,
	    sizes_are_short_and_fit,
	    durations_are_short_and_fit,
	    values_compare_as_their_unit_says_and_the_unknown_come_last,
	    lists_of_columns_are_read_as_people_write_them,
	    all_is_every_column_but_the_environment,
	    a_word_that_is_no_column_is_named,
	    a_short_buffer_gets_whole_columns,
	    an_id_column_is_as_wide_as_its_longest_id,
	    names_that_differ_at_their_ends_have_room_for_these,
	    NULL,
	};

	return suite_run("field", tests, fill, NULL);
}
