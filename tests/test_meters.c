#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/text.h"
#include "../src/ui/meters.h"
#include "support/suite.h"

static struct snapshot snap;
static struct cpu cpus[4096];
static struct canvas canvas;
static char row_buf[8][4096];

/* A machine with n CPUs about which everything is known. */
static void
machine(size_t n)
{
	struct system *s = &snap.system;

	memset(&snap, 0, sizeof(snap));
	memset(cpus, 0, sizeof(cpus));
	for (int i = 0; i < SG_COUNT; i++)
		s->known[i] = FACT_OK;
	s->known_rate = s->known_tasks = FACT_OK;
	s->hostname = "db3.example";
	s->release = "Linux 6.18";
	s->uptime_ns = UINT64_C(3) * 86400 * 1000000000 + UINT64_C(252) * 60 * 1000000000;
	s->load[0] = 0.42;
	s->load[1] = 0.37;
	s->load[2] = 0.3;
	s->cpus = cpus;
	s->ncpus = s->online = n;
	for (size_t i = 0; i < n; i++) {
		cpus[i] = (struct cpu){.number = (uint32_t)i,
		    .online = true,
		    .known = FACT_OK,
		    .known_rate = FACT_OK,
		    .percent = {.total = 50, .user = 40, .system = 10, .idle = 50}};
	}
	s->cpu_percent =
	    (struct cpu_percent){.total = 41.2, .user = 30, .system = 11.2, .idle = 58.8};
	s->memory = (struct memory){.total = UINT64_C(24) << 30,
	    .used = UINT64_C(12) << 30,
	    .available = UINT64_C(12) << 30,
	    .shared = UINT64_C(1) << 30,
	    .buffers = UINT64_C(1) << 30,
	    .cached = UINT64_C(4) << 30};
	s->swap = (struct swap){.total = UINT64_C(2) << 30, .used = UINT64_C(512) << 20};
	s->tasks = (struct tasks){.total = 412, .running = 1, .zombie = 2, .threads = 1893};
	s->pressure.cpu_some = (struct stall){.known = true, .avg10 = 0.3};
	s->pressure.memory_some = (struct stall){.known = true, .avg10 = 0};
	s->pressure.io_some = (struct stall){.known = true, .avg10 = 1.2};
	snap.coverage[COVERAGE_USS] =
	    (struct coverage){.ok = 312, .denied = 98, .oldest_ns = UINT64_C(4100000000)};
}

static const char *
row(int y)
{
	char *out = row_buf[y % 8];
	size_t n = 0;

	for (int x = 0; x < canvas.cols; x++) {
		struct cell *cell = canvas_at(&canvas, y, x);

		if (cell->ch != 0)
			n += text_encode(cell->ch, out + n);
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

/* Draws the header as the layout would place it; returns its rows. */
static int
header(int rows, int cols, int most, bool average)
{
	int height = meters_height(&snap, cols, rows, average);

	height = height < most ? height : most;
	canvas_free(&canvas);
	canvas_init(&canvas, height + 1, cols);
	meters_draw(&canvas, (struct area){0, 0, height, cols}, &snap, average);
	meters_coverage(&canvas, (struct area){height, 0, 1, cols}, &snap);
	if (getenv("CTOP_TEST_SHOW") != NULL)
		for (int y = 0; y <= height; y++)
			printf("%s\n", row(y));
	return height;
}

static bool
shows(const char *text)
{
	for (int y = 0; y < canvas.rows; y++)
		if (strstr(row(y), text) != NULL)
			return true;
	return false;
}

static int
count(char ch, enum style style)
{
	int n = 0;

	for (int i = 0; i < canvas.rows * canvas.cols; i++)
		n += canvas.cells[i].ch == (uint32_t)ch && canvas.cells[i].style == style;
	return n;
}

START_TEST(two_cpus_take_four_lines_of_a_common_terminal)
{
	machine(2);
	ck_assert_int_eq(header(24, 80, 24, false), 4);
	ck_assert(shows("ctop  db3.example  Linux 6.18  up 3d 04:12"));
	ck_assert(shows("CPU0 ["));
	ck_assert(shows("CPU1 ["));
	ck_assert(shows("12.0G/24.0G]"));
	ck_assert(shows("412 tasks  1 run  2 zombie  1893 threads"));
	ck_assert(shows("load 0.42 0.37 0.30"));
	ck_assert(shows("oldest 4 s"));
	ck_assert(shows("PSI  cpu 0.3  mem 0.0  io 1.2"));
	ck_assert(strstr(row(0), ":") != NULL);
}
END_TEST

START_TEST(a_wide_screen_needs_no_line_for_tasks)
{
	machine(4);
	ck_assert_int_eq(header(60, 200, 20, false), 3);
	ck_assert(strstr(row(0), "412 tasks") != NULL);
	ck_assert(strstr(row(0), "load 0.42") != NULL);
	ck_assert(strstr(row(1), "CPU0") != NULL && strstr(row(1), "CPU2") != NULL);
	ck_assert(strstr(row(1), "Mem") != NULL);
	ck_assert(strstr(row(2), "Swp") != NULL);
}
END_TEST

START_TEST(a_single_row_is_numbers)
{
	machine(2);
	ck_assert_int_eq(header(5, 20, 1, false), 1);
	ck_assert(shows("CPU 41.2%"));
	header(5, 40, 1, false);
	ck_assert_str_eq(row(0), "CPU 41.2%  Mem 12.0G/24.0G");
}
END_TEST

START_TEST(a_narrow_screen_stacks_its_bars)
{
	machine(8);
	ck_assert_int_eq(header(24, 40, 8, false), 5);
	ck_assert(strstr(row(1), "CPU ") != NULL && strstr(row(1), "41.2%]") != NULL);
	ck_assert(strstr(row(2), "Mem") != NULL);
	ck_assert(strstr(row(3), "Swp") != NULL);
}
END_TEST

START_TEST(bars_are_as_long_as_their_shares)
{
	int width = 100 - 50 - 2 - 4 - 2;

	machine(1);
	header(24, 100, 24, false);
	/* 11 of 24 used alone, 1 shared, 1 buffers, 3 cached beyond the shared. */
	ck_assert_int_eq(count('|', STYLE_BAR_USED), (int)(width * 11 / 24.0 + 0.5));
	ck_assert_int_ge(count('#', STYLE_BAR_SHARED), 1);
	ck_assert_int_ge(count('*', STYLE_BAR_BUFFERS), 1);
	ck_assert_int_ge(count(':', STYLE_BAR_CACHE), 1);
	ck_assert_int_eq(count('|', STYLE_BAR_SWAP), (int)(width / 4.0 + 0.5));
	snap.system.memory.used = 0;
	snap.system.memory.shared = snap.system.memory.buffers = snap.system.memory.cached = 0;
	header(24, 100, 24, false);
	ck_assert_int_eq(count('|', STYLE_BAR_USED), 0);
}
END_TEST

START_TEST(every_cpu_has_a_bar_while_they_fit_and_a_cell_when_they_do_not)
{
	machine(16);
	header(60, 200, 20, false);
	ck_assert(shows("CPU0 ") && shows("CP15"));
	machine(128);
	header(24, 80, 8, false);
	ck_assert(shows("CPU  ["));
	ck_assert_int_eq(canvas.rows, 7);
	ck_assert(!shows("more"));
	ck_assert_int_eq(shows("127"), 0);
	machine(4096);
	header(24, 80, 8, false);
	ck_assert(shows(" more"));
	ck_assert(shows("41.2%]"));
	header(200, 500, 60, false);
	ck_assert(!shows(" more"));
}
END_TEST

START_TEST(an_offline_cpu_says_so)
{
	machine(2);
	cpus[1].online = false;
	header(24, 80, 24, false);
	ck_assert(shows("offline]"));
	ck_assert(strstr(row(2), "%") == NULL);
}
END_TEST

START_TEST(sums_are_told_of_what_is_known_only)
{
	machine(2);
	snap.coverage[COVERAGE_USS] = (struct coverage){.ok = 2, .denied = 3, .sum = 4096};
	header(40, 132, 24, false);
	ck_assert(shows("USS 2 of 5"));
	ck_assert(shows("sum of USS 4K"));
	snap.coverage[COVERAGE_USS] = (struct coverage){.denied = 5};
	header(40, 132, 24, false);
	ck_assert(shows("USS 0 of 5"));
	ck_assert(!shows("sum of"));
}
END_TEST

START_TEST(what_is_not_known_is_a_mark_and_never_a_number)
{
	machine(2);
	for (int i = 0; i < SG_COUNT; i++)
		snap.system.known[i] = FACT_NONE;
	snap.system.known_tasks = FACT_UNREAD;
	snap.system.swap.total = 0;
	cpus[0].known = cpus[1].known = FACT_NONE;
	snap.coverage[COVERAGE_USS] = (struct coverage){.ok = 0};
	header(24, 80, 24, false);
	ck_assert(shows("up -"));
	/* Not every system has one. */
	ck_assert(!shows("load"));
	ck_assert(shows("tasks -"));
	ck_assert(!meters_coverage_wanted(&snap));
	snap.system.known[SG_LOAD] = FACT_DENIED;
	header(24, 80, 24, false);
	ck_assert(shows("load -"));
	for (int y = 1; y < canvas.rows; y++)
		ck_assert_msg(strpbrk(row(y), "%/") == NULL && strstr(row(y), " 0") == NULL, "%s",
		    row(y));
}
END_TEST

START_TEST(rates_of_the_first_tick_are_pending)
{
	machine(2);
	snap.system.known_rate = cpus[0].known_rate = cpus[1].known_rate = FACT_PENDING;
	header(24, 80, 24, false);
	ck_assert(strstr(row(1), "...]") != NULL);
	header(24, 80, 24, true);
	ck_assert(strstr(row(1), "...]") != NULL);
}
END_TEST

START_TEST(absurd_numbers_draw_nothing_absurd)
{
	machine(2);
	snap.system.memory.total = 0;
	snap.system.cpu_percent.user = NAN;
	cpus[0].percent = (struct cpu_percent){.total = NAN, .user = INFINITY, .system = -5};
	cpus[1].percent = (struct cpu_percent){.total = 1e30, .user = 1e30, .system = 1e30};
	snap.system.swap.used = UINT64_MAX;
	header(24, 80, 24, false);
	ck_assert(!shows("nan") && !shows("inf") && !shows("-0."));
	ck_assert(strstr(row(1), "0.0%]") != NULL);
	ck_assert(strstr(row(2), "100.0%]") != NULL);
	snap.system.memory = (struct memory){.total = MEMORY_UNKNOWN,
	    .used = MEMORY_UNKNOWN,
	    .shared = MEMORY_UNKNOWN,
	    .buffers = MEMORY_UNKNOWN,
	    .cached = MEMORY_UNKNOWN};
	header(24, 80, 24, false);
	ck_assert_int_eq(count('|', STYLE_BAR_USED), 0);
}
END_TEST

START_TEST(a_hostile_host_name_is_made_printable)
{
	machine(2);
	snap.system.hostname = "a\033[2Jb\n\xff";
	header(24, 80, 24, false);
	for (int x = 0; x < 80; x++) {
		uint32_t ch = canvas_at(&canvas, 0, x)->ch;

		ck_assert_uint_ge(ch, 0x20);
		ck_assert(ch < 0x7f || ch > 0x9f);
	}
}
END_TEST

START_TEST(no_size_draws_outside_its_area)
{
	static const size_t machines[] = {0, 1, 2, 7, 64, 4096};

	for (size_t m = 0; m < sizeof(machines) / sizeof(machines[0]); m++) {
		machine(machines[m]);
		for (int rows = 0; rows <= 12; rows++) {
			for (int cols = 0; cols <= 220; cols += 1 + cols / 20) {
				struct canvas c;
				struct area a = {2, 3, rows, cols};

				canvas_init(&c, rows + 4, cols + 6);
				meters_draw(&c, a, &snap, rows % 2 == 0);
				for (int y = 0; y < c.rows; y++) {
					for (int x = 0; x < c.cols; x++) {
						bool in = y >= 2 && y < 2 + rows && x >= 3 &&
						    x < 3 + cols;

						if (!in && canvas_at(&c, y, x)->ch != ' ')
							ck_abort_msg(
							    "%zu CPUs, %dx%d: drew at %d %d",
							    machines[m], rows, cols, y, x);
					}
				}
				canvas_free(&c);
			}
		}
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    two_cpus_take_four_lines_of_a_common_terminal,
	    a_wide_screen_needs_no_line_for_tasks,
	    a_single_row_is_numbers,
	    a_narrow_screen_stacks_its_bars,
	    bars_are_as_long_as_their_shares,
	    every_cpu_has_a_bar_while_they_fit_and_a_cell_when_they_do_not,
	    an_offline_cpu_says_so,
	    sums_are_told_of_what_is_known_only,
	    what_is_not_known_is_a_mark_and_never_a_number,
	    rates_of_the_first_tick_are_pending,
	    absurd_numbers_draw_nothing_absurd,
	    a_hostile_host_name_is_made_printable,
	    no_size_draws_outside_its_area,
	    NULL,
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	text_init();
	return suite_run("meters", tests, NULL, NULL);
}
