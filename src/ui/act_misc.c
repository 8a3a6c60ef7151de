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
		ui_error(ui, "there is no place to save to: no HOME, or --no-config");
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
	const struct proc *p = list_selected(&ui->list);

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
do_command(struct ui *ui)
{
	open_details(ui, DETAILS_COMMAND);
}
