/*
 * What is inside one process: mappings, open files, limits.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_INSIDE_H
#define CTOP_OS_FACTS_INSIDE_H

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
	uint8_t access;		 /* enum mapping_access */
	uint32_t count;		 /* mappings that are added up here */
	uint64_t size;		 /* of the address space */
	uint64_t rss, pss, uss, swap;
	uint64_t private_clean, private_dirty, private_hugetlb;
	uint64_t shared_clean, shared_dirty, shared_hugetlb;
};

enum open_kind {
	OPEN_UNKNOWN,
	OPEN_FILE,
	OPEN_DIRECTORY,
	OPEN_DEVICE,
	OPEN_PIPE,
	OPEN_SOCKET,
	OPEN_EVENT,  /* eventfd, timerfd, signalfd, epoll, inotify ... */
	OPEN_MEMORY, /* memfd, shared memory without a file */
	OPEN_OTHER,
	OPEN_KINDS
};

enum open_access { OPENED_READ = 1 << 0, OPENED_WRITE = 1 << 1, OPENED_APPEND = 1 << 2 };

/* A descriptor or handle of a process.  Text is hostile; NULL: does not apply, or not known. */
struct open_file {
	uint8_t known;	/* enum fact of what lies behind the number */
	uint8_t kind;	/* enum open_kind */
	uint8_t access; /* enum open_access */
	bool deleted;	/* the file has no name any more */
	bool has_position;
	int64_t number;
	uint64_t position;  /* bytes; has_position */
	const char *target; /* path, "pipe:[4711]", "anon_inode:[eventfd] count 3" */
	/*
	 * Sockets: "tcp6", "u_str" as ss says it; psutil's state in small letters, "established",
	 * NULL for what has no connections; "[::1]:22", or the path of a unix socket.
	 */
	const char *protocol, *state, *local, *remote;
	const char *name; /* made by collect: the target, or the ends of a socket */
	const char *lock; /* "flock write", "posix read 0-1023"; several joined with ", " */
};

/* A limit of a process or of what contains it; UINT64_MAX: none. */
#define LIMIT_NONE UINT64_MAX
struct limit {
	uint8_t known;	     /* enum fact */
	uint8_t unit;	     /* enum limit_unit */
	const char *name;    /* "open files", "memory.max" */
	const char *where;   /* the control group that sets it; NULL: the process's own */
	uint64_t soft, hard; /* hard equals soft where there is one only */
	uint64_t used;	     /* of it, LIMIT_NONE: not known */
};

enum limit_unit { LIMIT_COUNT, LIMIT_BYTES, LIMIT_NS, LIMIT_PERCENT, LIMIT_UNITS };

/* How a control group that has a quota keeps its processes waiting for the CPU. */
struct throttle {
	uint8_t known;			     /* enum fact */
	const char *where;		     /* the control group */
	uint64_t periods, throttled_periods; /* since the group was made */
	uint64_t throttled_ns;
};

#endif
