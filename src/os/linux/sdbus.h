/*
 * sd-bus, as far as ctop uses it, found in libsystemd when the program runs.
 *
 * ctop is built without its headers and works without the library.  The types are opaque; the
 * functions are those of sd-bus(3), by their names without sd_bus_.  Results below 0 are -errno.
 */
#ifndef CTOP_OS_LINUX_SDBUS_H
#define CTOP_OS_LINUX_SDBUS_H

#include <stddef.h>
#include <stdint.h>

struct sd_bus;
struct sd_bus_message;
struct sd_bus_slot;

/* As the library has it. */
struct sd_bus_error {
	const char *name, *message;
	int need_free;
};

typedef int sd_bus_handler(struct sd_bus_message *, void *argument, struct sd_bus_error *);

struct sdbus {
	int (*open_system)(struct sd_bus **);
	int (*new)(struct sd_bus **);
	int (*set_address)(struct sd_bus *, const char *);
	int (*start)(struct sd_bus *);
	void (*close)(struct sd_bus *);
	struct sd_bus *(*unref)(struct sd_bus *);
	int (*is_ready)(struct sd_bus *);
	int (*process)(struct sd_bus *, struct sd_bus_message **);
	int (*wait)(struct sd_bus *, uint64_t usec);
	int (*add_match)(struct sd_bus *, struct sd_bus_slot **, const char *, sd_bus_handler *,
	    void *argument);
	int (*call)(struct sd_bus *, struct sd_bus_message *, uint64_t usec, struct sd_bus_error *,
	    struct sd_bus_message **reply);
	void (*error_free)(struct sd_bus_error *);
	int (*message_new_method_call)(struct sd_bus *, struct sd_bus_message **,
	    const char *destination, const char *path, const char *interface, const char *member);
	int (*message_append_basic)(struct sd_bus_message *, char type, const void *);
	int (*message_read_basic)(struct sd_bus_message *, char type, void *);
	int (*message_enter_container)(struct sd_bus_message *, char type, const char *contents);
	int (*message_exit_container)(struct sd_bus_message *);
	int (*message_skip)(struct sd_bus_message *, const char *types);
	int (*message_peek_type)(struct sd_bus_message *, char *type, const char **contents);
	const char *(*message_get_member)(struct sd_bus_message *);
	const char *(*message_get_path)(struct sd_bus_message *);
	struct sd_bus_message *(*message_unref)(struct sd_bus_message *);
};

/* The library, loaded once and for good; NULL with one line in why. */
const struct sdbus *sdbus_load(char *why, size_t len);

#endif
