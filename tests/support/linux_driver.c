#include "linux_driver.h"

#include <stdlib.h>
#include <string.h>

struct probe
probe_open(const char *root)
{
	struct open_options options = {.root = root};
	struct probe p = {0};
	char err[256];

	arena_init(&p.arena);
	p.list.arena = &p.arena;
	p.machine = os_driver.open(&options, err, sizeof(err));
	ck_assert_msg(p.machine != NULL, "%s", err);
	return p;
}

void
probe_close(struct probe *p)
{
	os_driver.close(p->machine);
	free(p->list.rows);
	arena_free(&p->arena);
}

struct proc *
probe_row(struct probe *p, int64_t pid)
{
	struct proc *row = arena_zero(&p->arena, sizeof(*row));

	row->id.pid = pid;
	row->tgid = pid;
	return row;
}

struct proc *
probe_find(struct probe *p, int64_t pid)
{
	for (size_t i = 0; i < p->list.count; i++)
		if (p->list.rows[i].id.pid == pid)
			return &p->list.rows[i];
	return NULL;
}

static enum fact
ask(struct probe *p, struct held *h, struct proc *row, const char *name, size_t len)
{
	if (row->more == NULL)
		row->more = arena_zero(&p->arena, sizeof(*row->more));
	if (row->footprint == NULL)
		row->footprint = arena_zero(&p->arena, sizeof(*row->footprint));
	for (const struct source *s = os_driver.sources; s->name != NULL; s++)
		if (strlen(s->name) == len && memcmp(s->name, name, len) == 0)
			return s->read(h, row, &p->arena);
	ck_abort_msg("no source %.*s", (int)len, name);
	return FACT_NONE;
}

enum fact
probe_try(struct probe *p, struct proc *row, const char *source)
{
	struct held h;
	enum fact fact = os_driver.hold(p->machine, row, &h);

	if (fact != FACT_OK)
		return fact;
	fact = ask(p, &h, row, source, strlen(source));
	os_driver.drop(&h);
	return fact;
}

void
probe_read(struct probe *p, struct proc *row, const char *sources)
{
	struct held h;

	ck_assert_int_eq(os_driver.hold(p->machine, row, &h), FACT_OK);
	while (*sources != '\0') {
		size_t n = strcspn(sources, " ");
		enum fact fact = ask(p, &h, row, sources, n);

		ck_assert_msg(fact == FACT_OK, "%.*s of %d: fact %d", (int)n, sources,
		    (int)row->id.pid, (int)fact);
		sources += n + strspn(sources + n, " ");
	}
	os_driver.drop(&h);
}

int
probe_main(const char *name, const TTest *const *tests, size_t ntests)
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);

	/* A machine under load is no reason to fail. */
	tcase_set_timeout(tc, 0);
	for (size_t i = 0; i < ntests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
