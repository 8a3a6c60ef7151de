/*
 * What iphlpapi tells of interfaces and addresses.  Pure functions over bytes in the layout
 * of 64-bit Windows.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_NET_H
#define CTOP_OS_WINDOWS_DECODE_NET_H

#include "decode.h"

/* MIB_IF_ROW2: what an interface is and has counted. */
#define INTERFACE_RECORD 1352
struct interface_record {
	uint64_t luid;
	uint32_t mtu, type, oper_status, admin_status;
	bool hardware;
	uint64_t speed; /* bits per second; 0: not known */
	struct net_counters counters;
};
/* The row by its place in a MIB_IF_TABLE2; false: there is none there. */
bool decode_interface(const struct image *, size_t index, struct interface_record *);

/* IP_ADAPTER_ADDRESSES: an adapter that Windows shows to people, and its addresses. */
struct adapter_record {
	uint64_t luid;
	uint32_t index;
	const char *name; /* the friendly one, in the arena */
	struct netaddr *addrs;
	size_t naddrs;
};
/* Where a walk over the adapters is; starts with zeros. */
struct adapter_cursor {
	size_t at, taken;
};
/* The next adapter; false: that was the last.  Ends whatever the bytes say. */
bool decode_adapter(const struct image *, struct adapter_cursor *, struct adapter_record *,
    struct arena *);

/* A row of ours from both. */
void adapter_row(struct netif *, const struct adapter_record *, const struct interface_record *,
    uint64_t want);

const char *interface_kind(uint32_t type);
const char *interface_operstate(uint32_t status);
/* RFC 5952; the address is 16 bytes. */
const char *inet6_text(const unsigned char *, struct arena *);

#endif
