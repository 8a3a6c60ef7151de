#include "../src/compat.h"
#include "support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LEN = 16 * 1024 };

/* LEN bytes behind which no byte may be read. */
static char *
guarded(void)
{
	char *map = mmap(NULL, 2 * LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(map, MAP_FAILED);
	ck_assert_int_eq(mprotect(map + LEN, LEN, PROT_NONE), 0);
	memset(map, 'x', LEN);
	return map;
}

START_TEST(a_refused_write_reads_no_byte_beyond_those_given)
{
	int full = open("/dev/full", O_WRONLY), saved = dup(STDOUT_FILENO);
	char *bytes = guarded();

	ck_assert_int_ne(full, -1);
	ck_assert_int_eq(dup2(full, STDOUT_FILENO), STDOUT_FILENO);
	FILE *out = compat_output();
	errno = 0;
	size_t taken = fwrite(bytes, 1, LEN, out);
	int error = errno;
	dup2(saved, STDOUT_FILENO);
	fclose(out);
	ck_assert_uint_lt(taken, LEN);
	ck_assert_int_eq(error, ENOSPC);
	close(saved);
	close(full);
	munmap(bytes, 2 * LEN);
}
END_TEST

START_TEST(all_that_is_written_arrives_and_the_descriptor_stays_open)
{
	int ends[2], saved = dup(STDOUT_FILENO);
	char got[8];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	FILE *out = compat_output();
	fputs("one two", out);
	fclose(out);
	ck_assert_int_eq(fcntl(STDOUT_FILENO, F_GETFD), 0);
	dup2(saved, STDOUT_FILENO);
	ck_assert_int_eq(read(ends[0], got, sizeof(got)), 7);
	ck_assert_mem_eq(got, "one two", 7);
	close(saved);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_refused_write_reads_no_byte_beyond_those_given,
	    all_that_is_written_arrives_and_the_descriptor_stays_open,
	    NULL,
	};

	return suite_run("compat_posix", tests, NULL, NULL);
}
