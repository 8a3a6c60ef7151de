/*
 * Widths of characters against the C library's, where it is the one that they follow.
 */
#include <locale.h>
#include <stdint.h>
#include <wchar.h>

#include "../src/compat/width.h"
#include "support/suite.h"

START_TEST(a_character_takes_the_cells_that_the_c_library_says)
{
	unsigned differ = 0, compared = 0;

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		return;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		int theirs = wcwidth((wchar_t)cp), ours = width_of(cp);

		/* What only one of them knows was added to Unicode in between. */
		if (theirs < 0 || ours < 0)
			continue;
		compared++;
		differ += theirs != ours;
	}
	ck_assert_uint_gt(compared, 200000);
	/* Newer Unicodes have changed their mind about some dozens. */
	ck_assert_uint_le(differ, 200);
}
END_TEST

START_TEST(what_is_no_character_has_no_width)
{
	static const uint32_t none[] = {0x07, 0x1B, 0x7F, 0x9B, 0xD800, 0xDFFF, 0x2028, 0xFFFE,
	    0x110000};

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_int_eq(width_of(none[i]), -1);
	ck_assert_int_eq(width_of('a'), 1);
	ck_assert_int_eq(width_of(0x301), 0);
	ck_assert_int_eq(width_of(0x6F22), 2);
	ck_assert_int_eq(width_of(0x1F600), 2);
	ck_assert_int_eq(width_of(0xFFFD), 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_character_takes_the_cells_that_the_c_library_says,
	    what_is_no_character_has_no_width,
	    NULL,
	};

	return suite_run("width", tests, NULL, NULL);
}
