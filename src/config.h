/*
 * The config file: $XDG_CONFIG_HOME/ctop/ctoprc, else ~/.config/ctop/ctoprc.
 *
 * Lines are "key = value", "bind KEY ACTION", or comments (#).  A key of a newer version is
 * kept when saving and warned about by nobody.  Written only by config_save: atomically
 * (temporary in the same directory, fsync, rename), mode 0600, never through a symlink and never over a file of
 * another owner.
 */
#ifndef CTOP_CONFIG_H
#define CTOP_CONFIG_H

#include "settings.h"

/* Where the config is, from the environment; -1 when there is nowhere (no HOME, relative XDG path). */
int config_path(char *buf, size_t len);
/*
 * Reads into settings.  0: read or absent.  -1: unreadable or malformed,
 * err is one line "FILE:LINE: word: why"; settings are then as they were before.
 */
int config_load(const char *path, struct settings *, char *err, size_t errlen);
/* 0, or -1 with one line in err; the old file is then intact and no temporary is left. */
int config_save(const char *path, const struct settings *, char *err, size_t errlen);

#endif
