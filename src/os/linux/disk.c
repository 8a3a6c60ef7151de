/*
 * Disks: /proc/diskstats for all of them at once, /sys/class/block for what they
 * are, mountinfo for where they are mounted.
 */
#include "disk.h"

#include <sys/stat.h>
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

/* Every mount there is. */
struct mount_table {
	struct mount_record *items;
	size_t count;
};

static bool
is_covered(const struct mount_table *t, const struct mount_record *r)
{
	for (size_t i = 0; i < t->count; i++)
		if (mount_is_covered(r, &t->items[i]))
			return true;
	return false;
}

static struct mount_table
decode_mounts(const struct fetch *f, struct arena *arena)
{
	struct scan s = {f->data, f->data + f->len};
	struct mount_table t = {0};
	struct span line;
	size_t lines = 0;

	while (scan_line(&s, &line))
		lines++;
	t.items = arena_array(arena, lines, sizeof(*t.items));
	s = (struct scan){f->data, f->data + f->len};
	while (scan_line(&s, &line))
		if (decode_mount(line, &t.items[t.count], arena))
			t.count++;
	return t;
}

/* Of several mounts of one file system, the one of its root, then the one mounted first. */
static void
take_mount(struct disk_list *list, const struct mount_table *t, const struct mount_record *r,
    bool covered)
{
	struct disk *row = find_disk(list, r->major, r->minor);

	if (row == NULL)
		row = find_source(list, r->source);
	if ((row == NULL && mount_is_pseudo(r->fstype)) ||
	    (row != NULL && row->mountpoint != NULL) || is_covered(t, r) != covered)
		return;
	if (row == NULL)
		row = mount_row(list, r);
	row->mountpoint = r->point;
	row->fstype = r->fstype;
	row->covered = covered;
}

static void
take_mounts(struct disk_list *list, const struct mount_table *t)
{
	for (int roots = 1; roots >= 0; roots--)
		for (size_t i = 0; i < t->count; i++)
			if ((strcmp(t->items[i].root, "/") == 0) == (roots == 1))
				take_mount(list, t, &t->items[i], false);
	for (size_t i = 0; i < t->count; i++)
		take_mount(list, t, &t->items[i], true);
}

static void
read_mounts(struct machine *m, struct disk_list *list)
{
	struct fetch f;
	enum fact fact = fetch_fact(fetch_records(m->proc, "self/mountinfo", &f));

	if (fact != FACT_OK) {
		for (size_t i = 0; i < list->count; i++)
			list->rows[i].known[DG_MOUNT] =
			    fact == FACT_DENIED ? FACT_DENIED : FACT_NONE;
		return;
	}
	const struct mount_table t = decode_mounts(&f, list->arena);
	take_mounts(list, &t);
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
