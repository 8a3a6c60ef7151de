/* Byte fixtures in the layout of MIB_IF_TABLE2 and IP_ADAPTER_ADDRESSES in 64-bit Windows. */
#include "../src/os/windows/decode_net.h"
#include "support/arena_case.h"
#include "support/bytes.h"
#include "support/suite.h"

#define BASE UINT64_C(0x1f0000)

static void
setup(void)
{
	arena_case_open();
	bytes_clear();
}

/* Every number that is counted is another one. */
static void
put_interface(size_t index, uint64_t luid, uint32_t type, uint32_t oper)
{
	const size_t at = 8 + index * INTERFACE_RECORD;

	put_u64(at + INTERFACE_RECORD - 8, 0);
	put_u64(at, luid);
	put_u32(at + 8, 12);
	put_u32(at + 1124, 1500);
	put_u32(at + 1128, type);
	put_u8(at + 1152, 0x05); /* hardware, with a connector */
	put_u32(at + 1156, oper);
	put_u32(at + 1160, 1);
	put_u64(at + 1192, 2500000000);
	put_u64(at + 1200, 1000000000);
	for (size_t i = 0; i < 18; i++)
		put_u64(at + 1208 + 8 * i, 1000 + i);
	put_u32(0, (uint32_t)index + 1);
}

START_TEST(an_interface_has_its_counters)
{
	struct interface_record r;

	put_interface(0, 77, 6, 1);
	const struct image im = bytes_image(0);
	ck_assert(decode_interface(&im, 0, &r));
	ck_assert_uint_eq(r.luid, 77);
	ck_assert_uint_eq(r.mtu, 1500);
	ck_assert(r.hardware);
	ck_assert_uint_eq(r.speed, 2500000000);
	ck_assert_uint_eq(r.counters.bytes_recv, 1000);
	ck_assert_uint_eq(r.counters.packets_recv, 1001 + 1002);
	ck_assert_uint_eq(r.counters.dropin, 1003);
	ck_assert_uint_eq(r.counters.errin, 1004);
	ck_assert_uint_eq(r.counters.bytes_sent, 1009);
	ck_assert_uint_eq(r.counters.packets_sent, 1010 + 1011);
	ck_assert_uint_eq(r.counters.dropout, 1012);
	ck_assert_uint_eq(r.counters.errout, 1013);
}
END_TEST

START_TEST(no_interface_lies_beyond_the_table_or_the_bytes)
{
	struct interface_record r;

	put_interface(0, 77, 6, 1);
	put_interface(1, 78, 6, 1);
	struct image im = bytes_image(0);
	ck_assert(decode_interface(&im, 1, &r));
	ck_assert_uint_eq(r.luid, 78);
	ck_assert(!decode_interface(&im, 2, &r));
	im.len--;
	ck_assert(!decode_interface(&im, 1, &r));
	put_u32(0, UINT32_MAX);
	ck_assert(!decode_interface(&im, UINT32_MAX - 1, &r));
}
END_TEST

/* Where the parts of the fixture's adapter lie. */
enum { ADAPTER = 0, NAME = 448, ADDRS = 512, SOCKADDRS = 1024, SECOND = 1536 };

static void
put_adapter(size_t at, uint64_t luid, uint64_t next, size_t name)
{
	put_u64(at + 440, 0);
	put_u32(at + 4, 12);
	put_u64(at + 8, next);
	put_u64(at + 72, BASE + name);
	put_u64(at + 224, luid);
}

static void
put_unicast(size_t n, uint64_t next, uint32_t len, uint8_t prefix)
{
	const size_t at = ADDRS + 64 * n;

	put_u64(at + 8, next);
	put_u64(at + 16, BASE + SOCKADDRS + 32 * n);
	put_u32(at + 24, len);
	put_u8(at + 56, prefix);
}

/* fe80::2 first, as Windows likes to have it, then 10.1.2.3/20, and a link address. */
static void
put_fixture(void)
{
	put_adapter(ADAPTER, 77, BASE + SECOND, NAME);
	put_wide(NAME, "Ethernet 2");
	put_u64(ADAPTER + 24, BASE + ADDRS);
	put_unicast(0, BASE + ADDRS + 64, 28, 64);
	put_unicast(1, 0, 16, 20);
	put_u16(SOCKADDRS, 23);
	put_u16(SOCKADDRS + 8, 0x80fe);
	put_u8(SOCKADDRS + 23, 2);
	put_u16(SOCKADDRS + 32, 2);
	put_u32(SOCKADDRS + 36, 0x0302010a);
	put_u64(ADAPTER + 80, 0x0605040302fc);
	put_u32(ADAPTER + 88, 6);
	put_adapter(SECOND, 78, 0, NAME + 18);
}

START_TEST(an_adapter_has_its_name_and_addresses)
{
	struct adapter_cursor c = {0, 0};
	struct adapter_record r;

	put_fixture();
	const struct image im = bytes_image(BASE);
	ck_assert(decode_adapter(&im, &c, &r, &arena));
	ck_assert_str_eq(r.name, "Ethernet 2");
	ck_assert_uint_eq(r.luid, 77);
	ck_assert_uint_eq(r.index, 12);
	ck_assert_uint_eq(r.naddrs, 3);
	ck_assert_uint_eq(r.addrs[0].family, ADDR_INET);
	ck_assert_str_eq(r.addrs[0].address, "10.1.2.3");
	ck_assert_str_eq(r.addrs[0].netmask, "255.255.240.0");
	ck_assert_uint_eq(r.addrs[0].prefix, 20);
	ck_assert_uint_eq(r.addrs[0].scope, SCOPE_UNIVERSE);
	ck_assert_uint_eq(r.addrs[1].family, ADDR_INET6);
	ck_assert_str_eq(r.addrs[1].address, "fe80::2");
	ck_assert_str_eq(r.addrs[1].netmask, "ffff:ffff:ffff:ffff::");
	ck_assert_uint_eq(r.addrs[1].scope, SCOPE_LINK);
	ck_assert_uint_eq(r.addrs[2].family, ADDR_LINK);
	ck_assert_str_eq(r.addrs[2].address, "FC-02-03-04-05-06");
	ck_assert_ptr_null(r.addrs[2].netmask);
	ck_assert_ptr_null(r.addrs[0].broadcast);
	ck_assert(decode_adapter(&im, &c, &r, &arena));
	ck_assert_uint_eq(r.luid, 78);
	ck_assert_str_eq(r.name, "2");
	ck_assert_uint_eq(r.naddrs, 0);
	ck_assert(!decode_adapter(&im, &c, &r, &arena));
}
END_TEST

START_TEST(adapters_and_addresses_in_a_circle_end)
{
	struct adapter_cursor c = {0, 0};
	struct adapter_record r;
	size_t n = 0;

	put_fixture();
	put_unicast(1, BASE + ADDRS, 16, 20);
	put_adapter(SECOND, 78, BASE + ADAPTER, NAME);
	const struct image im = bytes_image(BASE);
	while (decode_adapter(&im, &c, &r, &arena)) {
		ck_assert_uint_le(r.naddrs, im.len / 64 + 1);
		n++;
	}
	ck_assert_uint_le(n, im.len / 232);
}
END_TEST

START_TEST(addresses_that_are_none_are_left_out)
{
	struct adapter_cursor c = {0, 0};
	struct adapter_record r;

	put_fixture();
	put_u32(ADDRS + 24, 23);     /* too short for IPv6 */
	put_u8(ADDRS + 64 + 56, 33); /* no prefix of IPv4 */
	put_u32(ADAPTER + 88, 9);    /* longer than its field */
	struct image im = bytes_image(BASE);
	ck_assert(decode_adapter(&im, &c, &r, &arena));
	ck_assert_uint_eq(r.naddrs, 0);
	put_u8(ADDRS + 64 + 56, 20);
	put_u64(ADDRS + 64 + 16, BASE - 4);
	c = (struct adapter_cursor){0, 0};
	ck_assert(decode_adapter(&im, &c, &r, &arena));
	ck_assert_uint_eq(r.naddrs, 0);
	/* a name cut off is none */
	im.len = NAME + 4;
	c = (struct adapter_cursor){0, 0};
	ck_assert(decode_adapter(&im, &c, &r, &arena));
	ck_assert_str_eq(r.name, "");
}
END_TEST

START_TEST(ipv6_is_written_as_rfc_5952_has_it)
{
	const struct {
		unsigned char bytes[16];
		const char *text;
	} cases[] = {
	    {{0}, "::"},
	    {{[15] = 1}, "::1"},
	    {{0x20, 1, 0x0d, 0xb8, [15] = 1}, "2001:db8::1"},
	    /* a single zero is written, the longer and then the first run is not */
	    {{0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7}, "1:0:2:3:4:5:6:7"},
	    {{0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3}, "1:0:0:2::3"},
	    {{0, 1, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 4}, "1::2:3:0:0:4"},
	    {{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6}, "1:2:3:4:5:6::"},
	    {{[10] = 0xff, 0xff, 10, 0, 0, 4}, "::ffff:10.0.0.4"},
	    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0xff, 0xff},
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_str_eq(inet6_text(cases[i].bytes, &arena), cases[i].text);
}
END_TEST

static struct netif
row_of(uint32_t type, uint32_t oper, uint64_t want)
{
	const struct adapter_record a = {.index = 3, .name = "Wi-Fi"};
	struct interface_record r;
	struct netif row = {0};

	put_interface(0, 77, type, oper);
	const struct image im = bytes_image(0);
	ck_assert(decode_interface(&im, 0, &r));
	adapter_row(&row, &a, &r, want);
	return row;
}

START_TEST(a_row_says_what_windows_knows_and_no_more)
{
	struct netif row = row_of(71, 1, NG_BIT(NG_ADDRS));

	ck_assert_str_eq(row.name, "Wi-Fi");
	ck_assert_str_eq(row.kind, "wifi");
	ck_assert_str_eq(row.operstate, "up");
	ck_assert(row.isup && !row.virt && !row.loopback);
	ck_assert_uint_eq(row.speed, 2500);
	ck_assert_uint_eq(row.known[NG_SPEED], FACT_OK);
	/* nothing in Windows tells it */
	ck_assert_uint_eq(row.known[NG_DUPLEX], FACT_OK);
	ck_assert_uint_eq(row.duplex, DUPLEX_IS_UNKNOWN);
	ck_assert_uint_eq(row.flags.len, 0);
	ck_assert_uint_eq(row.known[NG_ADDRS], FACT_OK);
	ck_assert_uint_eq(row_of(71, 1, 0).known[NG_ADDRS], FACT_UNREAD);
}
END_TEST

START_TEST(an_interface_is_up_when_it_is_switched_on_and_works)
{
	const struct adapter_record a = {.name = "x"};
	struct interface_record r = {.oper_status = 1, .admin_status = 2};
	struct netif row = {0};

	ck_assert(!row_of(6, 2, 0).isup);
	ck_assert_str_eq(row_of(6, 7, 0).operstate, "lowerlayerdown");
	ck_assert_str_eq(row_of(6, 8, 0).operstate, "");
	ck_assert(row_of(24, 1, 0).loopback);
	ck_assert(row_of(24, 1, 0).virt);
	adapter_row(&row, &a, &r, 0);
	ck_assert(!row.isup);
	ck_assert(row.virt);
}
END_TEST

START_TEST(a_speed_that_is_no_speed_is_unknown)
{
	const struct adapter_record a = {.name = "x"};
	struct interface_record r;
	struct netif row = {0};

	put_interface(0, 77, 6, 1);
	put_u64(8 + 1192, UINT64_MAX);
	const struct image im = bytes_image(0);
	ck_assert(decode_interface(&im, 0, &r));
	adapter_row(&row, &a, &r, 0);
	ck_assert_uint_eq(row.known[NG_SPEED], FACT_NONE);
	r.speed = 0;
	adapter_row(&row, &a, &r, 0);
	ck_assert_uint_eq(row.known[NG_SPEED], FACT_NONE);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    an_interface_has_its_counters,
	    no_interface_lies_beyond_the_table_or_the_bytes,
	    an_adapter_has_its_name_and_addresses,
	    adapters_and_addresses_in_a_circle_end,
	    addresses_that_are_none_are_left_out,
	    ipv6_is_written_as_rfc_5952_has_it,
	    a_row_says_what_windows_knows_and_no_more,
	    an_interface_is_up_when_it_is_switched_on_and_works,
	    a_speed_that_is_no_speed_is_unknown,
	    NULL,
	};

	return suite_run("decode_windows_net", tests, setup, arena_case_close);
}
