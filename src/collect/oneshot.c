#include "oneshot.h"

#include "../arena.h"
#include "../compat.h"

/* Groups whose members live behind row->more. */
#define MORE_GROUPS                                                                                \
	(PG_BIT(PG_IDS) | PG_BIT(PG_NUM_FDS) | PG_BIT(PG_NUM_HANDLES) | PG_BIT(PG_OOM) |           \
	    PG_BIT(PG_AREAS) | PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_PEAK_VMS) | PG_BIT(PG_RSS_KINDS) |  \
	    PG_BIT(PG_SWAP) | PG_BIT(PG_HUGETLB) | PG_BIT(PG_SWITCHES) | PG_BIT(PG_IO_COUNTS) |    \
	    PG_BIT(PG_IO_BYTES) | PG_BIT(PG_IO_CHARS) | PG_BIT(PG_RUN_DELAY) | PG_BIT(PG_EXE) |    \
	    PG_BIT(PG_CWD) | PG_BIT(PG_ENVIRON) | PG_BIT(PG_CGROUP) | PG_BIT(PG_WCHAN) |           \
	    PG_BIT(PG_SERVICE) | PG_BIT(PG_SWITCHES_ALL) | PG_BIT(PG_VIRTUAL) | PG_BIT(PG_POOL) |  \
	    PG_BIT(PG_IO_OTHER) | PG_BIT(PG_NETNS) | PG_BIT(PG_FAULT_RATES) |                      \
	    PG_BIT(PG_IO_RATES) | PG_BIT(PG_IO_OTHER_RATE))

#define ROWS_MIN 256

struct proc *
proc_list_add(struct proc_list *list, int64_t pid)
{
	if (list->count == list->room) {
		list->room = list->room == 0 ? ROWS_MIN : list->room * 2;
		list->rows = xrealloc(list->rows, list->room, sizeof(*list->rows));
	}
	struct proc *row = &list->rows[list->count++];
	memset(row, 0, sizeof(*row));
	row->id.pid = pid;
	row->tgid = pid;
	return row;
}

void
proc_need_blocks(struct proc *row, uint64_t groups, struct arena *arena)
{
	if ((groups & MORE_GROUPS) != 0 && row->more == NULL)
		row->more = arena_zero(arena, sizeof(*row->more));
	if ((groups & PG_FOOTPRINT_BLOCK) != 0 && row->footprint == NULL)
		row->footprint = arena_zero(arena, sizeof(*row->footprint));
}

static const char *
copy_text(struct arena *arena, const char *text)
{
	return text != NULL ? arena_dup(arena, text) : NULL;
}

static struct blob
copy_blob(struct arena *arena, struct blob blob)
{
	if (blob.data != NULL)
		blob.data = arena_copy(arena, blob.data, blob.len);
	return blob;
}

void
proc_copy(struct proc *to, const struct proc *from, struct arena *arena)
{
	*to = *from;
	to->name = copy_text(arena, from->name);
	to->username = copy_text(arena, from->username);
	to->terminal_name = copy_text(arena, from->terminal_name);
	to->cmdline = copy_blob(arena, from->cmdline);
	if (from->footprint != NULL) {
		to->footprint = arena_alloc(arena, sizeof(*to->footprint));
		*to->footprint = *from->footprint;
	}
	if (from->more == NULL)
		return;
	struct proc_more *more = arena_alloc(arena, sizeof(*more));
	*more = *from->more;
	const char **texts[] = {&more->exe, &more->cwd, &more->cgroup, &more->container,
	    &more->runtime, &more->wchan, &more->service};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = copy_text(arena, *texts[i]);
	more->environ = copy_blob(arena, more->environ);
	to->more = more;
}

void
proc_set_facts(struct proc *row, uint64_t groups, enum fact fact)
{
	for (; groups != 0; groups &= groups - 1)
		row->known[lowest_group(groups)] = (uint8_t)fact;
}

uint64_t
proc_groups_in(const struct proc *row, uint64_t groups, unsigned facts)
{
	uint64_t found = 0;

	for (uint64_t rest = groups; rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		if ((facts & FACT_BIT(row->known[g])) != 0)
			found |= PG_BIT(g);
	}
	return found;
}

static uint64_t
still_unread(const struct proc *row, uint64_t want)
{
	return proc_groups_in(row, want, FACT_BIT(FACT_UNREAD));
}

void
system_copy(struct system *to, const struct system *from, struct arena *arena)
{
	*to = *from;
	memset(&to->tasks, 0, sizeof(to->tasks));
	to->hostname = copy_text(arena, from->hostname);
	to->release = copy_text(arena, from->release);
	to->cpus = arena_array(arena, from->ncpus, sizeof(*to->cpus));
	if (from->ncpus > 0)
		memcpy(to->cpus, from->cpus, from->ncpus * sizeof(*to->cpus));
}

enum fact
oneshot_open(struct oneshot *o, const struct driver *driver, struct machine *machine,
    struct proc *row, struct arena *arena, struct source_stats *stats)
{
	memset(o, 0, sizeof(*o));
	o->driver = driver;
	o->row = row;
	o->arena = arena;
	o->stats = stats;
	enum fact fact = driver->hold(machine, row, &o->held);
	o->open = fact == FACT_OK;
	return fact;
}

void
oneshot_close(struct oneshot *o)
{
	if (o->open)
		o->driver->drop(&o->held);
	o->open = false;
}

bool
oneshot_release(struct oneshot *o, struct held *held)
{
	if (!o->open || o->driver->keep == NULL || !o->driver->keep(&o->held))
		return false;
	*held = o->held;
	o->open = false;
	return true;
}

void
oneshot_adopt(struct oneshot *o, const struct driver *driver, const struct held *held,
    struct proc *row, struct arena *arena)
{
	memset(o, 0, sizeof(*o));
	o->driver = driver;
	o->held = *held;
	o->row = row;
	o->arena = arena;
	o->open = true;
}

static bool
source_fits(const struct source *source, const struct proc *row)
{
	if (row->thread && (source->flags & SOURCE_THREAD) == 0)
		return false;
	return !row->kernel || (source->flags & SOURCE_KERNEL) != 0;
}

static enum fact
source_ask(struct oneshot *o, const struct source *source)
{
	if (o->stats == NULL)
		return source->read(&o->held, o->row, o->arena);

	struct source_stats *stats = &o->stats[source - o->driver->sources];
	uint64_t start = clock_now();
	enum fact fact = source->read(&o->held, o->row, o->arena);
	stats->time_ns += clock_now() - start;
	stats->reads++;
	if (fact != FACT_OK)
		stats->failures++;
	return fact;
}

/* Of these groups, those that the sources before this one left none or gone, or nobody asked. */
static uint64_t
worth_another(const struct proc *row, uint64_t groups)
{
	return proc_groups_in(row, groups,
	    FACT_BIT(FACT_UNREAD) | FACT_BIT(FACT_NONE) | FACT_BIT(FACT_GONE));
}

/* Asks one source and settles every one of its groups that was not known. */
static void
source_settle(struct oneshot *o, const struct source *source)
{
	struct proc *row = o->row;
	uint64_t open = worth_another(row, source->groups);

	proc_set_facts(row, open, FACT_UNREAD);
	proc_need_blocks(row, source->groups, o->arena);
	enum fact fact = source_ask(o, source);
	if (fact == FACT_OK) {
		fact = FACT_NONE;
		open = still_unread(row, open);
	}
	proc_set_facts(row, open, fact);
}

bool
proc_has_memory(const struct proc *row)
{
	if (row->kernel)
		return false;
	/* A zombie may be the first thread of a process whose other threads go on. */
	return (row->status != STATUS_ZOMBIE && row->status != STATUS_DEAD) || row->num_threads > 1;
}

/*
 * A kernel thread and a process that is over have no address space: nothing of it is used and their
 * lists of arguments and variables are empty.  That is knowledge, whoever asks.
 */
static uint64_t
facts_without_memory(struct oneshot *o, uint64_t want)
{
	const uint64_t nothing = PG_FOOTPRINT_MASK | PG_BIT(PG_CMDLINE) | PG_BIT(PG_ENVIRON) |
	    PG_BIT(PG_AREAS) | PG_BIT(PG_SWAP);
	struct proc *row = o->row;
	uint64_t empty = still_unread(row, want & nothing);

	if (empty == 0)
		return want;
	proc_need_blocks(row, empty, o->arena);
	if ((empty & PG_BIT(PG_CMDLINE)) != 0)
		row->cmdline = (struct blob){"", 0};
	if ((empty & PG_BIT(PG_ENVIRON)) != 0)
		row->more->environ = (struct blob){"", 0};
	proc_set_facts(row, empty, FACT_OK);
	return want & ~empty;
}

uint64_t
oneshot_read(struct oneshot *o, uint64_t want, enum oneshot_mode mode)
{
	struct proc *row = o->row;
	uint64_t left = 0;

	want = still_unread(row, want);
	if (want == 0)
		return 0;
	for (const struct source *s = o->driver->sources; s->name != NULL; s++) {
		if ((s->groups & want) == 0)
			continue;
		if (!proc_has_memory(row))
			want = facts_without_memory(o, want);
		uint64_t open = worth_another(row, s->groups & want & ~left);
		if (open == 0 || !source_fits(s, row))
			continue;
		enum oneshot_mode needs =
		    (s->flags & SOURCE_BLOCKS) != 0 ? ONESHOT_BLOCKS : ONESHOT_PROMPT;
		if ((mode & needs) == 0) {
			/* A prompt source behind us is no concern of readers. */
			if (needs == ONESHOT_BLOCKS)
				left |= open;
			continue;
		}
		if (!o->open)
			continue;
		source_settle(o, s);
	}
	proc_set_facts(row, left, FACT_UNREAD);
	proc_set_facts(row, still_unread(row, want & ~left), o->open ? FACT_NONE : FACT_GONE);
	return left;
}

uint64_t
oneshot_offers(const struct driver *driver, enum oneshot_mode mode)
{
	uint64_t groups = 0;

	for (const struct source *s = driver->sources; s->name != NULL; s++) {
		bool blocks = (s->flags & SOURCE_BLOCKS) != 0;
		if ((mode & (blocks ? ONESHOT_BLOCKS : ONESHOT_PROMPT)) != 0)
			groups |= s->groups;
	}
	if ((mode & ONESHOT_PROMPT) != 0)
		groups |= driver->listed;
	return groups;
}

uint64_t
oneshot_groups(const struct driver *driver, unsigned flag)
{
	uint64_t groups = 0;

	for (const struct source *s = driver->sources; s->name != NULL; s++) {
		if ((s->flags & flag) != 0)
			groups |= s->groups;
	}
	return groups;
}
