/*
 * Pages and priorities.
 */
#include "decode.h"

/* An entry of a working set: Protection 5, ShareCount 3, Shared 1, Node 3, VirtualPage 52 bits. */
enum { ENTRY_COUNT_AT = 5, ENTRY_SHARED_AT = 8 };
/* Of the other kind: Valid 1, ShareCount 3, Win32Protection 11, Shared 1 ... bits. */
#define EX_VALID UINT64_C(1)
enum { EX_COUNT_AT = 1, EX_SHARED_AT = 15 };
#define COUNT_MASK 7U

/* What others could map counts as well while nobody else does: it goes with the process. */
static bool
is_unique(uint64_t entry, unsigned shared_at, unsigned count_at)
{
	return (entry >> shared_at & 1) == 0 || (entry >> count_at & COUNT_MASK) <= 1;
}

uint64_t
decode_unique_pages(const unsigned char *entries, size_t n)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < n; i++)
		pages += is_unique(load_u64(entries + i * 8), ENTRY_SHARED_AT, ENTRY_COUNT_AT);
	return pages;
}

uint64_t
decode_unique_pages_ex(const unsigned char *entries, size_t n)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t entry = load_u64(entries + i * 16 + 8);

		pages += (entry & EX_VALID) != 0 && is_unique(entry, EX_SHARED_AT, EX_COUNT_AT);
	}
	return pages;
}

static const struct {
	int nice;
	uint32_t number; /* as SetPriorityClass has it */
	int32_t base;
} classes[CLASS_COUNT] = {
    [CLASS_REALTIME] = {-20, 0x100, 24},
    [CLASS_HIGH] = {-14, 0x80, 13},
    [CLASS_ABOVE_NORMAL] = {-7, 0x8000, 10},
    [CLASS_NORMAL] = {0, 0x20, 8},
    [CLASS_BELOW_NORMAL] = {10, 0x4000, 6},
    [CLASS_IDLE] = {19, 0x40, 4},
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
