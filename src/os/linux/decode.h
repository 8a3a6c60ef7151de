/*
 * What the texts below /proc and /sys say.
 *
 * Pure functions over a buffer: no system call, no state, no assumption about the
 * bytes.  A decoder returns false when the text is not what it should be (empty,
 * truncated, a number that does not fit); members that older kernels do not have
 * are told apart by a flag.  Units are the kernel's unless a name says otherwise; "kB"
 * is already bytes.
 */
#ifndef CTOP_OS_LINUX_DECODE_H
#define CTOP_OS_LINUX_DECODE_H

#include "../os.h"
#include "scan.h"

struct arena;

/* /proc/PID/stat */
struct stat_record {
	struct span comm; /* points into the text; any bytes */
	char state;
	int64_t pid, ppid, pgrp, session;
	uint32_t tty;
	uint32_t flags;
	uint64_t minor_faults, major_faults;
	uint64_t user_ticks, system_ticks;
	int32_t priority, nice;
	uint32_t num_threads;
	uint64_t start_ticks;
	uint64_t vsize, rss_pages;
	uint64_t image; /* made of where exec put code and stack; 0: not told, or none */
	bool has_cpu, has_policy;
	int32_t cpu, rt_priority;
	uint32_t policy;
};
#define STAT_KTHREAD UINT32_C(0x00200000) /* PF_KTHREAD in flags */
bool decode_stat(const char *, size_t, struct stat_record *);
enum proc_status decode_state(char);
enum proc_policy decode_policy(uint32_t);
/* Ticks as nanoseconds; false when they do not fit. */
bool decode_ticks(uint64_t ticks, uint64_t hz, uint64_t *ns);

/* /proc/PID/status.  A bit of `has` per member that the text had. */
enum status_key {
	STATUS_KEY_STATE,
	STATUS_KEY_UID,
	STATUS_KEY_GID,
	STATUS_KEY_PEAK_VMS,
	STATUS_KEY_VMS,
	STATUS_KEY_PEAK_RSS,
	STATUS_KEY_RSS_ANON,
	STATUS_KEY_RSS_FILE,
	STATUS_KEY_RSS_SHMEM,
	STATUS_KEY_SWAP,
	STATUS_KEY_HUGETLB,
	STATUS_KEY_THREADS,
	STATUS_KEY_SHARED_PENDING,
	STATUS_KEY_BLOCKED,
	STATUS_KEY_CAP_EFFECTIVE,
	STATUS_KEY_VOLUNTARY,
	STATUS_KEY_INVOLUNTARY,
	STATUS_KEY_COUNT
};
struct status_record {
	uint32_t has;
	char state;
	uint32_t uid, euid, gid, egid;
	uint64_t value[STATUS_KEY_COUNT]; /* bytes, counts, signal and capability sets */
};
#define STATUS_HAS(r, key) (((r)->has >> (key)) & 1U)
bool decode_status(const char *, size_t, struct status_record *);

/* /proc/PID/statm, pages */
struct statm_record {
	uint64_t size, resident, shared, text, data;
};
bool decode_statm(const char *, size_t, struct statm_record *);

/* /proc/PID/io */
enum io_key { IO_RCHAR, IO_WCHAR, IO_SYSCR, IO_SYSCW, IO_READ_BYTES, IO_WRITE_BYTES, IO_COUNT };
struct io_record {
	uint32_t has;
	uint64_t value[IO_COUNT];
};
bool decode_io(const char *, size_t, struct io_record *);

/* /proc/PID/schedstat, nanoseconds */
struct schedstat_record {
	uint64_t run_ns, delay_ns, slices;
};
bool decode_schedstat(const char *, size_t, struct schedstat_record *);

/* A file that is one number, with a sign or without. */
bool decode_number(const char *, size_t, int64_t *);

/* /proc/PID/smaps and smaps_rollup: a sum over all mappings, bytes. */
enum smaps_key {
	SMAPS_RSS,
	SMAPS_PSS,
	SMAPS_PSS_ANON,
	SMAPS_PSS_FILE,
	SMAPS_PSS_SHMEM,
	SMAPS_SHARED_CLEAN,
	SMAPS_SHARED_DIRTY,
	SMAPS_PRIVATE_CLEAN,
	SMAPS_PRIVATE_DIRTY,
	SMAPS_REFERENCED,
	SMAPS_KSM,
	SMAPS_LAZYFREE,
	SMAPS_SHARED_HUGETLB,
	SMAPS_PRIVATE_HUGETLB,
	SMAPS_SWAP,
	SMAPS_SWAP_PSS,
	SMAPS_COUNT
};
#define SMAPS_MAX (UINT64_MAX / 4) /* so that members can be added up */
struct smaps_sum {
	uint32_t has;
	bool bad; /* a number did not fit */
	uint64_t value[SMAPS_COUNT];
	unsigned cursor; /* of the next key expected: lines come in order */
};
/*
 * Adds the complete lines of the buffer and returns how many bytes they were:
 * the rest belongs before what is read next.  Starts with a zeroed sum.
 */
size_t decode_smaps(struct smaps_sum *, const char *, size_t);
/* The facts of a sum; known[] of their groups is set where the kernel had them. */
bool smaps_footprint(const struct smaps_sum *, struct proc_footprint *, uint8_t *known);

/* Which line of smaps a name starts, or SMAPS_COUNT. */
unsigned smaps_key(struct span name, unsigned *cursor);

/*
 * /proc/PID/smaps: a row for each path.  Starts zeroed but for the list.  decode_maps takes
 * the complete lines of the buffer and returns how many bytes they were, as
 * decode_smaps does; decode_maps_end settles the rows: false when the text is not what it
 * should be.
 */
struct maps_decoder {
	struct mapping_list *list;
	size_t row; /* of the mapping whose lines these are */
	bool inside, bad;
	uint32_t has;
	unsigned cursor;
};
size_t decode_maps(struct maps_decoder *, const char *, size_t);
bool decode_maps_end(struct maps_decoder *);

/* The path of a process's control group, within the text; false: no line at all. */
bool decode_cgroup(const char *, size_t, struct span *path);
/*
 * The systemd unit that a cgroup path is of: the innermost service, else the innermost
 * scope.  False: none.
 */
bool decode_unit(struct span path, struct span *unit);
/* What a cgroup path says of a container.  runtime NULL: none. */
struct container_name {
	const char
	    *runtime; /* docker, podman, containerd, cri-o, lxc, systemd-nspawn, kubernetes */
	char id[72];  /* twelve digits of an id, or the container's name */
};
void decode_container(struct span path, struct container_name *);

/* /proc/stat; cpus (ascending, online only) and ncpus are in the arena. */
struct cpu_line {
	uint32_t number;
	uint64_t ticks[10]; /* in the order of struct cpu_times */
};
struct stat_system {
	bool has_cpu, has_boot, has_events;
	uint64_t total[10];
	struct cpu_line *cpus;
	size_t ncpus;
	uint64_t boot_seconds, ctx_switches, interrupts, forks;
};
#define CPU_NUMBER_MAX UINT32_C(65535)
bool decode_system_stat(const char *, size_t, struct stat_system *, struct arena *);
/* "0-3,7": calls for each number up to CPU_NUMBER_MAX; returns how many; numbers may be NULL. */
size_t decode_cpu_list(const char *, size_t, uint32_t *numbers, size_t room);

/* /proc/meminfo, bytes */
enum meminfo_key {
	MEMINFO_TOTAL,
	MEMINFO_FREE,
	MEMINFO_AVAILABLE,
	MEMINFO_BUFFERS,
	MEMINFO_CACHED,
	MEMINFO_ACTIVE,
	MEMINFO_INACTIVE,
	MEMINFO_ACTIVE_FILE,
	MEMINFO_INACTIVE_FILE,
	MEMINFO_SWAP_TOTAL,
	MEMINFO_SWAP_FREE,
	MEMINFO_SHMEM,
	MEMINFO_SLAB,
	MEMINFO_SRECLAIMABLE,
	MEMINFO_COUNT
};
struct meminfo_record {
	uint32_t has;
	uint64_t value[MEMINFO_COUNT];
};
bool decode_meminfo(const char *, size_t, struct meminfo_record *);
/*
 * psutil's virtual_memory.  low_watermark (bytes) is for kernels before 3.14, which
 * do not say what is available; false without a MemTotal.
 */
bool meminfo_memory(const struct meminfo_record *, uint64_t low_watermark, struct memory *);
bool meminfo_swap(const struct meminfo_record *, struct swap *);

/* pswpin and pswpout of /proc/vmstat, pages */
bool decode_vmstat_swap(const char *, size_t, uint64_t *in, uint64_t *out);
bool decode_loadavg(const char *, size_t, double load[3]);
bool decode_uptime(const char *, size_t, uint64_t *ns);
/* /proc/pressure/X; either may be absent. */
bool decode_pressure(const char *, size_t, struct stall *some, struct stall *full);

/* A line of /proc/tty/drivers. */
struct tty_driver {
	uint32_t major, first, last;
	bool numbered; /* the name goes on with a number */
	uint32_t base; /* the number of the first minor */
	char name[32]; /* "pts/", "ttyS", "console" */
};
size_t decode_tty_drivers(const char *, size_t, struct tty_driver *, size_t room);
/* "pts/3" into buf; a device that no driver owns is "major:minor". */
void tty_name(const struct tty_driver *, size_t ndrivers, uint32_t tty, char *buf, size_t len);

#endif
