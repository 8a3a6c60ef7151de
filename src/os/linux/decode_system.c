#include "decode.h"

#include "../../arena.h"
#include "keys.h"

static const struct key meminfo_keys[MEMINFO_COUNT] = {
    [MEMINFO_TOTAL] = KEY("MemTotal"),
    [MEMINFO_FREE] = KEY("MemFree"),
    [MEMINFO_AVAILABLE] = KEY("MemAvailable"),
    [MEMINFO_BUFFERS] = KEY("Buffers"),
    [MEMINFO_CACHED] = KEY("Cached"),
    [MEMINFO_ACTIVE] = KEY("Active"),
    [MEMINFO_INACTIVE] = KEY("Inactive"),
    [MEMINFO_ACTIVE_FILE] = KEY("Active(file)"),
    [MEMINFO_INACTIVE_FILE] = KEY("Inactive(file)"),
    [MEMINFO_SWAP_TOTAL] = KEY("SwapTotal"),
    [MEMINFO_SWAP_FREE] = KEY("SwapFree"),
    [MEMINFO_SHMEM] = KEY("Shmem"),
    [MEMINFO_SLAB] = KEY("Slab"),
    [MEMINFO_SRECLAIMABLE] = KEY("SReclaimable"),
};

/* At least user, nice, system and idle; newer columns are 0 where they are not. */
static bool
cpu_ticks(struct scan *s, uint64_t ticks[10])
{
	unsigned n = 0;

	memset(ticks, 0, 10 * sizeof(*ticks));
	while (n < 10 && scan_next_u64(s, &ticks[n]))
		n++;
	return n >= 4 && (n == 10 || *s->p == '\n');
}

static void
cpu_add(struct stat_system *r, size_t *room, const struct cpu_line *line, struct arena *a)
{
	if (line->number > CPU_NUMBER_MAX ||
	    (r->ncpus > 0 && line->number <= r->cpus[r->ncpus - 1].number))
		return;
	if (r->ncpus == *room) {
		struct cpu_line *old = r->cpus;

		*room = *room == 0 ? 16 : *room * 2;
		r->cpus = arena_array(a, *room, sizeof(*r->cpus));
		if (r->ncpus > 0)
			memcpy(r->cpus, old, r->ncpus * sizeof(*old));
	}
	r->cpus[r->ncpus++] = *line;
}

static void
stat_cpu_line(struct scan s, struct stat_system *r, size_t *room, struct arena *a)
{
	struct cpu_line line;
	uint64_t number;

	s.p += 3;
	if (s.p < s.end && *s.p == ' ') {
		r->has_cpu = cpu_ticks(&s, r->total);
		return;
	}
	if (!scan_u64(&s, &number) || number > CPU_NUMBER_MAX || !cpu_ticks(&s, line.ticks))
		return;
	line.number = (uint32_t)number;
	cpu_add(r, room, &line, a);
}

/* The number behind a word. */
static bool
stat_word(struct span line, const char *word, uint64_t *value)
{
	struct scan s = {line.data + strlen(word), line.data + line.len + 1};

	return span_starts(line, word) && scan_next_u64(&s, value);
}

bool
decode_system_stat(const char *buf, size_t len, struct stat_system *r, struct arena *a)
{
	struct scan s = {buf, buf + len};
	struct span line;
	size_t room = 0;
	unsigned events = 0;

	memset(r, 0, sizeof(*r));
	while (scan_line(&s, &line) && line.data + line.len < buf + len) {
		if (span_starts(line, "cpu"))
			stat_cpu_line((struct scan){line.data, line.data + line.len + 1}, r, &room,
			    a);
		else if (stat_word(line, "btime ", &r->boot_seconds))
			r->has_boot = true;
		else if (stat_word(line, "ctxt ", &r->ctx_switches) ||
		    stat_word(line, "intr ", &r->interrupts) ||
		    stat_word(line, "processes ", &r->forks))
			events++;
	}
	r->has_events = events >= 3;
	return r->has_cpu || r->has_boot || r->has_events;
}

size_t
decode_cpu_list(const char *buf, size_t len, uint32_t *numbers, size_t room)
{
	struct scan s = {buf, buf + len};
	size_t count = 0;

	for (;;) {
		uint64_t first, last;

		if (!scan_u64(&s, &first))
			return count;
		last = first;
		if (*s.p == '-') {
			s.p++;
			if (!scan_u64(&s, &last))
				return count;
		}
		for (; first <= last && first <= CPU_NUMBER_MAX; first++, count++)
			if (numbers != NULL && count < room)
				numbers[count] = (uint32_t)first;
		if (s.p >= s.end || *s.p != ',' || count > CPU_NUMBER_MAX)
			return count;
		s.p++;
	}
}

bool
decode_meminfo(const char *buf, size_t len, struct meminfo_record *r)
{
	struct scan s = {buf, buf + len}, value;
	unsigned cursor = 0, key;

	memset(r, 0, sizeof(*r));
	while ((key = key_next(&s, meminfo_keys, MEMINFO_COUNT, &cursor, &value)) < MEMINFO_COUNT)
		if (key_bytes(&value, &r->value[key]))
			r->has |= 1U << key;
	return r->has != 0;
}

static bool
meminfo_has(const struct meminfo_record *r, enum meminfo_key key)
{
	return (r->has >> key & 1U) != 0;
}

static uint64_t
meminfo_get(const struct meminfo_record *r, enum meminfo_key key)
{
	return meminfo_has(r, key) ? r->value[key] : MEMORY_UNKNOWN;
}

static uint64_t
add_capped(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * What the kernel itself computes since 3.14: free pages above the reserve, and the
 * caches but for the part that it would not give up.
 */
static uint64_t
meminfo_estimate(const struct meminfo_record *r, uint64_t low)
{
	const uint64_t *v = r->value; /* zero where absent */
	uint64_t files, slab = v[MEMINFO_SRECLAIMABLE], available;

	if (!meminfo_has(r, MEMINFO_ACTIVE_FILE) || !meminfo_has(r, MEMINFO_INACTIVE_FILE))
		return add_capped(v[MEMINFO_FREE], v[MEMINFO_CACHED]);
	files = add_capped(v[MEMINFO_ACTIVE_FILE], v[MEMINFO_INACTIVE_FILE]);
	available = v[MEMINFO_FREE] - min_u64(low, v[MEMINFO_FREE]);
	available = add_capped(available, files - min_u64(files / 2, low));
	return add_capped(available, slab - min_u64(slab / 2, low));
}

bool
meminfo_memory(const struct meminfo_record *r, uint64_t low, struct memory *m)
{
	uint64_t total = r->value[MEMINFO_TOTAL], available;

	if (total == 0 || !meminfo_has(r, MEMINFO_FREE))
		return false;
	available = meminfo_has(r, MEMINFO_AVAILABLE) ? r->value[MEMINFO_AVAILABLE]
						      : meminfo_estimate(r, low);
	/* In some containers meminfo is put together from two places. */
	if (available > total)
		available = min_u64(r->value[MEMINFO_FREE], total);
	*m = (struct memory){
	    .total = total,
	    .available = available,
	    .used = total - available,
	    .free = r->value[MEMINFO_FREE],
	    .active = meminfo_get(r, MEMINFO_ACTIVE),
	    .inactive = meminfo_get(r, MEMINFO_INACTIVE),
	    .buffers = meminfo_get(r, MEMINFO_BUFFERS),
	    .cached = meminfo_get(r, MEMINFO_CACHED),
	    .shared = meminfo_get(r, MEMINFO_SHMEM),
	    .slab = meminfo_get(r, MEMINFO_SLAB),
	    .percent = (double)(total - available) / (double)total * 100,
	};
	if (m->cached != MEMORY_UNKNOWN)
		m->cached = add_capped(m->cached, r->value[MEMINFO_SRECLAIMABLE]);
	return true;
}

bool
meminfo_swap(const struct meminfo_record *r, struct swap *swap)
{
	uint64_t total = r->value[MEMINFO_SWAP_TOTAL], available = r->value[MEMINFO_SWAP_FREE];

	if (!meminfo_has(r, MEMINFO_SWAP_TOTAL) || !meminfo_has(r, MEMINFO_SWAP_FREE))
		return false;
	available = min_u64(available, total);
	*swap = (struct swap){
	    .total = total,
	    .used = total - available,
	    .free = available,
	    .sin = MEMORY_UNKNOWN,
	    .sout = MEMORY_UNKNOWN,
	    .percent = total == 0 ? 0 : (double)(total - available) / (double)total * 100,
	};
	return true;
}

bool
decode_vmstat_swap(const char *buf, size_t len, uint64_t *in, uint64_t *out)
{
	struct scan s = {buf, buf + len};
	struct span line;
	bool has_in = false, has_out = false;

	while (!(has_in && has_out) && scan_line(&s, &line) && line.data + line.len < buf + len) {
		has_in = has_in || stat_word(line, "pswpin ", in);
		has_out = has_out || stat_word(line, "pswpout ", out);
	}
	return has_in && has_out;
}
