/*
 * A process on which ps hangs, made for real.
 *
 *	child_hang lock [SECONDS]
 *		A thread holds the mmap lock for writing and waits: the main thread sleeps
 *		as if nothing was.  Reading its cmdline, environ, maps, smaps or smaps_rollup
 *		waits until release; stat, statm, status, io, comm do not.
 *	child_hang args [SECONDS]
 *		Its arguments and environment lie in pages that a userfaultfd does not serve.
 *		On kernels since 4.17 or so reading them does not wait: they read as empty.
 *
 * Prints "hung" when it is so.  Releases at SIGUSR1, at the end of its standard
 * input, after SECONDS (60), or some seconds after it was killed; prints "released",
 * and stays until its standard input ends or SECONDS more have passed.
 *
 * The lock: a file of a FUSE file system is mapped shared and written to, then
 * mmap(MAP_FIXED) puts something else in its place.  The kernel, which holds the lock,
 * writes the page back, and the file system does not answer.  It is mounted where
 * nobody else sees it, in a mount namespace of its own; unprivileged in a user namespace too.
 * The protocol is spoken here, with no library: one file, which is the root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE	   4096
#define BEAT_MS	   500
#define SILENCE_MS 10000

static void
fail(const char *what)
{
	printf("cannot %s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(77); /* ctest's word for a test that cannot be had here */
}

/*
 * The file system.
 */

static void
fuse_reply(int fuse, uint64_t unique, int error, const void *data, size_t len)
{
	char buf[sizeof(struct fuse_out_header) + PAGE];
	struct fuse_out_header out = {.len = (uint32_t)(sizeof(out) + len),
	    .error = -error,
	    .unique = unique};

	memcpy(buf, &out, sizeof(out));
	if (len > 0)
		memcpy(buf + sizeof(out), data, len);
	if (write(fuse, buf, sizeof(out) + len) == -1 && errno != ENOENT)
		_exit(0); /* unmounted */
}

static void
fuse_init(int fuse, uint64_t unique)
{
	struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION,
	    .minor = FUSE_KERNEL_MINOR_VERSION,
	    .max_write = PAGE,
	    .max_background = 1};

	fuse_reply(fuse, unique, 0, &out, sizeof(out));
}

static void
fuse_attr(int fuse, uint64_t unique)
{
	struct fuse_attr_out out = {.attr_valid = 3600,
	    .attr = {.ino = 1, .size = PAGE, .blocks = 8, .mode = S_IFREG | 0600, .nlink = 1}};

	out.attr.blksize = PAGE;
	fuse_reply(fuse, unique, 0, &out, sizeof(out));
}

/*
 * Answers everything but WRITE at once, and WRITE after release.  A process that is killed
 * while the lock is held cannot even end, so nothing would tell us: its main thread
 * beats ('b') as long as it runs, and when it falls silent we end.  Then
 * the file system is aborted, and everyone who waits is let go.
 */
static void
serve(int fuse, int hung, int release)
{
	static const char page[PAGE];
	static char request[PAGE * 4 + FUSE_MIN_READ_BUFFER];
	struct pollfd fds[2] = {{.fd = fuse, .events = POLLIN}, {.fd = release, .events = POLLIN}};
	uint64_t held = 0;
	uint32_t held_size = 0;
	bool released = false;
	char byte;

	/* A machine that stood still for so long owes a beat: it is waited for. */
	while (poll(fds, 2, SILENCE_MS) > 0 || poll(fds, 2, 4 * BEAT_MS) > 0) {
		struct fuse_in_header in;
		struct fuse_open_out open_out = {.fh = 1};
		struct fuse_write_out written = {.size = 0};

		if (fds[1].revents != 0) {
			if (read(release, &byte, 1) <= 0)
				_exit(0);
			if (byte == 'r' && held != 0) {
				written.size = held_size;
				fuse_reply(fuse, held, 0, &written, sizeof(written));
				held = 0;
			}
			released = released || byte == 'r';
		}
		if (fds[0].revents == 0)
			continue;
		if (read(fuse, request, sizeof(request)) < (ssize_t)sizeof(in))
			_exit(0);
		memcpy(&in, request, sizeof(in));
		switch (in.opcode) {
		case FUSE_INIT:
			fuse_init(fuse, in.unique);
			break;
		case FUSE_GETATTR:
		case FUSE_SETATTR:
			fuse_attr(fuse, in.unique);
			break;
		case FUSE_OPEN:
			fuse_reply(fuse, in.unique, 0, &open_out, sizeof(open_out));
			break;
		case FUSE_READ:
			fuse_reply(fuse, in.unique, 0, page, sizeof(page));
			break;
		case FUSE_WRITE:
			memcpy(&held_size,
			    request + sizeof(in) + offsetof(struct fuse_write_in, size),
			    sizeof(held_size));
			held = in.unique;
			if (!released) {
				if (write(hung, "h", 1) != 1)
					_exit(0);
				break;
			}
			written.size = held_size;
			fuse_reply(fuse, in.unique, 0, &written, sizeof(written));
			break;
		case FUSE_FORGET:
		case FUSE_BATCH_FORGET:
		case FUSE_INTERRUPT:
			break; /* no answer is wanted */
		case FUSE_FLUSH:
		case FUSE_RELEASE:
		case FUSE_FSYNC:
			fuse_reply(fuse, in.unique, 0, NULL, 0);
			break;
		default:
			fuse_reply(fuse, in.unique, ENOSYS, NULL, 0);
		}
	}
	_exit(0);
}

static void
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd == -1 || write(fd, text, strlen(text)) == -1)
		fail(path);
	close(fd);
}

/* A mount namespace of our own; for who may not, in a user namespace of our own. */
static void
enter_namespace(void)
{
	char map[64];
	unsigned uid = (unsigned)geteuid(), gid = (unsigned)getegid();

	if (unshare(CLONE_NEWNS) == -1) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1)
			fail("make a namespace");
		write_file("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %u 1", uid);
		write_file("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %u 1", gid);
		write_file("/proc/self/gid_map", map);
	}
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		fail("keep mounts to ourselves");
}

/* Mounts the file system over a temporary file; returns the file, opened. */
static int
mount_file(int hung, int release)
{
	char path[] = "/tmp/ctop-hang-XXXXXX", options[128];
	int fuse, file, parent = (int)getpid();
	struct stat st;

	enter_namespace();
	if ((file = mkstemp(path)) == -1)
		fail("make a file");
	close(file);
	if ((fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC)) == -1) {
		unlink(path);
		fail("open /dev/fuse");
	}
	snprintf(options, sizeof(options), "fd=%d,rootmode=100600,user_id=%u,group_id=%u", fuse,
	    (unsigned)geteuid(), (unsigned)getegid());
	if (mount("ctop-hang", path, "fuse", MS_NOSUID | MS_NODEV, options) == -1) {
		unlink(path);
		fail("mount fuse");
	}
	switch (fork()) {
	case -1:
		fail("fork");
		break;
	case 0:
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, "hang-server");
		if (getppid() != parent)
			_exit(0);
		serve(fuse, hung, release);
	}
	close(fuse);
	if ((file = open(path, O_RDWR | O_CLOEXEC)) == -1)
		fail("open the file");
	/* The root's size is not known before somebody asks for it. */
	if (fstat(file, &st) == -1 || st.st_size != PAGE)
		fail("ask for its size");
	/* It keeps working without its name, and nothing is left behind. */
	umount2(path, MNT_DETACH);
	unlink(path);
	return file;
}

/*
 * After a fork a page is copied at the next write, and when the kernel is the one who
 * writes (read, poll, rseq) that takes the mmap lock: it would hang the main thread too.
 * Locking memory makes all copies now.
 */
static void
own_memory(void)
{
	if (mlockall(MCL_CURRENT) == -1)
		fail("lock memory");
	munlockall();
}

static void *
map_over(void *page)
{
	/* Does not return until the page was written. */
	mmap(page, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	return NULL;
}

/* Returns the descriptor that releases by a byte. */
static int
hold_lock(void)
{
	int hung[2], release[2], file;
	pthread_t thread;
	char *page, byte;

	if (pipe2(hung, O_CLOEXEC) == -1 || pipe2(release, O_CLOEXEC) == -1)
		fail("make a pipe");
	file = mount_file(hung[1], release[0]);
	close(hung[1]);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (page == MAP_FAILED)
		fail("map the file");
	page[0] = 1;
	own_memory();
	if (pthread_create(&thread, NULL, map_over, page) != 0)
		fail("start a thread");
	pthread_detach(thread);
	if (read(hung[0], &byte, 1) != 1)
		fail("make it hang");
	return release[1];
}

/*
 * The arguments.
 */

/*
 * Puts pages nobody serves in place of those the arguments and environment lie in.  Not
 * used by the process itself from here on.  Returns the userfaultfd.
 */
static int
hide_arguments(char *first, char *last)
{
	uintptr_t from = (uintptr_t)first & ~(uintptr_t)(PAGE - 1);
	uintptr_t to = ((uintptr_t)last + PAGE) & ~(uintptr_t)(PAGE - 1);
	struct uffdio_api api = {.api = UFFD_API};
	struct uffdio_register range = {.range = {from, to - from},
	    .mode = UFFDIO_REGISTER_MODE_MISSING};
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd == -1)
		fail("make a userfaultfd");
	if (ioctl(fd, UFFDIO_API, &api) == -1)
		fail("use userfaultfd");
	if (mmap((void *)from, to - from, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		fail("replace the arguments");
	if (ioctl(fd, UFFDIO_REGISTER, &range) == -1)
		fail("register the pages");
	return fd;
}

static void
release_hang(bool lock, int fd)
{
	if (lock && write(fd, "r", 1) != 1)
		fail("release");
	/* A closed userfaultfd lets the page be what it is: zeroes. */
	if (!lock)
		close(fd);
}

/* Until a signal, the end of the input or so many beats.  True after a signal. */
static bool
wait_for_word(int signals, int seconds, int beat)
{
	struct pollfd fds[2] = {{.fd = signals, .events = POLLIN},
	    {.fd = STDIN_FILENO, .events = POLLIN}};
	char buf[256];

	for (int left = seconds * 1000 / BEAT_MS; left > 0; left--) {
		if (poll(fds, 2, BEAT_MS) > 0) {
			if (fds[0].revents != 0)
				return true;
			if (read(STDIN_FILENO, buf, sizeof(buf)) <= 0)
				return false;
		}
		if (beat != -1 && write(beat, "b", 1) != 1)
			return false;
	}
	return false;
}

/* What main leaves to run; not on main's stack, which goes away with the arguments. */
static struct {
	bool lock;
	int seconds, signals;
	char *first, *last;
} job;

static void *
run(void *unused)
{
	int fd = job.lock ? hold_lock() : hide_arguments(job.first, job.last);
	bool wanted;

	printf("hung\n");
	fflush(stdout);
	wanted = wait_for_word(job.signals, job.seconds, job.lock ? fd : -1);
	release_hang(job.lock, fd);
	printf("released\n");
	fflush(stdout);
	if (wanted)
		wait_for_word(-1, job.seconds, job.lock ? fd : -1);
	_exit(0);
	return unused;
}

/*
 * Starts the thread and waits, never to return.  The arguments lie next to main's stack, maybe
 * in one page with it: what is called from here lies pages below, so that it does not matter
 * how far this thread has come when the arguments go away.
 */
static void
wait_below(void)
{
	volatile char gap[16 * PAGE];
	pthread_t thread;

	gap[0] = gap[sizeof(gap) - 1] = 0;
	if (pthread_create(&thread, NULL, run, NULL) != 0)
		fail("start a thread");
	for (;;) {
		pause();
		gap[0]++;
	}
}

int
main(int argc, char *argv[], char *envp[])
{
	sigset_t set;

	job.lock = argc > 1 && strcmp(argv[1], "lock") == 0;
	job.seconds = argc > 2 ? atoi(argv[2]) : 60;
	if (!job.lock && !(argc > 1 && strcmp(argv[1], "args") == 0)) {
		fprintf(stderr, "usage: child_hang lock|args [SECONDS]\n");
		return 2;
	}
	if (job.seconds <= 0 || job.seconds > 3600)
		job.seconds = 60;
	job.first = job.last = argv[0];
	for (char **s = argv; *s != NULL; s++)
		job.last = *s + strlen(*s);
	for (char **s = envp; *s != NULL; s++)
		job.last = *s + strlen(*s);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	job.signals = signalfd(-1, &set, SFD_CLOEXEC);
	/* All of stdio is set up before: it must not need memory later. */
	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	/* The fork that serves is the child of the thread that outlives it all: this one. */
	if (job.lock)
		run(NULL);
	wait_below();
}
