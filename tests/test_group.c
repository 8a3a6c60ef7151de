/*
 * Groups of processes made by hand: keys that hurt, facts that are not known, sums.
 */
#include <stdio.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/collect/filter.h"
#include "../src/collect/group.h"
#include "../src/collect/view.h"
#include "../src/compat.h"
#include "support/suite.h"

enum { ROWS = 300 };

#define SUMS                                                                                       \
	(PG_BIT(PG_MEMORY) | PG_BIT(PG_USS) | PG_BIT(PG_PSS) | PG_BIT(PG_CPU_PERCENT) |            \
	    PG_BIT(PG_THREADS) | PG_BIT(PG_FOOTPRINT_DELTA) | PG_BIT(PG_CPU))

static struct proc procs[ROWS];
static struct proc_footprint footprints[ROWS];
static struct proc_more mores[ROWS];
static struct arena arena;
static struct group *groups;
static size_t ngroups;
static struct column by;

static void
group_by(const char *text)
{
	char err[200] = "";

	free((void *)(uintptr_t)by.argument);
	ck_assert_msg(column_parse(text, &process_table, &by, err, sizeof(err)) == 0, "%s", err);
}

static void
setup(void)
{
	memset(procs, 0, sizeof(procs));
	memset(mores, 0, sizeof(mores));
	for (size_t i = 0; i < ROWS; i++) {
		struct proc *p = &procs[i];

		memset(p->known, FACT_OK, sizeof(p->known));
		p->id = (struct proc_id){(int64_t)i + 1, 7};
		p->tgid = p->id.pid;
		p->name = "name";
		p->username = "ann";
		p->rss = 1000;
		p->num_threads = 2;
		p->cpu_percent = 1.5;
		p->cpu_user_ns = 3;
		p->cpu_system_ns = 4;
		footprints[i] = (struct proc_footprint){.uss = 100, .pss = 150, .uss_delta = -5};
		p->footprint = &footprints[i];
		p->more = &mores[i];
	}
	arena_init(&arena);
	group_by("username");
}

static void
teardown(void)
{
	arena_free(&arena);
	free((void *)(uintptr_t)by.argument);
	by = (struct column){NULL, NULL};
}

static void
fold(size_t count)
{
	groups = group_fold(&by, SUMS, procs, NULL, count, &arena, &ngroups);
}

static struct value
value_of(const struct group *g, const char *key)
{
	struct column column = {field_find(&group_table, key, strlen(key)), NULL};
	struct value value;

	ck_assert_ptr_nonnull(column.field);
	field_get(&column, &group_table, g, &value);
	return value;
}

static const char *
show(const struct group *g, const char *key, unsigned width)
{
	static char buf[200], copy[200];
	struct column column = {field_find(&group_table, key, strlen(key)), NULL};
	struct value value = value_of(g, key);
	size_t len;
	const char *text = field_text(&column, &value, width, buf, sizeof(buf), &len);

	snprintf(copy, sizeof(copy), "%.*s", (int)len, text);
	return copy;
}

START_TEST(every_sum_is_named_and_typed_as_the_column_it_sums)
{
	for (const struct field *f = group_table.fields; f->key != NULL; f++) {
		bool star = f->title[strlen(f->title) - 1] == '*';

		ck_assert_msg(star == ((f->flags & FIELD_OVERCOUNTS) != 0), "%s: %s", f->key,
		    f->title);
		if ((f->flags & FIELD_SUMS) == 0) {
			ck_assert_uint_eq(f->groups, 0);
			continue;
		}
		const struct field *p = field_find(&process_table, f->key, strlen(f->key));
		ck_assert_msg(p != NULL, "%s: no such column of processes", f->key);
		ck_assert_msg(p->unit == f->unit && p->groups == f->groups, "%s", f->key);
		ck_assert_msg((f->groups & (f->groups - 1)) == 0, "%s: several groups", f->key);
		/* memory_percent is of shared pages or not, as --memtype says */
		if (strcmp(f->key, "memory_percent") != 0)
			ck_assert_msg(((p->flags ^ f->flags) & FIELD_OVERCOUNTS) == 0, "%s",
			    f->key);
	}
}
END_TEST

START_TEST(whatever_sums_up_for_processes_is_a_column_of_groups)
{
	for (const struct field *p = process_table.fields; p->key != NULL; p++)
		if ((p->flags & FIELD_SUMS) != 0)
			ck_assert_msg(field_find(&group_table, p->key, strlen(p->key)) != NULL,
			    "%s", p->key);
}
END_TEST

START_TEST(processes_with_one_key_are_one_row_with_their_sums)
{
	procs[1].username = "bob";
	footprints[1].uss_delta = 50;
	fold(4);
	ck_assert_uint_eq(ngroups, 2);
	ck_assert_str_eq(groups[0].key, "ann");
	ck_assert_str_eq(groups[1].key, "bob");
	ck_assert_uint_eq(groups[0].processes, 3);
	ck_assert_uint_eq(groups[0].rss, 3000);
	ck_assert_uint_eq(groups[0].uss, 300);
	ck_assert_uint_eq(groups[0].pss, 450);
	ck_assert_uint_eq(groups[0].num_threads, 6);
	ck_assert_uint_eq(groups[0].cpu_time, 21);
	ck_assert_uint_eq(groups[0].cpu_times_user, 9);
	ck_assert_int_eq(groups[0].uss_delta, -15);
	ck_assert_double_eq_tol(groups[0].cpu_percent, 4.5, 1e-9);
	ck_assert_int_eq(groups[1].uss_delta, 50);
	ck_assert_uint_eq(groups[0].partial | groups[1].partial, 0);
	ck_assert_ptr_null(groups[0].incomplete);
}
END_TEST

START_TEST(a_fact_nobody_asked_for_is_not_summed)
{
	procs[0].more->swap = 77;
	fold(2);
	ck_assert_int_eq(value_of(groups, "swap").fact, FACT_UNREAD);
	ck_assert_uint_eq(groups[0].swap, 0);
}
END_TEST

START_TEST(a_thread_counts_nowhere)
{
	procs[1].thread = true;
	procs[2].thread = true;
	procs[2].username = "only threads";
	fold(3);
	ck_assert_uint_eq(ngroups, 1);
	ck_assert_uint_eq(groups[0].processes, 1);
	ck_assert_uint_eq(groups[0].rss, 1000);
}
END_TEST

START_TEST(a_sum_that_leaves_someone_out_is_partial_and_says_of_how_many)
{
	uint32_t counts[FACT_COUNT];
	const struct field *uss = field_find(&group_table, "uss", 3);

	procs[1].known[PG_USS] = FACT_DENIED;
	procs[2].known[PG_USS] = FACT_STUCK;
	fold(4);
	ck_assert_int_eq(value_of(groups, "uss").fact, FACT_OK);
	ck_assert(value_of(groups, "uss").partial);
	ck_assert(value_of(groups, "private_dirty").partial);
	ck_assert(!value_of(groups, "pss").partial);
	ck_assert_uint_eq(groups[0].uss, 200);
	ck_assert_str_eq(groups[0].incomplete, "uss 2/4");
	ck_assert_str_eq(show(groups, "uss", 7), "200+");
	ck_assert_str_eq(show(groups, "pss", 7), "600");
	group_table.tally(groups, uss, counts);
	ck_assert_uint_eq(counts[FACT_OK], 2);
	ck_assert_uint_eq(counts[FACT_DENIED], 1);
	ck_assert_uint_eq(counts[FACT_STUCK], 1);
	ck_assert_uint_eq(counts[FACT_PENDING], 0);
}
END_TEST

START_TEST(a_partial_sum_stays_within_its_cell)
{
	for (size_t i = 0; i < 9; i++)
		footprints[i].uss = UINT64_C(123456789) << i;
	procs[9].known[PG_USS] = FACT_DENIED;
	fold(10);
	for (unsigned width = 5; width < 12; width++) {
		const char *text = show(groups, "uss", width);

		ck_assert_msg(strlen(text) <= width && text[strlen(text) - 1] == '+', "%u: '%s'",
		    width, text);
	}
}
END_TEST

START_TEST(of_a_group_in_which_nobody_is_known_the_sum_is_not_known)
{
	procs[0].known[PG_USS] = FACT_PENDING;
	procs[1].known[PG_USS] = FACT_DENIED;
	procs[0].known[PG_PSS] = FACT_NONE;
	procs[1].known[PG_PSS] = FACT_NONE;
	fold(2);
	ck_assert_int_eq(value_of(groups, "uss").fact, FACT_DENIED);
	ck_assert_int_eq(value_of(groups, "pss").fact, FACT_NONE);
	ck_assert_str_eq(groups[0].incomplete, "uss 0/2");
	ck_assert_str_eq(show(groups, "uss", 7), "!");
}
END_TEST

START_TEST(who_has_nothing_to_tell_leaves_no_gap)
{
	procs[1].known[PG_USS] = FACT_NONE;
	fold(2);
	ck_assert_uint_eq(groups[0].uss, 100);
	ck_assert(!value_of(groups, "uss").partial);
	ck_assert_ptr_null(groups[0].incomplete);
}
END_TEST

START_TEST(no_container_and_no_knowledge_of_it_are_groups_of_their_own)
{
	group_by("container");
	mores[0].container = "-";
	mores[1].container = NULL;
	mores[2].container = "";
	mores[3].container = NULL;
	procs[4].known[PG_CGROUP] = FACT_DENIED;
	procs[5].known[PG_CGROUP] = FACT_GONE;
	procs[6].known[PG_CGROUP] = FACT_DENIED;
	mores[7].container = "[denied]";
	fold(8);
	ck_assert_uint_eq(ngroups, 6);
	for (size_t i = 0; i < ngroups; i++) {
		const struct group *g = &groups[i];
		bool denied = g->key_known == FACT_DENIED;
		bool none = g->key_known == FACT_OK && g->key == NULL;

		ck_assert_uint_eq(g->processes, denied || none ? 2 : 1);
		ck_assert_int_eq(value_of(g, "group").none, none);
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_ne(groups[k].hash, g->hash);
		if (denied)
			ck_assert_str_eq(show(g, "group", 0), "[denied]");
	}
}
END_TEST

START_TEST(names_that_hurt_are_told_apart_byte_by_byte)
{
	static const char *const names[] = {"a\xff"
					    "b",
	    "a\xfe"
	    "b",
	    "a\033[2J", "a,b", "a\"b", "", "a\nb", "a ", "A", "%s%n"};
	enum { NAMES = sizeof(names) / sizeof(names[0]) };

	group_by("name");
	for (size_t i = 0; i < ROWS; i++)
		procs[i].name = names[i * 7 % NAMES];
	fold(ROWS);
	ck_assert_uint_eq(ngroups, NAMES);
	for (size_t i = 0; i < ngroups; i++) {
		ck_assert_uint_eq(groups[i].processes, ROWS / NAMES);
		ck_assert_uint_eq(groups[i].rss, 1000 * ROWS / NAMES);
	}
}
END_TEST

START_TEST(a_variable_is_a_key)
{
	static const char *const environments[] = {"P=1\0X=2", "X=P=1", "P=1\0P=2", "PP=1"};
	static const size_t lengths[] = {7, 5, 7, 4};

	group_by("env:P");
	for (size_t i = 0; i < 4; i++)
		mores[i].environ = (struct blob){environments[i], lengths[i]};
	fold(4);
	ck_assert_uint_eq(ngroups, 2);
	ck_assert_str_eq(groups[0].key, "1");
	ck_assert_uint_eq(groups[0].processes, 2);
	ck_assert_ptr_null(groups[1].key);
}
END_TEST

START_TEST(sums_stay_at_the_end_of_their_range)
{
	for (size_t i = 0; i < 3; i++) {
		procs[i].rss = UINT64_MAX - 2;
		footprints[i].uss_delta = INT64_MIN + 1;
	}
	fold(3);
	ck_assert_uint_eq(groups[0].rss, UINT64_MAX - 1);
	ck_assert_int_eq(groups[0].uss_delta, INT64_MIN);
	ck_assert_int_eq(value_of(groups, "rss").fact, FACT_OK);
}
END_TEST

START_TEST(only_rows_of_the_order_are_folded)
{
	static const uint32_t order[] = {5, 1, 3};

	groups = group_fold(&by, SUMS, procs, order, 3, &arena, &ngroups);
	ck_assert_uint_eq(groups[0].processes, 3);
	groups = group_fold(&by, SUMS, procs, NULL, 0, &arena, &ngroups);
	ck_assert_uint_eq(ngroups, 0);
}
END_TEST

/* Does the group match? */
static bool
matches(const char *text, const struct group *g)
{
	struct filter_error error;
	struct filter *filter = filter_parse(&group_table, text, &error);

	ck_assert_msg(filter != NULL, "%s: %s", text, error.text);
	bool found = filter_match(filter, g);
	filter_unref(filter);
	return found;
}

START_TEST(a_partial_sum_is_compared_only_as_far_as_it_can_be_told)
{
	procs[1].known[PG_USS] = FACT_DENIED;
	procs[1].known[PG_FOOTPRINT_DELTA] = FACT_DENIED;
	fold(3);
	ck_assert_uint_eq(groups[0].uss, 200);
	ck_assert(matches("uss>100", groups));
	ck_assert(matches("not uss<100", groups));
	ck_assert(matches("not uss=100", groups));
	ck_assert(!matches("uss>300", groups));
	ck_assert(!matches("not uss>300", groups));
	ck_assert(!matches("uss<300", groups));
	ck_assert(!matches("uss=200", groups));
	ck_assert(!matches("not uss=200", groups));
	/* what is missing may be negative */
	ck_assert(!matches("uss_delta>-100", groups));
	ck_assert(matches("pss<1000 processes=3 ann", groups));
	ck_assert(matches("incomplete~'uss 2/3'", groups));
}
END_TEST

START_TEST(the_filter_of_a_group_matches_its_processes_and_no_others)
{
	static const char *const names[] = {"a", "a\"b) or (pid>0", "A", "", "a*", "\xff"};

	group_by("container");
	for (size_t i = 0; i < 6; i++)
		mores[i].container = names[i];
	procs[7].known[PG_CGROUP] = FACT_DENIED;
	procs[8].known[PG_CGROUP] = FACT_STUCK;
	fold(9);
	ck_assert_uint_eq(ngroups, 9);
	for (size_t i = 0; i < ngroups; i++) {
		struct filter *filter =
		    filter_same(&process_table, &by, (enum fact)groups[i].key_known, groups[i].key);
		size_t found = 0;

		for (size_t k = 0; k < 9; k++)
			found += filter_match(filter, &procs[k]);
		ck_assert_uint_eq(found, groups[i].processes);
		ck_assert_uint_eq(filter_groups(filter), PG_BIT(PG_CGROUP));
		filter_unref(filter);
	}
}
END_TEST

START_TEST(an_id_is_a_key_and_filters_as_one)
{
	group_by("netns");
	for (size_t i = 0; i < 6; i++)
		mores[i].netns = i < 4 ? UINT64_C(4026531840) : 17;
	procs[5].known[PG_NETNS] = FACT_DENIED;
	fold(6);
	ck_assert_uint_eq(ngroups, 3);
	ck_assert_str_eq(groups[0].key, "17");
	ck_assert_str_eq(groups[1].key, "4026531840");
	ck_assert_uint_eq(groups[1].processes, 4);
	ck_assert_int_eq(groups[2].key_known, FACT_DENIED);
	for (size_t i = 0; i < ngroups; i++) {
		struct filter *filter =
		    filter_same(&process_table, &by, (enum fact)groups[i].key_known, groups[i].key);
		size_t found = 0;

		for (size_t k = 0; k < 6; k++)
			found += filter_match(filter, &procs[k]);
		ck_assert_uint_eq(found, groups[i].processes);
		filter_unref(filter);
	}
}
END_TEST

START_TEST(groups_are_sorted_as_any_rows)
{
	struct view view = {.sort = {field_find(&group_table, "uss", 3), NULL}, .descending = true};
	struct order order;

	for (size_t i = 0; i < 6; i++)
		procs[i].username = i < 3 ? "three" : i < 5 ? "two" : "unknown";
	procs[5].known[PG_USS] = FACT_DENIED;
	fold(6);
	view_build(&view, &group_table, groups, ngroups, &arena, &order);
	ck_assert_uint_eq(order.count, 3);
	ck_assert_str_eq(groups[order.rows[0]].key, "three");
	ck_assert_str_eq(groups[order.rows[2]].key, "unknown");
	view.descending = false;
	view_build(&view, &group_table, groups, ngroups, &arena, &order);
	ck_assert_str_eq(groups[order.rows[0]].key, "two");
	ck_assert_str_eq(groups[order.rows[2]].key, "unknown");
}
END_TEST

START_TEST(every_key_is_a_column_of_text_or_of_ids)
{
	size_t count = 0;

	for (const struct group_key *key = group_keys; key->name != NULL; key++, count++) {
		const struct field *f =
		    field_find(&process_table, key->column, strlen(key->column));

		ck_assert_msg(f != NULL && (f->unit == UNIT_TEXT || f->unit == UNIT_ID), "%s",
		    key->name);
	}
	ck_assert_uint_le(count, GROUP_KEYS_MAX);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_sum_is_named_and_typed_as_the_column_it_sums,
	    whatever_sums_up_for_processes_is_a_column_of_groups,
	    processes_with_one_key_are_one_row_with_their_sums,
	    a_fact_nobody_asked_for_is_not_summed,
	    a_thread_counts_nowhere,
	    a_sum_that_leaves_someone_out_is_partial_and_says_of_how_many,
	    a_partial_sum_stays_within_its_cell,
	    of_a_group_in_which_nobody_is_known_the_sum_is_not_known,
	    who_has_nothing_to_tell_leaves_no_gap,
	    no_container_and_no_knowledge_of_it_are_groups_of_their_own,
	    names_that_hurt_are_told_apart_byte_by_byte,
	    a_variable_is_a_key,
	    sums_stay_at_the_end_of_their_range,
	    only_rows_of_the_order_are_folded,
	    a_partial_sum_is_compared_only_as_far_as_it_can_be_told,
	    the_filter_of_a_group_matches_its_processes_and_no_others,
	    an_id_is_a_key_and_filters_as_one,
	    groups_are_sorted_as_any_rows,
	    every_key_is_a_column_of_text_or_of_ids,
	    NULL,
	};

	return suite_run("group", tests, setup, teardown);
}
