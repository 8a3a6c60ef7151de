#include "console_out_windows.h"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "../compat.h"
#include "../text.h"
#include "../thread.h"

#define CHUNK 4096

struct console {
	HANDLE handle; /* of the console; NULL: it is none */
	int bytes;     /* the end of the pipe that is read; -1 */
	pthread_t thread;
};

/* By descriptor less 1. */
static struct console consoles[2] = {{NULL, -1, 0}, {NULL, -1, 0}};

/* The beginning of a character whose rest will come? */
static bool
is_cut(const char *p, const char *end)
{
	unsigned char lead = (unsigned char)*p;
	int need = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (end - p >= need)
		return false;
	while (++p < end)
		if (((unsigned char)*p & 0xC0) != 0x80)
			return false;
	return true;
}

/* As many of the bytes as are whole characters, or surely none, become UTF-16. */
static size_t
show(HANDLE console, const char *bytes, size_t len)
{
	wchar_t wide[CHUNK];
	const char *p = bytes, *end = bytes + len;
	size_t n = 0;
	DWORD written;

	while (p < end) {
		const char *from = p;
		uint32_t cp = text_decode(&p, end);

		if (cp == TEXT_BAD && is_cut(from, end)) {
			p = from;
			break;
		}
		if (cp >= 0x10000) {
			wide[n++] = (wchar_t)(0xD7C0 + (cp >> 10));
			wide[n++] = (wchar_t)(0xDC00 + (cp & 0x3FF));
		} else {
			wide[n++] = (wchar_t)cp;
		}
	}
	if (n > 0)
		WriteConsoleW(console, wide, (DWORD)n, &written, NULL);
	return (size_t)(p - bytes);
}

static void *
console_thread(void *argument)
{
	struct console *c = argument;
	char bytes[CHUNK];
	size_t held = 0;
	int n;

	while ((n = _read(c->bytes, bytes + held, (unsigned)(sizeof(bytes) - held))) > 0) {
		size_t len = held + (size_t)n, done = show(c->handle, bytes, len);

		held = len - done;
		memmove(bytes, bytes + done, held);
	}
	return NULL;
}

static void
take(int fd, DWORD which)
{
	struct console *c = &consoles[fd - 1];
	HANDLE handle = GetStdHandle(which), own;
	HANDLE process = GetCurrentProcess();
	DWORD mode;
	int ends[2];

	/* Taking the descriptor's place closes its own. */
	if (!GetConsoleMode(handle, &mode) ||
	    !DuplicateHandle(process, handle, process, &own, 0, FALSE, DUPLICATE_SAME_ACCESS))
		return;
	if (_pipe(ends, 16 * CHUNK, _O_BINARY | _O_NOINHERIT) == -1) {
		CloseHandle(own);
		return;
	}
	c->handle = own;
	c->bytes = ends[0];
	if (_dup2(ends[1], fd) == -1 || thread_start(&c->thread, 0, console_thread, c) != 0)
		die("the console cannot be written to");
	_close(ends[1]);
}

void
console_out_open(void)
{
	take(STDERR_FILENO, STD_ERROR_HANDLE);
	take(STDOUT_FILENO, STD_OUTPUT_HANDLE);
}

void
console_out_close(void)
{
	fflush(NULL);
	for (int i = 0; i < 2; i++) {
		struct console *c = &consoles[i];

		if (c->bytes == -1)
			continue;
		/* The end of the pipe is the end of the thread. */
		_close(i + 1);
		pthread_join(c->thread, NULL);
		c->bytes = -1;
	}
}

bool
console_out_is_there(void)
{
	DWORD mode;

	/* isatty here also says so of NUL and of printers. */
	return consoles[0].handle != NULL || GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode);
}

unsigned
console_out_width(void)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	if (consoles[0].handle == NULL || !GetConsoleScreenBufferInfo(consoles[0].handle, &info))
		return 0;
	return (unsigned)(info.srWindow.Right - info.srWindow.Left + 1);
}
