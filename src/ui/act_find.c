/*
 * Search, filter, users and pids: everything that is typed to find processes.
 */
#include <ctype.h>
#include <stdio.h>

#include "../compat.h"
#include "session.h"

static void
show_error(struct prompt *p, const struct filter_error *error)
{
	snprintf(p->note, sizeof(p->note), "%s", error->text);
	p->bad_at = error->at < p->len ? error->at : p->len;
	p->bad_len = error->length > 0 ? error->length : 1;
	if (p->bad_at + p->bad_len > p->len)
		p->bad_len = p->len > p->bad_at ? p->len - p->bad_at : 1;
}

/* Selects the next row that matches, from a position on, around the end; false when none does. */
static bool
search_step(struct ui *ui, size_t from, int direction)
{
	struct list *list = focus_list(ui);
	size_t count = list->scroll.count;

	for (size_t i = 0; i < count; i++) {
		size_t at = direction > 0 ? (from + i) % count : (from + count - i % count) % count;

		if (filter_match(ui->search, list_row(list, at))) {
			list_select(list, at);
			return true;
		}
	}
	return false;
}

static void
search_changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct filter_error error;
	struct filter *filter;

	if (p->len == 0) {
		list_select(focus_list(ui), ui->search_from);
		p->groups = 0;
		return;
	}
	filter = filter_parse(focus_list(ui)->pane->table, p->text, &error);
	if (filter == NULL) {
		show_error(p, &error);
		return;
	}
	filter_unref(ui->search);
	ui->search = filter;
	p->groups = filter_groups(filter);
	if (!search_step(ui, ui->search_from, 1))
		snprintf(p->note, sizeof(p->note), "nothing matches");
}

/*
 * F3 and the arrows go to the next and the previous match; F3 on an empty line repeats the last
 * search.
 */
static bool
search_key(struct ui *ui, int key)
{
	struct prompt *p = &ui->prompt;
	size_t at = focus_list(ui)->scroll.selected, count = focus_list(ui)->scroll.count;

	if (key != TK_F3 && key != TK_DOWN && key != TK_UP)
		return false;
	if (p->len == 0 && ui->search_text != NULL)
		prompt_paste(ui, ui->search_text, strlen(ui->search_text));
	else if (p->len > 0 && p->bad_len == 0 && count > 0)
		search_step(ui, key == TK_UP ? at + count - 1 : at + 1, key == TK_UP ? -1 : 1);
	return true;
}

static void
search_done(struct ui *ui, bool keep)
{
	if (keep)
		settings_text(&ui->search_text, ui->prompt.text);
	else
		list_select(focus_list(ui), ui->search_from);
}

void
do_search(struct ui *ui)
{
	ui->search_from = focus_list(ui)->scroll.selected;
	prompt_open(ui, "Search:", NULL, search_changed, search_done);
	ui->prompt.key = search_key;
}

void
search_again(struct ui *ui)
{
	const struct prompt *p = &ui->prompt;
	const void *row = list_selected(focus_list(ui));

	if (!p->open || p->changed != search_changed || p->len == 0 || p->bad_len > 0)
		return;
	if (row != NULL && filter_match(ui->search, row))
		return;
	ui->prompt.note[0] = '\0';
	search_changed(ui);
}

const char *
search_words(const struct ui *ui)
{
	const struct prompt *p = &ui->prompt;

	if (!p->open || p->changed != search_changed || p->len == 0 ||
	    strpbrk(p->text, "=<>!~()\" ") != NULL)
		return NULL;
	return p->text;
}

static void
filter_changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct filter_error error;

	if (focus_filter(ui, p->text, &error) != 0)
		show_error(p, &error);
	else if (p->len > 0)
		snprintf(p->note, sizeof(p->note), "%zu match", focus_list(ui)->scroll.count);
}

static void
filter_done(struct ui *ui, bool keep)
{
	struct filter_error error;

	if (!keep)
		focus_filter(ui, NULL, &error);
	else if (focus_filter(ui, ui->prompt.text, &error) != 0)
		ui_error(ui, "filter: %s", error.text);
}

void
do_filter(struct ui *ui)
{
	prompt_open(ui, "Filter:", focus_filter_text(ui), filter_changed, filter_done);
}

/* The row with this pid, else the first whose pid begins with these digits. */
static size_t
find_digits(const struct list *list, const char *digits)
{
	size_t found = SIZE_MAX;
	char pid[24];

	for (size_t i = 0; i < list->scroll.count; i++) {
		struct proc_id id;

		list->pane->identify(list_row(list, i), &id);
		snprintf(pid, sizeof(pid), "%lld", (long long)id.pid);
		if (strcmp(pid, digits) == 0)
			return i;
		if (found == SIZE_MAX && strncmp(pid, digits, strlen(digits)) == 0)
			found = i;
	}
	return found;
}

static void
pid_changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	size_t at = p->len > 0 ? find_digits(&ui->list, p->text) : ui->search_from;

	if (at != SIZE_MAX)
		list_select(&ui->list, at);
	else
		snprintf(p->note, sizeof(p->note), "no such pid in the list");
}

static bool
pid_key(struct ui *ui, int key)
{
	(void)ui;
	return key >= ' ' && key < KEY_FIRST_SPECIAL && (key > '9' || key < '0');
}

static void
pid_done(struct ui *ui, bool keep)
{
	if (!keep)
		list_select(&ui->list, ui->search_from);
}

void
do_find_pid(struct ui *ui, int digit)
{
	char text[2] = {(char)digit, '\0'};

	ui->search_from = ui->list.scroll.selected;
	prompt_open(ui, "PID:", text, pid_changed, pid_done);
	ui->prompt.key = pid_key;
}

static void
user_chosen(struct ui *ui, const struct menu_item *item)
{
	char uid[24], err[200];

	if (item->value < 0) {
		state_user(ui, NULL, err, sizeof(err));
		return;
	}
	/* A name that leads to nobody (a directory that is down) still has its number. */
	snprintf(uid, sizeof(uid), "%lld", (long long)item->value);
	if (state_user(ui, item->text, err, sizeof(err)) != 0 &&
	    state_user(ui, uid, err, sizeof(err)) != 0)
		ui_error(ui, "%s", err);
}

static int
compare_users(const void *a, const void *b)
{
	return strcmp(((const struct menu_item *)a)->text, ((const struct menu_item *)b)->text);
}

static bool
has_user(const struct menu *menu, uint32_t euid)
{
	for (size_t i = 0; i < menu->scroll.count; i++)
		if (menu->items[i].value == euid)
			return true;
	return false;
}

/* Users of the processes there are; again when names that were not asked for have come. */
static void
fill_users(struct ui *ui)
{
	struct menu *menu = &ui->menu;
	const struct snapshot *snap = ui->snap;
	int64_t selected = -1;

	if (menu->scroll.selected < menu->scroll.count)
		selected = menu->items[menu->scroll.selected].value;
	menu->scroll.count = 0;
	menu_add(menu, "All users")->value = -1;
	for (size_t i = 0; snap != NULL && i < snap->nprocs; i++) {
		const struct proc *p = &snap->procs[i];
		struct menu_item *item;

		if (p->known[PG_OWNER] != FACT_OK || has_user(menu, p->euid))
			continue;
		item = menu_add(menu, "");
		item->value = p->euid;
		if (p->known[PG_USERNAME] == FACT_OK)
			snprintf(item->text, sizeof(item->text), "%s", p->username);
		else
			snprintf(item->text, sizeof(item->text), "%u", p->euid);
	}
	qsort(menu->items + 1, menu->scroll.count - 1, sizeof(*menu->items), compare_users);
	for (size_t i = 0; i < menu->scroll.count; i++)
		if (menu->items[i].value == selected)
			menu->scroll.selected = i;
}

void
do_user_menu(struct ui *ui)
{
	menu_open(ui, "Show processes of", user_chosen);
	ui->menu.refill = fill_users;
	ui->menu.groups = PG_BIT(PG_OWNER) | PG_BIT(PG_USERNAME);
	fill_users(ui);
}
