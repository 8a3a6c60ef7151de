/*
 * Has all kinds of things open, at paths below the directory given, and says which: lines
 * "WHAT FD [PORT]" ended by "ready"; stays until its input ends.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

static void
need(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static int
say(const char *what, int fd)
{
	need(fd >= 0, what);
	printf("%s %d\n", what, fd);
	return fd;
}

static void
write_bytes(int fd, size_t n)
{
	static char bytes[8192];

	need(write(fd, bytes, n) == (ssize_t)n, "write");
}

static void
lock_range(int fd, int command, short type, off_t start, off_t len)
{
	struct flock lock;

	memset(&lock, 0, sizeof(lock));
	lock.l_type = type;
	lock.l_whence = SEEK_SET;
	lock.l_start = start;
	lock.l_len = len;
	need(fcntl(fd, command, &lock) == 0, "lock");
}

static void
open_files(void)
{
	int fd = say("write", open("written", O_WRONLY | O_CREAT | O_TRUNC, 0600));

	write_bytes(fd, 5000);
	fd = say("append", open("appended", O_WRONLY | O_CREAT | O_APPEND, 0600));
	write_bytes(fd, 100);
	fd = say("read", open("written", O_RDONLY));
	need(lseek(fd, 1234, SEEK_SET) == 1234, "lseek");
	say("update", open("written", O_RDWR));
	say("path", open("written", O_PATH));
	fd = say("deleted", open("gone", O_RDWR | O_CREAT, 0600));
	need(unlink("gone") == 0, "unlink");
	/* A living file with a dead one's name. */
	say("named", open("alive (deleted)", O_RDWR | O_CREAT, 0600));
	say("hostile", open("new\nline\033[2J", O_RDWR | O_CREAT, 0600));
	say("directory", open(".", O_RDONLY));
	say("device", open("/dev/null", O_RDWR));
	fd = say("posix", open("locked", O_RDWR | O_CREAT, 0600));
	lock_range(fd, F_SETLK, F_WRLCK, 0, 100);
	lock_range(fd, F_SETLK, F_RDLCK, 200, 0);
	fd = say("flock", open("flocked", O_RDWR | O_CREAT, 0600));
	need(flock(fd, LOCK_EX) == 0, "flock");
	fd = say("ofd", open("ofdlocked", O_RDWR | O_CREAT, 0600));
	lock_range(fd, F_OFD_SETLK, F_WRLCK, 10, 5);
}

static void
open_events(void)
{
	const struct itimerspec every = {{5, 0}, {3600, 0}};
	struct epoll_event event = {.events = EPOLLIN};
	sigset_t set;
	int ends[2], fd;

	need(pipe(ends) == 0, "pipe");
	say("pipe", ends[0]);
	say("pipe_end", ends[1]);
	fd = say("eventfd", eventfd(31, 0));
	int epoll = say("epoll", epoll_create1(0));
	need(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 &&
		epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0,
	    "epoll_ctl");
	fd = say("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
	need(timerfd_settime(fd, 0, &every, NULL) == 0, "timerfd");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	say("signalfd", signalfd(-1, &set, 0));
	fd = say("inotify", inotify_init());
	need(inotify_add_watch(fd, ".", IN_CREATE) >= 0, "inotify");
	say("pidfd", (int)syscall(SYS_pidfd_open, getpid(), 0));
	fd = say("memfd", memfd_create("a name", 0));
	write_bytes(fd, 777);
}

/* Bound to a free port of the loopback interface. */
static int
bound(const char *what, int family, int type, int protocol)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in four = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int v6 = family == AF_INET6, fd = socket(family, type, protocol);
	socklen_t len = v6 ? sizeof(six) : sizeof(four);
	struct sockaddr *address = v6 ? (void *)&six : (void *)&four;

	need(fd >= 0 && bind(fd, address, len) == 0 && getsockname(fd, address, &len) == 0, what);
	printf("%s %d %d\n", what, fd, ntohs(v6 ? six.sin6_port : four.sin_port));
	return fd;
}

static void
connect_to(const char *what, int fd, int server)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	need(getsockname(server, (struct sockaddr *)&address, &len) == 0 &&
		connect(fd, (struct sockaddr *)&address, len) == 0,
	    what);
}

static void
open_internet(void)
{
	int server = bound("tcp_listen", AF_INET, SOCK_STREAM, 0), fd;

	need(listen(server, 5) == 0, "listen");
	fd = say("tcp_client", socket(AF_INET, SOCK_STREAM, 0));
	connect_to("tcp", fd, server);
	say("tcp_server", accept(server, NULL, NULL));
	server = bound("tcp6_listen", AF_INET6, SOCK_STREAM, 0);
	need(listen(server, 5) == 0, "listen");
	fd = say("tcp6_client", socket(AF_INET6, SOCK_STREAM, 0));
	connect_to("tcp6", fd, server);
	say("tcp6_server", accept(server, NULL, NULL));
	say("tcp_unbound", socket(AF_INET, SOCK_STREAM, 0));
	server = bound("udp_bound", AF_INET, SOCK_DGRAM, 0);
	fd = say("udp_connected", socket(AF_INET, SOCK_DGRAM, 0));
	connect_to("udp", fd, server);
	bound("udp6_bound", AF_INET6, SOCK_DGRAM, 0);
	say("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
	/* Only root may; what is not there is not said. */
	fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (fd >= 0)
		say("raw", fd);
	fd = socket(AF_PACKET, SOCK_RAW, htons(3));
	if (fd >= 0)
		say("packet", fd);
}

static void
open_unix(void)
{
	struct sockaddr_un named = {.sun_family = AF_UNIX, .sun_path = "socket"};
	struct sockaddr_un abstract = {.sun_family = AF_UNIX};
	socklen_t len;
	int pair[2], fd, server;

	server = say("unix_listen", socket(AF_UNIX, SOCK_STREAM, 0));
	unlink(named.sun_path);
	need(bind(server, (struct sockaddr *)&named, sizeof(named)) == 0 && listen(server, 5) == 0,
	    "unix");
	fd = say("unix_client", socket(AF_UNIX, SOCK_STREAM, 0));
	need(connect(fd, (struct sockaddr *)&named, sizeof(named)) == 0, "connect");
	say("unix_server", accept(server, NULL, NULL));
	snprintf(abstract.sun_path + 1, sizeof(abstract.sun_path) - 1, "ctop\033[2J-%d", getpid());
	len =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(abstract.sun_path + 1));
	fd = say("unix_abstract", socket(AF_UNIX, SOCK_DGRAM, 0));
	need(bind(fd, (struct sockaddr *)&abstract, len) == 0, "abstract");
	need(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0, "socketpair");
	say("pair", pair[0]);
	say("pair_end", pair[1]);
}

/* As many descriptors as asked for, all the same. */
static void
open_many(long count)
{
	for (long i = 0; i < count; i++)
		need(open("/dev/null", O_RDONLY) >= 0, "/dev/null");
}

int
main(int argc, char *argv[])
{
	char byte;

	need(argc >= 2 && chdir(argv[1]) == 0, "directory");
	if (argc > 2) {
		open_many(strtol(argv[2], NULL, 10));
	} else {
		open_files();
		open_events();
		open_internet();
		open_unix();
	}
	puts("ready");
	fflush(stdout);
	return read(0, &byte, 1) < 0;
}
