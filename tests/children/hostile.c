/*
 * Processes with names that hurt: child_hostile NAME... starts one for each
 * NAME, with these bytes as its comm, prints their pids in order, says "ready" and ends
 * them when its standard input ends.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	int told[2];
	char c;

	/* So that the names go with this process, whatever ends it. */
	signal(SIGCHLD, SIG_IGN);
	for (int i = 1; i < argc; i++) {
		pid_t pid;

		if (pipe(told) == -1 || (pid = fork()) == -1) {
			perror("child_hostile");
			return 1;
		}
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			prctl(PR_SET_NAME, argv[i]);
			close(told[0]);
			close(told[1]);
			for (;;)
				pause();
		}
		/* The end of the pipe says that the name is set. */
		close(told[1]);
		while (read(told[0], &c, 1) > 0)
			;
		close(told[0]);
		printf("%ld\n", (long)pid);
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return 0;
}
