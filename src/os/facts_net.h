/*
 * Network interfaces.  Part of facts.h: include that.
 */
#ifndef CTOP_OS_FACTS_NET_H
#define CTOP_OS_FACTS_NET_H

/* Groups of facts of a network interface. */
enum net_group {
	NG_LINK,      /* name index kind isup virtual mtu flags operstate */
	NG_ADDRS,     /* addrs */
	NG_SPEED,     /* speed */
	NG_DUPLEX,    /* duplex */
	NG_COUNTERS,  /* counters */
	NG_NAMESPACE, /* netns netns_init */

	/* derived by collect */
	NG_RATES,   /* rates, history */
	NG_PERCENT, /* link_percent */
	NG_COUNT
};

#define NG_BIT(g) (UINT64_C(1) << (g))

enum addr_family { ADDR_INET, ADDR_INET6, ADDR_LINK, ADDR_COUNT };
enum addr_scope { SCOPE_UNIVERSE, SCOPE_SITE, SCOPE_LINK, SCOPE_HOST, SCOPE_NOWHERE, SCOPE_COUNT };
enum net_duplex { DUPLEX_IS_UNKNOWN, DUPLEX_IS_HALF, DUPLEX_IS_FULL, DUPLEX_IS_COUNT };

/* One address of an interface, as text; NULL: there is none. */
struct netaddr {
	uint8_t family; /* enum addr_family */
	uint8_t scope;	/* enum addr_scope; of ADDR_LINK always universe */
	uint8_t prefix; /* bits of the network; 0 for ADDR_LINK */
	const char *address, *netmask, *broadcast, *ptp;
};

/* Since the interface was made, as psutil counts. */
struct net_counters {
	uint64_t bytes_sent, bytes_recv;
	uint64_t packets_sent, packets_recv;
	uint64_t errin, errout, dropin, dropout;
};

/* The same per second. */
struct net_rates {
	double bytes_sent, bytes_recv;
	double packets_sent, packets_recv;
	double errin, errout, dropin, dropout;
};

/* A network interface of the namespace that ctop runs in. */
struct netif {
	struct proc_id id; /* pid: index; start: of the name.  Filled by collect */
	uint8_t known[NG_COUNT];
	bool isup; /* up and running */
	bool virt; /* no device behind it: loopback, bridge, veth, tunnel ... */
	bool loopback;
	uint8_t duplex;	    /* enum net_duplex */
	uint8_t netns_init; /* is it the namespace of pid 1?  0 unknown, 1 yes, 2 no */
	uint32_t index, mtu;
	uint32_t speed; /* Mbit/s */
	uint64_t netns; /* number of the namespace */
	const char *name, *kind, *operstate;
	struct blob flags; /* names, NUL between */
	const struct netaddr *addrs;
	size_t naddrs;
	struct blob addresses; /* "10.0.0.4/24", NUL between.  Filled by collect */
	struct net_counters counters;
	struct net_rates rates;
	double link_percent;   /* of the speed, of the busier direction when full duplex */
	struct series history; /* bytes per second, both directions */
};

#endif
