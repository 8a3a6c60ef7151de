/*
 * Network interfaces of this machine: two rtnetlink dumps for all of them; speed and duplex
 * come from net_speed.c.
 */
#include "net.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_net.h"
#include "net_speed.h"

/* The kernel fills datagrams up to 32 KiB for those who have the room. */
#define DATAGRAM ((size_t)64 * 1024)
/* A dump that the table changed under is asked for again. */
#define TRIES 4

struct linux_net {
	int fd; /* NETLINK_ROUTE; -1: not open */
	uint32_t seq;
	struct link_speeds speeds;
	char buf[DATAGRAM];
};

/* One dump being read. */
struct dump {
	struct linux_net *net;
	struct net_list *list;
	uint64_t want;
	struct arena *arena;
	/* links: what speeds will be of, in the order of the rows */
	struct link_speed *links;
	size_t nlinks, room;
	/* addresses, and the rows they belong to */
	struct found_addr {
		uint32_t index;
		struct netaddr addr;
	} * addrs;
	size_t naddrs, addrs_room;
};

static bool
net_open(struct linux_net *n)
{
	const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	const struct timeval patience = {.tv_sec = 1};

	n->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (n->fd < 0)
		return false;
	setsockopt(n->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(n->fd, (const struct sockaddr *)(const void *)&kernel, sizeof(kernel)) == 0)
		return true;
	close(n->fd);
	n->fd = -1;
	return false;
}

static void
net_shut(struct linux_net *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

void
linux_net_close(struct linux_net *n)
{
	if (n == NULL)
		return;
	net_shut(n);
	speeds_close(&n->speeds);
	free(n);
}

static bool
send_request(struct linux_net *n, uint16_t type)
{
	struct {
		struct nlmsghdr head;
		union {
			struct ifinfomsg link;
			struct ifaddrmsg addr;
		};
	} request;

	memset(&request, 0, sizeof(request));
	request.head.nlmsg_len = sizeof(request);
	request.head.nlmsg_type = type;
	request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request.head.nlmsg_seq = ++n->seq;
	return send(n->fd, &request, sizeof(request), 0) == (ssize_t)sizeof(request);
}

/* Takes one message; returns an errno, 0 to go on, -1 at the end. */
static int
take_message(struct dump *d, const struct netlink_message *m,
    void (*take)(struct dump *, const struct netlink_message *))
{
	int error = 0;

	if (m->type == NLMSG_DONE)
		return -1;
	if (m->type == NLMSG_ERROR) {
		if (m->len >= sizeof(error))
			memcpy(&error, m->data, sizeof(error));
		return error < 0 ? -error : EPROTO;
	}
	take(d, m);
	return 0;
}

/* One dump from request to end; 0, or an errno.  EINTR: the table changed meanwhile. */
static int
run_dump(struct dump *d, uint16_t type, void (*take)(struct dump *, const struct netlink_message *))
{
	struct linux_net *n = d->net;
	bool interrupted = false;

	if (!send_request(n, type))
		return errno;
	for (;;) {
		struct netlink_message m;
		ssize_t len;
		int error = 0;

		do
			len = recv(n->fd, n->buf, sizeof(n->buf), MSG_TRUNC);
		while (len < 0 && errno == EINTR);
		if (len < 0)
			return errno;
		if ((size_t)len > sizeof(n->buf))
			return EMSGSIZE;
		struct scan s = {n->buf, n->buf + len};
		while (error == 0 && netlink_next(&s, &m)) {
			if (m.seq != n->seq)
				continue; /* left over from a dump that was given up */
			interrupted = interrupted || (m.flags & NLM_F_DUMP_INTR) != 0;
			error = take_message(d, &m, take);
		}
		if (error > 0)
			return error;
		if (error < 0)
			return interrupted ? EINTR : 0;
	}
}

static bool
is_virtual(const struct link_record *r)
{
	return r->kind[0] != '\0' || (r->flags & IFF_LOOPBACK) != 0 || r->type == ARPHRD_TUNNEL ||
	    r->type == ARPHRD_TUNNEL6 || r->type == ARPHRD_SIT || r->type == ARPHRD_IPGRE;
}

void
linux_net_row(struct netif *row, const struct link_record *r, uint64_t want, struct arena *arena)
{
	const uint32_t up = IFF_UP | IFF_RUNNING;

	row->index = r->index;
	row->name = arena_dup(arena, r->name);
	row->kind = r->kind[0] != '\0' ? arena_dup(arena, r->kind) : net_type(r->type);
	row->operstate = net_operstate(r->operstate);
	row->isup = (r->flags & up) == up;
	row->loopback = (r->flags & IFF_LOOPBACK) != 0;
	row->virt = is_virtual(r);
	row->mtu = r->mtu;
	row->flags = net_flags(r->flags, arena);
	row->known[NG_LINK] = FACT_OK;
	row->counters = r->counters;
	if ((want & NG_BIT(NG_COUNTERS)) != 0)
		row->known[NG_COUNTERS] = r->has_counters ? FACT_OK : FACT_NONE;
	if ((want & NG_BIT(NG_ADDRS)) == 0)
		return;
	row->known[NG_ADDRS] = FACT_OK;
	if (r->mac_len == 0)
		return;
	struct netaddr *mac = arena_zero(arena, sizeof(*mac));
	mac->family = ADDR_LINK;
	mac->address = net_mac_text(r->mac, r->mac_len, arena);
	if ((r->flags & IFF_BROADCAST) != 0)
		mac->broadcast = net_mac_text(r->broadcast, r->broadcast_len, arena);
	row->addrs = mac;
	row->naddrs = 1;
}

static void
note_link(struct dump *d, const struct link_record *r)
{
	if (d->nlinks == d->room) {
		d->room = d->room > 0 ? d->room * 2 : 16;
		d->links = xrealloc(d->links, d->room, sizeof(*d->links));
	}
	struct link_speed *s = &d->links[d->nlinks++];
	*s = (struct link_speed){.index = r->index,
	    .flags = r->flags,
	    .changes = r->changes,
	    .operstate = r->operstate};
	memcpy(s->name, r->name, sizeof(s->name));
}

static void
take_link(struct dump *d, const struct netlink_message *m)
{
	struct link_record r;

	if (m->type != RTM_NEWLINK || !decode_link(m->data, m->len, &r))
		return;
	linux_net_row(net_list_add(d->list), &r, d->want, d->arena);
	note_link(d, &r);
}

static void
take_addr(struct dump *d, const struct netlink_message *m)
{
	struct found_addr found;

	if (m->type != RTM_NEWADDR ||
	    !decode_addr(m->data, m->len, &found.index, &found.addr, d->arena))
		return;
	if (d->naddrs == d->addrs_room) {
		d->addrs_room = d->addrs_room > 0 ? d->addrs_room * 2 : 32;
		d->addrs = xrealloc(d->addrs, d->addrs_room, sizeof(*d->addrs));
	}
	d->addrs[d->naddrs++] = found;
}

/* The row of an index; they mostly come in the order they were found last. */
static struct netif *
find_row(struct net_list *list, uint32_t index, size_t *hint)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t at = (*hint + i) % list->count;

		if (list->rows[at].index == index) {
			*hint = at;
			return &list->rows[at];
		}
	}
	return NULL;
}

void
linux_net_add_addr(struct netif *row, const struct netaddr *addr, struct arena *arena)
{
	struct netaddr *all = arena_array(arena, row->naddrs + 1, sizeof(*all));
	size_t at = row->naddrs;

	/* The link's own stays last. */
	if (at > 0 && row->addrs[at - 1].family == ADDR_LINK)
		at--;
	if (row->naddrs > 0) {
		memcpy(all, row->addrs, at * sizeof(*all));
		memcpy(all + at + 1, row->addrs + at, (row->naddrs - at) * sizeof(*all));
	}
	all[at] = *addr;
	row->addrs = all;
	row->naddrs++;
}

static void
place_addrs(struct dump *d)
{
	size_t hint = 0;

	for (size_t i = 0; i < d->naddrs; i++) {
		struct netif *row = find_row(d->list, d->addrs[i].index, &hint);

		if (row != NULL)
			linux_net_add_addr(row, &d->addrs[i].addr, d->arena);
	}
}

static int
dump_all(struct dump *d)
{
	int error = EINTR;

	for (int i = 0; i < TRIES && error == EINTR; i++) {
		d->list->count = 0;
		d->nlinks = 0;
		error = run_dump(d, RTM_GETLINK, take_link);
	}
	if (error == EINTR)
		error = 0; /* what never holds still is shown as it was seen last */
	if (error != 0 || (d->want & NG_BIT(NG_ADDRS)) == 0)
		return error;
	error = EINTR;
	for (int i = 0; i < TRIES && error == EINTR; i++) {
		d->naddrs = 0;
		error = run_dump(d, RTM_GETADDR, take_addr);
	}
	return error == EINTR ? 0 : error;
}

/* Which namespace this is, and whether pid 1 lives there, too. */
static void
find_namespace(struct machine *m, struct net_list *list)
{
	struct stat own, init;
	bool known = fstatat(m->proc, "self/ns/net", &own, 0) == 0;
	uint8_t is_init = 0;

	if (known && fstatat(m->proc, "1/ns/net", &init, 0) == 0)
		is_init = own.st_ino == init.st_ino && own.st_dev == init.st_dev ? 1 : 2;
	for (size_t i = 0; i < list->count; i++) {
		struct netif *row = &list->rows[i];

		row->known[NG_NAMESPACE] = known ? FACT_OK : FACT_NONE;
		row->netns = known ? (uint64_t)own.st_ino : 0;
		row->netns_init = is_init;
	}
}

enum fact
linux_nets(struct machine *m, uint64_t want, struct net_list *list)
{
	if (m->captured)
		return linux_captured_nets(m, want, list);
	if (m->net == NULL) {
		m->net = xcalloc(1, sizeof(*m->net));
		m->net->fd = -1;
		speeds_open(&m->net->speeds);
	}
	if (m->net->fd < 0 && !net_open(m->net))
		return errno == EACCES || errno == EPERM ? FACT_DENIED : FACT_NONE;
	struct dump d = {.net = m->net, .list = list, .want = want, .arena = list->arena};
	int error = dump_all(&d);
	if (error != 0) {
		/* Whatever is still under way on this socket is nobody's any more. */
		net_shut(m->net);
		list->count = 0;
	} else {
		place_addrs(&d);
		if ((want & (NG_BIT(NG_SPEED) | NG_BIT(NG_DUPLEX))) != 0) {
			speeds_find(&m->net->speeds, d.links, d.nlinks, list->rows);
			d.links = NULL;
		}
		if ((want & NG_BIT(NG_NAMESPACE)) != 0)
			find_namespace(m, list);
	}
	free(d.links);
	free(d.addrs);
	if (error == 0)
		return FACT_OK;
	return error == EACCES || error == EPERM ? FACT_DENIED : FACT_NONE;
}
