/*
 * Services through the collector, on a machine that does what the test says.
 */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/collect/collect.h"
#include "../src/collect/services.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

/* The manager of services; the reader asks it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct {
	struct service rows[8];
	size_t count;
	const char *refuses; /* why nothing can be opened */
	enum fact answer;    /* of the next call alone */
	unsigned parts;	     /* calls that answer only a part */
	unsigned stuck;	     /* calls that nobody answers */
	bool hangs;
	unsigned opened, closed, asked;
	uint64_t want;
} manager;

static struct {
	int64_t pid;
	const char *cgroup, *service;
} places[8];
static size_t nplaces;

static struct fake_proc procs[8];
static struct source sources[16];
static struct driver driver;
static struct collector *collector;
static struct demand demand;

static struct service_watch *
manager_open(struct machine *m, char *why, size_t len)
{
	struct service_watch *w = NULL;

	pthread_mutex_lock(&lock);
	manager.opened++;
	if (manager.refuses != NULL)
		snprintf(why, len, "%s", manager.refuses);
	else
		w = (struct service_watch *)(void *)&manager;
	pthread_mutex_unlock(&lock);
	(void)m;
	return w;
}

static enum fact
manager_list(struct service_watch *w, uint64_t want, struct service_list *list)
{
	enum fact answer;

	(void)w;
	pthread_mutex_lock(&lock);
	manager.asked++;
	manager.want = want;
	while (manager.hangs)
		pthread_cond_wait(&changed, &lock);
	answer = manager.answer;
	manager.answer = FACT_OK;
	if (manager.stuck > 0) {
		manager.stuck--;
		answer = FACT_STUCK;
	}
	for (size_t i = 0; i < manager.count && answer == FACT_OK; i++)
		*service_list_add(list) = manager.rows[i];
	if (answer == FACT_OK && manager.parts > 0) {
		manager.parts--;
		answer = FACT_PENDING;
	}
	pthread_mutex_unlock(&lock);
	return answer;
}

static void
manager_close(struct service_watch *w)
{
	(void)w;
	pthread_mutex_lock(&lock);
	manager.closed++;
	pthread_mutex_unlock(&lock);
}

static void
manager_hang(bool hangs)
{
	pthread_mutex_lock(&lock);
	manager.hangs = hangs;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static unsigned
count_of(const unsigned *counter)
{
	pthread_mutex_lock(&lock);
	unsigned count = *counter;
	pthread_mutex_unlock(&lock);
	return count;
}

static enum fact
read_place(struct held *h, struct proc *row, struct arena *arena)
{
	for (size_t i = 0; i < nplaces; i++) {
		if (places[i].pid != h->tgid)
			continue;
		row->more->cgroup = arena_dup(arena, places[i].cgroup);
		if (places[i].service != NULL)
			row->more->service = arena_dup(arena, places[i].service);
		row->known[PG_CGROUP] = row->known[PG_SERVICE] = FACT_OK;
	}
	return FACT_OK;
}

static struct service *
add_service(const char *name, const char *cgroup, int64_t pid)
{
	struct service *row = &manager.rows[manager.count++];

	*row = (struct service){.name = name, .cgroup = cgroup, .pid = pid, .kind = "service",
	    .status = "active"};
	for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
		row->known[g] = FACT_OK;
	row->known[VG_CPU_TIME] = FACT_NONE;
	return row;
}

static struct fake_proc *
add_process(int64_t pid, uint64_t uss, const char *cgroup, const char *service)
{
	struct fake_proc *p = &procs[nplaces];

	places[nplaces].pid = pid;
	places[nplaces].cgroup = cgroup;
	places[nplaces].service = service;
	*p = (struct fake_proc){
	    .pid = pid, .start = (uint64_t)pid, .name = "p", .rss = 10 * uss, .uss = uss};
	fake_set(procs, ++nplaces);
	return p;
}

/* With control groups, as Linux, or without. */
static void
open_collector(bool cgroups)
{
	char err[100];
	size_t n = 0;

	driver = fake_driver;
	driver.service_manager = "the manager";
	driver.services_open = manager_open;
	driver.services = manager_list;
	driver.services_close = manager_close;
	for (; fake_driver.sources[n].name != NULL; n++)
		sources[n] = fake_driver.sources[n];
	if (cgroups)
		sources[n++] = (struct source){
		    "place", PG_BIT(PG_CGROUP) | PG_BIT(PG_SERVICE), 0, read_place};
	sources[n] = (struct source){.name = NULL};
	driver.sources = sources;
	if (collector != NULL)
		collector_close(collector);
	collector = collector_open(&driver, NULL, false, err, sizeof(err));
}

static void
setup(void)
{
	memset(&manager, 0, sizeof(manager));
	manager.answer = FACT_OK;
	nplaces = 0;
	fake_set(NULL, 0);
	open_collector(true);
	memset(&demand, 0, sizeof(demand));
	demand.count = SIZE_MAX;
	demand.patience = 30;
	demand.wait = true;
	demand.services = VG_BIT(VG_STATUS);
}

static void
teardown(void)
{
	manager_hang(false);
	collector_close(collector);
	collector = NULL;
}

static const struct snapshot *
tick(void)
{
	return collector_tick(collector, &demand);
}

/* Live: ticks until there is a list. */
static const struct snapshot *
tick_until_known(enum fact fact)
{
	const struct snapshot *s = tick();

	while (s->services_known != fact) {
		snapshot_unref(s);
		s = tick();
	}
	return s;
}

static const struct service *
find(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; i < s->nservices; i++)
		if (strcmp(s->services[i].name, name) == 0)
			return &s->services[i];
	ck_abort_msg("no %s", name);
	return NULL;
}

static void
get(const struct service *row, const char *key, struct value *value)
{
	struct column column = {field_find(&service_table, key, strlen(key)), NULL};

	field_get(&column, &service_table, row, value);
}

#define SUMS (VG_BIT(VG_PROCS) | VG_BIT(VG_THREADS) | VG_BIT(VG_RSS) | VG_BIT(VG_USS))

START_TEST(a_process_is_of_the_service_of_its_pid_its_unit_and_every_group_above_it)
{
	add_service("a.service", "/system.slice/a.service", 10);
	add_service("b.service", "/system.slice/b.service", 0);
	add_service("user.service", "/user.slice/user.service", 0);
	add_service("inner.service", "/user.slice/user.service/inner.service", 0);
	add_service("root.service", "/", 0);
	add_process(10, 1, "/system.slice/a.service", "a.service");
	add_process(11, 2, "/system.slice/a.service/child", "a.service");
	add_process(12, 4, "/user.slice/user.service/inner.service", "inner.service");
	add_process(13, 8, "/system.slice/b.service-not", NULL);
	add_process(14, 16, "/moved", "b.service");
	demand.services = SUMS;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(find(s, "a.service")->num_procs, 2);
	ck_assert_uint_eq(find(s, "a.service")->uss, 3);
	ck_assert_uint_eq(find(s, "b.service")->uss, 16);
	ck_assert_uint_eq(find(s, "user.service")->uss, 4);
	ck_assert_uint_eq(find(s, "inner.service")->uss, 4);
	/* The root is above all of them, and nobody's. */
	ck_assert_uint_eq(find(s, "root.service")->num_procs, 0);
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
	add_service("a.service", "/a.service", 10);
	add_process(10, 7, "/a.service", "a.service")->threads = 3;
	demand.services = SUMS;
	demand.threads = true;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(find(s, "a.service")->num_procs, 1);
	ck_assert_uint_eq(find(s, "a.service")->num_threads, 4);
	ck_assert_uint_eq(find(s, "a.service")->uss, 7);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_sum_that_lacks_somebody_says_so_and_one_of_nobody_is_not_known)
{
	uint32_t counts[FACT_COUNT];
	struct value v;

	add_service("a.service", "/a.service", 0);
	add_service("b.service", "/b.service", 0);
	add_service("idle.service", "/idle.service", 0);
	add_process(10, 5, "/a.service", NULL);
	add_process(11, 7, "/a.service", NULL)->answer[FAKE_ROLLUP] = FACT_DENIED;
	add_process(12, 9, "/b.service", NULL)->answer[FAKE_ROLLUP] = FACT_DENIED;
	demand.services = SUMS;
	const struct snapshot *s = tick();
	get(find(s, "a.service"), "uss", &v);
	ck_assert(v.fact == FACT_OK && v.partial && v.u == 5);
	get(find(s, "a.service"), "rss", &v);
	ck_assert(v.fact == FACT_OK && !v.partial && v.u == 120);
	get(find(s, "a.service"), "incomplete", &v);
	ck_assert_str_eq(v.text, "uss 1/2");
	service_table.tally(
	    find(s, "a.service"), field_find(&service_table, "uss", 3), counts);
	ck_assert(counts[FACT_OK] == 1 && counts[FACT_DENIED] == 1);
	get(find(s, "b.service"), "uss", &v);
	ck_assert_int_eq(v.fact, FACT_DENIED);
	get(find(s, "idle.service"), "uss", &v);
	ck_assert(v.fact == FACT_OK && !v.partial && v.u == 0);
	get(find(s, "idle.service"), "incomplete", &v);
	ck_assert(v.none);
	snapshot_unref(s);
}
END_TEST

START_TEST(processes_that_nobody_asked_to_see_count_in_sums_all_the_same)
{
	const int64_t only[] = {11};

	add_service("a.service", "/a.service", 0);
	add_process(10, 5, "/a.service", NULL);
	add_process(11, 7, "/a.service", NULL);
	demand.services = SUMS;
	demand.pids = only;
	demand.npids = 1;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(find(s, "a.service")->uss, 12);
	ck_assert_uint_eq(s->order.count, 1);
	ck_assert_int_eq(s->procs[s->order.rows[0]].id.pid, 11);
	snapshot_unref(s);
	/* Nor are they looked at without sums. */
	demand.services = VG_BIT(VG_STATUS);
	s = tick();
	ck_assert_uint_eq(s->nprocs, 1);
	snapshot_unref(s);
}
END_TEST

START_TEST(cpu_is_of_the_control_group_where_it_is_told_and_else_of_the_processes)
{
	struct service *a = add_service("a.service", "/a.service", 0);
	struct value v;

	add_service("b.service", "/b.service", 0);
	add_process(10, 1, "/a.service", NULL);
	struct fake_proc *p = add_process(11, 1, "/b.service", NULL);
	a->known[VG_CPU_TIME] = FACT_OK;
	a->cpu_ns = 5 * SECOND;
	demand.services = VG_BIT(VG_CPU_PERCENT);
	snapshot_unref(tick());
	uint64_t before = clock_now();
	while (clock_now() < before + 2 * SAMPLE_LEAST_NS)
		;
	a->cpu_ns += SECOND;
	p->cpu_ns += SECOND;
	const struct snapshot *s = tick();
	double least = 100.0 * (double)SECOND / (double)(clock_now() - before + SECOND);
	get(find(s, "a.service"), "cpu_percent", &v);
	ck_assert_int_eq(v.fact, FACT_OK);
	ck_assert(v.real > least && v.real <= 100.0 * (double)SECOND / (2 * SAMPLE_LEAST_NS));
	/* The processes' share stops at what the machine has. */
	get(find(s, "b.service"), "cpu_percent", &v);
	ck_assert_int_eq(v.fact, FACT_OK);
	ck_assert(v.real > least && v.real <= 200);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_group_whose_time_went_back_has_no_rate_for_once)
{
	struct service *a = add_service("a.service", "/a.service", 0);

	a->known[VG_CPU_TIME] = FACT_OK;
	a->cpu_ns = 5 * SECOND;
	demand.services = VG_BIT(VG_CPU_PERCENT);
	snapshot_unref(tick());
	uint64_t before = clock_now();
	while (clock_now() < before + 2 * SAMPLE_LEAST_NS)
		;
	a->cpu_ns = 1;
	const struct snapshot *s = tick();
	/* Without a process there is nothing else to go by. */
	ck_assert_int_eq(find(s, "a.service")->known[VG_CPU_PERCENT], FACT_OK);
	ck_assert(find(s, "a.service")->cpu_percent <= 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_late_answer_leaves_the_last_list_with_its_age_and_holds_no_tick)
{
	add_service("a.service", "/a.service", 0);
	demand.wait = false;
	const struct snapshot *s = tick_until_known(FACT_OK);
	manager_hang(true);
	add_service("late.service", "/late.service", 0);
	uint64_t age = s->services_age_ns;
	for (int i = 0; i < 20; i++) {
		snapshot_unref(s);
		s = tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
		ck_assert_uint_ge(s->services_age_ns, i < 2 ? 0 : age);
		age = s->services_age_ns;
	}
	snapshot_unref(s);
	manager_hang(false);
	for (s = tick(); s->nservices == 1; s = tick())
		snapshot_unref(s);
	ck_assert_uint_eq(s->nservices, 2);
	snapshot_unref(s);
}
END_TEST

START_TEST(an_answer_that_arrives_between_ticks_amends_the_last)
{
	add_service("a.service", "/a.service", 10);
	add_process(10, 5, "/a.service", NULL);
	manager_hang(true);
	demand.wait = false;
	demand.services = VG_BIT(VG_RSS);
	const struct snapshot *s = tick(), *more = NULL;
	ck_assert_int_eq(s->services_known, FACT_PENDING);
	manager_hang(false);
	while ((more = collector_amend(collector, &demand, s)) == NULL)
		;
	ck_assert_int_eq(more->services_known, FACT_OK);
	ck_assert_uint_eq(find(more, "a.service")->rss, 50);
	snapshot_unref(s);
	/* The same tick with a demand for more: what is not there yet is on its way. */
	demand.services |= VG_BIT(VG_MEMORY) | VG_BIT(VG_DESCRIPTION);
	demand.serial++;
	s = collector_amend(collector, &demand, more);
	ck_assert_ptr_nonnull(s);
	snapshot_unref(more);
	while (find(s, "a.service")->known[VG_MEMORY] != FACT_OK) {
		while ((more = collector_amend(collector, &demand, s)) == NULL)
			;
		snapshot_unref(s);
		s = more;
	}
	snapshot_unref(s);
}
END_TEST

START_TEST(a_list_in_parts_is_shown_as_it_comes_and_batch_has_all_of_it)
{
	struct service *a = add_service("a.service", NULL, 10);

	a->known[VG_PID] = FACT_PENDING;
	manager.parts = 3;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(manager.asked, 4);
	ck_assert_int_eq(s->services_known, FACT_OK);
	snapshot_unref(s);
	/* Live, a tick has what there is, and asks for no more than one part. */
	demand.wait = false;
	manager.parts = 1000000;
	manager.asked = 0;
	for (unsigned ticks = 1; ticks < 10; ticks++) {
		s = tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
		ck_assert_uint_le(count_of(&manager.asked), ticks);
		snapshot_unref(s);
	}
}
END_TEST

START_TEST(batch_asks_a_manager_that_did_not_answer_again_while_it_has_patience)
{
	add_service("a.service", NULL, 10);
	manager.stuck = 3;
	const struct snapshot *s = tick();
	ck_assert_int_eq(s->services_known, FACT_OK);
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert_uint_eq(manager.asked, 4);
	ck_assert_uint_eq(manager.opened, 1);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_manager_that_does_not_answer_any_more_leaves_the_list_and_the_watch)
{
	add_service("a.service", NULL, 10);
	demand.wait = false;
	const struct snapshot *s = tick_until_known(FACT_OK);
	unsigned asked = count_of(&manager.asked);

	pthread_mutex_lock(&lock);
	manager.stuck = 1000000;
	pthread_mutex_unlock(&lock);
	while (count_of(&manager.asked) <= asked) {
		snapshot_unref(s);
		s = tick();
	}
	for (int i = 0; i < 20; i++) {
		snapshot_unref(s);
		s = tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
	}
	snapshot_unref(s);
	ck_assert_uint_eq(count_of(&manager.opened), 1);
	ck_assert_uint_eq(count_of(&manager.closed), 0);
}
END_TEST

START_TEST(batch_waits_no_longer_than_its_patience)
{
	manager_hang(true);
	demand.patience = 0.05;
	const struct snapshot *s = tick();
	ck_assert(s->services_known == FACT_PENDING || s->services_known == FACT_STUCK);
	ck_assert_str_eq(s->services_note, "the manager has not answered within 0.05 s");
	ck_assert_uint_eq(s->nservices, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(what_was_found_instead_is_told_and_not_asked_again_at_once)
{
	manager.refuses = "PID 1 is bash";
	const struct snapshot *s = tick();
	ck_assert_int_eq(snapshot_known(s, &service_table), FACT_NONE);
	ck_assert_str_eq(snapshot_note(s, &service_table), "PID 1 is bash");
	snapshot_unref(s);
	s = tick();
	ck_assert_str_eq(snapshot_note(s, &service_table), "PID 1 is bash");
	ck_assert_uint_eq(manager.opened, 1);
	snapshot_unref(s);
	ck_assert_uint_eq(manager.closed, 0);
}
END_TEST

START_TEST(a_watch_that_is_lost_is_opened_anew_within_the_same_question)
{
	add_service("a.service", "/a.service", 0);
	snapshot_unref(tick());
	manager.answer = FACT_GONE;
	const struct snapshot *s = tick();
	ck_assert_int_eq(s->services_known, FACT_OK);
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert(manager.opened == 2 && manager.closed == 1);
	snapshot_unref(s);
	/* When there is nobody any more that is told, and the old list is gone. */
	manager.answer = FACT_GONE;
	manager.refuses = "nobody";
	s = tick();
	ck_assert_int_eq(s->services_known, FACT_NONE);
	ck_assert_str_eq(s->services_note, "nobody");
	ck_assert_uint_eq(s->nservices, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_service_that_went_is_gone_with_the_next_list)
{
	add_service("a.service", "/a.service", 0);
	add_service("b.service", "/b.service", 0);
	snapshot_unref(tick());
	manager.count = 1;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert_str_eq(s->services[0].name, "a.service");
	snapshot_unref(s);
}
END_TEST

START_TEST(nobody_is_asked_that_nobody_wants_to_know_of)
{
	demand.services = 0;
	snapshot_unref(tick());
	ck_assert_uint_eq(manager.opened, 0);
	demand.services = VG_BIT(VG_STATUS);
	snapshot_unref(tick());
	ck_assert_uint_eq(manager.asked, 1);
	ck_assert_uint_eq(manager.want,
	    VG_BIT(VG_STATUS) | VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND));
}
END_TEST

START_TEST(a_watch_that_rests_is_closed)
{
	struct services services;
	uint64_t now = clock_now();

	services_open(&services, &driver, NULL, NULL, NULL);
	services_ask(&services, VG_BIT(VG_STATUS), 1, now);
	services_wait(&services, 30);
	services_rest(&services, now + SECOND);
	ck_assert(!services_waiting(&services));
	services_rest(&services, now + SERVICES_REST_NS + 1);
	ck_assert(services_waiting(&services));
	services_wait(&services, 30);
	ck_assert_uint_eq(count_of(&manager.closed), 1);
	ck_assert_int_eq(services_known(&services), FACT_OK);
	/* And opened again when it is needed. */
	services_ask(&services, VG_BIT(VG_STATUS), 2, now);
	services_wait(&services, 30);
	ck_assert_uint_eq(manager.opened, 2);
	ck_assert(services_close(&services));
	ck_assert_uint_eq(manager.closed, 2);
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

	open_collector(false);
	add_service("Dhcp", NULL, 10);
	add_service("EventLog", NULL, 10);
	add_service("Spooler", NULL, 11);
	add_service("Stopped", NULL, 0);
	add_process(10, 5, NULL, NULL);
	add_process(11, 6, NULL, NULL);
	add_process(12, 7, NULL, NULL);
	ck_assert(collector_offers(collector, PG_BIT(PG_SERVICE)));
	demand.services = 0;
	demand.all = PG_BIT(PG_SERVICE);
	demand.group = by;
	demand.sums = PG_BIT(PG_THREADS);
	const struct snapshot *s = tick();
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
	s = tick();
	ck_assert_uint_eq(find(s, "Dhcp")->uss, 5);
	ck_assert_uint_eq(find(s, "EventLog")->uss, 5);
	ck_assert_uint_eq(find(s, "Stopped")->num_procs, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(names_of_processes_are_pending_until_the_services_are_told)
{
	open_collector(false);
	add_service("Dhcp", NULL, 10);
	add_process(10, 5, NULL, NULL);
	manager_hang(true);
	demand.services = 0;
	demand.wait = false;
	demand.shown = PG_BIT(PG_SERVICE);
	const struct snapshot *s = tick();
	ck_assert_int_eq(s->procs[0].known[PG_SERVICE], FACT_PENDING);
	manager_hang(false);
	while (s->procs[0].known[PG_SERVICE] != FACT_OK) {
		snapshot_unref(s);
		s = tick();
	}
	ck_assert_str_eq(s->procs[0].more->service, "Dhcp");
	snapshot_unref(s);
}
END_TEST

START_TEST(other_kinds_of_units_are_hidden_unless_the_filter_is_about_kinds)
{
	struct view view = {.hide_minor = true};
	struct filter_error error;
	struct arena arena;
	struct order order;

	add_service("a.service", NULL, 0);
	add_service("b.timer", NULL, 0)->kind = "timer";
	add_service("Own", NULL, 0)->kind = "own";
	const struct snapshot *s = tick();
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
	struct service *a = add_service("a.service", NULL, 0);
	struct value v;

	a->known[VG_USERNAME] = FACT_DENIED;
	a->known[VG_SINCE] = FACT_UNREAD;
	demand.services = VG_BIT(VG_PID) | VG_BIT(VG_SINCE) | VG_BIT(VG_USERNAME) | VG_BIT(VG_MEMORY);
	const struct snapshot *s = tick();
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

START_TEST(a_system_without_services_has_no_such_panel)
{
	char err[100];
	struct collector *bare = collector_open(&fake_driver, NULL, false, err, sizeof(err));
	const struct snapshot *s = collector_tick(bare, &demand);

	ck_assert(!collector_has(bare, &service_table) && collector_has(collector, &service_table));
	ck_assert_int_eq(snapshot_known(s, &service_table), FACT_NONE);
	ck_assert(!collector_offers(bare, PG_BIT(PG_SERVICE)));
	snapshot_unref(s);
	collector_close(bare);
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
	    a_late_answer_leaves_the_last_list_with_its_age_and_holds_no_tick,
	    an_answer_that_arrives_between_ticks_amends_the_last,
	    a_list_in_parts_is_shown_as_it_comes_and_batch_has_all_of_it,
	    batch_waits_no_longer_than_its_patience,
	    batch_asks_a_manager_that_did_not_answer_again_while_it_has_patience,
	    a_manager_that_does_not_answer_any_more_leaves_the_list_and_the_watch,
	    what_was_found_instead_is_told_and_not_asked_again_at_once,
	    a_watch_that_is_lost_is_opened_anew_within_the_same_question,
	    a_service_that_went_is_gone_with_the_next_list,
	    nobody_is_asked_that_nobody_wants_to_know_of, a_watch_that_rests_is_closed,
	    without_control_groups_processes_have_the_services_that_run_in_them,
	    names_of_processes_are_pending_until_the_services_are_told,
	    other_kinds_of_units_are_hidden_unless_the_filter_is_about_kinds,
	    what_a_service_does_not_have_is_none_and_what_was_not_told_is_not_known,
	    a_system_without_services_has_no_such_panel, NULL};

	return suite_run("services", tests, setup, teardown);
}
