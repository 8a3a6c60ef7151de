/*
 * Network interfaces of a captured tree: ROOT/proc/net/dev says which there are and
 * what they counted, ROOT/sys/class/net/NAME/ what they are.
 */
#include <linux/if.h>
#include <linux/if_arp.h>
#include <stdlib.h>

#include "../../arena.h"
#include "decode_net.h"
#include "net.h"

/* A number of a file of one interface; false: there is no such file or number. */
static bool
read_number(const struct machine *m, const char *name, const char *file, uint64_t *value)
{
	char path[64], *end;
	struct fetch f;

	snprintf(path, sizeof(path), "class/net/%s/%s", name, file);
	if (m->sys < 0 || fetch_file(m->sys, path, &f) != 0)
		return false;
	/* Decimal, or hexadecimal with 0x; -1 stands for "nobody knows". */
	unsigned long long n = strtoull(f.data, &end, 0);
	bool good = end != f.data && *f.data != '-';
	fetch_free(&f);
	if (good)
		*value = n;
	return good;
}

/* The first word of a file; "" when there is none. */
static void
read_word(const struct machine *m, const char *name, const char *file, char *buf, size_t room)
{
	char path[64];
	struct fetch f;
	size_t len;

	buf[0] = '\0';
	snprintf(path, sizeof(path), "class/net/%s/%s", name, file);
	if (m->sys < 0 || fetch_file(m->sys, path, &f) != 0)
		return;
	len = strcspn(f.data, " \n");
	if (len >= room)
		len = room - 1;
	memcpy(buf, f.data, len);
	buf[len] = '\0';
	fetch_free(&f);
}

static size_t
read_mac(const struct machine *m, const char *name, const char *file, uint8_t *mac)
{
	char text[NET_MAC * 3 + 1];
	size_t n = 0;

	read_word(m, name, file, text, sizeof(text));
	for (const char *p = text; *p != '\0' && n < NET_MAC; n++) {
		char *end;
		unsigned long byte = strtoul(p, &end, 16);

		if (end != p + 2 || byte > 255)
			return 0;
		mac[n] = (uint8_t)byte;
		p = *end == ':' ? end + 1 : end;
	}
	return n;
}

static uint8_t
operstate_of(const char *word)
{
	for (uint8_t i = 0; net_operstate(i)[0] != '\0'; i++)
		if (strcmp(net_operstate(i), word) == 0)
			return i;
	return UINT8_MAX;
}

/*
 * DEVTYPE of uevent: bridge, vlan, wlan; what has neither that nor a device is virtual all the
 * same.
 */
static void
find_kind(const struct machine *m, struct link_record *r)
{
	char path[64];
	struct fetch f;
	struct span line;

	snprintf(path, sizeof(path), "class/net/%s/uevent", r->name);
	if (m->sys < 0 || fetch_file(m->sys, path, &f) != 0)
		return;
	struct scan s = {f.data, f.data + f.len};
	while (scan_line(&s, &line)) {
		if (!span_starts(line, "DEVTYPE=") || span_is(line, "DEVTYPE=wlan"))
			continue;
		size_t len = line.len - 8 < sizeof(r->kind) ? line.len - 8 : sizeof(r->kind) - 1;
		memcpy(r->kind, line.data + 8, len);
		r->kind[len] = '\0';
	}
	fetch_free(&f);
}

static void
read_link(const struct machine *m, struct link_record *r)
{
	char word[32];
	uint64_t n;

	if (read_number(m, r->name, "ifindex", &n) && n > 0 && n <= INT32_MAX)
		r->index = (uint32_t)n;
	if (read_number(m, r->name, "flags", &n))
		r->flags = (uint32_t)n;
	if (read_number(m, r->name, "mtu", &n))
		r->mtu = (uint32_t)n;
	r->type = read_number(m, r->name, "type", &n) ? (uint16_t)n : ARPHRD_VOID;
	read_word(m, r->name, "operstate", word, sizeof(word));
	r->operstate = operstate_of(word);
	/* sysfs has the flags that were set; running is what the link is. */
	if (strcmp(word, "up") == 0 || (strcmp(word, "unknown") == 0 && (r->flags & IFF_UP) != 0))
		r->flags |= IFF_RUNNING;
	r->mac_len = read_mac(m, r->name, "address", r->mac);
	r->broadcast_len = read_mac(m, r->name, "broadcast", r->broadcast);
	find_kind(m, r);
}

static void
read_speed(const struct machine *m, struct netif *row, const char *name)
{
	char word[16];
	uint64_t n;

	row->known[NG_SPEED] = FACT_NONE;
	if (read_number(m, name, "speed", &n) && n > 0 && n <= INT32_MAX) {
		row->speed = (uint32_t)n;
		row->known[NG_SPEED] = FACT_OK;
	}
	read_word(m, name, "duplex", word, sizeof(word));
	row->duplex = DUPLEX_IS_UNKNOWN;
	if (strcmp(word, "full") == 0)
		row->duplex = DUPLEX_IS_FULL;
	else if (strcmp(word, "half") == 0)
		row->duplex = DUPLEX_IS_HALF;
	row->known[NG_DUPLEX] = FACT_OK;
}

/* No file has the IPv4 addresses by interface; those of IPv6 are in one. */
static void
read_inet6(struct machine *m, struct net_list *list)
{
	struct fetch f;
	struct span line, name;
	struct netaddr addr;

	if (fetch_file(m->proc, "net/if_inet6", &f) != 0)
		return;
	struct scan s = {f.data, f.data + f.len};
	while (scan_line(&s, &line)) {
		if (!decode_if_inet6(line, &name, &addr, list->arena))
			continue;
		for (size_t i = 0; i < list->count; i++)
			if (span_is(name, list->rows[i].name))
				linux_net_add_addr(&list->rows[i], &addr, list->arena);
	}
	fetch_free(&f);
}

/* A name that is a name: it becomes a part of a path. */
static bool
good_name(struct span name)
{
	return name.len > 0 && name.len < NET_NAME && memchr(name.data, '/', name.len) == NULL &&
	    !span_is(name, ".") && !span_is(name, "..");
}

enum fact
linux_captured_nets(struct machine *m, uint64_t want, struct net_list *list)
{
	struct fetch f;
	struct span line, name;
	struct net_counters counters;
	enum fact fact = fetch_fact(fetch_file(m->proc, "net/dev", &f));

	if (fact != FACT_OK)
		return fact == FACT_GONE ? FACT_NONE : fact;
	struct scan s = {f.data, f.data + f.len};
	while (scan_line(&s, &line)) {
		if (line.data + line.len == f.data + f.len ||
		    !decode_net_dev(line, &name, &counters) || !good_name(name))
			continue;
		struct link_record r = {.index = (uint32_t)list->count + 1,
		    .has_counters = true,
		    .counters = counters};
		memcpy(r.name, name.data, name.len);
		read_link(m, &r);
		struct netif *row = net_list_add(list);
		linux_net_row(row, &r, want, list->arena);
		if ((want & (NG_BIT(NG_SPEED) | NG_BIT(NG_DUPLEX))) != 0)
			read_speed(m, row, r.name);
	}
	fetch_free(&f);
	if ((want & NG_BIT(NG_ADDRS)) != 0)
		read_inet6(m, list);
	return FACT_OK;
}
