/*
 * The list on rows made by hand, drawn into a canvas.
 */
#include <stdio.h>
#include <string.h>

#include "../src/compat.h"
#include "../src/text.h"
#include "../src/ui/list.h"
#include "support/suite.h"

enum { ROWS = 50, COLS = 100 };

static struct proc procs[ROWS];
static struct proc_footprint footprints[ROWS];
static uint32_t positions[ROWS];
static struct order order;
static struct list list;
static struct settings set;
static struct canvas canvas;
static char names[ROWS][64];

static void
fill(size_t count)
{
	memset(procs, 0, sizeof(procs));
	for (size_t i = 0; i < count; i++) {
		struct proc *p = &procs[i];

		memset(p->known, FACT_OK, sizeof(p->known));
		p->id = (struct proc_id){(int64_t)(100 + i), 7};
		p->tgid = p->id.pid;
		snprintf(names[i], sizeof(names[i]), "name%zu", i);
		p->name = names[i];
		p->username = "ann";
		p->terminal_name = "";
		p->cmdline = (struct blob){names[i], strlen(names[i])};
		p->rss = 1 << 20;
		p->footprint = &footprints[i];
		positions[i] = (uint32_t)i;
	}
	order = (struct order){.rows = positions, .count = count};
}

static void
columns(const char *text)
{
	struct columns parsed;
	char err[200];

	ck_assert_msg(columns_parse(&process_table, text, &parsed, err, sizeof(err)) == 0, "%s",
	    err);
	list_columns(&list, &parsed);
}

static void
setup(void)
{
	text_force_utf8(true);
	settings_init(&set);
	list_init(&list, &process_pane);
	canvas_init(&canvas, 12, COLS);
	fill(20);
	columns("pid,username,rss,cmdline");
	list_rows(&list, procs, 20, &order);
}

static void
teardown(void)
{
	list_free(&list);
	canvas_free(&canvas);
	settings_free(&set);
}

static void
draw(int rows, int cols)
{
	const struct scene scene = {.set = &set,
	    .tags = &list.tags,
	    .stale_ns = 3000000000U,
	    .focus = true};

	canvas_clear(&canvas);
	list_draw(&list, &canvas, (struct area){0, 0, rows, cols}, &scene);
}

/* A line of the canvas as ASCII; what is not is '?'. */
static const char *
line(int y)
{
	static char text[COLS + 1];

	for (int x = 0; x < COLS; x++) {
		uint32_t ch = canvas_at(&canvas, y, x)->ch;

		text[x] = (char)(ch == 0 ? '_' : ch < 0x7f ? ch : '?');
	}
	text[COLS] = '\0';
	return text;
}

static int
column_of(int y, const char *word)
{
	const char *text = line(y), *at = strstr(text, word);

	ck_assert_msg(at != NULL, "no '%s' in '%s'", word, text);
	return (int)(at - text);
}

START_TEST(the_selection_follows_its_process)
{
	draw(11, COLS);
	list_select(&list, 3);
	for (uint32_t i = 0; i < 20; i++)
		positions[i] = 19 - i;
	list_rows(&list, procs, 20, &order);
	ck_assert_uint_eq(list.scroll.selected, 16);
	ck_assert_int_eq(((const struct proc *)list_selected(&list))->id.pid, 103);
	draw(11, COLS);
	ck_assert_uint_ge(list.scroll.selected, list.scroll.top);
	ck_assert_uint_lt(list.scroll.selected, list.scroll.top + list.scroll.page);
}
END_TEST

START_TEST(a_reused_pid_is_not_the_selected_process)
{
	list_select(&list, 3);
	procs[3].id.start = 8;
	positions[0] = 3;
	positions[3] = 0;
	list_rows(&list, procs, 20, &order);
	ck_assert_uint_eq(list.scroll.selected, 3);
	ck_assert_int_eq(list.selected.pid, 100);
}
END_TEST

START_TEST(the_selection_stays_where_its_process_ended)
{
	list_select(&list, 19);
	order.count = 19;
	list_rows(&list, procs, 20, &order);
	ck_assert_uint_eq(list.scroll.selected, 18);
	ck_assert_int_eq(list.selected.pid, 118);
	order.count = 0;
	list_rows(&list, procs, 0, &order);
	ck_assert_ptr_null(list_selected(&list));
	draw(11, COLS);
}
END_TEST

START_TEST(nobody_who_never_moved_is_carried_away_from_the_first_row)
{
	positions[0] = 5;
	positions[5] = 0;
	list_rows(&list, procs, 20, &order);
	ck_assert_uint_eq(list.scroll.selected, 0);
	ck_assert_int_eq(list.selected.pid, 105);
	list_move(&list, MOVE_DOWN);
	list_move(&list, MOVE_HOME);
	positions[0] = 0;
	positions[5] = 5;
	list_rows(&list, procs, 20, &order);
	ck_assert_int_eq(list.selected.pid, 100);
}
END_TEST

START_TEST(a_followed_process_keeps_its_line_on_the_screen)
{
	draw(6, COLS);
	list_select(&list, 2);
	list.follow = true;
	positions[12] = 2;
	positions[2] = 12;
	list_rows(&list, procs, 20, &order);
	ck_assert_uint_eq(list.scroll.selected, 12);
	ck_assert_uint_eq(list.scroll.top, 10);
	/* The filter hides it: it is still the one that is followed. */
	order.count = 5;
	list_rows(&list, procs, 20, &order);
	ck_assert_int_eq(list.selected.pid, 102);
}
END_TEST

START_TEST(tags_go_with_their_processes)
{
	list_tag(&list, 1, true);
	list_tag(&list, 4, true);
	list_tag(&list, 4, true);
	ck_assert_uint_eq(list.tags.count, 2);
	procs[4].id.start = 9;
	list_prune(&list);
	ck_assert_uint_eq(list.tags.count, 1);
	ck_assert(idset_has(&list.tags, procs[1].id));
	list_tag(&list, 1, false);
	ck_assert_uint_eq(list.tags.count, 0);
}
END_TEST

START_TEST(headings_stand_over_their_columns_and_can_be_clicked)
{
	struct column rss = {.field = field_find(&process_table, "rss", 3)};

	list.sort = &rss;
	list.descending = true;
	draw(11, COLS);
	/* The arrow stands over the last digit, and the next title keeps its distance. */
	ck_assert_int_eq(column_of(0, "RSSv ") + 3, column_of(1, "1.0M") + 3);
	ck_assert_int_eq(list_column_at(&list, column_of(0, "RSS")), 2);
	list.sort = NULL;
	draw(11, COLS);
	ck_assert_int_eq(column_of(0, "RSS") + 2, column_of(1, "1.0M") + 3);
	ck_assert_int_eq(list_column_at(&list, column_of(0, "Command") + 5), 3);
	ck_assert_uint_eq(list_row_at(&list, 1), 0);
	ck_assert_uint_eq(list_row_at(&list, 10), 9);
	ck_assert_uint_eq(list_row_at(&list, 0), SIZE_MAX);
	ck_assert_uint_eq(list_row_at(&list, 11), SIZE_MAX);
}
END_TEST

START_TEST(hostile_names_move_no_column)
{
	static const char *const hostile[] = {"\x1b[2J\x1b[31mred", "\xe6\x97\xa5\xe6\x9c\xac",
	    "e\xcc\x81\xcc\x81\xcc\x81",
	    "\xe2\x80\xae"
	    "abc",
	    "\xff\xfe\xfd", "a\nb\tc\rd",
	    "\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5",
	    "\x9b"
	    "31m\x07"};

	columns("pid,name,rss");
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		procs[i].name = hostile[i];
	draw(11, COLS);
	for (int y = 1; y <= 8; y++) {
		ck_assert_int_eq(column_of(y, "1.0M"), column_of(9, "1.0M"));
		for (int x = 0; x < COLS; x++)
			ck_assert_msg(canvas_at(&canvas, y, x)->ch == 0 ||
				text_classify(canvas_at(&canvas, y, x)->ch) == TEXT_PLAIN,
			    "row %d cell %d: %x", y, x, canvas_at(&canvas, y, x)->ch);
	}
}
END_TEST

START_TEST(long_pids_widen_their_column_and_it_stays_wide)
{
	int narrow;

	draw(11, COLS);
	narrow = column_of(0, "USER");
	procs[2].id.pid = 4194304000;
	draw(11, COLS);
	ck_assert_int_gt(column_of(0, "USER"), narrow);
	ck_assert_int_eq(column_of(3, "4194304000"), 0);
	ck_assert_int_eq(column_of(1, "ann"), column_of(3, "ann"));
	procs[2].id.pid = 102;
	draw(11, COLS);
	ck_assert_int_gt(column_of(0, "USER"), narrow);
}
END_TEST

START_TEST(columns_give_way_on_a_narrow_screen_but_not_the_sorted_one)
{
	struct column vms = {.field = field_find(&process_table, "vms", 3)};

	columns("pid,username,priority,nice,num_threads,vms,rss,cpu_time,cmdline");
	list.sort = &vms;
	draw(11, 40);
	ck_assert_uint_gt(list.hidden, 0);
	column_of(0, "PID");
	column_of(0, "VIRT");
	column_of(0, "Command");
	ck_assert_ptr_null(strstr(line(0), "PRI"));
	for (int x = 40; x < COLS; x++)
		ck_assert_int_eq(line(1)[x], ' ');
	draw(11, COLS);
	ck_assert_uint_eq(list.hidden, 0);
	column_of(0, "PRI");
}
END_TEST

START_TEST(a_refused_fact_has_a_mark_and_a_style_of_its_own)
{
	int x;

	columns("pid,uss,name");
	procs[1].known[PG_USS] = FACT_DENIED;
	procs[2].known[PG_USS] = FACT_STUCK;
	footprints[3] = (struct proc_footprint){.uss = 2 << 20, .age_ns = 9000000000U};
	footprints[4] = (struct proc_footprint){.uss = 2 << 20, .age_ns = 1000000000U};
	draw(11, COLS);
	x = column_of(2, "!");
	ck_assert_int_eq(canvas_at(&canvas, 2, x)->style, STYLE_DENIED);
	ck_assert_int_eq(canvas_at(&canvas, 3, column_of(3, "stuck"))->style, STYLE_STUCK);
	ck_assert_int_eq(canvas_at(&canvas, 4, x)->style, STYLE_DIM);
	ck_assert_int_ne(canvas_at(&canvas, 5, x)->style, STYLE_DIM);
}
END_TEST

START_TEST(the_name_of_the_program_stands_out_in_its_command)
{
	static const char command[] = "/usr/bin/ssh\0-v\0/etc/hosts";
	static const char title[] = "nginx: worker /x";
	static const char drive[] = "C:\\Program Files\\a.exe\0/c\0d:\\e";
	int x;

	procs[1].cmdline = (struct blob){command, sizeof(command) - 1};
	procs[2].cmdline = (struct blob){title, sizeof(title) - 1};
	procs[3].cmdline = (struct blob){drive, sizeof(drive) - 1};
	set.command_path = true;
	draw(11, COLS);
	x = column_of(2, "/usr/bin/ssh -v /etc/hosts");
	ck_assert_int_eq(canvas_at(&canvas, 2, x + 8)->style, STYLE_TEXT);
	ck_assert_int_eq(canvas_at(&canvas, 2, x + 9)->style, STYLE_BASENAME);
	ck_assert_int_eq(canvas_at(&canvas, 2, x + 11)->style, STYLE_BASENAME);
	ck_assert_int_eq(canvas_at(&canvas, 2, x + 12)->style, STYLE_TEXT);
	x = column_of(3, "nginx: worker /x");
	ck_assert_int_eq(canvas_at(&canvas, 3, x)->style, STYLE_BASENAME);
	ck_assert_int_eq(canvas_at(&canvas, 3, x + 15)->style, STYLE_TEXT);
	x = column_of(4, "C:\\Program Files\\a.exe /c");
	ck_assert_int_eq(canvas_at(&canvas, 4, x)->style, STYLE_TEXT);
	ck_assert_int_eq(canvas_at(&canvas, 4, x + 17)->style, STYLE_BASENAME);
	ck_assert_int_eq(canvas_at(&canvas, 4, x + 22)->style, STYLE_TEXT);
	set.command_path = false;
	draw(11, COLS);
	ck_assert_int_eq(column_of(2, "ssh -v"), column_of(0, "Command"));
	ck_assert_int_eq(column_of(4, "a.exe /c d:\\e"), column_of(0, "Command"));
}
END_TEST

START_TEST(the_last_column_scrolls_by_cells)
{
	static const char wide[] = "\xe6\x97\xa5\xe6\x9c\xac"
				   "end";

	procs[1].cmdline = (struct blob){wide, sizeof(wide) - 1};
	list.shift = 4;
	draw(11, COLS);
	ck_assert_int_eq(column_of(2, "end"), column_of(0, "Command"));
	list.shift = 4000;
	draw(11, COLS);
	ck_assert_ptr_null(strstr(line(2), "end"));
}
END_TEST

START_TEST(branches_of_the_tree_lead_to_the_names)
{
	static struct branch branches[20];

	branches[0] = (struct branch){.children = true};
	branches[1] = (struct branch){.depth = 1, .rails = 2};
	branches[2] = (struct branch){.depth = 1, .rails = 2, .children = true};
	branches[3] = (struct branch){.depth = 2, .rails = 2, .last = true};
	branches[4] = (struct branch){.depth = 1, .last = true, .children = true, .folded = true};
	branches[5] = (struct branch){.depth = 60000, .last = true};
	order.branch = branches;
	draw(11, COLS);
	ck_assert_int_eq(column_of(1, "name0"), column_of(0, "Command"));
	column_of(2, "|- name1");
	column_of(4, "| `- name3");
	column_of(5, "`-[+] name4");
	column_of(6, "`- name5");
}
END_TEST

START_TEST(every_move_stays_in_bounds)
{
	struct scroll s = {.count = 100, .page = 10};

	for (unsigned i = 0; i < 100000; i++) {
		unsigned r = i * 2654435761U >> 16;

		if (r % 11 == 0)
			s.count = r % 97;
		if (r % 13 == 0)
			s.page = r % 23;
		if (r % 7 == 0)
			scroll_wheel(&s, (int)(r % 9) - 4);
		else
			scroll_move(&s, (enum move)(r % (MOVE_RIGHT + 1)));
		scroll_fit(&s);
		ck_assert(s.count == 0 ? s.selected == 0 : s.selected < s.count);
		ck_assert(s.selected >= s.top);
		ck_assert(s.page == 0 || s.selected < s.top + s.page);
	}
}
END_TEST

START_TEST(any_size_can_be_drawn_into)
{
	columns("pid,username,priority,nice,num_threads,vms,rss,cpu_time,cmdline");
	for (int rows = 0; rows <= 12; rows++)
		for (int cols = 0; cols <= COLS; cols += 3)
			draw(rows, cols);
	draw(11, COLS);
	column_of(1, "name0");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    the_selection_follows_its_process,
	    a_reused_pid_is_not_the_selected_process,
	    the_selection_stays_where_its_process_ended,
	    nobody_who_never_moved_is_carried_away_from_the_first_row,
	    a_followed_process_keeps_its_line_on_the_screen,
	    tags_go_with_their_processes,
	    headings_stand_over_their_columns_and_can_be_clicked,
	    hostile_names_move_no_column,
	    long_pids_widen_their_column_and_it_stays_wide,
	    columns_give_way_on_a_narrow_screen_but_not_the_sorted_one,
	    a_refused_fact_has_a_mark_and_a_style_of_its_own,
	    the_name_of_the_program_stands_out_in_its_command,
	    the_last_column_scrolls_by_cells,
	    branches_of_the_tree_lead_to_the_names,
	    every_move_stays_in_bounds,
	    any_size_can_be_drawn_into,
	    NULL,
	};

	return suite_run("list", tests, setup, teardown);
}
