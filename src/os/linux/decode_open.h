/*
 * What /proc/PID/fd and fdinfo say of a descriptor: pure functions over a text, as decode.h's.
 */
#ifndef CTOP_OS_LINUX_DECODE_OPEN_H
#define CTOP_OS_LINUX_DECODE_OPEN_H

#include "../facts.h"
#include "scan.h"

struct arena;

/* What the text of a link tells without a look at what it leads to. */
struct fd_link {
	enum open_kind kind; /* OPEN_UNKNOWN: a path, of whatever */
	bool path;	     /* leads to a file system */
	bool deleted;	     /* it ends as the links of deleted files do */
	uint64_t number;     /* "socket:[4711]": of the socket */
};
void decode_fd_link(struct span, struct fd_link *);

/* /proc/PID/fdinfo/N */
struct fdinfo_record {
	bool has_flags, has_position, has_mount, has_timer, has_counter, has_pid;
	uint32_t flags; /* of open */
	uint64_t position;
	uint64_t mount;		    /* id in mountinfo */
	uint64_t counter;	    /* eventfd's */
	uint64_t watched;	    /* by epoll, inotify and fanotify */
	uint64_t next_ns, every_ns; /* timerfd's; 0: none */
	int64_t pid;		    /* pidfd's; -1: has ended */
	const char *lock;	    /* as struct open_file has it */
};
/* False: not a fdinfo.  Text is in the arena. */
bool decode_fdinfo(const char *, size_t, struct fdinfo_record *, struct arena *);
/* What was asked of open, as enum open_access. */
uint8_t decode_open_flags(uint32_t flags);

/* The link's text with what is worth knowing of an eventfd and its like behind it. */
const char *fd_event_text(struct span link, const struct fdinfo_record *, struct arena *);

/* "net:[4026531840]" of this kind: the number in brackets. */
bool decode_namespace(struct span link, const char *kind, uint64_t *number);

#endif
