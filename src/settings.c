#include "settings.h"

#include "compat.h"

void
settings_init(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	s->footprint_budget = 5;
	s->patience = 2;
	s->mouse = true;
	s->highlight_changes = true;
	s->memtype = xstrdup("rss");
	s->scheme = xstrdup("default");
	s->keys = xstrdup("htop");
	s->color = xstrdup("auto");
}

static void
free_list(char **list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

void
settings_free(struct settings *s)
{
	char *texts[] = {s->columns, s->sort, s->filter, s->memtype, s->scheme, s->keys, s->panels,
	    s->user, s->pids, s->root, s->color};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	free_list(s->bindings);
	free_list(s->unknown);
	memset(s, 0, sizeof(*s));
}
