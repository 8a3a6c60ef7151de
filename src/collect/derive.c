#include "derive.h"

#include "../compat.h"
#include "oneshot.h"

#define NS_PER_S 1e9

/* What each derived group is made of; memory_percent depends on its kind. */
static const struct {
	enum proc_group group;
	uint64_t needs;
} derived[] = {
    {PG_CPU_PERCENT, PG_BIT(PG_CPU) | PG_BIT(PG_START)},
    {PG_FAULT_RATES, PG_BIT(PG_FAULTS)},
    {PG_IO_RATES, PG_BIT(PG_IO_BYTES)},
    {PG_IO_OTHER_RATE, PG_BIT(PG_IO_OTHER)},
    {PG_FOOTPRINT_AGE, PG_BIT(PG_USS)},
    {PG_FOOTPRINT_DELTA, PG_BIT(PG_USS)},
    {PG_FOOTPRINT_MARK, PG_BIT(PG_USS)},
};

static const enum proc_group memtype_groups[MEMTYPE_COUNT] = {
    [MEMTYPE_RSS] = PG_MEMORY,
    [MEMTYPE_USS] = PG_USS,
    [MEMTYPE_PSS] = PG_PSS,
    [MEMTYPE_SWAP] = PG_SWAP,
    [MEMTYPE_VMS] = PG_MEMORY,
};

const char *const memtype_names[] = {"rss", "uss", "pss", "swap", "vms", NULL};

uint64_t
derive_needs(uint64_t want, enum memtype memtype)
{
	uint64_t needs = 0;

	for (size_t i = 0; i < sizeof(derived) / sizeof(derived[0]); i++) {
		if ((want & PG_BIT(derived[i].group)) != 0)
			needs |= derived[i].needs;
	}
	if ((want & PG_BIT(PG_MEMORY_PERCENT)) != 0)
		needs |= PG_BIT(memtype_groups[memtype]);
	return needs;
}

bool
derive_rate(uint64_t before, uint64_t now, uint64_t elapsed_ns, double *rate)
{
	if (now < before || elapsed_ns == 0)
		return false;
	*rate = (double)(now - before) * NS_PER_S / (double)elapsed_ns;
	return true;
}

/*
 * When the counters of a group were read.  A tick takes its time, the more when readers are waited
 * for: rates are over the time between the readings of this process.
 */
static uint64_t
read_at(const struct derive_context *c, const struct kept_sample *sample, enum proc_group group)
{
	return (c->earlier & PG_BIT(group)) != 0 ? sample->row_at : c->now;
}

static void
derive_cpu(const struct derive_context *c, struct proc *row, struct kept_sample *sample)
{
	uint64_t cpu = row->cpu_user_ns + row->cpu_system_ns, at = read_at(c, sample, PG_CPU);
	double share;

	if (row->known[PG_CPU] != FACT_OK) {
		row->known[PG_CPU_PERCENT] = row->known[PG_CPU];
		return;
	}
	row->known[PG_CPU_PERCENT] = FACT_PENDING;
	bool known =
	    sample->cpu_at != 0 && derive_rate(sample->cpu_ns, cpu, at - sample->cpu_at, &share);
	/* A process younger than the last tick has used since then all it has used. */
	if (sample->cpu_at == 0 && row->fresh)
		known = derive_rate(0, cpu, c->interval, &share);
	if (known) {
		double limit = 100.0 * (double)(c->cpus > 0 ? c->cpus : 1);
		share = share / NS_PER_S * 100.0;
		row->cpu_percent = share > limit ? limit : share;
		row->known[PG_CPU_PERCENT] = FACT_OK;
	}
	sample->cpu_ns = cpu;
	sample->cpu_at = at;
}

static void
derive_faults(const struct derive_context *c, struct proc *row, struct kept_sample *sample)
{
	if (row->known[PG_FAULTS] != FACT_OK) {
		row->known[PG_FAULT_RATES] = row->known[PG_FAULTS];
		return;
	}
	uint64_t at = read_at(c, sample, PG_FAULTS), elapsed = at - sample->faults_at;
	bool known = sample->faults_at != 0 &&
	    derive_rate(sample->minor_faults, row->minor_faults, elapsed,
		&row->more->minor_fault_rate) &&
	    derive_rate(sample->major_faults, row->major_faults, elapsed,
		&row->more->major_fault_rate);
	row->known[PG_FAULT_RATES] = known ? FACT_OK : FACT_PENDING;
	sample->minor_faults = row->minor_faults;
	sample->major_faults = row->major_faults;
	sample->faults_at = at;
}

static void
derive_io(const struct derive_context *c, struct proc *row, struct kept_sample *sample)
{
	if (row->known[PG_IO_BYTES] != FACT_OK) {
		row->known[PG_IO_RATES] = row->known[PG_IO_BYTES];
		return;
	}
	uint64_t at = read_at(c, sample, PG_IO_BYTES), elapsed = at - sample->io_at;
	bool known = sample->io_at != 0 &&
	    derive_rate(sample->read_bytes, row->more->read_bytes, elapsed,
		&row->more->read_rate) &&
	    derive_rate(sample->write_bytes, row->more->write_bytes, elapsed,
		&row->more->write_rate);
	row->known[PG_IO_RATES] = known ? FACT_OK : FACT_PENDING;
	sample->read_bytes = row->more->read_bytes;
	sample->write_bytes = row->more->write_bytes;
	sample->io_at = at;
}

static void
derive_io_other(const struct derive_context *c, struct proc *row, struct kept_sample *sample)
{
	if (row->known[PG_IO_OTHER] != FACT_OK) {
		row->known[PG_IO_OTHER_RATE] = row->known[PG_IO_OTHER];
		return;
	}
	uint64_t at = read_at(c, sample, PG_IO_OTHER);
	bool known = sample->other_at != 0 &&
	    derive_rate(sample->other_bytes, row->more->other_bytes, at - sample->other_at,
		&row->more->other_rate);
	row->known[PG_IO_OTHER_RATE] = known ? FACT_OK : FACT_PENDING;
	sample->other_bytes = row->more->other_bytes;
	sample->other_at = at;
}

static void
derive_memory_percent(const struct derive_context *c, struct proc *row)
{
	enum fact known = row->known[memtype_groups[c->memtype]];
	uint64_t bytes = 0;

	if (known == FACT_OK && c->memory_total == 0)
		known = FACT_NONE;
	row->known[PG_MEMORY_PERCENT] = (uint8_t)known;
	if (known != FACT_OK)
		return;
	switch (c->memtype) {
	case MEMTYPE_USS:
		bytes = row->footprint->uss;
		break;
	case MEMTYPE_PSS:
		bytes = row->footprint->pss;
		break;
	case MEMTYPE_SWAP:
		bytes = row->more->swap;
		break;
	case MEMTYPE_VMS:
		bytes = row->vms;
		break;
	default:
		bytes = row->rss;
		break;
	}
	row->memory_percent = (double)bytes / (double)c->memory_total * 100;
}

/* What the schedule knows of the last readings, told with the footprint. */
static void
derive_footprint(const struct derive_context *c, uint64_t want, struct proc *row,
    const struct kept *kept)
{
	const struct kept_footprint *footprint = kept->footprint;

	/* Never read, or nothing to read: a process without memory has none of any age. */
	if (!proc_has_memory(row) || footprint == NULL || row->footprint == NULL) {
		proc_set_facts(row, want & PG_FOOTPRINT_BLOCK & DERIVED_GROUPS, row->known[PG_USS]);
		return;
	}
	if ((want & PG_BIT(PG_FOOTPRINT_AGE)) != 0) {
		row->known[PG_FOOTPRINT_AGE] = row->known[PG_USS];
		row->footprint->age_ns = footprint_age(&footprint->state, c->began);
	}
	if ((want & PG_BIT(PG_FOOTPRINT_DELTA)) != 0)
		row->known[PG_FOOTPRINT_DELTA] =
		    (uint8_t)footprint_delta(&footprint->state, &row->footprint->uss_delta);
	if ((want & PG_BIT(PG_FOOTPRINT_MARK)) != 0)
		row->known[PG_FOOTPRINT_MARK] = (uint8_t)footprint_since_mark(&footprint->state,
		    &row->footprint->uss_since_mark);
}

void
derive_row(const struct derive_context *c, uint64_t want, struct proc *row, struct kept *kept,
    struct arena *arena)
{
	if (row->known[PG_START] == FACT_OK)
		row->elapsed_ns = c->wall > row->create_time ? c->wall - row->create_time : 0;
	if ((want & PG_BIT(PG_CPU_PERCENT)) != 0 && row->known[PG_CPU_PERCENT] == FACT_UNREAD)
		derive_cpu(c, row, &kept->sample);
	proc_need_blocks(row,
	    want & (PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES) | PG_BIT(PG_IO_OTHER_RATE)),
	    arena);
	if ((want & PG_BIT(PG_FAULT_RATES)) != 0 && row->known[PG_FAULT_RATES] == FACT_UNREAD)
		derive_faults(c, row, &kept->sample);
	if ((want & PG_BIT(PG_IO_RATES)) != 0 && row->known[PG_IO_RATES] == FACT_UNREAD)
		derive_io(c, row, &kept->sample);
	if ((want & PG_BIT(PG_IO_OTHER_RATE)) != 0 && row->known[PG_IO_OTHER_RATE] == FACT_UNREAD)
		derive_io_other(c, row, &kept->sample);
	if ((want & PG_BIT(PG_MEMORY_PERCENT)) != 0)
		derive_memory_percent(c, row);
	if ((want & PG_FOOTPRINT_BLOCK & DERIVED_GROUPS) != 0)
		derive_footprint(c, want, row, kept);
}

void
derive_name(struct proc *row, struct arena *arena)
{
	const size_t comm_max = 15;

	if (row->known[PG_CMDLINE] != FACT_OK || row->known[PG_NAME] != FACT_OK ||
	    row->cmdline.len <= comm_max || strlen(row->name) != comm_max)
		return;
	const char *argument = row->cmdline.data;
	const char *slash = strrchr(argument, '/');
	const char *base = slash != NULL ? slash + 1 : argument;
	if (strlen(base) > comm_max && strncmp(base, row->name, comm_max) == 0)
		row->name = arena_dup(arena, base);
}
