#include "decode_sock.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdio.h>
#include <sys/socket.h>

#include "../../arena.h"
#include "decode_net.h"

/* include/net/tcp_states.h */
enum { STATE_ESTABLISHED = 1, STATE_SYN_SENT = 2, STATE_CLOSE = 7, STATE_LISTEN = 10 };

const char *const socket_tables[] = {"unix", "tcp", "tcp6", "udp", "udp6", "netlink", "packet",
    "raw", "raw6", "udplite", "udplite6", "icmp", "icmp6"};
_Static_assert(sizeof(socket_tables) / sizeof(socket_tables[0]) == SOCKETS_TABLES, "one name each");

bool
socket_table_is_v6(enum socket_table table)
{
	const char *name = socket_tables[table];

	return name[strlen(name) - 1] == '6';
}

const char *
socket_state(uint8_t state)
{
	static const char *const names[] = {NULL, "established", "syn_sent", "syn_recv",
	    "fin_wait1", "fin_wait2", "time_wait", "close", "close_wait", "last_ack", "listen",
	    "closing", "syn_recv"};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : NULL;
}

bool
decode_inet_diag(const char *data, size_t len, enum socket_table table, struct socket_record *r)
{
	struct inet_diag_msg m;

	if (len < sizeof(m))
		return false;
	memcpy(&m, data, sizeof(m));
	*r = (struct socket_record){.table = (uint8_t)table,
	    .inode = m.idiag_inode,
	    .state = m.idiag_state};
	memcpy(r->local.address, m.id.idiag_src, sizeof(r->local.address));
	memcpy(r->remote.address, m.id.idiag_dst, sizeof(r->remote.address));
	r->local.port = ntohs(m.id.idiag_sport);
	r->remote.port = ntohs(m.id.idiag_dport);
	return r->inode != 0 && m.idiag_family == (socket_table_is_v6(table) ? AF_INET6 : AF_INET);
}

bool
decode_unix_diag(const char *data, size_t len, struct socket_record *r)
{
	struct unix_diag_msg m;
	struct netlink_attr a;
	uint32_t peer;

	if (len < sizeof(m))
		return false;
	memcpy(&m, data, sizeof(m));
	*r = (struct socket_record){.table = SOCKETS_UNIX,
	    .inode = m.udiag_ino,
	    .state = m.udiag_state,
	    .type = m.udiag_type};
	struct scan s = {data + sizeof(m), data + len};
	while (netlink_attr_next(&s, &a)) {
		if (a.type == UNIX_DIAG_NAME && a.len > 0) {
			r->has_path = true;
			r->path = (struct span){a.data, a.len};
		} else if (a.type == UNIX_DIAG_PEER && a.len >= sizeof(peer)) {
			memcpy(&peer, a.data, sizeof(peer));
			r->peer = peer;
		}
	}
	return r->inode != 0 && m.udiag_family == AF_UNIX;
}

/* Hexadecimal digits in small or large letters; false when there is none, or too many. */
static bool
scan_digits(struct scan *s, uint64_t *value)
{
	uint64_t v = 0;
	size_t n = 0;

	for (; s->p < s->end && n < 17; s->p++, n++) {
		unsigned char c = (unsigned char)*s->p;
		unsigned digit = c >= '0' && c <= '9' ? c - 48U
		    : c >= 'a' && c <= 'f'	      ? c - 'a' + 10U
		    : c >= 'A' && c <= 'F'	      ? c - 'A' + 10U
						      : 16;

		if (digit > 15)
			break;
		v = v << 4 | digit;
	}
	*value = v;
	return n > 0 && n < 17;
}

static bool
word_hex(struct scan *s, uint64_t most, uint64_t *value)
{
	struct span word;

	if (!scan_word(s, &word))
		return false;
	struct scan digits = {word.data, word.data + word.len};
	return scan_digits(&digits, value) && digits.p == digits.end && *value <= most;
}

/* "0100007F:0016": words of 32 bits as this machine has them, and a port. */
static bool
word_end(struct scan *s, size_t words, struct socket_end *e)
{
	struct span word;
	uint64_t n;

	if (!scan_word(s, &word) || word.len != words * 8 + 5 || word.data[words * 8] != ':')
		return false;
	for (size_t i = 0; i < words; i++) {
		struct scan part = {word.data + i * 8, word.data + i * 8 + 8};
		if (!scan_digits(&part, &n) || part.p != part.end)
			return false;
		uint32_t bits = (uint32_t)n;
		memcpy(e->address + 4 * i, &bits, sizeof(bits));
	}
	struct scan port = {word.data + word.len - 4, word.data + word.len};
	if (!scan_digits(&port, &n) || port.p != port.end)
		return false;
	e->port = (uint16_t)n;
	return true;
}

static bool
skip_words(struct scan *s, unsigned n)
{
	struct span word;

	while (n > 0 && scan_word(s, &word))
		n--;
	return n == 0;
}

/* A number that is a whole word, also the last of its line. */
static bool
word_number(struct scan *s, uint64_t *value)
{
	struct span word;
	uint64_t v = 0;

	if (!scan_word(s, &word) || word.len > 19)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(word.data[i] - '0');
	}
	*value = v;
	return true;
}

/* sl local remote st queues timer retransmits uid timeout inode */
static bool
inet_line(struct scan *s, struct socket_record *r)
{
	size_t words = socket_table_is_v6((enum socket_table)r->table) ? 4 : 1;
	uint64_t state;

	if (!skip_words(s, 1) || !word_end(s, words, &r->local) ||
	    !word_end(s, words, &r->remote) || !word_hex(s, UINT8_MAX, &state) ||
	    !skip_words(s, 5) || !word_number(s, &r->inode))
		return false;
	r->state = (uint8_t)state;
	return true;
}

/* Num RefCount Protocol Flags Type St Inode Path */
static bool
unix_line(struct scan *s, struct socket_record *r)
{
	const uint64_t listens = 0x10000;
	uint64_t flags, type, state;

	if (!skip_words(s, 3) || !word_hex(s, UINT32_MAX, &flags) ||
	    !word_hex(s, UINT8_MAX, &type) || !word_hex(s, UINT8_MAX, &state) ||
	    !word_number(s, &r->inode))
		return false;
	r->type = (uint8_t)type;
	/* Its own states: 1 unconnected, 2 connecting, 3 connected. */
	r->state = (flags & listens) != 0 ? STATE_LISTEN
	    : state == 3		  ? STATE_ESTABLISHED
	    : state == 2		  ? STATE_SYN_SENT
					  : STATE_CLOSE;
	if (s->p < s->end && *s->p == ' ' && s->p + 1 < s->end) {
		r->has_path = true;
		r->path = (struct span){s->p + 1, (size_t)(s->end - s->p - 1)};
	}
	return true;
}

/* sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode */
static bool
netlink_line(struct scan *s, struct socket_record *r)
{
	uint64_t protocol, port;

	if (!skip_words(s, 1) || !word_number(s, &protocol) || !word_number(s, &port) ||
	    !skip_words(s, 6) || !word_number(s, &r->inode) || protocol > UINT8_MAX ||
	    port > UINT32_MAX)
		return false;
	r->protocol = (uint32_t)protocol;
	r->port = (uint32_t)port;
	return true;
}

/* sk RefCnt Type Proto Iface R Rmem User Inode */
static bool
packet_line(struct scan *s, struct socket_record *r)
{
	uint64_t type, protocol, index;

	if (!skip_words(s, 2) || !word_number(s, &type) || !word_hex(s, UINT16_MAX, &protocol) ||
	    !word_number(s, &index) || !skip_words(s, 3) || !word_number(s, &r->inode) ||
	    type > UINT8_MAX || index > UINT32_MAX)
		return false;
	r->type = (uint8_t)type;
	r->protocol = (uint32_t)protocol;
	r->index = (uint32_t)index;
	return true;
}

bool
decode_socket_line(struct span line, enum socket_table table, struct socket_record *r)
{
	struct scan s = {line.data, line.data + line.len};
	bool good;

	*r = (struct socket_record){.table = (uint8_t)table};
	switch (table) {
	case SOCKETS_UNIX:
		good = unix_line(&s, r);
		break;
	case SOCKETS_NETLINK:
		good = netlink_line(&s, r);
		break;
	case SOCKETS_PACKET:
		good = packet_line(&s, r);
		break;
	default:
		good = inet_line(&s, r);
		break;
	}
	return good && r->inode != 0;
}

const char *
socket_path_text(const struct socket_record *r, struct arena *arena)
{
	if (!r->has_path || r->path.len == 0)
		return NULL;
	char *text = arena_copy(arena, r->path.data, r->path.len);
	/* A path ends at its first NUL; an abstract name begins with one and may have more. */
	if (text[0] == '\0')
		for (size_t i = 0; i < r->path.len; i++)
			if (text[i] == '\0')
				text[i] = '@';
	return text;
}

/* "127.0.0.1:22", "[::1]:22" */
static const char *
end_text(const struct socket_end *e, bool v6, struct arena *arena)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(v6 ? AF_INET6 : AF_INET, e->address, text, sizeof(text)) == NULL)
		return NULL;
	return arena_printf(arena, v6 ? "[%s]:%u" : "%s:%u", text, e->port);
}

static void
inet_texts(const struct socket_record *r, struct open_file *file, struct arena *arena)
{
	bool v6 = socket_table_is_v6((enum socket_table)r->table);
	bool tcp = r->table == SOCKETS_TCP || r->table == SOCKETS_TCP6;

	file->protocol = socket_tables[r->table];
	/* What has no connections is closed when it has no peer: that is no state. */
	if (tcp || r->state == STATE_ESTABLISHED)
		file->state = socket_state(r->state);
	file->local = end_text(&r->local, v6, arena);
	if (r->state != STATE_LISTEN && r->state != STATE_CLOSE)
		file->remote = end_text(&r->remote, v6, arena);
}

static void
unix_texts(const struct socket_record *r, struct open_file *file, struct arena *arena)
{
	file->protocol = r->type == SOCK_STREAM ? "u_str"
	    : r->type == SOCK_DGRAM		? "u_dgr"
	    : r->type == SOCK_SEQPACKET		? "u_seq"
						: "unix";
	if (r->state != STATE_CLOSE)
		file->state = socket_state(r->state);
	file->local = socket_path_text(r, arena);
	if (r->peer != 0)
		file->remote = arena_printf(arena, "socket:[%llu]", (unsigned long long)r->peer);
}

static void
netlink_texts(const struct socket_record *r, struct open_file *file, struct arena *arena)
{
	static const char *const families[] = {[0] = "route",
	    [2] = "usersock",
	    [4] = "sock_diag",
	    [5] = "nflog",
	    [6] = "xfrm",
	    [7] = "selinux",
	    [9] = "audit",
	    [10] = "fib_lookup",
	    [11] = "connector",
	    [12] = "netfilter",
	    [13] = "ip6_fw",
	    [15] = "uevent",
	    [16] = "generic",
	    [18] = "scsi",
	    [19] = "ecryptfs",
	    [20] = "rdma",
	    [21] = "crypto"};
	const char *family =
	    r->protocol < sizeof(families) / sizeof(families[0]) ? families[r->protocol] : NULL;

	file->protocol = "netlink";
	file->local = family != NULL
	    ? arena_printf(arena, "%s:%lu", family, (unsigned long)r->port)
	    : arena_printf(arena, "%lu:%lu", (unsigned long)r->protocol, (unsigned long)r->port);
}

void
socket_texts(const struct socket_record *r, struct open_file *file, struct arena *arena)
{
	switch (r->table) {
	case SOCKETS_UNIX:
		unix_texts(r, file, arena);
		break;
	case SOCKETS_NETLINK:
		netlink_texts(r, file, arena);
		break;
	case SOCKETS_PACKET:
		file->protocol = r->type == SOCK_RAW ? "p_raw" : "p_dgr";
		file->local = r->index == 0
		    ? arena_printf(arena, "0x%04x:*", (unsigned)r->protocol)
		    : arena_printf(arena, "0x%04x:%u", (unsigned)r->protocol, (unsigned)r->index);
		break;
	default:
		inet_texts(r, file, arena);
		break;
	}
}

const char *
socket_protocol_text(struct span name, struct arena *arena)
{
	if (span_is(name, "UNIX-STREAM"))
		return "u_str";
	if (span_starts(name, "UNIX"))
		return "unix";
	char *text = arena_copy(arena, name.data, name.len), *to = text;
	for (const char *p = text; *p != '\0'; p++)
		/* TCPv6 */
		if (p[0] != 'v' || p[1] != '6')
			*to++ = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	*to = '\0';
	return text;
}
