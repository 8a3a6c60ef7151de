/*
 * What the screen needs from the collector: no more than what is seen.
 */
#include <string.h>

#include "../choices.h"
#include "../compat.h"
#include "session.h"

/* What the header shows. */
#define SG_SHOWN                                                                                   \
	(SG_BIT(SG_CPU) | SG_BIT(SG_MEMORY) | SG_BIT(SG_SWAP) | SG_BIT(SG_LOAD) |                  \
	    SG_BIT(SG_BOOT) | SG_BIT(SG_PRESSURE) | SG_BIT(SG_HOST))

/* What tells the service of a process. */
#define VG_MEMBERSHIP                                                                              \
	(VG_BIT(VG_SERVICE) | VG_BIT(VG_KIND) | VG_BIT(VG_STATUS) | VG_BIT(VG_PID) |               \
	    VG_BIT(VG_CGROUP))

enum { MARGIN = 4 }; /* rows beyond the screen, so that a step shows no blank cells */

static void
window(const struct ui *ui, struct demand *demand)
{
	size_t page = ui->list.scroll.page, top = ui->list.scroll.top;

	if (page == 0)
		page = (size_t)ui->canvas.rows;
	demand->first = top > MARGIN ? top - MARGIN : 0;
	demand->count = top - demand->first + page + MARGIN;
}

/* The rows are groups: facts of all processes, folded, and none of single ones. */
static void
fold(const struct ui *ui, struct demand *demand)
{
	const struct view *view = &ui->view;

	demand->shown = 0;
	demand->first = demand->count = 0;
	demand->threads = false;
	demand->group = ui->groups.by;
	demand->sums = columns_groups(&ui->list.columns) | filter_groups(view->filter);
	if (view->sort.field != NULL)
		demand->sums |= view->sort.field->groups;
	if (ui->prompt.open)
		demand->sums |= ui->prompt.groups;
	/* Which processes there are to fold; their order does not matter. */
	demand->view = (struct view){
	    .filter = ui->groups.face.view.filter,
	    .hide_kernel = ui->set->hide_kernel,
	    .hide_threads = true,
	};
}

static bool
same_ids(const struct proc_id *a, size_t na, const struct proc_id *b, size_t nb)
{
	for (size_t i = 0; na == nb && i < na; i++)
		if (!id_equal(&a[i], &b[i]))
			return false;
	return na == nb;
}

/* What the page of a service says of each of its processes. */
static void
pin_members(struct ui *ui, struct demand *demand)
{
	const struct service *service = side_details_row(ui);
	struct proc_id *members = NULL;
	size_t count = 0;

	for (size_t i = 0; service != NULL && i < ui->snap->nprocs; i++) {
		const struct proc *p = &ui->snap->procs[i];

		if (p->thread || !service_holds(service, p))
			continue;
		/* doubles when the number is a power of two */
		if ((count & (count - 1)) == 0)
			members = xrealloc(members, count == 0 ? 1 : count * 2, sizeof(*members));
		members[count++] = p->id;
	}
	if (!same_ids(members, count, ui->members, ui->nmembers))
		ui->unsent = true;
	free(ui->members);
	ui->members = members;
	ui->nmembers = count;
	demand->pinned = members;
	demand->npinned = count;
	demand->shown |= PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_USS) | PG_BIT(PG_PSS) |
	    PG_BIT(PG_CMDLINE) | PG_BIT(PG_NAME);
}

void
demand_build(struct ui *ui, struct demand *demand)
{
	const struct settings *set = ui->set;

	*demand = (struct demand){
	    .serial = ui->demand.serial,
	    .all = PG_BIT(PG_START) | PG_BIT(PG_PPID) | PG_BIT(PG_NAME),
	    .shown = columns_groups(&ui->list.columns) | ui->list.pane->groups(&ui->list.columns),
	    .system = SG_SHOWN,
	    .view = ui->view,
	    .pids = ui->pids,
	    .npids = ui->npids,
	    .threads = set->threads && !set->hide_threads,
	    .tasks = true,
	    .memtype = memtype_of(set->memtype),
	    .delay = set->delay > 0 ? set->delay : 1.5,
	    .paused = ui->paused,
	    .footprint_budget = set->footprint_budget,
	    .patience = set->patience,
	    .mark = ui->mark,
	    .ask = ui->ask,
	    .ask_id = ui->ask_id,
	};
	/* The header shows what all of them move. */
	if (collector_has(ui->collector, &net_table))
		demand->nets = NG_BIT(NG_RATES) | sides_groups(ui, &net_table);
	if (collector_has(ui->collector, &disk_table))
		demand->disks = DG_BIT(DG_RATES) | sides_groups(ui, &disk_table);
	if (collector_has(ui->collector, &service_table))
		demand->services = sides_groups(ui, &service_table) |
		    (ui->jump.kind != JUMP_NONE ? VG_MEMBERSHIP : 0);
	if (sides_need_events(ui))
		demand->system |= SG_BIT(SG_EVENTS);
	if (ui->prompt.open && ui->focus == 0)
		demand->all |= ui->prompt.groups;
	if (ui->menu.open)
		demand->all |= ui->menu.groups;
	if (ui->page == &details_page) {
		details_demand(ui, &demand->focus);
		/* Whose interfaces the panel shows. */
		if (demand->nets != 0)
			demand->nets |= NG_BIT(NG_NAMESPACE);
	}
	window(ui, demand);
	if (ui->groups.shown)
		fold(ui, demand);
	if (ui->page == &service_page)
		pin_members(ui, demand);
	if (ui->groups.shown || ui->page == &service_page)
		return;
	ui->pinned = ui->list.selected;
	if (!id_is_none(&ui->pinned)) {
		demand->pinned = &ui->pinned;
		demand->npinned = 1;
	}
}

static bool
same_focus(const struct focus *a, const struct focus *b)
{
	return id_equal(&a->id, &b->id) && a->groups == b->groups && a->threads == b->threads &&
	    a->inside == b->inside && a->asked == b->asked;
}

static bool
same(const struct demand *a, const struct demand *b)
{
	return a->all == b->all && a->shown == b->shown && a->sums == b->sums &&
	    a->system == b->system && a->first == b->first && a->count == b->count &&
	    a->threads == b->threads && a->nets == b->nets && a->disks == b->disks &&
	    a->services == b->services && a->mark == b->mark && a->ask == b->ask &&
	    a->memtype == b->memtype && a->paused == b->paused && !(a->delay < b->delay) &&
	    !(a->delay > b->delay) && !(a->footprint_budget < b->footprint_budget) &&
	    !(a->footprint_budget > b->footprint_budget) && same_focus(&a->focus, &b->focus);
}

void
demand_update(struct ui *ui)
{
	struct demand demand;

	demand_build(ui, &demand);
	if (ui->sent && !ui->unsent && same(&demand, &ui->demand)) {
		/* Members may have moved. */
		ui->demand.pinned = demand.pinned;
		ui->demand.npinned = demand.npinned;
		return;
	}
	demand.serial++;
	ui->demand = demand;
	ui->unsent = false;
	if (ui->sent)
		live_demand(ui->live, &ui->demand);
	ui->sent = true;
}
