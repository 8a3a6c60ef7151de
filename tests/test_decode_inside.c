/*
 * Decoders of what is inside a process: descriptors, sockets, limits.
 */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "../src/os/linux/decode_limits.h"
#include "../src/os/linux/decode_open.h"
#include "../src/os/linux/decode_sock.h"
#include "support/arena_case.h"
#include "support/suite.h"

static struct span
span(const char *text)
{
	return (struct span){text, strlen(text)};
}

START_TEST(a_link_tells_what_it_can_without_a_look_at_the_file)
{
	static const struct {
		const char *text;
		enum open_kind kind;
		bool path, deleted;
		uint64_t number;
	} links[] = {
	    {"/home/ann/x", OPEN_UNKNOWN, true, false, 0},
	    {"/home/ann/x (deleted)", OPEN_UNKNOWN, true, true, 0},
	    {"/ (deleted)", OPEN_UNKNOWN, true, true, 0},
	    {"/dev/pts/3", OPEN_DEVICE, true, false, 0},
	    {"/dev/shm/x", OPEN_UNKNOWN, true, false, 0},
	    {"/dev/gone (deleted)", OPEN_UNKNOWN, true, true, 0},
	    {"/memfd:a name (deleted)", OPEN_MEMORY, false, false, 0},
	    {"/dev/zero (deleted)", OPEN_MEMORY, false, false, 0},
	    {"/SYSV00000000 (deleted)", OPEN_MEMORY, false, false, 0},
	    {"socket:[4711]", OPEN_SOCKET, false, false, 4711},
	    {"socket:[18446744073709551616]", OPEN_OTHER, false, false, 0},
	    {"socket:[]", OPEN_OTHER, false, false, 0},
	    {"socket:[12", OPEN_OTHER, false, false, 0},
	    {"pipe:[7]", OPEN_PIPE, false, false, 7},
	    {"pidfd:[9]", OPEN_EVENT, false, false, 9},
	    {"anon_inode:[eventfd]", OPEN_EVENT, false, false, 0},
	    {"anon_inode:inotify", OPEN_EVENT, false, false, 0},
	    {"anon_inode:[io_uring]", OPEN_EVENT, false, false, 0},
	    {"anon_inode:bpf-map", OPEN_OTHER, false, false, 0},
	    {"anon_inode:", OPEN_OTHER, false, false, 0},
	    {"net:[4026531840]", OPEN_OTHER, false, false, 0},
	    {"", OPEN_UNKNOWN, false, false, 0},
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct fd_link l;
		decode_fd_link(span(links[i].text), &l);
		ck_assert_msg(l.kind == links[i].kind && l.path == links[i].path &&
			l.deleted == links[i].deleted,
		    "'%s': %d %d %d", links[i].text, l.kind, l.path, l.deleted);
		if (links[i].number != 0)
			ck_assert_uint_eq(l.number, links[i].number);
	}
}
END_TEST

START_TEST(a_namespace_is_the_number_in_brackets)
{
	uint64_t n = 0;

	ck_assert(decode_namespace(span("net:[4026531840]"), "net", &n));
	ck_assert_uint_eq(n, UINT64_C(4026531840));
	ck_assert(!decode_namespace(span("net:[4026531840"), "net", &n));
	ck_assert(!decode_namespace(span("net:[4026531840]x"), "net", &n));
	ck_assert(!decode_namespace(span("mnt:[1]"), "net", &n));
	ck_assert(!decode_namespace(span("network:[1]"), "net", &n));
	ck_assert(!decode_namespace(span(""), "net", &n));
}
END_TEST

static bool
fdinfo(const char *text, struct fdinfo_record *r)
{
	return decode_fdinfo(text, strlen(text), r, &arena);
}

START_TEST(fdinfo_has_position_flags_mount_and_locks)
{
	struct fdinfo_record r;

	ck_assert(fdinfo("pos:\t1234\nflags:\t0102001\nmnt_id:\t29\nino:\t77\n"
			 "lock:\t1: POSIX  ADVISORY  WRITE 4711 fe:01:815 0 1023\n"
			 "lock:\t2: FLOCK  ADVISORY  READ 4711 fe:01:815 0 EOF\n"
			 "lock:\t3: OFDLCK ADVISORY  WRITE -1 fe:01:815 5 EOF\n",
	    &r));
	ck_assert(r.has_position && r.has_mount);
	ck_assert_uint_eq(r.position, 1234);
	ck_assert_uint_eq(r.mount, 29);
	ck_assert_int_eq(decode_open_flags(r.flags), OPENED_WRITE | OPENED_APPEND);
	ck_assert_str_eq(r.lock, "posix write 0-1023, flock read, ofd write 5-end");
	/* The end of the text is not known to be the end of a number. */
	ck_assert(!fdinfo("pos:\t1234\nflags:\t01020", &r));
	ck_assert_uint_eq(r.position, 1234);
	ck_assert(!fdinfo("", &r));
	ck_assert(!fdinfo("pos:\t99999999999999999999\nflags:\t08\n", &r));
	ck_assert(!r.has_position && !r.has_flags);
	ck_assert(
	    fdinfo("flags:\t02\nlock:\t1: NOVEL  ADVISORY  WRITE 1 2 0 EOF\nlock:\t1:\n", &r));
	ck_assert_ptr_null(r.lock);
}
END_TEST

START_TEST(what_open_was_asked_for_becomes_an_access)
{
	ck_assert_int_eq(decode_open_flags(0100000), OPENED_READ);
	ck_assert_int_eq(decode_open_flags(0100001), OPENED_WRITE);
	ck_assert_int_eq(decode_open_flags(0100002), OPENED_READ | OPENED_WRITE);
	ck_assert_int_eq(decode_open_flags(0102002), OPENED_READ | OPENED_WRITE | OPENED_APPEND);
	/* O_PATH: for nothing but its name */
	ck_assert_int_eq(decode_open_flags(010000002), 0);
}
END_TEST

static const char *
event(const char *link, const char *text)
{
	struct fdinfo_record r;

	ck_assert(fdinfo(text, &r));
	return fd_event_text(span(link), &r, &arena);
}

START_TEST(events_say_what_they_are_waiting_for)
{
	ck_assert_str_eq(
	    event("anon_inode:[eventfd]",
		"pos:\t0\nflags:\t02\neventfd-count:               1f\neventfd-id: 3\n"),
	    "anon_inode:[eventfd] count 31");
	ck_assert_str_eq(
	    event("anon_inode:[eventpoll]",
		"flags:\t02\ntfd:        5 events:       19 data: 5  pos:0 ino:1 sdev:8\n"
		"tfd:        6 events:       19 data: 5  pos:0 ino:1 sdev:8\n"),
	    "anon_inode:[eventpoll] watches 2");
	ck_assert_str_eq(event("anon_inode:inotify",
			     "flags:\t00\ninotify wd:1 ino:2 sdev:3 mask:fce ignored_mask:0 "
			     "fhandle-bytes:8 fhandle-type:1 f_handle:27\n"),
	    "anon_inode:inotify watches 1");
	ck_assert_str_eq(event("anon_inode:[timerfd]",
			     "flags:\t02\nclockid: 1\nticks: 0\nsettime flags: 00\n"
			     "it_value: (2, 500000000)\nit_interval: (60, 0)\n"),
	    "anon_inode:[timerfd] in 2.5 s, every 60 s");
	ck_assert_str_eq(
	    event("anon_inode:[timerfd]", "flags:\t02\nit_value: (0, 0)\nit_interval: (0, 0)\n"),
	    "anon_inode:[timerfd] not set");
	ck_assert_str_eq(event("anon_inode:[pidfd]", "flags:\t02\nPid:\t42\nNSpid:\t42\n"),
	    "anon_inode:[pidfd] of 42");
	ck_assert_str_eq(event("anon_inode:[pidfd]", "flags:\t02\nPid:\t-1\n"),
	    "anon_inode:[pidfd] of a process that has ended");
	ck_assert_str_eq(event("anon_inode:[signalfd]", "flags:\t02\nsigmask:\t0000000000000200\n"),
	    "anon_inode:[signalfd]");
	ck_assert_str_eq(event("anon_inode:[timerfd]", "flags:\t02\nit_value: (2, 5000000000)\n"),
	    "anon_inode:[timerfd]");
}
END_TEST

/* The texts of a line; false: there are none. */
static bool
socket_of(enum socket_table table, const char *line, struct open_file *file)
{
	struct socket_record r;

	*file = (struct open_file){.known = FACT_OK};
	if (!decode_socket_line(span(line), table, &r))
		return false;
	socket_texts(&r, file, &arena);
	file->number = (int64_t)r.inode;
	return true;
}

START_TEST(lines_of_the_internet_have_addresses_and_states)
{
	struct open_file f;

	ck_assert(socket_of(SOCKETS_TCP,
	    "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0"
	    "        0 4711 1 0000000000000000 100 0 0 10 0",
	    &f));
	ck_assert_int_eq(f.number, 4711);
	ck_assert_str_eq(f.protocol, "tcp");
	ck_assert_str_eq(f.state, "listen");
	ck_assert_str_eq(f.local, "127.0.0.1:22");
	ck_assert_ptr_null(f.remote);
	ck_assert(socket_of(SOCKETS_TCP6,
	    " 1: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000001000000:FFFF 08 "
	    "00000000:00000000 00:00000000 00000000     0        0 12 1 0 20 4 30 10 -1",
	    &f));
	ck_assert_str_eq(f.state, "close_wait");
	ck_assert_str_eq(f.local, "[::ffff:127.0.0.1]:8080");
	ck_assert_str_eq(f.remote, "[::1]:65535");
	/* What is only bound has no state and no other end. */
	ck_assert(socket_of(SOCKETS_UDP,
	    " 5: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9 2 0 0",
	    &f));
	ck_assert_ptr_null(f.state);
	ck_assert_ptr_null(f.remote);
	ck_assert_str_eq(f.local, "0.0.0.0:53");
}
END_TEST

START_TEST(lines_that_are_none_are_refused)
{
	static const char *const bad[] = {
	    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode",
	    "",
	    " 0: 0100007F:0016",
	    " 0: 0100007F:0016 00000000:0000 0A 0:0 00:0 0 0 0",
	    " 0: 0100007G:0016 00000000:0000 0A 0:0 00:0 0 0 0 4711 1",
	    " 0: 100007F:0016 00000000:0000 0A 0:0 00:0 0 0 0 4711 1",
	    " 0: 0100007F:0016 00000000:0000 1FF 0:0 00:0 0 0 0 4711 1",
	    " 0: 0100007F:0016 00000000:0000 0A 0:0 00:0 0 0 0 x 1",
	    /* nobody's any more */
	    " 0: 0100007F:0016 00000000:0000 06 0:0 00:0 0 0 0 0 1",
	};
	struct open_file f;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (int t = 0; t < SOCKETS_TABLES; t++)
			ck_assert_msg(!socket_of((enum socket_table)t, bad[i], &f), "%s: '%s'",
			    socket_tables[t], bad[i]);
}
END_TEST

START_TEST(lines_of_other_families_are_read)
{
	struct open_file f;

	ck_assert(socket_of(SOCKETS_UNIX,
	    "ffff8881: 00000002 00000000 00010000 0001 01 99 /run/a b", &f));
	ck_assert_str_eq(f.protocol, "u_str");
	ck_assert_str_eq(f.state, "listen");
	ck_assert_str_eq(f.local, "/run/a b");
	ck_assert(socket_of(SOCKETS_UNIX, "0: 00000003 00000000 00000000 0005 03 98", &f));
	ck_assert_str_eq(f.protocol, "u_seq");
	ck_assert_str_eq(f.state, "established");
	ck_assert_ptr_null(f.local);
	ck_assert(socket_of(SOCKETS_NETLINK,
	    "0000000000000000 0   4242       00000550 0        0        0     2        0        77",
	    &f));
	ck_assert_str_eq(f.protocol, "netlink");
	ck_assert_str_eq(f.local, "route:4242");
	ck_assert(socket_of(SOCKETS_NETLINK, "0 99 1 0 0 0 0 2 0 78", &f));
	ck_assert_str_eq(f.local, "99:1");
	ck_assert(socket_of(SOCKETS_PACKET,
	    "0000000000000000 3      3    0003   2     1 0      0      5", &f));
	ck_assert_str_eq(f.protocol, "p_raw");
	ck_assert_str_eq(f.local, "0x0003:2");
}
END_TEST

START_TEST(messages_of_sock_diag_are_read_or_refused_when_cut)
{
	struct inet_diag_msg m = {.idiag_family = AF_INET6, .idiag_state = 1, .idiag_inode = 4711};
	struct socket_record r;
	struct open_file f = {.known = FACT_OK};

	inet_pton(AF_INET6, "2001:db8::1", m.id.idiag_src);
	inet_pton(AF_INET6, "2001:db8::2", m.id.idiag_dst);
	m.id.idiag_sport = htons(443);
	m.id.idiag_dport = htons(50000);
	ck_assert(decode_inet_diag((const char *)&m, sizeof(m), SOCKETS_TCP6, &r));
	ck_assert_uint_eq(r.inode, 4711);
	socket_texts(&r, &f, &arena);
	ck_assert_str_eq(f.protocol, "tcp6");
	ck_assert_str_eq(f.state, "established");
	ck_assert_str_eq(f.local, "[2001:db8::1]:443");
	ck_assert_str_eq(f.remote, "[2001:db8::2]:50000");
	/* A dump of one family has none of the other; a socket without an inode is nobody's. */
	ck_assert(!decode_inet_diag((const char *)&m, sizeof(m), SOCKETS_TCP, &r));
	ck_assert(!decode_inet_diag((const char *)&m, sizeof(m) - 1, SOCKETS_TCP6, &r));
	m.idiag_inode = 0;
	ck_assert(!decode_inet_diag((const char *)&m, sizeof(m), SOCKETS_TCP6, &r));
}
END_TEST

START_TEST(names_of_unix_sockets_are_text_whatever_they_hold)
{
	struct {
		struct unix_diag_msg m;
		struct rtattr head;
		char name[12];
		struct rtattr peer_head;
		uint32_t peer;
	} d;
	struct socket_record r;
	struct open_file f = {.known = FACT_OK};

	memset(&d, 0, sizeof(d));
	d.m = (struct unix_diag_msg){.udiag_family = AF_UNIX,
	    .udiag_type = SOCK_DGRAM,
	    .udiag_state = 1,
	    .udiag_ino = 5};
	d.head = (struct rtattr){.rta_type = UNIX_DIAG_NAME, .rta_len = sizeof(d.head) + 10};
	memcpy(d.name, "\0a\0b\033[2J\n\t", 10);
	d.peer_head = (struct rtattr){.rta_type = UNIX_DIAG_PEER,
	    .rta_len = sizeof(d.peer_head) + sizeof(d.peer)};
	d.peer = 6;
	ck_assert(decode_unix_diag((const char *)&d, sizeof(d), &r));
	socket_texts(&r, &f, &arena);
	ck_assert_str_eq(f.protocol, "u_dgr");
	ck_assert_str_eq(f.local, "@a@b\033[2J\n\t");
	ck_assert_str_eq(f.remote, "socket:[6]");
	/* A path ends where its NUL is. */
	memcpy(d.name, "/run/x\0yz\0", 10);
	ck_assert(decode_unix_diag((const char *)&d, sizeof(d), &r));
	ck_assert_str_eq(socket_path_text(&r, &arena), "/run/x");
	/* Cut anywhere, it is refused or without what is cut off. */
	for (size_t len = 0; len < sizeof(d); len++)
		if (decode_unix_diag((const char *)&d, len, &r))
			ck_assert(len >= sizeof(d.m) && r.inode == 5);
}
END_TEST

START_TEST(the_kernels_names_of_protocols_become_those_of_the_tables)
{
	ck_assert_str_eq(socket_protocol_text(span("TCP"), &arena), "tcp");
	ck_assert_str_eq(socket_protocol_text(span("TCPv6"), &arena), "tcp6");
	ck_assert_str_eq(socket_protocol_text(span("UNIX-STREAM"), &arena), "u_str");
	ck_assert_str_eq(socket_protocol_text(span("ALG"), &arena), "alg");
}
END_TEST

static bool
limit(const char *line, struct limit *l)
{
	return decode_limit(span(line), l, &arena);
}

START_TEST(limits_of_a_process_come_in_plain_units)
{
	struct limit l;

	ck_assert(!limit(
	    "Limit                     Soft Limit           Hard Limit           Units     ", &l));
	ck_assert(limit(
	    "Max open files            1024                 524288               files     ", &l));
	ck_assert_str_eq(l.name, "open files");
	ck_assert_int_eq(l.unit, LIMIT_COUNT);
	ck_assert_uint_eq(l.soft, 1024);
	ck_assert_uint_eq(l.hard, 524288);
	ck_assert_uint_eq(l.used, LIMIT_NONE);
	ck_assert(l.where == NULL);
	ck_assert(limit(
	    "Max cpu time              5                    unlimited            seconds   ", &l));
	ck_assert_int_eq(l.unit, LIMIT_NS);
	ck_assert_uint_eq(l.soft, UINT64_C(5000000000));
	ck_assert_uint_eq(l.hard, LIMIT_NONE);
	ck_assert(limit(
	    "Max realtime timeout      7                    unlimited            us        ", &l));
	ck_assert_uint_eq(l.soft, 7000);
	ck_assert(
	    limit("Max nice priority         0                    0                    ", &l));
	ck_assert_str_eq(l.name, "nice priority");
	ck_assert(limit(
	    "Max cpu time              18446744073709551614 unlimited            seconds   ", &l));
	ck_assert_uint_eq(l.soft, LIMIT_NONE);
	ck_assert(!limit("Max open files            1024x                524288 files", &l));
	ck_assert(!limit("Max open files            1024", &l));
	ck_assert(!limit("Max open files", &l));
	ck_assert(!limit("", &l));
}
END_TEST

START_TEST(what_is_used_is_read_from_status)
{
	const char *text = "Name:\tx\nVmSize:\t    8192 kB\nVmLck:\t       4 kB\nVmRSS:\t 1 kB\n"
			   "SigQ:\t3/3900\nVmStk:\t132";
	struct limits_used u;

	decode_limits_used(text, strlen(text), &u);
	ck_assert_uint_eq(u.address_space, 8192 * 1024);
	ck_assert_uint_eq(u.locked, 4096);
	ck_assert_uint_eq(u.signals, 3);
	ck_assert_uint_eq(u.data, LIMIT_NONE);
	ck_assert_uint_eq(u.stack, LIMIT_NONE);
}
END_TEST

START_TEST(each_hierarchy_has_a_path_of_its_own)
{
	const char *text = "5:pids:/docker/abc\n4:cpu,cpuacct:/a:b\n1:name=systemd:/s\n0::/u/v\n";
	struct span path;

	ck_assert(decode_cgroup_path(text, strlen(text), NULL, &path));
	ck_assert(span_is(path, "/u/v"));
	ck_assert(decode_cgroup_path(text, strlen(text), "cpuacct", &path));
	ck_assert(span_is(path, "/a:b"));
	ck_assert(!decode_cgroup_path(text, strlen(text), "cpuset", &path));
	ck_assert(!decode_cgroup_path(text, strlen(text), "cp", &path));
	ck_assert(!decode_cgroup_path("0::/cut", 7, NULL, &path));
	ck_assert(!decode_cgroup_path("0:\n::\n0::x\n", 11, NULL, &path));
}
END_TEST

START_TEST(bounds_of_control_groups_are_numbers_or_none)
{
	uint64_t v = 0;

	ck_assert(decode_bound("max\n", 4, &v) && v == LIMIT_NONE);
	ck_assert(decode_bound("-1\n", 3, &v) && v == LIMIT_NONE);
	ck_assert(decode_bound("9223372036854771712\n", 20, &v) && v == LIMIT_NONE);
	ck_assert(decode_bound("4096\n", 5, &v) && v == 4096);
	ck_assert(!decode_bound("4096", 4, &v));
	ck_assert(!decode_bound("", 0, &v));
	ck_assert(!decode_bound("x\n", 2, &v));
	ck_assert(decode_cpu_max("max 100000\n", 11, &v) && v == LIMIT_NONE);
	ck_assert(decode_cpu_max("250000 100000\n", 14, &v) && v == 250);
	ck_assert(decode_cpu_max("1000 1000000\n", 13, &v) && v == 1);
	ck_assert(!decode_cpu_max("250000\n", 7, &v));
	ck_assert(decode_cpu_max("5 0\n", 4, &v) && v == LIMIT_NONE);
}
END_TEST

START_TEST(throttling_is_read_from_either_version)
{
	const char *two =
	    "usage_usec 5\nnr_periods 10\nnr_throttled 3\nthrottled_usec 2000\nnr_bursts 0\n";
	const char *one = "nr_periods 10\nnr_throttled 3\nthrottled_time 7000\n";
	struct throttle t = {.known = FACT_OK};

	ck_assert(decode_throttle(two, strlen(two), &t));
	ck_assert_uint_eq(t.periods, 10);
	ck_assert_uint_eq(t.throttled_periods, 3);
	ck_assert_uint_eq(t.throttled_ns, 2000000);
	ck_assert(decode_throttle(one, strlen(one), &t));
	ck_assert_uint_eq(t.throttled_ns, 7000);
	/* Without the cpu controller there is only usage. */
	ck_assert(!decode_throttle("usage_usec 5\n", 13, &t));
	ck_assert(!decode_throttle(one, strlen(one) - 1, &t));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {a_link_tells_what_it_can_without_a_look_at_the_file,
	    a_namespace_is_the_number_in_brackets, fdinfo_has_position_flags_mount_and_locks,
	    what_open_was_asked_for_becomes_an_access, events_say_what_they_are_waiting_for,
	    lines_of_the_internet_have_addresses_and_states, lines_that_are_none_are_refused,
	    lines_of_other_families_are_read, messages_of_sock_diag_are_read_or_refused_when_cut,
	    names_of_unix_sockets_are_text_whatever_they_hold,
	    the_kernels_names_of_protocols_become_those_of_the_tables,
	    limits_of_a_process_come_in_plain_units, what_is_used_is_read_from_status,
	    each_hierarchy_has_a_path_of_its_own, bounds_of_control_groups_are_numbers_or_none,
	    throttling_is_read_from_either_version, NULL};

	return suite_run("decode_inside", tests, arena_case_open, arena_case_close);
}
