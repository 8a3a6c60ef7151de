/*
 * Who manages services here, seen from outside: what is in /run, and what the first process is
 * called.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "../../compat.h"
#include "services.h"

/* The first pid namespace has this number in every kernel. */
#define FIRST_PID_NAMESPACE UINT64_C(0xEFFFFFFC)

static bool
is_there(const char *root, const char *path)
{
	char whole[1024];
	struct stat st;

	return snprintf(whole, sizeof(whole), "%s%s", root, path) < (int)sizeof(whole) &&
	    lstat(whole, &st) == 0;
}

static bool
is_container(int proc, const char *root)
{
	struct stat st;

	if (is_there(root, "/run/.containerenv") || is_there(root, "/.dockerenv") ||
	    is_there(root, "/run/systemd/container"))
		return true;
	return fstatat(proc, "self/ns/pid", &st, 0) == 0 && st.st_ino != FIRST_PID_NAMESPACE;
}

/* Without the newline; false: nobody may see it. */
static bool
first_process(int proc, char *name, size_t len)
{
	struct fetch f;

	if (fetch_file(proc, "1/comm", &f) != 0)
		return false;
	strlcpy(name, f.data, len);
	name[strcspn(name, "\n")] = '\0';
	fetch_free(&f);
	return true;
}

bool
service_manager_found(int proc, const char *root, char *what, size_t len)
{
	static const struct {
		const char *path, *name, *says;
	} others[] = {
	    {"/run/openrc", NULL, "OpenRC manages services here: rc-status lists them"},
	    {"/run/runit", "runit", "runit manages services here: sv status lists them"},
	    {NULL, "s6-svscan", "s6 manages services here: s6-svstat tells of each"},
	    {"/run/s6-rc", NULL, "s6 manages services here: s6-rc -a list names them"},
	    {"/run/dinitctl", "dinit", "dinit manages services here: dinitctl list names them"},
	};
	char name[64] = "";

	if (is_there(root, "/run/systemd/system"))
		return false;
	bool seen = first_process(proc, name, sizeof(name));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if ((others[i].path != NULL && is_there(root, others[i].path)) ||
		    (others[i].name != NULL && strcmp(others[i].name, name) == 0)) {
			snprintf(what, len, "%s", others[i].says);
			return true;
		}
	}
	if (seen)
		snprintf(what, len, "PID 1 is %s: no service manager that ctop knows%s", name,
		    is_container(proc, root) ? " (a container)" : "");
	else
		snprintf(what, len,
		    "PID 1 cannot be seen, and there is no trace of systemd in /run");
	return true;
}
