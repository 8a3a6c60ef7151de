#include "side.h"

#define SET(m) .settings = offsetof(struct settings, m) + 1

const struct side_kind side_kinds[SIDES] = {
	{.pane = &net_pane, .panel = PANEL_NET, SET(net)},
	{.pane = &disk_pane, .panel = PANEL_DISK, SET(disk)},
	{.pane = &system_pane, .panel = PANEL_SYSTEM},
};
