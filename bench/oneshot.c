/*
 * The figure this design started from: six facts of one process (name, cpu
 * times, create time, ppid, status, terminal) asked for one by one, against one
 * oneshot that reads them together.
 *
 *	bench_oneshot [ROUNDS]	prints ns per round: one by one, together
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "collect/oneshot.h"
#include "compat.h"

static const enum proc_group six[] = {PG_NAME, PG_CPU, PG_START, PG_PPID, PG_STATUS, PG_JOB};
enum { SIX = sizeof(six) / sizeof(six[0]) };

static void
ask(struct machine *machine, uint64_t groups, struct arena *arena)
{
	struct oneshot batch;
	struct proc row = {.id.pid = getpid(), .tgid = getpid()};

	if (oneshot_open(&batch, &os_driver, machine, &row, arena, NULL) != FACT_OK)
		die("this process cannot be read");
	oneshot_read(&batch, groups, ONESHOT_ALL);
	oneshot_close(&batch);
	for (unsigned g = 0; g < PG_COUNT; g++)
		if ((groups & PG_BIT(g)) != 0 && row.known[g] != FACT_OK)
			die("group %u is not known", g);
	arena_reset(arena);
}

static uint64_t
one_by_one(struct machine *machine, long rounds, struct arena *arena)
{
	uint64_t before = clock_cpu();

	for (long i = 0; i < rounds; i++)
		for (size_t g = 0; g < SIX; g++)
			ask(machine, PG_BIT(six[g]), arena);
	return clock_cpu() - before;
}

static uint64_t
together(struct machine *machine, long rounds, struct arena *arena)
{
	uint64_t all = 0, before = clock_cpu();

	for (size_t g = 0; g < SIX; g++)
		all |= PG_BIT(six[g]);
	for (long i = 0; i < rounds; i++)
		ask(machine, all, arena);
	return clock_cpu() - before;
}

int
main(int argc, char *argv[])
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 20000;
	struct open_options here = {.root = NULL};
	struct machine *machine;
	struct arena arena;
	char err[200];

	if (rounds < 1)
		return 2;
	arena_init(&arena);
	if ((machine = os_driver.open(&here, err, sizeof(err))) == NULL)
		die("%s", err);
	/* Caches fill before anything counts. */
	together(machine, rounds / 10 + 1, &arena);
	printf("%.1f ", (double)one_by_one(machine, rounds, &arena) / (double)rounds);
	printf("%.1f\n", (double)together(machine, rounds, &arena) / (double)rounds);
	os_driver.close(machine);
	arena_free(&arena);
	return 0;
}
