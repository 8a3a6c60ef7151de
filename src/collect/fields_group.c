/*
 * Columns of groups of processes.  To add a sum is one row here and a member of
 * struct group, both called as the column of the process table that is summed.
 *
 * An asterisk in a title says that pages which processes share are counted for each of them.
 */
#include "field_check.h"
#include "../os/os.h"
#include "group.h"

/* clang-format off: tables */
#define GROUP(u, m)                                                                                \
	.unit = (u), .member = MEMBER_OF(struct group, m),                                         \
	.offset = offsetof(struct group, m) + UNIT_CHECK(u, struct group, m)
#define G(group) .groups = PG_BIT(PG_##group)

static void
key_get(const struct column *column, const void *row, struct value *value)
{
	const struct group *g = row;

	(void)column;
	value->fact = (enum fact)g->key_known;
	value->kind = VALUE_TEXT;
	value->text = g->key;
}

/* Why the processes of this group have no name in common. */
static const char *
key_instead(const void *row)
{
	const struct group *g = row;

	return fact_name((enum fact)g->key_known);
}

static void
row_tally(const void *row, const struct field *field, uint32_t counts[FACT_COUNT])
{
	group_tally(row, lowest_group(field->groups), counts);
}

static const struct field fields[] = {
    {"group", "GROUP", "What the processes have in common, as --group says", .unit = UNIT_TEXT,
	.member = MEMBER_NONE, .width = 0, .get = key_get, .systems = ON_ALL,
	.instead = key_instead},
    {"processes", "PROCS", "Number of processes", GROUP(UNIT_COUNT, processes), .width = 5,
	.systems = ON_ALL},
    {"incomplete", "INCOMPLETE",
	"Sums that do not cover all processes, and how many they do, as in uss 5/8",
	GROUP(UNIT_TEXT, incomplete), .width = 20, .systems = ON_ALL},
    {"num_threads", "THR", "Number of threads", GROUP(UNIT_COUNT, num_threads), .width = 5,
	G(THREADS), .systems = ON_ALL, .flags = FIELD_SUMS},
    {"cpu_percent", "CPU%", "CPU time used in the last interval, in percent of one CPU",
	GROUP(UNIT_PERCENT, cpu_percent), .width = 6, G(CPU_PERCENT), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"cpu_time", "TIME", "CPU time used so far by the processes that are there",
	GROUP(UNIT_DURATION, cpu_time), .width = 10, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"cpu_times_user", "UTIME", "CPU time used so far in user mode",
	GROUP(UNIT_DURATION, cpu_times_user), .width = 10, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"cpu_times_system", "STIME", "CPU time used so far in the kernel",
	GROUP(UNIT_DURATION, cpu_times_system), .width = 10, G(CPU), .systems = ON_ALL,
	.flags = FIELD_SUMS},
    {"rss", "RSS*", "Sum of rss; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, rss), .width = 7, G(MEMORY), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"vms", "VIRT*", "Sum of vms; memory that several of them share counts for each",
	GROUP(UNIT_BYTES, vms), .width = 7, G(MEMORY), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"shared", "SHR*", "Sum of shared; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, shared), .width = 7, G(AREAS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"text", "CODE*", "Sum of text; code that several of them share counts for each",
	GROUP(UNIT_BYTES, text), .width = 7, G(AREAS), .systems = ON_LINUX | ON_BSD,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"data", "DATA", "Sum of data: data and stack in the address spaces", GROUP(UNIT_BYTES, data),
	.width = 7, G(AREAS), .systems = ON_LINUX | ON_BSD, .flags = FIELD_SUMS},
    {"virtual", "VADDR*", "Size of the address spaces in use, reserved parts included",
	GROUP(UNIT_BYTES, virtual), .width = 7, G(VIRTUAL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"paged_pool", "PAGED", "Kernel memory held on their behalf that can be paged out",
	GROUP(UNIT_BYTES, paged_pool), .width = 7, G(POOL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"nonpaged_pool", "NPAGED", "Kernel memory held on their behalf that stays in RAM",
	GROUP(UNIT_BYTES, nonpaged_pool), .width = 7, G(POOL), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"rss_anon", "ANON*", "Sum of rss_anon; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, rss_anon), .width = 7, G(RSS_KINDS), .systems = ON_LINUX | ON_MACOS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"rss_file", "FILE*", "Sum of rss_file; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, rss_file), .width = 7, G(RSS_KINDS), .systems = ON_LINUX | ON_MACOS,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"rss_shmem", "SHMEM*", "Sum of rss_shmem; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, rss_shmem), .width = 7, G(RSS_KINDS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"swap", "SWAP*", "Sum of swap; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, swap), .width = 7, G(SWAP), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"hugetlb", "HUGE*", "Sum of hugetlb; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, hugetlb), .width = 7, G(HUGETLB), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"uss", "USS",
	"Sum of uss: memory that only one process has; ending all of them frees at least this",
	GROUP(UNIT_BYTES, uss), .width = 7, G(USS), .systems = ON_LINUX | ON_MACOS | ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"pss", "PSS",
	"Sum of pss: private pages and fair shares of shared ones, so that no page counts twice",
	GROUP(UNIT_BYTES, pss), .width = 7, G(PSS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"swap_pss", "SWPSS", "Sum of swap_pss: memory in swap, where no page counts twice",
	GROUP(UNIT_BYTES, swap_pss), .width = 7, G(SWAP_PSS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"pss_anon", "PSANON", "Part of pss that is anonymous memory", GROUP(UNIT_BYTES, pss_anon),
	.width = 7, G(PSS_KINDS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"pss_file", "PSFILE", "Part of pss that is mapped from files", GROUP(UNIT_BYTES, pss_file),
	.width = 7, G(PSS_KINDS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"pss_shmem", "PSSHM", "Part of pss that is shared memory", GROUP(UNIT_BYTES, pss_shmem),
	.width = 7, G(PSS_KINDS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"private_clean", "PCLEAN", "Unmodified pages that only one process maps",
	GROUP(UNIT_BYTES, private_clean), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"private_dirty", "PDIRTY", "Modified pages that only one process maps",
	GROUP(UNIT_BYTES, private_dirty), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"shared_clean", "SCLEAN*",
	"Sum of shared_clean; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, shared_clean), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"shared_dirty", "SDIRTY*",
	"Sum of shared_dirty; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, shared_dirty), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"private_hugetlb", "PHUGE", "Memory in hugetlb pages that only one process maps",
	GROUP(UNIT_BYTES, private_hugetlb), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"shared_hugetlb", "SHUGE*",
	"Sum of shared_hugetlb; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, shared_hugetlb), .width = 7, G(USS), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"referenced", "REFD*", "Sum of referenced; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, referenced), .width = 7, G(REFERENCED), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"lazyfree", "LAZY", "Pages given back with MADV_FREE that the kernel has not taken yet",
	GROUP(UNIT_BYTES, lazyfree), .width = 7, G(REFERENCED), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"ksm", "KSM*", "Sum of ksm; a page that several of them share counts for each",
	GROUP(UNIT_BYTES, ksm), .width = 7, G(KSM), .systems = ON_LINUX,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"uss_delta", "USS+-", "Change of uss against the readings before",
	GROUP(UNIT_BYTE_DELTA, uss_delta), .width = 7, G(FOOTPRINT_DELTA),
	.systems = ON_LINUX | ON_MACOS | ON_WINDOWS, .flags = FIELD_SUMS},
    {"uss_since_mark", "USSGRW", "Change of uss since the mark that the user set",
	GROUP(UNIT_BYTE_DELTA, uss_since_mark), .width = 7, G(FOOTPRINT_MARK),
	.systems = ON_LINUX | ON_MACOS | ON_WINDOWS, .flags = FIELD_SUMS},
    {"memory_percent", "MEM%*",
	"Sum of memory_percent; shared pages count for each process unless --memtype is uss or pss",
	GROUP(UNIT_PERCENT, memory_percent), .width = 5, G(MEMORY_PERCENT), .systems = ON_ALL,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"minor_faults", "MINFLT", "Page faults so far that needed no reading from disk",
	GROUP(UNIT_COUNT, minor_faults), .width = 7, G(FAULTS),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS},
    {"major_faults", "MAJFLT", "Page faults so far that had to read from disk",
	GROUP(UNIT_COUNT, major_faults), .width = 7, G(FAULTS),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS},
    {"minor_fault_rate", "MINF/s", "Page faults per second that needed no reading from disk",
	GROUP(UNIT_RATE, minor_fault_rate), .width = 7, G(FAULT_RATES),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS | FIELD_BASELINE},
    {"major_fault_rate", "MAJF/s", "Page faults per second that had to read from disk",
	GROUP(UNIT_RATE, major_fault_rate), .width = 7, G(FAULT_RATES),
	.systems = ON_LINUX | ON_MACOS | ON_BSD | ON_WINDOWS, .flags = FIELD_SUMS | FIELD_BASELINE},
    {"ctx_switches", "CSW", "Context switches so far", GROUP(UNIT_COUNT, ctx_switches), .width = 7,
	G(SWITCHES_ALL), .systems = ON_UNIX | ON_WINDOWS, .flags = FIELD_SUMS},
    {"ctx_switches_voluntary", "VCSW", "Context switches so far because they waited",
	GROUP(UNIT_COUNT, ctx_switches_voluntary), .width = 7, G(SWITCHES), .systems = ON_UNIX,
	.flags = FIELD_SUMS},
    {"ctx_switches_involuntary", "NVCSW", "Context switches so far because their time was up",
	GROUP(UNIT_COUNT, ctx_switches_involuntary), .width = 7, G(SWITCHES), .systems = ON_UNIX,
	.flags = FIELD_SUMS},
    {"read_count", "RDCALL", "System calls so far that read", GROUP(UNIT_COUNT, read_count),
	.width = 7, G(IO_COUNTS), .systems = ON_LINUX | ON_WINDOWS | ON_BSD, .flags = FIELD_SUMS},
    {"write_count", "WRCALL", "System calls so far that wrote", GROUP(UNIT_COUNT, write_count),
	.width = 7, G(IO_COUNTS), .systems = ON_LINUX | ON_WINDOWS | ON_BSD, .flags = FIELD_SUMS},
    {"read_bytes", "READ", "Bytes so far that came from storage", GROUP(UNIT_BYTES, read_bytes),
	.width = 7, G(IO_BYTES), .systems = ON_LINUX | ON_WINDOWS, .flags = FIELD_SUMS},
    {"write_bytes", "WRITE", "Bytes so far that were sent to storage",
	GROUP(UNIT_BYTES, write_bytes), .width = 7, G(IO_BYTES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"read_chars", "RDCHAR", "Bytes so far that system calls read, from anywhere",
	GROUP(UNIT_BYTES, read_chars), .width = 7, G(IO_CHARS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"write_chars", "WRCHAR", "Bytes so far that system calls wrote, to anywhere",
	GROUP(UNIT_BYTES, write_chars), .width = 7, G(IO_CHARS), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {"read_rate", "READ/s", "Bytes per second that come from storage",
	GROUP(UNIT_BYTE_RATE, read_rate), .width = 7, G(IO_RATES), .systems = ON_LINUX | ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"write_rate", "WRIT/s", "Bytes per second that are sent to storage",
	GROUP(UNIT_BYTE_RATE, write_rate), .width = 7, G(IO_RATES),
	.systems = ON_LINUX | ON_WINDOWS, .flags = FIELD_SUMS | FIELD_BASELINE},
    {"other_count", "OTCALL", "Operations so far that neither read nor wrote",
	GROUP(UNIT_COUNT, other_count), .width = 7, G(IO_OTHER), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"other_bytes", "OTHER", "Bytes so far that such operations moved",
	GROUP(UNIT_BYTES, other_bytes), .width = 7, G(IO_OTHER), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS},
    {"other_rate", "OTHR/s", "Bytes per second that such operations move",
	GROUP(UNIT_BYTE_RATE, other_rate), .width = 7, G(IO_OTHER_RATE), .systems = ON_WINDOWS,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"num_handles", "HNDL", "Number of open handles", GROUP(UNIT_COUNT, num_handles), .width = 6,
	G(NUM_HANDLES), .systems = ON_WINDOWS, .flags = FIELD_SUMS},
    {"num_fds", "FDS", "Number of open file descriptors; one that was inherited counts for each",
	GROUP(UNIT_COUNT, num_fds), .width = 6, G(NUM_FDS), .systems = ON_UNIX,
	.flags = FIELD_SUMS},
    {"run_delay", "RDELAY", "Time spent ready to run but waiting for a CPU",
	GROUP(UNIT_DURATION, run_delay), .width = 10, G(RUN_DELAY), .systems = ON_LINUX,
	.flags = FIELD_SUMS},
    {.key = NULL},
};

const struct table group_table = {
    .name = "group",
    .json = "groups",
    .fields = fields,
    .row_size = sizeof(struct group),
    .known_offset = offsetof(struct group, known),
    .columns = "processes,num_threads,cpu_percent,rss,uss,pss,swap,read_rate,write_rate,cpu_time,"
	       "group",
    .sort = "cpu_percent",
    .partial_offset = offsetof(struct group, partial) + 1,
    .tally = row_tally,
};
