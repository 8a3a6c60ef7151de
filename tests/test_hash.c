/*
 * Hashes of texts.
 */
#include <check.h>

#include "../src/hash.h"
#include "support/suite.h"

/* As its authors publish it: FNV-1a of 64 bits. */
START_TEST(hashes_are_those_that_are_published)
{
	ck_assert_uint_eq(hash_string(HASH_START, ""), UINT64_C(0xcbf29ce484222325));
	ck_assert_uint_eq(hash_string(HASH_START, "a"), UINT64_C(0xaf63dc4c8601ec8c));
	ck_assert_uint_eq(hash_string(HASH_START, "foobar"), UINT64_C(0x85944171f73967e8));
}
END_TEST

START_TEST(a_text_in_pieces_has_the_hash_of_the_whole)
{
	const char text[] = "\xff\0/usr/lib";
	const size_t len = sizeof(text) - 1;

	for (size_t at = 0; at <= len; at++) {
		uint64_t hash = hash_bytes(hash_bytes(HASH_START, text, at), text + at, len - at);

		ck_assert_uint_eq(hash, hash_bytes(HASH_START, text, len));
	}
	ck_assert_uint_eq(hash_bytes(HASH_START, "abc", 2), hash_string(HASH_START, "ab"));
	ck_assert_uint_ne(hash_bytes(HASH_START, text, 1), hash_bytes(HASH_START, text, 2));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {hashes_are_those_that_are_published,
	    a_text_in_pieces_has_the_hash_of_the_whole, NULL};

	return suite_run("hash", tests, NULL, NULL);
}
