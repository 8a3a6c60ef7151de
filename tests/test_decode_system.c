/* The decoders of the system's files on good, short, hostile and older kernels' text. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../src/arena.h"
#include "../src/os/linux/decode.h"
#include "support/linux_driver.h"

#define TEXT(s) s, sizeof(s) - 1

START_TEST(proc_stat_gives_cpus_events_and_boot_time)
{
	struct stat_system r;
	struct arena a;

	arena_init(&a);
	ck_assert(
	    decode_system_stat(TEXT("cpu  10 1 20 300 4 0 5 6 7 8\ncpu0 5 0 10 150 2 0 2 3 3 4\n"
				    "cpu3 5 1 10 150 2 0 3 3 4 4\nintr 1000 0 0\nctxt 77\n"
				    "btime 1700000000\nprocesses 99\nprocs_running 3\n"),
		&r, &a));
	ck_assert(r.has_cpu && r.has_boot && r.has_events);
	ck_assert_uint_eq(r.ncpus, 2);
	ck_assert_uint_eq(r.cpus[1].number, 3);
	ck_assert_uint_eq(r.cpus[1].ticks[9], 4);
	ck_assert_uint_eq(r.total[7], 6);
	ck_assert_uint_eq(r.boot_seconds, 1700000000);
	ck_assert_uint_eq(r.interrupts, 1000);
	ck_assert_uint_eq(r.ctx_switches, 77);
	ck_assert_uint_eq(r.forks, 99);
	arena_free(&a);
}
END_TEST

START_TEST(proc_stat_of_old_and_broken_kernels)
{
	struct stat_system r;
	struct arena a;

	arena_init(&a);
	ck_assert(
	    decode_system_stat(TEXT("cpu  10 1 20 300 4 0 5 6 7\ncpu0 10 1 20 300\n"), &r, &a));
	ck_assert(r.has_cpu && !r.has_boot && !r.has_events);
	ck_assert_uint_eq(r.total[8], 7);
	ck_assert_uint_eq(r.total[9], 0);
	ck_assert_uint_eq(r.ncpus, 1);

	ck_assert(!decode_system_stat(TEXT(""), &r, &a));
	ck_assert(!decode_system_stat(
	    TEXT("cpu  10 1 20\ncpu\ncpux 1 2 3 4\ncpu  1 2 3 99999999999999999999\n"), &r, &a));
	decode_system_stat(TEXT("cpu4294967295 1 2 3 4\ncpu70000 1 2 3 4\ncpu2 1 2 3 4\n"
				"cpu1 1 2 3 4\ncpu2 1 2 3 4\n"),
	    &r, &a);
	ck_assert_uint_eq(r.ncpus, 1);
	ck_assert_uint_eq(r.cpus[0].number, 2);
	arena_free(&a);
}
END_TEST

START_TEST(four_thousand_cpus_and_a_line_of_a_megabyte)
{
	size_t room = 2 * 1024 * 1024, n = 0;
	char *text = malloc(room);
	struct stat_system r;
	struct arena a;

	n += (size_t)sprintf(text + n, "cpu  1 2 3 4 5 6 7 8 9 10\n");
	for (int i = 0; i < 4096; i++)
		n += (size_t)sprintf(text + n, "cpu%d %d 2 3 4 5 6 7 8 9 10\n", i, i);
	n += (size_t)sprintf(text + n, "intr 5");
	memset(text + n, ' ', 1024 * 1024);
	n += 1024 * 1024;
	n += (size_t)sprintf(text + n, "\nctxt 6\nprocesses 7\n");
	arena_init(&a);
	ck_assert(decode_system_stat(text, n, &r, &a));
	ck_assert_uint_eq(r.ncpus, 4096);
	ck_assert_uint_eq(r.cpus[4095].ticks[0], 4095);
	ck_assert(r.has_events);
	arena_free(&a);
	free(text);
}
END_TEST

START_TEST(lists_of_cpus_are_bounded)
{
	uint32_t n[8];

	ck_assert_uint_eq(decode_cpu_list(TEXT("0-2,5\n"), n, 8), 4);
	ck_assert_uint_eq(n[3], 5);
	ck_assert_uint_eq(decode_cpu_list(TEXT("0\n"), n, 8), 1);
	ck_assert_uint_eq(decode_cpu_list(TEXT(""), n, 8), 0);
	ck_assert_uint_eq(decode_cpu_list(TEXT("\n"), n, 8), 0);
	ck_assert_uint_eq(decode_cpu_list(TEXT("5-2\n"), n, 8), 0);
	ck_assert_uint_eq(decode_cpu_list(TEXT("1-\n"), n, 8), 0);
	ck_assert_uint_eq(decode_cpu_list(TEXT("0-18446744073709551615\n"), n, 8), 65536);
	ck_assert_uint_eq(n[7], 7);
}
END_TEST

static const char meminfo_modern[] = "MemTotal:       1000 kB\nMemFree:         100 kB\n"
				     "MemAvailable:    400 kB\nBuffers:          10 kB\n"
				     "Cached:          200 kB\nSwapCached:        0 kB\n"
				     "Active:           80 kB\nInactive:         90 kB\n"
				     "Active(file):    60 kB\nInactive(file):   70 kB\n"
				     "SwapTotal:        50 kB\nSwapFree:         40 kB\n"
				     "Shmem:             5 kB\nSlab:             30 kB\n"
				     "SReclaimable:     20 kB\nHugePages_Total:   0\n";

START_TEST(meminfo_is_psutils_virtual_memory)
{
	struct meminfo_record r;
	struct memory m;
	struct swap s;

	ck_assert(decode_meminfo(TEXT(meminfo_modern), &r));
	ck_assert(meminfo_memory(&r, 0, &m));
	ck_assert_uint_eq(m.total, 1000 * 1024);
	ck_assert_uint_eq(m.available, 400 * 1024);
	ck_assert_uint_eq(m.used, 600 * 1024);
	ck_assert_uint_eq(m.cached, 220 * 1024);
	ck_assert_uint_eq(m.slab, 30 * 1024);
	ck_assert_double_eq_tol(m.percent, 60, 1e-9);
	ck_assert(meminfo_swap(&r, &s));
	ck_assert_uint_eq(s.used, 10 * 1024);
	ck_assert_uint_eq(s.sin, MEMORY_UNKNOWN);
	ck_assert_double_eq_tol(s.percent, 20, 1e-9);
}
END_TEST

START_TEST(what_is_available_is_estimated_for_kernels_that_do_not_say)
{
	struct meminfo_record r;
	struct memory m;

	decode_meminfo(TEXT(meminfo_modern), &r);
	r.has &= ~(1U << MEMINFO_AVAILABLE);
	r.value[MEMINFO_AVAILABLE] = 0;
	/* 100 - 8 free, 130 - 8 of files, 20 - 8 of slabs */
	ck_assert(meminfo_memory(&r, 8 * 1024, &m));
	ck_assert_uint_eq(m.available, (92 + 122 + 12) * 1024);
	/* before 2.6.28 */
	r.has &= ~(1U << MEMINFO_ACTIVE_FILE);
	ck_assert(meminfo_memory(&r, 8 * 1024, &m));
	ck_assert_uint_eq(m.available, 300 * 1024);
	r.has &= ~(1U << MEMINFO_SHMEM);
	ck_assert(meminfo_memory(&r, 0, &m));
	ck_assert_uint_eq(m.shared, MEMORY_UNKNOWN);
}
END_TEST

START_TEST(impossible_memory_stays_within_its_range)
{
	struct meminfo_record r;
	struct memory m;
	struct swap s;

	decode_meminfo(TEXT("MemTotal: 0 kB\nMemFree: 5 kB\n"), &r);
	ck_assert(!meminfo_memory(&r, 0, &m));
	ck_assert(!meminfo_swap(&r, &s));
	decode_meminfo(TEXT("MemFree: 5 kB\n"), &r);
	ck_assert(!meminfo_memory(&r, 0, &m));
	decode_meminfo(TEXT(
			   "MemTotal: 10 kB\nMemFree: 50 kB\nMemAvailable: 90 kB\nSwapTotal: 5 kB\n"
			   "SwapFree: 9 kB\n"),
	    &r);
	ck_assert(meminfo_memory(&r, 0, &m));
	ck_assert_double_eq_tol(m.percent, 0, 1e-9);
	ck_assert(meminfo_swap(&r, &s));
	ck_assert_uint_eq(s.used, 0);
	decode_meminfo(TEXT("MemTotal: 10 kB\nMemFree: 5 kB\nActive(file): 18014398509481983 kB\n"
			    "Inactive(file): 18014398509481983 kB\n"),
	    &r);
	ck_assert(meminfo_memory(&r, 1024, &m));
	ck_assert(m.percent >= 0 && m.percent <= 100);
	ck_assert(!decode_meminfo(TEXT("junk"), &r));
}
END_TEST

START_TEST(load_uptime_and_swap_traffic_are_read_or_refused)
{
	double load[3];
	uint64_t a, b;

	ck_assert(decode_loadavg(TEXT("0.53 10.18 0.06 1/91 7344\n"), load));
	ck_assert_double_eq_tol(load[1], 10.18, 1e-9);
	ck_assert(!decode_loadavg(TEXT("0.53 nan 0.06 1/91 7344\n"), load));
	ck_assert(!decode_loadavg(TEXT("0.53 inf 0.06\n"), load));
	ck_assert(!decode_loadavg(TEXT("0.53 0.1"), load));
	ck_assert(!decode_loadavg(TEXT("-1.0 0.1 0.1 \n"), load));
	ck_assert(!decode_loadavg(TEXT(""), load));

	ck_assert(decode_uptime(TEXT("1234.56 9999.00\n"), &a));
	ck_assert_uint_eq(a, UINT64_C(1234560000000));
	ck_assert(!decode_uptime(TEXT("1234.5\n"), &a));
	ck_assert(!decode_uptime(TEXT("99999999999999999.00 1\n"), &a));

	ck_assert(decode_vmstat_swap(TEXT("nr_free 3\npswpin 5\npswpout 6\nx 7\n"), &a, &b));
	ck_assert_uint_eq(a, 5);
	ck_assert_uint_eq(b, 6);
	ck_assert(!decode_vmstat_swap(TEXT("pswpin 5\n"), &a, &b));
}
END_TEST

START_TEST(pressure_tells_absent_from_zero)
{
	struct stall some, full;

	ck_assert(decode_pressure(
	    TEXT("some avg10=1.20 avg60=0.00 avg300=0.40 total=6069442\nfull avg10=0.00 avg60=0.00 "
		 "avg300=0.00 total=0\n"),
	    &some, &full));
	ck_assert_double_eq_tol(some.avg10, 1.2, 1e-9);
	ck_assert_uint_eq(some.total_ns, UINT64_C(6069442000));
	ck_assert(full.known);
	ck_assert(decode_pressure(TEXT("some avg10=1.20 avg60=0.00 avg300=0.40 total=1\n"), &some,
	    &full));
	ck_assert(!full.known);
	ck_assert(!decode_pressure(TEXT("some avg10=101.0 avg60=0.00 avg300=0.40 total=1\n"), &some,
	    &full));
	ck_assert(!decode_pressure(TEXT("some avg10=1.20 avg60=0.00"), &some, &full));
	ck_assert(!decode_pressure(TEXT(""), &some, &full));
}
END_TEST

START_TEST(terminals_have_the_names_of_their_drivers)
{
	static const char text[] =
	    "/dev/tty             /dev/tty        5       0 system:/dev/tty\n"
	    "/dev/console         /dev/console    5       1 system:console\n"
	    "/dev/vc/0            /dev/vc/0       4       0 system:vtmaster\n"
	    "serial               /dev/ttyS       4 64-95 serial\n"
	    "pty_slave            /dev/pts      136 0-1048575 pty:slave\n"
	    "unknown              /dev/tty        4 1-63 console\nnoise\n"
	    "x /dev/averyveryveryveryverylongnamethatfitsnowhere 9 0-3 x\n";
	static const struct {
		uint32_t tty;
		const char *name;
	} want[] = {
	    {136 << 8 | 3, "pts/3"},
	    {136 << 8 | 44 | 1 << 20, "pts/300"},
	    {4 << 8 | 2, "tty2"},
	    {4 << 8 | 65, "ttyS1"},
	    {5 << 8 | 1, "console"},
	    {99 << 8 | 7, "99:7"},
	    {UINT32_MAX, "4095:1048575"},
	};
	struct tty_driver drivers[8];
	size_t n = decode_tty_drivers(TEXT(text), drivers, 8);
	char name[64];

	ck_assert_uint_eq(n, 6);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		tty_name(drivers, n, want[i].tty, name, sizeof(name));
		ck_assert_str_eq(name, want[i].name);
	}
	ck_assert_uint_eq(decode_tty_drivers(TEXT(text), drivers, 2), 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    proc_stat_gives_cpus_events_and_boot_time,
	    proc_stat_of_old_and_broken_kernels,
	    four_thousand_cpus_and_a_line_of_a_megabyte,
	    lists_of_cpus_are_bounded,
	    meminfo_is_psutils_virtual_memory,
	    what_is_available_is_estimated_for_kernels_that_do_not_say,
	    impossible_memory_stays_within_its_range,
	    load_uptime_and_swap_traffic_are_read_or_refused,
	    pressure_tells_absent_from_zero,
	    terminals_have_the_names_of_their_drivers,
	};

	return probe_main("decode, system", tests, sizeof(tests) / sizeof(tests[0]));
}
