#include "term_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { KIND_NOTE, KIND_END, KIND_FAULT, KIND_LATE };

/* NOTE is for the screen, END asks the program to end, LATE is our own alarm. */
static const struct {
	int signo;
	enum kind kind;
} table[] = {
    {SIGWINCH, KIND_NOTE},
    {SIGCONT, KIND_NOTE},
    {SIGTSTP, KIND_NOTE},
    {SIGINT, KIND_END},
    {SIGTERM, KIND_END},
    {SIGHUP, KIND_END},
    {SIGQUIT, KIND_END},
    {SIGSEGV, KIND_FAULT},
    {SIGABRT, KIND_FAULT},
    {SIGBUS, KIND_FAULT},
    {SIGFPE, KIND_FAULT},
    {SIGILL, KIND_FAULT},
    {SIGALRM, KIND_LATE},
};
enum { SIGNALS = sizeof(table) / sizeof(table[0]) };

static struct sigaction before[SIGNALS];
static int pipe_fds[2] = {-1, -1};
static volatile sig_atomic_t writing, ending;

/* Room for a handler when the fault is the end of the stack. */
static char fault_stack[65536];

static struct {
	atomic_bool armed;
	int fd;
	struct termios modes;
	char text[512];
	size_t len;
} restore;

static void
note(int signo)
{
	int saved = errno;
	unsigned char byte = (unsigned char)signo;

	/* A full pipe already says that signals came. */
	if (write(pipe_fds[1], &byte, 1) < 0)
		errno = saved;
	errno = saved;
}

static void
on_end(int signo)
{
	note(signo);
	ending = signo;
	if (writing)
		alarm(1);
}

static void
put_default(int signo)
{
	struct sigaction sa;
	sigset_t set;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL;
	sigaction(signo, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, signo);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* Told to end a second ago, and still in the same write: nobody reads the terminal. */
static void
on_late(int signo)
{
	(void)signo;
	if (!writing || !ending)
		return;
	signals_restore();
	put_default(ending);
	raise(ending);
}

static void
on_fault(int signo, siginfo_t *info, void *context)
{
	(void)context;
	signals_restore();
	for (size_t i = 0; i < SIGNALS; i++)
		if (table[i].signo == signo)
			sigaction(signo, &before[i], NULL);
	/* The kernel's own come again when the instruction does; what somebody sent does not. */
	if (info->si_code <= 0 || signo == SIGABRT)
		raise(signo);
}

int
signals_open(void)
{
	stack_t stack = {.ss_sp = fault_stack, .ss_size = sizeof(fault_stack)};

	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	writing = ending = 0;
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < SIGNALS; i++) {
		struct sigaction sa;

		memset(&sa, 0, sizeof(sa));
		sigemptyset(&sa.sa_mask);
		sa.sa_flags = SA_RESTART;
		sa.sa_handler = table[i].kind == KIND_END ? on_end : note;
		if (table[i].kind == KIND_LATE)
			sa.sa_handler = on_late;
		if (table[i].kind == KIND_FAULT) {
			sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
			sa.sa_sigaction = on_fault;
		}
		sigaction(table[i].signo, NULL, &before[i]);
		if (before[i].sa_handler == SIG_IGN && table[i].kind != KIND_LATE &&
		    table[i].signo != SIGWINCH)
			continue;
		sigaction(table[i].signo, &sa, NULL);
	}
	return 0;
}

void
signals_close(void)
{
	stack_t none = {.ss_flags = SS_DISABLE};

	if (pipe_fds[0] < 0)
		return;
	alarm(0);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(table[i].signo, &before[i], NULL);
	sigaltstack(&none, NULL);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	pipe_fds[0] = pipe_fds[1] = -1;
}

int
signals_fd(void)
{
	return pipe_fds[0];
}

int
signals_take(void)
{
	unsigned char byte;

	return read(pipe_fds[0], &byte, 1) == 1 ? byte : 0;
}

void
signals_prepare(int fd, const struct termios *modes, const char *text, size_t len)
{
	restore.fd = fd;
	restore.modes = *modes;
	restore.len = len < sizeof(restore.text) ? len : sizeof(restore.text);
	memcpy(restore.text, text, restore.len);
}

void
signals_arm(bool on)
{
	atomic_store(&restore.armed, on);
}

void
signals_restore(void)
{
	int saved = errno, flags;

	if (!atomic_exchange(&restore.armed, false))
		return;
	/* Better a terminal left half restored than a program that cannot die. */
	flags = fcntl(restore.fd, F_GETFL);
	fcntl(restore.fd, F_SETFL, flags | O_NONBLOCK);
	for (size_t done = 0; done < restore.len;) {
		ssize_t n = write(restore.fd, restore.text + done, restore.len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	fcntl(restore.fd, F_SETFL, flags);
	tcsetattr(restore.fd, TCSANOW, &restore.modes);
	errno = saved;
}

void
signals_writing(bool on)
{
	writing = on;
	if (ending)
		alarm(on ? 1 : 0);
}

void
signals_stop(bool job)
{
	struct pollfd continued = {.fd = pipe_fds[0], .events = POLLIN};
	struct sigaction ours, plain;

	memset(&plain, 0, sizeof(plain));
	plain.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &plain, &ours);
	/*
	 * In an orphaned process group nobody could ever continue us: then the kernel ignores it
	 * and we go on at once.  What is sent to a group may take effect a moment later, in
	 * another thread; SIGCONT is in the pipe when it has.
	 */
	if (!job) {
		raise(SIGTSTP);
	} else {
		kill(0, SIGTSTP);
		poll(&continued, 1, 50);
	}
	sigaction(SIGTSTP, &ours, NULL);
}

noreturn void
signals_die(int signo)
{
	put_default(signo);
	raise(signo);
	/* A signal that does not end programs was asked for. */
	_exit(128 + signo);
}
