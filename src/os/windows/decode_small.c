/*
 * Pages and priorities.
 */
#include "decode.h"

/* An entry of a working set: Protection 5, ShareCount 3, Shared 1, Node 3, VirtualPage 52 bits. */
#define ENTRY_SHARED (UINT64_C(1) << 8)
/* Of the other kind: Valid 1, ShareCount 3, Win32Protection 11, Shared 1 ... bits. */
#define EX_VALID UINT64_C(1)
#define EX_SHARED (UINT64_C(1) << 15)

uint64_t
decode_private_pages(const unsigned char *entries, size_t n)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < n; i++)
		pages += (load_u64(entries + i * 8) & ENTRY_SHARED) == 0;
	return pages;
}

uint64_t
decode_private_pages_ex(const unsigned char *entries, size_t n)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < n; i++)
		pages += (load_u64(entries + i * 16 + 8) & (EX_VALID | EX_SHARED)) == EX_VALID;
	return pages;
}

static const struct {
	int nice;
	uint32_t number; /* as SetPriorityClass has it */
	int32_t base;
} classes[CLASS_COUNT] = {
	[CLASS_REALTIME] = { -20, 0x100, 24 },
	[CLASS_HIGH] = { -14, 0x80, 13 },
	[CLASS_ABOVE_NORMAL] = { -7, 0x8000, 10 },
	[CLASS_NORMAL] = { 0, 0x20, 8 },
	[CLASS_BELOW_NORMAL] = { 10, 0x4000, 6 },
	[CLASS_IDLE] = { 19, 0x40, 4 },
};

int
class_nice(enum priority_class c)
{
	return classes[c].nice;
}

uint32_t
class_number(enum priority_class c)
{
	return classes[c].number;
}

enum priority_class
class_of_number(uint32_t number)
{
	unsigned c = 0;

	while (c < CLASS_COUNT && classes[c].number != number)
		c++;
	return (enum priority_class)c;
}

enum priority_class
class_of_base(int32_t base)
{
	unsigned c = 0;

	while (c < CLASS_COUNT && classes[c].base != base)
		c++;
	return (enum priority_class)c;
}

enum priority_class
class_for_nice(enum priority_class now, int nice)
{
	int c;

	if (nice < class_nice(CLASS_REALTIME) || nice > class_nice(CLASS_IDLE))
		return CLASS_COUNT;
	if (now < CLASS_COUNT && nice < classes[now].nice) {
		/* More favoured: the first at or above it, from below. */
		for (c = CLASS_IDLE; classes[c].nice > nice; c--)
			;
	} else {
		for (c = CLASS_REALTIME; classes[c].nice < nice; c++)
			;
	}
	return (enum priority_class)c;
}
