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
	size_t cursor; /* where threads found its process last */
};

struct windows_disks;

struct machine {
	uint64_t boot_time; /* as create times are; 0 unknown */
	struct snapshot_buffer processes;
	uint64_t ctx_switches, interrupts; /* beyond 32 bits; of system alone */
	struct windows_disks *disks;
};

/* windows.c: what sources and actions share */
enum fact windows_fact(DWORD error);
enum fact windows_status_fact(NTSTATUS);
struct wide windows_wide(const WCHAR *, size_t units);

/* system.c, net.c */
void windows_system(struct machine *, unsigned want, struct system *, struct arena *);
enum fact windows_nets(struct machine *, uint64_t want, struct net_list *);

/* disk.c */
struct windows_disks *windows_disks_open(void);
void windows_disks_close(struct windows_disks *);
enum fact windows_disks(struct machine *, uint64_t want, struct disk_list *);
enum fact windows_space(struct machine *, const char *mountpoint, struct disk_space *);

/* services.c */
struct service_watch *windows_services_open(struct machine *, char *why, size_t whylen);
enum fact windows_services(struct service_watch *, uint64_t want, struct service_list *);
void windows_services_close(struct service_watch *);

/* snapshot.c */
enum fact windows_list(struct machine *, uint64_t want, struct proc_list *);
#define SNAPSHOT_GROUPS                                                                            \
	(PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_PPID) | PG_BIT(PG_STATUS) |                \
	    PG_BIT(PG_KIND) | PG_BIT(PG_CPU) | PG_BIT(PG_PRIORITY) | PG_BIT(PG_THREADS) |          \
	    PG_BIT(PG_MEMORY) | PG_BIT(PG_FAULTS) | PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_PEAK_VMS) |    \
	    PG_BIT(PG_VIRTUAL) | PG_BIT(PG_POOL) | PG_BIT(PG_IO_COUNTS) | PG_BIT(PG_IO_BYTES) |    \
	    PG_BIT(PG_IO_OTHER) | PG_BIT(PG_NUM_HANDLES))

/* hold.c */
enum fact windows_hold(struct machine *, const struct proc *, struct held *);
void windows_drop(struct held *);

/* sources.c */
extern const struct source windows_sources[];

#endif
