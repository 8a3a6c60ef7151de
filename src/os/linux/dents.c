#include <dirent.h>
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux.h"

/* The number a name is; -1: it is none, or not written as the kernel would. */
static int64_t
dents_number(const char *name)
{
	int64_t value = 0;
	const char *p = name;

	for (; *p >= '0' && *p <= '9' && value <= INT32_MAX; p++)
		value = value * 10 + (*p - '0');
	if (*p != '\0' || p == name || value > INT32_MAX || (name[0] == '0' && name[1] != '\0'))
		return -1;
	return value;
}

static bool
dents_fill(struct dents *d)
{
	long n;

	/* Not readdir: its 32 KiB and its lock are for nothing here. */
	do
		n = syscall(SYS_getdents64, d->fd, d->buf, d->size);
	while (n < 0 && errno == EINTR);
	d->len = n < 0 ? 0 : (size_t)n;
	d->at = 0;
	return n >= 0;
}

int64_t
dents_next(struct dents *d)
{
	for (;;) {
		if (d->at >= d->len) {
			if (!dents_fill(d))
				return DENTS_ERROR;
			if (d->len == 0)
				return DENTS_END;
		}
		const struct dirent64 *entry =
		    (const struct dirent64 *)(const void *)(d->buf + d->at);
		d->at += entry->d_reclen;
		int64_t number = dents_number(entry->d_name);
		if (number >= 0)
			return number;
	}
}
