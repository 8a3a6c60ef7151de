/*
 * The Windows driver's own: what a machine keeps, and how a held process is reached.
 *
 * Texts are UTF-8 here and UTF-16 where Windows is asked.  After open, a machine is only
 * read by sources, which run on any thread, but for the account names (locked).
 */
#ifndef CTOP_OS_WINDOWS_WINDOWS_H
#define CTOP_OS_WINDOWS_WINDOWS_H

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>
#include <windows.h>
#include <winternl.h>

#include "../os.h"
#include "decode.h"

/* SystemProcessInformation as it was when list asked last; of the thread that ticks alone. */
struct snapshot_buffer {
	unsigned char *data;
	size_t len, room;
	bool indexed;	 /* slots are of this list */
	uint32_t *slots; /* where a process lies, plus 1, by its pid */
	size_t nslots;
};

/* The Idle process and the kernel's own: no address space, and no image to take a name from. */
#define PID_IDLE   0
#define PID_SYSTEM 4

struct accounts;
struct windows_disks;

struct machine {
	uint64_t boot_time; /* as create times are; 0 unknown; of the thread that ticks */
	uint64_t page;
	bool debug; /* SeDebugPrivilege: other users' processes may be opened */
	struct snapshot_buffer processes;
	uint64_t ctx_switches, interrupts; /* beyond 32 bits; of system alone */
	struct windows_disks *disks;
	struct accounts *accounts;
};

/* windows.c: what sources and actions share */
enum fact windows_fact(DWORD error);
enum fact windows_status_fact(NTSTATUS);
/* The same of what is no process: that a thing is not there is no end of anything. */
enum fact windows_thing_fact(DWORD error);
struct wide windows_wide(const WCHAR *, size_t units);
/* Whoever sets the clock moves the time of the start along with it. */
void windows_read_boot(struct machine *);

/* snapshot.c: the bulk list */
enum fact windows_list(struct machine *, uint64_t want, struct proc_list *);
enum fact windows_threads(struct held *, uint64_t want, struct proc_list *);
#define SNAPSHOT_GROUPS                                                                            \
	(PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_PPID) | PG_BIT(PG_STATUS) |                \
	    PG_BIT(PG_KIND) | PG_BIT(PG_SESSION) | PG_BIT(PG_CPU) | PG_BIT(PG_PRIORITY) |          \
	    PG_BIT(PG_THREADS) | PG_BIT(PG_MEMORY) | PG_BIT(PG_FAULTS))
#define COUNTER_GROUPS                                                                             \
	(PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_PEAK_VMS) | PG_BIT(PG_VIRTUAL) | PG_BIT(PG_POOL) |        \
	    PG_BIT(PG_SWITCHES_ALL) | PG_BIT(PG_IO_COUNTS) | PG_BIT(PG_IO_BYTES) |                 \
	    PG_BIT(PG_IO_OTHER) | PG_BIT(PG_NUM_HANDLES))
/* What the last list has of the process beyond its row. */
enum fact read_listed(struct held *, struct proc *, struct arena *);

/*
 * hold.c: held.handle is a HANDLE or HELD_NOTHING.  Most rows need nothing but the list, so that
 * a process is opened when somebody asks for more.
 */
#define HELD_NOTHING (-1)
enum fact windows_hold(struct machine *, const struct proc *, struct held *);
void windows_drop(struct held *);
bool windows_keep(struct held *);
/* Opens the process unless it is open, and makes sure that it is the one that was listed. */
enum fact held_pin(struct held *);
/* The same, as a HANDLE. */
HANDLE held_handle(const struct held *);
/* What an error says of a pinned process: unless it has ended, what failed is not an end. */
enum fact held_error(const struct held *, enum fact);
/* Reads len bytes from an address of the process. */
enum fact held_read(const struct held *, uint64_t address, void *, size_t len);
/* Of a process as its id has it; false with the last error. */
bool process_start(HANDLE, uint64_t *start);

/* peb.c: what a process keeps of how it was started */
enum fact peb_command_line(struct held *, struct blob *, struct arena *);
enum fact peb_cwd(struct held *, const char **, struct arena *);
enum fact peb_environment(struct held *, struct blob *, struct arena *);

/* accounts.c: names by security identifier.  Thread safe. */
struct accounts *accounts_open(void);
void accounts_close(struct accounts *);
/* DOMAIN\name as far as it is known without waiting, in the arena; NULL: ask. */
const char *accounts_name(struct accounts *, PSID, struct arena *);
/* The name, at any price: an identifier nobody knows is itself.  May wait. */
const char *accounts_ask(struct accounts *, PSID, struct arena *);

/* sources.c, footprint.c */
extern const struct source windows_sources[];
enum fact read_working_set(struct held *, struct proc *, struct arena *);
enum fact read_working_set_ex(struct held *, struct proc *, struct arena *);

/* act.c */
intptr_t windows_target(struct machine *, struct proc_id);
void windows_release(intptr_t);
enum act_result windows_signal(struct machine *, intptr_t, struct proc_id, int);
enum act_result windows_renice(struct machine *, intptr_t, struct proc_id, int);
extern const struct signal_name windows_signals[];

/* describe.c */
bool windows_take_privilege(const WCHAR *name);
void windows_describe(struct machine *, FILE *);

/* system.c, net.c */
void windows_system(struct machine *, unsigned want, struct system *, struct arena *);
enum fact windows_nets(struct machine *, uint64_t want, struct net_list *);

/* disk.c */
struct windows_disks *windows_disks_open(void);
void windows_disks_close(struct windows_disks *);
enum fact windows_disks(struct machine *, uint64_t want, struct disk_list *);
enum fact windows_space(struct machine *, const char *mountpoint, const char *fstype,
    struct disk_space *);

/* services.c */
struct service_watch *windows_services_open(struct machine *, char *why, size_t whylen);
enum fact windows_services(struct service_watch *, uint64_t want, struct service_list *);
void windows_services_close(struct service_watch *);

#endif
