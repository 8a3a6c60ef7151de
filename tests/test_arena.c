/*
 * Memory that is given back all at once.
 */
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "support/arena_case.h"
#include "support/suite.h"

START_TEST(memory_is_aligned_for_any_type_whatever_was_asked_before)
{
	for (size_t n = 0; n < 300; n++)
		ck_assert_uint_eq((uintptr_t)arena_alloc(&arena, n) % alignof(max_align_t), 0);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	enum { PIECES = 2000 };
	static unsigned char *piece[PIECES];

	/* From nothing to more than the largest chunk, each filled with its own byte. */
	for (size_t i = 0; i < PIECES; i++) {
		size_t n = i % 500 == 499 ? (size_t)3 << 20 : i;
		piece[i] = memset(arena_alloc(&arena, n), (int)(i % 251), n);
	}
	for (size_t i = 0; i < PIECES; i++) {
		size_t n = i % 500 == 499 ? (size_t)3 << 20 : i;
		size_t at = 0;
		while (at < n && piece[i][at] == i % 251)
			at++;
		ck_assert_uint_eq(at, n);
	}
}
END_TEST

START_TEST(what_is_asked_for_zeroed_is_zero_in_used_memory_too)
{
	for (int round = 0; round < 2; round++) {
		unsigned char *zero = arena_zero(&arena, 5000);
		unsigned char *array = arena_array(&arena, 100, 7);
		for (size_t i = 0; i < 5000; i++)
			ck_assert_uint_eq(zero[i], 0);
		for (size_t i = 0; i < 700; i++)
			ck_assert_uint_eq(array[i], 0);
		memset(zero, 0xff, 5000);
		memset(array, 0xff, 700);
		arena_reset(&arena);
	}
}
END_TEST

START_TEST(copies_end_with_a_nul_and_keep_those_inside)
{
	const char *copy = arena_copy(&arena, "a\0b", 3);

	ck_assert_mem_eq(copy, "a\0b\0", 4);
	ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
	ck_assert_str_eq(arena_dup(&arena, "text"), "text");
	ck_assert_str_eq(arena_printf(&arena, "%d %s", 12, "pieces"), "12 pieces");
	const char *long_text = arena_printf(&arena, "%0*d", 100000, 7);
	ck_assert_uint_eq(strlen(long_text), 100000);
	ck_assert_int_eq(long_text[99999], '7');
}
END_TEST

static size_t
fill(void)
{
	for (int i = 0; i < 5000; i++)
		arena_alloc(&arena, 100);
	return arena.total;
}

START_TEST(a_steady_state_asks_for_no_memory)
{
	size_t total = fill();

	arena_reset(&arena);
	ck_assert_uint_eq(arena.total, 0);
	const struct arena_chunk *chunk = arena.chunks;
	ck_assert_ptr_nonnull(chunk);
	for (int round = 0; round < 3; round++) {
		ck_assert_uint_eq(fill(), total);
		ck_assert_ptr_eq(arena.chunks, chunk);
		arena_reset(&arena);
		ck_assert_ptr_eq(arena.chunks, chunk);
	}
}
END_TEST

START_TEST(an_empty_arena_can_be_reset_and_freed_and_used_again)
{
	arena_reset(&arena);
	arena_free(&arena);
	ck_assert_ptr_null(arena.chunks);
	ck_assert_str_eq(arena_dup(&arena, "again"), "again");
	arena_free(&arena);
	ck_assert_uint_eq(arena.total, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    memory_is_aligned_for_any_type_whatever_was_asked_before,
	    pieces_do_not_overlap,
	    what_is_asked_for_zeroed_is_zero_in_used_memory_too,
	    copies_end_with_a_nul_and_keep_those_inside,
	    a_steady_state_asks_for_no_memory,
	    an_empty_arena_can_be_reset_and_freed_and_used_again,
	    NULL,
	};

	return suite_run("arena", tests, arena_case_open, arena_case_close);
}
