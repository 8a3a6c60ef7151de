/*
 * Speed and duplex of network interfaces: the ethtool ioctl, asked again only when the link
 * has changed.
 */
#ifndef CTOP_OS_LINUX_NET_SPEED_H
#define CTOP_OS_LINUX_NET_SPEED_H

#include "decode_net.h"

/* What ethtool said of a link, and what the link looked like then. */
struct link_speed {
	uint32_t index, flags, changes;
	uint8_t operstate;
	char name[NET_NAME];
	uint8_t known_speed, known_duplex; /* enum fact */
	uint8_t duplex;
	uint32_t speed;
};

struct link_speeds {
	int fd;			  /* a socket to name interfaces on; -1 */
	struct link_speed *links; /* of the time before, in their order */
	size_t count;
};

void speeds_open(struct link_speeds *);
void speeds_close(struct link_speeds *);
/* Fills rows of which links (malloc'd, kept from now on) tells the state, in the same order. */
void speeds_find(struct link_speeds *, struct link_speed *links, size_t count, struct netif *rows);

#endif
