#include "panel.h"

const struct pane *const panes[] = {&process_pane, &net_pane, &disk_pane, NULL};
