#include "screen.h"

#include <check.h>
#include <sys/wait.h>

struct vt *vt;

void
screen_end(void)
{
	if (vt != NULL)
		vt_free(vt);
	vt = NULL;
}

void
expect(const char *text)
{
	ck_assert_msg(vt_wait_text(vt, text), "no '%s' in:\n%s", text, vt_screen(vt));
}

void
expect_gone(const char *text)
{
	ck_assert_msg(vt_wait_gone(vt, text), "still '%s' in:\n%s", text, vt_screen(vt));
}

void
expect_at(const char *text, int *y, int *x)
{
	expect(text);
	ck_assert(vt_find(vt, text, y, x));
}

void
escape_from(const char *text)
{
	expect(text);
	vt_keys(vt, "\033");
	expect_gone(text);
}

int
row_of(const char *text)
{
	int y = -1;

	vt_find(vt, text, &y, NULL);
	return y;
}

struct pair {
	const char *first, *second;
};

static bool
in_order(struct vt *v, void *data)
{
	const struct pair *pair = data;

	(void)v;
	return row_of(pair->first) >= 0 && row_of(pair->first) < row_of(pair->second);
}

void
expect_order(const char *first, const char *second)
{
	struct pair pair = {first, second};

	ck_assert_msg(vt_wait_for(vt, in_order, &pair), "not %s before %s:\n%s", first, second,
	    vt_screen(vt));
}

void
quit(void)
{
	int status;

	vt_keys(vt, "q");
	status = vt_wait_exit(vt);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x:\n%s", status,
	    vt_screen(vt));
	ck_assert(vt_modes_restored(vt));
	ck_assert(!vt_altscreen(vt));
}
