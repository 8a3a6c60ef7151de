/* Every decoder of the Linux driver; the first byte chooses. */
#include <stdlib.h>
#include <string.h>

#include "../../src/arena.h"
#include "../../src/os/linux/decode.h"
#include "fuzz.h"

static bool
within(struct span part, const char *buf, size_t len)
{
	return part.data >= buf && part.len <= len && (size_t)(part.data - buf) <= len - part.len;
}

static void
fuzz_stat(const char *buf, size_t len)
{
	struct stat_record r;
	uint64_t ns;

	if (!decode_stat(buf, len, &r))
		return;
	require(within(r.comm, buf, len));
	require(decode_state(r.state) < STATUS_COUNT);
	require(decode_policy(r.policy) < POLICY_COUNT);
	decode_ticks(r.user_ticks, 100, &ns);
}

static void
fuzz_status(const char *buf, size_t len)
{
	struct status_record r;

	decode_status(buf, len, &r);
}

static void
fuzz_statm(const char *buf, size_t len)
{
	struct statm_record r;

	decode_statm(buf, len, &r);
}

static void
fuzz_io(const char *buf, size_t len)
{
	struct io_record r;

	require(!decode_io(buf, len, &r) || r.has != 0);
}

static void
fuzz_schedstat(const char *buf, size_t len)
{
	struct schedstat_record r;

	decode_schedstat(buf, len, &r);
}

static void
fuzz_number(const char *buf, size_t len)
{
	int64_t v;

	decode_number(buf, len, &v);
}

/* In one piece and line by line it is the same sum. */
static void
fuzz_smaps(const char *buf, size_t len)
{
	struct smaps_sum whole = {0}, pieces = {0};
	struct proc_footprint f = {0};
	uint8_t known[PG_COUNT] = {0};
	size_t done = decode_smaps(&whole, buf, len), at = 0;

	require(done <= len);
	for (size_t end = 0; end < len; end++)
		if (buf[end] == '\n' && end + 1 < len)
			at += decode_smaps(&pieces, buf + at, end + 1 - at);
	at += decode_smaps(&pieces, buf + at, len - at);
	if (smaps_footprint(&whole, &f, known))
		require(f.uss == f.private_clean + f.private_dirty + f.private_hugetlb &&
		    f.uss >= f.private_dirty && known[PG_USS] == FACT_OK);
	for (int i = 0; i < SMAPS_COUNT; i++)
		require(whole.bad || whole.value[i] == pieces.value[i]);
}

/* In one piece and line by line they are the same rows. */
static void
fuzz_maps(const char *buf, size_t len)
{
	struct arena a;
	arena_init(&a);
	struct mapping_list whole = {.arena = &a, .seed = 1}, pieces = {.arena = &a, .seed = 2};
	struct maps_decoder w = {.list = &whole}, p = {.list = &pieces};
	size_t at = 0;

	require(decode_maps(&w, buf, len) <= len);
	for (size_t end = 0; end < len; end++)
		if (buf[end] == '\n' && end + 1 < len)
			at += decode_maps(&p, buf + at, end + 1 - at);
	decode_maps(&p, buf + at, len - at);
	bool good = decode_maps_end(&w);
	require(good == decode_maps_end(&p) && whole.count == pieces.count);
	for (size_t i = 0; i < whole.count; i++) {
		const struct mapping *m = &whole.rows[i];

		require(strcmp(m->path, pieces.rows[i].path) == 0 && m->count > 0);
		require(!good || (m->uss >= m->private_dirty && m->rss == pieces.rows[i].rss));
	}
	free(whole.rows);
	free(whole.slots);
	free(pieces.rows);
	free(pieces.slots);
	arena_free(&a);
}

static void
fuzz_cgroup(const char *buf, size_t len)
{
	struct container_name c;
	struct span path = {buf, len}, unit;

	if (decode_cgroup(buf, len, &path))
		require(within(path, buf, len) && path.len > 0 && path.data[0] == '/');
	decode_container(path, &c);
	if (decode_unit(path, &unit))
		require(within(unit, path.data, path.len) && unit.len > 0);
	require(memchr(c.id, '\0', sizeof(c.id)) != NULL);
	require(c.runtime != NULL || c.id[0] == '\0');
}

static void
fuzz_system_stat(const char *buf, size_t len)
{
	struct stat_system r;
	struct arena a;

	arena_init(&a);
	decode_system_stat(buf, len, &r, &a);
	for (size_t i = 1; i < r.ncpus; i++)
		require(r.cpus[i].number > r.cpus[i - 1].number);
	arena_free(&a);
}

static void
fuzz_cpu_list(const char *buf, size_t len)
{
	uint32_t numbers[16];
	size_t n = decode_cpu_list(buf, len, numbers, 16);

	require(n <= 2 * (CPU_NUMBER_MAX + 1) && n == decode_cpu_list(buf, len, NULL, 0));
}

static void
fuzz_meminfo(const char *buf, size_t len)
{
	struct meminfo_record r;
	struct memory m;
	struct swap s;

	decode_meminfo(buf, len, &r);
	if (meminfo_memory(&r, UINT64_C(1) << 26, &m))
		require(m.available <= m.total && m.percent >= 0 && m.percent <= 100);
	if (meminfo_swap(&r, &s))
		require(s.used <= s.total && s.percent >= 0 && s.percent <= 100);
}

static void
fuzz_vmstat(const char *buf, size_t len)
{
	uint64_t a, b;

	decode_vmstat_swap(buf, len, &a, &b);
}

static void
fuzz_loadavg(const char *buf, size_t len)
{
	double load[3];

	if (decode_loadavg(buf, len, load))
		require(load[0] >= 0 && load[1] >= 0 && load[2] >= 0);
}

static void
fuzz_uptime(const char *buf, size_t len)
{
	uint64_t ns;

	decode_uptime(buf, len, &ns);
}

static void
fuzz_pressure(const char *buf, size_t len)
{
	struct stall some, full;

	if (decode_pressure(buf, len, &some, &full))
		require(some.known || full.known);
	require(some.avg10 >= 0 && some.avg10 <= 100 && full.avg300 >= 0 && full.avg300 <= 100);
}

static void
fuzz_drivers(const char *buf, size_t len)
{
	struct tty_driver drivers[8];
	size_t n = decode_tty_drivers(buf, len, drivers, 8);
	char name[64];

	require(n <= 8);
	for (size_t i = 0; i < n; i++)
		tty_name(drivers, n, drivers[i].major << 8 | (drivers[i].first & 0xff), name,
		    sizeof(name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const decoders[])(const char *, size_t) = {fuzz_stat, fuzz_status, fuzz_statm,
	    fuzz_io, fuzz_schedstat, fuzz_number, fuzz_smaps, fuzz_cgroup, fuzz_system_stat,
	    fuzz_cpu_list, fuzz_meminfo, fuzz_vmstat, fuzz_loadavg, fuzz_uptime, fuzz_pressure,
	    fuzz_drivers, fuzz_maps};

	if (size > 0)
		decoders[data[0] % (sizeof(decoders) / sizeof(decoders[0]))]((const char *)data + 1,
		    size - 1);
	return 0;
}
