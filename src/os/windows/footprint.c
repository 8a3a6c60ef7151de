/*
 * The unique set: pages of the working set that no one else maps.
 */
#include <stdlib.h>

#include "../../compat.h"
#include "windows.h"

enum { WORKING_SET = 1, WORKING_SET_EX = 4 };
NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE, PVOID, int, PVOID, SIZE_T, PSIZE_T);

/* A count and then the pages, eight bytes each. */
#define ENTRY_BYTES ((size_t)8)
#define ROOM_FIRST  ((size_t)64 * 1024)
#define ROOM_MAX    ((size_t)1024 * 1024 * 1024)

#define STATUS_LENGTH_MISMATCH ((NTSTATUS)0xC0000004)
#define STATUS_NO_SUCH_CLASS   ((NTSTATUS)0xC0000003)

static enum fact
footprint_pages(const struct held *h, uint64_t pages, struct proc *p)
{
	p->footprint->uss = pages * h->machine->page;
	p->known[PG_USS] = FACT_OK;
	return FACT_OK;
}

static enum fact
working_set_fact(const struct held *h, NTSTATUS status)
{
	/* Wine knows no such question, or not of others. */
	if (status == STATUS_NO_SUCH_CLASS)
		return FACT_NONE;
	return held_error(h, windows_status_fact(status));
}

enum fact
read_working_set(struct held *h, struct proc *p, struct arena *a)
{
	unsigned char *buf = NULL;
	size_t room = ROOM_FIRST, count = 0;
	NTSTATUS status = STATUS_LENGTH_MISMATCH;
	enum fact fact = held_pin(h);

	(void)a;
	if (fact != FACT_OK)
		return fact;
	while (status == STATUS_LENGTH_MISMATCH && room <= ROOM_MAX) {
		free(buf);
		buf = xcalloc(1, room);
		status = NtQueryVirtualMemory(held_handle(h), NULL, WORKING_SET, buf, room, NULL);
		count = load_u64(buf);
		/* It is told how many there are; some more may come meanwhile. */
		room = count < ROOM_MAX / ENTRY_BYTES && count * ENTRY_BYTES > room
		    ? count * ENTRY_BYTES * 9 / 8
		    : room * 2;
	}
	if (status < 0)
		fact = working_set_fact(h, status);
	else
		fact = footprint_pages(h, decode_unique_pages(buf + ENTRY_BYTES, count), p);
	free(buf);
	return fact;
}

#define BATCH_PAGES 1024

struct walk {
	HANDLE process;
	uint64_t pages, page;
	struct {
		PVOID address;
		ULONG_PTR flags;
	} batch[BATCH_PAGES];
};

static NTSTATUS
walk_region(struct walk *w, uint64_t at, uint64_t end)
{
	NTSTATUS status = 0;

	while (at < end && status >= 0) {
		size_t n = 0;
		for (; n < BATCH_PAGES && at < end; n++, at += w->page)
			w->batch[n].address = (PVOID)(uintptr_t)at;
		status = NtQueryVirtualMemory(w->process, NULL, WORKING_SET_EX, w->batch,
		    n * sizeof(w->batch[0]), NULL);
		if (status >= 0)
			w->pages += decode_unique_pages_ex((unsigned char *)w->batch, n);
	}
	return status;
}

/* Page by page through what is committed: for a Wine, which tells a process of itself only. */
enum fact
read_working_set_ex(struct held *h, struct proc *p, struct arena *a)
{
	MEMORY_BASIC_INFORMATION region;
	struct walk *w;
	uint64_t at = 0;
	NTSTATUS status = 0;
	enum fact fact = held_pin(h);

	(void)a;
	if (fact != FACT_OK)
		return fact;
	w = xcalloc(1, sizeof(*w));
	w->page = h->machine->page;
	w->process =
	    h->tgid == (int64_t)GetCurrentProcessId() ? GetCurrentProcess() : held_handle(h);
	while (status >= 0 &&
	    VirtualQueryEx(w->process, (LPCVOID)(uintptr_t)at, &region, sizeof(region)) != 0) {
		uint64_t end = (uint64_t)(uintptr_t)region.BaseAddress + region.RegionSize;
		if (end <= at)
			break;
		if (region.State == MEM_COMMIT)
			status = walk_region(w, at, end);
		at = end;
	}
	fact = status < 0 ? working_set_fact(h, status) : footprint_pages(h, w->pages, p);
	free(w);
	return fact;
}
