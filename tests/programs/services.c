/*
 * ctop's screen on the machine that --root names, with services that stand here: what a
 * service manager would tell.  CTOP_TEST_SERVICES=none: there is none; hang: it answers once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/arena.h"
#include "../../src/options.h"
#include "../../src/text.h"
#include "../../src/ui/ui.h"

#define ID "4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899a"

struct service_watch {
	unsigned asked;
};

static const struct service all[] = {
    {.name = "postgresql.service",
	.kind = "service",
	.status = "active",
	.sub_state = "running",
	.state = SERVICE_STATE_RUNS,
	.start_type = "enabled",
	.pid = 812,
	.cgroup = "/system.slice/docker-" ID ".scope",
	.username = "postgres",
	.binpath = "/usr/lib/postgresql/17/bin/postgres -D /var/lib/postgresql/17/main -c "
		   "config_file=/etc/postgresql/17/main/postgresql.conf -c log_destination=stderr",
	.description = "PostgreSQL Cluster 17-main"},
    {.name = "broken.service",
	.kind = "service",
	.status = "failed",
	.sub_state = "failed",
	.state = SERVICE_STATE_FAILED,
	.start_type = "enabled",
	.description = "Always fails\033[31m"},
    {.name = "elsewhere.service",
	.kind = "service",
	.status = "active",
	.sub_state = "running",
	.state = SERVICE_STATE_RUNS,
	.start_type = "static",
	.pid = 4711,
	.description = "Its process is not in the capture"},
    {.name = "pods.service",
	.kind = "service",
	.status = "activating",
	.sub_state = "start",
	.state = SERVICE_STATE_CHANGES,
	.start_type = "disabled",
	.pid = 900,
	.cgroup = "/kubepods.slice",
	.description = "Pods"},
    {.name = "stopped.service",
	.kind = "service",
	.status = "inactive",
	.sub_state = "dead",
	.state = SERVICE_STATE_STOPPED,
	.start_type = "disabled",
	.description = "Does nothing"},
    {.name = "dev-disk\\x2done.device",
	.kind = "device",
	.status = "active",
	.sub_state = "plugged",
	.state = SERVICE_STATE_RUNS,
	.description = "A disk"},
    {.name = "session-3.scope",
	.kind = "scope",
	.status = "active",
	.sub_state = "running",
	.state = SERVICE_STATE_RUNS,
	.cgroup = "/user.slice/user-1000.slice/session-3.scope",
	.description = "Session 3 of User ann"},
    {.name = "user.slice",
	.kind = "slice",
	.status = "active",
	.sub_state = "active",
	.state = SERVICE_STATE_RUNS,
	.cgroup = "/user.slice",
	.description = "Users"},
};

static bool
is_mode(const char *mode)
{
	const char *said = getenv("CTOP_TEST_SERVICES");

	return said != NULL && strcmp(said, mode) == 0;
}

static struct service_watch *
services_open(struct machine *m, char *why, size_t len)
{
	(void)m;
	if (!is_mode("none"))
		return calloc(1, sizeof(struct service_watch));
	snprintf(why, len, "no service manager: pid 1 is tini");
	return NULL;
}

static enum fact
services(struct service_watch *watch, uint64_t want, struct service_list *list)
{
	(void)want;
	while (is_mode("hang") && watch->asked > 0)
		pause();
	watch->asked++;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct service *row = service_list_add(list);

		*row = all[i];
		for (unsigned g = 0; g < VG_CPU_PERCENT; g++)
			row->known[g] = g == VG_MEMORY || g == VG_CPU_TIME ? FACT_NONE : FACT_OK;
	}
	return FACT_OK;
}

static void
services_close(struct service_watch *watch)
{
	free(watch);
}

int
main(int argc, char *argv[])
{
	struct driver driver = os_driver;
	struct options options;
	char err[500] = "", warning[500] = "";

	text_init();
	if (options_parse(argc, argv, &options, err, sizeof(err), warning, sizeof(warning)) != 0) {
		fprintf(stderr, "%s\n", err);
		return 2;
	}
	driver.services_open = services_open;
	driver.services = services;
	driver.services_close = services_close;
	const struct open_options open = {.root = options.set.root};
	struct collector *c = collector_open(&driver, &open, false, err, sizeof(err));
	if (c == NULL) {
		fprintf(stderr, "%s\n", err);
		return 1;
	}
	const struct ui_options ui = {.settings = &options.set};
	int status = ui_run(c, &ui);
	collector_close(c);
	options_free(&options);
	return status;
}
