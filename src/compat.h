/*
 * What the C library lacks or does differently somewhere, and the end of the program.
 *
 * libbsd gives strlcpy and friends on Unix systems without them.  What is a system's own is in
 * compat/posix.c and compat/windows.c, of which CMake takes one; so is everything in compat/
 * that ends in a system's name.
 */
#ifndef CTOP_COMPAT_H
#define CTOP_COMPAT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdnoreturn.h>
#include <stdlib.h>
#include <string.h>

#include "compat/format.h"

#ifdef CTOP_HAVE_LIBBSD
#include <bsd/stdio.h>
#include <bsd/stdlib.h>
#include <bsd/string.h>
#else
size_t strlcpy(char *, const char *, size_t);
size_t strlcat(char *, const char *, size_t);
void *memmem(const void *, size_t, const void *, size_t);
#endif

/* Called by die before it prints: term.c restores the terminal here. */
extern void (*die_hook)(void);
/*
 * A broken world: restores the terminal, prints "ctop: ...", exits 1.  For out of memory and the
 * like.
 */
noreturn void die(const char *, ...) PRINTF_LIKE(1, 2);
/* malloc and friends that die. */
void *xmalloc(size_t);
void *xcalloc(size_t, size_t);
void *xrealloc(void *, size_t count, size_t size);
char *xstrdup(const char *);
char *xstrndup(const char *, size_t);
/*
 * Before anything else in main.  A reader that goes away is an error of write, not a signal; the
 * command line is UTF-8, and so is what is printed, whatever the console takes.
 */
void compat_start(int *argc, char ***argv);
/* Before an end that runs no exit handlers: what was printed is shown. */
void compat_end(void);
/* Is standard output a terminal?  Its cells in a row; 0: it is none. */
bool compat_on_terminal(void);
unsigned compat_terminal_width(void);
/*
 * Standard output as a stream of its own that loses nothing when a signal interrupts a
 * write: the C library's drops what it holds then.  Close it with fclose; the descriptor stays
 * open.
 */
FILE *compat_output(void);
/* Does an errno of a stream say that nobody reads what goes to standard output? */
bool compat_nobody_reads(int error);
/* Monotonic clock, ns. */
uint64_t clock_now(void);
/* Wall clock, ns since the epoch. */
uint64_t clock_wall(void);
/* CPU time this process has used, ns. */
uint64_t clock_cpu(void);
/* CPU time the calling thread has used, ns. */
uint64_t clock_thread_cpu(void);
/* Sleeps until clock_now is that far. */
void sleep_until(uint64_t);

/* A stream whose text is in memory when it is closed. */
struct text_stream {
	FILE *file;
	char *text;
	size_t len;
};
FILE *text_stream_open(struct text_stream *);
/* What was written, NUL terminated, malloc'd. */
char *text_stream_close(struct text_stream *, size_t *len);

#endif
