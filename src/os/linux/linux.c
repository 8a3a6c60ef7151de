#include "linux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "../../arena.h"
#include "../../compat.h"
#include "../posix/signals.h"
#include "../posix/users.h"
#include "disk.h"
#include "net.h"
#include "opened.h"
#include "services.h"

/* Holds that last are readers' jobs under way; there are never more of those. */
#define KEEP_MAX 512

#define NS_PER_SECOND UINT64_C(1000000000)

/* root and name in one, to be freed. */
static char *
below(const char *root, const char *name)
{
	size_t size = strlen(root) + strlen(name) + 1;
	char *path = xmalloc(size);

	snprintf(path, size, "%s%s", root, name);
	return path;
}

static int
open_directory(const char *root, const char *name)
{
	char *path = below(root, name);
	int fd;

	do
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	int error = errno;
	free(path);
	errno = error;
	return fd;
}

/* Is there anything in the directory that a capture of /proc would have? */
static bool
is_capture(struct machine *m)
{
	struct dents d = {.fd = m->proc, .buf = m->dents, .size = sizeof(m->dents)};
	struct stat st;

	return fstatat(m->proc, "stat", &st, 0) == 0 || fstatat(m->proc, "meminfo", &st, 0) == 0 ||
	    dents_next(&d) > 0;
}

static bool
open_proc(struct machine *m, const char *root, char *err, size_t errlen)
{
	struct statfs fs;

	m->proc = open_directory(root, "/proc");
	if (m->proc < 0) {
		snprintf(err, errlen, "%s/proc: %s", root, strerror(errno));
		return false;
	}
	if (m->captured ? !is_capture(m)
			: fstatfs(m->proc, &fs) != 0 || fs.f_type != PROC_SUPER_MAGIC) {
		snprintf(err, errlen, "%s/proc: %s", root,
		    m->captured ? "not a captured /proc"
				: "not mounted (no proc file system there)");
		return false;
	}
	m->sys = open_directory(root, "/sys");
	return true;
}

/*
 * What a capture cannot show in its files: ROOT/machine has "page_size N" and "clock_ticks N".
 */
static void
read_captured_units(struct machine *m, const char *root)
{
	struct span line;
	struct fetch f;
	int dir = open_directory(root, "/");

	if (dir < 0)
		return;
	if (fetch_file(dir, "machine", &f) == 0) {
		struct scan s = {f.data, f.data + f.len};

		while (scan_line(&s, &line)) {
			uint64_t *unit = span_starts(line, "page_size ") ? &m->page
			    : span_starts(line, "clock_ticks ")		 ? &m->hz
									 : NULL;
			struct scan number = {memchr(line.data, ' ', line.len),
			    line.data + line.len + 1};
			uint64_t value;

			if (unit != NULL && scan_next_u64(&number, &value) && value > 0 &&
			    value <= UINT32_MAX)
				*unit = value;
		}
		fetch_free(&f);
	}
	close(dir);
}

static void
read_units(struct machine *m, const char *root)
{
	long hz = sysconf(_SC_CLK_TCK), page = sysconf(_SC_PAGESIZE);

	m->hz = hz > 0 ? (uint64_t)hz : 100;
	m->page = page > 0 ? (uint64_t)page : 4096;
	if (m->captured)
		read_captured_units(m, root);
}

static void
read_boot(struct machine *m)
{
	struct system s = {0};
	struct arena a;

	arena_init(&a);
	linux_system(m, SG_BIT(SG_BOOT), &s, &a);
	arena_free(&a);
	/* subset=pid hides /proc/stat: the clocks of this machine know as well. */
	if (m->captured || atomic_load(&m->boot_ns) != 0)
		return;
	struct timespec up;
	if (clock_gettime(CLOCK_BOOTTIME, &up) == 0)
		atomic_store(&m->boot_ns,
		    clock_wall() - (uint64_t)up.tv_sec * NS_PER_SECOND - (uint64_t)up.tv_nsec);
}

static void
read_drivers(struct machine *m)
{
	/* As they are nearly everywhere, for where nobody tells. */
	static const struct tty_driver usual[] = {
	    {4, 1, 63, true, 1, "tty"},
	    {4, 64, 255, true, 0, "ttyS"},
	    {5, 1, 1, false, 0, "console"},
	    {136, 0, 0xfffff, true, 0, "pts/"},
	    {204, 64, 255, true, 0, "ttyAMA"},
	    {229, 0, 255, true, 0, "hvc"},
	};
	struct fetch f;

	if (fetch_file(m->proc, "tty/drivers", &f) == 0) {
		m->ndrivers = decode_tty_drivers(f.data, f.len, m->drivers, DRIVERS_MAX);
		fetch_free(&f);
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && m->ndrivers < DRIVERS_MAX; i++)
		m->drivers[m->ndrivers++] = usual[i];
}

static bool
kernel_has_pidfd(void)
{
#ifdef SYS_pidfd_open
	int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
#else
	return false;
#endif
}

static void
find_features(struct machine *m)
{
	struct rlimit files;
	struct stat st;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		m->keep_below =
		    (intptr_t)(files.rlim_cur < KEEP_MAX ? files.rlim_cur / 2 : KEEP_MAX);
	m->has_pressure = fstatat(m->proc, "pressure", &st, 0) == 0;
	if (m->captured) {
		m->has_rollup = true;
		return;
	}
	m->has_rollup = fstatat(m->proc, "self/smaps_rollup", &st, 0) == 0;
	/* /proc is open, so the count is not zero where it is told at all. */
	m->has_fd_count = fstatat(m->proc, "self/fd", &st, 0) == 0 && st.st_size > 0;
	m->has_pidfd = kernel_has_pidfd();
}

static void
linux_close(struct machine *m)
{
	if (m->proc >= 0)
		close(m->proc);
	if (m->sys >= 0)
		close(m->sys);
	if (m->users != NULL)
		users_close(m->users);
	linux_net_close(m->net);
	free(m);
}

static struct machine *
linux_open(const struct open_options *options, char *err, size_t errlen)
{
	const char *root = options == NULL ? NULL : options->root;
	struct machine *m = xcalloc(1, sizeof(*m));
	char *passwd;

	m->proc = m->sys = -1;
	m->captured = root != NULL && strcmp(root, "/") != 0 && root[0] != '\0';
	if (!m->captured)
		root = "";
	if (!open_proc(m, root, err, errlen)) {
		linux_close(m);
		return NULL;
	}
	passwd = below(root, "/etc/passwd");
	m->users = users_open(passwd, !m->captured);
	free(passwd);
	read_units(m, root);
	read_boot(m);
	read_drivers(m);
	find_features(m);
	return m;
}

static enum fact
linux_list(struct machine *m, uint64_t want, struct proc_list *list)
{
	struct dents d = {.fd = m->proc, .buf = m->dents, .size = sizeof(m->dents)};
	int64_t pid;

	(void)want;
	users_refresh(m->users);
	if (lseek(m->proc, 0, SEEK_SET) < 0)
		return fetch_fact(errno);
	while ((pid = dents_next(&d)) >= 0)
		if (pid > 0)
			proc_list_add(list, pid);
	return pid == DENTS_END ? FACT_OK : fetch_fact(errno);
}

static enum fact
linux_threads(struct held *h, uint64_t want, struct proc_list *list)
{
	_Alignas(8) char buf[16384];
	struct dents d = {.buf = buf, .size = sizeof(buf)};
	enum fact fact = held_pin(h);
	int64_t tid;

	(void)want;
	if (fact != FACT_OK)
		return fact;
	d.fd = openat((int)h->handle, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d.fd < 0)
		return held_error(h, errno);
	while ((tid = dents_next(&d)) >= 0) {
		if (tid == 0 || tid == h->tgid)
			continue;
		struct proc *row = proc_list_add(list, tid);
		row->tgid = h->tgid;
		row->thread = true;
	}
	int error = errno;
	close(d.fd);
	return tid == DENTS_END ? FACT_OK : fetch_fact(error);
}

static bool
linux_user(struct machine *m, const char *name, uint32_t *uid)
{
	return users_number(m->users, name, uid);
}

static const struct service_command commands[] = {
    {"status", "systemctl status"},
    {"start", "systemctl start"},
    {"stop", "systemctl stop"},
    {"restart", "systemctl restart"},
    {"log", "journalctl -u"},
    {NULL, NULL},
};
static const struct service_commands systemd_commands = {'\'', commands};

const struct driver os_driver = {
    .name = "linux",
    .open = linux_open,
    .close = linux_close,
    .list = linux_list,
    .threads = linux_threads,
    .mappings = linux_mappings,
    .opened = linux_opened,
    .limits = linux_limits,
    .hold = linux_hold,
    .drop = linux_drop,
    .keep = linux_keep,
    .sources = linux_sources,
    .system = linux_system,
    .nets = linux_nets,
    .disks = linux_disks,
    .space = linux_space,
    .service_manager = "systemd",
    .services_open = linux_services_open,
    .services = linux_services,
    .services_close = linux_services_close,
    .service_commands = &systemd_commands,
    .user = linux_user,
    .target = linux_target,
    .release = linux_release,
    .signal = linux_signal,
    .renice = linux_renice,
    .signals = posix_signals,
    .describe = linux_describe,
};
