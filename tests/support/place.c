#include "place.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef _WIN32
#include <windows.h>

static void
make(char *path, size_t room)
{
	char folder[MAX_PATH];
	static int made;

	ck_assert_uint_ne(GetTempPathA(sizeof(folder), folder), 0);
	snprintf(path, room, "%sctop-%lu-%d", folder, GetCurrentProcessId(), made++);
	ck_assert_int_eq(mkdir(path), 0);
}
#else
static void
make(char *path, size_t room)
{
	snprintf(path, room, "/tmp/ctop-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(path));
}
#endif

void
place_make(char *path, size_t room)
{
	make(path, room);
}

static int
each(const char *path, void (*with)(const char *))
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		char inside[1024];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name);
		if (with != NULL)
			with(inside);
		count++;
	}
	closedir(dir);
	return count;
}

static void
remove_one(const char *path)
{
	/* a folder, then, or a file that is removed with it */
	if (unlink(path) == -1) {
		each(path, remove_one);
		rmdir(path);
	}
}

void
place_remove(const char *path)
{
	each(path, remove_one);
	ck_assert_int_eq(rmdir(path), 0);
}

int
place_count(const char *path)
{
	return each(path, NULL);
}
