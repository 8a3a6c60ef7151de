/*
 * Columns of network interfaces.  To add one for a fact of facts.h is one row.
 */
#include <string.h>

#include "field_check.h"

/* clang-format off: tables */

#define NET_ON(u, m, where)                                                                        \
	.unit = (u), .member = MEMBER_OF(struct netif, m),                                         \
	.offset = offsetof(struct netif, m) + UNIT_CHECK(u, struct netif, m), .systems = (where)
#define NET(u, m)      NET_ON(u, m, ON_ALL)
#define GETTER(u, how) .unit = (u), .member = MEMBER_NONE, .get = (how), .systems = ON_ALL
#define G(group)       .groups = NG_BIT(NG_##group)
#define COUNT(m)       NET(UNIT_COUNT, counters.m), .width = 8, G(COUNTERS)
#define RATE(u, m)     NET(u, rates.m), .width = 7, G(RATES), .flags = FIELD_BASELINE

const char *const addr_family_names[] = {
    [ADDR_INET] = "AF_INET",
    [ADDR_INET6] = "AF_INET6",
    [ADDR_LINK] = "AF_LINK",
    [ADDR_COUNT] = NULL,
};
const char *const addr_scope_names[] = {
    [SCOPE_UNIVERSE] = "global",
    [SCOPE_SITE] = "site",
    [SCOPE_LINK] = "link",
    [SCOPE_HOST] = "host",
    [SCOPE_NOWHERE] = "nowhere",
    [SCOPE_COUNT] = NULL,
};
static const char *const duplex_names[] = {
    [DUPLEX_IS_UNKNOWN] = "unknown",
    [DUPLEX_IS_HALF] = "half",
    [DUPLEX_IS_FULL] = "full",
    [DUPLEX_IS_COUNT] = NULL,
};

static void
addrs_get(const struct column *column, const void *row, struct value *value)
{
	const struct netif *net = row;

	(void)column;
	value->kind = VALUE_BLOB;
	value->blob = net->addresses;
	value->addrs = net->addrs;
	value->naddrs = net->naddrs;
}

/* One family's addresses: they follow each other in the list as in the text. */
static void
family_get(const struct column *column, const void *row, struct value *value)
{
	const struct netif *net = row;
	const char *key = column->field->key;
	enum addr_family family = strcmp(key, "mac") == 0 ? ADDR_LINK
	    : strcmp(key, "inet") == 0			  ? ADDR_INET
							  : ADDR_INET6;
	size_t at = 0, first = SIZE_MAX, end = 0;

	value->kind = VALUE_BLOB;
	for (size_t i = 0; i < net->naddrs && at < net->addresses.len; i++) {
		size_t next = at + strlen(net->addresses.data + at) + 1;

		if (net->addrs[i].family == family) {
			if (first == SIZE_MAX)
				first = at;
			end = next;
		}
		at = next;
	}
	value->none = first == SIZE_MAX;
	value->blob = value->none ? (struct blob){"", 0}
				  : (struct blob){net->addresses.data + first, end - first};
}

static void
history_get(const struct column *column, const void *row, struct value *value)
{
	(void)column;
	value->kind = VALUE_SERIES;
	value->series = ((const struct netif *)row)->history;
}

static const struct field fields[] = {
    {"name", "NAME", "Name of the interface", NET(UNIT_TEXT, name), .width = 10, G(LINK)},
    {"index", "INDEX", "Number of the interface", NET(UNIT_ID, index), .width = 5, G(LINK)},
    {"kind", "KIND",
	"What it is: ether, loopback, or what makes it virtual such as veth, bridge, vlan",
	NET(UNIT_TEXT, kind), .width = 9, G(LINK)},
    {"isup", "UP", "Whether it is up and running", NET(UNIT_BOOL, isup), .width = 3, G(LINK)},
    {"operstate", "STATE",
	"State of the link: up, down, lowerlayerdown, dormant, unknown and others",
	NET(UNIT_TEXT, operstate), .width = 9, G(LINK)},
    {"virtual", "VIRT", "Whether there is no device behind it", NET(UNIT_BOOL, virt), .width = 4,
	G(LINK)},
    {"duplex", "DUPLEX", "Whether both sides may send at once: full, half, unknown",
	NET(UNIT_NAMED, duplex), .width = 7, .names = duplex_names, G(DUPLEX)},
    {"speed", "SPEED", "Speed of the link; not known for most virtual ones",
	NET(UNIT_MEGABITS, speed), .width = 5, G(SPEED)},
    {"mtu", "MTU", "Largest packet in bytes", NET(UNIT_COUNT, mtu), .width = 5, G(LINK)},
    {"flags", "FLAGS", "Flags: up, broadcast, loopback, running, promisc, multicast and others",
	NET_ON(UNIT_LIST, flags, ON_UNIX), .width = 32, G(LINK)},
    {"link_percent", "LINK%", "Share of the speed in use; in full duplex of the busier direction",
	NET(UNIT_PERCENT, link_percent), .width = 5, .groups = NG_BIT(NG_PERCENT),
	.flags = FIELD_BASELINE},
    {"recv_rate", "IN", "Bytes received per second", RATE(UNIT_BYTE_RATE, bytes_recv)},
    {"sent_rate", "OUT", "Bytes sent per second", RATE(UNIT_BYTE_RATE, bytes_sent)},
    {"history", "HISTORY", "Bytes per second in both directions over the last ticks",
	GETTER(UNIT_HISTORY, history_get), .width = 12, G(RATES), .flags = FIELD_BASELINE},
    {"bytes_recv", "RECV", "Bytes received", NET(UNIT_BYTES, counters.bytes_recv), .width = 6,
	G(COUNTERS)},
    {"bytes_sent", "SENT", "Bytes sent", NET(UNIT_BYTES, counters.bytes_sent), .width = 6,
	G(COUNTERS)},
    {"packets_recv", "PKTIN", "Packets received", COUNT(packets_recv)},
    {"packets_sent", "PKTOUT", "Packets sent", COUNT(packets_sent)},
    {"errin", "ERRIN", "Errors while receiving", COUNT(errin)},
    {"errout", "ERROUT", "Errors while sending", COUNT(errout)},
    {"dropin", "DROPIN", "Incoming packets that were dropped", COUNT(dropin)},
    {"dropout", "DROPOUT", "Outgoing packets that were dropped", COUNT(dropout)},
    {"packets_recv_rate", "PKI/s", "Packets received per second", RATE(UNIT_RATE, packets_recv)},
    {"packets_sent_rate", "PKO/s", "Packets sent per second", RATE(UNIT_RATE, packets_sent)},
    {"errin_rate", "ERRI/s", "Errors per second while receiving", RATE(UNIT_RATE, errin)},
    {"errout_rate", "ERRO/s", "Errors per second while sending", RATE(UNIT_RATE, errout)},
    {"dropin_rate", "DRI/s", "Incoming packets dropped per second", RATE(UNIT_RATE, dropin)},
    {"dropout_rate", "DRO/s", "Outgoing packets dropped per second", RATE(UNIT_RATE, dropout)},
    {"inet", "INET", "IPv4 addresses", GETTER(UNIT_LIST, family_get), .width = 18, G(ADDRS)},
    {"inet6", "INET6", "IPv6 addresses", GETTER(UNIT_LIST, family_get), .width = 28, G(ADDRS)},
    {"mac", "MAC", "Address of the link", GETTER(UNIT_LIST, family_get), .width = 17, G(ADDRS)},
    {"netns", "NETNS", "Number of the network namespace that the interface is in",
	NET(UNIT_ID, netns), .width = 10, .groups = NG_BIT(NG_NAMESPACE)},
    {"addrs", "ADDRESS", "Every address with its network: IPv4, IPv6, link",
	GETTER(UNIT_ADDRESSES, addrs_get), .width = 0, G(ADDRS)},
    {.key = NULL},
};

static bool
is_virtual(const void *row)
{
	return ((const struct netif *)row)->virt;
}

const struct table net_table = {
    .name = "net",
    .json = "net",
    .fields = fields,
    .row_size = sizeof(struct netif),
    .known_offset = offsetof(struct netif, known),
    .columns = "name,isup,speed,duplex,mtu,recv_rate,sent_rate,link_percent,history,errin,errout,"
	       "dropin,dropout,bytes_recv,bytes_sent,packets_recv,packets_sent,flags,addrs",
    .sort = "name",
    .minor = is_virtual,
};
