#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat.h"
#include "text.h"

int
config_path(char *buf, size_t len)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n = -1;

	/* The specification says to ignore a relative path; no other place is guessed. */
	if (xdg != NULL && xdg[0] == '/')
		n = snprintf(buf, len, "%s/ctop/ctoprc", xdg);
	else if (home != NULL && home[0] == '/')
		n = snprintf(buf, len, "%s/.config/ctop/ctoprc", home);
	return n < 0 || (size_t)n >= len ? -1 : 0;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The part of [from, to) between blanks. */
static const char *
trim(const char *from, const char *to, size_t *len)
{
	while (from < to && blank(*from))
		from++;
	while (to > from && blank(to[-1]))
		to--;
	*len = (size_t)(to - from);
	return from;
}

static size_t
word_length(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && !blank(*p))
		p++;
	return (size_t)(p - from);
}

/* A key: letters, digits, and _ - . that a newer version may want. */
static bool
is_key(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') ||
			(p[i] >= '0' && p[i] <= '9') || p[i] == '_' || p[i] == '-' || p[i] == '.'))
			return false;
	return len > 0;
}

static void
read_line(struct config_line *line)
{
	size_t len, word;
	const char *p = trim(line->at, line->at + line->len, &len), *end = p + len;
	const char *sign = memchr(p, '=', len);

	line->kind = LINE_MALFORMED;
	line->key = p;
	line->keylen = word = word_length(p, end);
	if (len == 0 || *p == '#') {
		line->kind = LINE_OTHER;
	} else if (word == 4 && strncmp(p, "bind", 4) == 0 && word_length(trim(p + 4, end, &len), end) > 0 &&
	    *trim(p + 4, end, &len) != '=') {
		line->key = trim(p + 4, end, &len);
		line->keylen = word_length(line->key, end);
		line->value = trim(line->key + line->keylen, end, &line->valuelen);
		line->kind = line->valuelen > 0 ? LINE_BIND : LINE_MALFORMED;
	} else if (sign != NULL) {
		line->key = trim(p, sign, &line->keylen);
		line->value = trim(sign + 1, end, &line->valuelen);
		if (is_key(line->key, line->keylen))
			line->kind = LINE_SETTING;
	}
}

bool
config_next(const char **p, const char *end, struct config_line *line)
{
	const char *newline;

	if (*p >= end)
		return false;
	memset(line, 0, sizeof(*line));
	newline = memchr(*p, '\n', (size_t)(end - *p));
	line->at = *p;
	line->len = (size_t)((newline != NULL ? newline : end) - *p);
	*p = newline != NULL ? newline + 1 : end;
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	read_line(line);
	return true;
}

static enum config_result
unreadable(const char *path, const char *why, char *err, size_t errlen)
{
	snprintf(err, errlen, "%s: %s", path, why);
	return CONFIG_UNREADABLE;
}

static enum config_result
slurp(int fd, const char *path, char **text, size_t *len, char *err, size_t errlen)
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
		if (n <= 0 || used + (size_t)n > CONFIG_MAX) {
			if (n == 0) {
				buf[used] = '\0';
				*text = buf;
				*len = used;
				return CONFIG_READ;
			}
			const char *why = n == -1 ? strerror(errno) : "longer than 1 MB, so no config";
			free(buf);
			return unreadable(path, why, err, errlen);
		}
		used += (size_t)n;
	}
}

enum config_result
config_slurp(const char *path, char **text, size_t *len, char *err, size_t errlen)
{
	/* O_NONBLOCK: a FIFO without a writer must not make us wait */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	enum config_result result;
	struct stat st;

	if (fd == -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return CONFIG_ABSENT;
		return unreadable(path, strerror(errno), err, errlen);
	}
	if (fstat(fd, &st) == -1)
		result = unreadable(path, strerror(errno), err, errlen);
	else if (S_ISDIR(st.st_mode))
		result = unreadable(path, "is a directory", err, errlen);
	else if (!S_ISREG(st.st_mode))
		result = unreadable(path, "is no regular file", err, errlen);
	else
		result = slurp(fd, path, text, len, err, errlen);
	close(fd);
	return result;
}
