#include "term_ansi.h"

#include <stdarg.h>
#include <stdio.h>

#include "../compat.h"
#include "../text.h"

void
ansi_free(struct ansi *a)
{
	free(a->text);
	memset(a, 0, sizeof(*a));
}

void
ansi_begin(struct ansi *a)
{
	a->len = 0;
	a->y = a->x = a->style = -1;
}

static void
append(struct ansi *a, const char *s, size_t len)
{
	if (a->len + len + 1 > a->room) {
		a->room = (a->len + len + 1) * 2;
		a->text = xrealloc(a->text, a->room, 1);
	}
	memcpy(a->text + a->len, s, len);
	a->len += len;
	a->text[a->len] = '\0';
}

void
ansi_string(struct ansi *a, const char *s)
{
	append(a, s, strlen(s));
}

static void append_format(struct ansi *, const char *, ...) __attribute__((format(printf, 2, 3)));

static void
append_format(struct ansi *a, const char *format, ...)
{
	char text[64];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ansi_string(a, text);
}

static void
move(struct ansi *a, int y, int x)
{
	if (a->y != y || a->x != x)
		append_format(a, "\033[%d;%dH", y + 1, x + 1);
	a->y = y;
	a->x = x;
}

static void
append_color(struct ansi *a, int base, int color)
{
	if (color >= 16)
		append_format(a, ";%d;5;%d", base + 8, color);
	else if (color >= 8)
		append_format(a, ";%d", base + 60 + color - 8);
	else if (color >= 0)
		append_format(a, ";%d", base + color);
}

static void
set_style(struct ansi *a, int style, const struct look *look)
{
	static const struct {
		unsigned attribute;
		const char *text;
	} attributes[] = {{LOOK_BOLD, ";1"}, {LOOK_DIM, ";2"}, {LOOK_UNDERLINE, ";4"},
	    {LOOK_REVERSE, ";7"}};

	if (a->style == style)
		return;
	ansi_string(a, "\033[0");
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if ((look->attributes & attributes[i].attribute) != 0)
			ansi_string(a, attributes[i].text);
	append_color(a, 30, look->fg);
	append_color(a, 40, look->bg);
	ansi_string(a, "m");
	a->style = style;
}

static void
append_character(struct ansi *a, uint32_t ch)
{
	char text[4];

	append(a, text, text_encode(ch, text));
}

/* Is it as wide everywhere as the canvas says? */
static bool
surely_narrow(const struct cell *cell)
{
	return cell->mark[0] == 0 &&
	    (cell->ch < 0x300 || (cell->ch >= 0x2500 && cell->ch < 0x25a0));
}

void
ansi_row(struct ansi *a, const struct cell *row, int y, int start, int end,
    const struct look looks[STYLE_COUNT])
{
	for (int x = start; x < end; x++) {
		const struct cell *cell = &row[x];
		int style = cell->style < STYLE_COUNT ? cell->style : STYLE_TEXT;
		bool wide = x + 1 < end && row[x + 1].ch == 0;

		move(a, y, x);
		set_style(a, style, &looks[style]);
		/* Its second cell is not left with what was there, should it be narrow. */
		if (wide) {
			ansi_string(a, "  ");
			a->x = -1;
			move(a, y, x);
		}
		append_character(a, cell->ch >= 0x20 ? cell->ch : ' ');
		for (size_t i = 0; i < 2 && cell->mark[i] != 0; i++)
			append_character(a, cell->mark[i]);
		a->x++;
		if (wide || !surely_narrow(cell))
			a->x = -1;
		x += wide;
	}
}

void
ansi_cursor(struct ansi *a, int y, int x)
{
	if (y < 0) {
		ansi_string(a, "\033[?25l");
		return;
	}
	move(a, y, x);
	ansi_string(a, "\033[?25h");
}
