#include "bytes.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_ROOM ((size_t)16 * 1024)

static unsigned char bytes[BYTES_ROOM];
static size_t used;

void
bytes_clear(void)
{
	memset(bytes, 0, sizeof(bytes));
	used = 0;
}

static void
put(size_t at, uint64_t value, size_t size)
{
	if (at > BYTES_ROOM - size)
		abort();
	for (size_t i = 0; i < size; i++)
		bytes[at + i] = (unsigned char)(value >> 8 * i);
	if (used < at + size)
		used = at + size;
}

void
put_u8(size_t at, uint8_t value)
{
	put(at, value, 1);
}

void
put_u16(size_t at, uint16_t value)
{
	put(at, value, 2);
}

void
put_u32(size_t at, uint32_t value)
{
	put(at, value, 4);
}

void
put_u64(size_t at, uint64_t value)
{
	put(at, value, 8);
}

size_t
put_wide(size_t at, const char *text)
{
	size_t len = strlen(text) + 1;

	for (size_t i = 0; i < len; i++)
		put_u16(at + 2 * i, (unsigned char)text[i]);
	return at + 2 * len;
}

struct image
bytes_image(uint64_t base)
{
	return (struct image){bytes, used, base};
}
