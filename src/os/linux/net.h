/*
 * Network interfaces, inside the Linux driver.
 */
#ifndef CTOP_OS_LINUX_NET_H
#define CTOP_OS_LINUX_NET_H

#include "linux.h"

struct link_record;

enum fact linux_nets(struct machine *, uint64_t want, struct net_list *);
/* The same from ROOT/proc/net and ROOT/sys/class/net. */
enum fact linux_captured_nets(struct machine *, uint64_t want, struct net_list *);
void linux_net_close(struct linux_net *); /* NULL is fine */

/* Fills a row from what is known of its link; addrs is then the link's own. */
void linux_net_row(struct netif *, const struct link_record *, uint64_t want, struct arena *);
/* Puts an address before the link's. */
void linux_net_add_addr(struct netif *, const struct netaddr *, struct arena *);

#endif
