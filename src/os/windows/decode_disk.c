#include "decode_disk.h"

#include "decode_image.h"

/* DISK_PERFORMANCE */
enum disk_layout {
	AT_BYTES_READ = 0,
	AT_BYTES_WRITTEN = 8,
	AT_READ_TIME = 16,
	AT_WRITE_TIME = 24,
	AT_IDLE_TIME = 32,
	AT_READ_COUNT = 40,
	AT_WRITE_COUNT = 44,
	AT_QUEUE_DEPTH = 48,
	AT_QUERY_TIME = 56,
};

bool
decode_disk(const struct image *im, uint64_t boot, struct disk_record *r)
{
	if (!image_has(im, 0, DISK_RECORD))
		return false;
	const unsigned char *p = im->data;
	uint64_t now = load_u64(p + AT_QUERY_TIME), idle = load_u64(p + AT_IDLE_TIME);
	uint64_t up = now > boot ? now - boot : 0;

	*r = (struct disk_record){
	    .counters =
		{
		    .read_count = load_u32(p + AT_READ_COUNT),
		    .write_count = load_u32(p + AT_WRITE_COUNT),
		    .read_bytes = load_u64(p + AT_BYTES_READ),
		    .write_bytes = load_u64(p + AT_BYTES_WRITTEN),
		    .read_ns = decode_duration(load_u64(p + AT_READ_TIME)),
		    .write_ns = decode_duration(load_u64(p + AT_WRITE_TIME)),
		    .busy_ns = decode_duration(up > idle ? up - idle : 0),
		},
	    .in_flight = load_u32(p + AT_QUEUE_DEPTH),
	};
	/* Each request counts for as long as it took: that is what a queue adds up to. */
	r->counters.queue_ns = r->counters.read_ns + r->counters.write_ns;
	return true;
}

bool
decode_next_text(const struct image *im, size_t *at, struct wide *text)
{
	if (!image_has(im, *at, 2))
		return false;
	struct wide all = {im->data + *at, (im->len - *at) / 2};

	*text = wide_until_nul(all);
	if (text->units == 0 || text->units == all.units)
		return false;
	*at += (text->units + 1) * 2;
	return true;
}

/* "PhysicalDrive" and a number without zeros before it. */
static bool
drive_number(struct wide text, uint32_t *number)
{
	static const char word[] = "PhysicalDrive";
	const size_t len = sizeof(word) - 1;
	uint32_t n = 0;

	if (text.units <= len || text.units > len + 6)
		return false;
	for (size_t i = 0; i < len; i++)
		if (load_u16(text.data + 2 * i) != (unsigned char)word[i])
			return false;
	for (size_t i = len; i < text.units; i++) {
		uint32_t digit = load_u16(text.data + 2 * i) - (uint32_t)'0';

		if (digit > 9 || (n == 0 && i > len))
			return false;
		n = n * 10 + digit;
	}
	*number = n;
	return true;
}

bool
decode_drive_name(const struct image *im, size_t *at, uint32_t *number)
{
	struct wide text;

	while (decode_next_text(im, at, &text))
		if (drive_number(text, number))
			return true;
	return false;
}

enum disk_kind
drive_kind(uint32_t type)
{
	switch (type) {
	case DRIVE_IS_REMOTE:
		return DISK_REMOTE;
	case DRIVE_IS_RAM:
		return DISK_RAM;
	default:
		return DISK_PARTITION;
	}
}

bool
disk_space_set(uint64_t total, uint64_t available, struct disk_space *space)
{
	if (total == 0 || available > total)
		return false;
	*space = (struct disk_space){
	    .total = total,
	    .used = total - available,
	    .free = available,
	    .percent = (double)(total - available) / (double)total * 100,
	};
	return true;
}
