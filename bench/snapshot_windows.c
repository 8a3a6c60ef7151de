/*
 * Six facts of every process (name, CPU times, create time, parent, handles, memory): by one call
 * each that opens the process for itself, by the same calls on a process that was opened once, and
 * by the list of ctop's driver, which has them all.
 *
 *	bench_snapshot [ROUNDS]	prints us per process: one by one, opened once, listed
 */
#define PSAPI_VERSION 2
#include <winsock2.h>
#include <windows.h>
#include <psapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <winternl.h>

#include "arena.h"
#include "collect/oneshot.h"
#include "compat.h"

static void
ask_name(HANDLE process)
{
	WCHAR path[MAX_PATH];
	DWORD len = MAX_PATH;

	QueryFullProcessImageNameW(process, 0, path, &len);
}

static void
ask_times(HANDLE process)
{
	FILETIME created, ended, kernel, user;

	GetProcessTimes(process, &created, &ended, &kernel, &user);
}

static void
ask_handles(HANDLE process)
{
	DWORD count;

	GetProcessHandleCount(process, &count);
}

static void
ask_memory(HANDLE process)
{
	PROCESS_MEMORY_COUNTERS counters;

	GetProcessMemoryInfo(process, &counters, sizeof(counters));
}

static void
ask_parent(HANDLE process)
{
	PROCESS_BASIC_INFORMATION basic;

	NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof(basic), NULL);
}

/* CPU times and create time are one call, but two facts. */
static void (*const asks[])(
    HANDLE) = {ask_name, ask_times, ask_times, ask_parent, ask_handles, ask_memory};
enum { ASKS = sizeof(asks) / sizeof(asks[0]) };

/* opens: how often the process is opened for all of them. */
static void
ask_process(DWORD pid, size_t opens)
{
	for (size_t i = 0; i < opens; i++) {
		HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
		if (process == NULL)
			continue;
		for (size_t a = i * ASKS / opens; a < (i + 1) * ASKS / opens; a++)
			asks[a](process);
		CloseHandle(process);
	}
}

static void
list_all(struct machine *machine, struct proc_list *list)
{
	list->count = 0;
	arena_reset(list->arena);
	if (os_driver.list(machine, PG_BIT(PG_NUM_HANDLES), list) != FACT_OK)
		die("processes cannot be listed");
	for (size_t i = 0; i < list->count; i++) {
		struct oneshot o;
		oneshot_open(&o, &os_driver, machine, &list->rows[i], list->arena, NULL);
		oneshot_read(&o, PG_BIT(PG_NUM_HANDLES), ONESHOT_PROMPT);
		oneshot_close(&o);
		if (list->rows[i].known[PG_NUM_HANDLES] != FACT_OK)
			die("handles are not known");
	}
}

static void
ask_all(const struct proc_list *list, size_t opens)
{
	for (size_t p = 0; p < list->count; p++)
		ask_process((DWORD)list->rows[p].id.pid, opens);
}

/* us since then, or what it was if that is less. */
static double
least(double before, uint64_t since)
{
	double now = (double)(clock_now() - since) / 1000;

	return before == 0 || now < before ? now : before;
}

int
main(int argc, char *argv[])
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 300;
	struct proc_list list = {.rows = NULL};
	struct machine *machine;
	struct arena arena;
	double apart = 0, once = 0, listed = 0, of;
	uint64_t start;
	char err[200];

	arena_init(&arena);
	list.arena = &arena;
	machine = os_driver.open(NULL, err, sizeof(err));
	if (machine == NULL || rounds < 1)
		die("nothing to measure");
	list_all(machine, &list);
	/*
	 * Elapsed time, since under Wine the work is done in another process, and the least of the
	 * rounds.
	 */
	for (long i = 0; i < rounds; i++) {
		start = clock_now();
		ask_all(&list, ASKS);
		apart = least(apart, start);
		start = clock_now();
		ask_all(&list, 1);
		once = least(once, start);
		start = clock_now();
		list_all(machine, &list);
		listed = least(listed, start);
	}
	of = (double)list.count;
	printf("%.1f %.1f %.1f\n", apart / of, once / of, listed / of);
	free(list.rows);
	os_driver.close(machine);
	arena_free(&arena);
	return 0;
}
