/*
 * The decoder of smaps and the list that it fills.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/os/linux/decode.h"
#include "support/suite.h"

static struct arena arena;
static struct mapping_list list;

static void
setup(void)
{
	arena_init(&arena);
	list = (struct mapping_list){.arena = &arena, .seed = 7};
}

static void
teardown(void)
{
	free(list.rows);
	free(list.slots);
	arena_free(&arena);
}

#define NUMBERS(rss, pss, clean, dirty, swap)                                                      \
	"Size: 99 kB\nKernelPageSize: 4 kB\nRss: " #rss " kB\nPss: " #pss " kB\n"                  \
	"Shared_Clean: 3 kB\nShared_Dirty: 2 kB\nPrivate_Clean: " #clean " kB\n"                   \
	"Private_Dirty: " #dirty " kB\nReferenced: 1 kB\nSwap: " #swap " kB\nLocked: 0 kB\n"       \
	"THPeligible: 0\nVmFlags: rd mr mw me \n"

static const char text[] =
    "560870ebb000-560870ebd000 r--p 00000000 fe:00 247498                     "
    "/usr/bin/head\n" NUMBERS(8, 4, 1, 2,
	0) "560870ebd000-560870ec3000 r-xp 00002000 fe:00 247498                     "
	   "/usr/bin/head\n" NUMBERS(24, 20, 10, 0,
	       0) "560880000000-560880021000 rw-p 00000000 00:00 0                          "
		  "[heap]\n" NUMBERS(16, 16, 0, 16,
		      4) "7f0000000000-7f0000001000 rw-s 00000000 00:05 77                         "
			 "/dev/shm/a b  (deleted)\n" NUMBERS(4, 2, 0, 0,
			     0) "7f0000002000-7f0000003000 rw-p 00000000 00:00 0 \n" NUMBERS(4, 4,
			     0, 4,
			     0) "7f0000003000-7f0000004000 ---p 00000000 00:00 0 \n" NUMBERS(0, 0,
			     0, 0, 0) "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0     "
				      "             [vsyscall]\n" NUMBERS(0, 0, 0, 0, 0);

static bool
decode(const char *data, size_t len)
{
	struct maps_decoder d = {.list = &list};

	ck_assert_uint_le(decode_maps(&d, data, len), len);
	return decode_maps_end(&d);
}

static const struct mapping *
row_of(const char *path)
{
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.rows[i].path, path) == 0)
			return &list.rows[i];
	ck_abort_msg("no row '%s'", path);
}

static void
check_rows(void)
{
	const struct mapping *head = row_of("/usr/bin/head"), *heap = row_of("[heap]");
	const struct mapping *anon = row_of("[anon]"), *gone = row_of("/dev/shm/a b  (deleted)");

	ck_assert_uint_eq(list.count, 5);
	ck_assert_uint_eq(head->count, 2);
	ck_assert_uint_eq(head->size, 0x8000);
	ck_assert_uint_eq(head->rss, 32 * 1024);
	ck_assert_uint_eq(head->pss, 24 * 1024);
	ck_assert_uint_eq(head->uss, 13 * 1024);
	ck_assert_uint_eq(head->private_clean, 11 * 1024);
	ck_assert_uint_eq(head->private_dirty, 2 * 1024);
	ck_assert_uint_eq(head->shared_clean, 6 * 1024);
	ck_assert_uint_eq(head->shared_dirty, 4 * 1024);
	ck_assert_uint_eq(head->access, ACCESS_READ | ACCESS_EXECUTE | ACCESS_PRIVATE);
	ck_assert_uint_eq(heap->swap, 4 * 1024);
	ck_assert_uint_eq(heap->known[MG_PAGES], FACT_OK);
	ck_assert_uint_eq(heap->known[MG_SWAP], FACT_OK);
	ck_assert_uint_eq(gone->access, ACCESS_READ | ACCESS_WRITE | ACCESS_SHARED);
	ck_assert_uint_eq(anon->count, 2);
	ck_assert_uint_eq(anon->uss, 4 * 1024);
	ck_assert_uint_eq(row_of("[vsyscall]")->access, ACCESS_EXECUTE | ACCESS_PRIVATE);
}

START_TEST(mappings_of_one_path_are_added_up)
{
	ck_assert(decode(text, sizeof(text) - 1));
	check_rows();
}
END_TEST

START_TEST(pieces_of_any_size_give_the_same)
{
	char buf[4096];

	for (size_t piece = 1; piece < 300; piece += 7) {
		struct maps_decoder d = {.list = &list};
		size_t held = 0;

		for (size_t at = 0; at < sizeof(text) - 1; at += piece) {
			size_t n = sizeof(text) - 1 - at < piece ? sizeof(text) - 1 - at : piece;
			memcpy(buf + held, text + at, n);
			size_t done = decode_maps(&d, buf, held + n);
			held = held + n - done;
			memmove(buf, buf + done, held);
		}
		ck_assert_uint_eq(held, 0);
		ck_assert(decode_maps_end(&d));
		check_rows();
		teardown();
		setup();
	}
}
END_TEST

START_TEST(a_path_is_any_bytes_and_forges_nothing)
{
	static const char hostile[] =
	    "1000-2000 rw-p 0 0:0 1   /Rss: 999 kB \033[31m\377 rw-p  \n" NUMBERS(4, 4, 0, 4,
		0) "2000-3000 rw-p 0 0:0 1   /line\\012Rss: 8 kB\n" NUMBERS(4, 4, 0, 4, 0);

	ck_assert(decode(hostile, sizeof(hostile) - 1));
	ck_assert_uint_eq(list.count, 2);
	ck_assert_uint_eq(row_of("/Rss: 999 kB \033[31m\377 rw-p  ")->rss, 4096);
	ck_assert_uint_eq(row_of("/line\\012Rss: 8 kB")->rss, 4096);
}
END_TEST

START_TEST(a_text_that_is_no_smaps_is_refused)
{
	static const char *const bad[] = {"Rss: 4 kB\n",
	    "1000-2000 rw-p 0 0:0 1\nRss: 99999999999999999999 kB\n",
	    "1000-2000 rw-p 0 0:0 1\nRss: 18014398509481983 kB\n", "2000-1000 rw-p 0 0:0 1 /a\n",
	    "1000-2000 rw 0 0:0 1 /a\n", "1000 2000 rw-p 0 0:0 1 /a\n", "\n",
	    "1000-2000 rwzp 0 0:0 1 /a\n", "11111111111111111-2 rw-p 0 0:0 1 /a\n"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(!decode(bad[i], strlen(bad[i])), "%s", bad[i]);
		teardown();
		setup();
	}
	ck_assert(decode("", 0));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(what_an_old_kernel_does_not_tell_is_not_zero)
{
	static const char old[] = "1000-2000 rw-p 0 0:0 1 /a\nRss: 4 kB\nPrivate_Clean: 0 kB\n"
				  "Private_Dirty: 4 kB\n";

	ck_assert(decode(old, sizeof(old) - 1));
	ck_assert_uint_eq(row_of("/a")->known[MG_PAGES], FACT_NONE);
	ck_assert_uint_eq(row_of("/a")->known[MG_SWAP], FACT_NONE);
}
END_TEST

START_TEST(sixty_thousand_paths_are_sixty_thousand_rows)
{
	char path[32];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 60000; i++) {
			int len = snprintf(path, sizeof(path), "/lib/%d", i);
			mapping_list_get(&list, path, (size_t)len)->count++;
		}
	ck_assert_uint_eq(list.count, 60000);
	for (int i = 0; i < 60000; i++) {
		snprintf(path, sizeof(path), "/lib/%d", i);
		ck_assert_str_eq(list.rows[i].path, path);
		ck_assert_uint_eq(list.rows[i].count, 2);
	}
}
END_TEST

int
main(void)
{
	const TTest *const all[] = {
	    mappings_of_one_path_are_added_up,
	    pieces_of_any_size_give_the_same,
	    a_path_is_any_bytes_and_forges_nothing,
	    a_text_that_is_no_smaps_is_refused,
	    what_an_old_kernel_does_not_tell_is_not_zero,
	    sixty_thousand_paths_are_sixty_thousand_rows,
	    NULL,
	};

	return suite_run("decode_maps", all, setup, teardown);
}
