#include "decode_net.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "../../arena.h"

/* Netlink rounds lengths up to this. */
#define ALIGNED(n) (((n) + 3) & ~(size_t)3)

static size_t
left(const struct scan *s)
{
	return (size_t)(s->end - s->p);
}

static void
skip(struct scan *s, size_t n)
{
	s->p = n < left(s) ? s->p + n : s->end;
}

bool
netlink_next(struct scan *s, struct netlink_message *m)
{
	struct nlmsghdr h;

	if (left(s) < sizeof(h))
		return false;
	memcpy(&h, s->p, sizeof(h));
	if (h.nlmsg_len < sizeof(h) || h.nlmsg_len > left(s))
		return false;
	*m = (struct netlink_message){h.nlmsg_type, h.nlmsg_flags, h.nlmsg_seq, s->p + sizeof(h),
	    h.nlmsg_len - sizeof(h)};
	skip(s, ALIGNED(h.nlmsg_len));
	return true;
}

bool
netlink_attr_next(struct scan *s, struct netlink_attr *a)
{
	struct rtattr h;

	if (left(s) < sizeof(h))
		return false;
	memcpy(&h, s->p, sizeof(h));
	if (h.rta_len < sizeof(h) || h.rta_len > left(s))
		return false;
	*a = (struct netlink_attr){(uint16_t)(h.rta_type & NLA_TYPE_MASK), s->p + sizeof(h),
	    h.rta_len - sizeof(h)};
	skip(s, ALIGNED(h.rta_len));
	return true;
}

static void
attr_u32(const struct netlink_attr *a, uint32_t *value)
{
	if (a->len >= sizeof(*value))
		memcpy(value, a->data, sizeof(*value));
}

/* A text that may lack its NUL, cut to the room there is. */
static void
attr_text(const struct netlink_attr *a, char *buf, size_t room)
{
	size_t len = strnlen(a->data, a->len);

	if (len >= room)
		len = room - 1;
	memcpy(buf, a->data, len);
	buf[len] = '\0';
}

static size_t
attr_bytes(const struct netlink_attr *a, uint8_t *buf, size_t room)
{
	size_t len = a->len < room ? a->len : room;

	memcpy(buf, a->data, len);
	return len;
}

/* Older kernels tell fewer counters at the end, never fewer of these. */
static bool
attr_counters(const struct netlink_attr *a, struct net_counters *c)
{
	struct rtnl_link_stats64 s = {0};

	if (a->len < offsetof(struct rtnl_link_stats64, rx_compressed))
		return false;
	memcpy(&s, a->data, a->len < sizeof(s) ? a->len : sizeof(s));
	*c = (struct net_counters){
	    .bytes_sent = s.tx_bytes,
	    .bytes_recv = s.rx_bytes,
	    .packets_sent = s.tx_packets,
	    .packets_recv = s.rx_packets,
	    .errin = s.rx_errors,
	    .errout = s.tx_errors,
	    /* as /proc/net/dev and so psutil add them up */
	    .dropin = s.rx_dropped + s.rx_missed_errors,
	    .dropout = s.tx_dropped,
	};
	return true;
}

static void
link_info(const struct netlink_attr *info, struct link_record *r)
{
	struct scan s = {info->data, info->data + info->len};
	struct netlink_attr a;

	while (netlink_attr_next(&s, &a))
		if (a.type == IFLA_INFO_KIND)
			attr_text(&a, r->kind, sizeof(r->kind));
}

static void
link_attr(const struct netlink_attr *a, struct link_record *r)
{
	switch (a->type) {
	case IFLA_IFNAME:
		attr_text(a, r->name, sizeof(r->name));
		break;
	case IFLA_ADDRESS:
		r->mac_len = attr_bytes(a, r->mac, sizeof(r->mac));
		break;
	case IFLA_BROADCAST:
		r->broadcast_len = attr_bytes(a, r->broadcast, sizeof(r->broadcast));
		break;
	case IFLA_MTU:
		attr_u32(a, &r->mtu);
		break;
	case IFLA_CARRIER_CHANGES:
		attr_u32(a, &r->changes);
		break;
	case IFLA_OPERSTATE:
		if (a->len >= 1)
			r->operstate = (uint8_t)*a->data;
		break;
	case IFLA_STATS64:
		r->has_counters = attr_counters(a, &r->counters);
		break;
	case IFLA_LINKINFO:
		link_info(a, r);
		break;
	default:
		break;
	}
}

bool
decode_link(const char *data, size_t len, struct link_record *r)
{
	struct ifinfomsg head;
	struct netlink_attr a;

	memset(r, 0, sizeof(*r));
	if (len < sizeof(head))
		return false;
	memcpy(&head, data, sizeof(head));
	if (head.ifi_index <= 0)
		return false;
	r->index = (uint32_t)head.ifi_index;
	r->flags = head.ifi_flags;
	r->type = head.ifi_type;
	struct scan s = {data + sizeof(head), data + len};
	while (netlink_attr_next(&s, &a))
		link_attr(&a, r);
	return r->name[0] != '\0';
}

static const char *
ip_text(int family, const void *bytes, struct arena *arena)
{
	char text[INET6_ADDRSTRLEN];

	return inet_ntop(family, bytes, text, sizeof(text)) != NULL ? arena_dup(arena, text) : NULL;
}

static const char *
mask_text(int family, unsigned prefix, struct arena *arena)
{
	unsigned size = family == AF_INET ? 4 : 16;
	uint8_t bytes[16] = {0};

	if (prefix > size * 8)
		return NULL;
	for (unsigned bit = 0; bit < prefix; bit++)
		bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return ip_text(family, bytes, arena);
}

static uint8_t
scope_of(uint8_t scope)
{
	switch (scope) {
	case RT_SCOPE_SITE:
		return SCOPE_SITE;
	case RT_SCOPE_LINK:
		return SCOPE_LINK;
	case RT_SCOPE_HOST:
		return SCOPE_HOST;
	case RT_SCOPE_NOWHERE:
		return SCOPE_NOWHERE;
	default:
		return SCOPE_UNIVERSE;
	}
}

bool
decode_addr(const char *data, size_t len, uint32_t *index, struct netaddr *out, struct arena *arena)
{
	struct netlink_attr a, address = {0}, local = {0}, broadcast = {0};
	struct ifaddrmsg head;

	if (len < sizeof(head))
		return false;
	memcpy(&head, data, sizeof(head));
	size_t size = head.ifa_family == AF_INET ? 4 : 16;
	if (head.ifa_family != AF_INET && head.ifa_family != AF_INET6)
		return false;
	struct scan s = {data + sizeof(head), data + len};
	while (netlink_attr_next(&s, &a)) {
		struct netlink_attr *to = a.type == IFA_ADDRESS ? &address
		    : a.type == IFA_LOCAL			? &local
		    : a.type == IFA_BROADCAST			? &broadcast
								: NULL;
		if (to != NULL && a.len >= size)
			*to = a;
	}
	/* With a peer, LOCAL is ours and ADDRESS the other end. */
	struct netlink_attr *own = local.data != NULL ? &local : &address;
	if (own->data == NULL)
		return false;
	*index = head.ifa_index;
	*out = (struct netaddr){
	    .family = head.ifa_family == AF_INET ? ADDR_INET : ADDR_INET6,
	    .scope = scope_of(head.ifa_scope),
	    .prefix = head.ifa_prefixlen,
	    .address = ip_text(head.ifa_family, own->data, arena),
	    .netmask = mask_text(head.ifa_family, head.ifa_prefixlen, arena),
	};
	if (broadcast.data != NULL)
		out->broadcast = ip_text(head.ifa_family, broadcast.data, arena);
	if (own == &local && address.data != NULL && memcmp(local.data, address.data, size) != 0)
		out->ptp = ip_text(head.ifa_family, address.data, arena);
	return out->address != NULL && out->netmask != NULL;
}

bool
decode_net_dev(struct span line, struct span *name, struct net_counters *c)
{
	const char *colon = memchr(line.data, ':', line.len);
	struct scan s = {line.data, line.data + line.len + 1};
	uint64_t n[12];

	if (colon == NULL)
		return false;
	scan_blanks(&s);
	*name = (struct span){s.p, (size_t)(colon - s.p)};
	s.p = colon + 1;
	for (size_t i = 0; i < 12; i++)
		if (!scan_next_u64(&s, &n[i]))
			return false;
	*c = (struct net_counters){.bytes_recv = n[0],
	    .packets_recv = n[1],
	    .errin = n[2],
	    .dropin = n[3],
	    .bytes_sent = n[8],
	    .packets_sent = n[9],
	    .errout = n[10],
	    .dropout = n[11]};
	return name->len > 0;
}

static bool
scan_hex(struct scan *s, size_t digits, uint8_t *bytes)
{
	for (size_t i = 0; i < digits; i++, s->p++) {
		unsigned char c = s->p < s->end ? (unsigned char)*s->p : 0;
		int value;

		if (c >= '0' && c <= '9')
			value = c - '0';
		else if (c >= 'a' && c <= 'f')
			value = c - 'a' + 10;
		else
			return false;
		bytes[i / 2] = (uint8_t)(bytes[i / 2] * 16 + value);
	}
	return true;
}

bool
decode_if_inet6(struct span line, struct span *name, struct netaddr *a, struct arena *arena)
{
	struct scan s = {line.data, line.data + line.len};
	uint8_t address[16] = {0}, index = 0, prefix = 0, scope = 0, flags = 0;

	if (!scan_hex(&s, 32, address))
		return false;
	scan_blanks(&s);
	/* An index has as many digits as it needs, from two on. */
	while (s.p < s.end && *s.p != ' ' && scan_hex(&s, 1, &index))
		;
	scan_blanks(&s);
	if (!scan_hex(&s, 2, &prefix))
		return false;
	scan_blanks(&s);
	if (!scan_hex(&s, 2, &scope))
		return false;
	scan_blanks(&s);
	if (!scan_hex(&s, 2, &flags))
		return false;
	scan_blanks(&s);
	*name = (struct span){s.p, (size_t)(s.end - s.p)};
	*a = (struct netaddr){
	    .family = ADDR_INET6,
	    /* IPV6_ADDR_: loopback 0x10, link-local 0x20, site-local 0x40 */
	    .scope = scope == 0x10 ? SCOPE_HOST
		: scope == 0x20	   ? SCOPE_LINK
		: scope == 0x40	   ? SCOPE_SITE
				   : SCOPE_UNIVERSE,
	    .prefix = prefix,
	    .address = ip_text(AF_INET6, address, arena),
	    .netmask = mask_text(AF_INET6, prefix, arena),
	};
	return name->len > 0 && a->address != NULL && a->netmask != NULL;
}

const char *
net_mac_text(const uint8_t *bytes, size_t len, struct arena *arena)
{
	static const char digits[] = "0123456789abcdef";
	char text[NET_MAC * 3];
	size_t n = 0;

	if (len == 0 || len > NET_MAC)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		text[n++] = digits[bytes[i] >> 4];
		text[n++] = digits[bytes[i] & 15];
		text[n++] = ':';
	}
	return arena_copy(arena, text, n - 1);
}

struct blob
net_flags(uint32_t flags, struct arena *arena)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
	    {IFF_UP, "up"},
	    {IFF_BROADCAST, "broadcast"},
	    {IFF_DEBUG, "debug"},
	    {IFF_LOOPBACK, "loopback"},
	    {IFF_POINTOPOINT, "pointopoint"},
	    {IFF_NOTRAILERS, "notrailers"},
	    {IFF_RUNNING, "running"},
	    {IFF_NOARP, "noarp"},
	    {IFF_PROMISC, "promisc"},
	    {IFF_ALLMULTI, "allmulti"},
	    {IFF_MASTER, "master"},
	    {IFF_SLAVE, "slave"},
	    {IFF_MULTICAST, "multicast"},
	    {IFF_PORTSEL, "portsel"},
	    {IFF_AUTOMEDIA, "automedia"},
	    {IFF_DYNAMIC, "dynamic"},
	    {IFF_LOWER_UP, "lower_up"},
	    {IFF_DORMANT, "dormant"},
	    {IFF_ECHO, "echo"},
	};
	char text[256];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i].name) + 1;

		if ((flags & names[i].bit) == 0 || n + len > sizeof(text))
			continue;
		memcpy(text + n, names[i].name, len);
		n += len;
	}
	return (struct blob){arena_copy(arena, text, n), n};
}

const char *
net_operstate(uint8_t state)
{
	static const char *const names[] = {"unknown", "notpresent", "down", "lowerlayerdown",
	    "testing", "dormant", "up"};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : "";
}

const char *
net_type(uint16_t type)
{
	switch (type) {
	case ARPHRD_ETHER:
		return "ether";
	case ARPHRD_LOOPBACK:
		return "loopback";
	case ARPHRD_INFINIBAND:
		return "infiniband";
	case ARPHRD_PPP:
		return "ppp";
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_IPGRE:
	case ARPHRD_SIT:
		return "tunnel";
	case ARPHRD_IEEE80211:
	case ARPHRD_IEEE80211_RADIOTAP:
		return "wifi";
	case ARPHRD_CAN:
		return "can";
	case ARPHRD_NONE:
		return "none";
	default:
		return "other";
	}
}
