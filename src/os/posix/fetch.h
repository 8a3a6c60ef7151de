/*
 * Fetching: one small kernel file into memory, and nothing else.
 *
 * A text that fits the room inside struct fetch costs open, read and close and
 * no allocation; a longer one goes to the heap.  The text is NUL terminated at
 * data[len].  Safe in any thread; the struct may live on a small stack.
 */
#ifndef CTOP_OS_POSIX_FETCH_H
#define CTOP_OS_POSIX_FETCH_H

#include <stddef.h>

#include "../facts.h"

#define FETCH_ROOM ((size_t)4096)
/* More than this is cut off: a process chooses how long its arguments are. */
#define FETCH_MAX ((size_t)8 * 1024 * 1024)

struct fetch {
	char *data;
	size_t len;
	char *heap; /* NULL: data is room */
	char room[FETCH_ROOM + 1];
};

/*
 * Reads the file to its end.  A read that leaves room in the buffer is taken for
 * the last one, which holds for files the kernel writes as one record.  Returns 0 and
 * the caller calls fetch_free, or an errno and there is nothing to free.
 */
int fetch_file(int dir, const char *path, struct fetch *);
/* The same for a file of many records, of which a read yields some: reads until nothing comes. */
int fetch_records(int dir, const char *path, struct fetch *);
void fetch_free(struct fetch *);

/* Opens for reading without ever waiting for a peer; -1 with errno. */
int fetch_open(int dir, const char *path);
/* read that does not stop at EINTR. */
ptrdiff_t fetch_read(int fd, void *buf, size_t len);

/* What an errno from a process's file says of its facts. */
enum fact fetch_fact(int error);

#endif
