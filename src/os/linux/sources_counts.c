/*
 * Sources that are nothing but numbers: status, statm, io, schedstat.
 */
#include "linux.h"

/* One value of status into a group of its own. */
static void
status_fact(const struct status_record *r, enum status_key key, struct proc *p,
    enum proc_group group, uint64_t *value)
{
	if (STATUS_HAS(r, key)) {
		*value = r->value[key];
		p->known[group] = FACT_OK;
	} else if (!STATUS_HAS(r, STATUS_KEY_VMS) &&
	    !(r->state == 'Z' && r->value[STATUS_KEY_THREADS] > 1)) {
		/* No address space: a kernel thread, or a process that is over. */
		*value = 0;
		p->known[group] = FACT_OK;
	}
}

static void
status_memory(const struct status_record *r, struct proc *p)
{
	struct proc_more *more = p->more;

	status_fact(r, STATUS_KEY_PEAK_RSS, p, PG_PEAK_RSS, &more->peak_rss);
	status_fact(r, STATUS_KEY_PEAK_VMS, p, PG_PEAK_VMS, &more->peak_vms);
	status_fact(r, STATUS_KEY_SWAP, p, PG_SWAP, &more->swap);
	status_fact(r, STATUS_KEY_HUGETLB, p, PG_HUGETLB, &more->hugetlb);
	status_fact(r, STATUS_KEY_RSS_ANON, p, PG_RSS_KINDS, &more->rss_anon);
	status_fact(r, STATUS_KEY_RSS_FILE, p, PG_RSS_KINDS, &more->rss_file);
	status_fact(r, STATUS_KEY_RSS_SHMEM, p, PG_RSS_KINDS, &more->rss_shmem);
}

enum fact
read_status(struct held *h, struct proc *p, struct arena *a)
{
	struct status_record r;
	struct fetch f;
	enum fact fact = held_fetch(h, "status", &f);
	bool good;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	good = decode_status(f.data, f.len, &r);
	fetch_free(&f);
	if (!good)
		return FACT_NONE;
	p->more->uid = r.uid;
	if (STATUS_HAS(&r, STATUS_KEY_GID)) {
		p->more->gid = r.gid;
		p->more->egid = r.egid;
		p->known[PG_IDS] = FACT_OK;
	}
	if (STATUS_HAS(&r, STATUS_KEY_VOLUNTARY) && STATUS_HAS(&r, STATUS_KEY_INVOLUNTARY)) {
		p->more->ctx_switches_voluntary = r.value[STATUS_KEY_VOLUNTARY];
		p->more->ctx_switches_involuntary = r.value[STATUS_KEY_INVOLUNTARY];
		p->more->ctx_switches =
		    p->more->ctx_switches_voluntary + p->more->ctx_switches_involuntary;
		p->known[PG_SWITCHES] = p->known[PG_SWITCHES_ALL] = FACT_OK;
	}
	status_memory(&r, p);
	return FACT_OK;
}

enum fact
read_statm(struct held *h, struct proc *p, struct arena *a)
{
	uint64_t page = h->machine->page, most = UINT64_MAX / page;
	struct statm_record r;
	struct fetch f;
	enum fact fact = held_fetch(h, "statm", &f);
	bool good;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	good = decode_statm(f.data, f.len, &r);
	fetch_free(&f);
	if (!good || r.shared > most || r.text > most || r.data > most)
		return FACT_NONE;
	p->more->shared = r.shared * page;
	p->more->text = r.text * page;
	p->more->data = r.data * page;
	p->known[PG_AREAS] = FACT_OK;
	/* stat adds up what each CPU has told so far; here the kernel asks all of them. */
	if (p->known[PG_MEMORY] == FACT_OK && r.resident <= most)
		p->rss = r.resident * page;
	return FACT_OK;
}

static bool
io_has(const struct io_record *r, enum io_key a, enum io_key b)
{
	return (r->has >> a & 1U) != 0 && (r->has >> b & 1U) != 0;
}

enum fact
read_io(struct held *h, struct proc *p, struct arena *a)
{
	struct io_record r;
	struct fetch f;
	enum fact fact = held_fetch(h, "io", &f);
	bool good;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	good = decode_io(f.data, f.len, &r);
	fetch_free(&f);
	if (!good)
		return FACT_NONE;
	if (io_has(&r, IO_SYSCR, IO_SYSCW)) {
		p->more->read_count = r.value[IO_SYSCR];
		p->more->write_count = r.value[IO_SYSCW];
		p->known[PG_IO_COUNTS] = FACT_OK;
	}
	if (io_has(&r, IO_READ_BYTES, IO_WRITE_BYTES)) {
		p->more->read_bytes = r.value[IO_READ_BYTES];
		p->more->write_bytes = r.value[IO_WRITE_BYTES];
		p->known[PG_IO_BYTES] = FACT_OK;
	}
	if (io_has(&r, IO_RCHAR, IO_WCHAR)) {
		p->more->read_chars = r.value[IO_RCHAR];
		p->more->write_chars = r.value[IO_WCHAR];
		p->known[PG_IO_CHARS] = FACT_OK;
	}
	return FACT_OK;
}

enum fact
read_schedstat(struct held *h, struct proc *p, struct arena *a)
{
	struct schedstat_record r;
	struct fetch f;
	enum fact fact = held_fetch(h, "schedstat", &f);
	bool good;

	(void)a;
	if (fact != FACT_OK)
		return fact;
	good = decode_schedstat(f.data, f.len, &r);
	fetch_free(&f);
	/* All zero: this kernel does not count. */
	if (!good || (r.run_ns == 0 && r.delay_ns == 0 && r.slices == 0))
		return FACT_NONE;
	p->more->run_delay_ns = r.delay_ns;
	p->known[PG_RUN_DELAY] = FACT_OK;
	return FACT_OK;
}
