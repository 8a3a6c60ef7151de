/*
 * The config as a file of Unix: modes, owners, links, and what fails while it is written.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/config_case.h"
#include "support/suite.h"

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
	ck_assert_int_eq(place_count(path), 1);
}
END_TEST

START_TEST(a_link_of_ours_is_followed_and_stays_a_link)
{
	char real[400];
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
	char real[400];
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
	ck_assert_int_eq(place_count(dir), 1);
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
	ck_assert_int_eq(place_count(dir), 1);
}
END_TEST

START_TEST(on_a_full_disk_the_old_file_is_whole_and_nothing_is_left)
{
	char fill[400];

	if (mount("tmpfs", dir, "tmpfs", 0, "size=16k") == -1)
		return; /* needs a privilege; the limit on file sizes above stands for it */
	write_text("# old\n");
	snprintf(fill, sizeof(fill), "%s/fill", dir);
	FILE *f = fopen(fill, "w");
	while (fputs("0123456789abcdef0123456789abcdef", f) >= 0 && fflush(f) == 0)
		;
	fclose(f);
	s.tree = true;
	int rc = save(), left = place_count(dir);
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
	ck_assert_int_eq(place_count(dir), 1);
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
	const TTest *const tests[] = {
	    what_is_no_file_of_a_sane_size_is_refused_at_once,
	    a_new_config_is_for_the_user_alone_in_directories_that_are_made,
	    a_link_of_ours_is_followed_and_stays_a_link,
	    nothing_of_another_user_is_written_to_not_even_by_root,
	    when_writing_fails_the_old_file_is_whole_and_nothing_is_left,
	    on_a_full_disk_the_old_file_is_whole_and_nothing_is_left,
	    of_many_savers_at_once_one_wins_and_the_file_is_whole,
	    the_place_comes_from_absolute_paths_only,
	    an_unreadable_config_is_said_to_be_so,
	    NULL,
	};

	return suite_run("config_posix", tests, case_open, case_close);
}
