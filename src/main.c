#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "collect/filter.h"
#include "compat.h"
#include "report.h"
#include "text.h"
#include "ui/actions.h"
#include "ui/term.h"
#include "ui/ui.h"

/* Everything is out (result is 0), or a message says why not; the exit status. */
static int
finish_output(int result)
{
	if (result == 0 && fflush(stdout) == 0)
		return 0;
	if (compat_nobody_reads(errno))
		return 0;
	fprintf(stderr, "ctop: standard output: %s\n", strerror(errno));
	return 1;
}

static int
print_version(const struct options *options)
{
	char err[300];
	const struct open_options open = {.root = options->set.root};
	struct collector *c;

	printf("ctop %s for %s\n", CTOP_VERSION, os_driver.name);
	c = collector_open(&os_driver, &open, false, err, sizeof(err));
	if (c != NULL) {
		if (os_driver.describe != NULL)
			os_driver.describe(collector_machine(c), stdout);
		collector_close(c);
	}
	return finish_output(0);
}

/* A run that needs no machine; -1: it does. */
static int
run_without_machine(const struct options *options)
{
	switch (options->mode) {
	case MODE_HELP:
		options_help(stdout);
		break;
	case MODE_VERSION:
		return print_version(options);
	case MODE_LIST_COLUMNS:
		return finish_output(report_columns(stdout, options->format));
	default:
		return -1;
	}
	return finish_output(0);
}

static int
run_screen(struct collector *c, struct options *options, const char *warning)
{
	char path[4096], err[300];
	const char *config = options->config;

	if (options->set.user != NULL) {
		struct filter *user = user_filter(c, options->set.user, err, sizeof(err));
		if (user == NULL) {
			fprintf(stderr, "ctop: -u, --user: %s\n", err);
			return 2;
		}
		filter_unref(user);
	}
	if (config == NULL && !options->no_config && config_path(path, sizeof(path)) == 0)
		config = path;
	const struct ui_options ui = {
	    .settings = &options->set,
	    .config = config,
	    .notice = *warning != '\0' ? warning : NULL,
	    .iterations = options->iterations,
	};
	return ui_run(c, &ui);
}

static int
run(struct options *options, const char *warning)
{
	char err[300] = "";
	const struct open_options open = {.root = options->set.root};
	bool screen = options->mode == MODE_SCREEN && compat_on_terminal();
	int status = run_without_machine(options);

	if (status != -1)
		return status;
	if (options->config_bad && !screen) {
		fprintf(stderr, "ctop: %s\n", warning);
		return 2;
	}
	if (*warning != '\0' && !screen)
		fprintf(stderr, "ctop: %s\n", warning);
	struct collector *c =
	    collector_open(&os_driver, &open, options->set.stats, err, sizeof(err));
	if (c == NULL) {
		fprintf(stderr, "ctop: %s\n", err);
		return 1;
	}
	if (screen) {
		status = run_screen(c, options, warning);
	} else {
		if (options->mode == MODE_SCREEN)
			options->iterations = options->iterations > 0 ? options->iterations : 1;
		status = batch_run(c, options);
	}
	collector_close(c);
	return status;
}

int
main(int argc, char *argv[])
{
	struct options options;
	char err[500] = "", warning[500] = "";
	int status = 2;

	compat_start(&argc, &argv);
	text_init();
	config_hooks.bind = actions_check_binding;
	config_hooks.schemes = theme_names;
	if (options_parse(argc, argv, &options, err, sizeof(err), warning, sizeof(warning)) == 0)
		status = run(&options, warning);
	else
		fprintf(stderr, "ctop: %s\n", err);
	options_free(&options);
	return status;
}
