/*
 * Actions.
 *
 * A handle is a pidfd, or a descriptor of /proc/PID where the kernel has no pidfd
 * or the id is a thread's.  Either is opened first and checked afterwards, so it is the
 * process that was meant, and stays it: a pid that changes hands leaves both dead.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux.h"

static int
pidfd_open_call(int64_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
#else
	(void)pid;
	errno = ENOSYS;
	return -1;
#endif
}

static int
pidfd_signal_call(int fd, int signo)
{
#ifdef SYS_pidfd_send_signal
	return (int)syscall(SYS_pidfd_send_signal, fd, signo, NULL, 0);
#else
	(void)fd;
	(void)signo;
	errno = ENOSYS;
	return -1;
#endif
}

/* Does the pid belong to whom it is said to?  0, or an errno. */
static int
act_check(struct machine *m, struct proc_id id)
{
	struct proc row = {.id = id, .tgid = id.pid};
	struct stat_record r;
	struct held h;
	struct fetch f;
	enum fact fact = linux_hold(m, &row, &h);

	if (fact == FACT_OK)
		fact = held_stat(&h, &f, &r);
	if (fact == FACT_OK)
		fetch_free(&f);
	linux_drop(&h);
	return fact == FACT_OK ? 0 : fact == FACT_DENIED ? EACCES : ESRCH;
}

intptr_t
linux_target(struct machine *m, struct proc_id id)
{
	struct proc row = {.id = id, .tgid = id.pid};
	struct held h;
	char path[HELD_PATH];
	int fd, error;

	if (m->captured) {
		errno = ENOTSUP;
		return -1;
	}
	/* Without its start time nobody can say that it is the one that was seen. */
	if (id.start == 0 || linux_hold(m, &row, &h) != FACT_OK) {
		errno = ESRCH;
		return -1;
	}
	fd = m->has_pidfd ? pidfd_open_call(id.pid) : -1;
	/* EINVAL, and ENOENT of newer kernels: a thread that is not the first of its process. */
	if (fd < 0 && (!m->has_pidfd || errno == EINVAL || errno == ENOENT)) {
		held_path(&h, "", path);
		fd = openat(m->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			errno = ESRCH;
	}
	if (fd < 0)
		return -1;
	error = act_check(m, id);
	if (error != 0) {
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

void
linux_release(intptr_t handle)
{
	if (handle >= 0)
		close((int)handle);
}

static enum act_result
act_result(int error)
{
	switch (error) {
	case ESRCH:
		return ACT_GONE;
	case EPERM:
	case EACCES:
		return ACT_DENIED;
	case EINVAL:
		return ACT_INVALID;
	default:
		errno = error;
		return ACT_FAILED;
	}
}

/*
 * Was the signal accepted by a process that will not look at it now: waiting in the
 * kernel, stopped, traced, or frozen?  A thread that has it blocked may be waiting for it in its
 * own way, and one of several threads may be about to take it: those are not.
 */
static bool
act_pending(struct machine *m, struct proc_id id, int signo)
{
	struct proc row = {.id = id, .tgid = id.pid};
	struct status_record r;
	struct held h;
	struct fetch f;
	uint64_t bit;
	bool pending = false;

	if (signo < 1 || signo > 64 || linux_hold(m, &row, &h) != FACT_OK)
		return false;
	if (held_fetch(&h, "status", &f) == FACT_OK) {
		bit = UINT64_C(1) << (signo - 1);
		if (decode_status(f.data, f.len, &r)) {
			pending = r.state == 'D' || r.state == 'T' || r.state == 't' ||
			    (r.state == 'S' && r.value[STATUS_KEY_THREADS] == 1 &&
				(r.value[STATUS_KEY_BLOCKED] & bit) == 0);
			pending = pending && (r.value[STATUS_KEY_SHARED_PENDING] & bit) != 0;
		}
		fetch_free(&f);
	}
	linux_drop(&h);
	return pending;
}

static int
act_send(struct machine *m, int fd, struct proc_id id, int signo)
{
	int error;

	if (pidfd_signal_call(fd, signo) == 0)
		return 0;
	/* ENOSYS: before 5.1.  EBADF: a kernel, or a sandbox, that takes no directory. */
	if (errno != ENOSYS && errno != EBADF)
		return errno;
	error = act_check(m, id);
	if (error != 0)
		return error;
	return kill((pid_t)id.pid, signo) == 0 ? 0 : errno;
}

enum act_result
linux_signal(struct machine *m, intptr_t handle, struct proc_id id, int signo)
{
	int error = act_send(m, (int)handle, id, signo);

	if (error != 0)
		return act_result(error);
	return act_pending(m, id, signo) ? ACT_PENDING : ACT_DONE;
}

enum act_result
linux_renice(struct machine *m, intptr_t handle, struct proc_id id, int nice)
{
	int error;

	(void)handle;
	/* setpriority would quietly take the nearest value it knows. */
	if (nice < -20 || nice > 19)
		return ACT_INVALID;
	error = act_check(m, id);
	if (error == 0 && setpriority(PRIO_PROCESS, (id_t)id.pid, nice) != 0)
		error = errno;
	return error == 0 ? ACT_DONE : act_result(error);
}
