#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux.h"

static char *
put_number(char *p, int64_t value)
{
	char digits[20];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + value % 10);
	while ((value /= 10) > 0);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

void
held_path(const struct held *h, const char *file, char path[HELD_PATH])
{
	char *p = put_number(path, h->thread ? h->tgid : h->id.pid);

	if (h->thread) {
		memcpy(p, "/task/", 6);
		p = put_number(p + 6, h->id.pid);
	}
	*p++ = '/';
	memcpy(p, file, strlen(file) + 1);
}

enum fact
linux_hold(struct machine *m, const struct proc *row, struct held *h)
{
	*h = (struct held){
	    .machine = m,
	    .id = row->id,
	    .tgid = row->tgid,
	    .thread = row->thread,
	    .handle = HELD_NOTHING,
	};
	if (row->id.pid <= 0 || row->id.pid > INT32_MAX || row->tgid <= 0 || row->tgid > INT32_MAX)
		return FACT_GONE;
	return FACT_OK;
}

void
linux_drop(struct held *h)
{
	if (h->handle >= 0)
		close((int)h->handle);
	h->handle = HELD_NOTHING;
}

bool
linux_keep(struct held *h)
{
	if (held_pin(h) != FACT_OK)
		return false;
	/* Descriptors are for reading first. */
	return h->handle < h->machine->keep_below;
}

enum fact
held_error(struct held *h, int error)
{
	struct stat st;

	if (error == ENOENT && h->handle >= 0 && fstatat((int)h->handle, "stat", &st, 0) == 0)
		return FACT_NONE;
	return fetch_fact(error);
}

/* Is the text the stat of the process that is held?  Learns the start of one not known yet. */
static enum fact
stat_check(struct held *h, const struct fetch *f, struct stat_record *r)
{
	uint64_t start;

	if (!decode_stat(f->data, f->len, r) ||
	    !decode_ticks(r->start_ticks, h->machine->hz, &start))
		return FACT_NONE;
	/* Zero stands for unknown: what was there at boot started a nanosecond later. */
	if (start == 0)
		start = 1;
	if (r->pid != h->id.pid || (h->id.start != 0 && h->id.start != start))
		return FACT_GONE;
	h->id.start = start;
	return FACT_OK;
}

enum fact
held_pin(struct held *h)
{
	struct stat_record r;
	struct fetch f;
	char path[HELD_PATH];
	enum fact fact;
	int fd, error;

	if (h->handle >= 0)
		return FACT_OK;
	held_path(h, "", path);
	fd = openat(h->machine->proc, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fetch_fact(errno);
	if (h->handle == HELD_NOTHING && h->id.start != 0) {
		/* The pid may have changed hands since its start was learned. */
		error = fetch_file(fd, "stat", &f);
		fact = fetch_fact(error);
		if (error == 0) {
			fact = stat_check(h, &f, &r);
			fetch_free(&f);
		}
		if (fact != FACT_OK) {
			close(fd);
			return fact;
		}
	}
	h->handle = fd;
	return FACT_OK;
}

enum fact
held_fetch(struct held *h, const char *file, struct fetch *f)
{
	enum fact fact = held_pin(h);
	int error;

	if (fact != FACT_OK)
		return fact;
	error = fetch_file((int)h->handle, file, f);
	return error == 0 ? FACT_OK : held_error(h, error);
}

enum fact
held_stat(struct held *h, struct fetch *f, struct stat_record *r)
{
	char path[HELD_PATH];
	enum fact fact;
	int error;

	if (h->handle >= 0) {
		error = fetch_file((int)h->handle, "stat", f);
	} else {
		held_path(h, "stat", path);
		error = fetch_file(h->machine->proc, path, f);
	}
	if (error != 0)
		return fetch_fact(error);
	fact = stat_check(h, f, r);
	if (fact != FACT_OK)
		fetch_free(f);
	else if (h->handle < 0)
		h->handle = HELD_SEEN;
	return fact;
}

/* In a captured tree the directories belong to whoever unpacked it. */
static enum fact
captured_owner(struct held *h, uint32_t *uid)
{
	struct status_record r;
	struct fetch f;
	enum fact fact = held_fetch(h, "status", &f);

	if (fact != FACT_OK)
		return fact;
	if (!decode_status(f.data, f.len, &r))
		fact = FACT_NONE;
	fetch_free(&f);
	*uid = r.euid;
	return fact;
}

/*
 * The directory of a process belongs to its effective user, also when the process may
 * not be looked into and the files in it are root's.
 */
enum fact
held_owner(struct held *h, uint32_t *uid)
{
	char path[HELD_PATH];
	struct stat st;
	enum fact fact;
	int error;

	if (h->machine->captured)
		return captured_owner(h, uid);
	/* hidepid=1 shows the directory and nothing in it: then nobody can say whose pid it is. */
	if (h->handle == HELD_NOTHING && h->id.start != 0 && (fact = held_pin(h)) != FACT_OK)
		return fact;
	if (h->handle >= 0) {
		error = fstatat((int)h->handle, ".", &st, 0);
	} else {
		held_path(h, "", path);
		error = fstatat(h->machine->proc, path, &st, 0);
	}
	if (error != 0)
		return fetch_fact(errno);
	*uid = st.st_uid;
	return FACT_OK;
}
