/*
 * What the tests use of libcheck, for builds where there is none: no forks, the first failed
 * assertion ends its test by a jump.
 */
#ifndef CTOP_TESTS_WINDOWS_CHECK_H
#define CTOP_TESTS_WINDOWS_CHECK_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *name;
	void (*run)(int);
	const char *file;
	int line;
} TTest;
typedef struct suite Suite;
typedef struct tcase TCase;
typedef struct srunner SRunner;
enum print_output { CK_SILENT, CK_MINIMAL, CK_NORMAL, CK_VERBOSE, CK_ENV };

#define START_TEST(test_name)                                                                      \
	static void test_name##_fn(int);                                                           \
	static const TTest test_name##_ttest = {#test_name, test_name##_fn, __FILE__, __LINE__};   \
	static const TTest *test_name = &test_name##_ttest;                                        \
	static void test_name##_fn(int _i)                                                         \
	{                                                                                          \
		(void)_i;
#define END_TEST }

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void tcase_set_timeout(TCase *, double seconds);
void tcase_add_checked_fixture(TCase *, void (*setup)(void), void (*teardown)(void));
void tcase_add_loop_test(TCase *, const TTest *, int start, int end);
#define tcase_add_test(tc, test) tcase_add_loop_test((tc), (test), 0, 1)
void suite_add_tcase(Suite *, TCase *);
SRunner *srunner_create(Suite *);
void srunner_run_all(SRunner *, enum print_output);
int srunner_ntests_failed(SRunner *);
void srunner_free(SRunner *);

/* What the tests use of POSIX that has another name there. */
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);

/* Ends the test. */
_Noreturn void check_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 3, 4)));

#define ck_abort_msg(...) check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define ck_assert_msg(condition, ...)                                                              \
	((condition) ? (void)0 : check_fail(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(condition) ck_assert_msg(condition, "%s", #condition)

#define CHECK_COMPARE(type, format, x, op, y)                                                      \
	do {                                                                                       \
		type const check_x = (x);                                                          \
		type const check_y = (y);                                                          \
		if (!(check_x op check_y))                                                         \
			check_fail(__FILE__, __LINE__, "%s %s %s: " format ", " format, #x, #op,   \
			    #y, check_x, check_y);                                                 \
	} while (0)
#define ck_assert_int_eq(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, ==, y)
#define ck_assert_int_ne(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, !=, y)
#define ck_assert_int_lt(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, <, y)
#define ck_assert_int_le(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, <=, y)
#define ck_assert_int_gt(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, >, y)
#define ck_assert_int_ge(x, y)	  CHECK_COMPARE(intmax_t, "%jd", x, >=, y)
#define ck_assert_uint_eq(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, ==, y)
#define ck_assert_uint_ne(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, !=, y)
#define ck_assert_uint_lt(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, <, y)
#define ck_assert_uint_le(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, <=, y)
#define ck_assert_uint_gt(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, >, y)
#define ck_assert_uint_ge(x, y)	  CHECK_COMPARE(uintmax_t, "%ju", x, >=, y)
#define ck_assert_ptr_eq(x, y)	  CHECK_COMPARE(const void *, "%p", x, ==, y)
#define ck_assert_ptr_ne(x, y)	  CHECK_COMPARE(const void *, "%p", x, !=, y)
#define ck_assert_ptr_null(x)	  ck_assert_ptr_eq(x, NULL)
#define ck_assert_ptr_nonnull(x)  ck_assert_ptr_ne(x, NULL)
#define ck_assert_double_eq(x, y) CHECK_COMPARE(double, "%.17g", x, ==, y)
#define ck_assert_double_ne(x, y) CHECK_COMPARE(double, "%.17g", x, !=, y)
#define ck_assert_double_lt(x, y) CHECK_COMPARE(double, "%.17g", x, <, y)
#define ck_assert_double_le(x, y) CHECK_COMPARE(double, "%.17g", x, <=, y)
#define ck_assert_double_gt(x, y) CHECK_COMPARE(double, "%.17g", x, >, y)
#define ck_assert_double_ge(x, y) CHECK_COMPARE(double, "%.17g", x, >=, y)
#define ck_assert_double_nan(x)	  ck_assert_msg(isnan(x), "%s is a number", #x)
#define ck_assert_double_eq_tol(x, y, tolerance)                                                   \
	do {                                                                                       \
		double check_x = (x), check_y = (y), check_t = (tolerance);                        \
		if (!(fabs(check_x - check_y) < check_t))                                          \
			check_fail(__FILE__, __LINE__, "%s == %s: %.17g, %.17g", #x, #y, check_x,  \
			    check_y);                                                              \
	} while (0)

/* NULL is a text of its own. */
int check_differ(const char *, const char *);
#define CHECK_TEXT(x, op, y)                                                                       \
	do {                                                                                       \
		const char *check_x = (x), *check_y = (y);                                         \
		if (!(check_differ(check_x, check_y) op 0))                                        \
			check_fail(__FILE__, __LINE__, "%s %s %s: \"%s\", \"%s\"", #x, #op, #y,    \
			    check_x != NULL ? check_x : "(null)",                                  \
			    check_y != NULL ? check_y : "(null)");                                 \
	} while (0)
#define ck_assert_str_eq(x, y)	CHECK_TEXT(x, ==, y)
#define ck_assert_str_ne(x, y)	CHECK_TEXT(x, !=, y)
#define ck_assert_pstr_eq(x, y) CHECK_TEXT(x, ==, y)
#define ck_assert_pstr_ne(x, y) CHECK_TEXT(x, !=, y)
#define ck_assert_mem_eq(x, y, len)                                                                \
	ck_assert_msg(memcmp((x), (y), (len)) == 0, "%s and %s differ in %s bytes", #x, #y, #len)
#define ck_assert_mem_ne(x, y, len)                                                                \
	ck_assert_msg(memcmp((x), (y), (len)) != 0, "%s and %s are the same", #x, #y)

#endif
