/*
 * What compat promises, on Windows.
 */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "../src/compat.h"
#include "../src/compat/wide.h"
#include "support/suite.h"

START_TEST(all_that_is_written_arrives_and_the_descriptor_stays_open)
{
	int ends[2], saved = dup(1);
	char got[16];

	fflush(stdout);
	ck_assert_int_eq(_pipe(ends, 4096, _O_BINARY), 0);
	ck_assert_int_eq(dup2(ends[1], 1), 0);
	FILE *out = compat_output();
	fputs("one\ntwo", out);
	fclose(out);
	int still = write(1, "!", 1);
	dup2(saved, 1);
	close(saved);
	close(ends[1]);
	ck_assert_int_eq(still, 1);
	ck_assert_int_eq(read(ends[0], got, sizeof(got)), 8);
	ck_assert_mem_eq(got, "one\ntwo!", 8);
	close(ends[0]);
}
END_TEST

START_TEST(a_stream_into_memory_holds_what_was_written)
{
	struct text_stream stream;
	size_t len;

	for (int round = 0; round < 3; round++) {
		FILE *f = text_stream_open(&stream);
		for (int i = 0; i < 1000 * round; i++)
			fprintf(f, "%d\n", i % 10);
		char *text = text_stream_close(&stream, &len);
		ck_assert_uint_eq(len, 2000U * (unsigned)round);
		ck_assert_uint_eq(strlen(text), len);
		free(text);
	}
}
END_TEST

START_TEST(clocks_go_on_and_agree_with_windows)
{
	uint64_t now = clock_now(), cpu = clock_cpu();
	FILETIME t;

	sleep_until(now + 50000000);
	ck_assert_uint_ge(clock_now() - now, 50000000);
	ck_assert_uint_lt(clock_cpu() - cpu, 10000000000);
	GetSystemTimeAsFileTime(&t);
	uint64_t theirs =
	    (((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime) - 116444736000000000) * 100;
	int64_t apart = (int64_t)(clock_wall() - theirs);
	ck_assert_int_lt(apart, 5000000000);
	ck_assert_int_gt(apart, -5000000000);
	/* Some CPU time is counted at last. */
	while (clock_thread_cpu() == 0 || clock_cpu() == 0)
		;
}
END_TEST

START_TEST(text_is_wide_outside_and_comes_back_whole)
{
	static const char *const texts[] = {"", "plain", "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x99\x82"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		wchar_t *wide = wide_from_utf8(texts[i]);
		char *back = wide_to_utf8(wide);

		ck_assert_str_eq(back, texts[i]);
		free(wide);
		free(back);
	}
	/* What is no text on either side is marked, and ends. */
	char *back = wide_to_utf8(L"a\xD800z");
	ck_assert_str_eq(back, "a\xEF\xBF\xBDz");
	free(back);
	wchar_t *wide = wide_from_utf8("a\xFFz");
	ck_assert_uint_eq(wcslen(wide), 3);
	ck_assert_uint_eq(wide[1], 0xFFFD);
	free(wide);
}
END_TEST

START_TEST(errors_are_words_in_one_line)
{
	char buf[200];

	ck_assert_str_ne(wide_error(ERROR_ACCESS_DENIED, buf, sizeof(buf)), "");
	ck_assert_ptr_null(strpbrk(buf, "\r\n"));
	ck_assert_int_ne(buf[strlen(buf) - 1], '.');
	ck_assert_str_eq(wide_error(0x20000123, buf, sizeof(buf)), "error 536871203");
}
END_TEST

START_TEST(the_functions_of_the_bsds_do_what_theirs_do)
{
	char buf[6] = "ab";

	ck_assert_uint_eq(strlcat(buf, "cdef", sizeof(buf)), 6);
	ck_assert_str_eq(buf, "abcde");
	ck_assert_uint_eq(strlcpy(buf, "wxyz123", sizeof(buf)), 7);
	ck_assert_str_eq(buf, "wxyz1");
	ck_assert_uint_eq(strlcpy(buf, "", sizeof(buf)), 0);
	ck_assert_str_eq(buf, "");
	ck_assert_str_eq((char *)memmem("xxaab", 5, "aab", 3), "aab");
	ck_assert_ptr_null(memmem("xxaa", 4, "aab", 3));
	ck_assert_ptr_null(memmem("a", 1, "aab", 3));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    all_that_is_written_arrives_and_the_descriptor_stays_open,
	    a_stream_into_memory_holds_what_was_written,
	    clocks_go_on_and_agree_with_windows,
	    text_is_wide_outside_and_comes_back_whole,
	    errors_are_words_in_one_line,
	    the_functions_of_the_bsds_do_what_theirs_do,
	    NULL,
	};

	return suite_run("compat_windows", tests, NULL, NULL);
}
