#include "../compat.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "console_out_windows.h"
#include "wide.h"

/* Of the C library's start, in no header. */
struct startup_info {
	int newmode;
};
int __cdecl __wgetmainargs(int *, wchar_t ***, wchar_t ***, int, struct startup_info *);

#define NS_PER_S  UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
/* FILETIME counts these, from 1601 on. */
#define NS_PER_FILETIME UINT64_C(100)
#define FILETIME_EPOCH	UINT64_C(116444736000000000)
/* What a stream gathers before it is written. */
#define OUTPUT_ROOM ((size_t)64 * 1024)

/* What the C library read of the command line is in a code page that lacks most characters. */
static void
take_arguments(int *argc, char ***argv)
{
	wchar_t **wide, **environment;
	struct startup_info info = {0};
	int count = 0;

	/* CommandLineToArgvW would do, but it drags half of the desktop into the process. */
	if (__wgetmainargs(&count, &wide, &environment, 0, &info) < 0)
		return;
	char **args = xcalloc((size_t)count + 1, sizeof(*args));
	for (int i = 0; i < count; i++)
		args[i] = wide_to_utf8(wide[i]);
	*argc = count;
	*argv = args;
}

void
compat_start(int *argc, char ***argv)
{
	/* A path on an empty drive is an error here, and no dialog that waits for somebody. */
	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
	/* Lines end in \n, as everywhere. */
	_setmode(STDIN_FILENO, _O_BINARY);
	_setmode(STDOUT_FILENO, _O_BINARY);
	_setmode(STDERR_FILENO, _O_BINARY);
	console_out_open();
	atexit(console_out_close);
	take_arguments(argc, argv);
}

void
compat_end(void)
{
	console_out_close();
}

bool
compat_on_terminal(void)
{
	return console_out_is_there();
}

unsigned
compat_terminal_width(void)
{
	return console_out_width();
}

FILE *
compat_output(void)
{
	int fd = _dup(STDOUT_FILENO);
	FILE *out = fd != -1 ? _fdopen(fd, "wb") : NULL;

	if (out == NULL)
		die("standard output: %s", strerror(errno));
	setvbuf(out, NULL, _IOFBF, OUTPUT_ROOM);
	return out;
}

bool
compat_nobody_reads(int error)
{
	/* The C library has no better word for what Windows says then. */
	return error == EPIPE ||
	    (error == EINVAL && GetFileType(GetStdHandle(STD_OUTPUT_HANDLE)) == FILE_TYPE_PIPE);
}

static uint64_t
filetime_ns(FILETIME t)
{
	return ((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime) * NS_PER_FILETIME;
}

uint64_t
clock_now(void)
{
	static _Atomic uint64_t frequency;
	uint64_t per_s = frequency, ticks;
	LARGE_INTEGER n;

	if (per_s == 0) {
		QueryPerformanceFrequency(&n);
		frequency = per_s = (uint64_t)n.QuadPart;
	}
	QueryPerformanceCounter(&n);
	ticks = (uint64_t)n.QuadPart;
	return ticks / per_s * NS_PER_S + ticks % per_s * NS_PER_S / per_s;
}

uint64_t
clock_wall(void)
{
	FILETIME now;

	GetSystemTimePreciseAsFileTime(&now);
	return filetime_ns(now) - FILETIME_EPOCH * NS_PER_FILETIME;
}

uint64_t
clock_cpu(void)
{
	FILETIME start, end, kernel, user;

	if (!GetProcessTimes(GetCurrentProcess(), &start, &end, &kernel, &user))
		return 0;
	return filetime_ns(kernel) + filetime_ns(user);
}

uint64_t
clock_thread_cpu(void)
{
	FILETIME start, end, kernel, user;

	if (!GetThreadTimes(GetCurrentThread(), &start, &end, &kernel, &user))
		return 0;
	return filetime_ns(kernel) + filetime_ns(user);
}

void
sleep_until(uint64_t until)
{
	uint64_t now;

	while ((now = clock_now()) < until)
		Sleep((DWORD)((until - now < NS_PER_S * 60 ? until - now : NS_PER_S * 60) /
			  NS_PER_MS) +
		    1);
}
