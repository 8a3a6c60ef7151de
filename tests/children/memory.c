/*
 * A process with a footprint one knows.
 *
 *	child_memory [COMMAND...]
 *
 * Commands come as arguments, then as words from standard input; sizes in KiB:
 *	private N	grow by N of private dirty memory, in 4 KiB pages
 *	free		give back the last such piece
 *	shared N	grow by N of shared memory that a child of its own maps and touches too
 *	huge N		grow by N of transparent huge pages, if there are any (2048 at a time)
 *	swap		push all private pieces to swap, if there is any
 *	touch		read and write every page of the private pieces again
 *	exit
 * After each it prints one line: the command, "done" or why not, and the totals in
 * bytes: "private N shared N huge N".  With no more input it ends.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KIB    1024UL
#define HUGE   (2048 * KIB)
#define PAGE   4096
#define PIECES 256

struct piece {
	char *start;
	size_t len;
};

static struct piece pieces[PIECES];
static size_t npieces;
static size_t private_bytes, shared_bytes, huge_bytes;

static void
touch(char *start, size_t len)
{
	for (size_t i = 0; i < len; i += PAGE)
		*(volatile char *)(start + i) = (char)(*(volatile char *)(start + i) + 1);
}

static const char *
grow_private(size_t len)
{
	char *start = MAP_FAILED;

	if (npieces < PIECES)
		start = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED)
		return "no memory";
	madvise(start, len, MADV_NOHUGEPAGE);
	touch(start, len);
	pieces[npieces++] = (struct piece){start, len};
	private_bytes += len;
	return "done";
}

static const char *
shrink_private(void)
{
	if (npieces == 0)
		return "nothing left";
	npieces--;
	munmap(pieces[npieces].start, pieces[npieces].len);
	private_bytes -= pieces[npieces].len;
	return "done";
}

/* Shared with a child, so that no page of it is ours alone. */
static const char *
grow_shared(size_t len)
{
	char *start = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ready[2];
	pid_t parent = getpid();
	char byte;

	if (start == MAP_FAILED || pipe(ready) == -1)
		return "no memory";
	touch(start, len);
	switch (fork()) {
	case -1:
		return "no process";
	case 0:
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
		touch(start, len);
		if (write(ready[1], "r", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		return "the child ended";
	close(ready[0]);
	shared_bytes += len;
	return "done";
}

static const char *
grow_huge(size_t len)
{
	char *start, *aligned;

	len = (len + HUGE - 1) / HUGE * HUGE;
	start = mmap(NULL, len + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED)
		return "no memory";
	aligned = start + (HUGE - (size_t)start % HUGE) % HUGE;
	if (madvise(aligned, len, MADV_HUGEPAGE) == -1) {
		munmap(start, len + HUGE);
		return "no huge pages here";
	}
	touch(aligned, len);
	huge_bytes += len;
	return "done";
}

static const char *
push_to_swap(void)
{
	for (size_t i = 0; i < npieces; i++)
		if (madvise(pieces[i].start, pieces[i].len, MADV_PAGEOUT) == -1)
			return "cannot page out";
	return "done";
}

static const char *
touch_private(void)
{
	for (size_t i = 0; i < npieces; i++)
		touch(pieces[i].start, pieces[i].len);
	return "done";
}

/* Words of the arguments, then of standard input; NULL at the end. */
static const char *
next_word(char *argv[])
{
	static char word[64];
	static int i = 1;

	if (argv[i] != NULL)
		return argv[i++];
	return scanf("%63s", word) == 1 ? word : NULL;
}

static size_t
next_size(char *argv[])
{
	const char *word = next_word(argv);

	return word == NULL ? 0 : strtoul(word, NULL, 10) * KIB;
}

int
main(int argc, char *argv[])
{
	const char *word, *result;
	char command[64];

	(void)argc;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGCHLD, SIG_IGN);
	while ((word = next_word(argv)) != NULL) {
		snprintf(command, sizeof(command), "%s", word);
		if (strcmp(command, "private") == 0)
			result = grow_private(next_size(argv));
		else if (strcmp(command, "free") == 0)
			result = shrink_private();
		else if (strcmp(command, "shared") == 0)
			result = grow_shared(next_size(argv));
		else if (strcmp(command, "huge") == 0)
			result = grow_huge(next_size(argv));
		else if (strcmp(command, "swap") == 0)
			result = push_to_swap();
		else if (strcmp(command, "touch") == 0)
			result = touch_private();
		else if (strcmp(command, "exit") == 0)
			return 0;
		else
			result = "unknown";
		printf("%s: %s: private %zu shared %zu huge %zu\n", command, result, private_bytes,
		    shared_bytes, huge_bytes);
	}
	return 0;
}
