/*
 * Views: sorting by every column, trees of honest and of impossible parents, and
 * what filters and folds leave of them.
 */
#include <stdio.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/collect/view.h"
#include "../src/compat.h"
#include "support/suite.h"

enum { ROWS = 300, DEEP = 10000 };

static struct proc rows[ROWS];
static struct proc_more more[ROWS];
static struct proc_footprint footprints[ROWS];
static struct view view;
static struct order order;
static struct arena arena;
static uint64_t seed;

static void
setup(void)
{
	arena_init(&arena);
	memset(rows, 0, sizeof(rows));
	memset(&view, 0, sizeof(view));
	seed = 42;
}

static void
teardown(void)
{
	filter_unref(view.filter);
	free((void *)(uintptr_t)view.sort.argument);
	arena_free(&arena);
}

static uint64_t
dice(uint64_t sides)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 33) % sides;
}

static void
sort_by(const char *key, bool descending)
{
	char err[200] = "";

	free((void *)(uintptr_t)view.sort.argument);
	ck_assert_msg(column_parse(key, &process_table, &view.sort, err, sizeof(err)) == 0, "%s",
	    err);
	view.descending = descending;
}

static void
filter_by(const char *text)
{
	struct filter_error error;

	view.filter = filter_parse(&process_table, text, &error);
	ck_assert_msg(view.filter != NULL, "%s", error.text);
}

static void
build(size_t count)
{
	view_build(&view, &process_table, rows, count, &arena, &order);
}

/* Sorting */

static uint64_t
some_number(void)
{
	static const uint64_t edges[] = {0, 1, 255, 256, 65536, UINT32_MAX, UINT64_C(1) << 40,
	    INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};

	/* Few different ones, so that there are many equal ones. */
	return dice(3) == 0 ? edges[dice(sizeof(edges) / sizeof(edges[0]))] : dice(20);
}

static const char *
some_text(void)
{
	static const char *const texts[] = {"", "a", "A", "ab", "b", "bash", "Bash", "zz",
	    "\xc3\xa9", "\xff\x01", "a longer text", "10", "9"};

	return texts[dice(sizeof(texts) / sizeof(texts[0]))];
}

static struct blob
some_blob(void)
{
	static const struct blob blobs[] = {{"", 0}, {"a\0", 2}, {"a\0b\0", 4}, {"b\0", 2},
	    {"X=1\0", 4}, {"X=2\0Y=1\0", 8}, {"Y=1\0X=\0", 7}, {"\0\0", 2}};

	return blobs[dice(sizeof(blobs) / sizeof(blobs[0]))];
}

/* Puts something into the member that a field shows. */
static void
poke(const struct field *f, struct proc *row)
{
	char *base = (char *)row;
	uint64_t n = some_number();
	double reals[] = {0, 0.5, 12.25, 99.9, 100, 1e9, 3e-7};

	if (f->via != 0)
		memcpy(&base, base + f->via - 1, sizeof(base));
	void *at = base + f->offset;
	switch (f->member) {
	case MEMBER_U8:
		*(uint8_t *)at = (uint8_t)dice(5);
		break;
	case MEMBER_BOOL:
		*(bool *)at = dice(2) == 1;
		break;
	case MEMBER_I32:
	case MEMBER_U32:
		*(uint32_t *)at = f->names != NULL ? (uint32_t)dice(5) : (uint32_t)n;
		break;
	case MEMBER_I64:
	case MEMBER_U64:
		*(uint64_t *)at = n;
		break;
	case MEMBER_REAL:
		*(double *)at = reals[dice(sizeof(reals) / sizeof(reals[0]))];
		break;
	case MEMBER_TEXT:
		*(const char **)at = dice(6) == 0 ? NULL : some_text();
		break;
	case MEMBER_BLOB:
		*(struct blob *)at = some_blob();
		break;
	case MEMBER_NONE:
		row->cpu_user_ns = dice(1000);
		row->cpu_system_ns = dice(1000);
		row->more->environ = some_blob();
		break;
	}
}

static void
deal(const struct field *f)
{
	for (size_t i = 0; i < ROWS; i++) {
		memset(&rows[i], 0, sizeof(rows[i]));
		rows[i].more = &more[i];
		rows[i].footprint = &footprints[i];
		rows[i].name = "name";
		memset(rows[i].known, FACT_OK, sizeof(rows[i].known));
		poke(f, &rows[i]);
		if (f->groups != 0 && dice(5) == 0)
			memset(rows[i].known, (int)(FACT_PENDING + dice(FACT_COUNT - FACT_PENDING)),
			    sizeof(rows[i].known));
	}
}

/* Every row once, ordered by its value, equal ones as they were listed, unknown ones last. */
static void
check_sorted(const char *key)
{
	bool seen[ROWS] = {false};

	ck_assert_uint_eq(order.count, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		ck_assert(!seen[order.rows[i]]);
		seen[order.rows[i]] = true;
	}
	for (size_t i = 1; i < ROWS; i++) {
		struct value a, b;
		field_get(&view.sort, &process_table, &rows[order.rows[i - 1]], &a);
		field_get(&view.sort, &process_table, &rows[order.rows[i]], &b);
		bool known = a.fact == FACT_OK, next_known = b.fact == FACT_OK;
		ck_assert_msg(known || !next_known, "%s: %zu is not known and not last", key, i);
		int cmp = known && next_known ? value_compare(&view.sort, &a, &b) : 0;
		ck_assert_msg(view.descending ? cmp >= 0 : cmp <= 0, "%s: %zu", key, i);
		if (known == next_known && cmp == 0)
			ck_assert_msg(order.rows[i - 1] < order.rows[i], "%s: %zu", key, i);
	}
}

START_TEST(every_column_sorts_both_ways_stably_with_the_unknown_last)
{
	for (const struct field *f = process_table.fields; f->key != NULL; f++) {
		const char *key = (f->flags & FIELD_ARGUMENT) != 0 ? "env:X" : f->key;
		for (int descending = 0; descending < 2; descending++) {
			deal(f);
			sort_by(key, descending == 1);
			build(ROWS);
			check_sorted(key);
			arena_reset(&arena);
		}
	}
}
END_TEST

START_TEST(negative_numbers_are_less_than_none)
{
	static const int32_t nices[] = {0, 19, -20, 5, -1, 1};
	static const int32_t sorted[] = {-20, -1, 0, 1, 5, 19};

	for (size_t i = 0; i < 6; i++) {
		rows[i].nice = nices[i];
		rows[i].known[PG_NICE] = FACT_OK;
	}
	sort_by("nice", false);
	build(6);
	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(rows[order.rows[i]].nice, sorted[i]);
}
END_TEST

START_TEST(without_a_sort_key_rows_stay_as_listed)
{
	build(ROWS);
	ck_assert_uint_eq(order.count, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		ck_assert_uint_eq(order.rows[i], i);
	build(0);
	ck_assert_uint_eq(order.count, 0);
	sort_by("rss", true);
	build(0);
	ck_assert_uint_eq(order.count, 0);
}
END_TEST

START_TEST(what_a_view_looks_at_is_asked_for)
{
	ck_assert_uint_eq(view_groups(&view), 0);
	sort_by("uss", true);
	ck_assert_uint_eq(view_groups(&view), PG_BIT(PG_USS));
	filter_by("swap>1");
	view.hide_kernel = true;
	view.tree = true;
	uint64_t groups = PG_BIT(PG_USS) | PG_BIT(PG_SWAP) | PG_BIT(PG_KIND) | PG_BIT(PG_PPID);
	ck_assert_uint_eq(view_groups(&view) & groups, groups);
}
END_TEST

/* Trees */

static void
add(size_t i, int64_t pid, int64_t ppid)
{
	memset(&rows[i], 0, sizeof(rows[i]));
	memset(rows[i].known, FACT_OK, sizeof(rows[i].known));
	rows[i].id = (struct proc_id){pid, (uint64_t)pid * 10};
	rows[i].tgid = pid;
	rows[i].ppid = ppid;
	rows[i].name = arena_printf(&arena, "p%d", (int)pid);
	rows[i].username = "ann";
}

/* Processes 1 ... count with these parents, of which nobody knows who is older. */
static void
family(const int *parents, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add(i, (int64_t)i + 1, parents[i]);
		rows[i].known[PG_START] = FACT_NONE;
	}
	view.tree = true;
}

/* The order as it would be drawn, in ASCII: "1 |-2 `-3", with + behind what is folded. */
static const char *
drawn(void)
{
	static char text[4000];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < order.count; i++) {
		const struct branch *b = &order.branch[i];
		used += (size_t)snprintf(text + used, sizeof(text) - used, i > 0 ? " " : "");
		for (unsigned d = 1; d < b->depth; d++)
			text[used++] = (b->rails >> d & 1) != 0 ? '|' : '.';
		if (b->depth > 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
			    b->last ? "`-" : "|-");
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%d%s",
		    (int)rows[order.rows[i]].id.pid, b->folded ? "+" : "");
	}
	return text;
}

START_TEST(children_follow_their_parents_and_siblings_are_sorted)
{
	/* 1 has 2, 5 and 7; 2 has 3 and 4; 5 has 6. */
	family((const int[]){0, 1, 2, 2, 1, 5, 1}, 7);
	build(7);
	ck_assert_str_eq(drawn(), "1 |-2 ||-3 |`-4 |-5 |`-6 `-7");
	for (size_t i = 0; i < 7; i++)
		rows[i].rss = 100 + i;
	sort_by("rss", true);
	build(7);
	ck_assert_str_eq(drawn(), "1 |-7 |-5 |`-6 `-2 .|-4 .`-3");
	ck_assert(
	    order.branch[0].children && !order.branch[1].children && order.branch[2].children);
}
END_TEST

START_TEST(a_parent_may_be_listed_after_its_children)
{
	family((const int[]){3, 3, 4, 0}, 4);
	build(4);
	ck_assert_str_eq(drawn(), "4 `-3 .|-1 .`-2");
}
END_TEST

START_TEST(orphans_are_roots)
{
	/* The parent of 2 is not listed, that of 3 is not known, 4 is the kernel's. */
	family((const int[]){0, 77, 1, 0, 2}, 5);
	rows[2].known[PG_PPID] = FACT_DENIED;
	build(5);
	ck_assert_str_eq(drawn(), "1 2 `-5 3 4");
}
END_TEST

START_TEST(who_is_younger_than_a_child_has_its_parents_pid_and_is_another)
{
	family((const int[]){0, 1, 1}, 3);
	for (int i = 0; i < 3; i++)
		rows[i].known[PG_START] = FACT_OK;
	rows[0].id.start = 20;
	rows[1].id.start = 19;
	rows[2].id.start = 20;
	build(3);
	ck_assert_str_eq(drawn(), "1 `-3 2");
}
END_TEST

START_TEST(cycles_are_cut_and_everyone_on_them_is_shown_once)
{
	/* Its own parent. */
	family((const int[]){1, 1}, 2);
	build(2);
	ck_assert_str_eq(drawn(), "1 `-2");
	/* Two that are each other's parent, and the child of one of them. */
	family((const int[]){2, 1, 2}, 3);
	build(3);
	ck_assert_str_eq(drawn(), "1 `-2 .`-3");
	/* Three in a ring, with an honest tree beside them. */
	family((const int[]){3, 1, 2, 0, 4}, 5);
	build(5);
	ck_assert_str_eq(drawn(), "4 `-5 1 `-2 .`-3");
}
END_TEST

START_TEST(folding_hides_what_is_below_and_says_so)
{
	struct proc_id folded[] = {{2, 20}, {3, 30}};

	family((const int[]){0, 1, 2, 3, 1, 5}, 6);
	view.folded = folded;
	view.nfolded = 1;
	build(6);
	ck_assert_str_eq(drawn(), "1 |-2+ `-5 .`-6");
	/* One folded within another; and a leaf has nothing to fold. */
	view.nfolded = 2;
	build(6);
	ck_assert_str_eq(drawn(), "1 |-2+ `-5 .`-6");
	folded[0] = (struct proc_id){3, 30};
	folded[1] = (struct proc_id){6, 60};
	build(6);
	ck_assert_str_eq(drawn(), "1 |-2 |`-3+ `-5 .`-6");
	/* Another process had the pid. */
	folded[0].start++;
	build(6);
	ck_assert_str_eq(drawn(), "1 |-2 |`-3 |.`-4 `-5 .`-6");
}
END_TEST

START_TEST(fold_all_leaves_open_only_what_is_named)
{
	const struct proc_id open[] = {{1, 10}, {5, 50}};

	family((const int[]){0, 1, 2, 3, 1, 5, 6}, 7);
	view.fold_all = true;
	build(7);
	ck_assert_str_eq(drawn(), "1+");
	view.folded = open;
	view.nfolded = 2;
	build(7);
	ck_assert_str_eq(drawn(), "1 |-2+ `-5 .`-6+");
}
END_TEST

START_TEST(a_folded_cycle_is_shown_once_and_its_rest_is_hidden)
{
	const struct proc_id folded[] = {{1, 10}};

	family((const int[]){3, 1, 2, 2}, 4);
	view.folded = folded;
	view.nfolded = 1;
	build(4);
	ck_assert_str_eq(drawn(), "1+");
}
END_TEST

START_TEST(a_filter_keeps_the_ancestors_of_what_matches_and_nothing_else)
{
	family((const int[]){0, 1, 2, 2, 1, 5, 0}, 7);
	filter_by("name=p4");
	build(7);
	ck_assert_str_eq(drawn(), "1 `-2 .`-4");
	/* What is left out below is not announced as children. */
	ck_assert(!order.branch[2].children);
	view.tree = false;
	build(7);
	ck_assert_uint_eq(order.count, 1);
	ck_assert_ptr_null(order.branch);
}
END_TEST

START_TEST(a_filter_that_nothing_matches_leaves_nothing)
{
	family((const int[]){0, 1, 1}, 3);
	filter_by("name=nobody");
	build(3);
	ck_assert_uint_eq(order.count, 0);
}
END_TEST

START_TEST(threads_belong_to_their_process_and_go_when_hidden)
{
	family((const int[]){0, 1, 1, 0, 0}, 5);
	rows[3].thread = rows[4].thread = true;
	rows[3].tgid = 2;
	rows[4].tgid = 3;
	rows[3].ppid = rows[4].ppid = 1;
	build(5);
	ck_assert_str_eq(drawn(), "1 |-2 |`-4 `-3 .`-5");
	view.hide_threads = true;
	build(5);
	ck_assert_str_eq(drawn(), "1 |-2 `-3");
}
END_TEST

START_TEST(hidden_kernel_threads_leave_their_children_as_roots)
{
	family((const int[]){0, 0, 2, 1}, 4);
	rows[1].kernel = true;
	view.hide_kernel = true;
	build(4);
	ck_assert_str_eq(drawn(), "1 `-4 3");
	view.tree = false;
	build(4);
	ck_assert_uint_eq(order.count, 3);
}
END_TEST

START_TEST(two_rows_with_one_pid_are_both_shown)
{
	family((const int[]){0, 1, 2}, 3);
	rows[1].id.pid = 1;
	build(3);
	ck_assert_uint_eq(order.count, 3);
}
END_TEST

/* A chain as a fork bomb makes it, each the child of the one before. */
static struct proc *
chain(void)
{
	struct proc *links = arena_array(&arena, DEEP, sizeof(*links));

	for (size_t i = 0; i < DEEP; i++) {
		memset(links[i].known, FACT_OK, sizeof(links[i].known));
		links[i].id = (struct proc_id){(int64_t)i + 1, 1};
		links[i].tgid = links[i].id.pid;
		links[i].ppid = (int64_t)i;
		links[i].name = i + 1 == DEEP ? "last" : "link";
		links[i].username = "ann";
	}
	view.tree = true;
	return links;
}

START_TEST(a_chain_of_ten_thousand_is_arranged_to_its_end)
{
	const struct proc *links = chain();

	/* From its end, which is the harder way to find the parents. */
	sort_by("pid", true);
	filter_by("name=last");
	view_build(&view, &process_table, links, DEEP, &arena, &order);
	ck_assert_uint_eq(order.count, DEEP);
	for (size_t i = 0; i < DEEP; i++) {
		ck_assert_uint_eq(order.rows[i], i);
		ck_assert_uint_eq(order.branch[i].depth, i);
		ck_assert(order.branch[i].last);
		ck_assert_uint_eq(order.branch[i].rails, 0);
		ck_assert(order.branch[i].children == (i + 1 < DEEP));
	}
}
END_TEST

START_TEST(a_chain_that_is_folded_at_its_top_is_one_row)
{
	const struct proc *links = chain();
	const struct proc_id top = links[0].id;

	view.folded = &top;
	view.nfolded = 1;
	view_build(&view, &process_table, links, DEEP, &arena, &order);
	ck_assert_uint_eq(order.count, 1);
	ck_assert(order.branch[0].folded);
}
END_TEST

/* What must hold of any tree: who follows whom, and what the lines say of it. */
static void
check_tree(size_t expected)
{
	bool seen[ROWS] = {false};
	uint32_t at_depth[ROWS] = {0};

	ck_assert_uint_eq(order.count, expected);
	for (size_t i = 0; i < order.count; i++) {
		const struct branch *b = &order.branch[i];
		const struct proc *row = &rows[order.rows[i]];
		ck_assert(!seen[order.rows[i]]);
		seen[order.rows[i]] = true;
		ck_assert(i > 0 ? b->depth <= order.branch[i - 1].depth + 1 : b->depth == 0);
		if (b->depth > 0)
			ck_assert_int_eq(rows[at_depth[b->depth - 1]].id.pid, row->ppid);
		at_depth[b->depth] = order.rows[i];
		ck_assert(
		    b->children == (i + 1 < order.count && order.branch[i + 1].depth > b->depth));
		/*
		 * A line goes on at depth d if somebody at that depth comes before one above does.
		 */
		for (unsigned d = 1; d <= b->depth; d++) {
			size_t next = i + 1;
			while (next < order.count && order.branch[next].depth > d)
				next++;
			bool goes_on = next < order.count && order.branch[next].depth == d;
			ck_assert((b->rails >> d & 1) == (goes_on ? 1 : 0));
			if (d == b->depth)
				ck_assert(b->last == !goes_on);
		}
	}
}

START_TEST(any_parents_make_a_tree_that_shows_everyone_once)
{
	for (int round = 0; round < 3000; round++) {
		size_t count = 1 + dice(12);
		int parents[12];
		/* Some missing, some their own, rings among them. */
		for (size_t i = 0; i < count; i++)
			parents[i] = (int)dice(count + 3);
		family(parents, count);
		build(count);
		check_tree(count);
		arena_reset(&arena);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    every_column_sorts_both_ways_stably_with_the_unknown_last,
	    negative_numbers_are_less_than_none,
	    without_a_sort_key_rows_stay_as_listed,
	    what_a_view_looks_at_is_asked_for,
	    children_follow_their_parents_and_siblings_are_sorted,
	    a_parent_may_be_listed_after_its_children,
	    orphans_are_roots,
	    who_is_younger_than_a_child_has_its_parents_pid_and_is_another,
	    cycles_are_cut_and_everyone_on_them_is_shown_once,
	    folding_hides_what_is_below_and_says_so,
	    fold_all_leaves_open_only_what_is_named,
	    a_folded_cycle_is_shown_once_and_its_rest_is_hidden,
	    a_filter_keeps_the_ancestors_of_what_matches_and_nothing_else,
	    a_filter_that_nothing_matches_leaves_nothing,
	    threads_belong_to_their_process_and_go_when_hidden,
	    hidden_kernel_threads_leave_their_children_as_roots,
	    two_rows_with_one_pid_are_both_shown,
	    a_chain_of_ten_thousand_is_arranged_to_its_end,
	    a_chain_that_is_folded_at_its_top_is_one_row,
	    any_parents_make_a_tree_that_shows_everyone_once,
	    NULL,
	};

	return suite_run("view", tests, setup, teardown);
}
