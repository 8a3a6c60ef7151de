/*
 * Small files of the user's: read whole, replaced whole.
 */
#ifndef CTOP_COMPAT_FILE_H
#define CTOP_COMPAT_FILE_H

#include <stddef.h>

enum file_result { FILE_READ, FILE_ABSENT, FILE_UNREADABLE };

/*
 * Where a program's config of that name is, in the user's own place for such; -1: there is no such
 * place.
 */
int file_config_path(char *buf, size_t len, const char *program, const char *name);
/*
 * All of a regular file of at most max bytes, malloc'd, with a NUL behind it.  Never waits
 * for a writer.  Unreadable: one line in err.
 */
enum file_result file_read(const char *path, size_t max, char **text, size_t *len, char *err,
    size_t errlen);
/*
 * The file that is really written when path is, malloc'd, its folder made for the user alone:
 * through a link of the user's, never over another user's file.  NULL with one line in err.
 */
char *file_target(const char *path, char *err, size_t errlen);
/*
 * The new text or the old one, whatever happens, for the user alone.  0, or -1 with one line in
 * err.
 */
int file_replace(const char *target, const char *text, size_t len, char *err, size_t errlen);

#endif
