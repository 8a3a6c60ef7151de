#include "decode_net.h"

#include <stdio.h>
#include <string.h>

#include "../../arena.h"
#include "decode_image.h"

/* MIB_IF_TABLE2: the number of rows, then the rows */
enum { TABLE_HEAD = 8 };

/* MIB_IF_ROW2 */
enum interface_layout {
	AT_ROW_LUID = 0,
	AT_ROW_MTU = 1124,
	AT_ROW_TYPE = 1128,
	AT_ROW_FLAGS = 1152,
	AT_ROW_OPER = 1156,
	AT_ROW_ADMIN = 1160,
	AT_ROW_SPEED = 1192,
	AT_IN_OCTETS = 1208,
	AT_IN_UCAST = 1216,
	AT_IN_NUCAST = 1224,
	AT_IN_DISCARDS = 1232,
	AT_IN_ERRORS = 1240,
	AT_OUT_OCTETS = 1280,
	AT_OUT_UCAST = 1288,
	AT_OUT_NUCAST = 1296,
	AT_OUT_DISCARDS = 1304,
	AT_OUT_ERRORS = 1312,
};
enum { FLAG_HARDWARE = 1 };

/* IP_ADAPTER_ADDRESSES_LH, as far as it is needed */
enum adapter_layout {
	AT_INDEX = 4,
	AT_NEXT = 8,
	AT_FIRST_UNICAST = 24,
	AT_FRIENDLY_NAME = 72,
	AT_MAC = 80,
	AT_MAC_LEN = 88,
	AT_INDEX6 = 108,
	AT_LUID = 224,
	ADAPTER_BYTES = 232,
};
enum { MAC_MAX = 8 };

/* IP_ADAPTER_UNICAST_ADDRESS_LH */
enum unicast_layout {
	AT_NEXT_UNICAST = 8,
	AT_SOCKADDR = 16,
	AT_SOCKADDR_LEN = 24,
	AT_PREFIX = 56,
	UNICAST_BYTES = 64,
};

/* sockaddr_in and sockaddr_in6 of Windows */
enum { FAMILY_INET = 2, FAMILY_INET6 = 23 };
enum { AT_INET = 4, INET_BYTES = 8, AT_INET6 = 8, INET6_BYTES = 24 };

enum { STATUS_UP = 1 }; /* of the link, and of who may switch it */
enum { TYPE_LOOPBACK = 24 };

static uint64_t
sum(const unsigned char *p, size_t a, size_t b)
{
	return load_u64(p + a) + load_u64(p + b);
}

bool
decode_interface(const struct image *im, size_t index, struct interface_record *r)
{
	if (index >= image_u32(im, 0) || index > (SIZE_MAX - TABLE_HEAD) / INTERFACE_RECORD ||
	    !image_has(im, TABLE_HEAD + index * INTERFACE_RECORD, INTERFACE_RECORD))
		return false;
	const unsigned char *p = im->data + TABLE_HEAD + index * INTERFACE_RECORD;
	uint64_t speed = load_u64(p + AT_ROW_SPEED);

	*r = (struct interface_record){
	    .luid = load_u64(p + AT_ROW_LUID),
	    .mtu = load_u32(p + AT_ROW_MTU),
	    .type = load_u32(p + AT_ROW_TYPE),
	    .oper_status = load_u32(p + AT_ROW_OPER),
	    .admin_status = load_u32(p + AT_ROW_ADMIN),
	    .hardware = (p[AT_ROW_FLAGS] & FLAG_HARDWARE) != 0,
	    .speed = speed != UINT64_MAX ? speed : 0,
	    .counters =
		{
		    .bytes_recv = load_u64(p + AT_IN_OCTETS),
		    .bytes_sent = load_u64(p + AT_OUT_OCTETS),
		    .packets_recv = sum(p, AT_IN_UCAST, AT_IN_NUCAST),
		    .packets_sent = sum(p, AT_OUT_UCAST, AT_OUT_NUCAST),
		    .errin = load_u64(p + AT_IN_ERRORS),
		    .errout = load_u64(p + AT_OUT_ERRORS),
		    .dropin = load_u64(p + AT_IN_DISCARDS),
		    .dropout = load_u64(p + AT_OUT_DISCARDS),
		},
	};
	return true;
}

static const char *
inet_text(const unsigned char *p, struct arena *arena)
{
	return arena_printf(arena, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
}

/* The longest run of at least two groups that are 0; its length, 0: there is none. */
static size_t
longest_zeros(const unsigned group[8], size_t *first)
{
	size_t best = 1, run = 0;

	for (size_t i = 0; i < 8; i++) {
		run = group[i] == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*first = i + 1 - run;
		}
	}
	return best > 1 ? best : 0;
}

const char *
inet6_text(const unsigned char *p, struct arena *arena)
{
	/* ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff */
	char text[48];
	size_t len = 0, first = 8, zeros;
	const char *colon = "";
	unsigned group[8];

	for (size_t i = 0; i < 8; i++)
		group[i] = (unsigned)p[2 * i] << 8 | p[2 * i + 1];
	zeros = longest_zeros(group, &first);
	/* ::ffff:10.0.0.4 */
	bool mapped = zeros == 5 && first == 0 && group[5] == 0xffff;
	for (size_t i = 0; i < (mapped ? 6 : 8);) {
		if (i == first) {
			len += (size_t)snprintf(text + len, sizeof(text) - len, "::");
			i += zeros;
			colon = "";
			continue;
		}
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%x", colon, group[i++]);
		colon = ":";
	}
	return mapped ? arena_printf(arena, "%s:%s", text, inet_text(p + 12, arena))
		      : arena_copy(arena, text, len);
}

/* A mask of so many bits, as an address of that length. */
static void
prefix_mask(unsigned char *mask, size_t bytes, unsigned prefix)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned bits = prefix > 8 * i ? prefix - (unsigned)(8 * i) : 0;
		mask[i] = (unsigned char)(0xff00U >> (bits < 8 ? bits : 8));
	}
}

static uint8_t
inet_scope(const unsigned char *p)
{
	if (p[0] == 127)
		return SCOPE_HOST;
	return p[0] == 169 && p[1] == 254 ? SCOPE_LINK : SCOPE_UNIVERSE;
}

static uint8_t
inet6_scope(const unsigned char *p)
{
	static const unsigned char loopback[16] = {[15] = 1};

	if (memcmp(p, loopback, sizeof(loopback)) == 0)
		return SCOPE_HOST;
	if (p[0] == 0xfe && (p[1] & 0xc0) == 0x80)
		return SCOPE_LINK;
	return p[0] == 0xfe && (p[1] & 0xc0) == 0xc0 ? SCOPE_SITE : SCOPE_UNIVERSE;
}

static bool
decode_sockaddr(const struct image *im, size_t at, size_t len, struct netaddr *a,
    struct arena *arena)
{
	const unsigned char *p = im->data + at;
	unsigned char mask[16];
	unsigned family = len >= 2 ? load_u16(p) : 0;

	if (family == FAMILY_INET && len >= INET_BYTES && a->prefix <= 32) {
		prefix_mask(mask, 4, a->prefix);
		a->family = ADDR_INET;
		a->scope = inet_scope(p + AT_INET);
		a->address = inet_text(p + AT_INET, arena);
		a->netmask = inet_text(mask, arena);
		return true;
	}
	if (family == FAMILY_INET6 && len >= INET6_BYTES && a->prefix <= 128) {
		prefix_mask(mask, 16, a->prefix);
		a->family = ADDR_INET6;
		a->scope = inet6_scope(p + AT_INET6);
		a->address = inet6_text(p + AT_INET6, arena);
		a->netmask = inet6_text(mask, arena);
		return true;
	}
	return false;
}

/* As Windows writes it. */
static const char *
mac_text(const unsigned char *mac, size_t len, struct arena *arena)
{
	char text[3 * MAC_MAX + 1];

	for (size_t i = 0; i < len; i++)
		snprintf(text + 3 * i, sizeof(text) - 3 * i, "%02X-", mac[i]);
	return arena_copy(arena, text, 3 * len - 1);
}

/* Addresses of one family in the adapter's list, appended. */
static void
take_addrs(const struct image *im, uint64_t pointer, enum addr_family family,
    struct adapter_record *r, struct arena *arena)
{
	/* More than fit into the buffer go in a circle. */
	size_t at, where, most = im->len / UNICAST_BYTES;

	for (size_t n = 0; n < most && image_find(im, pointer, UNICAST_BYTES, &at); n++) {
		const unsigned char *p = im->data + at;
		struct netaddr *a = &r->addrs[r->naddrs];
		uint32_t len = load_u32(p + AT_SOCKADDR_LEN);

		*a = (struct netaddr){.prefix = p[AT_PREFIX]};
		if (image_find(im, load_u64(p + AT_SOCKADDR), len, &where) &&
		    decode_sockaddr(im, where, len, a, arena) && a->family == family)
			r->naddrs++;
		pointer = load_u64(p + AT_NEXT_UNICAST);
	}
}

static size_t
count_addrs(const struct image *im, uint64_t pointer)
{
	size_t at, n = 0, most = im->len / UNICAST_BYTES;

	for (; n < most && image_find(im, pointer, UNICAST_BYTES, &at); n++)
		pointer = load_u64(im->data + at + AT_NEXT_UNICAST);
	return n;
}

/* IPv4, IPv6, then the link's own. */
static void
adapter_addrs(const struct image *im, const unsigned char *p, struct adapter_record *r,
    struct arena *arena)
{
	uint64_t first = load_u64(p + AT_FIRST_UNICAST);
	uint32_t mac = load_u32(p + AT_MAC_LEN);

	/* One more: what is not of the family is decoded there and left. */
	r->addrs = arena_array(arena, count_addrs(im, first) + 1, sizeof(*r->addrs));
	take_addrs(im, first, ADDR_INET, r, arena);
	take_addrs(im, first, ADDR_INET6, r, arena);
	if (mac > 0 && mac <= MAC_MAX)
		r->addrs[r->naddrs++] = (struct netaddr){.family = ADDR_LINK,
		    .address = mac_text(p + AT_MAC, mac, arena)};
}

bool
decode_adapter(const struct image *im, struct adapter_cursor *c, struct adapter_record *r,
    struct arena *arena)
{
	/* More than fit into the buffer go in a circle. */
	if (c->taken++ >= im->len / ADAPTER_BYTES || !image_has(im, c->at, ADAPTER_BYTES))
		return false;
	const unsigned char *p = im->data + c->at;
	const char *name = image_text(im, load_u64(p + AT_FRIENDLY_NAME), arena);

	*r = (struct adapter_record){
	    .luid = load_u64(p + AT_LUID),
	    .index = load_u32(p + AT_INDEX),
	    .name = name != NULL ? name : "",
	};
	if (r->index == 0)
		r->index = load_u32(p + AT_INDEX6);
	adapter_addrs(im, p, r, arena);
	if (!image_find(im, load_u64(p + AT_NEXT), ADAPTER_BYTES, &c->at))
		c->at = im->len;
	return true;
}

void
adapter_row(struct netif *row, const struct adapter_record *a, const struct interface_record *r,
    uint64_t want)
{
	row->index = a->index;
	row->name = a->name;
	row->kind = interface_kind(r->type);
	row->operstate = interface_operstate(r->oper_status);
	row->isup = r->oper_status == STATUS_UP && r->admin_status == STATUS_UP;
	row->loopback = r->type == TYPE_LOOPBACK;
	row->virt = row->loopback || !r->hardware;
	row->mtu = r->mtu;
	row->flags = (struct blob){"", 0};
	row->known[NG_LINK] = FACT_OK;
	row->counters = r->counters;
	row->known[NG_COUNTERS] = FACT_OK;
	row->duplex = DUPLEX_IS_UNKNOWN;
	row->known[NG_DUPLEX] = FACT_OK;
	row->speed = r->speed / 1000000 <= UINT32_MAX ? (uint32_t)(r->speed / 1000000) : 0;
	row->known[NG_SPEED] = row->speed > 0 ? FACT_OK : FACT_NONE;
	if ((want & NG_BIT(NG_ADDRS)) == 0)
		return;
	row->addrs = a->addrs;
	row->naddrs = a->naddrs;
	row->known[NG_ADDRS] = FACT_OK;
}

/* IANA's numbers, which Windows uses. */
const char *
interface_kind(uint32_t type)
{
	switch (type) {
	case 6:
		return "ether";
	case TYPE_LOOPBACK:
		return "loopback";
	case 23:
		return "ppp";
	case 53:
		return "virtual";
	case 71:
		return "wifi";
	case 131:
		return "tunnel";
	case 144:
		return "firewire";
	case 199:
		return "infiniband";
	case 243:
	case 244:
		return "wwan";
	default:
		return "other";
	}
}

const char *
interface_operstate(uint32_t status)
{
	static const char *const names[] = {"", "up", "down", "testing", "unknown", "dormant",
	    "notpresent", "lowerlayerdown"};

	return status < sizeof(names) / sizeof(names[0]) ? names[status] : "";
}
