/*
 * What the kernel of a 64-bit Windows writes into buffers.
 *
 * Pure functions over bytes, with the layouts written as offsets: no system call, no
 * Windows header, no assumption about the bytes, so that they are tested and fuzzed on
 * every system.  Numbers are little-endian.  Addresses in the bytes belong to whoever
 * wrote them and are only compared, never followed.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_H
#define CTOP_OS_WINDOWS_DECODE_H

#include "../os.h"

struct arena;

/* Bytes that were at an address of somebody's. */
struct image {
	const unsigned char *data;
	size_t len;
	uint64_t base; /* address of data[0] */
};

uint16_t load_u16(const unsigned char *);
uint32_t load_u32(const unsigned char *);
uint64_t load_u64(const unsigned char *);

/* UTF-16 units as they lie in memory. */
struct wide {
	const unsigned char *data;
	size_t units;
};

/*
 * UTF-16 as UTF-8: a surrogate without its other half becomes U+FFFD.  NULs are copied.
 * The text is in the arena, NUL terminated.
 */
struct blob decode_wide(struct wide, struct arena *);
/* The units before the first NUL. */
struct wide wide_until_nul(struct wide);

/*
 * A command line as CommandLineToArgvW splits it: arguments, each with a NUL behind
 * it, in the arena.
 */
struct blob decode_arguments(struct blob line, struct arena *);

/* Times are 100 ns since 1601 and 100 ns; WINDOWS_EPOCH lies between 1601 and 1970. */
#define WINDOWS_EPOCH UINT64_C(116444736000000000)
#define WINDOWS_TICK  UINT64_C(100)
/* Nanoseconds since 1970; 0 for what is before that or does not fit. */
uint64_t decode_filetime(uint64_t);
/* Ticks as nanoseconds; as many as fit. */
uint64_t decode_duration(uint64_t);

/* SystemProcessInformation: one process. */
struct snapshot_process {
	uint64_t pid, ppid;
	uint64_t create_time; /* as Windows has it */
	uint64_t user_ticks, kernel_ticks;
	uint64_t working_set, peak_working_set;
	uint64_t virtual, peak_virtual;
	uint64_t private_bytes, peak_pagefile;
	uint64_t paged_pool, peak_paged_pool, nonpaged_pool, peak_nonpaged_pool;
	uint64_t read_count, write_count, other_count;
	uint64_t read_bytes, write_bytes, other_bytes;
	uint32_t faults, hard_faults;
	uint32_t handles, session;
	int32_t base_priority;
	struct wide name;   /* of no units: it has none */
	uint32_t nthreads;  /* as told */
	uint32_t nreadable; /* of which the buffer holds */
	struct image threads;
};

/* One thread of it. */
struct snapshot_thread {
	uint64_t tid;
	uint64_t create_time, user_ticks, kernel_ticks;
	int32_t priority, base_priority;
	uint32_t switches, state, wait_reason;
};
#define THREAD_RUNNING	  UINT32_C(2)
#define THREAD_WAITING	  UINT32_C(5)
#define WAIT_SUSPENDED	  UINT32_C(5)
#define WAIT_WR_SUSPENDED UINT32_C(12)

/*
 * The process at *at, which becomes where the next one is.  False: there is none there.
 * Starts with 0; ends whatever the bytes say.
 */
bool decode_snapshot(const struct image *, size_t *at, struct snapshot_process *);
/* A thread by its place, below nreadable. */
void decode_thread(const struct snapshot_process *, uint32_t index, struct snapshot_thread *);
/* Is a thread held back by a suspension? */
bool thread_is_suspended(const struct snapshot_thread *);
/* Are all threads of a process, of which there is one? */
bool snapshot_is_suspended(const struct snapshot_process *);
/* Context switches of one thread, or (tid 0) of all that are there. */
uint64_t snapshot_switches(const struct snapshot_process *, uint64_t tid);

/*
 * The process environment block and the parameters that it points to, of a 64-bit
 * process or (narrow) of a 32-bit one.  Each decoder wants this many bytes.
 */
#define PEB_BYTES    ((size_t)0x28)
#define PARAMS_BYTES ((size_t)0x88)
/* A text in the process. */
struct remote_text {
	uint64_t address;
	uint16_t bytes;
};
struct process_params {
	struct remote_text cwd, command_line;
	uint64_t environment; /* 0: none */
};
/* Where the parameters are; 0: nowhere. */
uint64_t decode_peb(const unsigned char peb[PEB_BYTES], bool narrow);
/* address: where the parameters lie, for those that are not yet told from there. */
void decode_params(const unsigned char params[PARAMS_BYTES], uint64_t address, bool narrow,
    struct process_params *);
/*
 * An environment as it lies in memory: NAME=value, each with a NUL behind it, up to an
 * empty one; names in upper-case letters, as Windows knows no other difference.  What Windows
 * remembers there of its drives ("=C:") is left out.  In the arena.
 */
struct blob decode_environment(struct wide, struct arena *);

/*
 * Pages of a working set that no one else maps: n entries of MemoryWorkingSetInformation, eight
 * bytes each, and of MemoryWorkingSetExInformation, sixteen bytes each.
 */
uint64_t decode_unique_pages(const unsigned char *, size_t n);
uint64_t decode_unique_pages_ex(const unsigned char *, size_t n);

/* Priority classes stand for nice values, as libuv has them: 0 is the normal one. */
enum priority_class {
	CLASS_REALTIME,
	CLASS_HIGH,
	CLASS_ABOVE_NORMAL,
	CLASS_NORMAL,
	CLASS_BELOW_NORMAL,
	CLASS_IDLE,
	CLASS_COUNT
};
int class_nice(enum priority_class);
/* By the number that SetPriorityClass takes; CLASS_COUNT: none. */
enum priority_class class_of_number(uint32_t number);
uint32_t class_number(enum priority_class);
/* By the base priority that it gives a process; CLASS_COUNT: none. */
enum priority_class class_of_base(int32_t base);
/*
 * The class for a nice value: its own, else the next one in the direction of the
 * change, so that one step is always one class.  CLASS_COUNT: no nice value.
 */
enum priority_class class_for_nice(enum priority_class now, int nice);

#endif
