#include "derive.h"

#include "../compat.h"

/* The members of cpu_times that add up to the time that passed; guest is part of user. */
static const size_t parts[] = {
	offsetof(struct cpu_times, user), offsetof(struct cpu_times, nice),
	offsetof(struct cpu_times, system), offsetof(struct cpu_times, idle),
	offsetof(struct cpu_times, iowait), offsetof(struct cpu_times, irq),
	offsetof(struct cpu_times, softirq), offsetof(struct cpu_times, steal),
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static uint64_t
time_at(const struct cpu_times *times, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)times + offset, sizeof(value));
	return value;
}

/* iowait and steal do go backwards: then nothing was added. */
static double
grown(const struct cpu_times *before, const struct cpu_times *now, size_t offset)
{
	uint64_t a = time_at(before, offset), b = time_at(now, offset);

	return b > a ? (double)(b - a) : 0;
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
	percent->user = share[0];
	percent->nice = share[1];
	percent->system = share[2];
	percent->idle = share[3];
	percent->iowait = share[4];
	percent->irq = share[5];
	percent->softirq = share[6];
	percent->steal = share[7];
	percent->total = 100.0 - share[3] - share[4];
	if (percent->total < 0)
		percent->total = 0;
	double guest = (grown(before, now, offsetof(struct cpu_times, guest)) +
	    grown(before, now, offsetof(struct cpu_times, guest_nice))) * 100.0 / sum;
	percent->guest = guest > 100.0 ? 100.0 : guest;
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

void
derive_system(struct derive_system *kept, struct system *system)
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
derive_system_free(struct derive_system *kept)
{
	free(kept->cpus);
	free(kept->seen);
	memset(kept, 0, sizeof(*kept));
}
