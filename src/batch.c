#include "batch.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "choices.h"
#include "compat.h"
#include "report.h"

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
	int written; /* errno of the output; 0: fine */
};

static void
sleep_until(uint64_t until)
{
	const struct timespec ts = {(time_t)(until / NS_PER_S), (long)(until % NS_PER_S)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

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
	    isatty(STDOUT_FILENO);
}

static unsigned
terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1)
		return 0;
	return size.ws_col;
}

/* The columns of processes or of groups; the latter never look complete in CSV when they are not. */
static void
choose_columns(struct batch *b)
{
	const struct settings *set = &b->options->set;
	bool groups = set->group != NULL;
	const struct table *table = groups ? &group_table : &process_table;
	const char *text = groups ? set->group_columns : set->columns;
	char err[200] = "", *whole;

	if (text == NULL)
		text = table->columns;
	size_t len = strlen(text) + sizeof(",incomplete");
	whole = xmalloc(len);
	snprintf(whole, len, "%s%s", text,
	    groups && b->options->format == FORMAT_CSV ? ",incomplete" : "");
	must(columns_parse(table, whole, &b->report.columns, err, sizeof(err)), err);
	free(whole);
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
	unsigned panels = 1U << PANEL_PROCESS;
	char err[200] = "";

	r->out = compat_output();
	r->format = o->format;
	r->limit = (size_t)o->limit;
	choose_columns(b);
	if (o->set.panels != NULL)
		must(panels_parse(o->set.panels, &panels, err, sizeof(err)), err);
	r->processes = (panels & 1U << PANEL_PROCESS) != 0;
	r->system = (panels & 1U << PANEL_SYSTEM) != 0;
	r->color = wants_color(&o->set);
	r->width = terminal_width();
	r->version = CTOP_VERSION;
	r->platform = collector_driver(b->collector)->name;
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
	if (b->report.system) {
		d->system = SYSTEM_ALL;
		d->tasks = true;
	} else {
		d->system = SG_BIT(SG_HOST);
	}
	b->baseline = b->report.system || (b->report.processes && rows_need_baseline(b));
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

	d.all = (b->demand.all | b->demand.sums | view_groups(&b->demand.view)) &
	    (PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES));
	d.system &= SG_BIT(SG_CPU);
	memset(&d.view, 0, sizeof(d.view));
	d.group = (struct column){NULL, NULL};
	d.tasks = false;
	uint64_t start = clock_now();
	snapshot_unref(collector_tick(b->collector, &d));
	sleep_until(start + BASELINE_NS);
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
	bool listed = s->listed == FACT_OK;

	order_groups(b, s);
	if (!listed)
		fprintf(stderr, "ctop: processes cannot be listed: %s\n", fact_name(s->listed));
	else if (report_snapshot(&b->report, s) != 0 || fflush(b->report.out) != 0)
		b->written = errno;
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
			if (b->written != 0 && b->written != EPIPE)
				fprintf(stderr, "ctop: standard output: %s\n",
				    strerror(b->written));
			return b->written == EPIPE ? 0 : 1;
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
	/* What could not be written was told when it was tried. */
	fclose(b.report.out);
	return status;
}
