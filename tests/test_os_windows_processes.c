/* The Windows driver over processes made for it: what is so is what the rows say. */
#include <winsock2.h>
#include <windows.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../src/arena.h"
#include "../src/collect/oneshot.h"
#include "../src/compat.h"
#include "children/shown_windows.h"
#include "support/suite.h"

#define EVERYTHING  (~UINT64_C(0))
#define SIGNAL_KILL 9
#define SIGNAL_TERM 15
#define SIGNAL_CONT 18
#define SIGNAL_STOP 19
#define MIB	    (UINT64_C(1) << 20)

static struct machine *machine;
static struct arena arena;
static struct proc_list list;
static HANDLE job;

/* A child of ours and the memory that it shares with us. */
static struct {
	PROCESS_INFORMATION info;
	HANDLE mapping;
	struct shown *shown;
	char name[64];
} child;

static void
setup(void)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
	    .BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE};
	char err[200];

	arena_init(&arena);
	list = (struct proc_list){.arena = &arena};
	machine = os_driver.open(NULL, err, sizeof(err));
	ck_assert_msg(machine != NULL, "%s", err);
	/* Whatever becomes of a test, its children end with it. */
	job = CreateJobObjectW(NULL, NULL);
	SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits));
	memset(&child, 0, sizeof(child));
}

static void
child_forget(void)
{
	if (child.shown != NULL) {
		child.shown->end = 1;
		UnmapViewOfFile(child.shown);
		CloseHandle(child.mapping);
	}
	if (child.info.hProcess != NULL) {
		TerminateProcess(child.info.hProcess, 0);
		CloseHandle(child.info.hProcess);
		CloseHandle(child.info.hThread);
	}
	memset(&child, 0, sizeof(child));
}

static void
teardown(void)
{
	child_forget();
	CloseHandle(job);
	os_driver.close(machine);
	free(list.rows);
	arena_free(&arena);
}

static bool
child_runs(void)
{
	return WaitForSingleObject(child.info.hProcess, 0) == WAIT_TIMEOUT;
}

/* The path of the child's program: it lies beside ours. */
static void
child_path(WCHAR path[MAX_PATH])
{
	DWORD len = GetModuleFileNameW(NULL, path, MAX_PATH);

	while (len > 0 && path[len - 1] != L'\\')
		len--;
	wcscpy(path + len, L"child_shown_windows.exe");
}

/* What may be different about a child. */
struct wanted {
	unsigned mib, ms, threads;
	const WCHAR *rest;  /* more arguments */
	WCHAR *environment; /* NULL: ours */
	const WCHAR *cwd;   /* NULL: ours */
	SECURITY_ATTRIBUTES *security;
};

static void
child_start(const struct wanted *w)
{
	STARTUPINFOW startup = {.cb = sizeof(startup)};
	WCHAR path[MAX_PATH], line[1024];

	snprintf(child.name, sizeof(child.name), "ctop-test-%lu", GetCurrentProcessId());
	child.mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
	    sizeof(*child.shown), child.name);
	child.shown = MapViewOfFile(child.mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
	ck_assert(child.shown != NULL);
	memset(child.shown, 0, sizeof(*child.shown));
	child_path(path);
	swprintf(line, 1024, L"\"%ls\" %hs %u %u %u %ls", path, child.name, w->mib, w->ms,
	    w->threads, w->rest != NULL ? w->rest : L"");
	/* On a machine that is busy Wine may lose one that it is just making. */
	while (!CreateProcessW(NULL, line, w->security, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT,
	    w->environment, w->cwd, &startup, &child.info))
		ck_assert_msg(GetLastError() == ERROR_INTERNAL_ERROR, "error %lu", GetLastError());
	AssignProcessToJobObject(job, child.info.hProcess);
	while (!child.shown->ready) {
		ck_assert(child_runs());
		Sleep(5);
	}
}

static void
child_plain(void)
{
	child_start(&(struct wanted){.threads = 1});
}

static struct proc *
find_row(int64_t pid, bool thread)
{
	for (size_t i = 0; i < list.count; i++)
		if (list.rows[i].id.pid == pid && list.rows[i].thread == thread)
			return &list.rows[i];
	return NULL;
}

/* Lists everything anew and finds one process, which must be there. */
static struct proc *
look_up(int64_t pid)
{
	struct proc *row;

	list.count = 0;
	ck_assert_int_eq(os_driver.list(machine, EVERYTHING, &list), FACT_OK);
	row = find_row(pid, false);
	ck_assert_msg(row != NULL, "pid %d is not listed", (int)pid);
	return row;
}

static struct proc *
look_up_child(void)
{
	return look_up((int64_t)child.info.dwProcessId);
}

static void
read_groups(struct proc *row, uint64_t groups)
{
	struct oneshot o;

	ck_assert_int_eq(oneshot_open(&o, &os_driver, machine, row, &arena, NULL), FACT_OK);
	oneshot_read(&o, groups, ONESHOT_ALL);
	oneshot_close(&o);
}

static struct proc *
read_child(enum proc_group group)
{
	struct proc *row = look_up_child();

	read_groups(row, PG_BIT(group));
	ck_assert_int_eq(row->known[group], FACT_OK);
	return row;
}

START_TEST(a_child_is_listed_with_what_it_is_and_uses)
{
	struct proc *row;
	uint64_t offered = oneshot_offers(&os_driver, ONESHOT_PROMPT);
	uint64_t before = clock_wall(), second = UINT64_C(1000000000);

	child_start(&(struct wanted){.mib = 64, .ms = 300, .threads = 3});
	row = look_up_child();
	for (uint64_t rest = os_driver.listed; rest != 0; rest &= rest - 1)
		ck_assert_msg(row->known[lowest_group(rest)] == FACT_OK, "group %u is %d",
		    lowest_group(rest), row->known[lowest_group(rest)]);
	read_groups(row, offered);
	ck_assert_str_eq(row->name, "child_shown_windows.exe");
	ck_assert_int_eq(row->ppid, GetCurrentProcessId());
	ck_assert_uint_ge(row->num_threads, 3);
	ck_assert_uint_ge(row->rss, 64 * MIB);
	ck_assert_uint_lt(row->rss, 64 * MIB + 512 * MIB);
	ck_assert_uint_ge(row->more->peak_rss, 64 * MIB);
	ck_assert_uint_ge(row->more->virtual, row->rss);
	ck_assert_uint_ge(row->cpu_user_ns + row->cpu_system_ns, second / 4);
	ck_assert_uint_lt(row->cpu_user_ns + row->cpu_system_ns, 60 * second);
	ck_assert_int_gt(row->more->num_handles, 0);
	/* The clock that stamps it may be coarse. */
	ck_assert_uint_ge(row->create_time + second, before);
	ck_assert_uint_le(row->create_time, clock_wall() + second);
	ck_assert_int_eq(row->status, STATUS_RUNNING);
	ck_assert(!row->kernel && !row->thread);
	for (uint64_t rest = offered; rest != 0; rest &= rest - 1)
		ck_assert_msg(row->known[lowest_group(rest)] == FACT_OK, "group %u is %d",
		    lowest_group(rest), row->known[lowest_group(rest)]);
}
END_TEST

START_TEST(what_few_want_is_not_filled)
{
	list.count = 0;
	ck_assert_int_eq(os_driver.list(machine, EVERYTHING, &list), FACT_OK);
	ck_assert_uint_gt(list.count, 0);
	for (size_t i = 0; i < list.count; i++)
		ck_assert(list.rows[i].more == NULL);
}
END_TEST

START_TEST(a_command_line_is_its_arguments)
{
	static const char rest[] =
	    "b c\0\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\0\0say \"hi\"\0back\\";
	struct proc *row;
	const char *p;

	child_start(&(struct wanted){.threads = 1,
	    .rest = L"\"b c\" \x00e9\x4e2d\xd83d\xde00 \"\" \"say \\\"hi\\\"\" back\\"});
	row = read_child(PG_CMDLINE);
	p = row->cmdline.data;
	ck_assert(strstr(p, "child_shown_windows.exe") != NULL);
	/* The program, the name, three numbers. */
	for (int i = 0; i < 5; i++)
		p += strlen(p) + 1;
	ck_assert_uint_eq(row->cmdline.len - (size_t)(p - row->cmdline.data), sizeof(rest));
	ck_assert_mem_eq(p, rest, sizeof(rest));
}
END_TEST

START_TEST(an_environment_is_read_with_its_unicode)
{
	/* Sorted by name, as Windows wants it. */
	static WCHAR block[] =
	    L"=X:=X:\\nowhere\0ctop_test=\x4e2d\x6587 \xd83d\xde00=\0SystemRoot=C:\\windows\0";
	static const char want[] = "CTOP_TEST=\xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80=";
	struct blob environment;
	bool found = false;

	child_start(&(struct wanted){.threads = 1, .environment = block});
	environment = read_child(PG_ENVIRON)->more->environ;
	for (const char *p = environment.data; p < environment.data + environment.len;
	     p += strlen(p) + 1) {
		found = found || strcmp(p, want) == 0;
		ck_assert(*p != '=');
	}
	ck_assert(found);
}
END_TEST

START_TEST(a_directory_and_a_program_are_paths)
{
	WCHAR temp[MAX_PATH], directory[MAX_PATH + 40], program[MAX_PATH];
	struct proc *row;
	char want[MAX_PATH * 3];

	GetTempPathW(MAX_PATH, temp);
	swprintf(directory, MAX_PATH + 40, L"%lsctop-\x00fc\x4e2d-%lu", temp,
	    GetCurrentProcessId());
	ck_assert(CreateDirectoryW(directory, NULL));
	child_start(&(struct wanted){.threads = 1, .cwd = directory});
	row = read_child(PG_CWD);
	WideCharToMultiByte(CP_UTF8, 0, directory, -1, want, sizeof(want), NULL, NULL);
	ck_assert_str_eq(row->more->cwd, want);
	child_path(program);
	WideCharToMultiByte(CP_UTF8, 0, program, -1, want, sizeof(want), NULL, NULL);
	ck_assert_str_eq(read_child(PG_EXE)->more->exe, want);
	child.shown->end = 1;
	WaitForSingleObject(child.info.hProcess, INFINITE);
	RemoveDirectoryW(directory);
}
END_TEST

START_TEST(a_child_belongs_to_its_user)
{
	WCHAR name[256];
	char text[800];
	DWORD len = 256;
	struct proc *row;
	const char *backslash;

	GetUserNameW(name, &len);
	WideCharToMultiByte(CP_UTF8, 0, name, -1, text, sizeof(text), NULL, NULL);
	child_plain();
	/* The second answer comes from what is kept. */
	for (int i = 0; i < 2; i++) {
		row = read_child(PG_USERNAME);
		backslash = strchr(row->username, '\\');
		ck_assert_msg(backslash != NULL, "%s has no domain", row->username);
		ck_assert_str_eq(backslash + 1, text);
	}
	row = look_up_child();
	struct oneshot o;
	oneshot_open(&o, &os_driver, machine, row, &arena, NULL);
	oneshot_read(&o, PG_BIT(PG_USERNAME), ONESHOT_PROMPT);
	oneshot_close(&o);
	ck_assert_int_eq(row->known[PG_USERNAME], FACT_OK);
}
END_TEST

static uint64_t
own_uss(void)
{
	struct proc *row = look_up(GetCurrentProcessId());

	read_groups(row, PG_BIT(PG_USS));
	ck_assert_int_eq(row->known[PG_USS], FACT_OK);
	ck_assert_uint_gt(row->footprint->uss, 0);
	/* Below Wine rss is behind by some pages of each CPU that it ran on. */
	ck_assert_uint_le(row->footprint->uss, row->rss + 8 * MIB);
	return row->footprint->uss;
}

START_TEST(the_unique_set_grows_by_what_is_touched)
{
	uint64_t before = own_uss(), after;
	volatile unsigned char *memory =
	    VirtualAlloc(NULL, 32 * MIB, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

	for (size_t i = 0; i < 32 * MIB; i += 4096)
		memory[i] = 1;
	after = own_uss();
	VirtualFree((void *)memory, 0, MEM_RELEASE);
	ck_assert_uint_ge(after, before + 31 * MIB);
	ck_assert_uint_lt(after, before + 40 * MIB);
	ck_assert_uint_lt(own_uss(), before + 8 * MIB);
}
END_TEST

START_TEST(threads_are_rows_of_their_process)
{
	struct proc process;
	struct held held;
	size_t before, threads;

	child_start(&(struct wanted){.threads = 4, .rest = L"threads"});
	process = *look_up_child();
	before = list.count;
	ck_assert_int_eq(os_driver.hold(machine, &process, &held), FACT_OK);
	ck_assert_int_eq(os_driver.threads(&held, EVERYTHING, &list), FACT_OK);
	os_driver.drop(&held);
	threads = list.count - before;
	/* All but the first. */
	ck_assert_uint_eq(threads, process.num_threads - 1);
	for (size_t i = before; i < list.count; i++) {
		struct proc *row = &list.rows[i];
		ck_assert(row->thread);
		ck_assert_int_eq(row->tgid, process.id.pid);
		ck_assert_int_ne(row->id.pid, (int64_t)child.info.dwThreadId);
		ck_assert_uint_ge(row->id.start, 1);
		ck_assert_str_eq(row->name, process.name);
		/* What is the process's is read through the thread. */
		read_groups(row, PG_BIT(PG_CMDLINE));
		ck_assert_int_eq(row->known[PG_CMDLINE], FACT_OK);
	}
}
END_TEST

START_TEST(a_thread_that_is_somebody_elses_by_now_is_gone)
{
	struct proc process, *row;
	struct held held;

	child_start(&(struct wanted){.threads = 2});
	process = *look_up_child();
	ck_assert_int_eq(os_driver.hold(machine, &process, &held), FACT_OK);
	os_driver.threads(&held, 0, &list);
	os_driver.drop(&held);
	row = &list.rows[list.count - 1];
	row->tgid = GetCurrentProcessId();
	read_groups(row, PG_BIT(PG_CMDLINE));
	ck_assert_int_eq(row->known[PG_CMDLINE], FACT_GONE);
}
END_TEST

static intptr_t
target(struct proc_id id)
{
	intptr_t handle = os_driver.target(machine, id);

	ck_assert_msg(handle != -1, "errno %d", errno);
	return handle;
}

static void
send_signal(struct proc_id id, int signo, enum act_result want)
{
	intptr_t handle = target(id);

	ck_assert_int_eq(os_driver.signal(machine, handle, id, signo), want);
	os_driver.release(handle);
}

/* Lets it run until it has made some beats. */
static void
await_beats(void)
{
	long beats = child.shown->beats;

	while (child.shown->beats < beats + 3) {
		ck_assert(child_runs());
		Sleep(2);
	}
}

START_TEST(a_process_is_suspended_and_resumed)
{
	struct proc_id id;
	long beats;

	child_plain();
	id = look_up_child()->id;
	await_beats();
	send_signal(id, SIGNAL_STOP, ACT_DONE);
	/* What it was in the midst of is over once it has not moved for a while. */
	do {
		beats = child.shown->beats;
		Sleep(50);
	} while (child.shown->beats != beats);
	Sleep(200);
	ck_assert_int_eq(child.shown->beats, beats);
	ck_assert(child_runs());
	send_signal(id, SIGNAL_CONT, ACT_DONE);
	await_beats();
}
END_TEST

START_TEST(a_process_is_ended)
{
	const int signals[] = {SIGNAL_TERM, SIGNAL_KILL};
	DWORD code;

	for (size_t i = 0; i < 2; i++) {
		child_plain();
		send_signal(look_up_child()->id, signals[i], ACT_DONE);
		WaitForSingleObject(child.info.hProcess, INFINITE);
		GetExitCodeProcess(child.info.hProcess, &code);
		ck_assert_uint_eq(code, 128U + (unsigned)signals[i]);
		child_forget();
	}
}
END_TEST

START_TEST(the_menu_has_what_can_be_done)
{
	struct proc_id id;

	child_plain();
	id = look_up_child()->id;
	for (const struct signal_name *s = os_driver.signals; s->name != NULL; s++)
		ck_assert(s->number == SIGNAL_TERM || s->number == SIGNAL_KILL ||
		    s->number == SIGNAL_STOP || s->number == SIGNAL_CONT);
	send_signal(id, 1, ACT_INVALID);
	ck_assert(child_runs());
}
END_TEST

START_TEST(priority_is_changed_class_by_class)
{
	const struct {
		int nice;
		DWORD class;
		int then;
	} steps[] = {
	    {1, BELOW_NORMAL_PRIORITY_CLASS, 10},
	    {11, IDLE_PRIORITY_CLASS, 19},
	    {18, BELOW_NORMAL_PRIORITY_CLASS, 10},
	    {0, NORMAL_PRIORITY_CLASS, 0},
	    {-1, ABOVE_NORMAL_PRIORITY_CLASS, -7},
	    {-14, HIGH_PRIORITY_CLASS, -14},
	};
	struct proc_id id;
	intptr_t handle;

	child_plain();
	id = read_child(PG_NICE)->id;
	handle = target(id);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		ck_assert_int_eq(os_driver.renice(machine, handle, id, steps[i].nice), ACT_DONE);
		ck_assert_uint_eq(GetPriorityClass(child.info.hProcess), steps[i].class);
		ck_assert_int_eq(read_child(PG_NICE)->nice, steps[i].then);
	}
	ck_assert_int_eq(os_driver.renice(machine, handle, id, 20), ACT_INVALID);
	ck_assert_int_eq(os_driver.renice(machine, handle, id, -21), ACT_INVALID);
	os_driver.release(handle);
}
END_TEST

START_TEST(a_pid_that_is_somebody_elses_by_now_is_left_alone)
{
	struct proc *row;

	child_plain();
	row = look_up_child();
	row->id.start++;
	errno = 0;
	ck_assert_int_eq(os_driver.target(machine, row->id), -1);
	ck_assert_int_eq(errno, ESRCH);
	read_groups(row, PG_BIT(PG_CMDLINE) | PG_BIT(PG_EXE) | PG_BIT(PG_USERNAME));
	ck_assert_int_eq(row->known[PG_CMDLINE], FACT_GONE);
	ck_assert_int_eq(row->known[PG_EXE], FACT_GONE);
	ck_assert_int_eq(row->known[PG_USERNAME], FACT_GONE);
	ck_assert(child_runs());
}
END_TEST

START_TEST(a_process_that_has_ended_is_gone)
{
	struct proc *row;
	struct proc_id id;
	intptr_t handle;

	child_plain();
	row = look_up_child();
	id = row->id;
	handle = target(id);
	child.shown->end = 1;
	WaitForSingleObject(child.info.hProcess, INFINITE);
	/* We hold it, so that nobody else has its pid: it is gone all the same. */
	ck_assert_int_eq(os_driver.signal(machine, handle, id, SIGNAL_TERM), ACT_GONE);
	ck_assert_int_eq(os_driver.renice(machine, handle, id, 10), ACT_GONE);
	os_driver.release(handle);
	ck_assert_int_eq(os_driver.target(machine, id), -1);
	read_groups(row, PG_BIT(PG_ENVIRON) | PG_BIT(PG_CWD));
	ck_assert_int_ne(row->known[PG_ENVIRON], FACT_OK);
	ck_assert_int_ne(row->known[PG_CWD], FACT_OK);
}
END_TEST

START_TEST(a_process_that_may_not_be_opened_is_known_by_the_list)
{
	ACL *nobody = (ACL *)(void *)(char[sizeof(ACL)]){0};
	SECURITY_DESCRIPTOR descriptor;
	SECURITY_ATTRIBUTES security = {sizeof(security), &descriptor, FALSE};
	const uint64_t asked =
	    PG_BIT(PG_CMDLINE) | PG_BIT(PG_EXE) | PG_BIT(PG_CWD) | PG_BIT(PG_ENVIRON);
	struct proc *row;
	HANDLE open;

	InitializeAcl(nobody, sizeof(*nobody), ACL_REVISION);
	InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
	SetSecurityDescriptorDacl(&descriptor, TRUE, nobody, FALSE);
	child_start(&(struct wanted){.threads = 1, .security = &security});
	/* Those who may debug may open everything. */
	open = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, child.info.dwProcessId);
	row = look_up_child();
	ck_assert_str_eq(row->name, "child_shown_windows.exe");
	ck_assert_int_eq(row->known[PG_CPU], FACT_OK);
	ck_assert_int_eq(row->known[PG_MEMORY], FACT_OK);
	read_groups(row, asked);
	for (uint64_t rest = asked; rest != 0; rest &= rest - 1)
		ck_assert_int_eq(row->known[lowest_group(rest)],
		    open == NULL ? FACT_DENIED : FACT_OK);
	if (open == NULL) {
		ck_assert_int_eq(os_driver.target(machine, row->id), -1);
		ck_assert_int_eq(errno, EACCES);
	} else {
		CloseHandle(open);
	}
}
END_TEST

START_TEST(the_kernels_own_is_refused)
{
	for (int64_t pid = 0; pid <= 4; pid += 4) {
		errno = 0;
		ck_assert_int_eq(
		    os_driver.target(machine, (struct proc_id){.pid = pid, .start = 1}), -1);
		ck_assert_int_eq(errno, EACCES);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_child_is_listed_with_what_it_is_and_uses,
	    what_few_want_is_not_filled,
	    a_command_line_is_its_arguments,
	    an_environment_is_read_with_its_unicode,
	    a_directory_and_a_program_are_paths,
	    a_child_belongs_to_its_user,
	    the_unique_set_grows_by_what_is_touched,
	    threads_are_rows_of_their_process,
	    a_thread_that_is_somebody_elses_by_now_is_gone,
	    a_process_is_suspended_and_resumed,
	    a_process_is_ended,
	    the_menu_has_what_can_be_done,
	    priority_is_changed_class_by_class,
	    a_pid_that_is_somebody_elses_by_now_is_left_alone,
	    a_process_that_has_ended_is_gone,
	    a_process_that_may_not_be_opened_is_known_by_the_list,
	    the_kernels_own_is_refused,
	    NULL,
	};

	return suite_run("windows, processes", tests, setup, teardown);
}
