/*
 * Actions on panels.
 */
#include "../compat.h"
#include "session.h"

void
do_net(struct ui *ui)
{
	side_toggle(ui, PANEL_NET);
}

void
do_disk(struct ui *ui)
{
	side_toggle(ui, PANEL_DISK);
}

void
do_service(struct ui *ui)
{
	side_toggle(ui, PANEL_SERVICE);
}

void
do_system(struct ui *ui)
{
	side_toggle(ui, PANEL_SYSTEM);
}

void
do_next_panel(struct ui *ui)
{
	sides_focus(ui, 1);
}

void
do_previous_panel(struct ui *ui)
{
	sides_focus(ui, -1);
}

void
do_hide_minor(struct ui *ui)
{
	struct side *side = focus_side(ui);

	if (side == NULL || side->pane->minor == NULL) {
		ui_message(ui,
		    "this is for the panels of interfaces, disks and services (n, d, s, then Tab)");
		return;
	}
	side->set->hide_minor = !side->set->hide_minor;
	ui_message(ui, "%s are %s", side->pane->minor, side->set->hide_minor ? "hidden" : "shown");
	side_rebuild(ui, side);
}
