/*
 * Actions on the session itself, and the doors to other pages.
 */
#include <stdio.h>

#include "../compat.h"
#include "../config.h"
#include "session.h"

void
do_quit(struct ui *ui)
{
	ui->quit = true;
}

void
do_pause(struct ui *ui)
{
	ui->paused = !ui->paused;
}

void
do_refresh(struct ui *ui)
{
	live_refresh(ui->live);
}

/* The wish and the tick that answers it: a tick without it would come too early. */
static void
tick_with_wish(struct ui *ui)
{
	demand_update(ui);
	live_refresh(ui->live);
}

void
do_measure(struct ui *ui)
{
	const struct proc *p = list_selected(&ui->list);
	bool details = ui->page == &details_page;

	if (!details && p == NULL)
		return;
	if (((ui->demand.all | ui->demand.shown | ui->demand.focus.groups |
		 view_groups(&ui->view)) &
		PG_FOOTPRINT_MASK) == 0) {
		ui_message(ui, "nothing on screen tells a footprint: choose a column such as uss");
		return;
	}
	ui->ask_id = details ? ui->details.id : p->id;
	ui->ask++;
	tick_with_wish(ui);
	ui_message(ui, "reading the footprint of %lld", (long long)ui->ask_id.pid);
}

void
do_mark(struct ui *ui)
{
	const struct field *field = field_find(&process_table, "uss_since_mark", 14);

	if (!collector_offers(ui->collector, field->groups)) {
		ui_error(ui, "this system does not tell USS");
		return;
	}
	ui->mark++;
	tick_with_wish(ui);
	ui_message(ui, "marked: uss_since_mark counts from now");
}

void
do_redraw(struct ui *ui)
{
	term_redraw();
	ui->dirty = true;
}

void
do_suspend(struct ui *ui)
{
	(void)ui;
	term_suspend();
}

void
do_save(struct ui *ui)
{
	char err[400];

	if (ui->config == NULL)
		ui_error(ui, "there is no place to save to: no home directory, or --no-config");
	else if (config_save(ui->config, ui->set, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
	else {
		ui->setup.changed = false;
		ui_message(ui, "saved to %s", ui->config);
	}
}

static void
open_details(struct ui *ui, enum details_tab tab)
{
	const struct proc *p;

	if (ui->groups.shown) {
		groups_enter(ui);
		return;
	}
	p = list_selected(&ui->list);
	if (p != NULL)
		details_open(ui, p->id, tab);
}

void
do_details(struct ui *ui)
{
	if (focus_side(ui) != NULL) {
		side_details_open(ui);
		return;
	}
	open_details(ui, DETAILS_FACTS);
}

void
do_environment(struct ui *ui)
{
	open_details(ui, DETAILS_ENVIRON);
}

void
do_files(struct ui *ui)
{
	if (collector_driver(ui->collector)->opened == NULL)
		ui_error(ui, "this system does not tell what a process has open");
	else
		open_details(ui, DETAILS_FILES);
}

void
do_command(struct ui *ui)
{
	open_details(ui, DETAILS_COMMAND);
}
