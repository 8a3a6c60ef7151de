/*
 * How much is known of the dear facts, over all processes: those on screen say it
 * themselves, of the others counts what was read last.
 */
#include "collector.h"

static enum fact
footprint_fact(const struct kept *kept, enum proc_group group)
{
	if (kept == NULL || kept->footprint == NULL)
		return FACT_PENDING;
	if (kept->stuck && (kept->job_groups & PG_BIT(group)) != 0)
		return FACT_STUCK;
	enum fact known = (enum fact)kept->footprint->known[group - PG_USS];
	return known == FACT_UNREAD ? FACT_PENDING : known;
}

static void
cover_footprint(struct coverage *coverage, const struct pass *p, size_t index,
    enum proc_group group)
{
	const struct proc *row = &p->s->procs[index];
	const struct kept *kept = p->c->of_row[index];
	const struct proc_footprint *facts = row->footprint;
	enum fact known = (enum fact)row->known[group];
	uint64_t bytes = 0, age = 0;

	if (known == FACT_UNREAD) {
		known = proc_has_memory(row) ? footprint_fact(kept, group) : FACT_OK;
		facts = kept != NULL && kept->footprint != NULL ? &kept->footprint->facts : NULL;
	}
	if (known == FACT_OK && proc_has_memory(row)) {
		if (facts != NULL)
			bytes = group == PG_USS ? facts->uss : facts->pss;
		if (kept != NULL && kept->footprint != NULL)
			age = footprint_age(&kept->footprint->state, p->now);
	}
	coverage_count(coverage, known, bytes, age);
}

static void
cover(const struct pass *p, struct coverage *coverage, const char *name, enum proc_group group)
{
	const struct snapshot *s = p->s;

	*coverage = (struct coverage){.name = name};
	for (size_t i = 0; i < s->nprocs; i++) {
		if (s->procs[i].thread || !pass_wants_pid(p->d, s->procs[i].tgid))
			continue;
		/* Batch with a limit asks for the rows it prints, and tells of those. */
		if (p->d->wait && s->procs[i].known[group] == FACT_UNREAD)
			continue;
		if (group == PG_ENVIRON)
			coverage_count(coverage, s->procs[i].known[group], 0, 0);
		else
			cover_footprint(coverage, p, i, group);
	}
}

void
pass_cover(struct pass *p)
{
	const uint64_t wanted = p->all | p->shown;
	struct coverage *coverage = p->s->coverage;

	if ((wanted & PG_BIT(PG_USS)) != 0)
		cover(p, &coverage[COVERAGE_USS], "uss", PG_USS);
	if ((wanted & PG_BIT(PG_PSS)) != 0)
		cover(p, &coverage[COVERAGE_PSS], "pss", PG_PSS);
	if ((wanted & PG_BIT(PG_ENVIRON)) != 0)
		cover(p, &coverage[COVERAGE_ENVIRON], "environ", PG_ENVIRON);
}
