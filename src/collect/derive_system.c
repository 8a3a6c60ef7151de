#include "derive.h"

#include <math.h>

#include "../compat.h"

/* The members of cpu_times that add up to the time that passed; guest is part of user. */
static const size_t parts[] = {
    offsetof(struct cpu_times, user),
    offsetof(struct cpu_times, nice),
    offsetof(struct cpu_times, system),
    offsetof(struct cpu_times, idle),
    offsetof(struct cpu_times, iowait),
    offsetof(struct cpu_times, irq),
    offsetof(struct cpu_times, softirq),
    offsetof(struct cpu_times, steal),
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static uint64_t
time_at(const struct cpu_times *times, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)times + offset, sizeof(value));
	return value;
}

/* iowait and steal do go backwards: then nothing was added; nor is to what is not told. */
static double
grown(const struct cpu_times *before, const struct cpu_times *now, size_t offset)
{
	uint64_t a = time_at(before, offset), b = time_at(now, offset);

	return b > a && b != NOT_TOLD ? (double)(b - a) : 0;
}

bool
derive_cpu_percent(const struct cpu_times *before, const struct cpu_times *now,
    struct cpu_percent *percent)
{
	double share[PARTS], sum = 0;

	memset(percent, 0, sizeof(*percent));
	for (size_t i = 0; i < PARTS; i++)
		sum += share[i] = grown(before, now, parts[i]);
	if (sum <= 0)
		return false;
	for (size_t i = 0; i < PARTS; i++)
		share[i] = share[i] * 100.0 / sum;
	percent->total = 100.0 - share[3] - share[4];
	if (percent->total < 0)
		percent->total = 0;
	for (size_t i = 0; i < PARTS; i++)
		if (time_at(now, parts[i]) == NOT_TOLD)
			share[i] = NAN;
	percent->user = share[0];
	percent->nice = share[1];
	percent->system = share[2];
	percent->idle = share[3];
	percent->iowait = share[4];
	percent->irq = share[5];
	percent->softirq = share[6];
	percent->steal = share[7];
	double guest = (grown(before, now, offsetof(struct cpu_times, guest)) +
			   grown(before, now, offsetof(struct cpu_times, guest_nice))) *
	    100.0 / sum;
	percent->guest = guest > 100.0 ? 100.0 : guest;
	if (now->guest == NOT_TOLD)
		percent->guest = NAN;
	return true;
}

static void
derive_one(bool seen, const struct cpu_times *before, const struct cpu_times *now,
    struct cpu_percent *percent, uint8_t *known)
{
	*known = FACT_PENDING;
	if (seen && derive_cpu_percent(before, now, percent))
		*known = FACT_OK;
}

/*
 * A counter's rate, and the counter kept.  One that was lower than before starts anew: then
 * the rate is not known for a tick, as on the first.
 */
static bool
rate(uint64_t *before, uint64_t now, uint64_t elapsed_ns, double *out)
{
	bool known = derive_rate(*before, now, elapsed_ns, out);

	*before = now;
	return known;
}

static void
derive_swap(struct derive_system *kept, uint64_t now_ns, struct system *system)
{
	const struct swap *swap = &system->swap;
	uint64_t at = kept->swap_at;
	uint8_t fact = system->known[SG_SWAP];

	if (fact == FACT_OK && (swap->sin == MEMORY_UNKNOWN || swap->sout == MEMORY_UNKNOWN))
		fact = FACT_NONE;
	system->known_swap_rate = fact;
	kept->swap_at = fact == FACT_OK ? now_ns : 0;
	if (fact != FACT_OK)
		return;
	bool in = rate(&kept->sin, swap->sin, now_ns - at, &system->rates.sin);
	bool out = rate(&kept->sout, swap->sout, now_ns - at, &system->rates.sout);
	if (at == 0 || !in || !out)
		system->known_swap_rate = FACT_PENDING;
}

static void
derive_events(struct derive_system *kept, uint64_t now_ns, struct system *system)
{
	struct system_rates *r = &system->rates;
	uint64_t at = kept->events_at, elapsed = now_ns - at;
	uint8_t fact = system->known[SG_EVENTS];

	system->known_event_rate = fact;
	kept->events_at = fact == FACT_OK ? now_ns : 0;
	if (fact != FACT_OK)
		return;
	bool known = rate(&kept->ctx_switches, system->ctx_switches, elapsed, &r->ctx_switches);
	known &= rate(&kept->interrupts, system->interrupts, elapsed, &r->interrupts);
	known &= rate(&kept->forks, system->forks, elapsed, &r->forks);
	if (system->forks == NOT_TOLD)
		r->forks = NAN;
	if (at == 0 || !known)
		system->known_event_rate = FACT_PENDING;
}

static void
derive_cpus(struct derive_system *kept, struct system *system)
{
	if (system->known[SG_CPU] != FACT_OK) {
		system->known_rate = system->known[SG_CPU];
		return;
	}
	if (kept->ncpus < system->ncpus) {
		kept->cpus = xrealloc(kept->cpus, system->ncpus, sizeof(*kept->cpus));
		kept->seen = xrealloc(kept->seen, system->ncpus, sizeof(*kept->seen));
		for (; kept->ncpus < system->ncpus; kept->ncpus++)
			kept->seen[kept->ncpus] = false;
	}
	derive_one(kept->sampled, &kept->total, &system->cpu, &system->cpu_percent,
	    &system->known_rate);
	kept->total = system->cpu;
	kept->sampled = true;
	for (size_t i = 0; i < system->ncpus; i++) {
		struct cpu *cpu = &system->cpus[i];
		if (cpu->known != FACT_OK || !cpu->online) {
			cpu->known_rate = cpu->known != FACT_OK ? cpu->known : FACT_NONE;
			kept->seen[i] = false;
			continue;
		}
		derive_one(kept->seen[i], &kept->cpus[i], &cpu->times, &cpu->percent,
		    &cpu->known_rate);
		kept->cpus[i] = cpu->times;
		kept->seen[i] = true;
	}
}

void
derive_system(struct derive_system *kept, uint64_t now_ns, struct system *system)
{
	derive_cpus(kept, system);
	derive_swap(kept, now_ns, system);
	derive_events(kept, now_ns, system);
}

void
derive_system_free(struct derive_system *kept)
{
	free(kept->cpus);
	free(kept->seen);
	memset(kept, 0, sizeof(*kept));
}
