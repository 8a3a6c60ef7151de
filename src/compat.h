/*
 * What the C library lacks somewhere, and the end of the program.
 *
 * libbsd gives strlcpy, strtonum and friends on systems without them.
 */
#ifndef CTOP_COMPAT_H
#define CTOP_COMPAT_H

#include <stdint.h>
#include <stdio.h>
#include <stdnoreturn.h>
#include <stdlib.h>
#include <string.h>

#ifdef CTOP_HAVE_LIBBSD
#include <bsd/stdio.h>
#include <bsd/stdlib.h>
#include <bsd/string.h>
#endif

/* Called by die before it prints: term.c restores the terminal here. */
extern void (*die_hook)(void);
/* A broken world: restores the terminal, prints "ctop: ...", exits 1.  For out of memory and the like. */
noreturn void die(const char *, ...) __attribute__((format(printf, 1, 2)));
/* malloc and friends that die. */
void *xmalloc(size_t);
void *xcalloc(size_t, size_t);
void *xrealloc(void *, size_t count, size_t size);
char *xstrdup(const char *);
char *xstrndup(const char *, size_t);
/* A reader that goes away is an error of write, not a signal. */
void compat_ignore_broken_pipes(void);
/*
 * Standard output as a stream of its own that loses nothing when a signal interrupts a
 * write: the C library's drops what it holds then.  Close it with fclose; the descriptor stays open.
 */
FILE *compat_output(void);
/* Monotonic clock, ns. */
uint64_t clock_now(void);
/* Wall clock, ns since the epoch. */
uint64_t clock_wall(void);
/* CPU time this process has used, ns. */
uint64_t clock_cpu(void);
/* CPU time the calling thread has used, ns. */
uint64_t clock_thread_cpu(void);

#endif
