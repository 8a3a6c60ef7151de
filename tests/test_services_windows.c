/*
 * The service control manager as Windows may answer it and no test machine does: services
 * that nobody may ask about, that vanish, that do not fit into one answer.  The driver's
 * file is compiled here with the manager's functions replaced by ones that count.
 */
#include "../src/os/windows/windows.h"

#include <winsvc.h>

#include "../src/arena.h"
#include "../src/compat.h"
#include "support/suite.h"

#define SEVERAL 600  /* more than the first answer has room for */
#define MANY	2000 /* more than any answer holds */

static struct fake {
	WCHAR name[40];
	DWORD state, pid, error;
	DWORD open_error, config_error, description_error;
	DWORD start_type;
	const WCHAR *username, *description;
	bool delayed;
	unsigned asked;
} fakes[MANY];
static size_t nfakes;
static unsigned lists, overlap;
static DWORD list_error, manager_error;
static uint64_t fake_now;

#define OpenSCManagerW(machine, database, access) fake_manager(access)
#define CloseServiceHandle(handle)		  fake_close(handle)
#define EnumServicesStatusExW			  fake_list
#define OpenServiceW				  fake_open
#define QueryServiceConfigW			  fake_config
#define QueryServiceConfig2W			  fake_config2
#define clock_now				  fake_clock

static uint64_t
fake_clock(void)
{
	return fake_now;
}

static SC_HANDLE
fake_manager(DWORD access)
{
	ck_assert_uint_eq(access, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE);
	SetLastError(manager_error);
	return manager_error == 0 ? (SC_HANDLE)(void *)fakes : NULL;
}

static void
fake_close(SC_HANDLE handle)
{
	ck_assert(handle != NULL);
}

/* One more text at the end of the buffer, as the manager writes it. */
static WCHAR *
put_text(unsigned char *buf, size_t *end, const WCHAR *text)
{
	size_t len = (wcslen(text) + 1) * sizeof(*text);

	*end -= len;
	return memcpy(buf + *end, text, len);
}

static size_t
size_of(const struct fake *f)
{
	return sizeof(ENUM_SERVICE_STATUS_PROCESSW) + 2 * (wcslen(f->name) + 1) * sizeof(WCHAR);
}

static WINBOOL
fake_list(SC_HANDLE manager, SC_ENUM_TYPE level, DWORD type, DWORD states, LPBYTE buf, DWORD room,
    LPDWORD needed, LPDWORD count, LPDWORD resume, LPCWSTR group)
{
	ENUM_SERVICE_STATUS_PROCESSW *rows = (void *)buf;
	size_t end = room & ~(DWORD)1, i = *resume;

	(void)manager;
	ck_assert(level == SC_ENUM_PROCESS_INFO && type == SERVICE_WIN32);
	ck_assert(states == SERVICE_STATE_ALL && group == NULL);
	lists++;
	*count = *needed = 0;
	SetLastError(list_error);
	if (list_error != 0)
		return FALSE;
	for (; i < nfakes; i++) {
		if ((*count + 1) * sizeof(*rows) + size_of(&fakes[i]) > end)
			break;
		ENUM_SERVICE_STATUS_PROCESSW *row = &rows[(*count)++];
		*row = (ENUM_SERVICE_STATUS_PROCESSW){0};
		row->lpServiceName = put_text(buf, &end, fakes[i].name);
		row->lpDisplayName = put_text(buf, &end, fakes[i].name);
		row->ServiceStatusProcess.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
		row->ServiceStatusProcess.dwCurrentState = fakes[i].state;
		row->ServiceStatusProcess.dwProcessId = fakes[i].pid;
		row->ServiceStatusProcess.dwWin32ExitCode = fakes[i].error;
	}
	*resume = i < nfakes ? (DWORD)i - overlap : 0;
	if (i == nfakes)
		return TRUE;
	for (; i < nfakes; i++)
		*needed += (DWORD)size_of(&fakes[i]);
	SetLastError(ERROR_MORE_DATA);
	return FALSE;
}

static SC_HANDLE
fake_open(SC_HANDLE manager, LPCWSTR name, DWORD access)
{
	(void)manager;
	ck_assert_uint_eq(access, SERVICE_QUERY_CONFIG);
	for (size_t i = 0; i < nfakes; i++) {
		if (wcscmp(fakes[i].name, name) != 0)
			continue;
		fakes[i].asked++;
		SetLastError(fakes[i].open_error);
		return fakes[i].open_error == 0 ? (SC_HANDLE)(void *)&fakes[i] : NULL;
	}
	SetLastError(ERROR_SERVICE_DOES_NOT_EXIST);
	return NULL;
}

static WINBOOL
fake_config(SC_HANDLE service, LPQUERY_SERVICE_CONFIGW config, DWORD room, LPDWORD needed)
{
	const struct fake *f = (const void *)service;
	size_t end = room & ~(DWORD)1;

	SetLastError(f->config_error);
	if (f->config_error != 0)
		return FALSE;
	*needed = 6000;
	SetLastError(ERROR_INSUFFICIENT_BUFFER);
	if (room < *needed)
		return FALSE;
	*config = (QUERY_SERVICE_CONFIGW){.dwStartType = f->start_type};
	config->lpBinaryPathName = put_text((unsigned char *)config, &end, L"C:\\x.exe");
	if (f->username != NULL)
		config->lpServiceStartName = put_text((unsigned char *)config, &end, f->username);
	return TRUE;
}

static WINBOOL
fake_config2(SC_HANDLE service, DWORD level, LPBYTE buf, DWORD room, LPDWORD needed)
{
	const struct fake *f = (const void *)service;
	size_t end = room & ~(DWORD)1;

	*needed = room;
	if (level == SERVICE_CONFIG_DELAYED_AUTO_START_INFO) {
		((SERVICE_DELAYED_AUTO_START_INFO *)(void *)buf)->fDelayedAutostart = f->delayed;
		return TRUE;
	}
	ck_assert_uint_eq(level, SERVICE_CONFIG_DESCRIPTION);
	SetLastError(f->description_error);
	if (f->description_error != 0)
		return FALSE;
	((SERVICE_DESCRIPTIONW *)(void *)buf)->lpDescription =
	    f->description != NULL ? put_text(buf, &end, f->description) : NULL;
	return TRUE;
}

#include "../src/os/windows/services.c"

#define ALL UINT64_MAX
#define AGE UINT64_C(31000000000)

static struct arena arena;
static struct service_list list;
static struct service_watch *watch;
static char why[200];

static void
setup(void)
{
	arena_init(&arena);
	memset(fakes, 0, sizeof(fakes));
	nfakes = lists = overlap = 0;
	list_error = manager_error = 0;
	fake_now = 1;
	watch = windows_services_open(NULL, why, sizeof(why));
	ck_assert_ptr_nonnull(watch);
}

static void
teardown(void)
{
	windows_services_close(watch);
	arena_free(&arena);
}

static struct fake *
add(const WCHAR *name)
{
	struct fake *f = &fakes[nfakes++];

	wcscpy(f->name, name);
	f->state = SERVICE_RUNNING;
	f->pid = 100;
	f->start_type = SERVICE_AUTO_START;
	f->username = L"LocalSystem";
	f->description = L"Does something";
	return f;
}

static void
add_many(size_t n)
{
	WCHAR name[40];

	for (size_t i = 0; i < n; i++) {
		_snwprintf(name, 40, L"a service with a rather long name %lu", (unsigned long)i);
		add(name);
	}
}

static void
look(uint64_t want)
{
	arena_reset(&arena);
	list = (struct service_list){.arena = &arena};
	ck_assert_uint_eq(windows_services(watch, want, &list), FACT_OK);
}

static unsigned
asked(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < nfakes; i++)
		n += fakes[i].asked;
	return n;
}

START_TEST(a_configuration_is_asked_once_and_kept)
{
	add(L"one");
	add(L"two");
	for (unsigned i = 1; i <= 5; i++) {
		look(ALL);
		ck_assert_uint_eq(list.count, 2);
		ck_assert_uint_eq(lists, i);
		ck_assert_uint_eq(asked(), 2);
		ck_assert_str_eq(list.rows[1].name, "two");
		ck_assert_str_eq(list.rows[1].start_type, "automatic");
		ck_assert_str_eq(list.rows[1].binpath, "C:\\x.exe");
		ck_assert_str_eq(list.rows[1].username, "LocalSystem");
		ck_assert_str_eq(list.rows[1].description, "Does something");
	}
}
END_TEST

START_TEST(nobody_is_asked_for_what_nobody_wants)
{
	add(L"one");
	look(VG_BIT(VG_STATUS) | VG_BIT(VG_PID));
	ck_assert_uint_eq(asked(), 0);
	ck_assert_str_eq(list.rows[0].status, "running");
	ck_assert_int_eq(list.rows[0].pid, 100);
	ck_assert_uint_eq(list.rows[0].known[VG_START_TYPE], FACT_UNREAD);
}
END_TEST

START_TEST(a_service_that_changed_is_asked_again)
{
	struct fake *f = add(L"one");

	look(ALL);
	f->state = SERVICE_STOPPED;
	f->pid = 0;
	f->start_type = SERVICE_DISABLED;
	look(ALL);
	ck_assert_uint_eq(f->asked, 2);
	ck_assert_str_eq(list.rows[0].status, "stopped");
	ck_assert_str_eq(list.rows[0].start_type, "disabled");
	ck_assert_int_eq(list.rows[0].pid, 0);
}
END_TEST

START_TEST(old_configurations_are_asked_again_a_few_at_a_time)
{
	add_many(100);
	look(ALL);
	ck_assert_uint_eq(asked(), 100);
	fake_now += AGE;
	look(ALL);
	ck_assert_uint_eq(asked(), 116);
	for (unsigned i = 0; i < 6; i++)
		look(ALL);
	for (size_t i = 0; i < nfakes; i++)
		ck_assert_uint_eq(fakes[i].asked, 2);
}
END_TEST

START_TEST(what_may_not_be_asked_is_denied_field_by_field)
{
	struct fake *f = add(L"closed");

	f->open_error = ERROR_ACCESS_DENIED;
	add(L"silent")->description_error = ERROR_ACCESS_DENIED;
	look(ALL);
	ck_assert_uint_eq(list.count, 2);
	const struct service *row = &list.rows[0];
	ck_assert_uint_eq(row->known[VG_SERVICE], FACT_OK);
	ck_assert_uint_eq(row->known[VG_STATUS], FACT_OK);
	ck_assert_uint_eq(row->known[VG_PID], FACT_OK);
	ck_assert_str_eq(row->display_name, "closed");
	ck_assert_uint_eq(row->known[VG_START_TYPE], FACT_DENIED);
	ck_assert_uint_eq(row->known[VG_USERNAME], FACT_DENIED);
	ck_assert_uint_eq(row->known[VG_BINPATH], FACT_DENIED);
	ck_assert_uint_eq(row->known[VG_DESCRIPTION], FACT_DENIED);
	row = &list.rows[1];
	ck_assert_uint_eq(row->known[VG_START_TYPE], FACT_OK);
	ck_assert_uint_eq(row->known[VG_DESCRIPTION], FACT_DENIED);
	/* denied stays denied, without asking every time */
	look(ALL);
	ck_assert_uint_eq(f->asked, 1);
}
END_TEST

START_TEST(a_service_that_vanished_while_we_looked_is_left_out)
{
	struct fake *f = add(L"going");

	add(L"staying");
	f->open_error = ERROR_SERVICE_DOES_NOT_EXIST;
	look(ALL);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.rows[0].name, "staying");
	/* and is back when it was made anew */
	f->open_error = 0;
	look(ALL);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_uint_eq(list.rows[0].known[VG_START_TYPE], FACT_OK);
}
END_TEST

START_TEST(a_service_that_is_gone_is_forgotten)
{
	add(L"one");
	add(L"two");
	look(ALL);
	fakes[0] = fakes[1];
	nfakes = 1;
	look(ALL);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.rows[0].name, "two");
	ck_assert_uint_eq(watch->nkept, 1);
}
END_TEST

START_TEST(a_try_that_failed_is_made_again)
{
	struct fake *f = add(L"busy");

	f->config_error = ERROR_SHUTDOWN_IN_PROGRESS;
	look(ALL);
	ck_assert_uint_eq(list.rows[0].known[VG_START_TYPE], FACT_PENDING);
	f->config_error = 0;
	look(ALL);
	ck_assert_uint_eq(list.rows[0].known[VG_START_TYPE], FACT_OK);
}
END_TEST

START_TEST(room_for_the_list_grows_once)
{
	add_many(SEVERAL);
	look(ALL);
	ck_assert_uint_eq(list.count, SEVERAL);
	ck_assert_uint_eq(asked(), SEVERAL);
	ck_assert_uint_eq(lists, 2);
	look(ALL);
	ck_assert_uint_eq(list.count, SEVERAL);
	ck_assert_uint_eq(lists, 3);
}
END_TEST

START_TEST(a_list_beyond_what_one_answer_holds_comes_in_parts)
{
	add_many(MANY);
	look(ALL);
	lists = 0;
	look(ALL);
	ck_assert_uint_ge(lists, 2);
	ck_assert_uint_eq(list.count, MANY);
	ck_assert_uint_eq(asked(), MANY);
}
END_TEST

START_TEST(a_service_that_comes_in_two_parts_is_shown_once)
{
	add_many(MANY);
	overlap = 2;
	look(ALL);
	ck_assert_uint_eq(list.count, MANY);
	ck_assert_uint_eq(asked(), MANY);
}
END_TEST

START_TEST(a_missing_description_and_a_missing_user_are_known)
{
	struct fake *f = add(L"bare");

	f->description = NULL;
	f->username = NULL;
	add(L"lost")->description_error = ERROR_MUI_FILE_NOT_FOUND;
	look(ALL);
	ck_assert_str_eq(list.rows[0].description, "");
	ck_assert_uint_eq(list.rows[0].known[VG_DESCRIPTION], FACT_OK);
	ck_assert_ptr_null(list.rows[0].username);
	ck_assert_uint_eq(list.rows[0].known[VG_USERNAME], FACT_OK);
	ck_assert_str_eq(list.rows[1].description, "");
	ck_assert_uint_eq(list.rows[1].known[VG_DESCRIPTION], FACT_OK);
}
END_TEST

START_TEST(why_it_stopped_and_that_it_starts_late_is_told)
{
	struct fake *f = add(L"failed");

	f->state = SERVICE_STOPPED;
	f->pid = 0;
	f->error = 1067;
	f->delayed = true;
	add(L"late")->delayed = true;
	add(L"fine");
	look(ALL);
	ck_assert_str_eq(list.rows[0].sub_state, "error 1067, delayed");
	ck_assert_uint_eq(list.rows[0].state, SERVICE_STATE_FAILED);
	ck_assert_str_eq(list.rows[1].sub_state, "delayed");
	ck_assert_ptr_null(list.rows[2].sub_state);
}
END_TEST

START_TEST(a_manager_that_is_gone_ends_the_watch)
{
	add(L"one");
	look(ALL);
	list_error = RPC_S_SERVER_UNAVAILABLE;
	list = (struct service_list){.arena = &arena};
	ck_assert_uint_eq(windows_services(watch, ALL, &list), FACT_GONE);
	list_error = ERROR_ACCESS_DENIED;
	ck_assert_uint_eq(windows_services(watch, ALL, &list), FACT_DENIED);
}
END_TEST

START_TEST(a_manager_that_refuses_is_named)
{
	manager_error = ERROR_ACCESS_DENIED;
	ck_assert_ptr_null(windows_services_open(NULL, why, sizeof(why)));
	ck_assert_str_eq(why, "the service control manager may not be asked (error 5)");
	manager_error = RPC_S_SERVER_UNAVAILABLE;
	ck_assert_ptr_null(windows_services_open(NULL, why, sizeof(why)));
	ck_assert_str_eq(why, "the service control manager does not answer (error 1722)");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_configuration_is_asked_once_and_kept,
	    nobody_is_asked_for_what_nobody_wants,
	    a_service_that_changed_is_asked_again,
	    old_configurations_are_asked_again_a_few_at_a_time,
	    what_may_not_be_asked_is_denied_field_by_field,
	    a_service_that_vanished_while_we_looked_is_left_out,
	    a_service_that_is_gone_is_forgotten,
	    a_try_that_failed_is_made_again,
	    room_for_the_list_grows_once,
	    a_list_beyond_what_one_answer_holds_comes_in_parts,
	    a_service_that_comes_in_two_parts_is_shown_once,
	    a_missing_description_and_a_missing_user_are_known,
	    why_it_stopped_and_that_it_starts_late_is_told,
	    a_manager_that_is_gone_ends_the_watch,
	    a_manager_that_refuses_is_named,
	    NULL,
	};

	return suite_run("services_windows", tests, setup, teardown);
}
