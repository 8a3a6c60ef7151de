/* Any file is a config or one printable line; what was read is saved and read back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/compat.h"
#include "../../src/config.h"
#include "fuzz.h"

static void
write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		die("cannot write %s", path);
}

static void
check_line(const char *err)
{
	if (*err == '\0')
		abort();
	for (; *err != '\0'; err++)
		if ((unsigned char)*err < ' ' || *err == 0x7f)
			abort();
}

static void
save_and_read_back(const char *path, struct settings *s, enum config_result before)
{
	char err[600] = "";
	struct settings back;

	if (config_save(path, s, err, sizeof(err)) != 0)
		abort();
	settings_init(&back);
	if (config_load(path, &back, err, sizeof(err)) != before || back.tree != s->tree ||
	    back.mouse != s->mouse || strcmp(back.memtype, s->memtype) != 0)
		abort();
	settings_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64];
	char err[600] = "";
	struct settings s;

	if (path[0] == '\0')
		snprintf(path, sizeof(path), "/tmp/ctop-fuzz-config-%ld", (long)getpid());
	write_file(path, data, size);
	settings_init(&s);
	enum config_result result = config_load(path, &s, err, sizeof(err));
	if (result != CONFIG_READ)
		check_line(err);
	if (result == CONFIG_READ || result == CONFIG_UNKNOWN)
		save_and_read_back(path, &s, result);
	settings_free(&s);
	unlink(path);
	return 0;
}
