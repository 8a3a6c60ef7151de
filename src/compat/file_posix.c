#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../compat.h"

int
file_config_path(char *buf, size_t len, const char *program, const char *name)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n = -1;

	/* The specification says to ignore a relative path; no other place is guessed. */
	if (xdg != NULL && xdg[0] == '/')
		n = snprintf(buf, len, "%s/%s/%s", xdg, program, name);
	else if (home != NULL && home[0] == '/')
		n = snprintf(buf, len, "%s/.config/%s/%s", home, program, name);
	return n < 0 || (size_t)n >= len ? -1 : 0;
}

static enum file_result
unreadable(const char *path, const char *why, char *err, size_t errlen)
{
	snprintf(err, errlen, "%s: %s", path, why);
	return FILE_UNREADABLE;
}

static enum file_result
slurp(int fd, const char *path, size_t max, char **text, size_t *len, char *err, size_t errlen)
{
	size_t room = 4096, used = 0;
	char *buf = xmalloc(room + 1);

	for (;;) {
		if (used == room) {
			room *= 2;
			buf = xrealloc(buf, room + 1, 1);
		}
		ssize_t n = read(fd, buf + used, room - used);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0 || used + (size_t)n > max) {
			if (n == 0) {
				buf[used] = '\0';
				*text = buf;
				*len = used;
				return FILE_READ;
			}
			char longer[40];
			snprintf(longer, sizeof(longer), "longer than %zu MB", max >> 20);
			const char *why = n == -1 ? strerror(errno) : longer;
			free(buf);
			return unreadable(path, why, err, errlen);
		}
		used += (size_t)n;
	}
}

enum file_result
file_read(const char *path, size_t max, char **text, size_t *len, char *err, size_t errlen)
{
	/* O_NONBLOCK: a FIFO without a writer must not make us wait */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	enum file_result result;
	struct stat st;

	if (fd == -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return FILE_ABSENT;
		return unreadable(path, strerror(errno), err, errlen);
	}
	if (fstat(fd, &st) == -1)
		result = unreadable(path, strerror(errno), err, errlen);
	else if (S_ISDIR(st.st_mode))
		result = unreadable(path, "is a directory", err, errlen);
	else if (!S_ISREG(st.st_mode))
		result = unreadable(path, "is no regular file", err, errlen);
	else
		result = slurp(fd, path, max, text, len, err, errlen);
	close(fd);
	return result;
}

static int
refuse(const char *path, const char *why, char *err, size_t errlen)
{
	snprintf(err, errlen, "%s: %s", path, why);
	return -1;
}

/* Makes the directories that path needs, for the user alone. */
static int
make_directories(const char *path, char *err, size_t errlen)
{
	char *copy = xstrdup(path);
	int rc = 0;

	for (char *p = copy + 1; rc == 0 && (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		if (mkdir(copy, 0700) == -1 && errno != EEXIST && errno != EISDIR) {
			struct stat st;
			/* a directory there that we may not write to is no failure yet */
			int error = errno;
			if (stat(copy, &st) == -1 || !S_ISDIR(st.st_mode))
				rc = refuse(copy, strerror(error), err, errlen);
		}
		*p = '/';
	}
	free(copy);
	return rc;
}

/*
 * The file that is really written, malloc'd: through a symlink of ours to a file of
 * ours, but never through or over anybody else's, also not as root.
 */
static char *
find_target(const char *path, char *err, size_t errlen)
{
	struct stat st;
	char *target;

	if (lstat(path, &st) == -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return xstrdup(path);
		refuse(path, strerror(errno), err, errlen);
		return NULL;
	}
	if (st.st_uid != geteuid()) {
		refuse(path, "belongs to another user: not overwritten", err, errlen);
		return NULL;
	}
	target = S_ISLNK(st.st_mode) ? realpath(path, NULL) : xstrdup(path);
	if (target == NULL)
		refuse(path, "is a symbolic link to nothing: not followed", err, errlen);
	else if (lstat(target, &st) == -1)
		refuse(target, strerror(errno), err, errlen);
	else if (!S_ISREG(st.st_mode))
		refuse(target, "is no regular file: not overwritten", err, errlen);
	else if (st.st_uid != geteuid())
		refuse(target, "belongs to another user: not overwritten", err, errlen);
	else
		return target;
	free(target);
	return NULL;
}

/* The nearest directory above path that exists is root's when we are root: see find_target. */
static int
check_directory(const char *path, char *err, size_t errlen)
{
	char *copy = xstrdup(path), *dir = dirname(copy);
	struct stat st;
	int rc = 0;

	while (stat(dir, &st) == -1 && strcmp(dir, "/") != 0 && strcmp(dir, ".") != 0)
		dir = dirname(dir);
	if (geteuid() == 0 && stat(dir, &st) == 0 && st.st_uid != 0)
		rc = refuse(dir, "belongs to another user: root leaves no file there", err, errlen);
	free(copy);
	return rc;
}

static int
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		text += n;
		len -= (size_t)n;
	}
	return fsync(fd);
}

/* A rename is on the disk when its directory is; one that cannot be synced is no failure. */
static void
sync_directory(const char *target)
{
	char *copy = xstrdup(target);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd != -1) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

int
file_replace(const char *target, const char *text, size_t len, char *err, size_t errlen)
{
	size_t room = strlen(target) + sizeof(".XXXXXX");
	char *temporary = xmalloc(room);
	int fd, error = 0;

	snprintf(temporary, room, "%s.XXXXXX", target);
	fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
	if (fd == -1) {
		refuse(target, strerror(errno), err, errlen);
		free(temporary);
		return -1;
	}
	if (write_all(fd, text, len) == -1)
		error = errno;
	if (close(fd) == -1 && error == 0)
		error = errno;
	if (error == 0 && rename(temporary, target) == -1)
		error = errno;
	if (error != 0) {
		unlink(temporary);
		refuse(target, strerror(error), err, errlen);
	} else
		sync_directory(target);
	free(temporary);
	return error == 0 ? 0 : -1;
}

char *
file_target(const char *path, char *err, size_t errlen)
{
	if (check_directory(path, err, errlen) == -1 || make_directories(path, err, errlen) == -1)
		return NULL;
	return find_target(path, err, errlen);
}
