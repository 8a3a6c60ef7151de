#include "panel.h"

const struct pane *const panes[] = {&process_pane, NULL};
