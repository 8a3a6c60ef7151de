/*
 * Services of Linux: the units of systemd, over its bus.
 *
 * A watch lists the units once and asks each for what somebody wants to know, property by property;
 * after that systemd tells by signals what has changed, and only what they leave open is asked for
 * again.  services_bus.c talks, services_read.c reads what is said, units.c keeps it, unit_rows.c
 * knows what is worth asking and makes rows of it; services_found.c knows what else there may be in
 * the place of systemd.
 */
#ifndef CTOP_OS_LINUX_SERVICES_H
#define CTOP_OS_LINUX_SERVICES_H

#include "linux.h"
#include "units.h"

/* A conversation with systemd. */
struct service_bus;

/* NULL with one line in why. */
struct service_bus *service_bus_open(char *why, size_t len);
void service_bus_close(struct service_bus *);
/*
 * Takes what systemd has signalled and asks for what these groups (VG_BIT) lack, for a while.  0:
 * all is known; 1: there is more to ask; -ETIMEDOUT: it may answer the next time; or -errno.
 */
int service_bus_update(struct service_bus *, uint64_t want);
const struct units *service_bus_units(const struct service_bus *);
/* Calls made so far. */
uint64_t service_bus_calls(const struct service_bus *);
/* How it is reached: "/run/systemd/private". */
const char *service_bus_address(const struct service_bus *);

/*
 * What manages services in the machine whose /proc and / are these, if systemd does not: one line.
 * False: it is systemd.
 */
bool service_manager_found(int proc, const char *root, char *what, size_t len);

struct service_watch *linux_services_open(struct machine *, char *why, size_t len);
enum fact linux_services(struct service_watch *, uint64_t want, struct service_list *);
void linux_services_close(struct service_watch *);
/* Lines for -V and --stats. */
void linux_services_describe(struct machine *, FILE *);

#endif
