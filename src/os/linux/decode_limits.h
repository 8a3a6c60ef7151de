/*
 * What /proc/PID/limits and the files of control groups say: pure functions over a text, as
 * decode.h's.
 */
#ifndef CTOP_OS_LINUX_DECODE_LIMITS_H
#define CTOP_OS_LINUX_DECODE_LIMITS_H

#include "../facts.h"
#include "scan.h"

struct arena;

/*
 * A line of /proc/PID/limits: "Max open files" is "open files"; used is not known.  False: the
 * heading.
 */
bool decode_limit(struct span line, struct limit *, struct arena *);

/* What is used of them, from /proc/PID/status; bytes and counts, LIMIT_NONE: not told. */
struct limits_used {
	uint64_t address_space, locked, resident, data, stack, signals;
};
void decode_limits_used(const char *, size_t, struct limits_used *);

/* The path of a process in the hierarchy of a v1 controller; NULL: in the unified one. */
bool decode_cgroup_path(const char *, size_t, const char *controller, struct span *path);

/* "max", "-1" and a number near the end of all numbers are LIMIT_NONE. */
bool decode_bound(const char *, size_t, uint64_t *);
/* "50000 100000" of cpu.max as percent of a CPU, LIMIT_NONE without a quota. */
bool decode_cpu_max(const char *, size_t, uint64_t *percent);
/* The same of v1's two files. */
uint64_t quota_percent(uint64_t quota, uint64_t period);
/* cpu.stat of either version; false: it does not tell. */
bool decode_throttle(const char *, size_t, struct throttle *);

#endif
