/*
 * Every fact that ctop knows, as plain structs in portable units.
 *
 * Units: bytes, nanoseconds, counts, percent; text is the bytes the system
 * gave, NUL terminated, in an arena of whoever owns the row.  Nothing here is
 * printable yet: text from processes is hostile until canvas or report made it
 * safe.
 *
 * A *group* is the smallest set of facts that every system delivers together
 * or not at all.  Groups are the unit of demand (bits of a mask), of reading
 * and of failure: every row carries one enum fact per group, and a fact may be
 * looked at only when its group says FACT_OK.
 */
#ifndef CTOP_OS_FACTS_H
#define CTOP_OS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a group of facts.  Zero is "nobody asked". */
enum fact {
	FACT_UNREAD,	/* not asked for in this tick */
	FACT_OK,	/* known */
	FACT_PENDING,	/* not yet: a rate on its first tick, a reader on its way, a try that failed */
	FACT_NONE,	/* this system, or this kind of process, does not tell */
	FACT_DENIED,	/* we may not know */
	FACT_GONE,	/* the process ended while we looked */
	FACT_STUCK,	/* the kernel would have made us wait */
	FACT_COUNT
};

/* Groups of facts of a process. */
enum proc_group {
	PG_START,	/* start, create_time, elapsed */
	PG_NAME,	/* name */
	PG_PPID,	/* ppid */
	PG_STATUS,	/* status */
	PG_KIND,	/* kernel */
	PG_JOB,		/* pgrp session terminal */
	PG_CPU,		/* cpu_user_ns cpu_system_ns */
	PG_CPU_NUM,	/* cpu_num */
	PG_NICE,	/* nice */
	PG_PRIORITY,	/* priority */
	PG_SCHED,	/* rt_priority policy */
	PG_THREADS,	/* num_threads */
	PG_MEMORY,	/* rss vms */
	PG_FAULTS,	/* minor_faults major_faults */
	PG_OWNER,	/* euid */
	PG_USERNAME,	/* username */
	PG_IDS,		/* uid gid egid */
	PG_SWITCHES,	/* ctx_switches_* */
	PG_AREAS,	/* shared text data */
	PG_PEAK_RSS,	/* peak_rss */
	PG_PEAK_VMS,	/* peak_vms */
	PG_RSS_KINDS,	/* rss_anon rss_file rss_shmem */
	PG_SWAP,	/* swap */
	PG_HUGETLB,	/* hugetlb */
	PG_IO_COUNTS,	/* read_count write_count */
	PG_IO_BYTES,	/* read_bytes write_bytes */
	PG_IO_CHARS,	/* read_chars write_chars */
	PG_USS,		/* uss and private_, shared_ */
	PG_PSS,		/* pss */
	PG_PSS_KINDS,	/* pss_anon pss_file pss_shmem */
	PG_SWAP_PSS,	/* swap_pss */
	PG_REFERENCED,	/* referenced lazyfree */
	PG_KSM,		/* ksm */
	PG_CMDLINE,	/* cmdline */
	PG_EXE,		/* exe */
	PG_CWD,		/* cwd */
	PG_ENVIRON,	/* environ */
	PG_CGROUP,	/* cgroup container runtime */
	PG_NUM_FDS,	/* num_fds */
	PG_OOM,		/* oom_score oom_score_adj */
	PG_WCHAN,	/* wchan */
	PG_RUN_DELAY,	/* run_delay_ns */

	/* derived by collect, from the facts above and the tick before */
	PG_CPU_PERCENT,		/* cpu_percent */
	PG_MEMORY_PERCENT,	/* memory_percent */
	PG_FAULT_RATES,		/* minor_fault_rate major_fault_rate */
	PG_IO_RATES,		/* read_rate write_rate */
	PG_FOOTPRINT_AGE,	/* footprint_age_ns */
	PG_FOOTPRINT_DELTA,	/* uss_delta */
	PG_FOOTPRINT_MARK,	/* uss_since_mark */
	PG_SERVICE,		/* service: the unit or services of this process */

	PG_COUNT
};

#define PG_BIT(g) (UINT64_C(1) << (g))

_Static_assert(PG_COUNT <= 64, "a set of groups is a 64-bit mask");

/* Footprint: facts that cost the kernel a walk over the address space. */
#define PG_FOOTPRINT_MASK                                                                          \
	(PG_BIT(PG_USS) | PG_BIT(PG_PSS) | PG_BIT(PG_PSS_KINDS) | PG_BIT(PG_SWAP_PSS) |            \
	    PG_BIT(PG_REFERENCED) | PG_BIT(PG_KSM))

/* What lives behind proc->footprint. */
#define PG_FOOTPRINT_BLOCK                                                                         \
	(PG_FOOTPRINT_MASK | PG_BIT(PG_FOOTPRINT_AGE) | PG_BIT(PG_FOOTPRINT_DELTA) |               \
	    PG_BIT(PG_FOOTPRINT_MARK))

/* psutil's names for the states: proc_status_names in collect/field.c. */
enum proc_status {
	STATUS_UNKNOWN,
	STATUS_RUNNING,
	STATUS_SLEEPING,
	STATUS_DISK_SLEEP,
	STATUS_STOPPED,
	STATUS_TRACING_STOP,
	STATUS_ZOMBIE,
	STATUS_DEAD,
	STATUS_WAKE_KILL,
	STATUS_WAKING,
	STATUS_PARKED,
	STATUS_IDLE,
	STATUS_LOCKED,
	STATUS_WAITING,
	STATUS_SUSPENDED,
	STATUS_COUNT
};

enum proc_policy {
	POLICY_OTHER,
	POLICY_FIFO,
	POLICY_RR,
	POLICY_BATCH,
	POLICY_ISO,
	POLICY_IDLE,
	POLICY_DEADLINE,
	POLICY_EXT,
	POLICY_UNKNOWN,
	POLICY_COUNT
};

/*
 * A process, or a thread shown as a row: only the pair identifies it.  start
 * is on the system's own scale (Linux: nanoseconds since boot), so that it
 * does not move with the wall clock.
 */
struct proc_id {
	int64_t pid;
	uint64_t start;
};

/* Bytes with their length; NULs inside separate arguments or variables. */
struct blob {
	const char *data; /* data[len] is NUL as well */
	size_t len;
};

/* Dear facts; see PG_FOOTPRINT_MASK.  Bytes. */
struct proc_footprint {
	uint64_t uss, pss;
	uint64_t pss_anon, pss_file, pss_shmem;
	uint64_t swap_pss;
	uint64_t private_clean, private_dirty, private_hugetlb;
	uint64_t shared_clean, shared_dirty, shared_hugetlb;
	uint64_t referenced, lazyfree, ksm;
	uint64_t age_ns;	/* since the reading */
	int64_t uss_delta;	/* against the reading before */
	int64_t uss_since_mark; /* against the user's mark */
};

/* Facts that only some rows carry: asked for by columns off by default. */
struct proc_more {
	/* PG_IDS */
	uint32_t uid, gid, egid;
	/* PG_NUM_FDS PG_OOM */
	int32_t num_fds;
	int32_t oom_score, oom_score_adj;
	/* PG_AREAS PG_PEAK_* PG_RSS_KINDS PG_SWAP PG_HUGETLB, bytes */
	uint64_t shared, text, data;
	uint64_t peak_rss, peak_vms;
	uint64_t rss_anon, rss_file, rss_shmem;
	uint64_t swap, hugetlb;
	/* PG_SWITCHES */
	uint64_t ctx_switches_voluntary, ctx_switches_involuntary;
	/* PG_IO_* */
	uint64_t read_count, write_count;
	uint64_t read_bytes, write_bytes;
	uint64_t read_chars, write_chars;
	/* PG_RUN_DELAY: ready but waiting for a CPU */
	uint64_t run_delay_ns;
	/* PG_EXE PG_CWD PG_ENVIRON PG_CGROUP PG_WCHAN PG_SERVICE */
	const char *exe, *cwd, *cgroup, *container, *runtime, *wchan, *service;
	struct blob environ;
	/* PG_FAULT_RATES PG_IO_RATES, per second */
	double minor_fault_rate, major_fault_rate;
	double read_rate, write_rate;
};

/*
 * One process.  What nearly every tick asks of every process is inline; the
 * rest hangs off it and is there (not NULL) whenever one of its groups was
 * asked for.
 */
struct proc {
	struct proc_id id; /* id.pid is the thread's id in a thread's row */
	int64_t tgid;	   /* the process; equals id.pid unless a thread */
	uint8_t known[PG_COUNT]; /* enum fact */
	uint8_t status;		 /* PG_STATUS, enum proc_status */
	bool kernel;		 /* PG_KIND: a kernel thread */
	bool thread;		 /* not the first thread of its process */
	bool fresh;		 /* started since the tick before */
	uint64_t image;		 /* PG_KIND: another number after an exec; 0: not told */
	int64_t ppid;
	int64_t pgrp, session; /* PG_JOB */
	uint32_t terminal;     /* PG_JOB: tty device number, 0 none; see terminal_name */
	int32_t nice, priority;
	int32_t cpu_num;     /* PG_CPU_NUM */
	int32_t rt_priority; /* PG_SCHED */
	uint32_t policy;     /* PG_SCHED, enum proc_policy */
	uint32_t num_threads;
	uint32_t euid;	      /* PG_OWNER */
	uint64_t create_time; /* PG_START: ns since the epoch */
	uint64_t elapsed_ns;  /* PG_START: since then, when the tick was taken */
	uint64_t cpu_user_ns, cpu_system_ns;
	uint64_t rss, vms;
	uint64_t minor_faults, major_faults;
	double cpu_percent;    /* of one CPU: 100 is one CPU kept busy */
	double memory_percent; /* of the kind --memtype names */
	const char *name;
	const char *username;
	const char *terminal_name; /* PG_JOB: "/dev/pts/3"; NULL: none */
	struct blob cmdline;
	struct proc_more *more;
	struct proc_footprint *footprint;
};

/* Groups of facts of a mapping. */
enum mapping_group {
	MG_PAGES, /* rss pss uss private_ shared_ */
	MG_SWAP,  /* swap */
	MG_COUNT
};

/* What may be done with a mapping; of several, what with any of them. */
enum mapping_access {
	ACCESS_READ = 1 << 0,
	ACCESS_WRITE = 1 << 1,
	ACCESS_EXECUTE = 1 << 2,
	ACCESS_PRIVATE = 1 << 3, /* what is written is nobody else's */
	ACCESS_SHARED = 1 << 4,
};

/* All that a process has mapped of one file, or of one kind that is no file.  Bytes. */
struct mapping {
	const char *path; /* hostile; "[heap]", "[stack]"; "[anon]": of no file, without a name */
	uint8_t known[MG_COUNT]; /* enum fact */
	uint8_t access;	  /* enum mapping_access */
	uint32_t count;	  /* mappings that are added up here */
	uint64_t size;	  /* of the address space */
	uint64_t rss, pss, uss, swap;
	uint64_t private_clean, private_dirty, private_hugetlb;
	uint64_t shared_clean, shared_dirty, shared_hugetlb;
};

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

/* Time of one CPU, or of all, in ns since boot; never goes backwards (derive.c sees to it). */
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
#define MEMORY_UNKNOWN UINT64_MAX
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

struct system {
	uint8_t known[SG_COUNT];
	uint8_t known_rate; /* of cpu_percent: pending on the first tick */
	uint8_t known_tasks;
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
	uint64_t ctx_switches, interrupts, forks; /* since boot */
	const char *hostname, *release;
	struct tasks tasks; /* counted by collect over all processes */
};

/* Groups of facts of a network interface. */
enum net_group {
	NG_LINK,      /* name index kind isup virtual mtu flags operstate */
	NG_ADDRS,     /* addrs */
	NG_SPEED,     /* speed */
	NG_DUPLEX,    /* duplex */
	NG_COUNTERS,  /* counters */
	NG_NAMESPACE, /* netns netns_init */

	/* derived by collect */
	NG_RATES,   /* rates, history */
	NG_PERCENT, /* link_percent */
	NG_COUNT
};

#define NG_BIT(g) (UINT64_C(1) << (g))

enum addr_family { ADDR_INET, ADDR_INET6, ADDR_LINK, ADDR_COUNT };
enum addr_scope { SCOPE_UNIVERSE, SCOPE_SITE, SCOPE_LINK, SCOPE_HOST, SCOPE_NOWHERE, SCOPE_COUNT };
enum net_duplex { DUPLEX_IS_UNKNOWN, DUPLEX_IS_HALF, DUPLEX_IS_FULL, DUPLEX_IS_COUNT };

/* One address of an interface, as text; NULL: there is none. */
struct netaddr {
	uint8_t family; /* enum addr_family */
	uint8_t scope;	/* enum addr_scope; of ADDR_LINK always universe */
	uint8_t prefix; /* bits of the network; 0 for ADDR_LINK */
	const char *address, *netmask, *broadcast, *ptp;
};

/* Since the interface was made, as psutil counts. */
struct net_counters {
	uint64_t bytes_sent, bytes_recv;
	uint64_t packets_sent, packets_recv;
	uint64_t errin, errout, dropin, dropout;
};

/* The same per second. */
struct net_rates {
	double bytes_sent, bytes_recv;
	double packets_sent, packets_recv;
	double errin, errout, dropin, dropout;
};

/* Numbers of the last ticks, the newest last. */
struct series {
	const double *items;
	size_t count;
};

/* A network interface of the namespace that ctop runs in. */
struct netif {
	struct proc_id id; /* pid: index; start: of the name.  Filled by collect */
	uint8_t known[NG_COUNT];
	bool isup;	 /* up and running */
	bool virt;	 /* no device behind it: loopback, bridge, veth, tunnel ... */
	bool loopback;
	uint8_t duplex;	 /* enum net_duplex */
	uint8_t netns_init; /* is it the namespace of pid 1?  0 unknown, 1 yes, 2 no */
	uint32_t index, mtu;
	uint32_t speed;	 /* Mbit/s */
	uint64_t netns;	 /* number of the namespace */
	const char *name, *kind, *operstate;
	struct blob flags;     /* names, NUL between */
	const struct netaddr *addrs;
	size_t naddrs;
	struct blob addresses; /* "10.0.0.4/24", NUL between.  Filled by collect */
	struct net_counters counters;
	struct net_rates rates;
	double link_percent;   /* of the speed, of the busier direction when full duplex */
	struct series history; /* bytes per second, both directions */
};

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
	DISK_WHOLE,	/* a device of its own */
	DISK_PARTITION,
	DISK_MAPPER,	/* device-mapper: LVM, crypt */
	DISK_RAID,	/* md */
	DISK_LOOP,
	DISK_RAM,	/* ram, zram */
	DISK_REMOTE,	/* a file system of another machine */
	DISK_FILES,	/* a file system without a block device: tmpfs, overlay, zfs */
	DISK_KINDS
};

struct disk_counters {
	uint64_t read_count, write_count;
	uint64_t read_bytes, write_bytes;
	uint64_t read_merged_count, write_merged_count;
	uint64_t read_ns, write_ns;   /* sums over requests */
	uint64_t busy_ns, queue_ns;   /* time with requests; the same times their number */
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
	uint8_t kind;	   /* enum disk_kind */
	bool part;	   /* counted in another row, or no disk: partitions, loop, ram, files */
	uint32_t major, minor;
	uint32_t in_flight; /* DG_COUNTERS: requests under way */
	const char *name;  /* sda, sda1, the mapped name, host:/export */
	const char *mountpoint, *fstype; /* NULL: not mounted */
	struct disk_counters counters;
	struct disk_space space;
	struct disk_rates rates;
	double busy_percent, queue;
	bool waited;	   /* DG_WAIT */
	uint64_t wait_ns;  /* on average for a request */
	uint64_t space_age_ns;
	struct series history; /* bytes per second, read and written */
};

/* What all interfaces and disks together move, bytes per second. */
struct traffic {
	uint8_t known_net, known_disk; /* enum fact */
	double recv, sent, read, written;
};

#endif
