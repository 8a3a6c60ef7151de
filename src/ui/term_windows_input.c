#include "term_windows_input.h"

#include <signal.h>

#include "../compat.h"
#include "term_common.h"
#include "term_events.h"
#include "term_records.h"

enum { RECORDS = INPUT_MAX / RECORD_ROOM };

static struct {
	HANDLE handle;
	struct records records;
	struct input input;
	uint64_t input_ns; /* when the last records came */
} console;

void
console_open(HANDLE in, bool foreign)
{
	memset(&console, 0, sizeof(console));
	console.handle = in;
	console.records.foreign = foreign;
	input_init(&console.input);
}

void
console_close(void)
{
	input_free(&console.input);
}

void
console_origin(int top, int left)
{
	console.records.top = top;
	console.records.left = left;
}

static void
take_record(const INPUT_RECORD *in, struct record *out)
{
	const KEY_EVENT_RECORD *key = &in->Event.KeyEvent;
	const MOUSE_EVENT_RECORD *mouse = &in->Event.MouseEvent;

	memset(out, 0, sizeof(*out));
	out->kind = RECORD_OTHER;
	if (in->EventType == KEY_EVENT) {
		out->kind = RECORD_KEY;
		out->state = key->dwControlKeyState;
		out->down = key->bKeyDown;
		out->repeat = key->wRepeatCount;
		out->key = key->wVirtualKeyCode;
		out->unit = key->uChar.UnicodeChar;
	} else if (in->EventType == MOUSE_EVENT) {
		out->kind = RECORD_MOUSE;
		out->y = mouse->dwMousePosition.Y;
		out->x = mouse->dwMousePosition.X;
		out->buttons = mouse->dwButtonState;
		out->flags = mouse->dwEventFlags;
	}
}

bool
console_read(bool *size)
{
	INPUT_RECORD in[RECORDS];
	struct record records[RECORDS];
	size_t room, n;
	unsigned char *space = input_space(&console.input, &room);
	DWORD there = 0, got = 0;

	if (!GetNumberOfConsoleInputEvents(console.handle, &there))
		return false;
	n = there < RECORDS ? there : RECORDS;
	if (n > room / RECORD_ROOM)
		n = room / RECORD_ROOM;
	if (n == 0)
		return true;
	if (!ReadConsoleInputW(console.handle, in, (DWORD)n, &got))
		return false;
	for (DWORD i = 0; i < got; i++) {
		take_record(&in[i], &records[i]);
		*size = *size || in[i].EventType == WINDOW_BUFFER_SIZE_EVENT;
	}
	input_added(&console.input,
	    records_bytes(&console.records, records, got,
		console.input.pasting && !console.records.pasting, space));
	console.input_ns = clock_now();
	return true;
}

/* Is there something that only time brings to its end? */
static bool
input_ripens(void)
{
	return console.records.pasting || (input_waits(&console.input) && !console.input.pasting);
}

DWORD
console_wait_ms(uint64_t deadline, bool forever)
{
	int ms = common_wait_ms(input_ripens(), console.input_ns, deadline, forever);

	return ms < 0 ? INFINITE : (DWORD)ms;
}

bool
console_event(bool quiet, struct event *ev)
{
	uint64_t now = clock_now();
	size_t room;
	unsigned char *space = input_space(&console.input, &room);
	/* A sequence that fills all of the room has no end to wait for. */
	bool full = room < RECORD_ROOM;
	bool final = full || (quiet && now - console.input_ns >= ESCAPE_NS);

	if (final && !full)
		input_added(&console.input, records_quiet(&console.records, space));
	if (!input_next(&console.input, final, now, ev))
		return false;
	/* It means the same in every program. */
	if (ev->kind == EVENT_KEY && ev->key == (TK_CTRL | 'c')) {
		ev->kind = EVENT_QUIT;
		ev->signo = SIGINT;
	}
	return true;
}
