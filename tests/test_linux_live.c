/* The Linux driver on the live /proc, with processes made for the purpose. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/os/linux/linux.h"
#include "support/linux_driver.h"

/* Waits for a signal for ever; killed by the test. */
static pid_t
child_start(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* check's own handler would take it out on the test. */
		signal(SIGTERM, SIG_DFL);
		close(ready[0]);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 0);
	close(ready[0]);
	return pid;
}

static void
child_end(pid_t pid)
{
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

static bool
sleeps(pid_t pid)
{
	char path[40], text[400];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	return strstr(text, ") S ") != NULL;
}

/* A program with arguments and environment of our choice; returns when it runs. */
static pid_t
child_exec(char *const argv[], char *const env[])
{
	int ready[2];
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execve("/bin/sleep", argv, env);
		_exit(127);
	}
	/* exec closes the other end, and sets up the arguments after that: then it sleeps. */
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 0);
	close(ready[0]);
	while (!sleeps(pid))
		sched_yield();
	return pid;
}

START_TEST(our_own_process_is_as_we_know_it)
{
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());

	prctl(PR_SET_NAME, "a) R (b");
	probe_read(&p, row, "stat owner status statm io cgroup fd oom");
	ck_assert_str_eq(row->name, "a) R (b");
	ck_assert_int_eq(row->ppid, getppid());
	ck_assert_int_eq(row->pgrp, getpgrp());
	ck_assert_int_eq(row->session, getsid(0));
	ck_assert_int_eq(row->status, STATUS_RUNNING);
	ck_assert_uint_eq(row->num_threads, 1);
	ck_assert(!row->kernel);
	ck_assert_uint_eq(row->euid, geteuid());
	ck_assert_uint_eq(row->more->uid, getuid());
	ck_assert_uint_eq(row->more->gid, getgid());
	ck_assert_uint_gt(row->rss, 0);
	ck_assert_uint_gt(row->id.start, 0);
	ck_assert_int_eq(row->known[PG_START], FACT_OK);
	ck_assert_int_eq(os_driver.list(p.machine, 0, &p.list), FACT_OK);
	ck_assert_ptr_nonnull(probe_find(&p, getpid()));
	ck_assert_ptr_nonnull(probe_find(&p, getppid()));
	probe_close(&p);
}
END_TEST

START_TEST(arguments_and_environment_come_whole)
{
	struct probe p = probe_open(NULL);
	size_t len = 100000;
	char *number = malloc(len + 1);
	/* sleep takes any number of leading zeros */
	memset(number, '0', len);
	number[len] = '\0';
	memcpy(number + len - 4, "1000", 4);
	char name[] = "my sleep", a[] = "A=1", b[] = "B=\033[2J";
	char *const argv[] = {name, number, NULL}, *const env[] = {a, b, NULL};
	pid_t pid = child_exec(argv, env);
	struct proc *row = probe_row(&p, pid);

	probe_read(&p, row, "stat cmdline environ exe cwd");
	ck_assert_str_eq(row->name, "sleep");
	ck_assert_uint_eq(row->cmdline.len, sizeof("my sleep") + len + 1);
	ck_assert_str_eq(row->cmdline.data, "my sleep");
	ck_assert_str_eq(row->cmdline.data + sizeof("my sleep"), number);
	ck_assert_uint_eq(row->more->environ.len, sizeof("A=1\0B=\033[2J"));
	ck_assert(memcmp(row->more->environ.data, "A=1\0B=\033[2J", row->more->environ.len) == 0);
	char *cwd = getcwd(NULL, 0), *exe = realpath("/bin/sleep", NULL);
	ck_assert_str_eq(row->more->cwd, cwd);
	ck_assert_str_eq(row->more->exe, exe);
	free(cwd);
	free(exe);
	free(number);
	child_end(pid);
	probe_close(&p);
}
END_TEST

START_TEST(touched_memory_is_uss_by_rollup_and_by_smaps)
{
	const size_t size = (size_t)8 << 20;
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());
	uint64_t before;

	probe_read(&p, row, "smaps_rollup");
	before = row->footprint->uss;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	memset(memory, 1, size);
	probe_read(&p, row, "smaps_rollup");
	ck_assert_uint_ge(row->footprint->uss, before + size);
	ck_assert_uint_lt(row->footprint->uss, before + size + size / 2);
	ck_assert_uint_ge(row->footprint->pss, row->footprint->uss);
	uint64_t rollup = row->footprint->uss;
	probe_read(&p, row, "smaps");
	uint64_t apart = row->footprint->uss > rollup ? row->footprint->uss - rollup
						      : rollup - row->footprint->uss;
	ck_assert_uint_lt(apart, size / 8);
	munmap(memory, size);
	probe_close(&p);
}
END_TEST

START_TEST(descriptors_are_counted_on_new_and_old_kernels)
{
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());
	int fds[40];

	for (int way = 0; way < 2; way++) {
		if (way == 1)
			p.machine->has_fd_count = false;
		probe_read(&p, row, "fd");
		int32_t before = row->more->num_fds;
		for (int i = 0; i < 40; i++)
			fds[i] = open("/dev/null", O_RDONLY);
		probe_read(&p, row, "fd");
		ck_assert_int_eq(row->more->num_fds, before + 40);
		for (int i = 0; i < 40; i++)
			close(fds[i]);
	}
	probe_close(&p);
}
END_TEST

static void *
named_thread(void *gate)
{
	prctl(PR_SET_NAME, "second");
	pthread_barrier_wait(gate);
	pthread_barrier_wait(gate);
	return NULL;
}

START_TEST(threads_of_a_process_are_found_and_read)
{
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());
	pthread_barrier_t gate;
	pthread_t thread;
	struct held h;

	pthread_barrier_init(&gate, NULL, 2);
	ck_assert_int_eq(pthread_create(&thread, NULL, named_thread, &gate), 0);
	pthread_barrier_wait(&gate);
	os_driver.hold(p.machine, row, &h);
	ck_assert_int_eq(os_driver.threads(&h, 0, &p.list), FACT_OK);
	os_driver.drop(&h);
	ck_assert_uint_eq(p.list.count, 1);
	ck_assert(p.list.rows[0].thread);
	probe_read(&p, &p.list.rows[0], "stat owner status io");
	ck_assert_str_eq(p.list.rows[0].name, "second");
	probe_read(&p, row, "stat");
	ck_assert_uint_eq(row->num_threads, 2);
	pthread_barrier_wait(&gate);
	pthread_join(thread, NULL);
	/* The join returns a little before the kernel has let go of the thread. */
	while (probe_try(&p, &p.list.rows[0], "stat") != FACT_GONE)
		sched_yield();
	pthread_barrier_destroy(&gate);
	probe_close(&p);
}
END_TEST

START_TEST(a_zombie_is_one_and_uses_nothing)
{
	struct probe p = probe_open(NULL);
	pid_t pid = fork();
	siginfo_t info;

	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	struct proc *row = probe_row(&p, pid);
	probe_read(&p, row, "stat status cmdline smaps_rollup");
	ck_assert_int_eq(row->status, STATUS_ZOMBIE);
	ck_assert_uint_eq(row->cmdline.len, 0);
	ck_assert_int_eq(row->known[PG_SWAP], FACT_OK);
	ck_assert_int_eq(row->known[PG_USS], FACT_OK);
	ck_assert_uint_eq(row->footprint->uss, 0);
	waitpid(pid, NULL, 0);
	probe_close(&p);
}
END_TEST

START_TEST(what_ended_is_gone_also_between_two_reads)
{
	struct probe p = probe_open(NULL);
	pid_t pid = child_start();
	struct proc *row = probe_row(&p, pid);
	struct held h;

	probe_read(&p, row, "stat status");
	ck_assert_int_eq(os_driver.hold(p.machine, row, &h), FACT_OK);
	ck_assert_int_eq(held_pin(&h), FACT_OK);
	child_end(pid);
	for (const struct source *s = os_driver.sources; s->name != NULL; s++)
		if (strcmp(s->name, "nss") != 0)
			ck_assert_msg(s->read(&h, row, &p.arena) == FACT_GONE, "%s", s->name);
	os_driver.drop(&h);
	ck_assert_int_eq(probe_try(&p, row, "stat"), FACT_GONE);
	ck_assert_int_eq(probe_try(&p, row, "io"), FACT_GONE);
	probe_close(&p);
}
END_TEST

START_TEST(a_pid_of_another_start_is_gone_for_every_source_and_action)
{
	struct probe p = probe_open(NULL);
	pid_t pid = child_start();
	struct proc *row = probe_row(&p, pid);

	probe_read(&p, row, "stat");
	row->id.start -= 10000000;
	for (const struct source *s = os_driver.sources; s->name != NULL; s++) {
		struct proc *other = probe_row(&p, pid);

		other->id = row->id;
		ck_assert_msg(probe_try(&p, other, s->name) == FACT_GONE, "%s", s->name);
	}
	ck_assert_int_eq(os_driver.target(p.machine, row->id), -1);
	ck_assert_int_eq(errno, ESRCH);
	ck_assert_int_eq(os_driver.renice(p.machine, -1, row->id, 5), ACT_GONE);
	row->id.start += 10000000;
	ck_assert_int_eq(probe_try(&p, row, "status"), FACT_OK);
	child_end(pid);
	probe_close(&p);
}
END_TEST

/* The same with a pidfd, with the directory's descriptor, and as an old kernel would. */
static void
signals_on_the_way(bool pidfd)
{
	struct probe p = probe_open(NULL);
	pid_t pid = child_start();
	struct proc *row = probe_row(&p, pid);
	int status;

	p.machine->has_pidfd = p.machine->has_pidfd && pidfd;
	probe_read(&p, row, "stat");
	intptr_t handle = os_driver.target(p.machine, row->id);
	ck_assert_int_ge(handle, 0);
	ck_assert_int_eq(os_driver.signal(p.machine, handle, row->id, 9999), ACT_INVALID);
	ck_assert_int_eq(os_driver.signal(p.machine, handle, row->id, SIGSTOP), ACT_DONE);
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert(WIFSTOPPED(status));
	probe_read(&p, row, "stat");
	ck_assert_int_eq(row->status, STATUS_STOPPED);
	ck_assert_int_eq(os_driver.signal(p.machine, handle, row->id, SIGTERM), ACT_PENDING);
	ck_assert_int_eq(os_driver.signal(p.machine, handle, row->id, SIGCONT), ACT_DONE);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert_int_eq(os_driver.signal(p.machine, handle, row->id, SIGTERM), ACT_GONE);
	os_driver.release(handle);
	ck_assert_int_eq(os_driver.target(p.machine, row->id), -1);
	ck_assert_int_eq(errno, ESRCH);
	probe_close(&p);
}

START_TEST(signals_reach_their_process_through_a_pidfd)
{
	signals_on_the_way(true);
}
END_TEST

START_TEST(signals_reach_their_process_without_pidfds)
{
	signals_on_the_way(false);
}
END_TEST

START_TEST(nice_values_are_set_and_checked)
{
	struct probe p = probe_open(NULL);
	pid_t pid = child_start();
	struct proc *row = probe_row(&p, pid);

	probe_read(&p, row, "stat");
	if (row->nice == 19) {
		/* Only root may go back from there. */
		fprintf(stderr, "skipped: these tests run with the nice value 19\n");
		child_end(pid);
		probe_close(&p);
		return;
	}
	intptr_t handle = os_driver.target(p.machine, row->id);
	ck_assert_int_eq(os_driver.renice(p.machine, handle, row->id, 19), ACT_DONE);
	probe_read(&p, row, "stat");
	ck_assert_int_eq(row->nice, 19);
	ck_assert_int_eq(os_driver.renice(p.machine, handle, row->id, 20), ACT_INVALID);
	ck_assert_int_eq(os_driver.renice(p.machine, handle, row->id, -21), ACT_INVALID);
	os_driver.release(handle);
	child_end(pid);
	probe_close(&p);
}
END_TEST

START_TEST(a_thread_can_be_a_target)
{
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());
	pthread_barrier_t gate;
	pthread_t thread;
	struct held h;

	probe_read(&p, row, "stat");
	if (row->nice == 19) {
		fprintf(stderr, "skipped: these tests run with the nice value 19\n");
		probe_close(&p);
		return;
	}
	pthread_barrier_init(&gate, NULL, 2);
	pthread_create(&thread, NULL, named_thread, &gate);
	pthread_barrier_wait(&gate);
	os_driver.hold(p.machine, row, &h);
	os_driver.threads(&h, 0, &p.list);
	os_driver.drop(&h);
	struct proc *second = &p.list.rows[0];
	probe_read(&p, second, "stat");
	intptr_t handle = os_driver.target(p.machine, second->id);
	ck_assert_int_ge(handle, 0);
	ck_assert_int_eq(os_driver.renice(p.machine, handle, second->id, 19), ACT_DONE);
	probe_read(&p, second, "stat");
	probe_read(&p, row, "stat");
	ck_assert_int_eq(second->nice, 19);
	ck_assert_int_ne(row->nice, 19);
	os_driver.release(handle);
	pthread_barrier_wait(&gate);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&gate);
	probe_close(&p);
}
END_TEST

/* The status of who was to become somebody else and may not (a container of one user). */
#define NOBODY_ELSE 99

/* Runs as nobody: the exit status is the number of the first thing that is not so, or 0. */
static int
look_as_nobody(pid_t theirs)
{
	static const struct {
		const char *source;
		enum fact fact;
	} want[] = {
	    {"stat", FACT_OK},
	    {"owner", FACT_OK},
	    {"status", FACT_OK},
	    {"statm", FACT_OK},
	    {"cmdline", FACT_OK},
	    {"io", FACT_DENIED},
	    {"environ", FACT_DENIED},
	    {"exe", FACT_DENIED},
	    {"cwd", FACT_DENIED},
	    {"smaps_rollup", FACT_DENIED},
	    {"smaps", FACT_DENIED},
	};
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, theirs), *own = probe_row(&p, getpid());

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		if (probe_try(&p, row, want[i].source) != want[i].fact)
			return (int)i + 1;
	if (row->euid != 0 || strcmp(row->username, "root") != 0)
		return 20;
	/* Not dumpable since the change of user: as good as somebody else's, but for prctl. */
	prctl(PR_SET_DUMPABLE, 1);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		if (probe_try(&p, own, want[i].source) != FACT_OK)
			return (int)i + 31;
	intptr_t handle = os_driver.target(p.machine, row->id);
	if (handle < 0)
		return 50;
	if (os_driver.signal(p.machine, handle, row->id, SIGTERM) != ACT_DENIED)
		return 51;
	if (os_driver.renice(p.machine, handle, row->id, 19) != ACT_DENIED)
		return 52;
	os_driver.release(handle);
	probe_close(&p);
	return 0;
}

START_TEST(nobody_sees_what_is_for_all_and_is_denied_the_rest)
{
	struct stat first;
	int status;

	if (geteuid() != 0) {
		/* Whoever runs this is nobody to process 1, but where that is theirs, too. */
		if (stat("/proc/1", &first) == 0 && first.st_uid == 0)
			ck_assert_int_eq(look_as_nobody(1), 0);
		else
			fprintf(stderr, "skipped: process 1 is not root's here\n");
		return;
	}
	pid_t theirs = child_start(), pid = fork();
	if (pid == 0) {
		if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0)
			_exit(NOBODY_ELSE);
		_exit(look_as_nobody(theirs));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	child_end(theirs);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) == NOBODY_ELSE)
		fprintf(stderr, "skipped: root cannot become nobody here\n");
	else
		ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

START_TEST(a_uid_that_no_file_names_is_asked_for_and_then_known)
{
	const uid_t uid = 54321;
	struct probe p;
	int status;

	if (geteuid() != 0)
		return; /* nobody else can be somebody without a name */
	p = probe_open(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		if (setresuid(uid, uid, uid) != 0)
			_exit(NOBODY_ELSE);
		for (;;)
			pause();
	}
	struct proc *row = probe_row(&p, pid);
	do {
		probe_read(&p, row, "owner");
		if (row->euid != uid && waitpid(pid, &status, WNOHANG) == pid) {
			ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == NOBODY_ELSE);
			fprintf(stderr, "skipped: root cannot become user %u here\n", uid);
			probe_close(&p);
			return;
		}
	} while (row->euid != uid);
	row = probe_row(&p, pid);
	probe_read(&p, row, "owner");
	ck_assert_int_eq(row->known[PG_OWNER], FACT_OK);
	ck_assert_int_eq(row->known[PG_USERNAME], FACT_UNREAD);
	probe_read(&p, row, "nss");
	ck_assert_str_eq(row->username, "54321");
	row = probe_row(&p, pid);
	probe_read(&p, row, "owner");
	ck_assert_int_eq(row->known[PG_USERNAME], FACT_OK);
	child_end(pid);
	probe_close(&p);
}
END_TEST

START_TEST(few_descriptors_are_an_answer_not_an_end)
{
	struct probe p = probe_open(NULL);
	struct proc *row = probe_row(&p, getpid());
	struct rlimit before, none;

	getrlimit(RLIMIT_NOFILE, &before);
	none = (struct rlimit){0, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_int_eq(probe_try(&p, row, "stat"), FACT_PENDING);
	ck_assert_int_eq(probe_try(&p, row, "status"), FACT_PENDING);
	ck_assert_int_eq(probe_try(&p, row, "owner"), FACT_OK);
	ck_assert_int_eq(os_driver.list(p.machine, 0, &p.list), FACT_OK);
	ck_assert_uint_gt(p.list.count, 0);
	setrlimit(RLIMIT_NOFILE, &before);
	probe_close(&p);
}
END_TEST

START_TEST(the_live_system_is_known)
{
	struct probe p = probe_open(NULL);
	struct system s = {0};
	char *text = NULL;
	size_t len;

	os_driver.system(p.machine, (1U << SG_COUNT) - 1, &s, &p.arena);
	ck_assert_int_eq(s.known[SG_CPU], FACT_OK);
	ck_assert_uint_eq(s.online, (size_t)sysconf(_SC_NPROCESSORS_ONLN));
	ck_assert_uint_ge(s.ncpus, s.online);
	ck_assert_int_eq(s.known[SG_MEMORY], FACT_OK);
	ck_assert_uint_le(s.memory.available, s.memory.total);
	ck_assert_int_eq(s.known[SG_BOOT], FACT_OK);
	ck_assert_int_eq(s.known[SG_HOST], FACT_OK);
	FILE *out = open_memstream(&text, &len);
	os_driver.describe(p.machine, out);
	fclose(out);
	ck_assert_msg(strstr(text, s.release) != NULL, "%s", text);
	ck_assert_ptr_nonnull(strstr(text, "\npidfd: "));
	free(text);
	probe_close(&p);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    our_own_process_is_as_we_know_it,
	    arguments_and_environment_come_whole,
	    touched_memory_is_uss_by_rollup_and_by_smaps,
	    descriptors_are_counted_on_new_and_old_kernels,
	    threads_of_a_process_are_found_and_read,
	    a_zombie_is_one_and_uses_nothing,
	    what_ended_is_gone_also_between_two_reads,
	    a_pid_of_another_start_is_gone_for_every_source_and_action,
	    signals_reach_their_process_through_a_pidfd,
	    signals_reach_their_process_without_pidfds,
	    nice_values_are_set_and_checked,
	    a_thread_can_be_a_target,
	    nobody_sees_what_is_for_all_and_is_denied_the_rest,
	    a_uid_that_no_file_names_is_asked_for_and_then_known,
	    few_descriptors_are_an_answer_not_an_end,
	    the_live_system_is_known,
	};

	return probe_main("linux, live", tests, sizeof(tests) / sizeof(tests[0]));
}
