#include "choices.h"

#include <stdio.h>

#include "compat.h"
#include "text.h"

static struct filter *
no_user(const char *user, char *why, size_t len)
{
	char shown[128];

	text_printable(user, strlen(user), 40, shown, sizeof(shown));
	snprintf(why, len, "no user '%s'", shown);
	return NULL;
}

/* Longer names there are not; each letter may get a backslash. */
#define ACCOUNT_MAX 256

/* Where users have no numbers: DOMAIN\name, or the name in any domain, in either case. */
static struct filter *
account_filter(const char *user, char *why, size_t len)
{
	char text[ACCOUNT_MAX * 2 + 64];
	struct filter_error bad;
	size_t used;

	if (*user == '\0' || strlen(user) > ACCOUNT_MAX || strchr(user, '"') != NULL)
		return no_user(user, why, len);
	used = (size_t)snprintf(text, sizeof(text), "username~\"%s",
	    strchr(user, '\\') != NULL ? "^" : "(^|\\\\)");
	for (const char *p = user; *p != '\0'; p++) {
		if (strchr("\\.[](){}*+?|^$", *p) != NULL)
			text[used++] = '\\';
		/* Without a capital letter case does not matter. */
		text[used++] = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	}
	snprintf(text + used, sizeof(text) - used, "$\"");
	return filter_parse(&process_table, text, &bad);
}

struct filter *
user_filter(const struct collector *c, const char *user, char *why, size_t len)
{
	const struct driver *driver = collector_driver(c);
	struct filter_error bad;
	char text[64], *end;
	uint32_t uid;

	if (driver->user == NULL)
		return account_filter(user, why, len);
	if (driver->user(collector_machine(c), user, &uid)) {
		snprintf(text, sizeof(text), "euid=%lu", (unsigned long)uid);
		return filter_parse(&process_table, text, &bad);
	}
	unsigned long number = strtoul(user, &end, 10);
	if (*user >= '0' && *user <= '9' && *end == '\0' && number <= UINT32_MAX) {
		snprintf(text, sizeof(text), "euid=%lu", number);
		return filter_parse(&process_table, text, &bad);
	}
	return no_user(user, why, len);
}
