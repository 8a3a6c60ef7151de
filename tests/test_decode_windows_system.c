/* Byte fixtures in the layout that 64-bit Windows documents, or has shown for decades. */
#include "../src/os/windows/decode_system.h"
#include "support/arena_case.h"
#include "support/bytes.h"
#include "support/suite.h"

#define TICKS_PER_SECOND UINT64_C(10000000)
#define NS_PER_SECOND	 UINT64_C(1000000000)

static void
setup(void)
{
	arena_case_open();
	bytes_clear();
}

static void
put_cpu(size_t at, uint64_t idle, uint64_t kernel, uint64_t user, uint64_t dpc, uint64_t interrupt)
{
	put_u64(at, idle * TICKS_PER_SECOND);
	put_u64(at + 8, kernel * TICKS_PER_SECOND);
	put_u64(at + 16, user * TICKS_PER_SECOND);
	put_u64(at + 24, dpc * TICKS_PER_SECOND);
	put_u64(at + 32, interrupt * TICKS_PER_SECOND);
	put_u32(at + 40, 77);
	put_u32(at + 44, 0);
}

START_TEST(the_parts_of_a_cpus_time_add_up_once)
{
	struct cpu_record r;

	put_cpu(0, 500, 600, 300, 10, 5);
	const struct image im = bytes_image(0);
	ck_assert(decode_cpu(&im, 0, &r));
	ck_assert_uint_eq(r.times.user, 300 * NS_PER_SECOND);
	ck_assert_uint_eq(r.times.idle, 500 * NS_PER_SECOND);
	ck_assert_uint_eq(r.times.irq, 5 * NS_PER_SECOND);
	ck_assert_uint_eq(r.times.softirq, 10 * NS_PER_SECOND);
	/* the kernel's 600 hold idle, DPCs and interrupts */
	ck_assert_uint_eq(r.times.system, 85 * NS_PER_SECOND);
	/* Windows does not tell these apart: they are not 0 */
	ck_assert_uint_eq(r.times.nice, NOT_TOLD);
	ck_assert_uint_eq(r.times.iowait, NOT_TOLD);
	ck_assert_uint_eq(r.times.steal, NOT_TOLD);
	ck_assert_uint_eq(r.times.guest, NOT_TOLD);
	ck_assert_uint_eq(r.interrupts, 77);
}
END_TEST

START_TEST(each_cpu_has_its_record_and_a_cut_one_is_none)
{
	struct cpu_record r;

	put_cpu(0, 1, 1, 1, 0, 0);
	put_cpu(48, 2, 2, 2, 0, 0);
	struct image im = bytes_image(0);
	ck_assert(decode_cpu(&im, 1, &r));
	ck_assert_uint_eq(r.times.user, 2 * NS_PER_SECOND);
	ck_assert(!decode_cpu(&im, 2, &r));
	ck_assert(!decode_cpu(&im, SIZE_MAX, &r));
	im.len--;
	ck_assert(!decode_cpu(&im, 1, &r));
}
END_TEST

START_TEST(a_kernel_time_read_before_its_parts_is_not_negative)
{
	struct cpu_record r;

	put_cpu(0, 500, 499, 300, 1, 1);
	const struct image im = bytes_image(0);
	ck_assert(decode_cpu(&im, 0, &r));
	ck_assert_uint_eq(r.times.system, 0);
}
END_TEST

static void
put_performance(uint64_t limit, uint64_t total, uint64_t available, uint64_t cache)
{
	put_u32(0, PERFORMANCE_RECORD);
	put_u64(8, 11);
	put_u64(16, limit);
	put_u64(24, 12);
	put_u64(32, total);
	put_u64(40, available);
	put_u64(48, cache);
	put_u64(56, 13);
	put_u64(64, 14);
	put_u64(72, 15);
	put_u64(80, 4096);
	put_u32(88, 16);
	put_u32(92, 17);
	put_u32(96, 18);
	put_u32(100, 0);
}

START_TEST(memory_is_total_less_what_is_available)
{
	struct performance_record r;
	struct memory m;

	put_performance(3000, 1000, 250, 100);
	const struct image im = bytes_image(0);
	ck_assert(decode_performance(&im, &r));
	performance_memory(&r, &m);
	ck_assert_uint_eq(m.total, 1000 * 4096);
	ck_assert_uint_eq(m.available, 250 * 4096);
	ck_assert_uint_eq(m.free, 250 * 4096);
	ck_assert_uint_eq(m.used, 750 * 4096);
	ck_assert_uint_eq(m.cached, 100 * 4096);
	ck_assert_double_eq(m.percent, 75);
	ck_assert_uint_eq(m.buffers, MEMORY_UNKNOWN);
	ck_assert_uint_eq(m.shared, MEMORY_UNKNOWN);
	ck_assert_uint_eq(m.slab, MEMORY_UNKNOWN);
}
END_TEST

START_TEST(a_cache_that_nobody_counts_is_unknown)
{
	struct performance_record r;
	struct memory m;

	put_performance(3000, 1000, 250, 0);
	const struct image im = bytes_image(0);
	ck_assert(decode_performance(&im, &r));
	performance_memory(&r, &m);
	ck_assert_uint_eq(m.cached, MEMORY_UNKNOWN);
}
END_TEST

START_TEST(figures_that_cannot_be_true_are_refused)
{
	struct performance_record r;
	struct image im;

	put_performance(3000, 1000, 1001, 0);
	im = bytes_image(0);
	ck_assert(!decode_performance(&im, &r));
	put_performance(3000, 0, 0, 0);
	ck_assert(!decode_performance(&im, &r));
	put_performance(3000, UINT64_MAX / 2, 0, 0);
	ck_assert(!decode_performance(&im, &r));
	put_performance(3000, 1000, 250, 0);
	ck_assert(decode_performance(&im, &r));
	im.len--;
	ck_assert(!decode_performance(&im, &r));
}
END_TEST

START_TEST(no_share_is_more_than_the_whole_however_it_is_rounded)
{
	/* Times a hundred and divided by itself again, this is more than a hundred. */
	const uint64_t vast = UINT64_C(0x1ab59076ee86f);
	struct performance_record r = {.page = 1, .physical_total = vast, .commit_limit = 2 * vast};
	struct memory m;
	struct swap s;

	performance_memory(&r, &m);
	ck_assert_double_eq(m.percent, 100);
	performance_swap(&r, vast, &s);
	ck_assert_double_eq(s.percent, 100);
}
END_TEST

START_TEST(swap_is_what_can_be_committed_beyond_memory)
{
	struct performance_record r;
	struct swap s;

	put_performance(3000, 1000, 250, 100);
	const struct image im = bytes_image(0);
	ck_assert(decode_performance(&im, &r));
	performance_swap(&r, 500, &s);
	ck_assert_uint_eq(s.total, 2000 * 4096);
	ck_assert_uint_eq(s.used, 500 * 4096);
	ck_assert_uint_eq(s.free, 1500 * 4096);
	ck_assert_double_eq(s.percent, 25);
	ck_assert_uint_eq(s.sin, 0);
	ck_assert_uint_eq(s.sout, 0);
	/* paging files may have shrunk between two calls */
	performance_swap(&r, 5000, &s);
	ck_assert_uint_eq(s.used, s.total);
	/* a page or two of rounding is no paging file */
	r.commit_limit = 1002;
	performance_swap(&r, 1, &s);
	ck_assert_uint_eq(s.total, 0);
	ck_assert_uint_eq(s.used, 0);
	r.commit_limit = 900;
	performance_swap(&r, 0, &s);
	ck_assert_uint_eq(s.total, 0);
	ck_assert_double_eq(s.percent, 0);
}
END_TEST

static void
put_page_file(size_t at, uint32_t next, uint32_t used)
{
	put_u32(at, next);
	put_u32(at + 4, 100000);
	put_u32(at + 8, used);
	put_u32(at + 12, 99999);
	put_u64(at + 16, 0);
	put_u64(at + 24, 0);
}

START_TEST(all_paging_files_count)
{
	put_page_file(0, 64, 300);
	put_page_file(64, 0, 40);
	struct image im = bytes_image(0);
	ck_assert_uint_eq(decode_page_files(&im), 340);
	im.len = 0;
	ck_assert_uint_eq(decode_page_files(&im), 0);
}
END_TEST

START_TEST(a_chain_of_paging_files_that_leads_nowhere_ends)
{
	put_page_file(0, UINT32_MAX, 300);
	struct image im = bytes_image(0);
	ck_assert_uint_eq(decode_page_files(&im), 300);
	put_page_file(0, 1, 300);
	ck_assert_uint_eq(decode_page_files(&im), 300);
}
END_TEST

START_TEST(context_switches_lie_behind_the_cache_counters)
{
	uint32_t switches;

	put_u64(304, 0);
	put_u32(296, 123456);
	struct image im = bytes_image(0);
	ck_assert(decode_switches(&im, &switches));
	ck_assert_uint_eq(switches, 123456);
	im.len = 299;
	ck_assert(!decode_switches(&im, &switches));
}
END_TEST

START_TEST(a_counter_goes_on_where_32_bits_end)
{
	uint64_t c = counter_widen(0, UINT32_MAX - 1);

	ck_assert_uint_eq(c, UINT32_MAX - 1);
	c = counter_widen(c, 5);
	ck_assert_uint_eq(c, (UINT64_C(1) << 32) + 5);
	c = counter_widen(c, 5);
	ck_assert_uint_eq(c, (UINT64_C(1) << 32) + 5);
}
END_TEST

/* 1 January 2030, as Windows counts. */
#define NOW_TICKS (WINDOWS_EPOCH + UINT64_C(1893456000) * TICKS_PER_SECOND)
#define NOW_NS	  (UINT64_C(1893456000) * NS_PER_SECOND)

static struct image
put_time_of_day(uint64_t boot, uint64_t slept)
{
	put_u64(0, boot);
	put_u64(8, NOW_TICKS);
	put_u64(16, 0);
	put_u64(24, 0);
	put_u64(32, 0);
	put_u64(40, slept);
	return bytes_image(0);
}

START_TEST(time_asleep_belongs_to_the_uptime)
{
	uint64_t boot, up;
	const struct image im =
	    put_time_of_day(NOW_TICKS - 1000 * TICKS_PER_SECOND, 600 * TICKS_PER_SECOND);

	ck_assert(decode_boot(&im, 1600 * NS_PER_SECOND, &boot, &up));
	ck_assert_uint_eq(boot, NOW_NS - 1600 * NS_PER_SECOND);
	ck_assert_uint_eq(up, 1600 * NS_PER_SECOND);
}
END_TEST

START_TEST(a_boot_later_than_the_tick_count_knows_is_not_believed)
{
	uint64_t boot, up;
	const struct image im = put_time_of_day(NOW_TICKS - 3 * TICKS_PER_SECOND, 0);

	/* a second count that is a little more stays the kernel's */
	ck_assert(decode_boot(&im, 4 * NS_PER_SECOND, &boot, &up));
	ck_assert_uint_eq(boot, NOW_NS - 3 * NS_PER_SECOND);
	ck_assert(decode_boot(&im, 5000 * NS_PER_SECOND + 15000000, &boot, &up));
	ck_assert_uint_eq(boot, NOW_NS - 5000 * NS_PER_SECOND);
	ck_assert_uint_eq(up, 5000 * NS_PER_SECOND + 15000000);
}
END_TEST

START_TEST(a_time_of_day_that_is_none_is_refused)
{
	uint64_t boot, up;
	struct image im = put_time_of_day(0, 0);

	ck_assert(!decode_boot(&im, 0, &boot, &up));
	im = put_time_of_day(NOW_TICKS, 0);
	im.len = 47;
	ck_assert(!decode_boot(&im, 0, &boot, &up));
}
END_TEST

START_TEST(versions_are_called_as_people_call_them)
{
	const struct {
		struct version_record version;
		const char *text;
	} cases[] = {
	    {{10, 0, 19045, false}, "Windows 10 10.0.19045"},
	    {{10, 0, 22631, false}, "Windows 11 10.0.22631"},
	    {{10, 0, 20348, true}, "Windows Server 2022 10.0.20348"},
	    {{10, 0, 30000, true}, "Windows Server 10.0.30000"},
	    {{6, 1, 7601, false}, "Windows 6.1.7601"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_str_eq(version_text(&cases[i].version, &arena), cases[i].text);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    the_parts_of_a_cpus_time_add_up_once,
	    each_cpu_has_its_record_and_a_cut_one_is_none,
	    a_kernel_time_read_before_its_parts_is_not_negative,
	    memory_is_total_less_what_is_available,
	    a_cache_that_nobody_counts_is_unknown,
	    figures_that_cannot_be_true_are_refused,
	    no_share_is_more_than_the_whole_however_it_is_rounded,
	    swap_is_what_can_be_committed_beyond_memory,
	    all_paging_files_count,
	    a_chain_of_paging_files_that_leads_nowhere_ends,
	    context_switches_lie_behind_the_cache_counters,
	    a_counter_goes_on_where_32_bits_end,
	    time_asleep_belongs_to_the_uptime,
	    a_boot_later_than_the_tick_count_knows_is_not_believed,
	    a_time_of_day_that_is_none_is_refused,
	    versions_are_called_as_people_call_them,
	    NULL,
	};

	return suite_run("decode_windows_system", tests, setup, arena_case_close);
}
