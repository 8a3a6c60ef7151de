#include "wide.h"

#include <windows.h>

#include "../compat.h"

char *
wide_to_utf8(const wchar_t *wide)
{
	int room = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = xcalloc((size_t)room + 1, 1);

	WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, room, NULL, NULL);
	return text;
}

wchar_t *
wide_from_utf8(const char *text)
{
	int room = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
	wchar_t *wide = xcalloc((size_t)room + 1, sizeof(*wide));

	MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, room);
	return wide;
}

const char *
wide_error(unsigned long code, char *buf, size_t len)
{
	wchar_t wide[256];
	DWORD n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
		FORMAT_MESSAGE_MAX_WIDTH_MASK,
	    NULL, code, 0, wide, sizeof(wide) / sizeof(wide[0]), NULL);
	char *text;

	while (n > 0 && (wide[n - 1] <= L' ' || wide[n - 1] == L'.'))
		n--;
	if (n == 0) {
		snprintf(buf, len, "error %lu", code);
		return buf;
	}
	wide[n] = L'\0';
	text = wide_to_utf8(wide);
	strlcpy(buf, text, len);
	free(text);
	return buf;
}

char *
wide_getenv(const wchar_t *name)
{
	const wchar_t *value = _wgetenv(name);

	return value != NULL ? wide_to_utf8(value) : NULL;
}
