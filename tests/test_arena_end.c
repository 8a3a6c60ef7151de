/*
 * How the program ends when memory is asked for that nobody has.
 */
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/arena_case.h"
#include "support/suite.h"

/* Sizes that would wrap around. */
static void
ask_too_much(int how)
{
	volatile size_t most = SIZE_MAX;

	if (how == 0)
		arena_alloc(&arena, most);
	else
		arena_array(&arena, most / 8, 16);
}

START_TEST(a_size_that_overflows_ends_in_die)
{
	for (int how = 0; how < 2; how++) {
		int status;
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			close(STDERR_FILENO);
			ask_too_much(how);
			_exit(0);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%d: %x", how, status);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_size_that_overflows_ends_in_die,
	    NULL,
	};

	return suite_run("arena_end", tests, arena_case_open, arena_case_close);
}
