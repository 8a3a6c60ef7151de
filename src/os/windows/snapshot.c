/*
 * The bulk list: one call tells of every process, also of those that may not be opened.
 */
#include "windows.h"

#include "../../arena.h"
#include "../../compat.h"

#define SNAPSHOT_BYTES ((size_t)512 * 1024)
#define SNAPSHOT_MAX ((size_t)512 * 1024 * 1024)

#define STATUS_LENGTH_MISMATCH ((NTSTATUS)0xC0000004)

/* What lives behind proc->more. */
#define MORE_LISTED                                                                                \
	(PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_PEAK_VMS) | PG_BIT(PG_VIRTUAL) | PG_BIT(PG_POOL) |        \
	    PG_BIT(PG_IO_COUNTS) | PG_BIT(PG_IO_BYTES) | PG_BIT(PG_IO_OTHER) |                     \
	    PG_BIT(PG_NUM_HANDLES))

/* Fills the buffer, which grows until all processes fit. */
static enum fact
snapshot_take(struct snapshot_buffer *b)
{
	NTSTATUS status;
	ULONG needed = 0;

	b->cursor = b->len = 0;
	if (b->data == NULL) {
		b->room = SNAPSHOT_BYTES;
		b->data = xmalloc(b->room);
	}
	while ((status = NtQuerySystemInformation(SystemProcessInformation, b->data,
	    (ULONG)b->room, &needed)) == STATUS_LENGTH_MISMATCH) {
		/* Some more than was needed a moment ago: processes start meanwhile. */
		size_t room = (needed > b->room ? needed : b->room) + SNAPSHOT_BYTES / 4;
		if (room > SNAPSHOT_MAX)
			return FACT_NONE;
		b->room = room;
		b->data = xrealloc(b->data, b->room, 1);
	}
	if (status < 0)
		return windows_status_fact(status);
	b->len = needed > 0 && needed < b->room ? needed : b->room;
	return FACT_OK;
}

static struct image
snapshot_image(const struct snapshot_buffer *b)
{
	return (struct image){ b->data, b->len, (uint64_t)(uintptr_t)b->data };
}

static const char *
process_name(const struct snapshot_process *s, struct arena *a)
{
	if (s->name.units > 0)
		return decode_wide(s->name, a).data;
	if (s->pid == PID_IDLE)
		return arena_dup(a, "System Idle Process");
	return arena_dup(a, s->pid == PID_SYSTEM ? "System" : "");
}

/* What was there at boot has no time of its own.  Zero stands for unknown. */
static void
fill_start(const struct machine *m, uint64_t create_time, struct proc *p)
{
	p->id.start = create_time == 0 ? 1 : create_time;
	p->create_time = decode_filetime(create_time == 0 ? m->boot_time : create_time);
	p->known[PG_START] = FACT_OK;
}

/* The Idle process counts the time in which nobody used a CPU. */
static void
fill_times(uint64_t user, uint64_t kernel, struct proc *p)
{
	bool idle = p->tgid == PID_IDLE;

	p->cpu_user_ns = idle ? 0 : decode_duration(user);
	p->cpu_system_ns = idle ? 0 : decode_duration(kernel);
	p->known[PG_CPU] = FACT_OK;
}

static void
fill_switches(uint64_t switches, struct proc *p, struct arena *a)
{
	proc_need_blocks(p, PG_BIT(PG_SWITCHES_ALL), a);
	p->more->ctx_switches = switches;
	p->known[PG_SWITCHES_ALL] = FACT_OK;
}

/* Stopped, when all of its threads are held back.  Threads are gone through as far as anyone asks. */
static void
process_status(const struct snapshot_process *s, uint64_t want, struct proc *p, struct arena *a)
{
	bool count = (want & PG_BIT(PG_SWITCHES_ALL)) != 0, stopped = s->nthreads > 0;
	struct snapshot_thread t;
	uint64_t switches = 0;

	for (uint32_t i = 0; i < s->nreadable && (stopped || count); i++) {
		decode_thread(s, i, &t);
		stopped = stopped && thread_is_suspended(&t);
		switches += t.switches;
	}
	p->status = stopped && s->nreadable == s->nthreads ? STATUS_STOPPED : STATUS_RUNNING;
	p->known[PG_STATUS] = FACT_OK;
	if (count)
		fill_switches(switches, p, a);
}

static void
process_more(const struct snapshot_process *s, uint64_t want, struct proc *p, struct arena *a)
{
	if ((want & MORE_LISTED) == 0)
		return;
	proc_need_blocks(p, want & MORE_LISTED, a);
	p->more->peak_rss = s->peak_working_set;
	p->more->peak_vms = s->peak_pagefile;
	p->more->virtual = s->virtual;
	p->more->peak_virtual = s->peak_virtual;
	p->more->paged_pool = s->paged_pool;
	p->more->peak_paged_pool = s->peak_paged_pool;
	p->more->nonpaged_pool = s->nonpaged_pool;
	p->more->peak_nonpaged_pool = s->peak_nonpaged_pool;
	p->more->read_count = s->read_count;
	p->more->write_count = s->write_count;
	p->more->other_count = s->other_count;
	p->more->read_bytes = s->read_bytes;
	p->more->write_bytes = s->write_bytes;
	p->more->other_bytes = s->other_bytes;
	p->more->num_handles = (int32_t)(s->handles > INT32_MAX ? INT32_MAX : s->handles);
	proc_set_facts(p, MORE_LISTED, FACT_OK);
}

/* What a thread's row has of its process as well. */
static void
fill_common(const struct snapshot_process *s, struct proc *p, struct arena *a)
{
	p->name = process_name(s, a);
	p->kernel = s->pid == PID_IDLE || s->pid == PID_SYSTEM;
	p->num_threads = s->nthreads;
	p->rss = s->working_set;
	p->vms = s->private_bytes;
	p->major_faults = s->hard_faults;
	p->minor_faults = s->faults - s->hard_faults;
	p->session = s->session;
	proc_set_facts(p,
	    PG_BIT(PG_NAME) | PG_BIT(PG_KIND) | PG_BIT(PG_THREADS) | PG_BIT(PG_MEMORY) |
		PG_BIT(PG_FAULTS) | PG_BIT(PG_SESSION),
	    FACT_OK);
	p->ppid = (int64_t)s->ppid;
	p->known[PG_PPID] = FACT_OK;
}

static void
fill_process(const struct machine *m, const struct snapshot_process *s, uint64_t want,
    struct proc *p, struct arena *a)
{
	fill_common(s, p, a);
	p->priority = s->base_priority;
	p->known[PG_PRIORITY] = FACT_OK;
	fill_start(m, s->create_time, p);
	fill_times(s->user_ticks, s->kernel_ticks, p);
	process_status(s, want, p, a);
	process_more(s, want, p, a);
}

static void
fill_thread(const struct machine *m, const struct snapshot_process *s, uint32_t index,
    uint64_t want, struct proc_list *list)
{
	struct snapshot_thread t;
	struct proc *p;

	decode_thread(s, index, &t);
	p = proc_list_add(list, (int64_t)t.tid);
	p->tgid = (int64_t)s->pid;
	p->thread = true;
	fill_common(s, p, list->arena);
	p->priority = t.priority;
	p->known[PG_PRIORITY] = FACT_OK;
	fill_start(m, t.create_time, p);
	fill_times(t.user_ticks, t.kernel_ticks, p);
	p->status = thread_is_suspended(&t) ? STATUS_STOPPED : STATUS_RUNNING;
	p->known[PG_STATUS] = FACT_OK;
	if ((want & PG_BIT(PG_SWITCHES_ALL)) != 0)
		fill_switches(t.switches, p, list->arena);
}

enum fact
windows_list(struct machine *m, uint64_t want, struct proc_list *list)
{
	struct snapshot_process s;
	enum fact fact = snapshot_take(&m->processes);
	struct image image = snapshot_image(&m->processes);
	size_t at = 0;

	if (fact != FACT_OK)
		return fact;
	while (decode_snapshot(&image, &at, &s))
		fill_process(m, &s, want, proc_list_add(list, (int64_t)s.pid), list->arena);
	return FACT_OK;
}

/* Looks from where the last one was found: threads are asked for in the order of the list. */
static bool
find_process(struct snapshot_buffer *b, int64_t pid, struct snapshot_process *s)
{
	struct image image = snapshot_image(b);
	size_t start = b->cursor, at = start;

	while (decode_snapshot(&image, &at, s))
		if ((int64_t)s->pid == pid) {
			b->cursor = at;
			return true;
		}
	at = 0;
	while (at < start && decode_snapshot(&image, &at, s))
		if ((int64_t)s->pid == pid) {
			b->cursor = at;
			return true;
		}
	return false;
}

enum fact
windows_threads(struct held *h, uint64_t want, struct proc_list *list)
{
	struct snapshot_process s;

	if (!find_process(&h->machine->processes, h->tgid, &s))
		return FACT_GONE;
	/* One for each CPU, all of the same number: nothing that could be told apart. */
	if (s.pid == PID_IDLE)
		return FACT_OK;
	for (uint32_t i = 1; i < s.nreadable; i++)
		fill_thread(h->machine, &s, i, want, list);
	return FACT_OK;
}
