/*
 * Disks and mounted file systems: read, derived, copied.
 */
#include "../compat.h"
#include "rows.h"

#define DERIVED                                                                                    \
	(DG_BIT(DG_RATES) | DG_BIT(DG_LOAD) | DG_BIT(DG_WAIT) | DG_BIT(DG_SPACE) |                 \
	    DG_BIT(DG_SPACE_AGE))
#define WITH_SAMPLES (DG_BIT(DG_RATES) | DG_BIT(DG_LOAD) | DG_BIT(DG_WAIT))
#define WITH_SPACE   (DG_BIT(DG_SPACE) | DG_BIT(DG_SPACE_AGE))

/* Counters as they lie in struct disk_counters. */
enum {
	READ_COUNT,
	WRITE_COUNT,
	READ_BYTES,
	WRITE_BYTES,
	READ_MERGED,
	WRITE_MERGED,
	READ_NS,
	WRITE_NS,
	BUSY_NS,
	QUEUE_NS,
	COUNTERS
};
_Static_assert(sizeof(struct disk_counters) == COUNTERS * sizeof(uint64_t) &&
	COUNTERS <= (int)SAMPLE_COUNTERS &&
	offsetof(struct disk_counters, queue_ns) == QUEUE_NS * sizeof(uint64_t),
    "the counters of a disk are an array");

uint64_t
disks_needs(uint64_t want)
{
	if (want == 0)
		return 0;
	if ((want & WITH_SAMPLES) != 0)
		want |= DG_BIT(DG_COUNTERS) | DG_BIT(DG_BUSY);
	if ((want & WITH_SPACE) != 0)
		want |= DG_BIT(DG_MOUNT) | DG_BIT(DG_SPACE);
	return want | DG_BIT(DG_DISK);
}

static void
derive_load(struct disk *row, const struct sample *s)
{
	uint64_t requests = s->delta[READ_COUNT] + s->delta[WRITE_COUNT];
	double busy = (double)s->delta[BUSY_NS] * 100 / (double)s->elapsed;

	row->rates = (struct disk_rates){sample_rate(s, READ_COUNT), sample_rate(s, WRITE_COUNT),
	    sample_rate(s, READ_BYTES), sample_rate(s, WRITE_BYTES)};
	/* The kernel counts in its own steps: a little over is full. */
	row->busy_percent = busy < 100 ? busy : 100;
	row->queue = (double)s->delta[QUEUE_NS] / (double)s->elapsed;
	row->waited = requests > 0;
	if (requests > 0)
		row->wait_ns = (s->delta[READ_NS] + s->delta[WRITE_NS]) / requests;
	row->known[DG_RATES] = row->known[DG_WAIT] = FACT_OK;
	row->known[DG_LOAD] = row->known[DG_BUSY];
}

static void
derive_disk(struct disk *row, struct sample *sample, uint64_t now, struct arena *arena)
{
	uint64_t counters[COUNTERS];
	uint8_t known = row->known[DG_COUNTERS];

	row->known[DG_RATES] = row->known[DG_WAIT] = row->known[DG_LOAD] =
	    known == FACT_OK ? FACT_PENDING : known;
	if (known != FACT_OK)
		return;
	memcpy(counters, &row->counters, sizeof(counters));
	bool fresh = sample_take(sample, counters, COUNTERS, now);
	if (sample->elapsed == 0)
		return;
	derive_load(row, sample);
	if (fresh)
		sample_push(sample, row->rates.read_bytes + row->rates.write_bytes);
	row->history = sample_series(sample, arena);
}

/* Partitions are in their disk already, and what is mapped or joined is in those below it. */
static void
sum_traffic(struct snapshot *s)
{
	struct traffic *t = &s->traffic;
	uint8_t known = FACT_NONE;

	for (size_t i = 0; i < s->ndisks; i++) {
		const struct disk *row = &s->disks[i];

		if (row->kind != DISK_WHOLE)
			continue;
		if (row->known[DG_RATES] == FACT_OK) {
			t->read += row->rates.read_bytes;
			t->written += row->rates.write_bytes;
			known = FACT_OK;
		} else if (known != FACT_OK) {
			known = row->known[DG_RATES];
		}
	}
	t->known_disk = known;
}

static void
fill_space(struct pass *p, uint64_t want)
{
	struct mounts *mounts = &p->c->mounts;
	struct snapshot *s = p->s;

	if ((want & WITH_SPACE) == 0)
		return;
	mounts_fill(mounts, s->disks, s->ndisks, clock_now());
	if (!p->d->wait || mounts->flying == 0)
		return;
	mounts_wait(mounts, p->d->patience);
	mounts_fill(mounts, s->disks, s->ndisks, clock_now());
}

static void
read_disks(struct pass *p, uint64_t want)
{
	struct collector *c = p->c;
	struct snapshot *s = p->s;
	struct disk_list list = {.arena = &s->arena};

	s->disks_asked = want;
	if (c->driver->disks == NULL) {
		s->disks_known = FACT_NONE;
		return;
	}
	s->disks_known = c->driver->disks(c->machine, want & ~DERIVED, &list);
	s->disks = list.rows;
	s->ndisks = list.count;
	uint64_t now = clock_now();
	samples_begin(&c->disks);
	for (size_t i = 0; i < s->ndisks; i++) {
		struct disk *row = &s->disks[i];

		/* Never 0, which is nobody. */
		row->id =
		    sample_id((((uint64_t)row->major << 32 | row->minor) + 1) & (uint64_t)INT64_MAX,
			row->name);
		struct sample *sample = samples_get(&c->disks, row->id);
		if ((want & WITH_SAMPLES) != 0)
			derive_disk(row, sample, now, &s->arena);
		for (unsigned g = 0; g < DG_COUNT; g++)
			if ((want & DG_BIT(g)) != 0 && row->known[g] == FACT_UNREAD)
				row->known[g] = FACT_NONE;
	}
	samples_end(&c->disks);
	fill_space(p, want);
	if ((want & DG_BIT(DG_RATES)) != 0)
		sum_traffic(s);
}

void
disks_read(struct pass *p)
{
	uint64_t want = disks_needs(p->d->disks);

	if (want != 0)
		read_disks(p, want);
}

static void
copy_disk(struct disk *to, const struct disk *from, struct arena *arena)
{
	*to = *from;
	to->name = arena_dup(arena, from->name);
	if (from->mountpoint != NULL)
		to->mountpoint = arena_dup(arena, from->mountpoint);
	if (from->fstype != NULL)
		to->fstype = arena_dup(arena, from->fstype);
	to->history = series_copy(from->history, arena);
}

void
disks_amend(struct pass *p, const struct snapshot *old)
{
	struct snapshot *s = p->s;
	uint64_t want = disks_needs(p->d->disks);

	if (want == 0)
		return;
	if ((want & ~old->disks_asked) != 0) {
		p->changed = true;
		read_disks(p, want);
		return;
	}
	s->disks_asked = old->disks_asked;
	s->disks_known = old->disks_known;
	s->ndisks = old->ndisks;
	s->disks = arena_array(&s->arena, old->ndisks, sizeof(*s->disks));
	for (size_t i = 0; i < old->ndisks; i++)
		copy_disk(&s->disks[i], &old->disks[i], &s->arena);
	/* Answers about space may be what the amendment is for. */
	fill_space(p, s->disks_asked);
	s->traffic.known_disk = old->traffic.known_disk;
	s->traffic.read = old->traffic.read;
	s->traffic.written = old->traffic.written;
}
