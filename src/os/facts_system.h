/*
 * The system: CPUs, memory, load, pressure.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_SYSTEM_H
#define CTOP_OS_FACTS_SYSTEM_H

/* Groups of facts of the system. */
enum system_group {
	SG_CPU,	     /* cpu, cpus */
	SG_MEMORY,   /* memory */
	SG_SWAP,     /* swap */
	SG_LOAD,     /* load */
	SG_BOOT,     /* boot_time uptime_ns */
	SG_PRESSURE, /* pressure */
	SG_EVENTS,   /* ctx_switches interrupts forks */
	SG_HOST,     /* hostname release */
	SG_COUNT
};

#define SG_BIT(g) (1U << (g))

/* A member, of those below, that the system does not tell. */
#define NOT_TOLD UINT64_MAX

/*
 * Time of one CPU, or of all, in ns since boot; never goes backwards (derive.c sees to it).  What
 * the system does not tell apart is NOT_TOLD, and its share NAN.
 */
struct cpu_times {
	uint64_t user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice;
};

/* Share of the last interval, percent 0 to 100; the parts add up to 100. */
struct cpu_percent {
	double total; /* all but idle and iowait */
	double user, nice, system, idle, iowait, irq, softirq, steal, guest;
};

struct cpu {
	uint32_t number;
	bool online;
	uint8_t known;	    /* enum fact of times */
	uint8_t known_rate; /* enum fact of percent */
	struct cpu_times times;
	struct cpu_percent percent;
};

/* psutil's virtual_memory, bytes.  A member the system lacks is UINT64_MAX. */
#define MEMORY_UNKNOWN NOT_TOLD
struct memory {
	uint64_t total, available, used, free;
	uint64_t active, inactive, buffers, cached, shared, slab;
	double percent;
};

struct swap {
	uint64_t total, used, free;
	uint64_t sin, sout; /* bytes since boot; MEMORY_UNKNOWN */
	double percent;
};

/* Pressure stall information: percent of time, averages over 10, 60, 300 s. */
struct stall {
	bool known;
	double avg10, avg60, avg300;
	uint64_t total_ns;
};
struct pressure {
	struct stall cpu_some, memory_some, memory_full, io_some, io_full;
};

struct tasks {
	uint32_t total, running, sleeping, stopped, zombie, kernel;
	uint64_t threads;
};

/* Per second, over the last interval. */
struct system_rates {
	double sin, sout; /* bytes swapped */
	double ctx_switches, interrupts, forks;
};

struct system {
	uint8_t known[SG_COUNT];
	uint8_t known_rate; /* of cpu_percent: pending on the first tick */
	uint8_t known_tasks;
	uint8_t known_swap_rate, known_event_rate; /* of rates: the same */
	struct cpu_times cpu;
	struct cpu_percent cpu_percent;
	struct cpu *cpus; /* by number, offline ones too */
	size_t ncpus;	  /* online and offline */
	size_t online;
	struct memory memory;
	struct swap swap;
	double load[3];
	uint64_t boot_time; /* ns since the epoch */
	uint64_t uptime_ns;
	struct pressure pressure;
	uint64_t ctx_switches, interrupts, forks; /* since boot; NOT_TOLD */
	struct system_rates rates;		  /* derived by collect */
	const char *hostname, *release;
	struct tasks tasks; /* counted by collect over all processes */
};

#endif
