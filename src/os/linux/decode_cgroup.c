#include "decode.h"

/* What a line of hierarchy is worth when several have a path: lower is better. */
static unsigned
hierarchy_rank(struct span id, struct span controllers)
{
	static const char *const useful[] = {"name=systemd", "pids", "memory", "cpu"};
	unsigned n = sizeof(useful) / sizeof(useful[0]);

	if (span_is(id, "0") && controllers.len == 0)
		return 0;
	for (unsigned i = 0; i < n; i++) {
		struct scan s = {controllers.data, controllers.data + controllers.len};

		while (s.p < s.end) {
			const char *comma = memchr(s.p, ',', (size_t)(s.end - s.p));
			if (comma == NULL)
				comma = s.end;
			if (span_is((struct span){s.p, (size_t)(comma - s.p)}, useful[i]))
				return i + 1;
			s.p = comma == s.end ? s.end : comma + 1;
		}
	}
	return n + 1;
}

/* hierarchy-ID:controllers:path */
static bool
cgroup_line(struct span line, struct span *id, struct span *controllers, struct span *path)
{
	const char *end = line.data + line.len;
	const char *one = memchr(line.data, ':', line.len);
	const char *two = one == NULL ? NULL : memchr(one + 1, ':', (size_t)(end - one - 1));

	if (two == NULL || end - two < 2)
		return false;
	*id = (struct span){line.data, (size_t)(one - line.data)};
	*controllers = (struct span){one + 1, (size_t)(two - one - 1)};
	*path = (struct span){two + 1, (size_t)(end - two - 1)};
	return path->data[0] == '/';
}

bool
decode_cgroup(const char *buf, size_t len, struct span *path)
{
	struct scan s = {buf, buf + len};
	struct span line, id, controllers, found;
	unsigned best = UINT32_MAX;

	while (scan_line(&s, &line)) {
		if (line.data + line.len == buf + len ||
		    !cgroup_line(line, &id, &controllers, &found))
			continue;
		unsigned rank = hierarchy_rank(id, controllers);
		/* The root of one hierarchy says less than a path of any other. */
		if (found.len == 1)
			rank += 100;
		if (rank < best) {
			best = rank;
			*path = found;
		}
	}
	return best != UINT32_MAX;
}

static bool
span_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.len > n && memcmp(s.data + s.len - n, suffix, n) == 0;
}

bool
decode_unit(struct span path, struct span *unit)
{
	const char *p = path.data, *end = path.data + path.len;
	bool service = false, scope = false;

	while (p < end) {
		const char *slash = memchr(p, '/', (size_t)(end - p));
		struct span part = {p, (size_t)((slash == NULL ? end : slash) - p)};

		p = slash == NULL ? end : slash + 1;
		/* systemd puts one before names that the kernel might want for itself. */
		if (part.len > 0 && part.data[0] == '_')
			part = (struct span){part.data + 1, part.len - 1};
		if (span_ends(part, ".service"))
			service = true;
		else if (service || !span_ends(part, ".scope"))
			continue;
		else
			scope = true;
		*unit = part;
	}
	return service || scope;
}

#define ID_SHOWN 12
#define ID_MIN	 32

static bool
is_id(struct span s)
{
	if (s.len < ID_MIN)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!((s.data[i] >= '0' && s.data[i] <= '9') ||
			(s.data[i] >= 'a' && s.data[i] <= 'f')))
			return false;
	return true;
}

static void
container_set(struct container_name *c, const char *runtime, struct span id, size_t max)
{
	size_t n = id.len < max ? id.len : max;

	if (n > sizeof(c->id) - 1)
		n = sizeof(c->id) - 1;
	memcpy(c->id, id.data, n);
	c->id[n] = '\0';
	c->runtime = runtime;
}

static bool
strip_suffix(struct span *s, const char *suffix)
{
	if (!span_ends(*s, suffix))
		return false;
	s->len -= strlen(suffix);
	return true;
}

static bool
strip_prefix(struct span *s, const char *prefix)
{
	if (!span_starts(*s, prefix))
		return false;
	s->data += strlen(prefix);
	s->len -= strlen(prefix);
	return true;
}

/* systemd writes a byte that a unit name cannot have as \xHH. */
static void
unit_unescape(char *name)
{
	char *out = name;

	while (*name != '\0') {
		unsigned value = 0;
		int digits = 0;

		if (name[0] == '\\' && name[1] == 'x')
			for (; digits < 2; digits++) {
				char c = name[2 + digits];
				if (c >= '0' && c <= '9')
					value = value * 16 + (unsigned)(c - '0');
				else if (c >= 'a' && c <= 'f')
					value = value * 16 + (unsigned)(c - 'a') + 10;
				else
					break;
			}
		if (digits == 2 && value != 0) {
			*out++ = (char)value;
			name += 4;
		} else {
			*out++ = *name++;
		}
	}
	*out = '\0';
}

/* Names that carry their runtime: docker-ID.scope, libpod-ID, ... */
static bool
container_prefixed(struct span part, struct container_name *c)
{
	static const struct {
		const char *prefix, *runtime;
	} kinds[] = {
	    {"docker-", "docker"},
	    {"libpod-payload-", "podman"},
	    {"libpod-", "podman"},
	    {"cri-containerd-", "containerd"},
	    {"nerdctl-", "containerd"},
	    {"containerd-", "containerd"},
	    {"crio-", "cri-o"},
	};

	strip_suffix(&part, ".scope");
	/* kubepods-burstable-podUID.slice:cri-containerd:ID */
	const char *colon = memrchr(part.data, ':', part.len);
	if (colon != NULL) {
		struct span kind = {part.data, (size_t)(colon - part.data)};
		struct span id = {colon + 1, part.len - kind.len - 1};
		if (!is_id(id))
			return false;
		container_set(c, strip_suffix(&kind, ":crio") ? "cri-o" : "containerd", id,
		    ID_SHOWN);
		return true;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct span id = part;
		if (strip_prefix(&id, kinds[i].prefix) && is_id(id)) {
			container_set(c, kinds[i].runtime, id, ID_SHOWN);
			return true;
		}
	}
	return false;
}

/* Machines of systemd-nspawn and containers of LXC have names. */
static bool
container_named(struct span part, struct container_name *c)
{
	struct span name = part;

	if ((strip_prefix(&name, "systemd-nspawn@") && strip_suffix(&name, ".service")) ||
	    ((name = part, strip_prefix(&name, "machine-")) && strip_suffix(&name, ".scope"))) {
		/* libvirt keeps virtual machines there too. */
		if (name.len == 0 || span_starts(name, "qemu"))
			return false;
		container_set(c, "systemd-nspawn", name, SIZE_MAX);
		if (strip_prefix(&name, "lxc\\x2d"))
			container_set(c, "lxc", name, SIZE_MAX);
		unit_unescape(c->id);
		return true;
	}
	name = part;
	if (strip_prefix(&name, "lxc.payload.") && name.len > 0) {
		container_set(c, "lxc", name, SIZE_MAX);
		return true;
	}
	return false;
}

/* systemd-nspawn itself, which runs outside of the container, next to its payload. */
static bool
is_supervisor(struct span parent, struct span part)
{
	struct container_name c;

	return span_is(part, "supervisor") && container_named(parent, &c) &&
	    strcmp(c.runtime, "systemd-nspawn") == 0;
}

/* A bare id is somebody's when the directory above it says so. */
static bool
container_below(struct span parent, bool pod, struct span part, struct container_name *c)
{
	if (part.len == 0)
		return false;
	if (span_is(parent, "lxc") || span_is(parent, "lxc.payload")) {
		container_set(c, "lxc", part, SIZE_MAX);
		return true;
	}
	if (!is_id(part))
		return false;
	if (span_is(parent, "docker"))
		container_set(c, "docker", part, ID_SHOWN);
	else if (span_is(parent, "libpod_parent"))
		container_set(c, "podman", part, ID_SHOWN);
	/* Without a manager of groups above it, it takes the name of its own namespace. */
	else if (span_is(parent, "default") || span_is(parent, "k8s.io"))
		container_set(c, "containerd", part, ID_SHOWN);
	else if (pod)
		container_set(c, "kubernetes", part, ID_SHOWN);
	else
		return false;
	return true;
}

/* The innermost container of the path wins. */
void
decode_container(struct span path, struct container_name *c)
{
	struct scan s = {path.data, path.data + path.len};
	struct span parent = {path.data, 0};
	bool pod = false;

	c->runtime = NULL;
	c->id[0] = '\0';
	while (s.p < s.end) {
		const char *slash = memchr(s.p, '/', (size_t)(s.end - s.p));
		struct span part = {s.p, (size_t)((slash == NULL ? s.end : slash) - s.p)};

		if (is_supervisor(parent, part))
			*c = (struct container_name){.runtime = NULL};
		else if (!container_prefixed(part, c) && !container_named(part, c))
			container_below(parent, pod, part, c);
		pod = pod || span_starts(part, "kubepods");
		if (part.len > 0)
			parent = part;
		s.p = slash == NULL ? s.end : slash + 1;
	}
}
