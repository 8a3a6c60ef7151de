#include "writer.h"

#include <errno.h>
#include <string.h>

#define NS_PER_S UINT64_C(1000000000)

void
writer_init(struct writer *w, FILE *file)
{
	w->file = file;
	w->error = 0;
	w->used = 0;
}

static void
hand_over(struct writer *w, const void *bytes, size_t len)
{
	if (w->error != 0 || len == 0)
		return;
	errno = 0;
	if (fwrite(bytes, 1, len, w->file) != len)
		w->error = errno != 0 ? errno : EIO;
}

static void
empty(struct writer *w)
{
	hand_over(w, w->buf, w->used);
	w->used = 0;
}

void
writer_char(struct writer *w, char c)
{
	if (w->used == sizeof(w->buf))
		empty(w);
	w->buf[w->used++] = c;
}

void
writer_bytes(struct writer *w, const void *bytes, size_t len)
{
	if (len > sizeof(w->buf) - w->used)
		empty(w);
	if (len > sizeof(w->buf)) {
		hand_over(w, bytes, len);
		return;
	}
	memcpy(w->buf + w->used, bytes, len);
	w->used += len;
}

void
writer_text(struct writer *w, const char *text)
{
	writer_bytes(w, text, strlen(text));
}

void
writer_uint(struct writer *w, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	writer_bytes(w, digits + at, sizeof(digits) - at);
}

void
writer_int(struct writer *w, int64_t n)
{
	if (n < 0)
		writer_char(w, '-');
	writer_uint(w, n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n);
}

void
writer_seconds(struct writer *w, uint64_t ns)
{
	uint64_t rest = ns % NS_PER_S;
	char digits[10] = ".";
	size_t len = sizeof(digits);

	writer_uint(w, ns / NS_PER_S);
	if (rest == 0)
		return;
	for (size_t i = sizeof(digits); i > 1; rest /= 10)
		digits[--i] = (char)('0' + rest % 10);
	while (digits[len - 1] == '0')
		len--;
	writer_bytes(w, digits, len);
}

void
writer_real(struct writer *w, double number)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%.10g", number);

	if (len > 0)
		writer_bytes(w, text, (size_t)len);
}

int
writer_end(struct writer *w)
{
	empty(w);
	errno = 0;
	if (w->error == 0 && fflush(w->file) != 0)
		w->error = errno != 0 ? errno : EIO;
	if (w->error == 0)
		return 0;
	errno = w->error;
	return -1;
}
