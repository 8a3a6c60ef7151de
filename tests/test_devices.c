/* Interfaces and disks of captured trees: what the files say is what the rows say. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../src/collect/collect.h"
#include "support/suite.h"

#define FIXTURE(name) CTOP_SOURCE_DIR "/tests/fixtures/" name

static struct collector *collector;
static const struct snapshot *snap;

static void
look(const char *root)
{
	const struct open_options open = {.root = root};
	struct demand demand = {.count = SIZE_MAX,
	    .nets = UINT64_MAX >> (64 - NG_COUNT),
	    .disks = UINT64_MAX >> (64 - DG_COUNT),
	    .patience = 5,
	    .wait = true};
	char err[200];

	collector = collector_open(&os_driver, &open, false, err, sizeof(err));
	ck_assert_msg(collector != NULL, "%s", err);
	snap = collector_tick(collector, &demand);
}

static void
teardown(void)
{
	snapshot_unref(snap);
	collector_close(collector);
}

static const struct netif *
net(const char *name)
{
	for (size_t i = 0; i < snap->nnets; i++)
		if (strcmp(snap->nets[i].name, name) == 0)
			return &snap->nets[i];
	ck_abort_msg("no interface %s", name);
}

static const struct disk *
disk(const char *name)
{
	for (size_t i = 0; i < snap->ndisks; i++)
		if (strcmp(snap->disks[i].name, name) == 0)
			return &snap->disks[i];
	return NULL;
}

START_TEST(captured_interfaces_are_what_sysfs_and_procfs_say)
{
	const struct netif *n;

	look(FIXTURE("modern"));
	ck_assert_int_eq(snap->nets_known, FACT_OK);
	ck_assert_uint_eq(snap->nnets, 4);
	n = net("eth0");
	ck_assert_uint_eq(n->index, 2);
	ck_assert(n->isup && !n->virt);
	ck_assert_uint_eq(n->mtu, 9000);
	ck_assert_uint_eq(n->known[NG_SPEED], FACT_OK);
	ck_assert_uint_eq(n->speed, 10000);
	ck_assert_uint_eq(n->duplex, DUPLEX_IS_FULL);
	ck_assert_uint_eq(n->counters.bytes_recv, UINT64_MAX);
	ck_assert_uint_eq(n->counters.dropout, 4);
	ck_assert_uint_eq(n->naddrs, 3);
	ck_assert_str_eq(n->addrs[0].address, "2001:db8::4");
	ck_assert_uint_eq(n->addrs[1].scope, SCOPE_LINK);
	ck_assert_str_eq(n->addrs[2].address, "02:00:00:00:00:01");
	ck_assert_uint_eq(n->known[NG_RATES], FACT_PENDING);
	n = net("wlan0");
	ck_assert_uint_eq(n->known[NG_SPEED], FACT_NONE);
	ck_assert(!n->isup && !n->virt);
	ck_assert_str_eq(n->operstate, "dormant");
	n = net("br0");
	ck_assert(n->virt);
	ck_assert_str_eq(n->kind, "bridge");
	ck_assert(net("lo")->virt && net("lo")->loopback);
	ck_assert_uint_eq(net("lo")->known[NG_NAMESPACE], FACT_NONE);
}
END_TEST

START_TEST(captured_disks_have_kinds_names_and_mount_points)
{
	const struct disk *d;

	look(FIXTURE("modern"));
	ck_assert_int_eq(snap->disks_known, FACT_OK);
	d = disk("sda");
	ck_assert_uint_eq(d->kind, DISK_WHOLE);
	ck_assert_ptr_null(d->mountpoint);
	ck_assert_uint_eq(d->counters.read_bytes, 80000 * 512);
	ck_assert_uint_eq(d->in_flight, 2);
	d = disk("sda1");
	ck_assert_uint_eq(d->kind, DISK_PARTITION);
	ck_assert(d->part);
	ck_assert_str_eq(d->mountpoint, "/");
	ck_assert_str_eq(d->fstype, "ext4");
	d = disk("vg-home");
	ck_assert_uint_eq(d->kind, DISK_MAPPER);
	ck_assert_str_eq(d->mountpoint, "/home");
	d = disk("nas.example:/export");
	ck_assert_uint_eq(d->kind, DISK_REMOTE);
	ck_assert_uint_eq(d->known[DG_COUNTERS], FACT_NONE);
	ck_assert_uint_eq(disk("tmpfs")->kind, DISK_FILES);
	ck_assert_ptr_nonnull(disk("loop1"));
	ck_assert_ptr_nonnull(disk("cciss/c0d0"));
	/* A loop device that was never used, and what holds no files. */
	ck_assert_ptr_null(disk("loop0"));
	ck_assert_ptr_null(disk("proc"));
	/* Nobody asks this machine how full a captured one is. */
	ck_assert_uint_eq(disk("sda1")->known[DG_SPACE], FACT_NONE);
}
END_TEST

START_TEST(a_capture_without_these_files_has_no_interfaces_and_no_disks)
{
	look(FIXTURE("old"));
	ck_assert_int_eq(snap->nets_known, FACT_NONE);
	ck_assert_uint_eq(snap->nnets, 0);
	ck_assert_int_eq(snap->disks_known, FACT_NONE);
}
END_TEST

START_TEST(ids_tell_every_row_from_every_other)
{
	look(NULL);
	ck_assert_uint_gt(snap->nnets, 0);
	for (size_t i = 0; i < snap->nnets; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert(!id_equal(&snap->nets[i].id, &snap->nets[k].id));
	for (size_t i = 0; i < snap->ndisks; i++) {
		ck_assert_int_gt(snap->disks[i].id.pid, 0);
		for (size_t k = 0; k < i; k++)
			ck_assert(!id_equal(&snap->disks[i].id, &snap->disks[k].id));
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {captured_interfaces_are_what_sysfs_and_procfs_say,
	    captured_disks_have_kinds_names_and_mount_points,
	    a_capture_without_these_files_has_no_interfaces_and_no_disks,
	    ids_tell_every_row_from_every_other, NULL};

	return suite_run("devices", tests, NULL, teardown);
}
