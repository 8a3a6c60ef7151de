/*
 * Disks and mounted file systems, inside the Linux driver.
 */
#ifndef CTOP_OS_LINUX_DISK_H
#define CTOP_OS_LINUX_DISK_H

#include "linux.h"

enum fact linux_disks(struct machine *, uint64_t want, struct disk_list *);
enum fact linux_space(struct machine *, const char *mountpoint, const char *fstype,
    struct disk_space *);

#endif
