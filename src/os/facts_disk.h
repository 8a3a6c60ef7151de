/*
 * Disks and mounted file systems.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_DISK_H
#define CTOP_OS_FACTS_DISK_H

/* Groups of facts of a disk. */
enum disk_group {
	DG_DISK,     /* name kind part */
	DG_COUNTERS, /* counters but busy_ns and queue_ns */
	DG_BUSY,     /* counters.busy_ns queue_ns */
	DG_MOUNT,    /* mountpoint fstype */
	DG_SPACE,    /* space */

	/* derived by collect */
	DG_RATES,     /* rates, history */
	DG_LOAD,      /* busy_percent queue */
	DG_WAIT,      /* wait_ns; not set when nothing was read or written */
	DG_SPACE_AGE, /* space_age_ns */
	DG_COUNT
};

#define DG_BIT(g) (UINT64_C(1) << (g))

enum disk_kind {
	DISK_WHOLE, /* a device of its own */
	DISK_PARTITION,
	DISK_MAPPER, /* device-mapper: LVM, crypt */
	DISK_RAID,   /* md */
	DISK_LOOP,
	DISK_RAM,    /* ram, zram */
	DISK_REMOTE, /* a file system of another machine */
	DISK_FILES,  /* a file system without a block device: tmpfs, overlay, zfs */
	DISK_KINDS
};

struct disk_counters {
	uint64_t read_count, write_count;
	uint64_t read_bytes, write_bytes;
	uint64_t read_merged_count, write_merged_count;
	uint64_t read_ns, write_ns; /* sums over requests */
	uint64_t busy_ns, queue_ns; /* time with requests; the same times their number */
};

struct disk_rates {
	double read_count, write_count;
	double read_bytes, write_bytes;
};

/* As psutil: percent is of what a user without privilege can have. */
struct disk_space {
	uint64_t total, used, free;
	double percent;
};

/* A block device, or a mounted file system that has none. */
struct disk {
	struct proc_id id; /* pid: device; start: of the name.  Filled by collect */
	uint8_t known[DG_COUNT];
	uint8_t kind; /* enum disk_kind */
	bool part;    /* counted in another row, or no disk: partitions, loop, ram, files */
	uint32_t major, minor;
	uint32_t in_flight;		 /* DG_COUNTERS: requests under way */
	const char *name;		 /* sda, sda1, the mapped name, host:/export */
	const char *mountpoint, *fstype; /* NULL: not mounted */
	bool covered; /* another mount lies over it: asking there would tell of that one */
	struct disk_counters counters;
	struct disk_space space;
	struct disk_rates rates;
	double busy_percent, queue;
	bool waited;	  /* DG_WAIT */
	uint64_t wait_ns; /* on average for a request */
	uint64_t space_age_ns;
	struct series history; /* bytes per second, read and written */
};

/* What all interfaces and disks together move, bytes per second. */
struct traffic {
	uint8_t known_net, known_disk; /* enum fact */
	double recv, sent, read, written;
};

#endif
