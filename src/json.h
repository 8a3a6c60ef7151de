/*
 * JSON, written piece by piece.
 *
 * Commas are the writer's business.  Text is hostile: what is not UTF-8 becomes U+FFFD,
 * control and format characters, and whatever else must not reach a terminal, are
 * escaped and so read back as they were.  What comes out is valid JSON as long as
 * objects and arrays are closed and every value in an object has a key.
 */
#ifndef CTOP_JSON_H
#define CTOP_JSON_H

#include <stdbool.h>

#include "writer.h"

struct json {
	struct writer *out;
	bool comma; /* the next item is not the first */
};

void json_init(struct json *, struct writer *);
void json_open(struct json *, char bracket); /* '{' or '[' */
void json_close(struct json *, char bracket);
/* A key that is ours or a user's; json_text for hostile ones follows the same rules. */
void json_key(struct json *, const char *);
void json_key_text(struct json *, const char *, size_t len);
void json_text(struct json *, const char *, size_t len);
void json_string(struct json *, const char *);
void json_uint(struct json *, uint64_t);
void json_int(struct json *, int64_t);
/* null for what JSON has no number for. */
void json_real(struct json *, double);
void json_seconds(struct json *, uint64_t ns);
void json_bool(struct json *, bool);
void json_null(struct json *);

#endif
