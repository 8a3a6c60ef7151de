/*
 * Lists of columns, as people write them: -o, the config, the column chooser.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../compat.h"
#include "../nearest.h"
#include "collect.h"
#include "field.h"

/* A word of a list, without the blanks around it. */
struct word {
	const char *text;
	size_t len;
	char sign; /* '+', '-' or 0 */
};

static size_t
key_length(const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);

	return colon != NULL ? (size_t)(colon - text) : len;
}

const struct field *
field_find(const struct table *table, const char *key, size_t len)
{
	for (const struct field *f = table->fields; f->key != NULL; f++)
		if (strlen(f->key) == len && memcmp(f->key, key, len) == 0)
			return f;
	return NULL;
}

const char *
field_nearest(const struct table *table, const char *key, size_t len)
{
	struct nearest nearest;

	nearest_init(&nearest, key, len);
	for (const struct field *f = table->fields; f->key != NULL; f++)
		nearest_offer(&nearest, f->key);
	return nearest_best(&nearest);
}

/* Says what is wrong with a word; returns -1. */
static int
no_column(const struct table *table, const struct word *word, char *err, size_t errlen)
{
	int len = word->len > 60 ? 60 : (int)word->len;
	size_t keylen = key_length(word->text, word->len);
	const char *nearest = field_nearest(table, word->text, keylen);

	if (word->len == 0)
		snprintf(err, errlen, "a column's name is missing");
	else if (nearest != NULL)
		snprintf(err, errlen, "no column '%.*s'; did you mean '%s'?", len, word->text,
		    nearest);
	else
		snprintf(err, errlen, "no column '%.*s'; --list-columns lists them", len,
		    word->text);
	return -1;
}

/* The column that a word names; argument points into the word and is *arglen long. */
static int
word_column(const struct table *table, const struct word *word, struct column *column,
    size_t *arglen, char *err, size_t errlen)
{
	size_t keylen = key_length(word->text, word->len);
	const struct field *field = field_find(table, word->text, keylen);
	bool given = keylen < word->len;

	if (field == NULL)
		return no_column(table, word, err, errlen);
	column->field = field;
	column->argument = given ? word->text + keylen + 1 : NULL;
	*arglen = given ? word->len - keylen - 1 : 0;
	if ((field->flags & FIELD_ARGUMENT) == 0 && given) {
		snprintf(err, errlen, "column '%s' takes nothing after a colon", field->key);
		return -1;
	}
	if ((field->flags & FIELD_ARGUMENT) != 0 &&
	    (*arglen == 0 || memchr(column->argument, '=', *arglen) != NULL)) {
		snprintf(err, errlen, "column '%s' needs a name, as in '%s:PATH'", field->key,
		    field->key);
		return -1;
	}
	return 0;
}

int
column_parse(const char *text, const struct table *table, struct column *column, char *err,
    size_t errlen)
{
	struct word word = {text, strlen(text), 0};
	size_t arglen;

	if (word_column(table, &word, column, &arglen, err, errlen) != 0)
		return -1;
	if (column->argument != NULL)
		column->argument = xstrndup(column->argument, arglen);
	return 0;
}

static bool
same_column(const struct column *a, const struct field *field, const char *argument, size_t len)
{
	if (a->field != field)
		return false;
	if (a->argument == NULL)
		return argument == NULL;
	return argument != NULL && strlen(a->argument) == len &&
	    memcmp(a->argument, argument, len) == 0;
}

static size_t
columns_index(const struct columns *list, const struct field *field, const char *argument,
    size_t len)
{
	size_t i = 0;

	while (i < list->count && !same_column(&list->items[i], field, argument, len))
		i++;
	return i;
}

static void
columns_insert(struct columns *list, size_t at, const struct field *field, const char *argument,
    size_t len)
{
	struct column *item;

	list->items = xrealloc(list->items, list->count + 1, sizeof(*list->items));
	item = &list->items[at];
	memmove(item + 1, item, (list->count - at) * sizeof(*item));
	list->count++;
	item->field = field;
	item->argument = NULL;
	if (argument == NULL)
		return;
	list->owned = xrealloc(list->owned, list->nowned + 1, sizeof(*list->owned));
	item->argument = list->owned[list->nowned++] = xstrndup(argument, len);
}

/* Adds a column that is not there yet; changes to the defaults keep the wide column last. */
static void
columns_add(struct columns *list, bool change, const struct column *column, size_t len)
{
	size_t at = list->count;

	if (columns_index(list, column->field, column->argument, len) < list->count)
		return;
	if (change && at > 0 && list->items[at - 1].field->width == 0)
		at--;
	columns_insert(list, at, column->field, column->argument, len);
}

static void
columns_remove(struct columns *list, const struct column *column, size_t len)
{
	size_t at = columns_index(list, column->field, column->argument, len);

	if (at == list->count)
		return;
	list->count--;
	memmove(&list->items[at], &list->items[at + 1], (list->count - at) * sizeof(*list->items));
}

/* Is a column that nobody named to be there? */
static bool
is_offered(const struct collector *here, const struct table *table, const struct field *field)
{
	return here == NULL || collector_offers_field(here, table, field);
}

static void
columns_add_all(struct columns *list, const struct table *table, const struct collector *here)
{
	for (const struct field *f = table->fields; f->key != NULL; f++) {
		struct column column = {f, NULL};
		if ((f->flags & (FIELD_HIDDEN | FIELD_ARGUMENT)) == 0 && is_offered(here, table, f))
			columns_add(list, false, &column, 0);
	}
}

/* The next word of a list and what follows it; NULL at the end. */
static const char *
next_word(const char *text, struct word *word)
{
	size_t len = strcspn(text, ",");
	const char *rest = text[len] == ',' ? text + len + 1 : NULL;

	while (len > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	word->sign = len > 0 && (*text == '+' || *text == '-') ? *text : '\0';
	word->text = text + (word->sign != '\0');
	word->len = len - (word->sign != '\0');
	return rest;
}

static int
apply_word(const struct table *table, const struct collector *here, const struct word *word,
    struct columns *list, bool change, char *err, size_t errlen)
{
	struct column column;
	size_t arglen;

	if (word->sign != '-' && word->len == 3 && memcmp(word->text, "all", 3) == 0) {
		columns_add_all(list, table, here);
		return 0;
	}
	if (word_column(table, word, &column, &arglen, err, errlen) != 0)
		return -1;
	if (word->sign == '-')
		columns_remove(list, &column, arglen);
	else
		columns_add(list, change, &column, arglen);
	return 0;
}

static int
apply_list(const struct table *table, const struct collector *here, const char *text,
    struct columns *list, bool change, char *err, size_t errlen)
{
	struct word word;

	while (text != NULL) {
		text = next_word(text, &word);
		if (apply_word(table, here, &word, list, change, err, errlen) != 0)
			return -1;
	}
	if (list->count > 0)
		return 0;
	snprintf(err, errlen, "no column is left");
	return -1;
}

/* The columns of a table that are there unless told otherwise. */
static int
apply_defaults(const struct table *table, const struct collector *here, struct columns *list,
    char *err, size_t errlen)
{
	size_t kept = 0;

	if (apply_list(table, here, table->columns, list, false, err, errlen) != 0)
		return -1;
	for (size_t i = 0; i < list->count; i++)
		if (is_offered(here, table, list->items[i].field))
			list->items[kept++] = list->items[i];
	list->count = kept;
	return 0;
}

int
columns_parse_here(const struct collector *here, const struct table *table, const char *text,
    struct columns *list, char *err, size_t errlen)
{
	struct word first = {NULL, 0, '\0'};
	bool change;
	int result = 0;

	memset(list, 0, sizeof(*list));
	if (text != NULL)
		next_word(text, &first);
	change = first.sign != '\0';
	if (change || text == NULL)
		result = apply_defaults(table, here, list, err, errlen);
	if (result == 0 && text != NULL)
		result = apply_list(table, here, text, list, change, err, errlen);
	if (result != 0)
		columns_free(list);
	return result;
}

int
columns_parse(const struct table *table, const char *text, struct columns *list, char *err,
    size_t errlen)
{
	return columns_parse_here(NULL, table, text, list, err, errlen);
}

void
columns_append(struct columns *list, const struct field *field)
{
	if (columns_index(list, field, NULL, 0) == list->count)
		columns_insert(list, list->count, field, NULL, 0);
}

int
columns_copy(const struct columns *from, struct columns *to)
{
	memset(to, 0, sizeof(*to));
	for (size_t i = 0; i < from->count; i++) {
		const char *argument = from->items[i].argument;
		columns_insert(to, to->count, from->items[i].field, argument,
		    argument != NULL ? strlen(argument) : 0);
	}
	return 0;
}

void
columns_free(struct columns *list)
{
	for (size_t i = 0; i < list->nowned; i++)
		free(list->owned[i]);
	free(list->owned);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

void
columns_print(const struct columns *list, char *buf, size_t len)
{
	size_t used = 0;

	if (len == 0)
		return;
	buf[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct column *c = &list->items[i];
		int n =
		    snprintf(buf + used, len - used, "%s%s%s%s", i > 0 ? "," : "", c->field->key,
			c->argument != NULL ? ":" : "", c->argument != NULL ? c->argument : "");
		if (n < 0 || (size_t)n >= len - used) {
			/* a column is printed whole or not at all */
			buf[used] = '\0';
			return;
		}
		used += (size_t)n;
	}
}

const char *
column_key(const struct column *column, char *buf, size_t len)
{
	if (column->argument == NULL)
		return column->field->key;
	snprintf(buf, len, "%s:%s", column->field->key, column->argument);
	return buf;
}

const char *
column_title(const struct column *column)
{
	return column->argument != NULL ? column->argument : column->field->title;
}

uint64_t
columns_groups(const struct columns *list)
{
	uint64_t groups = 0;

	for (size_t i = 0; i < list->count; i++)
		groups |= list->items[i].field->groups | list->items[i].field->also;
	return groups;
}

bool
columns_need_baseline(const struct columns *list)
{
	for (size_t i = 0; i < list->count; i++)
		if ((list->items[i].field->flags & FIELD_BASELINE) != 0)
			return true;
	return false;
}
