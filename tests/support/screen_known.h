/*
 * The screen on processes made for the purpose, and on no others.
 */
#ifndef CTOP_TESTS_SCREEN_KNOWN_H
#define CTOP_TESTS_SCREEN_KNOWN_H

#include <stddef.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	int in, out;
};

/* What known_three started: uitsmall, uitmiddle and uitlarge; their pids also as texts. */
extern pid_t small, middle, large;
extern char small_pid[16], middle_pid[16], large_pid[16], all_pids[64];

/* Starts a program of ours; its output up to "ready" goes into text. */
struct child *child_start(char *const argv[], char *text, size_t len);
/* A process with so many MiB and this argument. */
pid_t known_start(const char *mib, const char *argument);
/* A parent with children of hostile names; their pids, the parent's first. */
void known_family(char *pids, size_t len);
/* The screen on these processes alone, in the order of their memory, the largest first. */
void known_screen(const char *pids, const char *option, const char *value, void (*before)(void));
/* Three processes and the screen on them. */
void known_three(const char *option, const char *value);
/* After a test: ends the screen and all that was started. */
void known_teardown(void);

/* Which process is selected: the signal menu names it. */
void expect_selected_pid(const char *pid);
/* The process ends by that signal. */
void expect_killed(pid_t pid, int signo);

#endif
