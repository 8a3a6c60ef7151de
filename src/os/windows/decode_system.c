#include "decode_system.h"

#include "../../arena.h"
#include "decode_image.h"

/* SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION */
enum cpu_layout {
	AT_IDLE = 0,
	AT_KERNEL = 8,
	AT_USER = 16,
	AT_DPC = 24,
	AT_INTERRUPT = 32,
	AT_INTERRUPT_COUNT = 40,
};

/* PERFORMANCE_INFORMATION */
enum performance_layout {
	AT_COMMIT_LIMIT = 16,
	AT_PHYSICAL_TOTAL = 32,
	AT_PHYSICAL_AVAILABLE = 40,
	AT_SYSTEM_CACHE = 48,
	AT_PAGE_SIZE = 80,
};

#define SWAP_LEAST ((uint64_t)1024 * 1024)

/* SYSTEM_PAGEFILE_INFORMATION */
enum page_file_layout { AT_NEXT_FILE = 0, AT_TOTAL_IN_USE = 8, PAGE_FILE_BYTES = 32 };

/* SYSTEM_PERFORMANCE_INFORMATION */
enum counters_layout { AT_CONTEXT_SWITCHES = 296 };

/* SYSTEM_TIMEOFDAY_INFORMATION */
#define BOOT_DOUBT_NS UINT64_C(10000000000)
enum boot_layout { AT_BOOT_TIME = 0, AT_NOW = 8, AT_SLEEP_BIAS = 40 };

/* The parts are read one after the other: a sum may be a tick short. */
static uint64_t
minus(uint64_t whole, uint64_t part)
{
	return whole > part ? whole - part : 0;
}

const struct cpu_times cpu_times_nothing = {
    .nice = NOT_TOLD,
    .iowait = NOT_TOLD,
    .steal = NOT_TOLD,
    .guest = NOT_TOLD,
    .guest_nice = NOT_TOLD,
};

bool
decode_cpu(const struct image *im, size_t index, struct cpu_record *r)
{
	if (index > SIZE_MAX / CPU_RECORD || !image_has(im, index * CPU_RECORD, CPU_RECORD))
		return false;
	const unsigned char *p = im->data + index * CPU_RECORD;
	uint64_t idle = load_u64(p + AT_IDLE), dpc = load_u64(p + AT_DPC);
	uint64_t interrupt = load_u64(p + AT_INTERRUPT);
	/* The kernel's time has all of these in it. */
	uint64_t kernel = minus(minus(minus(load_u64(p + AT_KERNEL), idle), dpc), interrupt);

	r->times = cpu_times_nothing;
	r->times.user = decode_duration(load_u64(p + AT_USER));
	r->times.system = decode_duration(kernel);
	r->times.idle = decode_duration(idle);
	r->times.irq = decode_duration(interrupt);
	r->times.softirq = decode_duration(dpc);
	r->interrupts = load_u32(p + AT_INTERRUPT_COUNT);
	return true;
}

bool
decode_performance(const struct image *im, struct performance_record *r)
{
	if (!image_has(im, 0, PERFORMANCE_RECORD))
		return false;
	*r = (struct performance_record){
	    .page = load_u64(im->data + AT_PAGE_SIZE),
	    .commit_limit = load_u64(im->data + AT_COMMIT_LIMIT),
	    .physical_total = load_u64(im->data + AT_PHYSICAL_TOTAL),
	    .physical_available = load_u64(im->data + AT_PHYSICAL_AVAILABLE),
	    .system_cache = load_u64(im->data + AT_SYSTEM_CACHE),
	};
	/* No machine has 2^60 bytes: products below do not overflow. */
	const uint64_t most = UINT64_C(1) << 60;
	if (r->page == 0 || r->page > most || r->physical_total == 0)
		return false;
	return r->physical_total <= most / r->page && r->commit_limit <= most / r->page &&
	    r->system_cache <= most / r->page && r->physical_available <= r->physical_total;
}

void
performance_memory(const struct performance_record *r, struct memory *m)
{
	uint64_t used = r->physical_total - r->physical_available;

	*m = (struct memory){
	    .total = r->physical_total * r->page,
	    .available = r->physical_available * r->page,
	    .used = used * r->page,
	    .free = r->physical_available * r->page,
	    /* It is never empty: 0 is what those say who do not know (Wine). */
	    .cached = r->system_cache > 0 ? r->system_cache * r->page : MEMORY_UNKNOWN,
	    .active = MEMORY_UNKNOWN,
	    .inactive = MEMORY_UNKNOWN,
	    .buffers = MEMORY_UNKNOWN,
	    .shared = MEMORY_UNKNOWN,
	    .slab = MEMORY_UNKNOWN,
	    .percent = (double)used / (double)r->physical_total * 100,
	};
}

uint64_t
decode_page_files(const struct image *im)
{
	uint64_t used = 0;

	for (size_t at = 0, next = 0; image_has(im, at, PAGE_FILE_BYTES); at += next) {
		used += load_u32(im->data + at + AT_TOTAL_IN_USE);
		next = load_u32(im->data + at + AT_NEXT_FILE);
		if (next < PAGE_FILE_BYTES)
			break;
	}
	return used;
}

uint64_t
performance_swap_pages(const struct performance_record *r)
{
	uint64_t pages = minus(r->commit_limit, r->physical_total);

	/* No paging file is that small: the two were rounded (Wine). */
	return pages * r->page < SWAP_LEAST ? 0 : pages;
}

void
performance_swap(const struct performance_record *r, uint64_t used, struct swap *s)
{
	uint64_t total = performance_swap_pages(r);

	if (used > total)
		used = total;
	*s = (struct swap){
	    .total = total * r->page,
	    .used = used * r->page,
	    .free = (total - used) * r->page,
	    .percent = total > 0 ? (double)used / (double)total * 100 : 0,
	};
}

bool
decode_switches(const struct image *im, uint32_t *switches)
{
	if (!image_has(im, AT_CONTEXT_SWITCHES, 4))
		return false;
	*switches = load_u32(im->data + AT_CONTEXT_SWITCHES);
	return true;
}

bool
decode_boot(const struct image *im, uint64_t ticks_ns, uint64_t *boot, uint64_t *uptime_ns)
{
	const uint64_t second = UINT64_C(1000000000);

	if (!image_has(im, 0, TIME_OF_DAY_RECORD))
		return false;
	uint64_t now = decode_filetime(load_u64(im->data + AT_NOW));
	/* BootTime moves on by the time that the machine slept; the start does not. */
	*boot = decode_filetime(
	    minus(load_u64(im->data + AT_BOOT_TIME), load_u64(im->data + AT_SLEEP_BIAS)));
	*uptime_ns = minus(now, *boot);
	if (*boot == 0 || now == 0)
		return false;
	if (*uptime_ns + BOOT_DOUBT_NS < ticks_ns && ticks_ns < now) {
		*uptime_ns = ticks_ns;
		/* The count is too coarse for more, and the start should stay where it is. */
		*boot = (now - ticks_ns + second / 2) / second * second;
	}
	return true;
}

uint64_t
counter_widen(uint64_t before, uint32_t now)
{
	return before + (uint32_t)(now - (uint32_t)before);
}

/* What people call it. */
static const char *
version_name(const struct version_record *v)
{
	static const struct {
		uint32_t build;
		const char *name;
	} servers[] = {
	    {26100, "Windows Server 2025"},
	    {20348, "Windows Server 2022"},
	    {17763, "Windows Server 2019"},
	    {14393, "Windows Server 2016"},
	};

	if (v->major != 10)
		return v->server ? "Windows Server" : "Windows";
	if (!v->server)
		return v->build >= 22000 ? "Windows 11" : "Windows 10";
	for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
		if (v->build == servers[i].build)
			return servers[i].name;
	return "Windows Server";
}

const char *
version_text(const struct version_record *v, struct arena *arena)
{
	return arena_printf(arena, "%s %u.%u.%u", version_name(v), v->major, v->minor, v->build);
}
