#include "check.h"

#include <fcntl.h>
#include <io.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

enum { TESTS_MAX = 400, CASES_MAX = 40 };

struct looped {
	const TTest *test;
	int start, end;
};

struct tcase {
	void (*setup)(void), (*teardown)(void);
	struct looped tests[TESTS_MAX];
	size_t count;
};

struct suite {
	const char *name;
	struct tcase *cases[CASES_MAX];
	size_t count;
};

struct srunner {
	struct suite *suite;
	int failed;
};

static jmp_buf end_of_test;
static const char *current;
static bool failed;

/* Files are the bytes that are in them. */
static void __attribute__((constructor)) binary_files(void)
{
	_fmode = _O_BINARY;
	_setmode(1, _O_BINARY);
}

int
setenv(const char *name, const char *value, int overwrite)
{
	(void)overwrite;
	return _putenv_s(name, value);
}

int
unsetenv(const char *name)
{
	return _putenv_s(name, "");
}

static void *
make(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		abort();
	return p;
}

void
check_fail(const char *file, int line, const char *format, ...)
{
	va_list ap;

	printf("%s:%d:F:%s: ", file, line, current);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	failed = true;
	longjmp(end_of_test, 1);
}

int
check_differ(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a != b;
	return strcmp(a, b);
}

struct suite *
suite_create(const char *name)
{
	struct suite *s = make(sizeof(*s));

	s->name = name;
	return s;
}

struct tcase *
tcase_create(const char *name)
{
	(void)name;
	return make(sizeof(struct tcase));
}

/* ctest has the last word on what hangs. */
void
tcase_set_timeout(struct tcase *tc, double seconds)
{
	(void)tc;
	(void)seconds;
}

void
tcase_add_checked_fixture(struct tcase *tc, void (*setup)(void), void (*teardown)(void))
{
	tc->setup = setup;
	tc->teardown = teardown;
}

void
tcase_add_loop_test(struct tcase *tc, const TTest *test, int start, int end)
{
	if (tc->count == TESTS_MAX)
		abort();
	tc->tests[tc->count++] = (struct looped){test, start, end};
}

void
suite_add_tcase(struct suite *s, struct tcase *tc)
{
	if (s->count == CASES_MAX)
		abort();
	s->cases[s->count++] = tc;
}

struct srunner *
srunner_create(struct suite *s)
{
	struct srunner *r = make(sizeof(*r));

	r->suite = s;
	return r;
}

/* True: it passed. */
static bool
run_one(const struct tcase *tc, const TTest *test, int i)
{
	current = test->name;
	failed = false;
	if (setjmp(end_of_test) == 0) {
		if (tc->setup != NULL)
			tc->setup();
		test->run(i);
	}
	/* It may find what a failed test left behind; a failure in here is one, too. */
	if (setjmp(end_of_test) == 0 && tc->teardown != NULL)
		tc->teardown();
	return !failed;
}

void
srunner_run_all(struct srunner *r, enum print_output output)
{
	int checks = 0;

	(void)output;
	for (size_t i = 0; i < r->suite->count; i++) {
		const struct tcase *tc = r->suite->cases[i];

		for (size_t k = 0; k < tc->count; k++) {
			for (int n = tc->tests[k].start; n < tc->tests[k].end; n++) {
				checks++;
				if (!run_one(tc, tc->tests[k].test, n))
					r->failed++;
			}
		}
	}
	printf("%s: checks: %d, failures: %d\n", r->suite->name, checks, r->failed);
	fflush(stdout);
}

int
srunner_ntests_failed(struct srunner *r)
{
	return r->failed;
}

void
srunner_free(struct srunner *r)
{
	for (size_t i = 0; i < r->suite->count; i++)
		free(r->suite->cases[i]);
	free(r->suite);
	free(r);
}
