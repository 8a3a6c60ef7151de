#include "../compat.h"

#include <errno.h>
#include <wchar.h>
#include <windows.h>

/*
 * The C library has no streams into memory: this one goes into a file that Windows keeps
 * in its cache and that goes when it is closed.
 */
FILE *
text_stream_open(struct text_stream *s)
{
	wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];

	if (GetTempPathW(MAX_PATH + 1, folder) == 0 ||
	    GetTempFileNameW(folder, L"ctp", 0, path) == 0)
		die("no temporary file can be made (error %lu)", GetLastError());
	s->file = _wfopen(path, L"w+bTDN");
	if (s->file == NULL)
		die("temporary file: %s", strerror(errno));
	s->text = NULL;
	s->len = 0;
	return s->file;
}

char *
text_stream_close(struct text_stream *s, size_t *len)
{
	long end;

	if (fflush(s->file) != 0 || fseek(s->file, 0, SEEK_END) != 0 || (end = ftell(s->file)) < 0)
		die("temporary file: %s", strerror(errno));
	rewind(s->file);
	s->text = xmalloc((size_t)end + 1);
	s->len = fread(s->text, 1, (size_t)end, s->file);
	s->text[s->len] = '\0';
	fclose(s->file);
	*len = s->len;
	return s->text;
}
