#include "decode_image.h"

bool
image_has(const struct image *im, size_t at, size_t len)
{
	return at <= im->len && len <= im->len - at;
}

uint32_t
image_u32(const struct image *im, size_t at)
{
	return image_has(im, at, 4) ? load_u32(im->data + at) : 0;
}

uint64_t
image_u64(const struct image *im, size_t at)
{
	return image_has(im, at, 8) ? load_u64(im->data + at) : 0;
}

bool
image_find(const struct image *im, uint64_t pointer, size_t len, size_t *at)
{
	if (pointer < im->base || pointer - im->base > im->len)
		return false;
	*at = (size_t)(pointer - im->base);
	return image_has(im, *at, len);
}

const char *
image_text(const struct image *im, uint64_t pointer, struct arena *arena)
{
	size_t at;

	if (pointer == 0 || !image_find(im, pointer, 2, &at))
		return NULL;
	struct wide all = {im->data + at, (im->len - at) / 2};
	struct wide text = wide_until_nul(all);
	/* Without a NUL it was cut off. */
	return text.units < all.units ? decode_wide(text, arena).data : NULL;
}

const char *
image_field(const struct image *im, size_t at, size_t units, struct arena *arena)
{
	if (units > SIZE_MAX / 2 || !image_has(im, at, units * 2))
		return NULL;
	struct wide field = {im->data + at, units};
	return decode_wide(wide_until_nul(field), arena).data;
}
