#include "decode.h"

#include <limits.h>

#define NS_PER_SECOND UINT64_C(1000000000)

/* Numbers of the fields of stat that follow the state, as proc(5) counts them. */
enum {
	F_PPID = 4,
	F_PGRP = 5,
	F_SESSION = 6,
	F_TTY = 7,
	F_FLAGS = 9,
	F_MINOR = 10,
	F_MAJOR = 12,
	F_UTIME = 14,
	F_STIME = 15,
	F_PRIORITY = 18,
	F_NICE = 19,
	F_THREADS = 20,
	F_START = 22,
	F_VSIZE = 23,
	F_RSS = 24,
	F_CODE = 26,
	F_STACK = 28,
	F_CPU = 39,
	F_RT_PRIORITY = 40,
	F_POLICY = 41,
	F_END = 42
};

#define F_BIT(f) (UINT64_C(1) << (f))
#define F_WANTED                                                                                   \
	(F_BIT(F_PPID) | F_BIT(F_PGRP) | F_BIT(F_SESSION) | F_BIT(F_TTY) | F_BIT(F_FLAGS) |        \
	    F_BIT(F_MINOR) | F_BIT(F_MAJOR) | F_BIT(F_UTIME) | F_BIT(F_STIME) |                    \
	    F_BIT(F_PRIORITY) | F_BIT(F_NICE) | F_BIT(F_THREADS) | F_BIT(F_START) |                \
	    F_BIT(F_VSIZE) | F_BIT(F_RSS) | F_BIT(F_CODE) | F_BIT(F_STACK) | F_BIT(F_CPU) |        \
	    F_BIT(F_RT_PRIORITY) | F_BIT(F_POLICY))

/* Past a field that nobody asks for; false when it is cut off. */
static bool
stat_skip(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p != ' ' && *s->p != '\n')
		s->p++;
	return s->p > start && s->p < s->end;
}

/* Fields from F_PPID on, negative ones in two's complement; returns the first one missing. */
static unsigned
stat_numbers(struct scan *s, uint64_t *field)
{
	unsigned i;

	for (i = F_PPID; i < F_END; i++) {
		if (s->p < s->end && *s->p == ' ')
			s->p++;
		if ((F_WANTED >> i & 1) == 0) {
			if (!stat_skip(s))
				break;
			continue;
		}
		bool negative = s->p < s->end && *s->p == '-';
		s->p += negative;
		if (!scan_u64(s, &field[i]))
			break;
		if (negative)
			field[i] = 0 - field[i];
	}
	return i;
}

/* 1 stands for an address that we may not know, 0 for no address. */
static uint64_t
image_of(uint64_t code, uint64_t stack)
{
	return code <= 1 && stack <= 1 ? 0 : code * UINT64_C(0x9e3779b97f4a7c15) ^ stack;
}

bool
decode_stat(const char *buf, size_t len, struct stat_record *r)
{
	/* A comm may hold parentheses: it ends at the last one of the text. */
	const char *open = memchr(buf, '(', len), *close = memrchr(buf, ')', len);
	struct scan s = {buf, buf + len};
	uint64_t field[F_END], pid;
	unsigned end;

	if (open == NULL || close == NULL || close < open || s.end - close < 5 || close[1] != ' ' ||
	    close[3] != ' ' || !scan_u64(&s, &pid) || pid > INT32_MAX)
		return false;
	s.p = close + 4;
	end = stat_numbers(&s, field);
	if (end <= F_RSS)
		return false;
	*r = (struct stat_record){
	    .comm = {open + 1, (size_t)(close - open - 1)},
	    .state = close[2],
	    .pid = (int64_t)pid,
	    .ppid = (int64_t)field[F_PPID],
	    .pgrp = (int64_t)field[F_PGRP],
	    .session = (int64_t)field[F_SESSION],
	    .tty = (uint32_t)field[F_TTY],
	    .flags = (uint32_t)field[F_FLAGS],
	    .minor_faults = field[F_MINOR],
	    .major_faults = field[F_MAJOR],
	    .user_ticks = field[F_UTIME],
	    .system_ticks = field[F_STIME],
	    .priority = (int32_t)field[F_PRIORITY],
	    .nice = (int32_t)field[F_NICE],
	    .num_threads = (uint32_t)field[F_THREADS],
	    .start_ticks = field[F_START],
	    .vsize = field[F_VSIZE],
	    /* Counted per CPU and printed with a sign: old kernels went below zero. */
	    .rss_pages = (int64_t)field[F_RSS] < 0 ? 0 : field[F_RSS],
	    .image = end > F_STACK ? image_of(field[F_CODE], field[F_STACK]) : 0,
	    .has_cpu = end > F_CPU,
	    .has_policy = end > F_POLICY,
	};
	if (r->has_cpu)
		r->cpu = (int32_t)field[F_CPU];
	if (r->has_policy) {
		r->rt_priority = (int32_t)field[F_RT_PRIORITY];
		r->policy = (uint32_t)field[F_POLICY];
	}
	return true;
}

enum proc_status
decode_state(char state)
{
	switch (state) {
	case 'R':
		return STATUS_RUNNING;
	case 'S':
		return STATUS_SLEEPING;
	case 'D':
		return STATUS_DISK_SLEEP;
	case 'T':
		return STATUS_STOPPED;
	case 't':
		return STATUS_TRACING_STOP;
	case 'Z':
		return STATUS_ZOMBIE;
	case 'X':
	case 'x':
		return STATUS_DEAD;
	case 'K':
		return STATUS_WAKE_KILL;
	case 'W':
		return STATUS_WAKING;
	case 'I':
		return STATUS_IDLE;
	case 'P':
		return STATUS_PARKED;
	default:
		return STATUS_UNKNOWN;
	}
}

enum proc_policy
decode_policy(uint32_t policy)
{
	static const uint8_t policies[] = {POLICY_OTHER, POLICY_FIFO, POLICY_RR, POLICY_BATCH,
	    POLICY_ISO, POLICY_IDLE, POLICY_DEADLINE, POLICY_EXT};

	return policy < sizeof(policies) ? (enum proc_policy)policies[policy] : POLICY_UNKNOWN;
}

bool
decode_ticks(uint64_t ticks, uint64_t hz, uint64_t *ns)
{
	uint64_t seconds = ticks / hz;

	if (seconds >= UINT64_MAX / NS_PER_SECOND)
		return false;
	*ns = seconds * NS_PER_SECOND + ticks % hz * NS_PER_SECOND / hz;
	return true;
}

bool
decode_statm(const char *buf, size_t len, struct statm_record *r)
{
	struct scan s = {buf, buf + len};
	uint64_t library;

	return scan_u64(&s, &r->size) && scan_next_u64(&s, &r->resident) &&
	    scan_next_u64(&s, &r->shared) && scan_next_u64(&s, &r->text) &&
	    scan_next_u64(&s, &library) && scan_next_u64(&s, &r->data);
}

bool
decode_schedstat(const char *buf, size_t len, struct schedstat_record *r)
{
	struct scan s = {buf, buf + len};

	return scan_u64(&s, &r->run_ns) && scan_next_u64(&s, &r->delay_ns) &&
	    scan_next_u64(&s, &r->slices);
}

bool
decode_number(const char *buf, size_t len, int64_t *value)
{
	struct scan s = {buf, buf + len};

	scan_blanks(&s);
	return scan_i64(&s, value);
}
