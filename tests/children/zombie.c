/*
 * Zombies: child_zombie COUNT makes so many children that end at once and are
 * not waited for, says "ready" when all have ended and keeps them until its
 * standard input ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	char c;

	for (unsigned long i = 0; i < count; i++) {
		siginfo_t info;
		pid_t pid = fork();

		if (pid == -1) {
			perror("child_zombie: fork");
			return 1;
		}
		if (pid == 0)
			_exit(0);
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == -1) {
			perror("child_zombie: waitid");
			return 1;
		}
		printf("%ld\n", (long)pid);
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return 0;
}
