/*
 * Records with pointers in them, as the services and network APIs fill them.
 *
 * Everything is read by offset from the start of the buffer, and nothing outside it ever: a
 * number there is 0, a text there is NULL.  Pointers count from image.base.
 */
#ifndef CTOP_OS_WINDOWS_DECODE_IMAGE_H
#define CTOP_OS_WINDOWS_DECODE_IMAGE_H

#include "decode.h"

/* Do len bytes from there lie inside? */
bool image_has(const struct image *, size_t at, size_t len);
uint32_t image_u32(const struct image *, size_t at);
uint64_t image_u64(const struct image *, size_t at);
/* The offset that a pointer leads to; false: not to len bytes inside. */
bool image_find(const struct image *, uint64_t pointer, size_t len, size_t *at);
/* The UTF-16 text behind a pointer, up to its NUL, as UTF-8; NULL: there is none inside. */
const char *image_text(const struct image *, uint64_t pointer, struct arena *);
/* The same of a field that holds the text itself, with or without a NUL. */
const char *image_field(const struct image *, size_t at, size_t units, struct arena *);

#endif
