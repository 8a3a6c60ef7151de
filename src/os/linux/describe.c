#include <linux/capability.h>
#include <unistd.h>

#include "../../arena.h"
#include "linux.h"
#include "services.h"

static const char *
yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

/* What those without the capability see less of. */
static void
describe_capabilities(struct machine *m, FILE *out)
{
	static const struct {
		unsigned number, instead;
		const char *name, *shows;
	} wanted[] = {
	    {CAP_SYS_PTRACE, CAP_SYS_PTRACE, "cap_sys_ptrace",
		"other users' memory, io, environment and paths"},
	    {CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE, "cap_dac_read_search",
		"files of processes that only their owner may read"},
	};
	struct status_record r;
	struct fetch f;
	bool known;

	if (m->captured || fetch_file(m->proc, "self/status", &f) != 0)
		return;
	known = decode_status(f.data, f.len, &r) && STATUS_HAS(&r, STATUS_KEY_CAP_EFFECTIVE);
	fetch_free(&f);
	if (!known)
		return;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		uint64_t any = UINT64_C(1) << wanted[i].number | UINT64_C(1) << wanted[i].instead;

		if ((r.value[STATUS_KEY_CAP_EFFECTIVE] & any) == 0)
			fprintf(out, "missing %s: shows %s\n", wanted[i].name, wanted[i].shows);
	}
}

void
linux_describe(struct machine *m, FILE *out)
{
	struct system s = {0};
	struct arena a;

	arena_init(&a);
	linux_system(m, SG_BIT(SG_HOST), &s, &a);
	fprintf(out, "kernel: Linux %s%s\n", s.release == NULL ? "(release unknown)" : s.release,
	    m->captured ? " (captured)" : "");
	arena_free(&a);
	if (!m->captured) {
		fprintf(out, "pidfd: %s\n", yes_no(m->has_pidfd));
		fprintf(out, "smaps_rollup: %s\n", yes_no(m->has_rollup));
	}
	fprintf(out, "pressure: %s\n", yes_no(m->has_pressure));
	linux_services_describe(m, out);
	describe_capabilities(m, out);
}
