#include "windows.h"

/* In winternl.h of some only. */
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW);

bool
windows_take_privilege(const WCHAR *name)
{
	TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
	HANDLE token;
	bool taken;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token))
		return false;
	wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
	/* What is not held at all is no failure, only a last error. */
	taken = LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid) &&
	    AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL) &&
	    GetLastError() == ERROR_SUCCESS;
	CloseHandle(token);
	return taken;
}

void
windows_describe(struct machine *m, FILE *out)
{
	RTL_OSVERSIONINFOW v = {.dwOSVersionInfoSize = sizeof(v)};

	if (RtlGetVersion(&v) >= 0)
		fprintf(out, "kernel: Windows %lu.%lu.%lu\n", v.dwMajorVersion, v.dwMinorVersion,
		    v.dwBuildNumber);
	if (m->debug)
		fputs("SeDebugPrivilege: yes\n", out);
	else
		fputs("missing SeDebugPrivilege: shows owners, command lines, paths, directories, "
		      "environments and unique memory of others' processes\n",
		    out);
}
