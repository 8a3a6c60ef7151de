/*
 * A buffer of bytes for tests of the Windows decoders: little-endian numbers and UTF-16 put
 * where a layout has them.  It is as long as what was put reaches.
 */
#ifndef CTOP_TESTS_BYTES_H
#define CTOP_TESTS_BYTES_H

#include "../../src/os/windows/decode.h"

/* Empty, and all zeros. */
void bytes_clear(void);
void put_u8(size_t at, uint8_t);
void put_u16(size_t at, uint16_t);
void put_u32(size_t at, uint32_t);
void put_u64(size_t at, uint64_t);
/* ASCII as UTF-16 with a NUL; the offset behind it. */
size_t put_wide(size_t at, const char *);
/* What was put; pointers in it count from base. */
struct image bytes_image(uint64_t base);

#endif
