#include "term_tty_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../compat.h"
#include "term_common.h"
#include "term_events.h"

static struct {
	int fd;
	bool own; /* opened by us */
	struct termios before, raw;
	struct input input;
	uint64_t input_ns; /* when the last bytes came */
} tty;

int
tty_open(char *err, size_t errlen)
{
	memset(&tty, 0, sizeof(tty));
	if (!isatty(STDOUT_FILENO)) {
		snprintf(err, errlen, "standard output is not a terminal (--batch needs none)");
		return -1;
	}
	tty.own = !isatty(STDIN_FILENO);
	tty.fd = tty.own ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
	if (tty.fd < 0) {
		snprintf(err, errlen, "no terminal to read keys from: %s", strerror(errno));
		return -1;
	}
	input_init(&tty.input);
	return 0;
}

void
tty_close(void)
{
	input_free(&tty.input);
	if (tty.own)
		close(tty.fd);
	tty.own = false;
}

/*
 * Keys come byte by byte, and none makes a signal: Ctrl-C in a paste is text.
 * Typed, it is found by who takes the events.
 */
bool
tty_prepare(void)
{
	if (tcgetattr(STDOUT_FILENO, &tty.before) != 0)
		return false;
	tty.raw = tty.before;
	tty.raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP | BRKINT | PARMRK);
	tty.raw.c_iflag |= IGNBRK;
	tty.raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN | ISIG);
	tty.raw.c_cc[VMIN] = 1;
	tty.raw.c_cc[VTIME] = 0;
	return true;
}

const struct termios *
tty_modes(void)
{
	return &tty.before;
}

void
tty_raw(bool raw)
{
	tcsetattr(STDOUT_FILENO, TCSADRAIN, raw ? &tty.raw : &tty.before);
}

void
tty_measure(int *rows, int *cols)
{
	struct winsize size;

	*rows = 24;
	*cols = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*cols = size.ws_col;
	}
}

void
tty_write(const char *s)
{
	size_t len = strlen(s);

	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n < 0 && errno != EINTR)
			return; /* term_wait will find the terminal gone */
		if (n > 0) {
			s += n;
			len -= (size_t)n;
		}
	}
}

int
tty_fd(void)
{
	return tty.fd;
}

void
tty_bind(const char *sequence, int key)
{
	input_bind(&tty.input, sequence, key);
}

bool
tty_read(void)
{
	size_t room;
	unsigned char *space = input_space(&tty.input, &room);
	ssize_t n = room > 0 ? read(tty.fd, space, room) : 0;

	if (n > 0) {
		input_added(&tty.input, (size_t)n);
		tty.input_ns = clock_now();
		return true;
	}
	return n < 0 && (errno == EINTR || errno == EAGAIN);
}

bool
tty_event(bool quiet, struct event *ev)
{
	uint64_t now = clock_now();
	bool final = quiet && now - tty.input_ns >= ESCAPE_NS;

	return input_next(&tty.input, final, now, ev);
}

int
tty_wait_ms(uint64_t deadline, bool forever)
{
	bool ripens = input_waits(&tty.input) && !tty.input.pasting;

	return common_wait_ms(ripens, tty.input_ns, deadline, forever);
}
