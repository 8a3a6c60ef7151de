/* What the driver says of this machine, against what Windows's own calls say. */
#include "../src/os/windows/windows.h"

#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <winsvc.h>

#include "../src/arena.h"
#include "../src/compat.h"
#include "support/suite.h"

#define NS_PER_MS UINT64_C(1000000)

static struct machine *machine;
static struct arena arena;

static void
setup(void)
{
	char err[200] = "";

	arena_init(&arena);
	machine = os_driver.open(NULL, err, sizeof(err));
	ck_assert_msg(machine != NULL, "%s", err);
}

static void
teardown(void)
{
	os_driver.close(machine);
	arena_free(&arena);
}

static struct system
read_system(void)
{
	struct system s = {.ncpus = 0};

	os_driver.system(machine, (1U << SG_COUNT) - 1, &s, &arena);
	return s;
}

static const char *
utf8(const WCHAR *wide)
{
	return decode_wide(windows_wide(wide, wcslen(wide)), &arena).data;
}

static uint64_t
filetime_ns(const FILETIME *t)
{
	return decode_duration((uint64_t)t->dwHighDateTime << 32 | t->dwLowDateTime);
}

/* user and kernel without idle, idle */
static void
system_times(uint64_t ns[3])
{
	FILETIME idle, kernel, user;

	ck_assert(GetSystemTimes(&idle, &kernel, &user));
	ns[0] = filetime_ns(&user);
	ns[1] = filetime_ns(&kernel) - filetime_ns(&idle);
	ns[2] = filetime_ns(&idle);
}

START_TEST(cpu_times_add_up_to_those_of_the_system)
{
	uint64_t before[3], after[3];

	system_times(before);
	struct system s = read_system();
	system_times(after);
	const uint64_t ours[3] = {s.cpu.user, s.cpu.system + s.cpu.irq + s.cpu.softirq, s.cpu.idle};
	ck_assert_uint_eq(s.known[SG_CPU], FACT_OK);
	ck_assert_uint_eq(s.ncpus, GetActiveProcessorCount(ALL_PROCESSOR_GROUPS));
	for (size_t i = 0; i < 3; i++) {
		/* Each CPU is read at a moment of its own. */
		ck_assert_uint_ge(ours[i] + 50 * NS_PER_MS, before[i]);
		ck_assert_uint_le(ours[i], after[i] + 50 * NS_PER_MS);
	}
	uint64_t user = 0;
	for (size_t i = 0; i < s.ncpus; i++) {
		ck_assert_uint_eq(s.cpus[i].number, i);
		ck_assert(s.cpus[i].online);
		user += s.cpus[i].times.user;
	}
	ck_assert_uint_eq(user, s.cpu.user);
}
END_TEST

START_TEST(memory_is_as_large_as_windows_says)
{
	MEMORYSTATUSEX m = {.dwLength = sizeof(m)};
	struct system s = read_system();

	ck_assert(GlobalMemoryStatusEx(&m));
	ck_assert_uint_eq(s.known[SG_MEMORY], FACT_OK);
	ck_assert_uint_le(m.ullTotalPhys - s.memory.total, 4096);
	ck_assert_uint_eq(s.memory.used + s.memory.available, s.memory.total);
	ck_assert_uint_gt(s.memory.available, m.ullAvailPhys / 2);
}
END_TEST

START_TEST(the_uptime_is_that_of_the_tick_count)
{
	const uint64_t second = 1000 * NS_PER_MS;
	uint64_t before = clock_wall(), ticks = GetTickCount64() * NS_PER_MS;
	struct system s = read_system(), later;
	uint64_t after = clock_wall(), ticks_after = GetTickCount64() * NS_PER_MS;

	ck_assert_uint_eq(s.known[SG_BOOT], FACT_OK);
	/* Where the tick count is longer by less than ten seconds it does not count. */
	ck_assert_uint_ge(s.uptime_ns + 11 * second, ticks);
	ck_assert_uint_le(s.uptime_ns, ticks_after + 11 * second);
	ck_assert_uint_ge(s.boot_time + s.uptime_ns + 2 * second, before);
	ck_assert_uint_le(s.boot_time + s.uptime_ns, after + 2 * second);
	do
		later = read_system();
	while (later.uptime_ns == s.uptime_ns);
	ck_assert_uint_gt(later.uptime_ns, s.uptime_ns);
	/* Of Wine's it is a difference of clocks, in seconds. */
	ck_assert_uint_le(later.boot_time, s.boot_time + second);
	ck_assert_uint_ge(later.boot_time + second, s.boot_time);
}
END_TEST

START_TEST(the_machine_has_its_names)
{
	WCHAR name[256];
	DWORD units = 256;
	struct system s = read_system();

	ck_assert(GetComputerNameExW(ComputerNameDnsHostname, name, &units));
	ck_assert_uint_eq(s.known[SG_HOST], FACT_OK);
	ck_assert_str_eq(s.hostname, utf8(name));
	ck_assert_msg(strncmp(s.release, "Windows ", 8) == 0, "%s", s.release);
}
END_TEST

START_TEST(what_windows_has_not_is_none)
{
	struct system s = read_system();

	ck_assert_uint_eq(s.known[SG_LOAD], FACT_NONE);
	ck_assert_uint_eq(s.known[SG_PRESSURE], FACT_NONE);
	for (unsigned g = 0; g < SG_COUNT; g++)
		ck_assert_uint_ne(s.known[g], FACT_UNREAD);
}
END_TEST

static struct net_list
read_nets(uint64_t want)
{
	struct net_list list = {.arena = &arena};

	ck_assert_uint_eq(os_driver.nets(machine, want, &list), FACT_OK);
	return list;
}

START_TEST(interfaces_count_what_each_of_them_says)
{
	struct net_list list = read_nets(UINT64_MAX);
	size_t compared = 0;

	for (size_t i = 0; i < list.count; i++) {
		const struct netif *row = &list.rows[i];
		MIB_IF_ROW2 now = {.InterfaceIndex = row->index};

		/* Interfaces come and go. */
		if (GetIfEntry2(&now) != NO_ERROR)
			continue;
		compared++;
		ck_assert_uint_eq(row->mtu, now.Mtu);
		ck_assert_int_eq(row->isup,
		    now.OperStatus == IfOperStatusUp && now.AdminStatus == NET_IF_ADMIN_STATUS_UP);
		ck_assert_uint_eq(row->known[NG_COUNTERS], FACT_OK);
		ck_assert_uint_le(row->counters.bytes_recv, now.InOctets);
		ck_assert_uint_le(row->counters.bytes_sent, now.OutOctets);
		ck_assert_uint_le(row->counters.packets_recv, now.InUcastPkts + now.InNUcastPkts);
		ck_assert_uint_le(row->counters.errin, now.InErrors);
		ck_assert_uint_eq(row->duplex, DUPLEX_IS_UNKNOWN);
		if (row->known[NG_SPEED] == FACT_OK)
			ck_assert_uint_eq(row->speed, now.TransmitLinkSpeed / 1000000);
		else
			ck_assert_uint_lt(now.TransmitLinkSpeed, 1000000);
	}
	ck_assert_uint_gt(compared, 0);
}
END_TEST

START_TEST(loopback_is_there_with_its_address)
{
	struct net_list list = read_nets(UINT64_MAX);

	for (size_t i = 0; i < list.count; i++) {
		const struct netif *row = &list.rows[i];

		if (!row->loopback)
			continue;
		ck_assert(row->isup && row->virt);
		ck_assert_str_eq(row->kind, "loopback");
		ck_assert_uint_gt(row->naddrs, 0);
		ck_assert_str_eq(row->addrs[0].address, "127.0.0.1");
		ck_assert_str_eq(row->addrs[0].netmask, "255.0.0.0");
		ck_assert_uint_eq(row->addrs[0].scope, SCOPE_HOST);
		return;
	}
	ck_abort_msg("no loopback among %zu interfaces", list.count);
}
END_TEST

START_TEST(addresses_that_nobody_wants_are_not_asked_for)
{
	struct net_list list = read_nets(NG_BIT(NG_LINK) | NG_BIT(NG_COUNTERS));

	for (size_t i = 0; i < list.count; i++) {
		ck_assert_uint_eq(list.rows[i].known[NG_ADDRS], FACT_UNREAD);
		ck_assert_uint_eq(list.rows[i].naddrs, 0);
	}
}
END_TEST

static const struct disk *
find_disk(const struct disk_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->rows[i].name, name) == 0)
			return &list->rows[i];
	ck_abort_msg("no %s among %zu disks", name, list->count);
}

START_TEST(the_system_volume_is_mounted_and_has_space)
{
	struct disk_list list = {.arena = &arena};
	WCHAR fstype[64];
	ULARGE_INTEGER total, available;
	struct disk_space space;

	ck_assert_uint_eq(os_driver.disks(machine, UINT64_MAX, &list), FACT_OK);
	const struct disk *row = find_disk(&list, "C:");
	ck_assert_uint_eq(row->kind, DISK_PARTITION);
	ck_assert(row->part);
	ck_assert_str_eq(row->mountpoint, "C:\\");
	ck_assert(GetVolumeInformationW(L"C:\\", NULL, 0, NULL, NULL, NULL, fstype, 64));
	ck_assert_str_eq(row->fstype, utf8(fstype));
	ck_assert(GetDiskFreeSpaceExW(L"C:\\", &available, &total, NULL));
	ck_assert_uint_eq(os_driver.space(machine, row->mountpoint, row->fstype, &space), FACT_OK);
	ck_assert_uint_eq(space.total, total.QuadPart);
	ck_assert_uint_eq(space.used + space.free, space.total);
	ck_assert_double_eq_tol(space.percent,
	    (double)(total.QuadPart - available.QuadPart) * 100 / (double)total.QuadPart, 1);
}
END_TEST

START_TEST(each_mount_point_is_there_once)
{
	struct disk_list list = {.arena = &arena};

	ck_assert_uint_eq(os_driver.disks(machine, UINT64_MAX, &list), FACT_OK);
	for (size_t i = 0; i < list.count; i++) {
		ck_assert(list.rows[i].known[DG_COUNTERS] != FACT_UNREAD);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(list.rows[i].name, list.rows[k].name);
	}
}
END_TEST

START_TEST(a_place_that_is_none_has_no_space)
{
	struct disk_space space;

	ck_assert_uint_eq(os_driver.space(machine, "Q:\\", NULL, &space), FACT_NONE);
	ck_assert_uint_eq(os_driver.space(machine, "\xff\xfe", NULL, &space), FACT_NONE);
}
END_TEST

/* As one of them is asked alone.  False: it has started or ended meanwhile. */
static bool
compare_service(SC_HANDLE manager, const struct service *row)
{
	static union {
		QUERY_SERVICE_CONFIGW config;
		SERVICE_STATUS_PROCESS status;
		unsigned char room[8192];
	} answer;
	WCHAR name[260];
	DWORD needed;

	ck_assert_int_gt(MultiByteToWideChar(CP_UTF8, 0, row->name, -1, name, 260), 0);
	SC_HANDLE service =
	    OpenServiceW(manager, name, SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS);
	ck_assert_msg(service != NULL, "%s", row->name);
	ck_assert(QueryServiceConfigW(service, &answer.config, sizeof(answer), &needed));
	ck_assert_pstr_eq(row->display_name, utf8(answer.config.lpDisplayName));
	ck_assert_pstr_eq(row->binpath, utf8(answer.config.lpBinaryPathName));
	ck_assert_pstr_eq(row->username, utf8(answer.config.lpServiceStartName));
	ck_assert(QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, answer.room, sizeof(answer),
	    &needed));
	CloseServiceHandle(service);
	return row->pid == (int64_t)answer.status.dwProcessId &&
	    (strcmp(row->status, "running") == 0) ==
	    (answer.status.dwCurrentState == SERVICE_RUNNING);
}

static bool
compare_services(SC_HANDLE manager, struct service_watch *w)
{
	struct service_list list = {.arena = &arena};
	bool same = true;

	ck_assert_uint_eq(os_driver.services(w, UINT64_MAX, &list), FACT_OK);
	ck_assert_uint_gt(list.count, 5);
	for (size_t i = 0; i < list.count; i++)
		same = compare_service(manager, &list.rows[i]) && same;
	return same;
}

START_TEST(services_are_what_each_of_them_says)
{
	char why[200] = "";
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
	struct service_watch *w = os_driver.services_open(machine, why, sizeof(why));

	ck_assert_msg(w != NULL && manager != NULL, "%s", why);
	/* They start behind the first program, one after the other. */
	while (!compare_services(manager, w))
		Sleep(100);
	os_driver.services_close(w);
	CloseServiceHandle(manager);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    cpu_times_add_up_to_those_of_the_system,
	    memory_is_as_large_as_windows_says,
	    the_uptime_is_that_of_the_tick_count,
	    the_machine_has_its_names,
	    what_windows_has_not_is_none,
	    interfaces_count_what_each_of_them_says,
	    loopback_is_there_with_its_address,
	    addresses_that_nobody_wants_are_not_asked_for,
	    the_system_volume_is_mounted_and_has_space,
	    each_mount_point_is_there_once,
	    a_place_that_is_none_has_no_space,
	    services_are_what_each_of_them_says,
	    NULL,
	};

	return suite_run("machine_windows", tests, setup, teardown);
}
