/*
 * Facts of the whole system, as rows like every other fact.  A dot in a key
 * leads into an object of JSON, a number after it into an array.
 */
#include <math.h>

#include "field.h"

/* clang-format off: tables */

/* Facts beside known[] of struct system follow it; as groups they are the bits after its own. */
#define RATE_BIT       (UINT64_C(1) << SG_COUNT)
#define TASKS_BIT      (UINT64_C(1) << (SG_COUNT + 1))
#define SWAP_RATE_BIT  (UINT64_C(1) << (SG_COUNT + 2))
#define EVENT_RATE_BIT (UINT64_C(1) << (SG_COUNT + 3))
#define IS_BIT(m, n)   (offsetof(struct system, m) == offsetof(struct system, known) + SG_COUNT + (n))
_Static_assert(IS_BIT(known_rate, 0) && IS_BIT(known_tasks, 1) && IS_BIT(known_swap_rate, 2) &&
	IS_BIT(known_event_rate, 3),
    "groups of the system are bits by offset");

/* The same for a CPU: its times, then its shares of the last interval. */
#define CPU_RATE_BIT UINT64_C(2)
_Static_assert(offsetof(struct cpu, known_rate) == offsetof(struct cpu, known) + 1,
    "groups of a CPU are bits by offset");

#define AT(type, m)	    .member = MEMBER_OF(type, m), .offset = offsetof(type, m)
#define SYS_ON(u, m, where) .unit = (u), AT(struct system, m), .systems = (where)
#define SYS(u, m)	    SYS_ON(u, m, ON_ALL)
#define G(group)	    .groups = SG_BIT(SG_##group)

/* What of CPU time and memory only some systems tell apart. */
#define HAS_IOWAIT  (ON_LINUX | ON_SUNOS)
#define HAS_IRQ	    (ON_LINUX | ON_BSD | ON_WINDOWS)
#define HAS_SOFTIRQ (ON_LINUX | ON_WINDOWS)
#define HAS_ACTIVE  (ON_LINUX | ON_BSD | ON_MACOS)
#define HAS_CACHED  (ON_LINUX | ON_BSD | ON_WINDOWS)
#define HAS_BUFFERS (ON_LINUX | ON_BSD)
#define RATE	    .groups = RATE_BIT, .flags = FIELD_BASELINE
#define TASKS	    .groups = TASKS_BIT

/* A stall says itself whether the kernel tells it. */
static const struct stall *
stall_of(const struct column *column, const void *row)
{
	const struct system *system = row;
	size_t index =
	    (column->field->offset - offsetof(struct system, pressure)) / sizeof(struct stall);

	_Static_assert(sizeof(struct pressure) % sizeof(struct stall) == 0, "pressure is stalls");
	return (const struct stall *)(const void *)&system->pressure + index;
}

static void
stall_get(const struct column *column, const void *row, struct value *value)
{
	value->kind = VALUE_REAL;
	value->real = *(const double *)(const void *)((const char *)row + column->field->offset);
	if (!stall_of(column, row)->known)
		value->fact = FACT_NONE;
}

static void
stall_total_get(const struct column *column, const void *row, struct value *value)
{
	value->kind = VALUE_UINT;
	value->u = *(const uint64_t *)(const void *)((const char *)row + column->field->offset);
	if (!stall_of(column, row)->known)
		value->fact = FACT_NONE;
}

static void
cpu_count_get(const struct column *column, const void *row, struct value *value)
{
	const struct system *system = row;

	(void)column;
	value->kind = VALUE_UINT;
	value->u = system->online;
}

#define STALL_AVERAGE(path, what, m, seconds)                                                      \
	{                                                                                          \
		"pressure." path ".avg" #seconds, "avg" #seconds, what " over " #seconds " s",     \
		    .unit = UNIT_PERCENT, .member = MEMBER_NONE, .get = stall_get,                 \
		    .systems = ON_LINUX,                                                           \
		    .offset = offsetof(struct system, pressure.m.avg##seconds), G(PRESSURE)        \
	}
#define STALL(path, what, m)                                                                       \
	STALL_AVERAGE(path, what, m, 10), STALL_AVERAGE(path, what, m, 60),                        \
	    STALL_AVERAGE(path, what, m, 300),                                                     \
	{                                                                                          \
		"pressure." path ".total", "total", what " since boot",                            \
		    .unit = UNIT_DURATION, .member = MEMBER_NONE, .get = stall_total_get,          \
		    .systems = ON_LINUX, .offset = offsetof(struct system, pressure.m.total_ns),   \
		    G(PRESSURE)                                                                    \
	}

static const struct field system_fields[] = {
    {"cpu_count", "cpu_count", "CPUs that are online", .unit = UNIT_COUNT, .member = MEMBER_NONE,
	.get = cpu_count_get, .systems = ON_ALL, G(CPU)},
    {"cpu_percent", "cpu_percent", "Share of all CPUs' time in use in the last interval",
	SYS(UNIT_PERCENT, cpu_percent.total), RATE},
#define SHARE(m, where, what)                                                                      \
	{                                                                                          \
		"cpu_times_percent." #m, #m, "Share of CPU time " what,                            \
		    SYS_ON(UNIT_PERCENT, cpu_percent.m, where), RATE                               \
	}
    SHARE(user, ON_ALL, "in user mode"),
    SHARE(nice, ON_UNIX, "in user mode with a nice value"),
    SHARE(system, ON_ALL, "in the kernel"),
    SHARE(idle, ON_ALL, "idle"),
    SHARE(iowait, HAS_IOWAIT, "idle while something waits for a disk"),
    SHARE(irq, HAS_IRQ, "in interrupts"),
    SHARE(softirq, HAS_SOFTIRQ, "in software interrupts"),
    SHARE(steal, ON_LINUX, "taken by the hypervisor"),
    SHARE(guest, ON_LINUX, "running guests"),
#undef SHARE
#define TIME(m, where, what)                                                                       \
	{                                                                                          \
		"cpu_times." #m, #m, "CPU time since boot " what,                                  \
		    SYS_ON(UNIT_DURATION, cpu.m, where), G(CPU)                                    \
	}
    TIME(user, ON_ALL, "in user mode"),
    TIME(nice, ON_UNIX, "in user mode with a nice value"),
    TIME(system, ON_ALL, "in the kernel"),
    TIME(idle, ON_ALL, "idle"),
    TIME(iowait, HAS_IOWAIT, "idle while something waited for a disk"),
    TIME(irq, HAS_IRQ, "in interrupts"),
    TIME(softirq, HAS_SOFTIRQ, "in software interrupts"),
    TIME(steal, ON_LINUX, "taken by the hypervisor"),
    TIME(guest, ON_LINUX, "running guests"),
    TIME(guest_nice, ON_LINUX, "running guests with a nice value"),
#undef TIME
#define MEMORY(m, where, what)                                                                     \
	{                                                                                          \
		"virtual_memory." #m, #m, what, SYS_ON(UNIT_BYTES, memory.m, where), G(MEMORY)     \
	}
    MEMORY(total, ON_ALL, "Physical memory"),
    MEMORY(available, ON_ALL, "Memory that can be given to programs without swapping"),
    {"virtual_memory.percent", "percent", "Share of memory that is not available",
	SYS(UNIT_PERCENT, memory.percent), G(MEMORY)},
    MEMORY(used, ON_ALL, "Memory that is not available"),
    MEMORY(free, ON_ALL, "Memory that nothing uses"),
    MEMORY(active, HAS_ACTIVE, "Memory used lately"),
    MEMORY(inactive, HAS_ACTIVE, "Memory not used lately"),
    MEMORY(buffers, HAS_BUFFERS, "Buffers of block devices"),
    MEMORY(cached, HAS_CACHED, "Cache of files, and kernel memory that can be reclaimed"),
    MEMORY(shared, HAS_BUFFERS, "Shared memory and tmpfs"),
    MEMORY(slab, ON_LINUX, "Kernel's own objects"),
#undef MEMORY
#define SWAP(m, what)                                                                              \
	{                                                                                          \
		"swap_memory." #m, #m, what, SYS(UNIT_BYTES, swap.m), G(SWAP)                      \
	}
    SWAP(total, "Swap space"),
    SWAP(used, "Swap space in use"),
    SWAP(free, "Swap space not in use"),
    {"swap_memory.percent", "percent", "Share of swap space in use",
	SYS(UNIT_PERCENT, swap.percent), G(SWAP)},
    SWAP(sin, "Bytes swapped in since boot"),
    SWAP(sout, "Bytes swapped out since boot"),
#undef SWAP
    {"swap_memory.sin_rate", "sin/s", "Bytes swapped in per second",
	SYS_ON(UNIT_BYTE_RATE, rates.sin, ON_UNIX), .groups = SWAP_RATE_BIT,
	.flags = FIELD_BASELINE},
    {"swap_memory.sout_rate", "sout/s", "Bytes swapped out per second",
	SYS_ON(UNIT_BYTE_RATE, rates.sout, ON_UNIX), .groups = SWAP_RATE_BIT,
	.flags = FIELD_BASELINE},
    {"load_average.1", "1 min", "Load average over a minute", SYS_ON(UNIT_RATE, load[0], ON_UNIX),
	G(LOAD)},
    {"load_average.5", "5 min", "Load average over five minutes",
	SYS_ON(UNIT_RATE, load[1], ON_UNIX), G(LOAD)},
    {"load_average.15", "15 min", "Load average over a quarter of an hour",
	SYS_ON(UNIT_RATE, load[2], ON_UNIX), G(LOAD)},
    {"boot_time", "boot_time", "When the system was started", SYS(UNIT_TIME, boot_time), G(BOOT)},
    {"uptime", "uptime", "Time since the system was started", SYS(UNIT_DURATION, uptime_ns),
	G(BOOT)},
#define TASK(m, what)                                                                              \
	{                                                                                          \
		"tasks." #m, #m, what, SYS(UNIT_COUNT, tasks.m), TASKS                             \
	}
    TASK(total, "Processes"),
    TASK(running, "Processes that run or could"),
    TASK(sleeping, "Processes that wait"),
    TASK(stopped, "Processes stopped or traced"),
    TASK(zombie, "Processes that ended and were not waited for"),
    TASK(kernel, "Kernel threads"),
    TASK(threads, "Threads of all processes"),
#undef TASK
    {"ctx_switches", "ctx_switches", "Context switches since boot", SYS(UNIT_COUNT, ctx_switches),
	G(EVENTS)},
    {"interrupts", "interrupts", "Interrupts since boot", SYS(UNIT_COUNT, interrupts), G(EVENTS)},
    {"forks", "forks", "Processes and threads created since boot",
	SYS_ON(UNIT_COUNT, forks, ON_UNIX), G(EVENTS)},
#define EVENT_RATE(m, where, what)                                                                 \
	{                                                                                          \
#m "_rate", #m "/s", what " per second", SYS_ON(UNIT_RATE, rates.m, where),        \
		    .groups = EVENT_RATE_BIT, .flags = FIELD_BASELINE                              \
	}
    EVENT_RATE(ctx_switches, ON_ALL, "Context switches"),
    EVENT_RATE(interrupts, ON_ALL, "Interrupts"),
    EVENT_RATE(forks, ON_UNIX, "Processes and threads created"),
#undef EVENT_RATE
    STALL("cpu.some", "Time in which something waited for a CPU", cpu_some),
    STALL("memory.some", "Time in which something waited for memory", memory_some),
    STALL("memory.full", "Time in which everything waited for memory", memory_full),
    STALL("io.some", "Time in which something waited for a disk", io_some),
    STALL("io.full", "Time in which everything waited for a disk", io_full),
    {.key = NULL},
};

const struct table system_table = {
    .name = "system",
    .json = "system",
    .fields = system_fields,
    .row_size = sizeof(struct system),
    .known_offset = offsetof(struct system, known),
    .columns = "all",
    .sort = "cpu_percent",
};

#define CPU_ON(u, m, where) .unit = (u), AT(struct cpu, m), .systems = (where)
#define CPU(u, m)	    CPU_ON(u, m, ON_ALL)
#define CPU_SHARE(m, where, title, what)                                                           \
	{                                                                                          \
#m, title, "Share of its time " what, CPU_ON(UNIT_PERCENT, percent.m, where),      \
		    .width = 6, .groups = CPU_RATE_BIT, .flags = FIELD_BASELINE                    \
	}

static const struct field cpu_fields[] = {
    {"cpu", "CPU", "Number of the CPU", CPU(UNIT_ID, number), .width = 4},
    {"online", "ONLINE", "Whether it is in use", CPU(UNIT_BOOL, online), .width = 6},
    {"percent", "CPU%", "Share of its time in use in the last interval",
	CPU(UNIT_PERCENT, percent.total), .width = 6, .groups = CPU_RATE_BIT,
	.flags = FIELD_BASELINE},
    CPU_SHARE(user, ON_ALL, "USER%", "in user mode"),
    CPU_SHARE(nice, ON_UNIX, "NICE%", "in user mode with a nice value"),
    CPU_SHARE(system, ON_ALL, "SYS%", "in the kernel"),
    CPU_SHARE(idle, ON_ALL, "IDLE%", "idle"),
    CPU_SHARE(iowait, HAS_IOWAIT, "WAIT%", "idle while something waits for a disk"),
    CPU_SHARE(irq, HAS_IRQ, "IRQ%", "in interrupts"),
    CPU_SHARE(softirq, HAS_SOFTIRQ, "SIRQ%", "in software interrupts"),
    CPU_SHARE(steal, ON_LINUX, "STEAL%", "taken by the hypervisor"),
    CPU_SHARE(guest, ON_LINUX, "GUEST%", "running guests"),
    {.key = NULL},
};

const struct table cpu_table = {
    .name = "cpu",
    .json = "cpus",
    .fields = cpu_fields,
    .row_size = sizeof(struct cpu),
    .known_offset = offsetof(struct cpu, known),
    .columns = "all",
    .sort = "cpu",
};
