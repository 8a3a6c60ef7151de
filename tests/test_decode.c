/* The decoders of a process's files on good, short, hostile and older kernels' text. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../src/os/linux/decode.h"
#include "support/linux_driver.h"

#define TEXT(s) s, sizeof(s) - 1

/*
 * Runs a decoder on a copy without anything behind it, so that the sanitizer sees a
 * step too far.
 */
static char *
tight(const char *text, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	memcpy(copy, text, len);
	return copy;
}

static bool
stat_of(const char *text, size_t len, struct stat_record *r)
{
	static char comm[4096];
	char *copy = tight(text, len);
	bool ok = decode_stat(copy, len, r);

	if (ok) {
		memcpy(comm, r->comm.data, r->comm.len);
		comm[r->comm.len] = '\0';
		r->comm.data = comm;
	}
	free(copy);
	return ok;
}

#define STAT_TAIL                                                                                  \
	" S 1 7 8 34819 -1 4194304 11 22 33 44 55 66 77 88 20 0 3 0 1234 8192000 250 "             \
	"18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 5 0 0"
static const char stat_modern[] = "42 (cat)" STAT_TAIL " 0 0 0 1 2 3 4 5 6 7 0\n";

START_TEST(stat_of_a_current_kernel_is_read_whole)
{
	struct stat_record r;

	ck_assert(stat_of(TEXT(stat_modern), &r));
	ck_assert_str_eq(r.comm.data, "cat");
	ck_assert_int_eq(r.state, 'S');
	ck_assert_int_eq(r.pid, 42);
	ck_assert_int_eq(r.ppid, 1);
	ck_assert_int_eq(r.pgrp, 7);
	ck_assert_int_eq(r.session, 8);
	ck_assert_uint_eq(r.tty, 34819);
	ck_assert_uint_eq(r.flags, 4194304);
	ck_assert_uint_eq(r.minor_faults, 11);
	ck_assert_uint_eq(r.major_faults, 33);
	ck_assert_uint_eq(r.user_ticks, 55);
	ck_assert_uint_eq(r.system_ticks, 66);
	ck_assert_int_eq(r.priority, 20);
	ck_assert_int_eq(r.nice, 0);
	ck_assert_uint_eq(r.num_threads, 3);
	ck_assert_uint_eq(r.start_ticks, 1234);
	ck_assert_uint_eq(r.vsize, 8192000);
	ck_assert_uint_eq(r.rss_pages, 250);
	ck_assert(r.has_cpu && r.cpu == 5);
	ck_assert(r.has_policy && r.policy == 0 && r.rt_priority == 0);
}
END_TEST

START_TEST(a_name_ends_at_the_last_parenthesis)
{
	static const struct {
		const char *comm;
		size_t len;
	} names[] = {
	    {TEXT("a) R 1 (b")},
	    {TEXT("")},
	    {TEXT(")")},
	    {TEXT("(((")},
	    {TEXT(") (")},
	    {TEXT("a\nb")},
	    {TEXT("\xff\xfe\x80")},
	    {TEXT("\033]0;x\007")},
	    {TEXT("%s%n")},
	    {TEXT(" ")},
	    {TEXT("1) Z 2 3 4 5")},
	};
	char text[512];
	struct stat_record r;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = 0, tail = sizeof(stat_modern) - 1 - 7;

		memcpy(text, "42 (", 4);
		n = 4;
		memcpy(text + n, names[i].comm, names[i].len);
		n += names[i].len;
		memcpy(text + n, stat_modern + 7, tail);
		n += tail;
		ck_assert_msg(stat_of(text, n, &r), "name %zu", i);
		ck_assert_uint_eq(r.comm.len, names[i].len);
		ck_assert(memcmp(r.comm.data, names[i].comm, names[i].len) == 0);
		ck_assert_int_eq(r.state, 'S');
		ck_assert_uint_eq(r.rss_pages, 250);
	}
}
END_TEST

START_TEST(stat_cut_anywhere_before_its_memory_is_not_stat)
{
	struct stat_record r;
	/* up to and with the blank behind rss */
	size_t whole = (size_t)(strstr(stat_modern, " 250 ") - stat_modern) + 5;

	for (size_t n = 0; n < sizeof(stat_modern); n++)
		ck_assert_msg(stat_of(stat_modern, n, &r) == (n >= whole), "cut at %zu", n);
}
END_TEST

START_TEST(a_cut_number_is_no_smaller_number)
{
	struct stat_record r;
	const char *cpu = strstr(stat_modern, " 17 5 ");

	ck_assert(stat_of(stat_modern, (size_t)(cpu - stat_modern) + 5, &r));
	ck_assert(!r.has_cpu);
	ck_assert(stat_of(stat_modern, (size_t)(cpu - stat_modern) + 6, &r));
	ck_assert(r.has_cpu);
	ck_assert(!r.has_policy);
}
END_TEST

START_TEST(negative_and_real_time_priorities_keep_their_sign)
{
	struct stat_record r;

	ck_assert(stat_of(TEXT("9 (rt) R -1 -1 0 0 -1 69238880 0 0 0 0 0 0 0 0 -100 -20 1 0 5 0 0 "
			       "18446744073709551615 0 0 0 0 0 0 0 0 0 1 0 0 17 2 99 1 0\n"),
	    &r));
	ck_assert_int_eq(r.ppid, -1);
	ck_assert_int_eq(r.priority, -100);
	ck_assert_int_eq(r.nice, -20);
	ck_assert(r.flags & STAT_KTHREAD);
	ck_assert_int_eq(r.rt_priority, 99);
	ck_assert_int_eq(decode_policy(r.policy), POLICY_FIFO);
}
END_TEST

START_TEST(numbers_out_of_range_make_no_stat)
{
	struct stat_record r;

	ck_assert(!stat_of(TEXT("9 (x) R 1 1 1 0 -1 0 99999999999999999999 0 0 0 0 0 0 0 20 0 1 0 "
				"5 0 0 1\n"),
	    &r));
	ck_assert(!stat_of(TEXT("99999999999 (x)" STAT_TAIL "\n"), &r));
	ck_assert(stat_of(TEXT("9 (x) R 1 1 1 0 -1 0 0 0 0 0 18446744073709551615 0 0 0 20 0 1 0 5 "
			       "0 -3 1\n"),
	    &r));
	ck_assert_uint_eq(r.user_ticks, UINT64_MAX);
	ck_assert_uint_eq(r.rss_pages, 0);
}
END_TEST

START_TEST(noise_is_no_stat)
{
	static const char *const noise[] = {"", "\n", "(", ")", "()", ")(", "1 (a) ", "1 (a) R",
	    "x (a) R 1 2 3", "1 a R 1 2 3", "1 (a)R 1", "(a) R 1 2 3 4 5 6"};
	struct stat_record r;

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		ck_assert_msg(!stat_of(noise[i], strlen(noise[i]), &r), "noise %zu", i);
}
END_TEST

START_TEST(every_state_has_its_name)
{
	static const char states[] = "RSDTtZXxKWIP?";
	static const enum proc_status want[] = {STATUS_RUNNING, STATUS_SLEEPING, STATUS_DISK_SLEEP,
	    STATUS_STOPPED, STATUS_TRACING_STOP, STATUS_ZOMBIE, STATUS_DEAD, STATUS_DEAD,
	    STATUS_WAKE_KILL, STATUS_WAKING, STATUS_IDLE, STATUS_PARKED, STATUS_UNKNOWN};

	for (size_t i = 0; states[i] != '\0'; i++)
		ck_assert_int_eq(decode_state(states[i]), want[i]);
	ck_assert_int_eq(decode_policy(7), POLICY_EXT);
	ck_assert_int_eq(decode_policy(8), POLICY_UNKNOWN);
}
END_TEST

START_TEST(ticks_become_nanoseconds_or_nothing)
{
	uint64_t ns;

	ck_assert(decode_ticks(12345, 100, &ns));
	ck_assert_uint_eq(ns, UINT64_C(123450000000));
	ck_assert(decode_ticks(1, 1024, &ns));
	ck_assert_uint_eq(ns, 976562);
	ck_assert(!decode_ticks(UINT64_MAX, 100, &ns));
}
END_TEST

static const char status_modern[] =
    "Name:\tcat\\nUid:\t7\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t5\n"
    "Uid:\t1000\t1001\t1000\t1000\nGid:\t100\t101\t100\t100\n"
    "VmPeak:\t    3060 kB\nVmSize:\t    3050 kB\nVmHWM:\t    1756 kB\n"
    "VmRSS:\t    1700 kB\nRssAnon:\t     116 kB\nRssFile:\t    1640 kB\n"
    "RssShmem:\t       4 kB\nVmSwap:\t      12 kB\nHugetlbPages:\t    2048 kB\n"
    "Threads:\t3\nShdPnd:\t0000000000004000\nSigBlk:\tfffffffe7ffbfeff\n"
    "CapEff:\t000001fffeffffff\nvoluntary_ctxt_switches:\t7\n"
    "nonvoluntary_ctxt_switches:\t9\n";

START_TEST(status_of_a_current_kernel_is_read_whole)
{
	struct status_record r;

	ck_assert(decode_status(TEXT(status_modern), &r));
	ck_assert_uint_eq(r.has, (1U << STATUS_KEY_COUNT) - 1);
	ck_assert_uint_eq(r.uid, 1000);
	ck_assert_uint_eq(r.euid, 1001);
	ck_assert_uint_eq(r.gid, 100);
	ck_assert_uint_eq(r.egid, 101);
	ck_assert_uint_eq(r.value[STATUS_KEY_PEAK_RSS], 1756 * 1024);
	ck_assert_uint_eq(r.value[STATUS_KEY_PEAK_VMS], 3060 * 1024);
	ck_assert_uint_eq(r.value[STATUS_KEY_SWAP], 12 * 1024);
	ck_assert_uint_eq(r.value[STATUS_KEY_HUGETLB], 2048 * 1024);
	ck_assert_uint_eq(r.value[STATUS_KEY_SHARED_PENDING], 0x4000);
	ck_assert_uint_eq(r.value[STATUS_KEY_BLOCKED], 0xfffffffe7ffbfeffULL);
	ck_assert_uint_eq(r.value[STATUS_KEY_CAP_EFFECTIVE], 0x1fffeffffffULL);
	ck_assert_uint_eq(r.value[STATUS_KEY_VOLUNTARY], 7);
	ck_assert_uint_eq(r.value[STATUS_KEY_INVOLUNTARY], 9);
}
END_TEST

START_TEST(status_of_2_6_32_lacks_what_came_later)
{
	struct status_record r;

	ck_assert(decode_status(
	    TEXT("Name:\tinit\nState:\tS (sleeping)\nTgid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"
		 "VmPeak:\t   23000 kB\nVmHWM:\t  1500 "
		 "kB\nThreads:\t1\nvoluntary_ctxt_switches:\t1\n"
		 "nonvoluntary_ctxt_switches:\t2\n"),
	    &r));
	ck_assert(STATUS_HAS(&r, STATUS_KEY_PEAK_RSS));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_SWAP));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_RSS_ANON));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_HUGETLB));
}
END_TEST

START_TEST(status_cut_anywhere_never_invents_a_value)
{
	struct status_record whole, r;

	decode_status(TEXT(status_modern), &whole);
	for (size_t n = 0; n < sizeof(status_modern); n++) {
		char *copy = tight(status_modern, n);

		decode_status(copy, n, &r);
		free(copy);
		for (int k = 0; k < STATUS_KEY_COUNT; k++)
			if (STATUS_HAS(&r, k))
				ck_assert_uint_eq(r.value[k], whole.value[k]);
	}
}
END_TEST

START_TEST(a_value_that_does_not_fit_is_not_had)
{
	struct status_record r;

	ck_assert(decode_status(TEXT("State:\tS\nUid:\t1\t1\nVmSwap:\t18446744073709551615 kB\n"
				     "VmHWM:\t99999999999999999999999 kB\nVmPeak:\tmany kB\n"
				     "Threads:\t18446744073709551615\n"),
	    &r));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_SWAP));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_PEAK_RSS));
	ck_assert(!STATUS_HAS(&r, STATUS_KEY_PEAK_VMS));
	ck_assert(STATUS_HAS(&r, STATUS_KEY_THREADS));
	ck_assert(!decode_status(TEXT("State:\tS\nUid:\t4294967296\t1\n"), &r));
	ck_assert(!decode_status(TEXT(""), &r));
}
END_TEST

START_TEST(small_files_of_a_process_are_read_or_refused)
{
	struct statm_record statm;
	struct io_record io;
	struct schedstat_record sched;
	int64_t number;

	ck_assert(decode_statm(TEXT("765 439 410 5 0 90 0\n"), &statm));
	ck_assert_uint_eq(statm.shared, 410);
	ck_assert_uint_eq(statm.text, 5);
	ck_assert_uint_eq(statm.data, 90);
	ck_assert(!decode_statm(TEXT("765 439 410 5 0 90"), &statm));
	ck_assert(!decode_statm(TEXT(""), &statm));

	ck_assert(decode_io(TEXT("rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\n"
				 "write_bytes: 6\ncancelled_write_bytes: 7\n"),
	    &io));
	ck_assert_uint_eq(io.has, (1U << IO_COUNT) - 1);
	ck_assert_uint_eq(io.value[IO_WRITE_BYTES], 6);
	ck_assert(decode_io(TEXT("rchar: 1\nwchar: 2"), &io));
	ck_assert_uint_eq(io.has, 1U << IO_RCHAR);
	ck_assert(!decode_io(TEXT("rchar 1\n"), &io));

	ck_assert(decode_schedstat(TEXT("10 20 30\n"), &sched));
	ck_assert_uint_eq(sched.delay_ns, 20);
	ck_assert(!decode_schedstat(TEXT("10 20\n"), &sched));

	ck_assert(decode_number(TEXT("-1000\n"), &number));
	ck_assert_int_eq(number, -1000);
	ck_assert(!decode_number(TEXT("-\n"), &number));
	ck_assert(!decode_number(TEXT("9223372036854775808\n"), &number));
}
END_TEST

#define MAPPING(path, pss)                                                                         \
	"563ea6006000-563ea6007000 r--p 00000000 00:00 0  " path "\nSize:  4 kB\nRss:  8 kB\n"     \
	"Pss:  " pss " kB\nShared_Clean: 1 kB\nShared_Dirty: 0 kB\nPrivate_Clean: 2 kB\n"          \
	"Private_Dirty: 5 kB\nReferenced: 8 kB\nLazyFree: 0 kB\nPrivate_Hugetlb: 2048 kB\n"        \
	"Swap: 4 kB\nSwapPss: 3 kB\nVmFlags: rd mr\n"

START_TEST(smaps_is_summed_over_mappings_in_pieces_of_any_size)
{
	/* The second mapping's path looks like facts. */
	static const char text[] = MAPPING("/bin/a", "3") MAPPING("/tmp/Private_Dirty: 99 kB", "4")
	    MAPPING("Pss: 7 kB", "5");

	for (size_t piece = 200; piece < sizeof(text) + 5; piece++) {
		struct smaps_sum sum = {0};
		struct proc_footprint f = {0};
		uint8_t known[PG_COUNT] = {0};
		char *buf = malloc(piece);
		size_t held = 0, at = 0;

		while (at < sizeof(text) - 1) {
			size_t n = piece - held, left = sizeof(text) - 1 - at;

			n = n < left ? n : left;
			memcpy(buf + held, text + at, n);
			at += n;
			size_t done = decode_smaps(&sum, buf, held + n);
			held = held + n - done;
			memmove(buf, buf + done, held);
		}
		free(buf);
		ck_assert(smaps_footprint(&sum, &f, known));
		ck_assert_uint_eq(f.pss, 12 * 1024);
		ck_assert_uint_eq(f.uss, 3 * (2 + 5 + 2048) * 1024);
		ck_assert_uint_eq(f.swap_pss, 9 * 1024);
		ck_assert_int_eq(known[PG_USS], FACT_OK);
		ck_assert_int_eq(known[PG_REFERENCED], FACT_OK);
		ck_assert_int_eq(known[PG_PSS_KINDS], FACT_UNREAD);
		ck_assert_int_eq(known[PG_KSM], FACT_UNREAD);
	}
}
END_TEST

START_TEST(an_old_smaps_leaves_newer_groups_unread_and_a_broken_one_is_refused)
{
	struct smaps_sum sum = {0};
	struct proc_footprint f = {0};
	uint8_t known[PG_COUNT] = {0};

	decode_smaps(&sum,
	    TEXT("Rss: 1 kB\nPss: 1 kB\nPrivate_Clean: 1 kB\nPrivate_Dirty: 1 kB\nReferenced: 1 "
		 "kB\n"));
	ck_assert(smaps_footprint(&sum, &f, known));
	ck_assert_int_eq(known[PG_PSS], FACT_OK);
	ck_assert_int_eq(known[PG_SWAP_PSS], FACT_UNREAD);
	ck_assert_int_eq(known[PG_REFERENCED], FACT_UNREAD);

	decode_smaps(&sum, TEXT("Pss: 18446744073709551615 kB\n"));
	ck_assert(!smaps_footprint(&sum, &f, known));
	sum = (struct smaps_sum){0};
	decode_smaps(&sum, TEXT("Rss: 1 kB\n"));
	ck_assert(!smaps_footprint(&sum, &f, known));
	sum = (struct smaps_sum){0};
	for (int i = 0; i < 5; i++)
		decode_smaps(&sum,
		    TEXT("Rss: 1 kB\nPrivate_Clean: 9007199254740991 kB\n"
			 "Private_Dirty: 1 kB\n"));
	ck_assert(!smaps_footprint(&sum, &f, known));
}
END_TEST

static void
expect_cgroup(const char *text, const char *path, const char *runtime, const char *id)
{
	struct container_name c;
	struct span found;

	ck_assert_msg(decode_cgroup(text, strlen(text), &found), "%s", text);
	ck_assert_msg(span_is(found, path), "%.*s", (int)found.len, found.data);
	decode_container(found, &c);
	if (runtime == NULL) {
		ck_assert_msg(c.runtime == NULL, "%s: %s", text, c.runtime);
		return;
	}
	ck_assert_ptr_nonnull(c.runtime);
	ck_assert_str_eq(c.runtime, runtime);
	ck_assert_str_eq(c.id, id);
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

START_TEST(the_most_telling_cgroup_line_is_taken)
{
	expect_cgroup("0::/user.slice/a b:c\n", "/user.slice/a b:c", NULL, NULL);
	expect_cgroup("9:name=systemd:/x.service\n8:pids:/y\n0::/\n", "/x.service", NULL, NULL);
	expect_cgroup("9:name=systemd:/\n4:memory:/m\n8:pids:/\n0::/\n", "/m", NULL, NULL);
	expect_cgroup("3:cpu,cpuacct:/c\n2:blkio:/b\n", "/c", NULL, NULL);
	expect_cgroup("9:name=systemd:/\n0::/\n", "/", NULL, NULL);
	struct span path;
	ck_assert(!decode_cgroup(TEXT(""), &path));
	ck_assert(!decode_cgroup(TEXT("0::/cut"), &path));
	ck_assert(!decode_cgroup(TEXT("::\n:\n0:/x\nno\n"), &path));
}
END_TEST

static void
expect_unit(const char *path, const char *unit)
{
	const struct span whole = {path, strlen(path)};
	struct span found;

	if (unit == NULL) {
		ck_assert_msg(!decode_unit(whole, &found), "%s", path);
		return;
	}
	ck_assert_msg(decode_unit(whole, &found), "%s", path);
	ck_assert_msg(span_is(found, unit), "%s: %.*s", path, (int)found.len, found.data);
}

START_TEST(the_unit_is_the_innermost_service_else_the_innermost_scope)
{
	expect_unit("/system.slice/ssh.service", "ssh.service");
	expect_unit("/system.slice/docker.service/child/x", "docker.service");
	expect_unit("/user.slice/user-1.slice/user@1.service/app.slice/a\\x2db.service",
	    "a\\x2db.service");
	expect_unit("/user.slice/user-1.slice/user@1.service/app.slice/vte.scope",
	    "user@1.service");
	expect_unit("/user.slice/user-1.slice/session-3.scope", "session-3.scope");
	expect_unit("/system.slice/_cpu.service", "cpu.service");
	expect_unit("/init.scope", "init.scope");
	expect_unit("/", NULL);
	expect_unit("", NULL);
	expect_unit("/.service/_.scope", NULL);
	expect_unit("/kubepods/pod1", NULL);
}
END_TEST

START_TEST(containers_are_known_by_their_path)
{
	static const struct {
		const char *path, *runtime, *id;
	} cases[] = {
	    {"/docker/" HEX, "docker", "0123456789ab"},
	    {"/system.slice/docker-" HEX ".scope", "docker", "0123456789ab"},
	    {"/machine.slice/libpod-" HEX ".scope/container", "podman", "0123456789ab"},
	    {"/machine.slice/libpod-conmon-" HEX ".scope", NULL, NULL},
	    {"/kubepods.slice/kubepods-pod1.slice/cri-containerd-" HEX ".scope", "containerd",
		"0123456789ab"},
	    {"/kubepods.slice/kubepods-burstable-podx.slice:cri-containerd:" HEX, "containerd",
		"0123456789ab"},
	    {"/kubepods.slice/kubepods-pod1.slice/crio-" HEX ".scope", "cri-o", "0123456789ab"},
	    {"/kubepods.slice/kubepods-pod1.slice/crio-conmon-" HEX ".scope", NULL, NULL},
	    {"/kubepods/burstable/podaa-bb/" HEX, "kubernetes", "0123456789ab"},
	    {"/lxc/web", "lxc", "web"},
	    {"/lxc.payload.web/init.scope", "lxc", "web"},
	    {"/lxc.monitor.web", NULL, NULL},
	    {"/machine.slice/machine-my\\x2dbox.scope", "systemd-nspawn", "my-box"},
	    {"/machine.slice/systemd-nspawn@box.service/payload", "systemd-nspawn", "box"},
	    {"/machine.slice/systemd-nspawn@box.service/supervisor", NULL, NULL},
	    {"/machine.slice/machine-box.scope/supervisor", NULL, NULL},
	    {"/machine.slice/machine-box.scope/payload/supervisor", "systemd-nspawn", "box"},
	    {"/default/" HEX, "containerd", "0123456789ab"},
	    {"/k8s.io/" HEX, "containerd", "0123456789ab"},
	    {"/default/short", NULL, NULL},
	    {"/machine.slice/machine-qemu\\x2d1\\x2dwin.scope", NULL, NULL},
	    {"/docker/" HEX "/docker/f" HEX, "docker", "f0123456789a"},
	    {"/docker/short", NULL, NULL},
	    {"/user.slice/session-1.scope", NULL, NULL},
	    {"/lxc/", NULL, NULL},
	    {"/machine-.scope", NULL, NULL},
	    {"/machine-\\x", NULL, NULL},
	    {"/machine-a\\x2.scope", "systemd-nspawn", "a\\x2"},
	};
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "0::%s\n", cases[i].path);
		expect_cgroup(text, cases[i].path, cases[i].runtime, cases[i].id);
	}
}
END_TEST

START_TEST(a_container_name_of_any_length_fits)
{
	struct container_name c;
	char path[4096];

	memset(path, 'a', sizeof(path));
	memcpy(path, "/lxc/", 5);
	decode_container((struct span){path, sizeof(path)}, &c);
	ck_assert_str_eq(c.runtime, "lxc");
	ck_assert_uint_eq(strlen(c.id), sizeof(c.id) - 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    stat_of_a_current_kernel_is_read_whole,
	    a_name_ends_at_the_last_parenthesis,
	    stat_cut_anywhere_before_its_memory_is_not_stat,
	    a_cut_number_is_no_smaller_number,
	    negative_and_real_time_priorities_keep_their_sign,
	    numbers_out_of_range_make_no_stat,
	    noise_is_no_stat,
	    every_state_has_its_name,
	    ticks_become_nanoseconds_or_nothing,
	    status_of_a_current_kernel_is_read_whole,
	    status_of_2_6_32_lacks_what_came_later,
	    status_cut_anywhere_never_invents_a_value,
	    a_value_that_does_not_fit_is_not_had,
	    small_files_of_a_process_are_read_or_refused,
	    smaps_is_summed_over_mappings_in_pieces_of_any_size,
	    an_old_smaps_leaves_newer_groups_unread_and_a_broken_one_is_refused,
	    the_most_telling_cgroup_line_is_taken,
	    the_unit_is_the_innermost_service_else_the_innermost_scope,
	    containers_are_known_by_their_path,
	    a_container_name_of_any_length_fits,
	};

	return probe_main("decode, processes", tests, sizeof(tests) / sizeof(tests[0]));
}
