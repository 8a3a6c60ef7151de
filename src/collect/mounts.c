#include "mounts.h"

#include <stddef.h>

#include "../compat.h"

/* As many mounts may hang at once; what is asked after that stays pending. */
#define MOUNT_READERS 16

/* A mount point and what is known of it.  A reader has `answer` while it flies. */
struct mount {
	struct job job;
	const struct mounts *owner;
	char *point, *fstype;
	struct disk_space answer;
	enum fact answered;
	bool flying, stuck, hopeless, seen;
	uint64_t read_at; /* 0: never */
	uint8_t known;	  /* enum fact of the last answer */
	bool has_space;
	struct disk_space space; /* of the last good answer, at space_at */
	uint64_t space_at;
};

static struct mount *
mount_of(struct job *job)
{
	return (struct mount *)(void *)((char *)job - offsetof(struct mount, job));
}

/* In a reader. */
static void
ask_space(struct job *job)
{
	struct mount *m = mount_of(job);

	m->answered = m->owner->driver->space(m->owner->machine, m->point, m->fstype, &m->answer);
}

void
mounts_open(struct mounts *m, const struct driver *driver, struct machine *machine,
    void (*wake)(void *), void *argument)
{
	*m = (struct mounts){.driver = driver, .machine = machine};
	m->options = (struct readers_options){.bound = MOUNT_READERS,
	    .wake = wake,
	    .wake_argument = argument};
}

static void
mount_free(struct mount *m)
{
	free(m->point);
	free(m->fstype);
	free(m);
}

bool
mounts_close(struct mounts *m)
{
	if (m->readers != NULL && !readers_close(m->readers))
		return false;
	for (size_t i = 0; i < m->count; i++)
		mount_free(m->items[i]);
	free(m->items);
	return true;
}

static struct mount *
mount_get(struct mounts *m, const char *point)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->items[i]->point, point) == 0)
			return m->items[i];
	if (m->count == m->room) {
		m->room = m->room > 0 ? m->room * 2 : 16;
		m->items = xrealloc(m->items, m->room, sizeof(*m->items));
	}
	struct mount *new = xcalloc(1, sizeof(*new));
	new->owner = m;
	new->point = xstrdup(point);
	new->job.run = ask_space;
	m->items[m->count++] = new;
	return new;
}

/* Forgets mount points that are gone, but for those a reader still asks about. */
static void
forget_unseen(struct mounts *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->count; i++) {
		if (m->items[i]->seen || m->items[i]->flying)
			m->items[kept++] = m->items[i];
		else
			mount_free(m->items[i]);
	}
	m->count = kept;
}

/* Something else may be mounted there by now. */
static void
take_fstype(struct mount *mount, const char *fstype)
{
	if (mount->fstype != NULL && fstype != NULL && strcmp(mount->fstype, fstype) == 0)
		return;
	free(mount->fstype);
	mount->fstype = fstype != NULL ? xstrdup(fstype) : NULL;
}

static void
ask(struct mounts *m, struct mount *mount, const char *fstype, uint64_t now)
{
	if (mount->flying || (mount->read_at != 0 && now - mount->read_at < MOUNT_AGE_NS))
		return;
	if (m->readers == NULL)
		m->readers = readers_open(&m->options);
	take_fstype(mount, fstype);
	mount->job.next = NULL;
	if (!readers_submit(m->readers, &mount->job, JOB_SHOWN))
		return;
	mount->flying = true;
	m->flying++;
}

static void
fill(const struct mount *mount, struct disk *row, uint64_t now)
{
	if (mount->has_space && (mount->stuck || mount->known == FACT_OK)) {
		row->space = mount->space;
		row->space_age_ns = now > mount->space_at ? now - mount->space_at : 0;
		row->known[DG_SPACE] = row->known[DG_SPACE_AGE] = FACT_OK;
		return;
	}
	enum fact fact = mount->read_at != 0 ? (enum fact)mount->known : FACT_PENDING;
	row->known[DG_SPACE] = (uint8_t)(mount->stuck ? FACT_STUCK : fact);
	row->known[DG_SPACE_AGE] = row->known[DG_SPACE];
}

void
mounts_fill(struct mounts *m, struct disk *rows, size_t count, uint64_t now)
{
	for (size_t i = 0; i < m->count; i++)
		m->items[i]->seen = false;
	for (size_t i = 0; i < count; i++) {
		struct disk *row = &rows[i];

		row->known[DG_SPACE] = row->known[DG_SPACE_AGE] = FACT_NONE;
		if (row->known[DG_MOUNT] != FACT_OK || row->mountpoint == NULL || row->covered ||
		    m->driver->space == NULL)
			continue;
		struct mount *mount = mount_get(m, row->mountpoint);
		mount->seen = true;
		ask(m, mount, row->fstype, now);
		fill(mount, row, now);
	}
	forget_unseen(m);
}

static void
take_answer(struct mounts *m, struct mount *mount, uint64_t now)
{
	mount->flying = false;
	m->flying--;
	if (mount->stuck)
		m->stuck--;
	m->hopeless -= mount->hopeless;
	mount->stuck = mount->hopeless = false;
	mount->read_at = now;
	mount->known = (uint8_t)mount->answered;
	if (mount->answered != FACT_OK)
		return;
	mount->has_space = true;
	mount->space = mount->answer;
	mount->space_at = now;
}

bool
mounts_take(struct mounts *m, uint64_t now)
{
	struct job *overdue[MOUNT_READERS], *next;
	bool news = false;
	size_t n;

	if (m->readers == NULL)
		return false;
	for (struct job *job = readers_finished(m->readers); job != NULL; job = next) {
		next = job->next;
		take_answer(m, mount_of(job), now);
		news = true;
	}
	while ((n = readers_overdue(m->readers, overdue, MOUNT_READERS)) > 0) {
		for (size_t i = 0; i < n; i++)
			mount_of(overdue[i])->stuck = true;
		m->stuck += n;
		news = true;
	}
	return news;
}

void
mounts_wait(struct mounts *m, double patience)
{
	const uint64_t span = patience > 0 ? (uint64_t)(patience * 1e9) : 0;

	if (m->flying == m->hopeless)
		return;
	readers_wait(m->readers, READERS_ALL, clock_now() + span);
	mounts_take(m, clock_now());
	/* What is overdue for the screen may only be slow. */
	while (m->flying > m->hopeless && readers_wait(m->readers, 1, clock_now() + span) > 0)
		mounts_take(m, clock_now());
	mounts_take(m, clock_now());
	for (size_t i = 0; i < m->count; i++)
		m->items[i]->hopeless = m->items[i]->flying;
	m->hopeless = m->flying;
}

bool
mounts_waiting(const struct mounts *m)
{
	return m->flying > m->stuck;
}
