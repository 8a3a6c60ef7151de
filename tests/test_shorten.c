#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../src/ui/shorten.h"
#include "support/suite.h"

#define ID "4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899a"

static void
expect(const char *path, const char *shortened)
{
	char buf[400];
	size_t len = shorten_cgroup(path, strlen(path), buf, sizeof(buf) - 1);

	buf[len] = '\0';
	ck_assert_str_eq(buf, shortened);
}

START_TEST(slices_on_the_way_are_left_out)
{
	expect("/system.slice/ssh.service", "ssh.service");
	expect("/user.slice/user-1000.slice/session-3.scope", "session-3.scope");
	expect("/user.slice/user-1000.slice/user@1000.service/app.slice/vim.scope",
	    "user@1000.service/vim.scope");
	expect("/system.slice", "/system.slice");
}
END_TEST

START_TEST(what_has_no_slices_stays_as_it_is)
{
	expect("/", "/");
	expect("", "");
	expect("/init.scope", "/init.scope");
	expect("/a/b/c", "/a/b/c");
	expect("relative/path", "relative/path");
}
END_TEST

START_TEST(long_ids_keep_twelve_digits)
{
	expect("/system.slice/docker-" ID ".scope", "docker-4f5e6d7c8b9a.scope");
	expect("/docker/" ID, "/docker/4f5e6d7c8b9a");
	/* The name before it ends in what could be a digit. */
	expect("/kubepods.slice/cri-containerd-" ID ".scope", "cri-containerd-4f5e6d7c8b9a.scope");
	expect("/kubepods/pod0a1b2c3d-1234-5678-9abc-0123456789ab/" ID,
	    "/kubepods/pod0a1b2c3d-1234-5678-9abc-0123456789ab/4f5e6d7c8b9a");
	expect("/libpod-" ID "/container", "/libpod-4f5e6d7c8b9a/container");
	expect("/0a1b2c3d-1234-5678-9abc-0123456789ab", "/0a1b2c3d-123");
	expect("/deadbeef", "/deadbeef");
}
END_TEST

START_TEST(a_long_path_is_cut_where_the_room_ends)
{
	char buf[8];

	ck_assert_uint_eq(shorten_cgroup("/aaaaaaaaaaaaaaaa", 17, buf, sizeof(buf)), 8);
	ck_assert_mem_eq(buf, "/aaaaaaa", 8);
	ck_assert_uint_eq(shorten_cgroup("/a", 2, buf, 0), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {slices_on_the_way_are_left_out,
	    what_has_no_slices_stays_as_it_is, long_ids_keep_twelve_digits,
	    a_long_path_is_cut_where_the_room_ends, NULL};

	return suite_run("shorten", tests, NULL, NULL);
}
