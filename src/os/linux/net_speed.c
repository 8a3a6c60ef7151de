#include "net_speed.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

void
speeds_open(struct link_speeds *n)
{
	*n = (struct link_speeds){.fd = -1};
}

void
speeds_close(struct link_speeds *n)
{
	if (n->fd >= 0)
		close(n->fd);
	free(n->links);
}

/* What the ethtool ioctl answers with: the struct and the masks behind it. */
union link_settings {
	struct ethtool_link_settings head;
	char room[sizeof(struct ethtool_link_settings) + 3 * 128 * sizeof(uint32_t)];
};

/* 0, or an errno. */
static int
ask_settings(int fd, const char *name, union link_settings *answer)
{
	struct ifreq request;

	memset(&request, 0, sizeof(request));
	memset(answer, 0, sizeof(*answer));
	memcpy(request.ifr_name, name, strnlen(name, sizeof(request.ifr_name) - 1));
	answer->head.cmd = ETHTOOL_GLINKSETTINGS;
	request.ifr_data = (void *)answer;
	/* The first answer is how large the masks are, as a negative number. */
	if (ioctl(fd, SIOCETHTOOL, &request) != 0)
		return errno;
	if (answer->head.link_mode_masks_nwords >= 0)
		return EPROTO;
	int words = -answer->head.link_mode_masks_nwords;
	memset(answer, 0, sizeof(*answer));
	answer->head.cmd = ETHTOOL_GLINKSETTINGS;
	answer->head.link_mode_masks_nwords = (int8_t)words;
	return ioctl(fd, SIOCETHTOOL, &request) != 0 ? errno : 0;
}

/* EOPNOTSUPP, EINVAL and EBUSY: nobody knows; so does a link that is down. */
static void
ask_speed(struct link_speeds *n, struct link_speed *s)
{
	union link_settings answer;
	int error = n->fd < 0 ? EBADF : ask_settings(n->fd, s->name, &answer);

	s->known_duplex = s->known_speed = FACT_NONE;
	if (error == EPERM || error == EACCES)
		s->known_duplex = s->known_speed = FACT_DENIED;
	if (error == EPERM || error == EACCES || error == ENODEV)
		return;
	s->known_duplex = FACT_OK;
	s->duplex = DUPLEX_IS_UNKNOWN;
	if (error != 0)
		return;
	if (answer.head.duplex == DUPLEX_FULL)
		s->duplex = DUPLEX_IS_FULL;
	else if (answer.head.duplex == DUPLEX_HALF)
		s->duplex = DUPLEX_IS_HALF;
	if (answer.head.speed == 0 || answer.head.speed > INT32_MAX)
		return;
	s->speed = answer.head.speed;
	s->known_speed = FACT_OK;
}

static bool
same_link(const struct link_speed *a, const struct link_speed *b)
{
	return a->index == b->index && a->flags == b->flags && a->changes == b->changes &&
	    a->operstate == b->operstate && memcmp(a->name, b->name, sizeof(a->name)) == 0;
}

/* The answer of the dump before, when the link has not changed since. */
static const struct link_speed *
known_speed(const struct link_speeds *n, const struct link_speed *now, size_t *hint)
{
	for (size_t i = 0; i < n->count; i++) {
		size_t at = (*hint + i) % n->count;

		if (n->links[at].index == now->index) {
			*hint = at + 1;
			return same_link(&n->links[at], now) ? &n->links[at] : NULL;
		}
	}
	return NULL;
}

void
speeds_find(struct link_speeds *n, struct link_speed *links, size_t count, struct netif *rows)
{
	size_t hint = 0;

	if (n->fd < 0)
		n->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* A kernel without IPv4 still has sockets. */
	if (n->fd < 0)
		n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; i < count; i++) {
		struct link_speed *s = &links[i];
		const struct link_speed *before = known_speed(n, s, &hint);

		if (before != NULL)
			*s = *before;
		else
			ask_speed(n, s);
		rows[i].speed = s->speed;
		rows[i].duplex = s->duplex;
		rows[i].known[NG_SPEED] = s->known_speed;
		rows[i].known[NG_DUPLEX] = s->known_duplex;
	}
	free(n->links);
	n->links = links;
	n->count = count;
}
