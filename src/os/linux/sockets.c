/*
 * Which socket an inode is: sock_diag knows those of ctop's own network namespace,
 * /proc/PID/net has those of the process's, whichever that is.
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_net.h"
#include "decode_sock.h"
#include "opened.h"

#define DATAGRAM   ((size_t)64 * 1024)
#define LINES_ROOM ((size_t)256 * 1024)

/* A socket that is wanted, by its inode or by that of its other end. */
struct wanted {
	uint64_t inode;
	size_t row;
	bool found;
};

struct join {
	struct held *held;
	struct open_list *list;
	struct wanted *wanted; /* ascending inodes */
	size_t count, left;
	bool peers;	       /* the inodes are those of other ends: only their names are wanted */
	struct wanted *others; /* found on the way: unix sockets at the other ends */
	size_t nothers, others_room;
	int diag; /* NETLINK_SOCK_DIAG; -1: another namespace, or not to be had */
	uint32_t seq;
	char *buf;
};

static int
compare_wanted(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return x->inode != y->inode ? (x->inode > y->inode) - (x->inode < y->inode)
				    : (x->row > y->row) - (x->row < y->row);
}

static void
note_other(struct join *j, uint64_t peer, size_t row)
{
	if (j->nothers == j->others_room) {
		j->others_room = j->others_room > 0 ? j->others_room * 2 : 16;
		j->others = xrealloc(j->others, j->others_room, sizeof(*j->others));
	}
	j->others[j->nothers++] = (struct wanted){.inode = peer, .row = row};
}

/* A socket of some table: for all rows that want it. */
static void
take(struct join *j, const struct socket_record *r)
{
	size_t low = 0, high = j->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (j->wanted[middle].inode < r->inode)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < j->count && j->wanted[low].inode == r->inode; low++) {
		struct wanted *w = &j->wanted[low];
		struct open_file *file = &j->list->rows[w->row];

		if (w->found)
			continue;
		w->found = true;
		j->left--;
		if (!j->peers) {
			socket_texts(r, file, j->list->arena);
			if (r->peer != 0)
				note_other(j, r->peer, w->row);
		} else if (r->has_path && r->path.len > 0) {
			file->remote = socket_path_text(r, j->list->arena);
		}
	}
}

static bool
send_request(struct join *j, enum socket_table table)
{
	struct {
		struct nlmsghdr head;
		union {
			struct inet_diag_req_v2 inet;
			struct unix_diag_req unix_;
		};
	} request;
	size_t len = sizeof(request.head);

	memset(&request, 0, sizeof(request));
	if (table == SOCKETS_UNIX) {
		request.unix_ = (struct unix_diag_req){.sdiag_family = AF_UNIX,
		    .udiag_states = UINT32_MAX,
		    .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER};
		len += sizeof(request.unix_);
	} else {
		bool tcp = table == SOCKETS_TCP || table == SOCKETS_TCP6;
		bool lite = table == SOCKETS_UDPLITE || table == SOCKETS_UDPLITE6;
		request.inet = (struct inet_diag_req_v2){
		    .sdiag_family = socket_table_is_v6(table) ? AF_INET6 : AF_INET,
		    .sdiag_protocol = tcp ? IPPROTO_TCP
			: lite		  ? IPPROTO_UDPLITE
					  : IPPROTO_UDP,
		    .idiag_states = UINT32_MAX,
		};
		len += sizeof(request.inet);
	}
	request.head.nlmsg_len = (uint32_t)len;
	request.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request.head.nlmsg_seq = ++j->seq;
	return send(j->diag, &request, len, 0) == (ssize_t)len;
}

/* 1: the dump is over; 0: goes on; -1: refused. */
static int
take_message(struct join *j, enum socket_table table, const struct netlink_message *m)
{
	struct socket_record r;

	if (m->type == NLMSG_DONE)
		return 1;
	if (m->type == NLMSG_ERROR)
		return -1;
	if (m->type == SOCK_DIAG_BY_FAMILY &&
	    (table == SOCKETS_UNIX ? decode_unix_diag(m->data, m->len, &r)
				   : decode_inet_diag(m->data, m->len, table, &r)))
		take(j, &r);
	return 0;
}

static bool
has_diag(enum socket_table table)
{
	return table == SOCKETS_UNIX || table == SOCKETS_TCP || table == SOCKETS_TCP6 ||
	    table == SOCKETS_UDP || table == SOCKETS_UDP6 || table == SOCKETS_UDPLITE ||
	    table == SOCKETS_UDPLITE6;
}

/* False: this kernel has no such dump, or it broke off. */
static bool
dump_table(struct join *j, enum socket_table table)
{
	int state = 0;

	if (j->diag < 0 || !has_diag(table) || !send_request(j, table))
		return false;
	while (state == 0) {
		struct netlink_message m;
		ssize_t n;

		do
			n = recv(j->diag, j->buf, DATAGRAM, 0);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return false;
		struct scan s = {j->buf, j->buf + n};
		while (state == 0 && netlink_next(&s, &m))
			if (m.seq == j->seq)
				state = take_message(j, table, &m);
	}
	return state > 0;
}

/* The lines of a file as they come: it may have a line for each of a million sockets. */
static void
read_table(struct join *j, enum socket_table table)
{
	char path[32];
	struct socket_record r;
	struct span line;
	size_t held = 0;
	ptrdiff_t n;

	snprintf(path, sizeof(path), "net/%s", socket_tables[table]);
	int fd = fetch_open((int)j->held->handle, path);
	if (fd < 0)
		return;
	while (j->left > 0 && (n = fetch_read(fd, j->buf + held, LINES_ROOM - held)) > 0) {
		held += (size_t)n;
		const char *last = memrchr(j->buf, '\n', held);
		size_t whole = last != NULL ? (size_t)(last + 1 - j->buf) : 0;
		struct scan s = {j->buf, j->buf + whole};
		while (scan_line(&s, &line))
			if (decode_socket_line(line, table, &r))
				take(j, &r);
		held -= whole;
		memmove(j->buf, j->buf + whole, held);
		/* No line of a table is as long as this. */
		if (held == LINES_ROOM)
			break;
	}
	close(fd);
}

static bool
same_namespace(const struct held *h)
{
	char theirs[64], own[64];
	ssize_t n = readlinkat((int)h->handle, "ns/net", theirs, sizeof(theirs));
	ssize_t m = readlinkat(h->machine->proc, "thread-self/ns/net", own, sizeof(own));

	if (m < 0)
		m = readlinkat(h->machine->proc, "self/ns/net", own, sizeof(own));
	return n > 0 && n == m && memcmp(theirs, own, (size_t)n) == 0;
}

static int
open_diag(const struct held *h)
{
	const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	const struct timeval patience = {.tv_sec = 1};
	int fd = -1;

	if (h->machine->captured || !same_namespace(h))
		return -1;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr *)(const void *)&kernel, sizeof(kernel)) == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * A socket that is in no table is bound to nothing yet, or of a rare kind: the kernel has its name.
 */
static void
name_rest(struct join *j)
{
	char path[64], name[64];

	for (size_t i = 0; i < j->count && j->left > 0; i++) {
		struct open_file *file = &j->list->rows[j->wanted[i].row];

		if (j->wanted[i].found || j->held->machine->captured)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d/fd/%d", (int)j->held->handle,
		    (int)file->number);
		ssize_t n = getxattr(path, "system.sockprotoname", name, sizeof(name));
		if (n > 0)
			file->protocol = socket_protocol_text(
			    (struct span){name, strnlen(name, (size_t)n)}, j->list->arena);
	}
}

/* Names of the other ends of unix sockets, where they have names. */
static void
name_others(struct join *j)
{
	struct wanted *found = j->wanted;

	if (j->nothers == 0)
		return;
	j->wanted = j->others;
	j->count = j->left = j->nothers;
	j->peers = true;
	qsort(j->wanted, j->count, sizeof(*j->wanted), compare_wanted);
	dump_table(j, SOCKETS_UNIX);
	j->wanted = found;
}

void
sockets_join(struct held *h, struct open_list *list, struct open_socket *sockets, size_t count)
{
	struct join j = {.held = h, .list = list, .count = count, .left = count};

	j.diag = open_diag(h);
	j.buf = xmalloc(LINES_ROOM);
	j.wanted = xcalloc(count, sizeof(*j.wanted));
	for (size_t i = 0; i < count; i++)
		j.wanted[i] = (struct wanted){.inode = sockets[i].inode, .row = sockets[i].row};
	qsort(j.wanted, count, sizeof(*j.wanted), compare_wanted);
	for (int t = 0; t < SOCKETS_TABLES && j.left > 0; t++)
		if (!dump_table(&j, (enum socket_table)t))
			read_table(&j, (enum socket_table)t);
	name_rest(&j);
	name_others(&j);
	if (j.diag >= 0)
		close(j.diag);
	free(j.buf);
	free(j.wanted);
	free(j.others);
}
