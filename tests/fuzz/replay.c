/* Without a fuzzer in the compiler: runs the target over the files and directories named. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../src/compat.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t len = 0, room = 1 << 20;
	uint8_t *data;

	if (f == NULL)
		die("cannot open %s", path);
	data = xmalloc(room);
	len = fread(data, 1, room, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
}

int
main(int argc, char *argv[])
{
	int count = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		struct dirent *e;
		char path[4096];

		if (d == NULL && argv[i][0] != '-') {
			run_file(argv[i]);
			count++;
		}
		while (d != NULL && (e = readdir(d)) != NULL) {
			if (e->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", argv[i], e->d_name);
			run_file(path);
			count++;
		}
		if (d != NULL)
			closedir(d);
	}
	printf("%d inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
