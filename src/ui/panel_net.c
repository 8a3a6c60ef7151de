#include "panel.h"

#include <stdio.h>

#include "../compat.h"
#include "fact_lines.h"

static const void *
net_rows(const struct snapshot *snap, size_t *count)
{
	return snapshot_rows(snap, &net_table, count);
}

static void
net_identify(const void *row, struct proc_id *id)
{
	*id = ((const struct netif *)row)->id;
}

/* What is down is there, but does nothing. */
static enum style
net_row_style(const struct scene *scene, const void *row)
{
	const struct netif *net = row;

	(void)scene;
	return net->known[NG_LINK] == FACT_OK && !net->isup ? STYLE_DIM : STYLE_TEXT;
}

static enum style
net_cell_style(const struct scene *scene, const struct column *column, const void *row,
    const struct value *value, enum style style)
{
	const char *key = column->field->key;

	(void)scene;
	(void)row;
	/* An error is worth a look, whenever it was. */
	if ((strncmp(key, "err", 3) == 0 || strncmp(key, "drop", 4) == 0) &&
	    value_number(value) > 0)
		return STYLE_WARNING;
	return style;
}

static uint64_t
net_groups(const struct columns *columns)
{
	(void)columns;
	return NG_BIT(NG_LINK) | NG_BIT(NG_NAMESPACE);
}

static bool
net_old(const struct snapshot *snap)
{
	return snap->nets_age_ns != 0;
}

/*
 * Which network namespace this is: that of a container looks much like the machine's; or why the
 * list is old.
 */
static bool
net_note(const struct snapshot *snap, char *buf, size_t len)
{
	static const char *const whose[] = {"", ", that of pid 1", ", not that of pid 1"};
	const struct netif *first = snap->nets;

	if (net_old(snap)) {
		snprintf(buf, len, "no answer for %llu s",
		    (unsigned long long)(snap->nets_age_ns / UINT64_C(1000000000)));
		return true;
	}
	if (snap->nnets == 0 || first->known[NG_NAMESPACE] != FACT_OK)
		return false;
	snprintf(buf, len, "netns %llu%s", (unsigned long long)first->netns,
	    whose[first->netns_init]);
	return true;
}

/* Every address in full. */
static void
net_more(struct fact_lines *l, const void *row)
{
	const struct netif *net = row;

	for (size_t i = 0; i < net->naddrs; i++) {
		const struct netaddr *a = &net->addrs[i];
		const char *note = "";

		if (a->family != ADDR_LINK)
			note = arena_printf(l->arena, "/%u netmask %s scope %s ", a->prefix,
			    a->netmask, addr_scope_names[a->scope]);
		if (a->broadcast != NULL)
			note = arena_printf(l->arena, "%sbroadcast %s ", note, a->broadcast);
		if (a->ptp != NULL)
			note = arena_printf(l->arena, "%speer %s", note, a->ptp);
		fact_lines_add(l, addr_family_names[a->family], a->address, strlen(a->address),
		    STYLE_TEXT, note);
	}
}

static const char *const net_yields[] = {"flags", "packets_recv", "packets_sent", "bytes_recv",
    "bytes_sent", "dropin", "dropout", "errout", "history", "mtu", "duplex", "errin",
    "link_percent", "speed", "isup", NULL};

const struct pane net_pane = {
    .name = "net",
    .title = "Interfaces",
    .table = &net_table,
    .rows = net_rows,
    .identify = net_identify,
    .row_style = net_row_style,
    .cell_style = net_cell_style,
    .groups = net_groups,
    .yields = net_yields,
    .last_least = 8,
    .minor = "virtual ones",
    .note = net_note,
    .old = net_old,
    .more = net_more,
};
