#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/options.h"
#include "../src/ui/actions.h"
#include "../src/ui/term.h"
#include "support/suite.h"

/* A file of the source tree; the caller frees it. */
static char *
document(const char *name)
{
	char path[1024];
	FILE *f;
	long len;

	snprintf(path, sizeof(path), "%s/%s", CTOP_SOURCE_DIR, name);
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s is missing", path);
	fseek(f, 0, SEEK_END);
	len = ftell(f);
	rewind(f);
	char *text = xcalloc((size_t)len + 1, 1);
	ck_assert_uint_eq(fread(text, 1, (size_t)len, f), (size_t)len);
	fclose(f);
	return text;
}

static bool
part_of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Is the word in the text, not as a part of a longer one? */
static bool
has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p++)
		if ((p == text || !part_of_word(p[-1])) && !part_of_word(p[len]))
			return true;
	return false;
}

/* The lines of a section of the man page: from its heading to the next. */
static char *
section(const char *man, const char *heading)
{
	char start[100];
	const char *from, *to;

	snprintf(start, sizeof(start), "\n.Sh %s\n", heading);
	from = strstr(man, start);
	ck_assert_msg(from != NULL, "no section %s", heading);
	to = strstr(from + 1, "\n.Sh ");
	return xstrndup(from, to != NULL ? (size_t)(to - from) : strlen(from));
}

/* The man page writes help with a full stop behind it and some letters escaped. */
static void
check_help(const char *text, const char *where, const char *help)
{
	const char *p = strstr(text, where), *end;

	ck_assert_msg(p != NULL, "'%s' is missing", where);
	end = strstr(p + 1, "\n.It ");
	char *entry = xstrndup(p, end != NULL ? (size_t)(end - p) : strlen(p));
	const char *rest = help + 1; /* the first letter may have become a capital */
	ck_assert_msg(strstr(entry, rest) != NULL, "'%s' does not say: %s", where, help);
	free(entry);
}

START_TEST(the_man_page_has_every_option_with_its_help)
{
	char *man = document("man/ctop.1"), *text = section(man, "DESCRIPTION"), item[200];

	for (const struct option_row *r = option_table; r->name != NULL; r++) {
		int n = 0;

		if (r->letter != 0)
			n = snprintf(item, sizeof(item), "\n.It Fl %c , Fl -%s", r->letter,
			    r->name);
		else
			n = snprintf(item, sizeof(item), "\n.It Fl -%s", r->name);
		snprintf(item + n, sizeof(item) - (size_t)n, "%s%s\n",
		    r->argument != NULL ? " Ar " : "", r->argument != NULL ? r->argument : "");
		check_help(text, item, r->help);
	}
	free(text);
	free(man);
}
END_TEST

/* The tables of columns and their sections of the man page. */
static const struct {
	const struct table *table;
	const char *section;
} tables[] = {{&process_table, "COLUMNS"}, {&net_table, "INTERFACE COLUMNS"},
    {&disk_table, "DISK COLUMNS"}, {&service_table, "SERVICE COLUMNS"}};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

START_TEST(the_man_page_has_every_column_with_title_unit_and_help)
{
	char *man = document("man/ctop.1"), *text = section(man, tables[_i].section), item[200];

	for (const struct field *f = tables[_i].table->fields; f->key != NULL; f++) {
		snprintf(item, sizeof(item), "\n.It Cm %s%s Pq %s , %s\n", f->key,
		    f->flags & FIELD_ARGUMENT ? ":NAME" : "", f->title, unit_info(f->unit)->name);
		check_help(text, item, f->help);
	}
	free(text);
	free(man);
}
END_TEST

START_TEST(the_man_page_has_every_setting_with_its_help)
{
	char *man = document("man/ctop.1"), *text = section(man, "CONFIG"), item[200];

	for (const struct setting_row *r = setting_table; r->key != NULL; r++) {
		snprintf(item, sizeof(item), "\n.It Cm %s\n", r->key);
		check_help(text, item, r->help);
	}
	free(text);
	free(man);
}
END_TEST

/* The keys of a row as the man page writes them: a backslash is \e. */
static void
check_keys(const char *text, const struct action *a, const char *keys)
{
	char escaped[200];
	size_t n = 0;

	for (const char *k = keys; *k != '\0' && n < sizeof(escaped) - 2; k++) {
		escaped[n++] = *k;
		if (*k == '\\')
			escaped[n++] = 'e';
	}
	escaped[n] = '\0';
	ck_assert_msg(strstr(text, escaped) != NULL, "%s: keys '%s' are missing", a->name, keys);
}

START_TEST(the_man_page_has_every_action_with_its_keys_and_help)
{
	char *man = document("man/ctop.1"), *text = section(man, "KEYS"), item[200];

	for (const struct action *a = actions; a->name != NULL; a++) {
		snprintf(item, sizeof(item), "\n.It Cm %s\n", a->name);
		check_help(text, item, a->help);
		const char *at = strstr(text, item), *end = strstr(at + 1, "\n.It ");
		char *entry = xstrndup(at, end != NULL ? (size_t)(end - at) : strlen(at));
		check_keys(entry, a, a->keys);
		if (a->vim != NULL)
			check_keys(entry, a, a->vim);
		free(entry);
	}
	free(text);
	free(man);
}
END_TEST

START_TEST(the_man_page_lists_nothing_that_is_not_there)
{
	char *man = document("man/ctop.1"), *keys = section(man, "KEYS"),
	     *config = section(man, "CONFIG"), word[100];

	for (size_t t = 0; t < TABLES; t++) {
		char *columns = section(man, tables[t].section);

		for (const char *p = columns; (p = strstr(p, "\n.It Cm ")) != NULL; p++) {
			sscanf(p, " .It Cm %99[a-z_0-9]", word);
			ck_assert_msg(field_find(tables[t].table, word, strlen(word)) != NULL, "%s",
			    word);
		}
		free(columns);
	}
	for (const char *p = keys; (p = strstr(p, "\n.It Cm ")) != NULL; p++) {
		sscanf(p, " .It Cm %99s", word);
		ck_assert_msg(action_find(word) != NULL, "%s", word);
	}
	for (const char *p = config; (p = strstr(p, "\n.It Cm ")) != NULL; p++) {
		sscanf(p, " .It Cm %99s", word);
		ck_assert_msg(setting_find(word, strlen(word)) != NULL, "%s", word);
	}
	free(keys);
	free(config);
	free(man);
}
END_TEST

START_TEST(the_readme_lists_every_column_as_the_table_has_it)
{
	char *readme = document("README.md"), row[400];

	for (const struct field *f = tables[_i].table->fields; f->key != NULL; f++) {
		snprintf(row, sizeof(row), "\n| `%s%s` | %s | %s |\n", f->key,
		    f->flags & FIELD_ARGUMENT ? ":NAME" : "", f->title, f->help);
		ck_assert_msg(strstr(readme, row) != NULL, "README.md lacks: %s", row + 1);
	}
	free(readme);
}
END_TEST

START_TEST(manual_and_readme_have_every_column_and_key_of_groups)
{
	char *man = document("man/ctop.1"), *text = section(man, "GROUPS"),
	     *readme = document("README.md"), item[400], word[100];

	for (const struct field *f = group_table.fields; f->key != NULL; f++) {
		snprintf(item, sizeof(item), "\n.It Cm %s Pq %s , %s\n", f->key, f->title,
		    unit_info(f->unit)->name);
		check_help(text, item, f->help);
		snprintf(item, sizeof(item), "\n| `%s` | %s | %s |\n", f->key, f->title, f->help);
		ck_assert_msg(strstr(readme, item) != NULL, "README.md lacks: %s", item + 1);
	}
	for (const struct group_key *k = group_keys; k->name != NULL; k++) {
		bool argument = strcmp(k->name, "env") == 0;

		snprintf(item, sizeof(item), "\n.It Cm %s%s\n", k->name,
		    argument ? " : Ns Ar NAME" : "");
		check_help(text, item, k->help);
	}
	for (const char *p = text; (p = strstr(p, "\n.It Cm ")) != NULL; p++) {
		bool key = false;

		sscanf(p, " .It Cm %99[a-z_]", word);
		for (const struct group_key *k = group_keys; k->name != NULL; k++)
			key = key || strcmp(k->name, word) == 0;
		ck_assert_msg(key || field_find(&group_table, word, strlen(word)) != NULL, "%s",
		    word);
	}
	free(text);
	free(man);
	free(readme);
}
END_TEST

static const char *const completions[] = {"completions/ctop.bash", "completions/_ctop",
    "completions/ctop.fish"};

/* fish writes "-s b -l batch" for what others write "-b --batch". */
static void
check_option(const char *name, const char *text, const struct option_row *r)
{
	bool fish = strstr(name, ".fish") != NULL;
	char word[80];

	snprintf(word, sizeof(word), fish ? "-l %s" : "--%s", r->name);
	ck_assert_msg(has_word(text, word), "%s lacks %s", name, word);
	if (r->letter == 0)
		return;
	snprintf(word, sizeof(word), fish ? "-s %c" : "-%c", r->letter);
	ck_assert_msg(has_word(text, word), "%s lacks %s", name, word);
}

/* Together, since each is the name of something else as well. */
static void
check_group_keys(const char *name, const char *text)
{
	char joined[200] = "";

	for (const struct group_key *k = group_keys; k->name != NULL; k++) {
		strlcat(joined, k == group_keys ? "" : " ", sizeof(joined));
		strlcat(joined, k->name, sizeof(joined));
	}
	ck_assert_msg(strstr(text, joined) != NULL, "%s lacks %s", name, joined);
}

START_TEST(completions_know_every_option_column_panel_and_value)
{
	const char *const *const values[] = {memtype_names, format_names, color_names};
	const char *name = completions[_i];
	char *text = document(name);

	for (const struct option_row *r = option_table; r->name != NULL; r++)
		check_option(name, text, r);
	for (size_t t = 0; t < TABLES; t++)
		for (const struct field *f = tables[t].table->fields; f->key != NULL; f++)
			ck_assert_msg(has_word(text, f->key), "%s lacks %s", name, f->key);
	for (const struct field *f = group_table.fields; f->key != NULL; f++)
		ck_assert_msg(has_word(text, f->key), "%s lacks %s", name, f->key);
	for (const struct panel_row *p = panel_table; p->name != NULL; p++)
		ck_assert_msg(has_word(text, p->name), "%s lacks %s", name, p->name);
	check_group_keys(name, text);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char joined[200] = "";

		/* together, since words such as rss are columns as well */
		for (size_t k = 0; values[i][k] != NULL; k++) {
			strlcat(joined, k > 0 ? " " : "", sizeof(joined));
			strlcat(joined, values[i][k], sizeof(joined));
		}
		ck_assert_msg(strstr(text, joined) != NULL, "%s lacks %s", name, joined);
	}
	free(text);
}
END_TEST

START_TEST(help_of_options_names_every_panel_and_value)
{
	const char *const *const values[] = {memtype_names, format_names, color_names};
	static const char *const options[] = {"memtype", "format", "color"};

	for (const struct option_row *r = option_table; r->name != NULL; r++) {
		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
			for (size_t k = 0; strcmp(r->name, options[i]) == 0 && values[i][k] != NULL;
			     k++)
				ck_assert_msg(has_word(r->help, values[i][k]), "--%s: %s", r->name,
				    values[i][k]);
		for (const struct group_key *k = group_keys;
		     strcmp(r->name, "group") == 0 && k->name != NULL; k++)
			ck_assert_msg(has_word(r->help, k->name), "--group: %s", k->name);
		for (size_t k = 0; strcmp(r->name, "panel") == 0 && k < PANEL_COUNT; k++)
			ck_assert(has_word(r->help, panel_table[k].name));
	}
}
END_TEST

START_TEST(help_of_settings_names_every_value)
{
	const char *const *const values[] = {theme_names, memtype_names, keys_names};
	static const char *const keys[] = {"scheme", "memtype", "keys"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct setting_row *row = setting_find(keys[i], strlen(keys[i]));

		for (size_t k = 0; values[i][k] != NULL; k++)
			ck_assert_msg(has_word(row->help, values[i][k]), "%s: %s", keys[i],
			    values[i][k]);
	}
}
END_TEST

START_TEST(every_action_of_the_man_page_can_be_bound)
{
	for (const struct action *a = actions; a->name != NULL; a++) {
		char line[80], err[200] = "";
		char *const lines[] = {line, NULL};
		struct bindings b;

		snprintf(line, sizeof(line), "F12 %s", a->name);
		ck_assert_msg(bindings_init(&b, "htop", lines, err, sizeof(err)) == 0, "%s", err);
		bindings_free(&b);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("docs");
	TCase *t = tcase_create("docs");

	tcase_set_timeout(t, 0);
	tcase_add_test(t, the_man_page_has_every_option_with_its_help);
	tcase_add_loop_test(t, the_man_page_has_every_column_with_title_unit_and_help, 0, TABLES);
	tcase_add_test(t, the_man_page_has_every_setting_with_its_help);
	tcase_add_test(t, the_man_page_has_every_action_with_its_keys_and_help);
	tcase_add_test(t, the_man_page_lists_nothing_that_is_not_there);
	tcase_add_loop_test(t, the_readme_lists_every_column_as_the_table_has_it, 0, TABLES);
	tcase_add_test(t, manual_and_readme_have_every_column_and_key_of_groups);
	tcase_add_loop_test(t, completions_know_every_option_column_panel_and_value, 0, 3);
	tcase_add_test(t, help_of_options_names_every_panel_and_value);
	tcase_add_test(t, help_of_settings_names_every_value);
	tcase_add_test(t, every_action_of_the_man_page_can_be_bound);
	suite_add_tcase(suite, t);
	return suite_end(suite);
}
