#include "act.h"

#include <errno.h>

#include "../compat.h"

void
act_open(const struct collector *c, struct proc_id id, struct act_target *target)
{
	const struct driver *driver = collector_driver(c);

	target->id = id;
	target->handle = -1;
	target->result = ACT_FAILED;
	target->error = ENOTSUP;
	if (driver->target == NULL)
		return;
	target->handle = driver->target(collector_machine(c), id);
	if (target->handle >= 0) {
		target->result = ACT_DONE;
		return;
	}
	target->error = errno;
	if (errno == ESRCH || errno == ENOENT)
		target->result = ACT_GONE;
	else if (errno == EPERM || errno == EACCES)
		target->result = ACT_DENIED;
}

void
act_close(const struct collector *c, struct act_target *target)
{
	if (target->handle >= 0)
		collector_driver(c)->release(target->handle);
	target->handle = -1;
}

enum act_result
act_signal(const struct collector *c, struct act_target *target, int signo)
{
	const struct driver *driver = collector_driver(c);

	if (target->handle >= 0 && driver->signal != NULL) {
		errno = 0;
		target->result =
		    driver->signal(collector_machine(c), target->handle, target->id, signo);
		target->error = errno;
	}
	return target->result;
}

enum act_result
act_renice(const struct collector *c, struct act_target *target, int nice)
{
	const struct driver *driver = collector_driver(c);

	if (target->handle >= 0 && driver->renice != NULL) {
		errno = 0;
		target->result =
		    driver->renice(collector_machine(c), target->handle, target->id, nice);
		target->error = errno;
	}
	return target->result;
}

void
act_explain(const struct act_target *target, char *buf, size_t len)
{
	const long long pid = (long long)target->id.pid;

	switch (target->result) {
	case ACT_DONE:
		snprintf(buf, len, "pid %lld: done", pid);
		break;
	case ACT_PENDING:
		snprintf(buf, len,
		    "pid %lld: sent; it takes effect when the process leaves the kernel", pid);
		break;
	case ACT_GONE:
		snprintf(buf, len, "pid %lld: the process has ended", pid);
		break;
	case ACT_DENIED:
		snprintf(buf, len, "pid %lld: permission denied", pid);
		break;
	case ACT_INVALID:
		snprintf(buf, len, "pid %lld: this system does not know that value", pid);
		break;
	case ACT_FAILED:
		if (target->error == ENOTSUP)
			snprintf(buf, len, "pid %lld: cannot be acted on here", pid);
		else
			snprintf(buf, len, "pid %lld: %s", pid, strerror(target->error));
		break;
	}
}

const struct signal_name *
act_signals(const struct collector *c)
{
	const struct driver *driver = collector_driver(c);

	return driver->signal != NULL ? driver->signals : NULL;
}

bool
act_can_renice(const struct collector *c)
{
	return collector_driver(c)->renice != NULL;
}
