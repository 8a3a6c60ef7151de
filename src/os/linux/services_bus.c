/*
 * The conversation with systemd.
 *
 * root talks to systemd itself, at the socket that systemctl uses; others, and root where there is no
 * such socket, go through the system bus.  Both tell what changes.
 */
#include <errno.h>
#include <unistd.h>

#include "../../compat.h"
#include "sdbus.h"
#include "services.h"

#define PRIVATE	   "/run/systemd/private"
#define NAME	   "org.freedesktop.systemd1"
#define MANAGER	   "/org/freedesktop/systemd1"
#define INTERFACE  "org.freedesktop.systemd1.Manager"
#define PROPERTIES "org.freedesktop.DBus.Properties"

#define US_PER_S UINT64_C(1000000)
/* A systemd that is there answers in a few milliseconds. */
#define CALL_US (2 * US_PER_S)

/* After so long somebody should see what is known so far. */
#define TURN_NS UINT64_C(200000000)

/* Signals taken in one go: who floods us is listened to the next time. */
enum { SIGNALS_MAX = 10000 };

struct service_bus {
	const struct sdbus *lib;
	struct sd_bus *bus;
	const char *address;
	bool direct; /* systemd itself is at the other end */
	struct units units;
	/* what signals leave to be asked for */
	bool subscribe, relist, all;
	uint64_t calls;
};

static void
anew(struct service_bus *b)
{
	b->subscribe = b->relist = b->all = true;
}

/* Makes a call with one argument of text, or none. */
static int
call(struct service_bus *b, const char *path, const char *interface, const char *member,
    const char *argument, struct sd_bus_message **reply)
{
	const struct sdbus *lib = b->lib;
	struct sd_bus_message *m = NULL;
	struct sd_bus_error error = {0};
	int r = lib->message_new_method_call(
	    b->bus, &m, b->direct ? NULL : NAME, path, interface, member);

	if (r >= 0 && argument != NULL)
		r = lib->message_append_basic(m, 's', argument);
	if (r >= 0) {
		b->calls++;
		r = lib->call(b->bus, m, CALL_US, &error, reply);
	}
	lib->error_free(&error);
	lib->message_unref(m);
	return r;
}

static const char *
read_text(const struct sdbus *lib, struct sd_bus_message *m, char type, int *r)
{
	const char *text = "";

	if (*r >= 0)
		*r = lib->message_read_basic(m, type, &text);
	return *r >= 0 && text != NULL ? text : "";
}

static void
changed(struct service_bus *b, struct unit *u)
{
	if (u == NULL)
		return;
	if (u->detailed)
		u->stale = true;
	else
		b->relist = true;
}

static void
job_removed(struct service_bus *b, struct sd_bus_message *m)
{
	uint32_t number;
	int r = b->lib->message_read_basic(m, 'u', &number);

	read_text(b->lib, m, 'o', &r);
	const char *name = read_text(b->lib, m, 's', &r);
	if (r >= 0)
		changed(b, units_find(&b->units, name));
}

static void
reloading(struct service_bus *b, struct sd_bus_message *m)
{
	int begins = 0;

	if (b->lib->message_read_basic(m, 'b', &begins) >= 0 && begins)
		return;
	b->relist = b->all = true;
}

static int
take_signal(struct sd_bus_message *m, void *argument, struct sd_bus_error *error)
{
	struct service_bus *b = argument;
	const char *member = b->lib->message_get_member(m), *path = b->lib->message_get_path(m);

	(void)error;
	if (member == NULL || path == NULL)
		return 0;
	if (strcmp(member, "PropertiesChanged") == 0)
		changed(b, units_find_path(&b->units, path));
	else if (strcmp(member, "JobRemoved") == 0)
		job_removed(b, m);
	else if (strcmp(member, "UnitNew") == 0 || strcmp(member, "UnitRemoved") == 0)
		b->relist = true;
	else if (strcmp(member, "UnitFilesChanged") == 0)
		b->all = true;
	else if (strcmp(member, "Reloading") == 0)
		reloading(b, m);
	else if (strcmp(member, "NameOwnerChanged") == 0)
		anew(b);
	return 0;
}

static int
add_matches(struct service_bus *b)
{
	static const char *const rules[] = {
		"path='" MANAGER "',interface='" INTERFACE "'",
		"path_namespace='" MANAGER "/unit',interface='" PROPERTIES
		"',member='PropertiesChanged'",
		"sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
		"member='NameOwnerChanged',arg0='" NAME "'",
	};
	/* At systemd's own end messages have no sender, and there is no bus to tell of names. */
	size_t count = b->direct ? 2 : 3;
	char rule[300];
	int r = 0;

	for (size_t i = 0; i < count && r >= 0; i++) {
		snprintf(rule, sizeof(rule), "type='signal',%s%s",
		    b->direct || i == 2 ? "" : "sender='" NAME "',", rules[i]);
		r = b->lib->add_match(b->bus, NULL, rule, take_signal, b);
	}
	return r;
}

/* Until the other end has agreed to talk. */
static int
await_ready(struct service_bus *b)
{
	const uint64_t until = clock_now() + CALL_US * 1000;
	int r;

	while ((r = b->lib->is_ready(b->bus)) == 0) {
		uint64_t now = clock_now();

		if (now >= until)
			return -ETIMEDOUT;
		r = b->lib->process(b->bus, NULL);
		if (r == 0)
			r = b->lib->wait(b->bus, (until - now) / 1000);
		if (r < 0)
			return r;
	}
	return r;
}

static int
connect_direct(struct service_bus *b)
{
	int r = b->lib->new (&b->bus);

	b->direct = true;
	b->address = PRIVATE;
	if (r >= 0)
		r = b->lib->set_address(b->bus, "unix:path=" PRIVATE);
	if (r >= 0)
		r = b->lib->start(b->bus);
	return r;
}

static int
connect_broker(struct service_bus *b)
{
	b->direct = false;
	b->address = "the system bus";
	return b->lib->open_system(&b->bus);
}

static void
disconnect(struct service_bus *b)
{
	if (b->bus == NULL)
		return;
	b->lib->close(b->bus);
	b->lib->unref(b->bus);
	b->bus = NULL;
}

/* -errno when nobody is there. */
static int
converse(struct service_bus *b, int (*way)(struct service_bus *))
{
	int r = way(b);

	if (r >= 0)
		r = await_ready(b);
	if (r >= 0)
		r = add_matches(b);
	if (r < 0)
		disconnect(b);
	return r;
}

struct service_bus *
service_bus_open(char *why, size_t len)
{
	const struct sdbus *lib = sdbus_load(why, len);

	if (lib == NULL)
		return NULL;
	struct service_bus *b = xcalloc(1, sizeof(*b));
	b->lib = lib;
	int r = geteuid() == 0 ? converse(b, connect_direct) : -EACCES;
	if (r < 0)
		r = converse(b, connect_broker);
	if (r < 0) {
		snprintf(why, len, "systemd does not answer: %s", strerror(-r));
		free(b);
		return NULL;
	}
	anew(b);
	return b;
}

void
service_bus_close(struct service_bus *b)
{
	disconnect(b);
	units_free(&b->units);
	free(b);
}

const struct units *
service_bus_units(const struct service_bus *b)
{
	return &b->units;
}

uint64_t
service_bus_calls(const struct service_bus *b)
{
	return b->calls;
}

const char *
service_bus_address(const struct service_bus *b)
{
	return b->address;
}

/* One of ListUnits: name, description, load, active, sub, following, path, and a job. */
static int
read_unit(const struct sdbus *lib, struct sd_bus_message *m, struct units *units)
{
	int r = lib->message_enter_container(m, 'r', "ssssssouso");

	if (r <= 0)
		return r;
	struct unit *u = units_add(units);
	u->name = xstrdup(read_text(lib, m, 's', &r));
	u->description = xstrdup(read_text(lib, m, 's', &r));
	u->load = xstrdup(read_text(lib, m, 's', &r));
	u->active = xstrdup(read_text(lib, m, 's', &r));
	u->sub = xstrdup(read_text(lib, m, 's', &r));
	read_text(lib, m, 's', &r);
	u->path = xstrdup(read_text(lib, m, 'o', &r));
	unit_classify(u);
	if (r >= 0)
		r = lib->message_skip(m, "uso");
	if (r >= 0)
		r = lib->message_exit_container(m);
	return r < 0 ? r : 1;
}

static int
list_units(struct service_bus *b)
{
	struct sd_bus_message *reply = NULL;
	struct units fresh = {0};
	int r = call(b, MANAGER, INTERFACE, "ListUnits", NULL, &reply);

	if (r >= 0)
		r = b->lib->message_enter_container(reply, 'a', "(ssssssouso)");
	while (r >= 0 && (r = read_unit(b->lib, reply, &fresh)) > 0)
		;
	b->lib->message_unref(reply);
	if (r < 0) {
		units_free(&fresh);
		return r;
	}
	units_settle(&fresh);
	units_take_over(&fresh, &b->units);
	b->units = fresh;
	return 0;
}

static void
take_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

/* ExecStart: of what may be several commands the first. */
static int
read_command(const struct sdbus *lib, struct sd_bus_message *m, char **command)
{
	static const char item[] = "sasbttttuii";
	int r = lib->message_enter_container(m, 'a', "(sasbttttuii)");

	while (r >= 0 && (r = lib->message_enter_container(m, 'r', item)) > 0) {
		const char *path = read_text(lib, m, 's', &r), *word;
		char **words = NULL;
		size_t count = 0;

		if (r >= 0)
			r = lib->message_enter_container(m, 'a', "s");
		while (r >= 0 && (r = lib->message_read_basic(m, 's', &word)) > 0) {
			words = xrealloc(words, count + 1, sizeof(*words));
			words[count++] = xstrdup(word);
		}
		if (r >= 0 && *command == NULL)
			*command = unit_command(path, words, count);
		for (size_t i = 0; i < count; i++)
			free(words[i]);
		free(words);
		if (r >= 0)
			r = lib->message_exit_container(m);
		if (r >= 0)
			r = lib->message_skip(m, "bttttuii");
		if (r >= 0)
			r = lib->message_exit_container(m);
	}
	return r < 0 ? r : lib->message_exit_container(m);
}

#define OF_UNIT(m)    offsetof(struct unit, m)
#define OF_DETAILS(m) (offsetof(struct unit, details) + offsetof(struct unit_details, m))

/* Properties that are looked at, and where they go. */
static const struct {
	const char *name, *type;
	size_t offset;
} wanted[] = {
	{"Description", "s", OF_UNIT(description)},
	{"LoadState", "s", OF_UNIT(load)},
	{"ActiveState", "s", OF_UNIT(active)},
	{"SubState", "s", OF_UNIT(sub)},
	{"FragmentPath", "s", OF_DETAILS(fragment)},
	{"UnitFileState", "s", OF_DETAILS(file_state)},
	{"User", "s", OF_DETAILS(user)},
	{"ControlGroup", "s", OF_DETAILS(cgroup)},
	{"MainPID", "u", OF_DETAILS(main_pid)},
	{"ActiveEnterTimestamp", "t", OF_DETAILS(active_enter)},
	{"ActiveExitTimestamp", "t", OF_DETAILS(active_exit)},
	{"InactiveEnterTimestamp", "t", OF_DETAILS(inactive_enter)},
	{"InactiveExitTimestamp", "t", OF_DETAILS(inactive_exit)},
	{"ExecStart", "a(sasbttttuii)", OF_DETAILS(command)},
};

/* The value of a property, in a variant that was entered. */
static int
read_value(const struct sdbus *lib, struct sd_bus_message *m, char type, void *to)
{
	const char *text;
	int r;

	switch (type) {
	case 's':
		r = lib->message_read_basic(m, type, &text);
		if (r > 0)
			take_text(to, text);
		return r;
	case 'a':
		return read_command(lib, m, to);
	default:
		return lib->message_read_basic(m, type, to);
	}
}

static int
read_property(const struct sdbus *lib, struct sd_bus_message *m, struct unit *u)
{
	const char *contents = NULL;
	int r = 0;
	const char *name = read_text(lib, m, 's', &r);

	if (r >= 0)
		r = lib->message_peek_type(m, NULL, &contents);
	for (size_t i = 0; r > 0 && contents != NULL && i < sizeof(wanted) / sizeof(wanted[0]);
	     i++) {
		if (strcmp(name, wanted[i].name) != 0 || strcmp(contents, wanted[i].type) != 0)
			continue;
		r = lib->message_enter_container(m, 'v', contents);
		if (r >= 0)
			r = read_value(lib, m, *wanted[i].type, (char *)u + wanted[i].offset);
		return r < 0 ? r : lib->message_exit_container(m);
	}
	return r < 0 ? r : lib->message_skip(m, "v");
}

static int
read_properties(const struct sdbus *lib, struct sd_bus_message *m, struct unit *u)
{
	int r = lib->message_enter_container(m, 'a', "{sv}");

	while (r >= 0 && (r = lib->message_enter_container(m, 'e', "sv")) > 0) {
		r = read_property(lib, m, u);
		if (r >= 0)
			r = lib->message_exit_container(m);
	}
	return r;
}

/* Is it the conversation that failed, or only this question? */
static bool
is_over(int r)
{
	return r == -ENOTCONN || r == -ECONNRESET || r == -ETIMEDOUT || r == -EPIPE;
}

static int
ask_unit(struct service_bus *b, struct unit *u)
{
	struct sd_bus_message *reply = NULL;
	/* Of a service what all its interfaces tell. */
	const char *interface = u->service ? "" : "org.freedesktop.systemd1.Unit";
	int r = call(b, u->path, PROPERTIES, "GetAll", interface, &reply);

	if (is_over(r))
		return r;
	u->stale = false;
	unit_details_free(&u->details);
	if (r >= 0)
		r = read_properties(b->lib, reply, u);
	b->lib->message_unref(reply);
	u->details.known = FACT_OK;
	if (r < 0)
		u->details.known = r == -EACCES || r == -EPERM ? FACT_DENIED : FACT_GONE;
	return 0;
}

static int
take_signals(struct service_bus *b)
{
	for (int i = 0; i < SIGNALS_MAX; i++) {
		int r = b->lib->process(b->bus, NULL);

		if (r <= 0)
			return r;
	}
	return 0;
}

/* Asks to be told; who may not, or is told already, is none the worse. */
static int
subscribe(struct service_bus *b)
{
	struct sd_bus_message *reply = NULL;
	int r = call(b, MANAGER, INTERFACE, "Subscribe", NULL, &reply);

	b->lib->message_unref(reply);
	return is_over(r) ? r : 0;
}

static int
ask_units(struct service_bus *b)
{
	const uint64_t until = clock_now() + TURN_NS;

	for (size_t i = 0; i < b->units.count; i++) {
		struct unit *u = &b->units.items[i];

		if (!u->detailed || !u->stale)
			continue;
		int r = ask_unit(b, u);
		if (r < 0)
			return r;
		if (clock_now() >= until)
			return 1;
	}
	return 0;
}

int
service_bus_update(struct service_bus *b)
{
	int r = take_signals(b);

	if (r >= 0 && b->subscribe)
		r = subscribe(b);
	if (r < 0)
		return r;
	b->subscribe = false;
	if (b->relist) {
		r = list_units(b);
		if (r < 0)
			return r;
		b->relist = false;
	}
	for (size_t i = 0; b->all && i < b->units.count; i++)
		b->units.items[i].stale = true;
	b->all = false;
	return ask_units(b);
}
