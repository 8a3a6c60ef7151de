/*
 * Processes to look at: bench_idle [-n COUNT] [-t COUNT] [-b GIB]
 *
 * Makes COUNT small idle processes, says "ready" and ends them when its standard
 * input ends.  Each has a name of its own, bench-00042; in its arguments too when argv[0] has the
 * room.  -t: so many that touch memory all the time; -b: one idle process of so many GiB in small
 * pages.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TOUCHED ((size_t)4 << 20)

static char *
memory(size_t bytes)
{
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	(void)madvise(p, bytes, MADV_NOHUGEPAGE);
	return p;
}

static void
sleep_for_ever(long unused)
{
	(void)unused;
	for (;;)
		pause();
}

/* A little CPU and a footprint that grows and shrinks, ten times a second. */
static void
touch_for_ever(long number)
{
	const struct timespec tenth = {.tv_nsec = 100000000};
	char *p = memory(TOUCHED);
	size_t bytes = TOUCHED / 2 + (size_t)number % 64 * 4096;

	for (;;) {
		memset(p, 1, bytes);
		nanosleep(&tenth, NULL);
		(void)madvise(p, bytes, MADV_DONTNEED);
	}
}

static void
be_big(long gib)
{
	size_t bytes = (size_t)gib << 30;

	memset(memory(bytes), 1, bytes);
	/* Told by the parent's wait that it is done. */
	raise(SIGSTOP);
	sleep_for_ever(0);
}

static char *title; /* argv[0] */

static pid_t
start(const char *kind, long number, void (*run)(long))
{
	char name[16];
	pid_t pid = fork();

	if (pid == -1) {
		fprintf(stderr, "bench_idle: process %ld: %s\n", number, strerror(errno));
		kill(0, SIGKILL);
	}
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(name, sizeof(name), "%s%05ld", kind, number);
	prctl(PR_SET_NAME, name);
	memcpy(title, name, strnlen(title, strlen(name)));
	run(number);
	_exit(0);
}

int
main(int argc, char *argv[])
{
	long idle = 0, touching = 0, gib = 0;
	char c;
	int opt;

	while ((opt = getopt(argc, argv, "n:t:b:")) != -1) {
		switch (opt) {
		case 'n':
			idle = strtol(optarg, NULL, 10);
			break;
		case 't':
			touching = strtol(optarg, NULL, 10);
			break;
		case 'b':
			gib = strtol(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	title = argv[0];
	setpgid(0, 0);
	for (long i = 0; i < idle; i++)
		start("bench-", i, sleep_for_ever);
	for (long i = 0; i < touching; i++)
		start("touch-", i, touch_for_ever);
	if (gib > 0) {
		siginfo_t info;
		pid_t pid = start("big-", gib, be_big);

		waitid(P_PID, (id_t)pid, &info, WSTOPPED);
		kill(pid, SIGCONT);
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	/* The whole group, itself included. */
	kill(0, SIGKILL);
	return 0;
}
