#include "decode.h"
#include "keys.h"

#define NO_PATH "[anon]"

/* Which member a line is added to; 0: none.  No member is the first of the struct. */
static const uint16_t members[SMAPS_COUNT] = {
    [SMAPS_RSS] = offsetof(struct mapping, rss),
    [SMAPS_PSS] = offsetof(struct mapping, pss),
    [SMAPS_SHARED_CLEAN] = offsetof(struct mapping, shared_clean),
    [SMAPS_SHARED_DIRTY] = offsetof(struct mapping, shared_dirty),
    [SMAPS_PRIVATE_CLEAN] = offsetof(struct mapping, private_clean),
    [SMAPS_PRIVATE_DIRTY] = offsetof(struct mapping, private_dirty),
    [SMAPS_SHARED_HUGETLB] = offsetof(struct mapping, shared_hugetlb),
    [SMAPS_PRIVATE_HUGETLB] = offsetof(struct mapping, private_hugetlb),
    [SMAPS_SWAP] = offsetof(struct mapping, swap),
};

/* A hexadecimal number and the byte behind it. */
static bool
scan_hex(struct scan *s, char behind, uint64_t *value)
{
	const char *start = s->p;
	uint64_t v = 0;

	for (; s->p < s->end && s->p - start <= 16; s->p++) {
		char c = *s->p;

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint64_t)(c - 'a' + 10);
		else
			break;
	}
	if (s->p == start || s->p - start > 16 || s->p == s->end || *s->p != behind)
		return false;
	s->p++;
	*value = v;
	return true;
}

/* "rw-p " */
static bool
scan_access(struct scan *s, uint8_t *access)
{
	static const char letters[] = "rwx";

	if (s->end - s->p < 5 || s->p[4] != ' ' || (s->p[3] != 'p' && s->p[3] != 's'))
		return false;
	*access = s->p[3] == 'p' ? ACCESS_PRIVATE : ACCESS_SHARED;
	for (int i = 0; i < 3; i++) {
		if (s->p[i] == letters[i])
			*access |= (uint8_t)(ACCESS_READ << i);
		else if (s->p[i] != '-')
			return false;
	}
	s->p += 5;
	return true;
}

/* Past a word and the blanks behind it. */
static void
skip_word(struct scan *s)
{
	while (s->p < s->end && *s->p != ' ')
		s->p++;
	scan_blanks(s);
}

/*
 * "start-end rw-p offset device inode   path".  The kernel prints a newline in a path
 * escaped, and all else as it is: the path is the rest of the line, blanks at its end too.
 */
static bool
take_heading(struct maps_decoder *d, struct span line)
{
	struct scan s = {line.data, line.data + line.len};
	uint64_t start, end;
	uint8_t access;

	if (!scan_hex(&s, '-', &start) || !scan_hex(&s, ' ', &end) || end < start ||
	    !scan_access(&s, &access) || end - start > SMAPS_MAX)
		return false;
	for (int i = 0; i < 3; i++)
		skip_word(&s);
	size_t len = (size_t)(s.end - s.p);
	struct mapping *row = len > 0 ? mapping_list_get(d->list, s.p, len)
				      : mapping_list_get(d->list, NO_PATH, sizeof(NO_PATH) - 1);
	if (row->size > SMAPS_MAX)
		return false;
	row->size += end - start;
	row->access |= access;
	row->count++;
	d->row = (size_t)(row - d->list->rows);
	d->inside = true;
	d->cursor = 0;
	return true;
}

static bool
take_line(struct maps_decoder *d, struct span line)
{
	struct span name;
	struct scan value;
	uint64_t bytes;

	if (!d->inside || !key_split(line, &name, &value))
		return false;
	unsigned key = smaps_key(name, &d->cursor);
	if (key == SMAPS_COUNT || members[key] == 0)
		return true;
	uint64_t *member = (uint64_t *)(void *)((char *)&d->list->rows[d->row] + members[key]);
	if (!key_bytes(&value, &bytes) || bytes > SMAPS_MAX || *member + bytes > SMAPS_MAX)
		return false;
	*member += bytes;
	d->has |= 1U << key;
	return true;
}

size_t
decode_maps(struct maps_decoder *d, const char *buf, size_t len)
{
	struct scan s = {buf, buf + len};
	const char *done = buf;
	struct span line;

	while (scan_line(&s, &line) && line.data + line.len < buf + len) {
		done = s.p;
		/* A heading starts with an address, the lines below it with a capital. */
		bool heading = line.len == 0 || line.data[0] < 'A' || line.data[0] > 'Z';
		if (heading ? !take_heading(d, line) : !take_line(d, line))
			d->bad = true;
	}
	return (size_t)(done - buf);
}

bool
decode_maps_end(struct maps_decoder *d)
{
	const uint32_t pages = 1U << SMAPS_RSS | 1U << SMAPS_PSS | 1U << SMAPS_PRIVATE_CLEAN |
	    1U << SMAPS_PRIVATE_DIRTY;

	if (d->bad)
		return false;
	for (size_t i = 0; i < d->list->count; i++) {
		struct mapping *row = &d->list->rows[i];

		row->uss = row->private_clean + row->private_dirty + row->private_hugetlb;
		row->known[MG_PAGES] = (d->has & pages) == pages ? FACT_OK : FACT_NONE;
		row->known[MG_SWAP] = (d->has & 1U << SMAPS_SWAP) != 0 ? FACT_OK : FACT_NONE;
	}
	return true;
}
