/*
 * Volumes as Windows may tell of them and no test machine does: the driver's file is compiled
 * here with the functions replaced that find them.
 */
#include "../src/os/windows/windows.h"

#include "../src/arena.h"
#include "../src/compat.h"
#include "support/suite.h"

/* Folders that the second volume is mounted on beside its letter. */
#define FOLDERS 40

static unsigned volumes;

static HANDLE
fake_first(WCHAR *volume)
{
	wcscpy(volume, L"\\\\?\\Volume{0}\\");
	volumes = 1;
	return &volumes;
}

/* 0 is mounted nowhere, 1 on more folders than are expected, 2 on one. */
static WINBOOL
fake_next(WCHAR *volume)
{
	if (volumes == 3)
		return FALSE;
	swprintf(volume, 40, L"\\\\?\\Volume{%u}\\", volumes++);
	return TRUE;
}

static WINBOOL
fake_paths(const WCHAR *volume, WCHAR *paths, DWORD room, DWORD *needed)
{
	WCHAR all[4096];
	size_t n = 0;

	if (volume[11] == L'1') {
		n += (size_t)swprintf(all, 4096, L"D:\\") + 1;
		for (unsigned i = 0; i < FOLDERS; i++)
			n += (size_t)swprintf(all + n, 4096 - n, L"C:\\mounted here\\%u\\", i) + 1;
	} else if (volume[11] == L'2') {
		n += (size_t)swprintf(all, 4096, L"C:\\m\\") + 1;
	}
	all[n++] = L'\0';
	*needed = (DWORD)n;
	SetLastError(ERROR_MORE_DATA);
	if (n > room)
		return FALSE;
	memcpy(paths, all, n * sizeof(*all));
	return TRUE;
}

#define FindFirstVolumeW(volume, units)	       fake_first(volume)
#define FindNextVolumeW(find, volume, units)   fake_next(volume)
#define FindVolumeClose(find)		       ((void)0)
#define GetVolumePathNamesForVolumeNameW       fake_paths
#define GetLogicalDriveStringsW(units, buffer) (0)

#include "../src/os/windows/disk.c"

START_TEST(a_volume_is_listed_however_many_folders_it_is_mounted_on)
{
	struct arena arena;
	struct disk_list list = {.arena = &arena};
	struct machine m = {.disks = windows_disks_open()};
	size_t found = 0;

	arena_init(&arena);
	ck_assert_uint_eq(windows_disks(&m, DG_BIT(DG_MOUNT), &list), FACT_OK);
	for (size_t i = 0; i < list.count; i++) {
		const struct disk *row = &list.rows[i];

		if (row->kind == DISK_WHOLE)
			continue;
		ck_assert_str_eq(row->name, found == 0 ? "D:" : "C:\\m");
		ck_assert_str_eq(row->mountpoint, found == 0 ? "D:\\" : "C:\\m\\");
		found++;
	}
	ck_assert_uint_eq(found, 2);
	windows_disks_close(m.disks);
	arena_free(&arena);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_volume_is_listed_however_many_folders_it_is_mounted_on,
	    NULL,
	};

	return suite_run("disks_windows", tests, NULL, NULL);
}
