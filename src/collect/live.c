#include "live.h"

#include <errno.h>
#include <stdlib.h>

#include "../compat.h"

#define NS_PER_S UINT64_C(1000000000)

/* The second tick comes early: nobody wants to look at rates that are not known yet for long. */
#define FIRST_INTERVAL_NS (NS_PER_S / 4)
/* What readers bring is gathered this long before the screen is told. */
#define AMEND_PAUSE_NS (NS_PER_S / 20)
/* While readers work, somebody has to notice that one does not come back. */
#define OVERDUE_CHECK_NS (NS_PER_S / 10)

struct live {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* something to do for the thread */
	pthread_cond_t over;	/* it has ended */
	pthread_t thread;
	struct collector *collector;
	struct demand demand; /* the newest */
	bool demanded, refresh, arrived, stop, ended;
	const struct snapshot *newest; /* nobody took it yet */
	struct wake *wake;
};

static void
publish(struct live *live, const struct snapshot *s)
{
	pthread_mutex_lock(&live->lock);
	const struct snapshot *old = live->newest;
	live->newest = snapshot_ref(s);
	pthread_mutex_unlock(&live->lock);
	snapshot_unref(old);
	wake_up(live->wake);
}

static void
readers_arrived(void *argument)
{
	struct live *live = argument;

	pthread_mutex_lock(&live->lock);
	live->arrived = true;
	pthread_cond_signal(&live->changed);
	pthread_mutex_unlock(&live->lock);
}

/* What the thread knows between two rounds. */
struct round {
	struct demand demand;
	const struct snapshot *last;
	uint64_t next_tick, amended;
	uint64_t ticks;
};

/* Sleeps until there is something to do; false: to end.  Called and returns with the lock held. */
static bool
wait_for_work(struct live *live, const struct round *r)
{
	while (!live->stop && !live->demanded && !live->refresh) {
		uint64_t now = clock_now();
		uint64_t until = r->next_tick;
		if (r->demand.paused)
			until = now + NS_PER_S * 3600;
		if (live->arrived && r->amended + AMEND_PAUSE_NS < until)
			until = r->amended + AMEND_PAUSE_NS;
		if (collector_waits(live->collector) && now + OVERDUE_CHECK_NS < until)
			until = now + OVERDUE_CHECK_NS;
		if (until <= now || !thread_wait(&live->changed, &live->lock, until))
			break;
	}
	return !live->stop;
}

static uint64_t
interval_of(const struct round *r)
{
	uint64_t delay = (uint64_t)(r->demand.delay * (double)NS_PER_S);

	return r->ticks == 1 && delay > FIRST_INTERVAL_NS ? FIRST_INTERVAL_NS : delay;
}

static void
work(struct live *live, struct round *r, bool refresh)
{
	struct snapshot *s;
	uint64_t now = clock_now();
	bool due = refresh || r->last == NULL || (!r->demand.paused && now >= r->next_tick);

	if (due) {
		s = collector_tick(live->collector, &r->demand);
		r->ticks++;
		/* Ticks keep their rhythm, but a machine that cannot follow is not chased. */
		r->next_tick += interval_of(r);
		if (r->next_tick <= clock_now() || refresh)
			r->next_tick = clock_now() + interval_of(r);
	} else {
		s = collector_amend(live->collector, &r->demand, r->last);
		r->amended = clock_now();
	}
	if (s == NULL)
		return;
	snapshot_unref(r->last);
	r->last = s;
	publish(live, s);
}

static void *
live_thread(void *argument)
{
	struct live *live = argument;
	struct round r = {.next_tick = clock_now()};

	pthread_mutex_lock(&live->lock);
	demand_copy(&r.demand, &live->demand);
	live->demanded = false;
	while (r.last == NULL || wait_for_work(live, &r)) {
		bool refresh = live->refresh;
		if (live->stop)
			break;
		if (live->demanded) {
			demand_free(&r.demand);
			demand_copy(&r.demand, &live->demand);
		}
		live->demanded = live->refresh = live->arrived = false;
		pthread_mutex_unlock(&live->lock);
		work(live, &r, refresh);
		pthread_mutex_lock(&live->lock);
	}
	snapshot_unref(r.last);
	demand_free(&r.demand);
	live->ended = true;
	pthread_cond_signal(&live->over);
	pthread_mutex_unlock(&live->lock);
	return NULL;
}

static void
live_free(struct live *live)
{
	snapshot_unref(live->newest);
	demand_free(&live->demand);
	wake_close(live->wake);
	pthread_cond_destroy(&live->changed);
	pthread_cond_destroy(&live->over);
	pthread_mutex_destroy(&live->lock);
	free(live);
}

struct live *
live_start(struct collector *c, const struct demand *demand, struct wake **wake)
{
	struct wake *screen = wake_open();
	int error;

	if (screen == NULL)
		return NULL;
	struct live *live = xcalloc(1, sizeof(*live));
	live->wake = screen;
	live->collector = c;
	demand_copy(&live->demand, demand);
	pthread_mutex_init(&live->lock, NULL);
	thread_cond_init(&live->changed);
	thread_cond_init(&live->over);
	collector_on_arrival(c, readers_arrived, live);
	error = thread_start(&live->thread, 0, live_thread, live);
	if (error != 0) {
		collector_on_arrival(c, NULL, NULL);
		live_free(live);
		errno = error;
		return NULL;
	}
	*wake = screen;
	return live;
}

void
live_demand(struct live *live, const struct demand *demand)
{
	struct demand copy, old;

	demand_copy(&copy, demand);
	pthread_mutex_lock(&live->lock);
	old = live->demand;
	live->demand = copy;
	live->demanded = true;
	pthread_cond_signal(&live->changed);
	pthread_mutex_unlock(&live->lock);
	demand_free(&old);
}

void
live_refresh(struct live *live)
{
	pthread_mutex_lock(&live->lock);
	live->refresh = true;
	pthread_cond_signal(&live->changed);
	pthread_mutex_unlock(&live->lock);
}

const struct snapshot *
live_take(struct live *live)
{
	wake_clear(live->wake);
	pthread_mutex_lock(&live->lock);
	const struct snapshot *s = live->newest;
	live->newest = NULL;
	pthread_mutex_unlock(&live->lock);
	return s;
}

bool
live_stop(struct live *live, uint64_t until_ns)
{
	pthread_mutex_lock(&live->lock);
	live->stop = true;
	pthread_cond_signal(&live->changed);
	while (!live->ended && thread_wait(&live->over, &live->lock, until_ns))
		;
	bool ended = live->ended;
	pthread_mutex_unlock(&live->lock);
	if (!ended) {
		/* It sits in the kernel: whatever it uses stays. */
		pthread_detach(live->thread);
		return false;
	}
	pthread_join(live->thread, NULL);
	collector_on_arrival(live->collector, NULL, NULL);
	live_free(live);
	return true;
}
