/*
 * How full a file system is.
 *
 * Who asks a FUSE daemon that does not answer cannot even be killed, and no process ends while one
 * of its threads waits so.  What may hang is therefore asked by a process of its own, which is left
 * behind if need be: ctop has ended then, and so has everybody who waits for it or reads from it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "decode_disk.h"
#include "disk.h"

struct answer {
	int error; /* errno; 0: there is one */
	struct statfs fs;
};

/* Keeps nothing open but this one, as descriptor 0: nobody shall wait for an end of ours. */
static void
keep_only(int fd)
{
	struct rlimit limit;

	dup2(fd, 0);
#ifdef SYS_close_range
	if (syscall(SYS_close_range, 1U, ~0U, 0U) == 0)
		return;
#endif
	getrlimit(RLIMIT_NOFILE, &limit);
	for (rlim_t i = 1; i < limit.rlim_cur; i++)
		close((int)i);
}

/* After a fork among threads: system calls and nothing else. */
static _Noreturn void
answer_apart(const char *mountpoint, int to, pid_t parent)
{
	struct answer a = {0};

	keep_only(to);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	if (statfs(mountpoint, &a.fs) != 0)
		a.error = errno;
	_exit(write(0, &a, sizeof(a)) == (ssize_t)sizeof(a) ? 0 : 1);
}

static struct answer
ask_apart(const char *mountpoint)
{
	struct answer a = {.error = EIO};
	const pid_t parent = getpid();
	int ends[2];
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return (struct answer){.error = errno};
	pid_t child = fork();
	if (child == 0)
		answer_apart(mountpoint, ends[1], parent);
	int error = errno;
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return (struct answer){.error = error};
	}
	while ((n = read(ends[0], &a, sizeof(a))) < 0 && errno == EINTR)
		;
	if (n != (ssize_t)sizeof(a))
		a.error = EIO;
	close(ends[0]);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return a;
}

static struct answer
ask_here(const char *mountpoint)
{
	struct answer a = {0};

	if (statfs(mountpoint, &a.fs) != 0)
		a.error = errno;
	return a;
}

static enum fact
fill_space(const struct statfs *fs, struct disk_space *space)
{
	const uint64_t size = fs->f_blocks, unused = fs->f_bfree, ours = fs->f_bavail;
	const long block = fs->f_frsize > 0 ? fs->f_frsize : fs->f_bsize;
	const uint64_t unit = block > 0 ? (uint64_t)block : 0;

	if (size == 0 || unit == 0 || size > UINT64_MAX / unit)
		return FACT_NONE;
	space->total = size * unit;
	space->used = (size > unused ? size - unused : 0) * unit;
	space->free = (ours <= size ? ours : 0) * unit;
	space->percent = 0;
	if (space->used + space->free > 0)
		space->percent =
		    (double)space->used / ((double)space->used + (double)space->free) * 100;
	return FACT_OK;
}

enum fact
linux_space(struct machine *m, const char *mountpoint, const char *fstype, struct disk_space *space)
{
	if (m->captured)
		return FACT_NONE;
	struct answer a = mount_may_hang(fstype) ? ask_apart(mountpoint) : ask_here(mountpoint);
	if (a.error == 0)
		return fill_space(&a.fs, space);
	return fetch_fact(a.error) == FACT_GONE ? FACT_NONE : fetch_fact(a.error);
}
