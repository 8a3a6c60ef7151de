/*
 * The seam: everything ctop asks of an operating system.
 *
 * An OS is one folder that defines one `const struct driver os_driver`.  A NULL
 * member means "this system has no such thing": the column, panel or key that
 * needs it is not offered.  There are no stubs.
 *
 * Threads: open and close are called by one thread.  list, system, threads and disks are
 * called by the thread that ticks.  nets is called by a reader thread, one call at a time.
 * Sources marked SOURCE_BLOCKS are called by reader threads, as space is, at the same time as
 * everything else and each other; what a machine caches must bear that.  No other call may
 * wait for anything but a CPU.
 */
#ifndef CTOP_OS_OS_H
#define CTOP_OS_OS_H

#include <stdio.h>

#include "facts.h"

struct arena;
struct machine;	      /* what a driver keeps; its own business */
struct service_watch; /* the same, of services */

/* Rows that list and threads append to. */
struct proc_list {
	struct proc *rows; /* zeroed but for what the driver filled */
	size_t count, room;
	struct arena *arena; /* of text, more and footprint */
};
/* The next row, zeroed, id.pid and tgid set; grows rows.  Written once, in collect. */
struct proc *proc_list_add(struct proc_list *, int64_t pid);
/* Interfaces and disks that nets and disks append; rows live in the arena. */
struct net_list {
	struct netif *rows;
	size_t count, room;
	struct arena *arena;
};
struct disk_list {
	struct disk *rows;
	size_t count, room;
	struct arena *arena;
};
struct service_list {
	struct service *rows;
	size_t count, room;
	struct arena *arena;
	const char *note; /* why there is no answer, in words, in the arena; or NULL */
};
/* What a process has open, and what limits it. */
struct open_list {
	struct open_file *rows;
	size_t count, room;
	struct arena *arena;
};
struct limit_list {
	struct limit *rows;
	size_t count, room;
	struct throttle
	    *throttles; /* of every control group above it that has a quota, inner ones first */
	size_t nthrottles, throttles_room;
	struct arena *arena;
};
/* The next row, zeroed.  Written once, in collect. */
struct netif *net_list_add(struct net_list *);
struct disk *disk_list_add(struct disk_list *);
struct service *service_list_add(struct service_list *);
struct open_file *open_list_add(struct open_list *);
struct limit *limit_list_add(struct limit_list *);
struct throttle *limit_list_throttle(struct limit_list *);
/* Sees to it that row->more and row->footprint are there for these groups. */
void proc_need_blocks(struct proc *, uint64_t groups, struct arena *);
/* Sets known[] of each group in the mask. */
void proc_set_facts(struct proc *, uint64_t groups, enum fact);

/* Mappings of one process, added up by path.  All zero but for the arena is an empty list. */
struct mapping_list {
	struct mapping *rows;
	size_t count, room;
	uint32_t *slots; /* where a path is in rows, plus 1; 0: free */
	size_t nslots;
	uint64_t seed;
	struct arena *arena; /* of paths */
};
/* The row of a path, zeroed if it is new; valid until the next call.  Written once, in collect. */
struct mapping *mapping_list_get(struct mapping_list *, const char *path, size_t len);

/* The number of the lowest group in a mask that is not empty. */
static inline unsigned
lowest_group(uint64_t mask)
{
#ifdef __GNUC__
	return (unsigned)__builtin_ctzll(mask);
#else
	unsigned g = 0;

	while ((mask >> g & 1) == 0)
		g++;
	return g;
#endif
}

/*
 * One process pinned for a batch of reads.  hold fills it, drop ends it.  Every
 * read through it is about the process that had the pid when it was held.
 */
struct held {
	struct machine *machine;
	struct proc_id id; /* start 0: not known yet */
	int64_t tgid;
	bool thread;
	intptr_t handle; /* the driver's: a descriptor, a HANDLE; -1 none */
};

enum source_flags {
	SOURCE_BLOCKS = 1 << 0, /* may wait on another process's lock: readers only */
	SOURCE_DEAR = 1 << 1,	/* walks the address space: counted against the budget */
	SOURCE_THREAD = 1 << 2, /* exists for threads too */
	SOURCE_STATIC = 1 << 3, /* keeps until exec: kept by {pid, start}, not read again */
	SOURCE_KERNEL = 1 << 4, /* worth asking of kernel threads */
};

/*
 * One place a kernel keeps facts.  read fills the members of the row that the
 * groups in `groups` stand for, sets known[] of each group it found, and
 * returns FACT_OK; groups it left FACT_UNREAD are then FACT_NONE.  Any other
 * return is what all its groups are.  It reads the place once.  Earlier rows of the
 * table are preferred; a later one that shares a group is asked only when
 * the earlier one answered none or gone, never after denied.
 *
 * row->more and row->footprint are there when the source's groups live in them.
 */
struct source {
	const char *name;
	uint64_t groups;
	unsigned flags;
	enum fact (*read)(struct held *, struct proc *, struct arena *);
};

/* What an action on a process came to. */
enum act_result {
	ACT_DONE,
	ACT_PENDING, /* accepted, but the process is in the kernel and cannot see it yet */
	ACT_GONE,    /* ended, or the pid is somebody else now */
	ACT_DENIED,
	ACT_INVALID, /* the system does not know this signal or nice value */
	ACT_FAILED,  /* anything else; errno tells */
};

/* A signal the system knows, for the menu. */
struct signal_name {
	int number;
	const char *name; /* without SIG */
};

/* What a person types to act on a service: the words, a blank and its name.  For reading only. */
struct service_command {
	const char *what;  /* "start" */
	const char *words; /* "systemctl start" */
};
struct service_commands {
	char quote;				/* around names that are more than a plain word */
	const struct service_command *commands; /* ends with a NULL what */
};

/* What open may be told. */
struct open_options {
	const char *root; /* directory that stands for the machine, NULL: this one */
};

struct driver {
	const char *name; /* psutil's platform name: "linux" */

	/*
	 * Opens the machine.  On failure returns NULL with one line in err that
	 * names what could not be read and why.
	 */
	struct machine *(*open)(const struct open_options *, char *err, size_t errlen);
	void (*close)(struct machine *);

	/*
	 * Appends every live process, with whatever came for free: known[] says
	 * what.  `want` are the groups that will be asked for, so that a bulk source may
	 * leave out what nobody needs.  Returns FACT_OK or why nothing is known.
	 */
	enum fact (*list)(struct machine *, uint64_t want, struct proc_list *);
	uint64_t listed; /* groups that list can fill */
	/* Appends the threads of a process but its first, thread set, tgid the process. */
	enum fact (*threads)(struct held *, uint64_t want, struct proc_list *);

	/*
	 * What a process has mapped, walked page by page: called by readers only.  NULL: this
	 * system does not tell.
	 */
	enum fact (*mappings)(struct held *, struct mapping_list *);
	/* Descriptors and handles of a process, by number: called by readers only. */
	enum fact (*opened)(struct held *, struct open_list *);
	/* Limits of a process and of its control groups: called by readers only. */
	enum fact (*limits)(struct held *, struct limit_list *);

	/*
	 * Pins a process.  start 0 in the id takes whoever has the pid.  FACT_OK, or
	 * gone or denied with nothing to drop.
	 */
	enum fact (*hold)(struct machine *, const struct proc *, struct held *);
	void (*drop)(struct held *);
	/*
	 * Makes a hold last beyond this batch, for a reader.  False: too many do, or the process
	 * is gone; the hold is as it was.  NULL: holds do not last.
	 */
	bool (*keep)(struct held *);

	const struct source *sources; /* ends with a NULL name */

	/* Facts of the system for the groups (SG_BIT) wanted. */
	void (*system)(struct machine *, unsigned want, struct system *, struct arena *);

	/*
	 * Appends every network interface of ctop's namespace with the groups wanted
	 * (NG_BIT).  FACT_OK, or why none is known.
	 */
	enum fact (*nets)(struct machine *, uint64_t want, struct net_list *);
	/*
	 * Appends every block device and, with DG_MOUNT, every other mounted file system that holds
	 * files.  Never DG_SPACE.
	 */
	enum fact (*disks)(struct machine *, uint64_t want, struct disk_list *);
	/*
	 * DG_SPACE of a mount point; fstype as in its row.  May wait for ever: for readers, any
	 * number at a time.  A process whose reader waits there can end all the same.
	 */
	enum fact (*space)(struct machine *, const char *mountpoint, const char *fstype,
	    struct disk_space *);

	/*
	 * Services.  A watch is a connection to what manages them; its calls may wait and come one
	 * at a time, from a reader.  services_open returns NULL with one line in why that names
	 * what was found instead.  services appends all of them, as the manager has told so far: it
	 * asks for the groups wanted, and again only for what changed.  What would take long is
	 * told in parts.  FACT_PENDING: there is more to ask, which the next call goes on with;
	 * what is wanted and was not told yet is pending in the rows.  FACT_STUCK: nothing came for
	 * a while, the next call tries again.  After anything else but FACT_OK the watch is of no
	 * more use.
	 */
	const char *service_manager; /* who manages them: "systemd" */
	/*
	 * On screen a list does for so long, where it must be asked for as a whole; 0: who manages
	 * them tells what changed.
	 */
	uint64_t services_age_ns;
	struct service_watch *(*services_open)(struct machine *, char *why, size_t whylen);
	enum fact (*services)(struct service_watch *, uint64_t want, struct service_list *);
	void (*services_close)(struct service_watch *);
	const struct service_commands *service_commands; /* NULL: there are none to show */

	/* The number of a user's name; false: nobody has it.  NULL: users have no numbers. */
	bool (*user)(struct machine *, const char *name, uint32_t *uid);

	/*
	 * Actions.  target opens the process for acting on and checks that it is
	 * still {pid, start}; -1 with errno (ESRCH: gone or another) when it is not.  The
	 * handle stays that process's until release.
	 */
	intptr_t (*target)(struct machine *, struct proc_id);
	void (*release)(intptr_t handle);
	enum act_result (*signal)(struct machine *, intptr_t handle, struct proc_id, int signo);
	enum act_result (*renice)(struct machine *, intptr_t handle, struct proc_id, int nice);
	const struct signal_name *signals; /* ends with a NULL name */

	/* What was found at run time, and what is missing to see all: lines for -V and --stats. */
	void (*describe)(struct machine *, FILE *);
};

/* The system this ctop was built for.  Only main.c names it. */
extern const struct driver os_driver;

#endif
