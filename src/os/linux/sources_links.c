/*
 * Sources that are symbolic links: exe, cwd, the network namespace.
 */
#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "../../arena.h"
#include "decode_open.h"
#include "linux.h"

static enum fact
read_link(struct held *h, const char *file, const char **target, struct arena *a)
{
	char path[PATH_MAX];
	enum fact fact = held_pin(h);
	ssize_t n;

	if (fact != FACT_OK)
		return fact;
	n = readlinkat((int)h->handle, file, path, sizeof(path));
	if (n < 0)
		return held_error(h, errno);
	*target = arena_copy(a, path, (size_t)n);
	return FACT_OK;
}

enum fact
read_exe(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = read_link(h, "exe", &p->more->exe, a);

	if (fact == FACT_OK)
		p->known[PG_EXE] = FACT_OK;
	return fact;
}

enum fact
read_cwd(struct held *h, struct proc *p, struct arena *a)
{
	enum fact fact = read_link(h, "cwd", &p->more->cwd, a);

	if (fact == FACT_OK)
		p->known[PG_CWD] = FACT_OK;
	return fact;
}

enum fact
read_netns(struct held *h, struct proc *p, struct arena *a)
{
	char text[64];
	enum fact fact = held_pin(h);
	ssize_t n;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	n = readlinkat((int)h->handle, "ns/net", text, sizeof(text));
	if (n < 0)
		return held_error(h, errno);
	if (!decode_namespace((struct span){text, (size_t)n}, "net", &p->more->netns))
		return FACT_NONE;
	p->known[PG_NETNS] = FACT_OK;
	return FACT_OK;
}
