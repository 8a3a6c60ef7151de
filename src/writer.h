/*
 * Writer: a small buffer in front of a stream, for output made of many short pieces.
 *
 * The first refusal of the stream is kept with its errno and ends all writing;
 * whoever prints looks once, at the end or between rows, instead of after each
 * piece.  Belongs to one thread.
 */
#ifndef CTOP_WRITER_H
#define CTOP_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct writer {
	FILE *file;
	int error; /* errno of the first refusal, 0 none */
	size_t used;
	char buf[16 * 1024];
};

void writer_init(struct writer *, FILE *);
void writer_char(struct writer *, char);
void writer_bytes(struct writer *, const void *, size_t len);
void writer_text(struct writer *, const char *);
void writer_uint(struct writer *, uint64_t);
void writer_int(struct writer *, int64_t);
/* ns as seconds with as many decimals as there are, exactly: 12.34. */
void writer_seconds(struct writer *, uint64_t ns);
/* A finite number with ten significant digits. */
void writer_real(struct writer *, double);
/* Hands everything over to the stream, and the stream's own buffer on.  0, or -1 with errno. */
int writer_end(struct writer *);

#endif
