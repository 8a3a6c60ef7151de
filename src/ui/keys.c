#include <stdio.h>
#include <strings.h>

#include "../compat.h"
#include "../text.h"
#include "term.h"

/* The first name of a key is the one written; all are read. */
static const struct {
	const char *name;
	int key;
} names[] = {
    {"up", TK_UP},
    {"down", TK_DOWN},
    {"left", TK_LEFT},
    {"right", TK_RIGHT},
    {"home", TK_HOME},
    {"end", TK_END},
    {"pgup", TK_PAGE_UP},
    {"pageup", TK_PAGE_UP},
    {"pgdn", TK_PAGE_DOWN},
    {"pagedown", TK_PAGE_DOWN},
    {"ins", TK_INSERT},
    {"insert", TK_INSERT},
    {"del", TK_DELETE},
    {"delete", TK_DELETE},
    {"backspace", TK_BACKSPACE},
    {"enter", TK_ENTER},
    {"return", TK_ENTER},
    {"tab", TK_TAB},
    {"backtab", TK_BACKTAB},
    {"shift-tab", TK_BACKTAB},
    {"esc", TK_ESCAPE},
    {"escape", TK_ESCAPE},
    {"space", ' '},
    {"F1", TK_F1},
    {"F2", TK_F2},
    {"F3", TK_F3},
    {"F4", TK_F4},
    {"F5", TK_F5},
    {"F6", TK_F6},
    {"F7", TK_F7},
    {"F8", TK_F8},
    {"F9", TK_F9},
    {"F10", TK_F10},
    {"F11", TK_F11},
    {"F12", TK_F12},
};

const char *
key_text(int key, char *buf, size_t len)
{
	int plain = key & ~(TK_ALT | TK_CTRL);
	const char *name = NULL;
	char ch[8] = "";

	for (size_t i = 0; name == NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].key == plain)
			name = names[i].name;
	if (name == NULL && plain > ' ' && plain < KEY_FIRST_SPECIAL) {
		ch[text_encode((uint32_t)plain, ch)] = '\0';
		name = ch;
	}
	snprintf(buf, len, "%s%s%s", (key & TK_CTRL) != 0 ? "ctrl-" : "",
	    (key & TK_ALT) != 0 ? "alt-" : "", name != NULL ? name : "?");
	return buf;
}

/* Takes a prefix off, letters compared without case. */
static bool
take_prefix(const char **s, const char *prefix)
{
	size_t n = strlen(prefix);

	/* "-" alone is a key, "ctrl-" is none. */
	if (strncasecmp(*s, prefix, n) != 0 || (*s)[n] == '\0')
		return false;
	*s += n;
	return true;
}

int
key_parse(const char *s)
{
	int modifiers = 0;
	const char *end;
	uint32_t ch;

	for (;;) {
		if (take_prefix(&s, "ctrl-"))
			modifiers |= TK_CTRL;
		else if (take_prefix(&s, "alt-"))
			modifiers |= TK_ALT;
		else
			break;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i].name, s) == 0)
			return names[i].key | modifiers;
	end = s + strlen(s);
	if (s == end)
		return -1;
	ch = text_decode(&s, end);
	if (s != end || ch == TEXT_BAD || text_classify(ch) != TEXT_PLAIN)
		return -1;
	/* A terminal sends one byte for ctrl-l and ctrl-L. */
	if ((modifiers & TK_CTRL) != 0 && ch >= 'A' && ch <= 'Z')
		ch += 'a' - 'A';
	return (int)ch | modifiers;
}
