/*
 * A manager of services that answers as the test says, on the machine of fake.h, and the
 * collector that asks it from a reader.
 */
#ifndef CTOP_TESTS_MANAGER_H
#define CTOP_TESTS_MANAGER_H

#include "../../src/collect/collect.h"

struct fake_proc;

extern struct manager {
	struct service rows[8];
	size_t count;
	const char *refuses; /* why nothing can be opened */
	enum fact answer;    /* of the next call alone */
	unsigned parts;	     /* calls that answer only a part */
	unsigned stuck;	     /* calls that nobody answers */
	bool hangs, hung;    /* is to hang, and does */
	unsigned opened, closed, asked;
	uint64_t want;
} manager;
extern struct driver manager_driver;
extern struct collector *collector;
extern struct demand demand;

/* Around each test: an empty machine with control groups; the demand waits and wants the status. */
void manager_setup(void);
void manager_teardown(void);
/* Opens the collector anew: with control groups, as Linux, or without. */
void manager_collector(bool cgroups);

/* The row may be changed further; what no group of it tells is VG_CPU_TIME alone. */
struct service *manager_add_service(const char *name, const char *cgroup, int64_t pid);
struct fake_proc *manager_add_process(int64_t pid, uint64_t uss, const char *cgroup,
    const char *service);

/* While the reader may be asking: no call returns; so many calls are not answered; a counter. */
void manager_hang(bool hangs);
/* Is a call waiting now? */
bool manager_hung(void);
void manager_stick(unsigned calls);
unsigned manager_count(const unsigned *counter);

const struct snapshot *manager_tick(void);
/* Live: ticks until that is known of the list. */
const struct snapshot *manager_tick_until(enum fact fact);
/* The service must be there. */
const struct service *manager_find(const struct snapshot *s, const char *name);

#endif
