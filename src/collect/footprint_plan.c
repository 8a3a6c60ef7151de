/* Reasons, money and choice: what the footprint schedule reads in a tick. */
#include "footprint.h"

#include "../compat.h"
#include "family.h"

#define GIB	     (UINT64_C(1) << 30)
#define CREDIT_TICKS 2	  /* no account saves more than this many ticks' worth */
#define COST_MIN_NS  1000 /* no reading is free, whatever a coarse clock says */

/* Who pays for a reading. */
enum account { ACCOUNT_NONE, ACCOUNT_RANKED, ACCOUNT_FAIR };
#define ACCOUNT_MASK 0x0f
#define ACCOUNT_AGE  0x80 /* and the account of those that have no reason but age */

/* A process that has a reason. */
struct footprint_slot {
	struct footprint_want want;
	uint64_t age_ns;
	uint8_t reasons;
	bool chosen;
};

/* A binary heap; the smallest key on top. */
struct footprint_entry {
	uint64_t key;
	size_t slot;
};

struct heap {
	struct footprint_entry *entries;
	size_t count;
};

struct plan {
	struct footprint *fp;
	const struct footprint_tick *tick;
	struct footprint_want *wants; /* the chosen so far come first */
	size_t chosen;
	struct heap ranked; /* by rank, then age: all that have more reason than age */
	struct heap fair;   /* the same, by age alone */
	struct heap stale;  /* the others, by age */
	size_t stale_left;  /* how many of them this tick may still take */
};

/*
 * Reasons.
 */

static bool
moved(const struct footprint_state *state)
{
	return state->now.cpu_ns != state->then.cpu_ns || state->now.faults != state->then.faults ||
	    state->now.rss != state->then.rss;
}

static uint8_t
reasons_of(struct footprint *fp, struct footprint_state *state, uint64_t now_ns)
{
	uint8_t reasons = state->reasons;
	uint64_t age = footprint_age(state, now_ns);

	if (state->in_flight || state->stuck)
		return 0;
	if (state->known == FACT_UNREAD)
		return reasons | FOOTPRINT_NEVER;
	if (state->known != FACT_OK) {
		/* Whatever it does, the answer will be the same: only time may change it. */
		reasons &= FOOTPRINT_ASKED;
		return age >= FOOTPRINT_DENIED_AGE_NS ? reasons | FOOTPRINT_STALE : reasons;
	}
	if (moved(state))
		reasons |= FOOTPRINT_CHANGED;
	if (family_due(fp, state))
		reasons |= FOOTPRINT_RELATIVE;
	if (age >= FOOTPRINT_MAX_AGE_NS)
		reasons |= FOOTPRINT_STALE;
	return reasons;
}

/*
 * Money.
 */

static uint64_t
estimate(const struct footprint_state *state)
{
	uint64_t cost = state->cost_ns;

	if (state->read_ns == 0)
		cost = FOOTPRINT_PRIOR_NS +
		    (uint64_t)((double)state->now.rss / (double)GIB *
			(double)FOOTPRINT_PRIOR_GIB_NS);
	return cost > COST_MIN_NS ? cost : COST_MIN_NS;
}

/*
 * Adds to an account what it may hold up to `most`, and returns the rest.  What is there
 * already stays: a short tick has a small `most`.
 */
static int64_t
deposit(int64_t *account, int64_t amount, int64_t most)
{
	int64_t room = most > *account ? most - *account : 0;
	int64_t held = amount < room ? amount : room;

	*account += held;
	return amount - held;
}

/* What the time since the tick before has earned. */
static void
refill(struct footprint *fp, const struct footprint_tick *tick)
{
	uint64_t interval = tick->interval_ns;
	int64_t income, ranked, fair, age, over;

	if (tick->percent <= 0) {
		fp->ranked_ns = fp->fair_ns = fp->age_ns = 0;
		return;
	}
	/* Not after a night asleep: that is no tick. */
	if (interval > FOOTPRINT_MAX_AGE_NS)
		interval = FOOTPRINT_MAX_AGE_NS;
	income = (int64_t)((double)interval * tick->percent / 100);
	fair = income / 4;
	ranked = income - fair;
	over = deposit(&fp->ranked_ns, ranked, CREDIT_TICKS * ranked);
	over = deposit(&fp->fair_ns, fair + over, CREDIT_TICKS * fair);
	deposit(&fp->ranked_ns, over, CREDIT_TICKS * ranked);

	age = (int64_t)(interval * FOOTPRINT_AGE_FLOOR / 10000);
	if (age < (int64_t)(tick->tick_cost_ns * FOOTPRINT_AGE_SHARE / 100))
		age = (int64_t)(tick->tick_cost_ns * FOOTPRINT_AGE_SHARE / 100);
	if (age > income)
		age = income;
	deposit(&fp->age_ns, age, CREDIT_TICKS * age);
}

static void
pay(struct footprint *fp, uint8_t account, int64_t amount)
{
	if ((account & ACCOUNT_MASK) == ACCOUNT_RANKED)
		fp->ranked_ns -= amount;
	else if ((account & ACCOUNT_MASK) == ACCOUNT_FAIR)
		fp->fair_ns -= amount;
	if (account & ACCOUNT_AGE)
		fp->age_ns -= amount;
}

/*
 * The heaps.
 */

static void
heap_sink(struct heap *heap, size_t i)
{
	struct footprint_entry entry = heap->entries[i];

	for (size_t child; (child = 2 * i + 1) < heap->count; i = child) {
		if (child + 1 < heap->count &&
		    heap->entries[child + 1].key < heap->entries[child].key)
			child++;
		if (entry.key <= heap->entries[child].key)
			break;
		heap->entries[i] = heap->entries[child];
	}
	heap->entries[i] = entry;
}

static void
heap_build(struct heap *heap)
{
	for (size_t i = heap->count / 2; i-- > 0;)
		heap_sink(heap, i);
}

static void
heap_pop(struct heap *heap)
{
	heap->entries[0] = heap->entries[--heap->count];
	if (heap->count > 1)
		heap_sink(heap, 0);
}

static struct footprint_slot *
heap_top(const struct plan *plan, const struct heap *heap)
{
	return heap->count == 0 ? NULL : &plan->fp->slots[heap->entries[0].slot];
}

/* The top of those not chosen yet, by whichever heap. */
static struct footprint_slot *
heap_open_top(const struct plan *plan, struct heap *heap)
{
	struct footprint_slot *slot;

	while ((slot = heap_top(plan, heap)) != NULL && slot->chosen)
		heap_pop(heap);
	return slot;
}

/* Rank, then what has no figure at all before what has an old one, then age. */
static uint64_t
ranked_key(const struct footprint_slot *slot)
{
	const uint64_t age_bits = 60, age_max = (UINT64_C(1) << age_bits) - 1;
	uint64_t rank = slot->want.rank, class = 2, age = slot->age_ns;

	if (slot->reasons & FOOTPRINT_ASKED)
		rank = class = 0;
	else if (slot->reasons & FOOTPRINT_NEVER)
		class = 1;
	if (age > age_max)
		age = age_max;
	return rank << (age_bits + 2) | class << age_bits | (age_max - age);
}

static void
plan_room(struct footprint *fp, size_t count)
{
	if (count <= fp->slot_room)
		return;
	fp->slot_room = count + count / 2;
	fp->slots = xrealloc(fp->slots, fp->slot_room, sizeof(*fp->slots));
	/* A slot is either in ranked and fair, or in stale. */
	fp->entries = xrealloc(fp->entries, 2 * fp->slot_room, sizeof(*fp->entries));
}

/* Puts the processes that have a reason into the heaps, the others at the end of wants. */
static size_t
plan_gather(struct plan *plan, size_t count)
{
	struct footprint *fp = plan->fp;
	size_t nslots = 0, nothing = count;

	plan_room(fp, count);
	plan->ranked.entries = fp->entries;
	plan->fair.entries = fp->entries + fp->slot_room;
	for (size_t i = 0; i < nothing;) {
		struct footprint_want want = plan->wants[i];
		struct footprint_slot *slot = &fp->slots[nslots];

		*slot = (struct footprint_slot){.want = want,
		    .age_ns = footprint_age(want.state, plan->tick->now_ns),
		    .reasons = reasons_of(fp, want.state, plan->tick->now_ns)};
		if (slot->reasons == 0) {
			plan->wants[i] = plan->wants[--nothing];
			plan->wants[nothing] = want;
			continue;
		}
		i++;
		if (slot->reasons != FOOTPRINT_STALE) {
			plan->ranked.entries[plan->ranked.count++] =
			    (struct footprint_entry){ranked_key(slot), nslots};
			plan->fair.entries[plan->fair.count++] =
			    (struct footprint_entry){UINT64_MAX - slot->age_ns, nslots};
		}
		nslots++;
	}
	/* In the room that ranked left. */
	plan->stale.entries = fp->entries + plan->ranked.count;
	for (size_t i = 0; i < nslots; i++)
		if (fp->slots[i].reasons == FOOTPRINT_STALE)
			plan->stale.entries[plan->stale.count++] =
			    (struct footprint_entry){UINT64_MAX - fp->slots[i].age_ns, i};
	heap_build(&plan->ranked);
	heap_build(&plan->fair);
	heap_build(&plan->stale);
	return nslots;
}

/*
 * The choice.
 */

static unsigned
strongest(uint8_t reasons)
{
	unsigned i = 0;

	while (!(reasons >> i & 1))
		i++;
	return i;
}

/* From here on the reading is under way: what happens next is a reason for another. */
static void
choose(struct plan *plan, struct footprint_slot *slot, uint8_t account)
{
	struct footprint_state *state = slot->want.state;
	struct footprint *fp = plan->fp;

	slot->chosen = true;
	state->planned = slot->reasons;
	state->planned_ns = account == ACCOUNT_NONE ? 0 : estimate(state);
	state->account = account;
	state->reasons = 0;
	state->then = state->now;
	state->in_flight = true;
	family_read(fp, state);
	pay(fp, account, (int64_t)state->planned_ns);
	fp->stats.readings++;
	fp->stats.by_reason[strongest(slot->reasons)]++;
	plan->wants[plan->chosen++] = slot->want;
}

/* By rank: what was asked for at any price, the rest while there is money. */
static void
choose_ranked(struct plan *plan)
{
	struct footprint *fp = plan->fp;
	const struct footprint_tick *tick = plan->tick;
	bool automatic = tick->percent > 0 || tick->unlimited;
	uint8_t account = tick->unlimited || !automatic ? ACCOUNT_NONE : ACCOUNT_RANKED;
	int64_t loan = 0;
	struct footprint_slot *slot;

	if (!fp->started)
		loan = (int64_t)((double)FOOTPRINT_START_NS * tick->percent / 100);
	while ((slot = heap_top(plan, &plan->ranked)) != NULL) {
		int64_t floor = slot->reasons & FOOTPRINT_NEVER ? -loan : 0;

		if (!(slot->reasons & FOOTPRINT_ASKED) && !tick->unlimited &&
		    (!automatic || fp->ranked_ns <= floor))
			break;
		heap_pop(&plan->ranked);
		choose(plan, slot, account);
	}
}

/* Whoever has waited longest, whatever the rank. */
static void
choose_oldest(struct plan *plan)
{
	struct footprint *fp = plan->fp;
	bool unlimited = plan->tick->unlimited;

	for (;;) {
		struct footprint_slot *fair = heap_open_top(plan, &plan->fair);
		struct footprint_slot *stale = heap_top(plan, &plan->stale);
		uint8_t account = fp->fair_ns > 0 ? ACCOUNT_FAIR : ACCOUNT_RANKED;

		if (!unlimited && fp->fair_ns <= 0 && fp->ranked_ns <= 0)
			return;
		if (!unlimited && (fp->age_ns <= 0 || plan->stale_left == 0))
			stale = NULL;
		if (unlimited)
			account = ACCOUNT_NONE;
		if (stale != NULL && (fair == NULL || stale->age_ns >= fair->age_ns)) {
			heap_pop(&plan->stale);
			plan->stale_left -= plan->stale_left > 0;
			choose(plan, stale,
			    account == ACCOUNT_NONE ? account : account | ACCOUNT_AGE);
		} else if (fair != NULL) {
			heap_pop(&plan->fair);
			choose(plan, fair, account);
		} else
			return;
	}
}

/* One round in FOOTPRINT_MAX_AGE_NS takes this many a tick. */
static size_t
round_share(const struct footprint_tick *tick, size_t count)
{
	double share = (double)tick->interval_ns / (double)FOOTPRINT_MAX_AGE_NS;

	return 1 + (size_t)((double)count * (share < 1 ? share : 1));
}

size_t
footprint_plan(struct footprint *fp, const struct footprint_tick *tick,
    struct footprint_want *wants, size_t count)
{
	struct plan plan = {.fp = fp, .tick = tick, .wants = wants};
	size_t nslots, end;

	refill(fp, tick);
	nslots = plan_gather(&plan, count);
	plan.stale_left = round_share(tick, count);
	choose_ranked(&plan);
	if (tick->percent > 0 || tick->unlimited)
		choose_oldest(&plan);
	/* The first nslots of wants were copied to the slots: put back those not chosen. */
	end = plan.chosen;
	for (size_t i = 0; i < nslots; i++)
		if (!fp->slots[i].chosen)
			wants[end++] = fp->slots[i].want;
	fp->stats.waiting = nslots - plan.chosen;
	fp->started = fp->started || plan.chosen > 0;
	return plan.chosen;
}

/*
 * What became of it.
 */

void
footprint_done(struct footprint *fp, struct footprint_state *state, enum fact known, uint64_t uss,
    uint64_t cost_ns, uint64_t now_ns)
{
	pay(fp, state->account, (int64_t)cost_ns - (int64_t)state->planned_ns);
	fp->stats.cpu_ns += cost_ns;
	state->planned_ns = 0;
	state->in_flight = state->stuck = false;
	state->cost_ns = cost_ns;
	state->read_ns = now_ns;
	state->known = (uint8_t)known;
	if (known != FACT_OK)
		return;
	state->uss_before = state->uss;
	state->uss = uss;
	state->readings += state->readings < UINT32_MAX;
	if (!state->marked) {
		state->marked = true;
		state->uss_mark = uss;
	}
}

void
footprint_withdraw(struct footprint *fp, struct footprint_state *state)
{
	const uint8_t kept = FOOTPRINT_ASKED | FOOTPRINT_CHANGED | FOOTPRINT_RELATIVE;

	pay(fp, state->account, -(int64_t)state->planned_ns);
	fp->stats.readings--;
	fp->stats.by_reason[strongest(state->planned)]--;
	state->planned_ns = 0;
	state->in_flight = false;
	state->reasons |= state->planned & kept;
}

void
footprint_stuck(struct footprint *fp, struct footprint_state *state)
{
	/* Waiting costs nothing; what it did cost is paid when it returns. */
	pay(fp, state->account, -(int64_t)state->planned_ns);
	state->planned_ns = 0;
	state->stuck = true;
}
