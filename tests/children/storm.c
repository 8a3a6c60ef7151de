/*
 * A fork storm: child_storm WIDTH keeps WIDTH families going in which
 * every member lives for the time it takes to fork the next, until its standard
 * input ends.  Whoever lists processes meets many that end while being looked at.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	unsigned long width = argc > 1 ? strtoul(argv[1], NULL, 10) : 8, alive = 0;
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

	puts("ready");
	fflush(stdout);
	while (poll(&in, 1, 0) == 0) {
		while (alive < width) {
			pid_t pid = fork();

			if (pid == -1)
				break;
			if (pid == 0) {
				usleep((useconds_t)(getpid() % 7) * 200);
				_exit(0);
			}
			alive++;
		}
		if (alive > 0 && wait(NULL) > 0)
			alive--;
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
