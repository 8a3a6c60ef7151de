/*
 * Services, as the service control manager tells of them.
 *
 * Every call lists all of them with status and pid: one request.  How a service is
 * configured takes four requests each, so it is kept, and asked again when the service
 * has changed, or after a while, a few at a time.
 */
#include "windows.h"

#include <winsvc.h>

#include "../../arena.h"
#include "../../compat.h"
#include "decode_services.h"

#define LIST_BYTES_FIRST   ((DWORD)64 * 1024)
#define CONFIG_BYTES_FIRST ((DWORD)4 * 1024)
/* What one answer holds at most; the rest of a list comes with the next. */
#define ANSWER_BYTES_MAX ((DWORD)256 * 1024)
/* A list that never ends is none. */
#define LIST_PARTS_MAX 256

#define CONFIG_AGE_NS  UINT64_C(30000000000)
#define CONFIG_AT_ONCE 16 /* of those that are merely old */
#define CONFIG_GROUPS                                                                              \
	(VG_BIT(VG_DESCRIPTION) | VG_BIT(VG_START_TYPE) | VG_BIT(VG_USERNAME) | VG_BIT(VG_BINPATH))

_Static_assert(sizeof(ENUM_SERVICE_STATUS_PROCESSW) == SERVICE_RECORD &&
	offsetof(QUERY_SERVICE_CONFIGW, lpServiceStartName) == 48 && SERVICE_PAUSED == 7 &&
	SERVICE_DISABLED == 4,
    "records are laid out as the decoders have them");

/* How a service is configured, as far as it was told. */
struct config {
	uint64_t asked_at;		  /* 0: never */
	uint8_t known, known_description; /* enum fact */
	bool delayed;
	const char *start_type;
	char *binpath, *username, *description; /* NULL: none */
};

/* A service of the list before. */
struct kept {
	char *name;
	uint32_t state, pid;
	bool seen;
	struct config config;
};

/* Room for what the manager answers. */
struct answer {
	unsigned char *data;
	DWORD room;
};

struct service_watch {
	SC_HANDLE manager;
	struct answer list, config;
	struct kept *kept;
	size_t nkept, kept_room;
	size_t hint;   /* they mostly come in the order they came last */
	unsigned left; /* configurations that may be asked for age in this call */
};

/* Room for what was needed a moment ago, and some more; false: there may be no more. */
static bool
answer_grow(struct answer *a, DWORD needed)
{
	if (a->room >= ANSWER_BYTES_MAX)
		return false;
	needed += needed / 4;
	a->room = needed > a->room ? needed : a->room * 2;
	if (a->room > ANSWER_BYTES_MAX)
		a->room = ANSWER_BYTES_MAX;
	a->data = xrealloc(a->data, a->room, 1);
	return true;
}

static struct image
answer_image(const struct answer *a)
{
	return (struct image){a->data, a->room, (uint64_t)(uintptr_t)a->data};
}

struct service_watch *
windows_services_open(struct machine *m, char *why, size_t whylen)
{
	SC_HANDLE manager =
	    OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE);
	struct service_watch *w;

	(void)m;
	if (manager == NULL) {
		DWORD error = GetLastError();

		snprintf(why, whylen, "the service control manager %s (error %lu)",
		    error == ERROR_ACCESS_DENIED ? "may not be asked" : "does not answer",
		    (unsigned long)error);
		return NULL;
	}
	w = xcalloc(1, sizeof(*w));
	w->manager = manager;
	answer_grow(&w->list, LIST_BYTES_FIRST);
	answer_grow(&w->config, CONFIG_BYTES_FIRST);
	return w;
}

static void
config_forget(struct config *c)
{
	free(c->binpath);
	free(c->username);
	free(c->description);
	*c = (struct config){0};
}

static void
kept_free(struct kept *k)
{
	config_forget(&k->config);
	free(k->name);
}

void
windows_services_close(struct service_watch *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->nkept; i++)
		kept_free(&w->kept[i]);
	free(w->kept);
	free(w->list.data);
	free(w->config.data);
	CloseServiceHandle(w->manager);
	free(w);
}

static struct kept *
kept_get(struct service_watch *w, const char *name)
{
	for (size_t i = 0; i < w->nkept; i++) {
		struct kept *k = &w->kept[(w->hint + i) % w->nkept];

		if (strcmp(k->name, name) == 0) {
			w->hint = (w->hint + i + 1) % w->nkept;
			return k;
		}
	}
	if (w->nkept == w->kept_room) {
		w->kept_room = w->kept_room > 0 ? w->kept_room * 2 : 128;
		w->kept = xrealloc(w->kept, w->kept_room, sizeof(*w->kept));
	}
	w->kept[w->nkept] = (struct kept){.name = xstrdup(name)};
	return &w->kept[w->nkept++];
}

static void
forget_unseen(struct service_watch *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nkept; i++) {
		if (w->kept[i].seen)
			w->kept[n++] = w->kept[i];
		else
			kept_free(&w->kept[i]);
	}
	w->nkept = n;
}

static char *
kept_text(const char *text)
{
	return text != NULL && text[0] != '\0' ? xstrdup(text) : NULL;
}

static DWORD
ask_config(struct service_watch *w, SC_HANDLE service, struct config *c, struct arena *arena)
{
	QUERY_SERVICE_CONFIGW *buf = (void *)w->config.data;
	struct service_config found;
	DWORD needed = 0;

	while (!QueryServiceConfigW(service, buf, w->config.room, &needed)) {
		DWORD error = GetLastError();

		if (error != ERROR_INSUFFICIENT_BUFFER || !answer_grow(&w->config, needed))
			return error;
		buf = (void *)w->config.data;
	}
	const struct image im = answer_image(&w->config);
	if (!decode_service_config(&im, &found, arena))
		return ERROR_INVALID_DATA;
	c->start_type = service_start_name(found.start_type);
	c->binpath = kept_text(found.binpath);
	c->username = kept_text(found.username);
	return ERROR_SUCCESS;
}

static DWORD
ask_description(struct service_watch *w, SC_HANDLE service, struct config *c, struct arena *arena)
{
	DWORD needed = 0;

	while (!QueryServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, w->config.data,
	    w->config.room, &needed)) {
		DWORD error = GetLastError();

		if (service_error_is_no_description(error))
			return ERROR_SUCCESS;
		if (error != ERROR_INSUFFICIENT_BUFFER || !answer_grow(&w->config, needed))
			return error;
	}
	const struct image im = answer_image(&w->config);
	c->description = kept_text(decode_service_description(&im, arena));
	return ERROR_SUCCESS;
}

static bool
is_delayed(SC_HANDLE service)
{
	SERVICE_DELAYED_AUTO_START_INFO info = {FALSE};
	DWORD needed;

	return QueryServiceConfig2W(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, (LPBYTE)&info,
		   sizeof(info), &needed) &&
	    info.fDelayedAutostart;
}

/* The manager's name for it: as it came, not as it is shown. */
static void
ask(struct service_watch *w, const WCHAR *name, struct config *c, struct arena *arena)
{
	SC_HANDLE service = OpenServiceW(w->manager, name, SERVICE_QUERY_CONFIG);

	config_forget(c);
	c->asked_at = clock_now();
	if (service == NULL) {
		c->known = c->known_description = service_error_fact(GetLastError());
		return;
	}
	c->known = service_error_fact(ask_config(w, service, c, arena));
	c->known_description = service_error_fact(ask_description(w, service, c, arena));
	c->delayed = c->known == FACT_OK && is_delayed(service);
	CloseServiceHandle(service);
}

/* Is its configuration to be asked now? */
static bool
is_due(struct service_watch *w, struct kept *k, const struct service_record *r, uint64_t now)
{
	const struct config *c = &k->config;
	bool changed = k->state != r->state || k->pid != r->pid;

	k->state = r->state;
	k->pid = r->pid;
	if (c->asked_at == 0 || changed)
		return true;
	bool failed = c->known == FACT_PENDING || c->known == FACT_GONE;
	if (now - c->asked_at < CONFIG_AGE_NS && !failed)
		return false;
	if (w->left == 0)
		return false;
	w->left--;
	return true;
}

static const char *
shown_text(const char *text, struct arena *arena)
{
	return text != NULL ? arena_dup(arena, text) : NULL;
}

/* What no word of a status says: what it failed with, and that it starts late. */
static const char *
sub_state(const struct service_record *r, const struct config *c, struct arena *arena)
{
	if (service_state_of(r->state, r->error) == SERVICE_STATE_FAILED)
		return arena_printf(arena, "error %u%s", r->error, c->delayed ? ", delayed" : "");
	return c->delayed ? "delayed" : NULL;
}

static void
fill_config(struct service *row, const struct config *c, struct arena *arena)
{
	row->start_type = c->start_type;
	row->username = shown_text(c->username, arena);
	row->binpath = shown_text(c->binpath, arena);
	/* psutil's: none is an empty one */
	row->description = c->description != NULL ? arena_dup(arena, c->description) : "";
	row->known[VG_START_TYPE] = row->known[VG_USERNAME] = row->known[VG_BINPATH] = c->known;
	row->known[VG_DESCRIPTION] = c->known_description;
}

static void
fill_row(struct service *row, const struct service_record *r, const struct config *c,
    struct arena *arena)
{
	row->name = r->name;
	row->display_name = r->display_name;
	row->kind = service_kind_name(r->type);
	row->known[VG_SERVICE] = row->known[VG_KIND] = FACT_OK;
	row->status = service_status_name(r->state);
	row->state = (uint8_t)service_state_of(r->state, r->error);
	row->sub_state = sub_state(r, c, arena);
	row->known[VG_STATUS] = row->status != NULL ? FACT_OK : FACT_NONE;
	row->pid = r->pid;
	row->known[VG_PID] = FACT_OK;
	fill_config(row, c, arena);
}

/* One part of the list: each service by its record, and by its name as the manager has it. */
static void
take_part(struct service_watch *w, DWORD count, uint64_t want, struct service_list *list)
{
	const ENUM_SERVICE_STATUS_PROCESSW *raw = (const void *)w->list.data;
	const struct image im = answer_image(&w->list);
	uint64_t now = clock_now();
	struct service_record r;

	for (DWORD i = 0; i < count && decode_service(&im, i, &r, list->arena); i++) {
		struct kept *k = kept_get(w, r.name);

		/* Parts may overlap when something was removed between them. */
		if (k->seen)
			continue;
		k->seen = true;
		if ((want & CONFIG_GROUPS) != 0 && is_due(w, k, &r, now))
			ask(w, raw[i].lpServiceName, &k->config, list->arena);
		if (k->config.known != FACT_GONE)
			fill_row(service_list_add(list), &r, &k->config, list->arena);
	}
}

/* All parts of the list; 0, or the error. */
static DWORD
take_list(struct service_watch *w, uint64_t want, struct service_list *list)
{
	DWORD needed, count, resume = 0;

	for (int part = 0; part < LIST_PARTS_MAX;) {
		bool whole = EnumServicesStatusExW(w->manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32,
		    SERVICE_STATE_ALL, w->list.data, w->list.room, &needed, &count, &resume, NULL);

		if (!whole && GetLastError() != ERROR_MORE_DATA)
			return GetLastError();
		/*
		 * All at once rather than in parts that do not fit together, while there is room.
		 */
		if (!whole && part == 0 && answer_grow(&w->list, w->list.room + needed)) {
			resume = 0;
			continue;
		}
		take_part(w, count, want, list);
		if (whole)
			return ERROR_SUCCESS;
		part++;
	}
	return ERROR_MORE_DATA;
}

enum fact
windows_services(struct service_watch *w, uint64_t want, struct service_list *list)
{
	DWORD error;

	w->left = CONFIG_AT_ONCE;
	w->hint = 0;
	for (size_t i = 0; i < w->nkept; i++)
		w->kept[i].seen = false;
	error = take_list(w, want, list);
	if (error != ERROR_SUCCESS)
		return error == ERROR_ACCESS_DENIED ? FACT_DENIED : FACT_GONE;
	forget_unseen(w);
	return FACT_OK;
}
