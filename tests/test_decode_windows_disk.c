/* Byte fixtures in the documented layout of DISK_PERFORMANCE, and lists of device names. */
#include "../src/arena.h"
#include "../src/os/windows/decode_disk.h"
#include "support/bytes.h"
#include "support/suite.h"

#define SECOND UINT64_C(10000000)
#define BOOT   (WINDOWS_EPOCH + 1000 * SECOND)

static void
setup(void)
{
	bytes_clear();
}

/* Up for 600 seconds, of which the disk was idle for 540. */
static void
put_disk(void)
{
	put_u64(0, 4096);
	put_u64(8, UINT64_C(1) << 40);
	put_u64(16, 30 * SECOND);
	put_u64(24, 50 * SECOND);
	put_u64(32, 540 * SECOND);
	put_u32(40, 11);
	put_u32(44, UINT32_MAX);
	put_u32(48, 3);
	put_u32(52, 99);
	put_u64(56, BOOT + 600 * SECOND);
	put_u32(64, 1);
	put_wide(68, "PhysDis");
	put_u32(84, 0);
}

START_TEST(a_disk_has_its_counters)
{
	struct disk_record r;

	put_disk();
	const struct image im = bytes_image(0);
	ck_assert_uint_eq(im.len, DISK_RECORD);
	ck_assert(decode_disk(&im, BOOT, &r));
	ck_assert_uint_eq(r.counters.read_bytes, 4096);
	ck_assert_uint_eq(r.counters.write_bytes, UINT64_C(1) << 40);
	ck_assert_uint_eq(r.counters.read_count, 11);
	ck_assert_uint_eq(r.counters.write_count, UINT32_MAX);
	ck_assert_uint_eq(r.counters.read_ns, 30 * SECOND * 100);
	ck_assert_uint_eq(r.counters.write_ns, 50 * SECOND * 100);
	ck_assert_uint_eq(r.counters.busy_ns, 60 * SECOND * 100);
	ck_assert_uint_eq(r.counters.queue_ns, 80 * SECOND * 100);
	ck_assert_uint_eq(r.in_flight, 3);
}
END_TEST

START_TEST(a_disk_idle_for_longer_than_the_machine_is_up_was_never_busy)
{
	struct disk_record r;

	put_disk();
	put_u64(32, 601 * SECOND);
	struct image im = bytes_image(0);
	ck_assert(decode_disk(&im, BOOT, &r));
	ck_assert_uint_eq(r.counters.busy_ns, 0);
	put_u64(56, BOOT - SECOND);
	ck_assert(decode_disk(&im, BOOT, &r));
	ck_assert_uint_eq(r.counters.busy_ns, 0);
}
END_TEST

START_TEST(a_cut_record_is_none_and_a_longer_one_is_read)
{
	struct disk_record r;

	put_disk();
	struct image im = bytes_image(0);
	im.len--;
	ck_assert(!decode_disk(&im, BOOT, &r));
	put_u64(88, 12345);
	im = bytes_image(0);
	ck_assert(decode_disk(&im, BOOT, &r));
	ck_assert_uint_eq(r.in_flight, 3);
}
END_TEST

START_TEST(drives_are_found_among_all_names)
{
	size_t at = 0, end = 0;
	uint32_t number;

	end = put_wide(end, "C:");
	end = put_wide(end, "PhysicalDrive0");
	end = put_wide(end, "PhysicalDrive");
	end = put_wide(end, "PhysicalDriveX");
	end = put_wide(end, "PhysicalDrive007");
	end = put_wide(end, "PhysicalDrive4294967296");
	end = put_wide(end, "NUL");
	end = put_wide(end, "PhysicalDrive33");
	put_u16(end, 0);
	struct image im = bytes_image(0);
	ck_assert(decode_drive_name(&im, &at, &number));
	ck_assert_uint_eq(number, 0);
	ck_assert(decode_drive_name(&im, &at, &number));
	ck_assert_uint_eq(number, 33);
	ck_assert(!decode_drive_name(&im, &at, &number));
	/* the last name is cut off */
	im.len = end - 4;
	at = 0;
	ck_assert(decode_drive_name(&im, &at, &number));
	ck_assert(!decode_drive_name(&im, &at, &number));
}
END_TEST

START_TEST(what_is_far_away_is_no_partition)
{
	ck_assert_uint_eq(drive_kind(DRIVE_IS_FIXED), DISK_PARTITION);
	ck_assert_uint_eq(drive_kind(DRIVE_IS_REMOVABLE), DISK_PARTITION);
	ck_assert_uint_eq(drive_kind(DRIVE_IS_CDROM), DISK_PARTITION);
	ck_assert_uint_eq(drive_kind(DRIVE_IS_REMOTE), DISK_REMOTE);
	ck_assert_uint_eq(drive_kind(DRIVE_IS_RAM), DISK_RAM);
}
END_TEST

START_TEST(space_is_what_this_user_can_have)
{
	struct disk_space s;

	ck_assert(disk_space_set(1000, 250, &s));
	ck_assert_uint_eq(s.total, 1000);
	ck_assert_uint_eq(s.used, 750);
	ck_assert_uint_eq(s.free, 250);
	ck_assert_double_eq(s.percent, 75);
	ck_assert(!disk_space_set(0, 0, &s));
	ck_assert(!disk_space_set(10, 11, &s));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_disk_has_its_counters,
	    a_disk_idle_for_longer_than_the_machine_is_up_was_never_busy,
	    a_cut_record_is_none_and_a_longer_one_is_read,
	    drives_are_found_among_all_names,
	    what_is_far_away_is_no_partition,
	    space_is_what_this_user_can_have,
	    NULL,
	};

	return suite_run("decode_windows_disk", tests, setup, NULL);
}
