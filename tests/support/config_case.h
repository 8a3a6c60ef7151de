/*
 * What tests of the config share: a folder with a config in it, and settings.
 */
#ifndef CTOP_TESTS_CONFIG_CASE_H
#define CTOP_TESTS_CONFIG_CASE_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../../src/config.h"
#include "place.h"

static char dir[300], path[400], err[900];
static struct settings s;

static inline void
case_open(void)
{
	place_make(dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/ctoprc", dir);
	settings_init(&s);
	config_hooks = (struct config_hooks){NULL, NULL};
	err[0] = '\0';
}

static inline void
case_close(void)
{
	settings_free(&s);
	place_remove(dir);
}

static inline void
write_bytes(const char *to, const void *data, size_t len)
{
	FILE *f = fopen(to, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	fclose(f);
}

static inline void
write_text(const char *text)
{
	write_bytes(path, text, strlen(text));
}

/* The file's text; freed by the next call. */
static inline const char *
content(const char *of)
{
	static char text[70000];
	FILE *f = fopen(of, "r");

	ck_assert_msg(f != NULL, "%s is not there", of);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static inline enum config_result
load(void)
{
	return config_load(path, &s, err, sizeof(err));
}

static inline int
save(void)
{
	return config_save(path, &s, err, sizeof(err));
}

#endif
