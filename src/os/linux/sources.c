#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../arena.h"
#include "../posix/users.h"
#include "linux.h"

bool
proc_without_memory(const struct proc *p)
{
	if (p->known[PG_KIND] == FACT_OK && p->kernel)
		return true;
	/* A zombie may be the first thread of a process whose other threads go on. */
	return p->known[PG_STATUS] == FACT_OK && p->status == STATUS_ZOMBIE &&
	    p->known[PG_THREADS] == FACT_OK && p->num_threads <= 1;
}

static bool
is_kernel(const struct proc *p)
{
	return p->known[PG_KIND] == FACT_OK && p->kernel;
}

static void
stat_terminal(const struct machine *m, const struct stat_record *r, struct proc *p, struct arena *a)
{
	char name[64] = "/dev/";

	p->terminal = r->tty;
	p->terminal_name = NULL;
	if (r->tty == 0)
		return;
	tty_name(m->drivers, m->ndrivers, r->tty, name + 5, sizeof(name) - 5);
	p->terminal_name = arena_dup(a, name);
}

static void
stat_times(struct machine *m, const struct stat_record *r, uint64_t start, struct proc *p)
{
	uint64_t boot = atomic_load_explicit(&m->boot_ns, memory_order_relaxed);

	p->id.start = start;
	if (boot != 0 && boot <= UINT64_MAX - start) {
		p->create_time = boot + start;
		p->known[PG_START] = FACT_OK;
	}
	if (decode_ticks(r->user_ticks, m->hz, &p->cpu_user_ns) &&
	    decode_ticks(r->system_ticks, m->hz, &p->cpu_system_ns))
		p->known[PG_CPU] = FACT_OK;
}

static void
stat_memory(const struct machine *m, const struct stat_record *r, struct proc *p)
{
	/* The first thread is gone, the process is not: its memory is not told here. */
	if (r->state == 'Z' && r->num_threads > 1)
		return;
	if (r->rss_pages > UINT64_MAX / m->page)
		return;
	p->rss = r->rss_pages * m->page;
	p->vms = r->vsize;
	p->known[PG_MEMORY] = FACT_OK;
}

static void
stat_scheduling(const struct stat_record *r, struct proc *p)
{
	if (r->has_cpu) {
		p->cpu_num = r->cpu;
		p->known[PG_CPU_NUM] = FACT_OK;
	}
	if (r->has_policy) {
		p->rt_priority = r->rt_priority;
		p->policy = decode_policy(r->policy);
		p->known[PG_SCHED] = FACT_OK;
	}
}

static enum fact
read_stat(struct held *h, struct proc *p, struct arena *a)
{
	static const uint8_t always[] = {PG_NAME, PG_PPID, PG_STATUS, PG_KIND, PG_JOB, PG_SESSION,
	    PG_NICE, PG_PRIORITY, PG_THREADS, PG_FAULTS};
	struct stat_record r;
	struct fetch f;
	enum fact fact = held_stat(h, &f, &r);

	if (fact != FACT_OK)
		return fact;
	p->name = arena_copy(a, r.comm.data, r.comm.len);
	p->ppid = r.ppid;
	p->status = (uint8_t)decode_state(r.state);
	p->kernel = (r.flags & STAT_KTHREAD) != 0;
	p->image = r.image;
	p->pgrp = r.pgrp;
	p->session = r.session;
	p->nice = r.nice;
	p->priority = r.priority;
	p->num_threads = r.num_threads;
	p->minor_faults = r.minor_faults;
	p->major_faults = r.major_faults;
	for (size_t i = 0; i < sizeof(always); i++)
		p->known[always[i]] = FACT_OK;
	stat_terminal(h->machine, &r, p, a);
	stat_times(h->machine, &r, h->id.start, p);
	stat_memory(h->machine, &r, p);
	stat_scheduling(&r, p);
	fetch_free(&f);
	return FACT_OK;
}

static enum fact
read_owner(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = held_owner(h, &p->euid);

	if (fact != FACT_OK)
		return fact;
	p->known[PG_OWNER] = FACT_OK;
	p->username = users_name(h->machine->users, p->euid, a);
	if (p->username != NULL)
		p->known[PG_USERNAME] = FACT_OK;
	return FACT_OK;
}

/* A name that only a directory service knows. */
static enum fact
read_nss(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact;

	if (p->known[PG_OWNER] != FACT_OK) {
		fact = held_owner(h, &p->euid);
		if (fact != FACT_OK)
			return fact;
	}
	p->username = users_ask(h->machine->users, p->euid, a);
	p->known[PG_USERNAME] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_blob(struct held *h, const char *file, struct blob *blob, struct arena *a)
{
	struct fetch f;
	enum fact fact = held_fetch(h, file, &f);

	if (fact != FACT_OK)
		return fact;
	blob->data = arena_copy(a, f.data, f.len);
	blob->len = f.len;
	fetch_free(&f);
	return FACT_OK;
}

static enum fact
read_cmdline(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = FACT_OK;

	if (is_kernel(p))
		p->cmdline = (struct blob){"", 0};
	else
		fact = read_blob(h, "cmdline", &p->cmdline, a);
	if (fact == FACT_OK)
		p->known[PG_CMDLINE] = FACT_OK;
	return fact;
}

static enum fact
read_environ(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = read_blob(h, "environ", &p->more->environ, a);

	if (fact == FACT_OK)
		p->known[PG_ENVIRON] = FACT_OK;
	return fact;
}

static enum fact
read_cgroup(struct held *h, struct proc *p, struct arena *a)
{
	struct container_name container;
	struct span path, unit;
	struct fetch f;
	enum fact fact = held_fetch(h, "cgroup", &f);

	if (fact != FACT_OK)
		return fact;
	if (decode_cgroup(f.data, f.len, &path)) {
		decode_container(path, &container);
		p->more->cgroup = arena_copy(a, path.data, path.len);
		p->more->runtime = container.runtime;
		p->more->container = container.runtime == NULL ? NULL : arena_dup(a, container.id);
		p->more->service =
		    decode_unit(path, &unit) ? arena_copy(a, unit.data, unit.len) : NULL;
		p->known[PG_CGROUP] = p->known[PG_SERVICE] = FACT_OK;
	} else {
		fact = FACT_NONE;
	}
	fetch_free(&f);
	return fact;
}

static enum fact
count_fds(struct held *h, int32_t *count)
{
	_Alignas(8) char buf[8192];
	struct dents d = {.buf = buf, .size = sizeof(buf)};
	int64_t n;

	d.fd = openat((int)h->handle, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d.fd < 0)
		return held_error(h, errno);
	*count = 0;
	while ((n = dents_next(&d)) >= 0 && *count < INT32_MAX)
		++*count;
	int error = errno;
	close(d.fd);
	return n == DENTS_END ? FACT_OK : fetch_fact(error);
}

enum fact
read_fds(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = held_pin(h);
	struct stat st;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	if (h->machine->has_fd_count) {
		if (fstatat((int)h->handle, "fd", &st, 0) != 0)
			return held_error(h, errno);
		p->more->num_fds = (int32_t)(st.st_size > INT32_MAX ? INT32_MAX : st.st_size);
	} else {
		fact = count_fds(h, &p->more->num_fds);
	}
	if (fact == FACT_OK)
		p->known[PG_NUM_FDS] = FACT_OK;
	return fact;
}

static enum fact
read_number(struct held *h, const char *file, int32_t *value)
{
	struct fetch f;
	enum fact fact = held_fetch(h, file, &f);
	int64_t v = 0;

	if (fact != FACT_OK)
		return fact;
	if (!decode_number(f.data, f.len, &v) || v < INT32_MIN || v > INT32_MAX)
		fact = FACT_NONE;
	fetch_free(&f);
	*value = (int32_t)v;
	return fact;
}

static enum fact
read_oom(struct held *h, struct proc *p, struct arena *a)
{
	int32_t old;
	enum fact fact = read_number(h, "oom_score", &p->more->oom_score);

	(void)a;
	if (fact != FACT_OK)
		return fact;
	fact = read_number(h, "oom_score_adj", &p->more->oom_score_adj);
	if (fact == FACT_NONE) {
		/* Before 2.6.36: -17 "never" to 15. */
		fact = read_number(h, "oom_adj", &old);
		if (fact == FACT_OK)
			p->more->oom_score_adj = old >= 15 ? 1000 : old * 1000 / 17;
	}
	if (fact == FACT_OK)
		p->known[PG_OOM] = FACT_OK;
	return fact;
}

/* "0" is what the kernel writes for running, for unknown and for not allowed alike. */
static enum fact
read_wchan(struct held *h, struct proc *p, struct arena *a)
{
	struct fetch f;
	enum fact fact = held_fetch(h, "wchan", &f);

	if (fact != FACT_OK)
		return fact;
	struct span name = {f.data, strcspn(f.data, "\n")};
	if (name.len == 0 || span_is(name, "0"))
		fact = FACT_NONE;
	else
		p->more->wchan = arena_copy(a, name.data, name.len);
	fetch_free(&f);
	if (fact == FACT_OK)
		p->known[PG_WCHAN] = FACT_OK;
	return fact;
}

#define FOR_ALL (SOURCE_THREAD | SOURCE_KERNEL)
#define STAT_GROUPS                                                                                \
	(PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_PPID) | PG_BIT(PG_STATUS) |                \
	    PG_BIT(PG_KIND) | PG_BIT(PG_JOB) | PG_BIT(PG_SESSION) | PG_BIT(PG_CPU) |               \
	    PG_BIT(PG_CPU_NUM) | PG_BIT(PG_NICE) | PG_BIT(PG_PRIORITY) | PG_BIT(PG_SCHED) |        \
	    PG_BIT(PG_THREADS) | PG_BIT(PG_MEMORY) | PG_BIT(PG_FAULTS))
#define STATUS_GROUPS                                                                              \
	(PG_BIT(PG_IDS) | PG_BIT(PG_SWITCHES) | PG_BIT(PG_SWITCHES_ALL) | PG_BIT(PG_PEAK_RSS) |    \
	    PG_BIT(PG_PEAK_VMS) | PG_BIT(PG_RSS_KINDS) | PG_BIT(PG_SWAP) | PG_BIT(PG_HUGETLB))
#define IO_GROUPS (PG_BIT(PG_IO_COUNTS) | PG_BIT(PG_IO_BYTES) | PG_BIT(PG_IO_CHARS))
/*
 * Not what only kernels with smaps_rollup tell: walking the mappings again would
 * not bring it forth.
 */
#define SMAPS_GROUPS (PG_BIT(PG_USS) | PG_BIT(PG_PSS) | PG_BIT(PG_SWAP_PSS) | PG_BIT(PG_REFERENCED))

const struct source linux_sources[] = {
    {"stat", STAT_GROUPS, FOR_ALL, read_stat},
    {"owner", PG_BIT(PG_OWNER) | PG_BIT(PG_USERNAME), FOR_ALL, read_owner},
    {"nss", PG_BIT(PG_USERNAME), FOR_ALL | SOURCE_BLOCKS, read_nss},
    {"status", STATUS_GROUPS, FOR_ALL, read_status},
    {"statm", PG_BIT(PG_AREAS), FOR_ALL, read_statm},
    {"io", IO_GROUPS, FOR_ALL, read_io},
    {"cmdline", PG_BIT(PG_CMDLINE), FOR_ALL | SOURCE_BLOCKS | SOURCE_STATIC, read_cmdline},
    {"exe", PG_BIT(PG_EXE), SOURCE_THREAD | SOURCE_STATIC, read_exe},
    {"cwd", PG_BIT(PG_CWD), FOR_ALL, read_cwd},
    {"environ", PG_BIT(PG_ENVIRON), SOURCE_THREAD | SOURCE_BLOCKS | SOURCE_STATIC, read_environ},
    {"cgroup", PG_BIT(PG_CGROUP) | PG_BIT(PG_SERVICE), FOR_ALL | SOURCE_STATIC, read_cgroup},
    {"fd", PG_BIT(PG_NUM_FDS), FOR_ALL, read_fds},
    {"oom", PG_BIT(PG_OOM), FOR_ALL, read_oom},
    {"wchan", PG_BIT(PG_WCHAN), FOR_ALL, read_wchan},
    {"ns", PG_BIT(PG_NETNS), FOR_ALL, read_netns},
    {"schedstat", PG_BIT(PG_RUN_DELAY), FOR_ALL, read_schedstat},
    {"smaps_rollup", PG_FOOTPRINT_MASK, SOURCE_KERNEL | SOURCE_BLOCKS | SOURCE_DEAR,
	read_smaps_rollup},
    {"smaps", SMAPS_GROUPS, SOURCE_KERNEL | SOURCE_BLOCKS | SOURCE_DEAR, read_smaps},
    {NULL, 0, 0, NULL},
};
