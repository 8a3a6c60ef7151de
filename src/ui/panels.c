#include "panel.h"

const struct panel *const panels[] = {&process_panel, NULL};
