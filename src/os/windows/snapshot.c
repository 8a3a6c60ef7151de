/*
 * The bulk list: one call tells of every process, also of those that may not be opened.
 *
 * What every row has room for is filled at once; the rest stays in the buffer until the next list,
 * and read_listed takes it from there for the rows that somebody wants it of.
 */
#include "windows.h"

#include "../../arena.h"
#include "../../compat.h"

#define SNAPSHOT_BYTES ((size_t)512 * 1024)
#define SNAPSHOT_MAX   ((size_t)512 * 1024 * 1024)

#define STATUS_LENGTH_MISMATCH ((NTSTATUS)0xC0000004)

/* Fills the buffer, which grows until all processes fit. */
static enum fact
snapshot_take(struct snapshot_buffer *b)
{
	NTSTATUS status;
	ULONG needed = 0;

	b->len = 0;
	b->indexed = false;
	if (b->data == NULL) {
		b->room = SNAPSHOT_BYTES;
		b->data = xmalloc(b->room);
	}
	while ((status = NtQuerySystemInformation(SystemProcessInformation, b->data, (ULONG)b->room,
		    &needed)) == STATUS_LENGTH_MISMATCH) {
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
	return (struct image){b->data, b->len, (uint64_t)(uintptr_t)b->data};
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
fill_process(const struct machine *m, const struct snapshot_process *s, struct proc *p,
    struct arena *a)
{
	fill_common(s, p, a);
	p->priority = s->base_priority;
	p->known[PG_PRIORITY] = FACT_OK;
	fill_start(m, s->create_time, p);
	fill_times(s->user_ticks, s->kernel_ticks, p);
	p->status = snapshot_is_suspended(s) ? STATUS_STOPPED : STATUS_RUNNING;
	p->known[PG_STATUS] = FACT_OK;
}

static void
fill_thread(const struct machine *m, const struct snapshot_process *s, uint32_t index,
    struct proc_list *list)
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
}

enum fact
windows_list(struct machine *m, uint64_t want, struct proc_list *list)
{
	struct snapshot_process s;
	enum fact fact = snapshot_take(&m->processes);
	struct image image = snapshot_image(&m->processes);
	size_t at = 0;

	(void)want;
	if (fact != FACT_OK)
		return fact;
	while (decode_snapshot(&image, &at, &s))
		fill_process(m, &s, proc_list_add(list, (int64_t)s.pid), list->arena);
	return FACT_OK;
}

/* The slot that a pid is in, or would be. */
static size_t
slot_of(const struct snapshot_buffer *b, const struct image *image, uint64_t pid,
    struct snapshot_process *s)
{
	/* Pids are multiples of four. */
	size_t i = (size_t)(pid / 4) & (b->nslots - 1);

	for (; b->slots[i] != 0; i = (i + 1) & (b->nslots - 1)) {
		size_t at = b->slots[i] - 1;
		if (decode_snapshot(image, &at, s) && s->pid == pid)
			break;
	}
	return i;
}

/* Where each process lies. */
static void
snapshot_index(struct snapshot_buffer *b, const struct image *image)
{
	struct snapshot_process s, other;
	size_t count = 0, at = 0, before = 0;

	while (decode_snapshot(image, &at, &s))
		count++;
	if (b->nslots < 2 * count) {
		b->nslots = 256;
		while (b->nslots < 2 * count)
			b->nslots *= 2;
		free(b->slots);
		b->slots = xmalloc(b->nslots * sizeof(*b->slots));
	}
	memset(b->slots, 0, b->nslots * sizeof(*b->slots));
	for (at = 0; decode_snapshot(image, &at, &s); before = at)
		b->slots[slot_of(b, image, s.pid, &other)] = (uint32_t)before + 1;
	b->indexed = true;
}

static bool
find_process(struct snapshot_buffer *b, int64_t pid, struct snapshot_process *s)
{
	struct image image = snapshot_image(b);

	if (b->len == 0)
		return false;
	if (!b->indexed)
		snapshot_index(b, &image);
	return b->nslots > 0 && b->slots[slot_of(b, &image, (uint64_t)pid, s)] != 0;
}

enum fact
windows_threads(struct held *h, uint64_t want, struct proc_list *list)
{
	struct snapshot_process s;

	(void)want;
	if (!find_process(&h->machine->processes, h->tgid, &s))
		return FACT_GONE;
	/* One for each CPU, all of the same number: nothing that could be told apart. */
	if (s.pid == PID_IDLE)
		return FACT_OK;
	for (uint32_t i = 1; i < s.nreadable; i++)
		fill_thread(h->machine, &s, i, list);
	return FACT_OK;
}

static void
fill_counters(const struct snapshot_process *s, struct proc *p)
{
	struct proc_more *more = p->more;

	more->peak_rss = s->peak_working_set;
	more->peak_vms = s->peak_pagefile;
	more->virtual = s->virtual;
	more->peak_virtual = s->peak_virtual;
	more->paged_pool = s->paged_pool;
	more->peak_paged_pool = s->peak_paged_pool;
	more->nonpaged_pool = s->nonpaged_pool;
	more->peak_nonpaged_pool = s->peak_nonpaged_pool;
	more->read_count = s->read_count;
	more->write_count = s->write_count;
	more->other_count = s->other_count;
	more->read_bytes = s->read_bytes;
	more->write_bytes = s->write_bytes;
	more->other_bytes = s->other_bytes;
	more->num_handles = (int32_t)(s->handles > INT32_MAX ? INT32_MAX : s->handles);
	proc_set_facts(p, COUNTER_GROUPS & ~PG_BIT(PG_SWITCHES_ALL), FACT_OK);
}

enum fact
read_listed(struct held *h, struct proc *p, struct arena *a)
{
	struct snapshot_process s;

	(void)a;
	if (!find_process(&h->machine->processes, h->tgid, &s))
		return FACT_GONE;
	if (!h->thread) {
		if (s.create_time != h->id.start && s.create_time != 0)
			return FACT_GONE;
		fill_counters(&s, p);
	}
	p->more->ctx_switches = snapshot_switches(&s, h->thread ? (uint64_t)h->id.pid : 0);
	p->known[PG_SWITCHES_ALL] = FACT_OK;
	return FACT_OK;
}
