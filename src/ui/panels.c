#include "side.h"

const struct side_kind side_kinds[SIDES] = {
    {&net_pane, PANEL_NET},
    {&disk_pane, PANEL_DISK},
    {&service_pane, PANEL_SERVICE},
    {&system_pane, PANEL_SYSTEM},
};
