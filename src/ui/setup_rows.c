/*
 * Settings that the set-up page offers: one row each.
 */
#include <stdio.h>

#include "../choices.h"
#include "../collect/derive.h"
#include "../compat.h"
#include "session.h"

static void
show_bool(bool value, char *buf, size_t len)
{
	snprintf(buf, len, "%s", value ? "yes" : "no");
}

/* The name after or before the present one, around the end. */
static const char *
step_name(const char *const *names, const char *now, int direction)
{
	int count = 0, at = 0;

	for (; names[count] != NULL; count++)
		if (now != NULL && strcmp(names[count], now) == 0)
			at = count;
	return names[(at + direction + count) % count];
}

static double
step_number(const double *steps, size_t count, double now, int direction)
{
	if (direction > 0) {
		for (size_t i = 0; i < count; i++)
			if (steps[i] > now + 1e-9)
				return steps[i];
		return now;
	}
	for (size_t i = count; i-- > 0;)
		if (steps[i] < now - 1e-9)
			return steps[i];
	return now;
}

#define BOOL_ROW(member, then)                                                                     \
	static void show_##member(const struct ui *ui, char *buf, size_t len)                      \
	{                                                                                          \
		show_bool(ui->set->member, buf, len);                                              \
	}                                                                                          \
	static void change_##member(struct ui *ui, int direction)                                  \
	{                                                                                          \
		(void)direction;                                                                   \
		ui->set->member = !ui->set->member;                                                \
		then(ui);                                                                          \
	}

static void
redraw_only(struct ui *ui)
{
	ui->dirty = true;
}

BOOL_ROW(tree, state_rebuild)
BOOL_ROW(threads, state_rebuild)
BOOL_ROW(hide_kernel, state_rebuild)
BOOL_ROW(cpu_average, redraw_only)
BOOL_ROW(command_path, redraw_only)
BOOL_ROW(highlight_changes, redraw_only)
BOOL_ROW(mouse, redraw_only)

static void
show_scheme(const struct ui *ui, char *buf, size_t len)
{
	snprintf(buf, len, "%s", ui->set->scheme);
}

static void
change_scheme(struct ui *ui, int direction)
{
	settings_text(&ui->set->scheme, step_name(theme_names, ui->set->scheme, direction));
	term_scheme(ui->set->scheme);
	term_redraw();
}

static void
show_keys(const struct ui *ui, char *buf, size_t len)
{
	snprintf(buf, len, "%s", ui->set->keys);
}

static void
change_keys(struct ui *ui, int direction)
{
	settings_text(&ui->set->keys, step_name(keys_names, ui->set->keys, direction));
	keys_apply(ui);
}

static void
show_memtype(const struct ui *ui, char *buf, size_t len)
{
	snprintf(buf, len, "%s", ui->set->memtype);
}

/* Kinds that this system does not tell are passed over. */
static void
change_memtype(struct ui *ui, int direction)
{
	const uint64_t percent = PG_BIT(PG_MEMORY_PERCENT);
	const char *kind = ui->set->memtype;

	do
		kind = step_name(memtype_names, kind, direction);
	while (!collector_offers(ui->collector, derive_needs(percent, memtype_of(kind))));
	settings_text(&ui->set->memtype, kind);
}

static void
show_delay(const struct ui *ui, char *buf, size_t len)
{
	snprintf(buf, len, "%g s", ui->demand.delay);
}

static void
change_delay(struct ui *ui, int direction)
{
	static const double steps[] = {0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60};

	ui->set->delay =
	    step_number(steps, sizeof(steps) / sizeof(steps[0]), ui->demand.delay, direction);
}

static void
show_budget(const struct ui *ui, char *buf, size_t len)
{
	snprintf(buf, len, "%g %%", ui->set->footprint_budget);
}

static void
change_budget(struct ui *ui, int direction)
{
	static const double steps[] = {0, 1, 2, 5, 10, 20, 50, 100};

	ui->set->footprint_budget = step_number(steps, sizeof(steps) / sizeof(steps[0]),
	    ui->set->footprint_budget, direction);
}

const struct setup_row setup_rows[] = {
    {"Colours", "colour scheme", show_scheme, change_scheme},
    {"Keys", "htop's keys, or vim's for moving", show_keys, change_keys},
    {"Delay", "time between two looks", show_delay, change_delay},
    {"One CPU meter", "the average of all CPUs instead of a meter each", show_cpu_average,
	change_cpu_average},
    {"Tree", "processes under their parents", show_tree, change_tree},
    {"Threads", "threads as rows of their own", show_threads, change_threads},
    {"Hide kernel threads", "only what runs programs", show_hide_kernel, change_hide_kernel},
    {"Program paths", "the directories of programs in the command", show_command_path,
	change_command_path},
    {"Mark changes", "processes that came or ended have their own colour", show_highlight_changes,
	change_highlight_changes},
    {"MEM% is of", "the kind of memory that MEM% counts", show_memtype, change_memtype},
    {"Footprint budget", "share of a CPU for reading USS and PSS", show_budget, change_budget},
    {"Mouse", "clicks and the wheel; from the next start", show_mouse, change_mouse},
    {.label = NULL},
};
