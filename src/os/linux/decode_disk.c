#include "decode_disk.h"

#include "../../arena.h"

#define SECTOR	  UINT64_C(512)
#define NS_PER_MS UINT64_C(1000000)
#define STATS	  11

static bool
scan_u32(struct scan *s, uint32_t *value)
{
	uint64_t n;

	if (!scan_next_u64(s, &n) || n > UINT32_MAX)
		return false;
	*value = (uint32_t)n;
	return true;
}

static bool
scaled(uint64_t n, uint64_t unit, uint64_t *out)
{
	if (n > UINT64_MAX / unit)
		return false;
	*out = n * unit;
	return true;
}

bool
decode_diskstats(struct span line, struct diskstats_record *r)
{
	struct scan s = {line.data, line.data + line.len + 1};
	struct disk_counters *c = &r->counters;
	uint64_t n[STATS];
	size_t count = 0;

	memset(r, 0, sizeof(*r));
	if (!scan_u32(&s, &r->major) || !scan_u32(&s, &r->minor) || !scan_word(&s, &r->name))
		return false;
	while (count < STATS && scan_next_u64(&s, &n[count]))
		count++;
	if (count < STATS)
		return count == 4; /* 2.6's partitions: nothing there that is complete */
	r->has_counters = n[8] <= UINT32_MAX && scaled(n[2], SECTOR, &c->read_bytes) &&
	    scaled(n[6], SECTOR, &c->write_bytes) && scaled(n[3], NS_PER_MS, &c->read_ns) &&
	    scaled(n[7], NS_PER_MS, &c->write_ns) && scaled(n[9], NS_PER_MS, &c->busy_ns) &&
	    scaled(n[10], NS_PER_MS, &c->queue_ns);
	c->read_count = n[0];
	c->read_merged_count = n[1];
	c->write_count = n[4];
	c->write_merged_count = n[5];
	r->in_flight = (uint32_t)n[8];
	return r->has_counters;
}

/* Blanks, newlines and backslashes stand as \ and three octal digits. */
static char *
unescape(struct span word, struct arena *arena)
{
	char *text = arena_copy(arena, word.data, word.len), *to = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (p[0] == '\\' && p[1] >= '0' && p[1] <= '3' && p[2] >= '0' && p[2] <= '7' &&
		    p[3] >= '0' && p[3] <= '7') {
			*to++ = (char)((p[1] - '0') * 64 + (p[2] - '0') * 8 + (p[3] - '0'));
			p += 3;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	return text;
}

bool
decode_mount(struct span line, struct mount_record *r, struct arena *arena)
{
	struct scan s = {line.data, line.data + line.len};
	struct scan device;
	struct span word, root, point;

	if (!scan_next_u64(&s, &r->id) || !scan_next_u64(&s, &r->parent) || !scan_word(&s, &word))
		return false;
	device = (struct scan){word.data, word.data + word.len + 1};
	if (!scan_u32(&device, &r->major) || *device.p++ != ':' || !scan_u32(&device, &r->minor) ||
	    !scan_word(&s, &root) || !scan_word(&s, &point))
		return false;
	/* Options, then any number of tags, then a dash. */
	do
		if (!scan_word(&s, &word))
			return false;
	while (!span_is(word, "-"));
	if (!scan_word(&s, &word))
		return false;
	r->fstype = unescape(word, arena);
	if (!scan_word(&s, &word))
		word = (struct span){"none", 4};
	r->source = unescape(word, arena);
	r->options = scan_word(&s, &word) ? unescape(word, arena) : "";
	r->root = unescape(root, arena);
	r->point = unescape(point, arena);
	return true;
}

bool
mount_is_covered(const struct mount_record *r, const struct mount_record *by)
{
	size_t len = strlen(by->point);

	/* It lies on the root of the first, or beside it on a directory of the way there. */
	if (by->parent == r->id)
		return strcmp(by->point, r->point) == 0;
	return by->parent == r->parent && by->id != r->id &&
	    strncmp(by->point, r->point, len) == 0 &&
	    (r->point[len] == '/' || (len == 1 && r->point[len] != '\0'));
}

enum disk_kind
disk_kind_of(struct span name)
{
	if (span_starts(name, "dm-"))
		return DISK_MAPPER;
	if (span_starts(name, "md") && name.len > 2 && name.data[2] >= '0' && name.data[2] <= '9')
		return DISK_RAID;
	if (span_starts(name, "loop"))
		return DISK_LOOP;
	if (span_starts(name, "ram") || span_starts(name, "zram"))
		return DISK_RAM;
	return DISK_WHOLE;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

bool
mount_is_pseudo(const char *fstype)
{
	/* autofs: looking at it would mount what nobody asked for */
	static const char *const types[] = {"proc", "sysfs", "devtmpfs", "devpts", "cgroup",
	    "cgroup2", "pstore", "bpf", "tracefs", "debugfs", "securityfs", "configfs", "fusectl",
	    "mqueue", "hugetlbfs", "autofs", "binfmt_misc", "efivarfs", "rpc_pipefs", "nsfs",
	    "selinuxfs", "smackfs", "nfsd", "resctrl", "sockfs", "pipefs", "fuse.lxcfs",
	    "fuse.gvfsd-fuse", "fuse.portal", "rootfs", NULL};

	return is_one_of(fstype, types);
}

bool
mount_is_remote(const char *fstype)
{
	static const char *const types[] = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs",
	    "ceph", "9p", "virtiofs", "glusterfs", "lustre", "ocfs2", "gfs2", "coda", NULL};

	/* fuse.sshfs and its kin; fuseblk is a disk */
	return is_one_of(fstype, types) || strncmp(fstype, "fuse.", 5) == 0;
}

bool
mount_may_hang(const char *fstype)
{
	return mount_is_remote(fstype) || strncmp(fstype, "fuse", 4) == 0;
}
