/* The footprint schedule on a fake clock: what is read, when, and for how much. */
#include <check.h>

#include "../src/collect/collect.h"
#include "../src/collect/footprint.h"
#include "../src/compat.h"
#include "support/suite.h"

#define MSEC  UINT64_C(1000000)
#define SEC   UINT64_C(1000000000)
#define DELAY (1500 * MSEC)
#define SMALL 15000 /* ns: a small idle process */

/* A machine of processes whose readings cost what `cost` says. */
struct process {
	struct footprint_state state;
	struct footprint_facts facts;
	enum footprint_rank rank;
	uint64_t cost, uss;
	uint64_t reads; /* so far */
	size_t order;	/* in the last tick's plan; 0: not in it */
	bool wanted;
};

struct world {
	struct footprint fp;
	struct process *procs;
	struct footprint_want *wants;
	size_t count, chosen;
	uint64_t now, tick_cost, spent; /* spent: in the last tick */
	double percent;
	bool first, unlimited;
};

static void
world_open(struct world *w, size_t count, double percent)
{
	*w = (struct world){.count = count, .now = 100 * SEC, .percent = percent, .first = true};
	w->procs = xcalloc(count, sizeof(*w->procs));
	w->wants = xcalloc(count, sizeof(*w->wants));
	w->tick_cost = count * 7000;
	for (size_t i = 0; i < count; i++)
		w->procs[i] = (struct process){.rank = FOOTPRINT_REST,
		    .cost = SMALL,
		    .uss = 1000 + i,
		    .wanted = true,
		    .facts = {.cpu_ns = i, .rss = 4096, .image = i, .ppid = 1}};
}

static void
world_close(struct world *w)
{
	footprint_close(&w->fp);
	free(w->procs);
	free(w->wants);
}

/* What it costs, and the resident memory that makes it cost so. */
static void
set_cost(struct process *p, uint64_t cost)
{
	p->cost = cost;
	p->facts.rss = (uint64_t)((double)(cost - FOOTPRINT_PRIOR_NS) /
	    (double)FOOTPRINT_PRIOR_GIB_NS * (double)(UINT64_C(1) << 30));
}

static void
change(struct process *p)
{
	p->facts.faults++;
}

/* See all and plan; the chosen are in flight. */
static size_t
world_plan(struct world *w)
{
	struct footprint_tick tick = {.now_ns = w->now,
	    .interval_ns = w->first ? 0 : DELAY,
	    .tick_cost_ns = w->first ? 0 : w->tick_cost,
	    .percent = w->percent,
	    .unlimited = w->unlimited};
	size_t n = 0;

	for (size_t i = 0; i < w->count; i++) {
		footprint_see(&w->procs[i].state, &w->procs[i].facts, w->now);
		w->procs[i].order = 0;
		if (w->procs[i].wanted)
			w->wants[n++] = (struct footprint_want){&w->procs[i].state,
			    w->procs[i].rank, (uint32_t)i};
	}
	w->chosen = footprint_plan(&w->fp, &tick, w->wants, n);
	for (size_t i = 0; i < w->chosen; i++)
		w->procs[w->wants[i].index].order = i + 1;
	w->first = false;
	return w->chosen;
}

/* A whole tick; the readings return at once. */
static size_t
world_tick(struct world *w)
{
	size_t chosen;

	w->now += DELAY;
	chosen = world_plan(w);
	w->spent = 0;
	for (size_t i = 0; i < chosen; i++) {
		struct process *p = &w->procs[w->wants[i].index];

		p->reads++;
		w->spent += p->cost;
		footprint_done(&w->fp, &p->state, FACT_OK, p->uss, p->cost, w->now);
	}
	return chosen;
}

static uint64_t
oldest(const struct world *w)
{
	uint64_t age = 0;

	for (size_t i = 0; i < w->count; i++)
		if (footprint_age(&w->procs[i].state, w->now) > age)
			age = footprint_age(&w->procs[i].state, w->now);
	return age;
}

START_TEST(a_new_process_is_read_once_and_not_again_without_a_reason)
{
	struct world w;

	world_open(&w, 300, 5);
	ck_assert_uint_eq(world_tick(&w), 300);
	for (int i = 0; i < 6; i++) /* 9 s: less than the maximum age */
		ck_assert_uint_eq(world_tick(&w), 0);
	world_close(&w);
}
END_TEST

START_TEST(a_changed_process_is_read_in_the_tick_that_saw_it)
{
	struct world w;

	world_open(&w, 100, 5);
	world_tick(&w);
	w.procs[7].facts.rss += 4096;
	w.procs[8].facts.faults++;
	w.procs[9].facts.cpu_ns += 10 * MSEC;
	ck_assert_uint_eq(world_tick(&w), 3);
	for (int i = 7; i <= 9; i++)
		ck_assert_uint_ne(w.procs[i].order, 0);
	ck_assert_uint_eq(w.fp.stats.by_reason[2], 3);
	ck_assert_uint_eq(world_tick(&w), 0);
	world_close(&w);
}
END_TEST

START_TEST(a_change_during_a_reading_is_a_reason_for_another)
{
	struct world w;

	world_open(&w, 1, 5);
	ck_assert_uint_eq(world_plan(&w), 1);
	change(&w.procs[0]);
	footprint_see(&w.procs[0].state, &w.procs[0].facts, w.now);
	ck_assert_uint_eq(world_plan(&w), 0); /* in flight */
	footprint_done(&w.fp, &w.procs[0].state, FACT_OK, 5, SMALL, w.now);
	ck_assert_uint_eq(world_tick(&w), 1);
	world_close(&w);
}
END_TEST

START_TEST(shown_come_first_then_needed_and_the_oldest_first_among_them)
{
	struct world w;

	world_open(&w, 30, 5);
	for (size_t i = 0; i < 30; i++)
		w.procs[i].rank = (enum footprint_rank)(2 - i / 10);
	world_tick(&w);
	for (size_t i = 0; i < 30; i++)
		ck_assert_uint_eq((w.procs[i].order - 1) / 10, w.procs[i].rank);
	/* 25 was read again later than the other shown ones. */
	change(&w.procs[25]);
	world_tick(&w);
	for (size_t i = 0; i < 30; i++)
		change(&w.procs[i]);
	footprint_ask(&w.procs[3].state);
	ck_assert_uint_eq(world_tick(&w), 30);
	ck_assert_uint_eq(w.procs[3].order, 1);
	ck_assert_uint_eq(w.procs[25].order, 11);
	world_close(&w);
}
END_TEST

START_TEST(the_budget_is_kept_over_any_window)
{
	struct world w;
	uint64_t window[400], spent;
	const uint64_t income = DELAY / 20, biggest = 40 * MSEC;

	world_open(&w, 3000, 5);
	for (size_t i = 0; i < w.count; i++) {
		set_cost(&w.procs[i], i % 100 == 0 ? biggest : 100000 + 1000 * (i % 50));
		w.procs[i].rank = (enum footprint_rank)(i % 3);
	}
	for (int t = 0; t < 400; t++) {
		for (size_t i = 0; i < w.count; i++)
			if (t < 150 || i % 7 == 0)
				change(&w.procs[i]);
		world_tick(&w);
		window[t] = w.spent;
	}
	/* After the start-up loan was paid back. */
	for (int from = 20; from < 400; from += 3) {
		spent = 0;
		for (int t = from; t < 400; t++) {
			spent += window[t];
			ck_assert_uint_le(spent,
			    (uint64_t)(t - from + 1) * income + 2 * income + 2 * biggest);
		}
	}
	spent = 0; /* and it is used while there is a use for it */
	for (int t = 20; t < 150; t++)
		spent += window[t];
	ck_assert_uint_ge(spent, 130 * income - 2 * biggest - 2 * income);
	world_close(&w);
}
END_TEST

START_TEST(the_start_may_borrow_and_pays_back)
{
	struct world w;
	uint64_t spent = 0;

	world_open(&w, 20000, 5); /* 300 ms of readings; a tick earns 75 */
	world_tick(&w);
	ck_assert_uint_ge(w.spent, 150 * MSEC);
	ck_assert_uint_le(w.spent, 201 * MSEC);
	spent = w.spent;
	for (int i = 1; i <= 5; i++) {
		world_tick(&w);
		spent += w.spent;
	}
	ck_assert_uint_le(spent, 5 * (DELAY / 20));
	for (size_t i = 0; i < w.count; i++)
		ck_assert_uint_ge(w.procs[i].reads, 1);
	world_close(&w);
}
END_TEST

START_TEST(nobody_starves_behind_dear_shown_rows)
{
	struct world w;

	/* 20 shown rows that change all the time cost four times the budget. */
	world_open(&w, 500, 5);
	for (size_t i = 0; i < 500; i++) {
		w.procs[i].rank = i < 20 ? FOOTPRINT_SHOWN : FOOTPRINT_REST;
		set_cost(&w.procs[i], i < 20 ? 15 * MSEC : 200000);
	}
	for (int t = 0; t < 200; t++) {
		for (size_t i = 0; i < 60; i++)
			change(&w.procs[i]);
		world_tick(&w);
	}
	for (size_t i = 0; i < 500; i++)
		ck_assert_uint_ge(w.procs[i].reads, i < 60 ? 30 : 2);
	world_close(&w);
}
END_TEST

START_TEST(ages_grow_evenly_when_the_budget_cannot_cover_all)
{
	struct world w;
	uint64_t least = UINT64_MAX, most = 0;

	/* 2,000 changing processes of 300 us: 600 ms for 75 ms a tick: a round takes 8 ticks. */
	world_open(&w, 2000, 5);
	for (size_t i = 0; i < w.count; i++)
		set_cost(&w.procs[i], 300000);
	for (int t = 0; t < 200; t++) {
		for (size_t i = 0; i < w.count; i++)
			change(&w.procs[i]);
		world_tick(&w);
	}
	for (size_t i = 0; i < w.count; i++) {
		least = w.procs[i].reads < least ? w.procs[i].reads : least;
		most = w.procs[i].reads > most ? w.procs[i].reads : most;
	}
	ck_assert_uint_le(most - least, 2);
	ck_assert_uint_ge(least, 23);
	ck_assert_uint_le(oldest(&w), 9 * DELAY);
	world_close(&w);
}
END_TEST

START_TEST(idle_processes_are_read_again_in_small_portions)
{
	struct world w;
	size_t chosen, most = 0, total = 0;

	world_open(&w, 300, 5);
	world_tick(&w);
	for (int t = 0; t < 100; t++) {
		chosen = world_tick(&w);
		most = chosen > most ? chosen : most;
		total += chosen;
	}
	ck_assert_uint_ge(total, 8 * 300); /* 150 s: about every 15 s */
	ck_assert_uint_le(most, 120);
	ck_assert_uint_le(oldest(&w), 15 * SEC);
	world_close(&w);
}
END_TEST

START_TEST(two_thousand_idle_processes_and_one_of_4_gib_cost_an_eighth_of_the_tick_at_most)
{
	struct world w;
	uint64_t spent = 0;
	size_t least = SIZE_MAX;
	const int ticks = 800, warm = 60;

	world_open(&w, 2001, 5);
	w.tick_cost = 12 * MSEC;
	set_cost(&w.procs[2000], 12 * MSEC);
	for (size_t i = 0; i < w.count; i++)
		w.procs[i].rank = i < 50 ? FOOTPRINT_SHOWN : FOOTPRINT_NEEDED;
	world_tick(&w);
	ck_assert_uint_eq(w.chosen, 2001); /* the screen fills at once */
	for (int t = 0; t < ticks; t++) {
		world_tick(&w);
		if (t >= warm)
			spent += w.spent;
	}
	/* 1.15 is the figure for the whole; the schedule and the rest of it share what is left. */
	ck_assert_double_le((double)spent / (ticks - warm), 0.09 * (double)w.tick_cost);
	for (size_t i = 0; i < w.count; i++)
		least = w.procs[i].reads < least ? w.procs[i].reads : least;
	ck_assert_uint_ge(least, 15);
	ck_assert_uint_le(oldest(&w), 75 * SEC);
	world_close(&w);
}
END_TEST

START_TEST(a_stuck_process_is_not_asked_until_it_returned)
{
	struct world w;
	struct process *p;

	world_open(&w, 10, 5);
	p = &w.procs[4];
	ck_assert_uint_eq(world_plan(&w), 10);
	ck_assert_int_eq(footprint_known(&p->state), FACT_PENDING);
	for (size_t i = 0; i < 10; i++)
		if (i != 4)
			footprint_done(&w.fp, &w.procs[i].state, FACT_OK, 1, SMALL, w.now);
	footprint_stuck(&w.fp, &p->state);
	ck_assert_int_eq(footprint_known(&p->state), FACT_STUCK);
	for (int t = 0; t < 50; t++) {
		change(p);
		footprint_ask(&p->state);
		world_tick(&w);
		ck_assert_uint_eq(p->order, 0);
	}
	footprint_done(&w.fp, &p->state, FACT_OK, 77, SMALL, w.now);
	ck_assert_int_eq(footprint_known(&p->state), FACT_OK);
	world_tick(&w);
	ck_assert_uint_ne(p->order, 0);
	world_close(&w);
}
END_TEST

START_TEST(a_refusal_is_kept_and_asked_again_only_late_or_after_exec)
{
	struct world w;
	struct process *p;
	int asked_after = 0;

	world_open(&w, 1, 5);
	p = &w.procs[0];
	world_plan(&w);
	footprint_done(&w.fp, &p->state, FACT_DENIED, 0, 2000, w.now);
	ck_assert_int_eq(footprint_known(&p->state), FACT_DENIED);
	do {
		change(p);
		w.now += DELAY;
		asked_after++;
	} while (world_plan(&w) == 0);
	ck_assert_int_eq(asked_after, 40); /* 60 s */
	footprint_done(&w.fp, &p->state, FACT_DENIED, 0, 2000, w.now);
	p->facts.image++;
	ck_assert(footprint_see(&p->state, &p->facts, w.now));
	footprint_exec(&w.fp, &p->state, NULL);
	ck_assert_uint_eq(world_tick(&w), 1);
	world_close(&w);
}
END_TEST

START_TEST(a_withdrawn_reading_gives_back_money_and_reason)
{
	struct world w;
	int64_t money;

	world_open(&w, 1, 5);
	for (int i = 0; i < 3; i++)
		world_tick(&w);
	money = w.fp.ranked_ns + w.fp.fair_ns;
	change(&w.procs[0]);
	footprint_see(&w.procs[0].state, &w.procs[0].facts, w.now);
	w.first = true; /* an interval of 0: no income */
	ck_assert_uint_eq(world_plan(&w), 1);
	ck_assert_int_eq(w.fp.ranked_ns + w.fp.fair_ns, money - SMALL);
	footprint_withdraw(&w.fp, &w.procs[0].state);
	ck_assert_int_eq(w.fp.ranked_ns + w.fp.fair_ns, money);
	ck_assert_uint_eq(w.fp.stats.readings, 1);
	ck_assert_uint_eq(world_tick(&w), 1);
	world_close(&w);
}
END_TEST

START_TEST(a_budget_of_nothing_reads_only_what_was_asked)
{
	struct world w;

	world_open(&w, 50, 0);
	ck_assert_uint_eq(world_tick(&w), 0);
	footprint_ask(&w.procs[9].state);
	ck_assert_uint_eq(world_tick(&w), 1);
	ck_assert_uint_eq(w.procs[9].order, 1);
	for (int t = 0; t < 20; t++)
		ck_assert_uint_eq(world_tick(&w), 0);
	ck_assert_int_eq(footprint_known(&w.procs[0].state), FACT_PENDING);
	world_close(&w);
}
END_TEST

START_TEST(batch_reads_all_that_has_a_reason_whatever_it_costs)
{
	struct world w;

	world_open(&w, 5000, 0);
	w.unlimited = true;
	for (size_t i = 0; i < w.count; i++)
		w.procs[i].cost = 10 * MSEC;
	ck_assert_uint_eq(world_tick(&w), 5000);
	ck_assert_uint_eq(world_tick(&w), 0);
	world_close(&w);
}
END_TEST

/* Process `child` appears with its parent's image, or ends. */
static void
fork_of(struct world *w, size_t parent, size_t child)
{
	w->procs[child].facts.image = w->procs[parent].facts.image;
	w->procs[child].facts.ppid = (int64_t)parent;
	footprint_see(&w->procs[child].state, &w->procs[child].facts, w->now);
	footprint_born(&w->fp, &w->procs[child].state, &w->procs[parent].state);
}

START_TEST(fork_and_exit_move_parent_and_siblings_and_nobody_else)
{
	struct world w;

	world_open(&w, 10, 5);
	for (size_t i = 0; i < 10; i++)
		footprint_see(&w.procs[i].state, &w.procs[i].facts, w.now);
	/* The deeper first: born is called in any order. */
	fork_of(&w, 2, 3);
	fork_of(&w, 1, 2);
	fork_of(&w, 1, 4);
	world_tick(&w);
	ck_assert_uint_eq(world_tick(&w), 0);
	footprint_end(&w.fp, &w.procs[3].state, &w.procs[2].state);
	w.procs[3].wanted = false;
	ck_assert_uint_eq(world_tick(&w), 3);
	ck_assert(w.procs[1].order != 0 && w.procs[2].order != 0 && w.procs[4].order != 0);
	ck_assert_uint_eq(world_tick(&w), 0);
	/* Another program: it is its own from here on. */
	w.procs[4].facts.image = 999;
	ck_assert(footprint_see(&w.procs[4].state, &w.procs[4].facts, w.now));
	footprint_exec(&w.fp, &w.procs[4].state, &w.procs[1].state);
	ck_assert_uint_eq(world_tick(&w), 3);
	footprint_end(&w.fp, &w.procs[4].state, &w.procs[1].state);
	w.procs[4].wanted = false;
	ck_assert_uint_eq(world_tick(&w), 0);
	/* The child that is left, when its parent ends and it goes to another. */
	footprint_end(&w.fp, &w.procs[1].state, NULL);
	w.procs[1].wanted = false;
	w.procs[2].facts.ppid = 1000;
	ck_assert_uint_eq(world_tick(&w), 1);
	ck_assert_uint_ne(w.procs[2].order, 0);
	world_close(&w);
}
END_TEST

START_TEST(a_child_of_another_image_is_no_relative)
{
	struct world w;

	world_open(&w, 3, 5);
	world_tick(&w);
	footprint_born(&w.fp, &w.procs[2].state, &w.procs[1].state);
	footprint_end(&w.fp, &w.procs[2].state, &w.procs[1].state);
	w.procs[2].wanted = false;
	ck_assert_uint_eq(world_tick(&w), 0);
	world_close(&w);
}
END_TEST

START_TEST(one_more_worker_among_many_is_a_reason_for_the_parent_only)
{
	struct world w;

	world_open(&w, 401, 5);
	for (size_t i = 0; i < 400; i++)
		footprint_see(&w.procs[i].state, &w.procs[i].facts, w.now);
	for (size_t i = 1; i < 400; i++)
		fork_of(&w, 0, i);
	world_tick(&w);
	world_tick(&w);
	fork_of(&w, 0, 400);
	change(&w.procs[400]);
	world_tick(&w);
	ck_assert_uint_le(w.chosen, 2);
	ck_assert_uint_ne(w.procs[0].order, 0);
	/* An eighth of them is. */
	for (size_t i = 300; i < 360; i++) {
		footprint_end(&w.fp, &w.procs[i].state, &w.procs[0].state);
		w.procs[i].wanted = false;
	}
	ck_assert_uint_eq(world_tick(&w), 341);
	world_close(&w);
}
END_TEST

START_TEST(families_that_come_and_go_leave_nothing_behind)
{
	struct world w;

	world_open(&w, 100, 5);
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < 100; i++)
			footprint_see(&w.procs[i].state, &w.procs[i].facts, w.now);
		for (size_t i = 99; i > 0; i--)
			fork_of(&w, i / 2, i);
		world_tick(&w);
		for (size_t i = 0; i < 100; i++) {
			footprint_end(&w.fp, &w.procs[i].state, &w.procs[i / 2].state);
			w.procs[i].state = (struct footprint_state){.seen = false};
		}
	}
	ck_assert_uint_le(w.fp.nfamilies, 101);
	world_close(&w);
}
END_TEST

START_TEST(delta_mark_and_age_say_what_is_known)
{
	struct world w;
	struct process *p;
	int64_t delta = 0;

	world_open(&w, 1, 5);
	p = &w.procs[0];
	p->uss = 100;
	footprint_see(&p->state, &p->facts, w.now);
	ck_assert_int_eq(footprint_since_mark(&p->state, &delta), FACT_PENDING);
	world_tick(&w);
	ck_assert_int_eq(footprint_delta(&p->state, &delta), FACT_PENDING);
	ck_assert_int_eq(footprint_since_mark(&p->state, &delta), FACT_OK);
	ck_assert_int_eq(delta, 0);
	p->uss = 70;
	change(p);
	world_tick(&w);
	ck_assert_int_eq(footprint_delta(&p->state, &delta), FACT_OK);
	ck_assert_int_eq(delta, -30);
	footprint_mark(&p->state);
	p->uss = 90;
	change(p);
	world_tick(&w);
	ck_assert_int_eq(footprint_since_mark(&p->state, &delta), FACT_OK);
	ck_assert_int_eq(delta, 20);
	ck_assert_uint_eq(footprint_age(&p->state, w.now + 4 * SEC), 4 * SEC);
	world_close(&w);
}
END_TEST

START_TEST(coverage_counts_each_kind_and_the_oldest)
{
	struct coverage c = {.name = "uss"};

	coverage_count(&c, FACT_OK, 10, 3);
	coverage_count(&c, FACT_OK, 5, 1);
	coverage_count(&c, FACT_DENIED, 99, 99);
	coverage_count(&c, FACT_STUCK, 99, 99);
	coverage_count(&c, FACT_PENDING, 99, 99);
	coverage_count(&c, FACT_GONE, 99, 99);
	coverage_count(&c, FACT_NONE, 99, 99);
	coverage_count(&c, FACT_UNREAD, 99, 99);
	ck_assert_uint_eq(c.ok, 2);
	ck_assert_uint_eq(c.denied + c.stuck + c.pending + c.gone + c.none, 5);
	ck_assert_uint_eq(c.sum, 15);
	ck_assert_uint_eq(c.oldest_ns, 3);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_new_process_is_read_once_and_not_again_without_a_reason,
	    a_changed_process_is_read_in_the_tick_that_saw_it,
	    a_change_during_a_reading_is_a_reason_for_another,
	    shown_come_first_then_needed_and_the_oldest_first_among_them,
	    the_budget_is_kept_over_any_window,
	    the_start_may_borrow_and_pays_back,
	    nobody_starves_behind_dear_shown_rows,
	    ages_grow_evenly_when_the_budget_cannot_cover_all,
	    idle_processes_are_read_again_in_small_portions,
	    two_thousand_idle_processes_and_one_of_4_gib_cost_an_eighth_of_the_tick_at_most,
	    a_stuck_process_is_not_asked_until_it_returned,
	    a_refusal_is_kept_and_asked_again_only_late_or_after_exec,
	    a_withdrawn_reading_gives_back_money_and_reason,
	    a_budget_of_nothing_reads_only_what_was_asked,
	    batch_reads_all_that_has_a_reason_whatever_it_costs,
	    fork_and_exit_move_parent_and_siblings_and_nobody_else,
	    a_child_of_another_image_is_no_relative,
	    one_more_worker_among_many_is_a_reason_for_the_parent_only,
	    families_that_come_and_go_leave_nothing_behind,
	    delta_mark_and_age_say_what_is_known,
	    coverage_counts_each_kind_and_the_oldest,
	    NULL,
	};

	return suite_run("footprint", tests, NULL, NULL);
}
