/*
 * A process to be looked at on Windows:
 *
 *	child_shown_windows NAME MIB MS THREADS [anything]
 *
 * It touches MIB MiB of memory, uses MS ms of CPU, has THREADS threads, says so in the memory
 * called NAME and then waits there to be told to end.  With the name "-" it prints "started" before
 * it uses the CPU and "ready" afterwards instead; the end of its input is its end, whatever it is
 * at. A test that was killed leaves nothing for long: nobody needs it for LIFE_MS.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shown_windows.h"

#define LIFE_MS (10 * 60 * 1000)

static void
touch(size_t mib)
{
	volatile unsigned char *memory = VirtualAlloc(NULL, mib << 20, MEM_COMMIT, PAGE_READWRITE);

	if (mib > 0 && memory == NULL)
		exit(2);
	for (size_t i = 0; i < mib << 20; i += 4096)
		memory[i] = 1;
}

static ULONGLONG
used_ms(void)
{
	FILETIME created, ended, kernel, user;

	GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user);
	return (((ULONGLONG)kernel.dwHighDateTime + user.dwHighDateTime) << 32) / 10000 +
	    ((ULONGLONG)kernel.dwLowDateTime + user.dwLowDateTime) / 10000;
}

static void
burn(ULONGLONG ms)
{
	volatile unsigned x = 0;

	while (used_ms() < ms)
		for (unsigned i = 0; i < 100000; i++)
			x += i;
}

static DWORD WINAPI
sleeper(void *unused)
{
	(void)unused;
	Sleep(INFINITE);
	return 0;
}

static void
say(const char *word)
{
	puts(word);
	fflush(stdout);
}

static DWORD WINAPI
reader(void *unused)
{
	(void)unused;
	while (getchar() != EOF)
		;
	ExitProcess(0);
}

int
main(int argc, char *argv[])
{
	bool alone = argc > 1 && strcmp(argv[1], "-") == 0;
	HANDLE mapping;
	struct shown *shown;

	if (argc < 5)
		return 2;
	touch(strtoul(argv[2], NULL, 10));
	for (unsigned long i = 1; i < strtoul(argv[4], NULL, 10); i++)
		CloseHandle(CreateThread(NULL, 0, sleeper, NULL, 0, NULL));
	if (alone) {
		CloseHandle(CreateThread(NULL, 0, reader, NULL, 0, NULL));
		say("started");
	}
	burn(strtoul(argv[3], NULL, 10));
	if (alone) {
		say("ready");
		Sleep(LIFE_MS);
		return 1;
	}
	mapping = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, argv[1]);
	shown = mapping == NULL ? NULL : MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
	if (shown == NULL)
		return 2;
	shown->ready = 1;
	for (ULONGLONG start = GetTickCount64();
	     !shown->end && GetTickCount64() - start < LIFE_MS;) {
		shown->beats++;
		Sleep(2);
	}
	return 0;
}
