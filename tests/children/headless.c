/*
 * A process whose first thread has ended: it looks like a zombie, and its other
 * thread goes on with some memory.  Says "ready" when it is so; ends when its standard input does.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY ((size_t)4 * 1024 * 1024)

/* The state of the first thread, as the kernel has it. */
static char
first_state(void)
{
	char text[512] = "";
	FILE *f = fopen("/proc/self/stat", "r");

	if (f == NULL)
		return 'Z';
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	const char *name_end = strrchr(text, ')');
	return name_end != NULL && name_end[1] == ' ' ? name_end[2] : '?';
}

static void *
go_on(void *unused)
{
	char *memory = malloc(MEMORY);
	char c;

	(void)unused;
	if (memory != NULL)
		memset(memory, 1, MEMORY);
	while (first_state() != 'Z')
		usleep(1000);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	_exit(0);
}

int
main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, go_on, NULL) != 0) {
		perror("child_headless");
		return 1;
	}
	pthread_exit(NULL);
}
