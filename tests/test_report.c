#include <check.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/report.h"
#include "../src/report_parts.h"
#include "../src/text.h"
#include "support/json_check.h"
#include "support/suite.h"

#define ROWS 3

static struct proc rows[ROWS];
static struct proc_more more[ROWS];
static struct proc_footprint dear[ROWS];
static struct cpu cpus[2];
static uint32_t indices[ROWS] = {0, 1, 2};
static struct snapshot snapshot;
static struct report report;
static char *output;
static size_t output_len;

static void
fill(void)
{
	static const char *const names[ROWS] = {"bash", "a) R 1 (b", "sleep"};

	setlocale(LC_ALL, "C");
	text_force_utf8(true);
	memset(&snapshot, 0, sizeof(snapshot));
	memset(&report, 0, sizeof(report));
	memset(rows, 0, sizeof(rows));
	memset(more, 0, sizeof(more));
	memset(cpus, 0, sizeof(cpus));
	for (size_t i = 0; i < ROWS; i++) {
		memset(rows[i].known, FACT_OK, sizeof(rows[i].known));
		rows[i].id.pid = (int64_t)i + 1;
		rows[i].name = names[i];
		rows[i].username = "ann";
		rows[i].status = STATUS_SLEEPING;
		rows[i].more = &more[i];
		rows[i].footprint = &dear[i];
		rows[i].rss = (i + 1) << 20;
	}
	snapshot.procs = rows;
	snapshot.nprocs = ROWS;
	snapshot.order = (struct order){indices, NULL, ROWS};
	snapshot.listed = FACT_OK;
	snapshot.time_ns = UINT64_C(1790000000123000000);
	snapshot.interval_ns = 200000000;
	memset(snapshot.system.known, FACT_OK, sizeof(snapshot.system.known));
	snapshot.system.known_rate = snapshot.system.known_tasks = FACT_OK;
	snapshot.system.hostname = "host \"x\"";
	snapshot.system.cpus = cpus;
	snapshot.system.ncpus = 2;
	snapshot.system.online = 1;
	cpus[0] = (struct cpu){.online = true, .known = FACT_OK, .known_rate = FACT_OK};
	cpus[1] = (struct cpu){.number = 1, .known = FACT_NONE, .known_rate = FACT_NONE};
	report.processes = true;
	report.format = FORMAT_JSON;
	report.version = "0.1.0";
	report.platform = "linux";
}

static void
empty(void)
{
	columns_free(&report.columns);
	free(output);
	output = NULL;
}

static struct text_stream stream;

/* Prints one iteration with these columns into output. */
static const char *
print(const char *columns)
{
	char err[200] = "";

	columns_free(&report.columns);
	ck_assert_msg(columns_parse(&process_table, columns, &report.columns, err, sizeof(err)) ==
		0,
	    "%s", err);
	free(output);
	output = NULL;
	report.out = text_stream_open(&stream);
	ck_assert_int_eq(report_snapshot(&report, &snapshot), 0);
	output = text_stream_close(&stream, &output_len);
	return output;
}

static void
check_json(const char *path, const char *expected)
{
	const char *fault = json_fault(output, output_len);
	char *found;

	ck_assert_msg(fault == NULL, "%s in %s", fault, output);
	found = json_at(output, path);
	ck_assert_msg(found != NULL, "no %s in %s", path, output);
	ck_assert_str_eq(found, expected);
	free(found);
}

static void
check_no_json(const char *path)
{
	char *found = json_at(output, path);

	ck_assert_msg(found == NULL, "%s is %s", path, found);
}

START_TEST(json_has_the_keys_of_the_contract)
{
	rows[0].cpu_percent = 1.5;
	rows[0].cpu_user_ns = 1500000001;
	print("pid,name,status,rss,cpu_percent,cpu_time,nice");
	check_json("ctop", "0.1.0");
	check_json("platform", "linux");
	check_json("host", "host \"x\"");
	check_json("time", "1790000000.123");
	check_json("interval", "0.2");
	check_json("processes.0.pid", "1");
	check_json("processes.0.name", "bash");
	check_json("processes.0.status", "sleeping");
	check_json("processes.0.rss", "1048576");
	check_json("processes.0.cpu_percent", "1.5");
	check_json("processes.0.cpu_time", "1.500000001");
	check_json("processes.2.pid", "3");
	check_no_json("system");
	check_no_json("coverage");
	check_no_json("processes.0.missing");
	ck_assert_ptr_eq(strchr(output, '\n'), output + output_len - 1);
	snapshot.interval_ns = 0;
	print("pid");
	check_json("interval", "null");
}
END_TEST

START_TEST(what_is_missing_is_null_and_named_with_its_reason)
{
	rows[0].known[PG_USS] = FACT_DENIED;
	rows[0].known[PG_PSS] = FACT_STUCK;
	rows[0].known[PG_CPU_PERCENT] = FACT_PENDING;
	rows[0].known[PG_SWAP] = FACT_NONE;
	rows[0].known[PG_ENVIRON] = FACT_GONE;
	rows[1].cpu_percent = (double)NAN;
	print("uss,pss,cpu_percent,swap,env:HOME,terminal");
	check_json("processes.0.uss", "null");
	check_json("processes.0.missing.uss", "denied");
	check_json("processes.0.missing.pss", "stuck");
	check_json("processes.0.missing.cpu_percent", "pending");
	check_json("processes.0.missing.swap", "unsupported");
	check_json("processes.0.missing.env:HOME", "gone");
	check_json("processes.0.terminal", "null"); /* there is none: no reason */
	check_no_json("processes.0.missing.terminal");
	check_json("processes.1.cpu_percent", "null");
	check_no_json("processes.2.missing");
}
END_TEST

START_TEST(arguments_are_an_array_and_the_environment_an_object)
{
	rows[0].cmdline = (struct blob){"sh\0-c\0\0two words\0", 17};
	more[0].environ = (struct blob){"A=1\0A=2\0B=x=y\0odd\0=z\0\xFF=p\0\xFE=q\0", 30};
	print("cmdline,environ");
	check_json("processes.0.cmdline.0", "sh");
	check_json("processes.0.cmdline.2", "");
	check_json("processes.0.cmdline.3", "two words");
	check_no_json("processes.0.cmdline.4");
	check_json("processes.0.environ.A", "1");
	check_json("processes.0.environ.B", "x=y");
	check_json("processes.0.environ.\uFFFD", "p");
	check_no_json("processes.0.environ.odd");
	check_json("processes.1.cmdline", "[]");
	check_json("processes.1.environ", "{}");
}
END_TEST

static const char *const hostile[] = {"a) R 1 (b", "new\nline", "tab\tstop", "", " ", "-", "%s%n",
    "quo\"te'", "back\\slash", "\\u001b", "\\\\u", "end\\", "com,ma", "=cmd()", "+1", "-1",
    "@SUM(1)", "\x1B]0;owned\x07", "\x1B[2J", "\xC2\x9B[31m", "\x7F", "cr\r", "\\\x1B", "漢字",
    "e\u0301", "\u202Egnp", "a\u200Bb", "\u2028", "\U0001F469\u200D\U0001F467", "\U000E0041"};
#define HOSTILE (sizeof(hostile) / sizeof(hostile[0]))

START_TEST(json_gives_hostile_text_back)
{
	for (size_t i = 0; i < HOSTILE; i++) {
		rows[0].name = hostile[i];
		print("name");
		check_json("processes.0.name", hostile[i]);
	}
	rows[0].name = "\xFF\xFEx\xE4\xBD";
	print("name");
	check_json("processes.0.name", "\uFFFD\uFFFDx\uFFFD\uFFFD");
}
END_TEST

/* The next cell of CSV as any reader takes it, in buf; what ended it is returned. */
static char
csv_cell(const char **p, char *buf)
{
	bool quoted = **p == '"';

	if (quoted)
		++*p;
	for (; **p != '\0'; ++*p) {
		if (quoted && **p == '"' && *++*p != '"')
			quoted = false;
		if (!quoted && (**p == ',' || **p == '\n'))
			break;
		*buf++ = **p;
	}
	*buf = '\0';
	return **p != '\0' ? *(*p)++ : '\0';
}

/* Undoes what report_csv.c says it does to backslashes and control characters. */
static void
csv_undo(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0';) {
		size_t n = strspn(p, "\\");
		if (n == 0) {
			*to++ = *p++;
			continue;
		}
		p += n;
		bool escape = *p == 'u' && n % 2 == 1;
		for (size_t keep = *p == 'u' ? n / 2 : n; keep > 0; keep--)
			*to++ = '\\';
		if (!escape)
			continue;
		char hex[5] = "";
		memcpy(hex, p + 1, 4);
		to += text_encode((uint32_t)strtoul(hex, NULL, 16), to);
		p += 5;
	}
	*to = '\0';
}

START_TEST(csv_gives_hostile_text_back)
{
	char cell[256];

	report.format = FORMAT_CSV;
	for (size_t i = 0; i < HOSTILE; i++) {
		rows[0].name = hostile[i];
		report.printed = 0;
		const char *p = print("pid,name,status");
		ck_assert_int_eq(strncmp(p, "pid,name,status\n1,", 18), 0);
		for (const char *c = p; *c != '\0'; c++)
			ck_assert_msg((unsigned char)*c >= 0x20 || *c == '\n' || *c == '\t', "%s",
			    p);
		p += 18;
		ck_assert_int_eq(csv_cell(&p, cell), ',');
		csv_undo(cell);
		ck_assert_str_eq(cell, hostile[i]);
		csv_cell(&p, cell);
		ck_assert_str_eq(cell, "sleeping");
	}
}
END_TEST

START_TEST(plain_backslashes_and_formulas_need_no_decoder)
{
	report.format = FORMAT_CSV;
	report.limit = 1;
	rows[0].name = "C:\\temp\\x";
	print("name");
	ck_assert_str_eq(output, "name\nC:\\temp\\x\n");
	report.printed = 0;
	rows[0].name = "=cmd()";
	print("name");
	ck_assert_str_eq(output, "name\n\"=cmd()\"\n");
}
END_TEST

START_TEST(csv_tells_nothing_from_empty_and_numbers_are_raw)
{
	report.format = FORMAT_CSV;
	report.limit = 1;
	rows[0].known[PG_USS] = FACT_DENIED;
	rows[0].name = "";
	rows[0].cmdline = (struct blob){"a\0b,c\0", 6};
	rows[0].cpu_user_ns = 2500000000;
	print("uss,name,rss,cmdline,cpu_time,env:X");
	ck_assert_str_eq(output,
	    "uss,name,rss,cmdline,cpu_time,\"env:X\"\n"
	    ",\"\",1048576,\"a b,c\",2.5,\n");
	print("pid");
	ck_assert_str_eq(output, "\n1\n"); /* the heading stands once */
}
END_TEST

START_TEST(csv_has_a_history_as_numbers_with_blanks_between)
{
	static const double past[] = {0, 2.5, 1000};
	static struct netif net = {.name = "eth0", .history = {past, 3}};
	struct report_list *list = &report.lists[0];
	char err[200] = "";

	memset(net.known, FACT_OK, sizeof(net.known));
	snapshot.nets = &net;
	snapshot.nnets = 1;
	snapshot.nets_known = FACT_OK;
	list->table = &net_table;
	ck_assert_int_eq(
	    columns_parse(&net_table, "name,history", &list->columns, err, sizeof(err)), 0);
	report.format = FORMAT_CSV;
	report.processes = false;
	ck_assert_str_eq(print("name"), "name,history\neth0,0 2.5 1000\n");
	columns_free(&list->columns);
}
END_TEST

START_TEST(csv_on_a_terminal_moves_nothing)
{
	report.format = FORMAT_CSV;
	report.width = 80;
	report.limit = 1;
	rows[0].name = "a\nb\tc\u202E";
	print("name");
	ck_assert_str_eq(output, "name\n\"a\\u000ab\\u0009c\\u202e\"\n");
}
END_TEST

START_TEST(the_table_is_aligned_and_holds_no_control_character)
{
	report.format = FORMAT_TABLE;
	report.limit = 1;
	for (size_t i = 0; i < HOSTILE; i++) {
		rows[0].name = hostile[i];
		report.printed = 0;
		const char *text = strchr(print("pid,name,ppid"), '\n') + 1;
		size_t len = strlen(text) - 1, heading = (size_t)(text - output) - 1;
		ck_assert_uint_eq(text_cells(text, len), heading);
		for (const char *p = text; p < text + len;) {
			uint32_t cp = text_decode(&p, text + len);
			ck_assert_msg(text_classify(cp) != TEXT_UNSAFE, "%s", text);
		}
	}
}
END_TEST

START_TEST(the_table_reads_as_people_expect)
{
	report.format = FORMAT_TABLE;
	rows[1].known[PG_USS] = FACT_DENIED;
	rows[2].id.pid = 41943040;
	rows[0].cmdline = (struct blob){"sh\0-c\0", 6};
	print("pid,username,rss,uss,status,cmdline");
	ck_assert_str_eq(output,
	    "     PID USER    RSS    USS S Command\n"
	    "       1 ann    1.0M      0 S sh -c\n"
	    "       2 ann    2.0M      ! S [a) R 1 (b]\n"
	    "41943040 ann    3.0M      0 S [sleep]\n");
	report.width = 20;
	report.limit = 1;
	print("pid,username,rss,uss,status,cmdline");
	ck_assert_str_eq(output, "\n    PID USER    RSS \n      1 ann    1.0M \n");
}
END_TEST

START_TEST(a_tree_is_drawn_before_the_command)
{
	struct branch branch[ROWS] = {{.depth = 0}, {.depth = 1, .rails = 2},
	    {.depth = 2, .last = true, .rails = 2}};

	snapshot.order.branch = branch;
	report.format = FORMAT_TABLE;
	print("pid,cmdline");
	ck_assert_str_eq(output,
	    "    PID Command\n      1 [bash]\n      2 ├─ [a) R 1 (b]\n"
	    "      3 │  └─ [sleep]\n");
	text_force_utf8(false);
	print("cmdline,pid");
	ck_assert_str_eq(output,
	    "\nCommand            PID\n[bash]               1\n"
	    "|- [a) R 1 (b]       2\n|  `- [sleep]        3\n");
}
END_TEST

START_TEST(a_table_leaves_out_what_the_system_never_tells)
{
	report.system = true;
	report.processes = false;
	report.format = FORMAT_TABLE;
	print("pid");
	ck_assert(strstr(output, "\nload_average ") != NULL);
	ck_assert(strstr(output, " iowait ") != NULL && strstr(output, " WAIT% ") != NULL);
	report.platform = "windows";
	print("pid");
	ck_assert(strstr(output, "load_average") == NULL);
	ck_assert(strstr(output, "iowait") == NULL && strstr(output, "WAIT%") == NULL);
	ck_assert(strstr(output, "\nvirtual_memory ") != NULL && strstr(output, " SYS% ") != NULL);
}
END_TEST

START_TEST(the_system_is_an_object_of_the_contract)
{
	report.system = true;
	report.processes = false;
	snapshot.system.memory =
	    (struct memory){.total = 100, .available = 40, .percent = 60, .slab = MEMORY_UNKNOWN};
	snapshot.system.load[0] = 0.42;
	snapshot.system.load[2] = 3;
	snapshot.system.boot_time = UINT64_C(1700000000) * 1000000000;
	snapshot.system.tasks.zombie = 7;
	snapshot.system.pressure.io_some = (struct stall){.known = true, .avg10 = 1.25};
	snapshot.system.known[SG_SWAP] = FACT_DENIED;
	cpus[0].percent.iowait = 12.5;
	print("pid");
	check_json("system.cpu_count", "1");
	check_json("system.virtual_memory.total", "100");
	check_json("system.virtual_memory.percent", "60");
	check_json("system.virtual_memory.slab", "null");
	check_json("system.swap_memory.total", "null");
	ck_assert_ptr_nonnull(strstr(output, "\"swap_memory.total\":\"denied\""));
	check_json("system.load_average.0", "0.42");
	check_json("system.load_average.2", "3");
	check_json("system.boot_time", "1700000000");
	check_json("system.tasks.zombie", "7");
	check_json("system.pressure.io.some.avg10", "1.25");
	check_json("system.pressure.io.full.avg10", "null");
	check_json("system.cpus.0.iowait", "12.5");
	check_json("system.cpus.0.online", "true");
	check_json("system.cpus.1.online", "false");
	check_json("system.cpus.1.user", "null");
	check_no_json("processes");
	snapshot.system.known[SG_PRESSURE] = FACT_NONE;
	print("pid");
	check_json("system.forks", "0");
	/* what a system does not tell is no number, wherever it stands */
	snapshot.system.forks = snapshot.system.cpu.steal = NOT_TOLD;
	print("pid");
	check_json("system.forks", "null");
	check_json("system.cpu_times.steal", "null");
	check_no_json("system.pressure");
}
END_TEST

START_TEST(coverage_is_told_of_what_is_looked_at_column_or_not)
{
	snapshot.coverage[COVERAGE_USS] = (struct coverage){.name = "uss",
	    .ok = 312,
	    .denied = 98,
	    .oldest_ns = 4000000000,
	    .sum = 5};
	snapshot.coverage[COVERAGE_ENVIRON] =
	    (struct coverage){.name = "environ", .ok = 7, .denied = 3};
	print("uss");
	check_json("coverage.uss.ok", "312");
	check_json("coverage.uss.denied", "98");
	check_json("coverage.uss.oldest", "4");
	check_json("coverage.uss.sum", "5");
	check_json("coverage.environ.denied", "3");
	check_no_json("coverage.environ.sum");
	check_no_json("coverage.pss");
}
END_TEST

START_TEST(a_list_that_could_not_be_had_is_not_an_empty_one)
{
	snapshot.listed = FACT_DENIED;
	print("pid");
	check_json("processes", "null");
	check_json("missing.processes", "denied");
}
END_TEST

/* Rows whose values are counted as they are fetched, and what has been written by then. */
static size_t fetched, fetched_at_first_write;
static long written, largest_write;

static void
counting_get(const struct column *column, const void *row, struct value *value)
{
	long now = ftell(stream.file);

	(void)column;
	(void)row;
	fetched++;
	if (now == 0)
		fetched_at_first_write = fetched;
	if (now - written > largest_write)
		largest_write = now - written;
	written = now;
	value->kind = VALUE_TEXT;
	value->text = "thirty-two bytes of name for a row";
}

START_TEST(thirty_thousand_rows_stream_out_without_a_copy)
{
	static const struct field fields[] = {
	    {"name", "NAME", "Name", .unit = UNIT_TEXT, .member = MEMBER_NONE, .get = counting_get},
	    {.key = NULL}};
	static const struct table table = {.name = "made",
	    .json = "made",
	    .fields = fields,
	    .row_size = 1,
	    .columns = "name",
	    .sort = "name"};
	static char data[30000];
	struct column item = {&fields[0], NULL};
	struct columns columns = {&item, 1, NULL, 0};
	struct rows many = {&table, &columns, data, NULL, NULL, sizeof(data)};

	for (int format = FORMAT_JSON; format <= FORMAT_CSV; format++) {
		struct writer out;
		struct json j;
		size_t len;
		fetched = fetched_at_first_write = 0;
		written = largest_write = 0;
		writer_init(&out, text_stream_open(&stream));
		json_init(&j, &out);
		if (format == FORMAT_JSON)
			json_rows(&j, &many);
		else
			csv_rows(&out, &many, true, false);
		ck_assert_int_eq(writer_end(&out), 0);
		free(text_stream_close(&stream, &len));
		ck_assert_uint_eq(fetched, sizeof(data));
		ck_assert_uint_lt(fetched_at_first_write, sizeof(data) / 20);
		ck_assert_int_gt(largest_write, 0);
		ck_assert_int_le(largest_write, 64 * 1024);
	}
}
END_TEST

START_TEST(columns_are_listed_in_every_format)
{
	ck_assert_int_eq(report_columns(text_stream_open(&stream), FORMAT_JSON), 0);
	output = text_stream_close(&stream, &output_len);
	check_json("process.0.key", "pid");
	check_json("process.0.unit", "id");
	check_json("process.0.systems.0", "linux");
	free(output);
	ck_assert_int_eq(report_columns(text_stream_open(&stream), FORMAT_TABLE), 0);
	output = text_stream_close(&stream, &output_len);
	for (const struct field *f = process_table.fields; f->key != NULL; f++)
		ck_assert_ptr_nonnull(strstr(output, f->help));
	ck_assert_ptr_nonnull(strstr(output, "\nenv:NAME "));
	ck_assert_ptr_nonnull(strstr(output, " bsd,linux,windows "));
}
END_TEST

START_TEST(costs_are_listed_per_source)
{
	const struct source_stats stats[] = {{"stat", 410, 2, 1500000}, {NULL, 0, 0, 0}};

	ck_assert_int_eq(
	    report_stats(text_stream_open(&stream), FORMAT_JSON, stats, 20000000, 1000000000), 0);
	output = text_stream_close(&stream, &output_len);
	check_json("sources.0.reads", "410");
	check_json("sources.0.failures", "2");
	check_json("sources.0.time", "0.0015");
	check_json("cpu_time", "0.02");
	check_json("elapsed", "1");
}
END_TEST

#ifndef _WIN32
START_TEST(a_full_device_is_reported_in_every_format)
{
	char err[200];

	ck_assert_int_eq(columns_parse(&process_table, "all", &report.columns, err, sizeof(err)),
	    0);
	for (int format = FORMAT_TABLE; format <= FORMAT_CSV; format++) {
		report.format = (enum format)format;
		report.out = fopen("/dev/full", "w");
		errno = 0;
		ck_assert_int_eq(report_snapshot(&report, &snapshot), -1);
		ck_assert_int_eq(errno, ENOSPC);
		fclose(report.out);
		report.out = fopen("/dev/full", "w");
		ck_assert_int_eq(report_columns(report.out, report.format), -1);
		ck_assert_int_eq(errno, ENOSPC);
		fclose(report.out);
	}
}
END_TEST

START_TEST(python_reads_every_column_back)
{
	char path[] = "/tmp/ctop-report-XXXXXX", command[400];
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	for (size_t i = 0; i < ROWS; i++)
		rows[i].name = hostile[i + 17];
	report.system = true;
	print("all,environ");
	fwrite(output, 1, output_len, file);
	fclose(file);
	snprintf(command, sizeof(command),
	    "python3 -c 'import json,sys; d=json.load(open(\"%s\")); r=d[\"processes\"]; "
	    "sys.exit(0 if len(r)==3 and r[0][\"name\"]==\"\\x1b]0;owned\\x07\" else 1)'",
	    path);
	int status = system(command);
	remove(path);
	ck_assert_int_eq(status, 0);
}
END_TEST
#endif

int
main(void)
{
	const TTest *const tests[] = {
	    json_has_the_keys_of_the_contract,
	    what_is_missing_is_null_and_named_with_its_reason,
	    arguments_are_an_array_and_the_environment_an_object,
	    json_gives_hostile_text_back,
	    csv_gives_hostile_text_back,
	    plain_backslashes_and_formulas_need_no_decoder,
	    csv_tells_nothing_from_empty_and_numbers_are_raw,
	    csv_has_a_history_as_numbers_with_blanks_between,
	    csv_on_a_terminal_moves_nothing,
	    the_table_is_aligned_and_holds_no_control_character,
	    the_table_reads_as_people_expect,
	    a_tree_is_drawn_before_the_command,
	    a_table_leaves_out_what_the_system_never_tells,
	    the_system_is_an_object_of_the_contract,
	    coverage_is_told_of_what_is_looked_at_column_or_not,
	    a_list_that_could_not_be_had_is_not_an_empty_one,
	    thirty_thousand_rows_stream_out_without_a_copy,
	    columns_are_listed_in_every_format,
	    costs_are_listed_per_source,
#ifndef _WIN32
	    a_full_device_is_reported_in_every_format,
	    python_reads_every_column_back,
#endif
	    NULL,
	};

	return suite_run("report", tests, fill, empty);
}
