/*
 * A strict reader of JSON for tests: RFC 8259, UTF-8 checked, no key twice in an
 * object, no raw control character, no trailing anything.
 */
#ifndef CTOP_TEST_JSON_CHECK_H
#define CTOP_TEST_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* NULL when text is one valid document, else what is wrong and where, in a static buffer. */
const char *json_fault(const char *text, size_t len);

/*
 * The value at a path like "processes.0.name": a string decoded, anything
 * else as it stands, in malloc'd memory; NULL when there is none.  A dot in a key cannot be asked
 * for.
 */
char *json_at(const char *text, const char *path);

#endif
