#include <stdio.h>

#include "compat.h"
#include "config.h"
#include "nearest.h"
#include "text.h"

static enum config_result
unknown_setting(const struct config_line *line, char *why, size_t len)
{
	struct nearest nearest;

	nearest_init(&nearest, line->key, line->keylen);
	for (const struct setting_row *r = setting_table; r->key != NULL; r++)
		nearest_offer(&nearest, r->key);
	snprintf(why, len, "no setting '%.*s'", line->keylen < 40 ? (int)line->keylen : 40,
	    line->key);
	nearest_append(&nearest, why, len);
	return CONFIG_UNKNOWN;
}

/* What is wrong with a line, or CONFIG_READ.  apply: check has passed, take it over. */
static enum config_result
read_setting(const struct config_line *line, struct settings *s, bool apply, char *why, size_t len)
{
	const struct setting_row *row = setting_find(line->key, line->keylen);
	char *value, text[200];
	int rc;

	if (row == NULL)
		return apply ? CONFIG_READ : unknown_setting(line, why, len);
	value = xstrndup(line->value, line->valuelen);
	rc = apply ? setting_set(row, s, value, text, sizeof(text))
		   : setting_check(row, value, text, sizeof(text));
	free(value);
	if (rc == 0)
		return CONFIG_READ;
	snprintf(why, len, "%s: %s", row->key, text);
	return CONFIG_BAD;
}

static enum config_result
read_bind(const struct config_line *line, struct settings *s, bool apply, char *why, size_t len)
{
	char *key = xstrndup(line->key, line->keylen);
	char *action = xstrndup(line->value, line->valuelen);
	char text[200];
	enum config_result result = CONFIG_READ;

	if (apply) {
		size_t room = line->keylen + line->valuelen + 2;
		char *both = xmalloc(room);

		snprintf(both, room, "%s %s", key, action);
		settings_bind(s, both);
		free(both);
	} else if (config_hooks.bind != NULL &&
	    config_hooks.bind(key, action, text, sizeof(text)) == -1) {
		snprintf(why, len, "bind: %s", text);
		result = CONFIG_BAD;
	}
	free(key);
	free(action);
	return result;
}

static enum config_result
read_one(const struct config_line *line, struct settings *s, bool apply, char *why, size_t len)
{
	const char *nul = memchr(line->at, '\0', line->len);
	int shown = line->keylen < 40 ? (int)line->keylen : 40;

	if (nul != NULL) {
		snprintf(why, len, "there is a NUL byte: this is no text");
		return CONFIG_UNREADABLE;
	}
	switch (line->kind) {
	case LINE_SETTING:
		return read_setting(line, s, apply, why, len);
	case LINE_BIND:
		return read_bind(line, s, apply, why, len);
	case LINE_MALFORMED:
		snprintf(why, len, "'%.*s': neither KEY = VALUE nor bind KEY ACTION", shown,
		    line->key);
		return CONFIG_UNREADABLE;
	default:
		return CONFIG_READ;
	}
}

/* All lines; the first that is wrong ends it, the first that is not known is told. */
static enum config_result
read_all(const char *path, const char *text, size_t len, struct settings *s, bool apply, char *err,
    size_t errlen)
{
	const char *p = text, *end = text + len;
	struct config_line line;
	char why[300], message[1024];
	enum config_result all = CONFIG_READ;

	for (size_t number = 1; config_next(&p, end, &line); number++) {
		enum config_result result = read_one(&line, s, apply, why, sizeof(why));

		if (result == CONFIG_READ || (result == CONFIG_UNKNOWN && all != CONFIG_READ))
			continue;
		snprintf(message, sizeof(message), "%s:%zu: %s", path, number, why);
		text_printable(message, strlen(message), SIZE_MAX, err, errlen);
		all = result;
		if (all != CONFIG_UNKNOWN)
			break;
	}
	return all;
}

enum config_result
config_load(const char *path, struct settings *s, char *err, size_t errlen)
{
	char *text = NULL;
	size_t len = 0;
	enum config_result result = config_slurp(path, &text, &len, err, errlen);

	/* Everything is checked before anything is taken: half a config is none. */
	if (result == CONFIG_READ)
		result = read_all(path, text, len, s, false, err, errlen);
	if (result == CONFIG_READ || result == CONFIG_UNKNOWN)
		read_all(path, text, len, s, true, err, errlen);
	s->config_broken = result == CONFIG_UNREADABLE || result == CONFIG_BAD;
	free(text);
	return result;
}
