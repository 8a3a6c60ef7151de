#include "width.h"

#include <stddef.h>

struct width_range {
	uint32_t first, last;
	int cells;
};

#include "width_table.h"

int
width_of(uint32_t cp)
{
	size_t low = 0, high = sizeof(width_ranges) / sizeof(width_ranges[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (cp > width_ranges[middle].last)
			low = middle + 1;
		else if (cp < width_ranges[middle].first)
			high = middle;
		else
			return width_ranges[middle].cells;
	}
	return cp <= 0x10FFFF ? 1 : -1;
}
