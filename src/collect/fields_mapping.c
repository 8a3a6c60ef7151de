/*
 * Columns of what a process has mapped.
 */
#include "field.h"

/* clang-format off: tables */

#define AT(u, m)                                                                                   \
	.unit = (u), .member = MEMBER_OF(struct mapping, m),                                       \
	.offset = offsetof(struct mapping, m), .systems = ON_LINUX
#define PAGES(key, title, help, m)                                                                 \
	{                                                                                          \
		key, title, help, AT(UNIT_BYTES, m), .width = 6, .groups = UINT64_C(1) << MG_PAGES \
	}

/* By enum mapping_access: private, shared, or several of which some are each. */
#define ACCESS(last)                                                                               \
	"---" last, "r--" last, "-w-" last, "rw-" last, "--x" last, "r-x" last, "-wx" last,        \
	    "rwx" last
static const char *const access_names[] = {ACCESS("-"), ACCESS("p"), ACCESS("s"), ACCESS("+"),
    NULL};
_Static_assert(sizeof(access_names) / sizeof(access_names[0]) == 2 * ACCESS_SHARED + 1,
    "a name for every access");

static const struct field fields[] = {
    PAGES("uss", "USS", "Pages of it that only this process has: private and nobody else's", uss),
    PAGES("pss", "PSS", "Private pages plus a fair share of each shared page", pss),
    PAGES("rss", "RSS", "Pages of it that are in RAM", rss),
    {"swap", "SWAP", "Anonymous pages of it that are in swap", AT(UNIT_BYTES, swap), .width = 6,
	.groups = UINT64_C(1) << MG_SWAP},
    {"size", "SIZE", "Part of the address space that it takes", AT(UNIT_BYTES, size), .width = 6},
    PAGES("private_dirty", "PDIRTY", "Modified pages that no one else maps", private_dirty),
    PAGES("private_clean", "PCLEAN", "Unmodified pages that no one else maps", private_clean),
    PAGES("shared_dirty", "SDIRTY", "Modified pages that others map too", shared_dirty),
    PAGES("shared_clean", "SCLEAN", "Unmodified pages that others map too", shared_clean),
    PAGES("private_hugetlb", "PHUGE", "Hugetlb pages that no one else maps", private_hugetlb),
    PAGES("shared_hugetlb", "SHUGE", "Hugetlb pages that others map too", shared_hugetlb),
    {"permissions", "PERM",
	"What may be done with any of its mappings: read, write, execute; p private, s shared, + "
	"both",
	AT(UNIT_NAMED, access), .width = 4, .names = access_names},
    {"count", "MAPS", "Number of mappings", AT(UNIT_COUNT, count), .width = 5},
    {"path", "Path", "File, or what it is in brackets: [heap], [stack], [anon] for no file",
	AT(UNIT_TEXT, path), .width = 0},
    {.key = NULL},
};

const struct table mapping_table = {
    .name = "mapping",
    .json = "mappings",
    .fields = fields,
    .row_size = sizeof(struct mapping),
    .known_offset = offsetof(struct mapping, known),
    .columns = "uss,pss,rss,swap,size,private_dirty,private_clean,shared_dirty,shared_clean,"
	       "permissions,count,path",
    .sort = "uss",
};
