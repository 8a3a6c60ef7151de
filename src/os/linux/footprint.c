#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "linux.h"

/* smaps of 60,000 mappings is 80 MB of text: summed as it comes, on a reader's small stack. */
#define SMAPS_BUFFER ((size_t)16 * 1024)

static int
smaps_sum_file(int dir, const char *file, struct smaps_sum *sum)
{
	char buf[SMAPS_BUFFER];
	size_t held = 0;
	ptrdiff_t n;
	int fd = fetch_open(dir, file), error = 0;

	memset(sum, 0, sizeof(*sum));
	if (fd < 0)
		return errno;
	/* Record by record: a read that is short here is not the last. */
	while ((n = fetch_read(fd, buf + held, sizeof(buf) - held)) > 0) {
		size_t len = held + (size_t)n, done = decode_smaps(sum, buf, len);

		/* A line that fills the buffer is no line of smaps. */
		if (done == 0 && len == sizeof(buf)) {
			sum->bad = true;
			break;
		}
		held = len - done;
		memmove(buf, buf + done, held);
	}
	if (n < 0)
		error = errno;
	close(fd);
	return error;
}

/* No address space: nothing is used, and that is known. */
static enum fact
footprint_nothing(struct proc *p)
{
	static const uint8_t groups[] = {PG_USS, PG_PSS, PG_PSS_KINDS, PG_SWAP_PSS, PG_REFERENCED,
	    PG_KSM};

	memset(p->footprint, 0, sizeof(*p->footprint));
	for (size_t i = 0; i < sizeof(groups); i++)
		p->known[groups[i]] = FACT_OK;
	return FACT_OK;
}

static enum fact
footprint_empty(struct proc *p)
{
	if (p->known[PG_STATUS] != FACT_OK)
		return footprint_nothing(p);
	/* It let go of its memory while we looked, or its other threads still have it. */
	return p->status == STATUS_ZOMBIE ? FACT_NONE : FACT_GONE;
}

static enum fact
footprint_read(struct held *h, const char *file, struct proc *p)
{
	struct smaps_sum sum;
	enum fact fact;
	int error;

	if (proc_without_memory(p))
		return footprint_nothing(p);
	fact = held_pin(h);
	if (fact != FACT_OK)
		return fact;
	error = smaps_sum_file((int)h->handle, file, &sum);
	if (error != 0)
		return held_error(h, error);
	if (sum.has == 0 && !sum.bad)
		return footprint_empty(p);
	return smaps_footprint(&sum, p->footprint, p->known) ? FACT_OK : FACT_NONE;
}

enum fact
read_smaps_rollup(struct held *h, struct proc *p, struct arena *a)
{
	(void)a;
	if (!h->machine->has_rollup && !proc_without_memory(p))
		return FACT_NONE;
	return footprint_read(h, "smaps_rollup", p);
}

enum fact
read_smaps(struct held *h, struct proc *p, struct arena *a)
{
	(void)a;
	return footprint_read(h, "smaps", p);
}
