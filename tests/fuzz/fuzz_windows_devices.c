/* Decoders of Windows's interfaces, disks, services and system figures; the first byte chooses. */

#include "../../src/arena.h"
#include "../../src/os/windows/decode_disk.h"
#include "../../src/os/windows/decode_net.h"
#include "../../src/os/windows/decode_services.h"
#include "../../src/os/windows/decode_system.h"
#include "fuzz.h"

/* Where pointers in the seeds count from. */
#define BASE UINT64_C(0x10000)
#define MOST 4096

static struct arena arena;

static void
fuzz_adapters(const struct image *im)
{
	struct adapter_cursor c = {0, 0};
	struct adapter_record a;
	struct netif row;

	while (decode_adapter(im, &c, &a, &arena)) {
		require(c.taken <= MOST && a.naddrs <= im->len / 64 + 1 && a.name != NULL);
		for (size_t i = 0; i < a.naddrs; i++)
			require(a.addrs[i].address[0] != '\0' && a.addrs[i].prefix <= 128);
		adapter_row(&row, &a, &(struct interface_record){.type = 6}, 0);
	}
}

static void
fuzz_interfaces(const struct image *im)
{
	struct interface_record r;

	for (size_t i = 0; decode_interface(im, i, &r); i++)
		require(i < MOST && r.speed != UINT64_MAX);
}

static void
fuzz_services(const struct image *im)
{
	struct service_record r;

	for (size_t i = 0; decode_service(im, i, &r, &arena); i++) {
		require(i < MOST && r.name[0] != '\0');
		service_state_of(r.state, r.error);
		service_status_name(r.state);
		service_kind_name(r.type);
	}
}

static void
fuzz_config(const struct image *im)
{
	struct service_config c;

	if (decode_service_config(im, &c, &arena))
		service_start_name(c.start_type);
	require(decode_service_description(im, &arena) != NULL);
}

static void
fuzz_disk(const struct image *im)
{
	struct disk_record r;
	uint32_t number;
	size_t at = 0;

	if (decode_disk(im, BASE, &r))
		require(im->len >= DISK_RECORD);
	while (decode_drive_name(im, &at, &number))
		require(at <= im->len && number < 1000000);
}

static void
fuzz_cpus(const struct image *im)
{
	struct cpu_record r;

	for (size_t i = 0; decode_cpu(im, i, &r); i++)
		require(i < MOST);
}

static void
fuzz_figures(const struct image *im)
{
	struct performance_record r;
	uint64_t boot, up;
	struct memory m;
	struct swap s;
	uint32_t switches;

	if (decode_performance(im, &r)) {
		performance_memory(&r, &m);
		require(m.used + m.available == m.total && m.percent >= 0 && m.percent <= 100);
		performance_swap(&r, decode_page_files(im), &s);
		require(s.used + s.free == s.total && s.percent >= 0 && s.percent <= 100);
	}
	decode_page_files(im);
	if (decode_boot(im, UINT64_C(1) << 40, &boot, &up))
		require(boot != 0);
	decode_switches(im, &switches);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(const struct image *) = {fuzz_adapters, fuzz_interfaces,
	    fuzz_services, fuzz_config, fuzz_disk, fuzz_cpus, fuzz_figures};

	if (size == 0)
		return 0;
	arena_init(&arena);
	const struct image im = {data + 1, size - 1, BASE};
	targets[data[0] % (sizeof(targets) / sizeof(targets[0]))](&im);
	arena_free(&arena);
	return 0;
}
