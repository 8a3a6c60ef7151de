#include <stdlib.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/options.h"
#include "support/place.h"
#include "support/suite.h"

static struct options o;
static char err[400], warning[400];

/* Parses words separated by blanks; a word '' is empty. */
static int
parse(const char *line)
{
	char *argv[64] = {(char *)(uintptr_t) "ctop"}, *copy = strdup(line), *save = NULL;
	int argc = 1;

	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[argc++] = strcmp(w, "''") == 0 ? strchr(w, '\0') : w;
	argv[argc] = NULL;
	options_free(&o);
	int rc = options_parse(argc, argv, &o, err, sizeof(err), warning, sizeof(warning));
	free(copy);
	return rc;
}

static void
setup(void)
{
	/* no config unless a test says so */
	setenv("HOME", "/nonexistent", 1);
	unsetenv("XDG_CONFIG_HOME");
}

static void
teardown(void)
{
	options_free(&o);
}

START_TEST(without_options_it_is_the_screen_with_the_defaults)
{
	ck_assert_int_eq(parse(""), 0);
	ck_assert_int_eq(o.mode, MODE_SCREEN);
	ck_assert_int_eq(o.iterations, 0);
	ck_assert_str_eq(o.set.memtype, "rss");
	ck_assert_double_eq(o.set.footprint_budget, 5);
	ck_assert_double_eq(o.set.patience, 2);
	ck_assert_str_eq(warning, "");
}
END_TEST

START_TEST(every_way_of_writing_an_option_is_understood)
{
	static const char *const lines[] = {"-b -n 2 -d 0.5", "-bn2 -d0.5", "-bn 2 --delay=0.5",
	    "--batch --iterations 2 --delay 0.5", "--iterations=2 -bd.5", "-bn2 -d 0.5 --"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		ck_assert_msg(parse(lines[i]) == 0, "%s: %s", lines[i], err);
		ck_assert_int_eq(o.mode, MODE_BATCH);
		ck_assert_int_eq(o.iterations, 2);
		ck_assert_double_eq(o.set.delay, 0.5);
	}
}
END_TEST

START_TEST(batch_is_once_and_formats_mean_batch)
{
	ck_assert_int_eq(parse("-b"), 0);
	ck_assert_int_eq(o.iterations, 1);
	ck_assert_int_eq(parse("-J"), 0);
	ck_assert_int_eq(o.mode, MODE_BATCH);
	ck_assert_int_eq(o.format, FORMAT_JSON);
	ck_assert_int_eq(parse("--format csv"), 0);
	ck_assert_int_eq(o.mode, MODE_BATCH);
	ck_assert_int_eq(o.format, FORMAT_CSV);
	ck_assert_int_eq(parse("-n 3"), 0);
	ck_assert_int_eq(o.mode, MODE_SCREEN);
	ck_assert_int_eq(o.iterations, 3);
}
END_TEST

START_TEST(help_wins_over_version_over_lists_in_any_order)
{
	ck_assert_int_eq(parse("-b -V -h --list-columns"), 0);
	ck_assert_int_eq(o.mode, MODE_HELP);
	ck_assert_int_eq(parse("--list-columns -V -J"), 0);
	ck_assert_int_eq(o.mode, MODE_VERSION);
	ck_assert_int_eq(parse("-J --list-columns -b"), 0);
	ck_assert_int_eq(o.mode, MODE_LIST_COLUMNS);
	ck_assert_int_eq(o.format, FORMAT_JSON);
}
END_TEST

START_TEST(every_option_of_the_contract_is_taken_over)
{
	ck_assert_int_eq(parse(
			     "-P process,system -o +exe,-pss -s env:HOME:desc -f uss>100M -u root "
			     "-p 3,1,3 -t -H -l 10 --memtype pss --footprint-budget 7.5 --root /x "
			     "--no-config --color never --readonly --stats --patience 0.5"),
	    0);
	ck_assert_str_eq(o.set.panels, "process,system");
	ck_assert_str_eq(o.set.columns, "+exe,-pss");
	ck_assert_str_eq(o.set.sort, "env:HOME:desc");
	ck_assert_str_eq(o.set.filter, "uss>100M");
	ck_assert_str_eq(o.set.user, "root");
	ck_assert_str_eq(o.set.pids, "3,1,3");
	ck_assert(o.set.tree && o.set.threads && o.set.readonly && o.set.stats && o.no_config);
	ck_assert_int_eq(o.limit, 10);
	ck_assert_str_eq(o.set.memtype, "pss");
	ck_assert_double_eq(o.set.footprint_budget, 7.5);
	ck_assert_double_eq(o.set.patience, 0.5);
	ck_assert_str_eq(o.set.root, "/x");
	ck_assert_str_eq(o.set.color, "never");
}
END_TEST

START_TEST(all_columns_are_those_of_every_panel)
{
	ck_assert_int_eq(parse("-b -P net,service -o all"), 0);
	ck_assert_str_eq(panel_settings(&o.set, PANEL_NET)->columns, "all");
	ck_assert_str_eq(panel_settings(&o.set, PANEL_SERVICE)->columns, "all");
	ck_assert_ptr_null(panel_settings(&o.set, PANEL_DISK)->columns);
	/* On screen they are about the processes, which are always there. */
	ck_assert_int_eq(parse("-P net,disk -s pid"), 0);
	ck_assert_str_eq(o.set.sort, "pid");
}
END_TEST

static const struct {
	const char *line, *option, *says;
} mistakes[] = {
    {"--colums pid", "--colums", "did you mean '--columns'"},
    {"--iter 5", "--iter", "did you mean '--iterations'"},
    {"--frobnicate", "--frobnicate", "no option"},
    {"-bx", "-x", "no option '-x'"},
    {"-n", "-n", "needs N"},
    {"--delay", "--delay", "needs SECONDS"},
    {"--batch=yes", "--batch", "takes no value"},
    {"-b -P net,disk -o name", "--columns", "'net,disk'"},
    {"-b -P system -s pid", "--sort", "'system'"},
    {"-b -P net,disk -f x", "--filter", "'net,disk'"},
    {"-n 0", "-n", "'0'"},
    {"-n -5", "-n", "'-5'"},
    {"-n 2x", "-n", "'2x'"},
    {"-n 99999999999999999999", "-n", "whole number"},
    {"-d 0.05", "-d", "0.1"},
    {"-d 1,5", "-d", "'1,5'"},
    {"-d nan", "-d", "'nan'"},
    {"-d inf", "-d", "'inf'"},
    {"-l 0", "-l", "'0'"},
    {"--patience -1", "--patience", "'-1'"},
    {"--footprint-budget 10001", "--footprint-budget", "'10001'"},
    {"-P proces", "-P", "did you mean 'process'"},
    {"-P process,bogus", "-P", "'bogus'"},
    {"-P process,", "-P", "no panel ''"},
    {"--format jsn", "--format", "did you mean 'json'"},
    {"--format xml", "--format", "table"},
    {"--memtype us", "--memtype", "did you mean 'uss'"},
    {"--color sometimes", "--color", "auto"},
    {"-o pid,ramm", "-o", "ramm"},
    {"-s ramm", "-s", "ramm"},
    {"-s uss:up", "-s", "'up' is no direction"},
    {"-s env", "-s", "env"},
    {"-f usss>1", "-f", "did you mean 'uss'"},
    {"-f (bash", "-f", "never closed"},
    {"-u ''", "-u", "''"},
    {"-p 12x", "-p", "'12x'"},
    {"-p 1,,2", "-p", "''"},
    {"-p 0", "-p", "'0'"},
    {"--root ''", "--root", "''"},
    {"--config ''", "--config", "''"},
    {"bash", "bash", "--filter bash"},
    {"-b -- bash", "bash", "no option"},
};

START_TEST(a_mistake_is_one_line_that_names_option_and_word)
{
	ck_assert_msg(parse(mistakes[_i].line) == -1, "'%s' is accepted", mistakes[_i].line);
	ck_assert_msg(strstr(err, mistakes[_i].option) != NULL, "'%s' says: %s", mistakes[_i].line,
	    err);
	ck_assert_msg(strstr(err, mistakes[_i].says) != NULL, "'%s' says: %s", mistakes[_i].line,
	    err);
	ck_assert_ptr_null(strchr(err, '\n'));
}
END_TEST

START_TEST(a_hostile_word_is_made_printable_in_the_message)
{
	char *argv[] = {(char *)(uintptr_t) "ctop", (char *)(uintptr_t) "--x\033[2J\n", NULL};

	options_free(&o);
	ck_assert_int_eq(options_parse(2, argv, &o, err, sizeof(err), warning, sizeof(warning)),
	    -1);
	ck_assert_ptr_null(strpbrk(err, "\033\n"));
}
END_TEST

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(the_command_line_wins_over_the_config_wherever_the_config_is_named)
{
	char folder[200], path[300], line[400];

	place_make(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/ctoprc", folder);
	write_file(path, "delay = 7\nmemtype = uss\nsort = rss\n");
	snprintf(line, sizeof(line), "-d 3 --config %s -s pid", path);
	ck_assert_int_eq(parse(line), 0);
	ck_assert_double_eq(o.set.delay, 3);
	ck_assert_str_eq(o.set.memtype, "uss");
	ck_assert_str_eq(o.set.sort, "pid");
	snprintf(line, sizeof(line), "--no-config --config %s", path);
	ck_assert_int_eq(parse(line), 0);
	ck_assert_str_eq(o.set.memtype, "rss");
	ck_assert_str_eq(o.config, path);
	place_remove(folder);
}
END_TEST

START_TEST(a_bad_config_is_a_warning_with_defaults_and_is_not_read_for_help)
{
	char folder[200], path[300], line[400];

	place_make(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/ctoprc", folder);
	write_file(path, "tree = yes\nmemtype = rsss\n");
	snprintf(line, sizeof(line), "--config %s", path);
	ck_assert_int_eq(parse(line), 0);
	ck_assert(o.config_bad && o.set.config_broken && !o.set.tree);
	ck_assert_ptr_nonnull(strstr(warning, ":2: memtype: "));
	ck_assert_ptr_nonnull(strstr(warning, "did you mean 'rss'"));
	write_file(path, "tree = yes\nsotr = rss\n");
	ck_assert_int_eq(parse(line), 0);
	ck_assert(o.config_bad && !o.set.config_broken && o.set.tree);
	ck_assert_ptr_nonnull(strstr(warning, ":2: no setting 'sotr'"));
	snprintf(line, sizeof(line), "--help --config %s", path);
	ck_assert_int_eq(parse(line), 0);
	ck_assert(!o.config_bad);
	ck_assert_str_eq(warning, "");
	place_remove(folder);
	ck_assert_int_eq(parse(line + strlen("--help ")), 0);
	ck_assert(!o.config_bad && !o.set.config_broken);
	ck_assert_ptr_nonnull(strstr(warning, "no such file"));
}
END_TEST

START_TEST(columns_sort_and_filter_are_those_of_groups_wherever_group_stands)
{
	ck_assert_int_eq(parse("-b -o processes,uss -s processes -f incomplete -g user"), 0);
	ck_assert_str_eq(o.set.group, "user");
	ck_assert_str_eq(o.set.group_columns, "processes,uss");
	ck_assert_str_eq(o.set.group_sort, "processes");
	ck_assert_str_eq(o.set.group_filter, "incomplete");
	ck_assert_ptr_null(o.set.columns);
	ck_assert_ptr_null(o.set.sort);
	ck_assert_ptr_null(o.set.filter);
	ck_assert_int_eq(parse("-b -o pid -g user"), -1);
	ck_assert_msg(strstr(err, "pid") != NULL, "%s", err);
	ck_assert_int_eq(parse("-b -g name -s pid"), -1);
	ck_assert_int_eq(parse("-b -g name -f pid=1"), -1);
	ck_assert_int_eq(parse("-b -o processes"), -1);
}
END_TEST

START_TEST(a_group_is_one_of_the_keys_and_env_takes_a_name)
{
	struct column column;

	ck_assert_int_eq(parse("--group env:HOME"), 0);
	ck_assert_int_eq(group_parse(o.set.group, &column, err, sizeof(err)), 0);
	ck_assert_str_eq(column.field->key, "env");
	ck_assert_str_eq(column.argument, "HOME");
	free((void *)(uintptr_t)column.argument);
	ck_assert_int_eq(parse("-g env"), -1);
	ck_assert_int_eq(parse("-g env:"), -1);
	ck_assert_int_eq(parse("-g user:x"), -1);
	ck_assert_int_eq(parse("-g usr"), -1);
	ck_assert_msg(strstr(err, "did you mean 'user'") != NULL, "%s", err);
	ck_assert_int_eq(parse("-g username"), -1);
}
END_TEST

START_TEST(sort_keys_and_pids_are_parsed_into_values)
{
	struct column c;
	bool descending;
	int64_t *pids;
	size_t count;

	ck_assert_int_eq(sort_parse(&process_table, "uss", &c, &descending, err, sizeof(err)), 0);
	ck_assert(descending);
	ck_assert_int_eq(sort_parse(&process_table, "uss:asc", &c, &descending, err, sizeof(err)),
	    0);
	ck_assert(!descending);
	ck_assert_int_eq(sort_parse(&process_table, "name", &c, &descending, err, sizeof(err)), 0);
	ck_assert(!descending);
	ck_assert_int_eq(sort_parse(&process_table, "env:desc", &c, &descending, err, sizeof(err)),
	    0);
	ck_assert_str_eq(c.argument, "desc");
	ck_assert(!descending);
	free((void *)(uintptr_t)c.argument);
	ck_assert_int_eq(
	    sort_parse(&process_table, "env:HOME:desc", &c, &descending, err, sizeof(err)), 0);
	ck_assert_str_eq(c.argument, "HOME");
	ck_assert(descending);
	free((void *)(uintptr_t)c.argument);
	ck_assert_int_eq(pids_parse("5,1,5,4194304", &pids, &count, err, sizeof(err)), 0);
	ck_assert_uint_eq(count, 3);
	ck_assert(pids[0] == 1 && pids[1] == 5 && pids[2] == 4194304);
	free(pids);
}
END_TEST

START_TEST(help_names_every_option_within_80_columns)
{
	struct text_stream stream;
	char *text, needle[60];
	size_t len;

	options_help(text_stream_open(&stream));
	text = text_stream_close(&stream, &len);
	for (const struct option_row *r = option_table; r->name != NULL; r++) {
		snprintf(needle, sizeof(needle), "--%s%s%s", r->name,
		    r->argument != NULL ? " " : "", r->argument != NULL ? r->argument : "");
		ck_assert_msg(strstr(text, needle) != NULL, "%s", needle);
	}
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		ck_assert_msg(strlen(line) < 80, "%s", line);
	free(text);
}
END_TEST

START_TEST(no_letter_or_name_is_given_twice)
{
	for (const struct option_row *a = option_table; a->name != NULL; a++)
		for (const struct option_row *b = a + 1; b->name != NULL; b++) {
			ck_assert_str_ne(a->name, b->name);
			ck_assert(a->letter == 0 || a->letter != b->letter);
		}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("options");
	TCase *t = tcase_create("options");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 0);
	tcase_add_test(t, without_options_it_is_the_screen_with_the_defaults);
	tcase_add_test(t, every_way_of_writing_an_option_is_understood);
	tcase_add_test(t, batch_is_once_and_formats_mean_batch);
	tcase_add_test(t, help_wins_over_version_over_lists_in_any_order);
	tcase_add_test(t, every_option_of_the_contract_is_taken_over);
	tcase_add_test(t, all_columns_are_those_of_every_panel);
	tcase_add_loop_test(t, a_mistake_is_one_line_that_names_option_and_word, 0,
	    (int)(sizeof(mistakes) / sizeof(mistakes[0])));
	tcase_add_test(t, a_hostile_word_is_made_printable_in_the_message);
	tcase_add_test(t, the_command_line_wins_over_the_config_wherever_the_config_is_named);
	tcase_add_test(t, a_bad_config_is_a_warning_with_defaults_and_is_not_read_for_help);
	tcase_add_test(t, columns_sort_and_filter_are_those_of_groups_wherever_group_stands);
	tcase_add_test(t, a_group_is_one_of_the_keys_and_env_takes_a_name);
	tcase_add_test(t, sort_keys_and_pids_are_parsed_into_values);
	tcase_add_test(t, help_names_every_option_within_80_columns);
	tcase_add_test(t, no_letter_or_name_is_given_twice);
	suite_add_tcase(suite, t);
	return suite_end(suite);
}
