#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../compat.h"
#include "linux.h"

/* A line ends with a path, which may be longer than any path that can be opened. */
#define BUFFER_MIN ((size_t)64 * 1024)
#define BUFFER_MAX ((size_t)4 * 1024 * 1024)

struct window {
	char *buf;
	size_t room, held;
};

/* Decodes what there is; false when a line has no end. */
static bool
window_decode(struct window *w, struct maps_decoder *d)
{
	size_t done = decode_maps(d, w->buf, w->held);

	w->held -= done;
	memmove(w->buf, w->buf + done, w->held);
	if (w->held < w->room)
		return true;
	if (w->room >= BUFFER_MAX)
		return false;
	w->room *= 2;
	w->buf = xrealloc(w->buf, w->room, 1);
	return true;
}

/* errno, or 0. */
static int
read_all(int fd, struct maps_decoder *d)
{
	struct window w = {xmalloc(BUFFER_MIN), BUFFER_MIN, 0};
	ptrdiff_t n;

	while ((n = fetch_read(fd, w.buf + w.held, w.room - w.held)) > 0) {
		w.held += (size_t)n;
		if (!window_decode(&w, d)) {
			d->bad = true;
			break;
		}
	}
	int error = n < 0 ? errno : 0;
	free(w.buf);
	return error;
}

enum fact
linux_mappings(struct held *h, struct mapping_list *list)
{
	struct maps_decoder d = {.list = list};
	enum fact fact = held_pin(h);
	int fd, error;

	if (fact != FACT_OK)
		return fact;
	fd = fetch_open((int)h->handle, "smaps");
	if (fd < 0)
		return held_error(h, errno);
	error = read_all(fd, &d);
	close(fd);
	if (error != 0)
		return held_error(h, error);
	return decode_maps_end(&d) ? FACT_OK : FACT_NONE;
}
