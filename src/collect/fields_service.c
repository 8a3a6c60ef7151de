/*
 * Columns of services.  To add one for a fact of facts.h is one row.
 *
 * An asterisk in a title says that pages which processes share are counted for each of them.
 */
#include <string.h>

#include "field_check.h"
#include "group.h"
#include "service_index.h"

/* clang-format off: tables */

#define SERVICE(u, m)                                                                              \
	.unit = (u), .member = MEMBER_OF(struct service, m),                                       \
	.offset = offsetof(struct service, m) + UNIT_CHECK(u, struct service, m)
#define GETTER(u, how) .unit = (u), .member = MEMBER_NONE, .get = (how)
#define G(group)       .groups = VG_BIT(VG_##group)
#define EVERYWHERE     .systems = ON_LINUX | ON_WINDOWS

static void
pid_get(const struct column *column, const void *row, struct value *value)
{
	(void)column;
	value->kind = VALUE_INT;
	value->i = ((const struct service *)row)->pid;
	value->none = value->i == 0;
}

static void
since_get(const struct column *column, const void *row, struct value *value)
{
	(void)column;
	value->kind = VALUE_UINT;
	value->u = ((const struct service *)row)->since;
	value->none = value->u == 0;
}

/* Without a control group there is nothing that it could be charged for. */
static void
of_group_get(const struct column *column, const void *row, struct value *value)
{
	const struct service *service = row;

	value->kind = VALUE_UINT;
	value->u = column->field->unit == UNIT_BYTES ? service->memory : service->cpu_ns;
	value->none = service->cgroup == NULL;
}

static void
incomplete_get(const struct column *column, const void *row, struct value *value)
{
	const struct group *sums = ((const struct service *)row)->sums;

	(void)column;
	value->kind = VALUE_TEXT;
	value->text = sums != NULL ? sums->incomplete : NULL;
}

static const struct field fields[] = {
    {"name", "NAME", "Name of the service; of the unit on Linux", SERVICE(UNIT_TEXT, name),
	.width = 26, G(SERVICE), EVERYWHERE},
    {"display_name", "DISPLAY NAME", "Name that is meant for people",
	SERVICE(UNIT_TEXT, display_name), .width = 24, G(SERVICE), EVERYWHERE},
    {"kind", "KIND", "What it is: service, or timer, socket and so on; own or share on Windows",
	SERVICE(UNIT_TEXT, kind), .width = 8, G(KIND), EVERYWHERE},
    {"status", "STATUS",
	"What it does, in the words of the system: active, failed; running, stopped",
	SERVICE(UNIT_TEXT, status), .width = 10, G(STATUS), EVERYWHERE},
    {"sub_state", "SUB",
	"More of it, in the words of its kind: exited, waiting; on Windows: error N, delayed",
	SERVICE(UNIT_TEXT, sub_state), .width = 9, G(STATUS), EVERYWHERE},
    {"start_type", "START",
	"Whether it is started with the system: enabled, disabled, static; automatic, manual",
	SERVICE(UNIT_TEXT, start_type), .width = 9, G(START_TYPE), EVERYWHERE},
    {"username", "USER", "User that it runs as", SERVICE(UNIT_TEXT, username), .width = 9,
	G(USERNAME), EVERYWHERE},
    {"pid", "PID", "Id of its main process", GETTER(UNIT_ID, pid_get), .width = 7, G(PID),
	EVERYWHERE},
    {"num_procs", "PROCS", "Number of its processes", SERVICE(UNIT_COUNT, num_procs), .width = 5,
	G(PROCS), EVERYWHERE},
    {"num_threads", "THR", "Number of threads of its processes", SERVICE(UNIT_COUNT, num_threads),
	.width = 5, G(THREADS), EVERYWHERE, .flags = FIELD_SUMS},
    {"cpu_percent", "CPU%",
	"CPU time used in the last interval in percent of one CPU, by its control group or else "
	"its processes",
	SERVICE(UNIT_PERCENT, cpu_percent), .width = 6, G(CPU_PERCENT), EVERYWHERE,
	.flags = FIELD_SUMS | FIELD_BASELINE},
    {"cpu_time", "TIME", "CPU time that its control group has used so far",
	GETTER(UNIT_DURATION, of_group_get), .width = 10, G(CPU_TIME), .systems = ON_LINUX},
    {"memory", "MEM", "Memory that its control group is charged for, caches included",
	GETTER(UNIT_BYTES, of_group_get), .width = 6, G(MEMORY), .systems = ON_LINUX},
    {"rss", "RSS*",
	"Sum of rss over its processes; a page that several of them share counts for each",
	SERVICE(UNIT_BYTES, rss), .width = 7, G(RSS), EVERYWHERE,
	.flags = FIELD_SUMS | FIELD_OVERCOUNTS},
    {"uss", "USS", "Sum of uss over its processes: at least this is freed when it ends",
	SERVICE(UNIT_BYTES, uss), .width = 7, G(USS), EVERYWHERE, .flags = FIELD_SUMS},
    {"pss", "PSS", "Sum of pss over its processes: what it uses, with its share of what is shared",
	SERVICE(UNIT_BYTES, pss), .width = 7, G(PSS), .systems = ON_LINUX, .flags = FIELD_SUMS},
    {"incomplete", "INCOMPLETE",
	"Sums that do not cover all of its processes, and how many they do, as in uss 5/8",
	GETTER(UNIT_TEXT, incomplete_get), .width = 20, G(PROCS), EVERYWHERE},
    {"since", "SINCE", "When its status changed last", GETTER(UNIT_TIME, since_get), .width = 16,
	G(SINCE), .systems = ON_LINUX},
    {"cgroup", "CGROUP", "Control group of its processes", SERVICE(UNIT_TEXT, cgroup), .width = 24,
	G(CGROUP), .systems = ON_LINUX},
    {"unit_file", "UNIT FILE", "File that says what it is", SERVICE(UNIT_TEXT, unit_file),
	.width = 24, G(UNIT_FILE), .systems = ON_LINUX},
    {"binpath", "BINPATH", "Command that starts it", SERVICE(UNIT_TEXT, binpath), .width = 24,
	G(BINPATH), EVERYWHERE},
    {"description", "DESCRIPTION", "What it says it is", SERVICE(UNIT_TEXT, description),
	.width = 0, G(DESCRIPTION), EVERYWHERE},
    {.key = NULL},
};

/* clang-format on */

/* A unit of systemd that runs nothing itself. */
static bool
is_other_unit(const void *row)
{
	static const char *const kinds[] = {"socket", "target", "device", "mount", "automount",
	    "swap", "path", "timer", "slice", "scope", "snapshot"};
	const char *kind = ((const struct service *)row)->kind;

	for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

static void
service_tally(const void *row, const struct field *field, uint32_t counts[FACT_COUNT])
{
	const struct service *service = row;

	memset(counts, 0, FACT_COUNT * sizeof(*counts));
	for (size_t i = 0; service->sums != NULL && i < SERVICE_SUMS; i++)
		if (field->groups == VG_BIT(service_sums[i].sum))
			group_tally(service->sums, service_sums[i].of, counts);
}

const struct table service_table = {
    .name = "service",
    .json = "services",
    .fields = fields,
    .row_size = sizeof(struct service),
    .known_offset = offsetof(struct service, known),
    .columns = "name,status,sub_state,start_type,pid,num_procs,uss,pss,memory,cpu_percent,"
	       "description",
    .record = "+display_name,+username,+binpath",
    .sort = "name",
    .minor = is_other_unit,
    .minor_groups = VG_BIT(VG_KIND),
    .partial_offset = offsetof(struct service, partial) + 1,
    .tally = service_tally,
};
