/*
 * What rtnetlink and /proc/net say of interfaces.
 *
 * Pure functions over a buffer, as decode.h's: no alignment, length or order is taken on
 * trust.  Numbers are in the byte order of this machine, as the kernel that
 * answered has it.
 */
#ifndef CTOP_OS_LINUX_DECODE_NET_H
#define CTOP_OS_LINUX_DECODE_NET_H

#include "../facts.h"
#include "scan.h"

struct arena;

/* One message of a netlink datagram. */
struct netlink_message {
	uint16_t type, flags;
	uint32_t seq;
	const char *data; /* behind the header */
	size_t len;
};
/* The message at the cursor, which is left behind it; false: no whole one is left. */
bool netlink_next(struct scan *, struct netlink_message *);

struct netlink_attr {
	uint16_t type; /* without the flags in its upper bits */
	const char *data;
	size_t len;
};
bool netlink_attr_next(struct scan *, struct netlink_attr *);

#define NET_NAME 16
#define NET_KIND 24
#define NET_MAC	 32

/* RTM_NEWLINK.  Texts are NUL terminated. */
struct link_record {
	uint32_t index, flags, mtu, changes;
	uint16_t type; /* ARPHRD_ */
	uint8_t operstate;
	bool has_counters;
	char name[NET_NAME];
	char kind[NET_KIND]; /* "veth"; "": a device driver's own */
	uint8_t mac[NET_MAC], broadcast[NET_MAC];
	size_t mac_len, broadcast_len;
	struct net_counters counters;
};
bool decode_link(const char *, size_t, struct link_record *);

/* RTM_NEWADDR.  *index is the interface's; texts are in the arena. */
bool decode_addr(const char *, size_t, uint32_t *index, struct netaddr *, struct arena *);

/* A line of /proc/net/dev; false: a heading, or no such line. */
bool decode_net_dev(struct span line, struct span *name, struct net_counters *);
/* A line of /proc/net/if_inet6. */
bool decode_if_inet6(struct span line, struct span *name, struct netaddr *, struct arena *);

/* The address of a link: bytes in hex with colons; NULL when there are none. */
const char *net_mac_text(const uint8_t *, size_t, struct arena *);
/* psutil's names of the flags (IFF_) with NULs between. */
struct blob net_flags(uint32_t flags, struct arena *);
/* RFC 2863 state, "" when the number means nothing. */
const char *net_operstate(uint8_t);
/* What a link without a kind of its own is: "ether", "loopback"; "other" for what nobody knows. */
const char *net_type(uint16_t);

#endif
