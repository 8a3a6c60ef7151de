/*
 * Texts that a process keeps in its own memory: read from there, believed by nobody.
 */
#include <stdlib.h>

#include "../../arena.h"
#include "../../compat.h"
#include "windows.h"

/* More of an environment is not looked at. */
#define ENVIRONMENT_MAX ((size_t)1024 * 1024)

#define PROCESS_COMMAND_LINE ((PROCESSINFOCLASS)60)

/* Where the block is that the program itself uses: a 32-bit one has two. */
static enum fact
peb_address(const struct held *h, uint64_t *address, bool *narrow)
{
	PROCESS_BASIC_INFORMATION basic;
	ULONG_PTR peb32 = 0;
	NTSTATUS status;

	status = NtQueryInformationProcess(held_handle(h), ProcessWow64Information, &peb32,
	    sizeof(peb32), NULL);
	if (status < 0)
		return held_error(h, windows_status_fact(status));
	*narrow = peb32 != 0;
	*address = peb32;
	if (*narrow)
		return FACT_OK;
	status = NtQueryInformationProcess(held_handle(h), ProcessBasicInformation, &basic,
	    sizeof(basic), NULL);
	if (status < 0)
		return held_error(h, windows_status_fact(status));
	*address = (uint64_t)(uintptr_t)basic.PebBaseAddress;
	return *address != 0 ? FACT_OK : FACT_NONE;
}

static enum fact
peb_params(struct held *h, struct process_params *params)
{
	unsigned char peb[PEB_BYTES], block[PARAMS_BYTES];
	uint64_t address;
	bool narrow;
	enum fact fact = held_pin(h);

	if (fact == FACT_OK)
		fact = peb_address(h, &address, &narrow);
	if (fact == FACT_OK)
		fact = held_read(h, address, peb, sizeof(peb));
	if (fact != FACT_OK)
		return fact;
	address = decode_peb(peb, narrow);
	/* It is at its very beginning, or has none. */
	if (address == 0)
		return FACT_NONE;
	fact = held_read(h, address, block, sizeof(block));
	if (fact == FACT_OK)
		decode_params(block, address, narrow, params);
	return fact;
}

static enum fact
read_text(struct held *h, struct remote_text remote, struct blob *text, struct arena *arena)
{
	unsigned char *buf = xmalloc((size_t)remote.bytes + 1);
	enum fact fact = held_read(h, remote.address, buf, remote.bytes);

	if (fact == FACT_OK)
		*text = decode_wide(wide_until_nul((struct wide){buf, remote.bytes / 2}), arena);
	free(buf);
	return fact;
}

/* Since Windows 8.1 the kernel looks there itself, also for those who may only ask little. */
static enum fact
kernel_command_line(struct held *h, struct blob *line, struct arena *arena)
{
	_Alignas(16) unsigned char small[2048];
	UNICODE_STRING *text = (UNICODE_STRING *)(void *)small;
	ULONG needed = 0, room = sizeof(small);
	NTSTATUS status;

	status =
	    NtQueryInformationProcess(held_handle(h), PROCESS_COMMAND_LINE, text, room, &needed);
	if (status < 0 && needed > room) {
		room = needed;
		text = xmalloc(room);
		status = NtQueryInformationProcess(held_handle(h), PROCESS_COMMAND_LINE, text, room,
		    NULL);
	}
	if (status >= 0)
		*line = decode_wide(wide_until_nul(windows_wide(text->Buffer, text->Length / 2)),
		    arena);
	if ((void *)text != (void *)small)
		free(text);
	return windows_status_fact(status);
}

enum fact
peb_command_line(struct held *h, struct blob *line, struct arena *arena)
{
	struct process_params params;
	enum fact fact = held_pin(h);

	if (fact != FACT_OK)
		return fact;
	if (kernel_command_line(h, line, arena) == FACT_OK)
		return FACT_OK;
	fact = peb_params(h, &params);
	return fact == FACT_OK ? read_text(h, params.command_line, line, arena) : fact;
}

enum fact
peb_cwd(struct held *h, const char **cwd, struct arena *arena)
{
	struct process_params params;
	struct blob text = {"", 0};
	enum fact fact = peb_params(h, &params);

	if (fact == FACT_OK)
		fact = read_text(h, params.cwd, &text, arena);
	if (fact != FACT_OK)
		return fact;
	/* "C:\" is a directory, "C:\Users\" is the same as without its end. */
	if (text.len > 3 && text.data[text.len - 1] == '\\')
		text.data = arena_copy(arena, text.data, text.len - 1);
	*cwd = text.data;
	return FACT_OK;
}

/* Bytes from an address to the end of the pages that were allocated with it. */
static size_t
region_left(const struct held *h, uint64_t address)
{
	MEMORY_BASIC_INFORMATION region;
	uint64_t end;

	if (VirtualQueryEx(held_handle(h), (LPCVOID)(uintptr_t)address, &region, sizeof(region)) !=
		sizeof(region) ||
	    region.State != MEM_COMMIT)
		return 0;
	end = (uint64_t)(uintptr_t)region.BaseAddress + region.RegionSize;
	if (end <= address)
		return 0;
	return end - address < ENVIRONMENT_MAX ? (size_t)(end - address) : ENVIRONMENT_MAX;
}

enum fact
peb_environment(struct held *h, struct blob *environment, struct arena *arena)
{
	struct process_params params;
	unsigned char *buf;
	size_t len;
	enum fact fact = peb_params(h, &params);

	if (fact != FACT_OK)
		return fact;
	if (params.environment == 0)
		return FACT_NONE;
	len = region_left(h, params.environment);
	if (len == 0)
		return held_error(h, FACT_GONE);
	buf = xmalloc(len);
	fact = held_read(h, params.environment, buf, len);
	if (fact == FACT_OK)
		*environment = decode_environment((struct wide){buf, len / 2}, arena);
	free(buf);
	return fact;
}
