/*
 * Derived facts: what two samples say, and what they must not say.
 */
#include <math.h>
#include <string.h>

#include "../src/collect/derive.h"
#include "support/suite.h"

#define SECOND UINT64_C(1000000000)

static struct derive_context context;
static struct proc row;
static struct proc_more more;
static struct proc_footprint footprint;
static struct kept kept;
static struct arena arena;

static void
setup(void)
{
	context = (struct derive_context){.now = 100 * SECOND,
	    .wall = 1000 * SECOND,
	    .memory_total = 1000,
	    .cpus = 4};
	memset(&more, 0, sizeof(more));
	memset(&footprint, 0, sizeof(footprint));
	memset(&kept, 0, sizeof(kept));
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_free(&arena);
}

/* A row as a tick reads it: all that sources know is known, nothing is derived yet. */
static void
read_row(uint64_t cpu_ns)
{
	memset(&row, 0, sizeof(row));
	for (int group = 0; group < PG_CPU_PERCENT; group++)
		row.known[group] = FACT_OK;
	row.id = (struct proc_id){7, 5};
	row.create_time = 990 * SECOND;
	row.cpu_user_ns = cpu_ns / 4;
	row.cpu_system_ns = cpu_ns - cpu_ns / 4;
	row.more = &more;
	row.footprint = &footprint;
}

static void
derive(enum proc_group group)
{
	derive_row(&context, PG_BIT(group), &row, &kept, &arena);
}

/* The next tick, so much later, with so much CPU time used. */
static enum fact
cpu_tick(uint64_t later_ns, uint64_t cpu_ns)
{
	context.now += later_ns;
	read_row(cpu_ns);
	derive(PG_CPU_PERCENT);
	return row.known[PG_CPU_PERCENT];
}

START_TEST(a_rate_is_growth_over_time)
{
	double rate = -1;

	ck_assert(derive_rate(100, 350, SECOND / 2, &rate));
	ck_assert_double_eq_tol(rate, 500, 1e-9);
	ck_assert(derive_rate(7, 7, SECOND, &rate));
	ck_assert(rate == 0);
	ck_assert(derive_rate(0, UINT64_MAX, SECOND, &rate));
	ck_assert(isfinite(rate) && rate > 1e19);
}
END_TEST

START_TEST(a_counter_that_ran_backwards_or_wrapped_has_no_rate)
{
	double rate = -1;

	ck_assert(!derive_rate(100, 99, SECOND, &rate));
	ck_assert(!derive_rate(UINT32_MAX, 3, SECOND, &rate));
	ck_assert(!derive_rate(UINT64_MAX, 0, SECOND, &rate));
	ck_assert(!derive_rate(1, 2, 0, &rate));
	ck_assert(rate == -1);
}
END_TEST

START_TEST(cpu_percent_is_of_one_cpu_from_the_second_tick_on)
{
	ck_assert_int_eq(cpu_tick(0, 10 * SECOND), FACT_PENDING);
	ck_assert_int_eq(cpu_tick(2 * SECOND, 13 * SECOND), FACT_OK);
	ck_assert_double_eq_tol(row.cpu_percent, 150, 1e-9);
	ck_assert_int_eq(cpu_tick(SECOND, 13 * SECOND), FACT_OK);
	ck_assert(row.cpu_percent == 0);
}
END_TEST

START_TEST(cpu_percent_is_never_negative_or_more_than_the_cpus)
{
	cpu_tick(0, 10 * SECOND);
	ck_assert_int_eq(cpu_tick(SECOND, 9 * SECOND), FACT_PENDING);
	/* The step back is the new beginning. */
	ck_assert_int_eq(cpu_tick(SECOND, 10 * SECOND), FACT_OK);
	ck_assert_double_eq_tol(row.cpu_percent, 100, 1e-9);
	ck_assert_int_eq(cpu_tick(SECOND, 30 * SECOND), FACT_OK);
	ck_assert_double_eq_tol(row.cpu_percent, 400, 1e-9);
	ck_assert_int_eq(cpu_tick(0, 31 * SECOND), FACT_PENDING);
}
END_TEST

START_TEST(a_process_born_since_the_last_tick_has_its_percentage_at_once)
{
	context.interval = 2 * SECOND;
	read_row(SECOND);
	row.fresh = true;
	derive(PG_CPU_PERCENT);
	ck_assert_int_eq(row.known[PG_CPU_PERCENT], FACT_OK);
	ck_assert_double_eq_tol(row.cpu_percent, 50, 1e-9);
	/* The first tick: there was none before to be younger than. */
	memset(&kept, 0, sizeof(kept));
	context.interval = 0;
	read_row(SECOND);
	row.fresh = true;
	derive(PG_CPU_PERCENT);
	ck_assert_int_eq(row.known[PG_CPU_PERCENT], FACT_PENDING);
}
END_TEST

START_TEST(the_reason_of_what_is_missing_goes_to_what_is_derived_from_it)
{
	read_row(0);
	row.known[PG_CPU] = FACT_GONE;
	row.known[PG_FAULTS] = FACT_NONE;
	row.known[PG_IO_BYTES] = FACT_DENIED;
	row.known[PG_USS] = FACT_STUCK;
	context.memtype = MEMTYPE_USS;
	derive_row(&context,
	    PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES) |
		PG_BIT(PG_MEMORY_PERCENT),
	    &row, &kept, &arena);
	ck_assert_int_eq(row.known[PG_CPU_PERCENT], FACT_GONE);
	ck_assert_int_eq(row.known[PG_FAULT_RATES], FACT_NONE);
	ck_assert_int_eq(row.known[PG_IO_RATES], FACT_DENIED);
	ck_assert_int_eq(row.known[PG_MEMORY_PERCENT], FACT_STUCK);
	/* And nothing of it becomes a sample. */
	ck_assert_int_eq(cpu_tick(SECOND, SECOND), FACT_PENDING);
}
END_TEST

START_TEST(rates_of_faults_and_io_need_both_of_their_counters)
{
	static const struct {
		uint64_t minor, major, read, write;
		enum fact faults, io;
	} ticks[] = {
	    {10, 1, 100, 1000, FACT_PENDING, FACT_PENDING},
	    {30, 2, 100, 3000, FACT_OK, FACT_OK},
	    {40, 1, 200, 2999, FACT_PENDING, FACT_PENDING},
	    {40, 1, 300, 2999, FACT_OK, FACT_OK},
	};

	for (size_t i = 0; i < sizeof(ticks) / sizeof(ticks[0]); i++) {
		context.now += 2 * SECOND;
		read_row(0);
		row.minor_faults = ticks[i].minor;
		row.major_faults = ticks[i].major;
		more.read_bytes = ticks[i].read;
		more.write_bytes = ticks[i].write;
		derive_row(&context, PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES), &row, &kept,
		    &arena);
		ck_assert_int_eq(row.known[PG_FAULT_RATES], ticks[i].faults);
		ck_assert_int_eq(row.known[PG_IO_RATES], ticks[i].io);
		if (i == 1) {
			ck_assert_double_eq_tol(more.minor_fault_rate, 10, 1e-9);
			ck_assert_double_eq_tol(more.major_fault_rate, 0.5, 1e-9);
			ck_assert(more.read_rate == 0);
			ck_assert_double_eq_tol(more.write_rate, 1000, 1e-9);
		}
	}
	ck_assert_double_eq_tol(more.read_rate, 50, 1e-9);
}
END_TEST

START_TEST(an_amended_row_keeps_the_rates_it_has)
{
	cpu_tick(0, 0);
	ck_assert_int_eq(cpu_tick(SECOND, SECOND / 2), FACT_OK);
	/* The same row again within the tick: no second sample, no new interval. */
	context.now += 1;
	derive(PG_CPU_PERCENT);
	ck_assert_int_eq(row.known[PG_CPU_PERCENT], FACT_OK);
	ck_assert_double_eq_tol(row.cpu_percent, 50, 1e-9);
	ck_assert_uint_eq(kept.sample.cpu_at, context.now - 1);
}
END_TEST

START_TEST(memory_percent_is_of_the_kind_that_was_chosen)
{
	static const double percent[MEMTYPE_COUNT] = {[MEMTYPE_RSS] = 30,
	    [MEMTYPE_USS] = 10,
	    [MEMTYPE_PSS] = 20,
	    [MEMTYPE_SWAP] = 5,
	    [MEMTYPE_VMS] = 90};

	for (int kind = 0; kind < MEMTYPE_COUNT; kind++) {
		ck_assert_ptr_nonnull(memtype_names[kind]);
		read_row(0);
		row.rss = 300;
		row.vms = 900;
		footprint.uss = 100;
		footprint.pss = 200;
		more.swap = 50;
		context.memtype = (enum memtype)kind;
		derive(PG_MEMORY_PERCENT);
		ck_assert_int_eq(row.known[PG_MEMORY_PERCENT], FACT_OK);
		ck_assert_double_eq_tol(row.memory_percent, percent[kind], 1e-9);
	}
	/* Nobody knows how much memory there is. */
	context.memory_total = 0;
	read_row(0);
	derive(PG_MEMORY_PERCENT);
	ck_assert_int_eq(row.known[PG_MEMORY_PERCENT], FACT_NONE);
}
END_TEST

START_TEST(what_is_derived_asks_for_what_it_is_made_of)
{
	ck_assert_uint_eq(derive_needs(PG_BIT(PG_NAME), MEMTYPE_RSS), 0);
	ck_assert_uint_eq(derive_needs(PG_BIT(PG_MEMORY_PERCENT), MEMTYPE_SWAP), PG_BIT(PG_SWAP));
	ck_assert_uint_eq(derive_needs(PG_BIT(PG_MEMORY_PERCENT), MEMTYPE_PSS), PG_BIT(PG_PSS));
	ck_assert_uint_eq(derive_needs(PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES), MEMTYPE_RSS),
	    PG_BIT(PG_FAULTS) | PG_BIT(PG_IO_BYTES));
	ck_assert((derive_needs(PG_BIT(PG_CPU_PERCENT), MEMTYPE_RSS) & PG_BIT(PG_CPU)) != 0);
}
END_TEST

START_TEST(a_wall_clock_set_back_makes_no_huge_age)
{
	read_row(0);
	derive(PG_CPU_PERCENT);
	ck_assert_uint_eq(row.elapsed_ns, 10 * SECOND);
	context.wall = 900 * SECOND;
	read_row(0);
	derive(PG_CPU_PERCENT);
	ck_assert_uint_eq(row.elapsed_ns, 0);
}
END_TEST

static const char *
name_of(const char *comm, const char *cmdline, size_t len)
{
	memset(&row, 0, sizeof(row));
	row.known[PG_NAME] = row.known[PG_CMDLINE] = FACT_OK;
	row.name = comm;
	row.cmdline = (struct blob){cmdline, len};
	derive_name(&row, &arena);
	return row.name;
}
#define NAME_OF(comm, cmdline) name_of(comm, cmdline, sizeof(cmdline) - 1)

START_TEST(only_a_name_that_the_kernel_cut_is_completed_and_only_by_what_begins_with_it)
{
	ck_assert_str_eq(NAME_OF("systemd-journal", "/lib/systemd/systemd-journald\0"),
	    "systemd-journald");
	ck_assert_str_eq(NAME_OF("a-name-of-fifte", "a-name-of-fifteen-and-more\0--flag\0"),
	    "a-name-of-fifteen-and-more");
	/* Whole, though as long as the kernel allows. */
	ck_assert_str_eq(NAME_OF("exactly-fifteen", "/bin/exactly-fifteen\0"), "exactly-fifteen");
	/* It gave itself another name, or other arguments. */
	ck_assert_str_eq(NAME_OF("kworker-like-15", "/usr/bin/something-else-long\0"),
	    "kworker-like-15");
	ck_assert_str_eq(NAME_OF("short", "/bin/shorter-than-it-looks\0"), "short");
	ck_assert_str_eq(NAME_OF("systemd-journal", ""), "systemd-journal");
	ck_assert_str_eq(NAME_OF("systemd-journal", "/a/path/that/ends/in/a/slash/\0"),
	    "systemd-journal");
}
END_TEST

START_TEST(a_name_is_not_completed_from_what_may_not_be_known)
{
	name_of("systemd-journal", "", 0);
	row.cmdline = (struct blob){"/lib/systemd/systemd-journald", 30};
	row.known[PG_CMDLINE] = FACT_DENIED;
	derive_name(&row, &arena);
	ck_assert_str_eq(row.name, "systemd-journal");
}
END_TEST

static double
parts_of(const struct cpu_percent *p)
{
	return p->user + p->nice + p->system + p->idle + p->iowait + p->irq + p->softirq + p->steal;
}

START_TEST(parts_of_a_cpu_add_up_to_a_hundred)
{
	struct cpu_times before, now;
	struct cpu_percent p;
	uint64_t seed = 12345;

	for (int round = 0; round < 2000; round++) {
		uint64_t *a = (uint64_t *)(void *)&before, *b = (uint64_t *)(void *)&now;
		for (size_t i = 0; i < sizeof(before) / sizeof(*a); i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			a[i] = seed >> 20;
			b[i] = a[i] + (seed >> 60) * 10000000;
			/* Every eighth runs backwards. */
			if ((seed >> 55 & 7) == 0)
				b[i] = a[i] - (seed >> 50 & 0xff);
		}
		if (!derive_cpu_percent(&before, &now, &p))
			continue;
		ck_assert_double_eq_tol(parts_of(&p), 100, 1e-9);
		ck_assert_double_eq_tol(p.total + p.idle + p.iowait, 100, 1e-9);
		ck_assert(p.total >= 0 && p.total <= 100 && p.guest >= 0 && p.guest <= 100);
	}
}
END_TEST

START_TEST(time_that_runs_backwards_was_not_spent)
{
	struct cpu_times before = {.user = 100, .idle = 500, .iowait = 900, .steal = 50};
	struct cpu_times now = {.user = 130, .idle = 570, .iowait = 100, .steal = 49};
	struct cpu_percent p;

	ck_assert(derive_cpu_percent(&before, &now, &p));
	ck_assert_double_eq_tol(p.user, 30, 1e-9);
	ck_assert_double_eq_tol(p.idle, 70, 1e-9);
	ck_assert_double_eq_tol(p.total, 30, 1e-9);
	ck_assert(p.iowait == 0 && p.steal == 0);
	/* No time has passed, or all of it backwards. */
	ck_assert(!derive_cpu_percent(&now, &now, &p));
	ck_assert(!derive_cpu_percent(&before, &(struct cpu_times){0}, &p));
}
END_TEST

START_TEST(time_that_a_system_does_not_tell_has_no_share)
{
	const struct cpu_times before = {.nice = NOT_TOLD,
	    .iowait = NOT_TOLD,
	    .steal = NOT_TOLD,
	    .guest = NOT_TOLD,
	    .guest_nice = NOT_TOLD};
	struct cpu_times now = before;
	struct cpu_percent p;

	now.user = 30;
	now.system = 20;
	now.idle = 40;
	now.irq = 10;
	ck_assert(derive_cpu_percent(&before, &now, &p));
	ck_assert_double_eq_tol(p.user, 30, 1e-9);
	ck_assert_double_eq_tol(p.system, 20, 1e-9);
	ck_assert_double_eq_tol(p.idle, 40, 1e-9);
	ck_assert_double_eq_tol(p.irq, 10, 1e-9);
	ck_assert_double_eq_tol(p.total, 60, 1e-9);
	ck_assert(p.softirq == 0);
	ck_assert(isnan(p.nice) && isnan(p.iowait) && isnan(p.steal) && isnan(p.guest));
	/* nor has it grown from nothing */
	ck_assert(derive_cpu_percent(&(struct cpu_times){0}, &now, &p));
	ck_assert_double_eq_tol(p.total, 60, 1e-9);
}
END_TEST

START_TEST(guests_are_part_of_user_time_and_not_counted_twice)
{
	struct cpu_times now = {.user = 60, .nice = 20, .idle = 20, .guest = 40, .guest_nice = 10};
	struct cpu_percent p;

	ck_assert(derive_cpu_percent(&(struct cpu_times){0}, &now, &p));
	ck_assert_double_eq_tol(p.user, 60, 1e-9);
	ck_assert_double_eq_tol(p.total, 80, 1e-9);
	ck_assert_double_eq_tol(p.guest, 50, 1e-9);
}
END_TEST

/* A tick of a machine with these CPUs, each of which spent `busy` more since the tick before. */
static struct cpu cpus[4];
static struct system machine;

static void
machine_tick(struct derive_system *state, size_t count, uint64_t busy)
{
	machine.known[SG_CPU] = FACT_OK;
	machine.cpus = cpus;
	machine.ncpus = count;
	machine.cpu.user += busy;
	machine.cpu.idle += busy;
	for (size_t i = 0; i < count; i++) {
		cpus[i].number = (uint32_t)i;
		cpus[i].known = FACT_OK;
		if (cpus[i].online) {
			cpus[i].times.user += busy;
			cpus[i].times.idle += 3 * busy;
		}
	}
	derive_system(state, 1, &machine);
}

START_TEST(cpus_go_and_come_back_without_an_absurd_percentage)
{
	struct derive_system state = {.sampled = false};

	memset(cpus, 0, sizeof(cpus));
	memset(&machine, 0, sizeof(machine));
	cpus[0].online = cpus[1].online = true;
	machine_tick(&state, 2, 100);
	ck_assert_int_eq(machine.known_rate, FACT_PENDING);
	ck_assert_int_eq(cpus[0].known_rate, FACT_PENDING);
	machine_tick(&state, 2, 100);
	ck_assert_int_eq(machine.known_rate, FACT_OK);
	ck_assert_double_eq_tol(machine.cpu_percent.user, 50, 1e-9);
	ck_assert_int_eq(cpus[1].known_rate, FACT_OK);
	ck_assert_double_eq_tol(cpus[1].percent.total, 25, 1e-9);
	/* Off: there is no percentage, not one of 0. */
	cpus[1].online = false;
	machine_tick(&state, 2, 100);
	ck_assert_int_eq(cpus[1].known_rate, FACT_NONE);
	ck_assert_int_eq(cpus[0].known_rate, FACT_OK);
	/* Back, with counters that went on elsewhere: what it was before is no sample. */
	cpus[1].online = true;
	cpus[1].times.idle += 5000;
	machine_tick(&state, 2, 100);
	ck_assert_int_eq(cpus[1].known_rate, FACT_PENDING);
	machine_tick(&state, 2, 100);
	ck_assert_int_eq(cpus[1].known_rate, FACT_OK);
	/* More of them. */
	cpus[3].online = true;
	machine_tick(&state, 4, 100);
	ck_assert_int_eq(cpus[3].known_rate, FACT_PENDING);
	ck_assert_int_eq(cpus[2].known_rate, FACT_NONE);
	ck_assert_int_eq(cpus[0].known_rate, FACT_OK);
	machine_tick(&state, 4, 100);
	ck_assert_double_eq_tol(cpus[3].percent.user, 25, 1e-9);
	derive_system_free(&state);
}
END_TEST

START_TEST(a_machine_that_does_not_tell_its_cpus_has_no_percentage)
{
	struct derive_system state = {.sampled = false};

	memset(&machine, 0, sizeof(machine));
	machine.known[SG_CPU] = FACT_DENIED;
	derive_system(&state, 1, &machine);
	ck_assert_int_eq(machine.known_rate, FACT_DENIED);
	ck_assert(!state.sampled);
	derive_system_free(&state);
}
END_TEST

/* A tick of a machine whose counters all stand at n, a second after the tick before. */
static void
counters_tick(struct derive_system *state, uint64_t second, uint64_t n)
{
	memset(&machine, 0, sizeof(machine));
	machine.known[SG_SWAP] = machine.known[SG_EVENTS] = FACT_OK;
	machine.swap = (struct swap){.sin = n, .sout = 2 * n};
	machine.ctx_switches = 3 * n;
	machine.interrupts = 4 * n;
	machine.forks = 5 * n;
	derive_system(state, second * UINT64_C(1000000000), &machine);
}

static void
counters_are(enum fact fact)
{
	ck_assert_int_eq(machine.known_swap_rate, fact);
	ck_assert_int_eq(machine.known_event_rate, fact);
}

START_TEST(events_and_swapping_have_rates_from_the_second_tick_on)
{
	struct derive_system state = {.sampled = false};

	counters_tick(&state, 100, 1000);
	counters_are(FACT_PENDING);
	counters_tick(&state, 102, 1010);
	counters_are(FACT_OK);
	ck_assert_double_eq_tol(machine.rates.sin, 5, 1e-9);
	ck_assert_double_eq_tol(machine.rates.sout, 10, 1e-9);
	ck_assert_double_eq_tol(machine.rates.ctx_switches, 15, 1e-9);
	ck_assert_double_eq_tol(machine.rates.interrupts, 20, 1e-9);
	ck_assert_double_eq_tol(machine.rates.forks, 25, 1e-9);
	derive_system_free(&state);
}
END_TEST

START_TEST(counters_of_the_system_that_start_anew_have_no_rate_for_a_tick)
{
	struct derive_system state = {.sampled = false};

	counters_tick(&state, 100, 1000);
	counters_tick(&state, 101, 10);
	counters_are(FACT_PENDING);
	counters_tick(&state, 102, 11);
	counters_are(FACT_OK);
	ck_assert_double_eq_tol(machine.rates.forks, 5, 1e-9);
	/* Nobody looked for a while: what was then is no sample. */
	memset(&machine, 0, sizeof(machine));
	derive_system(&state, 103 * UINT64_C(1000000000), &machine);
	counters_are(FACT_UNREAD);
	counters_tick(&state, 104, 12);
	counters_are(FACT_PENDING);
	derive_system_free(&state);
}
END_TEST

START_TEST(a_system_that_does_not_count_its_swapping_has_no_rate_of_it)
{
	struct derive_system state = {.sampled = false};

	for (uint64_t i = 1; i < 3; i++) {
		memset(&machine, 0, sizeof(machine));
		machine.known[SG_SWAP] = FACT_OK;
		machine.swap = (struct swap){.sin = MEMORY_UNKNOWN, .sout = MEMORY_UNKNOWN};
		machine.known[SG_EVENTS] = FACT_DENIED;
		derive_system(&state, i * UINT64_C(1000000000), &machine);
		ck_assert_int_eq(machine.known_swap_rate, FACT_NONE);
		ck_assert_int_eq(machine.known_event_rate, FACT_DENIED);
	}
	derive_system_free(&state);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_rate_is_growth_over_time,
	    a_counter_that_ran_backwards_or_wrapped_has_no_rate,
	    cpu_percent_is_of_one_cpu_from_the_second_tick_on,
	    cpu_percent_is_never_negative_or_more_than_the_cpus,
	    a_process_born_since_the_last_tick_has_its_percentage_at_once,
	    the_reason_of_what_is_missing_goes_to_what_is_derived_from_it,
	    rates_of_faults_and_io_need_both_of_their_counters,
	    an_amended_row_keeps_the_rates_it_has,
	    memory_percent_is_of_the_kind_that_was_chosen,
	    what_is_derived_asks_for_what_it_is_made_of,
	    a_wall_clock_set_back_makes_no_huge_age,
	    only_a_name_that_the_kernel_cut_is_completed_and_only_by_what_begins_with_it,
	    a_name_is_not_completed_from_what_may_not_be_known,
	    parts_of_a_cpu_add_up_to_a_hundred,
	    time_that_runs_backwards_was_not_spent,
	    time_that_a_system_does_not_tell_has_no_share,
	    guests_are_part_of_user_time_and_not_counted_twice,
	    cpus_go_and_come_back_without_an_absurd_percentage,
	    a_machine_that_does_not_tell_its_cpus_has_no_percentage,
	    events_and_swapping_have_rates_from_the_second_tick_on,
	    counters_of_the_system_that_start_anew_have_no_rate_for_a_tick,
	    a_system_that_does_not_count_its_swapping_has_no_rate_of_it,
	    NULL,
	};

	return suite_run("derive", tests, setup, teardown);
}
