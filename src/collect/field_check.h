/*
 * What tables of fields check when they are compiled: that a column's unit and the member it
 * shows go together.
 */
#ifndef CTOP_COLLECT_FIELD_CHECK_H
#define CTOP_COLLECT_FIELD_CHECK_H

#include "field.h"

/* clang-format off: macros of tables */

/* Can a member of this kind hold a value of this unit? */
#define UNIT_TAKES(unit, kind)                                                                     \
	((unit) == UNIT_TEXT ? (kind) == MEMBER_TEXT                                               \
		: (unit) == UNIT_ARGS || (unit) == UNIT_ENVIRON || (unit) == UNIT_LIST             \
		? (kind) == MEMBER_BLOB                                                            \
		: (unit) == UNIT_RATE || (unit) == UNIT_BYTE_RATE || (unit) == UNIT_PERCENT        \
		? (kind) == MEMBER_REAL                                                            \
		: (unit) == UNIT_BYTES || (unit) == UNIT_DURATION || (unit) == UNIT_TIME           \
		? (kind) == MEMBER_U64                                                             \
		: (unit) == UNIT_BYTE_DELTA ? (kind) == MEMBER_I64                                 \
		: (unit) == UNIT_NAMED	    ? (kind) == MEMBER_U8 || (kind) == MEMBER_U32          \
		: (unit) == UNIT_BOOL	    ? (kind) == MEMBER_BOOL                                \
					    : (kind) <= MEMBER_U64 && (kind) != MEMBER_BOOL)

/* 0, or does not compile when unit and member do not go together. */
#define UNIT_CHECK(unit, type, m)                                                                  \
	(0 * sizeof(struct {                                                                       \
		_Static_assert(UNIT_TAKES(unit, MEMBER_OF(type, m)),                               \
		    "the member " #m " cannot hold a " #unit);                                     \
		int checked;                                                                       \
	}))

#endif
