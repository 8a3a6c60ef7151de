/*
 * A process that gives itself titles, as daemons do.
 *
 *	child_title ARGUMENT
 *
 * Says "ready"; then each line of standard input becomes its title, written over its
 * arguments, as far as they reach, and is answered by "done".
 */
#include <stdio.h>
#include <string.h>

int
main(int argc, char *argv[])
{
	char *last = argv[argc - 1];
	size_t room = (size_t)(last - argv[0]) + strlen(last);
	char line[256];

	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		memset(argv[0], 0, room);
		strncpy(argv[0], line, room);
		puts("done");
		fflush(stdout);
	}
	return 0;
}
