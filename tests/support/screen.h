/*
 * Words for tests of ctop's screen: one on a terminal (vt.h), what must come to be there, and its
 * end.  What is expected is waited for.
 */
#ifndef CTOP_TESTS_SCREEN_H
#define CTOP_TESTS_SCREEN_H

#include "vt.h"

extern struct vt *vt; /* NULL: none was started */

/* After a test: ends what is left of it. */
void screen_end(void);

void expect(const char *text);
void expect_gone(const char *text);
/* Tells where the text is once it is there: a frame may arrive in pieces. */
void expect_at(const char *text, int *y, int *x);
/* The second stands somewhere below the first. */
void expect_order(const char *first, const char *second);
/*
 * Escape ends what shows the text.  Only then is it known not to be taken for Alt with the next
 * key.
 */
void escape_from(const char *text);
/* The first row that has the text now; -1: none. */
int row_of(const char *text);
/* q: ctop ends well and leaves the terminal as it was. */
void quit(void);

#endif
