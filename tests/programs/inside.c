/*
 * What the driver of this system says is inside a process, as JSON: for the scripts that compare
 * it.
 *
 * inside [--root DIR] opened|limits PID
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/arena.h"
#include "../../src/os/os.h"

static struct arena arena;

static void
text(const char *name, const char *value)
{
	printf(", \"%s\": ", name);
	if (value == NULL) {
		printf("null");
		return;
	}
	putchar('"');
	for (const unsigned char *p = (const unsigned char *)value; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e || *p == '"' || *p == '\\')
			printf("\\u%04x", (unsigned)*p);
		else
			putchar(*p);
	putchar('"');
}

static void
number(const char *name, uint64_t value)
{
	if (value == LIMIT_NONE)
		printf(", \"%s\": null", name);
	else
		printf(", \"%s\": %llu", name, (unsigned long long)value);
}

static enum fact
opened(struct held *h)
{
	struct open_list list = {.arena = &arena};
	enum fact fact = os_driver.opened(h, &list);

	for (size_t i = 0; i < list.count; i++) {
		const struct open_file *f = &list.rows[i];
		printf(
		    "%s{\"fd\": %lld, \"known\": %d, \"kind\": %d, \"access\": %d, \"deleted\": %d",
		    i > 0 ? ",\n" : "", (long long)f->number, f->known, f->kind, f->access,
		    f->deleted);
		number("position", f->has_position ? f->position : LIMIT_NONE);
		text("target", f->target);
		text("protocol", f->protocol);
		text("state", f->state);
		text("local", f->local);
		text("remote", f->remote);
		text("lock", f->lock);
		printf("}");
	}
	return fact;
}

static enum fact
limits(struct held *h)
{
	struct limit_list list = {.arena = &arena};
	enum fact fact = os_driver.limits(h, &list);

	for (size_t i = 0; i < list.count; i++) {
		const struct limit *l = &list.rows[i];
		printf("%s{\"unit\": %d", i > 0 ? ",\n" : "", l->unit);
		text("name", l->name);
		text("where", l->where);
		number("soft", l->soft);
		number("hard", l->hard);
		number("used", l->used);
		printf("}");
	}
	for (size_t i = 0; i < list.nthrottles; i++) {
		const struct throttle *t = &list.throttles[i];
		printf(",\n{\"throttle\": true");
		text("where", t->where);
		number("periods", t->periods);
		number("throttled_periods", t->throttled_periods);
		number("throttled_ns", t->throttled_ns);
		printf("}");
	}
	return fact;
}

int
main(int argc, char *argv[])
{
	struct open_options options = {.root = NULL};
	struct proc row = {.id.pid = 0};
	struct held held;
	char err[256];
	int at = 1;

	if (argc == 5 && strcmp(argv[1], "--root") == 0) {
		options.root = argv[2];
		at = 3;
	}
	if (argc - at != 2)
		return 2;
	arena_init(&arena);
	struct machine *machine = os_driver.open(&options, err, sizeof(err));
	if (machine == NULL) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	row.id.pid = row.tgid = strtoll(argv[at + 1], NULL, 10);
	enum fact fact = os_driver.hold(machine, &row, &held);
	printf("{\"rows\": [");
	if (fact == FACT_OK)
		fact = strcmp(argv[at], "opened") == 0 ? opened(&held) : limits(&held);
	printf("], \"fact\": %d}\n", (int)fact);
	os_driver.drop(&held);
	os_driver.close(machine);
	arena_free(&arena);
	return 0;
}
