/*
 * The Linux driver on what is inside a process: a captured tree, and this process itself.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/linux_driver.h"
#include "support/suite.h"

#define FIXTURE CTOP_SOURCE_DIR "/tests/fixtures/inside"

static struct probe probe;
static struct open_list files;
static struct limit_list limits;

static void
hold(const char *root, int64_t pid, struct held *h)
{
	probe = probe_open(root);
	files = (struct open_list){.arena = &probe.arena};
	limits = (struct limit_list){.arena = &probe.arena};
	ck_assert_int_eq(os_driver.hold(probe.machine, probe_row(&probe, pid), h), FACT_OK);
}

static void
read_opened(const char *root, int64_t pid)
{
	struct held h;

	hold(root, pid, &h);
	ck_assert_int_eq(os_driver.opened(&h, &files), FACT_OK);
	os_driver.drop(&h);
}

static void
read_limits(const char *root, int64_t pid)
{
	struct held h;

	hold(root, pid, &h);
	ck_assert_int_eq(os_driver.limits(&h, &limits), FACT_OK);
	os_driver.drop(&h);
}

static const struct open_file *
file(int64_t number)
{
	for (size_t i = 0; i < files.count; i++)
		if (files.rows[i].number == number)
			return &files.rows[i];
	ck_abort_msg("no descriptor %lld", (long long)number);
	return NULL;
}

static const struct limit *
limit(const char *name)
{
	for (size_t i = 0; i < limits.count; i++)
		if (strcmp(limits.rows[i].name, name) == 0)
			return &limits.rows[i];
	ck_abort_msg("no limit %s", name);
	return NULL;
}

START_TEST(descriptors_of_a_captured_process_are_read_from_its_files_alone)
{
	read_opened(FIXTURE, 100);
	ck_assert_uint_eq(files.count, 10);
	ck_assert_int_eq(file(0)->kind, OPEN_DEVICE);
	/* What a captured path leads to is nobody's business here. */
	ck_assert_int_eq(file(1)->kind, OPEN_UNKNOWN);
	ck_assert_int_eq(file(1)->access, OPENED_WRITE | OPENED_APPEND);
	ck_assert_uint_eq(file(1)->position, 123456);
	ck_assert_str_eq(file(1)->lock, "flock write");
	ck_assert(file(2)->deleted);
	ck_assert_str_eq(file(3)->local, "0.0.0.0:80");
	ck_assert_str_eq(file(3)->state, "listen");
	ck_assert_str_eq(file(4)->remote, "10.0.0.2:50000");
	ck_assert_str_eq(file(5)->protocol, "udp6");
	ck_assert_str_eq(file(6)->local, "@/tmp/hidden");
	/* A socket that is in no table is a socket all the same. */
	ck_assert_int_eq(file(7)->kind, OPEN_SOCKET);
	ck_assert_ptr_null(file(7)->protocol);
	ck_assert_str_eq(file(8)->target, "anon_inode:[eventpoll] watches 1");
	/* No fdinfo: nothing is said of access and position. */
	ck_assert_int_eq(file(9)->kind, OPEN_PIPE);
	ck_assert(!file(9)->has_position);
	probe_close(&probe);
}
END_TEST

START_TEST(of_the_limits_of_control_groups_the_lowest_is_told_and_where_it_is)
{
	read_limits(FIXTURE, 100);
	ck_assert_uint_eq(limit("memory.max")->soft, 104857600);
	ck_assert_uint_eq(limit("memory.max")->used, 90000000);
	ck_assert_str_eq(limit("memory.max")->where, "/app.slice");
	ck_assert_str_eq(limit("memory.high")->where, "/app.slice/web.service");
	ck_assert_uint_eq(limit("memory.swap.max")->soft, 0);
	ck_assert_uint_eq(limit("pids.max")->soft, 100);
	ck_assert_uint_eq(limit("pids.max")->used, 95);
	ck_assert_uint_eq(limit("cpu.max")->soft, 50);
	ck_assert_int_eq(limit("cpu.max")->unit, LIMIT_PERCENT);
	ck_assert_uint_eq(limit("cpuset.cpus.effective")->soft, 4);
	/* Only the group with a quota throttles. */
	ck_assert_uint_eq(limits.nthrottles, 1);
	ck_assert_str_eq(limits.throttles[0].where, "/app.slice/web.service");
	ck_assert_uint_eq(limits.throttles[0].throttled_periods, 250);
	ck_assert_uint_eq(limits.throttles[0].throttled_ns, UINT64_C(3500000000));
	probe_close(&probe);
}
END_TEST

START_TEST(control_groups_of_version_1_are_found_in_their_hierarchies)
{
	read_limits(FIXTURE, 200);
	/* This hierarchy is mounted from /docker down. */
	ck_assert_uint_eq(limit("memory.limit_in_bytes")->soft, 268435456);
	ck_assert_uint_eq(limit("memory.limit_in_bytes")->used, 134217728);
	ck_assert_str_eq(limit("memory.limit_in_bytes")->where, "/docker/abc");
	ck_assert_uint_eq(limit("memory.memsw.limit_in_bytes")->soft, LIMIT_NONE);
	ck_assert_uint_eq(limit("cpu.cfs_quota_us")->soft, 150);
	ck_assert_uint_eq(limit("cpuset.effective_cpus")->soft, 3);
	ck_assert_str_eq(limit("cpuset.effective_cpus")->where, "/");
	ck_assert_uint_eq(limit("pids.max")->soft, LIMIT_NONE);
	ck_assert_uint_eq(limit("pids.max")->used, 7);
	ck_assert_uint_eq(limits.nthrottles, 1);
	ck_assert_uint_eq(limits.throttles[0].throttled_ns, UINT64_C(5000000000));
	probe_close(&probe);
}
END_TEST

START_TEST(a_captured_process_tells_its_own_limits_and_what_it_uses)
{
	read_limits(FIXTURE, 100);
	ck_assert_uint_eq(limit("open files")->soft, 10);
	ck_assert_uint_eq(limit("open files")->hard, 4096);
	ck_assert_uint_eq(limit("open files")->used, 10);
	ck_assert_uint_eq(limit("address space")->used, 8192 * 1024);
	ck_assert_uint_eq(limit("stack size")->used, 132 * 1024);
	ck_assert_uint_eq(limit("locked memory")->used, 32 * 1024);
	ck_assert_uint_eq(limit("cpu time")->used, UINT64_C(400000000));
	ck_assert_uint_eq(limit("realtime timeout")->soft, UINT64_C(1000000000));
	ck_assert_uint_eq(limit("realtime timeout")->used, LIMIT_NONE);
	probe_close(&probe);
}
END_TEST

START_TEST(this_process_has_open_what_it_opened)
{
	int pair[2];
	char name[32];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	read_opened(NULL, getpid());
	ck_assert_int_eq(file(pair[0])->kind, OPEN_SOCKET);
	ck_assert_str_eq(file(pair[0])->protocol, "u_str");
	ck_assert_str_eq(file(pair[0])->state, "established");
	snprintf(name, sizeof(name), "-> %s", file(pair[1])->target);
	ck_assert_str_eq(file(pair[0])->remote, name + 3);
	probe_close(&probe);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

START_TEST(this_process_has_the_limits_that_it_was_given)
{
	const struct rlimit few = {.rlim_cur = 200, .rlim_max = 300};

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	read_limits(NULL, getpid());
	ck_assert_uint_eq(limit("open files")->soft, 200);
	ck_assert_uint_eq(limit("open files")->hard, 300);
	ck_assert_uint_ge(limit("open files")->used, 3);
	ck_assert_uint_le(limit("open files")->used, 200);
	probe_close(&probe);
}
END_TEST

START_TEST(what_ended_is_gone_and_no_empty_list)
{
	struct held h;

	hold(NULL, 4194303, &h);
	ck_assert_int_eq(os_driver.opened(&h, &files), FACT_GONE);
	ck_assert_int_eq(os_driver.limits(&h, &limits), FACT_GONE);
	ck_assert_uint_eq(files.count + limits.count, 0);
	os_driver.drop(&h);
	probe_close(&probe);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    descriptors_of_a_captured_process_are_read_from_its_files_alone,
	    of_the_limits_of_control_groups_the_lowest_is_told_and_where_it_is,
	    control_groups_of_version_1_are_found_in_their_hierarchies,
	    a_captured_process_tells_its_own_limits_and_what_it_uses,
	    this_process_has_open_what_it_opened, this_process_has_the_limits_that_it_was_given,
	    what_ended_is_gone_and_no_empty_list, NULL};

	return suite_run("linux, inside a process", tests, NULL, NULL);
}
