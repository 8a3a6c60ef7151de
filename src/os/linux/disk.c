/*
 * Disks: /proc/diskstats for all of them at once, /sys/class/block for what they
 * are, mountinfo for where they are mounted.
 */
#include "disk.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../../arena.h"
#include "decode_disk.h"

#define BLOCK_PATH 96

/* Path below ROOT/sys; false: the name cannot be a part of one.  The kernel writes ! for /. */
static bool
block_path(struct span name, const char *file, char path[BLOCK_PATH])
{
	int n = snprintf(path, BLOCK_PATH, "class/block/%.*s/%s", (int)name.len, name.data, file);

	if (n < 0 || n >= BLOCK_PATH || memchr(name.data, '.', name.len) == name.data)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (path[sizeof("class/block/") - 1 + i] == '/')
			path[sizeof("class/block/") - 1 + i] = '!';
	return true;
}

static bool
block_has(const struct machine *m, struct span name, const char *file)
{
	char path[BLOCK_PATH];
	struct stat st;

	return m->sys >= 0 && block_path(name, file, path) && fstatat(m->sys, path, &st, 0) == 0;
}

/* The name that device-mapper gave; NULL: none. */
static const char *
mapped_name(const struct machine *m, struct span name, struct arena *arena)
{
	char path[BLOCK_PATH];
	const char *mapped = NULL;
	struct fetch f;

	if (m->sys < 0 || !block_path(name, "dm/name", path) || fetch_file(m->sys, path, &f) != 0)
		return NULL;
	size_t len = strcspn(f.data, "\n");
	if (len > 0)
		mapped = arena_copy(arena, f.data, len);
	fetch_free(&f);
	return mapped;
}

static void
disk_row(const struct machine *m, struct disk_list *list, const struct diskstats_record *r)
{
	struct disk *row = disk_list_add(list);
	enum disk_kind kind = disk_kind_of(r->name);

	/* One request to the kernel for each; only device-mapper has a name to look up. */
	if (kind == DISK_WHOLE && block_has(m, r->name, "partition"))
		kind = DISK_PARTITION;
	if (kind == DISK_MAPPER)
		row->name = mapped_name(m, r->name, list->arena);
	if (row->name == NULL)
		row->name = arena_copy(list->arena, r->name.data, r->name.len);
	row->kind = (uint8_t)kind;
	row->part = kind == DISK_PARTITION || kind == DISK_LOOP || kind == DISK_RAM;
	row->major = r->major;
	row->minor = r->minor;
	row->in_flight = r->in_flight;
	row->counters = r->counters;
	row->known[DG_DISK] = FACT_OK;
	row->known[DG_COUNTERS] = r->has_counters ? FACT_OK : FACT_NONE;
	row->known[DG_BUSY] = row->known[DG_COUNTERS];
	row->known[DG_MOUNT] = FACT_OK; /* not mounted, until seen */
}

/* A loop or ram device that nothing was ever done with is only a promise of one. */
static bool
is_unused(const struct diskstats_record *r)
{
	enum disk_kind kind = disk_kind_of(r->name);

	return (kind == DISK_LOOP || kind == DISK_RAM) && r->counters.read_count == 0 &&
	    r->counters.write_count == 0;
}

/* The row of a device; several file systems may have none. */
static struct disk *
find_disk(struct disk_list *list, uint32_t major, uint32_t minor)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->rows[i].major == major && list->rows[i].minor == minor)
			return &list->rows[i];
	return NULL;
}

/* btrfs and overlays of one disk have devices of their own, but say where they are from. */
static struct disk *
find_source(struct disk_list *list, const char *source)
{
	const char *name = strncmp(source, "/dev/", 5) == 0 ? source + 5 : NULL;

	if (name != NULL && strncmp(name, "mapper/", 7) == 0)
		name += 7;
	for (size_t i = 0; name != NULL && i < list->count; i++)
		if (strcmp(list->rows[i].name, name) == 0)
			return &list->rows[i];
	return NULL;
}

static struct disk *
mount_row(struct disk_list *list, const struct mount_record *r)
{
	bool remote = mount_is_remote(r->fstype);
	struct disk *row = disk_list_add(list);

	row->name = strcmp(r->source, "none") == 0 ? r->fstype : r->source;
	row->kind = remote ? DISK_REMOTE : DISK_FILES;
	row->part = !remote;
	row->major = r->major;
	row->minor = r->minor;
	row->known[DG_DISK] = FACT_OK;
	row->known[DG_COUNTERS] = row->known[DG_BUSY] = FACT_NONE;
	row->known[DG_MOUNT] = FACT_OK;
	return row;
}

/* Of several mounts of one file system, the one of its root, then the one mounted first. */
static void
take_mount(struct disk_list *list, const struct mount_record *r)
{
	struct disk *row = find_disk(list, r->major, r->minor);

	if (row == NULL)
		row = find_source(list, r->source);
	if (row == NULL && !mount_is_pseudo(r->fstype))
		row = mount_row(list, r);
	if (row == NULL || row->mountpoint != NULL)
		return;
	row->mountpoint = r->point;
	row->fstype = r->fstype;
}

static void
read_mounts(struct machine *m, struct disk_list *list)
{
	struct fetch f;
	struct span line;
	struct mount_record r;
	enum fact fact = fetch_fact(fetch_records(m->proc, "self/mountinfo", &f));

	if (fact != FACT_OK) {
		for (size_t i = 0; i < list->count; i++)
			list->rows[i].known[DG_MOUNT] =
			    fact == FACT_DENIED ? FACT_DENIED : FACT_NONE;
		return;
	}
	for (int roots = 1; roots >= 0; roots--) {
		struct scan s = {f.data, f.data + f.len};

		while (scan_line(&s, &line))
			if (decode_mount(line, &r, list->arena) &&
			    (strcmp(r.root, "/") == 0) == (roots == 1))
				take_mount(list, &r);
	}
	fetch_free(&f);
}

enum fact
linux_disks(struct machine *m, uint64_t want, struct disk_list *list)
{
	struct fetch f;
	struct span line;
	struct diskstats_record r;
	enum fact fact = fetch_fact(fetch_records(m->proc, "diskstats", &f));

	if (fact == FACT_GONE)
		fact = FACT_NONE;
	if (fact == FACT_OK) {
		struct scan s = {f.data, f.data + f.len};

		while (scan_line(&s, &line) && line.data + line.len < f.data + f.len)
			if (decode_diskstats(line, &r) && !is_unused(&r))
				disk_row(m, list, &r);
		fetch_free(&f);
	}
	if ((want & (DG_BIT(DG_MOUNT) | DG_BIT(DG_SPACE))) != 0)
		read_mounts(m, list);
	return list->count > 0 ? FACT_OK : fact;
}

enum fact
linux_space(struct machine *m, const char *mountpoint, struct disk_space *space)
{
	struct statvfs fs;

	if (m->captured)
		return FACT_NONE;
	if (statvfs(mountpoint, &fs) != 0)
		return fetch_fact(errno) == FACT_GONE ? FACT_NONE : fetch_fact(errno);
	uint64_t unit = fs.f_frsize > 0 ? fs.f_frsize : fs.f_bsize;
	uint64_t used = fs.f_blocks > fs.f_bfree ? fs.f_blocks - fs.f_bfree : 0;

	if (fs.f_blocks == 0 || unit == 0 || fs.f_blocks > UINT64_MAX / unit)
		return FACT_NONE;
	space->total = fs.f_blocks * unit;
	space->used = used * unit;
	space->free = (fs.f_bavail <= fs.f_blocks ? fs.f_bavail : 0) * unit;
	space->percent = 0;
	if (space->used + space->free > 0)
		space->percent =
		    (double)space->used * 100 / ((double)space->used + (double)space->free);
	return FACT_OK;
}
