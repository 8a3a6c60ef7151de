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
#define WINDOWS_TICK UINT64_C(100)
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
	struct wide name;    /* of no units: it has none */
	uint32_t nthreads;   /* as told */
	uint32_t nreadable;  /* of which the buffer holds */
	struct image threads;
};

/* One thread of it. */
struct snapshot_thread {
	uint64_t tid;
	uint64_t create_time, user_ticks, kernel_ticks;
	int32_t priority, base_priority;
	uint32_t switches, state, wait_reason;
};
#define THREAD_RUNNING UINT32_C(2)
#define THREAD_WAITING UINT32_C(5)
#define WAIT_SUSPENDED UINT32_C(5)
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

#endif
