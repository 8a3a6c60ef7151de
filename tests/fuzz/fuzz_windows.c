/* Decoders of what Windows tells of processes; the first byte chooses. */
#include <stdlib.h>
#include <string.h>

#include "../../src/arena.h"
#include "../../src/os/windows/decode.h"
#include "fuzz.h"

/* Seeds are written as if the kernel had put them there. */
#define BASE UINT64_C(0x10000)

static struct arena arena;

static void
fuzz_snapshot(const uint8_t *data, size_t len)
{
	struct image image = {data, len, BASE};
	struct snapshot_process s;
	struct snapshot_thread t;
	size_t at = 0, before = 0, rounds = 0;

	while (decode_snapshot(&image, &at, &s)) {
		require(at > before && ++rounds <= len);
		before = at;
		decode_wide(s.name, &arena);
		require(s.nreadable <= s.nthreads);
		for (uint32_t i = 0; i < s.nreadable; i++) {
			decode_thread(&s, i, &t);
			thread_is_suspended(&t);
			decode_duration(t.user_ticks);
		}
		decode_filetime(s.create_time);
		snapshot_is_suspended(&s);
		snapshot_switches(&s, 0);
	}
}

static void
fuzz_wide(const uint8_t *data, size_t len)
{
	struct blob text = decode_wide((struct wide){data, len / 2}, &arena);
	struct blob arguments = decode_arguments(text, &arena);

	require(text.len <= len / 2 * 3 && text.data[text.len] == '\0');
	/* Nothing but the last argument is longer than it was. */
	require(arguments.len <= text.len + 1);
	require(arguments.len == 0 || arguments.data[arguments.len - 1] == '\0');
}

static void
fuzz_environment(const uint8_t *data, size_t len)
{
	struct blob text = decode_environment((struct wide){data, len / 2}, &arena);

	require(text.len == 0 || text.data[text.len - 1] == '\0');
	for (const char *p = text.data; p < text.data + text.len; p += strlen(p) + 1)
		require(*p != '=' && *p != '\0');
}

static void
fuzz_params(const uint8_t *data, size_t len)
{
	struct process_params params;

	for (int narrow = 0; narrow < 2; narrow++) {
		if (len >= PEB_BYTES)
			decode_peb(data, narrow != 0);
		if (len >= PARAMS_BYTES)
			decode_params(data, BASE, narrow != 0, &params);
	}
}

static void
fuzz_pages(const uint8_t *data, size_t len)
{
	require(decode_unique_pages(data, len / 8) <= len / 8);
	require(decode_unique_pages_ex(data, len / 16) <= len / 16);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const decoders[])(const uint8_t *, size_t) = {fuzz_snapshot, fuzz_wide,
	    fuzz_environment, fuzz_params, fuzz_pages};
	uint8_t *copy;

	if (len == 0)
		return 0;
	/* A block of its own, so that a byte too many is seen. */
	copy = malloc(len);
	memcpy(copy, data + 1, len - 1);
	decoders[data[0] % (sizeof(decoders) / sizeof(decoders[0]))](copy, len - 1);
	free(copy);
	arena_reset(&arena);
	return 0;
}
