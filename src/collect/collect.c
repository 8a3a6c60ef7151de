#include "collect.h"

#include <stdlib.h>

#include "../compat.h"
#include "rows.h"

struct collector *
collector_open(const struct driver *driver, const struct open_options *options, bool stats,
    char *err, size_t errlen)
{
	struct machine *machine = driver->open(options, err, errlen);
	size_t nsources = 0;

	if (machine == NULL)
		return NULL;
	struct collector *c = xcalloc(1, sizeof(*c));
	c->driver = driver;
	c->machine = machine;
	c->snapshots = snapshot_pool_open();
	c->timed = stats;
	kept_init(&c->kept);
	while (driver->sources[nsources].name != NULL)
		nsources++;
	c->stats = xcalloc(nsources + 1, sizeof(*c->stats));
	for (size_t i = 0; i < nsources; i++)
		c->stats[i].name = driver->sources[i].name;
	c->prompt = oneshot_offers(driver, ONESHOT_PROMPT);
	c->texts = oneshot_groups(driver, SOURCE_STATIC) & KEPT_TEXT_MASK;
	dear_open(c);
	nets_open(&c->net_list, driver, machine);
	mounts_open(&c->mounts, driver, machine, dear_wake, c);
	services_open(&c->services, driver, machine, dear_wake, c);
	return c;
}

void
collector_close(struct collector *c)
{
	snapshot_pool_close(c->snapshots);
	collector_on_arrival(c, NULL, NULL);
	/* A reader that sits in the kernel still uses the machine: leave all of it. */
	bool nets = nets_close(&c->net_list), mounts = mounts_close(&c->mounts);
	bool services = services_close(&c->services);
	if (!dear_close(c) || !nets || !mounts || !services)
		return;
	samples_free(&c->nets);
	samples_free(&c->disks);
	c->driver->close(c->machine);
	kept_free(&c->kept);
	derive_system_free(&c->system);
	free(c->of_row);
	free(c->stats);
	free(c);
}

const struct driver *
collector_driver(const struct collector *c)
{
	return c->driver;
}

struct machine *
collector_machine(const struct collector *c)
{
	return c->machine;
}

const struct source_stats *
collector_stats(struct collector *c)
{
	return c->stats;
}

char *
collector_describe(const struct collector *c)
{
	struct text_stream stream;
	size_t len;

	if (c->driver->describe == NULL)
		return NULL;
	c->driver->describe(c->machine, text_stream_open(&stream));
	return text_stream_close(&stream, &len);
}

bool
collector_offers(const struct collector *c, uint64_t groups)
{
	uint64_t needs = groups | derive_needs(groups, MEMTYPE_RSS);

	return (needs & ~DERIVED_GROUPS & ~oneshot_offers(c->driver, ONESHOT_ALL) &
		   ~services_offer(c)) == 0;
}

bool
collector_offers_field(const struct collector *c, const struct table *table,
    const struct field *field)
{
	if (!field_is_of(field, c->driver->name))
		return false;
	/* Groups of facts of other rows are numbered on their own. */
	return (table != &process_table && table != &group_table) ||
	    collector_offers(c, field->groups);
}

static void
count_tasks(const struct demand *d, struct snapshot *s)
{
	struct tasks *t = &s->system.tasks;

	for (size_t i = 0; i < s->nprocs; i++) {
		const struct proc *row = &s->procs[i];
		if (row->thread || !pass_wants_pid(d, row->tgid))
			continue;
		t->total++;
		t->kernel += row->kernel;
		t->threads += row->num_threads;
		switch (row->status) {
		case STATUS_RUNNING:
			t->running++;
			break;
		case STATUS_STOPPED:
		case STATUS_TRACING_STOP:
			t->stopped++;
			break;
		case STATUS_ZOMBIE:
			t->zombie++;
			break;
		case STATUS_UNKNOWN:
			break;
		default:
			t->sleeping++;
			break;
		}
	}
	s->system.known_tasks = (uint8_t)s->listed;
}

static void
read_system(struct pass *p)
{
	struct collector *c = p->c;
	struct snapshot *s = p->s;
	unsigned want = p->d->system;

	if (((p->all | p->shown) & PG_BIT(PG_MEMORY_PERCENT)) != 0)
		want |= SG_BIT(SG_MEMORY);
	if (((p->all | p->shown) & PG_BIT(PG_CPU_PERCENT)) != 0)
		want |= SG_BIT(SG_CPU);
	if (want != 0)
		c->driver->system(c->machine, want, &s->system, &s->arena);
	derive_system(&c->system, p->now, &s->system);
}

static void
fill_derive_context(struct pass *p)
{
	const struct snapshot *s = p->s;

	p->derive.began = p->now;
	p->derive.interval = s->interval_ns;
	p->derive.wall = s->time_ns;
	p->derive.memtype = p->d->memtype;
	p->derive.cpus = s->system.online;
	p->derive.memory_total =
	    s->system.known[SG_MEMORY] == FACT_OK && s->system.memory.total != MEMORY_UNKNOWN
	    ? s->system.memory.total
	    : 0;
}

/* The rows belong to the snapshot from here on. */
static void
hand_over_rows(struct pass *p)
{
	p->s->procs = p->list.rows;
	p->s->nprocs = p->list.count;
	p->s->room = p->list.room;
}

static void
fold_groups(struct pass *p)
{
	struct snapshot *s = p->s;

	s->group = p->d->group;
	if (s->group.field == NULL)
		return;
	if (s->group.argument != NULL)
		s->group.argument = arena_dup(&s->arena, s->group.argument);
	s->groups = group_fold(&s->group, p->d->sums, s->procs, s->order.rows, s->order.count,
	    &s->arena, &s->ngroups);
}

/* The second half of a tick and of an amendment: the view, and what it shows. */
static void
finish(struct pass *p)
{
	struct snapshot *s = p->s;
	struct view view = p->d->view;

	view.pids = p->d->pids;
	view.npids = p->d->npids;
	services_list(p);
	hand_over_rows(p);
	view_build(&view, &process_table, s->procs, s->nprocs, &s->arena, &s->order);
	pass_read_shown(p);
	pass_read_focus(p);
	dear_submit(p->c);
	pass_await(p);
	fold_groups(p);
	services_join(p);
	if (p->d->tasks)
		count_tasks(p->d, s);
	pass_cover(p);
	dear_costs(p->c, &s->costs);
	s->serial = p->d->serial;
}

static void
process_ended(void *context, struct kept *kept)
{
	struct collector *c = context;

	if (kept->footprint == NULL)
		return;
	const struct footprint_facts *facts = &kept->footprint->state.now;
	const struct kept *parent = kept_find_pid(&c->kept, facts->ppid);
	footprint_end(&c->footprint, &kept->footprint->state,
	    parent != NULL && parent != kept && parent->footprint != NULL
		? &parent->footprint->state
		: NULL);
}

struct snapshot *
collector_tick(struct collector *c, const struct demand *d)
{
	struct snapshot *s = snapshot_new(c->snapshots);
	uint64_t cpu = clock_thread_cpu();
	struct pass p;

	dear_take(c, clock_now());
	mounts_take(&c->mounts, clock_now());
	services_take(&c->services, clock_now());
	c->vain_since = 0;
	c->tick++;
	pass_begin(&p, c, d, s);
	s->tick = c->tick;
	s->clock_ns = p.now;
	s->time_ns = clock_wall();
	s->interval_ns = c->tick_at != 0 ? p.now - c->tick_at : 0;
	read_system(&p);
	nets_read(&p);
	disks_read(&p);
	services_read(&p, NULL);
	fill_derive_context(&p);
	pass_read_all(&p);
	dear_see(c, &p);
	kept_expire(&c->kept, c->tick, process_ended, c);
	dear_plan(c, &p);
	dear_submit(c);
	pass_await(&p);
	pass_grace(&p);
	c->arrived = false;
	finish(&p);
	c->tick_at = p.now;
	c->tick_cost_ns = clock_thread_cpu() - cpu;
	return s;
}

struct snapshot *
collector_amend(struct collector *c, const struct demand *d, const struct snapshot *old)
{
	struct pass p;

	dear_take(c, clock_now());
	c->arrived |= mounts_take(&c->mounts, clock_now());
	c->arrived |= services_take(&c->services, clock_now());
	if (old->tick != c->tick || (!c->arrived && d->serial == old->serial))
		return NULL;
	struct snapshot *s = snapshot_new(c->snapshots);
	pass_begin(&p, c, d, s);
	p.amends = true;
	/* A fold is made here, even when every fact is there. */
	p.changed = c->arrived || d->group.field != NULL;
	s->tick = old->tick;
	s->clock_ns = old->clock_ns;
	s->time_ns = old->time_ns;
	s->interval_ns = old->interval_ns;
	s->listed = old->listed;
	system_copy(&s->system, &old->system, &s->arena);
	nets_amend(&p, old);
	disks_amend(&p, old);
	services_read(&p, old);
	for (size_t i = 0; i < old->nprocs; i++)
		proc_copy(proc_list_add(&p.list, 0), &old->procs[i], &s->arena);
	if (d->focus.threads && old->focus != NULL && id_equal(&old->focus->id, &d->focus.id)) {
		s->threads_known = old->threads_known;
		s->nthreads = old->nthreads;
		s->threads = arena_array(&s->arena, old->nthreads, sizeof(*s->threads));
		for (size_t i = 0; i < old->nthreads; i++)
			proc_copy(&s->threads[i], &old->threads[i], &s->arena);
	} else if (d->focus.id.pid != 0) {
		p.changed = true;
	}
	fill_derive_context(&p);
	pass_read_all(&p);
	c->arrived = false;
	finish(&p);
	if (p.changed)
		return s;
	snapshot_unref(s);
	return NULL;
}
