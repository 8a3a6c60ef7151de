/*
 * The config as a file of Windows: where it is, names beyond ASCII, and what is in the way.
 */
#include <stdlib.h>
#include <windows.h>

#include "support/config_case.h"
#include "support/suite.h"

START_TEST(the_place_comes_from_absolute_paths_only)
{
	char buf[200];

	setenv("APPDATA", "C:\\users\\ann\\AppData", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), 0);
	ck_assert_str_eq(buf, "C:\\users\\ann\\AppData\\ctop\\ctoprc");
	setenv("APPDATA", "\\\\server\\share/home", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), 0);
	ck_assert_str_eq(buf, "\\\\server\\share\\home\\ctop\\ctoprc");
	ck_assert_int_eq(config_path(buf, 10), -1);
	setenv("APPDATA", "relative", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), -1);
	setenv("APPDATA", "\\here", 1);
	ck_assert_int_eq(config_path(buf, sizeof(buf)), -1);
	unsetenv("APPDATA");
	ck_assert_int_eq(config_path(buf, sizeof(buf)), -1);
}
END_TEST

START_TEST(a_place_that_no_code_page_can_write_is_made_and_read_back)
{
	const char *home = dir;
	wchar_t wide[600];

	ck_assert_int_gt(MultiByteToWideChar(CP_UTF8, 0, home, -1, wide, 300), 0);
	wcscat(wide, L"\\\x6F22\x5B57 \x00E9");
	ck_assert_int_eq(_wputenv_s(L"APPDATA", wide), 0);
	ck_assert_int_eq(config_path(path, sizeof(path)), 0);
	ck_assert_ptr_nonnull(strstr(path, "漢字 é\\ctop\\ctoprc"));
	s.tree = true;
	ck_assert_msg(save() == 0, "%s", err);
	s.tree = false;
	ck_assert_int_eq(load(), CONFIG_READ);
	ck_assert(s.tree);
	/* Again, over what is there now. */
	s.delay = 3;
	ck_assert_msg(save() == 0, "%s", err);
	s.delay = 0;
	ck_assert_int_eq(load(), CONFIG_READ);
	ck_assert_double_eq(s.delay, 3);
	/* No temporary is left. */
	wcscat(wide, L"\\ctop\\*");
	WIN32_FIND_DATAW found;
	HANDLE list = FindFirstFileW(wide, &found);
	int files = 0;
	ck_assert(list != INVALID_HANDLE_VALUE);
	do
		files += (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
	while (FindNextFileW(list, &found));
	FindClose(list);
	ck_assert_int_eq(files, 1);
	/* The C library's own calls could not remove it. */
	wide[wcslen(wide) - 1] = L'\0';
	wcscat(wide, L"ctoprc");
	ck_assert(DeleteFileW(wide));
	for (int i = 0; i < 2; i++) {
		*wcsrchr(wide, L'\\') = L'\0';
		ck_assert(RemoveDirectoryW(wide));
	}
}
END_TEST

START_TEST(a_directory_and_what_is_too_long_are_no_config)
{
	static char big[2 * 1024 * 1024];

	ck_assert_int_eq(config_load(dir, &s, err, sizeof(err)), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, "is a directory"));
	memset(big, '#', sizeof(big));
	write_bytes(path, big, sizeof(big));
	ck_assert_int_eq(load(), CONFIG_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(err, "1 MB"));
	ck_assert_int_eq(config_load("NUL", &s, err, sizeof(err)), CONFIG_UNREADABLE);
}
END_TEST

START_TEST(when_somebody_holds_the_file_it_stays_whole_and_nothing_is_left)
{
	wchar_t wide[600];

	write_text("# old\n");
	ck_assert_int_gt(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 600), 0);
	HANDLE held =
	    CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
	ck_assert(held != INVALID_HANDLE_VALUE);
	s.tree = true;
	int rc = save();
	CloseHandle(held);
	ck_assert_int_eq(rc, -1);
	ck_assert_str_eq(content(path), "# old\n");
	ck_assert_int_eq(place_count(dir), 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    the_place_comes_from_absolute_paths_only,
	    a_place_that_no_code_page_can_write_is_made_and_read_back,
	    a_directory_and_what_is_too_long_are_no_config,
	    when_somebody_holds_the_file_it_stays_whole_and_nothing_is_left,
	    NULL,
	};

	return suite_run("config_windows", tests, case_open, case_close);
}
