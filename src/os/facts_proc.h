/*
 * A process, or a thread shown as a row.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_PROC_H
#define CTOP_OS_FACTS_PROC_H

/* Groups of facts of a process. */
enum proc_group {
	PG_START,	 /* start, create_time, elapsed */
	PG_NAME,	 /* name */
	PG_PPID,	 /* ppid */
	PG_STATUS,	 /* status */
	PG_KIND,	 /* kernel */
	PG_JOB,		 /* pgrp terminal */
	PG_SESSION,	 /* session */
	PG_CPU,		 /* cpu_user_ns cpu_system_ns */
	PG_CPU_NUM,	 /* cpu_num */
	PG_NICE,	 /* nice */
	PG_PRIORITY,	 /* priority */
	PG_SCHED,	 /* rt_priority policy */
	PG_THREADS,	 /* num_threads */
	PG_MEMORY,	 /* rss vms */
	PG_FAULTS,	 /* minor_faults major_faults */
	PG_OWNER,	 /* euid */
	PG_USERNAME,	 /* username */
	PG_IDS,		 /* uid gid egid */
	PG_SWITCHES,	 /* ctx_switches_voluntary ctx_switches_involuntary */
	PG_SWITCHES_ALL, /* ctx_switches */
	PG_AREAS,	 /* shared text data */
	PG_PEAK_RSS,	 /* peak_rss */
	PG_PEAK_VMS,	 /* peak_vms */
	PG_VIRTUAL,	 /* virtual peak_virtual */
	PG_POOL,	 /* paged_pool nonpaged_pool and their peaks */
	PG_RSS_KINDS,	 /* rss_anon rss_file rss_shmem */
	PG_SWAP,	 /* swap */
	PG_HUGETLB,	 /* hugetlb */
	PG_IO_COUNTS,	 /* read_count write_count */
	PG_IO_BYTES,	 /* read_bytes write_bytes */
	PG_IO_CHARS,	 /* read_chars write_chars */
	PG_IO_OTHER,	 /* other_count other_bytes */
	PG_USS,		 /* uss and private_, shared_ */
	PG_PSS,		 /* pss */
	PG_PSS_KINDS,	 /* pss_anon pss_file pss_shmem */
	PG_SWAP_PSS,	 /* swap_pss */
	PG_REFERENCED,	 /* referenced lazyfree */
	PG_KSM,		 /* ksm */
	PG_CMDLINE,	 /* cmdline */
	PG_EXE,		 /* exe */
	PG_CWD,		 /* cwd */
	PG_ENVIRON,	 /* environ */
	PG_CGROUP,	 /* cgroup container runtime */
	PG_NUM_FDS,	 /* num_fds */
	PG_NUM_HANDLES,	 /* num_handles */
	PG_OOM,		 /* oom_score oom_score_adj */
	PG_WCHAN,	 /* wchan */
	PG_NETNS,	 /* netns */
	PG_RUN_DELAY,	 /* run_delay_ns */

	/* derived by collect, from the facts above and the tick before */
	PG_CPU_PERCENT,	    /* cpu_percent */
	PG_MEMORY_PERCENT,  /* memory_percent */
	PG_FAULT_RATES,	    /* minor_fault_rate major_fault_rate */
	PG_IO_RATES,	    /* read_rate write_rate */
	PG_IO_OTHER_RATE,   /* other_rate */
	PG_FOOTPRINT_AGE,   /* footprint_age_ns */
	PG_FOOTPRINT_DELTA, /* uss_delta */
	PG_FOOTPRINT_MARK,  /* uss_since_mark */
	PG_SERVICE,	    /* service: the unit or services of this process */

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
	/* PG_NUM_FDS PG_NUM_HANDLES PG_OOM */
	int32_t num_fds, num_handles;
	int32_t oom_score, oom_score_adj;
	/* PG_AREAS PG_PEAK_* PG_VIRTUAL PG_POOL PG_RSS_KINDS PG_SWAP PG_HUGETLB, bytes */
	uint64_t shared, text, data;
	uint64_t peak_rss, peak_vms;
	uint64_t virtual, peak_virtual;
	uint64_t paged_pool, peak_paged_pool, nonpaged_pool, peak_nonpaged_pool;
	uint64_t rss_anon, rss_file, rss_shmem;
	uint64_t swap, hugetlb;
	/* PG_SWITCHES, PG_SWITCHES_ALL */
	uint64_t ctx_switches_voluntary, ctx_switches_involuntary;
	uint64_t ctx_switches; /* both */
	/* PG_IO_* */
	uint64_t read_count, write_count;
	uint64_t read_bytes, write_bytes;
	uint64_t read_chars, write_chars;
	uint64_t other_count, other_bytes;
	/* PG_RUN_DELAY: ready but waiting for a CPU */
	uint64_t run_delay_ns;
	uint64_t netns; /* PG_NETNS: number of its network namespace */
	/* PG_EXE PG_CWD PG_ENVIRON PG_CGROUP PG_WCHAN PG_SERVICE */
	const char *exe, *cwd, *cgroup, *container, *runtime, *wchan, *service;
	struct blob environ;
	/* PG_FAULT_RATES PG_IO_RATES PG_IO_OTHER_RATE, per second */
	double minor_fault_rate, major_fault_rate;
	double read_rate, write_rate, other_rate;
};

/*
 * One process.  What nearly every tick asks of every process is inline; the
 * rest hangs off it and is there (not NULL) whenever one of its groups was
 * asked for.
 */
struct proc {
	struct proc_id id;	 /* id.pid is the thread's id in a thread's row */
	int64_t tgid;		 /* the process; equals id.pid unless a thread */
	uint8_t known[PG_COUNT]; /* enum fact */
	uint8_t status;		 /* PG_STATUS, enum proc_status */
	bool kernel;		 /* PG_KIND: a kernel thread */
	bool thread;		 /* not the first thread of its process */
	bool fresh;		 /* started since the tick before */
	uint64_t image;		 /* PG_KIND: another number after an exec; 0: not told */
	int64_t ppid;
	int64_t pgrp;	   /* PG_JOB */
	int64_t session;   /* PG_SESSION */
	uint32_t terminal; /* PG_JOB: tty device number, 0 none; see terminal_name */
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

#endif
