/*
 * Services through the collector: when their manager is asked, and what is shown until it answers.
 */
#include <check.h>

#include "../src/collect/collect.h"
#include "../src/collect/services.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/manager.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

START_TEST(a_late_answer_leaves_the_last_list_with_its_age_and_holds_no_tick)
{
	manager_add_service("a.service", "/a.service", 0);
	demand.wait = false;
	const struct snapshot *s = manager_tick_until(FACT_OK);
	manager_hang(true);
	manager_add_service("late.service", "/late.service", 0);
	/* What was answered before is taken before the next question is asked: this one hangs. */
	while (!manager_hung()) {
		snapshot_unref(s);
		s = manager_tick();
	}
	uint64_t age = s->services_age_ns;
	for (int i = 0; i < 20; i++) {
		snapshot_unref(s);
		s = manager_tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
		ck_assert_uint_gt(s->services_age_ns, age);
		age = s->services_age_ns;
	}
	snapshot_unref(s);
	manager_hang(false);
	for (s = manager_tick(); s->nservices == 1; s = manager_tick())
		snapshot_unref(s);
	ck_assert_uint_eq(s->nservices, 2);
	snapshot_unref(s);
}
END_TEST

START_TEST(an_answer_that_arrives_between_ticks_amends_the_last)
{
	manager_add_service("a.service", "/a.service", 10);
	manager_add_process(10, 5, "/a.service", NULL);
	manager_hang(true);
	demand.wait = false;
	demand.services = VG_BIT(VG_RSS);
	const struct snapshot *s = manager_tick(), *more = NULL;
	const uint64_t tick = s->tick;
	/* On its way, or stuck on a machine that stood still. */
	ck_assert_int_ne(s->services_known, FACT_OK);
	manager_hang(false);
	while (s->services_known != FACT_OK) {
		if ((more = collector_amend(collector, &demand, s)) == NULL)
			continue;
		snapshot_unref(s);
		s = more;
	}
	ck_assert_uint_eq(more->tick, tick);
	ck_assert_uint_eq(manager_find(more, "a.service")->rss, 50);
	/* The same tick with a demand for more: what is not there yet is on its way. */
	demand.services |= VG_BIT(VG_MEMORY) | VG_BIT(VG_DESCRIPTION);
	demand.serial++;
	s = collector_amend(collector, &demand, more);
	ck_assert_ptr_nonnull(s);
	snapshot_unref(more);
	while (manager_find(s, "a.service")->known[VG_MEMORY] != FACT_OK) {
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
	struct service *a = manager_add_service("a.service", NULL, 10);

	a->known[VG_PID] = FACT_PENDING;
	manager.parts = 3;
	const struct snapshot *s = manager_tick();
	ck_assert_uint_eq(manager.asked, 4);
	ck_assert_int_eq(s->services_known, FACT_OK);
	snapshot_unref(s);
	/* Live, a tick has what there is, and asks for no more than one part. */
	demand.wait = false;
	manager.parts = 1000000;
	manager.asked = 0;
	for (unsigned ticks = 1; ticks < 10; ticks++) {
		s = manager_tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
		ck_assert_uint_le(manager_count(&manager.asked), ticks);
		snapshot_unref(s);
	}
}
END_TEST

START_TEST(batch_asks_a_manager_that_did_not_answer_again_while_it_has_patience)
{
	manager_add_service("a.service", NULL, 10);
	manager.stuck = 3;
	const struct snapshot *s = manager_tick();
	ck_assert_int_eq(s->services_known, FACT_OK);
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert_uint_eq(manager.asked, 4);
	ck_assert_uint_eq(manager.opened, 1);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_manager_that_does_not_answer_any_more_leaves_the_list_and_the_watch)
{
	manager_add_service("a.service", NULL, 10);
	demand.wait = false;
	const struct snapshot *s = manager_tick_until(FACT_OK);
	unsigned asked = manager_count(&manager.asked);

	manager_stick(1000000);
	while (manager_count(&manager.asked) <= asked) {
		snapshot_unref(s);
		s = manager_tick();
	}
	for (int i = 0; i < 20; i++) {
		snapshot_unref(s);
		s = manager_tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
		ck_assert_uint_eq(s->nservices, 1);
	}
	snapshot_unref(s);
	ck_assert_uint_eq(manager_count(&manager.opened), 1);
	ck_assert_uint_eq(manager_count(&manager.closed), 0);
}
END_TEST

START_TEST(batch_waits_no_longer_than_its_patience)
{
	manager_hang(true);
	demand.patience = 0.05;
	const struct snapshot *s = manager_tick();
	ck_assert(s->services_known == FACT_PENDING || s->services_known == FACT_STUCK);
	ck_assert_str_eq(s->services_note, "the manager has not answered within 0.05 s");
	ck_assert_uint_eq(s->nservices, 0);
	snapshot_unref(s);
	/* And once: this tick does not wait at all. */
	demand.patience = 86400;
	s = manager_tick();
	ck_assert(s->services_known == FACT_PENDING || s->services_known == FACT_STUCK);
	snapshot_unref(s);
}
END_TEST

START_TEST(what_was_found_instead_is_told_and_not_asked_again_at_once)
{
	manager.refuses = "PID 1 is bash";
	const uint64_t began = clock_now();
	const struct snapshot *s = manager_tick();
	ck_assert_int_eq(snapshot_known(s, &service_table), FACT_NONE);
	ck_assert_str_eq(snapshot_note(s, &service_table), "PID 1 is bash");
	snapshot_unref(s);
	s = manager_tick();
	ck_assert_str_eq(snapshot_note(s, &service_table), "PID 1 is bash");
	/* On a machine that stood still it is not at once. */
	if (clock_now() - began < SERVICES_RETRY_NS)
		ck_assert_uint_eq(manager.opened, 1);
	snapshot_unref(s);
	ck_assert_uint_eq(manager.closed, 0);
}
END_TEST

START_TEST(a_watch_that_is_lost_is_opened_anew_within_the_same_question)
{
	manager_add_service("a.service", "/a.service", 0);
	snapshot_unref(manager_tick());
	manager.answer = FACT_GONE;
	const struct snapshot *s = manager_tick();
	ck_assert_int_eq(s->services_known, FACT_OK);
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert(manager.opened == 2 && manager.closed == 1);
	snapshot_unref(s);
	/* When there is nobody any more that is told, and the old list is gone. */
	manager.answer = FACT_GONE;
	manager.refuses = "nobody";
	s = manager_tick();
	ck_assert_int_eq(s->services_known, FACT_NONE);
	ck_assert_str_eq(s->services_note, "nobody");
	ck_assert_uint_eq(s->nservices, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_service_that_went_is_gone_with_the_next_list)
{
	manager_add_service("a.service", "/a.service", 0);
	manager_add_service("b.service", "/b.service", 0);
	snapshot_unref(manager_tick());
	manager.count = 1;
	const struct snapshot *s = manager_tick();
	ck_assert_uint_eq(s->nservices, 1);
	ck_assert_str_eq(s->services[0].name, "a.service");
	snapshot_unref(s);
}
END_TEST

START_TEST(nobody_is_asked_that_nobody_wants_to_know_of)
{
	demand.services = 0;
	snapshot_unref(manager_tick());
	ck_assert_uint_eq(manager.opened, 0);
	demand.services = VG_BIT(VG_STATUS);
	snapshot_unref(manager_tick());
	ck_assert_uint_eq(manager.asked, 1);
	ck_assert_uint_eq(manager.want, VG_BIT(VG_STATUS) | VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND));
}
END_TEST

START_TEST(a_watch_that_rests_is_closed)
{
	struct services services;
	uint64_t now = clock_now();

	services_open(&services, &manager_driver, NULL, NULL, NULL);
	services_ask(&services, VG_BIT(VG_STATUS), 1, now, 0);
	services_wait(&services, 30);
	services_rest(&services, now + SECOND);
	ck_assert(!services_waiting(&services));
	services_rest(&services, now + SERVICES_REST_NS + 1);
	ck_assert(services_waiting(&services));
	services_wait(&services, 30);
	ck_assert_uint_eq(manager_count(&manager.closed), 1);
	ck_assert_int_eq(services_known(&services), FACT_OK);
	/* And opened again when it is needed. */
	services_ask(&services, VG_BIT(VG_STATUS), 2, now, 0);
	services_wait(&services, 30);
	ck_assert_uint_eq(manager.opened, 2);
	ck_assert(services_close(&services));
	ck_assert_uint_eq(manager.closed, 2);
}
END_TEST

START_TEST(on_screen_a_list_does_for_a_while_where_it_is_asked_for_as_a_whole)
{
	manager_driver.services_age_ns = 3600 * SECOND;
	demand.wait = false;
	const struct snapshot *s = manager_tick_until(FACT_OK);
	unsigned asked = manager_count(&manager.asked);
	for (int i = 0; i < 3; i++) {
		snapshot_unref(s);
		s = manager_tick();
		ck_assert_int_eq(s->services_known, FACT_OK);
	}
	snapshot_unref(s);
	ck_assert_uint_eq(manager_count(&manager.asked), asked);
	/* What it does not have is asked for at once, and so is everything in batch. */
	demand.services |= VG_BIT(VG_PID);
	demand.wait = true;
	snapshot_unref(manager_tick());
	ck_assert_uint_eq(manager_count(&manager.asked), asked + 1);
	snapshot_unref(manager_tick());
	ck_assert_uint_eq(manager_count(&manager.asked), asked + 2);
}
END_TEST

START_TEST(names_of_processes_are_pending_until_the_services_are_told)
{
	manager_collector(false);
	manager_add_service("Dhcp", NULL, 10);
	manager_add_process(10, 5, NULL, NULL);
	manager_hang(true);
	demand.services = 0;
	demand.wait = false;
	demand.shown = PG_BIT(PG_SERVICE);
	const struct snapshot *s = manager_tick();
	ck_assert(s->procs[0].known[PG_SERVICE] == FACT_PENDING || s->services_known == FACT_STUCK);
	manager_hang(false);
	while (s->procs[0].known[PG_SERVICE] != FACT_OK) {
		snapshot_unref(s);
		s = manager_tick();
	}
	ck_assert_str_eq(s->procs[0].more->service, "Dhcp");
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
	    a_late_answer_leaves_the_last_list_with_its_age_and_holds_no_tick,
	    an_answer_that_arrives_between_ticks_amends_the_last,
	    a_list_in_parts_is_shown_as_it_comes_and_batch_has_all_of_it,
	    batch_asks_a_manager_that_did_not_answer_again_while_it_has_patience,
	    a_manager_that_does_not_answer_any_more_leaves_the_list_and_the_watch,
	    batch_waits_no_longer_than_its_patience,
	    what_was_found_instead_is_told_and_not_asked_again_at_once,
	    a_watch_that_is_lost_is_opened_anew_within_the_same_question,
	    a_service_that_went_is_gone_with_the_next_list,
	    nobody_is_asked_that_nobody_wants_to_know_of, a_watch_that_rests_is_closed,
	    on_screen_a_list_does_for_a_while_where_it_is_asked_for_as_a_whole,
	    names_of_processes_are_pending_until_the_services_are_told,
	    a_system_without_services_has_no_such_panel, NULL};

	return suite_run("services", tests, manager_setup, manager_teardown);
}
