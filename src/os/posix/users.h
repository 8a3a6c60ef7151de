/*
 * User names by uid.
 *
 * The names of the passwd file are read once and again when it changes.
 * Everything else (LDAP, winbind, systemd's dynamic users) is asked with
 * getpwuid_r, which may wait for a server: only users_ask does that, its answer
 * is kept for some minutes.  Thread safe.
 */
#ifndef CTOP_OS_POSIX_USERS_H
#define CTOP_OS_POSIX_USERS_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct users;

/* nss: may users_ask ask the system?  Not for a captured tree. */
struct users *users_open(const char *passwd, bool nss);
void users_close(struct users *);
/* Reads the passwd file again if it changed; looks at most every few seconds. */
void users_refresh(struct users *);
/*
 * The name as far as it is known without waiting, in the arena; NULL: ask.  A
 * captured tree's uid without a name is its number.
 */
const char *users_name(struct users *, uint32_t uid, struct arena *);
/*
 * The uid that goes by this name in the passwd file, else (may wait) in the directory; false: none.
 */
bool users_number(struct users *, const char *name, uint32_t *uid);
/* The name, at any price: a uid nobody knows is its number.  May wait. */
const char *users_ask(struct users *, uint32_t uid, struct arena *);

#endif
