/*
 * Columns of processes and threads.  To add one for a fact of facts.h is one row.
 */
#include <string.h>

#include "field_check.h"

/* clang-format off: tables */

/* Where a value lives: in the row, or in what the row points to. */
#define PROC(u, m)                                                                                 \
	.unit = (u), .member = MEMBER_OF(struct proc, m),                                          \
	.offset = offsetof(struct proc, m) + UNIT_CHECK(u, struct proc, m)
#define VIA(p, u, type, m)                                                                         \
	.unit = (u), .member = MEMBER_OF(type, m), .via = offsetof(struct proc, p) + 1,            \
	.offset = offsetof(type, m) + UNIT_CHECK(u, type, m)
#define MORE(u, m)     VIA(more, u, struct proc_more, m)
#define DEAR(u, m)     VIA(footprint, u, struct proc_footprint, m)
#define GETTER(u, how) .unit = (u), .member = MEMBER_NONE, .get = (how)
#define G(group)       .groups = PG_BIT(PG_##group)

const char *const proc_status_names[] = {
    [STATUS_UNKNOWN] = "unknown",
    [STATUS_RUNNING] = "running",
    [STATUS_SLEEPING] = "sleeping",
    [STATUS_DISK_SLEEP] = "disk-sleep",
    [STATUS_STOPPED] = "stopped",
    [STATUS_TRACING_STOP] = "tracing-stop",
    [STATUS_ZOMBIE] = "zombie",
    [STATUS_DEAD] = "dead",
    [STATUS_WAKE_KILL] = "wake-kill",
    [STATUS_WAKING] = "waking",
    [STATUS_PARKED] = "parked",
    [STATUS_IDLE] = "idle",
    [STATUS_LOCKED] = "locked",
    [STATUS_WAITING] = "waiting",
    [STATUS_SUSPENDED] = "suspended",
    [STATUS_COUNT] = NULL,
};

/* The kernel's letters; L, w and s are ours for states that only BSDs have. */
const char proc_status_letters[] = {
    [STATUS_UNKNOWN] = '?',
    [STATUS_RUNNING] = 'R',
    [STATUS_SLEEPING] = 'S',
    [STATUS_DISK_SLEEP] = 'D',
    [STATUS_STOPPED] = 'T',
    [STATUS_TRACING_STOP] = 't',
    [STATUS_ZOMBIE] = 'Z',
    [STATUS_DEAD] = 'X',
    [STATUS_WAKE_KILL] = 'K',
    [STATUS_WAKING] = 'W',
    [STATUS_PARKED] = 'P',
    [STATUS_IDLE] = 'I',
    [STATUS_LOCKED] = 'L',
    [STATUS_WAITING] = 'w',
    [STATUS_SUSPENDED] = 's',
    [STATUS_COUNT] = '\0',
};

const char *const proc_policy_names[] = {
    [POLICY_OTHER] = "other",
    [POLICY_FIFO] = "fifo",
    [POLICY_RR] = "rr",
    [POLICY_BATCH] = "batch",
    [POLICY_ISO] = "iso",
    [POLICY_IDLE] = "idle",
    [POLICY_DEADLINE] = "deadline",
    [POLICY_EXT] = "ext",
    [POLICY_UNKNOWN] = "unknown",
    [POLICY_COUNT] = NULL,
};

static const char *
proc_name(const void *row)
{
	const struct proc *p = row;

	return p->known[PG_NAME] == FACT_OK ? p->name : NULL;
}

static void
cpu_time_get(const struct column *column, const void *row, struct value *value)
{
	const struct proc *p = row;

	(void)column;
	value->kind = VALUE_UINT;
	value->u = p->cpu_user_ns + p->cpu_system_ns;
}

/* The variable that the column's argument names: the first of that name, as getenv finds it. */
static void
variable_get(const struct column *column, const void *row, struct value *value)
{
	const struct proc *p = row;
	const char *name = column->argument, *at, *end;
	size_t len;

	value->kind = VALUE_TEXT;
	value->text = NULL; /* none, unless found */
	if (p->more == NULL || name == NULL || p->more->environ.data == NULL)
		return;
	len = strlen(name);
	at = p->more->environ.data;
	end = at + p->more->environ.len; /* where a NUL is */
	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, name, len) == 0 && at[len] == '=') {
			value->text = at + len + 1;
			return;
		}
}

/* In the order of --list-columns and of -o all; names of facts as psutil has them. */
static const struct field fields[] = {
    {"pid", "PID", "Process id; in a row that is a thread, the id of the thread",
	PROC(UNIT_ID, id.pid), .width = 7, .systems = ON_ALL},
    {"tgid", "TGID", "Thread group id: the process that a thread belongs to", PROC(UNIT_ID, tgid),
	.width = 7, .systems = ON_LINUX | ON_WINDOWS},
    {"ppid", "PPID", "Process id of the parent", PROC(UNIT_ID, ppid), .width = 7, G(PPID),
	.systems = ON_ALL},
    {"name", "NAME",
	"Name of the program; Linux cuts it at 15 bytes unless the command line has the rest",
	PROC(UNIT_TEXT, name), .width = 16, G(NAME), .systems = ON_ALL},
    {"cmdline", "Command",
	"Command line with arguments; [name] when there is none, as for kernel threads",
	PROC(UNIT_ARGS, cmdline), .width = 0, G(CMDLINE), .systems = ON_ALL,
	.also = PG_BIT(PG_NAME), .instead = proc_name},
    {"exe", "EXE", "Path of the program file", MORE(UNIT_TEXT, exe), .width = 24, G(EXE),
	.systems = ON_ALL},
    {"cwd", "CWD", "Current working directory", MORE(UNIT_TEXT, cwd), .width = 24, G(CWD),
	.systems = ON_ALL},
    {"username", "USER", "Name of the effective user; the number when it has no name",
	PROC(UNIT_TEXT, username), .width = 10, G(USERNAME), .systems = ON_ALL},
    {"uid", "UID", "Real user id", MORE(UNIT_ID, uid), .width = 6, G(IDS), .systems = ON_UNIX},
    {"euid", "EUID", "Effective user id", PROC(UNIT_ID, euid), .width = 6, G(OWNER),
	.systems = ON_UNIX},
    {"gid", "GID", "Real group id", MORE(UNIT_ID, gid), .width = 6, G(IDS), .systems = ON_UNIX},
    {"egid", "EGID", "Effective group id", MORE(UNIT_ID, egid), .width = 6, G(IDS),
	.systems = ON_UNIX},
    {"status", "S",
	"State: R running, S sleeping, D disk-sleep, T stopped, t tracing-stop, Z zombie, X "
	"dead, I idle and others",
	PROC(UNIT_NAMED, status), .width = 1, G(STATUS), .systems = ON_ALL,
	.names = proc_status_names, .letters = proc_status_letters},
    {"terminal", "TTY", "Controlling terminal", PROC(UNIT_TEXT, terminal_name), .width = 8, G(JOB),
	.systems = ON_UNIX},
    {"session", "SID", "Session id; on Windows, the number of the session of a user's log-on",
	PROC(UNIT_ID, session), .width = 7, G(SESSION), .systems = ON_ALL},
    {"pgrp", "PGRP", "Process group id", PROC(UNIT_ID, pgrp), .width = 7, G(JOB),
	.systems = ON_UNIX},
    {"nice", "NI",
	"Nice value, from -20 (favoured) to 19; a priority class on Windows: -20 -14 -7 0 10 19",
	PROC(UNIT_NUMBER, nice), .width = 3, G(NICE), .systems = ON_ALL},
    {"priority", "PRI",
	"Kernel's scheduling priority: 20 plus nice, negative for real-time; on Windows the base "
	"priority",
	PROC(UNIT_NUMBER, priority), .width = 4, G(PRIORITY), .systems = ON_ALL},
    {"rt_priority", "RTPRI", "Real-time priority, from 1 to 99; 0 when not real-time",
	PROC(UNIT_NUMBER, rt_priority), .width = 5, G(SCHED), .systems = ON_LINUX},
    {"policy", "POLICY", "Scheduling policy: other, fifo, rr, batch, idle, deadline, ext",
	PROC(UNIT_NAMED, policy), .width = 8, G(SCHED), .systems = ON_LINUX,
	.names = proc_policy_names},
    {"num_threads", "THR", "Number of threads", PROC(UNIT_COUNT, num_threads), .width = 4,
	G(THREADS), .systems = ON_ALL, .flags = FIELD_SUMS},
    {"cpu_percent", "CPU%", "CPU time used in the last interval, in percent of one CPU",
	PROC(UNIT_PERCENT, cpu_percent), .width = 5, G(CPU_PERCENT), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"cpu_time", "TIME", "CPU time used so far, user and system",
	GETTER(UNIT_DURATION, cpu_time_get), .width = 9, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"cpu_times_user", "UTIME", "CPU time used so far in user mode",
	PROC(UNIT_DURATION, cpu_user_ns), .width = 9, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"cpu_times_system", "STIME", "CPU time used so far in the kernel",
	PROC(UNIT_DURATION, cpu_system_ns), .width = 9, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"cpu_num", "CPU", "CPU that it ran on last", PROC(UNIT_ID, cpu_num), .width = 4, G(CPU_NUM),
	.systems = ON_LINUX | ON_FREEBSD | ON_SUNOS},
    {"create_time", "STARTED", "When it was started", PROC(UNIT_TIME, create_time), .width = 16,
	G(START), .systems = ON_ALL},
    {"elapsed", "ELAPSED", "Time since it was started", PROC(UNIT_DURATION, elapsed_ns), .width = 9,
	G(START), .systems = ON_ALL},
    {"rss", "RSS", "Resident set size: memory in RAM, shared pages included", PROC(UNIT_BYTES, rss),
	.width = 6, G(MEMORY), .systems = ON_ALL, .flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"vms", "VIRT",
	"Virtual memory size: all of the address space; on Windows private memory, the commit "
	"charge",
	PROC(UNIT_BYTES, vms), .width = 6, G(MEMORY), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"shared", "SHR",
	"Resident file-backed and shared memory, whether or not someone else maps it too (statm)",
	MORE(UNIT_BYTES, shared), .width = 6, G(AREAS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"text", "CODE", "Size of the program code in the address space (statm)",
	MORE(UNIT_BYTES, text), .width = 6, G(AREAS), .systems = ON_LINUX | ON_BSD,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"data", "DATA", "Size of data and stack in the address space (statm)", MORE(UNIT_BYTES, data),
	.width = 6, G(AREAS), .systems = ON_LINUX | ON_BSD, .flags = FIELD_SUMS},
    {"virtual", "VADDR", "Size of the address space in use, reserved parts included",
	MORE(UNIT_BYTES, virtual), .width = 6, G(VIRTUAL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"peak_virtual", "PKVADDR", "Largest size of the address space so far",
	MORE(UNIT_BYTES, peak_virtual), .width = 7, G(VIRTUAL), .systems = ON_WINDOWS},
    {"paged_pool", "PAGED", "Kernel memory held on its behalf that can be paged out",
	MORE(UNIT_BYTES, paged_pool), .width = 6, G(POOL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"peak_paged_pool", "PKPAGED", "Highest paged_pool so far", MORE(UNIT_BYTES, peak_paged_pool),
	.width = 7, G(POOL), .systems = ON_WINDOWS},
    {"nonpaged_pool", "NPAGED", "Kernel memory held on its behalf that stays in RAM",
	MORE(UNIT_BYTES, nonpaged_pool), .width = 6, G(POOL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"peak_nonpaged_pool", "PKNPAGED", "Highest nonpaged_pool so far",
	MORE(UNIT_BYTES, peak_nonpaged_pool), .width = 8, G(POOL), .systems = ON_WINDOWS},
    {"peak_rss", "PKRSS",
	"Highest resident set size so far (VmHWM); on Windows the peak working set",
	MORE(UNIT_BYTES, peak_rss), .width = 6, G(PEAK_RSS),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS},
    {"peak_vms", "PKVIRT",
	"Highest virtual memory size so far (VmPeak); on Windows the highest commit charge",
	MORE(UNIT_BYTES, peak_vms), .width = 6, G(PEAK_VMS), .systems = ON_LINUX | ON_WINDOWS},
    {"rss_anon", "ANON", "Resident anonymous memory (RssAnon)", MORE(UNIT_BYTES, rss_anon),
	.width = 6, G(RSS_KINDS), .systems = ON_LINUX | ON_MACOS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"rss_file", "FILE", "Resident memory mapped from files (RssFile)", MORE(UNIT_BYTES, rss_file),
	.width = 6, G(RSS_KINDS), .systems = ON_LINUX | ON_MACOS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"rss_shmem", "SHMEM", "Resident shared memory: System V, tmpfs, shared anonymous (RssShmem)",
	MORE(UNIT_BYTES, rss_shmem), .width = 6, G(RSS_KINDS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"swap", "SWAP", "Anonymous memory in swap (VmSwap)", MORE(UNIT_BYTES, swap), .width = 6,
	G(SWAP), .systems = ON_LINUX, .flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"hugetlb", "HUGE", "Memory in hugetlb pages (HugetlbPages)", MORE(UNIT_BYTES, hugetlb),
	.width = 6, G(HUGETLB), .systems = ON_LINUX, .flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"uss", "USS", "Unique set size: memory that ending the process would free (private pages)",
	DEAR(UNIT_BYTES, uss), .width = 6, G(USS), .systems = ON_LINUX | ON_MACOS | ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"pss", "PSS", "Proportional set size: private pages plus a fair share of each shared page",
	DEAR(UNIT_BYTES, pss), .width = 6, G(PSS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"swap_pss", "SWPSS", "Proportional share of memory in swap (SwapPss)",
	DEAR(UNIT_BYTES, swap_pss), .width = 6, G(SWAP_PSS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"pss_anon", "PSANON", "Part of pss that is anonymous memory (Pss_Anon)",
	DEAR(UNIT_BYTES, pss_anon), .width = 6, G(PSS_KINDS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"pss_file", "PSFILE", "Part of pss that is mapped from files (Pss_File)",
	DEAR(UNIT_BYTES, pss_file), .width = 6, G(PSS_KINDS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"pss_shmem", "PSSHM", "Part of pss that is shared memory (Pss_Shmem)",
	DEAR(UNIT_BYTES, pss_shmem), .width = 6, G(PSS_KINDS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"private_clean", "PCLEAN", "Unmodified pages that no one else maps (Private_Clean)",
	DEAR(UNIT_BYTES, private_clean), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"private_dirty", "PDIRTY", "Modified pages that no one else maps (Private_Dirty)",
	DEAR(UNIT_BYTES, private_dirty), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"private_hugetlb", "PHUGE", "Hugetlb pages that no one else maps (Private_Hugetlb)",
	DEAR(UNIT_BYTES, private_hugetlb), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"shared_clean", "SCLEAN", "Unmodified pages that others map too (Shared_Clean)",
	DEAR(UNIT_BYTES, shared_clean), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"shared_dirty", "SDIRTY", "Modified pages that others map too (Shared_Dirty)",
	DEAR(UNIT_BYTES, shared_dirty), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"shared_hugetlb", "SHUGE", "Hugetlb pages that others map too (Shared_Hugetlb)",
	DEAR(UNIT_BYTES, shared_hugetlb), .width = 6, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"referenced", "REFD", "Resident pages marked as accessed (Referenced)",
	DEAR(UNIT_BYTES, referenced), .width = 6, G(REFERENCED), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"lazyfree", "LAZY",
	"Pages given back with MADV_FREE that the kernel has not taken yet (LazyFree)",
	DEAR(UNIT_BYTES, lazyfree), .width = 6, G(REFERENCED), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"ksm", "KSM", "Pages merged with equal ones by kernel samepage merging (KSM)",
	DEAR(UNIT_BYTES, ksm), .width = 6, G(KSM), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"footprint_age", "AGE", "Time since uss, pss and their kin were read",
	DEAR(UNIT_DURATION, age_ns), .width = 8, G(FOOTPRINT_AGE),
	.systems = ON_LINUX | ON_MACOS | ON_WINDOWS},
    {"uss_delta", "USS+-", "Change of uss against the reading before",
	DEAR(UNIT_BYTE_DELTA, uss_delta), .width = 6, G(FOOTPRINT_DELTA),
	.systems = ON_LINUX | ON_MACOS | ON_WINDOWS, .flags = FIELD_SUMS},
    {"uss_since_mark", "USSGRW", "Change of uss since the mark that the user set",
	DEAR(UNIT_BYTE_DELTA, uss_since_mark), .width = 6, G(FOOTPRINT_MARK),
	.systems = ON_LINUX | ON_MACOS | ON_WINDOWS, .flags = FIELD_SUMS},
    {"memory_percent", "MEM%", "Share of all physical memory, of the kind that --memtype names",
	PROC(UNIT_PERCENT, memory_percent), .width = 4, G(MEMORY_PERCENT), .systems = ON_ALL},
    {"minor_faults", "MINFLT", "Page faults so far that needed no reading from disk",
	PROC(UNIT_COUNT, minor_faults), .width = 6, G(FAULTS),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS},
    {"major_faults", "MAJFLT", "Page faults so far that had to read from disk",
	PROC(UNIT_COUNT, major_faults), .width = 6, G(FAULTS),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS},
    {"minor_fault_rate", "MINF/s", "Page faults per second that needed no reading from disk",
	MORE(UNIT_RATE, minor_fault_rate), .width = 6, G(FAULT_RATES),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS | FIELD_BASELINE},
    {"major_fault_rate", "MAJF/s", "Page faults per second that had to read from disk",
	MORE(UNIT_RATE, major_fault_rate), .width = 6, G(FAULT_RATES),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS | FIELD_BASELINE},
    {"ctx_switches", "CSW", "Context switches so far; on Windows of the threads that are there",
	MORE(UNIT_COUNT, ctx_switches), .width = 6, G(SWITCHES_ALL),
	.systems = ON_UNIX | ON_WINDOWS, .flags = FIELD_SUMS},
    {"ctx_switches_voluntary", "VCSW", "Context switches so far because it waited",
	MORE(UNIT_COUNT, ctx_switches_voluntary), .width = 6, G(SWITCHES), .systems = ON_UNIX,
	.flags = FIELD_SUMS},
    {"ctx_switches_involuntary", "NVCSW", "Context switches so far because its time was up",
	MORE(UNIT_COUNT, ctx_switches_involuntary), .width = 6, G(SWITCHES), .systems = ON_UNIX,
	.flags = FIELD_SUMS},
    {"read_count", "RDCALL", "System calls so far that read (syscr)", MORE(UNIT_COUNT, read_count),
	.width = 6, G(IO_COUNTS), .systems = ON_LINUX | ON_WINDOWS | ON_BSD, .flags = FIELD_SUMS},
    {"write_count", "WRCALL", "System calls so far that wrote (syscw)",
	MORE(UNIT_COUNT, write_count), .width = 6, G(IO_COUNTS),
	.systems = ON_LINUX | ON_WINDOWS | ON_BSD, .flags = FIELD_SUMS},
    {"read_bytes", "READ", "Bytes so far that came from storage (read_bytes)",
	MORE(UNIT_BYTES, read_bytes), .width = 6, G(IO_BYTES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"write_bytes", "WRITE", "Bytes so far that were sent to storage (write_bytes)",
	MORE(UNIT_BYTES, write_bytes), .width = 6, G(IO_BYTES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"read_chars", "RDCHAR", "Bytes so far that system calls read, from anywhere (rchar)",
	MORE(UNIT_BYTES, read_chars), .width = 6, G(IO_CHARS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"write_chars", "WRCHAR", "Bytes so far that system calls wrote, to anywhere (wchar)",
	MORE(UNIT_BYTES, write_chars), .width = 6, G(IO_CHARS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"read_rate", "READ/s", "Bytes per second that come from storage",
	MORE(UNIT_BYTE_RATE, read_rate), .width = 6, G(IO_RATES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"write_rate", "WRIT/s", "Bytes per second that are sent to storage",
	MORE(UNIT_BYTE_RATE, write_rate), .width = 6, G(IO_RATES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"other_count", "OTCALL",
	"Operations so far that neither read nor wrote, such as control calls",
	MORE(UNIT_COUNT, other_count), .width = 6, G(IO_OTHER), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"other_bytes", "OTHER", "Bytes so far that such operations moved",
	MORE(UNIT_BYTES, other_bytes), .width = 6, G(IO_OTHER), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"other_rate", "OTHR/s", "Bytes per second that such operations move",
	MORE(UNIT_BYTE_RATE, other_rate), .width = 6, G(IO_OTHER_RATE), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"num_handles", "HNDL", "Number of open handles", MORE(UNIT_COUNT, num_handles), .width = 5,
	G(NUM_HANDLES), .systems = ON_WINDOWS, .flags = FIELD_SUMS},
    {"num_fds", "FDS", "Number of open file descriptors", MORE(UNIT_COUNT, num_fds), .width = 5,
	G(NUM_FDS), .systems = ON_UNIX, .flags = FIELD_SUMS},
    {"cgroup", "CGROUP", "Control group", MORE(UNIT_TEXT, cgroup), .width = 32, G(CGROUP),
	.systems = ON_LINUX},
    {"container", "CONTAINER", "Id of the container that it runs in", MORE(UNIT_TEXT, container),
	.width = 12, G(CGROUP), .systems = ON_LINUX},
    {"runtime", "RUNTIME", "What runs its container: docker, podman, containerd, lxc and others",
	MORE(UNIT_TEXT, runtime), .width = 10, G(CGROUP), .systems = ON_LINUX},
    {"service", "SERVICE",
	"Service that it belongs to: the unit of its control group, or those that run in it",
	MORE(UNIT_TEXT, service), .width = 24, G(SERVICE), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SEVERAL},
    {"netns", "NETNS", "Number of the network namespace that it lives in", MORE(UNIT_ID, netns),
	.width = 10, G(NETNS), .systems = ON_LINUX},
    {"wchan", "WCHAN", "Kernel function that it sleeps in", MORE(UNIT_TEXT, wchan), .width = 16,
	G(WCHAN), .systems = ON_LINUX | ON_BSD},
    {"oom_score", "OOM", "How likely the kernel is to kill it when memory runs out, from 0 to 2000",
	MORE(UNIT_NUMBER, oom_score), .width = 5, G(OOM), .systems = ON_LINUX},
    {"oom_score_adj", "OOMADJ", "What was added to oom_score by choice, from -1000 (never) to 1000",
	MORE(UNIT_NUMBER, oom_score_adj), .width = 6, G(OOM), .systems = ON_LINUX},
    {"run_delay", "RDELAY", "Time spent ready to run but waiting for a CPU (schedstat)",
	MORE(UNIT_DURATION, run_delay_ns), .width = 9, G(RUN_DELAY), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"environ", "ENVIRON", "Environment that it was started with", MORE(UNIT_ENVIRON, environ),
	.width = 0, G(ENVIRON), .systems = ON_ALL, .flags = FIELD_HIDDEN},
    {"env", "ENV", "One variable of the environment, as env:PATH", GETTER(UNIT_TEXT, variable_get),
	.width = 12, G(ENVIRON), .systems = ON_ALL, .flags = FIELD_ARGUMENT | FIELD_HIDDEN},
    {.key = NULL},
};

const struct table process_table = {
    .name = "process",
    .json = "processes",
    .fields = fields,
    .row_size = sizeof(struct proc),
    .known_offset = offsetof(struct proc, known),
    .columns = "pid,username,priority,nice,num_threads,vms,rss,uss,pss,swap,status,cpu_percent,"
	       "memory_percent,cpu_time,cmdline",
    .sort = "cpu_percent",
};
