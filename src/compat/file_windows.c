#include "file.h"

#include <windows.h>

#include "../compat.h"
#include "wide.h"

static void
refuse(const char *path, DWORD error, char *err, size_t errlen)
{
	char why[200];

	snprintf(err, errlen, "%s: %s", path, wide_error(error, why, sizeof(why)));
}

int
file_config_path(char *buf, size_t len, const char *program, const char *name)
{
	char *folder = wide_getenv(L"APPDATA");
	/* Of this program's own drive and folder, whatever they are, nothing is guessed. */
	bool absolute = folder != NULL &&
	    ((folder[0] != '\0' && folder[1] == ':' && (folder[2] == '\\' || folder[2] == '/')) ||
		(folder[0] == '\\' && folder[1] == '\\'));
	int n = absolute ? snprintf(buf, len, "%s/%s/%s", folder, program, name) : -1;

	free(folder);
	if (n < 0 || (size_t)n >= len)
		return -1;
	for (char *p = buf; *p != '\0'; p++)
		if (*p == '/')
			*p = '\\';
	return 0;
}

static enum file_result
read_from(HANDLE file, const char *path, size_t max, char **text, size_t *len, char *err,
    size_t errlen)
{
	LARGE_INTEGER size;
	DWORD n = 0;

	/* A pipe or a console would have us wait for what somebody may write. */
	if (GetFileType(file) != FILE_TYPE_DISK || !GetFileSizeEx(file, &size)) {
		snprintf(err, errlen, "%s: is no regular file", path);
		return FILE_UNREADABLE;
	}
	if ((uint64_t)size.QuadPart > max) {
		snprintf(err, errlen, "%s: longer than %zu MB", path, max >> 20);
		return FILE_UNREADABLE;
	}
	*text = xmalloc((size_t)size.QuadPart + 1);
	if (!ReadFile(file, *text, (DWORD)size.QuadPart, &n, NULL)) {
		refuse(path, GetLastError(), err, errlen);
		free(*text);
		*text = NULL;
		return FILE_UNREADABLE;
	}
	(*text)[n] = '\0';
	*len = n;
	return FILE_READ;
}

enum file_result
file_read(const char *path, size_t max, char **text, size_t *len, char *err, size_t errlen)
{
	wchar_t *wide = wide_from_utf8(path);
	DWORD attributes = GetFileAttributesW(wide), error = GetLastError();
	enum file_result result = FILE_UNREADABLE;
	HANDLE file = INVALID_HANDLE_VALUE;

	if (attributes == INVALID_FILE_ATTRIBUTES &&
	    (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)) {
		result = FILE_ABSENT;
	} else if (attributes != INVALID_FILE_ATTRIBUTES &&
	    (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
		snprintf(err, errlen, "%s: is a directory", path);
	} else {
		file = CreateFileW(wide, GENERIC_READ,
		    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
		    FILE_ATTRIBUTE_NORMAL, NULL);
		if (file == INVALID_HANDLE_VALUE)
			refuse(path, GetLastError(), err, errlen);
		else
			result = read_from(file, path, max, text, len, err, errlen);
	}
	if (file != INVALID_HANDLE_VALUE)
		CloseHandle(file);
	free(wide);
	return result;
}

static bool
is_directory(const wchar_t *path)
{
	DWORD attributes = GetFileAttributesW(path);

	return attributes != INVALID_FILE_ATTRIBUTES &&
	    (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/*
 * Makes the directories above path; what a directory lets others do it has from the one above it.
 */
static int
make_directories(wchar_t *path, const char *name, char *err, size_t errlen)
{
	for (wchar_t *p = path; *p != L'\0'; p++) {
		wchar_t slash = *p;

		if ((slash != L'\\' && slash != L'/') || p == path || p[-1] == L':' ||
		    p[-1] == slash)
			continue;
		*p = L'\0';
		bool there = CreateDirectoryW(path, NULL) || is_directory(path) ||
		    /* the server and the share of \\server\share are no directories */
		    wcsncmp(path, L"\\\\", 2) == 0;
		DWORD error = GetLastError();
		*p = slash;
		if (!there) {
			refuse(name, error, err, errlen);
			return -1;
		}
	}
	return 0;
}

char *
file_target(const char *path, char *err, size_t errlen)
{
	wchar_t *wide = wide_from_utf8(path), resolved[4096];
	char *target = NULL;
	HANDLE file;

	if (make_directories(wide, path, err, errlen) == -1) {
		free(wide);
		return NULL;
	}
	/* Through links, which the new file would otherwise take the place of. */
	file = CreateFileW(wide, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		target = xstrdup(path);
	} else {
		DWORD n = GetFinalPathNameByHandleW(file, resolved, 4096, FILE_NAME_NORMALIZED);

		target = n > 0 && n < 4096 ? wide_to_utf8(resolved) : xstrdup(path);
		CloseHandle(file);
	}
	if (is_directory(wide)) {
		snprintf(err, errlen, "%s: is no regular file: not overwritten", path);
		free(target);
		target = NULL;
	}
	free(wide);
	return target;
}

static DWORD
write_new(const wchar_t *path, const char *text, size_t len)
{
	HANDLE file =
	    CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
	DWORD error = 0, n;

	if (file == INVALID_HANDLE_VALUE)
		return GetLastError();
	while (len > 0 && error == 0) {
		DWORD part = len < 1U << 20 ? (DWORD)len : 1U << 20;

		if (WriteFile(file, text, part, &n, NULL)) {
			text += n;
			len -= n;
		} else
			error = GetLastError();
	}
	if (error == 0 && !FlushFileBuffers(file))
		error = GetLastError();
	CloseHandle(file);
	return error;
}

int
file_replace(const char *target, const char *text, size_t len, char *err, size_t errlen)
{
	size_t room = strlen(target) + 32;
	char *temporary = xmalloc(room);
	wchar_t *to, *from;
	DWORD error;

	snprintf(temporary, room, "%s.%lx-%llx", target, GetCurrentProcessId(),
	    (unsigned long long)clock_now());
	to = wide_from_utf8(target);
	from = wide_from_utf8(temporary);
	error = write_new(from, text, len);
	if (error == 0 &&
	    !MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
		error = GetLastError();
	if (error != 0) {
		if (error != ERROR_FILE_EXISTS)
			DeleteFileW(from);
		refuse(target, error, err, errlen);
	}
	free(temporary);
	free(from);
	free(to);
	return error == 0 ? 0 : -1;
}
