#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../src/collect/filter.h"
#include "../src/text.h"
#include "support/suite.h"

/* A table of the tests' own: every unit, and facts that can be unknown one by one. */

enum { G_NAME, G_ARGS, G_SIZE, G_ENV, G_COUNT };

struct thing {
	uint8_t known[G_COUNT];
	const char *name, *place, *value;
	struct blob args;
	uint64_t size, age, born;
	int64_t change;
	int32_t nice;
	double percent, rate;
	uint8_t state;
	bool up;
	uint32_t euid;
};

static const char *const states[] = {"stopped", "tracing-stop", "zombie", NULL};

static void
get_variable(const struct column *c, const void *row, struct value *v)
{
	const struct thing *t = row;

	v->kind = VALUE_TEXT;
	v->text = strcmp(c->argument, "HOME") == 0 ? t->value : NULL;
}

#define AT(m) .member = MEMBER_OF(struct thing, m), .offset = offsetof(struct thing, m)
static const struct field fields[] = {
    {"name", "NAME", "h", UNIT_TEXT, 8, AT(name), .groups = 1 << G_NAME},
    {"cmdline", "CMD", "h", UNIT_ARGS, 0, AT(args), .groups = 1 << G_ARGS},
    {"place", "PLACE", "h", UNIT_TEXT, 8, AT(place)},
    {"username", "USER", "h", UNIT_TEXT, 8, AT(name), .groups = 1 << G_NAME},
    {"euid", "EUID", "h", UNIT_ID, 8, AT(euid)},
    {"size", "SIZE", "h", UNIT_BYTES, 8, AT(size), .groups = 1 << G_SIZE},
    {"change", "CHG", "h", UNIT_BYTE_DELTA, 8, AT(change)},
    {"age", "AGE", "h", UNIT_DURATION, 8, AT(age)},
    {"born", "BORN", "h", UNIT_TIME, 8, AT(born)},
    {"nice", "NI", "h", UNIT_NUMBER, 8, AT(nice)},
    {"percent", "PCT", "h", UNIT_PERCENT, 8, AT(percent)},
    {"rate", "RATE", "h", UNIT_BYTE_RATE, 8, AT(rate), .flags = FIELD_BASELINE},
    {"status", "S", "h", UNIT_NAMED, 8, AT(state), .names = states, .letters = "TtZ"},
    {"up", "UP", "h", UNIT_BOOL, 8, AT(up)},
    {"env", "ENV", "h", UNIT_TEXT, 8, .member = MEMBER_NONE, .get = get_variable,
	.groups = 1 << G_ENV, .flags = FIELD_ARGUMENT | FIELD_HIDDEN},
    {.key = NULL},
};
static const struct table table = {.name = "thing",
    .json = "things",
    .fields = fields,
    .row_size = sizeof(struct thing),
    .known_offset = offsetof(struct thing, known),
    .columns = "name",
    .sort = "name"};

static const char arguments[] = "/usr/bin/postgres\0-D\0/var/lib/PG data\0checkpointer";

static struct thing
sample(void)
{
	struct thing t = {.name = "Postgres",
	    .place = "pts/3",
	    .value = "/home/ann",
	    .args = {arguments, sizeof(arguments) - 1},
	    .size = 100 << 20,
	    .change = -4096,
	    .age = UINT64_C(5400) * 1000000000,
	    .nice = -5,
	    .percent = 12.5,
	    .rate = 2048,
	    .state = 1,
	    .up = true,
	    .euid = 1000};

	memset(t.known, FACT_OK, sizeof(t.known));
	return t;
}

static struct filter *
parse(const char *text)
{
	struct filter_error error;
	struct filter *f = filter_parse(&table, text, &error);

	ck_assert_msg(f != NULL, "'%s' is refused: %s", text, error.text);
	return f;
}

static bool
holds(const char *text, const struct thing *t)
{
	struct filter *f = parse(text);
	bool yes = filter_match(f, t);

	filter_unref(f);
	return yes;
}

/* Every expression of a list ended by NULL must match, or not. */
static void
all(bool expected, const struct thing *t, const char *const *texts)
{
	for (; *texts != NULL; texts++)
		ck_assert_msg(holds(*texts, t) == expected, "'%s' %s", *texts,
		    expected ? "does not match" : "matches");
}

#define YES(t, ...) all(true, t, (const char *const[]){__VA_ARGS__, NULL})
#define NO(t, ...)  all(false, t, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(words_are_looked_for_in_name_and_arguments_whatever_the_case)
{
	struct thing t = sample();

	YES(&t, "", "  ", "postgres", "POST", "checkpointer", "/usr/bin", "\"-D /var\"",
	    "'pg DATA'", "post check");
	NO(&t, "mysql", "\"-D checkpointer\"", "post mysql", "pts/3");
}
END_TEST

START_TEST(and_binds_tighter_than_or_and_not_tightest)
{
	struct thing t = sample();

	YES(&t, "mysql or post and check", "post or mysql and mysql", "not mysql", "not not post",
	    "not (mysql or redis)", "post AND NOT mysql", "(post)(check)", "not mysql post",
	    "\"not\" or post", "mysql or (post and (check or redis))");
	NO(&t, "(post or mysql) and mysql", "not post or mysql", "post and not check", "\"and\"");
}
END_TEST

START_TEST(sizes_take_units)
{
	struct thing t = sample();

	YES(&t, "size=100M", "size=104857600", "size>=100MiB", "size<=100mb", "size>99.5m",
	    "size<0.1G", "size != 1", "size > 1 K", "change=-4K", "change<0", "rate=2K/s",
	    "rate>2047");
	NO(&t, "size>100M", "size<100M", "size!=100M", "size>1T", "change>0");
}
END_TEST

START_TEST(durations_percentages_numbers_take_their_units)
{
	struct thing t = sample();

	YES(&t, "age=1h30m", "age=5400", "age=90m", "age>1h", "age<1d", "age<1w", "age>5399999ms",
	    "percent=12.5%", "percent>12", "nice=-5", "nice<0", "up=yes", "up=true", "up!=no");
	NO(&t, "age>90m", "age<1h29m60s", "percent>12.5", "nice>=0", "up=no");
}
END_TEST

START_TEST(a_date_is_equal_to_every_moment_of_it)
{
	struct thing t = sample();
	struct tm noon = {.tm_year = 126,
	    .tm_mon = 0,
	    .tm_mday = 31,
	    .tm_hour = 12,
	    .tm_min = 30,
	    .tm_isdst = -1};

	t.born = (uint64_t)mktime(&noon) * 1000000000 + 5;
	YES(&t, "born=2026-01-31", "born=2026-01-31T12:30", "born=\"2026-01-31 12:30:00\"",
	    "born>=2026-01-31", "born<=2026-01-31", "born>2026-01-30", "born<2026-02-01", "born>0",
	    "born!=2026-01-30");
	NO(&t, "born>2026-01-31", "born<2026-01-31", "born=2026-01-31T12:31", "born=1700000000");
}
END_TEST

START_TEST(names_match_by_name_and_by_letter_and_case_counts_where_it_must)
{
	struct thing t = sample();

	YES(&t, "status=tracing-stop", "status=t", "status!=T", "status~trac",
	    "status=Tracing-Stop");
	NO(&t, "status=T", "status=stopped", "status=z", "status~^stop");
	t.state = 2;
	YES(&t, "status=z", "status=Z", "status=zombie");
}
END_TEST

START_TEST(text_equals_exactly_and_expressions_mind_case_only_with_a_capital)
{
	struct thing t = sample();

	YES(&t, "name=Postgres", "name!=postgres", "name~^post", "name~(gres|sql)$", "name~^Post",
	    "name!~mysql", "cmdline~'-D /var'", "name~[[:alpha:]]{8}", "name~'^.+$' place=pts/3",
	    "(name~(a|s))", "cmdline='/usr/bin/postgres -D /var/lib/PG data checkpointer'");
	NO(&t, "name=postgres", "name=Post", "name~^gres", "name~^POST", "name!~post",
	    "cmdline=/usr/bin/postgres");
}
END_TEST

START_TEST(a_user_is_found_by_number_too)
{
	struct thing t = sample();

	YES(&t, "username=1000", "username=Postgres", "username!=1001");
	NO(&t, "username=1001", "username!=1000", "username!=Postgres");
}
END_TEST

START_TEST(variables_are_looked_up_by_name)
{
	struct thing t = sample();

	YES(&t, "env:HOME", "env:HOME=/home/ann", "env:HOME~ann$", "env:HOME!=/root",
	    "not env:SHELL", "env:SHELL!=x", "env:SHELL!~x");
	NO(&t, "env:SHELL", "env:SHELL=x", "env:SHELL~.", "not env:HOME", "env:HOME=/home");
}
END_TEST

START_TEST(what_is_not_known_is_neither_true_nor_false)
{
	static const enum fact unknown[] = {FACT_UNREAD, FACT_PENDING, FACT_NONE, FACT_DENIED,
	    FACT_GONE, FACT_STUCK};

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct thing t = sample();

		t.known[G_SIZE] = t.known[G_ENV] = (uint8_t)unknown[i];
		NO(&t, "size>1", "not size>1", "size!=1", "not (size>1 or size<1)",
		    "size>1 or mysql", "not (size>1 and post)", "env:HOME", "not env:HOME", "env:X",
		    "not env:X");
		YES(&t, "size>1 or post", "not (size>1 and mysql)", "post or env:HOME=x");
	}
}
END_TEST

START_TEST(a_word_is_known_to_be_absent_only_when_all_texts_are_known)
{
	struct thing t = sample();

	t.known[G_ARGS] = FACT_DENIED;
	YES(&t, "post");
	NO(&t, "mysql", "not mysql", "not post");
	t.known[G_ARGS] = FACT_NONE; /* a kernel thread has no command line */
	YES(&t, "post", "not mysql");
}
END_TEST

START_TEST(bytes_that_are_no_character_hide_nothing)
{
	struct thing t = sample();

	setlocale(LC_ALL, "C.UTF-8");
	t.name = "\xff\xfe"
		 "evil\xc3\xa9";
	YES(&t, "evil", "name~^..evil", "name~evil.*$", "name~evil\xc3\xa9",
	    "name~EVIL or name~evil");
}
END_TEST

START_TEST(a_text_that_is_not_there_is_not_equal_to_anything)
{
	struct thing t = sample();

	t.place = NULL;
	YES(&t, "place!=pts/3", "not place~pts");
	NO(&t, "place=pts/3", "place~.");
}
END_TEST

struct mistake {
	const char *text, *word, *says;
};

static const struct mistake mistakes[] = {
    {"sise>1", "sise", "did you mean 'size'"},
    {"post and frobnicate=1", "frobnicate", "no column 'frobnicate'"},
    {"size>100Q", "Q", "unknown unit 'Q'"},
    {"size>big", "big", "wants a size"},
    {"age>3x", "x", "unknown unit 'x'"},
    {"nice=abc", "abc", "wants a number"},
    {"nice=nan", "nan", "wants a number"},
    {"nice=0x10", "x10", "unknown unit"},
    {"born=2026-02-30", "2026-02-30", "wants a time"},
    {"status=zomby", "zomby", "did you mean 'zombie'"},
    {"up=perhaps", "perhaps", "neither yes nor no"},
    {"name>5", ">", "has no order"},
    {"status<3", "<", "has no order"},
    {"size~1", "~", "is no text"},
    {"name~(a", "(a", "bad regular expression '(a': "},
    {"name~'a(b\\1)'", "'a(b\\1)'", "back-references"},
    {"name~((((a{99}){99}){99}){99})", "((((a{99}){99}){99}){99})", "repeats too much"},
    {"name==x", "==", "no operator"},
    {"name=~x", "=~", "no operator"},
    {"size>", ">", "value after '>' is missing"},
    {"size> and", "and", "wants a size"},
    {"(post", "(", "never closed"},
    {"post and (a or (b)", "(", "never closed"},
    {"post)", ")", "closes nothing"},
    {"()", "(", "nothing between"},
    {"(", "(", "never closed"},
    {"post and ( ", "(", "never closed"},
    {")", ")", "closes nothing"},
    {" ) post", ")", "closes nothing"},
    {"\"post", "\"post", "never closed"},
    {"post and", "and", "nothing after 'and'"},
    {"post or", "or", "nothing after 'or'"},
    {"not", "not", "nothing after 'not'"},
    {"or post", "or", "nothing before 'or'"},
    {"and post", "and", "nothing before 'and'"},
    {"=5", "=", "no column before '='"},
    {"\"size\"=5", "=", "no column before '='"},
    {"env:=5", "env:", "needs a name"},
    {"env=5", "env", "needs a name"},
    {"env:", "env:", "needs a name"},
    {"size:x=5", "size:x", "takes no"},
    {"\"\"", "\"\"", "empty word"},
    {"a\x1d\"b", "\"b", "never closed"},
};

START_TEST(a_mistake_is_named_and_pointed_at)
{
	const struct mistake *m = &mistakes[_i];
	struct filter_error error;

	ck_assert_msg(filter_parse(&table, m->text, &error) == NULL, "'%s' is accepted", m->text);
	ck_assert_msg(strstr(error.text, m->says) != NULL, "'%s' says: %s", m->text, error.text);
	ck_assert_msg(error.length == strlen(m->word) &&
		strncmp(m->text + error.at, m->word, error.length) == 0,
	    "'%s' points at %zu+%zu", m->text, error.at, error.length);
}
END_TEST

START_TEST(the_caret_stands_under_the_word_also_behind_wide_and_hostile_text)
{
	const char *text = "\"\xe6\x97\xa5\x1b[2J\" and sise>1";
	struct filter_error error;
	char shown[600];

	text_force_utf8(true);
	ck_assert_ptr_null(filter_parse(&table, text, &error));
	filter_explain(text, &error, shown, sizeof(shown));
	ck_assert_ptr_null(strchr(shown, 0x1b));
	char *line = strchr(shown, '\n') + 1, *caret = strchr(line, '\n') + 1;
	char *word = strstr(line, "sise");
	ck_assert_ptr_nonnull(word);
	ck_assert_uint_eq(text_cells(line, (size_t)(word - line)), strcspn(caret, "^"));
	ck_assert_str_eq(caret + strcspn(caret, "^"), "^^^^");
}
END_TEST

START_TEST(a_mistake_at_the_end_of_a_long_text_is_still_shown)
{
	char text[5000], shown[600];
	struct filter_error error;

	memset(text, 'a', sizeof(text));
	strcpy(text + sizeof(text) - 8, " sise>1");
	ck_assert_ptr_null(filter_parse(&table, text, &error));
	filter_explain(text, &error, shown, sizeof(shown));
	ck_assert_ptr_nonnull(strstr(shown, "sise>1"));
	ck_assert_ptr_nonnull(strstr(shown, "^^^^"));
}
END_TEST

/* n times the same text. */
static char *
repeated(const char *text, size_t n)
{
	size_t len = strlen(text);
	char *all_of_it = malloc(len * n + 8);

	for (size_t i = 0; i < n; i++)
		memcpy(all_of_it + i * len, text, len + 1);
	return all_of_it;
}

START_TEST(nesting_and_length_are_bounded)
{
	static const char *const opening[] = {"(", "not ", "(not "};
	struct filter_error error;

	for (size_t i = 0; i < 3; i++) {
		char *deep = repeated(opening[i], 2000);

		strcat(deep, "a");
		ck_assert_ptr_null(filter_parse(&table, deep, &error));
		ck_assert_ptr_nonnull(strstr(error.text, "within each other"));
		free(deep);
	}
	char *wide = repeated("a or b ", 2000), *longer = repeated("a ", 20000);
	filter_unref(parse(wide));
	ck_assert_ptr_null(filter_parse(&table, longer, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "longer"));
	free(wide);
	free(longer);
}
END_TEST

START_TEST(only_the_start_of_a_huge_command_line_is_looked_at)
{
	size_t len = 2 << 20;
	char *huge = calloc(1, len + 1);
	struct thing t = sample();

	for (size_t i = 0; i < len; i++)
		huge[i] = i % 7 == 0 ? '\0' : 'a';
	memcpy(huge + 1000, "needle", 6);
	memcpy(huge + len - 10, "thread", 6);
	t.args = (struct blob){huge, len};
	YES(&t, "needle", "cmdline~needle", "cmdline~'^ aaaaaa a'");
	NO(&t, "thread", "cmdline~thread", "cmdline=a", "cmdline~'(a*)*(b|a+c)+thread'");
	free(huge);
}
END_TEST

START_TEST(both_of_two_filters_must_match_and_each_lives_as_long_as_needed)
{
	struct thing t = sample();
	struct filter *a = parse("post"), *b = parse("rate>1"), *c = parse("mysql");
	struct filter *ab = filter_and(a, b), *ac = filter_and(a, c), *same = filter_and(NULL, a);

	filter_unref(a);
	filter_unref(b);
	filter_unref(c);
	ck_assert(filter_match(ab, &t));
	ck_assert(!filter_match(ac, &t));
	ck_assert(filter_match(same, &t));
	ck_assert(filter_match(NULL, &t));
	ck_assert(filter_needs_baseline(ab) && !filter_needs_baseline(ac));
	ck_assert_uint_eq(filter_groups(ab), 1 << G_NAME | 1 << G_ARGS);
	ck_assert_ptr_null(filter_and(NULL, NULL));
	filter_unref(ab);
	filter_unref(ac);
	filter_unref(same);
}
END_TEST

static void *
match_many(void *filter)
{
	struct thing t = sample();
	size_t hits = 0;

	for (int i = 0; i < 2000; i++)
		hits += filter_match(filter, &t);
	filter_unref(filter);
	return (void *)hits;
}

START_TEST(several_threads_match_with_one_filter)
{
	struct filter *f = parse("name~gres$ cmdline~'data check' \"-D /var\" not mysql size>1M");
	pthread_t threads[4];
	void *hits;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, match_many, filter_ref(f)), 0);
	filter_unref(f);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &hits);
		ck_assert_uint_eq((size_t)hits, 2000);
	}
}
END_TEST

START_TEST(a_filter_asks_for_the_groups_it_looks_at)
{
	struct filter_error e;
	struct filter *words = filter_parse(&process_table, "bash", &e);
	struct filter *dear = filter_parse(&process_table, "uss>100M or env:HOME", &e);
	struct filter *user = filter_parse(&process_table, "username=0", &e);

	ck_assert_uint_eq(filter_groups(words), PG_BIT(PG_NAME) | PG_BIT(PG_CMDLINE));
	ck_assert_uint_eq(filter_groups(dear), PG_BIT(PG_USS) | PG_BIT(PG_ENVIRON));
	ck_assert_uint_eq(filter_groups(user), PG_BIT(PG_USERNAME) | PG_BIT(PG_OWNER));
	filter_unref(words);
	filter_unref(dear);
	filter_unref(user);
}
END_TEST

START_TEST(every_column_of_the_process_table_can_be_tested)
{
	static const char *const values[UNIT_COUNT_OF_UNITS] = {
	    [UNIT_TEXT] = "~x",
	    [UNIT_ARGS] = "~x",
	    [UNIT_ENVIRON] = "~x",
	    [UNIT_NAMED] = "~x",
	    [UNIT_ID] = ">1",
	    [UNIT_NUMBER] = ">-1",
	    [UNIT_COUNT] = ">1k",
	    [UNIT_RATE] = ">1/s",
	    [UNIT_BYTES] = ">1M",
	    [UNIT_BYTE_DELTA] = ">-1M",
	    [UNIT_BYTE_RATE] = ">1M/s",
	    [UNIT_PERCENT] = ">1%",
	    [UNIT_DURATION] = ">1h",
	    [UNIT_TIME] = ">2026-01-01",
	    [UNIT_BOOL] = "=yes",
	};

	for (const struct field *f = process_table.fields; f->key != NULL; f++) {
		struct filter_error e;
		char text[100];

		snprintf(text, sizeof(text), "%s%s%s", f->key,
		    f->flags & FIELD_ARGUMENT ? ":X" : "", values[f->unit]);
		struct filter *filter = filter_parse(&process_table, text, &e);
		ck_assert_msg(filter != NULL, "%s: %s", text, e.text);
		ck_assert_uint_eq(filter_groups(filter), f->groups);
		filter_unref(filter);
	}
}
END_TEST

START_TEST(a_path_and_what_is_below_it_are_found_whatever_stands_in_it)
{
	static const struct {
		const char *path, *cgroup;
		bool found;
	} cases[] = {{"/a", "/a", true}, {"/a", "/a/b", true}, {"/a", "/ab", false},
	    {"/a", "/", false}, {"/a.b", "/a.b/c", true}, {"/a.b", "/axb", false},
	    {"/", "/a", true}, {"/it's (", "/it's (/x", true}};
	const struct column column = {.field = field_find(&process_table, "cgroup", 6)};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct proc_more m = {.cgroup = cases[i].cgroup};
		struct proc p = {.more = &m};
		struct filter *filter = filter_below(&process_table, &column, cases[i].path);

		ck_assert_msg(!filter_match(filter, &p), "%s: not known", cases[i].path);
		p.known[PG_CGROUP] = FACT_OK;
		ck_assert_msg(filter_match(filter, &p) == cases[i].found, "%s in %s",
		    cases[i].cgroup, cases[i].path);
		ck_assert_uint_eq(filter_groups(filter), PG_BIT(PG_CGROUP));
		filter_unref(filter);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("filter");
	TCase *language = tcase_create("language"), *errors = tcase_create("errors");

	tcase_add_test(language, words_are_looked_for_in_name_and_arguments_whatever_the_case);
	tcase_add_test(language, and_binds_tighter_than_or_and_not_tightest);
	tcase_add_test(language, sizes_take_units);
	tcase_add_test(language, durations_percentages_numbers_take_their_units);
	tcase_add_test(language, a_date_is_equal_to_every_moment_of_it);
	tcase_add_test(language, names_match_by_name_and_by_letter_and_case_counts_where_it_must);
	tcase_add_test(language, text_equals_exactly_and_expressions_mind_case_only_with_a_capital);
	tcase_add_test(language, a_user_is_found_by_number_too);
	tcase_add_test(language, variables_are_looked_up_by_name);
	tcase_add_test(language, what_is_not_known_is_neither_true_nor_false);
	tcase_add_test(language, a_word_is_known_to_be_absent_only_when_all_texts_are_known);
	tcase_add_test(language, bytes_that_are_no_character_hide_nothing);
	tcase_add_test(language, a_text_that_is_not_there_is_not_equal_to_anything);
	tcase_add_test(language, only_the_start_of_a_huge_command_line_is_looked_at);
	tcase_add_test(language, both_of_two_filters_must_match_and_each_lives_as_long_as_needed);
	tcase_add_test(language, a_path_and_what_is_below_it_are_found_whatever_stands_in_it);
	tcase_add_test(language, several_threads_match_with_one_filter);
	tcase_add_test(language, a_filter_asks_for_the_groups_it_looks_at);
	tcase_add_test(language, every_column_of_the_process_table_can_be_tested);
	tcase_add_loop_test(errors, a_mistake_is_named_and_pointed_at, 0,
	    (int)(sizeof(mistakes) / sizeof(mistakes[0])));
	tcase_add_test(errors, the_caret_stands_under_the_word_also_behind_wide_and_hostile_text);
	tcase_add_test(errors, a_mistake_at_the_end_of_a_long_text_is_still_shown);
	tcase_add_test(errors, nesting_and_length_are_bounded);
	tcase_set_timeout(language, 0); /* no wall-clock limits: machines may be slow */
	tcase_set_timeout(errors, 0);
	suite_add_tcase(suite, language);
	suite_add_tcase(suite, errors);
	return suite_end(suite);
}
