/*
 * Names of accounts, by security identifier.
 *
 * Windows may ask a domain controller for a name: only accounts_ask lets it, and its
 * answers are kept.
 */
#include <stdlib.h>

#include "../../arena.h"
#include "../../compat.h"
#include "windows.h"

#include <sddl.h>

/* A name that nobody knew may be known later. */
#define UNKNOWN_NS UINT64_C(300000000000)
/* A name has up to 256 units, and a NUL. */
#define NAME_UNITS 260

struct account {
	char *name;
	uint64_t until; /* 0: it keeps */
	DWORD len;
	unsigned char sid[SECURITY_MAX_SID_SIZE];
};

struct accounts {
	SRWLOCK lock;
	struct account *items;
	size_t count, room;
};

struct accounts *
accounts_open(void)
{
	struct accounts *accounts = xcalloc(1, sizeof(*accounts));

	InitializeSRWLock(&accounts->lock);
	return accounts;
}

void
accounts_close(struct accounts *accounts)
{
	for (size_t i = 0; i < accounts->count; i++)
		free(accounts->items[i].name);
	free(accounts->items);
	free(accounts);
}

/* Few have processes at a time: a search from the front is quick. */
static struct account *
find_account(struct accounts *accounts, PSID sid, DWORD len)
{
	for (size_t i = 0; i < accounts->count; i++) {
		struct account *a = &accounts->items[i];
		if (a->len == len && memcmp(a->sid, sid, len) == 0)
			return a;
	}
	return NULL;
}

const char *
accounts_name(struct accounts *accounts, PSID sid, struct arena *arena)
{
	const struct account *a;
	const char *name = NULL;

	AcquireSRWLockShared(&accounts->lock);
	a = find_account(accounts, sid, GetLengthSid(sid));
	if (a != NULL && (a->until == 0 || clock_now() < a->until))
		name = arena_dup(arena, a->name);
	ReleaseSRWLockShared(&accounts->lock);
	return name;
}

static void
keep_account(struct accounts *accounts, PSID sid, const char *name, bool known)
{
	DWORD len = GetLengthSid(sid);
	struct account *a;

	AcquireSRWLockExclusive(&accounts->lock);
	a = find_account(accounts, sid, len);
	if (a == NULL && len <= sizeof(a->sid)) {
		if (accounts->count == accounts->room) {
			accounts->room = accounts->room == 0 ? 16 : accounts->room * 2;
			accounts->items =
			    xrealloc(accounts->items, accounts->room, sizeof(*accounts->items));
		}
		a = &accounts->items[accounts->count++];
		a->name = NULL;
		a->len = len;
		memcpy(a->sid, sid, len);
	}
	if (a != NULL) {
		free(a->name);
		a->name = xstrdup(name);
		a->until = known ? 0 : clock_now() + UNKNOWN_NS;
	}
	ReleaseSRWLockExclusive(&accounts->lock);
}

static const char *
utf8(const WCHAR *text, struct arena *arena)
{
	return decode_wide(windows_wide(text, wcslen(text)), arena).data;
}

/* "S-1-5-21-..." */
static const char *
sid_text(PSID sid, struct arena *arena)
{
	const char *text = "?";
	WCHAR *wide;

	if (ConvertSidToStringSidW(sid, &wide)) {
		text = utf8(wide, arena);
		LocalFree(wide);
	}
	return text;
}

const char *
accounts_ask(struct accounts *accounts, PSID sid, struct arena *arena)
{
	WCHAR name[NAME_UNITS], domain[NAME_UNITS];
	DWORD namelen = NAME_UNITS, domainlen = NAME_UNITS;
	SID_NAME_USE use;
	const char *text;
	bool known;

	text = accounts_name(accounts, sid, arena);
	if (text != NULL)
		return text;
	known = LookupAccountSidW(NULL, sid, name, &namelen, domain, &domainlen, &use);
	if (!known)
		text = sid_text(sid, arena);
	else if (domain[0] == L'\0')
		text = utf8(name, arena);
	else
		text = arena_printf(arena, "%s\\%s", utf8(domain, arena), utf8(name, arena));
	keep_account(accounts, sid, text, known);
	return text;
}
