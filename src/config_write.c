#include <stdio.h>

#include "compat.h"
#include "compat/file.h"
#include "config.h"

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
	char *value = setting_print(row, s);

	if (value != NULL)
		fprintf(out, "%s =%s%s\n", row->key, *value != '\0' ? " " : "", value);
	free(value);
}

static bool
same_value(const struct setting_row *row, const struct settings *a, const struct settings *b)
{
	const char *x = (const char *)a + row->offset, *y = (const char *)b + row->offset;

	if (row->kind == SETTING_BOOL)
		return *(const bool *)x == *(const bool *)y;
	if (row->kind == SETTING_NUMBER)
		return !(*(const double *)x < *(const double *)y ||
		    *(const double *)x > *(const double *)y);
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
	struct text_stream stream;
	FILE *out = text_stream_open(&stream);

	if (oldlen == 0)
		fputs("# ctop's config; see ctop(1).  Comments are kept.\n", out);
	while (config_next(&p, old + oldlen, &line))
		rewrite_line(out, &line, s, &done);
	write_rest(out, s, &done);
	free(done.rows);
	free(done.bindings);
	return text_stream_close(&stream, len);
}

int
config_save(const char *path, const struct settings *s, char *err, size_t errlen)
{
	char *old = NULL, *target, *text;
	size_t oldlen = 0, len;
	int rc;

	if (s->config_broken) {
		snprintf(err, errlen, "%s: could not be used when ctop started: not overwritten",
		    path);
		return -1;
	}
	target = file_target(path, err, errlen);
	if (target == NULL)
		return -1;
	/* Unreadable: the user agreed to lose it when clearing config_broken. */
	if (config_slurp(target, &old, &oldlen, err, errlen) == CONFIG_UNREADABLE)
		oldlen = 0;
	text = compose(old != NULL ? old : "", oldlen, s, &len);
	rc = file_replace(target, text, len, err, errlen);
	free(text);
	free(old);
	free(target);
	return rc;
}
