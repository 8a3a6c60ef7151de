/*
 * Forks without exec, whose pages move between shared and private.
 *
 *	child_forker KIB [CHILDREN]
 *
 * Fills KIB of memory and forks CHILDREN (1) that share it.  Prints "parent PID" and
 * "child PID" for each.  Then a command per line of standard input, answered by one line:
 *	exit		the last child ends: answered when it is gone
 *	fork		another child
 *	dirty		the last child writes to all of the memory: no page is shared with it
 *	quit		everyone ends; so does the end of the input
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	 4096
#define CHILDREN 1024

struct child {
	pid_t pid;
	int command, answer;
};

static struct child children[CHILDREN];
static size_t nchildren;
static char *memory;
static size_t size;

static void
fill(void)
{
	for (size_t i = 0; i < size; i += PAGE)
		*(volatile char *)(memory + i) = 1;
}

/* Dirties the memory for each byte, and ends with the pipe. */
static void
child_main(int command, int answer, pid_t parent)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	while (read(command, &byte, 1) == 1) {
		fill();
		if (write(answer, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static void
child_start(void)
{
	int command[2], answer[2];
	pid_t parent = getpid();

	if (nchildren == CHILDREN || pipe(command) == -1 || pipe(answer) == -1) {
		printf("no more children\n");
		return;
	}
	fflush(stdout);
	children[nchildren] = (struct child){fork(), command[1], answer[0]};
	if (children[nchildren].pid == 0) {
		close(command[1]);
		for (size_t i = 0; i < nchildren; i++) {
			close(children[i].command);
			close(children[i].answer);
		}
		child_main(command[0], answer[1], parent);
	}
	close(command[0]);
	close(answer[1]);
	if (children[nchildren].pid == -1)
		printf("cannot fork\n");
	else
		printf("child %d\n", (int)children[nchildren++].pid);
}

static void
child_end(void)
{
	struct child *child;

	if (nchildren == 0) {
		printf("no child\n");
		return;
	}
	child = &children[--nchildren];
	close(child->command);
	close(child->answer);
	waitpid(child->pid, NULL, 0);
	printf("ended %d\n", (int)child->pid);
}

static void
child_dirty(void)
{
	struct child *child;
	char byte = 'd';

	if (nchildren == 0) {
		printf("no child\n");
		return;
	}
	child = &children[nchildren - 1];
	if (write(child->command, &byte, 1) == 1 && read(child->answer, &byte, 1) == 1)
		printf("dirty %d\n", (int)child->pid);
	else
		printf("lost %d\n", (int)child->pid);
}

int
main(int argc, char *argv[])
{
	long wanted = argc > 2 ? atol(argv[2]) : 1;
	char word[16];

	if (argc < 2) {
		fprintf(stderr, "usage: child_forker KIB [CHILDREN]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	size = strtoul(argv[1], NULL, 10) * 1024;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return 1;
	madvise(memory, size, MADV_NOHUGEPAGE);
	fill();
	printf("parent %d\n", (int)getpid());
	while (wanted-- > 0)
		child_start();
	while (scanf("%15s", word) == 1 && strcmp(word, "quit") != 0) {
		if (strcmp(word, "exit") == 0)
			child_end();
		else if (strcmp(word, "fork") == 0)
			child_start();
		else if (strcmp(word, "dirty") == 0)
			child_dirty();
		else
			printf("unknown\n");
	}
	while (nchildren > 0)
		child_end();
	return 0;
}
