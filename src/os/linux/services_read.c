#include "services_read.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "../../compat.h"

#define UNIT	"org.freedesktop.systemd1.Unit"
#define SERVICE "org.freedesktop.systemd1.Service"

#define OF_UNIT(m)    offsetof(struct unit, m)
#define OF_DETAILS(m) (offsetof(struct unit, details) + offsetof(struct unit_details, m))
#define OF_STAMP(p)   (OF_DETAILS(stamps) + ((p)-UNIT_ACTIVE_ENTER) * sizeof(uint64_t))

struct property {
	const char *name, *interface, *type;
	size_t offset;
};

/* By enum unit_property. */
static const struct property asked[UNIT_PROPERTIES] = {
    [UNIT_MAIN_PID] = {"MainPID", SERVICE, "u", OF_DETAILS(main_pid)},
    [UNIT_CGROUP] = {"ControlGroup", SERVICE, "s", OF_DETAILS(cgroup)},
    [UNIT_USER] = {"User", SERVICE, "s", OF_DETAILS(user)},
    [UNIT_COMMAND] = {"ExecStart", SERVICE, "a(sasbttttuii)", OF_DETAILS(command)},
    [UNIT_FRAGMENT] = {"FragmentPath", UNIT, "s", OF_DETAILS(fragment)},
    [UNIT_ACTIVE_ENTER] = {"ActiveEnterTimestamp", UNIT, "t", OF_STAMP(UNIT_ACTIVE_ENTER)},
    [UNIT_ACTIVE_EXIT] = {"ActiveExitTimestamp", UNIT, "t", OF_STAMP(UNIT_ACTIVE_EXIT)},
    [UNIT_INACTIVE_ENTER] = {"InactiveEnterTimestamp", UNIT, "t", OF_STAMP(UNIT_INACTIVE_ENTER)},
    [UNIT_INACTIVE_EXIT] = {"InactiveExitTimestamp", UNIT, "t", OF_STAMP(UNIT_INACTIVE_EXIT)},
    [UNIT_FILE_STATE] = {"UnitFileState", UNIT, "s", OF_DETAILS(file_state)},
};

/* What the list tells, and signals after it. */
static const struct property listed[] = {
    {"ActiveState", UNIT, "s", OF_UNIT(active)},
    {"SubState", UNIT, "s", OF_UNIT(sub)},
};

const char *
services_property(enum unit_property p, const char **interface)
{
	*interface = asked[p].interface;
	return asked[p].name;
}

const char *
services_read_text(const struct sdbus *lib, struct sd_bus_message *m, char type, int *r)
{
	const char *text = "";

	if (*r >= 0)
		*r = lib->message_read_basic(m, type, &text);
	return *r >= 0 && text != NULL ? text : "";
}

/* One of ListUnits: name, description, load, active, sub, following, path, and a job. */
static int
read_unit(const struct sdbus *lib, struct sd_bus_message *m, struct units *units)
{
	int r = lib->message_enter_container(m, 'r', "ssssssouso");

	if (r <= 0)
		return r;
	struct unit *u = units_add(units);
	u->name = xstrdup(services_read_text(lib, m, 's', &r));
	u->description = xstrdup(services_read_text(lib, m, 's', &r));
	u->load = xstrdup(services_read_text(lib, m, 's', &r));
	u->active = xstrdup(services_read_text(lib, m, 's', &r));
	u->sub = xstrdup(services_read_text(lib, m, 's', &r));
	services_read_text(lib, m, 's', &r);
	u->path = xstrdup(services_read_text(lib, m, 'o', &r));
	unit_classify(u);
	if (r >= 0)
		r = lib->message_skip(m, "uso");
	if (r >= 0)
		r = lib->message_exit_container(m);
	return r < 0 ? r : 1;
}

int
services_read_units(const struct sdbus *lib, struct sd_bus_message *m, struct units *units)
{
	int r = lib->message_enter_container(m, 'a', "(ssssssouso)");

	while (r >= 0 && (r = read_unit(lib, m, units)) > 0)
		;
	if (r >= 0)
		units_settle(units);
	return r;
}

static void
take_text(char **to, const char *text)
{
	free(*to);
	*to = text != NULL ? xstrdup(text) : NULL;
}

/* ExecStart: of what may be several commands the first. */
static int
read_command(const struct sdbus *lib, struct sd_bus_message *m, char **command)
{
	static const char item[] = "sasbttttuii";
	int r = lib->message_enter_container(m, 'a', "(sasbttttuii)");

	while (r >= 0 && (r = lib->message_enter_container(m, 'r', item)) > 0) {
		const char *path = services_read_text(lib, m, 's', &r), *word;
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
		take_text(to, NULL);
		return read_command(lib, m, to);
	default:
		return lib->message_read_basic(m, type, to);
	}
}

/* A variant.  0: it is of another type than the property, and still to be read. */
static int
read_variant(const struct sdbus *lib, struct sd_bus_message *m, const struct property *p,
    struct unit *u)
{
	const char *contents = NULL;
	int r = lib->message_peek_type(m, NULL, &contents);

	if (r <= 0 || contents == NULL || strcmp(contents, p->type) != 0)
		return r < 0 ? r : 0;
	r = lib->message_enter_container(m, 'v', contents);
	if (r >= 0)
		r = read_value(lib, m, *p->type, (char *)u + p->offset);
	if (r >= 0)
		r = lib->message_exit_container(m);
	return r < 0 ? r : 1;
}

static void
told(struct unit *u, enum unit_property p, enum fact fact)
{
	u->details.known[p] = (uint8_t)fact;
	u->stale &= ~UNIT_BIT(p);
}

void
services_read_answer(const struct sdbus *lib, struct sd_bus_message *m, int r, struct unit *u,
    enum unit_property p)
{
	if (r >= 0)
		r = read_variant(lib, m, &asked[p], u);
	told(u, p, r > 0 ? FACT_OK : r == -EACCES || r == -EPERM ? FACT_DENIED : FACT_GONE);
}

/* UNIT_PROPERTIES: it is none of them. */
static enum unit_property
find_asked(const char *interface, const char *name)
{
	unsigned p = 0;

	while (p < UNIT_PROPERTIES &&
	    (strcmp(asked[p].name, name) != 0 || strcmp(asked[p].interface, interface) != 0))
		p++;
	return (enum unit_property)p;
}

static int
read_changed(const struct sdbus *lib, struct sd_bus_message *m, const char *interface,
    struct unit *u)
{
	int r = 0;
	const char *name = services_read_text(lib, m, 's', &r);
	enum unit_property p = find_asked(interface, name);
	const struct property *property = p != UNIT_PROPERTIES ? &asked[p] : NULL;

	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		if (strcmp(listed[i].interface, interface) == 0 &&
		    strcmp(listed[i].name, name) == 0)
			property = &listed[i];
	if (r >= 0)
		r = property != NULL ? read_variant(lib, m, property, u) : 0;
	if (r > 0 && p != UNIT_PROPERTIES)
		told(u, p, FACT_OK);
	return r == 0 ? lib->message_skip(m, "v") : r;
}

static int
read_invalidated(const struct sdbus *lib, struct sd_bus_message *m, const char *interface,
    struct unit *u)
{
	int r = lib->message_enter_container(m, 'a', "s");
	const char *name;

	while (r >= 0 && (r = lib->message_read_basic(m, 's', &name)) > 0) {
		enum unit_property p = find_asked(interface, name);

		if (p != UNIT_PROPERTIES)
			u->stale |= UNIT_BIT(p);
	}
	return r;
}

int
services_read_change(const struct sdbus *lib, struct sd_bus_message *m, struct unit *u)
{
	char *active = xstrdup(u->active), *sub = xstrdup(u->sub);
	int r = 0;
	const char *interface = services_read_text(lib, m, 's', &r);

	if (r >= 0)
		r = lib->message_enter_container(m, 'a', "{sv}");
	while (r >= 0 && (r = lib->message_enter_container(m, 'e', "sv")) > 0) {
		r = read_changed(lib, m, interface, u);
		if (r >= 0)
			r = lib->message_exit_container(m);
	}
	if (r >= 0)
		r = lib->message_exit_container(m);
	if (r >= 0)
		r = read_invalidated(lib, m, interface, u);
	/* Nobody signals that a control group comes and goes: it does with the state. */
	if (strcmp(active, u->active) != 0 || strcmp(sub, u->sub) != 0)
		u->stale |= UNIT_BIT(UNIT_CGROUP);
	free(active);
	free(sub);
	return r;
}
