/*
 * A process of which the tests know everything.
 *
 *	child_known [-n NAME] [-m MIB] [-t THREADS] [argument ...]
 *
 * Takes NAME as its comm, touches MIB of private memory in small pages, has
 * THREADS threads in all, says "ready" and waits until its standard input ends.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static void *
wait_for_ever(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

static void
touch(size_t bytes)
{
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("child_known: mmap");
		exit(1);
	}
	(void)madvise(p, bytes, MADV_NOHUGEPAGE);
	memset(p, 1, bytes);
}

static void
start_threads(unsigned long count)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, (size_t)64 * 1024);
	for (unsigned long i = 1; i < count; i++) {
		if (pthread_create(&thread, &attr, wait_for_ever, NULL) != 0) {
			fputs("child_known: cannot start a thread\n", stderr);
			exit(77); /* ctest's word for a test that cannot be had here */
		}
	}
	pthread_attr_destroy(&attr);
}

int
main(int argc, char *argv[])
{
	const char *name = NULL;
	unsigned long mib = 0, threads = 1;
	char c;
	int opt;

	while ((opt = getopt(argc, argv, "+n:m:t:")) != -1) {
		switch (opt) {
		case 'n':
			name = optarg;
			break;
		case 'm':
			mib = strtoul(optarg, NULL, 10);
			break;
		case 't':
			threads = strtoul(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	if (mib > 0)
		touch((size_t)mib << 20);
	start_threads(threads);
	if (name != NULL)
		prctl(PR_SET_NAME, name);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return 0;
}
