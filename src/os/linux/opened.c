/*
 * Descriptors of a process: the links of /proc/PID/fd say what they are of, fdinfo the rest.
 *
 * Nothing here opens what a descriptor leads to.  Whether a path is a file or a directory is
 * asked of file systems that this machine holds itself, never of one that may be waiting for
 * another.
 */
#include "opened.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_disk.h"
#include "decode_open.h"

#define FD_NAME	    16
#define DENTS_BYTES 16384

struct reading {
	struct held *held;
	struct open_list *list;
	int fds, infos;	 /* directories */
	uint64_t *local; /* ids of mounts that may be asked, ascending */
	size_t nlocal;
	struct open_socket *sockets;
	size_t nsockets, sockets_room;
};

static int
compare_ids(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Autofs would mount what nobody asked for; a fuse daemon may never answer. */
static bool
may_ask(const char *fstype)
{
	return !mount_may_hang(fstype) && strcmp(fstype, "autofs") != 0;
}

static void
find_local_mounts(struct reading *r)
{
	struct mount_record mount;
	struct span line;
	struct arena arena;
	struct fetch f;
	size_t room = 0;

	/* Whatever a captured link leads to is not on this machine. */
	if (r->held->machine->captured || fetch_records((int)r->held->handle, "mountinfo", &f) != 0)
		return;
	struct scan s = {f.data, f.data + f.len};
	arena_init(&arena);
	while (scan_line(&s, &line)) {
		if (!decode_mount(line, &mount, &arena) || !may_ask(mount.fstype))
			continue;
		if (r->nlocal == room) {
			room = room > 0 ? room * 2 : 64;
			r->local = xrealloc(r->local, room, sizeof(*r->local));
		}
		r->local[r->nlocal++] = mount.id;
	}
	arena_free(&arena);
	fetch_free(&f);
	if (r->nlocal > 0)
		qsort(r->local, r->nlocal, sizeof(*r->local), compare_ids);
}

static enum open_kind
kind_of_mode(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return OPEN_FILE;
	case S_IFDIR:
		return OPEN_DIRECTORY;
	case S_IFCHR:
	case S_IFBLK:
		return OPEN_DEVICE;
	case S_IFIFO:
		return OPEN_PIPE;
	default:
		return OPEN_OTHER;
	}
}

/* What a path leads to, by what the kernel has in memory of it. */
static void
ask_path(const struct reading *r, const char *name, const struct fdinfo_record *info,
    struct open_file *file)
{
	struct statx st;

	if (info->has_flags && (info->flags & O_DIRECTORY) != 0)
		file->kind = OPEN_DIRECTORY;
	if (!info->has_mount || r->nlocal == 0 ||
	    bsearch(&info->mount, r->local, r->nlocal, sizeof(*r->local), compare_ids) == NULL ||
	    statx(r->fds, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE | STATX_NLINK,
		&st) != 0)
		return;
	if ((st.stx_mask & STATX_TYPE) != 0)
		file->kind = (uint8_t)kind_of_mode(st.stx_mode);
	/* A living file may have a name that ends so. */
	if ((st.stx_mask & STATX_NLINK) != 0 && st.stx_nlink > 0 && file->kind != OPEN_DIRECTORY)
		file->deleted = false;
}

static bool
has_position(enum open_kind kind)
{
	return kind == OPEN_FILE || kind == OPEN_DIRECTORY || kind == OPEN_MEMORY ||
	    kind == OPEN_UNKNOWN || kind == OPEN_DEVICE;
}

static void
take_info(const struct reading *r, const char *name, struct fdinfo_record *info,
    struct open_file *file)
{
	struct fetch f;
	bool good;

	*info = (struct fdinfo_record){.has_flags = false};
	if (r->infos < 0 || fetch_file(r->infos, name, &f) != 0)
		return;
	good = decode_fdinfo(f.data, f.len, info, r->list->arena);
	fetch_free(&f);
	if (!good)
		return;
	file->access = decode_open_flags(info->flags);
	file->position = info->position;
	file->lock = info->lock;
}

static void
note_socket(struct reading *r, uint64_t inode)
{
	if (r->nsockets == r->sockets_room) {
		r->sockets_room = r->sockets_room > 0 ? r->sockets_room * 2 : 64;
		r->sockets = xrealloc(r->sockets, r->sockets_room, sizeof(*r->sockets));
	}
	r->sockets[r->nsockets++] = (struct open_socket){inode, r->list->count - 1};
}

/* A descriptor's row; one that was closed meanwhile has none. */
static void
read_descriptor(struct reading *r, int64_t number)
{
	char name[FD_NAME], text[PATH_MAX];
	struct fdinfo_record info;
	struct fd_link link;
	ssize_t n;

	snprintf(name, sizeof(name), "%d", (int)number);
	n = readlinkat(r->fds, name, text, sizeof(text));
	if (n < 0 && errno == ENOENT)
		return;
	struct open_file *file = open_list_add(r->list);
	file->number = number;
	if (n < 0) {
		enum fact fact = fetch_fact(errno);
		file->known = (uint8_t)(fact == FACT_DENIED ? FACT_DENIED : FACT_NONE);
		take_info(r, name, &info, file);
		return;
	}
	struct span target = {text, (size_t)n};
	decode_fd_link(target, &link);
	file->known = FACT_OK;
	file->kind = (uint8_t)link.kind;
	file->deleted = link.deleted;
	take_info(r, name, &info, file);
	if (link.path)
		ask_path(r, name, &info, file);
	file->has_position = info.has_position && has_position((enum open_kind)file->kind);
	file->target = file->kind == OPEN_EVENT ? fd_event_text(target, &info, r->list->arena)
						: arena_copy(r->list->arena, text, (size_t)n);
	if (file->kind == OPEN_SOCKET)
		note_socket(r, link.number);
}

static enum fact
read_descriptors(struct reading *r)
{
	_Alignas(8) char buf[DENTS_BYTES];
	struct dents d = {.fd = r->fds, .buf = buf, .size = sizeof(buf)};
	int64_t number;

	while ((number = dents_next(&d)) >= 0)
		read_descriptor(r, number);
	return number == DENTS_END ? FACT_OK : held_error(r->held, errno);
}

enum fact
linux_opened(struct held *h, struct open_list *list)
{
	struct reading r = {.held = h, .list = list, .infos = -1};
	enum fact fact = held_pin(h);

	if (fact != FACT_OK)
		return fact;
	r.fds = openat((int)h->handle, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r.fds < 0)
		return held_error(h, errno);
	r.infos = openat((int)h->handle, "fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	find_local_mounts(&r);
	fact = read_descriptors(&r);
	if (fact == FACT_OK && r.nsockets > 0)
		sockets_join(h, list, r.sockets, r.nsockets);
	close(r.fds);
	if (r.infos >= 0)
		close(r.infos);
	free(r.local);
	free(r.sockets);
	return fact;
}
