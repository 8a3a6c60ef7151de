/*
 * The least a process monitor can do on Linux, and nothing else: list /proc,
 * and for each process open, read and close stat and look the owner up.
 *
 *	bench_floor [-d SECONDS] [-n TICKS]
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static unsigned long long seen; /* so that nothing is optimised away */

static void
look_at(int proc, const char *pid)
{
	char path[300], buf[1024];
	struct stat owner;
	ssize_t n;
	int fd;

	if (fstatat(proc, pid, &owner, 0) == -1)
		return;
	snprintf(path, sizeof(path), "%s/stat", pid);
	if ((fd = openat(proc, path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	if ((n = read(fd, buf, sizeof(buf))) > 0)
		seen += (unsigned long long)n + owner.st_uid;
	close(fd);
}

static void
tick(DIR *dir)
{
	struct dirent *entry;

	rewinddir(dir);
	while ((entry = readdir(dir)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]))
			look_at(dirfd(dir), entry->d_name);
}

int
main(int argc, char *argv[])
{
	double delay = 1;
	long ticks = 0;
	int opt;
	DIR *dir;

	while ((opt = getopt(argc, argv, "d:n:")) != -1) {
		switch (opt) {
		case 'd':
			delay = strtod(optarg, NULL);
			break;
		case 'n':
			ticks = strtol(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	if ((dir = opendir("/proc")) == NULL) {
		perror("/proc");
		return 1;
	}
	for (long i = 1;; i++) {
		struct timespec pause = {.tv_sec = (time_t)delay};

		pause.tv_nsec = (long)((delay - (double)pause.tv_sec) * 1e9);
		tick(dir);
		if (i == ticks)
			break;
		nanosleep(&pause, NULL);
	}
	printf("%llu\n", seen);
	closedir(dir);
	return 0;
}
