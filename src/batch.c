#include "batch.h"

#include <errno.h>
#include <stdio.h>

#include "batch_choose.h"
#include "compat.h"
#include "text.h"

#define NS_PER_S UINT64_C(1000000000)
/* Rates of the first output are over this long. */
#define BASELINE_NS   (NS_PER_S / 5)
#define DELAY_DEFAULT 1.0

static void
print_stats(const struct batch *b, uint64_t start)
{
	const struct options *options = b->options;

	report_stats(stderr, options->format, collector_stats(b->collector), clock_cpu(),
	    clock_now() - start);
	if (options->format != FORMAT_TABLE)
		return;
	char *found = collector_describe(b->collector);
	fputs(found != NULL ? found : "", stderr);
	free(found);
}

/* A tick that is not printed: only the counters that rates are made of. */
static void
take_baseline(struct batch *b)
{
	struct demand d = b->demand;

	d.all = (d.all | d.shown | d.sums | view_groups(&d.view)) &
	    (PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES) |
		PG_BIT(PG_IO_OTHER_RATE));
	d.shown = 0;
	d.count = SIZE_MAX;
	d.system &= SG_BIT(SG_CPU) | SG_BIT(SG_SWAP) | SG_BIT(SG_EVENTS);
	if (d.nets != 0)
		d.nets = NG_BIT(NG_RATES);
	if (d.disks != 0)
		d.disks = DG_BIT(DG_RATES);
	if (d.services != 0)
		d.services = VG_BIT(VG_CPU_PERCENT);
	memset(&d.view, 0, sizeof(d.view));
	d.group = (struct column){NULL, NULL};
	d.tasks = false;
	uint64_t start = clock_now();
	snapshot_unref(collector_tick(b->collector, &d));
	sleep_until(start + BASELINE_NS);
}

static void
add_unsure(char *text, size_t len, const struct coverage *c)
{
	const struct {
		const char *name;
		uint32_t count;
	} reasons[] = {{"denied", c->denied}, {"stuck", c->stuck}, {"not read", c->pending}};
	size_t used = strlen(text);
	bool open = false;

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]) && used < len; i++) {
		if (reasons[i].count == 0)
			continue;
		snprintf(text + used, len - used, "%s%u %s",
		    open	   ? ", "
			: used > 0 ? "; "
				   : "",
		    reasons[i].count, reasons[i].name);
		used = strlen(text);
		open = true;
	}
	if (open)
		snprintf(text + used, len - used, " (%s)", c->name);
}

/*
 * JSON has the coverage.  Elsewhere rows that the filter could not judge would be
 * missing without a word.
 */
static void
tell_unsure(struct batch *b, const struct snapshot *s)
{
	static const uint64_t groups[COVERAGE_COUNT] = {
	    [COVERAGE_USS] = PG_BIT(PG_USS),
	    [COVERAGE_PSS] = PG_BIT(PG_PSS),
	    [COVERAGE_ENVIRON] = PG_BIT(PG_ENVIRON),
	};
	uint64_t judged = filter_groups(b->demand.view.filter);
	char text[sizeof(b->unsure)] = "";

	if (b->report.format == FORMAT_JSON || !b->report.processes)
		return;
	for (size_t i = 0; i < COVERAGE_COUNT; i++)
		if ((judged & groups[i]) != 0)
			add_unsure(text, sizeof(text), &s->coverage[i]);
	if (*text != '\0' && strcmp(text, b->unsure) != 0)
		fprintf(stderr, "ctop: processes that the filter could not judge: %s\n", text);
	memcpy(b->unsure, text, sizeof(text));
}

/* JSON says it itself.  Elsewhere a heading with nothing below it would leave one wondering. */
static void
tell_missing(struct batch *b, const struct snapshot *s)
{
	if (b->report.format == FORMAT_JSON)
		return;
	for (size_t i = 0; i < REPORT_LISTS; i++) {
		const struct table *table = b->report.lists[i].table;
		enum fact known = table != NULL ? snapshot_known(s, table) : FACT_OK;
		const char *note = known != FACT_OK ? snapshot_note(s, table) : NULL;
		bool told = (b->missing >> i & 1) != 0;

		b->missing &= ~(1U << i);
		if (known == FACT_OK)
			continue;
		b->missing |= 1U << i;
		if (told)
			continue;
		fprintf(stderr, "ctop: no %s: ", table->json);
		if (note == NULL)
			note = fact_name(known);
		text_print(stderr, note, strlen(note), SIZE_MAX);
		putc('\n', stderr);
	}
}

static void
order_groups(struct batch *b, const struct snapshot *s)
{
	arena_reset(&b->arena);
	view_build(&b->group_view, &group_table, s->groups, s->ngroups, &b->arena, &b->groups);
}

static bool
print_tick(struct batch *b)
{
	const struct snapshot *s = collector_tick(b->collector, &b->demand);
	bool listed = s->listed == FACT_OK || !(b->report.processes || b->report.system);

	order_groups(b, s);
	if (!listed)
		fprintf(stderr, "ctop: processes cannot be listed: %s\n", fact_name(s->listed));
	else if (report_snapshot(&b->report, s) != 0 || fflush(b->report.out) != 0)
		b->written = errno;
	else {
		tell_missing(b, s);
		tell_unsure(b, s);
	}
	snapshot_unref(s);
	return listed && b->written == 0;
}

static int
print_all(struct batch *b)
{
	const double delay = b->options->set.delay > 0 ? b->options->set.delay : DELAY_DEFAULT;
	const uint64_t interval = (uint64_t)(delay * (double)NS_PER_S);
	uint64_t next = clock_now();

	for (long i = 0; b->options->iterations == 0 || i < b->options->iterations; i++) {
		if (i > 0) {
			next += interval;
			sleep_until(next);
		}
		if (!print_tick(b)) {
			bool left = compat_nobody_reads(b->written);
			if (b->written != 0 && !left)
				fprintf(stderr, "ctop: standard output: %s\n",
				    strerror(b->written));
			return left ? 0 : 1;
		}
	}
	return 0;
}

int
batch_run(struct collector *c, const struct options *options)
{
	struct batch b = {.collector = c, .options = options};
	uint64_t start = clock_now();

	arena_init(&b.arena);
	int status = batch_choose(&b);
	if (status == 0) {
		if (b.baseline)
			take_baseline(&b);
		status = print_all(&b);
		if (options->set.stats)
			print_stats(&b, start);
	}
	arena_free(&b.arena);
	batch_forget(&b);
	/* What could not be written was told when it was tried. */
	fclose(b.report.out);
	return status;
}
