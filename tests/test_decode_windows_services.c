/* Byte fixtures in the layout of ENUM_SERVICE_STATUS_PROCESSW and QUERY_SERVICE_CONFIGW. */
#include "../src/os/windows/decode_services.h"
#include "support/arena_case.h"
#include "support/bytes.h"
#include "support/suite.h"

#define BASE UINT64_C(0x7ff612340000)

static void
setup(void)
{
	arena_case_open();
	bytes_clear();
}

static void
put_service(size_t index, uint64_t name, uint64_t display, uint32_t state, uint32_t pid)
{
	const size_t at = index * SERVICE_RECORD;

	put_u64(at, name);
	put_u64(at + 8, display);
	put_u32(at + 16, 0x20);
	put_u32(at + 20, state);
	put_u32(at + 24, 5);
	put_u32(at + 28, 1077);
	put_u32(at + 32, 6);
	put_u32(at + 36, 7);
	put_u32(at + 40, 8);
	put_u32(at + 44, pid);
	put_u32(at + 48, 1);
	put_u32(at + 52, 0);
}

START_TEST(services_are_read_one_by_one)
{
	struct service_record r;

	put_service(0, BASE + 200, BASE + 240, 4, 812);
	put_service(1, BASE + 220, BASE + 260, 1, 0);
	put_wide(200, "Dnscache");
	put_wide(220, "Spooler");
	put_wide(240, "DNS");
	put_wide(260, "Print");
	const struct image im = bytes_image(BASE);
	ck_assert(decode_service(&im, 0, &r, &arena));
	ck_assert_str_eq(r.name, "Dnscache");
	ck_assert_str_eq(r.display_name, "DNS");
	ck_assert_uint_eq(r.type, 0x20);
	ck_assert_uint_eq(r.state, 4);
	ck_assert_uint_eq(r.error, 1077);
	ck_assert_uint_eq(r.pid, 812);
	ck_assert(decode_service(&im, 1, &r, &arena));
	ck_assert_str_eq(r.name, "Spooler");
	ck_assert_str_eq(r.display_name, "Print");
	ck_assert_uint_eq(r.pid, 0);
}
END_TEST

START_TEST(a_service_whose_name_lies_outside_is_none)
{
	struct service_record r;

	put_service(0, BASE + 9999, BASE + 60, 4, 1);
	put_wide(60, "x");
	struct image im = bytes_image(BASE);
	ck_assert(!decode_service(&im, 0, &r, &arena));
	put_u64(0, BASE - 2);
	ck_assert(!decode_service(&im, 0, &r, &arena));
	put_u64(0, 0);
	ck_assert(!decode_service(&im, 0, &r, &arena));
	/* without its NUL */
	put_u64(0, BASE + 60);
	ck_assert(decode_service(&im, 0, &r, &arena));
	im.len = 62;
	ck_assert(!decode_service(&im, 0, &r, &arena));
	ck_assert(!decode_service(&im, SIZE_MAX, &r, &arena));
	im.len = SERVICE_RECORD - 1;
	ck_assert(!decode_service(&im, 0, &r, &arena));
}
END_TEST

START_TEST(a_display_name_outside_is_none_and_the_service_is_one)
{
	struct service_record r;

	put_service(0, BASE + 60, UINT64_MAX, 4, 1);
	put_wide(60, "x");
	const struct image im = bytes_image(BASE);
	ck_assert(decode_service(&im, 0, &r, &arena));
	ck_assert_ptr_null(r.display_name);
}
END_TEST

START_TEST(a_name_beyond_ascii_becomes_utf8)
{
	struct service_record r;

	put_service(0, BASE + 60, BASE + 70, 4, 1);
	put_u16(60, 0x00e9);
	put_u16(62, 0xd83d);
	put_u16(64, 0xde00);
	put_u16(66, 0xd800);
	put_u16(68, 0);
	const struct image im = bytes_image(BASE);
	ck_assert(decode_service(&im, 0, &r, &arena));
	ck_assert_str_eq(r.name, "\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd");
}
END_TEST

static void
put_config(uint64_t binpath, uint64_t username)
{
	put_u32(0, 0x10);
	put_u32(4, 2);
	put_u32(8, 1);
	put_u64(16, binpath);
	put_u64(24, 0);
	put_u32(32, 3);
	put_u64(40, 0);
	put_u64(48, username);
	put_u64(56, 0);
}

START_TEST(a_configuration_has_path_user_and_start_type)
{
	struct service_config c;

	put_config(BASE + 64, BASE + 140);
	put_wide(64, "\"C:\\a b.exe\" -k net");
	put_wide(140, "LocalSystem");
	struct image im = bytes_image(BASE);
	ck_assert(decode_service_config(&im, &c, &arena));
	ck_assert_str_eq(c.binpath, "\"C:\\a b.exe\" -k net");
	ck_assert_str_eq(c.username, "LocalSystem");
	ck_assert_str_eq(service_start_name(c.start_type), "automatic");
	im.len = 63;
	ck_assert(!decode_service_config(&im, &c, &arena));
}
END_TEST

START_TEST(a_service_of_a_user_has_no_account_of_its_own)
{
	struct service_config c;

	put_config(BASE + 64, 0);
	put_wide(64, "x");
	const struct image im = bytes_image(BASE);
	ck_assert(decode_service_config(&im, &c, &arena));
	ck_assert_ptr_null(c.username);
}
END_TEST

START_TEST(a_missing_description_is_an_empty_one)
{
	struct image im;

	put_u64(0, BASE + 8);
	put_wide(8, "Prints");
	im = bytes_image(BASE);
	ck_assert_str_eq(decode_service_description(&im, &arena), "Prints");
	put_u64(0, 0);
	ck_assert_str_eq(decode_service_description(&im, &arena), "");
	put_u64(0, BASE + 4000);
	ck_assert_str_eq(decode_service_description(&im, &arena), "");
	im.len = 7;
	ck_assert_str_eq(decode_service_description(&im, &arena), "");
}
END_TEST

START_TEST(states_have_the_words_that_scripts_know)
{
	static const char *const words[] = {NULL, "stopped", "start_pending", "stop_pending",
	    "running", "continue_pending", "pause_pending", "paused", NULL};

	for (uint32_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i] == NULL)
			ck_assert_ptr_null(service_status_name(i));
		else
			ck_assert_str_eq(service_status_name(i), words[i]);
	}
	ck_assert_ptr_null(service_status_name(UINT32_MAX));
}
END_TEST

START_TEST(start_types_are_those_of_services_not_of_drivers)
{
	ck_assert_ptr_null(service_start_name(0));
	ck_assert_ptr_null(service_start_name(1));
	ck_assert_str_eq(service_start_name(2), "automatic");
	ck_assert_str_eq(service_start_name(3), "manual");
	ck_assert_str_eq(service_start_name(4), "disabled");
	ck_assert_ptr_null(service_start_name(5));
}
END_TEST

START_TEST(kinds_tell_who_shares_a_process)
{
	ck_assert_str_eq(service_kind_name(0x10), "own");
	ck_assert_str_eq(service_kind_name(0x110), "own"); /* interactive */
	ck_assert_str_eq(service_kind_name(0x20), "share");
	ck_assert_str_eq(service_kind_name(0xd0), "user-own");
	ck_assert_str_eq(service_kind_name(0xe0), "user-share");
	ck_assert_ptr_null(service_kind_name(1));
}
END_TEST

START_TEST(a_service_that_stopped_with_an_error_has_failed)
{
	ck_assert_uint_eq(service_state_of(1, 0), SERVICE_STATE_STOPPED);
	ck_assert_uint_eq(service_state_of(1, 1067), SERVICE_STATE_FAILED);
	/* it has never been started since boot */
	ck_assert_uint_eq(service_state_of(1, 1077), SERVICE_STATE_STOPPED);
	ck_assert_uint_eq(service_state_of(4, 1067), SERVICE_STATE_RUNS);
	ck_assert_uint_eq(service_state_of(7, 0), SERVICE_STATE_PAUSED);
	ck_assert_uint_eq(service_state_of(2, 0), SERVICE_STATE_CHANGES);
	ck_assert_uint_eq(service_state_of(3, 0), SERVICE_STATE_CHANGES);
	ck_assert_uint_eq(service_state_of(0, 0), SERVICE_STATE_UNKNOWN);
}
END_TEST

START_TEST(an_error_is_of_the_service_or_of_what_was_asked)
{
	ck_assert_uint_eq(service_error_fact(0), FACT_OK);
	ck_assert_uint_eq(service_error_fact(5), FACT_DENIED);
	ck_assert_uint_eq(service_error_fact(1060), FACT_GONE);
	ck_assert_uint_eq(service_error_fact(123), FACT_GONE);
	/* the manager is busy, or going down */
	ck_assert_uint_eq(service_error_fact(1115), FACT_PENDING);
	ck_assert(service_error_is_no_description(1168));
	ck_assert(service_error_is_no_description(15100));
	ck_assert(!service_error_is_no_description(5));
	ck_assert(!service_error_is_no_description(122));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    services_are_read_one_by_one,
	    a_service_whose_name_lies_outside_is_none,
	    a_display_name_outside_is_none_and_the_service_is_one,
	    a_name_beyond_ascii_becomes_utf8,
	    a_configuration_has_path_user_and_start_type,
	    a_service_of_a_user_has_no_account_of_its_own,
	    a_missing_description_is_an_empty_one,
	    states_have_the_words_that_scripts_know,
	    start_types_are_those_of_services_not_of_drivers,
	    kinds_tell_who_shares_a_process,
	    a_service_that_stopped_with_an_error_has_failed,
	    an_error_is_of_the_service_or_of_what_was_asked,
	    NULL,
	};

	return suite_run("decode_windows_services", tests, setup, arena_case_close);
}
