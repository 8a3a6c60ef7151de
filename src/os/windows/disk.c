/*
 * Disks and volumes: \\.\PhysicalDriveN for each disk, the mount manager for what lies on
 * them, drive letters for what is on other machines.
 *
 * Nothing here touches a medium that may be far away or not there.  Readers do (space), and
 * leave behind which file system they found.
 */
#include "windows.h"

#include <winioctl.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_disk.h"

#define PATH_UNITS	  512
#define NAMES_UNITS_FIRST ((DWORD)32 * 1024)
#define NAMES_UNITS_MAX	  ((DWORD)4 * 1024 * 1024)
/* "NTFS" */
#define FSTYPE_UNITS (MAX_PATH + 1)
#define SPACE_KEPT   64

_Static_assert(sizeof(DISK_PERFORMANCE) == DISK_RECORD && DRIVE_FIXED == DRIVE_IS_FIXED &&
	DRIVE_REMOTE == DRIVE_IS_REMOTE && DRIVE_RAMDISK == DRIVE_IS_RAM,
    "records and numbers are as the decoders have them");

/* The file system of a mount point, as the reader that asked for its space has found it. */
struct found_fstype {
	char *mountpoint, *fstype;
};

struct windows_disks {
	SRWLOCK lock; /* of what was found */
	struct found_fstype found[SPACE_KEPT];
	size_t nfound;
	WCHAR *names; /* of devices; of the thread that ticks */
	DWORD names_units;
};

struct windows_disks *
windows_disks_open(void)
{
	struct windows_disks *d = xcalloc(1, sizeof(*d));

	InitializeSRWLock(&d->lock);
	return d;
}

void
windows_disks_close(struct windows_disks *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->nfound; i++) {
		free(d->found[i].mountpoint);
		free(d->found[i].fstype);
	}
	free(d->names);
	free(d);
}

static const char *
text_of(const WCHAR *wide, struct arena *arena)
{
	return decode_wide(windows_wide(wide, wcslen(wide)), arena).data;
}

static struct image
image_of(const void *data, size_t len)
{
	return (struct image){data, len, (uint64_t)(uintptr_t)data};
}

/* Counters of a disk or volume.  Opened for no access: anybody may, and no medium is touched. */
static void
read_counters(const struct machine *m, const WCHAR *device, struct disk *row)
{
	union {
		DISK_PERFORMANCE record;
		unsigned char room[4 * DISK_RECORD]; /* some drivers have more to say */
	} answer;
	struct disk_record r;
	enum fact fact = FACT_NONE;
	DWORD len = 0;
	HANDLE h = CreateFileW(device, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
	    0, NULL);

	if (h == INVALID_HANDLE_VALUE) {
		fact = windows_thing_fact(GetLastError());
	} else {
		if (!DeviceIoControl(h, IOCTL_DISK_PERFORMANCE, NULL, 0, &answer, sizeof(answer),
			&len, NULL))
			fact = windows_thing_fact(GetLastError());
		else if (decode_disk(&(struct image){answer.room, len, 0}, m->boot_time, &r))
			fact = FACT_OK;
		CloseHandle(h);
	}
	row->known[DG_COUNTERS] = row->known[DG_BUSY] = (uint8_t)fact;
	if (fact != FACT_OK)
		return;
	row->counters = r.counters;
	row->in_flight = r.in_flight;
}

/* Every name that a device has; grows until all fit. */
static bool
device_names(struct windows_disks *d, struct image *im)
{
	for (;;) {
		if (d->names == NULL) {
			d->names_units =
			    d->names_units > 0 ? d->names_units * 2 : NAMES_UNITS_FIRST;
			d->names = xmalloc(d->names_units * sizeof(*d->names));
		}
		DWORD units = QueryDosDeviceW(NULL, d->names, d->names_units);
		if (units > 0) {
			*im = image_of(d->names, units * sizeof(*d->names));
			return true;
		}
		if (GetLastError() != ERROR_INSUFFICIENT_BUFFER || d->names_units > NAMES_UNITS_MAX)
			return false;
		free(d->names);
		d->names = NULL;
	}
}

static void
take_drives(const struct machine *m, uint64_t want, struct disk_list *list)
{
	WCHAR path[PATH_UNITS];
	struct image names;
	uint32_t number;
	size_t at = 0;

	if (!device_names(m->disks, &names))
		return;
	while (decode_drive_name(&names, &at, &number)) {
		struct disk *row = disk_list_add(list);

		row->name = arena_printf(list->arena, "PhysicalDrive%u", number);
		row->kind = DISK_WHOLE;
		row->minor = number;
		row->known[DG_DISK] = FACT_OK;
		row->known[DG_MOUNT] = FACT_OK; /* what is mounted are its volumes */
		if ((want & (DG_BIT(DG_COUNTERS) | DG_BIT(DG_BUSY))) == 0)
			continue;
		_snwprintf(path, PATH_UNITS, L"\\\\.\\PhysicalDrive%lu", (unsigned long)number);
		read_counters(m, path, row);
	}
}

static const char *
found_fstype(struct windows_disks *d, const char *mountpoint, struct arena *arena)
{
	const char *fstype = NULL;

	AcquireSRWLockShared(&d->lock);
	for (size_t i = 0; i < d->nfound && fstype == NULL; i++)
		if (strcmp(d->found[i].mountpoint, mountpoint) == 0)
			fstype = arena_dup(arena, d->found[i].fstype);
	ReleaseSRWLockShared(&d->lock);
	return fstype;
}

/* Opens the root for its attributes alone, which reads nothing of what is stored there. */
static const char *
read_fstype(const WCHAR *root, struct arena *arena)
{
	WCHAR fstype[FSTYPE_UNITS];
	const char *text = NULL;
	HANDLE h = CreateFileW(root, FILE_READ_ATTRIBUTES,
	    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
	    FILE_FLAG_BACKUP_SEMANTICS, NULL);

	if (h == INVALID_HANDLE_VALUE)
		return NULL;
	if (GetVolumeInformationByHandleW(h, NULL, 0, NULL, NULL, NULL, fstype, FSTYPE_UNITS))
		text = text_of(fstype, arena);
	CloseHandle(h);
	return text;
}

/* Of what is fixed Windows has it at hand; the rest is asked by readers. */
static const char *
fstype_of(struct windows_disks *d, UINT type, const WCHAR *root, const char *mountpoint,
    struct arena *arena)
{
	if (type != DRIVE_FIXED && type != DRIVE_RAMDISK)
		return found_fstype(d, mountpoint, arena);
	return read_fstype(root, arena);
}

/* "C:" of "C:\", the path itself of a folder. */
static const char *
volume_name(const char *mountpoint, struct arena *arena)
{
	size_t len = strlen(mountpoint);

	return arena_copy(arena, mountpoint,
	    len > 0 && mountpoint[len - 1] == '\\' ? len - 1 : len);
}

/* The row of something that is mounted at `root`, which ends in a backslash. */
static struct disk *
take_mounted(struct windows_disks *d, const WCHAR *root, struct disk_list *list)
{
	UINT type = GetDriveTypeW(root);
	struct disk *row = disk_list_add(list);

	row->mountpoint = text_of(root, list->arena);
	row->name = volume_name(row->mountpoint, list->arena);
	row->kind = (uint8_t)drive_kind(type);
	row->part = type != DRIVE_REMOTE;
	row->fstype = fstype_of(d, type, root, row->mountpoint, list->arena);
	row->known[DG_DISK] = row->known[DG_MOUNT] = FACT_OK;
	row->known[DG_COUNTERS] = row->known[DG_BUSY] = FACT_NONE;
	return row;
}

static bool
is_listed(const struct disk_list *list, const char *mountpoint)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].mountpoint != NULL &&
		    strcmp(list->rows[i].mountpoint, mountpoint) == 0)
			return true;
	return false;
}

/* Every place where a volume is mounted, each with a NUL behind it; NULL: nowhere. */
static const WCHAR *
volume_paths(const WCHAR *volume, struct arena *arena)
{
	WCHAR *paths = arena_array(arena, PATH_UNITS, sizeof(*paths));
	DWORD units = PATH_UNITS;
	bool told = GetVolumePathNamesForVolumeNameW(volume, paths, units, &units);

	if (!told && GetLastError() == ERROR_MORE_DATA) {
		paths = arena_array(arena, units, sizeof(*paths));
		told = GetVolumePathNamesForVolumeNameW(volume, paths, units, &units);
	}
	return told && paths[0] != L'\0' ? paths : NULL;
}

/* A volume of this machine, `\\?\Volume{...}\`, at the first place where it is mounted. */
static void
take_volume(const struct machine *m, uint64_t want, WCHAR *volume, struct disk_list *list)
{
	const WCHAR *paths = volume_paths(volume, list->arena);
	size_t len = wcslen(volume);

	if (paths == NULL)
		return;
	struct disk *row = take_mounted(m->disks, paths, list);
	if ((want & (DG_BIT(DG_COUNTERS) | DG_BIT(DG_BUSY))) == 0 || len == 0)
		return;
	/* With the backslash it would be the root directory. */
	volume[len - 1] = L'\0';
	read_counters(m, volume, row);
}

static void
take_volumes(const struct machine *m, uint64_t want, struct disk_list *list)
{
	WCHAR volume[PATH_UNITS];
	HANDLE h = FindFirstVolumeW(volume, PATH_UNITS);

	if (h == INVALID_HANDLE_VALUE)
		return;
	do
		take_volume(m, want, volume, list);
	while (FindNextVolumeW(h, volume, PATH_UNITS));
	FindVolumeClose(h);
}

/* Letters of no volume: other machines, and what subst made. */
static void
take_letters(const struct machine *m, struct disk_list *list)
{
	WCHAR letters[PATH_UNITS];
	struct wide letter;
	size_t at = 0;
	DWORD units = GetLogicalDriveStringsW(PATH_UNITS - 1, letters);

	if (units == 0 || units >= PATH_UNITS)
		return;
	const struct image im = image_of(letters, (units + 1) * sizeof(letters[0]));
	for (size_t start = 0; decode_next_text(&im, &at, &letter); start = at)
		if (!is_listed(list, decode_wide(letter, list->arena).data))
			take_mounted(m->disks, letters + start / sizeof(letters[0]), list);
}

enum fact
windows_disks(struct machine *m, uint64_t want, struct disk_list *list)
{
	DWORD before;

	/* An empty drive is no reason to ask anybody to insert something. */
	SetThreadErrorMode(SEM_FAILCRITICALERRORS, &before);
	/* How long a disk was idle is compared with the time since then. */
	windows_read_boot(m);
	take_drives(m, want, list);
	if ((want & (DG_BIT(DG_MOUNT) | DG_BIT(DG_SPACE))) != 0) {
		take_volumes(m, want, list);
		take_letters(m, list);
	}
	SetThreadErrorMode(before, NULL);
	return FACT_OK;
}

/* Keeps what a reader has found of a mount point; NULL: nothing any more. */
static void
keep_fstype(struct windows_disks *d, const char *mountpoint, const char *fstype)
{
	size_t i = 0;

	AcquireSRWLockExclusive(&d->lock);
	while (i < d->nfound && strcmp(d->found[i].mountpoint, mountpoint) != 0)
		i++;
	if (i < d->nfound) {
		free(d->found[i].mountpoint);
		free(d->found[i].fstype);
		d->found[i] = d->found[--d->nfound];
	}
	if (fstype != NULL && d->nfound < SPACE_KEPT)
		d->found[d->nfound++] = (struct found_fstype){xstrdup(mountpoint), xstrdup(fstype)};
	ReleaseSRWLockExclusive(&d->lock);
}

static void
learn_fstype(struct windows_disks *d, const WCHAR *root, const char *mountpoint)
{
	struct arena arena;

	arena_init(&arena);
	keep_fstype(d, mountpoint, read_fstype(root, &arena));
	arena_free(&arena);
}

static enum fact
read_space(const WCHAR *root, struct disk_space *space)
{
	ULARGE_INTEGER available, total;

	if (!GetDiskFreeSpaceExW(root, &available, &total, NULL))
		return windows_thing_fact(GetLastError());
	return disk_space_set(total.QuadPart, available.QuadPart, space) ? FACT_OK : FACT_NONE;
}

enum fact
windows_space(struct machine *m, const char *mountpoint, const char *fstype,
    struct disk_space *space)
{
	WCHAR root[PATH_UNITS];
	enum fact fact;
	DWORD before;

	(void)fstype;
	if (MultiByteToWideChar(CP_UTF8, 0, mountpoint, -1, root, PATH_UNITS) == 0)
		return FACT_NONE;
	SetThreadErrorMode(SEM_FAILCRITICALERRORS, &before);
	UINT type = GetDriveTypeW(root);
	if (type != DRIVE_FIXED && type != DRIVE_RAMDISK)
		learn_fstype(m->disks, root, mountpoint);
	fact = read_space(root, space);
	SetThreadErrorMode(before, NULL);
	return fact;
}
