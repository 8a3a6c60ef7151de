/*
 * A Windows service, who controls it, and what the driver says of it, in one program.
 *
 *	program_service_windows control NAME
 *
 * takes a command per line and answers each with lines that end in "ok" or "error N": create,
 * start, pause, continue, stop, fail, delete change the service NAME; every change of state stays
 * half done until "go".  "type N" sets the start type, "look" prints what a watch that was opened
 * at the beginning says.  Wine ends services once the last ordinary process has gone: this one
 * stays.
 *
 *
 *	program_service_windows run NAME
 *
 * is what the service control manager starts.
 */
#include <winsock2.h>
#include <windows.h>
#include <winsvc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/arena.h"
#include "../../src/os/os.h"

#define DISPLAY L"%ls: a test's \x00e9\x4e2d"
#define DESCRIPTION                                                                                \
	L"Made by a test, \x00fc"                                                                  \
	L"berall"
#define FAIL	    128 /* a control of our own */
#define FAILED_WITH 1064
#define NAME_UNITS  128

static WCHAR name[NAME_UNITS], event_name[NAME_UNITS + 32];
static HANDLE go;

/* The service */

/* Without whoever controls it nobody needs it: a test that was killed leaves nothing for long. */
#define LIFE_MS (10 * 60 * 1000)

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE asked;
static volatile LONG target;
static DWORD result;

static void
report(DWORD state)
{
	SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
	    .dwCurrentState = state,
	    .dwWin32ExitCode = state == SERVICE_STOPPED ? result : 0};

	if (state == SERVICE_RUNNING || state == SERVICE_PAUSED)
		status.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PAUSE_CONTINUE;
	SetServiceStatus(status_handle, &status);
}

static DWORD
begin(DWORD pending, LONG to)
{
	report(pending);
	InterlockedExchange(&target, to);
	SetEvent(asked);
	return NO_ERROR;
}

static DWORD WINAPI
on_control(DWORD control, DWORD type, void *data, void *context)
{
	(void)type;
	(void)data;
	(void)context;
	switch (control) {
	case FAIL:
		result = FAILED_WITH;
		return begin(SERVICE_STOP_PENDING, SERVICE_STOPPED);
	case SERVICE_CONTROL_STOP:
		return begin(SERVICE_STOP_PENDING, SERVICE_STOPPED);
	case SERVICE_CONTROL_PAUSE:
		return begin(SERVICE_PAUSE_PENDING, SERVICE_PAUSED);
	case SERVICE_CONTROL_CONTINUE:
		return begin(SERVICE_CONTINUE_PENDING, SERVICE_RUNNING);
	case SERVICE_CONTROL_INTERROGATE:
		return NO_ERROR;
	default:
		return ERROR_CALL_NOT_IMPLEMENTED;
	}
}

static void WINAPI
service_main(DWORD argc, WCHAR **argv)
{
	(void)argc;
	status_handle = RegisterServiceCtrlHandlerExW(argv[0], on_control, NULL);
	begin(SERVICE_START_PENDING, SERVICE_RUNNING);
	do {
		if (WaitForSingleObject(asked, LIFE_MS) != WAIT_OBJECT_0 ||
		    WaitForSingleObject(go, LIFE_MS) != WAIT_OBJECT_0)
			InterlockedExchange(&target, SERVICE_STOPPED);
		report((DWORD)target);
	} while (target != SERVICE_STOPPED);
}

static int
run(void)
{
	const SERVICE_TABLE_ENTRYW table[] = {{name, service_main}, {NULL, NULL}};

	asked = CreateEventW(NULL, FALSE, FALSE, NULL);
	return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}

/* Who controls it */

static SC_HANDLE manager, service;

static DWORD
last(BOOL done)
{
	return done ? ERROR_SUCCESS : GetLastError();
}

static DWORD
create(void)
{
	WCHAR self[MAX_PATH], command[MAX_PATH + NAME_UNITS + 16], display[NAME_UNITS + 32];
	SERVICE_DESCRIPTIONW description = {(WCHAR[]){DESCRIPTION}};

	GetModuleFileNameW(NULL, self, MAX_PATH);
	_snwprintf(command, sizeof(command) / sizeof(command[0]), L"\"%ls\" run %ls", self, name);
	_snwprintf(display, sizeof(display) / sizeof(display[0]), DISPLAY, name);
	service =
	    CreateServiceW(manager, name, display, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
		SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
	if (service == NULL)
		return GetLastError();
	return last(ChangeServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, &description));
}

static DWORD
control(DWORD code)
{
	SERVICE_STATUS status;

	return last(ControlService(service, code, &status));
}

static DWORD
remove_service(void)
{
	DWORD error = last(DeleteService(service));

	CloseServiceHandle(service);
	service = NULL;
	return error;
}

static bool
is_pending(DWORD state)
{
	return state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING ||
	    state == SERVICE_PAUSE_PENDING || state == SERVICE_CONTINUE_PENDING;
}

/* Until the change is done. */
static DWORD
finish(void)
{
	SERVICE_STATUS_PROCESS status;
	DWORD needed;

	SetEvent(go);
	for (;;) {
		if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (LPBYTE)&status,
			sizeof(status), &needed))
			return GetLastError();
		if (!is_pending(status.dwCurrentState))
			return ERROR_SUCCESS;
		Sleep(10);
	}
}

/* What a test that failed has left. */
static void
clean_up(void)
{
	if (service == NULL)
		return;
	control(SERVICE_CONTROL_STOP);
	SetEvent(go);
	remove_service();
}

/* Until the process is there. */
static DWORD
start(void)
{
	SERVICE_STATUS_PROCESS status = {0};
	DWORD needed;

	/* On a machine that is busy Wine may lose a process that it is just making. */
	while (!StartServiceW(service, 0, NULL))
		if (GetLastError() != ERROR_INTERNAL_ERROR)
			return GetLastError();
	while (status.dwProcessId == 0) {
		if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (LPBYTE)&status,
			sizeof(status), &needed))
			return GetLastError();
		Sleep(10);
	}
	return ERROR_SUCCESS;
}

static DWORD
set_type(DWORD type)
{
	return last(ChangeServiceConfigW(service, SERVICE_NO_CHANGE, type, SERVICE_NO_CHANGE, NULL,
	    NULL, NULL, NULL, NULL, NULL, NULL));
}

/* What the driver says */

static struct service_watch *watch;

static void
print(const char *key, uint8_t known, const char *text)
{
	printf("%s=%s\n", key, known != FACT_OK ? "?" : text != NULL ? text : "-");
}

static void
print_service(const struct service *s)
{
	print("display_name", s->known[VG_SERVICE], s->display_name);
	print("kind", s->known[VG_KIND], s->kind);
	print("status", s->known[VG_STATUS], s->status);
	print("sub_state", s->known[VG_STATUS], s->sub_state);
	print("start_type", s->known[VG_START_TYPE], s->start_type);
	print("username", s->known[VG_USERNAME], s->username);
	print("binpath", s->known[VG_BINPATH], s->binpath);
	print("description", s->known[VG_DESCRIPTION], s->description);
	printf("pid=%lld\nstate=%u\n", (long long)s->pid, s->state);
}

static DWORD
look(void)
{
	struct arena arena;
	struct service_list list = {.arena = &arena};
	char wanted[4 * NAME_UNITS];
	enum fact fact;

	arena_init(&arena);
	WideCharToMultiByte(CP_UTF8, 0, name, -1, wanted, sizeof(wanted), NULL, NULL);
	fact = os_driver.services(watch, UINT64_MAX, &list);
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.rows[i].name, wanted) == 0)
			print_service(&list.rows[i]);
	arena_free(&arena);
	return fact == FACT_OK ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

static DWORD
obey(const char *command)
{
	static const struct {
		const char *command;
		DWORD (*run)(void);
	} commands[] = {{"create", create}, {"start", start}, {"go", finish},
	    {"delete", remove_service}, {"look", look}};
	static const struct {
		const char *command;
		DWORD code;
	} controls[] = {{"pause", SERVICE_CONTROL_PAUSE}, {"continue", SERVICE_CONTROL_CONTINUE},
	    {"stop", SERVICE_CONTROL_STOP}, {"fail", FAIL}};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(command, commands[i].command) == 0)
			return commands[i].run();
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
		if (strcmp(command, controls[i].command) == 0)
			return control(controls[i].code);
	if (strncmp(command, "type ", 5) == 0)
		return set_type((DWORD)strtoul(command + 5, NULL, 10));
	return ERROR_INVALID_FUNCTION;
}

static int
obey_all(void)
{
	char why[200], line[100];
	struct machine *machine = os_driver.open(NULL, why, sizeof(why));

	manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
	watch = machine != NULL ? os_driver.services_open(machine, why, sizeof(why)) : NULL;
	if (manager == NULL || watch == NULL) {
		fprintf(stderr, "%s\n", manager != NULL ? why : "the manager is not to be had");
		return 1;
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		DWORD error = obey(line);
		if (error == ERROR_SUCCESS)
			puts("ok");
		else
			printf("error %lu\n", error);
		fflush(stdout);
	}
	clean_up();
	os_driver.services_close(watch);
	os_driver.close(machine);
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc != 3 || MultiByteToWideChar(CP_UTF8, 0, argv[2], -1, name, NAME_UNITS) == 0)
		return 2;
	_snwprintf(event_name, sizeof(event_name) / sizeof(event_name[0]), L"Global\\%ls-go", name);
	go = CreateEventW(NULL, FALSE, FALSE, event_name);
	return strcmp(argv[1], "run") == 0 ? run() : obey_all();
}
