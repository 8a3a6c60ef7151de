#include "windows.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../compat.h"

/* The control manager does not tell of all services what changed: they are listed, and that is RPC. */
#define SERVICES_AGE_NS UINT64_C(3000000000)

enum fact
windows_fact(DWORD error)
{
	switch (error) {
	case ERROR_SUCCESS:
		return FACT_OK;
	/* What OpenProcess says of a pid that nobody has. */
	case ERROR_INVALID_PARAMETER:
	case ERROR_NOT_FOUND:
	/* What reading says of a process on its way out. */
	case ERROR_PARTIAL_COPY:
	case ERROR_NOACCESS:
		return FACT_GONE;
	case ERROR_ACCESS_DENIED:
	case ERROR_PRIVILEGE_NOT_HELD:
		return FACT_DENIED;
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY:
	case ERROR_NO_SYSTEM_RESOURCES:
	case ERROR_WORKING_SET_QUOTA:
		return FACT_PENDING;
	default:
		return FACT_NONE;
	}
}

enum fact
windows_status_fact(NTSTATUS status)
{
	return status >= 0 ? FACT_OK : windows_fact(RtlNtStatusToDosError(status));
}

enum fact
windows_thing_fact(DWORD error)
{
	enum fact fact = windows_fact(error);

	return fact == FACT_GONE ? FACT_NONE : fact;
}

struct wide
windows_wide(const WCHAR *text, size_t units)
{
	return (struct wide){(const unsigned char *)text, units};
}

static void
windows_close(struct machine *m)
{
	windows_disks_close(m->disks);
	accounts_close(m->accounts);
	free(m->processes.data);
	free(m->processes.slots);
	free(m);
}

void
windows_read_boot(struct machine *m)
{
	SYSTEM_TIMEOFDAY_INFORMATION t;

	if (NtQuerySystemInformation(SystemTimeOfDayInformation, &t, sizeof(t), NULL) >= 0)
		m->boot_time = (uint64_t)t.BootTime.QuadPart;
}

static uint64_t
page_size(void)
{
	SYSTEM_INFO info;

	GetNativeSystemInfo(&info);
	return info.dwPageSize;
}

static struct machine *
windows_open(const struct open_options *options, char *err, size_t errlen)
{
	struct machine *m;

	if (options != NULL && options->root != NULL) {
		snprintf(err, errlen, "%s: a captured machine cannot be read on Windows",
		    options->root);
		return NULL;
	}
	m = xcalloc(1, sizeof(*m));
	m->disks = windows_disks_open();
	m->page = page_size();
	m->debug = windows_take_privilege(L"SeDebugPrivilege");
	m->accounts = accounts_open();
	windows_read_boot(m);
	return m;
}

static const struct service_command commands[] = {
    {"status", "sc.exe queryex"},
    {"start", "sc.exe start"},
    {"stop", "sc.exe stop"},
    {"settings", "sc.exe qc"},
    {NULL, NULL},
};
static const struct service_commands sc_commands = {'"', commands};

const struct driver os_driver = {
    .name = "windows",
    .open = windows_open,
    .close = windows_close,
    .list = windows_list,
    .listed = SNAPSHOT_GROUPS,
    .hold = windows_hold,
    .drop = windows_drop,
    .keep = windows_keep,
    .threads = windows_threads,
    .target = windows_target,
    .release = windows_release,
    .signal = windows_signal,
    .renice = windows_renice,
    .signals = windows_signals,
    .describe = windows_describe,
    .sources = windows_sources,
    .system = windows_system,
    .nets = windows_nets,
    .disks = windows_disks,
    .space = windows_space,
    .service_manager = "the service control manager",
    .services_age_ns = SERVICES_AGE_NS,
    .services_open = windows_services_open,
    .services = windows_services,
    .services_close = windows_services_close,
    .service_commands = &sc_commands,
};
