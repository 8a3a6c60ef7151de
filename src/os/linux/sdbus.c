#include "sdbus.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LIBRARY "libsystemd.so.0"

#define ROW(name)                                                                                  \
	{                                                                                          \
		"sd_bus_" #name, offsetof(struct sdbus, name)                                      \
	}

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
    ROW(open_system),
    ROW(new),
    ROW(set_address),
    ROW(start),
    ROW(close),
    ROW(unref),
    ROW(is_ready),
    ROW(process),
    ROW(wait),
    ROW(add_match),
    ROW(call),
    ROW(error_free),
    ROW(message_new_method_call),
    ROW(message_append_basic),
    ROW(message_read_basic),
    ROW(message_enter_container),
    ROW(message_exit_container),
    ROW(message_skip),
    ROW(message_peek_type),
    ROW(message_get_member),
    ROW(message_get_path),
    ROW(message_unref),
};
enum { FUNCTIONS = sizeof(functions) / sizeof(functions[0]) };
_Static_assert(sizeof(struct sdbus) == FUNCTIONS * sizeof(void *), "every function has its row");

const struct sdbus *
sdbus_load(char *why, size_t len)
{
	/* One watch at a time opens it, so that nobody races. */
	static struct sdbus library;
	static bool loaded;

	if (loaded)
		return &library;
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL) {
		snprintf(why, len, "%s is not here", LIBRARY);
		return NULL;
	}
	for (size_t i = 0; i < FUNCTIONS; i++) {
		void *symbol = dlsym(handle, functions[i].name);

		if (symbol == NULL) {
			snprintf(why, len, "%s is too old: it has no %s", LIBRARY,
			    functions[i].name);
			dlclose(handle);
			return NULL;
		}
		memcpy((char *)&library + functions[i].offset, &symbol, sizeof(symbol));
	}
	loaded = true;
	return &library;
}
