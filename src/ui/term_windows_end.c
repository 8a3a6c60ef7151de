#include "term_windows_end.h"

#include <process.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <windows.h>

/* How long the thread of the screen may take to notice, and then to end. */
#define NOTICE_MS  1000
#define CLOSING_MS 5000
/* Room for the handler when the fault is the end of the stack. */
#define FAULT_STACK 65536
/* The status of programs that the default handler ends. */
#define ENDED_BY_CONTROL ((int)0xC000013A)

static struct {
	HANDLE told, taken;
	atomic_int signo;
	void (*give_back)(void);
	LPTOP_LEVEL_EXCEPTION_FILTER fault_before;
	void (*abort_before)(int);
} end;

/* Runs in a thread that the system makes for it. */
static BOOL WINAPI
on_control(DWORD event)
{
	int signo = event == CTRL_C_EVENT ? SIGINT : event == CTRL_BREAK_EVENT ? SIGBREAK : SIGTERM;

	atomic_store(&end.signo, signo);
	SetEvent(end.told);
	if (WaitForSingleObject(end.taken, NOTICE_MS) != WAIT_OBJECT_0) {
		/* The console takes no output any more, as when text in it is being selected. */
		end.give_back();
		end_now();
	}
	/* When the window closes, the system ends the program as soon as this returns. */
	if (signo == SIGTERM)
		Sleep(CLOSING_MS);
	return TRUE;
}

static LONG WINAPI
on_fault(EXCEPTION_POINTERS *fault)
{
	end.give_back();
	return end.fault_before != NULL ? end.fault_before(fault) : EXCEPTION_CONTINUE_SEARCH;
}

static void
on_abort(int signo)
{
	end.give_back();
	signal(signo, end.abort_before);
	raise(signo);
}

int
end_open(void (*give_back)(void))
{
	ULONG stack = FAULT_STACK;

	/* Made once: a handler's thread may still wait for them when the screen is closed. */
	if (end.told == NULL)
		end.told = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (end.taken == NULL)
		end.taken = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (end.told == NULL || end.taken == NULL)
		return -1;
	ResetEvent(end.told);
	ResetEvent(end.taken);
	atomic_store(&end.signo, 0);
	end.give_back = give_back;
	SetThreadStackGuarantee(&stack);
	end.fault_before = SetUnhandledExceptionFilter(on_fault);
	end.abort_before = signal(SIGABRT, on_abort);
	SetConsoleCtrlHandler(on_control, TRUE);
	return 0;
}

void
end_close(void)
{
	SetEvent(end.taken);
	SetConsoleCtrlHandler(on_control, FALSE);
	signal(SIGABRT, end.abort_before);
	SetUnhandledExceptionFilter(end.fault_before);
}

intptr_t
end_native(void)
{
	return (intptr_t)end.told;
}

int
end_take(void)
{
	int signo = atomic_exchange(&end.signo, 0);

	if (signo != 0) {
		ResetEvent(end.told);
		SetEvent(end.taken);
	}
	return signo;
}

noreturn void
end_now(void)
{
	_exit(ENDED_BY_CONTROL);
}
