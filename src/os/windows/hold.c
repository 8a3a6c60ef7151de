#include "windows.h"

#define WANTED_ACCESS (PROCESS_QUERY_INFORMATION | PROCESS_VM_READ)

static uint64_t
filetime_ticks(FILETIME t)
{
	return (uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime;
}

/* What was there at boot has no time of its own; see fill_start. */
static uint64_t
known_start(FILETIME created)
{
	uint64_t ticks = filetime_ticks(created);

	return ticks == 0 ? 1 : ticks;
}

bool
process_start(HANDLE process, uint64_t *start)
{
	FILETIME created, ended, kernel, user;

	if (!GetProcessTimes(process, &created, &ended, &kernel, &user))
		return false;
	*start = known_start(created);
	return true;
}

enum fact
windows_hold(struct machine *m, const struct proc *row, struct held *h)
{
	*h = (struct held){
	    .machine = m,
	    .id = row->id,
	    .tgid = row->tgid,
	    .thread = row->thread,
	    .handle = HELD_NOTHING,
	};
	if (row->tgid < 0 || row->tgid > UINT32_MAX || row->id.pid < 0 || row->id.pid > UINT32_MAX)
		return FACT_GONE;
	return FACT_OK;
}

void
windows_drop(struct held *h)
{
	if (h->handle != HELD_NOTHING)
		CloseHandle((HANDLE)h->handle);
	h->handle = HELD_NOTHING;
}

bool
windows_keep(struct held *h)
{
	return held_pin(h) == FACT_OK;
}

/* Does the thread that is held live in this process, and is it the one that was listed? */
static enum fact
check_thread(const struct held *h)
{
	FILETIME created, ended, kernel, user;
	HANDLE thread = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, (DWORD)h->id.pid);
	enum fact fact = FACT_OK;

	if (thread == NULL)
		return windows_fact(GetLastError());
	if (!GetThreadTimes(thread, &created, &ended, &kernel, &user))
		fact = windows_fact(GetLastError());
	else if (known_start(created) != h->id.start ||
	    GetProcessIdOfThread(thread) != (DWORD)h->tgid)
		fact = FACT_GONE;
	CloseHandle(thread);
	return fact;
}

static enum fact
check_process(struct held *h, HANDLE process)
{
	uint64_t start;

	if (h->thread)
		return check_thread(h);
	if (!process_start(process, &start))
		return windows_fact(GetLastError());
	if (h->id.start != 0 && h->id.start != start)
		return FACT_GONE;
	h->id.start = start;
	return FACT_OK;
}

enum fact
held_pin(struct held *h)
{
	HANDLE process;
	enum fact fact;

	if (h->handle != HELD_NOTHING)
		return FACT_OK;
	process = OpenProcess(WANTED_ACCESS, FALSE, (DWORD)h->tgid);
	if (process == NULL && GetLastError() == ERROR_ACCESS_DENIED)
		process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, (DWORD)h->tgid);
	if (process == NULL)
		return windows_fact(GetLastError());
	fact = check_process(h, process);
	if (fact != FACT_OK) {
		CloseHandle(process);
		return fact;
	}
	h->handle = (intptr_t)process;
	return FACT_OK;
}

HANDLE
held_handle(const struct held *h)
{
	return (HANDLE)h->handle;
}

enum fact
held_error(const struct held *h, enum fact fact)
{
	DWORD code;

	if (fact == FACT_GONE && GetExitCodeProcess(held_handle(h), &code) && code == STILL_ACTIVE)
		return FACT_NONE;
	return fact;
}

enum fact
held_read(const struct held *h, uint64_t address, void *buf, size_t len)
{
	SIZE_T n = 0;

	if (len == 0)
		return FACT_OK;
	if (!ReadProcessMemory(held_handle(h), (LPCVOID)(uintptr_t)address, buf, len, &n))
		return held_error(h, windows_fact(GetLastError()));
	return n == len ? FACT_OK : FACT_NONE;
}
