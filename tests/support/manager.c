#include "manager.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../../src/arena.h"
#include "fake.h"

/* The manager of services; the reader asks it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
struct manager manager;
struct driver manager_driver;
struct collector *collector;
struct demand demand;

static struct {
	int64_t pid;
	const char *cgroup, *service;
} places[8];
static size_t nplaces;

static struct fake_proc procs[8];
static struct source sources[16];

static struct service_watch *
manager_open(struct machine *m, char *why, size_t len)
{
	struct service_watch *w = NULL;

	pthread_mutex_lock(&lock);
	manager.opened++;
	if (manager.refuses != NULL)
		snprintf(why, len, "%s", manager.refuses);
	else
		w = (struct service_watch *)(void *)&manager;
	pthread_mutex_unlock(&lock);
	(void)m;
	return w;
}

static enum fact
manager_list(struct service_watch *w, uint64_t want, struct service_list *list)
{
	enum fact answer;

	(void)w;
	pthread_mutex_lock(&lock);
	manager.asked++;
	manager.want = want;
	manager.hung = manager.hangs;
	while (manager.hangs)
		pthread_cond_wait(&changed, &lock);
	manager.hung = false;
	answer = manager.answer;
	manager.answer = FACT_OK;
	if (manager.stuck > 0) {
		manager.stuck--;
		answer = FACT_STUCK;
	}
	for (size_t i = 0; i < manager.count && answer == FACT_OK; i++)
		*service_list_add(list) = manager.rows[i];
	if (answer == FACT_OK && manager.parts > 0) {
		manager.parts--;
		answer = FACT_PENDING;
	}
	pthread_mutex_unlock(&lock);
	return answer;
}

static void
manager_close(struct service_watch *w)
{
	(void)w;
	pthread_mutex_lock(&lock);
	manager.closed++;
	pthread_mutex_unlock(&lock);
}

void
manager_hang(bool hangs)
{
	pthread_mutex_lock(&lock);
	manager.hangs = hangs;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

bool
manager_hung(void)
{
	pthread_mutex_lock(&lock);
	bool hung = manager.hung;
	pthread_mutex_unlock(&lock);
	return hung;
}

void
manager_stick(unsigned calls)
{
	pthread_mutex_lock(&lock);
	manager.stuck = calls;
	pthread_mutex_unlock(&lock);
}

unsigned
manager_count(const unsigned *counter)
{
	pthread_mutex_lock(&lock);
	unsigned count = *counter;
	pthread_mutex_unlock(&lock);
	return count;
}

static enum fact
read_place(struct held *h, struct proc *row, struct arena *arena)
{
	for (size_t i = 0; i < nplaces; i++) {
		if (places[i].pid != h->tgid)
			continue;
		row->more->cgroup = arena_dup(arena, places[i].cgroup);
		if (places[i].service != NULL)
			row->more->service = arena_dup(arena, places[i].service);
		row->known[PG_CGROUP] = row->known[PG_SERVICE] = FACT_OK;
	}
	return FACT_OK;
}

struct service *
manager_add_service(const char *name, const char *cgroup, int64_t pid)
{
	struct service *row = &manager.rows[manager.count++];

	*row = (struct service){.name = name,
	    .cgroup = cgroup,
	    .pid = pid,
	    .kind = "service",
	    .status = "active"};
	for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
		row->known[g] = FACT_OK;
	row->known[VG_CPU_TIME] = FACT_NONE;
	return row;
}

struct fake_proc *
manager_add_process(int64_t pid, uint64_t uss, const char *cgroup, const char *service)
{
	struct fake_proc *p = &procs[nplaces];

	places[nplaces].pid = pid;
	places[nplaces].cgroup = cgroup;
	places[nplaces].service = service;
	*p = (struct fake_proc){.pid = pid,
	    .start = (uint64_t)pid,
	    .name = "p",
	    .rss = 10 * uss,
	    .uss = uss};
	fake_set(procs, ++nplaces);
	return p;
}

void
manager_collector(bool cgroups)
{
	char err[100];
	size_t n = 0;

	manager_driver = fake_driver;
	manager_driver.service_manager = "the manager";
	manager_driver.services_open = manager_open;
	manager_driver.services = manager_list;
	manager_driver.services_close = manager_close;
	for (; fake_driver.sources[n].name != NULL; n++)
		sources[n] = fake_driver.sources[n];
	if (cgroups)
		sources[n++] =
		    (struct source){"place", PG_BIT(PG_CGROUP) | PG_BIT(PG_SERVICE), 0, read_place};
	sources[n] = (struct source){.name = NULL};
	manager_driver.sources = sources;
	if (collector != NULL)
		collector_close(collector);
	collector = collector_open(&manager_driver, NULL, false, err, sizeof(err));
}

void
manager_setup(void)
{
	memset(&manager, 0, sizeof(manager));
	manager.answer = FACT_OK;
	nplaces = 0;
	fake_set(NULL, 0);
	manager_collector(true);
	memset(&demand, 0, sizeof(demand));
	demand.count = SIZE_MAX;
	demand.patience = 30;
	demand.wait = true;
	demand.services = VG_BIT(VG_STATUS);
}

void
manager_teardown(void)
{
	manager_hang(false);
	collector_close(collector);
	collector = NULL;
}

const struct snapshot *
manager_tick(void)
{
	return collector_tick(collector, &demand);
}

const struct snapshot *
manager_tick_until(enum fact fact)
{
	const struct snapshot *s = manager_tick();

	while (s->services_known != fact) {
		snapshot_unref(s);
		s = manager_tick();
	}
	return s;
}

const struct service *
manager_find(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; i < s->nservices; i++)
		if (strcmp(s->services[i].name, name) == 0)
			return &s->services[i];
	ck_abort_msg("no %s", name);
	return NULL;
}
