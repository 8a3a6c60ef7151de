/*
 * The machine as a whole: CPUs, memory, paging files, counters, version.  Pure functions over
 * what the kernel of a 64-bit Windows writes.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_SYSTEM_H
#define CTOP_OS_WINDOWS_DECODE_SYSTEM_H

#include "decode.h"

/* SystemProcessorPerformanceInformation: one record per CPU. */
#define CPU_RECORD 48
extern const struct cpu_times cpu_times_nothing; /* 0 of what Windows tells apart */
struct cpu_record {
	struct cpu_times times;
	uint32_t interrupts; /* since boot, modulo 2^32 */
};
/* The CPU by its place; false: there is none there. */
bool decode_cpu(const struct image *, size_t index, struct cpu_record *);

/* GetPerformanceInfo, in pages. */
struct performance_record {
	uint64_t page;
	uint64_t commit_limit;
	uint64_t physical_total, physical_available;
	uint64_t system_cache;
};
#define PERFORMANCE_RECORD 104
/* False: the figures cannot be true. */
bool decode_performance(const struct image *, struct performance_record *);
void performance_memory(const struct performance_record *, struct memory *);

/* SystemPageFileInformation: pages in use of all paging files. */
uint64_t decode_page_files(const struct image *);
/* What can be committed beyond memory is in paging files; used in pages. */
uint64_t performance_swap_pages(const struct performance_record *);
void performance_swap(const struct performance_record *, uint64_t used, struct swap *);

/* SystemPerformanceInformation: context switches, modulo 2^32. */
bool decode_switches(const struct image *, uint32_t *switches);

/*
 * SystemTimeOfDayInformation: when the machine was started, and how long ago, time asleep
 * included.  One record for both, so that neither moves against the other.  It is not
 * believed where the tick count knows of a longer time: Wine's is that of its server.
 */
#define TIME_OF_DAY_RECORD 48
bool decode_boot(const struct image *, uint64_t ticks_ns, uint64_t *boot, uint64_t *uptime_ns);

/* A counter of 32 bits that goes on where it wraps, as long as somebody looks in between. */
uint64_t counter_widen(uint64_t before, uint32_t now);

/* "Windows 11 10.0.22631" */
struct version_record {
	uint32_t major, minor, build;
	bool server;
};
const char *version_text(const struct version_record *, struct arena *);

#endif
