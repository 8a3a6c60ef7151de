#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat.h"
#include "config.h"

static int
refuse(const char *path, const char *why, char *err, size_t errlen)
{
	snprintf(err, errlen, "%s: %s", path, why);
	return -1;
}

/* Which rows and bindings have been written where the old file had them. */
struct written {
	bool *rows, *bindings;
};

static size_t
count_rows(void)
{
	size_t n = 0;

	while (setting_table[n].key != NULL)
		n++;
	return n;
}

static size_t
count_bindings(const struct settings *s)
{
	size_t n = 0;

	while (s->bindings != NULL && s->bindings[n] != NULL)
		n++;
	return n;
}

static void
write_setting(FILE *out, const struct setting_row *row, const struct settings *s)
{
	char *value = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&value, &len);

	if (f == NULL)
		die("out of memory");
	bool printed = setting_print(row, s, f);
	fclose(f);
	if (printed && len > 0)
		fprintf(out, "%s = %s\n", row->key, value);
	else if (printed)
		fprintf(out, "%s =\n", row->key);
	free(value);
}

static bool
same_value(const struct setting_row *row, const struct settings *a, const struct settings *b)
{
	const char *x = (const char *)a + row->offset, *y = (const char *)b + row->offset;

	if (row->kind == SETTING_BOOL)
		return *(const bool *)x == *(const bool *)y;
	if (row->kind == SETTING_NUMBER)
		return !(*(const double *)x < *(const double *)y || *(const double *)x > *(const double *)y);
	const char *p = *(char *const *)x, *q = *(char *const *)y;
	return p == q || (p != NULL && q != NULL && strcmp(p, q) == 0);
}

/* A bind line that is still wanted: its index in bindings, or -1. */
static int
find_binding(const struct settings *s, const struct config_line *line)
{
	for (int i = 0; s->bindings != NULL && s->bindings[i] != NULL; i++) {
		const char *b = s->bindings[i];

		if (strlen(b) == line->keylen + 1 + line->valuelen &&
		    memcmp(b, line->key, line->keylen) == 0 &&
		    memcmp(b + line->keylen + 1, line->value, line->valuelen) == 0)
			return i;
	}
	return -1;
}

/* One line of the old file, in its place in the new one. */
static void
rewrite_line(FILE *out, const struct config_line *line, const struct settings *s,
    struct written *done)
{
	const struct setting_row *row =
	    line->kind == LINE_SETTING ? setting_find(line->key, line->keylen) : NULL;

	/* What made the file unusable goes; the user agreed when clearing config_broken. */
	if (line->kind == LINE_MALFORMED || memchr(line->at, '\0', line->len) != NULL)
		return;
	if (line->kind == LINE_BIND) {
		int i = find_binding(s, line);

		if (i < 0 || done->bindings[i])
			return;
		done->bindings[i] = true;
	} else if (row != NULL) {
		/* the last of several wins when reading, so one is enough */
		if (!done->rows[row - setting_table])
			write_setting(out, row, s);
		done->rows[row - setting_table] = true;
		return;
	}
	fwrite(line->at, 1, line->len, out);
	putc('\n', out);
}

static void
write_rest(FILE *out, const struct settings *s, const struct written *done)
{
	struct settings defaults;

	settings_init(&defaults);
	for (size_t i = 0; setting_table[i].key != NULL; i++)
		if (!done->rows[i] && !same_value(&setting_table[i], s, &defaults))
			write_setting(out, &setting_table[i], s);
	settings_free(&defaults);
	for (size_t i = 0; i < count_bindings(s); i++)
		if (!done->bindings[i])
			fprintf(out, "bind %s\n", s->bindings[i]);
}

/* The new file: the old one with its comments and order, and what has changed. */
static char *
compose(const char *old, size_t oldlen, const struct settings *s, size_t *len)
{
	struct written done = {xcalloc(count_rows(), sizeof(bool)),
	    xcalloc(count_bindings(s), sizeof(bool))};
	const char *p = old;
	struct config_line line;
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (out == NULL)
		die("out of memory");
	if (oldlen == 0)
		fputs("# ctop's config; see ctop(1).  Comments are kept.\n", out);
	while (config_next(&p, old + oldlen, &line))
		rewrite_line(out, &line, s, &done);
	write_rest(out, s, &done);
	if (fclose(out) != 0)
		die("out of memory");
	free(done.rows);
	free(done.bindings);
	return text;
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

static int
replace(const char *target, const char *text, size_t len, char *err, size_t errlen)
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

int
config_save(const char *path, const struct settings *s, char *err, size_t errlen)
{
	char *old = NULL, *target, *text;
	size_t oldlen = 0, len;
	int rc;

	if (s->config_broken)
		return refuse(path, "could not be used when ctop started: not overwritten", err,
		    errlen);
	if (check_directory(path, err, errlen) == -1 || make_directories(path, err, errlen) == -1)
		return -1;
	target = find_target(path, err, errlen);
	if (target == NULL)
		return -1;
	/* Unreadable: the user agreed to lose it when clearing config_broken. */
	if (config_slurp(target, &old, &oldlen, err, errlen) == CONFIG_UNREADABLE)
		oldlen = 0;
	text = compose(old != NULL ? old : "", oldlen, s, &len);
	rc = replace(target, text, len, err, errlen);
	free(text);
	free(old);
	free(target);
	return rc;
}
