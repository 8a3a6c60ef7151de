/*
 * What /proc/diskstats and mountinfo say: pure functions over a line, as decode.h's.
 */
#ifndef CTOP_OS_LINUX_DECODE_DISK_H
#define CTOP_OS_LINUX_DECODE_DISK_H

#include "../facts.h"
#include "scan.h"

struct arena;

/* A line of /proc/diskstats.  Sectors have 512 bytes whatever the device. */
struct diskstats_record {
	uint32_t major, minor;
	struct span name;
	bool has_counters; /* partitions of very old kernels have less */
	uint32_t in_flight;
	struct disk_counters counters;
};
bool decode_diskstats(struct span line, struct diskstats_record *);

/* A line of mountinfo; texts are in the arena, with its escapes undone. */
struct mount_record {
	uint64_t id, parent;
	uint32_t major, minor;
	const char *root; /* what of the file system is mounted: "/" all of it */
	const char *point;
	const char *fstype;
	const char *source;
	const char *options; /* of the file system, comma-separated; "" when not told */
};
bool decode_mount(struct span line, struct mount_record *, struct arena *);
/* Of two mounts of one table: does the second keep everybody from the files of the first? */
bool mount_is_covered(const struct mount_record *, const struct mount_record *by);

/* What a device of this name is, before anybody looks into /sys. */
enum disk_kind disk_kind_of(struct span name);
/* A file system that holds no files of anybody's: proc, cgroup2, ... */
bool mount_is_pseudo(const char *fstype);
/* A file system that another machine holds. */
bool mount_is_remote(const char *fstype);
/* A file system that waits for somebody else before it answers. */
bool mount_may_hang(const char *fstype);

#endif
