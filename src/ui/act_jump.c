/*
 * Between processes and services, both ways.
 */
#include <inttypes.h>
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static const struct service *
services(const struct ui *ui, size_t *count)
{
	*count = 0;
	return ui->snap != NULL ? snapshot_rows(ui->snap, &service_table, count) : NULL;
}

/* How closely the service holds the process; 0: not at all. */
static size_t
closeness(const struct service *service, const struct proc *p)
{
	if (!service_holds(service, p))
		return 0;
	/* A slice holds whatever is in a service below it. */
	if (service->known[VG_KIND] == FACT_OK && service->kind != NULL &&
	    strcmp(service->kind, "slice") == 0)
		return 0;
	return 1 +
	    (service->known[VG_CGROUP] == FACT_OK && service->cgroup != NULL
		    ? strlen(service->cgroup)
		    : 0);
}

/* The innermost one. */
static const struct service *
service_of(const struct ui *ui, const struct proc *p)
{
	const struct service *best = NULL;
	size_t count, close = 0;
	const struct service *rows = services(ui, &count);

	for (size_t i = 0; i < count; i++) {
		size_t this = closeness(&rows[i], p);

		if (this > close) {
			close = this;
			best = &rows[i];
		}
	}
	return best;
}

/* The process that the page or the list is about; false: none. */
static bool
current_process(const struct ui *ui, struct proc_id *id)
{
	if (ui->page == &details_page)
		*id = ui->details.id;
	else
		*id = ui->list.selected;
	return !id_is_none(id);
}

/* The service that the page or the focused panel is about; NULL: none. */
static const struct service *
current_service(struct ui *ui)
{
	struct side *detailed = side_details_side(ui), *side = focus_side(ui);

	if (detailed != NULL)
		return detailed->panel == PANEL_SERVICE ? side_details_row(ui) : NULL;
	if (side == NULL || side->panel != PANEL_SERVICE)
		return NULL;
	return list_selected(&side->list);
}

/* The list takes the place of whatever page is open. */
static void
to_list(struct ui *ui)
{
	if (ui->page == &details_page)
		details_close(ui);
	ui_page(ui, &list_page);
}

/* Opens what the tree has folded above the process. */
static void
unfold(struct ui *ui, const struct proc *p)
{
	for (size_t depth = 0; p != NULL && depth < ui->snap->nprocs; depth++) {
		const struct proc *parent = NULL;

		for (size_t i = 0; i < ui->snap->nprocs && p->known[PG_PPID] == FACT_OK; i++)
			if (ui->snap->procs[i].id.pid == p->ppid)
				parent = &ui->snap->procs[i];
		if (parent == NULL || parent == p)
			return;
		if (ui->view.fold_all)
			idset_add(&ui->folds, parent->id);
		else
			idset_remove(&ui->folds, parent->id);
		p = parent;
	}
}

/* Takes away what hides the process from the list, one thing after another; says what. */
static bool
reveal(struct ui *ui, const struct proc *p, const char **cleared)
{
	struct filter_error error;
	char err[200];

	*cleared = "";
	for (int step = 0; step < 5; step++) {
		if (step == 1 && ui->set->tree)
			unfold(ui, p);
		if (step == 2 && ui->typed != NULL) {
			state_filter(ui, NULL, &error);
			*cleared = " (the filter was taken away)";
		}
		if (step == 3 && ui->user != NULL) {
			state_user(ui, NULL, err, sizeof(err));
			*cleared = " (all users are shown)";
		}
		if (step == 4 && p->kernel)
			ui->set->hide_kernel = false;
		state_rebuild(ui);
		if (list_find(&ui->list, p->id) != SIZE_MAX)
			return true;
	}
	return false;
}

static void
to_process(struct ui *ui, const struct service *service)
{
	bool told = service->known[VG_PID] == FACT_OK;
	const struct proc *p = NULL;
	const char *cleared;

	if (!told || service->pid == 0) {
		ui_message(ui,
		    told ? "%s has no main process" : "%s: its main process is not known",
		    service->name);
		return;
	}
	for (size_t i = 0; i < ui->snap->nprocs; i++)
		if (ui->snap->procs[i].id.pid == service->pid && !ui->snap->procs[i].thread)
			p = &ui->snap->procs[i];
	if (p == NULL) {
		ui_message(ui, "%s: its main process %" PRId64 " is none of those that ctop sees",
		    service->name, service->pid);
		return;
	}
	to_list(ui);
	groups_leave(ui);
	if (!reveal(ui, p, &cleared)) {
		ui_message(ui, "%s: its main process %" PRId64 " is not shown (-p)", service->name,
		    service->pid);
		return;
	}
	list_select(&ui->list, list_find(&ui->list, p->id));
	ui->focus = 0;
	ui_message(ui, "%" PRId64 " is the main process of %s%s", service->pid, service->name,
	    cleared);
}

static void
to_service(struct ui *ui, const struct service *service, const struct proc *p)
{
	struct side *side = side_of(ui, PANEL_SERVICE);

	to_list(ui);
	if (!side_select(ui, side, service->id))
		return;
	ui->focus = (size_t)(side - ui->sides) + 1;
	ui_message(ui, "%" PRId64 " belongs to %s", p->id.pid, service->name);
}

/* All that is in its control group; where there are none, its one process. */
static void
only(struct ui *ui, const struct service *service)
{
	struct column cgroup = {.field = field_find(&process_table, "cgroup", 6)};
	struct filter_error error;
	struct filter *filter = NULL;
	char text[64];

	if (service->known[VG_CGROUP] == FACT_OK && service->cgroup != NULL)
		filter = filter_below(&process_table, &cgroup, service->cgroup);
	else if (service->known[VG_PID] == FACT_OK && service->pid != 0) {
		snprintf(text, sizeof(text), "pid=%" PRId64, service->pid);
		filter = filter_parse(&process_table, text, &error);
	}
	if (filter == NULL) {
		ui_message(ui, "%s has no processes", service->name);
		return;
	}
	to_list(ui);
	ui->focus = 0;
	groups_only(ui, filter, service->name);
}

/* Nobody tells the services: what is in the same control group. */
static bool
only_cgroup(struct ui *ui, const struct proc *p)
{
	struct column cgroup = {.field = field_find(&process_table, "cgroup", 6)};

	if (p->known[PG_CGROUP] != FACT_OK || p->more == NULL || p->more->cgroup == NULL ||
	    strcmp(p->more->cgroup, "/") == 0)
		return false;
	to_list(ui);
	groups_only(ui, filter_below(&process_table, &cgroup, p->more->cgroup), p->more->cgroup);
	return true;
}

/* Is what tells a process's service still on its way? */
static bool
waits(const struct ui *ui, const struct proc *p)
{
	enum fact place = (enum fact)p->known[PG_CGROUP];
	enum fact known = snapshot_known(ui->snap, &service_table);

	if (known == FACT_UNREAD || known == FACT_PENDING)
		return true;
	return known == FACT_OK && (place == FACT_UNREAD || place == FACT_PENDING) &&
	    collector_offers(ui->collector, PG_BIT(PG_CGROUP));
}

void
jump_settle(struct ui *ui)
{
	const struct jump jump = ui->jump;
	const struct service *service;
	const struct proc *p;

	if (jump.kind == JUMP_NONE || ui->snap == NULL)
		return;
	p = snapshot_find(ui->snap, jump.id);
	if (p != NULL && waits(ui, p)) {
		ui_message(ui, "looking for the service of %" PRId64, jump.id.pid);
		return;
	}
	ui->jump.kind = JUMP_NONE;
	ui->message[0] = '\0';
	service = p != NULL ? service_of(ui, p) : NULL;
	if (p == NULL)
		ui_message(ui, "%" PRId64 " has ended", jump.id.pid);
	else if (service == NULL && jump.kind == JUMP_ONLY_SERVICE && only_cgroup(ui, p))
		ui_message(ui, "these are in the control group of %" PRId64, jump.id.pid);
	else if (snapshot_known(ui->snap, &service_table) != FACT_OK)
		ui_error(ui, "%s",
		    ui->snap->services_note != NULL ? ui->snap->services_note
						    : "services cannot be listed");
	else if (service == NULL)
		ui_message(ui, "%" PRId64 " belongs to no service", jump.id.pid);
	else if (jump.kind == JUMP_TO_SERVICE)
		to_service(ui, service, p);
	else
		only(ui, service);
}

/* From a process: its service may have to be looked for first. */
static void
ask(struct ui *ui, enum jump_kind kind)
{
	struct side *side = side_of(ui, PANEL_SERVICE);
	struct proc_id id;

	if (focus_side(ui) != NULL && ui->page != &details_page) {
		ui_message(ui, "%s",
		    focus_side(ui)->panel == PANEL_SERVICE ? "no service is selected"
							   : "this is for processes and services");
		return;
	}
	if (ui->groups.shown && ui->page == &list_page) {
		ui_message(ui, "this is for processes: Enter shows those of the group");
		return;
	}
	if (!current_process(ui, &id))
		return;
	/* Where there is no such panel this says so. */
	if (!side->open &&
	    (kind == JUMP_TO_SERVICE || !collector_has(ui->collector, &service_table)))
		side_toggle(ui, PANEL_SERVICE);
	if (!side->open && kind == JUMP_TO_SERVICE)
		return;
	if (!collector_has(ui->collector, &service_table))
		return;
	ui->jump.kind = kind;
	ui->jump.id = id;
	jump_settle(ui);
}

void
do_jump(struct ui *ui)
{
	const struct service *service = current_service(ui);

	if (service != NULL)
		to_process(ui, service);
	else
		ask(ui, JUMP_TO_SERVICE);
}

void
do_only(struct ui *ui)
{
	const struct service *service = current_service(ui);

	if (service != NULL)
		only(ui, service);
	else
		ask(ui, JUMP_ONLY_SERVICE);
}
