#include "../compat.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "wide.h"

/* Of the C library's start, in no header. */
struct startup_info {
	int newmode;
};
int __cdecl __wgetmainargs(int *, wchar_t ***, wchar_t ***, int, struct startup_info *);

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)
/* FILETIME counts these, from 1601 on. */
#define NS_PER_FILETIME UINT64_C(100)
#define FILETIME_EPOCH UINT64_C(116444736000000000)
/* What a stream gathers before it is written. */
#define OUTPUT_ROOM ((size_t)64 * 1024)

static UINT console_before; /* the code page that the console had; 0: we left it alone */

static void
give_console_back(void)
{
	if (console_before != 0)
		SetConsoleOutputCP(console_before);
	console_before = 0;
}

static BOOL WINAPI
on_console_end(DWORD reason)
{
	(void)reason;
	give_console_back();
	return FALSE; /* and on to whoever else wants to know */
}

/*
 * A console shows bytes in a code page, which seldom is UTF-8: it is told that ours are.  A
 * pipe and a file get the same bytes.
 */
static void
take_console(void)
{
	DWORD mode;

	if (!GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode) &&
	    !GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode))
		return;
	console_before = GetConsoleOutputCP();
	if (console_before == CP_UTF8 || !SetConsoleOutputCP(CP_UTF8)) {
		console_before = 0;
		return;
	}
	atexit(give_console_back);
	SetConsoleCtrlHandler(on_console_end, TRUE);
}

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
	/* Lines end in \n, as everywhere. */
	_setmode(STDIN_FILENO, _O_BINARY);
	_setmode(STDOUT_FILENO, _O_BINARY);
	_setmode(STDERR_FILENO, _O_BINARY);
	take_console();
	take_arguments(argc, argv);
}

bool
compat_on_terminal(void)
{
	DWORD mode;

	/* isatty here also says so of NUL and of printers. */
	return GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode);
}

unsigned
compat_terminal_width(void)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info))
		return 0;
	return (unsigned)(info.srWindow.Right - info.srWindow.Left + 1);
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
		Sleep((DWORD)((until - now < NS_PER_S * 60 ? until - now : NS_PER_S * 60) / NS_PER_MS) + 1);
}
