/*
 * Six facts of every process (name, CPU times, create time, parent, handles, memory) as a monitor
 * gets them that asks for one at a time, opening the process for each, against one list that has
 * them all.
 *
 *	bench_snapshot [ROUNDS]	prints ns per round: one by one, together; and how many processes
 */
#define PSAPI_VERSION 2
#include <winsock2.h>
#include <windows.h>
#include <psapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <tlhelp32.h>

#include "arena.h"
#include "compat.h"
#include "os/os.h"

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

/* The only documented way to a parent: a list of all processes, each time. */
static void
ask_parent(DWORD pid)
{
	HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
	PROCESSENTRY32W entry = { .dwSize = sizeof(entry) };

	for (BOOL more = Process32FirstW(list, &entry); more; more = Process32NextW(list, &entry))
		if (entry.th32ProcessID == pid)
			break;
	CloseHandle(list);
}

static void
ask_each(DWORD pid)
{
	/* CPU times and create time are one call, but two facts. */
	static void (*const asks[])(HANDLE) = { ask_name, ask_times, ask_times, ask_handles,
		ask_memory };

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
		if (process == NULL)
			continue;
		asks[i](process);
		CloseHandle(process);
	}
	ask_parent(pid);
}

static size_t
list_all(struct machine *machine, struct proc_list *list)
{
	list->count = 0;
	arena_reset(list->arena);
	if (os_driver.list(machine, PG_BIT(PG_NUM_HANDLES), list) != FACT_OK)
		die("processes cannot be listed");
	return list->count;
}

int
main(int argc, char *argv[])
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 200;
	struct proc_list list = { .rows = NULL };
	struct machine *machine;
	struct arena arena;
	uint64_t start, apart, together;
	char err[200];

	arena_init(&arena);
	list.arena = &arena;
	machine = os_driver.open(NULL, err, sizeof(err));
	if (machine == NULL || rounds < 1)
		die("nothing to measure");
	/* Elapsed time: under Wine the work is done in another process, the server. */
	list_all(machine, &list);
	start = clock_now();
	for (long i = 0; i < rounds; i++)
		for (size_t p = 0; p < list.count; p++)
			ask_each((DWORD)list.rows[p].id.pid);
	apart = clock_now() - start;
	start = clock_now();
	for (long i = 0; i < rounds; i++)
		list_all(machine, &list);
	together = clock_now() - start;
	printf("%.1f %.1f %zu\n", (double)apart / (double)rounds, (double)together / (double)rounds,
	    list.count);
	free(list.rows);
	os_driver.close(machine);
	arena_free(&arena);
	return 0;
}
