#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "linux.h"

#define NS_PER_SECOND UINT64_C(1000000000)

/* A file of the system that is not there is no end of anything. */
static enum fact
system_fetch(int dir, const char *path, struct fetch *f)
{
	enum fact fact;

	if (dir < 0)
		return FACT_NONE;
	fact = fetch_fact(fetch_file(dir, path, f));
	return fact == FACT_GONE ? FACT_NONE : fact;
}

static bool
cpu_times_set(const uint64_t ticks[10], uint64_t hz, struct cpu_times *t)
{
	uint64_t *const to[10] = {&t->user, &t->nice, &t->system, &t->idle, &t->iowait, &t->irq,
	    &t->softirq, &t->steal, &t->guest, &t->guest_nice};

	for (int i = 0; i < 10; i++)
		if (!decode_ticks(ticks[i], hz, to[i]))
			return false;
	return true;
}

/* Numbers of the CPUs that are there, online or not. */
static size_t
cpus_present(const struct machine *m, uint32_t **numbers, struct arena *a)
{
	struct fetch f;
	size_t n;

	if (system_fetch(m->sys, "devices/system/cpu/present", &f) != FACT_OK)
		return 0;
	n = decode_cpu_list(f.data, f.len, NULL, 0);
	*numbers = arena_array(a, n, sizeof(**numbers));
	decode_cpu_list(f.data, f.len, *numbers, n);
	fetch_free(&f);
	return n;
}

static void
cpu_set(struct machine *m, struct cpu *cpu, uint32_t number, const struct cpu_line *line)
{
	*cpu = (struct cpu){.number = number, .known = FACT_NONE};
	if (line == NULL)
		return;
	cpu->online = true;
	if (cpu_times_set(line->ticks, m->hz, &cpu->times))
		cpu->known = FACT_OK;
}

/* Merges the lines, which only online CPUs have, with the list of those present. */
static void
system_cpus(struct machine *m, const struct stat_system *r, struct system *s, struct arena *a)
{
	uint32_t *present = NULL;
	size_t npresent = cpus_present(m, &present, a), i = 0, k = 0;

	s->cpus = arena_array(a, r->ncpus + npresent, sizeof(*s->cpus));
	s->ncpus = 0;
	s->online = r->ncpus;
	while (i < r->ncpus || k < npresent) {
		const struct cpu_line *line = i < r->ncpus ? &r->cpus[i] : NULL;
		uint32_t number;

		if (line != NULL && (k == npresent || line->number <= present[k])) {
			number = line->number;
			i++;
		} else {
			number = present[k];
			line = NULL;
		}
		while (k < npresent && present[k] <= number)
			k++;
		cpu_set(m, &s->cpus[s->ncpus++], number, line);
	}
}

static void
system_uptime(struct machine *m, struct system *s)
{
	struct fetch f;

	if (system_fetch(m->proc, "uptime", &f) != FACT_OK)
		return;
	if (decode_uptime(f.data, f.len, &s->uptime_ns))
		s->known[SG_BOOT] = FACT_OK;
	fetch_free(&f);
}

static void
system_stat(struct machine *m, unsigned want, struct system *s, struct arena *a)
{
	static const uint8_t groups[] = {SG_CPU, SG_BOOT, SG_EVENTS};
	struct stat_system r;
	struct fetch f;
	enum fact fact = system_fetch(m->proc, "stat", &f);

	for (size_t i = 0; i < sizeof(groups); i++)
		if (want & SG_BIT(groups[i]))
			s->known[groups[i]] = (uint8_t)(fact == FACT_OK ? FACT_NONE : fact);
	if (fact != FACT_OK)
		return;
	decode_system_stat(f.data, f.len, &r, a);
	fetch_free(&f);
	if ((want & SG_BIT(SG_CPU)) && r.has_cpu && cpu_times_set(r.total, m->hz, &s->cpu)) {
		system_cpus(m, &r, s, a);
		s->known[SG_CPU] = FACT_OK;
	}
	if ((want & SG_BIT(SG_EVENTS)) && r.has_events) {
		s->ctx_switches = r.ctx_switches;
		s->interrupts = r.interrupts;
		s->forks = r.forks;
		s->known[SG_EVENTS] = FACT_OK;
	}
	if (r.has_boot && r.boot_seconds < UINT64_MAX / NS_PER_SECOND) {
		s->boot_time = r.boot_seconds * NS_PER_SECOND;
		/* It moves when the wall clock is set; what is shown moves with it. */
		atomic_store_explicit(&m->boot_ns, s->boot_time, memory_order_relaxed);
		if (want & SG_BIT(SG_BOOT))
			system_uptime(m, s);
	}
}

/* procps's idea of the reserve: what min_free_kbytes makes the kernel keep. */
static uint64_t
low_watermark(const struct machine *m)
{
	struct fetch f;
	int64_t kb = 0;

	if (system_fetch(m->proc, "sys/vm/min_free_kbytes", &f) != FACT_OK)
		return 0;
	if (!decode_number(f.data, f.len, &kb) || kb < 0 || kb > INT32_MAX)
		kb = 0;
	fetch_free(&f);
	return (uint64_t)kb * 1024 / 4 * 5;
}

static void
swap_traffic(const struct machine *m, struct swap *swap)
{
	uint64_t in, out, most = UINT64_MAX / m->page;
	struct fetch f;

	if (system_fetch(m->proc, "vmstat", &f) != FACT_OK)
		return;
	if (decode_vmstat_swap(f.data, f.len, &in, &out) && in < most && out < most) {
		swap->sin = in * m->page;
		swap->sout = out * m->page;
	}
	fetch_free(&f);
}

static void
system_meminfo(struct machine *m, unsigned want, struct system *s)
{
	struct meminfo_record r;
	struct fetch f;
	enum fact fact = system_fetch(m->proc, "meminfo", &f);
	bool memory = (want & SG_BIT(SG_MEMORY)) != 0, swap = (want & SG_BIT(SG_SWAP)) != 0;
	uint64_t low = 0;

	if (fact == FACT_OK) {
		fact = FACT_NONE;
		decode_meminfo(f.data, f.len, &r);
		fetch_free(&f);
		if (memory && (r.has >> MEMINFO_AVAILABLE & 1U) == 0)
			low = low_watermark(m);
		if (memory && meminfo_memory(&r, low, &s->memory))
			s->known[SG_MEMORY] = FACT_OK;
		if (swap && meminfo_swap(&r, &s->swap)) {
			swap_traffic(m, &s->swap);
			s->known[SG_SWAP] = FACT_OK;
		}
	}
	if (memory && s->known[SG_MEMORY] != FACT_OK)
		s->known[SG_MEMORY] = (uint8_t)fact;
	if (swap && s->known[SG_SWAP] != FACT_OK)
		s->known[SG_SWAP] = (uint8_t)fact;
}

static void
system_load(struct machine *m, struct system *s)
{
	struct fetch f;
	enum fact fact = system_fetch(m->proc, "loadavg", &f);

	s->known[SG_LOAD] = (uint8_t)fact;
	if (fact != FACT_OK)
		return;
	if (!decode_loadavg(f.data, f.len, s->load))
		s->known[SG_LOAD] = FACT_NONE;
	fetch_free(&f);
}

static void
system_pressure(struct machine *m, struct system *s)
{
	struct pressure *p = &s->pressure;
	struct stall cpu_full;
	struct {
		const char *path;
		struct stall *some, *full;
	} const files[] = {
	    {"pressure/cpu", &p->cpu_some, &cpu_full}, /* full means nothing for all CPUs */
	    {"pressure/memory", &p->memory_some, &p->memory_full},
	    {"pressure/io", &p->io_some, &p->io_full},
	};
	enum fact worst = FACT_NONE;
	bool any = false;

	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct fetch f;
		enum fact fact = system_fetch(m->proc, files[i].path, &f);

		if (fact == FACT_DENIED)
			worst = fact;
		if (fact != FACT_OK)
			continue;
		any = decode_pressure(f.data, f.len, files[i].some, files[i].full) || any;
		fetch_free(&f);
	}
	s->known[SG_PRESSURE] = (uint8_t)(any ? FACT_OK : worst);
}

/* The first line of a file, or NULL. */
static const char *
system_line(const struct machine *m, const char *path, struct arena *a)
{
	const char *line = NULL;
	struct fetch f;

	if (system_fetch(m->proc, path, &f) != FACT_OK)
		return NULL;
	size_t n = strcspn(f.data, "\n");
	if (n > 0)
		line = arena_copy(a, f.data, n);
	fetch_free(&f);
	return line;
}

static void
system_host(struct machine *m, struct system *s, struct arena *a)
{
	struct utsname u;

	if (m->captured) {
		s->hostname = system_line(m, "sys/kernel/hostname", a);
		s->release = system_line(m, "sys/kernel/osrelease", a);
	} else if (uname(&u) == 0) {
		s->hostname = arena_dup(a, u.nodename);
		s->release = arena_dup(a, u.release);
	}
	s->known[SG_HOST] =
	    (uint8_t)(s->hostname != NULL && s->release != NULL ? FACT_OK : FACT_NONE);
}

void
linux_system(struct machine *m, unsigned want, struct system *s, struct arena *a)
{
	if (want & (SG_BIT(SG_CPU) | SG_BIT(SG_EVENTS) | SG_BIT(SG_BOOT)))
		system_stat(m, want, s, a);
	if (want & (SG_BIT(SG_MEMORY) | SG_BIT(SG_SWAP)))
		system_meminfo(m, want, s);
	if (want & SG_BIT(SG_LOAD))
		system_load(m, s);
	if (want & SG_BIT(SG_PRESSURE))
		system_pressure(m, s);
	if (want & SG_BIT(SG_HOST))
		system_host(m, s, a);
}
