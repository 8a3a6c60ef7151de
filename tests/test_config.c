#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/config.h"

static char dir[64], path[128], err[600];
static struct settings s;

static void
setup(void)
{
	strcpy(dir, "/tmp/ctop-config-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/ctoprc", dir);
	settings_init(&s);
	config_hooks = (struct config_hooks){NULL, NULL};
	err[0] = '\0';
}

static void
teardown(void)
{
	char command[100];

	settings_free(&s);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static void
write_bytes(const char *to, const void *data, size_t len)
{
	FILE *f = fopen(to, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	fclose(f);
}

static void
write_text(const char *text)
{
	write_bytes(path, text, strlen(text));
}

/* The file's text; freed by the next call. */
static const char *
content(const char *of)
{
	static char text[70000];
	FILE *f = fopen(of, "r");

	ck_assert_msg(f != NULL, "%s is not there", of);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

/* Entries of the directory, which tells whether a temporary was left. */
static int
entries(const char *of)
{
	DIR *d = opendir(of);
	struct dirent *e;
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static enum config_result
load(void)
{
	return config_load(path, &s, err, sizeof(err));
}

static int
save(void)
{
	return config_save(path, &s, err, sizeof(err));
}

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
	char place[200];

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

START_TEST(what_is_no_file_of_a_sane_size_is_refused_at_once)
{
	ck_assert_int_eq(config_load(dir, &s, err, sizeof(err)), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, "is a directory"));
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(load(), CONFIG_UNREADABLE); /* nobody writes: must not wait */
	ck_assert_ptr_nonnull(strstr(err, "no regular file"));
	ck_assert_int_eq(config_load("/dev/zero", &s, err, sizeof(err)), CONFIG_UNREADABLE);
	unlink(path);
	write_text("");
	ck_assert_int_eq(truncate(path, 100 << 20), 0);
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, "1 MB"));
	ck_assert(s.config_broken);
}
END_TEST

START_TEST(saving_keeps_comments_order_and_keys_of_newer_versions)
{
	write_text("# first\nfuture_key = 5\n\ntree=no\n  # about delay\ndelay = 3\ntree = yes\n"
		   "bind F5 tree\nbind F6 sort\n");
	ck_assert_int_eq(load(), CONFIG_READ);
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

START_TEST(a_new_config_is_for_the_user_alone_in_directories_that_are_made)
{
	struct stat st;

	snprintf(path, sizeof(path), "%s/a/b/ctoprc", dir);
	umask(0);
	ck_assert_msg(save() == 0, "%s", err);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	snprintf(path, sizeof(path), "%s/a", dir);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	snprintf(path, sizeof(path), "%s/a/b", dir);
	ck_assert_int_eq(entries(path), 1);
}
END_TEST

START_TEST(a_link_of_ours_is_followed_and_stays_a_link)
{
	char real[160];
	struct stat st;

	snprintf(real, sizeof(real), "%s/dotfiles", dir);
	write_bytes(real, "# kept\n", 7);
	ck_assert_int_eq(symlink(real, path), 0);
	s.tree = true;
	ck_assert_msg(save() == 0, "%s", err);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_str_eq(content(real), "# kept\ntree = yes\n");
	unlink(real);
	ck_assert_int_eq(save(), -1);
	ck_assert_ptr_nonnull(strstr(err, "link to nothing"));
}
END_TEST

START_TEST(nothing_of_another_user_is_written_to_not_even_by_root)
{
	char real[160];
	struct stat st;

	if (geteuid() != 0)
		return; /* only root can give a file away */
	write_text("# theirs\n");
	ck_assert_int_eq(chown(path, 12345, 12345), 0);
	ck_assert_int_eq(load(), CONFIG_READ);
	ck_assert_int_eq(save(), -1);
	ck_assert_ptr_nonnull(strstr(err, "another user"));
	snprintf(real, sizeof(real), "%s/theirs", dir);
	ck_assert_int_eq(rename(path, real), 0);
	ck_assert_int_eq(symlink(real, path), 0);
	ck_assert_int_eq(save(), -1);
	ck_assert_ptr_nonnull(strstr(err, "another user"));
	ck_assert_str_eq(content(real), "# theirs\n");
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	unlink(path);
	ck_assert_int_eq(chown(dir, 12345, 12345), 0);
	ck_assert_int_eq(save(), -1);
	ck_assert_ptr_nonnull(strstr(err, "root leaves no file"));
	ck_assert_int_eq(entries(dir), 1);
}
END_TEST

START_TEST(when_writing_fails_the_old_file_is_whole_and_nothing_is_left)
{
	struct rlimit none = {10, 10}; /* less than the file needs */

	write_text("# old\n");
	s.tree = true;
	signal(SIGXFSZ, SIG_IGN);
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_FSIZE, &none);
		_exit(save() == -1 && strstr(err, strerror(EFBIG)) != NULL ? 0 : 1);
	}
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(content(path), "# old\n");
	ck_assert_int_eq(entries(dir), 1);
}
END_TEST

START_TEST(on_a_full_disk_the_old_file_is_whole_and_nothing_is_left)
{
	char fill[160];

	if (mount("tmpfs", dir, "tmpfs", 0, "size=16k") == -1)
		return; /* needs a privilege; the limit on file sizes above stands for it */
	write_text("# old\n");
	snprintf(fill, sizeof(fill), "%s/fill", dir);
	FILE *f = fopen(fill, "w");
	while (fputs("0123456789abcdef0123456789abcdef", f) >= 0 && fflush(f) == 0)
		;
	fclose(f);
	s.tree = true;
	int rc = save(), left = entries(dir);
	bool whole = strcmp(content(path), "# old\n") == 0;
	umount(dir);
	ck_assert_int_eq(rc, -1);
	ck_assert_msg(strstr(err, strerror(ENOSPC)) != NULL, "%s", err);
	ck_assert_int_eq(left, 2);
	ck_assert(whole);
}
END_TEST

START_TEST(of_many_savers_at_once_one_wins_and_the_file_is_whole)
{
	enum { SAVERS = 8, ROUNDS = 20 };

	for (int i = 0; i < SAVERS; i++) {
		if (fork() != 0)
			continue;
		s.delay = i + 1;
		settings_text(&s.columns, i % 2 == 0 ? "pid" : "pid,name,uss,pss,rss,cmdline");
		int failed = 0;
		for (int k = 0; k < ROUNDS; k++)
			failed |= save();
		_exit(failed != 0);
	}
	for (int i = 0; i < SAVERS; i++) {
		int status;
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(load(), CONFIG_READ);
	ck_assert_str_eq(s.columns, (int)s.delay % 2 == 1 ? "pid" : "pid,name,uss,pss,rss,cmdline");
	ck_assert_int_eq(entries(dir), 1);
}
END_TEST

START_TEST(the_place_comes_from_absolute_paths_only)
{
	char buf[200];

	setenv("HOME", "/home/ann", 1);
	setenv("XDG_CONFIG_HOME", "/xdg", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), 0);
	ck_assert_str_eq(buf, "/xdg/ctop/ctoprc");
	setenv("XDG_CONFIG_HOME", "relative", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), 0);
	ck_assert_str_eq(buf, "/home/ann/.config/ctop/ctoprc");
	setenv("XDG_CONFIG_HOME", "", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), 0);
	ck_assert_str_eq(buf, "/home/ann/.config/ctop/ctoprc");
	ck_assert_int_eq(config_path(buf, 10), -1);
	unsetenv("HOME");
	ck_assert_int_eq(config_path(buf, sizeof(buf)), -1);
	setenv("HOME", "", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), -1);
}
END_TEST

START_TEST(an_unreadable_config_is_said_to_be_so)
{
	if (geteuid() == 0)
		return; /* root may read everything */
	write_text("tree = yes\n");
	ck_assert_int_eq(chmod(path, 0), 0);
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, strerror(EACCES)));
	ck_assert_int_eq(save(), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("config");
	TCase *t = tcase_create("config");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 0);
	tcase_add_test(t, settings_are_read_in_every_shape_of_line);
	tcase_add_test(t, an_absent_or_empty_config_is_no_error);
	tcase_add_loop_test(t, a_bad_value_is_named_with_file_and_line_and_nothing_applies, 0,
	    (int)(sizeof(mistakes) / sizeof(mistakes[0])));
	tcase_add_test(t, a_broken_config_is_not_overwritten_until_the_user_agrees);
	tcase_add_test(t, noise_and_bytes_that_are_no_text_are_refused_in_one_printable_line);
	tcase_add_test(t, what_is_no_file_of_a_sane_size_is_refused_at_once);
	tcase_add_test(t, saving_keeps_comments_order_and_keys_of_newer_versions);
	tcase_add_test(t, every_setting_is_saved_and_read_back);
	tcase_add_test(t, a_new_config_is_for_the_user_alone_in_directories_that_are_made);
	tcase_add_test(t, a_link_of_ours_is_followed_and_stays_a_link);
	tcase_add_test(t, nothing_of_another_user_is_written_to_not_even_by_root);
	tcase_add_test(t, when_writing_fails_the_old_file_is_whole_and_nothing_is_left);
	tcase_add_test(t, on_a_full_disk_the_old_file_is_whole_and_nothing_is_left);
	tcase_add_test(t, of_many_savers_at_once_one_wins_and_the_file_is_whole);
	tcase_add_test(t, the_place_comes_from_absolute_paths_only);
	tcase_add_test(t, an_unreadable_config_is_said_to_be_so);
	suite_add_tcase(suite, t);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
