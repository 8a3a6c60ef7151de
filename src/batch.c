#include "batch.h"

#include <errno.h>
#include <stdio.h>

#include "choices.h"
#include "compat.h"
#include "report.h"
#include "text.h"

#define NS_PER_S UINT64_C(1000000000)
/* Rates of the first output are over this long. */
#define BASELINE_NS (NS_PER_S / 5)
#define DELAY_DEFAULT 1.0
#define SYSTEM_ALL ((1U << SG_COUNT) - 1)

struct batch {
	struct collector *collector;
	const struct options *options;
	struct report report;
	struct demand demand;
	/* -g: what is asked of the groups, and how they are printed */
	struct view group_view;
	struct order groups;
	struct arena arena; /* of groups */
	int64_t *pids;
	bool baseline;
	unsigned missing; /* lists of which it was told that there are none */
	int written; /* errno of the output; 0: fine */
	char unsure[300]; /* what was told last of rows that the filter could not judge */
};

/* Options were checked when they were parsed: what fails here is a defect. */
static void
must(int result, const char *err)
{
	if (result != 0)
		die("%s", err);
}

static bool
wants_color(const struct settings *set)
{
	const char *no = getenv("NO_COLOR");

	if (strcmp(set->color, "always") == 0)
		return true;
	return strcmp(set->color, "auto") == 0 && (no == NULL || *no == '\0') &&
	    compat_on_terminal();
}

/* What -s and -f say of the rows of a table. */
static void
choose_rows(const struct table *table, const char *sort, const char *filter, struct view *view)
{
	struct filter_error bad;
	char err[200] = "";

	must(sort_parse(table, sort != NULL ? sort : table->sort, &view->sort, &view->descending,
		 err, sizeof(err)),
	    err);
	if (filter == NULL)
		return;
	view->filter = filter_parse(table, filter, &bad);
	must(view->filter == NULL ? -1 : 0, bad.text);
}

/* Sums never look complete in CSV when they are not. */
static void
choose_columns(const struct batch *b, const struct table *table, const char *text,
    struct columns *columns)
{
	bool sums = table->tally != NULL && b->options->format == FORMAT_CSV;
	char err[200] = "";

	must(columns_parse_here(b->collector, table, text, columns, err, sizeof(err)), err);
	if (sums)
		columns_append(columns, field_find(table, "incomplete", strlen("incomplete")));
}

/* In the order of the report. */
static const enum panel lists[] = {PANEL_NET, PANEL_DISK, PANEL_SERVICE};
enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

static void
choose_list(struct batch *b, enum panel panel, struct report_list *l)
{
	const struct table *table = panel_table[panel].table;
	struct settings *set = (struct settings *)(uintptr_t)&b->options->set;
	struct panel_choice c;

	panel_choice(set, panel, &c);
	l->table = table;
	choose_columns(b, table, *c.columns, &l->columns);
	choose_rows(table, *c.sort, *c.filter, &l->view);
	l->view.hide_minor = panel_settings(set, panel)->hide_minor;
}

/* In JSON a footprint always comes with its age. */
static void
add_age(struct columns *columns)
{
	static const char key[] = "footprint_age";

	if ((columns_groups(columns) & PG_FOOTPRINT_MASK) != 0)
		columns_append(columns, field_find(&process_table, key, sizeof(key) - 1));
}

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

static void
choose_report(struct batch *b)
{
	const struct options *o = b->options;
	struct report *r = &b->report;
	unsigned panels = o->panels != 0 ? o->panels : 1U << PANEL_PROCESS;
	bool groups = o->set.group != NULL;

	r->out = compat_output();
	r->format = o->format;
	r->limit = (size_t)o->limit;
	choose_columns(b, groups ? &group_table : &process_table,
	    groups ? o->set.group_columns : o->set.columns, &r->columns);
	if (!groups && o->format == FORMAT_JSON)
		add_age(&r->columns);
	r->processes = (panels & 1U << PANEL_PROCESS) != 0;
	r->system = (panels & 1U << PANEL_SYSTEM) != 0;
	for (size_t i = 0; i < LISTS; i++)
		if ((panels & 1U << lists[i]) != 0)
			choose_list(b, lists[i], &r->lists[i]);
	r->color = wants_color(&o->set);
	r->width = compat_terminal_width();
	r->version = CTOP_VERSION;
	r->platform = collector_driver(b->collector)->name;
}

/* What -g, -u, -p, -f, -s and -t say, as views.  0, or the exit status. */
static int
choose_view(struct batch *b)
{
	const struct settings *set = &b->options->set;
	struct demand *d = &b->demand;
	char err[200] = "";

	if (set->group == NULL) {
		choose_rows(&process_table, set->sort, set->filter, &d->view);
	} else {
		must(group_parse(set->group, &d->group, err, sizeof(err)), err);
		if (!collector_offers(b->collector, d->group.field->groups)) {
			fprintf(stderr, "ctop: --group: %s: this system does not tell\n",
			    set->group);
			return 2;
		}
		choose_rows(&group_table, set->group_sort, set->group_filter, &b->group_view);
		b->report.groups = &b->groups;
	}
	if (set->user != NULL) {
		struct filter *user =
		    user_filter(b->collector, set->user, err, sizeof(err));
		if (user == NULL) {
			fprintf(stderr, "ctop: --user: %s\n", err);
			return 2;
		}
		struct filter *both = filter_and(d->view.filter, user);
		filter_unref(user);
		filter_unref(d->view.filter);
		d->view.filter = both;
	}
	if (set->pids != NULL) {
		must(pids_parse(set->pids, &b->pids, &d->npids, err, sizeof(err)), err);
		d->pids = b->pids;
	}
	d->view.tree = set->tree && set->group == NULL;
	d->view.hide_kernel = set->hide_kernel;
	d->view.hide_threads = set->hide_threads;
	return 0;
}

/* Groups that a list looks at, 0 when it was not asked for. */
static uint64_t
list_groups(const struct report_list *l)
{
	return l->table != NULL ? columns_groups(&l->columns) | view_groups(&l->view) : 0;
}

static bool
list_needs_baseline(const struct report_list *l)
{
	return l->table != NULL &&
	    (columns_need_baseline(&l->columns) || filter_needs_baseline(l->view.filter) ||
		(l->view.sort.field->flags & FIELD_BASELINE) != 0);
}

/* Is one of the columns, or what sorts and filters, known only after two ticks? */
static bool
rows_need_baseline(const struct batch *b)
{
	bool groups = b->report.groups != NULL;
	const struct view *view = groups ? &b->group_view : &b->demand.view;
	const char *sort = groups ? b->options->set.group_sort : b->options->set.sort;

	return columns_need_baseline(&b->report.columns) || filter_needs_baseline(view->filter) ||
	    filter_needs_baseline(b->demand.view.filter) ||
	    (sort != NULL && (view->sort.field->flags & FIELD_BASELINE) != 0);
}

static void
choose_demand(struct batch *b)
{
	const struct settings *set = &b->options->set;
	struct demand *d = &b->demand;
	bool groups = b->report.groups != NULL;

	d->count = SIZE_MAX;
	d->wait = true;
	d->threads = set->threads && !groups;
	d->memtype = memtype_of(set->memtype);
	d->footprint_budget = set->footprint_budget;
	d->patience = set->patience;
	if (b->report.processes)
		d->all = columns_groups(&b->report.columns);
	/* With a limit only what is printed is read beyond what the order needs. */
	if (b->report.limit > 0 && !groups) {
		d->shown = d->all;
		d->all = 0;
		d->count = b->report.limit;
	}
	if (b->report.system) {
		d->system = SYSTEM_ALL;
		d->tasks = true;
	} else {
		d->system = SG_BIT(SG_HOST);
	}
	/* An empty list of pids: no process is looked at. */
	if (!b->report.processes && !b->report.system && d->pids == NULL) {
		d->pids = b->pids = xcalloc(1, sizeof(*b->pids));
		d->npids = 0;
	}
	d->nets = list_groups(&b->report.lists[0]);
	d->disks = list_groups(&b->report.lists[1]);
	d->services = list_groups(&b->report.lists[2]);
	b->baseline = b->report.system || (b->report.processes && rows_need_baseline(b));
	for (size_t i = 0; i < LISTS; i++)
		b->baseline |= list_needs_baseline(&b->report.lists[i]);
	if (!groups)
		return;
	/* A default that no rate is there for leaves them in the order of their names. */
	if (!b->baseline && set->group_sort == NULL)
		b->group_view.sort.field = NULL;
	d->sums = d->all | view_groups(&b->group_view);
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
		snprintf(text + used, len - used, "%s%u %s", open ? ", " : used > 0 ? "; " : "",
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
	for (size_t i = 0; i < LISTS; i++) {
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
	choose_report(&b);
	int status = choose_view(&b);
	if (status == 0) {
		choose_demand(&b);
		if (b.baseline)
			take_baseline(&b);
		status = print_all(&b);
		if (options->set.stats)
			print_stats(&b, start);
	}
	filter_unref(b.demand.view.filter);
	filter_unref(b.group_view.filter);
	free((void *)(uintptr_t)b.demand.view.sort.argument);
	free((void *)(uintptr_t)b.group_view.sort.argument);
	free((void *)(uintptr_t)b.demand.group.argument);
	arena_free(&b.arena);
	free(b.pids);
	columns_free(&b.report.columns);
	for (size_t i = 0; i < LISTS; i++) {
		filter_unref(b.report.lists[i].view.filter);
		free((void *)(uintptr_t)b.report.lists[i].view.sort.argument);
		columns_free(&b.report.lists[i].columns);
	}
	/* What could not be written was told when it was tried. */
	fclose(b.report.out);
	return status;
}
