/*
 * Snapshots: counted by references, used again, gone with the last holder.
 */
#include <pthread.h>
#include <string.h>

#include "../src/collect/collector.h"
#include "support/suite.h"

START_TEST(a_snapshot_that_nobody_holds_is_used_again_and_empty)
{
	struct snapshot_pool *pool = snapshot_pool_open();
	struct snapshot *s = snapshot_new(pool);

	s->tick = 7;
	s->system.load[0] = 3;
	ck_assert_str_eq(arena_dup(&s->arena, "a name"), "a name");
	const struct arena_chunk *chunk = s->arena.chunks;
	snapshot_unref(s);
	struct snapshot *again = snapshot_new(pool);
	ck_assert_ptr_eq(again, s);
	ck_assert_ptr_eq(again->arena.chunks, chunk);
	ck_assert_uint_eq(again->tick, 0);
	ck_assert(again->system.load[0] == 0);
	ck_assert_uint_eq(again->arena.total, 0);
	snapshot_unref(again);
	snapshot_pool_close(pool);
}
END_TEST

START_TEST(a_snapshot_that_is_held_is_never_used_again)
{
	struct snapshot_pool *pool = snapshot_pool_open();
	struct snapshot *s = snapshot_new(pool);

	ck_assert_ptr_eq(snapshot_ref(s), s);
	snapshot_unref(s);
	struct snapshot *other = snapshot_new(pool);
	ck_assert_ptr_ne(other, s);
	snapshot_unref(s);
	snapshot_unref(other);
	snapshot_unref(NULL);
	snapshot_pool_close(pool);
}
END_TEST

START_TEST(snapshots_outlive_their_collector)
{
	enum { HELD = 6 };
	struct snapshot_pool *pool = snapshot_pool_open();
	struct snapshot *held[HELD];

	for (int i = 0; i < HELD; i++)
		held[i] = snapshot_new(pool);
	const char *name = arena_dup(&held[3]->arena, "kept");
	snapshot_unref(held[0]);
	snapshot_pool_close(pool);
	ck_assert_str_eq(name, "kept");
	for (int i = 1; i < HELD; i++)
		snapshot_unref(held[i]);
}
END_TEST

static void *
hold_and_let_go(void *data)
{
	for (int i = 0; i < 2000; i++)
		snapshot_unref(snapshot_ref(data));
	snapshot_unref(data);
	return NULL;
}

START_TEST(many_threads_may_hold_one)
{
	enum { THREADS = 4 };
	struct snapshot_pool *pool = snapshot_pool_open();
	struct snapshot *s = snapshot_new(pool);
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		snapshot_ref(s);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hold_and_let_go, s), 0);
	}
	snapshot_unref(s);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	/* The last of them gave it back, and only once. */
	struct snapshot *again = snapshot_new(pool), *other = snapshot_new(pool);
	ck_assert_ptr_eq(again, s);
	ck_assert_ptr_ne(other, s);
	snapshot_unref(again);
	snapshot_unref(other);
	snapshot_pool_close(pool);
}
END_TEST

START_TEST(a_pid_alone_finds_nobody)
{
	struct proc rows[2];
	struct snapshot s = {.procs = rows, .nprocs = 2};

	memset(rows, 0, sizeof(rows));
	rows[0].id = (struct proc_id){7, 100};
	rows[1].id = (struct proc_id){8, 100};
	ck_assert_ptr_eq(snapshot_find(&s, (struct proc_id){8, 100}), &rows[1]);
	ck_assert_ptr_null(snapshot_find(&s, (struct proc_id){8, 101}));
	ck_assert_ptr_null(snapshot_find(&s, (struct proc_id){9, 100}));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_snapshot_that_nobody_holds_is_used_again_and_empty,
	    a_snapshot_that_is_held_is_never_used_again,
	    snapshots_outlive_their_collector,
	    many_threads_may_hold_one,
	    a_pid_alone_finds_nobody,
	    NULL,
	};

	return suite_run("snapshot", tests, NULL, NULL);
}
