/*
 * Which services a process belongs to: those whose main process it is, the one that its control
 * group names, and those in or below whose control group it is.
 *
 * Made once for a list of services and asked once for each process.
 */
#ifndef CTOP_COLLECT_SERVICE_INDEX_H
#define CTOP_COLLECT_SERVICE_INDEX_H

#include "../os/os.h"

#define SERVICE_NONE UINT32_MAX

struct service_index;

/* Lives in the arena and points to the rows, whose names are not NULL. */
struct service_index *service_index_make(const struct service *, size_t count, struct arena *);
/* The services of a process, each once; valid until the next call. */
uint32_t *service_index_of(struct service_index *, const struct proc *, uint32_t *count);
/* The first service with this main process, in the order of the rows, and the one after it. */
uint32_t service_index_pid(const struct service_index *, int64_t pid);
uint32_t service_index_next(const struct service_index *, uint32_t);

/* Sums of services, and of which facts of processes they are. */
struct service_sum {
	enum service_group sum;
	enum proc_group of;
};
enum { SERVICE_SUMS = 5 };
extern const struct service_sum service_sums[SERVICE_SUMS];

#endif
