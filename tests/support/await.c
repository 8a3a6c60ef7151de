#include "await.h"

#ifdef _WIN32
#include <windows.h>

static bool
waits(const struct wake *wake, bool forever)
{
	return WaitForSingleObject((HANDLE)wake_native(wake), forever ? INFINITE : 0) ==
	    WAIT_OBJECT_0;
}
#else
#include <poll.h>

static bool
waits(const struct wake *wake, bool forever)
{
	struct pollfd fd = {.fd = (int)wake_native(wake), .events = POLLIN};

	return poll(&fd, 1, forever ? -1 : 0) == 1;
}
#endif

void
await(const struct wake *wake)
{
	while (!waits(wake, true))
		;
}

bool
woken(const struct wake *wake)
{
	return waits(wake, false);
}
