#include "decode.h"
#include "keys.h"

static const struct key status_keys[STATUS_KEY_COUNT] = {
    [STATUS_KEY_STATE] = KEY("State"),
    [STATUS_KEY_UID] = KEY("Uid"),
    [STATUS_KEY_GID] = KEY("Gid"),
    [STATUS_KEY_PEAK_VMS] = KEY("VmPeak"),
    [STATUS_KEY_VMS] = KEY("VmSize"),
    [STATUS_KEY_PEAK_RSS] = KEY("VmHWM"),
    [STATUS_KEY_RSS_ANON] = KEY("RssAnon"),
    [STATUS_KEY_RSS_FILE] = KEY("RssFile"),
    [STATUS_KEY_RSS_SHMEM] = KEY("RssShmem"),
    [STATUS_KEY_SWAP] = KEY("VmSwap"),
    [STATUS_KEY_HUGETLB] = KEY("HugetlbPages"),
    [STATUS_KEY_THREADS] = KEY("Threads"),
    [STATUS_KEY_SHARED_PENDING] = KEY("ShdPnd"),
    [STATUS_KEY_BLOCKED] = KEY("SigBlk"),
    [STATUS_KEY_CAP_EFFECTIVE] = KEY("CapEff"),
    [STATUS_KEY_VOLUNTARY] = KEY("voluntary_ctxt_switches"),
    [STATUS_KEY_INVOLUNTARY] = KEY("nonvoluntary_ctxt_switches"),
};

static const struct key io_keys[IO_COUNT] = {
    [IO_RCHAR] = KEY("rchar"),
    [IO_WCHAR] = KEY("wchar"),
    [IO_SYSCR] = KEY("syscr"),
    [IO_SYSCW] = KEY("syscw"),
    [IO_READ_BYTES] = KEY("read_bytes"),
    [IO_WRITE_BYTES] = KEY("write_bytes"),
};

static const struct key smaps_keys[SMAPS_COUNT] = {
    [SMAPS_RSS] = KEY("Rss"),
    [SMAPS_PSS] = KEY("Pss"),
    [SMAPS_PSS_ANON] = KEY("Pss_Anon"),
    [SMAPS_PSS_FILE] = KEY("Pss_File"),
    [SMAPS_PSS_SHMEM] = KEY("Pss_Shmem"),
    [SMAPS_SHARED_CLEAN] = KEY("Shared_Clean"),
    [SMAPS_SHARED_DIRTY] = KEY("Shared_Dirty"),
    [SMAPS_PRIVATE_CLEAN] = KEY("Private_Clean"),
    [SMAPS_PRIVATE_DIRTY] = KEY("Private_Dirty"),
    [SMAPS_REFERENCED] = KEY("Referenced"),
    [SMAPS_KSM] = KEY("KSM"),
    [SMAPS_LAZYFREE] = KEY("LazyFree"),
    [SMAPS_SHARED_HUGETLB] = KEY("Shared_Hugetlb"),
    [SMAPS_PRIVATE_HUGETLB] = KEY("Private_Hugetlb"),
    [SMAPS_SWAP] = KEY("Swap"),
    [SMAPS_SWAP_PSS] = KEY("SwapPss"),
};

/* "real effective saved file-system" */
static bool
status_ids(struct scan *s, uint32_t *real, uint32_t *effective)
{
	uint64_t a, b;

	if (!scan_u64(s, &a) || !scan_next_u64(s, &b) || a > UINT32_MAX || b > UINT32_MAX)
		return false;
	*real = (uint32_t)a;
	*effective = (uint32_t)b;
	return true;
}

/* Sixteen hexadecimal digits. */
static bool
status_set(struct scan *s, uint64_t *value)
{
	uint64_t v = 0;
	const char *start = s->p;

	for (; s->p < s->end && s->p - start < 16; s->p++) {
		char c = *s->p;

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint64_t)(c - 'a' + 10);
		else
			break;
	}
	*value = v;
	return s->p > start;
}

static bool
status_value(unsigned key, struct scan *s, struct status_record *r)
{
	switch (key) {
	case STATUS_KEY_STATE:
		if (s->end - s->p < 2)
			return false;
		r->state = *s->p;
		return true;
	case STATUS_KEY_UID:
		return status_ids(s, &r->uid, &r->euid);
	case STATUS_KEY_GID:
		return status_ids(s, &r->gid, &r->egid);
	case STATUS_KEY_SHARED_PENDING:
	case STATUS_KEY_BLOCKED:
	case STATUS_KEY_CAP_EFFECTIVE:
		return status_set(s, &r->value[key]);
	default:
		return key_bytes(s, &r->value[key]);
	}
}

/*
 * A name is printed escaped here, so no line of another key can be forged.  The first
 * line of a key counts.
 */
bool
decode_status(const char *buf, size_t len, struct status_record *r)
{
	struct scan s = {buf, buf + len}, value;
	unsigned cursor = 0, key;

	memset(r, 0, sizeof(*r));
	while (
	    (key = key_next(&s, status_keys, STATUS_KEY_COUNT, &cursor, &value)) < STATUS_KEY_COUNT)
		if (!STATUS_HAS(r, key) && status_value(key, &value, r))
			r->has |= 1U << key;
	return STATUS_HAS(r, STATUS_KEY_STATE) && STATUS_HAS(r, STATUS_KEY_UID);
}

bool
decode_io(const char *buf, size_t len, struct io_record *r)
{
	struct scan s = {buf, buf + len}, value;
	unsigned cursor = 0, key;

	memset(r, 0, sizeof(*r));
	while ((key = key_next(&s, io_keys, IO_COUNT, &cursor, &value)) < IO_COUNT)
		if (scan_u64(&value, &r->value[key]))
			r->has |= 1U << key;
	return r->has != 0;
}

unsigned
smaps_key(struct span name, unsigned *cursor)
{
	return key_find(smaps_keys, SMAPS_COUNT, name, cursor);
}

size_t
decode_smaps(struct smaps_sum *sum, const char *buf, size_t len)
{
	struct scan s = {buf, buf + len}, value;
	struct span line, name;
	const char *done = buf;

	while (scan_line(&s, &line) && line.data + line.len < buf + len) {
		uint64_t bytes;

		done = s.p;
		/*
		 * The heading of a mapping starts with an address and ends with a path: any bytes.
		 */
		if (line.len == 0 || line.data[0] < 'A' || line.data[0] > 'Z' ||
		    !key_split(line, &name, &value))
			continue;
		unsigned key = key_find(smaps_keys, SMAPS_COUNT, name, &sum->cursor);
		if (key == SMAPS_COUNT)
			continue;
		if (!key_bytes(&value, &bytes) || bytes > SMAPS_MAX ||
		    sum->value[key] + bytes > SMAPS_MAX) {
			sum->bad = true;
			continue;
		}
		sum->value[key] += bytes;
		sum->has |= 1U << key;
	}
	return (size_t)(done - buf);
}

static bool
smaps_has(const struct smaps_sum *sum, uint32_t keys)
{
	return (sum->has & keys) == keys;
}

#define SMAPS_BIT(key) (1U << (key))

bool
smaps_footprint(const struct smaps_sum *sum, struct proc_footprint *f, uint8_t *known)
{
	const uint64_t *v = sum->value;

	if (sum->bad ||
	    !smaps_has(sum,
		SMAPS_BIT(SMAPS_RSS) | SMAPS_BIT(SMAPS_PRIVATE_CLEAN) |
		    SMAPS_BIT(SMAPS_PRIVATE_DIRTY)))
		return false;
	f->private_clean = v[SMAPS_PRIVATE_CLEAN];
	f->private_dirty = v[SMAPS_PRIVATE_DIRTY];
	f->private_hugetlb = v[SMAPS_PRIVATE_HUGETLB];
	f->shared_clean = v[SMAPS_SHARED_CLEAN];
	f->shared_dirty = v[SMAPS_SHARED_DIRTY];
	f->shared_hugetlb = v[SMAPS_SHARED_HUGETLB];
	f->uss = f->private_clean + f->private_dirty + f->private_hugetlb;
	f->pss = v[SMAPS_PSS];
	f->pss_anon = v[SMAPS_PSS_ANON];
	f->pss_file = v[SMAPS_PSS_FILE];
	f->pss_shmem = v[SMAPS_PSS_SHMEM];
	f->swap_pss = v[SMAPS_SWAP_PSS];
	f->referenced = v[SMAPS_REFERENCED];
	f->lazyfree = v[SMAPS_LAZYFREE];
	f->ksm = v[SMAPS_KSM];
	known[PG_USS] = FACT_OK;
	if (smaps_has(sum, SMAPS_BIT(SMAPS_PSS)))
		known[PG_PSS] = FACT_OK;
	if (smaps_has(sum,
		SMAPS_BIT(SMAPS_PSS_ANON) | SMAPS_BIT(SMAPS_PSS_FILE) | SMAPS_BIT(SMAPS_PSS_SHMEM)))
		known[PG_PSS_KINDS] = FACT_OK;
	if (smaps_has(sum, SMAPS_BIT(SMAPS_SWAP_PSS)))
		known[PG_SWAP_PSS] = FACT_OK;
	if (smaps_has(sum, SMAPS_BIT(SMAPS_REFERENCED) | SMAPS_BIT(SMAPS_LAZYFREE)))
		known[PG_REFERENCED] = FACT_OK;
	if (smaps_has(sum, SMAPS_BIT(SMAPS_KSM)))
		known[PG_KSM] = FACT_OK;
	return true;
}
