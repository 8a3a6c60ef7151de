/*
 * Actions.
 *
 * A handle pins the process: as long as one is open, nobody else gets its pid.  It is opened with
 * next to no rights, so that whose it is can be checked even where little is allowed; each action
 * then asks for the right it needs.
 */
#include <errno.h>

#include "windows.h"

/* Numbers as on Linux, so that a menu and a script mean the same everywhere. */
enum { SIGNAL_KILL = 9, SIGNAL_TERM = 15, SIGNAL_CONT = 18, SIGNAL_STOP = 19 };

const struct signal_name windows_signals[] = {
    {SIGNAL_KILL, "KILL"},
    {SIGNAL_TERM, "TERM"},
    {SIGNAL_CONT, "CONT"},
    {SIGNAL_STOP, "STOP"},
    {0, NULL},
};

/* As an exit code, what others tell of a process that was ended by a signal. */
#define EXIT_CODE(signo) (128U + (unsigned)(signo))

#define BREAK_ON_TERMINATION ((PROCESSINFOCLASS)29)

NTSTATUS NTAPI NtSuspendProcess(HANDLE);
NTSTATUS NTAPI NtResumeProcess(HANDLE);

static int
error_errno(DWORD error)
{
	switch (windows_fact(error)) {
	case FACT_OK:
		return 0;
	case FACT_GONE:
		return ESRCH;
	case FACT_DENIED:
		return EACCES;
	case FACT_PENDING:
		return ENOMEM;
	default:
		return EINVAL;
	}
}

/* Is it the process that was listed, and still running? */
static int
act_check(HANDLE process, struct proc_id id)
{
	uint64_t start;
	DWORD code;

	if (!process_start(process, &start) || !GetExitCodeProcess(process, &code))
		return error_errno(GetLastError());
	return start == id.start && code == STILL_ACTIVE ? 0 : ESRCH;
}

intptr_t
windows_target(struct machine *m, struct proc_id id)
{
	HANDLE process;
	int error;

	(void)m;
	/* Without its start time nobody can say that it is the one that was seen. */
	if (id.start == 0 || id.pid < 0 || id.pid > UINT32_MAX) {
		errno = ESRCH;
		return -1;
	}
	/* Of the kernel's own: opening the first of them is "no such process". */
	if (id.pid == PID_IDLE || id.pid == PID_SYSTEM) {
		errno = EACCES;
		return -1;
	}
	process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, (DWORD)id.pid);
	if (process == NULL) {
		errno = error_errno(GetLastError());
		return -1;
	}
	error = act_check(process, id);
	if (error != 0) {
		CloseHandle(process);
		errno = error;
		return -1;
	}
	return (intptr_t)process;
}

void
windows_release(intptr_t handle)
{
	if (handle != -1)
		CloseHandle((HANDLE)handle);
}

static enum act_result
act_result(int error)
{
	switch (error) {
	case 0:
		return ACT_DONE;
	case ESRCH:
		return ACT_GONE;
	case EACCES:
		return ACT_DENIED;
	default:
		errno = error;
		return ACT_FAILED;
	}
}

/* Windows stops altogether when one of these ends. */
static bool
is_critical(HANDLE process)
{
	ULONG critical = 0;

	return NtQueryInformationProcess(process, BREAK_ON_TERMINATION, &critical, sizeof(critical),
		   NULL) >= 0 &&
	    critical != 0;
}

/* Opens the process that a handle pins once more, with a right that an action needs. */
static HANDLE
act_open_again(intptr_t handle, struct proc_id id, DWORD right, int *error)
{
	HANDLE process;

	*error = act_check((HANDLE)handle, id);
	if (*error != 0)
		return NULL;
	process = OpenProcess(right, FALSE, (DWORD)id.pid);
	if (process == NULL)
		*error = error_errno(GetLastError());
	return process;
}

static int
status_errno(NTSTATUS status)
{
	return status >= 0 ? 0 : error_errno(RtlNtStatusToDosError(status));
}

static int
act_send(HANDLE process, int signo)
{
	switch (signo) {
	case SIGNAL_STOP:
		return status_errno(NtSuspendProcess(process));
	case SIGNAL_CONT:
		return status_errno(NtResumeProcess(process));
	default:
		return TerminateProcess(process, EXIT_CODE(signo)) ? 0
								   : error_errno(GetLastError());
	}
}

enum act_result
windows_signal(struct machine *m, intptr_t handle, struct proc_id id, int signo)
{
	bool ends = signo == SIGNAL_TERM || signo == SIGNAL_KILL;
	HANDLE process;
	int error;

	(void)m;
	if (!ends && signo != SIGNAL_STOP && signo != SIGNAL_CONT)
		return ACT_INVALID;
	if (signo != SIGNAL_CONT && is_critical((HANDLE)handle))
		return ACT_DENIED;
	/* There is no shell below us that would let us go on. */
	if (signo == SIGNAL_STOP && id.pid == (int64_t)GetCurrentProcessId())
		return ACT_DENIED;
	process =
	    act_open_again(handle, id, ends ? PROCESS_TERMINATE : PROCESS_SUSPEND_RESUME, &error);
	if (process != NULL) {
		error = act_send(process, signo);
		CloseHandle(process);
	}
	/* One that is ending, or was ended a moment ago, denies everything. */
	if (error == EACCES && act_check((HANDLE)handle, id) == ESRCH)
		error = ESRCH;
	return act_result(error);
}

enum act_result
windows_renice(struct machine *m, intptr_t handle, struct proc_id id, int nice)
{
	enum priority_class class =
	    class_for_nice(class_of_number(GetPriorityClass((HANDLE)handle)), nice);
	HANDLE process;
	int error;

	(void)m;
	if (class == CLASS_COUNT)
		return ACT_INVALID;
	process = act_open_again(handle, id, PROCESS_SET_INFORMATION, &error);
	if (process != NULL) {
		if (!SetPriorityClass(process, class_number(class)))
			error = error_errno(GetLastError());
		/*
		 * Without a privilege Windows gives the next lower class, and says that all is
		 * well.
		 */
		else if (GetPriorityClass((HANDLE)handle) != class_number(class))
			error = EACCES;
		CloseHandle(process);
	}
	return act_result(error);
}
