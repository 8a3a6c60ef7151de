#include "batch_choose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choices.h"
#include "compat.h"

#define SYSTEM_ALL ((1U << SG_COUNT) - 1)

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

/*
 * JSON has the record that others know, whatever a line of a table has room for.  malloc'd; NULL:
 * the text is to be taken as it is.
 */
static char *
record_columns(const struct table *table, const char *text)
{
	size_t len;
	char *both;

	if (table->record == NULL)
		return NULL;
	if (text == NULL)
		return xstrdup(table->record);
	text += strspn(text, " \t");
	if (*text != '+' && *text != '-')
		return NULL;
	len = strlen(table->record) + strlen(text) + sizeof(",");
	both = xmalloc(len);
	snprintf(both, len, "%s,%s", table->record, text);
	return both;
}

/* Sums never look complete in CSV when they are not. */
static void
choose_columns(const struct batch *b, const struct table *table, const char *text,
    struct columns *columns)
{
	bool sums = table->tally != NULL && b->options->format == FORMAT_CSV;
	char err[200] = "";
	char *record = b->options->format == FORMAT_JSON ? record_columns(table, text) : NULL;

	if (record != NULL)
		text = record;
	must(columns_parse_here(b->collector, table, text, columns, err, sizeof(err)), err);
	free(record);
	if (sums)
		columns_append(columns, field_find(table, "incomplete", strlen("incomplete")));
}

/* In the order of the report. */
static const enum panel lists[REPORT_LISTS] = {PANEL_NET, PANEL_DISK, PANEL_SERVICE};

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
	for (size_t i = 0; i < REPORT_LISTS; i++)
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
			fprintf(stderr, "ctop: -g, --group: %s: this system does not tell\n",
			    set->group);
			return 2;
		}
		choose_rows(&group_table, set->group_sort, set->group_filter, &b->group_view);
		b->report.groups = &b->groups;
	}
	if (set->user != NULL) {
		struct filter *user = user_filter(b->collector, set->user, err, sizeof(err));
		if (user == NULL) {
			fprintf(stderr, "ctop: -u, --user: %s\n", err);
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
	for (size_t i = 0; i < REPORT_LISTS; i++)
		b->baseline |= list_needs_baseline(&b->report.lists[i]);
	if (!groups)
		return;
	/* A default that no rate is there for leaves them in the order of their names. */
	if (!b->baseline && set->group_sort == NULL)
		b->group_view.sort.field = NULL;
	d->sums = d->all | view_groups(&b->group_view);
}

int
batch_choose(struct batch *b)
{
	choose_report(b);
	int status = choose_view(b);
	if (status == 0)
		choose_demand(b);
	return status;
}

void
batch_forget(struct batch *b)
{
	filter_unref(b->demand.view.filter);
	filter_unref(b->group_view.filter);
	free((void *)(uintptr_t)b->demand.view.sort.argument);
	free((void *)(uintptr_t)b->group_view.sort.argument);
	free((void *)(uintptr_t)b->demand.group.argument);
	free(b->pids);
	columns_free(&b->report.columns);
	for (size_t i = 0; i < REPORT_LISTS; i++) {
		filter_unref(b->report.lists[i].view.filter);
		free((void *)(uintptr_t)b->report.lists[i].view.sort.argument);
		columns_free(&b->report.lists[i].columns);
	}
}
