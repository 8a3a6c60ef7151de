/* The Linux driver over captured trees: what the files say is what the rows say. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../src/arena.h"
#include "../src/collect/derive.h"
#include "../src/collect/field.h"
#include "../src/collect/oneshot.h"
#include "support/linux_driver.h"

#define FIXTURE(name) CTOP_SOURCE_DIR "/tests/fixtures/" name

START_TEST(a_capture_lists_its_processes_and_nothing_else)
{
	struct probe p = probe_open(FIXTURE("modern"));
	const int64_t want[] = {1, 2, 812, 900, 1500, 1501, 1600};

	ck_assert_int_eq(os_driver.list(p.machine, 0, &p.list), FACT_OK);
	ck_assert_uint_eq(p.list.count, 7);
	for (size_t i = 0; i < 7; i++) {
		struct proc *row = probe_find(&p, want[i]);
		ck_assert_msg(row != NULL, "pid %d", (int)want[i]);
		ck_assert_int_eq(row->tgid, want[i]);
		ck_assert(!row->thread);
	}
	/* A second look starts from the beginning. */
	p.list.count = 0;
	ck_assert_int_eq(os_driver.list(p.machine, 0, &p.list), FACT_OK);
	ck_assert_uint_eq(p.list.count, 7);
	probe_close(&p);
}
END_TEST

START_TEST(stat_and_owner_of_a_captured_process)
{
	struct probe p = probe_open(FIXTURE("modern"));
	struct proc *row = probe_row(&p, 812);

	probe_read(&p, row, "stat owner");
	ck_assert_str_eq(row->name, "postgres");
	ck_assert_int_eq(row->ppid, 1);
	ck_assert_int_eq(row->status, STATUS_RUNNING);
	ck_assert(!row->kernel);
	ck_assert_uint_eq(row->id.start, UINT64_C(50000000000));
	ck_assert_uint_eq(row->create_time, UINT64_C(1700000050000000000));
	ck_assert_uint_eq(row->cpu_user_ns, UINT64_C(760000000000));
	ck_assert_uint_eq(row->rss, UINT64_C(725000) * 4096);
	ck_assert_uint_eq(row->vms, 4402341888);
	ck_assert_ptr_null(row->terminal_name);
	/* From status: the directory is whoever's who unpacked the tree. */
	ck_assert_uint_eq(row->euid, 999);
	ck_assert_str_eq(row->username, "postgres");
	row = probe_row(&p, 900);
	probe_read(&p, row, "owner");
	ck_assert_str_eq(row->username, "1001");
	row = probe_row(&p, 1501);
	probe_read(&p, row, "owner stat status");
	ck_assert_str_eq(row->username, "root");
	ck_assert_uint_eq(row->more->uid, 1000);
	ck_assert_str_eq(row->terminal_name, "/dev/pts/3");
	probe_close(&p);
}
END_TEST

START_TEST(every_other_source_of_a_captured_process)
{
	struct probe p = probe_open(FIXTURE("modern"));
	struct proc *row = probe_row(&p, 812);

	probe_read(&p, row,
	    "stat status statm io cmdline exe cwd environ cgroup fd oom wchan ns "
	    "schedstat smaps_rollup");
	ck_assert_uint_eq(row->more->swap, 40 * 1024);
	ck_assert_uint_eq(row->more->peak_rss, 1756 * 1024);
	ck_assert_uint_eq(row->more->rss_shmem, 4 * 1024);
	ck_assert_uint_eq(row->more->ctx_switches_involuntary, 9);
	ck_assert_uint_eq(row->more->shared, 410 * 4096);
	ck_assert_uint_eq(row->more->read_bytes, 4096000);
	ck_assert_uint_eq(row->more->write_count, 400);
	ck_assert_uint_eq(row->more->read_chars, 1000);
	ck_assert_str_eq(row->cmdline.data, "postgres: checkpointer ");
	ck_assert_str_eq(row->more->exe, "/usr/lib/postgresql/15/bin/postgres");
	ck_assert_str_eq(row->more->cwd, "/var/lib/postgresql/data");
	ck_assert_uint_eq(row->more->environ.len,
	    sizeof("PGDATA=/var/lib/postgresql/data\0LANG=C"));
	ck_assert_str_eq(row->more->runtime, "docker");
	ck_assert_str_eq(row->more->container, "4f5e6d7c8b9a");
	ck_assert_int_eq(row->more->num_fds, 3);
	ck_assert_int_eq(row->more->oom_score, 666);
	ck_assert_str_eq(row->more->wchan, "ep_poll");
	ck_assert_uint_eq(row->more->netns, UINT64_C(4026531840));
	ck_assert_uint_eq(row->more->run_delay_ns, 2000000);
	ck_assert_uint_eq(row->footprint->uss, 812000 * 1024);
	ck_assert_uint_eq(row->footprint->pss, 1100000 * 1024);
	ck_assert_uint_eq(row->footprint->swap_pss, 20 * 1024);
	for (uint64_t rest = oneshot_offers(&os_driver, ONESHOT_ALL); rest != 0; rest &= rest - 1) {
		unsigned g = lowest_group(rest);
		/* A capture has no links to namespaces. */
		if (g != PG_OWNER && g != PG_USERNAME && g != PG_NETNS)
			ck_assert_msg(row->known[g] == FACT_OK, "group %u is %d", g, row->known[g]);
	}
	probe_close(&p);
}
END_TEST

START_TEST(kernel_threads_and_zombies_have_no_memory_and_that_is_known)
{
	struct probe p = probe_open(FIXTURE("modern"));
	const int64_t pids[] = {2, 1600};

	for (size_t i = 0; i < 2; i++) {
		struct proc *row = probe_row(&p, pids[i]);

		probe_read(&p, row, "stat status cmdline smaps_rollup");
		ck_assert_int_eq(row->kernel, pids[i] == 2);
		ck_assert_uint_eq(row->rss, 0);
		ck_assert_int_eq(row->known[PG_MEMORY], FACT_OK);
		ck_assert_int_eq(row->known[PG_SWAP], FACT_OK);
		ck_assert_uint_eq(row->more->swap, 0);
		ck_assert_int_eq(row->known[PG_CMDLINE], FACT_OK);
		ck_assert_uint_eq(row->cmdline.len, 0);
		ck_assert_int_eq(row->known[PG_USS], FACT_OK);
		ck_assert_uint_eq(row->footprint->uss, 0);
	}
	probe_close(&p);
}
END_TEST

START_TEST(threads_are_rows_of_their_own)
{
	struct probe p = probe_open(FIXTURE("modern"));
	struct proc *java = probe_row(&p, 900);
	struct held h;

	ck_assert_int_eq(os_driver.hold(p.machine, java, &h), FACT_OK);
	ck_assert_int_eq(os_driver.threads(&h, 0, &p.list), FACT_OK);
	os_driver.drop(&h);
	ck_assert_uint_eq(p.list.count, 2);
	struct proc *thread = probe_find(&p, 902);
	ck_assert_ptr_nonnull(thread);
	ck_assert(thread->thread);
	ck_assert_int_eq(thread->tgid, 900);
	probe_read(&p, thread, "stat status");
	ck_assert_str_eq(thread->name, "worker-2");
	ck_assert_uint_eq(thread->id.start, UINT64_C(60020000000));
	ck_assert_int_eq(thread->known[PG_IDS], FACT_OK);
	probe_close(&p);
}
END_TEST

#define ALL_SYSTEM ((1U << SG_COUNT) - 1)

START_TEST(system_facts_of_a_capture)
{
	struct probe p = probe_open(FIXTURE("modern"));
	struct system s = {0};

	os_driver.system(p.machine, ALL_SYSTEM, &s, &p.arena);
	for (int g = 0; g < SG_COUNT; g++)
		ck_assert_msg(s.known[g] == FACT_OK, "group %d", g);
	ck_assert_uint_eq(s.ncpus, 4);
	ck_assert_uint_eq(s.online, 3);
	for (uint32_t i = 0; i < 4; i++) {
		ck_assert_uint_eq(s.cpus[i].number, i);
		ck_assert_int_eq(s.cpus[i].online, i != 2);
		ck_assert_int_eq(s.cpus[i].known, i == 2 ? FACT_NONE : FACT_OK);
	}
	ck_assert_uint_eq(s.cpus[3].times.user, UINT64_C(15000000000));
	ck_assert_uint_eq(s.cpu.guest_nice, 10000000);
	ck_assert_uint_eq(s.boot_time, UINT64_C(1700000000000000000));
	ck_assert_uint_eq(s.uptime_ns, UINT64_C(274320500000000));
	ck_assert_uint_eq(s.swap.used, (2097152 - 1996800) * 1024);
	ck_assert_uint_eq(s.swap.sin, 25 * 4096);
	ck_assert_uint_eq(s.swap.sout, 50 * 4096);
	ck_assert_double_eq_tol(s.load[1], 0.37, 1e-9);
	ck_assert_double_eq_tol(s.pressure.io_some.avg10, 1.2, 1e-9);
	ck_assert(s.pressure.memory_full.known);
	ck_assert_uint_eq(s.pressure.memory_full.total_ns, 0);
	ck_assert_uint_eq(s.forks, 7340);
	ck_assert_str_eq(s.hostname, "db3.example");
	ck_assert_str_eq(s.release, "6.8.0-45-generic");
	probe_close(&p);
}
END_TEST

START_TEST(only_the_wanted_system_facts_are_touched)
{
	struct probe p = probe_open(FIXTURE("modern"));

	for (unsigned g = 0; g < SG_COUNT; g++) {
		struct system s = {0};

		os_driver.system(p.machine, SG_BIT(g), &s, &p.arena);
		for (unsigned other = 0; other < SG_COUNT; other++)
			ck_assert_int_eq(s.known[other], other == g ? FACT_OK : FACT_UNREAD);
	}
	probe_close(&p);
}
END_TEST

START_TEST(an_old_kernel_leaves_unknown_what_it_does_not_tell)
{
	struct probe p = probe_open(FIXTURE("old"));
	struct proc *init = probe_row(&p, 1), *kthread = probe_row(&p, 2);
	struct system s = {0};

	probe_read(&p, init, "stat status");
	ck_assert_int_eq(init->known[PG_PEAK_RSS], FACT_OK);
	ck_assert_int_eq(init->known[PG_SWAP], FACT_UNREAD);
	ck_assert_int_eq(init->known[PG_RSS_KINDS], FACT_UNREAD);
	ck_assert_int_eq(probe_try(&p, init, "smaps_rollup"), FACT_NONE);
	ck_assert_int_eq(probe_try(&p, init, "smaps"), FACT_OK);
	ck_assert_uint_eq(init->footprint->uss, 60 * 1024);
	ck_assert_uint_eq(init->footprint->pss, 60 * 1024);
	ck_assert_int_eq(init->known[PG_SWAP_PSS], FACT_UNREAD);
	probe_read(&p, kthread, "stat status smaps");
	ck_assert_int_eq(kthread->known[PG_SWAP], FACT_OK);
	ck_assert_int_eq(kthread->known[PG_USS], FACT_OK);
	ck_assert_int_eq(probe_try(&p, init, "wchan"), FACT_NONE);
	ck_assert_int_eq(probe_try(&p, init, "schedstat"), FACT_NONE);

	struct proc *sshd = probe_row(&p, 700);
	probe_read(&p, sshd, "oom cgroup");
	ck_assert_int_eq(sshd->more->oom_score_adj, -1000);
	ck_assert_str_eq(sshd->more->container, "web");

	os_driver.system(p.machine, ALL_SYSTEM, &s, &p.arena);
	ck_assert_int_eq(s.known[SG_PRESSURE], FACT_NONE);
	ck_assert_int_eq(s.known[SG_CPU], FACT_OK);
	ck_assert_uint_eq(s.ncpus, 1);
	/* free - 10000, files 300000 - 10000, slabs 40000 - 10000 */
	ck_assert_uint_eq(s.memory.available, UINT64_C(510000) * 1024);
	ck_assert_uint_eq(s.swap.total, 0);
	ck_assert_uint_eq(s.swap.sin, MEMORY_UNKNOWN);
	probe_close(&p);
}
END_TEST

START_TEST(hostile_trees_give_names_byte_for_byte_and_refusals)
{
	static const char *const names[] = {"a) R 1 (b", "\033]0;pwned\007", "a\nb", "", " ",
	    "\xff\xfe\xc0\x80", "\xe2\x80\xaegnp.exe", "%s%n", "=cmd()", "))))((((",
	    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac"};
	static const char *const users[] = {"0", "\033[31mred", "2", "3", "first", "\xff\xfe"};
	struct probe p = probe_open(FIXTURE("hostile"));

	for (int i = 0; i < 11; i++) {
		struct proc *row = probe_row(&p, 100 + i);

		probe_read(&p, row, "stat owner cmdline cgroup");
		ck_assert_str_eq(row->name, names[i]);
		ck_assert_int_eq(row->status, STATUS_SLEEPING);
		if (i < 6)
			ck_assert_str_eq(row->username, users[i]);
	}
	struct proc *linked = probe_row(&p, 100);
	probe_read(&p, linked, "exe");
	ck_assert_str_eq(linked->more->exe, "/tmp/\033[31m (deleted)");
	/* empty, truncated, a number out of range */
	for (int pid = 200; pid <= 202; pid++)
		ck_assert_int_eq(probe_try(&p, probe_row(&p, pid), "stat"), FACT_NONE);
	/* another process's text; a directory; nothing at all */
	ck_assert_int_eq(probe_try(&p, probe_row(&p, 203), "stat"), FACT_GONE);
	ck_assert_int_eq(probe_try(&p, probe_row(&p, 204), "stat"), FACT_NONE);
	ck_assert_int_eq(probe_try(&p, probe_row(&p, 205), "stat"), FACT_GONE);
	ck_assert_int_eq(probe_try(&p, probe_row(&p, 205), "status"), FACT_NONE);
	probe_close(&p);
}
END_TEST

START_TEST(hostile_numbers_are_no_facts)
{
	static const char *const none[] = {"status", "owner", "statm", "io", "cgroup",
	    "smaps_rollup", "oom", "schedstat"};
	struct probe p = probe_open(FIXTURE("hostile"));
	struct proc *row = probe_row(&p, 206);

	probe_read(&p, row, "stat");
	ck_assert_int_eq(row->known[PG_CPU], FACT_UNREAD);
	ck_assert_int_eq(row->known[PG_START], FACT_UNREAD); /* there is no boot time */
	ck_assert_uint_eq(row->rss, 0);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_msg(probe_try(&p, row, none[i]) == FACT_NONE, "%s", none[i]);
	probe_close(&p);
}
END_TEST

START_TEST(a_process_whose_first_thread_ended_does_not_pass_for_empty)
{
	struct probe p = probe_open(FIXTURE("hostile"));
	struct proc *row = probe_row(&p, 207);

	probe_read(&p, row, "stat status");
	ck_assert_int_eq(row->status, STATUS_ZOMBIE);
	ck_assert_int_eq(row->known[PG_MEMORY], FACT_UNREAD);
	ck_assert_int_eq(row->known[PG_SWAP], FACT_UNREAD);
	ck_assert_int_eq(probe_try(&p, row, "smaps"), FACT_NONE);
	probe_close(&p);
}
END_TEST

START_TEST(a_hostile_system_is_unknown_and_bounded)
{
	struct probe p = probe_open(FIXTURE("hostile"));
	struct system s = {0};

	os_driver.system(p.machine, ALL_SYSTEM, &s, &p.arena);
	for (int g = 0; g < SG_COUNT; g++)
		ck_assert_msg(s.known[g] == FACT_NONE, "group %d is %d", g, s.known[g]);
	ck_assert_int_eq(os_driver.list(p.machine, 0, &p.list), FACT_OK);
	ck_assert_ptr_null(probe_find(&p, 7));
	ck_assert_ptr_null(probe_find(&p, 0));
	ck_assert_ptr_null(probe_find(&p, 12));
	ck_assert_ptr_nonnull(probe_find(&p, 110));
	ck_assert_uint_eq(p.list.count, 19);
	probe_close(&p);
}
END_TEST

START_TEST(columns_that_are_said_to_be_linuxs_are_had)
{
	uint64_t offered = oneshot_offers(&os_driver, ONESHOT_ALL) | DERIVED_GROUPS;

	for (const struct field *f = process_table.fields; f->key != NULL; f++) {
		uint64_t needs = f->groups | derive_needs(f->groups, MEMTYPE_RSS);
		ck_assert_msg(((f->systems & ON_LINUX) != 0) == ((needs & ~offered) == 0), "%s",
		    f->key);
	}
}
END_TEST

START_TEST(a_capture_cannot_be_signalled)
{
	struct probe p = probe_open(FIXTURE("modern"));
	struct proc *row = probe_row(&p, 1);

	probe_read(&p, row, "stat");
	errno = 0;
	ck_assert_int_eq(os_driver.target(p.machine, row->id), -1);
	ck_assert_int_eq(errno, ENOTSUP);
	probe_close(&p);
}
END_TEST

START_TEST(what_is_no_proc_is_refused_in_one_line)
{
	const char *const roots[] = {"/nowhere", CTOP_SOURCE_DIR, FIXTURE("modern/etc")};
	char err[256];

	for (size_t i = 0; i < 3; i++) {
		struct open_options o = {.root = roots[i]};

		err[0] = '\0';
		ck_assert_ptr_null(os_driver.open(&o, err, sizeof(err)));
		ck_assert_msg(strstr(err, roots[i]) != NULL, "%s", err);
		ck_assert_ptr_null(strchr(err, '\n'));
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_capture_lists_its_processes_and_nothing_else,
	    stat_and_owner_of_a_captured_process,
	    every_other_source_of_a_captured_process,
	    kernel_threads_and_zombies_have_no_memory_and_that_is_known,
	    threads_are_rows_of_their_own,
	    system_facts_of_a_capture,
	    only_the_wanted_system_facts_are_touched,
	    an_old_kernel_leaves_unknown_what_it_does_not_tell,
	    hostile_trees_give_names_byte_for_byte_and_refusals,
	    hostile_numbers_are_no_facts,
	    a_process_whose_first_thread_ended_does_not_pass_for_empty,
	    a_hostile_system_is_unknown_and_bounded,
	    columns_that_are_said_to_be_linuxs_are_had,
	    a_capture_cannot_be_signalled,
	    what_is_no_proc_is_refused_in_one_line,
	};

	return probe_main("linux, captured", tests, sizeof(tests) / sizeof(tests[0]));
}
