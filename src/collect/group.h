/*
 * Groups: processes folded by what they have in common, with sums of what they use.
 *
 * group_fold is a pure function of rows.  A row that is a thread is part of its process
 * and counts nowhere.  Processes of which the key is not known are groups of their own, one for
 * each reason; so are those that have none (no container).
 *
 * A sum is over the processes of which the fact is known.  As long as that is not all of them it
 * is *partial*: at least this much.  A process of which the kernel tells nothing because there is
 * nothing (FACT_NONE) leaves no gap.  Of a group in which nobody is known the sum is not
 * known either, for the gravest reason.  A fact that shared pages are part of is summed all the
 * same, but its column says so: FIELD_OVERCOUNTS, and an asterisk in the title.
 */
#ifndef CTOP_COLLECT_GROUP_H
#define CTOP_COLLECT_GROUP_H

#include "field.h"

struct arena;

/* What processes can be folded by, one row each: -g and the menu on screen. */
struct group_key {
	const char *name;   /* as -g takes it */
	const char *column; /* of the process table; the name takes :ARGUMENT when that does */
	const char *help;
};
enum { GROUP_KEYS_MAX = 15 };
extern const struct group_key
    group_keys[]; /* ends with a NULL name, after at most GROUP_KEYS_MAX */
/* "user", or "env:HOME", for a column that group_keys names; buf as for column_key. */
const char *group_key_text(const struct column *, char *buf, size_t len);

/* How many processes there are of each fact. */
struct tally {
	uint32_t of[FACT_COUNT];
};

struct group {
	uint8_t known[PG_COUNT]; /* enum fact of the sums */
	uint8_t key_known;	 /* enum fact of key */
	uint64_t summed;	 /* groups of facts that were asked for */
	uint64_t partial;	 /* of them, those that do not cover all processes */
	struct tally *tallies;	 /* one for each bit of summed, in their order */
	const char *key;	 /* hostile; NULL: they have none */
	const char *incomplete;	 /* "uss 5/8 pss 5/8"; NULL: everything is known of all */
	uint64_t hash; /* of key and why it is not known: tells groups apart across ticks */
	uint64_t processes;
	/* sums, each named and typed as the column of the process table that it sums */
	uint64_t num_threads, num_fds, num_handles;
	uint64_t cpu_time, cpu_times_user, cpu_times_system, run_delay;
	uint64_t rss, vms, shared, text, data, rss_anon, rss_file, rss_shmem, swap, hugetlb;
	uint64_t uss, pss, pss_anon, pss_file, pss_shmem, swap_pss;
	uint64_t private_clean, private_dirty, shared_clean, shared_dirty;
	uint64_t private_hugetlb, shared_hugetlb;
	uint64_t referenced, lazyfree, ksm;
	int64_t uss_delta, uss_since_mark;
	uint64_t virtual, paged_pool, nonpaged_pool;
	uint64_t minor_faults, major_faults;
	uint64_t ctx_switches, ctx_switches_voluntary, ctx_switches_involuntary;
	uint64_t read_count, write_count, read_bytes, write_bytes, read_chars, write_chars;
	uint64_t other_count, other_bytes;
	double cpu_percent, memory_percent;
	double minor_fault_rate, major_fault_rate, read_rate, write_rate, other_rate;
};

/*
 * Folds rows by a column of text or of ids.  order: indices of count rows, NULL: the first count.
 * sums: the groups of facts wanted; others stay FACT_UNREAD.  The groups are sorted by key;
 * they and their number are valid as long as arena and rows are.
 */
struct group *group_fold(const struct column *by, uint64_t sums, const struct proc *rows,
    const uint32_t *order, size_t count, struct arena *, size_t *ngroups);

/*
 * The same one by one, for who decides otherwise which processes go together.  fold_begin readies a
 * zeroed group; fold_end makes known what its sums of the groups of facts in `told` are worth.
 */
struct fold;
struct fold *fold_open(uint64_t sums, struct arena *);
void fold_begin(const struct fold *, struct group *);
void fold_add(const struct fold *, struct group *, const struct proc *);
void fold_end(const struct fold *, struct group *, uint64_t told);
/* Processes by what is known of one group of facts; all 0 when it was not summed. */
void group_tally(const struct group *, unsigned group, uint32_t counts[FACT_COUNT]);

#endif
