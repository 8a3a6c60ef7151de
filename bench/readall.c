/*
 * Opens, reads and closes the files that `ctop -b -o all` reads, and looks at
 * nothing in them: what is left of ctop's cost above this is ctop's own.
 *
 * The files that rates are made of are read twice, as a rate needs two readings.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const rates[] = {"stat", "io", NULL};
static const char *const files[] = {"stat", "statm", "status", "io", "cmdline", "cgroup",
    "oom_score", "oom_score_adj", "wchan", "schedstat", "smaps_rollup", NULL};
static const char *const links[] = {"exe", "cwd", NULL};

static unsigned long long seen;

static void
read_file(int proc, const char *pid, const char *name)
{
	static char buf[65536];
	char path[300];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	if ((fd = openat(proc, path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		seen += (unsigned long long)n;
	close(fd);
}

static void
read_link(int proc, const char *pid, const char *name)
{
	char path[300], buf[4096];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	if ((n = readlinkat(proc, path, buf, sizeof(buf))) > 0)
		seen += (unsigned long long)n;
}

/* The size of the directory is the number of descriptors since Linux 6.2. */
static void
count_descriptors(int proc, const char *pid)
{
	char path[300];
	struct stat st;

	snprintf(path, sizeof(path), "%s/fd", pid);
	if (fstatat(proc, path, &st, 0) == 0)
		seen += (unsigned long long)st.st_size;
}

static void
everything(int proc, const char *pid)
{
	struct stat owner;

	if (fstatat(proc, pid, &owner, 0) == 0)
		seen += owner.st_uid;
	for (size_t i = 0; files[i] != NULL; i++)
		read_file(proc, pid, files[i]);
	for (size_t i = 0; links[i] != NULL; i++)
		read_link(proc, pid, links[i]);
	count_descriptors(proc, pid);
}

static void
rates_only(int proc, const char *pid)
{
	for (size_t i = 0; rates[i] != NULL; i++)
		read_file(proc, pid, rates[i]);
}

static void
walk(DIR *dir, void (*look)(int, const char *))
{
	struct dirent *entry;

	rewinddir(dir);
	while ((entry = readdir(dir)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]))
			look(dirfd(dir), entry->d_name);
}

int
main(void)
{
	DIR *dir = opendir("/proc");

	if (dir == NULL) {
		perror("/proc");
		return 1;
	}
	walk(dir, rates_only);
	walk(dir, everything);
	printf("%llu\n", seen);
	closedir(dir);
	return 0;
}
