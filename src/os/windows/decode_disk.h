/*
 * Disks and volumes.  Pure functions over bytes in the layout of 64-bit Windows.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_DISK_H
#define CTOP_OS_WINDOWS_DECODE_DISK_H

#include "decode.h"

/* IOCTL_DISK_PERFORMANCE.  Drivers may answer with more. */
#define DISK_RECORD 88
struct disk_record {
	struct disk_counters counters; /* merged requests: 0, Windows joins none */
	uint32_t in_flight;
};
/*
 * `boot`, as Windows counts time, is where busy time is counted from: what is told is for how
 * long a disk was idle, and when that was.
 */
bool decode_disk(const struct image *, uint64_t boot, struct disk_record *);

/* QueryDosDeviceW(NULL): names with a NUL behind each.  The next physical drive from *at on. */
bool decode_drive_name(const struct image *, size_t *at, uint32_t *number);
/* The next text of such a list; false: that was the last. */
bool decode_next_text(const struct image *, size_t *at, struct wide *);

/* What GetDriveTypeW says. */
enum drive_type {
	DRIVE_IS_UNKNOWN,
	DRIVE_HAS_NO_ROOT,
	DRIVE_IS_REMOVABLE,
	DRIVE_IS_FIXED,
	DRIVE_IS_REMOTE,
	DRIVE_IS_CDROM,
	DRIVE_IS_RAM
};
enum disk_kind drive_kind(uint32_t type);
/* Space as GetDiskFreeSpaceExW tells it to this user; false: it cannot be true. */
bool disk_space_set(uint64_t total, uint64_t available, struct disk_space *);

#endif
