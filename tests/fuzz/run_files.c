/* Runs a fuzz target over files, where there is no libFuzzer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static int
run_file(const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t len = 0, room = 4096;
	uint8_t *data = malloc(room);

	if (in == NULL || data == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	for (;;) {
		size_t n = fread(data + len, 1, room - len, in);

		len += n;
		if (len < room)
			break;
		room *= 2;
		data = realloc(data, room);
		if (data == NULL)
			abort();
	}
	fclose(in);
	/* Without room behind it, so that a step too far is seen. */
	uint8_t *tight = realloc(data, len > 0 ? len : 1);
	if (tight == NULL)
		abort();
	int result = LLVMFuzzerTestOneInput(tight, len);
	free(tight);
	return result;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (run_file(argv[i]) != 0)
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
