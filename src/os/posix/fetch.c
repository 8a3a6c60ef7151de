#include "fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
fetch_open(int dir, const char *path)
{
	int fd;

	/* O_NONBLOCK: a captured tree may hold a FIFO where a file should be. */
	do
		fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	return fd;
}

ptrdiff_t
fetch_read(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	return n;
}

/* Moves the text to a bigger place; false: none to be had. */
static bool
fetch_grow(struct fetch *f, size_t *room)
{
	size_t bigger = *room * 4 > FETCH_MAX ? FETCH_MAX : *room * 4;
	char *p = realloc(f->heap, bigger + 1);

	if (p == NULL)
		return false;
	if (f->heap == NULL)
		memcpy(p, f->room, f->len);
	f->heap = p;
	f->data = p;
	*room = bigger;
	return true;
}

static int
fetch_all(int fd, struct fetch *f, bool records)
{
	size_t room = FETCH_ROOM;

	for (;;) {
		ptrdiff_t n = fetch_read(fd, f->data + f->len, room - f->len);

		if (n < 0)
			return errno;
		f->len += (size_t)n;
		if (n == 0 || (f->len < room && !records) || f->len == FETCH_MAX)
			break;
		if (f->len < room)
			continue;
		if (!fetch_grow(f, &room))
			return ENOMEM;
	}
	f->data[f->len] = '\0';
	return 0;
}

static int
fetch_path(int dir, const char *path, struct fetch *f, bool records)
{
	int fd = fetch_open(dir, path), error;

	if (fd < 0)
		return errno;
	f->data = f->room;
	f->len = 0;
	f->heap = NULL;
	error = fetch_all(fd, f, records);
	close(fd);
	if (error != 0)
		fetch_free(f);
	return error;
}

int
fetch_file(int dir, const char *path, struct fetch *f)
{
	return fetch_path(dir, path, f, false);
}

int
fetch_records(int dir, const char *path, struct fetch *f)
{
	return fetch_path(dir, path, f, true);
}

void
fetch_free(struct fetch *f)
{
	free(f->heap);
	f->heap = NULL;
}

enum fact
fetch_fact(int error)
{
	switch (error) {
	case 0:
		return FACT_OK;
	case ENOENT:
	case ESRCH:
		return FACT_GONE;
	case EACCES:
	case EPERM:
		return FACT_DENIED;
	/*
	 * Too little of something, here or in the kernel: nothing was learned, and the next try may
	 * do.
	 */
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EAGAIN:
	case EINTR:
	case EIO:
		return FACT_PENDING;
	default:
		return FACT_NONE;
	}
}
