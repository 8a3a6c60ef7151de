/* What the kernel of Windows tells of processes, as bytes in the documented layouts. */
#include <stdlib.h>
#include <string.h>

#include "../src/arena.h"
#include "../src/os/windows/decode.h"
#include "support/suite.h"

#define BASE	      UINT64_C(0x7ff600010000)
#define PROCESS_BYTES 0x100
#define THREAD_BYTES  0x50

static struct arena arena;
/* A snapshot being written: bytes that the kernel would put at BASE. */
static unsigned char bytes[16384];
static struct image image;

static void
setup(void)
{
	arena_init(&arena);
	memset(bytes, 0, sizeof(bytes));
	image = (struct image){bytes, 0, BASE};
}

static void
teardown(void)
{
	arena_free(&arena);
}

static void
put(size_t at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[at + i] = (unsigned char)(value >> 8 * i);
}

static size_t
put_wide(unsigned char *to, const uint16_t *units, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		to[i * 2] = (unsigned char)units[i];
		to[i * 2 + 1] = (unsigned char)(units[i] >> 8);
	}
	return count * 2;
}

static size_t
put_ascii(unsigned char *to, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		to[i * 2] = (unsigned char)text[i];
		to[i * 2 + 1] = 0;
	}
	return len * 2;
}

/* Appends a process with its name behind the threads; returns where it begins. */
static size_t
put_process(uint64_t pid, const char *name, uint32_t nthreads)
{
	size_t at = image.len, end = at + PROCESS_BYTES + nthreads * THREAD_BYTES;
	size_t len = put_ascii(bytes + end, name);

	put(at + 0x04, nthreads, 4);
	put(at + 0x38, len, 2);
	put(at + 0x3a, len + 2, 2);
	put(at + 0x40, len == 0 ? 0 : BASE + end, 8);
	put(at + 0x50, pid, 8);
	image.len = (end + len + 2 + 7) & ~(size_t)7;
	return at;
}

static void
put_next(size_t at, size_t next)
{
	put(at, next - at, 4);
}

static void
put_thread(size_t process, unsigned index, uint64_t tid, uint32_t state, uint32_t reason)
{
	size_t at = process + PROCESS_BYTES + index * THREAD_BYTES;

	put(at + 0x30, tid, 8);
	put(at + 0x40, 100 + index, 4);
	put(at + 0x44, state, 4);
	put(at + 0x48, reason, 4);
}

static const char *
text_of(struct wide w)
{
	return decode_wide(w, &arena).data;
}

START_TEST(a_process_is_told_with_everything_of_it)
{
	size_t at = put_process(4711, "notepad.exe", 0), next = 0;
	struct snapshot_process s;

	put(at + 0x10, 3, 4); /* hard faults */
	put(at + 0x20, UINT64_C(133500000000000000), 8);
	put(at + 0x28, 20000000, 8); /* user */
	put(at + 0x30, 10000000, 8); /* kernel */
	put(at + 0x48, 8, 4);
	put(at + 0x58, 812, 8);
	put(at + 0x60, 250, 4);
	put(at + 0x64, 1, 4);
	for (unsigned i = 0; i < 2; i++)
		put(at + 0x70 + i * 8, 1000 + i, 8);
	put(at + 0x80, 4000, 4);
	for (unsigned i = 0; i < 15; i++)
		put(at + 0x88 + i * 8, 2000 + i, 8);
	ck_assert(decode_snapshot(&image, &next, &s));
	ck_assert_uint_eq(s.pid, 4711);
	ck_assert_uint_eq(s.ppid, 812);
	ck_assert_str_eq(text_of(s.name), "notepad.exe");
	ck_assert_uint_eq(s.create_time, UINT64_C(133500000000000000));
	ck_assert_uint_eq(s.user_ticks, 20000000);
	ck_assert_uint_eq(s.kernel_ticks, 10000000);
	ck_assert_int_eq(s.base_priority, 8);
	ck_assert_uint_eq(s.handles, 250);
	ck_assert_uint_eq(s.session, 1);
	ck_assert_uint_eq(s.faults, 4000);
	ck_assert_uint_eq(s.hard_faults, 3);
	ck_assert_uint_eq(s.peak_virtual, 1000);
	ck_assert_uint_eq(s.virtual, 1001);
	ck_assert_uint_eq(s.peak_working_set, 2000);
	ck_assert_uint_eq(s.working_set, 2001);
	ck_assert_uint_eq(s.peak_paged_pool, 2002);
	ck_assert_uint_eq(s.paged_pool, 2003);
	ck_assert_uint_eq(s.peak_nonpaged_pool, 2004);
	ck_assert_uint_eq(s.nonpaged_pool, 2005);
	/* 2006 is the page file's part, which private bytes say as well */
	ck_assert_uint_eq(s.peak_pagefile, 2007);
	ck_assert_uint_eq(s.private_bytes, 2008);
	ck_assert_uint_eq(s.read_count, 2009);
	ck_assert_uint_eq(s.write_count, 2010);
	ck_assert_uint_eq(s.other_count, 2011);
	ck_assert_uint_eq(s.read_bytes, 2012);
	ck_assert_uint_eq(s.write_bytes, 2013);
	ck_assert_uint_eq(s.other_bytes, 2014);
	ck_assert(!decode_snapshot(&image, &next, &s));
}
END_TEST

START_TEST(processes_follow_each_other_to_the_last)
{
	size_t a = put_process(0, "", 2), b = put_process(4, "System", 3), c, at = 0;
	struct snapshot_process s;

	c = put_process(88, "Registry", 1);
	put_next(a, b);
	put_next(b, c);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(s.pid, 0);
	ck_assert_uint_eq(s.name.units, 0);
	ck_assert_uint_eq(s.nreadable, 2);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(s.pid, 4);
	ck_assert_uint_eq(s.nreadable, 3);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_str_eq(text_of(s.name), "Registry");
	ck_assert(!decode_snapshot(&image, &at, &s));
}
END_TEST

START_TEST(an_offset_that_leads_back_or_outside_ends_the_list)
{
	const uint32_t bad[] = {1, PROCESS_BYTES - 1, 0x80000000, UINT32_MAX};
	size_t at;
	struct snapshot_process s;

	put_process(1, "a", 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put(0, bad[i], 4);
		at = 0;
		ck_assert(decode_snapshot(&image, &at, &s));
		ck_assert(!decode_snapshot(&image, &at, &s));
	}
}
END_TEST

START_TEST(a_cut_record_is_none)
{
	size_t at = 0, a = put_process(1, "a", 0), b = put_process(2, "b", 0);
	struct snapshot_process s;

	put_next(a, b);
	image.len = b + PROCESS_BYTES - 1;
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert(!decode_snapshot(&image, &at, &s));
	at = SIZE_MAX;
	ck_assert(!decode_snapshot(&image, &at, &s));
}
END_TEST

START_TEST(a_name_outside_the_buffer_is_none)
{
	const uint64_t bad[] = {1, BASE - 1, UINT64_MAX, BASE + sizeof(bytes)};
	struct snapshot_process s;
	size_t at;

	put_process(1, "name", 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put(0x40, bad[i], 8);
		at = 0;
		ck_assert(decode_snapshot(&image, &at, &s));
		ck_assert_uint_eq(s.name.units, 0);
	}
	/* Its beginning is inside, its end is not. */
	put(0x40, BASE + image.len - 2, 8);
	at = 0;
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(s.name.units, 0);
}
END_TEST

START_TEST(threads_are_told_one_by_one)
{
	size_t p = put_process(1, "a", 2), at = 0;
	struct snapshot_process s;
	struct snapshot_thread t;

	put_thread(p, 1, 77, THREAD_WAITING, 6);
	put(p + PROCESS_BYTES + THREAD_BYTES, 30, 8);
	put(p + PROCESS_BYTES + THREAD_BYTES + 0x08, 40, 8);
	put(p + PROCESS_BYTES + THREAD_BYTES + 0x10, 50, 8);
	put(p + PROCESS_BYTES + THREAD_BYTES + 0x38, 10, 4);
	put(p + PROCESS_BYTES + THREAD_BYTES + 0x3c, 8, 4);
	ck_assert(decode_snapshot(&image, &at, &s));
	decode_thread(&s, 1, &t);
	ck_assert_uint_eq(t.tid, 77);
	ck_assert_uint_eq(t.kernel_ticks, 30);
	ck_assert_uint_eq(t.user_ticks, 40);
	ck_assert_uint_eq(t.create_time, 50);
	ck_assert_int_eq(t.priority, 10);
	ck_assert_int_eq(t.base_priority, 8);
	ck_assert_uint_eq(t.switches, 101);
	ck_assert(!thread_is_suspended(&t));
}
END_TEST

START_TEST(more_threads_than_the_record_holds_are_not_read)
{
	size_t a = put_process(1, "a", 2), b = put_process(2, "b", 1), at = 0;
	struct snapshot_process s;

	put_next(a, b);
	put(a + 4, UINT32_MAX, 4);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(s.nthreads, UINT32_MAX);
	ck_assert_uint_eq(s.nreadable, 2);
	put(b + 4, UINT32_MAX, 4);
	image.len = b + PROCESS_BYTES + THREAD_BYTES - 1;
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(s.nreadable, 0);
}
END_TEST

START_TEST(only_a_thread_that_waits_for_its_suspension_is_suspended)
{
	struct snapshot_thread t = {.state = THREAD_WAITING, .wait_reason = WAIT_SUSPENDED};

	ck_assert(thread_is_suspended(&t));
	t.wait_reason = WAIT_WR_SUSPENDED;
	ck_assert(thread_is_suspended(&t));
	t.wait_reason = 4; /* asleep */
	ck_assert(!thread_is_suspended(&t));
	t = (struct snapshot_thread){.state = THREAD_RUNNING, .wait_reason = WAIT_SUSPENDED};
	ck_assert(!thread_is_suspended(&t));
}
END_TEST

START_TEST(a_process_is_suspended_when_all_of_its_threads_are)
{
	size_t p = put_process(1, "a", 3), at = 0;
	struct snapshot_process s;

	for (unsigned i = 0; i < 3; i++)
		put_thread(p, i, 70 + i, THREAD_WAITING, WAIT_SUSPENDED);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert(snapshot_is_suspended(&s));
	put_thread(p, 2, 72, THREAD_WAITING, 6);
	ck_assert(!snapshot_is_suspended(&s));
	/* There is another, which cannot be seen. */
	put_thread(p, 2, 72, THREAD_WAITING, WAIT_SUSPENDED);
	s.nthreads++;
	ck_assert(!snapshot_is_suspended(&s));
	/* One that is ending has none. */
	s.nthreads = s.nreadable = 0;
	ck_assert(!snapshot_is_suspended(&s));
}
END_TEST

START_TEST(context_switches_are_those_of_its_threads)
{
	size_t p = put_process(1, "a", 3), at = 0;
	struct snapshot_process s;

	for (unsigned i = 0; i < 3; i++)
		put_thread(p, i, 70 + i, THREAD_WAITING, 6);
	ck_assert(decode_snapshot(&image, &at, &s));
	ck_assert_uint_eq(snapshot_switches(&s, 0), 303);
	ck_assert_uint_eq(snapshot_switches(&s, 71), 101);
	ck_assert_uint_eq(snapshot_switches(&s, 99), 0);
}
END_TEST

static const char *
wide_text(const uint16_t *units, size_t count)
{
	unsigned char buf[64];

	put_wide(buf, units, count);
	return decode_wide((struct wide){buf, count}, &arena).data;
}

START_TEST(utf_16_becomes_utf_8)
{
	const uint16_t units[] = {'a', 0xe9, 0x4e2d, 0xd83d, 0xde00, 0xffff};

	ck_assert_str_eq(wide_text(units, 6), "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\xef\xbf\xbf");
	ck_assert_str_eq(wide_text(units, 0), "");
}
END_TEST

START_TEST(a_surrogate_alone_becomes_a_replacement)
{
	const uint16_t alone[] = {0xd83d, 'x', 0xde00, 0xd83d, 0xd83d, 0xde00, 0xd800};
#define BAD "\xef\xbf\xbd"

	ck_assert_str_eq(wide_text(alone, 7), BAD "x" BAD BAD "\xf0\x9f\x98\x80" BAD);
}
END_TEST

static void
check_arguments(const char *line, const char *want, size_t len)
{
	struct blob got = decode_arguments((struct blob){line, strlen(line)}, &arena);

	ck_assert_msg(got.len == len && memcmp(got.data, want, len) == 0, "%s: %zu bytes: %s", line,
	    got.len, got.data);
	ck_assert_int_eq(got.data[got.len], '\0');
}
#define ARGUMENTS(line, want) check_arguments(line, want, sizeof(want))

START_TEST(a_command_line_is_split_as_windows_does)
{
	ARGUMENTS("a.exe b  c\td", "a.exe\0b\0c\0d");
	ARGUMENTS("\"C:\\Program Files\\a.exe\" b", "C:\\Program Files\\a.exe\0b");
	ARGUMENTS("a \"b c\" d", "a\0b c\0d");
	ARGUMENTS("a \"\" b", "a\0\0b");
	ARGUMENTS("a b\"c d\"e", "a\0bc de");
	ARGUMENTS("a \"\\\"x\\\"\"", "a\0\"x\"");
	ARGUMENTS("a b\\\\c", "a\0b\\\\c");
	ARGUMENTS("a \"b\\\\\" c", "a\0b\\\0c");
	ARGUMENTS("a b\\\\\\\"c d", "a\0b\\\"c\0d");
	ARGUMENTS("a \"b\"\"c\" d", "a\0b\"c d");
	ARGUMENTS("a \"open", "a\0open");
	ARGUMENTS("a ", "a");
	/* In the program's own name a backslash is a backslash. */
	ARGUMENTS("\"C:\\dir\\\" b", "C:\\dir\\\0b");
	check_arguments("", "", 0);
}
END_TEST

START_TEST(times_count_from_1601)
{
	ck_assert_uint_eq(decode_filetime(WINDOWS_EPOCH), 0);
	ck_assert_uint_eq(decode_filetime(WINDOWS_EPOCH + 10000000), UINT64_C(1000000000));
	ck_assert_uint_eq(decode_filetime(1), 0);
	ck_assert_uint_eq(decode_filetime(UINT64_MAX), 0);
	ck_assert_uint_eq(decode_duration(3), 300);
	ck_assert_uint_eq(decode_duration(UINT64_MAX), UINT64_MAX);
}
END_TEST

START_TEST(a_64_bit_process_tells_how_it_was_started)
{
	struct process_params p;

	put(0x20, 0x11223344556677, 8);
	ck_assert_uint_eq(decode_peb(bytes, false), 0x11223344556677);
	memset(bytes, 0, sizeof(bytes));
	put(0x08, 1, 4);
	put(0x38, 20, 2);
	put(0x40, 0x1000, 8);
	put(0x70, 40, 2);
	put(0x78, 0x2000, 8);
	put(0x80, 0x3000, 8);
	decode_params(bytes, 0x500, false, &p);
	ck_assert_uint_eq(p.cwd.bytes, 20);
	ck_assert_uint_eq(p.cwd.address, 0x1000);
	ck_assert_uint_eq(p.command_line.bytes, 40);
	ck_assert_uint_eq(p.command_line.address, 0x2000);
	ck_assert_uint_eq(p.environment, 0x3000);
}
END_TEST

START_TEST(a_32_bit_process_tells_it_with_short_addresses)
{
	struct process_params p;

	memset(bytes, 0xff, sizeof(bytes));
	put(0x10, 0x00220000, 4);
	ck_assert_uint_eq(decode_peb(bytes, true), 0x00220000);
	put(0x08, 1, 4);
	put(0x24, 6, 2);
	put(0x28, 0x1000, 4);
	put(0x40, 8, 2);
	put(0x44, 0x2000, 4);
	put(0x48, 0x3000, 4);
	decode_params(bytes, 0x500, true, &p);
	ck_assert_uint_eq(p.cwd.bytes, 6);
	ck_assert_uint_eq(p.cwd.address, 0x1000);
	ck_assert_uint_eq(p.command_line.bytes, 8);
	ck_assert_uint_eq(p.command_line.address, 0x2000);
	ck_assert_uint_eq(p.environment, 0x3000);
}
END_TEST

START_TEST(addresses_that_are_still_distances_count_from_the_block)
{
	struct process_params p;

	put(0x40, 0x100, 8);
	put(0x78, 0x200, 8);
	decode_params(bytes, 0x5000, false, &p);
	ck_assert_uint_eq(p.cwd.address, 0x5100);
	ck_assert_uint_eq(p.command_line.address, 0x5200);
}
END_TEST

static struct blob
environment(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		put(i * 2, (unsigned char)text[i], 2);
	return decode_environment((struct wide){bytes, len}, &arena);
}
#define ENVIRONMENT(text) environment(text, sizeof(text))

START_TEST(an_environment_ends_with_an_empty_variable)
{
	static const char want[] = "PATH=C:\\Windows\0HOME=x";
	struct blob got = ENVIRONMENT("Path=C:\\Windows\0home=x\0\0GARBAGE=1");

	ck_assert_uint_eq(got.len, sizeof(want));
	ck_assert_mem_eq(got.data, want, sizeof(want));
	ck_assert_uint_eq(ENVIRONMENT("").len, 0);
	ck_assert_uint_eq(environment("", 0).len, 0);
}
END_TEST

START_TEST(an_environment_without_an_end_stops_at_the_last_whole_variable)
{
	struct blob got = environment("a=1\0b=2", 7);

	ck_assert_uint_eq(got.len, 4);
	ck_assert_str_eq(got.data, "A=1");
}
END_TEST

START_TEST(what_windows_remembers_of_its_drives_is_no_variable)
{
	struct blob got = ENVIRONMENT("=C:=C:\\work\0a=1\0=ExitCode=0\0\0");

	ck_assert_uint_eq(got.len, 4);
	ck_assert_str_eq(got.data, "A=1");
}
END_TEST

START_TEST(pages_that_others_map_are_not_unique)
{
	put(0, 0x7ff000000 << 12, 8); /* private */
	put(8, 1 << 8 | 1 << 5, 8);   /* can be shared, and nobody does */
	put(16, 1 << 8 | 7 << 5, 8);  /* shared by many */
	put(24, 4, 8);		      /* private, with a protection */
	put(32, 1 << 8 | 2 << 5, 8);  /* shared by two */
	ck_assert_uint_eq(decode_unique_pages(bytes, 5), 3);
	ck_assert_uint_eq(decode_unique_pages(bytes, 0), 0);
}
END_TEST

START_TEST(pages_that_are_not_there_do_not_count)
{
	put(8, 1, 8);			  /* private */
	put(24, 0, 8);			  /* not in the working set */
	put(40, 1 | 3 << 1 | 1 << 15, 8); /* shared by three */
	put(56, 1 | 1 << 1 | 1 << 15, 8); /* can be shared, and nobody does */
	put(72, 1 << 1 | 1 << 15, 8);	  /* the same, not there */
	ck_assert_uint_eq(decode_unique_pages_ex(bytes, 5), 2);
}
END_TEST

START_TEST(a_priority_class_is_a_nice_value_and_back)
{
	for (unsigned i = 0; i < CLASS_COUNT; i++) {
		enum priority_class c = (enum priority_class)i;
		ck_assert_uint_eq(class_of_number(class_number(c)), c);
		for (unsigned now = 0; now <= CLASS_COUNT; now++)
			ck_assert_uint_eq(class_for_nice((enum priority_class)now, class_nice(c)),
			    c);
	}
	ck_assert_int_eq(class_nice(CLASS_NORMAL), 0);
	ck_assert_uint_eq(class_of_base(8), CLASS_NORMAL);
	ck_assert_uint_eq(class_of_base(11), CLASS_COUNT);
	ck_assert_uint_eq(class_of_number(0), CLASS_COUNT);
}
END_TEST

START_TEST(one_step_of_nice_is_one_class)
{
	for (unsigned i = 0; i < CLASS_COUNT; i++) {
		enum priority_class c = (enum priority_class)i;
		unsigned up = i == 0 ? CLASS_COUNT : i - 1;
		ck_assert_uint_eq(class_for_nice(c, class_nice(c) - 1), up);
		ck_assert_uint_eq(class_for_nice(c, class_nice(c) + 1), i + 1);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_process_is_told_with_everything_of_it,
	    processes_follow_each_other_to_the_last,
	    an_offset_that_leads_back_or_outside_ends_the_list,
	    a_cut_record_is_none,
	    a_name_outside_the_buffer_is_none,
	    threads_are_told_one_by_one,
	    more_threads_than_the_record_holds_are_not_read,
	    only_a_thread_that_waits_for_its_suspension_is_suspended,
	    a_process_is_suspended_when_all_of_its_threads_are,
	    context_switches_are_those_of_its_threads,
	    utf_16_becomes_utf_8,
	    a_surrogate_alone_becomes_a_replacement,
	    a_command_line_is_split_as_windows_does,
	    times_count_from_1601,
	    a_64_bit_process_tells_how_it_was_started,
	    a_32_bit_process_tells_it_with_short_addresses,
	    addresses_that_are_still_distances_count_from_the_block,
	    an_environment_ends_with_an_empty_variable,
	    an_environment_without_an_end_stops_at_the_last_whole_variable,
	    what_windows_remembers_of_its_drives_is_no_variable,
	    pages_that_others_map_are_not_unique,
	    pages_that_are_not_there_do_not_count,
	    a_priority_class_is_a_nice_value_and_back,
	    one_step_of_nice_is_one_class,
	    NULL,
	};

	return suite_run("decode_windows", tests, setup, teardown);
}
