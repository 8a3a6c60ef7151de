#include "prompt.h"

#include <stdio.h>

#include "../compat.h"
#include "../text.h"
#include "session.h"

void
prompt_open(struct ui *ui, const char *label, const char *text, void (*changed)(struct ui *),
    void (*done)(struct ui *, bool keep))
{
	struct prompt *p = &ui->prompt;

	*p = (struct prompt){.open = true, .label = label, .changed = changed, .done = done};
	if (text != NULL)
		prompt_paste(ui, text, strlen(text));
}

/* Offset of the character before or after another. */
static size_t
before(const struct prompt *p, size_t at)
{
	if (at > 0)
		at--;
	while (at > 0 && ((unsigned char)p->text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static size_t
after(const struct prompt *p, size_t at)
{
	if (at < p->len)
		at++;
	while (at < p->len && ((unsigned char)p->text[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void
erase(struct prompt *p, size_t from, size_t to)
{
	memmove(p->text + from, p->text + to, p->len - to + 1);
	p->len -= to - from;
	p->cursor = from;
}

static bool
insert(struct prompt *p, uint32_t ch)
{
	char bytes[4];
	size_t n = text_encode(ch, bytes);

	if (p->len + n > PROMPT_MAX)
		return false;
	memmove(p->text + p->cursor + n, p->text + p->cursor, p->len - p->cursor + 1);
	memcpy(p->text + p->cursor, bytes, n);
	p->cursor += n;
	p->len += n;
	return true;
}

static size_t
word_start(const struct prompt *p)
{
	size_t at = p->cursor;

	while (at > 0 && p->text[at - 1] == ' ')
		at--;
	while (at > 0 && p->text[at - 1] != ' ')
		at--;
	return at;
}

/* Editing keys; false when the text is as it was. */
static bool
edit(struct prompt *p, int key)
{
	size_t len = p->len;

	switch (key) {
	case TK_BACKSPACE:
		erase(p, before(p, p->cursor), p->cursor);
		break;
	case TK_DELETE:
		erase(p, p->cursor, after(p, p->cursor));
		break;
	case TK_CTRL | 'u':
		erase(p, 0, p->cursor);
		break;
	case TK_CTRL | 'k':
		erase(p, p->cursor, p->len);
		break;
	case TK_CTRL | 'w':
		erase(p, word_start(p), p->cursor);
		break;
	default:
		if (key < ' ' || key >= KEY_FIRST_SPECIAL ||
		    text_classify((uint32_t)key) == TEXT_UNSAFE)
			return false;
		return insert(p, (uint32_t)key);
	}
	return p->len != len;
}

static bool
move(struct prompt *p, int key)
{
	switch (key) {
	case TK_LEFT:
		p->cursor = before(p, p->cursor);
		return true;
	case TK_RIGHT:
		p->cursor = after(p, p->cursor);
		return true;
	case TK_HOME:
	case TK_CTRL | 'a':
		p->cursor = 0;
		return true;
	case TK_END:
	case TK_CTRL | 'e':
		p->cursor = p->len;
		return true;
	default:
		return false;
	}
}

static void
changed(struct ui *ui)
{
	ui->prompt.note[0] = '\0';
	ui->prompt.bad_len = 0;
	if (ui->prompt.changed != NULL)
		ui->prompt.changed(ui);
}

void
prompt_key(struct ui *ui, int key)
{
	struct prompt *p = &ui->prompt;

	if (p->key != NULL && p->key(ui, key))
		return;
	/* A line that is wrong stays open, so that its word can be mended. */
	if (key == TK_ENTER && p->bad_len > 0)
		return;
	if (key == TK_ENTER || key == TK_ESCAPE || key == (TK_CTRL | 'c')) {
		p->open = false;
		p->done(ui, key == TK_ENTER);
		return;
	}
	if (move(p, key))
		return;
	if (edit(p, key))
		changed(ui);
}

void
prompt_paste(struct ui *ui, const char *text, size_t len)
{
	struct prompt *p = &ui->prompt;
	const char *at = text, *end = text + len;
	bool any = false;

	while (at < end) {
		uint32_t ch = text_decode(&at, end);

		if (ch == '\n' || ch == '\t' || ch == '\r')
			ch = ' ';
		if (ch >= ' ' && text_classify(ch) != TEXT_UNSAFE && insert(p, ch))
			any = true;
	}
	if (any)
		changed(ui);
}

/* Draws the line, scrolled so that the cursor is in it; returns where the text begins. */
static int
draw_line(struct ui *ui, struct area area)
{
	struct prompt *p = &ui->prompt;
	struct canvas *canvas = &ui->canvas;
	int x = area.x, room, from = 0;

	canvas_fill(canvas, (struct area){area.y, area.x, 1, area.cols}, ' ', STYLE_INPUT);
	x += canvas_string(canvas, area.y, x, area.cols / 2, STYLE_KEY_LABEL, p->label);
	x++;
	room = area.cols - (x - area.x) - 1;
	while (from < (int)p->cursor &&
	    (int)text_cells(p->text + from, p->cursor - (size_t)from) > room)
		from = (int)after(p, (size_t)from);
	canvas_text(canvas, area.y, x, room, STYLE_INPUT, p->text + from, p->len - (size_t)from);
	canvas->cursor_y = area.y;
	canvas->cursor_x = x + (int)text_cells(p->text + from, p->cursor - (size_t)from);
	return x - (int)text_cells(p->text, (size_t)from);
}

/* area: two lines; the lower one is for what is wrong and is left alone when nothing is. */
void
prompt_draw(struct ui *ui, struct area area)
{
	struct prompt *p = &ui->prompt;
	struct area below = {area.y + 1, area.x, 1, area.cols};
	int start = draw_line(ui, area), caret, note = area.x;

	if (p->note[0] == '\0')
		return;
	canvas_fill(&ui->canvas, below, ' ', STYLE_TEXT);
	if (p->bad_len == 0) {
		canvas_string(&ui->canvas, below.y, area.x, area.cols, STYLE_DIM, p->note);
		return;
	}
	caret = start + (int)text_cells(p->text, p->bad_at);
	note = caret + (int)text_cells(p->text + p->bad_at, p->bad_len) + 1;
	/* Where the message has no room behind the caret it goes before it, or over it. */
	if (note + (int)text_cells(p->note, strlen(p->note)) > area.x + area.cols)
		note = caret - 1 - (int)text_cells(p->note, strlen(p->note));
	if (note < area.x)
		note = area.x;
	canvas_string(&ui->canvas, below.y, note, area.cols, STYLE_ERROR, p->note);
	for (int x = caret; x < caret + (int)text_cells(p->text + p->bad_at, p->bad_len); x++)
		canvas_string(&ui->canvas, below.y, x, 1, STYLE_ERROR, "^");
	if (p->bad_at >= p->len)
		canvas_string(&ui->canvas, below.y, caret, 1, STYLE_ERROR, "^");
}
