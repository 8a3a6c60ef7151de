/*
 * SystemProcessInformation: every process and every thread, in one buffer.
 */
#include <string.h>

#include "decode.h"

/* SYSTEM_PROCESS_INFORMATION of 64-bit Windows */
enum process_layout {
	AT_NEXT = 0x00,
	AT_THREADS = 0x04,
	AT_HARD_FAULTS = 0x10,
	AT_CREATE_TIME = 0x20,
	AT_USER_TIME = 0x28,
	AT_KERNEL_TIME = 0x30,
	AT_NAME_BYTES = 0x38,
	AT_NAME_ADDRESS = 0x40,
	AT_BASE_PRIORITY = 0x48,
	AT_PID = 0x50,
	AT_PPID = 0x58,
	AT_HANDLES = 0x60,
	AT_SESSION = 0x64,
	AT_PEAK_VIRTUAL = 0x70,
	AT_VIRTUAL = 0x78,
	AT_FAULTS = 0x80,
	AT_PEAK_WORKING_SET = 0x88,
	AT_WORKING_SET = 0x90,
	AT_PEAK_PAGED_POOL = 0x98,
	AT_PAGED_POOL = 0xa0,
	AT_PEAK_NONPAGED_POOL = 0xa8,
	AT_NONPAGED_POOL = 0xb0,
	AT_PEAK_PAGEFILE = 0xc0,
	AT_PRIVATE_BYTES = 0xc8,
	AT_READ_COUNT = 0xd0,
	AT_WRITE_COUNT = 0xd8,
	AT_OTHER_COUNT = 0xe0,
	AT_READ_BYTES = 0xe8,
	AT_WRITE_BYTES = 0xf0,
	AT_OTHER_BYTES = 0xf8,
	PROCESS_BYTES = 0x100, /* and then its threads */
};

/* SYSTEM_THREAD_INFORMATION */
enum thread_layout {
	AT_THREAD_KERNEL_TIME = 0x00,
	AT_THREAD_USER_TIME = 0x08,
	AT_THREAD_CREATE_TIME = 0x10,
	AT_THREAD_ID = 0x30,
	AT_THREAD_PRIORITY = 0x38,
	AT_THREAD_BASE_PRIORITY = 0x3c,
	AT_THREAD_SWITCHES = 0x40,
	AT_THREAD_STATE = 0x44,
	AT_THREAD_WAIT_REASON = 0x48,
	THREAD_BYTES = 0x50,
};

/* A name whose address is not inside the buffer is none. */
static struct wide
snapshot_name(const struct image *image, const unsigned char *p)
{
	struct wide name = {NULL, 0};
	uint64_t at = load_u64(p + AT_NAME_ADDRESS) - image->base;
	size_t bytes = load_u16(p + AT_NAME_BYTES);

	if (at > image->len || bytes > image->len - at)
		return name;
	name.data = image->data + at;
	name.units = bytes / 2;
	return name;
}

static void
snapshot_memory(const unsigned char *p, struct snapshot_process *s)
{
	s->working_set = load_u64(p + AT_WORKING_SET);
	s->peak_working_set = load_u64(p + AT_PEAK_WORKING_SET);
	s->virtual = load_u64(p + AT_VIRTUAL);
	s->peak_virtual = load_u64(p + AT_PEAK_VIRTUAL);
	s->private_bytes = load_u64(p + AT_PRIVATE_BYTES);
	s->peak_pagefile = load_u64(p + AT_PEAK_PAGEFILE);
	s->paged_pool = load_u64(p + AT_PAGED_POOL);
	s->peak_paged_pool = load_u64(p + AT_PEAK_PAGED_POOL);
	s->nonpaged_pool = load_u64(p + AT_NONPAGED_POOL);
	s->peak_nonpaged_pool = load_u64(p + AT_PEAK_NONPAGED_POOL);
	s->faults = load_u32(p + AT_FAULTS);
	s->hard_faults = load_u32(p + AT_HARD_FAULTS);
}

static void
snapshot_io(const unsigned char *p, struct snapshot_process *s)
{
	s->read_count = load_u64(p + AT_READ_COUNT);
	s->write_count = load_u64(p + AT_WRITE_COUNT);
	s->other_count = load_u64(p + AT_OTHER_COUNT);
	s->read_bytes = load_u64(p + AT_READ_BYTES);
	s->write_bytes = load_u64(p + AT_WRITE_BYTES);
	s->other_bytes = load_u64(p + AT_OTHER_BYTES);
}

bool
decode_snapshot(const struct image *image, size_t *at, struct snapshot_process *s)
{
	const unsigned char *p;
	size_t left, room, next;

	if (*at > image->len || image->len - *at < PROCESS_BYTES)
		return false;
	left = image->len - *at;
	p = image->data + *at;
	next = load_u32(p + AT_NEXT);
	/* The next one lies behind this one: offsets that do not are the end. */
	room = next >= PROCESS_BYTES && next < left ? next : left;
	s->pid = load_u64(p + AT_PID);
	s->ppid = load_u64(p + AT_PPID);
	s->create_time = load_u64(p + AT_CREATE_TIME);
	s->user_ticks = load_u64(p + AT_USER_TIME);
	s->kernel_ticks = load_u64(p + AT_KERNEL_TIME);
	s->handles = load_u32(p + AT_HANDLES);
	s->session = load_u32(p + AT_SESSION);
	s->base_priority = (int32_t)load_u32(p + AT_BASE_PRIORITY);
	s->name = snapshot_name(image, p);
	snapshot_memory(p, s);
	snapshot_io(p, s);
	s->nthreads = load_u32(p + AT_THREADS);
	s->nreadable = (uint32_t)((room - PROCESS_BYTES) / THREAD_BYTES);
	if (s->nreadable > s->nthreads)
		s->nreadable = s->nthreads;
	s->threads = (struct image){p + PROCESS_BYTES, room - PROCESS_BYTES, 0};
	*at = room == next ? *at + next : image->len;
	return true;
}

void
decode_thread(const struct snapshot_process *s, uint32_t index, struct snapshot_thread *t)
{
	const unsigned char *p = s->threads.data + (size_t)index * THREAD_BYTES;

	t->tid = load_u64(p + AT_THREAD_ID);
	t->create_time = load_u64(p + AT_THREAD_CREATE_TIME);
	t->user_ticks = load_u64(p + AT_THREAD_USER_TIME);
	t->kernel_ticks = load_u64(p + AT_THREAD_KERNEL_TIME);
	t->priority = (int32_t)load_u32(p + AT_THREAD_PRIORITY);
	t->base_priority = (int32_t)load_u32(p + AT_THREAD_BASE_PRIORITY);
	t->switches = load_u32(p + AT_THREAD_SWITCHES);
	t->state = load_u32(p + AT_THREAD_STATE);
	t->wait_reason = load_u32(p + AT_THREAD_WAIT_REASON);
}

bool
thread_is_suspended(const struct snapshot_thread *t)
{
	return t->state == THREAD_WAITING &&
	    (t->wait_reason == WAIT_SUSPENDED || t->wait_reason == WAIT_WR_SUSPENDED);
}

bool
snapshot_is_suspended(const struct snapshot_process *s)
{
	struct snapshot_thread t;
	uint32_t i = 0;

	for (; i < s->nreadable; i++) {
		decode_thread(s, i, &t);
		if (!thread_is_suspended(&t))
			break;
	}
	return i > 0 && i == s->nthreads;
}

uint64_t
snapshot_switches(const struct snapshot_process *s, uint64_t tid)
{
	struct snapshot_thread t;
	uint64_t switches = 0;

	for (uint32_t i = 0; i < s->nreadable; i++) {
		decode_thread(s, i, &t);
		if (tid == 0 || t.tid == tid)
			switches += t.switches;
	}
	return switches;
}
