/*
 * Network interfaces: read, derived, copied.
 */
#include "../compat.h"
#include "rows.h"

#define DERIVED (NG_BIT(NG_RATES) | NG_BIT(NG_PERCENT))

uint64_t
nets_needs(uint64_t want)
{
	if (want == 0)
		return 0;
	if ((want & NG_BIT(NG_PERCENT)) != 0)
		want |= NG_BIT(NG_RATES) | NG_BIT(NG_SPEED) | NG_BIT(NG_DUPLEX);
	if ((want & NG_BIT(NG_RATES)) != 0)
		want |= NG_BIT(NG_COUNTERS);
	return want | NG_BIT(NG_LINK);
}

_Static_assert(sizeof(struct net_counters) == 8 * sizeof(uint64_t) &&
	sizeof(struct net_rates) == 8 * sizeof(double),
    "counters and rates are of the same things");

static void
derive_rates(struct netif *row, struct sample *sample, uint64_t now, struct arena *arena)
{
	uint64_t counters[8];
	double rates[8] = {0};

	if (row->known[NG_COUNTERS] != FACT_OK) {
		row->known[NG_RATES] = row->known[NG_COUNTERS];
		return;
	}
	memcpy(counters, &row->counters, sizeof(counters));
	bool fresh = sample_take(sample, counters, 8, now);
	row->known[NG_RATES] = FACT_PENDING;
	if (sample->elapsed == 0)
		return;
	for (size_t i = 0; i < 8; i++)
		rates[i] = sample_rate(sample, i);
	memcpy(&row->rates, rates, sizeof(rates));
	if (fresh)
		sample_push(sample, row->rates.bytes_sent + row->rates.bytes_recv);
	row->history = sample_series(sample, arena);
	row->known[NG_RATES] = FACT_OK;
}

/* A link in full duplex has its speed in each direction. */
static void
derive_percent(struct netif *row)
{
	double sent = row->rates.bytes_sent, recv = row->rates.bytes_recv, busy = sent + recv;

	row->known[NG_PERCENT] = row->known[NG_SPEED];
	if (row->known[NG_SPEED] != FACT_OK)
		return;
	row->known[NG_PERCENT] = row->known[NG_RATES];
	if (row->known[NG_RATES] != FACT_OK || row->speed == 0)
		return;
	if (row->known[NG_DUPLEX] == FACT_OK && row->duplex == DUPLEX_IS_FULL)
		busy = sent > recv ? sent : recv;
	/* What a virtual link claims is no bound on what it does. */
	double percent = busy * 8 / ((double)row->speed * 1e6) * 100;
	row->link_percent = percent < 100 ? percent : 100;
}

/* "10.0.0.4/24" of each, NUL between. */
static void
join_addresses(struct netif *row, struct arena *arena)
{
	char *text, *to;
	size_t room = 1;

	for (size_t i = 0; i < row->naddrs; i++)
		room += strlen(row->addrs[i].address) + 5;
	text = to = arena_alloc(arena, room);
	for (size_t i = 0; i < row->naddrs; i++) {
		const struct netaddr *a = &row->addrs[i];
		size_t len = strlen(a->address);

		memcpy(to, a->address, len);
		to += len;
		if (a->family != ADDR_LINK)
			to += snprintf(to, 5, "/%u", a->prefix);
		*to++ = '\0';
	}
	*to = '\0';
	row->addresses = (struct blob){text, (size_t)(to - text)};
}

/* Hardware counts; where there is none (a container), everything but loopback. */
static void
sum_traffic(struct snapshot *s)
{
	struct traffic *t = &s->traffic;
	bool hardware = false;
	uint8_t known = (uint8_t)(s->nets_known == FACT_STUCK ? FACT_STUCK : FACT_NONE);

	for (size_t i = 0; i < s->nnets; i++)
		hardware = hardware || !s->nets[i].virt;
	for (size_t i = 0; i < s->nnets; i++) {
		const struct netif *row = &s->nets[i];

		if (hardware ? row->virt : row->loopback)
			continue;
		if (row->known[NG_RATES] == FACT_OK) {
			t->recv += row->rates.bytes_recv;
			t->sent += row->rates.bytes_sent;
			known = FACT_OK;
		} else if (known != FACT_OK) {
			known = row->known[NG_RATES];
		}
	}
	t->known_net = known;
}

static struct blob
copy_blob(struct blob from, struct arena *arena)
{
	return (struct blob){arena_copy(arena, from.data, from.len), from.len};
}

static const char *
copy_text(const char *text, struct arena *arena)
{
	return text != NULL ? arena_dup(arena, text) : NULL;
}

static void
copy_net(struct netif *to, const struct netif *from, struct arena *arena)
{
	struct netaddr *addrs = arena_array(arena, from->naddrs, sizeof(*addrs));

	*to = *from;
	to->name = copy_text(from->name, arena);
	to->kind = copy_text(from->kind, arena);
	to->operstate = copy_text(from->operstate, arena);
	to->flags = copy_blob(from->flags, arena);
	to->addresses = copy_blob(from->addresses, arena);
	to->history = series_copy(from->history, arena);
	to->addrs = addrs;
	for (size_t i = 0; i < from->naddrs; i++) {
		const struct netaddr *a = &from->addrs[i];

		addrs[i] = *a;
		addrs[i].address = copy_text(a->address, arena);
		addrs[i].netmask = copy_text(a->netmask, arena);
		addrs[i].broadcast = copy_text(a->broadcast, arena);
		addrs[i].ptp = copy_text(a->ptp, arena);
	}
}

/* What the driver does not have, no interface has; what it was not asked for is on its way. */
static void
settle_groups(struct netif *row, uint64_t want, uint64_t asked)
{
	for (unsigned g = 0; g < NG_COUNT; g++)
		if ((want & NG_BIT(g)) != 0 && row->known[g] == FACT_UNREAD)
			row->known[g] =
			    ((asked | DERIVED) & NG_BIT(g)) != 0 ? FACT_NONE : FACT_PENDING;
}

static void
derive_net(struct pass *p, struct netif *row, uint64_t want, bool fresh)
{
	struct collector *c = p->c;

	if (fresh) {
		struct sample *sample = samples_get(&c->nets, row->id);
		if ((want & NG_BIT(NG_RATES)) != 0)
			derive_rates(row, sample, c->net_list.last.at, &p->s->arena);
		if ((want & NG_BIT(NG_PERCENT)) != 0)
			derive_percent(row);
	} else {
		row->known[NG_RATES] = row->known[NG_PERCENT] = FACT_STUCK;
	}
	join_addresses(row, &p->s->arena);
	settle_groups(row, want, c->net_list.last.want);
}

static void
read_nets(struct pass *p, uint64_t want)
{
	struct collector *c = p->c;
	struct snapshot *s = p->s;
	const struct nets_list *last = &c->net_list.last;
	uint64_t patience = p->d->wait ? (uint64_t)(p->d->patience * 1e9) : NETS_GRACE_NS;

	s->nets_asked = want;
	s->nets_known = FACT_NONE;
	if (c->driver->nets == NULL)
		return;
	bool fresh = nets_ask(&c->net_list, want & ~DERIVED, patience);
	s->nets_known = last->known;
	s->nets_age_ns = !fresh && last->at != 0 && p->now > last->at ? p->now - last->at : 0;
	s->nnets = last->list.count;
	s->nets = arena_array(&s->arena, s->nnets, sizeof(*s->nets));
	if (fresh)
		samples_begin(&c->nets);
	for (size_t i = 0; i < s->nnets; i++) {
		struct netif *row = &s->nets[i];

		copy_net(row, &last->list.rows[i], &s->arena);
		row->id = sample_id(row->index, row->name);
		derive_net(p, row, want, fresh);
	}
	if (fresh)
		samples_end(&c->nets);
	if ((want & NG_BIT(NG_RATES)) != 0)
		sum_traffic(s);
}

void
nets_read(struct pass *p)
{
	uint64_t want = nets_needs(p->d->nets);

	if (want != 0)
		read_nets(p, want);
}

void
nets_amend(struct pass *p, const struct snapshot *old)
{
	struct snapshot *s = p->s;
	uint64_t want = nets_needs(p->d->nets);

	if (want == 0)
		return;
	if ((want & ~old->nets_asked) != 0) {
		p->changed = true;
		read_nets(p, want);
		return;
	}
	s->nets_asked = old->nets_asked;
	s->nets_known = old->nets_known;
	s->nets_age_ns = old->nets_age_ns;
	s->nnets = old->nnets;
	s->nets = arena_array(&s->arena, old->nnets, sizeof(*s->nets));
	for (size_t i = 0; i < old->nnets; i++)
		copy_net(&s->nets[i], &old->nets[i], &s->arena);
	s->traffic.known_net = old->traffic.known_net;
	s->traffic.recv = old->traffic.recv;
	s->traffic.sent = old->traffic.sent;
}
