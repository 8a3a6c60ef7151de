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

/* In the order of the report. */
static const enum panel lists[] = {PANEL_NET, PANEL_DISK};

static void
choose_list(struct batch *b, enum panel panel, struct report_list *l)
{
	const struct table *table = panel_table[panel].table;
	struct settings *set = (struct settings *)(uintptr_t)&b->options->set;
	struct panel_choice c;
	struct filter_error bad;
	char err[200] = "";

	panel_choice(set, panel, &c);
	l->table = table;
	must(columns_parse(table, *c.columns != NULL ? *c.columns : table->columns, &l->columns,
		 err, sizeof(err)),
	    err);
	must(sort_parse(table, *c.sort != NULL ? *c.sort : table->sort, &l->view.sort,
		 &l->view.descending, err, sizeof(err)),
	    err);
	if (*c.filter != NULL) {
		l->view.filter = filter_parse(table, *c.filter, &bad);
		must(l->view.filter == NULL ? -1 : 0, bad.text);
	}
	l->view.hide_minor = panel == PANEL_NET ? set->net.hide_minor : set->disk.hide_minor;
}

static void
choose_report(struct batch *b)
{
	const struct options *o = b->options;
	struct report *r = &b->report;
	unsigned panels = o->panels != 0 ? o->panels : 1U << PANEL_PROCESS;
	char err[200] = "";

	r->out = stdout;
	r->format = o->format;
	r->limit = (size_t)o->limit;
	must(columns_parse(&process_table, o->set.columns != NULL ? o->set.columns : process_table.columns,
		 &r->columns, err, sizeof(err)),
	    err);
	r->processes = (panels & 1U << PANEL_PROCESS) != 0;
	r->system = (panels & 1U << PANEL_SYSTEM) != 0;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if ((panels & 1U << lists[i]) != 0)
			choose_list(b, lists[i], &r->lists[i]);
	r->color = wants_color(&o->set);
	r->width = terminal_width();
	r->version = CTOP_VERSION;
	r->platform = collector_driver(b->collector)->name;
}

/* What -u, -p, -f, -s and -t say, as a view.  0, or the exit status. */
static int
choose_view(struct batch *b)
{
	const struct settings *set = &b->options->set;
	struct demand *d = &b->demand;
	struct filter_error bad;
	char err[200] = "";

	must(sort_parse(&process_table, set->sort != NULL ? set->sort : process_table.sort, &d->view.sort,
		 &d->view.descending, err, sizeof(err)),
	    err);
	if (set->filter != NULL) {
		d->view.filter = filter_parse(&process_table, set->filter, &bad);
		must(d->view.filter == NULL ? -1 : 0, bad.text);
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
	d->view.tree = set->tree;
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

static void
choose_demand(struct batch *b)
{
	const struct settings *set = &b->options->set;
	struct demand *d = &b->demand;

	d->count = SIZE_MAX;
	d->wait = true;
	d->threads = set->threads;
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
	/* An empty list of pids: no process is looked at. */
	if (!b->report.processes && !b->report.system && d->pids == NULL) {
		d->pids = b->pids = xcalloc(1, sizeof(*b->pids));
		d->npids = 0;
	}
	d->nets = list_groups(&b->report.lists[0]);
	d->disks = list_groups(&b->report.lists[1]);
	b->baseline = b->report.system || list_needs_baseline(&b->report.lists[0]) ||
	    list_needs_baseline(&b->report.lists[1]) ||
	    (b->report.processes &&
		(columns_need_baseline(&b->report.columns) ||
		    filter_needs_baseline(d->view.filter) ||
		    (set->sort != NULL &&
			(d->view.sort.field->flags & FIELD_BASELINE) != 0)));
}

/* A tick that is not printed: only the counters that rates are made of. */
static void
take_baseline(struct batch *b)
{
	struct demand d = b->demand;

	d.all = (b->demand.all | view_groups(&b->demand.view)) &
	    (PG_BIT(PG_CPU_PERCENT) | PG_BIT(PG_FAULT_RATES) | PG_BIT(PG_IO_RATES));
	d.system &= SG_BIT(SG_CPU);
	if (d.nets != 0)
		d.nets = NG_BIT(NG_RATES);
	if (d.disks != 0)
		d.disks = DG_BIT(DG_RATES);
	memset(&d.view, 0, sizeof(d.view));
	d.tasks = false;
	uint64_t start = clock_now();
	snapshot_unref(collector_tick(b->collector, &d));
	sleep_until(start + BASELINE_NS);
}

static bool
print_tick(struct batch *b)
{
	const struct snapshot *s = collector_tick(b->collector, &b->demand);
	bool listed = s->listed == FACT_OK || !(b->report.processes || b->report.system);

	if (!listed)
		fprintf(stderr, "ctop: processes cannot be listed: %s\n", fact_name(s->listed));
	else if (report_snapshot(&b->report, s) != 0 || fflush(stdout) != 0)
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

	choose_report(&b);
	int status = choose_view(&b);
	if (status == 0) {
		choose_demand(&b);
		if (b.baseline)
			take_baseline(&b);
		status = print_all(&b);
		if (options->set.stats)
			report_stats(stderr, options->format, collector_stats(c), clock_cpu(),
			    clock_now() - start);
	}
	filter_unref(b.demand.view.filter);
	free((void *)(uintptr_t)b.demand.view.sort.argument);
	free(b.pids);
	columns_free(&b.report.columns);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		filter_unref(b.report.lists[i].view.filter);
		free((void *)(uintptr_t)b.report.lists[i].view.sort.argument);
		columns_free(&b.report.lists[i].columns);
	}
	return status;
}
