/*
 * Services through the collector: which processes belong to them, what these add up to, and what is
 * shown.
 */
#include <check.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/collect/collect.h"
#include "../src/compat.h"
#include "../src/collect/samples.h"
#include "support/fake.h"
#include "support/manager.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

#define SUMS (VG_BIT(VG_PROCS) | VG_BIT(VG_THREADS) | VG_BIT(VG_RSS) | VG_BIT(VG_USS))

static void
get(const struct service *row, const char *key, struct value *value)
{
	struct column column = {field_find(&service_table, key, strlen(key)), NULL};

	field_get(&column, &service_table, row, value);
}

START_TEST(a_process_is_of_the_service_of_its_pid_its_unit_and_every_group_above_it)
{
	manager_add_service("a.service", "/system.slice/a.service", 10);
	manager_add_service("b.service", "/system.slice/b.service", 0);
	manager_add_service("user.service", "/user.slice/user.service", 0);
	manager_add_service("inner.service", "/user.slice/user.service/inner.service", 0);
	manager_add_service("root.service", "/", 0);
	manager_add_process(10, 1, "/system.slice/a.service", "a.service");
	manager_add_process(11, 2, "/system.slice/a.service/child", "a.service");
	manager_add_process(12, 4, "/user.slice/user.service/inner.service", "inner.service");
	manager_add_process(13, 8, "/system.slice/b.service-not", NULL);
	manager_add_process(14, 16, "/moved", "b.service");
	demand.services = SUMS;
	const struct snapshot *s = manager_tick();
	ck_assert_uint_eq(manager_find(s, "a.service")->num_procs, 2);
	ck_assert_uint_eq(manager_find(s, "a.service")->uss, 3);
	ck_assert_uint_eq(manager_find(s, "b.service")->uss, 16);
	ck_assert_uint_eq(manager_find(s, "user.service")->uss, 4);
	ck_assert_uint_eq(manager_find(s, "inner.service")->uss, 4);
	/* The root is above all of them, and nobody's. */
	ck_assert_uint_eq(manager_find(s, "root.service")->num_procs, 0);
	/* The same from the other side. */
	for (size_t i = 0; i < s->nservices; i++) {
		uint32_t held = 0;

		for (size_t p = 0; p < s->nprocs; p++)
			held += service_holds(&s->services[i], &s->procs[p]);
		ck_assert_uint_eq(held, s->services[i].num_procs);
	}
	snapshot_unref(s);
}
END_TEST

START_TEST(threads_are_part_of_their_process_and_count_once)
{
	manager_add_service("a.service", "/a.service", 10);
	manager_add_process(10, 7, "/a.service", "a.service")->threads = 3;
	demand.services = SUMS;
	demand.threads = true;
	const struct snapshot *s = manager_tick();
	ck_assert_uint_eq(manager_find(s, "a.service")->num_procs, 1);
	ck_assert_uint_eq(manager_find(s, "a.service")->num_threads, 4);
	ck_assert_uint_eq(manager_find(s, "a.service")->uss, 7);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_sum_that_lacks_somebody_says_so_and_one_of_nobody_is_not_known)
{
	uint32_t counts[FACT_COUNT];
	struct value v;

	manager_add_service("a.service", "/a.service", 0);
	manager_add_service("b.service", "/b.service", 0);
	manager_add_service("idle.service", "/idle.service", 0);
	manager_add_process(10, 5, "/a.service", NULL);
	manager_add_process(11, 7, "/a.service", NULL)->answer[FAKE_ROLLUP] = FACT_DENIED;
	manager_add_process(12, 9, "/b.service", NULL)->answer[FAKE_ROLLUP] = FACT_DENIED;
	demand.services = SUMS;
	const struct snapshot *s = manager_tick();
	get(manager_find(s, "a.service"), "uss", &v);
	ck_assert(v.fact == FACT_OK && v.partial && v.u == 5);
	get(manager_find(s, "a.service"), "rss", &v);
	ck_assert(v.fact == FACT_OK && !v.partial && v.u == 120);
	get(manager_find(s, "a.service"), "incomplete", &v);
	ck_assert_str_eq(v.text, "uss 1/2");
	service_table.tally(manager_find(s, "a.service"), field_find(&service_table, "uss", 3),
	    counts);
	ck_assert(counts[FACT_OK] == 1 && counts[FACT_DENIED] == 1);
	get(manager_find(s, "b.service"), "uss", &v);
	ck_assert_int_eq(v.fact, FACT_DENIED);
	get(manager_find(s, "idle.service"), "uss", &v);
	ck_assert(v.fact == FACT_OK && !v.partial && v.u == 0);
	get(manager_find(s, "idle.service"), "incomplete", &v);
	ck_assert(v.none);
	snapshot_unref(s);
}
END_TEST

START_TEST(processes_that_nobody_asked_to_see_count_in_sums_all_the_same)
{
	const int64_t only[] = {11};

	manager_add_service("a.service", "/a.service", 0);
	manager_add_process(10, 5, "/a.service", NULL);
	manager_add_process(11, 7, "/a.service", NULL);
	demand.services = SUMS;
	demand.pids = only;
	demand.npids = 1;
	demand.tasks = true;
	demand.all |= PG_BIT(PG_USS);
	const struct snapshot *s = manager_tick();
	ck_assert_uint_eq(manager_find(s, "a.service")->uss, 12);
	ck_assert_uint_eq(s->order.count, 1);
	/* What is said of the processes is said of those asked for. */
	ck_assert_uint_eq(s->system.tasks.total, 1);
	ck_assert_uint_eq(s->coverage[COVERAGE_USS].ok, 1);
	ck_assert_int_eq(s->procs[s->order.rows[0]].id.pid, 11);
	snapshot_unref(s);
	/* Nor are they looked at without sums. */
	demand.services = VG_BIT(VG_STATUS);
	s = manager_tick();
	ck_assert_uint_eq(s->nprocs, 1);
	snapshot_unref(s);
}
END_TEST

START_TEST(cpu_is_of_the_control_group_where_it_is_told_and_else_of_the_processes)
{
	struct service *a = manager_add_service("a.service", "/a.service", 0);
	struct value v;

	manager_add_service("b.service", "/b.service", 0);
	manager_add_process(10, 1, "/a.service", NULL);
	struct fake_proc *p = manager_add_process(11, 1, "/b.service", NULL);
	a->known[VG_CPU_TIME] = FACT_OK;
	a->cpu_ns = 5 * SECOND;
	demand.services = VG_BIT(VG_CPU_PERCENT);
	snapshot_unref(manager_tick());
	uint64_t before = clock_now();
	while (clock_now() < before + 2 * SAMPLE_LEAST_NS)
		;
	a->cpu_ns += SECOND;
	p->cpu_ns += SECOND;
	const struct snapshot *s = manager_tick();
	double least = 100.0 * (double)SECOND / (double)(clock_now() - before + SECOND);
	get(manager_find(s, "a.service"), "cpu_percent", &v);
	ck_assert_int_eq(v.fact, FACT_OK);
	ck_assert(v.real > least && v.real <= 100.0 * (double)SECOND / (2 * SAMPLE_LEAST_NS));
	/* The processes' share stops at what the machine has. */
	get(manager_find(s, "b.service"), "cpu_percent", &v);
	ck_assert_int_eq(v.fact, FACT_OK);
	ck_assert(v.real > least && v.real <= 200);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_group_whose_time_went_back_has_no_rate_for_once)
{
	struct service *a = manager_add_service("a.service", "/a.service", 0);

	a->known[VG_CPU_TIME] = FACT_OK;
	a->cpu_ns = 5 * SECOND;
	demand.services = VG_BIT(VG_CPU_PERCENT);
	snapshot_unref(manager_tick());
	uint64_t before = clock_now();
	while (clock_now() < before + 2 * SAMPLE_LEAST_NS)
		;
	a->cpu_ns = 1;
	const struct snapshot *s = manager_tick();
	/* Without a process there is nothing else to go by. */
	ck_assert_int_eq(manager_find(s, "a.service")->known[VG_CPU_PERCENT], FACT_OK);
	ck_assert(manager_find(s, "a.service")->cpu_percent <= 0);
	snapshot_unref(s);
}
END_TEST

/* What a filter lets through, of processes. */
static size_t
matches(const struct snapshot *s, const char *text)
{
	struct filter_error error;
	struct filter *f = filter_parse(&process_table, text, &error);
	size_t count = 0;

	ck_assert_msg(f != NULL, "%s", error.text);
	for (size_t i = 0; i < s->nprocs; i++)
		count += filter_match(f, &s->procs[i]);
	filter_unref(f);
	return count;
}

START_TEST(without_control_groups_processes_have_the_services_that_run_in_them)
{
	struct column by = {field_find(&process_table, "service", 7), NULL};

	manager_collector(false);
	manager_add_service("Dhcp", NULL, 10);
	manager_add_service("EventLog", NULL, 10);
	manager_add_service("Spooler", NULL, 11);
	manager_add_service("Stopped", NULL, 0);
	manager_add_process(10, 5, NULL, NULL);
	manager_add_process(11, 6, NULL, NULL);
	manager_add_process(12, 7, NULL, NULL);
	ck_assert(collector_offers(collector, PG_BIT(PG_SERVICE)));
	demand.services = 0;
	demand.all = PG_BIT(PG_SERVICE);
	demand.group = by;
	demand.sums = PG_BIT(PG_THREADS);
	const struct snapshot *s = manager_tick();
	ck_assert_str_eq(s->procs[0].more->service, "Dhcp, EventLog");
	ck_assert_str_eq(s->procs[1].more->service, "Spooler");
	ck_assert_int_eq(s->procs[2].known[PG_SERVICE], FACT_OK);
	ck_assert_ptr_null(s->procs[2].more->service);
	ck_assert_uint_eq(s->ngroups, 3);
	ck_assert_uint_eq(matches(s, "service=EventLog"), 1);
	ck_assert_uint_eq(matches(s, "service=Dhcp"), 1);
	ck_assert_uint_eq(matches(s, "service=\"Dhcp, EventLog\""), 1);
	ck_assert_uint_eq(matches(s, "service=Event"), 0);
	ck_assert_uint_eq(matches(s, "service!=Dhcp service~."), 1);
	snapshot_unref(s);
	/* Sums are of both: the process cannot be divided. */
	demand.services = SUMS;
	s = manager_tick();
	ck_assert_uint_eq(manager_find(s, "Dhcp")->uss, 5);
	ck_assert_uint_eq(manager_find(s, "EventLog")->uss, 5);
	ck_assert_uint_eq(manager_find(s, "Stopped")->num_procs, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(other_kinds_of_units_are_hidden_unless_the_filter_is_about_kinds)
{
	struct view view = {.hide_minor = true};
	struct filter_error error;
	struct arena arena;
	struct order order;

	manager_add_service("a.service", NULL, 0);
	manager_add_service("b.timer", NULL, 0)->kind = "timer";
	manager_add_service("Own", NULL, 0)->kind = "own";
	const struct snapshot *s = manager_tick();
	arena_init(&arena);
	view_build(&view, &service_table, s->services, s->nservices, &arena, &order);
	ck_assert_uint_eq(order.count, 2);
	view.filter = filter_parse(&service_table, "kind=timer", &error);
	view_build(&view, &service_table, s->services, s->nservices, &arena, &order);
	ck_assert_uint_eq(order.count, 1);
	ck_assert_uint_eq(order.rows[0], 1);
	filter_unref(view.filter);
	arena_free(&arena);
	snapshot_unref(s);
}
END_TEST

START_TEST(what_a_service_does_not_have_is_none_and_what_was_not_told_is_not_known)
{
	struct service *a = manager_add_service("a.service", NULL, 0);
	struct value v;

	a->known[VG_USERNAME] = FACT_DENIED;
	a->known[VG_SINCE] = FACT_UNREAD;
	demand.services =
	    VG_BIT(VG_PID) | VG_BIT(VG_SINCE) | VG_BIT(VG_USERNAME) | VG_BIT(VG_MEMORY);
	const struct snapshot *s = manager_tick();
	get(&s->services[0], "pid", &v);
	ck_assert(v.fact == FACT_OK && v.none);
	get(&s->services[0], "memory", &v);
	ck_assert(v.fact == FACT_OK && v.none);
	get(&s->services[0], "username", &v);
	ck_assert_int_eq(v.fact, FACT_DENIED);
	get(&s->services[0], "since", &v);
	ck_assert_int_eq(v.fact, FACT_NONE);
	get(&s->services[0], "uss", &v);
	ck_assert_int_eq(v.fact, FACT_UNREAD);
	snapshot_unref(s);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_process_is_of_the_service_of_its_pid_its_unit_and_every_group_above_it,
	    threads_are_part_of_their_process_and_count_once,
	    a_sum_that_lacks_somebody_says_so_and_one_of_nobody_is_not_known,
	    processes_that_nobody_asked_to_see_count_in_sums_all_the_same,
	    cpu_is_of_the_control_group_where_it_is_told_and_else_of_the_processes,
	    a_group_whose_time_went_back_has_no_rate_for_once,
	    without_control_groups_processes_have_the_services_that_run_in_them,
	    other_kinds_of_units_are_hidden_unless_the_filter_is_about_kinds,
	    what_a_service_does_not_have_is_none_and_what_was_not_told_is_not_known, NULL};

	return suite_run("service_sums", tests, manager_setup, manager_teardown);
}
