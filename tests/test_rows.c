/*
 * Interfaces and disks through the collector, on a machine that does what the test says.
 */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../src/arena.h"
#include "../src/collect/collect.h"
#include "../src/collect/mounts.h"
#include "../src/collect/samples.h"
#include "../src/compat.h"
#include "support/fake.h"
#include "support/suite.h"

static struct {
	struct netif nets[1000];
	size_t nnets;
	struct disk disks[8];
	size_t ndisks;
	unsigned net_calls, disk_calls;
	uint64_t net_want, disk_want;
	enum fact answer;
} made;

/* Mount points below /dead and the list of interfaces do not answer while this is set. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool dead, nets_dead;
static _Atomic unsigned dead_calls;

static struct driver driver;
static struct collector *collector;
static struct demand demand;

static enum fact
made_nets(struct machine *m, uint64_t want, struct net_list *list)
{
	(void)m;
	pthread_mutex_lock(&lock);
	while (nets_dead)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	made.net_calls++;
	made.net_want = want;
	for (size_t i = 0; i < made.nnets; i++) {
		struct netif *row = net_list_add(list);

		*row = made.nets[i];
		row->flags = (struct blob){"up\0running", 11};
		row->known[NG_LINK] = row->known[NG_COUNTERS] = FACT_OK;
	}
	return made.answer;
}

static enum fact
made_disks(struct machine *m, uint64_t want, struct disk_list *list)
{
	(void)m;
	made.disk_calls++;
	made.disk_want = want;
	for (size_t i = 0; i < made.ndisks; i++) {
		struct disk *row = disk_list_add(list);

		*row = made.disks[i];
		row->known[DG_DISK] = row->known[DG_COUNTERS] = row->known[DG_BUSY] =
		    row->known[DG_MOUNT] = FACT_OK;
	}
	return made.answer;
}

static enum fact
made_space(struct machine *m, const char *point, const char *fstype, struct disk_space *space)
{
	(void)m;
	(void)fstype;
	const bool on_dead = strncmp(point, "/dead", 5) == 0;

	pthread_mutex_lock(&lock);
	dead_calls += on_dead;
	while (dead && on_dead)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	*space = (struct disk_space){1000, 600, 300, 66.5};
	return FACT_OK;
}

/* Whoever has a question in hand may not have asked it yet; more than that were not asked. */
static void
await_dead_calls(unsigned count)
{
	while (dead_calls < count)
		;
	ck_assert_uint_eq(dead_calls, count);
}

static void
set_dead(bool value)
{
	pthread_mutex_lock(&lock);
	dead = value;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void
set_nets_dead(bool value)
{
	pthread_mutex_lock(&lock);
	nets_dead = value;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void
setup(void)
{
	char err[100];

	memset(&made, 0, sizeof(made));
	made.answer = FACT_OK;
	dead_calls = 0;
	fake_set(NULL, 0);
	driver = fake_driver;
	driver.nets = made_nets;
	driver.disks = made_disks;
	driver.space = made_space;
	collector = collector_open(&driver, NULL, false, err, sizeof(err));
	memset(&demand, 0, sizeof(demand));
	demand.count = SIZE_MAX;
	/* As batch waits: how soon a reader gets a CPU decides nothing. */
	demand.wait = true;
	demand.patience = 30;
}

static void
teardown(void)
{
	set_dead(false);
	set_nets_dead(false);
	collector_close(collector);
}

static struct netif *
add_net(uint32_t index, const char *name, uint64_t recv)
{
	struct netif *net = &made.nets[made.nnets++];

	net->index = index;
	net->name = name;
	net->counters.bytes_recv = recv;
	return net;
}

static struct disk *
add_disk(uint32_t minor, const char *name, const char *point)
{
	struct disk *disk = &made.disks[made.ndisks++];

	disk->major = 8;
	disk->minor = minor;
	disk->name = name;
	disk->mountpoint = point;
	return disk;
}

static const struct snapshot *
tick(void)
{
	struct timespec apart = {0, (long)SAMPLE_LEAST_NS * 2};

	nanosleep(&apart, NULL);
	return collector_tick(collector, &demand);
}

/* What a tick that is not looked at leaves behind. */
static void
tick_and_forget(void)
{
	snapshot_unref(tick());
}

START_TEST(nothing_is_read_that_nobody_asked_for)
{
	add_net(1, "lo", 0);
	tick_and_forget();
	ck_assert_uint_eq(made.net_calls + made.disk_calls, 0);
	demand.nets = NG_BIT(NG_LINK);
	tick_and_forget();
	ck_assert_uint_eq(made.net_calls, 1);
	ck_assert_uint_eq(made.disk_calls, 0);
	ck_assert_uint_eq(made.net_want, NG_BIT(NG_LINK));
	demand.nets = NG_BIT(NG_PERCENT);
	tick_and_forget();
	ck_assert_uint_eq(made.net_want,
	    NG_BIT(NG_LINK) | NG_BIT(NG_COUNTERS) | NG_BIT(NG_SPEED) | NG_BIT(NG_DUPLEX));
}
END_TEST

START_TEST(rates_are_pending_then_known_and_never_absurd)
{
	struct netif *net = add_net(3, "eth0", 1000);
	const struct snapshot *s;

	demand.nets = NG_BIT(NG_RATES);
	s = tick();
	ck_assert_uint_eq(s->nets[0].known[NG_RATES], FACT_PENDING);
	snapshot_unref(s);
	net->counters.bytes_recv += 1 << 20;
	s = tick();
	ck_assert_uint_eq(s->nets[0].known[NG_RATES], FACT_OK);
	ck_assert(
	    s->nets[0].rates.bytes_recv > 0 && s->nets[0].rates.bytes_recv < (1 << 20) * 20.0);
	ck_assert_uint_eq(s->nets[0].history.count, 1);
	snapshot_unref(s);
	/* Deleted and made again under its name: another index, smaller counters. */
	net->index = 4;
	net->counters.bytes_recv = 10;
	s = tick();
	ck_assert_uint_eq(s->nets[0].known[NG_RATES], FACT_PENDING);
	snapshot_unref(s);
	/* The same index, but it was emptied. */
	net->counters.bytes_recv = 0;
	s = tick();
	ck_assert_uint_eq(s->nets[0].known[NG_RATES], FACT_PENDING);
	snapshot_unref(s);
}
END_TEST

START_TEST(the_share_of_a_link_is_of_the_busier_direction_in_full_duplex)
{
	struct netif *net = add_net(3, "eth0", 0);

	net->speed = 1; /* Mbit/s */
	net->duplex = DUPLEX_IS_FULL;
	net->known[NG_SPEED] = net->known[NG_DUPLEX] = FACT_OK;
	demand.nets = NG_BIT(NG_PERCENT) | NG_BIT(NG_RATES);
	tick_and_forget();
	net->counters.bytes_recv += 2000;
	net->counters.bytes_sent += 1000;
	const struct snapshot *s = tick();
	const struct netif *row = &s->nets[0];
	ck_assert_uint_eq(row->known[NG_PERCENT], FACT_OK);
	ck_assert_double_eq_tol(row->link_percent, row->rates.bytes_recv * 8 / 1e6 * 100, 1e-9);
	snapshot_unref(s);
	net->duplex = DUPLEX_IS_HALF;
	net->counters.bytes_recv += 2000;
	net->counters.bytes_sent += 1000;
	s = tick();
	row = &s->nets[0];
	ck_assert_double_eq_tol(row->link_percent,
	    (row->rates.bytes_recv + row->rates.bytes_sent) * 8 / 1e6 * 100, 1e-9);
	snapshot_unref(s);
	net->counters.bytes_recv += UINT64_C(1) << 40;
	s = tick();
	ck_assert_double_eq(s->nets[0].link_percent, 100);
	snapshot_unref(s);
}
END_TEST

START_TEST(totals_count_hardware_once_and_without_hardware_all_but_loopback)
{
	struct netif *lo = add_net(1, "lo", 0), *eth = add_net(2, "eth0", 0),
		     *bridge = add_net(3, "br0", 0);

	lo->virt = lo->loopback = bridge->virt = true;
	demand.nets = NG_BIT(NG_RATES);
	tick_and_forget();
	lo->counters.bytes_recv = eth->counters.bytes_recv = bridge->counters.bytes_recv = 1 << 20;
	const struct snapshot *s = tick();
	ck_assert_uint_eq(s->traffic.known_net, FACT_OK);
	ck_assert_double_eq(s->traffic.recv, s->nets[1].rates.bytes_recv);
	snapshot_unref(s);
	eth->virt = true; /* a container's end of a pair */
	s = tick();
	ck_assert_double_eq(s->traffic.recv,
	    s->nets[1].rates.bytes_recv + s->nets[2].rates.bytes_recv);
	snapshot_unref(s);
}
END_TEST

START_TEST(an_amendment_copies_what_it_has_and_reads_what_is_newly_asked_for)
{
	static const struct netaddr addr = {.address = "10.0.0.4", .prefix = 24};
	struct netif *net = add_net(2, "eth0", 0);

	net->addrs = &addr;
	net->naddrs = 1;
	demand.nets = NG_BIT(NG_ADDRS) | NG_BIT(NG_RATES);
	const struct snapshot *old = tick();
	demand.serial = 2;
	demand.nets |= NG_BIT(NG_SPEED);
	const struct snapshot *s = collector_amend(collector, &demand, old);
	ck_assert_ptr_nonnull(s);
	ck_assert_uint_eq(made.net_calls, 2);
	ck_assert_uint_eq(s->nets[0].known[NG_SPEED], FACT_NONE);
	ck_assert_str_eq(s->nets[0].addresses.data, "10.0.0.4/24");
	snapshot_unref(old);
	/* A copy of it after the first has gone. */
	demand.serial = 3;
	demand.disks = DG_BIT(DG_DISK);
	const struct snapshot *again = collector_amend(collector, &demand, s);
	ck_assert_ptr_nonnull(again);
	snapshot_unref(s);
	ck_assert_uint_eq(made.net_calls, 2);
	ck_assert_str_eq(again->nets[0].addresses.data, "10.0.0.4/24");
	ck_assert_str_eq(again->nets[0].addrs[0].address, "10.0.0.4");
	ck_assert_mem_eq(again->nets[0].flags.data, "up\0running", 11);
	snapshot_unref(again);
}
END_TEST

START_TEST(busy_wait_and_queue_are_what_the_counters_say)
{
	struct disk *disk = add_disk(0, "sda", NULL);
	struct disk_counters *c = &disk->counters;

	demand.disks = DG_BIT(DG_RATES) | DG_BIT(DG_LOAD) | DG_BIT(DG_WAIT);
	tick_and_forget();
	c->read_count += 4;
	c->write_count += 6;
	c->read_ns += 40000000;
	c->write_ns += 60000000;
	c->write_bytes += 4096;
	c->busy_ns +=
	    UINT64_C(3600000000000); /* an hour within a tick: the kernel's clock slipped */
	c->queue_ns += UINT64_C(50000000);
	const struct snapshot *s = tick();
	const struct disk *row = &s->disks[0];
	ck_assert_uint_eq(row->known[DG_LOAD], FACT_OK);
	ck_assert_double_eq(row->busy_percent, 100);
	ck_assert_uint_eq(row->wait_ns, 10000000);
	ck_assert(row->waited);
	ck_assert(row->queue > 0 && row->queue <= 0.5);
	ck_assert_double_eq_tol(row->rates.write_count / row->rates.read_count, 1.5, 1e-9);
	ck_assert_double_eq(s->traffic.written, row->rates.write_bytes);
	snapshot_unref(s);
	s = tick();
	ck_assert(!s->disks[0].waited);
	ck_assert_double_eq(s->disks[0].busy_percent, 0);
	snapshot_unref(s);
}
END_TEST

static bool
space_known(const struct snapshot *s, size_t at)
{
	return s->disks[at].known[DG_SPACE] == FACT_OK;
}

START_TEST(a_mount_that_hangs_is_stuck_and_nothing_waits_for_it)
{
	const struct snapshot *s = NULL;
	bool stuck = false;

	add_disk(1, "sda1", "/home");
	add_disk(2, "nas:/x", "/dead/x");
	set_dead(true);
	demand.wait = false;
	demand.disks = DG_BIT(DG_SPACE) | DG_BIT(DG_SPACE_AGE);
	while (!stuck) {
		snapshot_unref(s);
		s = tick();
		ck_assert_uint_ne(s->disks[1].known[DG_SPACE], FACT_OK);
		stuck = s->disks[1].known[DG_SPACE] == FACT_STUCK && space_known(s, 0);
	}
	ck_assert_uint_eq(s->disks[0].space.used, 600);
	/* Asked once, not again while nobody answers. */
	await_dead_calls(1);
	for (int i = 0; i < 3; i++)
		tick_and_forget();
	await_dead_calls(1);
	set_dead(false);
	while (!space_known(s, 1)) {
		snapshot_unref(s);
		s = tick();
	}
	ck_assert_uint_eq(s->disks[1].space.free, 300);
	ck_assert_uint_eq(s->disks[1].known[DG_SPACE_AGE], FACT_OK);
	snapshot_unref(s);
}
END_TEST

START_TEST(what_was_learnt_is_kept_with_its_age_while_a_mount_hangs)
{
	struct disk row = {.mountpoint = "/dead/x"};
	uint64_t now = clock_now();
	struct mounts mounts;

	row.known[DG_MOUNT] = FACT_OK;
	mounts_open(&mounts, &driver, NULL, NULL, NULL);
	mounts_fill(&mounts, &row, 1, now);
	ck_assert_uint_eq(row.known[DG_SPACE], FACT_PENDING);
	mounts_wait(&mounts, 30);
	set_dead(true);
	/* Old enough to be asked again, which nobody answers. */
	now = clock_now() + 2 * MOUNT_AGE_NS;
	mounts_fill(&mounts, &row, 1, now);
	ck_assert(mounts_waiting(&mounts));
	/* Until it is late: it may have been begun late. */
	while (mounts_waiting(&mounts)) {
		mounts_wait(&mounts, 0.1);
		mounts_take(&mounts, clock_now());
	}
	mounts_fill(&mounts, &row, 1, now);
	ck_assert_uint_eq(row.known[DG_SPACE], FACT_OK);
	ck_assert_uint_eq(row.space.total, 1000);
	ck_assert_uint_ge(row.space_age_ns, MOUNT_AGE_NS);
	await_dead_calls(2);
	set_dead(false);
	while (!mounts_take(&mounts, clock_now()))
		;
	mounts_fill(&mounts, &row, 1, clock_now());
	ck_assert_uint_lt(row.space_age_ns, MOUNT_AGE_NS);
	/* What is mounted no more is forgotten. */
	mounts_fill(&mounts, &row, 0, clock_now());
	ck_assert_uint_eq(mounts.count, 0);
	ck_assert(mounts_close(&mounts));
}
END_TEST

START_TEST(batch_waits_for_mounts_no_longer_than_its_patience)
{
	add_disk(1, "sda1", "/home");
	add_disk(2, "nas:/x", "/dead/x");
	set_dead(true);
	demand.patience = 0.2;
	demand.disks = DG_BIT(DG_SPACE);
	/* The living one may take longer than that, where CPUs are scarce. */
	for (bool done = false; !done;) {
		const struct snapshot *s = collector_tick(collector, &demand);
		ck_assert_uint_ne(s->disks[1].known[DG_SPACE], FACT_OK);
		done = space_known(s, 0) && s->disks[1].known[DG_SPACE] == FACT_STUCK;
		snapshot_unref(s);
	}
	/* And for each once: this tick does not wait at all. */
	demand.patience = 86400;
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert(space_known(s, 0));
	ck_assert_uint_eq(s->disks[1].known[DG_SPACE], FACT_STUCK);
	snapshot_unref(s);
}
END_TEST

START_TEST(nobody_asks_how_full_a_covered_mount_is)
{
	add_disk(1, "sda1", "/dead/x");
	made.disks[0].covered = true;
	demand.disks = DG_BIT(DG_SPACE);
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(s->disks[0].known[DG_SPACE], FACT_NONE);
	ck_assert_uint_eq(dead_calls, 0);
	snapshot_unref(s);
}
END_TEST

START_TEST(while_interfaces_are_not_told_the_last_list_stands_in_and_no_tick_waits_again)
{
	add_net(1, "eth0", 1000);
	demand.nets = NG_BIT(NG_RATES);
	tick_and_forget();
	tick_and_forget();
	set_nets_dead(true);
	demand.wait = false;
	for (int i = 0; i < 3; i++) {
		const struct snapshot *s = tick();
		ck_assert_uint_eq(s->nets_known, FACT_OK);
		ck_assert_uint_eq(s->nnets, 1);
		ck_assert_str_eq(s->nets[0].name, "eth0");
		ck_assert_uint_eq(s->nets[0].counters.bytes_recv, 1000);
		ck_assert_uint_eq(s->nets[0].known[NG_RATES], FACT_STUCK);
		ck_assert_uint_eq(s->traffic.known_net, FACT_STUCK);
		ck_assert_uint_gt(s->nets_age_ns, 0);
		snapshot_unref(s);
	}
	/* The question that nobody answered was not asked again. */
	set_nets_dead(false);
	for (bool fresh = false; !fresh;) {
		const struct snapshot *s = tick();
		fresh = s->nets_age_ns == 0;
		ck_assert_uint_eq(s->nets[0].known[NG_RATES], fresh ? FACT_OK : FACT_STUCK);
		snapshot_unref(s);
	}
	ck_assert_uint_eq(made.net_calls, 3);
}
END_TEST

START_TEST(batch_waits_for_interfaces_no_longer_than_its_patience)
{
	add_net(1, "eth0", 1000);
	set_nets_dead(true);
	demand.patience = 0.2;
	demand.nets = NG_BIT(NG_LINK);
	const struct snapshot *s = collector_tick(collector, &demand);
	ck_assert_uint_eq(snapshot_known(s, &net_table), FACT_STUCK);
	ck_assert_uint_eq(s->nnets, 0);
	snapshot_unref(s);
	demand.patience = 86400;
	s = collector_tick(collector, &demand);
	ck_assert_uint_eq(snapshot_known(s, &net_table), FACT_STUCK);
	snapshot_unref(s);
}
END_TEST

START_TEST(a_machine_without_interfaces_says_so)
{
	const struct snapshot *s;
	char err[100];

	made.answer = FACT_DENIED;
	demand.nets = NG_BIT(NG_LINK);
	s = tick();
	ck_assert_uint_eq(snapshot_known(s, &net_table), FACT_DENIED);
	snapshot_unref(s);
	ck_assert(collector_has(collector, &net_table));
	struct collector *bare = collector_open(&fake_driver, NULL, false, err, sizeof(err));
	ck_assert(!collector_has(bare, &net_table) && !collector_has(bare, &disk_table));
	s = collector_tick(bare, &demand);
	ck_assert_uint_eq(snapshot_known(s, &net_table), FACT_NONE);
	snapshot_unref(s);
	collector_close(bare);
}
END_TEST

START_TEST(a_thousand_interfaces_are_sorted_filtered_and_hidden_like_processes)
{
	static char names[1000][12];
	struct filter_error error;
	struct arena arena;
	struct order order;
	struct view view = {.sort = {field_find(&net_table, "bytes_recv", 10), NULL},
	    .descending = true};

	for (uint32_t i = 0; i < 1000; i++) {
		snprintf(names[i], sizeof(names[i]), "veth%u", i);
		add_net(i + 1, names[i], i * 7919 % 1000)->virt = i % 2 == 1;
	}
	demand.nets = NG_BIT(NG_RATES);
	tick_and_forget();
	const struct snapshot *s = tick();
	ck_assert_uint_eq(s->nnets, 1000);
	for (size_t i = 0; i < s->nnets; i++)
		ck_assert_uint_eq(s->nets[i].known[NG_RATES], FACT_OK);
	arena_init(&arena);
	view.hide_minor = true;
	view.filter = filter_parse(&net_table, "name~^veth9 flags=running", &error);
	ck_assert_msg(view.filter != NULL, "%s", error.text);
	view_build(&view, &net_table, s->nets, s->nnets, &arena, &order);
	ck_assert_uint_eq(order.count, 55); /* the even ones of 9, 90-99 and 900-999 */
	for (size_t i = 1; i < order.count; i++)
		ck_assert_uint_ge(s->nets[order.rows[i - 1]].counters.bytes_recv,
		    s->nets[order.rows[i]].counters.bytes_recv);
	filter_unref(view.filter);
	arena_free(&arena);
	snapshot_unref(s);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {nothing_is_read_that_nobody_asked_for,
	    rates_are_pending_then_known_and_never_absurd,
	    the_share_of_a_link_is_of_the_busier_direction_in_full_duplex,
	    totals_count_hardware_once_and_without_hardware_all_but_loopback,
	    an_amendment_copies_what_it_has_and_reads_what_is_newly_asked_for,
	    busy_wait_and_queue_are_what_the_counters_say,
	    a_mount_that_hangs_is_stuck_and_nothing_waits_for_it,
	    what_was_learnt_is_kept_with_its_age_while_a_mount_hangs,
	    nobody_asks_how_full_a_covered_mount_is,
	    batch_waits_for_mounts_no_longer_than_its_patience,
	    while_interfaces_are_not_told_the_last_list_stands_in_and_no_tick_waits_again,
	    batch_waits_for_interfaces_no_longer_than_its_patience,
	    a_machine_without_interfaces_says_so,
	    a_thousand_interfaces_are_sorted_filtered_and_hidden_like_processes, NULL};

	return suite_run("rows", tests, setup, teardown);
}
