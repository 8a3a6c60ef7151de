/*
 * Network interfaces: those that Windows shows to people (GetAdaptersAddresses), with what
 * the network stack counts for each (GetIfTable2).
 */
#include "windows.h"

#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>

#include "../../compat.h"
#include "decode_net.h"

/* Microsoft's advice: nearly always enough at once. */
#define ADAPTER_BYTES_FIRST ((ULONG)15 * 1024)
/* An interface may appear between two calls. */
#define TRIES 4

_Static_assert(sizeof(MIB_IF_ROW2) == INTERFACE_RECORD &&
	offsetof(MIB_IF_ROW2, OutErrors) == 1312 && offsetof(IP_ADAPTER_ADDRESSES, Luid) == 224 &&
	offsetof(IP_ADAPTER_UNICAST_ADDRESS, OnLinkPrefixLength) == 56,
    "records are laid out as the decoders have them");

/* The adapters, to be freed; NULL with the error. */
static unsigned char *
fetch_adapters(ULONG flags, ULONG *len, ULONG *error)
{
	*len = ADAPTER_BYTES_FIRST;
	for (int i = 0; i < TRIES; i++) {
		unsigned char *buf = xcalloc(1, *len);

		*error = GetAdaptersAddresses(AF_UNSPEC, flags, NULL,
		    (PIP_ADAPTER_ADDRESSES)(void *)buf, len);
		if (*error == ERROR_SUCCESS)
			return buf;
		free(buf);
		if (*error != ERROR_BUFFER_OVERFLOW)
			break;
	}
	return NULL;
}

/* They come in no order that is promised. */
static bool
find_interface(const struct image *table, uint64_t luid, struct interface_record *r)
{
	for (size_t i = 0; decode_interface(table, i, r); i++)
		if (r->luid == luid)
			return true;
	return false;
}

static void
take_adapters(const struct image *adapters, const struct image *table, uint64_t want,
    struct net_list *list)
{
	struct adapter_cursor cursor = {0, 0};
	struct interface_record r;
	struct adapter_record a;

	while (decode_adapter(adapters, &cursor, &a, list->arena))
		if (find_interface(table, a.luid, &r))
			adapter_row(net_list_add(list), &a, &r, want);
}

enum fact
windows_nets(struct machine *m, uint64_t want, struct net_list *list)
{
	ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
	MIB_IF_TABLE2 *rows = NULL;
	ULONG len, error;

	(void)m;
	if ((want & NG_BIT(NG_ADDRS)) == 0)
		flags |= GAA_FLAG_SKIP_UNICAST;
	unsigned char *buf = fetch_adapters(flags, &len, &error);
	/* A machine without a network is known to have no interface. */
	if (buf == NULL)
		return error == ERROR_NO_DATA ? FACT_OK : windows_thing_fact(error);
	error = GetIfTable2(&rows);
	if (error == NO_ERROR) {
		const struct image adapters = {buf, len, (uint64_t)(uintptr_t)buf};
		const struct image table = {(const unsigned char *)rows,
		    offsetof(MIB_IF_TABLE2, Table) + rows->NumEntries * sizeof(MIB_IF_ROW2), 0};

		take_adapters(&adapters, &table, want, list);
		FreeMibTable(rows);
	}
	free(buf);
	return windows_thing_fact(error);
}
