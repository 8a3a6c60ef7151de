#include "windows.h"

const struct source windows_sources[] = {
	{ NULL, 0, 0, NULL },
};
