/*
 * Signals and renice.  Processes are opened before the question is asked, so
 * that what is done is done to what was on the screen.
 */
#include <stdio.h>

#include "../compat.h"
#include "session.h"

void
targets_close(struct ui *ui)
{
	struct targets *t = &ui->targets;

	for (size_t i = 0; i < t->count; i++)
		if (t->items[i].handle != -1)
			act_close(ui->collector, &t->items[i]);
	free(t->items);
	free(t->info);
	*t = (struct targets){0};
}

static void
add_target(struct ui *ui, struct proc_id id)
{
	struct targets *t = &ui->targets;
	struct target_info *info = &t->info[t->count];
	const struct proc *p = ui->snap != NULL ? snapshot_find(ui->snap, id) : NULL;

	act_open(ui->collector, id, &t->items[t->count]);
	*info = (struct target_info){0};
	snprintf(info->name, sizeof(info->name), "%lld %s", (long long)id.pid,
	    p != NULL && p->known[PG_NAME] == FACT_OK ? p->name : "");
	if (p != NULL && p->known[PG_NICE] == FACT_OK) {
		info->nice = p->nice;
		info->nice_known = true;
	}
	t->count++;
}

bool
targets_open(struct ui *ui)
{
	const struct idset *tags = &ui->list.tags;
	struct targets *t = &ui->targets;
	size_t wanted = tags->count > 0 ? tags->count : 1, open = 0;
	char why[200];

	targets_close(ui);
	if (tags->count == 0 && list_selected(&ui->list) == NULL)
		return false;
	t->items = xcalloc(wanted, sizeof(*t->items));
	t->info = xcalloc(wanted, sizeof(*t->info));
	for (size_t i = 0; i < tags->count; i++)
		add_target(ui, tags->ids[i]);
	if (tags->count == 0)
		add_target(ui, ui->list.selected);
	for (size_t i = 0; i < t->count; i++)
		open += t->items[i].handle != -1;
	if (open > 0)
		return true;
	act_explain(&t->items[0], why, sizeof(why));
	ui_error(ui, "%s", why);
	targets_close(ui);
	return false;
}

/* "SIGTERM to 12 bash" or "nice +1 for 3 processes". */
static void
describe(const struct targets *t, char *buf, size_t len)
{
	char what[48], whom[64];

	if (t->signo != 0)
		snprintf(what, sizeof(what), "%s to", t->signal);
	else
		snprintf(what, sizeof(what), t->relative ? "nice %+d for" : "nice %d for", t->nice);
	if (t->count == 1)
		snprintf(whom, sizeof(whom), "%s", t->info[0].name);
	else
		snprintf(whom, sizeof(whom), "%zu processes", t->count);
	snprintf(buf, len, "%s %s", what, whom);
}

static enum act_result
act_on(struct ui *ui, struct act_target *target, const struct target_info *info)
{
	const struct targets *t = &ui->targets;
	int nice = t->nice;

	if (target->handle == -1)
		return target->result;
	if (t->signo != 0)
		return act_signal(ui->collector, target, t->signo);
	if (t->relative) {
		/* At its end already: nothing to ask for. */
		nice += info->nice;
		if (!info->nice_known)
			return target->result = ACT_GONE;
		if (nice < -20 || nice > 19)
			return ACT_DONE;
	}
	return act_renice(ui->collector, target, nice);
}

static void
carry_out(struct ui *ui)
{
	struct targets *t = &ui->targets;
	size_t refused = 0, first = 0, pending = 0;
	char what[128], why[200];

	describe(t, what, sizeof(what));
	for (size_t i = 0; i < t->count; i++) {
		enum act_result result = act_on(ui, &t->items[i], &t->info[i]);

		if (result == ACT_DONE)
			continue;
		if (result == ACT_PENDING)
			pending++;
		else
			refused++;
		if (refused + pending == 1)
			first = i;
	}
	if (refused + pending > 0)
		act_explain(&t->items[first], why, sizeof(why));
	if (refused > 0 && t->count > 1)
		ui_error(ui, "%s: %zu refused; %s", what, refused, why);
	else if (refused > 0)
		ui_error(ui, "%s", why);
	else if (pending > 0)
		ui_message(ui, "%s: %s", what, why);
	else
		ui_message(ui, "%s: done", what);
	targets_close(ui);
	live_refresh(ui->live);
}

static void
confirmed(struct ui *ui, const struct menu_item *item)
{
	if (item->value != 0)
		carry_out(ui);
	else
		targets_close(ui);
}

void
targets_act(struct ui *ui)
{
	struct targets *t = &ui->targets;
	char what[128], title[140];

	if (t->count == 1) {
		carry_out(ui);
		return;
	}
	describe(t, what, sizeof(what));
	snprintf(title, sizeof(title), "%s?", what);
	menu_open(ui, title, confirmed);
	ui->menu.cancelled = targets_close;
	menu_add(&ui->menu, "No");
	menu_add(&ui->menu, "Yes, do it to all of these:")->value = 1;
	for (size_t i = 0; i < t->count; i++)
		menu_add(&ui->menu, t->info[i].name)->fixed = true;
}

static void
signal_chosen(struct ui *ui, const struct menu_item *item)
{
	ui->targets.signo = (int)item->value;
	snprintf(ui->targets.signal, sizeof(ui->targets.signal), "%s", strstr(item->text, "SIG"));
	targets_act(ui);
}

void
do_signal_menu(struct ui *ui)
{
	const struct signal_name *signals = act_signals(ui->collector);
	char title[96], text[64];

	if (signals == NULL) {
		ui_error(ui, "no signals can be sent here");
		return;
	}
	if (!targets_open(ui))
		return;
	if (ui->targets.count == 1)
		snprintf(title, sizeof(title), "Signal to %s", ui->targets.info[0].name);
	else
		snprintf(title, sizeof(title), "Signal to %zu processes", ui->targets.count);
	menu_open(ui, title, signal_chosen);
	ui->menu.cancelled = targets_close;
	for (; signals->name != NULL; signals++) {
		struct menu_item *item;

		snprintf(text, sizeof(text), "%2d SIG%s", signals->number, signals->name);
		item = menu_add(&ui->menu, text);
		item->value = signals->number;
		snprintf(item->find, sizeof(item->find), "%d %s SIG%s", signals->number,
		    signals->name, signals->name);
		if (strcmp(signals->name, "TERM") == 0)
			ui->menu.scroll.selected = ui->menu.scroll.count - 1;
	}
}

static bool
can_renice(struct ui *ui)
{
	if (act_can_renice(ui->collector))
		return true;
	ui_error(ui, "priorities cannot be changed here");
	return false;
}

static void
nice_by(struct ui *ui, int delta)
{
	if (!can_renice(ui) || !targets_open(ui))
		return;
	ui->targets.nice = delta;
	ui->targets.relative = true;
	targets_act(ui);
}

void
do_nice_down(struct ui *ui)
{
	nice_by(ui, -1);
}

void
do_nice_up(struct ui *ui)
{
	nice_by(ui, 1);
}

static void
renice_done(struct ui *ui, bool keep)
{
	char *end;
	long nice = strtol(ui->prompt.text, &end, 10);

	if (!keep || ui->prompt.len == 0) {
		targets_close(ui);
		return;
	}
	if (end == ui->prompt.text || *end != '\0' || nice < -20 || nice > 19) {
		ui_error(ui, "'%s': nice is a number from -20 to 19", ui->prompt.text);
		targets_close(ui);
		return;
	}
	ui->targets.nice = (int)nice;
	ui->targets.relative = false;
	targets_act(ui);
}

void
do_renice(struct ui *ui)
{
	char now[16] = "";

	if (!can_renice(ui) || !targets_open(ui))
		return;
	if (ui->targets.count == 1 && ui->targets.info[0].nice_known)
		snprintf(now, sizeof(now), "%d", ui->targets.info[0].nice);
	prompt_open(ui, "Nice (-20 to 19):", now, NULL, renice_done);
}
