/*
 * Columns of disks and mounted file systems.  To add one for a fact of facts.h is one row.
 */
#include "field_check.h"

/* clang-format off: tables */

#define DISK_ON(u, m, where)                                                                       \
	.unit = (u), .member = MEMBER_OF(struct disk, m),                                          \
	.offset = offsetof(struct disk, m) + UNIT_CHECK(u, struct disk, m), .systems = (where)
#define DISK(u, m) DISK_ON(u, m, ON_ALL)
#define GETTER_ON(u, how, where)                                                                   \
	.unit = (u), .member = MEMBER_NONE, .get = (how), .systems = (where)
#define GETTER(u, how) GETTER_ON(u, how, ON_ALL)
#define G(group)       .groups = DG_BIT(DG_##group)
#define RATE(u, m)     DISK(u, rates.m), .width = 6, G(RATES), .flags = FIELD_BASELINE

static const char *const kind_names[] = {
    [DISK_WHOLE] = "disk",
    [DISK_PARTITION] = "partition",
    [DISK_MAPPER] = "mapper",
    [DISK_RAID] = "raid",
    [DISK_LOOP] = "loop",
    [DISK_RAM] = "ram",
    [DISK_REMOTE] = "remote",
    [DISK_FILES] = "files",
    [DISK_KINDS] = NULL,
};

/* A disk that did nothing kept nobody waiting. */
static void
wait_get(const struct column *column, const void *row, struct value *value)
{
	const struct disk *disk = row;

	(void)column;
	value->kind = VALUE_UINT;
	value->u = disk->wait_ns;
	value->none = !disk->waited;
}

static void
device_get(const struct column *column, const void *row, struct value *value)
{
	const struct disk *disk = row;

	value->kind = VALUE_UINT;
	value->u = column->field->key[1] == 'a' ? disk->major : disk->minor;
}

static void
history_get(const struct column *column, const void *row, struct value *value)
{
	(void)column;
	value->kind = VALUE_SERIES;
	value->series = ((const struct disk *)row)->history;
}

static const struct field fields[] = {
    {"name", "NAME", "Name of the disk, or what was mounted", DISK(UNIT_TEXT, name), .width = 10,
	.flags = FIELD_GROWS, G(DISK)},
    {"kind", "KIND", "What it is: disk, partition, mapper, raid, loop, ram, remote or files",
	DISK(UNIT_NAMED, kind), .width = 9, .names = kind_names, G(DISK)},
    {"major", "MAJ", "Major number of the device", GETTER_ON(UNIT_ID, device_get, ON_UNIX),
	.width = 3, G(DISK)},
    {"minor", "MIN", "Minor number of the device", GETTER_ON(UNIT_ID, device_get, ON_UNIX),
	.width = 3, G(DISK)},
    {"busy_percent", "BUSY%", "Share of the last interval in which it had something to do",
	DISK(UNIT_PERCENT, busy_percent), .width = 5, G(LOAD), .flags = FIELD_BASELINE},
    {"read_rate", "READ", "Bytes read per second", RATE(UNIT_BYTE_RATE, read_bytes)},
    {"write_rate", "WRITE", "Bytes written per second", RATE(UNIT_BYTE_RATE, write_bytes)},
    {"history", "HISTORY", "Bytes per second, read and written, over the last ticks",
	GETTER(UNIT_HISTORY, history_get), .width = 12, G(RATES), .flags = FIELD_BASELINE},
    {"read_count_rate", "R/s", "Reads per second", RATE(UNIT_RATE, read_count)},
    {"write_count_rate", "W/s", "Writes per second", RATE(UNIT_RATE, write_count)},
    {"wait", "WAIT", "Time that a request of the last interval took on average",
	GETTER(UNIT_DURATION, wait_get), .width = 7, .groups = DG_BIT(DG_WAIT),
	.flags = FIELD_BASELINE},
    {"queue", "QUEUE", "Requests under way on average in the last interval", DISK(UNIT_RATE, queue),
	.width = 5, G(LOAD), .flags = FIELD_BASELINE},
    {"in_flight", "NOW", "Requests under way now", DISK(UNIT_COUNT, in_flight), .width = 4,
	G(COUNTERS)},
    {"read_count", "READS", "Reads that were completed", DISK(UNIT_COUNT, counters.read_count),
	.width = 8, G(COUNTERS)},
    {"write_count", "WRITES", "Writes that were completed", DISK(UNIT_COUNT, counters.write_count),
	.width = 8, G(COUNTERS)},
    {"read_bytes", "RBYTES", "Bytes read", DISK(UNIT_BYTES, counters.read_bytes), .width = 6,
	G(COUNTERS)},
    {"write_bytes", "WBYTES", "Bytes written", DISK(UNIT_BYTES, counters.write_bytes), .width = 6,
	G(COUNTERS)},
    {"read_time", "RTIME", "Time that reads took, of all together",
	DISK(UNIT_DURATION, counters.read_ns), .width = 9, G(COUNTERS)},
    {"write_time", "WTIME", "Time that writes took, of all together",
	DISK(UNIT_DURATION, counters.write_ns), .width = 9, G(COUNTERS)},
    {"read_merged_count", "RMERGE", "Reads that became a part of others",
	DISK_ON(UNIT_COUNT, counters.read_merged_count, ON_LINUX), .width = 8, G(COUNTERS)},
    {"write_merged_count", "WMERGE", "Writes that became a part of others",
	DISK_ON(UNIT_COUNT, counters.write_merged_count, ON_LINUX), .width = 8, G(COUNTERS)},
    {"busy_time", "BUSY", "Time in which it had something to do",
	DISK(UNIT_DURATION, counters.busy_ns), .width = 9, G(BUSY)},
    {"fstype", "FSTYPE", "Type of the file system that is mounted", DISK(UNIT_TEXT, fstype),
	.width = 8, G(MOUNT)},
    {"total", "TOTAL", "Size of the file system", DISK(UNIT_BYTES, space.total), .width = 6,
	G(SPACE)},
    {"used", "USED", "Bytes in use", DISK(UNIT_BYTES, space.used), .width = 6, G(SPACE)},
    {"free", "FREE", "Bytes that users without privilege can have", DISK(UNIT_BYTES, space.free),
	.width = 6, G(SPACE)},
    {"percent", "USE%", "Share of what users without privilege can have that is in use",
	DISK(UNIT_PERCENT, space.percent), .width = 5, G(SPACE)},
    {"space_age", "SPAGE", "Time since total, used and free were asked for",
	DISK(UNIT_DURATION, space_age_ns), .width = 7, .groups = DG_BIT(DG_SPACE_AGE)},
    {"mountpoint", "MOUNTED ON", "Where it is mounted", DISK(UNIT_TEXT, mountpoint), .width = 0,
	G(MOUNT)},
    {.key = NULL},
};

static bool
is_part(const void *row)
{
	return ((const struct disk *)row)->part;
}

const struct table disk_table = {
    .name = "disk",
    .json = "disks",
    .fields = fields,
    .row_size = sizeof(struct disk),
    .known_offset = offsetof(struct disk, known),
    .columns = "name,busy_percent,read_rate,write_rate,history,wait,queue,read_count,write_count,"
	       "read_bytes,write_bytes,read_time,write_time,read_merged_count,write_merged_count,"
	       "busy_time,fstype,total,used,free,percent,mountpoint",
    .sort = "name",
    .minor = is_part,
};
