/*
 * Services: the units of systemd, the services of Windows.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_SERVICE_H
#define CTOP_OS_FACTS_SERVICE_H

/* Groups of facts of a service. */
enum service_group {
	VG_SERVICE,	/* name display_name */
	VG_KIND,	/* kind */
	VG_STATUS,	/* status sub_state state */
	VG_DESCRIPTION, /* description */
	VG_START_TYPE,	/* start_type */
	VG_USERNAME,	/* username */
	VG_PID,		/* pid; none when it does not run */
	VG_BINPATH,	/* binpath */
	VG_UNIT_FILE,	/* unit_file */
	VG_SINCE,	/* since */
	VG_CGROUP,	/* cgroup */
	VG_MEMORY,	/* memory */
	VG_CPU_TIME,	/* cpu_ns */

	/* derived by collect, from its processes and the tick before */
	VG_CPU_PERCENT, /* cpu_percent: of the control group, else of its processes */
	VG_PROCS,	/* num_procs */
	VG_THREADS,	/* num_threads */
	VG_RSS,		/* rss */
	VG_USS,		/* uss */
	VG_PSS,		/* pss */
	VG_COUNT
};

_Static_assert(VG_COUNT <= 64, "a set of groups is a 64-bit mask");

#define VG_BIT(g) (UINT64_C(1) << (g))

/* What a status means on every system: for colours and for what is hidden. */
enum service_state {
	SERVICE_STATE_UNKNOWN,
	SERVICE_STATE_RUNS,
	SERVICE_STATE_CHANGES, /* on its way up or down */
	SERVICE_STATE_PAUSED,
	SERVICE_STATE_STOPPED,
	SERVICE_STATE_FAILED,
	SERVICE_STATE_COUNT
};

struct group;

/*
 * A service: a Windows service, a systemd unit.  Words are the system's own (systemctl's
 * ActiveState, psutil's "start_pending"); NULL text: there is none.
 */
struct service {
	struct proc_id id; /* start: of the name.  Filled by collect */
	uint8_t known[VG_COUNT];
	uint8_t state; /* enum service_state */
	const char *name, *display_name;
	const char *kind; /* "service", "timer"; of Windows: "own", "share" ... */
	const char *status, *sub_state;
	const char *description, *start_type, *username, *binpath, *unit_file;
	const char *cgroup; /* "/system.slice/ssh.service"; its processes are in and below it */
	int64_t pid;	    /* its main process; 0: none */
	uint64_t since;	    /* of the status, ns since the epoch; 0: never */
	uint64_t memory, cpu_ns; /* of the control group */
	double cpu_percent;	 /* of one CPU */
	uint32_t num_procs;
	uint64_t num_threads;
	uint64_t rss, uss, pss;	  /* sums over its processes */
	uint64_t partial;	  /* groups of sums that do not cover all of them */
	const struct group *sums; /* what collect made of its processes; NULL: not asked for */
};

#endif
