#include "scroll.h"

static size_t
last_top(const struct scroll *s)
{
	return s->count > s->page ? s->count - s->page : 0;
}

void
scroll_fit(struct scroll *s)
{
	if (s->selected >= s->count)
		s->selected = s->count > 0 ? s->count - 1 : 0;
	if (s->selected < s->top)
		s->top = s->selected;
	if (s->page > 0 && s->selected >= s->top + s->page)
		s->top = s->selected - s->page + 1;
	if (s->top > last_top(s))
		s->top = last_top(s);
}

/* value by delta, kept within 0 and last. */
static size_t
step(size_t value, long delta, size_t last)
{
	if (delta < 0)
		return value < (size_t)-delta ? 0 : value - (size_t)-delta;
	return last - value < (size_t)delta || value > last ? last : value + (size_t)delta;
}

/* Lines that a move goes, or 0 for moves to an end or sideways. */
static long
move_delta(const struct scroll *s, enum move move)
{
	long page = s->page > 1 ? (long)s->page - 1 : 1;

	switch (move) {
	case MOVE_UP:
		return -1;
	case MOVE_DOWN:
		return 1;
	case MOVE_PAGE_UP:
		return -page;
	case MOVE_PAGE_DOWN:
		return page;
	case MOVE_HALF_UP:
		return -(page / 2 + 1);
	case MOVE_HALF_DOWN:
		return page / 2 + 1;
	default:
		return 0;
	}
}

bool
scroll_move(struct scroll *s, enum move move)
{
	size_t last = s->count > 0 ? s->count - 1 : 0;
	long delta = move_delta(s, move);

	if (move == MOVE_HOME)
		s->selected = 0;
	else if (move == MOVE_END)
		s->selected = last;
	else if (delta != 0)
		s->selected = step(s->selected, delta, last);
	else
		return false;
	scroll_fit(s);
	return true;
}

bool
scroll_text(struct scroll *s, enum move move)
{
	long delta = move_delta(s, move);

	if (move == MOVE_HOME)
		s->top = 0;
	else if (move == MOVE_END)
		s->top = last_top(s);
	else if (delta != 0)
		s->top = step(s->top, delta, last_top(s));
	else
		return false;
	return true;
}

void
scroll_lines(struct scroll *s, int lines)
{
	s->top = step(s->top, lines, last_top(s));
}

void
scroll_wheel(struct scroll *s, int lines)
{
	s->top = step(s->top, lines, last_top(s));
	if (s->selected < s->top)
		s->selected = s->top;
	if (s->page > 0 && s->selected >= s->top + s->page)
		s->selected = s->top + s->page - 1;
	scroll_fit(s);
}
