/*
 * What a process has open, inside the Linux driver.
 */
#ifndef CTOP_OS_LINUX_OPENED_H
#define CTOP_OS_LINUX_OPENED_H

#include "linux.h"

enum fact linux_opened(struct held *, struct open_list *);

/* A row that is a socket, known by its inode only so far. */
struct open_socket {
	uint64_t inode;
	size_t row;
};
/*
 * Fills protocol, state and addresses of these rows, each from the table that has its
 * inode, in the process's network namespace.
 */
void sockets_join(struct held *, struct open_list *, struct open_socket *, size_t count);

#endif
