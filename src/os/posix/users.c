#include "users.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "fetch.h"

#define SECOND	    UINT64_C(1000000000)
#define LOOK_EVERY  (3 * SECOND)
#define KEEP_NAME   (300 * SECOND)
#define KEEP_NUMBER (60 * SECOND)
#define ASKED_MAX   ((size_t)65536)

struct user {
	char *name; /* NULL: free slot */
	uint64_t until;
	uint32_t uid;
};

/* Open addressing, at most half full; size is a power of two. */
struct table {
	struct user *slots;
	size_t size, count;
};

struct users {
	pthread_rwlock_t lock; /* of the tables; never held while anything waits */
	struct table file, asked;
	char *path;
	bool nss;
	struct stat seen;
	uint64_t looked;
};

static struct user *
table_slot(const struct table *t, uint32_t uid)
{
	size_t i = (uid * UINT32_C(2654435769)) & (t->size - 1);

	while (t->slots[i].name != NULL && t->slots[i].uid != uid)
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

static void
table_free(struct table *t)
{
	for (size_t i = 0; i < t->size; i++)
		free(t->slots[i].name);
	free(t->slots);
	memset(t, 0, sizeof(*t));
}

static void
table_grow(struct table *t)
{
	struct table bigger = {.size = t->size == 0 ? 64 : t->size * 2, .count = t->count};

	bigger.slots = xcalloc(bigger.size, sizeof(*bigger.slots));
	for (size_t i = 0; i < t->size; i++)
		if (t->slots[i].name != NULL)
			*table_slot(&bigger, t->slots[i].uid) = t->slots[i];
	free(t->slots);
	*t = bigger;
}

/* Takes the name over. */
static void
table_put(struct table *t, uint32_t uid, char *name, uint64_t until)
{
	if (t->count * 2 >= t->size)
		table_grow(t);
	struct user *u = table_slot(t, uid);
	if (u->name == NULL)
		t->count++;
	free(u->name);
	*u = (struct user){.name = name, .until = until, .uid = uid};
}

static const struct user *
table_find(const struct table *t, uint32_t uid)
{
	if (t->size == 0)
		return NULL;
	const struct user *u = table_slot(t, uid);
	return u->name == NULL ? NULL : u;
}

/* name:password:uid:...; what is not of this form (NIS lines, noise) is passed over. */
static void
passwd_line(struct table *t, const char *line, const char *end)
{
	const char *name_end = memchr(line, ':', (size_t)(end - line));
	uint64_t uid = 0;

	if (name_end == NULL || name_end == line)
		return;
	const char *p = memchr(name_end + 1, ':', (size_t)(end - name_end - 1));
	if (p == NULL)
		return;
	const char *digits = ++p;
	for (; p < end && *p >= '0' && *p <= '9' && uid <= UINT32_MAX; p++)
		uid = uid * 10 + (uint64_t)(*p - '0');
	if (p == digits || p == end || *p != ':' || uid > UINT32_MAX)
		return;
	/* The first line with a uid names it, as getpwuid has it. */
	if (table_find(t, (uint32_t)uid) == NULL)
		table_put(t, (uint32_t)uid, xstrndup(line, (size_t)(name_end - line)), 0);
}

static void
passwd_parse(struct table *t, const char *p, size_t len)
{
	const char *end = p + len;

	while (p < end) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		passwd_line(t, p, eol);
		p = eol + 1;
	}
}

static bool
passwd_changed(const struct stat *a, const struct stat *b)
{
	return a->st_ino != b->st_ino || a->st_dev != b->st_dev || a->st_size != b->st_size ||
	    a->st_mtime != b->st_mtime || a->st_ctime != b->st_ctime;
}

void
users_refresh(struct users *u)
{
	struct table fresh = {0}, old;
	struct fetch f;
	struct stat st;
	uint64_t now = clock_now();

	if (u->looked != 0 && now - u->looked < LOOK_EVERY)
		return;
	u->looked = now;
	if (stat(u->path, &st) != 0 || !passwd_changed(&st, &u->seen) ||
	    fetch_file(AT_FDCWD, u->path, &f) != 0)
		return;
	u->seen = st;
	passwd_parse(&fresh, f.data, f.len);
	fetch_free(&f);
	pthread_rwlock_wrlock(&u->lock);
	old = u->file;
	u->file = fresh;
	pthread_rwlock_unlock(&u->lock);
	table_free(&old);
}

struct users *
users_open(const char *passwd, bool nss)
{
	struct users *u = xcalloc(1, sizeof(*u));

	pthread_rwlock_init(&u->lock, NULL);
	u->path = xstrdup(passwd);
	u->nss = nss;
	users_refresh(u);
	return u;
}

void
users_close(struct users *u)
{
	pthread_rwlock_destroy(&u->lock);
	table_free(&u->file);
	table_free(&u->asked);
	free(u->path);
	free(u);
}

const char *
users_name(struct users *u, uint32_t uid, struct arena *a)
{
	const char *name = NULL;
	const struct user *found;

	pthread_rwlock_rdlock(&u->lock);
	found = table_find(&u->file, uid);
	if (found == NULL) {
		found = table_find(&u->asked, uid);
		if (found != NULL && found->until < clock_now())
			found = NULL;
	}
	if (found != NULL)
		name = arena_dup(a, found->name);
	pthread_rwlock_unlock(&u->lock);
	if (name == NULL && !u->nss)
		name = arena_printf(a, "%u", uid);
	return name;
}

/* The name in memory of its own; NULL: it has none, or nobody answers. */
static char *
nss_name(uint32_t uid)
{
	struct passwd pw, *found = NULL;
	size_t size = 1024;
	char *name = NULL;

	for (;;) {
		char *buf = xmalloc(size);
		int error = getpwuid_r(uid, &pw, buf, size, &found);

		if (error == 0 && found != NULL && pw.pw_name != NULL && pw.pw_name[0] != '\0')
			name = xstrdup(pw.pw_name);
		free(buf);
		if (error != EINTR && (error != ERANGE || (size *= 2) > FETCH_MAX))
			return name;
	}
}

const char *
users_ask(struct users *u, uint32_t uid, struct arena *a)
{
	const char *known = users_name(u, uid, a);
	uint64_t keep = KEEP_NAME;
	char number[16];

	/* Somebody else may have asked while this one was waiting for its turn. */
	if (known != NULL)
		return known;
	char *name = nss_name(uid);
	if (name == NULL) {
		snprintf(number, sizeof(number), "%u", uid);
		name = xstrdup(number);
		keep = KEEP_NUMBER;
	}
	known = arena_dup(a, name);
	pthread_rwlock_wrlock(&u->lock);
	/* User namespaces can bring any number of uids: forget rather than grow. */
	if (u->asked.count >= ASKED_MAX)
		table_free(&u->asked);
	table_put(&u->asked, uid, name, clock_now() + keep);
	pthread_rwlock_unlock(&u->lock);
	return known;
}

static bool
table_number(const struct table *t, const char *name, uint32_t *uid)
{
	for (size_t i = 0; i < t->size; i++) {
		if (t->slots[i].name != NULL && strcmp(t->slots[i].name, name) == 0) {
			*uid = t->slots[i].uid;
			return true;
		}
	}
	return false;
}

bool
users_number(struct users *u, const char *name, uint32_t *uid)
{
	const struct passwd *pw;
	bool found;

	users_refresh(u);
	pthread_rwlock_rdlock(&u->lock);
	found = table_number(&u->file, name, uid);
	pthread_rwlock_unlock(&u->lock);
	if (found || !u->nss)
		return found;
	/* Called before any other thread is there. */
	pw = getpwnam(name);
	if (pw == NULL)
		return false;
	*uid = pw->pw_uid;
	return true;
}
