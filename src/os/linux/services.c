#include "services.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"

#define NS_PER_US UINT64_C(1000)

/* Where control groups tell what they use, below /sys. */
struct cgroup_files {
	const char *memory_dir, *memory, *cpu_dir, *cpu;
};

static const struct cgroup_files unified = {"fs/cgroup", "memory.current", "fs/cgroup", "cpu.stat"};
static const struct cgroup_files legacy = {"fs/cgroup/memory", "memory.usage_in_bytes",
    "fs/cgroup/cpuacct", "cpuacct.usage"};

struct service_watch {
	struct machine *machine;
	struct service_bus *bus;
	const struct cgroup_files *files;
	int memory, cpu; /* the directories, open; -1: nothing is told there */
};

static int
open_directory(int sys, const char *path)
{
	return sys < 0 ? -1 : openat(sys, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* The unified hierarchy has the memory of groups only where nobody else has that controller. */
static bool
is_unified(int sys, bool *memory)
{
	struct fetch f;

	if (sys < 0 || fetch_file(sys, "fs/cgroup/cgroup.controllers", &f) != 0)
		return false;
	*memory = strstr(f.data, "memory") != NULL;
	fetch_free(&f);
	return true;
}

static void
find_cgroups(struct service_watch *w)
{
	int sys = w->machine->sys;
	bool memory = true;

	w->files = is_unified(sys, &memory) ? &unified : &legacy;
	w->memory = memory ? open_directory(sys, w->files->memory_dir) : -1;
	w->cpu = open_directory(sys, w->files->cpu_dir);
}

struct service_watch *
linux_services_open(struct machine *m, char *why, size_t len)
{
	if (m->captured) {
		snprintf(why, len,
		    "a captured tree has no services: only a running machine tells them");
		return NULL;
	}
	if (service_manager_found(m->proc, "", why, len))
		return NULL;
	struct service_bus *bus = service_bus_open(why, len);
	if (bus == NULL)
		return NULL;
	struct service_watch *w = xcalloc(1, sizeof(*w));
	w->machine = m;
	w->bus = bus;
	find_cgroups(w);
	atomic_store(&m->services_address, service_bus_address(bus));
	return w;
}

void
linux_services_close(struct service_watch *w)
{
	service_bus_close(w->bus);
	if (w->memory >= 0)
		close(w->memory);
	if (w->cpu >= 0)
		close(w->cpu);
	free(w);
}

/* A file of a control group; its path comes from systemd and must not lead out of the tree. */
static int
fetch_of_group(int dir, const char *group, const char *file, struct fetch *f)
{
	char path[4096];

	if (dir < 0 || group[0] != '/' ||
	    snprintf(path, sizeof(path), "%s/%s", group + strspn(group, "/"), file) >=
		(int)sizeof(path) ||
	    strncmp(path, "../", 3) == 0 || strstr(path, "/../") != NULL)
		return ENOENT;
	return fetch_file(dir, path, f);
}

/* What the controller is not there for is not told; what is gone stopped a moment ago. */
static enum fact
read_memory(const struct service_watch *w, struct service *row)
{
	struct fetch f;
	int error = fetch_of_group(w->memory, row->cgroup, w->files->memory, &f);

	if (error != 0)
		return error == ENOENT ? FACT_NONE : fetch_fact(error);
	bool known = unit_number(f.data, f.len, &row->memory);
	fetch_free(&f);
	return known ? FACT_OK : FACT_NONE;
}

static enum fact
read_cpu(const struct service_watch *w, struct service *row)
{
	struct fetch f;
	int error = fetch_of_group(w->cpu, row->cgroup, w->files->cpu, &f);
	uint64_t us;
	bool known;

	if (error != 0)
		return error == ENOENT ? FACT_NONE : fetch_fact(error);
	if (w->files == &unified) {
		known = unit_cpu_us(f.data, f.len, &us);
		row->cpu_ns = known ? us * NS_PER_US : 0;
	} else {
		known = unit_number(f.data, f.len, &row->cpu_ns);
	}
	fetch_free(&f);
	return known ? FACT_OK : FACT_NONE;
}

static void
measure(const struct service_watch *w, uint64_t want, struct service *row)
{
	enum fact group = (enum fact)row->known[VG_CGROUP];
	bool has_group = group == FACT_OK && row->cgroup != NULL;

	row->known[VG_MEMORY] = row->known[VG_CPU_TIME] = (uint8_t)group;
	if (has_group && (want & VG_BIT(VG_MEMORY)) != 0)
		row->known[VG_MEMORY] = (uint8_t)read_memory(w, row);
	if (has_group && (want & VG_BIT(VG_CPU_TIME)) != 0)
		row->known[VG_CPU_TIME] = (uint8_t)read_cpu(w, row);
}

enum fact
linux_services(struct service_watch *w, uint64_t want, struct service_list *list)
{
	const struct units *units = service_bus_units(w->bus);
	int r = service_bus_update(w->bus, want);

	atomic_store(&w->machine->services_calls, service_bus_calls(w->bus));
	if (r == -ETIMEDOUT)
		return FACT_STUCK;
	if (r < 0) {
		/*
		 * One description that is not UTF-8 is enough; then systemctl has no list, either.
		 */
		list->note =
		    arena_printf(list->arena, "systemd does not list its units: %s", strerror(-r));
		return FACT_GONE;
	}
	bool more = r > 0;
	for (size_t i = 0; i < units->count; i++) {
		struct service *row = service_list_add(list);

		unit_row(&units->items[i], want, row, list->arena);
		measure(w, want, row);
	}
	return more ? FACT_PENDING : FACT_OK;
}

void
linux_services_describe(struct machine *m, FILE *out)
{
	const char *address = atomic_load(&m->services_address);
	char what[200];

	if (address != NULL)
		fprintf(out, "services: systemd at %s, %llu calls\n", address,
		    (unsigned long long)atomic_load(&m->services_calls));
	else if (m->captured || service_manager_found(m->proc, "", what, sizeof(what)))
		fprintf(out, "services: none, %s\n", m->captured ? "captured" : what);
	else
		fputs("services: systemd\n", out);
}
