#include <check.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../src/arena.h"
#include "../src/compat.h"
#include "../src/os/linux/decode_disk.h"
#include "../src/os/linux/decode_net.h"
#include "support/suite.h"

static struct arena arena;
static char buf[4096];
static size_t used;

static void
setup(void)
{
	arena_init(&arena);
	used = 0;
}

static void
teardown(void)
{
	arena_free(&arena);
}

static void
put(const void *data, size_t len)
{
	memcpy(buf + used, data, len);
	used += len;
	while (used % 4 != 0)
		buf[used++] = '\0';
}

static void
put_attr(uint16_t type, const void *data, size_t len)
{
	const struct rtattr head = {.rta_len = (uint16_t)(sizeof(head) + len), .rta_type = type};

	put(&head, sizeof(head));
	put(data, len);
}

/* A link with all that decode_link knows. */
static void
put_link(void)
{
	const struct ifinfomsg head = {.ifi_index = 7,
	    .ifi_type = ARPHRD_ETHER,
	    .ifi_flags = IFF_UP | IFF_RUNNING | IFF_BROADCAST};
	const struct rtnl_link_stats64 stats = {.rx_bytes = 1,
	    .tx_bytes = UINT64_MAX,
	    .rx_packets = 3,
	    .tx_packets = 4,
	    .rx_errors = 5,
	    .tx_errors = 6,
	    .rx_dropped = 7,
	    .rx_missed_errors = 10,
	    .tx_dropped = 8};
	const uint32_t mtu = 1500, changes = 3;
	const uint8_t mac[] = {2, 0xfc, 0, 0, 0, 1}, state = 6;
	char kind[] = {12, 0, IFLA_INFO_KIND, 0, 'v', 'e', 't', 'h', 0, 0, 0, 0};

	put(&head, sizeof(head));
	put_attr(IFLA_IFNAME, "eth0", 5);
	put_attr(IFLA_MTU, &mtu, 4);
	put_attr(IFLA_CARRIER_CHANGES, &changes, 4);
	put_attr(IFLA_OPERSTATE, &state, 1);
	put_attr(IFLA_ADDRESS, mac, 6);
	put_attr(IFLA_BROADCAST, "\xff\xff\xff\xff\xff\xff", 6);
	put_attr(IFLA_STATS64, &stats, sizeof(stats));
	put_attr(IFLA_LINKINFO | NLA_F_NESTED, kind, sizeof(kind));
}

START_TEST(a_link_is_read_with_64_bit_counters)
{
	struct link_record r;

	put_link();
	ck_assert(decode_link(buf, used, &r));
	ck_assert_uint_eq(r.index, 7);
	ck_assert_str_eq(r.name, "eth0");
	ck_assert_str_eq(r.kind, "veth");
	ck_assert_uint_eq(r.mtu, 1500);
	ck_assert_str_eq(net_operstate(r.operstate), "up");
	ck_assert_str_eq(net_mac_text(r.mac, r.mac_len, &arena), "02:fc:00:00:00:01");
	ck_assert(r.has_counters);
	ck_assert_uint_eq(r.counters.bytes_sent, UINT64_MAX);
	ck_assert_uint_eq(r.counters.dropin, 17);
	struct blob flags = net_flags(r.flags, &arena);
	ck_assert_uint_eq(flags.len, 21);
	ck_assert_mem_eq(flags.data, "up\0broadcast\0running\0", 21);
}
END_TEST

START_TEST(a_link_cut_anywhere_is_read_as_far_as_it_goes_or_refused)
{
	struct link_record r;
	size_t whole;

	put_link();
	whole = used;
	for (size_t len = 0; len < whole; len++) {
		char *copy =
		    xmalloc(len + 1); /* its own memory: a sanitizer sees what goes past it */

		memcpy(copy, buf, len);
		if (decode_link(copy, len, &r))
			ck_assert_str_eq(r.name, "eth0");
		else
			ck_assert_uint_lt(len, sizeof(struct ifinfomsg) + 12);
		free(copy);
	}
}
END_TEST

START_TEST(texts_without_an_end_and_lengths_that_lie_are_survived)
{
	const struct ifinfomsg head = {.ifi_index = 1};
	const struct rtattr lies = {.rta_len = 2, .rta_type = IFLA_IFNAME};
	struct link_record r;

	put(&head, sizeof(head));
	put_attr(IFLA_IFNAME, "0123456789abcdefghij", 20);
	ck_assert(decode_link(buf, used, &r));
	ck_assert_str_eq(r.name, "0123456789abcde");
	used = 0;
	put(&head, sizeof(head));
	put(&lies, sizeof(lies));
	put_attr(IFLA_IFNAME, "eth0", 5);
	ck_assert(!decode_link(buf, used, &r));
}
END_TEST

static void
put_addr(uint8_t family, uint8_t prefix, uint8_t scope)
{
	const struct ifaddrmsg head = {.ifa_family = family,
	    .ifa_prefixlen = prefix,
	    .ifa_scope = scope,
	    .ifa_index = 9};

	used = 0;
	put(&head, sizeof(head));
}

START_TEST(addresses_have_netmask_broadcast_peer_and_scope)
{
	struct netaddr a;
	uint32_t index;

	put_addr(AF_INET, 24, RT_SCOPE_UNIVERSE);
	put_attr(IFA_ADDRESS, "\x0a\0\0\4", 4);
	put_attr(IFA_LOCAL, "\x0a\0\0\4", 4);
	put_attr(IFA_BROADCAST, "\x0a\0\0\xff", 4);
	ck_assert(decode_addr(buf, used, &index, &a, &arena));
	ck_assert_uint_eq(index, 9);
	ck_assert_str_eq(a.address, "10.0.0.4");
	ck_assert_str_eq(a.netmask, "255.255.255.0");
	ck_assert_str_eq(a.broadcast, "10.0.0.255");
	ck_assert_ptr_null(a.ptp);
	put_addr(AF_INET, 32, RT_SCOPE_LINK);
	put_attr(IFA_ADDRESS, "\x0a\0\0\5", 4);
	put_attr(IFA_LOCAL, "\x0a\0\0\4", 4);
	ck_assert(decode_addr(buf, used, &index, &a, &arena));
	ck_assert_str_eq(a.ptp, "10.0.0.5");
	ck_assert_uint_eq(a.scope, SCOPE_LINK);
	put_addr(AF_INET6, 64, RT_SCOPE_LINK);
	put_attr(IFA_ADDRESS, "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	ck_assert(decode_addr(buf, used, &index, &a, &arena));
	ck_assert_str_eq(a.address, "fe80::1");
	ck_assert_str_eq(a.netmask, "ffff:ffff:ffff:ffff::");
}
END_TEST

START_TEST(addresses_that_are_none_are_refused)
{
	struct netaddr a;
	uint32_t index;

	put_addr(AF_INET, 33, 0);
	put_attr(IFA_LOCAL, "\x0a\0\0\4", 4);
	ck_assert(!decode_addr(buf, used, &index, &a, &arena));
	put_addr(AF_INET6, 64, 0);
	put_attr(IFA_ADDRESS, "\x0a\0\0\4", 4);
	ck_assert(!decode_addr(buf, used, &index, &a, &arena));
	put_addr(AF_UNIX, 1, 0);
	ck_assert(!decode_addr(buf, used, &index, &a, &arena));
	ck_assert(!decode_addr(buf, 3, &index, &a, &arena));
}
END_TEST

static struct span
line(const char *text)
{
	static char copy[600];

	snprintf(copy, sizeof(copy), "%s\n", text);
	return (struct span){copy, strlen(text)};
}

START_TEST(captured_interfaces_are_read_from_their_files)
{
	struct net_counters c;
	struct netaddr a;
	struct span name;

	ck_assert(decode_net_dev(line("  eth0: 100 2 3 4 0 0 0 0   200 6 7 8 0 0 0 0"), &name, &c));
	ck_assert(span_is(name, "eth0"));
	ck_assert_uint_eq(c.bytes_recv, 100);
	ck_assert_uint_eq(c.dropin, 4);
	ck_assert_uint_eq(c.bytes_sent, 200);
	ck_assert_uint_eq(c.dropout, 8);
	ck_assert(!decode_net_dev(line(" face |bytes    packets"), &name, &c));
	ck_assert(!decode_net_dev(line("  eth0: 100 2 3 4 0 0 0 0   200 6"), &name, &c));
	ck_assert(decode_if_inet6(line("fe80000000000000000000fffe000001 04 40 20 80     eth0"),
	    &name, &a, &arena));
	ck_assert(span_is(name, "eth0"));
	ck_assert_str_eq(a.address, "fe80::ff:fe00:1");
	ck_assert_uint_eq(a.prefix, 64);
	ck_assert_uint_eq(a.scope, SCOPE_LINK);
	ck_assert(!decode_if_inet6(line("fe80 04 40 20 80 eth0"), &name, &a, &arena));
}
END_TEST

START_TEST(disk_sectors_have_512_bytes_and_times_are_nanoseconds)
{
	struct diskstats_record r;

	ck_assert(decode_diskstats(
	    line(" 259       1 nvme0n1p1 10 1 8 5 20 2 16 7 3 9 12 0 0 0 0 0 0"), &r));
	ck_assert_uint_eq(r.major, 259);
	ck_assert(span_is(r.name, "nvme0n1p1"));
	ck_assert_uint_eq(r.counters.read_bytes, 4096);
	ck_assert_uint_eq(r.counters.write_bytes, 8192);
	ck_assert_uint_eq(r.counters.write_merged_count, 2);
	ck_assert_uint_eq(r.counters.busy_ns, 9000000);
	ck_assert_uint_eq(r.counters.queue_ns, 12000000);
	ck_assert_uint_eq(r.in_flight, 3);
	/* 4.17 and before: eleven numbers; 2.6's partitions: four. */
	ck_assert(decode_diskstats(line("8 0 sda 1 2 3 4 5 6 7 8 9 10 11"), &r) && r.has_counters);
	ck_assert(decode_diskstats(line("8 1 sda1 1 2 3 4"), &r) && !r.has_counters);
	ck_assert(!decode_diskstats(line("8 0 sda 1 2 3 4 5 6"), &r));
	ck_assert(
	    !decode_diskstats(line("8 0 sda 1 2 99999999999999999999 4 5 6 7 8 9 10 11"), &r));
	ck_assert(
	    !decode_diskstats(line("8 0 sda 1 2 18446744073709551615 4 5 6 7 8 9 10 11"), &r));
	ck_assert(!decode_diskstats(line(""), &r));
}
END_TEST

START_TEST(mount_points_with_blanks_and_tags_are_read_whole)
{
	struct mount_record r;

	ck_assert(decode_mount(line("36 35 98:1 /mnt1 /mnt\\0402/a\\134b rw,noatime master:1 "
				    "shared:2 - ext3 /dev/root rw,errors=continue"),
	    &r, &arena));
	ck_assert_uint_eq(r.major, 98);
	ck_assert_uint_eq(r.minor, 1);
	ck_assert_str_eq(r.root, "/mnt1");
	ck_assert_str_eq(r.point, "/mnt 2/a\\b");
	ck_assert_str_eq(r.fstype, "ext3");
	ck_assert_str_eq(r.source, "/dev/root");
	ck_assert_uint_eq(r.id, 36);
	ck_assert_uint_eq(r.parent, 35);
	ck_assert_str_eq(r.options, "rw,errors=continue");
	ck_assert(decode_mount(line("36 35 0:5 / /x rw - tmpfs"), &r, &arena));
	ck_assert_str_eq(r.source, "none");
	ck_assert_str_eq(r.options, "");
	ck_assert(!decode_mount(line("36 35 98:1 / /x rw shared:1"), &r, &arena));
	ck_assert(!decode_mount(line("36 35 98-1 / /x rw - a b"), &r, &arena));
	ck_assert(!decode_mount(line("36"), &r, &arena));
}
END_TEST

START_TEST(a_mount_is_covered_by_one_on_its_root_or_on_the_way_to_it)
{
	static const struct {
		const char *line;
		bool covers;
	} others[] = {
	    {"30 20 0:9 / /a/b rw - tmpfs", true},    /* on its root */
	    {"30 10 0:9 / /a rw - tmpfs", true},      /* beside it, above */
	    {"30 10 0:9 / / rw - tmpfs", true},	      /* the same, on the root of both */
	    {"30 20 0:9 / /a/b/c rw - tmpfs", false}, /* in it */
	    {"30 10 0:9 / /a/bc rw - tmpfs", false},  /* beside it, elsewhere */
	    {"30 10 0:9 / /a/b rw - tmpfs", false},
	    {"10 1 0:9 / /a rw - tmpfs", false}, /* what it lies on */
	    {"20 10 0:5 / /a/b rw - tmpfs", false},
	};
	struct mount_record r, by;

	ck_assert(decode_mount(line("20 10 0:5 / /a/b rw - tmpfs"), &r, &arena));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ck_assert(decode_mount(line(others[i].line), &by, &arena));
		ck_assert_msg(mount_is_covered(&r, &by) == others[i].covers, "%s", others[i].line);
	}
}
END_TEST

START_TEST(devices_and_file_systems_are_told_apart_by_name)
{
	static const struct {
		const char *name;
		enum disk_kind kind;
	} names[] = {{"sda", DISK_WHOLE}, {"nvme0n1", DISK_WHOLE}, {"dm-3", DISK_MAPPER},
	    {"md127", DISK_RAID}, {"mdev", DISK_WHOLE}, {"loop0", DISK_LOOP}, {"zram0", DISK_RAM},
	    {"ram1", DISK_RAM}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_int_eq(disk_kind_of((struct span){names[i].name, strlen(names[i].name)}),
		    names[i].kind);
	ck_assert(mount_is_pseudo("proc") && mount_is_pseudo("autofs") && !mount_is_pseudo("nfs"));
	ck_assert(mount_is_remote("nfs4") && mount_is_remote("fuse.sshfs"));
	ck_assert(!mount_is_remote("fuseblk") && !mount_is_remote("ext4"));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {a_link_is_read_with_64_bit_counters,
	    a_link_cut_anywhere_is_read_as_far_as_it_goes_or_refused,
	    texts_without_an_end_and_lengths_that_lie_are_survived,
	    addresses_have_netmask_broadcast_peer_and_scope, addresses_that_are_none_are_refused,
	    captured_interfaces_are_read_from_their_files,
	    disk_sectors_have_512_bytes_and_times_are_nanoseconds,
	    a_mount_is_covered_by_one_on_its_root_or_on_the_way_to_it,
	    mount_points_with_blanks_and_tags_are_read_whole,
	    devices_and_file_systems_are_told_apart_by_name, NULL};

	return suite_run("decode_net", tests, setup, teardown);
}
