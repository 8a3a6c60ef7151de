#include <stdio.h>

#include "term.h"

/* Takes the place of the real one until that is merged. */
int
term_open(const struct term_options *options, char *err, size_t errlen)
{
	(void)options;
	snprintf(err, errlen, "no screen here: use -b");
	return -1;
}

void
term_close(void)
{
}

void
term_size(int *rows, int *cols)
{
	*rows = *cols = 0;
}

void
term_draw(const struct canvas *canvas)
{
	(void)canvas;
}

void
term_redraw(void)
{
}

void
term_wait(int64_t timeout_ns, const struct wake *wake, struct event *event)
{
	(void)timeout_ns;
	(void)wake;
	event->kind = EVENT_HANGUP;
}

void
term_suspend(void)
{
}

bool
term_scheme(const char *name)
{
	(void)name;
	return false;
}

bool
term_utf8(void)
{
	return true;
}

void
term_die_by(int signo)
{
	(void)signo;
}
