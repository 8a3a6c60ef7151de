/*
 * The machine as a whole: NtQuerySystemInformation, GetPerformanceInfo, and its names.
 */
#include "windows.h"

#include <psapi.h>

#include "../../arena.h"
#include "decode_system.h"

/* Classes that winternl.h names otherwise or not at all. */
#define CLASS_PERFORMANCE ((SYSTEM_INFORMATION_CLASS)2)
#define CLASS_TIME_OF_DAY ((SYSTEM_INFORMATION_CLASS)3)
#define CLASS_CPUS	  ((SYSTEM_INFORMATION_CLASS)8)
#define CLASS_PAGE_FILES  ((SYSTEM_INFORMATION_CLASS)18)

/* A processor group has as many at most. */
#define GROUP_CPUS 64

#define NAME_UNITS 256

_Static_assert(sizeof(PERFORMANCE_INFORMATION) == PERFORMANCE_RECORD &&
	sizeof(SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION) == CPU_RECORD,
    "records are laid out as the decoders have them");

NTSYSAPI NTSTATUS NTAPI NtQuerySystemInformationEx(SYSTEM_INFORMATION_CLASS, PVOID, ULONG, PVOID,
    ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW);

static enum fact
class_fact(NTSTATUS status)
{
	return status >= 0 ? FACT_OK : windows_thing_fact(RtlNtStatusToDosError(status));
}

/* Asks for one class; im is what was written into the buffer. */
static enum fact
query(SYSTEM_INFORMATION_CLASS class, unsigned char *buf, size_t room, struct image *im)
{
	ULONG len = 0;
	NTSTATUS status = NtQuerySystemInformation(class, buf, (ULONG)room, &len);

	*im = (struct image){buf, len < room ? len : room, (uint64_t)(uintptr_t)buf};
	return class_fact(status);
}

/* Without a group it would answer for that of the calling thread only. */
static enum fact
query_group(USHORT group, unsigned char *buf, size_t room, struct image *im)
{
	ULONG len = 0;
	NTSTATUS status;

	if (GetActiveProcessorGroupCount() <= 1)
		return query(CLASS_CPUS, buf, room, im);
	status =
	    NtQuerySystemInformationEx(CLASS_CPUS, &group, sizeof(group), buf, (ULONG)room, &len);
	*im = (struct image){buf, len < room ? len : room, (uint64_t)(uintptr_t)buf};
	return class_fact(status);
}

static void
add_times(struct cpu_times *sum, const struct cpu_times *t)
{
	sum->user += t->user;
	sum->system += t->system;
	sum->idle += t->idle;
	sum->irq += t->irq;
	sum->softirq += t->softirq;
}

/* All groups, numbered through. */
static enum fact
system_cpus(struct system *s, uint32_t *interrupts, struct arena *a)
{
	_Alignas(8) unsigned char buf[GROUP_CPUS * CPU_RECORD];
	WORD ngroups = GetActiveProcessorGroupCount();
	struct cpu_record r;
	struct image im;

	if (ngroups == 0)
		ngroups = 1;
	s->cpus = arena_array(a, (size_t)ngroups * GROUP_CPUS, sizeof(*s->cpus));
	s->cpu = cpu_times_nothing;
	for (WORD group = 0; group < ngroups; group++) {
		enum fact fact = query_group(group, buf, sizeof(buf), &im);

		if (fact != FACT_OK)
			return fact;
		for (size_t i = 0; i < GROUP_CPUS && decode_cpu(&im, i, &r); i++) {
			s->cpus[s->ncpus] = (struct cpu){.number = (uint32_t)s->ncpus,
			    .online = true,
			    .known = FACT_OK,
			    .times = r.times};
			s->ncpus++;
			add_times(&s->cpu, &r.times);
			*interrupts += r.interrupts;
		}
	}
	s->online = s->ncpus;
	return s->ncpus > 0 ? FACT_OK : FACT_NONE;
}

/* Counters that Windows does not keep beyond 32 bits go on as long as ctop looks. */
static enum fact
system_events(struct machine *m, uint32_t interrupts, struct system *s)
{
	_Alignas(8) unsigned char buf[1024];
	uint32_t switches;
	struct image im;
	enum fact fact = query(CLASS_PERFORMANCE, buf, sizeof(buf), &im);

	if (fact != FACT_OK)
		return fact;
	/* None since boot: nobody counts (Wine). */
	if (!decode_switches(&im, &switches) || switches == 0)
		return FACT_NONE;
	m->ctx_switches = s->ctx_switches = counter_widen(m->ctx_switches, switches);
	s->forks = NOT_TOLD;
	m->interrupts = s->interrupts = counter_widen(m->interrupts, interrupts);
	return FACT_OK;
}

static enum fact
system_swap(const struct performance_record *r, struct swap *swap)
{
	_Alignas(8) unsigned char buf[8192];
	struct image im = {buf, 0, 0};
	enum fact fact = FACT_OK;

	/* Without paging files nobody needs to be asked how full they are. */
	if (performance_swap_pages(r) > 0)
		fact = query(CLASS_PAGE_FILES, buf, sizeof(buf), &im);
	if (fact == FACT_OK)
		performance_swap(r, decode_page_files(&im), swap);
	return fact;
}

static void
system_memory(unsigned want, struct system *s)
{
	PERFORMANCE_INFORMATION info;
	struct performance_record r;
	bool known = GetPerformanceInfo(&info, sizeof(info)) &&
	    decode_performance(&(struct image){(const unsigned char *)&info, sizeof(info), 0}, &r);

	if ((want & SG_BIT(SG_MEMORY)) != 0) {
		s->known[SG_MEMORY] = known ? FACT_OK : FACT_NONE;
		if (known)
			performance_memory(&r, &s->memory);
	}
	if ((want & SG_BIT(SG_SWAP)) != 0)
		s->known[SG_SWAP] = (uint8_t)(known ? system_swap(&r, &s->swap) : FACT_NONE);
}

static enum fact
system_boot(struct system *s)
{
	/* A larger buffer would be refused. */
	_Alignas(8) unsigned char buf[TIME_OF_DAY_RECORD];
	struct image im;
	enum fact fact = query(CLASS_TIME_OF_DAY, buf, sizeof(buf), &im);
	uint64_t ticks = GetTickCount64() * UINT64_C(1000000);

	if (fact == FACT_OK && !decode_boot(&im, ticks, &s->boot_time, &s->uptime_ns))
		fact = FACT_NONE;
	return fact;
}

static enum fact
system_host(struct system *s, struct arena *a)
{
	RTL_OSVERSIONINFOEXW v = {.dwOSVersionInfoSize = sizeof(v)};
	WCHAR name[NAME_UNITS];
	DWORD units = NAME_UNITS;

	if (!GetComputerNameExW(ComputerNameDnsHostname, name, &units) ||
	    RtlGetVersion((PRTL_OSVERSIONINFOW)&v) < 0)
		return FACT_NONE;
	const struct version_record version = {v.dwMajorVersion, v.dwMinorVersion, v.dwBuildNumber,
	    v.wProductType != VER_NT_WORKSTATION};
	s->hostname = decode_wide(windows_wide(name, units), a).data;
	s->release = version_text(&version, a);
	return FACT_OK;
}

void
windows_system(struct machine *m, unsigned want, struct system *s, struct arena *a)
{
	uint32_t interrupts = 0;
	enum fact fact;

	if ((want & (SG_BIT(SG_CPU) | SG_BIT(SG_EVENTS))) != 0) {
		fact = system_cpus(s, &interrupts, a);
		s->known[SG_CPU] = (uint8_t)fact;
	}
	if ((want & SG_BIT(SG_EVENTS)) != 0)
		s->known[SG_EVENTS] =
		    (uint8_t)(fact == FACT_OK ? system_events(m, interrupts, s) : fact);
	if ((want & (SG_BIT(SG_MEMORY) | SG_BIT(SG_SWAP))) != 0)
		system_memory(want, s);
	if ((want & SG_BIT(SG_BOOT)) != 0)
		s->known[SG_BOOT] = (uint8_t)system_boot(s);
	if ((want & SG_BIT(SG_HOST)) != 0)
		s->known[SG_HOST] = (uint8_t)system_host(s, a);
	/* Windows has neither a load average nor stalls. */
	for (unsigned group = 0; group < SG_COUNT; group++)
		if ((want & SG_BIT(group)) != 0 && s->known[group] == FACT_UNREAD)
			s->known[group] = FACT_NONE;
}
