/*
 * Columns of what a process has open.
 */
#include "field_check.h"

/* clang-format off: tables */

#define OPEN(u, m)                                                                                 \
	.unit = (u), .member = MEMBER_OF(struct open_file, m),                                     \
	.offset = offsetof(struct open_file, m) + UNIT_CHECK(u, struct open_file, m),              \
	.systems = ON_LINUX | ON_WINDOWS
/* What is behind the number; the number itself is always known. */
#define BEHIND .groups = 1

static const char *const kind_names[] = {
    [OPEN_UNKNOWN] = "unknown",
    [OPEN_FILE] = "file",
    [OPEN_DIRECTORY] = "directory",
    [OPEN_DEVICE] = "device",
    [OPEN_PIPE] = "pipe",
    [OPEN_SOCKET] = "socket",
    [OPEN_EVENT] = "event",
    [OPEN_MEMORY] = "memory",
    [OPEN_OTHER] = "other",
    [OPEN_KINDS] = NULL,
};

/* By enum open_access. */
static const char *const access_names[] = {"---", "r--", "-w-", "rw-", "--a", "r-a", "-wa", "rwa",
    NULL};
_Static_assert(sizeof(access_names) / sizeof(access_names[0]) == 2 * OPENED_APPEND + 1,
    "a name for every access");

static void
position_get(const struct column *column, const void *row, struct value *value)
{
	const struct open_file *file = row;

	(void)column;
	value->kind = VALUE_UINT;
	value->u = file->position;
	if (!file->has_position)
		value->fact = FACT_NONE;
}

static const struct field fields[] = {
    {"fd", "FD", "Number of the descriptor or handle", OPEN(UNIT_ID, number), .width = 5},
    {"kind", "KIND", "What it is: file, directory, device, pipe, socket, event, memory",
	OPEN(UNIT_NAMED, kind), .width = 9, .names = kind_names, BEHIND},
    {"access", "ACC", "What it was opened for: r read, w write, a append", OPEN(UNIT_NAMED, access),
	.width = 3, .names = access_names},
    {"position", "POS", "Where in the file the next read or write is", .unit = UNIT_COUNT,
	.member = MEMBER_NONE, .get = position_get, .width = 7, .systems = ON_LINUX, BEHIND},
    {"protocol", "PROTO", "Protocol of a socket, as ss has it: tcp, tcp6, udp, u_str",
	OPEN(UNIT_TEXT, protocol), .width = 8, BEHIND},
    {"state", "STATE", "State of a socket: established, listen, close_wait and others",
	OPEN(UNIT_TEXT, state), .width = 11, BEHIND},
    {"local", "LOCAL", "Address that a socket is bound to", OPEN(UNIT_TEXT, local), .width = 22,
	BEHIND},
    {"remote", "REMOTE", "Address of a socket's other end", OPEN(UNIT_TEXT, remote), .width = 22,
	BEHIND},
    {"deleted", "DELETED", "Has the file no name any more?", OPEN(UNIT_BOOL, deleted), .width = 7,
	BEHIND},
    {"target", "TARGET", "What the system says it is of", OPEN(UNIT_TEXT, target), .width = 24,
	BEHIND},
    {"lock", "LOCK", "Locks held through it, with the bytes they are of when that is not all",
	OPEN(UNIT_TEXT, lock), .width = 12, BEHIND},
    {"name", "Name", "File, or the two ends of a socket", OPEN(UNIT_TEXT, name), .width = 0,
	BEHIND},
    {.key = NULL},
};

const struct table open_table = {
    .name = "open",
    .json = "opened",
    .fields = fields,
    .row_size = sizeof(struct open_file),
    .known_offset = offsetof(struct open_file, known),
    .columns = "fd,kind,access,position,protocol,state,lock,name",
    .sort = "fd",
};
