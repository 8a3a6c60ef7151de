/*
 * Paths of control groups as short as a person can still tell them apart.
 */
#ifndef CTOP_UI_SHORTEN_H
#define CTOP_UI_SHORTEN_H

#include <stddef.h>

/*
 * Leaves out the slices on the way to what runs, and all but the first twelve digits of long ids:
 * "/system.slice/docker-<64 digits>.scope" is "docker-4f5e6d7c8b9a.scope".  What still begins
 * with a slash is the whole path.  The result is in buf, cut where that ends; its length.
 */
size_t shorten_cgroup(const char *path, size_t len, char *buf, size_t buflen);

#endif
