/*
 * Columns of what limits a process.
 */
#include "field_check.h"
#include "inside.h"

/* clang-format off: tables */

#define LIMIT(u, m)                                                                                \
	.unit = (u), .member = MEMBER_OF(struct limit_row, m),                                     \
	.offset = offsetof(struct limit_row, m) + UNIT_CHECK(u, struct limit_row, m),              \
	.systems = ON_LINUX, .groups = 1

static const struct field fields[] = {
    {"limit", "LIMIT", "What is limited; names with a dot are of control groups",
	LIMIT(UNIT_TEXT, limit.name), .width = 21},
    {"soft", "SOFT", "The limit as it stands; of cpu.max percent of a CPU", LIMIT(UNIT_TEXT, soft),
	.width = 9},
    {"hard", "HARD", "How far the process may raise it", LIMIT(UNIT_TEXT, hard), .width = 9},
    {"used", "USED", "What is used of it now", LIMIT(UNIT_TEXT, used), .width = 9},
    {"share", "USED%", "What is used of it now, in percent of the limit",
	LIMIT(UNIT_PERCENT, share), .width = 5},
    {"where", "Set by", "The control group that sets the lowest limit, or the process itself",
	LIMIT(UNIT_TEXT, where), .width = 0},
    {.key = NULL},
};

const struct table limit_table = {
    .name = "limit",
    .json = "limits",
    .fields = fields,
    .row_size = sizeof(struct limit_row),
    .known_offset = offsetof(struct limit_row, limit.known),
    .columns = "limit,soft,hard,used,share,where",
    .sort = "share",
};
