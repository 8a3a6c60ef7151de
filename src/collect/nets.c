#include "nets.h"

#include <stddef.h>

#include "../compat.h"

void
nets_open(struct nets *n, const struct driver *driver, struct machine *machine)
{
	*n = (struct nets){.driver = driver, .machine = machine};
	n->job.owner = n;
	n->last.known = FACT_STUCK;
	arena_init(&n->last.arena);
	arena_init(&n->job.answer.arena);
}

bool
nets_close(struct nets *n)
{
	if (n->readers != NULL && !readers_close(n->readers))
		return false;
	arena_free(&n->last.arena);
	arena_free(&n->job.answer.arena);
	return true;
}

/* In the reader. */
static void
run(struct job *job)
{
	struct nets_job *j =
	    (struct nets_job *)(void *)((char *)job - offsetof(struct nets_job, job));
	struct nets_list *answer = &j->answer;

	answer->known = j->owner->driver->nets(j->owner->machine, answer->want, &answer->list);
	answer->at = clock_now();
}

static void
take_answer(struct nets *n)
{
	struct nets_list answer = n->job.answer;

	n->flying = n->late = false;
	n->job.answer = n->last;
	n->last = answer;
}

/* Without a thread to be had whoever asks does it. */
static void
submit(struct nets *n, uint64_t want)
{
	const struct readers_options options = {.workers = 1, .bound = 1};
	struct nets_list *answer = &n->job.answer;

	if (n->readers == NULL)
		n->readers = readers_open(&options);
	arena_reset(&answer->arena);
	answer->list = (struct net_list){.arena = &answer->arena};
	answer->want = want;
	n->job.job = (struct job){.run = run};
	n->flying = readers_submit(n->readers, &n->job.job, JOB_SHOWN);
	if (!n->flying)
		run(&n->job.job);
}

bool
nets_ask(struct nets *n, uint64_t want, uint64_t patience_ns)
{
	struct job *overdue;

	if (!n->flying) {
		submit(n, want);
		if (!n->flying) {
			take_answer(n);
			return true;
		}
	}
	readers_wait(n->readers, 1, n->late ? 0 : clock_now() + patience_ns);
	readers_overdue(n->readers, &overdue, 1);
	if (readers_finished(n->readers) == NULL) {
		n->late = true;
		return false;
	}
	take_answer(n);
	return true;
}
