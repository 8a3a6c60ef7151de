#include "term_events.h"

#include "../compat.h"
#include "../text.h"

#define ESC		0x1b
#define DOUBLE_CLICK_NS UINT64_C(400000000)

enum { PARAMETERS = 6 };

/* What taking bytes off the front came to. */
enum step { STEP_EVENT, STEP_SKIP, STEP_MORE };

static const char paste_end[] = "\033[201~";

void
input_init(struct input *in)
{
	memset(in, 0, sizeof(*in));
	in->click_button = -1;
}

void
input_free(struct input *in)
{
	free(in->paste);
	memset(in, 0, sizeof(*in));
}

void
input_bind(struct input *in, const char *sequence, int key)
{
	struct input_key *k = &in->keys[in->nkeys];

	/* One byte, or none after ESC, is better known as what it is everywhere. */
	if (sequence == NULL || in->nkeys == INPUT_KEYS || sequence[0] != ESC ||
	    strlen(sequence) < 3 || strlen(sequence) >= sizeof(k->sequence))
		return;
	strlcpy(k->sequence, sequence, sizeof(k->sequence));
	k->key = key;
	in->nkeys++;
}

unsigned char *
input_space(struct input *in, size_t *room)
{
	*room = INPUT_MAX - in->count;
	return in->bytes + in->count;
}

void
input_added(struct input *in, size_t n)
{
	in->count += n;
}

bool
input_waits(const struct input *in)
{
	return in->count > 0;
}

static void
consume(struct input *in, size_t n)
{
	in->count -= n;
	memmove(in->bytes, in->bytes + n, in->count);
}

static enum step
key_event(struct input *in, size_t n, int key, struct event *ev)
{
	consume(in, n);
	ev->kind = EVENT_KEY;
	ev->key = key;
	return STEP_EVENT;
}

static enum step
skip(struct input *in, size_t n)
{
	consume(in, n);
	return STEP_SKIP;
}

/* A byte that stands for a key by itself; 0: none. */
static int
control_key(unsigned char byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		return TK_ENTER;
	case '\t':
		return TK_TAB;
	case 0x7f:
	case '\b':
		return TK_BACKSPACE;
	case ESC:
		return TK_ESCAPE;
	case 0:
		return TK_CTRL | ' ';
	default:
		return TK_CTRL | (byte <= 26 ? byte + 'a' - 1 : byte + '@');
	}
}

/* How long a character is that starts so; 1 for bytes that start none. */
static size_t
utf8_length(unsigned char byte)
{
	if (byte >= 0xc2 && byte < 0xe0)
		return 2;
	if (byte >= 0xe0 && byte < 0xf0)
		return 3;
	return byte >= 0xf0 && byte < 0xf5 ? 4 : 1;
}

/* Is what is there of a character a start that more bytes can complete? */
static bool
utf8_unfinished(const unsigned char *p, size_t count)
{
	if (count >= utf8_length(p[0]))
		return false;
	for (size_t i = 1; i < count; i++)
		if ((p[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* A key at an offset (1 after ESC, which means Alt). */
static enum step
plain_key(struct input *in, size_t at, bool final, struct event *ev)
{
	const unsigned char *p = in->bytes + at;
	const char *start = (const char *)p, *next = start;
	int modifiers = at > 0 ? TK_ALT : 0;
	uint32_t ch;

	if (*p < 0x20 || *p == 0x7f)
		return key_event(in, at + 1, control_key(*p) | modifiers, ev);
	if (!final && utf8_unfinished(p, in->count - at))
		return STEP_MORE;
	ch = text_decode(&next, (const char *)in->bytes + in->count);
	if (ch == TEXT_BAD || (ch >= 0x80 && ch < 0xa0))
		return skip(in, at + (size_t)(next - start));
	return key_event(in, at + (size_t)(next - start), (int)ch | modifiers, ev);
}

/* Keys of "CSI number ~". */
static int
tilde_key(int number)
{
	static const struct {
		int number, key;
	} keys[] = {
	    {1, TK_HOME},
	    {2, TK_INSERT},
	    {3, TK_DELETE},
	    {4, TK_END},
	    {5, TK_PAGE_UP},
	    {6, TK_PAGE_DOWN},
	    {7, TK_HOME},
	    {8, TK_END},
	    {11, TK_F1},
	    {12, TK_F2},
	    {13, TK_F3},
	    {14, TK_F4},
	    {15, TK_F5},
	    {17, TK_F6},
	    {18, TK_F7},
	    {19, TK_F8},
	    {20, TK_F9},
	    {21, TK_F10},
	    {23, TK_F11},
	    {24, TK_F12},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].number == number)
			return keys[i].key;
	return -1;
}

/* Keys of "CSI letter" and "SS3 letter". */
static int
letter_key(unsigned char letter)
{
	static const char letters[] = "ABCDHFPQRSZM";
	static const int keys[] = {TK_UP, TK_DOWN, TK_RIGHT, TK_LEFT, TK_HOME, TK_END, TK_F1, TK_F2,
	    TK_F3, TK_F4, TK_BACKTAB, TK_ENTER};
	const char *found = strchr(letters, letter);

	return letter != '\0' && found != NULL ? keys[found - letters] : -1;
}

/* xterm's modifier number: 1 plus shift 1, alt 2, ctrl 4, meta 8. */
static int
modifier_bits(int number)
{
	int bits = number > 1 ? number - 1 : 0;

	return ((bits & 0xa) != 0 ? TK_ALT : 0) | ((bits & 4) != 0 ? TK_CTRL : 0);
}

static enum step
mouse_event(struct input *in, size_t n, int code, int x, int y, bool press, uint64_t now,
    struct event *ev)
{
	int button = code & 3;

	/* Movement, the horizontal wheel and buttons beyond are nothing to us. */
	if ((code & (32 | 128)) != 0 || ((code & 64) != 0 && button > 1) || x < 1 || y < 1)
		return skip(in, n);
	if ((code & 64) == 0 && button == 3) {
		button = MOUSE_LEFT; /* the old protocol does not say which was released */
		press = false;
	}
	consume(in, n);
	ev->kind = EVENT_MOUSE;
	ev->y = y - 1;
	ev->x = x - 1;
	ev->press = press;
	if ((code & 64) != 0) {
		ev->button = button == 0 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
		return STEP_EVENT;
	}
	ev->button = button == 0 ? MOUSE_LEFT : button == 1 ? MOUSE_MIDDLE : MOUSE_RIGHT;
	if (!press)
		return STEP_EVENT;
	ev->twice = in->click_button == button && in->click_y == ev->y && in->click_x == ev->x &&
	    now - in->click_ns < DOUBLE_CLICK_NS;
	in->click_button = ev->twice ? -1 : button; /* three clicks are not two double ones */
	in->click_y = ev->y;
	in->click_x = ev->x;
	in->click_ns = now;
	return STEP_EVENT;
}

/* Numbers between semicolons; what follows a colon in one is dropped. */
static int
parameters(const unsigned char *p, const unsigned char *end, int *out)
{
	int n = 0;

	memset(out, 0, PARAMETERS * sizeof(*out));
	for (bool sub = false; p < end && n < PARAMETERS; p++) {
		if (*p == ';') {
			n++;
			sub = false;
		} else if (*p == ':') {
			sub = true;
		} else if (*p >= '0' && *p <= '9' && !sub && out[n] < 100000) {
			out[n] = out[n] * 10 + (*p - '0');
		}
	}
	return n < PARAMETERS ? n + 1 : PARAMETERS;
}

static enum step
csi_final(struct input *in, size_t n, struct event *ev, uint64_t now)
{
	const unsigned char *body = in->bytes + 2, *last = in->bytes + n - 1;
	int p[PARAMETERS], count, key = -1;

	if (*body == '<') {
		count = parameters(body + 1, last, p);
		if (count < 3 || (*last != 'M' && *last != 'm'))
			return skip(in, n);
		return mouse_event(in, n, p[0], p[1], p[2], *last == 'M', now, ev);
	}
	if (*body > '9' && *body < '@') /* private: an answer to a question we did not ask */
		return skip(in, n);
	count = parameters(body, last, p);
	if (*last == '~' && p[0] == 200) {
		consume(in, n);
		in->pasting = true;
		in->paste_len = 0;
		return STEP_SKIP;
	}
	if (*last == '~')
		key = tilde_key(p[0]);
	else if (*last == 'u' && p[0] > 0 && p[0] < 0x110000)
		key = p[0] < 0x20 || p[0] == 0x7f ? control_key((unsigned char)p[0]) : p[0];
	else if (*last != 'M')
		key = letter_key(*last);
	if (key < 0)
		return skip(in, n);
	return key_event(in, n, key | modifier_bits(count > 1 ? p[1] : 0), ev);
}

/* ESC [ ... */
static enum step
csi(struct input *in, bool final, uint64_t now, struct event *ev)
{
	size_t n = 2;

	if (in->count > 2 && in->bytes[2] == '[') { /* F1 to F5 of the Linux console */
		if (in->count < 4)
			return final ? skip(in, in->count) : STEP_MORE;
		if (in->bytes[3] < 'A' || in->bytes[3] > 'E')
			return skip(in, 4);
		return key_event(in, 4, TK_F1 + in->bytes[3] - 'A', ev);
	}
	if (in->count > 2 && in->bytes[2] == 'M') { /* the mouse before SGR */
		const unsigned char *b = in->bytes + 3;

		if (in->count < 6)
			return final ? skip(in, in->count) : STEP_MORE;
		return mouse_event(in, 6, b[0] - 32, b[1] - 32, b[2] - 32, true, now, ev);
	}
	while (n < in->count && in->bytes[n] >= 0x20 && in->bytes[n] < 0x40)
		n++;
	if (n == in->count) {
		if (!final && n < INPUT_MAX)
			return STEP_MORE;
		return n == 2 ? key_event(in, n, '[' | TK_ALT, ev) : skip(in, n);
	}
	if (in->bytes[n] < 0x40 || in->bytes[n] > 0x7e) /* broken off: begin again there */
		return skip(in, n);
	return csi_final(in, n + 1, ev, now);
}

/* ESC O letter */
static enum step
ss3(struct input *in, bool final, struct event *ev)
{
	static const char keypad[] = "jklmnopqrstuvwxyX", means[] = "*+,-./0123456789=";
	const char *found;
	unsigned char letter;
	int key;

	if (in->count < 3)
		return final ? key_event(in, 2, 'O' | TK_ALT, ev) : STEP_MORE;
	letter = in->bytes[2];
	key = letter_key(letter);
	if (key < 0 && letter != '\0' && (found = strchr(keypad, letter)) != NULL)
		key = means[found - keypad];
	return key < 0 ? skip(in, 3) : key_event(in, 3, key, ev);
}

/* A string that a terminal answers with (OSC, DCS, APC, PM, SOS): up to BEL or ST. */
static enum step
control_string(struct input *in, bool final, struct event *ev)
{
	for (size_t i = 2; i < in->count; i++) {
		if (in->bytes[i] == '\a')
			return skip(in, i + 1);
		if (in->bytes[i] == ESC && i + 1 < in->count)
			return skip(in, in->bytes[i + 1] == '\\' ? i + 2 : i);
	}
	if (in->count == 2 && final) /* nothing followed: somebody pressed Alt and that */
		return plain_key(in, 1, true, ev);
	return final || in->count == INPUT_MAX ? skip(in, in->count) : STEP_MORE;
}

/* Sequences of the terminal's description: the longest that fits. */
static enum step
bound_key(struct input *in, bool final, struct event *ev)
{
	size_t best = 0;
	int key = -1;

	for (size_t i = 0; i < in->nkeys; i++) {
		const char *s = in->keys[i].sequence;
		size_t len = strlen(s), have = in->count < len ? in->count : len;

		if (memcmp(s, in->bytes, have) != 0)
			continue;
		if (have < len && !final)
			return STEP_MORE;
		if (have == len && len > best) {
			best = len;
			key = in->keys[i].key;
		}
	}
	return best > 0 ? key_event(in, best, key, ev) : STEP_SKIP;
}

static enum step
escape(struct input *in, bool final, uint64_t now, struct event *ev)
{
	enum step step;

	if (in->count == 1)
		return final ? key_event(in, 1, TK_ESCAPE, ev) : STEP_MORE;
	if ((step = bound_key(in, final, ev)) != STEP_SKIP)
		return step;
	switch (in->bytes[1]) {
	case ESC:
		return key_event(in, 1, TK_ESCAPE, ev);
	case '[':
		return csi(in, final, now, ev);
	case 'O':
		return ss3(in, final, ev);
	case ']':
	case 'P':
	case '_':
	case '^':
	case 'X':
		return control_string(in, final, ev);
	default:
		return plain_key(in, 1, final, ev);
	}
}

static void
paste_add(struct input *in, size_t n)
{
	size_t take = n < PASTE_MAX - in->paste_len ? n : PASTE_MAX - in->paste_len;

	if (in->paste_len + take > in->paste_room) {
		in->paste_room = (in->paste_len + take) * 2;
		in->paste = xrealloc(in->paste, in->paste_room, 1);
	}
	if (take > 0)
		memcpy(in->paste + in->paste_len, in->bytes, take);
	in->paste_len += take;
	consume(in, n);
}

/* Everything is text until the end mark, however long it takes to come. */
static enum step
pasted(struct input *in, struct event *ev)
{
	const size_t mark = sizeof(paste_end) - 1;
	unsigned char *end = memmem(in->bytes, in->count, paste_end, mark);
	size_t keep = in->count < mark ? in->count : mark - 1;

	if (end == NULL) {
		while (keep > 0 && memcmp(in->bytes + in->count - keep, paste_end, keep) != 0)
			keep--;
		paste_add(in, in->count - keep);
		return STEP_MORE;
	}
	paste_add(in, (size_t)(end - in->bytes));
	consume(in, mark);
	in->pasting = false;
	ev->kind = EVENT_PASTE;
	ev->paste = in->paste_len > 0 ? in->paste : "";
	ev->paste_len = in->paste_len;
	return STEP_EVENT;
}

bool
input_next(struct input *in, bool final, uint64_t now, struct event *ev)
{
	while (in->count > 0) {
		enum step step;

		memset(ev, 0, sizeof(*ev));
		if (in->pasting)
			step = pasted(in, ev);
		else if (in->bytes[0] == ESC)
			step = escape(in, final, now, ev);
		else
			step = plain_key(in, 0, final, ev);
		if (step == STEP_EVENT)
			return true;
		if (step == STEP_MORE)
			return false;
	}
	return false;
}
