/*
 * What limits a process: its own limits, and those of its control groups up to the root.
 *
 * A control group is bounded by all that contain it: of each limit the lowest bound is
 * told, and where it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_disk.h"
#include "decode_limits.h"
#include "linux.h"

/* A limit of control groups.  controller NULL: of the unified hierarchy. */
struct bound {
	const char *name, *controller;
	const char *used; /* the file with what is used; of cpu.cfs_quota_us the period */
	enum { BOUND_NUMBER, BOUND_CPU_MAX, BOUND_QUOTA, BOUND_CPUS } kind;
	enum limit_unit unit;
};

static const struct bound bounds[] = {
    {"cpu.max", NULL, NULL, BOUND_CPU_MAX, LIMIT_PERCENT},
    {"cpuset.cpus.effective", NULL, NULL, BOUND_CPUS, LIMIT_COUNT},
    {"memory.max", NULL, "memory.current", BOUND_NUMBER, LIMIT_BYTES},
    {"memory.high", NULL, "memory.current", BOUND_NUMBER, LIMIT_BYTES},
    {"memory.swap.max", NULL, "memory.swap.current", BOUND_NUMBER, LIMIT_BYTES},
    {"pids.max", NULL, "pids.current", BOUND_NUMBER, LIMIT_COUNT},
    {"cpu.cfs_quota_us", "cpu", "cpu.cfs_period_us", BOUND_QUOTA, LIMIT_PERCENT},
    {"cpuset.effective_cpus", "cpuset", NULL, BOUND_CPUS, LIMIT_COUNT},
    {"memory.limit_in_bytes", "memory", "memory.usage_in_bytes", BOUND_NUMBER, LIMIT_BYTES},
    {"memory.memsw.limit_in_bytes", "memory", "memory.memsw.usage_in_bytes", BOUND_NUMBER,
	LIMIT_BYTES},
    {"pids.max", "pids", "pids.current", BOUND_NUMBER, LIMIT_COUNT},
};

/* Where a hierarchy is mounted, and a process in it. */
struct place {
	int mount;	   /* directory; -1: not mounted, or the process is not below it */
	char *below;	   /* path of the process's group below the mount: "a/b", "" */
	const char *whole; /* the same as the kernel has it; below is its end */
};

/* Is this the mount of the controller, or of the unified hierarchy? */
static bool
mounts_controller(const struct mount_record *m, const char *controller)
{
	size_t len;

	if (controller == NULL)
		return strcmp(m->fstype, "cgroup2") == 0;
	if (strcmp(m->fstype, "cgroup") != 0)
		return false;
	len = strlen(controller);
	for (const char *p = m->options; (p = strstr(p, controller)) != NULL; p += len)
		if ((p == m->options || p[-1] == ',') && (p[len] == '\0' || p[len] == ','))
			return true;
	return false;
}

/* Names that lead out of the mount: groups beside the one that ctop takes for the root. */
static bool
leads_up(const char *path)
{
	for (const char *p = path; (p = strstr(p, "/..")) != NULL; p += 3)
		if (p[3] == '\0' || p[3] == '/')
			return true;
	return false;
}

static int
open_mount(const struct machine *m, const char *point)
{
	if (!m->captured)
		return open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Only /sys of a captured machine is at hand. */
	if (strncmp(point, "/sys/", 5) != 0 || m->sys < 0)
		return -1;
	return openat(m->sys, point + 5, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The process's path below a mount, when what is mounted contains it. */
static const char *
path_below(const struct mount_record *m, const char *path)
{
	size_t len = strcmp(m->root, "/") == 0 ? 0 : strlen(m->root);

	if (strncmp(path, m->root, len) != 0 || (path[len] != '/' && path[len] != '\0'))
		return NULL;
	return path[len] == '/' ? path + len + 1 : path + len;
}

static void
find_place(const struct machine *m, const struct fetch *mounts, const char *controller,
    const char *path, struct place *place, struct arena *arena)
{
	struct scan s = {mounts->data, mounts->data + mounts->len};
	struct mount_record mount;
	struct span line;

	*place = (struct place){.mount = -1, .whole = path};
	while (place->mount < 0 && !leads_up(path) && scan_line(&s, &line)) {
		const char *below;

		if (decode_mount(line, &mount, arena) && mounts_controller(&mount, controller) &&
		    (below = path_below(&mount, path)) != NULL) {
			place->below = arena_dup(arena, below);
			place->mount = open_mount(m, mount.point);
		}
	}
}

static bool
fetch_in(int mount, const char *group, const char *file, struct fetch *f, struct arena *arena)
{
	return fetch_file(mount, arena_printf(arena, "./%s/%s", group, file), f) == 0;
}

static bool
read_bound(int mount, const char *group, const char *file, uint64_t *value, struct arena *arena)
{
	struct fetch f;
	bool good = fetch_in(mount, group, file, &f, arena);

	if (good) {
		good = decode_bound(f.data, f.len, value);
		fetch_free(&f);
	}
	return good;
}

/* The bound that one group sets; false: it has no such file. */
static bool
read_level(const struct bound *b, int mount, const char *group, uint64_t *value,
    struct arena *arena)
{
	struct fetch f;
	uint64_t period;
	bool good = true;

	if (b->kind == BOUND_NUMBER)
		return read_bound(mount, group, b->name, value, arena);
	if (b->kind == BOUND_QUOTA) {
		if (!read_bound(mount, group, b->name, value, arena) ||
		    !read_bound(mount, group, b->used, &period, arena))
			return false;
		*value = quota_percent(*value, period);
		return true;
	}
	if (!fetch_in(mount, group, b->name, &f, arena))
		return false;
	if (b->kind == BOUND_CPU_MAX) {
		good = decode_cpu_max(f.data, f.len, value);
	} else {
		size_t cpus = decode_cpu_list(f.data, f.len, NULL, 0);
		*value = cpus > 0 ? cpus : LIMIT_NONE;
	}
	fetch_free(&f);
	return good;
}

static void
read_throttle(struct limit_list *list, int mount, const char *group, const char *where)
{
	struct throttle t = {.known = FACT_OK, .where = where};
	struct fetch f;

	if (!fetch_in(mount, group, "cpu.stat", &f, list->arena))
		return;
	if (decode_throttle(f.data, f.len, &t))
		*limit_list_throttle(list) = t;
	fetch_free(&f);
}

/* The group's path as the kernel has it: what is below the mount, with what is above it. */
static const char *
where_is(const struct place *place, size_t len, struct arena *arena)
{
	size_t above = strlen(place->whole) - strlen(place->below);
	char *where = arena_copy(arena, place->whole, above + len);

	/* "/a/" of a mount of /a */
	if (len == 0 && above > 1 && where[above - 1] == '/')
		where[above - 1] = '\0';
	return where;
}

/* From the process's own group to the root of the mount. */
static void
read_levels(struct limit_list *list, const struct bound *b, const struct place *place)
{
	struct limit found = {.known = FACT_OK,
	    .unit = (uint8_t)b->unit,
	    .name = b->name,
	    .soft = LIMIT_NONE,
	    .used = LIMIT_NONE};
	char *group = arena_dup(list->arena, place->below);
	size_t len = strlen(group);
	bool any = false;

	for (;;) {
		uint64_t value;
		if (read_level(b, place->mount, group, &value, list->arena)) {
			const char *where = where_is(place, len, list->arena);
			if (!any || value < found.soft) {
				found.soft = value;
				found.where = where;
				if (b->kind == BOUND_NUMBER &&
				    !read_bound(place->mount, group, b->used, &found.used,
					list->arena))
					found.used = LIMIT_NONE;
			}
			any = true;
			if (b->unit == LIMIT_PERCENT && value != LIMIT_NONE)
				read_throttle(list, place->mount, group, where);
		}
		if (len == 0)
			break;
		while (len > 0 && group[len - 1] != '/')
			len--;
		/* The slash goes, too. */
		len -= len > 0;
		group[len] = '\0';
	}
	found.hard = found.soft;
	if (any)
		*limit_list_add(list) = found;
}

static void
read_groups(struct held *h, struct limit_list *list)
{
	struct fetch cgroup, mounts;
	struct place place;
	struct span path;

	if (held_fetch(h, "cgroup", &cgroup) != FACT_OK)
		return;
	if (fetch_records(h->machine->proc, "self/mountinfo", &mounts) == 0) {
		for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
			const struct bound *b = &bounds[i];
			if (!decode_cgroup_path(cgroup.data, cgroup.len, b->controller, &path))
				continue;
			find_place(h->machine, &mounts, b->controller,
			    arena_copy(list->arena, path.data, path.len), &place, list->arena);
			if (place.mount < 0)
				continue;
			read_levels(list, b, &place);
			close(place.mount);
		}
		fetch_free(&mounts);
	}
	fetch_free(&cgroup);
}

/* What a process uses of its own limits, where that costs next to nothing. */
static void
fill_used(struct held *h, struct limit_list *list)
{
	struct limits_used used;
	struct proc row = {.id = h->id};
	struct proc_more more = {0};
	struct fetch f;

	row.more = &more;
	if (held_fetch(h, "status", &f) != FACT_OK)
		return;
	decode_limits_used(f.data, f.len, &used);
	fetch_free(&f);
	uint64_t files = read_fds(h, &row, list->arena) == FACT_OK && more.num_fds >= 0
	    ? (uint64_t)more.num_fds
	    : LIMIT_NONE;
	uint64_t cpu = LIMIT_NONE;
	struct stat_record stat;
	uint64_t user, system;
	if (held_stat(h, &f, &stat) == FACT_OK) {
		if (decode_ticks(stat.user_ticks, h->machine->hz, &user) &&
		    decode_ticks(stat.system_ticks, h->machine->hz, &system))
			cpu = user + system;
		fetch_free(&f);
	}
	const struct {
		const char *name;
		uint64_t value;
	} known[] = {{"open files", files}, {"cpu time", cpu},
	    {"address space", used.address_space}, {"locked memory", used.locked},
	    {"resident set", used.resident}, {"data size", used.data}, {"stack size", used.stack},
	    {"pending signals", used.signals}};
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			if (strcmp(list->rows[i].name, known[k].name) == 0)
				list->rows[i].used = known[k].value;
}

enum fact
linux_limits(struct held *h, struct limit_list *list)
{
	struct span line;
	struct limit limit;
	struct fetch f;
	enum fact fact = held_fetch(h, "limits", &f);

	if (fact != FACT_OK)
		return fact;
	struct scan s = {f.data, f.data + f.len};
	while (scan_line(&s, &line))
		if (line.data + line.len < f.data + f.len &&
		    decode_limit(line, &limit, list->arena))
			*limit_list_add(list) = limit;
	fetch_free(&f);
	fill_used(h, list);
	read_groups(h, list);
	return FACT_OK;
}
