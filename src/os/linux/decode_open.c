#include "decode_open.h"

#include <fcntl.h>
#include <stdio.h>

#include "../../arena.h"

#define NS_PER_SECOND UINT64_C(1000000000)

static bool
span_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.len > n && memcmp(s.data + s.len - n, suffix, n) == 0;
}

/* "kind:[number]" */
static bool
bracketed(struct span link, size_t kind, uint64_t *number)
{
	struct scan s = {link.data + kind, link.data + link.len};

	return link.len > kind + 3 && link.data[kind] == ':' && link.data[kind + 1] == '[' &&
	    (s.p += 2, scan_u64(&s, number)) && s.p + 1 == s.end && *s.p == ']';
}

bool
decode_namespace(struct span link, const char *kind, uint64_t *number)
{
	return span_starts(link, kind) && bracketed(link, strlen(kind), number);
}

/* What has no file behind it: "anon_inode:[eventfd]", without brackets on old kernels. */
static enum open_kind
anonymous_kind(struct span link)
{
	static const char *const events[] = {"eventfd", "eventpoll", "timerfd", "signalfd",
	    "inotify", "fanotify", "pidfd", "userfaultfd", "io_uring", "perf_event"};
	const char *colon = memchr(link.data, ':', link.len);
	struct span name = {colon + 1, (size_t)(link.data + link.len - colon - 1)};

	if (name.len > 2 && name.data[0] == '[')
		name = (struct span){name.data + 1, name.len - 2};
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (span_is(name, events[i]))
			return OPEN_EVENT;
	return span_is(name, "secretmem") ? OPEN_MEMORY : OPEN_OTHER;
}

/* Paths that lead nowhere: memory with a name. */
static bool
is_memory(struct span link)
{
	return span_starts(link, "/memfd:") || span_starts(link, "/dmabuf:") ||
	    span_starts(link, "/dev/zero (deleted)") || span_starts(link, "/anon_hugepage") ||
	    (span_starts(link, "/SYSV") && span_ends(link, " (deleted)"));
}

void
decode_fd_link(struct span link, struct fd_link *l)
{
	*l = (struct fd_link){.kind = OPEN_OTHER};
	if (link.len == 0)
		l->kind = OPEN_UNKNOWN;
	else if (is_memory(link))
		l->kind = OPEN_MEMORY;
	else if (link.data[0] == '/') {
		l->kind = OPEN_UNKNOWN;
		l->path = true;
		l->deleted = span_ends(link, " (deleted)");
		/* The one place where everything is a device, but for memory that has a name. */
		if (span_starts(link, "/dev/") && !l->deleted && !span_starts(link, "/dev/shm/") &&
		    !span_starts(link, "/dev/mqueue/") && !span_starts(link, "/dev/hugepages/"))
			l->kind = OPEN_DEVICE;
	} else if (decode_namespace(link, "socket", &l->number))
		l->kind = OPEN_SOCKET;
	else if (decode_namespace(link, "pipe", &l->number))
		l->kind = OPEN_PIPE;
	else if (decode_namespace(link, "pidfd", &l->number))
		l->kind = OPEN_EVENT;
	else if (span_starts(link, "anon_inode:"))
		l->kind = anonymous_kind(link);
}

uint8_t
decode_open_flags(uint32_t flags)
{
	uint32_t mode = flags & O_ACCMODE;
	uint8_t access = 0;

	if ((flags & O_PATH) != 0)
		return 0;
	if (mode != O_WRONLY)
		access |= OPENED_READ;
	if (mode == O_WRONLY || mode == O_RDWR)
		access |= OPENED_WRITE;
	if ((flags & O_APPEND) != 0 && (access & OPENED_WRITE) != 0)
		access |= OPENED_APPEND;
	return access;
}

/* A number of digits below `base`, to the end of the line or a blank. */
static bool
line_number(struct span text, unsigned base, uint64_t *value)
{
	struct scan s = {text.data, text.data + text.len};
	uint64_t v = 0;
	size_t n = 0;

	scan_blanks(&s);
	for (; s.p < s.end && *s.p != ' ' && *s.p != '\t'; s.p++, n++) {
		char c = *s.p;
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
		    : c >= 'a' && c <= 'f'	      ? (unsigned)(c - 'a') + 10
						      : base;

		if (digit >= base || v > (UINT64_MAX - digit) / base)
			return false;
		v = v * base + digit;
	}
	*value = v;
	return n > 0;
}

/* "(seconds, nanoseconds)" */
static bool
line_time(struct span text, uint64_t *ns)
{
	struct scan s = {text.data, text.data + text.len};
	uint64_t seconds, rest;

	scan_blanks(&s);
	if (s.p == s.end || *s.p++ != '(' || !scan_u64(&s, &seconds) || *s.p++ != ',' ||
	    !scan_next_u64(&s, &rest) || *s.p != ')' || seconds > UINT64_MAX / NS_PER_SECOND - 1 ||
	    rest >= NS_PER_SECOND)
		return false;
	*ns = seconds * NS_PER_SECOND + rest;
	return true;
}

static const char *
lock_type(struct span word)
{
	static const char *const types[][2] = {{"POSIX", "posix"}, {"FLOCK", "flock"},
	    {"OFDLCK", "ofd"}, {"LEASE", "lease"}, {"DELEG", "delegation"},
	    {"ACCESS", "mandatory"}};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (span_is(word, types[i][0]))
			return types[i][1];
	return NULL;
}

/* "1: POSIX  ADVISORY  WRITE 4711 fe:01:815 0 1023" joined to what there is already. */
static void
line_lock(struct span text, struct fdinfo_record *r, struct arena *arena)
{
	struct scan s = {text.data, text.data + text.len};
	struct span number, type, how, access, pid, file, first, last;
	char range[64] = "";

	if (!scan_word(&s, &number) || !scan_word(&s, &type) || !scan_word(&s, &how) ||
	    !scan_word(&s, &access) || !scan_word(&s, &pid) || !scan_word(&s, &file) ||
	    !scan_word(&s, &first) || !scan_word(&s, &last) || lock_type(type) == NULL)
		return;
	const char *word = span_is(access, "WRITE") ? "write"
	    : span_is(access, "READ")		    ? "read"
	    : span_is(access, "RW")		    ? "read write"
						    : "none";
	bool whole = span_is(first, "0") && span_is(last, "EOF");
	if (!whole && first.len <= 20 && last.len <= 20)
		snprintf(range, sizeof(range), " %.*s-%.*s", (int)first.len, first.data,
		    span_is(last, "EOF") ? 3 : (int)last.len,
		    span_is(last, "EOF") ? "end" : last.data);
	r->lock = arena_printf(arena, "%s%s%s %s%s", r->lock != NULL ? r->lock : "",
	    r->lock != NULL ? ", " : "", lock_type(type), word, range);
}

static void
line_pid(struct span text, struct fdinfo_record *r)
{
	uint64_t pid;

	r->has_pid = true;
	r->pid = -1;
	if (line_number(text, 10, &pid) && pid <= INT32_MAX)
		r->pid = (int64_t)pid;
}

/* One line whose key ends with a colon. */
static void
fdinfo_line(struct span key, struct span text, struct fdinfo_record *r, struct arena *arena)
{
	uint64_t n;

	if (span_is(key, "pos"))
		r->has_position = line_number(text, 10, &r->position);
	else if (span_is(key, "flags")) {
		r->has_flags = line_number(text, 8, &n) && n <= UINT32_MAX;
		r->flags = r->has_flags ? (uint32_t)n : 0;
	} else if (span_is(key, "mnt_id"))
		r->has_mount = line_number(text, 10, &r->mount);
	else if (span_is(key, "eventfd-count"))
		r->has_counter = line_number(text, 16, &r->counter);
	else if (span_is(key, "tfd"))
		r->watched++;
	else if (span_is(key, "it_value"))
		r->has_timer = line_time(text, &r->next_ns);
	else if (span_is(key, "it_interval") && !line_time(text, &r->every_ns))
		r->has_timer = false;
	else if (span_is(key, "Pid"))
		line_pid(text, r);
	else if (span_is(key, "lock"))
		line_lock(text, r, arena);
}

bool
decode_fdinfo(const char *buf, size_t len, struct fdinfo_record *r, struct arena *arena)
{
	struct scan s = {buf, buf + len};
	struct span line;

	memset(r, 0, sizeof(*r));
	while (scan_line(&s, &line)) {
		const char *colon = memchr(line.data, ':', line.len);

		/* A line that is cut off says nothing. */
		if (colon == NULL || line.data + line.len == buf + len)
			continue;
		/* "inotify wd:3 ino:..." */
		if (span_starts(line, "inotify ") || span_starts(line, "fanotify ino")) {
			r->watched++;
			continue;
		}
		size_t key = (size_t)(colon - line.data);
		fdinfo_line((struct span){line.data, key},
		    (struct span){colon + 1, line.len - key - 1}, r, arena);
	}
	return r->has_flags;
}

static const char *
timer_text(const struct fdinfo_record *r, const char *name, struct arena *arena)
{
	if (r->next_ns == 0 && r->every_ns == 0)
		return arena_printf(arena, "%s not set", name);
	if (r->every_ns == 0)
		return arena_printf(arena, "%s in %.1f s", name, (double)r->next_ns / 1e9);
	return arena_printf(arena, "%s in %.1f s, every %.9g s", name, (double)r->next_ns / 1e9,
	    (double)r->every_ns / 1e9);
}

const char *
fd_event_text(struct span link, const struct fdinfo_record *r, struct arena *arena)
{
	const char *name = arena_copy(arena, link.data, link.len);

	if (r->has_counter)
		return arena_printf(arena, "%s count %llu", name, (unsigned long long)r->counter);
	if (r->has_timer)
		return timer_text(r, name, arena);
	if (r->has_pid && r->pid > 0)
		return arena_printf(arena, "%s of %lld", name, (long long)r->pid);
	if (r->has_pid)
		return arena_printf(arena, "%s of a process that has ended", name);
	if (r->watched > 0)
		return arena_printf(arena, "%s watches %llu", name, (unsigned long long)r->watched);
	return name;
}
