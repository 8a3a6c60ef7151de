#include "windows.h"

enum fact
windows_hold(struct machine *m, const struct proc *row, struct held *h)
{
	*h = (struct held){
		.machine = m,
		.id = row->id,
		.tgid = row->tgid,
		.thread = row->thread,
		.handle = -1,
	};
	return FACT_OK;
}

void
windows_drop(struct held *h)
{
	if (h->handle != -1)
		CloseHandle((HANDLE)h->handle);
	h->handle = -1;
}
