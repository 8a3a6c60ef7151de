/*
 * A machine that does what a test says, behind the same seam as a real one.
 *
 * It counts every call, so that tests can prove what is read and what is not.
 * One fake at a time; its processes are a plain array the test owns.
 */
#ifndef CTOP_TESTS_FAKE_H
#define CTOP_TESTS_FAKE_H

#include "../../src/os/os.h"

enum fake_source {
	FAKE_STAT,    /* nearly everything inline */
	FAKE_OWNER,   /* OWNER USERNAME */
	FAKE_STATUS,  /* IDS SWITCHES PEAK_RSS SWAP */
	FAKE_IO,      /* IO_BYTES IO_COUNTS */
	FAKE_EXE,     /* static */
	FAKE_CMDLINE, /* blocks, static */
	FAKE_ENVIRON, /* blocks, static */
	FAKE_ROLLUP,  /* blocks, dear: USS PSS */
	FAKE_SMAPS,   /* the fallback of rollup */
	FAKE_SOURCES
};

struct fake_proc {
	int64_t pid;
	uint64_t start;
	int64_t ppid;
	const char *name;
	uint8_t status;
	bool kernel;
	uint32_t euid;
	uint32_t threads; /* beside the first; their tids are pid * 100 + 1 ... */
	uint64_t cpu_ns, rss, faults, uss, read_bytes;
	const char *cmdline;		/* arguments separated by | */
	const char *environ;		/* the same */
	enum fact answer[FAKE_SOURCES]; /* FACT_UNREAD: as it should be */
	bool hangs;			/* blocking sources wait until fake_release */
	unsigned reads[FAKE_SOURCES];
	enum fact inside;	  /* of all that is inside; FACT_UNREAD: as it should be */
	unsigned mapping_reads;	  /* two of /lib/a and a heap of uss bytes */
	unsigned open_reads;	  /* a file, and a connection */
	unsigned limit_reads;	  /* one, and its group's throttling as it was that often */
	struct throttle throttle; /* where NULL: none */
};

struct fake {
	struct fake_proc *procs;
	size_t count;
	uint64_t wall, clock_step;
	unsigned lists, systems, holds, drops;
	unsigned stat_reads; /* over all processes and threads */
	uint64_t memory_total;
	struct cpu_times cpu;
	bool bulk;  /* the list tells what stat does */
	bool keeps; /* a hold lasts beyond the batch that made it */
};

extern struct fake fake;
extern const struct driver fake_driver;

/* Forgets counts and processes; the machine then has these. */
void fake_set(struct fake_proc *, size_t count);
void fake_reset_counts(void);
/* While a collector runs in its thread: the process hangs, or ends. */
void fake_hang(struct fake_proc *);
void fake_end(struct fake_proc *);
/* Lets every hanging read go on. */
void fake_release(void);
struct fake_proc *fake_find(int64_t pid);
/* Reads of one source, over all processes and of one. */
unsigned fake_reads(enum fake_source);
unsigned fake_reads_of(const struct fake_proc *, enum fake_source);

#endif
