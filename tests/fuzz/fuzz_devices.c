/* Decoders of interfaces and disks; the first byte chooses. */
#include <linux/rtnetlink.h>

#include "../../src/arena.h"
#include "../../src/os/linux/decode_disk.h"
#include "../../src/os/linux/decode_net.h"
#include "fuzz.h"

static struct arena arena;

/* Datagrams as they come from the socket. */
static void
fuzz_netlink(const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	struct netlink_message m;
	struct link_record r;
	struct netaddr a;
	uint32_t index;

	while (netlink_next(&s, &m)) {
		require(m.data >= buf && m.data + m.len <= buf + len);
		if (decode_link(m.data, m.len, &r)) {
			require(r.name[0] != '\0' && strlen(r.name) < NET_NAME);
			require(strlen(r.kind) < NET_KIND && r.mac_len <= NET_MAC);
			net_mac_text(r.mac, r.mac_len, &arena);
			net_flags(r.flags, &arena);
		}
		if (decode_addr(m.data, m.len, &index, &a, &arena))
			require(a.address != NULL && a.netmask != NULL);
	}
}

static void
each_line(const char *buf, size_t len, void (*one)(struct span))
{
	struct scan s = {buf, buf + len};
	struct span line;

	/* A line has its newline behind it. */
	while (scan_line(&s, &line) && line.data + line.len < buf + len)
		one(line);
}

static void
net_dev_line(struct span line)
{
	struct net_counters c;
	struct span name;

	if (decode_net_dev(line, &name, &c))
		require(name.data >= line.data && name.data + name.len <= line.data + line.len);
}

static void
inet6_line(struct span line)
{
	struct netaddr a;
	struct span name;

	if (decode_if_inet6(line, &name, &a, &arena))
		require(a.prefix <= 128 && name.data + name.len <= line.data + line.len);
}

static void
diskstats_line(struct span line)
{
	struct diskstats_record r;

	if (decode_diskstats(line, &r))
		require(r.name.len > 0 && r.name.data + r.name.len <= line.data + line.len);
	disk_kind_of(r.name);
}

static void
mount_line(struct span line)
{
	struct mount_record r;

	if (decode_mount(line, &r, &arena))
		require(r.point != NULL && r.fstype != NULL && r.source != NULL &&
		    strlen(r.point) <= line.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const lines[])(
	    struct span) = {net_dev_line, inet6_line, diskstats_line, mount_line};

	if (size == 0)
		return 0;
	arena_init(&arena);
	if (data[0] % 5 == 0)
		fuzz_netlink((const char *)data + 1, size - 1);
	else
		each_line((const char *)data + 1, size - 1, lines[data[0] % 5 - 1]);
	arena_free(&arena);
	return 0;
}
