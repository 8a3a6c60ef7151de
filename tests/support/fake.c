#include "fake.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/arena.h"

struct fake fake;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;
static unsigned releases;

void
fake_set(struct fake_proc *procs, size_t count)
{
	memset(&fake, 0, sizeof(fake));
	fake.procs = procs;
	fake.count = count;
	fake.memory_total = UINT64_C(1) << 30;
}

void
fake_reset_counts(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < fake.count; i++)
		memset(fake.procs[i].reads, 0, sizeof(fake.procs[i].reads));
	fake.lists = fake.systems = fake.holds = fake.drops = fake.stat_reads = 0;
	pthread_mutex_unlock(&lock);
}

void
fake_release(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < fake.count; i++)
		fake.procs[i].hangs = false;
	releases++;
	pthread_cond_broadcast(&released);
	pthread_mutex_unlock(&lock);
}

void
fake_hang(struct fake_proc *p)
{
	pthread_mutex_lock(&lock);
	p->hangs = true;
	pthread_mutex_unlock(&lock);
}

void
fake_end(struct fake_proc *p)
{
	pthread_mutex_lock(&lock);
	p->pid = 0;
	pthread_mutex_unlock(&lock);
}

struct fake_proc *
fake_find(int64_t pid)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.procs[i].pid == pid)
			return &fake.procs[i];
	}
	return NULL;
}

unsigned
fake_reads(enum fake_source source)
{
	unsigned sum = 0;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < fake.count; i++)
		sum += fake.procs[i].reads[source];
	pthread_mutex_unlock(&lock);
	return sum;
}

unsigned
fake_reads_of(const struct fake_proc *p, enum fake_source source)
{
	pthread_mutex_lock(&lock);
	unsigned reads = p->reads[source];
	pthread_mutex_unlock(&lock);
	return reads;
}

static struct machine *
fake_open(const struct open_options *options, char *err, size_t errlen)
{
	(void)options;
	(void)err;
	(void)errlen;
	return (struct machine *)(void *)&fake;
}

static void
fake_close(struct machine *m)
{
	(void)m;
}

static void
fill_stat(const struct fake_proc *p, struct proc *row, struct arena *arena)
{
	row->id.start = p->start;
	row->create_time = p->start;
	row->name = arena_dup(arena, p->name != NULL ? p->name : "");
	row->ppid = p->ppid;
	row->status = p->status != 0 ? p->status : STATUS_SLEEPING;
	row->kernel = p->kernel;
	row->num_threads = p->threads + 1;
	row->cpu_user_ns = p->cpu_ns;
	row->rss = p->rss;
	row->vms = 2 * p->rss;
	row->minor_faults = p->faults;
	proc_set_facts(row,
	    PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_PPID) | PG_BIT(PG_STATUS) |
		PG_BIT(PG_KIND) | PG_BIT(PG_THREADS) | PG_BIT(PG_CPU) | PG_BIT(PG_MEMORY) |
		PG_BIT(PG_FAULTS) | PG_BIT(PG_NICE) | PG_BIT(PG_PRIORITY) | PG_BIT(PG_JOB) |
		PG_BIT(PG_SESSION),
	    FACT_OK);
}

static enum fact
fake_list(struct machine *m, uint64_t want, struct proc_list *list)
{
	(void)m;
	(void)want;
	pthread_mutex_lock(&lock);
	fake.lists++;
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.procs[i].pid <= 0)
			continue;
		struct proc *row = proc_list_add(list, fake.procs[i].pid);
		if (fake.bulk)
			fill_stat(&fake.procs[i], row, list->arena);
	}
	pthread_mutex_unlock(&lock);
	return FACT_OK;
}

static enum fact
fake_threads(struct held *h, uint64_t want, struct proc_list *list)
{
	const struct fake_proc *p = fake_find(h->tgid);

	(void)want;
	if (p == NULL)
		return FACT_GONE;
	for (uint32_t i = 1; i <= p->threads; i++) {
		struct proc *row = proc_list_add(list, p->pid * 100 + i);
		row->tgid = p->pid;
		row->thread = true;
	}
	return FACT_OK;
}

static enum fact
fake_hold(struct machine *m, const struct proc *row, struct held *h)
{
	*h = (struct held){m, row->id, row->tgid, row->thread, -1};
	pthread_mutex_lock(&lock);
	fake.holds++;
	pthread_mutex_unlock(&lock);
	return FACT_OK;
}

static void
fake_drop(struct held *h)
{
	(void)h;
	pthread_mutex_lock(&lock);
	fake.drops++;
	pthread_mutex_unlock(&lock);
}

static bool
fake_keep(struct held *h)
{
	(void)h;
	return fake.keeps;
}

/* Counts the read; the process, or NULL with what to answer instead. */
static struct fake_proc *
ask(const struct held *h, enum fake_source source, enum fact *answer)
{
	pthread_mutex_lock(&lock);
	struct fake_proc *p = fake_find(h->tgid);
	*answer = FACT_GONE;
	if (p != NULL) {
		p->reads[source]++;
		if (source == FAKE_STAT)
			fake.stat_reads++;
		while (source >= FAKE_CMDLINE && p->hangs)
			pthread_cond_wait(&released, &lock);
		*answer = p->answer[source] != FACT_UNREAD ? p->answer[source] : FACT_OK;
		if (h->id.start != 0 && h->id.start != p->start && !h->thread)
			*answer = FACT_GONE;
	}
	pthread_mutex_unlock(&lock);
	return *answer == FACT_OK ? p : NULL;
}

/* Counts a look inside a process, which may hang; NULL: it is not told. */
static struct fake_proc *
look_inside(const struct held *h, size_t counter, enum fact *answer)
{
	pthread_mutex_lock(&lock);
	struct fake_proc *p = fake_find(h->tgid);
	*answer = p == NULL ? FACT_GONE : FACT_OK;
	if (p != NULL) {
		++*(unsigned *)(void *)((char *)p + counter);
		while (p->hangs)
			pthread_cond_wait(&released, &lock);
		if (p->inside != FACT_UNREAD)
			*answer = p->inside;
	}
	pthread_mutex_unlock(&lock);
	return *answer == FACT_OK ? p : NULL;
}

static enum fact
fake_opened(struct held *h, struct open_list *list)
{
	enum fact answer;

	if (look_inside(h, offsetof(struct fake_proc, open_reads), &answer) == NULL)
		return answer;
	struct open_file *file = open_list_add(list);
	*file = (struct open_file){.known = FACT_OK,
	    .kind = OPEN_FILE,
	    .access = OPENED_READ,
	    .number = 3,
	    .has_position = true,
	    .position = 5,
	    .target = "/a"};
	file = open_list_add(list);
	*file = (struct open_file){.known = FACT_OK,
	    .kind = OPEN_SOCKET,
	    .number = 4,
	    .target = "socket:[1]",
	    .protocol = "tcp",
	    .state = "established",
	    .local = "1.2.3.4:5",
	    .remote = "6.7.8.9:10"};
	return FACT_OK;
}

static enum fact
fake_limits(struct held *h, struct limit_list *list)
{
	enum fact answer;
	const struct fake_proc *p =
	    look_inside(h, offsetof(struct fake_proc, limit_reads), &answer);

	if (p == NULL)
		return answer;
	*limit_list_add(list) = (struct limit){.known = FACT_OK,
	    .unit = LIMIT_BYTES,
	    .name = "memory.max",
	    .where = "/a",
	    .soft = 4096,
	    .hard = 4096,
	    .used = 1024};
	if (p->throttle.where == NULL)
		return FACT_OK;
	struct throttle *t = limit_list_throttle(list);
	*t = p->throttle;
	t->periods *= p->limit_reads;
	t->throttled_periods *= p->limit_reads;
	t->throttled_ns *= p->limit_reads;
	return FACT_OK;
}

static enum fact
fake_mappings(struct held *h, struct mapping_list *list)
{
	static const char *const paths[] = {"/lib/a", "[heap]", "/lib/a"};
	enum fact answer;
	const struct fake_proc *p =
	    look_inside(h, offsetof(struct fake_proc, mapping_reads), &answer);

	if (p == NULL)
		return answer;
	for (size_t i = 0; i < 3; i++) {
		struct mapping *row = mapping_list_get(list, paths[i], strlen(paths[i]));
		row->count++;
		row->uss += i == 1 ? p->uss : 1;
		row->known[MG_PAGES] = FACT_OK;
	}
	return FACT_OK;
}

static enum fact
read_stat(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_STAT, &answer);

	if (p == NULL)
		return answer;
	fill_stat(p, row, arena);
	return FACT_OK;
}

static enum fact
read_owner(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_OWNER, &answer);

	if (p == NULL)
		return answer;
	row->euid = p->euid;
	row->username = arena_printf(arena, "user%u", p->euid);
	row->known[PG_OWNER] = row->known[PG_USERNAME] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_status(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_STATUS, &answer);

	(void)arena;
	if (p == NULL)
		return answer;
	row->more->uid = p->euid;
	row->more->peak_rss = p->rss;
	/* An old kernel: no line for swap. */
	row->known[PG_IDS] = row->known[PG_PEAK_RSS] = row->known[PG_SWITCHES] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_io(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_IO, &answer);

	(void)arena;
	if (p == NULL)
		return answer;
	row->more->read_bytes = p->read_bytes;
	row->known[PG_IO_BYTES] = row->known[PG_IO_COUNTS] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_exe(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_EXE, &answer);

	if (p == NULL)
		return answer;
	row->more->exe = arena_printf(arena, "/bin/%s", p->name);
	row->known[PG_EXE] = FACT_OK;
	return FACT_OK;
}

static struct blob
split(struct arena *arena, const char *text)
{
	if (text == NULL)
		return (struct blob){"", 0};
	size_t len = strlen(text) + 1;
	char *copy = arena_copy(arena, text, len);
	for (size_t i = 0; i < len; i++) {
		if (copy[i] == '|')
			copy[i] = '\0';
	}
	return (struct blob){copy, len};
}

static enum fact
read_cmdline(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_CMDLINE, &answer);

	if (p == NULL)
		return answer;
	row->cmdline = split(arena, p->cmdline);
	row->known[PG_CMDLINE] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_environ(struct held *h, struct proc *row, struct arena *arena)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, FAKE_ENVIRON, &answer);

	if (p == NULL)
		return answer;
	row->more->environ = split(arena, p->environ);
	row->known[PG_ENVIRON] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_footprint(struct held *h, struct proc *row, enum fake_source source)
{
	enum fact answer;
	const struct fake_proc *p = ask(h, source, &answer);

	if (p == NULL)
		return answer;
	row->footprint->uss = p->uss;
	row->footprint->pss = p->uss + 1;
	row->known[PG_USS] = row->known[PG_PSS] = FACT_OK;
	return FACT_OK;
}

static enum fact
read_rollup(struct held *h, struct proc *row, struct arena *arena)
{
	(void)arena;
	return read_footprint(h, row, FAKE_ROLLUP);
}

static enum fact
read_smaps(struct held *h, struct proc *row, struct arena *arena)
{
	(void)arena;
	return read_footprint(h, row, FAKE_SMAPS);
}

static const struct source fake_sources[] = {
    {"stat",
	PG_BIT(PG_START) | PG_BIT(PG_NAME) | PG_BIT(PG_PPID) | PG_BIT(PG_STATUS) | PG_BIT(PG_KIND) |
	    PG_BIT(PG_THREADS) | PG_BIT(PG_CPU) | PG_BIT(PG_MEMORY) | PG_BIT(PG_FAULTS) |
	    PG_BIT(PG_NICE) | PG_BIT(PG_PRIORITY) | PG_BIT(PG_JOB) | PG_BIT(PG_SESSION),
	SOURCE_THREAD | SOURCE_KERNEL, read_stat},
    {"owner", PG_BIT(PG_OWNER) | PG_BIT(PG_USERNAME), SOURCE_THREAD | SOURCE_KERNEL, read_owner},
    {"status", PG_BIT(PG_IDS) | PG_BIT(PG_SWITCHES) | PG_BIT(PG_PEAK_RSS) | PG_BIT(PG_SWAP),
	SOURCE_THREAD | SOURCE_KERNEL, read_status},
    {"io", PG_BIT(PG_IO_BYTES) | PG_BIT(PG_IO_COUNTS), SOURCE_KERNEL, read_io},
    {"exe", PG_BIT(PG_EXE), SOURCE_STATIC, read_exe},
    {"cmdline", PG_BIT(PG_CMDLINE), SOURCE_BLOCKS | SOURCE_STATIC, read_cmdline},
    {"environ", PG_BIT(PG_ENVIRON), SOURCE_BLOCKS | SOURCE_STATIC, read_environ},
    {"rollup", PG_BIT(PG_USS) | PG_BIT(PG_PSS), SOURCE_BLOCKS | SOURCE_DEAR, read_rollup},
    {"smaps", PG_BIT(PG_USS) | PG_BIT(PG_PSS), SOURCE_BLOCKS | SOURCE_DEAR, read_smaps},
    {NULL, 0, 0, NULL},
};

static void
fake_system(struct machine *m, unsigned want, struct system *s, struct arena *arena)
{
	(void)m;
	fake.systems++;
	if ((want & SG_BIT(SG_MEMORY)) != 0) {
		s->memory.total = fake.memory_total;
		s->known[SG_MEMORY] = FACT_OK;
	}
	if ((want & SG_BIT(SG_CPU)) != 0) {
		s->cpu = fake.cpu;
		s->ncpus = 2;
		s->online = 2;
		s->cpus = arena_array(arena, 2, sizeof(*s->cpus));
		for (uint32_t i = 0; i < 2; i++)
			s->cpus[i] = (struct cpu){.number = i,
			    .online = true,
			    .known = FACT_OK,
			    .times = fake.cpu};
		s->known[SG_CPU] = FACT_OK;
	}
}

static intptr_t
fake_target(struct machine *m, struct proc_id id)
{
	const struct fake_proc *p = fake_find(id.pid);

	(void)m;
	if (p == NULL || p->start != id.start) {
		errno = ESRCH;
		return -1;
	}
	return (intptr_t)id.pid;
}

static void
fake_release_target(intptr_t handle)
{
	(void)handle;
}

static enum act_result
fake_signal(struct machine *m, intptr_t handle, struct proc_id id, int signo)
{
	(void)m;
	(void)handle;
	(void)id;
	return signo > 64 ? ACT_INVALID : ACT_DONE;
}

const struct driver fake_driver = {
    .name = "fake",
    .open = fake_open,
    .close = fake_close,
    .list = fake_list,
    .threads = fake_threads,
    .mappings = fake_mappings,
    .opened = fake_opened,
    .limits = fake_limits,
    .hold = fake_hold,
    .drop = fake_drop,
    .keep = fake_keep,
    .sources = fake_sources,
    .system = fake_system,
    .target = fake_target,
    .release = fake_release_target,
    .signal = fake_signal,
};
