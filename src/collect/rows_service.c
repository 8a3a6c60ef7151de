/*
 * Services: what was told of them copied into the snapshot, and joined with the processes both
 * ways.
 */
#include "../compat.h"
#include "rows.h"
#include "service_index.h"

/* What comes within so long is in the tick's own picture, not in an amendment of it. */
#define GRACE_NS UINT64_C(4000000)

#define SUMS                                                                                       \
	(VG_BIT(VG_CPU_PERCENT) | VG_BIT(VG_PROCS) | VG_BIT(VG_THREADS) | VG_BIT(VG_RSS) |         \
	    VG_BIT(VG_USS) | VG_BIT(VG_PSS))
/* By what a process is known to belong to a service. */
#define MEMBERSHIP (VG_BIT(VG_SERVICE) | VG_BIT(VG_PID) | VG_BIT(VG_CGROUP))
#define PLACE	   (PG_BIT(PG_CGROUP) | PG_BIT(PG_SERVICE))

static uint64_t
services_needs(uint64_t want)
{
	if (want == 0)
		return 0;
	if ((want & SUMS) != 0)
		want |= MEMBERSHIP;
	if ((want & VG_BIT(VG_CPU_PERCENT)) != 0)
		want |= VG_BIT(VG_CPU_TIME);
	return want | VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND) | VG_BIT(VG_STATUS);
}

/* Who tells which service a process belongs to: a source, or else the services. */
static bool
names_processes(const struct collector *c)
{
	return c->driver->services != NULL &&
	    (oneshot_offers(c->driver, ONESHOT_ALL) & PG_BIT(PG_SERVICE)) == 0;
}

uint64_t
services_offer(const struct collector *c)
{
	return names_processes(c) ? PG_BIT(PG_SERVICE) : 0;
}

static uint64_t
sums_of(uint64_t want)
{
	uint64_t groups = 0;

	for (size_t i = 0; i < SERVICE_SUMS; i++)
		if ((want & VG_BIT(service_sums[i].sum)) != 0)
			groups |= PG_BIT(service_sums[i].of);
	return groups;
}

uint64_t
services_begin(struct pass *p, uint64_t groups)
{
	uint64_t want = services_needs(p->d->services);

	p->joins = (want & SUMS) != 0;
	p->names = names_processes(p->c) && (groups & PG_BIT(PG_SERVICE)) != 0;
	if (p->names)
		want = services_needs(want | MEMBERSHIP);
	p->services = want;
	p->summed = sums_of(want);
	if (want == 0)
		return 0;
	return p->summed | (PLACE & oneshot_offers(p->c->driver, ONESHOT_ALL));
}

void
services_read(struct pass *p, const struct snapshot *old)
{
	struct services *services = &p->c->services;

	p->changed |= old != NULL && (p->services & ~old->services_asked) != 0;

	if (p->services == 0)
		services_rest(services, p->now);
	else
		services_ask(services, p->services & ~SUMS, p->c->tick, p->now,
		    p->d->wait ? 0 : p->c->driver->services_age_ns);
}

static void
copy_service(struct service *to, const struct service *from, struct arena *arena)
{
	*to = *from;
	const char **texts[] = {&to->name, &to->display_name, &to->kind, &to->status,
	    &to->sub_state, &to->description, &to->start_type, &to->username, &to->binpath,
	    &to->unit_file, &to->cgroup};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (*texts[i] != NULL)
			*texts[i] = arena_dup(arena, *texts[i]);
}

static void
copy_services(struct pass *p)
{
	const struct services_list *last = &p->c->services.last;
	struct snapshot *s = p->s;

	s->nservices = last->list.count;
	s->services = arena_array(&s->arena, s->nservices, sizeof(*s->services));
	s->services_age_ns = p->now > last->at ? p->now - last->at : 0;
	for (size_t i = 0; i < s->nservices; i++) {
		struct service *row = &s->services[i];

		copy_service(row, &last->list.rows[i], &s->arena);
		/* A column that was added a moment ago: the next answer has it. */
		for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
			if ((p->services & VG_BIT(g)) != 0 && row->known[g] == FACT_UNREAD)
				row->known[g] = FACT_PENDING;
	}
}

/* The names of the services that run in a process, with commas. */
static const char *
name_process(const struct service_index *index, const struct service *rows, const struct proc *row,
    struct arena *arena)
{
	const char *name = NULL;
	uint32_t at = service_index_pid(index, row->tgid);

	for (; at != SERVICE_NONE; at = service_index_next(index, at))
		name = name == NULL ? arena_dup(arena, rows[at].name)
				    : arena_printf(arena, "%s, %s", name, rows[at].name);
	return name;
}

static void
name_processes(struct pass *p, const struct service_index *index)
{
	struct snapshot *s = p->s;

	for (size_t i = 0; i < p->list.count; i++) {
		struct proc *row = &p->list.rows[i];

		proc_need_blocks(row, PG_BIT(PG_SERVICE), &s->arena);
		row->known[PG_SERVICE] = (uint8_t)s->services_known;
		row->more->service = s->services_known == FACT_OK
		    ? name_process(index, s->services, row, &s->arena)
		    : NULL;
	}
}

void
services_list(struct pass *p)
{
	struct services *services = &p->c->services;
	struct snapshot *s = p->s;

	s->services_asked = p->services;
	if (p->services == 0)
		return;
	if (p->d->wait)
		services_wait(services, p->d->patience);
	else
		services_grace(services, p->amends ? 0 : GRACE_NS);
	s->services_known = services_known(services);
	if (s->services_known == FACT_OK)
		copy_services(p);
	else if (services->note[0] != '\0')
		s->services_note = arena_dup(&s->arena, services->note);
	if (!p->names)
		return;
	struct service_index *index = service_index_make(s->services, s->nservices, &s->arena);
	name_processes(p, index);
}

bool
service_holds(const struct service *service, const struct proc *row)
{
	size_t len;

	if (service->known[VG_PID] == FACT_OK && service->pid != 0 && service->pid == row->tgid)
		return true;
	if (row->more == NULL)
		return false;
	if (row->known[PG_SERVICE] == FACT_OK && row->more->service != NULL &&
	    strcmp(row->more->service, service->name) == 0)
		return true;
	if (row->known[PG_CGROUP] != FACT_OK || row->more->cgroup == NULL ||
	    service->known[VG_CGROUP] != FACT_OK || service->cgroup == NULL)
		return false;
	len = strlen(service->cgroup);
	return len > 1 && strncmp(row->more->cgroup, service->cgroup, len) == 0 &&
	    (row->more->cgroup[len] == '\0' || row->more->cgroup[len] == '/');
}

/* Gives a service what its processes come to. */
static void
take_sums(struct service *row, const struct group *g, uint64_t want)
{
	bool measured = row->known[VG_CPU_PERCENT] == FACT_OK;

	row->sums = g;
	row->num_procs = (uint32_t)g->processes;
	row->num_threads = g->num_threads;
	row->rss = g->rss;
	row->uss = g->uss;
	row->pss = g->pss;
	row->known[VG_PROCS] = FACT_OK;
	for (size_t i = 0; i < SERVICE_SUMS; i++) {
		const struct service_sum *sum = &service_sums[i];

		if ((want & VG_BIT(sum->sum)) == 0 || (measured && sum->sum == VG_CPU_PERCENT))
			continue;
		row->known[sum->sum] = g->known[sum->of];
		if ((g->partial & PG_BIT(sum->of)) != 0)
			row->partial |= VG_BIT(sum->sum);
	}
	if (!measured)
		row->cpu_percent = g->cpu_percent;
}

/* There are no processes to sum over. */
static void
set_sums(struct service *row, enum fact fact)
{
	for (uint64_t rest = SUMS; rest != 0; rest &= rest - 1)
		row->known[lowest_group(rest)] = (uint8_t)fact;
}

static void
add_members(struct snapshot *s, const struct fold *f, struct group *groups)
{
	struct service_index *index = service_index_make(s->services, s->nservices, &s->arena);
	uint32_t *found, count;

	for (size_t i = 0; i < s->nprocs; i++) {
		const struct proc *row = &s->procs[i];

		if (row->thread)
			continue;
		found = service_index_of(index, row, &count);
		for (uint32_t n = 0; n < count; n++)
			fold_add(f, &groups[found[n]], row);
	}
}

void
services_join(struct pass *p)
{
	struct snapshot *s = p->s;
	uint64_t of = p->summed;

	if (!p->joins || s->nservices == 0)
		return;
	if (s->listed != FACT_OK) {
		for (size_t i = 0; i < s->nservices; i++)
			set_sums(&s->services[i], s->listed);
		return;
	}
	struct group *groups = arena_array(&s->arena, s->nservices, sizeof(*groups));
	struct fold *f = fold_open(of, &s->arena);
	for (size_t i = 0; i < s->nservices; i++)
		fold_begin(f, &groups[i]);
	add_members(s, f, groups);
	for (size_t i = 0; i < s->nservices; i++) {
		struct service *row = &s->services[i];
		bool measured = row->known[VG_CPU_PERCENT] == FACT_OK;

		fold_end(f, &groups[i], measured ? of & ~PG_BIT(PG_CPU_PERCENT) : of);
		take_sums(row, &groups[i], p->services);
	}
}
