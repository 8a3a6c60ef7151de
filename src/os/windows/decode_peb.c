/*
 * What a process keeps of how it was started.  It may write there what it likes.
 */
#include <string.h>

#include "../../arena.h"
#include "decode.h"

/* PEB, RTL_USER_PROCESS_PARAMETERS and UNICODE_STRING of 64-bit and 32-bit processes. */
struct peb_layout {
	uint8_t params;
};
struct params_layout {
	uint8_t flags, cwd, command_line, environment;
	uint8_t text; /* where a UNICODE_STRING has its address */
};
static const struct peb_layout pebs[] = {{0x20}, {0x10}};
static const struct params_layout params_of[] = {
    {0x08, 0x38, 0x70, 0x80, 8},
    {0x08, 0x24, 0x40, 0x48, 4},
};

/* Addresses are addresses, and not yet distances from the block. */
#define PARAMS_NORMALIZED UINT32_C(1)

static uint64_t
load_address(const unsigned char *p, bool narrow)
{
	return narrow ? load_u32(p) : load_u64(p);
}

uint64_t
decode_peb(const unsigned char peb[PEB_BYTES], bool narrow)
{
	return load_address(peb + pebs[narrow].params, narrow);
}

void
decode_params(const unsigned char params[PARAMS_BYTES], uint64_t address, bool narrow,
    struct process_params *out)
{
	const struct params_layout *at = &params_of[narrow];
	bool normalized = (load_u32(params + at->flags) & PARAMS_NORMALIZED) != 0;
	uint64_t origin = normalized ? 0 : address;

	out->cwd.bytes = load_u16(params + at->cwd);
	out->cwd.address = origin + load_address(params + at->cwd + at->text, narrow);
	out->command_line.bytes = load_u16(params + at->command_line);
	out->command_line.address =
	    origin + load_address(params + at->command_line + at->text, narrow);
	/* Never a distance: it is a block of its own. */
	out->environment = load_address(params + at->environment, narrow);
}

/* The units of a block up to and without the empty variable that ends it. */
static struct wide
environment_units(struct wide block)
{
	size_t at = 0;

	while (at < block.units) {
		struct wide rest = {block.data + at * 2, block.units - at};
		size_t n = wide_until_nul(rest).units;
		if (n == 0 || n == rest.units)
			break;
		at += n + 1;
	}
	block.units = at;
	return block;
}

static char *
upper_name(char *p)
{
	for (; *p != '\0' && *p != '='; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return p;
}

struct blob
decode_environment(struct wide block, struct arena *arena)
{
	struct blob text = decode_wide(environment_units(block), arena);
	char *data = (char *)(uintptr_t)text.data, *out = data;
	size_t len;

	/* A variable never grows on its way to the front. */
	for (const char *p = data, *end = data + text.len; p < end; p += len + 1) {
		len = strlen(p);
		if (*p == '=')
			continue;
		memmove(out, p, len + 1);
		upper_name(out);
		out += len + 1;
	}
	*out = '\0';
	return (struct blob){data, (size_t)(out - data)};
}
