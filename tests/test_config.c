#include <stdlib.h>

#include "support/config_case.h"
#include "support/suite.h"

START_TEST(settings_are_read_in_every_shape_of_line)
{
	write_text("# comment\r\n\r\n  delay=2.5\r\ntree = yes\n\tmemtype\t=\tpss  \nmouse = off\n"
		   "filter = name ~ \"a = b\"\nsort =\nbind F5 tree\nbind  ctrl-l   redraw\n"
		   "columns = +exe");
	ck_assert_msg(load() == CONFIG_READ, "%s", err);
	ck_assert_double_eq(s.delay, 2.5);
	ck_assert(s.tree && !s.mouse && !s.config_broken);
	ck_assert_str_eq(s.memtype, "pss");
	ck_assert_str_eq(s.filter, "name ~ \"a = b\"");
	ck_assert_ptr_null(s.sort);
	ck_assert_str_eq(s.columns, "+exe");
	ck_assert_str_eq(s.bindings[0], "F5 tree");
	ck_assert_str_eq(s.bindings[1], "ctrl-l redraw");
	ck_assert_ptr_null(s.bindings[2]);
}
END_TEST

START_TEST(an_absent_or_empty_config_is_no_error)
{
	ck_assert_int_eq(load(), CONFIG_ABSENT);
	write_text("");
	ck_assert_int_eq(load(), CONFIG_READ);
	ck_assert(!s.config_broken);
}
END_TEST

static const struct {
	const char *text, *place, *says;
} mistakes[] = {
    {"delay = 0.01\n", ":1: delay: ", "'0.01'"},
    {"\n# x\ndelay = soon\n", ":3: delay: ", "'soon'"},
    {"tree = maybe\n", ":1: tree: ", "neither yes nor no"},
    {"memtype = rsss\n", ":1: memtype: ", "did you mean 'rss'"},
    {"memtype =\n", ":1: memtype: ", "''"},
    {"tree = yes\nfilter = usss>1\n", ":2: filter: ", "did you mean 'uss'"},
    {"columns = pid,bogus\n", ":1: columns: ", "bogus"},
    {"sort = uss:up\n", ":1: sort: ", "'up'"},
    {"panels = process,bogus\n", ":1: panels: ", "'bogus'"},
    {"keys = emacs\n", ":1: keys: ", "htop"},
    {"scheme = drak\n", ":1: scheme: ", "did you mean 'dark'"},
    {"footprint_budget = -1\n", ":1: footprint_budget: ", "'-1'"},
    {"bind F5 dance\n", ":1: bind: ", "no action 'dance'"},
};

static int
check_bind(const char *key, const char *action, char *why, size_t len)
{
	(void)key;
	if (strcmp(action, "tree") == 0)
		return 0;
	snprintf(why, len, "no action '%s'", action);
	return -1;
}

START_TEST(a_bad_value_is_named_with_file_and_line_and_nothing_applies)
{
	static const char *const schemes[] = {"default", "dark", NULL};
	char place[500];

	config_hooks = (struct config_hooks){check_bind, schemes};
	write_text(mistakes[_i].text);
	ck_assert_int_eq(load(), CONFIG_BAD);
	snprintf(place, sizeof(place), "%s%s", path, mistakes[_i].place);
	ck_assert_msg(strncmp(err, place, strlen(place)) == 0, "%s", err);
	ck_assert_msg(strstr(err, mistakes[_i].says) != NULL, "%s", err);
	ck_assert(s.config_broken && !s.tree && s.bindings == NULL);
}
END_TEST

START_TEST(a_broken_config_is_not_overwritten_until_the_user_agrees)
{
	write_text("# mine\ndelay = soon\nthis is noise\n");
	ck_assert_int_eq(load(), CONFIG_BAD);
	ck_assert_int_eq(save(), -1);
	ck_assert_ptr_nonnull(strstr(err, "not overwritten"));
	ck_assert_str_eq(content(path), "# mine\ndelay = soon\nthis is noise\n");
	s.config_broken = false;
	s.delay = 2;
	ck_assert_int_eq(save(), 0);
	ck_assert_str_eq(content(path), "# mine\ndelay = 2\n");
	ck_assert_int_eq(load(), CONFIG_READ);
}
END_TEST

START_TEST(noise_and_bytes_that_are_no_text_are_refused_in_one_printable_line)
{
	unsigned char noise[3072];
	unsigned seed = 12345;

	for (size_t i = 0; i < sizeof(noise); i++) {
		seed = seed * 1103515245 + 12345;
		noise[i] = (unsigned char)(seed >> 16);
	}
	write_bytes(path, noise, sizeof(noise));
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	for (const char *p = err; *p != '\0'; p++)
		ck_assert((unsigned char)*p >= ' ' && *p != 0x7f);
	write_bytes(path, "tree = yes\0\n", 12);
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, "NUL"));
	write_text("tree yes\n");
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, ":1: 'tree'"));
	ck_assert(!s.tree);
}
END_TEST

START_TEST(a_key_that_is_not_known_is_named_with_file_and_line_and_the_others_apply)
{
	char place[500];

	write_text("tree = yes\nsotr = uss\nfuture_key = 5\ndelay = 2\n");
	ck_assert_int_eq(load(), CONFIG_UNKNOWN);
	snprintf(place, sizeof(place), "%s:2: no setting 'sotr'; did you mean 'sort'?", path);
	ck_assert_str_eq(err, place);
	ck_assert(s.tree && !s.config_broken);
	ck_assert_double_eq(s.delay, 2);
	/* A wrong value is the worse mistake. */
	write_text("sotr = uss\ntree = maybe\n");
	ck_assert_int_eq(load(), CONFIG_BAD);
	ck_assert_msg(strstr(err, ":2: tree: ") != NULL, "%s", err);
}
END_TEST

START_TEST(saving_keeps_comments_order_and_keys_of_newer_versions)
{
	write_text("# first\nfuture_key = 5\n\ntree=no\n  # about delay\ndelay = 3\ntree = yes\n"
		   "bind F5 tree\nbind F6 sort\n");
	ck_assert_int_eq(load(), CONFIG_UNKNOWN);
	s.delay = 1.5;
	s.mouse = false;
	settings_text(&s.filter, "uss>1M");
	free(s.bindings[1]);
	s.bindings[1] = NULL;
	settings_bind(&s, "F7 nice");
	ck_assert_msg(save() == 0, "%s", err);
	ck_assert_str_eq(content(path),
	    "# first\nfuture_key = 5\n\ntree = yes\n  # about delay\ndelay = 1.5\nbind F5 tree\n"
	    "filter = uss>1M\nmouse = no\nbind F7 nice\n");
}
END_TEST

START_TEST(every_setting_is_saved_and_read_back)
{
	struct settings back;

	for (const struct setting_row *r = setting_table; r->key != NULL; r++) {
		void *v = setting_value(r, &s);

		if (r->kind == SETTING_BOOL)
			*(bool *)v = !*(bool *)v;
		else if (r->kind == SETTING_NUMBER)
			*(double *)v = r->low + 1.25;
	}
	settings_text(&s.columns, "pid,env:HOME");
	settings_text(&s.sort, "uss:asc");
	settings_text(&s.filter, "name=\"b c\"");
	settings_text(&s.memtype, "swap");
	settings_text(&s.scheme, "light");
	settings_text(&s.keys, "vim");
	settings_text(&s.panels, "process,net");
	settings_text(&s.net.columns, "name,addrs");
	settings_text(&s.net.sort, "recv_rate:asc");
	settings_text(&s.net.filter, "flags=running");
	settings_text(&s.disk.columns, "+wait,-fstype");
	settings_text(&s.disk.sort, "busy_percent");
	settings_text(&s.disk.filter, "busy_percent>50%");
	settings_text(&s.service.columns, "name,uss");
	settings_text(&s.service.sort, "uss");
	settings_text(&s.service.filter, "status=failed");
	ck_assert_msg(save() == 0, "%s", err);
	settings_init(&back);
	ck_assert_msg(config_load(path, &back, err, sizeof(err)) == CONFIG_READ, "%s", err);
	for (const struct setting_row *r = setting_table; r->key != NULL; r++) {
		void *a = setting_value(r, &s), *b = setting_value(r, &back);

		if (r->kind == SETTING_BOOL)
			ck_assert_msg(*(bool *)a == *(bool *)b, "%s", r->key);
		else if (r->kind == SETTING_NUMBER)
			ck_assert_msg(*(double *)a <= *(double *)b && *(double *)a >= *(double *)b,
			    "%s", r->key);
		else
			ck_assert_str_eq(*(char **)a, *(char **)b);
	}
	settings_free(&back);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("config");
	TCase *t = tcase_create("config");

	tcase_add_checked_fixture(t, case_open, case_close);
	tcase_set_timeout(t, 0);
	tcase_add_test(t, settings_are_read_in_every_shape_of_line);
	tcase_add_test(t, an_absent_or_empty_config_is_no_error);
	tcase_add_loop_test(t, a_bad_value_is_named_with_file_and_line_and_nothing_applies, 0,
	    (int)(sizeof(mistakes) / sizeof(mistakes[0])));
	tcase_add_test(t, a_broken_config_is_not_overwritten_until_the_user_agrees);
	tcase_add_test(t, noise_and_bytes_that_are_no_text_are_refused_in_one_printable_line);
	tcase_add_test(t, a_key_that_is_not_known_is_named_with_file_and_line_and_the_others_apply);
	tcase_add_test(t, saving_keeps_comments_order_and_keys_of_newer_versions);
	tcase_add_test(t, every_setting_is_saved_and_read_back);
	suite_add_tcase(suite, t);
	return suite_end(suite);
}
