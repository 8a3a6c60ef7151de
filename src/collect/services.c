#include "services.h"

#include "../compat.h"

/* Opening a watch and asking for everything the first time takes a manager some of this. */
#define DEADLINE_NS UINT64_C(500000000)

enum { CPU_NS, COUNTERS };

/*
 * Asks until it is told or there is nobody: a manager that was started anew answers the second
 * time.
 */
static void
ask(struct services_job *j)
{
	const struct driver *driver = j->owner->driver;
	bool worked = j->watch != NULL;

	for (;;) {
		if (j->watch == NULL)
			j->watch =
			    driver->services_open(j->owner->machine, j->note, sizeof(j->note));
		if (j->watch == NULL) {
			j->answered = FACT_NONE;
			return;
		}
		j->answered = driver->services(j->watch, j->answer.want, &j->answer.list);
		if (j->answered == FACT_OK || j->answered == FACT_PENDING ||
		    j->answered == FACT_STUCK)
			return;
		driver->services_close(j->watch);
		j->watch = NULL;
		if (!worked)
			return;
		worked = false;
		j->answer.list = (struct service_list){.arena = &j->answer.arena};
	}
}

static void
hang_up(struct services_job *j)
{
	j->owner->driver->services_close(j->watch);
	j->watch = NULL;
	j->answered = FACT_PENDING;
}

/* In the reader. */
static void
run(struct job *job)
{
	struct services_job *j =
	    (struct services_job *)(void *)((char *)job - offsetof(struct services_job, job));

	j->note[0] = '\0';
	if (j->answer.want != 0)
		ask(j);
	else
		hang_up(j);
	if (j->answered != FACT_OK && j->answered != FACT_PENDING && j->note[0] == '\0') {
		if (j->answer.list.note != NULL)
			strlcpy(j->note, j->answer.list.note, sizeof(j->note));
		else
			snprintf(j->note, sizeof(j->note), "%s does not answer",
			    j->owner->driver->service_manager);
	}
	j->answer.at = clock_now();
}

void
services_open(struct services *s, const struct driver *driver, struct machine *machine,
    void (*wake)(void *), void *argument)
{
	*s = (struct services){.driver = driver, .machine = machine, .known = FACT_PENDING};
	s->options = (struct readers_options){.workers = 1,
	    .bound = 1,
	    .deadline_ns = DEADLINE_NS,
	    .wake = wake,
	    .wake_argument = argument};
	s->job.owner = s;
	s->job.job.run = run;
	arena_init(&s->last.arena);
	arena_init(&s->job.answer.arena);
	if (driver->services_open == NULL)
		s->known = FACT_NONE;
}

bool
services_close(struct services *s)
{
	if (s->readers != NULL && !readers_close(s->readers))
		return false;
	if (s->job.watch != NULL)
		s->driver->services_close(s->job.watch);
	arena_free(&s->last.arena);
	arena_free(&s->job.answer.arena);
	samples_free(&s->samples);
	return true;
}

static void
submit(struct services *s, uint64_t want)
{
	struct services_list *answer = &s->job.answer;

	if (s->readers == NULL)
		s->readers = readers_open(&s->options);
	arena_reset(&answer->arena);
	answer->list = (struct service_list){.arena = &answer->arena};
	answer->want = want;
	s->job.job.next = NULL;
	s->flying = readers_submit(s->readers, &s->job.job, JOB_SHOWN);
}

/* Has the answer that was taken left something to ask for at once? */
static bool
is_partial(const struct services *s)
{
	return s->job.answered == FACT_PENDING && s->job.watch != NULL;
}

/* Does the last list do for now?  It may have come after the tick began. */
static bool
is_young(const struct services *s, uint64_t now, uint64_t age)
{
	return age > 0 && s->known == FACT_OK && s->last.at != 0 && !is_partial(s) &&
	    now < s->last.at + age;
}

void
services_ask(struct services *s, uint64_t want, uint64_t tick, uint64_t now, uint64_t age)
{
	bool again = s->last.at != 0 && (want & ~s->last.want) != 0;

	if (s->driver->services_open == NULL || s->flying ||
	    (!again && (s->tick == tick || is_young(s, now, age))) ||
	    (s->failed_at != 0 && now - s->failed_at < SERVICES_RETRY_NS))
		return;
	s->tick = tick;
	s->asked_at = now;
	submit(s, want);
}

void
services_rest(struct services *s, uint64_t now)
{
	/* What changes meanwhile would be told all the same, and pile up. */
	if (!s->flying && s->job.watch != NULL && now - s->asked_at > SERVICES_REST_NS)
		submit(s, 0);
}

/* What a service's control group used since the list before. */
static void
derive_cpu(struct services *s, struct service *row, uint64_t now)
{
	struct sample *sample = samples_get(&s->samples, row->id);
	uint64_t counters[COUNTERS] = {[CPU_NS] = row->cpu_ns};

	row->known[VG_CPU_PERCENT] = row->known[VG_CPU_TIME];
	if (row->known[VG_CPU_TIME] != FACT_OK)
		return;
	sample_take(sample, counters, COUNTERS, now);
	if (sample->elapsed == 0) {
		row->known[VG_CPU_PERCENT] = FACT_PENDING;
		return;
	}
	row->cpu_percent = (double)sample->delta[CPU_NS] * 100 / (double)sample->elapsed;
}

static void
settle(struct services *s, struct services_list *l)
{
	samples_begin(&s->samples);
	for (size_t i = 0; i < l->list.count; i++) {
		struct service *row = &l->list.rows[i];

		row->id = sample_id(1, row->name != NULL ? row->name : "");
		for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
			if ((l->want & VG_BIT(g)) != 0 && row->known[g] == FACT_UNREAD)
				row->known[g] = FACT_NONE;
		if ((l->want & VG_BIT(VG_CPU_TIME)) != 0)
			derive_cpu(s, row, l->at);
	}
	samples_end(&s->samples);
}

static void
take_answer(struct services *s, uint64_t now)
{
	struct services_list answer = s->job.answer;
	bool listed = s->job.answered == FACT_OK || s->job.answered == FACT_PENDING;

	s->flying = s->stuck = s->late = false;
	/* It hung up. */
	if (answer.want == 0)
		return;
	s->failed_at = !listed ? now : 0;
	/* What was told before is better than nothing, and it has its age. */
	if (s->job.answered == FACT_STUCK && s->known == FACT_OK)
		return;
	s->known = listed ? FACT_OK : s->job.answered;
	memcpy(s->note, s->job.note, sizeof(s->note));
	if (!listed)
		return;
	settle(s, &answer);
	s->job.answer = s->last;
	s->last = answer;
}

bool
services_take(struct services *s, uint64_t now)
{
	struct job *overdue;

	if (!s->flying)
		return false;
	if (readers_finished(s->readers) != NULL) {
		take_answer(s, now);
		return true;
	}
	if (readers_overdue(s->readers, &overdue, 1) == 0)
		return false;
	s->stuck = true;
	return true;
}

void
services_wait(struct services *s, double patience)
{
	const uint64_t span = patience > 0 ? (uint64_t)(patience * 1e9) : 0;
	uint64_t until = clock_now() + span, want = s->job.answer.want;

	/* What is overdue for the screen may only be slow. */
	while (s->flying && readers_wait(s->readers, 1, s->late ? 0 : until) > 0) {
		services_take(s, clock_now());
		if (is_partial(s))
			until = clock_now() + span;
		else if (s->job.answered != FACT_STUCK || clock_now() >= until)
			break;
		submit(s, want);
	}
	services_take(s, clock_now());
	s->late = s->flying;
	if (s->known == FACT_PENDING || s->known == FACT_STUCK)
		snprintf(s->note, sizeof(s->note), "%s has not answered within %g s",
		    s->driver->service_manager, patience);
}

void
services_grace(struct services *s, uint64_t span)
{
	if (services_waiting(s))
		readers_wait(s->readers, 1, clock_now() + span);
	services_take(s, clock_now());
}

bool
services_waiting(const struct services *s)
{
	return s->flying && !s->stuck;
}

enum fact
services_known(const struct services *s)
{
	return s->stuck && s->known == FACT_PENDING ? FACT_STUCK : s->known;
}
