#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/text.h"
#include "../src/ui/term_events.h"

static struct input in;

static void
setup(void)
{
	input_init(&in);
	input_bind(&in, "\033[11;9z", TK_F9);
}

static void
teardown(void)
{
	input_free(&in);
}

static void
give(const char *bytes, size_t len)
{
	size_t room;
	unsigned char *space = input_space(&in, &room);

	ck_assert_uint_ge(room, len);
	memcpy(space, bytes, len);
	input_added(&in, len);
}

/* What the events are, one word each, in a line. */
static void
describe(const struct event *ev, char *out, size_t room)
{
	size_t n = strlen(out);
	char name[32];

	if (ev->kind == EVENT_KEY)
		snprintf(out + n, room - n, "%s ", key_text(ev->key, name, sizeof(name)));
	else if (ev->kind == EVENT_PASTE)
		snprintf(out + n, room - n, "paste(%.*s) ", (int)ev->paste_len, ev->paste);
	else
		snprintf(out + n, room - n, "mouse%d%s(%d,%d) ", (int)ev->button,
		    ev->press ? "" : "up", ev->y, ev->x);
}

static const struct {
	const char *bytes, *events;
} cases[] = {
    {"abc", "a b c "},
    {"\033[A\033OB\033[1;5C", "up down ctrl-right "},
    {"\033[15~\033[24;3~\033[[C\033OQ", "F5 alt-F12 F3 F2 "},
    {"\033x\033\xc3\xa9", "alt-x alt-\xc3\xa9 "},
    {"\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80", "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80 "},
    {"a\x80\xff\xc0\xaf"
     "b",
	"a b "},
    {"\033[<0;3;2M\033[<0;3;2m\033[<65;1;1M", "mouse0(1,2) mouse0up(1,2) mouse4(0,0) "},
    {"\033[M !!x", "mouse0(0,0) x "},
    {"\033[200~hi\033[Aq\x03\033[201~z", "paste(hi\033[Aq\x03) z "},
    {"\033[200~\033[201~", "paste() "},
    {"\033[200~a\033[201\033[201~b", "paste(a\033[201) b "},
    {"\033]0;title\ax\033P+q\033\\y", "x y "},
    {"\033[?1;2cx\033[>0;1c\033[5n\033[0;0Ry", "x F3 y "},
    {"\033[99999999999999999999~x", "x "},
    {"\033[<1;1x\033[<;;Mz", "z "},
    {"\033[11;9zx", "F9 x "},
    {"\033Oj\033Op\033OM", "* 0 enter "},
};

START_TEST(bytes_become_the_same_events_wherever_they_are_split)
{
	size_t len = strlen(cases[_i].bytes);

	for (size_t split = 0; split <= len; split++) {
		char got[400] = "";
		struct event ev;

		give(cases[_i].bytes, split);
		while (input_next(&in, false, 0, &ev))
			describe(&ev, got, sizeof(got));
		give(cases[_i].bytes + split, len - split);
		while (input_next(&in, false, 0, &ev))
			describe(&ev, got, sizeof(got));
		ck_assert_msg(strcmp(got, cases[_i].events) == 0, "split at %zu: '%s', not '%s'",
		    split, got, cases[_i].events);
		ck_assert(!input_waits(&in));
		in.click_button = -1;
	}
}
END_TEST

START_TEST(escape_is_a_key_only_when_nothing_follows)
{
	struct event ev;

	give("\033", 1);
	ck_assert(!input_next(&in, false, 0, &ev));
	ck_assert(input_waits(&in));
	ck_assert(input_next(&in, true, 0, &ev));
	ck_assert_int_eq(ev.key, TK_ESCAPE);
	give("\033[", 2);
	ck_assert(!input_next(&in, false, 0, &ev));
	ck_assert(input_next(&in, true, 0, &ev));
	ck_assert_int_eq(ev.key, TK_ALT | '[');
	give("\033\033[A", 4);
	ck_assert(input_next(&in, false, 0, &ev));
	ck_assert_int_eq(ev.key, TK_ESCAPE);
	ck_assert(input_next(&in, false, 0, &ev));
	ck_assert_int_eq(ev.key, TK_UP);
}
END_TEST

START_TEST(a_paste_without_end_never_becomes_keys)
{
	struct event ev;

	give("\033[200~qqq", 9);
	ck_assert(!input_next(&in, true, 0, &ev));
	give("k9\r\033[20", 7);
	ck_assert(!input_next(&in, true, 0, &ev));
	give("1~", 2);
	ck_assert(input_next(&in, false, 0, &ev));
	ck_assert_int_eq(ev.kind, EVENT_PASTE);
	ck_assert_uint_eq(ev.paste_len, 6);
	ck_assert_mem_eq(ev.paste, "qqqk9\r", 6);
}
END_TEST

START_TEST(a_paste_is_bounded)
{
	char block[1024];
	struct event ev;

	memset(block, 'x', sizeof(block));
	give("\033[200~", 6);
	for (int i = 0; i < 3 * PASTE_MAX / 1024; i++) {
		give(block, sizeof(block));
		ck_assert(!input_next(&in, false, 0, &ev));
	}
	give("\033[201~", 6);
	ck_assert(input_next(&in, false, 0, &ev));
	ck_assert_uint_eq(ev.paste_len, PASTE_MAX);
}
END_TEST

START_TEST(a_double_click_is_two_soon_at_one_place)
{
	static const char click[] = "\033[<0;5;5M";
	struct event ev;
	static const struct {
		uint64_t ms;
		bool twice;
	} clicks[] = {{0, false}, {200, true}, {300, false}, {400, true}, {1500, false},
	    {2500, false}};

	for (size_t i = 0; i < sizeof(clicks) / sizeof(clicks[0]); i++) {
		give(click, sizeof(click) - 1);
		ck_assert(input_next(&in, false, (5000 + clicks[i].ms) * 1000000, &ev));
		ck_assert_msg(ev.twice == clicks[i].twice, "click %zu", i);
	}
}
END_TEST

START_TEST(noise_always_ends_and_leaves_nothing_behind)
{
	uint64_t state = 1;

	for (int round = 0; round < 20000; round++) {
		char noise[64];
		struct event ev;
		int events = 0;

		for (size_t i = 0; i < sizeof(noise); i++) {
			static const char likely[] =
			    "\033[O<;0123456789~MmAZu]P\\\a \x7f\x80\xc3\xa9";

			state =
			    state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			noise[i] = (state >> 33) % 4 == 0
			    ? (char)(state >> 40)
			    : likely[(state >> 40) % (sizeof(likely) - 1)];
		}
		give(noise, sizeof(noise));
		while (input_next(&in, true, 0, &ev) && events <= (int)sizeof(noise))
			events++;
		ck_assert_int_le(events, (int)sizeof(noise));
		/* Only a paste may go on. */
		ck_assert(!input_waits(&in) || in.pasting);
		if (in.pasting) {
			in.pasting = false;
			in.count = 0;
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("term_events");
	TCase *tc = tcase_create("term_events");
	SRunner *runner;
	int failed;

	setenv("LC_ALL", "C.UTF-8", 1);
	text_init();
	tcase_set_timeout(tc, 300);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, bytes_become_the_same_events_wherever_they_are_split, 0,
	    (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(tc, escape_is_a_key_only_when_nothing_follows);
	tcase_add_test(tc, a_paste_without_end_never_becomes_keys);
	tcase_add_test(tc, a_paste_is_bounded);
	tcase_add_test(tc, a_double_click_is_two_soon_at_one_place);
	tcase_add_test(tc, noise_always_ends_and_leaves_nothing_behind);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
