/* Decoders of what is inside a process; the first byte chooses. */
#include <linux/sock_diag.h>

#include "../../src/arena.h"
#include "../../src/os/linux/decode_limits.h"
#include "../../src/os/linux/decode_net.h"
#include "../../src/os/linux/decode_open.h"
#include "../../src/os/linux/decode_sock.h"
#include "fuzz.h"

static struct arena arena;

static void
texts(const struct socket_record *r, enum socket_table table)
{
	struct open_file f = {.known = FACT_OK};

	require(r->inode != 0 && r->table == table);
	socket_texts(r, &f, &arena);
	require(f.protocol != NULL);
	if (table != SOCKETS_UNIX)
		require(f.local != NULL);
}

/* Datagrams as they come from the socket. */
static void
fuzz_diag(const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	struct netlink_message m;
	struct socket_record r;

	while (netlink_next(&s, &m)) {
		if (decode_unix_diag(m.data, m.len, &r)) {
			require(!r.has_path ||
			    (r.path.data >= buf && r.path.data + r.path.len <= buf + len));
			texts(&r, SOCKETS_UNIX);
		}
		for (int t = SOCKETS_TCP; t <= SOCKETS_UDP6; t++)
			if (decode_inet_diag(m.data, m.len, (enum socket_table)t, &r))
				texts(&r, (enum socket_table)t);
	}
}

static void
fuzz_tables(const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	struct socket_record r;
	struct span line;

	while (scan_line(&s, &line))
		for (int t = 0; t < SOCKETS_TABLES; t++)
			if (decode_socket_line(line, (enum socket_table)t, &r))
				texts(&r, (enum socket_table)t);
}

static void
fuzz_fdinfo(const char *buf, size_t len)
{
	struct fdinfo_record r;

	if (decode_fdinfo(buf, len, &r, &arena))
		require(decode_open_flags(r.flags) <= (OPENED_READ | OPENED_WRITE | OPENED_APPEND));
	require(strlen(fd_event_text((struct span){buf, len < 64 ? len : 64}, &r, &arena)) < 200);
}

static void
fuzz_links(const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	struct span line;
	struct fd_link l;
	uint64_t n;

	while (scan_line(&s, &line)) {
		decode_fd_link(line, &l);
		require(l.kind < OPEN_KINDS && (l.path || !l.deleted));
		decode_namespace(line, "net", &n);
		require(socket_protocol_text(line, &arena) != NULL);
	}
}

static void
fuzz_limits(const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	struct limits_used used;
	struct throttle t = {.known = FACT_OK};
	struct limit limit;
	struct span line, path;
	uint64_t n;

	while (scan_line(&s, &line))
		if (decode_limit(line, &limit, &arena))
			require(limit.name[0] != '\0' && limit.unit < LIMIT_UNITS);
	decode_limits_used(buf, len, &used);
	if (decode_cgroup_path(buf, len, NULL, &path) || decode_cgroup_path(buf, len, "cpu", &path))
		require(
		    path.data >= buf && path.data + path.len < buf + len && path.data[0] == '/');
	decode_bound(buf, len, &n);
	decode_cpu_max(buf, len, &n);
	decode_throttle(buf, len, &t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const all[])(const char *, size_t) = {fuzz_diag, fuzz_tables, fuzz_fdinfo,
	    fuzz_links, fuzz_limits};

	if (size == 0)
		return 0;
	arena_init(&arena);
	all[data[0] % 5]((const char *)data + 1, size - 1);
	arena_free(&arena);
	return 0;
}
