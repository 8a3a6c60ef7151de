/*
 * A suite in one line: what every test program's main does.
 */
#ifndef CTOP_TESTS_SUITE_H
#define CTOP_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Runs the suite and lets go of it; the exit status. */
static inline int
suite_end(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * Runs the tests (NULL ends them), each between setup and teardown (NULL: none); the exit status.
 */
static inline int
suite_run(const char *name, const TTest *const *tests, void (*setup)(void), void (*teardown)(void))
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);

	/* Slow machines and sanitizers are no failure; ctest has the last word on hangs. */
	tcase_set_timeout(tc, 0);
	tcase_add_checked_fixture(tc, setup, teardown);
	for (size_t i = 0; tests[i] != NULL; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite_end(suite);
}

#endif
