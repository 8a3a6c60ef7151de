/*
 * What systemd's messages say, put into units.  Results below 0 are -errno.
 */
#ifndef CTOP_OS_LINUX_SERVICES_READ_H
#define CTOP_OS_LINUX_SERVICES_READ_H

#include "sdbus.h"
#include "units.h"

/* The name of a property for systemd, and of the interface that it is in. */
const char *services_property(enum unit_property, const char **interface);

/* The next text, 's' or 'o', unless *r is below 0 already; "" when it fails. */
const char *services_read_text(const struct sdbus *, struct sd_bus_message *, char type, int *r);
/* The answer to ListUnits. */
int services_read_units(const struct sdbus *, struct sd_bus_message *, struct units *);
/*
 * The answer to Get; r: how that went.  Whatever it is, the property is known, or known not to be.
 */
void services_read_answer(const struct sdbus *, struct sd_bus_message *, int r, struct unit *,
    enum unit_property);
/*
 * PropertiesChanged: takes what is told, and notes as stale what is only said to
 * be another.
 */
int services_read_change(const struct sdbus *, struct sd_bus_message *, struct unit *);

#endif
