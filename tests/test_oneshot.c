#include <string.h>

#include "../src/collect/oneshot.h"
#include "support/fake.h"
#include "support/suite.h"

static struct arena arena;
static struct fake_proc procs[] = {
    {.pid = 7, .start = 70, .name = "seven", .uss = 4096, .cmdline = "seven|-x"},
};

static void
setup(void)
{
	procs[0].kernel = false;
	memset(procs[0].answer, 0, sizeof(procs[0].answer));
	memset(procs[0].reads, 0, sizeof(procs[0].reads));
	fake_set(procs, 1);
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_free(&arena);
}

static uint64_t
read_groups(struct proc *row, uint64_t want, enum oneshot_mode mode)
{
	struct oneshot o;

	oneshot_open(&o, &fake_driver, NULL, row, &arena, NULL);
	uint64_t left = oneshot_read(&o, want, mode);
	oneshot_close(&o);
	return left;
}

START_TEST(one_read_feeds_every_group_of_its_source)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};

	read_groups(&row, PG_BIT(PG_NAME) | PG_BIT(PG_CPU) | PG_BIT(PG_MEMORY), ONESHOT_ALL);
	read_groups(&row, PG_BIT(PG_FAULTS) | PG_BIT(PG_STATUS), ONESHOT_ALL);
	ck_assert_uint_eq(procs[0].reads[FAKE_STAT], 1);
	ck_assert_int_eq(row.known[PG_FAULTS], FACT_OK);
	ck_assert_str_eq(row.name, "seven");
}
END_TEST

START_TEST(what_nobody_wants_is_not_read)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};

	read_groups(&row, PG_BIT(PG_NAME), ONESHOT_ALL);
	for (int s = FAKE_OWNER; s < FAKE_SOURCES; s++)
		ck_assert_uint_eq(procs[0].reads[s], 0);
	ck_assert_int_eq(row.known[PG_OWNER], FACT_UNREAD);
}
END_TEST

START_TEST(a_group_its_source_did_not_find_is_none)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};

	read_groups(&row, PG_BIT(PG_SWAP), ONESHOT_ALL);
	ck_assert_int_eq(row.known[PG_SWAP], FACT_NONE);
	ck_assert_int_eq(row.known[PG_IDS], FACT_OK);
}
END_TEST

START_TEST(a_group_without_a_source_is_none)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};

	read_groups(&row, PG_BIT(PG_WCHAN), ONESHOT_ALL);
	ck_assert_int_eq(row.known[PG_WCHAN], FACT_NONE);
}
END_TEST

START_TEST(the_fallback_is_asked_after_gone_and_none)
{
	static const enum fact first[] = {FACT_GONE, FACT_NONE};

	for (size_t i = 0; i < 2; i++) {
		struct proc row = {.id = {7, 70}, .tgid = 7};
		procs[0].answer[FAKE_ROLLUP] = first[i];
		read_groups(&row, PG_BIT(PG_USS), ONESHOT_ALL);
		ck_assert_int_eq(row.known[PG_USS], FACT_OK);
		ck_assert_uint_eq(row.footprint->uss, 4096);
	}
	ck_assert_uint_eq(procs[0].reads[FAKE_SMAPS], 2);
}
END_TEST

START_TEST(denied_stays_denied_and_nobody_else_is_asked)
{
	struct proc row = {.id = {7, 70}, .tgid = 7};

	procs[0].answer[FAKE_ROLLUP] = FACT_DENIED;
	read_groups(&row, PG_BIT(PG_USS), ONESHOT_ALL);
	read_groups(&row, PG_BIT(PG_USS), ONESHOT_ALL);
	ck_assert_int_eq(row.known[PG_USS], FACT_DENIED);
	ck_assert_uint_eq(procs[0].reads[FAKE_ROLLUP], 1);
	ck_assert_uint_eq(procs[0].reads[FAKE_SMAPS], 0);
}
END_TEST

START_TEST(what_may_wait_is_left_for_readers)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};
	const uint64_t blocking = PG_BIT(PG_CMDLINE) | PG_BIT(PG_USS);

	uint64_t left = read_groups(&row, blocking | PG_BIT(PG_NAME), ONESHOT_PROMPT);
	ck_assert_uint_eq(left, blocking);
	ck_assert_int_eq(row.known[PG_CMDLINE], FACT_UNREAD);
	ck_assert_uint_eq(procs[0].reads[FAKE_CMDLINE] + procs[0].reads[FAKE_ROLLUP], 0);
	read_groups(&row, left, ONESHOT_BLOCKS);
	ck_assert_int_eq(row.known[PG_CMDLINE], FACT_OK);
	ck_assert_uint_eq(procs[0].reads[FAKE_STAT], 1);
}
END_TEST

START_TEST(a_kernel_thread_is_known_to_use_nothing)
{
	struct proc row = {.id = {7, 0}, .tgid = 7};

	procs[0].kernel = true;
	uint64_t left = read_groups(&row, PG_BIT(PG_KIND) | PG_BIT(PG_USS) | PG_BIT(PG_CMDLINE),
	    ONESHOT_PROMPT);
	ck_assert_uint_eq(left, 0);
	ck_assert_int_eq(row.known[PG_USS], FACT_OK);
	ck_assert_uint_eq(row.footprint->uss, 0);
	ck_assert_uint_eq(row.cmdline.len, 0);
	ck_assert_uint_eq(procs[0].reads[FAKE_ROLLUP] + procs[0].reads[FAKE_CMDLINE], 0);
}
END_TEST

START_TEST(a_reused_pid_is_gone)
{
	struct proc row = {.id = {7, 69}, .tgid = 7};

	read_groups(&row, PG_BIT(PG_NAME) | PG_BIT(PG_OWNER), ONESHOT_ALL);
	ck_assert_int_eq(row.known[PG_NAME], FACT_GONE);
	ck_assert_int_eq(row.known[PG_OWNER], FACT_GONE);
}
END_TEST

START_TEST(copies_share_nothing_with_the_original)
{
	struct arena other;
	struct proc row = {.id = {7, 0}, .tgid = 7}, copy;

	read_groups(&row, PG_BIT(PG_NAME) | PG_BIT(PG_CMDLINE) | PG_BIT(PG_USS) | PG_BIT(PG_EXE),
	    ONESHOT_ALL);
	arena_init(&other);
	proc_copy(&copy, &row, &other);
	arena_free(&arena);
	ck_assert_str_eq(copy.name, "seven");
	ck_assert_str_eq(copy.more->exe, "/bin/seven");
	ck_assert_mem_eq(copy.cmdline.data, "seven\0-x", 9);
	ck_assert_uint_eq(copy.footprint->uss, 4096);
	arena_free(&other);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    one_read_feeds_every_group_of_its_source,
	    what_nobody_wants_is_not_read,
	    a_group_its_source_did_not_find_is_none,
	    a_group_without_a_source_is_none,
	    the_fallback_is_asked_after_gone_and_none,
	    denied_stays_denied_and_nobody_else_is_asked,
	    what_may_wait_is_left_for_readers,
	    a_kernel_thread_is_known_to_use_nothing,
	    a_reused_pid_is_gone,
	    copies_share_nothing_with_the_original,
	    NULL,
	};

	return suite_run("oneshot", tests, setup, teardown);
}
