/*
 * The Linux driver's own: what a machine keeps, and how a held process's files
 * are reached.
 *
 * After open, a machine is only read, but for the user names (locked) and
 * boot_ns (atomic): sources run on any thread.
 */
#ifndef CTOP_OS_LINUX_LINUX_H
#define CTOP_OS_LINUX_LINUX_H

#include <stdatomic.h>

#include "../os.h"
#include "../posix/fetch.h"
#include "decode.h"

#define DRIVERS_MAX 64
#define LIST_BYTES  ((size_t)64 * 1024)

struct users;
struct linux_net;

struct machine {
	int proc;	   /* descriptor of ROOT/proc */
	int sys;	   /* of ROOT/sys; -1: there is none */
	bool captured;	   /* a tree of files: no process behind it */
	bool has_rollup;   /* smaps_rollup; taken for granted in a captured tree */
	bool has_fd_count; /* the size of PID/fd is the count (since 6.2) */
	bool has_pidfd;
	bool has_pressure;
	intptr_t keep_below; /* holds last with descriptors below this: half of what we may open */
	uint64_t hz, page;
	_Atomic uint64_t boot_ns; /* of boot, since the epoch; 0 unknown */
	struct users *users;
	struct linux_net *net; /* of nets alone, which one thread calls; NULL until then */
	struct tty_driver drivers[DRIVERS_MAX];
	size_t ndrivers;
	/* of the watch of services, told by describe */
	const char *_Atomic services_address; /* NULL: none was opened yet */
	_Atomic uint64_t services_calls;
	/* of list alone, which one thread calls */
	_Alignas(8) char dents[LIST_BYTES];
};

/* Numeric names of an open directory, in its own order. */
struct dents {
	int fd;
	char *buf;
	size_t size, len, at;
};
#define DENTS_END   (-1)
#define DENTS_ERROR (-2) /* errno tells */
/* The next one, or one of the above.  Names that are no pid are passed over. */
int64_t dents_next(struct dents *);

/*
 * held.handle: a descriptor of the process's directory, or one of these.  The
 * tick's hot path is one stat per process, which is cheapest by path and proves by its
 * start time whose it is.  Everything after that goes through the directory.
 */
#define HELD_NOTHING (-1)
#define HELD_SEEN    (-2) /* stat was read by path and is of this process */

enum fact linux_hold(struct machine *, const struct proc *, struct held *);
void linux_drop(struct held *);
bool linux_keep(struct held *);
/* Path of a file of the process, relative to machine.proc; "" is its directory. */
#define HELD_PATH 64
void held_path(const struct held *, const char *file, char path[HELD_PATH]);
/* Opens the directory unless it is open, and makes sure whose it is. */
enum fact held_pin(struct held *);
/* Pins and reads one file; FACT_OK: the caller calls fetch_free. */
enum fact held_fetch(struct held *, const char *file, struct fetch *);
/* stat, by the cheapest way that is safe; checks and completes held.id. */
enum fact held_stat(struct held *, struct fetch *, struct stat_record *);
/* What an errno from a file of a pinned process means: a file this kernel lacks is not an end. */
enum fact held_error(struct held *, int error);
/* Its effective uid. */
enum fact held_owner(struct held *, uint32_t *uid);

extern const struct source linux_sources[];
enum fact read_status(struct held *, struct proc *, struct arena *);
enum fact read_statm(struct held *, struct proc *, struct arena *);
enum fact read_io(struct held *, struct proc *, struct arena *);
enum fact read_schedstat(struct held *, struct proc *, struct arena *);
enum fact read_smaps_rollup(struct held *, struct proc *, struct arena *);
enum fact read_smaps(struct held *, struct proc *, struct arena *);
enum fact read_exe(struct held *, struct proc *, struct arena *);
enum fact read_cwd(struct held *, struct proc *, struct arena *);
enum fact read_netns(struct held *, struct proc *, struct arena *);
enum fact read_fds(struct held *, struct proc *, struct arena *);
enum fact linux_mappings(struct held *, struct mapping_list *);
enum fact linux_limits(struct held *, struct limit_list *);
/* A kernel thread, or a zombie with nobody left in it: memory is known to be none. */
bool proc_without_memory(const struct proc *);

void linux_system(struct machine *, unsigned want, struct system *, struct arena *);

intptr_t linux_target(struct machine *, struct proc_id);
void linux_release(intptr_t);
enum act_result linux_signal(struct machine *, intptr_t, struct proc_id, int);
enum act_result linux_renice(struct machine *, intptr_t, struct proc_id, int);

void linux_describe(struct machine *, FILE *);

#endif
