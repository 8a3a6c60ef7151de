/*
 * What child_shown_windows and who started it have in common: a named piece of memory.
 */
#ifndef CTOP_TESTS_SHOWN_WINDOWS_H
#define CTOP_TESTS_SHOWN_WINDOWS_H

struct shown {
	volatile long ready; /* it has done what it was told */
	volatile long beats; /* one more every few milliseconds, as long as it runs */
	volatile long end;   /* it is to end */
};

#endif
