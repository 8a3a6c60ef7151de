/*
 * The conversation with systemd.
 *
 * root talks to systemd itself, at the socket that systemctl uses; others, and root where there is
 * no such socket, go through the system bus.  Both tell what changes.
 */
#include <errno.h>
#include <unistd.h>

#include "../../compat.h"
#include "sdbus.h"
#include "services.h"
#include "services_read.h"

#define PRIVATE	   "/run/systemd/private"
#define NAME	   "org.freedesktop.systemd1"
#define MANAGER	   "/org/freedesktop/systemd1"
#define INTERFACE  "org.freedesktop.systemd1.Manager"
#define PROPERTIES "org.freedesktop.DBus.Properties"

#define US_PER_S UINT64_C(1000000)
/* A systemd that is there answers in a few milliseconds. */
#define CALL_US (2 * US_PER_S)

/* After so long somebody should see what is known so far, and systemd has other things to do. */
#define TURN_NS UINT64_C(50000000)

/* Signals taken in one go: who floods us is listened to the next time. */
enum { SIGNALS_MAX = 10000 };

struct service_bus {
	const struct sdbus *lib;
	struct sd_bus *bus;
	const char *address;
	bool direct; /* systemd itself is at the other end */
	struct units units;
	/* what signals leave to be asked for */
	bool subscribe, relist, reloading;
	unsigned stale; /* UNIT_BIT, of all units */
	uint64_t calls;
};

static void
anew(struct service_bus *b)
{
	b->subscribe = b->relist = true;
	b->reloading = false;
	b->stale = UNIT_ALL;
}

/* Makes a call with two arguments of text, or none. */
static int
call(struct service_bus *b, const char *path, const char *interface, const char *member,
    const char *first, const char *second, struct sd_bus_message **reply)
{
	const struct sdbus *lib = b->lib;
	struct sd_bus_message *m = NULL;
	struct sd_bus_error error = {0};
	int r = lib->message_new_method_call(b->bus, &m, b->direct ? NULL : NAME, path, interface,
	    member);

	if (r >= 0 && first != NULL)
		r = lib->message_append_basic(m, 's', first);
	if (r >= 0 && second != NULL)
		r = lib->message_append_basic(m, 's', second);
	if (r >= 0) {
		b->calls++;
		r = lib->call(b->bus, m, CALL_US, &error, reply);
	}
	lib->error_free(&error);
	lib->message_unref(m);
	return r;
}

static void
unit_changed(struct service_bus *b, struct sd_bus_message *m, const char *path)
{
	struct unit *u = units_find_path(&b->units, path);

	/* What cannot be read is asked for. */
	if (u != NULL && services_read_change(b->lib, m, u) < 0) {
		u->stale = UNIT_ALL;
		b->relist = true;
	}
}

/* While it reads its files anew all units are removed, to come back. */
static void
unit_removed(struct service_bus *b, struct sd_bus_message *m)
{
	int r = 0;
	const char *name = services_read_text(b->lib, m, 's', &r);
	struct unit *u = b->reloading ? NULL : units_find(&b->units, name);

	if (u != NULL)
		units_remove(&b->units, u);
}

static void
reloading(struct service_bus *b, struct sd_bus_message *m)
{
	int begins = 0;

	b->reloading = b->lib->message_read_basic(m, 'b', &begins) >= 0 && begins;
	if (b->reloading)
		return;
	b->relist = true;
	b->stale = UNIT_ALL;
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
		unit_changed(b, m, path);
	else if (strcmp(member, "UnitNew") == 0)
		b->relist = true;
	else if (strcmp(member, "UnitRemoved") == 0)
		unit_removed(b, m);
	else if (strcmp(member, "UnitFilesChanged") == 0)
		b->stale |= UNIT_BIT(UNIT_FILE_STATE);
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
	/* Who does not answer does not by another way either. */
	if (r < 0 && r != -ETIMEDOUT)
		r = converse(b, connect_broker);
	if (r < 0) {
		if (r == -ETIMEDOUT)
			snprintf(why, len, "systemd has not answered within %u s",
			    (unsigned)(CALL_US / US_PER_S));
		else
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

static int
list_units(struct service_bus *b)
{
	struct sd_bus_message *reply = NULL;
	struct units fresh = {0};
	int r = call(b, MANAGER, INTERFACE, "ListUnits", NULL, NULL, &reply);

	if (r >= 0)
		r = services_read_units(b->lib, reply, &fresh);
	b->lib->message_unref(reply);
	if (r < 0) {
		units_free(&fresh);
		return r;
	}
	units_take_over(&fresh, &b->units);
	b->units = fresh;
	return 0;
}

/* Is it the conversation that failed, or only this question? */
static bool
is_over(int r)
{
	return r == -ENOTCONN || r == -ECONNRESET || r == -ETIMEDOUT || r == -EPIPE;
}

static int
ask(struct service_bus *b, struct unit *u, enum unit_property p)
{
	struct sd_bus_message *reply = NULL;
	const char *interface, *name = services_property(p, &interface);
	int r = call(b, u->path, PROPERTIES, "Get", interface, name, &reply);

	if (is_over(r))
		return r;
	services_read_answer(b->lib, reply, r, u, p);
	b->lib->message_unref(reply);
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
	int r = call(b, MANAGER, INTERFACE, "Subscribe", NULL, NULL, &reply);

	b->lib->message_unref(reply);
	return is_over(r) ? r : 0;
}

/* 1: the turn was over before all was asked. */
static int
ask_units(struct service_bus *b, uint64_t want, uint64_t until)
{
	for (size_t i = 0; i < UNIT_ROUNDS * b->units.count; i++) {
		struct unit *u = &b->units.items[i % b->units.count];
		unsigned rest = unit_asks(u, want) & unit_round(u, (unsigned)(i / b->units.count));

		for (; rest != 0; rest &= rest - 1) {
			if (clock_now() >= until)
				return 1;
			int r = ask(b, u, (enum unit_property)lowest_group(rest));
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static void
forget(struct service_bus *b, unsigned properties)
{
	for (size_t i = 0; i < b->units.count; i++)
		b->units.items[i].stale |= properties;
}

int
service_bus_update(struct service_bus *b, uint64_t want)
{
	const uint64_t until = clock_now() + TURN_NS;
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
	forget(b, b->stale);
	b->stale = 0;
	return ask_units(b, want, until);
}
