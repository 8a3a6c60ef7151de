#include "settings.h"

#include "compat.h"

void
settings_init(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	s->footprint_budget = 5;
	s->patience = 2;
	s->mouse = true;
	s->service.hide_minor = true;
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
	    s->group, s->group_columns, s->group_sort, s->group_filter, s->user, s->pids, s->root,
	    s->color, s->net.columns, s->net.sort, s->net.filter, s->disk.columns, s->disk.sort,
	    s->disk.filter, s->service.columns, s->service.sort, s->service.filter};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	free_list(s->bindings);
	memset(s, 0, sizeof(*s));
}

void
settings_text(char **text, const char *value)
{
	char *copy = value == NULL ? NULL : xstrdup(value);

	free(*text);
	*text = copy;
}

void
settings_bind(struct settings *s, const char *line)
{
	size_t n = 0;

	while (s->bindings != NULL && s->bindings[n] != NULL)
		n++;
	s->bindings = xrealloc(s->bindings, n + 2, sizeof(*s->bindings));
	s->bindings[n] = xstrdup(line);
	s->bindings[n + 1] = NULL;
}
